"""Forms as one Word document: headings as paragraphs, below them real tables with the sheet's columns and merges.

Fonts go by their official names, for the clerk's Word has them. Rows are at least as high as in the PDF, so pages end
where the PDF's end as long as nobody edits the text, and nothing is clipped when somebody does.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from app.base.files import write_whole
from app.definitions.looks import Align
from app.sheet.measure import PADDING_X, PADDING_Y, POINT, line_height
from app.sheet.pages import Printout
from app.sheet.sheet import Box
from app.writers.docx_measures import Measures
from app.writers.docx_package import FooterBook, Properties, packed
from app.writers.docx_styles import SEAM, LookBook
from app.writers.docx_tables import Piece, TablePlan, pieces, table_plans
from app.writers.names import CREATOR, document_title, heading
from app.writers.wordml import TAB, element, field, run, twips

_RULE: dict[str, str | int] = {"val": "single", "sz": 4, "space": 0}  # 4 eighths of a point
_HALF_A_RULE = 0.25 * POINT  # mm: the PDF's rules cover that of a cell, Word's cells begin beside their rules
_NO_RULE: dict[str, str | int] = {"val": "nil"}
_SIDES = ("top", "left", "bottom", "right")
_LOOSENESS = 0.5  # of a letter that an evenly broken line may grow by: too little for one more letter
_OVERHANG = 4.0  # mm that a title of one line may go beyond the table where another font needs them
_HALF_A_FOOTER = 2.5  # mm
_PAGE_FIELDS = re.compile(r"(\{pages?\})")
_SHIFT = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}  # of the free width, left of the text
_TAB_STOPS = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
# What Word itself puts between two tables that touch when it opens them from HTML: a hidden paragraph. Without any,
# Word would make one table of them, and the header of the second would not be repeated.
_BETWEEN_TABLES = element("p", element("pPr", SEAM, element("rPr", element("vanish"))))


def write_docx(forms: Sequence[Printout], target: Path, title: str = "") -> None:
    """Write forms into one Word document, each beginning on its own page, and move it into place when it is whole.

    Args:
        forms: at least one.
        target: the file.
        title: of the document; when empty, that of the first form.

    Raises:
        OutputError: the file cannot be written.
    """
    write_whole(target, docx_bytes(forms, title))


def docx_bytes(forms: Sequence[Printout], title: str = "") -> bytes:
    """Return forms as one Word document; the same forms give the same bytes."""
    looks, footers, first = LookBook(), FooterBook(), forms[0].sheet
    is_numbered = any(form.sheet.page_number for form in forms)
    *others, last = [_FormWriter(form, looks, footers if is_numbered else None) for form in forms]
    body = "".join(form.content() + form.break_after() for form in others) + last.content() + last.end()
    properties = Properties(title or document_title(first), first.kind, first.author or CREATOR)
    return packed(body, looks, footers, properties)


class _FormWriter:
    """Writes one form: its headings, its tables, and the section they stand in.

    Args:
        form: the form.
        looks: the styles of the document.
        footers: those of the document; ``None`` when none of its forms has page numbers.
    """

    def __init__(self, form: Printout, looks: LookBook, footers: FooterBook | None) -> None:
        self.sheet = form.sheet
        self.looks = looks
        self.footers = footers
        self.pages = len(form.pages)
        self.measures = Measures(form)
        page_starts = frozenset(top.row for top in self.measures.page_tops if top.row is not None)
        self.plans = table_plans(form, page_starts)
        self.pieces = pieces(form, self.plans, page_starts)
        self.rule = _RULE | {"color": _rgb(self.sheet.rule_colour)}
        self.edges = [twips(edge) for edge in accumulate(self.sheet.columns, initial=0.0)]

    def content(self) -> str:
        return "".join(self.headings()) + _BETWEEN_TABLES.join(map(self.table, self.plans))

    def break_after(self) -> str:
        """Return the paragraph that ends a section; the next form begins on a new page."""
        return element("p", element("pPr", SEAM, self.section()))

    def end(self) -> str:
        """Return the end of the body; the last section stands outside a paragraph, but there has to be one."""
        return element("p", element("pPr", SEAM)) + self.section()

    def section(self) -> str:
        """Return paper, margins and footer; each form numbers its own pages.

        A form without page numbers has an empty footer where others have some, or Word gave it that of the one before.
        """
        footer = self.footers.reference(self.footer()) if self.footers is not None else ""
        numbering = element("pgNumType", start=1) if self.footers is not None else ""
        return element("sectPr", footer, element("type", val="nextPage"), *self.paper(), numbering)

    def paper(self) -> Iterator[str]:
        """Yield the size of the paper and its margins; a page number stands in the middle of the declared lower one."""
        page = self.sheet.page
        size = {"w": twips(page.width), "h": twips(page.height)}
        yield element("pgSz", **size, **({"orient": "landscape"} if page.width > page.height else {}))
        margins = {
            "top": page.top,
            "right": page.right,
            "bottom": self.measures.lower_margin,
            "left": page.left,
            "header": page.top / 2,
            "footer": max(0.0, page.bottom / 2 - _HALF_A_FOOTER),
            "gutter": 0.0,
        }
        yield element("pgMar", **{name: twips(length) for name, length in margins.items()})

    def footer(self) -> str:
        box = self.sheet.page_number
        if box is None:
            return element("p", element("pPr", SEAM))
        fields = {"{page}": field("PAGE", "1"), "{pages}": field("SECTIONPAGES", str(self.pages))}
        parts = (fields.get(part) or run(part) for part in _PAGE_FIELDS.split(box.text))
        return element("p", element("pPr", self.look(box)), *parts)

    # Above the table

    def headings(self) -> Iterator[str]:
        """Yield the lines above the table, each as high as its row in the sheet, the text in the middle.

        All space is put before: of a space after and one before that meet, Word takes the larger.
        """
        before, end = 0.0, self.plans[0].rows[0]
        for row in range(end):
            boxes = [box for box in self.sheet.boxes if box.row == row]
            text = max(self.measures.breaks[row, box.column].lines * line_height(box.style) for box in boxes)
            around = max(0.0, (self.measures.heights[row] - text) / 2)
            is_last = row == end - 1
            yield self.heading_line(boxes, _spacing(before + around, around if is_last else 0.0))
            before = around

    def heading_line(self, boxes: Sequence[Box], spacing: str) -> str:
        """Return a paragraph over the whole width; texts beside each other stand at stops."""
        first, margin = boxes[0], (self.sheet.page.printable_width - sum(self.sheet.columns)) / 2 + PADDING_X
        if len(boxes) == 1:
            properties = element("pPr", self.look(first), element("keepNext"), spacing, self.indent(first, margin))
            return element("p", properties, run(first.text))
        stops = element("tabs", *(self.tab_stop(box, margin) for box in boxes))
        left = element("jc", val="left")
        properties = element("pPr", self.look(first), element("keepNext"), stops, spacing, left)
        return element("p", properties, *(part for box in boxes for part in (element("r", TAB), run(box.text))))

    def tab_stop(self, box: Box, margin: float) -> str:
        place = margin + sum(self.sheet.columns[: box.column]) + self.inner_width(box) * _SHIFT[box.style.align]
        return element("tab", val=_TAB_STOPS[box.style.align], pos=twips(place))

    # The tables

    def table(self, plan: TablePlan) -> str:
        rows = (self.row(row, plan) for row in plan.rows)
        grid = element("tblGrid", *(element("gridCol", w=right - left) for left, right in pairwise(self.edges)))
        return element("tbl", self.table_properties(), grid, *rows)

    def table_properties(self) -> str:
        across, down = twips(PADDING_X), twips(PADDING_Y - _HALF_A_RULE)
        margins = zip(_SIDES, (down, across, down, across), strict=True)
        return element(
            "tblPr",
            element("tblW", w=self.edges[-1], type="dxa"),
            element("jc", val="center"),
            element("tblBorders", *(element(side, **self.rule) for side in (*_SIDES, "insideH", "insideV"))),
            element("tblLayout", type="fixed"),
            element("tblCellMar", *(element(side, w=width, type="dxa") for side, width in margins)),
            element("tblCaption", val=heading(self.sheet)),
        )

    def row(self, row: int, plan: TablePlan) -> str:
        """Return a row; one that may be cut by a page's end has no height but what its text needs."""
        is_whole = self.measures.is_whole(row)
        least = self.measures.heights[row] if is_whole else self.sheet.rows[row].min_height
        properties = element(
            "trPr",
            element("cantSplit") if is_whole else "",
            element("trHeight", val=twips(least), hRule="atLeast"),
            element("tblHeader") if row in plan.header else "",
        )
        return element("tr", properties, *(self.cell(piece, row) for piece in self.pieces[row]))

    def cell(self, piece: Piece, row: int) -> str:
        """Return a cell; of a piece over several rows, the one that stands in ``row``."""
        box, is_first = piece.box, row == piece.top
        properties = element(
            "tcPr",
            element("tcW", w=self.edges[box.column + box.columns] - self.edges[box.column], type="dxa"),
            element("gridSpan", val=box.columns) if box.columns > 1 else "",
            element("vMerge", val="restart" if is_first else "continue") if piece.bottom > piece.top else "",
            self.lines(piece),
            _shade(box),
            _margins(box),
            element("vAlign", val="center"),
        )
        keep = element("keepNext") if row in self.measures.kept else ""
        text = run(piece.text) if is_first else ""
        indent = self.indent(box) if text else ""
        return element("tc", properties, element("p", element("pPr", self.look(box), keep, indent), text))

    def lines(self, piece: Piece) -> str:
        """Return the lines of a cell that are not as its table draws them."""
        if not piece.lines:
            return ""
        drawn = {side: self.rule if is_drawn else _NO_RULE for side, is_drawn in piece.lines.items()}
        return element("tcBorders", *(element(side, **drawn[side]) for side in _SIDES if side in drawn))

    # Paragraphs

    def look(self, box: Box) -> str:
        return self.looks.look(box, self.sheet.fonts)

    def indent(self, box: Box, margin: float = 0.0) -> str:
        """Return the indents of a text; ``margin`` is what a heading keeps free on both sides, in mm.

        A centred text of several lines is set as narrow as in the PDF, so that its lines break as evenly as there;
        so is one that is printed downwards.
        """
        lines, widest = self.measures.breaks[box.row, box.column]
        is_centred = box.style.align is Align.CENTRE
        left = right = margin
        if lines > 1 and (is_centred or box.vertical):
            free = max(0.0, self.inner_width(box) - widest - _LOOSENESS * box.style.size * POINT)
            left, right = margin + free * _SHIFT[box.style.align], margin + free * (1 - _SHIFT[box.style.align])
        elif is_centred and margin:
            left = right = -_OVERHANG
        return element("ind", left=twips(left), right=twips(right)) if left or right else ""

    def inner_width(self, box: Box) -> float:
        """Return how much room a box has for text, in mm."""
        return sum(self.sheet.columns[box.column : box.column + box.columns]) - 2 * box.style.padding


def _spacing(before: float, after: float) -> str:
    """Return the space around a paragraph, given in mm."""
    return element("spacing", before=twips(before), after=twips(after))


def _margins(box: Box) -> str:
    """Return the room at the sides of a cell where its style has another than the table's."""
    if box.style.padding == PADDING_X:
        return ""
    width = twips(box.style.padding)
    return element("tcMar", *(element(side, w=width, type="dxa") for side in ("left", "right")))


def _shade(box: Box) -> str:
    """Return the colour of a cell, where it has one."""
    colour = box.style.fill
    return element("shd", val="clear", color="auto", fill=_rgb(colour)) if colour else ""


def _rgb(colour: str) -> str:
    return colour.removeprefix("#").upper()
