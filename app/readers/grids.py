"""What a reader makes of any file: pages of lines and tables, every text with the place where it stands.

A page is a page of a PDF, a sheet of a workbook, or the whole of a document that has neither. Its blocks come in
reading order. A table is a grid of cells; a cell that is merged over others is one cell with spans, and no cell covers
another. Recognition knows nothing else of a file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class Box(NamedTuple):
    """Where something stands on a page of a PDF, in points from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right, in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom, in points."""
        return self.bottom - self.top


class Place(NamedTuple):
    """Where a text was read.

    Attributes:
        page: the number of the page or sheet, from 1.
        sheet: the name of the sheet; empty where there are none.
        cell: the address in a workbook (``B5``), or “第2表第3行第4格” elsewhere; empty for a line between tables.
        box: where it stands on the page of a PDF.
    """

    page: int
    sheet: str = ""
    cell: str = ""
    box: Box | None = None

    @property
    def label(self) -> str:
        """How the clerk is told the place; of a document without pages only where in it."""
        if self.sheet:
            return f"工作表“{self.sheet}” {self.cell}".strip()
        if self.box is None and self.page == 1:
            return self.cell or "正文"
        return f"第{self.page}页 {self.cell}".strip()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        row: of its upper left corner, from 0.
        column: of its upper left corner, from 0.
        rows: how many rows it is merged over.
        columns: how many columns it is merged over.
        text: as printed, with line breaks where the cell has them; of a number what its cell shows.
        place: where it was read.
        is_error: whether it shows an error such as ``#REF!``; its text is that.
    """

    row: int
    column: int
    text: str
    place: Place
    rows: int = 1
    columns: int = 1
    is_error: bool = False


@dataclass(frozen=True)
class Table:
    """A grid of cells, in the order of their rows and columns; places that no cell holds are empty.

    Attributes:
        edges: the x of the column borders in points where a PDF drew them: one more than there are columns, else none.
        is_ruled: whether borders were drawn, so that a cell's extent is certain.
    """

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    edges: tuple[float, ...] = ()
    is_ruled: bool = True


@dataclass(frozen=True)
class Line:
    """A line or paragraph of text outside any table."""

    text: str
    place: Place


@dataclass(frozen=True)
class Page:
    """A page of a PDF, a sheet, or a document without pages.

    Attributes:
        number: from 1.
        name: of the sheet; empty elsewhere.
        blocks: lines and tables in reading order.
        size: width and height in points, of a PDF's page.
        is_hidden: whether the sheet is hidden.
    """

    number: int
    blocks: tuple[Line | Table, ...]
    name: str = ""
    size: tuple[float, float] | None = None
    is_hidden: bool = False


class Report(NamedTuple):
    """How far the reading of a file has come."""

    done: int
    total: int


Progress = Callable[[Report], None]
"""Told after each page; what it raises stops the reading, which is how one cancels it."""


@dataclass
class Pages:
    """The pages of an opened file, read one after the other as they are asked for.

    Attributes:
        kind: what the file is by its content: ``pdf``, ``xlsx``, ``xls``, ``docx``, ``doc``, ``html``, ``csv``
            or ``text``.
        total: how many pages there are, as far as is known.
        pages: yields them; memory does not grow with their number.
        notes: plain sentences about what could not be read, complete when the last page has been yielded.
    """

    kind: str
    total: int
    pages: Iterator[Page]
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Page]:
        return self.pages
