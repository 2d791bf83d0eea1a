"""Forms as PDF: the placed pages painted on reportlab's canvas, every letter from an embedded typeface.

The same forms give the same bytes. Platypus is not used: its table cannot cut a merged cell that crosses a page.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from app.base.files import write_whole
from app.sheet.fonts import font_book
from app.sheet.measure import POINT
from app.sheet.pages import PlacedPage, Printout
from app.writers.names import CREATOR, document_title, heading, one_line

_INK = "#000000"
_RULE_WIDTH = 0.5  # points
_SQUARE_ENDS = 2  # of lines, so that corners close


def write_pdf(forms: Sequence[Printout], target: Path, title: str = "") -> None:
    """Write forms into one PDF, each beginning on its own page, and move it into place when it is whole.

    Args:
        forms: at least one.
        target: the file.
        title: of the document; when empty, that of the first form.

    Raises:
        OutputError: the file cannot be written.
    """
    write_whole(target, pdf_bytes(forms, title))


def pdf_bytes(forms: Sequence[Printout], title: str = "") -> bytes:
    """Return forms as one PDF, each beginning on its own page."""
    from reportlab.pdfgen.canvas import Canvas

    from app.writers.embedding import embedded

    fonts = forms[0].sheet.fonts
    first = font_book(fonts).first_file(next(iter(fonts)))
    buffer = BytesIO()
    canvas = Canvas(
        buffer, pageCompression=1, invariant=1, pdfVersion=(1, 7), initialFontName=embedded(first), lang="zh-CN"
    )
    _describe(canvas, forms, title)
    for number, form in enumerate(forms):
        _outline(canvas, f"form{number}", heading(form.sheet))
        for page in form.pages:
            _paint(canvas, form, page)
    canvas.save()
    return buffer.getvalue()


def _describe(canvas: Any, forms: Sequence[Printout], title: str) -> None:  # noqa: ANN401 - reportlab has no types
    sheet = forms[0].sheet
    canvas.setTitle(one_line(title) or document_title(sheet))
    canvas.setAuthor(one_line(sheet.author))
    canvas.setSubject(sheet.kind)
    canvas.setCreator(CREATOR)
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _outline(canvas: Any, key: str, text: str) -> None:  # noqa: ANN401
    canvas.bookmarkPage(key)
    canvas.addOutlineEntry(text, key)


def _paint(canvas: Any, form: Printout, page: PlacedPage) -> None:  # noqa: ANN401
    paper = form.sheet.page
    canvas.setPageSize((paper.width / POINT, paper.height / POINT))
    canvas.setLineWidth(_RULE_WIDTH)
    canvas.setLineCap(_SQUARE_ENDS)
    flip = paper.height
    for placed, colour in page.filled:
        canvas.setFillColor(colour)
        x, y = placed.x / POINT, (flip - placed.y - placed.height) / POINT
        canvas.rect(x, y, placed.width / POINT, placed.height / POINT, stroke=0, fill=1)
    canvas.setFillColor(_INK)
    canvas.setStrokeColor(form.sheet.rule_colour)
    canvas.lines([(x0 / POINT, (flip - y0) / POINT, x1 / POINT, (flip - y1) / POINT) for x0, y0, x1, y1 in page.rules])
    _write(canvas, page, flip)
    canvas.showPage()


def _write(canvas: Any, page: PlacedPage, flip: float) -> None:  # noqa: ANN401
    from app.writers.embedding import embedded

    text = canvas.beginText()
    for line in (line for placed in page.boxes for line in placed.lines):
        for run in line.runs:
            text.setTextOrigin(run.x / POINT, (flip - line.y) / POINT)
            text.setFont(embedded(run.font), line.size)
            text.textOut(run.text)
    canvas.drawText(text)
