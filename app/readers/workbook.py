"""The sheets of an .xlsx or .xlsm workbook. Macros are never looked at."""

import posixpath
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from app.readers.grids import Line, Page, Pages, Place, Table
from app.readers.number_formats import printed
from app.readers.package import Package, open_package
from app.readers.spreadsheet import Spreadsheet, Worksheet
from app.readers.tables import Shown, a1, sheet_table
from app.readers.texts import clean

_SHOWN_PLACES = 3
_SAID = {"t", "br"}  # of a paragraph


@contextmanager
def read_workbook(path: Path) -> Iterator[Pages]:
    """Open a workbook.

    Raises:
        JihengError: it cannot be read, is damaged or too large.
    """
    with open_package(path) as package:
        assert package is not None  # noqa: S101 - the kind was told before
        book = Spreadsheet(package, printed)
        names = [name for name in book.names if _is_worksheet(book, name)]
        pages = Pages("xlsx", len(names), iter(()))
        pages.pages = _pages(package, book, names, pages.notes)
        yield pages


def _pages(package: Package, book: Spreadsheet, names: list[str], notes: list[str]) -> Iterator[Page]:
    if book.is_1904:
        book.show = _show_1904
    for number, name in enumerate(names, 1):
        sheet = book.contents(name)
        yield page_of_sheet(sheet, number, notes, _floating(package, book.part(name)))


def page_of_sheet(sheet: Worksheet, number: int, notes: list[str], floating: Iterable[str] = ()) -> Page:
    """Return a sheet as a page.

    Args:
        sheet: what its cells hold.
        number: of the page.
        notes: is told of formulas without a result.
        floating: the texts that lie over its cells.
    """
    notes += _lacking(sheet)
    table = sheet_table(_texts(sheet), sheet.areas, _Placing(number, sheet.name))
    lines = [Line(text, Place(number, sheet.name)) for text in floating]
    return Page(number, (*_some(table), *lines), sheet.name, is_hidden=not sheet.is_visible)


def _show_1904(number: Decimal, code: str) -> str:
    return printed(number, code, is_1904=True)


def _is_worksheet(book: Spreadsheet, name: str) -> bool:
    """Whether a sheet has cells: not a chart, a dialog or a macro of old."""
    return not any(f"/{folder}/" in f"/{book.part(name)}" for folder in ("chartsheets", "dialogsheets", "macrosheets"))


def _texts(sheet: Worksheet) -> dict[tuple[int, int], Shown]:
    return {place: Shown(cell.text, cell.is_error) for place, cell in sheet.cells.items() if cell.text.strip()}


def _lacking(sheet: Worksheet) -> list[str]:
    """Return a note on formulas that no program has worked out since they were written."""
    places = [a1(*place) for place, cell in sheet.cells.items() if cell.lacks_result]
    if not places:
        return []
    some = "、".join(places[:_SHOWN_PLACES]) + (f" 等 {len(places)} 格" if len(places) > _SHOWN_PLACES else "")
    return [f"工作表“{sheet.name}”的 {some}是公式，文件里没有算出的结果。请在 Excel 或 WPS 里打开并保存后再试。"]


def _some(table: Table | None) -> tuple[Table, ...]:
    return () if table is None else (table,)


class _Placing:
    """Gives the place of a cell of a sheet."""

    def __init__(self, page: int, sheet: str) -> None:
        self.page = page
        self.sheet = sheet

    def __call__(self, row: int, column: int) -> Place:
        return Place(self.page, self.sheet, a1(row, column))


def _floating(package: Package, part: str) -> Iterator[str]:
    """Yield the paragraphs of the text boxes that lie over a sheet."""
    folder, file = posixpath.split(part)
    links = f"{folder}/_rels/{file}.rels"
    for link in package.elements(links) if package.has(links) else ():
        drawing = posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/")
        if link.get("Type", "").endswith("/drawing") and package.has(drawing):
            yield from _paragraphs(package, drawing)


def _paragraphs(package: Package, drawing: str) -> Iterator[str]:
    root = deque(package.elements(drawing), maxlen=1)[0]
    for unseen in root.iter("Fallback"):  # what old programs draw instead of what is read already
        unseen.clear()
    for paragraph in root.iter("p"):
        pieces = ("\n" if piece.tag == "br" else piece.text or "" for piece in paragraph.iter() if piece.tag in _SAID)
        yield from (line.strip() for line in clean("".join(pieces)).split("\n") if line.strip())
