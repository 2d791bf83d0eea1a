"""Published documents made up for tests: papers of lines and tables, printed as grids, workbooks, documents and PDFs.

A paper says what a published form looks like; the printers know nothing of forms. A PDF is drawn the way different
programs draw them: with strokes, with thin filled rectangles, with coloured cells; tables go on over pages.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import docx
import typefaces
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from app.readers.grids import Cell, Line, Page, Place, Table

FONT = "Published"
SIZE = 8.0
LEADING = 10.5
MARGIN = 40.0


@dataclass(frozen=True)
class Box:
    """What a cell of a table shows, and how many columns and rows it is merged over."""

    text: str
    columns: int = 1
    rows: int = 1


Item = str | Box


@dataclass
class Grid:
    """A table row by row; what a merged cell covers is left out of the rows under it.

    Attributes:
        widths: of the columns, in parts.
        repeated: how many of its rows a PDF prints again on each of its pages, from ``repeated_from``.
    """

    rows: list[list[Item]]
    widths: list[float] = field(default_factory=list)
    repeated: int = 0
    repeated_from: int = 0
    fixed: list[tuple[int, int, Box]] | None = None

    def placed(self) -> list[tuple[int, int, Box]]:
        """Return each box with its row and column."""
        if self.fixed is not None:
            return self.fixed
        taken: set[tuple[int, int]] = set()
        found = []
        for row, items in enumerate(self.rows):
            column = 0
            for item in items:
                box = item if isinstance(item, Box) else Box(item)
                while (row, column) in taken:
                    column += 1
                found.append((row, column, box))
                taken |= {(row + r, column + c) for r in range(box.rows) for c in range(box.columns)}
                column += box.columns
        return found

    @property
    def columns(self) -> int:
        return max(column + box.columns for _, column, box in self.placed())


@dataclass
class Paper:
    """Lines and tables in their order; ``sheet`` names the sheet that a workbook has them on."""

    blocks: list[str | Grid | None] = field(default_factory=list)
    sheet: str = "Sheet1"
    is_hidden: bool = False
    is_wide: bool = False

    def add(self, *blocks: str | Grid | None) -> "Paper":
        """Add lines and tables; ``None`` begins a new page."""
        self.blocks += blocks
        return self


# Grids, as a reader would give them ------------------------------------------------------------------------------


def as_pages(papers: Sequence[Paper]) -> list[Page]:
    return [
        Page(
            number,
            tuple(_read_block(block, number, paper) for block in paper.blocks if block is not None),
            is_hidden=paper.is_hidden,
        )
        for number, paper in enumerate(papers, 1)
    ]


def _read_block(block: str | Grid, number: int, paper: Paper) -> Line | Table:
    if isinstance(block, str):
        return Line(block, Place(number))
    cells = tuple(
        Cell(row, column, box.text, Place(number, cell=f"第1表第{row + 1}行第{column + 1}格"), box.rows, box.columns)
        for row, column, box in sorted(block.placed(), key=lambda one: one[:2])
    )
    rows = max(cell.row + cell.rows for cell in cells)
    return Table(rows, block.columns, cells)


# Workbooks -------------------------------------------------------------------------------------------------------


def as_xlsx(papers: Sequence[Paper], path: Path) -> Path:
    book = Workbook()
    for number, paper in enumerate(papers):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = paper.sheet if number == 0 or paper.sheet != "Sheet1" else f"Sheet{number + 1}"
        if paper.is_hidden:
            sheet.sheet_state = "hidden"
        _fill(sheet, paper)
    book.save(path)
    return path


def _fill(sheet: Worksheet, paper: Paper) -> None:
    width = max([block.columns for block in paper.blocks if isinstance(block, Grid)], default=8)
    top = 1
    for block in paper.blocks:
        if isinstance(block, str):
            _put(sheet, top, 1, Box(block, width))
            top += 1
        elif block is not None:
            for row, column, box in block.placed():
                _put(sheet, top + row, column + 1, box)
            top += max(row + box.rows for row, _, box in block.placed())


def _put(sheet: Worksheet, row: int, column: int, box: Box) -> None:
    cell = sheet.cell(row, column)
    cell.value = box.text or None
    if isinstance(box.text, str) and box.text.startswith("="):
        cell.data_type = "s"
    if box.rows > 1 or box.columns > 1:
        sheet.merge_cells(None, row, column, row + box.rows - 1, column + box.columns - 1)


# Documents -------------------------------------------------------------------------------------------------------


def as_docx(papers: Sequence[Paper], path: Path) -> Path:
    document = docx.Document()
    for paper in papers:
        for block in paper.blocks:
            if block is None:
                document.add_page_break()
            elif isinstance(block, str):
                document.add_paragraph(block)
            else:
                _write(document, block)
                document.add_paragraph("")
    document.save(path)
    return path


def _write(document, grid: Grid) -> None:
    placed = grid.placed()
    rows = max(row + box.rows for row, _, box in placed)
    table = document.add_table(rows, grid.columns)
    table.style = "Table Grid"
    cells = [list(row.cells) for row in table.rows]
    for row, column, box in placed:
        cell = cells[row][column]
        if box.rows > 1 or box.columns > 1:
            cell = cell.merge(cells[row + box.rows - 1][column + box.columns - 1])
        cell.text = box.text


# PDFs ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawing:
    """How a program draws a table.

    Attributes:
        lines: ``strokes``, ``rectangles`` (thin filled ones), ``boxes`` (each cell a stroked box) or ``coloured``.
        cut: whether a merged cell that goes on overleaf shows its text where it falls, so that a page may cut it;
            else the text stands in its first part.
        splits: whether a row may begin on one page and end on the next, as in Word.
        height: of the page in points.
    """

    lines: str = "strokes"
    cut: bool = False
    splits: bool = False
    height: float = A4[1]


@dataclass
class _Part:
    """A box as a page shows it."""

    left: float
    top: float
    right: float
    bottom: float
    lines: list[tuple[float, str]]
    is_head: bool = False


class _Printer:
    def __init__(self, path: Path, drawing: Drawing, *, is_wide: bool) -> None:
        self.size = landscape(A4) if is_wide else A4
        self.height = min(drawing.height, self.size[1]) if not is_wide else self.size[1]
        self.drawing = drawing
        self.canvas = Canvas(str(path), pagesize=(self.size[0], self.height))
        self.y = MARGIN
        self.canvas.setFont(FONT, SIZE)

    @property
    def width(self) -> float:
        return self.size[0] - 2 * MARGIN

    def new_page(self) -> None:
        self.canvas.showPage()
        self.canvas.setFont(FONT, SIZE)
        self.y = MARGIN

    def line(self, text: str) -> None:
        if self.y + 2 * LEADING > self.height - MARGIN:
            self.new_page()
        for part in wrapped(text, self.width):
            self.y += 1.6 * LEADING
            self.canvas.drawCentredString(self.size[0] / 2, self.height - self.y, part)
        self.y += 0.5 * LEADING

    def table(self, grid: Grid) -> None:
        lefts = _lefts(grid, self.width)
        heights = _heights(grid, lefts)
        first = 0
        while first < len(heights):
            room = self.height - MARGIN - self.y
            head = [] if first == 0 else list(range(grid.repeated_from, grid.repeated_from + grid.repeated))
            used = sum(heights[row] for row in head)
            count = 0
            while first + count < len(heights) and used + heights[first + count] <= room:
                used += heights[first + count]
                count += 1
            fitting = int((room - used - 5) // LEADING)
            if self.drawing.splits and first + count < len(heights) and fitting > 0:
                grid = _split(grid, first + count, fitting, lefts)
                heights = _heights(grid, lefts)
                count += 1
            if count == 0:
                self.new_page()
                continue
            if head:
                self._rows(grid, lefts, heights, head[0], head[-1] + 1)
            self._rows(grid, lefts, heights, first, first + count)
            first += count
            if first < len(heights):
                self.new_page()
        self.y += LEADING

    def _rows(self, grid: Grid, lefts: list[float], heights: list[float], first: int, last: int) -> None:
        tops = [0.0]
        for height in heights:
            tops.append(tops[-1] + height)
        parts = []
        for row, column, box in grid.placed():
            top, bottom = max(row, first), min(row + box.rows, last)
            if top >= bottom:
                continue
            left, right = lefts[column], lefts[column + box.columns]
            whole = (tops[row], tops[row + box.rows])
            lines = self._lines(box, right - left, whole, (tops[top], tops[bottom]), starts=row >= first)
            parts.append(
                _Part(
                    left,
                    self.y + tops[top] - tops[first],
                    right,
                    self.y + tops[bottom] - tops[first],
                    [(self.y + at - tops[first], text) for at, text in lines],
                    row == 0,
                )
            )
        self._draw(parts)
        self.y += tops[last] - tops[first]

    def _lines(
        self, box: Box, width: float, whole: tuple[float, float], part: tuple[float, float], *, starts: bool
    ) -> list[tuple[float, str]]:
        texts = wrapped(box.text, width - 4)
        if not self.drawing.cut or whole == part:
            if not starts:
                return []
            start = (part[0] + part[1]) / 2 - len(texts) * LEADING / 2
            return [(max(start, part[0]) + LEADING * (n + 0.8), text) for n, text in enumerate(texts)]
        start = (whole[0] + whole[1]) / 2 - len(texts) * LEADING / 2
        placed = [(start + LEADING * (n + 0.8), text) for n, text in enumerate(texts)]
        return [(at, text) for at, text in placed if part[0] < at - LEADING * 0.3 <= part[1]]

    def _draw(self, parts: list[_Part]) -> None:
        canvas = self.canvas
        for part in parts:
            if self.drawing.lines == "coloured" and part.is_head:
                canvas.setFillColorRGB(0.8, 0.85, 0.95)
                canvas.rect(part.left, self.height - part.bottom, part.right - part.left, part.bottom - part.top, 0, 1)
                canvas.setFillColorRGB(0, 0, 0)
            self._border(part)
            for at, text in part.lines:
                canvas.drawString(part.left + 2, self.height - at, text)

    def _border(self, part: _Part) -> None:
        canvas, low = self.canvas, self.height - part.bottom
        wide, tall = part.right - part.left, part.bottom - part.top
        if self.drawing.lines == "rectangles":
            for x, y, w, h in (
                (part.left, low, wide, 0.5), (part.left, low + tall, wide, 0.5),
                (part.left, low, 0.5, tall), (part.right, low, 0.5, tall),
            ):  # fmt: skip
                canvas.rect(x, y, w, h, 0, 1)
        elif self.drawing.lines == "boxes":
            canvas.rect(part.left, low, wide, tall, 1, 0)
        else:
            canvas.lines([
                (part.left, low, part.right, low), (part.left, low + tall, part.right, low + tall),
                (part.left, low, part.left, low + tall), (part.right, low, part.right, low + tall),
            ])  # fmt: skip


def _split(grid: Grid, row: int, fitting: int, lefts: list[float]) -> Grid:
    """Return a table with a row made two, of which the first has as many lines as fit."""
    placed = []
    for at, column, box in grid.placed():
        if at < row < at + box.rows:
            placed.append((at, column, replace(box, rows=box.rows + 1)))
        elif at == row:
            lines = wrapped(box.text, lefts[column + box.columns] - lefts[column] - 4)
            upper, lower = "\n".join(lines[:fitting]), "\n".join(lines[fitting:])
            placed += [(row, column, replace(box, text=upper, rows=1)), (row + 1, column, replace(box, text=lower))]
        else:
            placed.append((at + (at > row), column, box))
    return replace(grid, fixed=sorted(placed, key=lambda one: one[:2]))


def _lefts(grid: Grid, width: float) -> list[float]:
    parts = grid.widths or [1.0] * grid.columns
    lefts = [MARGIN]
    for part in parts:
        lefts.append(lefts[-1] + width * part / sum(parts))
    return lefts


def _heights(grid: Grid, lefts: list[float]) -> list[float]:
    """Return the heights of rows in which every text has room, that of merged cells at their last row."""
    placed = grid.placed()
    heights = [0.0] * max(row + box.rows for row, _, box in placed)
    for row, column, box in sorted(placed, key=lambda one: one[2].rows):
        needed = LEADING * len(wrapped(box.text, lefts[column + box.columns] - lefts[column] - 4)) + 5
        missing = needed - sum(heights[row : row + box.rows])
        if missing > 0:
            heights[row + box.rows - 1] += missing
    return [max(height, LEADING + 5) for height in heights]


def wrapped(text: str, width: float) -> list[str]:
    """Return a text in lines of a width; words are broken anywhere, as spreadsheets do with Chinese."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for letter in paragraph:
            if line and pdfmetrics.stringWidth(line + letter, FONT, SIZE) > width:
                lines.append(line)
                line = ""
            line += letter
        lines.append(line)
    return lines


def as_pdf(papers: Sequence[Paper], path: Path, drawing: Drawing | None = None) -> Path:
    typefaces.register(FONT)
    printer = _Printer(path, drawing or Drawing(), is_wide=any(paper.is_wide for paper in papers))
    for number, paper in enumerate(papers):
        if number:
            printer.new_page()
        for block in paper.blocks:
            if block is None:
                printer.new_page()
            elif isinstance(block, str):
                printer.line(block)
            else:
                printer.table(block)
    printer.canvas.save()
    return path


Printed = Callable[[Sequence[Paper], Path], Path]
FORMATS: dict[str, tuple[str, Printed]] = {
    "xlsx": (".xlsx", as_xlsx),
    "docx": (".docx", as_docx),
    "pdf-strokes": (".pdf", as_pdf),
    "pdf-rectangles": (".pdf", lambda papers, path: as_pdf(papers, path, Drawing("rectangles"))),
    "pdf-boxes": (".pdf", lambda papers, path: as_pdf(papers, path, Drawing("boxes"))),
    "pdf-coloured": (".pdf", lambda papers, path: as_pdf(papers, path, Drawing("coloured"))),
    "pdf-cut": (".pdf", lambda papers, path: as_pdf(papers, path, Drawing(cut=True, height=420))),
    "pdf-split": (".pdf", lambda papers, path: as_pdf(papers, path, Drawing(splits=True, height=300))),
    "pdf-short": (".pdf", lambda papers, path: as_pdf(papers, path, Drawing(height=330))),
}


def texts_of(papers: Sequence[Paper]) -> Iterator[str]:
    """Yield every text that papers show."""
    for paper in papers:
        for block in paper.blocks:
            if isinstance(block, str):
                yield block
            elif block is not None:
                yield from (box.text for _, _, box in block.placed())


__all__ = ["FORMATS", "Box", "Drawing", "Grid", "Paper", "as_docx", "as_pages", "as_pdf", "as_xlsx", "qn", "texts_of"]
