"""Workbooks in one XML file, as Excel 2003 and many a budget system write them, mostly under the name of an .xls."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, iterparse

from app.base.errors import ReadingError
from app.base.files import reason
from app.readers.grids import Page, Pages
from app.readers.number_formats import printed
from app.readers.package import MOST_ELEMENTS
from app.readers.spreadsheet import Area, Cell, Worksheet, exact
from app.readers.tables import MOST_CELLS, MOST_COVERED
from app.readers.texts import plain_xml
from app.readers.workbook import page_of_sheet

_OURS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
_SHEET = re.compile(rb"<(?:[\w.-]+:)?Worksheet[\s>]")
_ROWS = 1_048_576
_COLUMNS = 16_384
_LONGEST_LINE = 20  # of styles of which each has another as its parent
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zones
_DAY = "yyyy-mm-dd"
_TIME = "h:mm"
_NAMED = {
    "General": "",
    "General Number": "",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Currency": '"¥"#,##0.00',
    "Euro Currency": '"€"#,##0.00',
    "General Date": _DAY,
    "Long Date": _DAY,
    "Medium Date": _DAY,
    "Short Date": _DAY,
    "Long Time": "h:mm:ss",
    "Medium Time": _TIME,
    "Short Time": _TIME,
    "Yes/No": '"是";"是";"否"',
    "True/False": '"TRUE";"TRUE";"FALSE"',
    "On/Off": '"开";"开";"关"',
}


class _Style(NamedTuple):
    """How cells look: the code of their numbers, ``None`` where the parent says it."""

    code: str | None
    parent: str


@contextmanager
def read_excel_xml(path: Path) -> Iterator[Pages]:
    """Open a workbook.

    Raises:
        ReadingError: it cannot be read or has a document type. Damage shows while the pages are read.
    """
    try:
        content = plain_xml(path.read_bytes(), path.name)
    except OSError as error:
        raise ReadingError(f"读不出文件“{path}”：{reason(error)}。请确认它没有被占用。") from error
    pages = Pages("xls", len(_SHEET.findall(content)), iter(()))
    pages.pages = _pages(_Book(path.name), content, pages.notes)
    yield pages


def _pages(book: "_Book", content: bytes, notes: list[str]) -> Iterator[Page]:
    for number, sheet in enumerate(book.sheets(content), 1):
        yield page_of_sheet(sheet, number, notes)


@dataclass
class _Grid:
    """Where the next row and cell of a sheet go, and how its columns look."""

    style: str = ""
    row: int = 1
    columns: dict[int, str] = field(default_factory=dict)
    next_column: int = 1
    reaching: dict[int, int] = field(default_factory=dict)  # the last row down to which each column is merged

    def add_column(self, element: Element) -> None:
        first = max(_whole(element, "Index"), self.next_column)
        self.next_column = first + _whole(element, "Span") + 1
        self.columns |= dict.fromkeys(range(first, min(self.next_column, _COLUMNS + 1)), _said(element, "StyleID"))

    def free(self, column: int) -> int:
        """Return the first column from the given one into which no cell above reaches."""
        while self.reaching.get(column, 0) >= self.row:
            column += 1
        return column


@dataclass
class _Book:
    """Reads the sheets of a workbook one after the other."""

    name: str
    styles: dict[str, _Style] = field(default_factory=dict)
    sheet: Worksheet = field(default_factory=lambda: Worksheet(""))
    grid: _Grid = field(default_factory=_Grid)
    cells: int = 0
    covered: int = 0

    def sheets(self, content: bytes) -> Iterator[Worksheet]:
        """Yield each sheet when it is whole; its rows do not stay in memory."""
        table = None
        try:
            events = iterparse(BytesIO(content), ("start", "end"))  # noqa: S314 - plain_xml() leaves no entities
            for number, (event, element) in enumerate(events):
                if number > 2 * MOST_ELEMENTS:
                    raise self.too_many()
                if event == "start":
                    table = self.begin(element) or table
                    continue
                self.end(element)
                if element.tag == f"{_OURS}Worksheet":
                    yield self.sheet
                if element.tag in _WHOLE and table is not None:
                    table.clear()
        except (ParseError, ValueError) as error:
            raise self.damaged() from error

    def begin(self, element: Element) -> Element | None:
        """Prepare for what begins; return it when it is what holds the rows."""
        if element.tag == f"{_OURS}Worksheet":
            self.sheet, self.grid = Worksheet(_said(element, "Name")), _Grid()
        elif element.tag == f"{_OURS}Table":
            self.grid = _Grid(_said(element, "StyleID"))
            return element
        return None

    def end(self, element: Element) -> None:
        """Read what is whole now."""
        if element.tag == f"{_OURS}Row":
            self.row(element)
        elif element.tag == f"{_OURS}Column":
            self.grid.add_column(element)
        elif element.tag == f"{_OURS}Style":
            look = element.find(f"{_OURS}NumberFormat")
            code = None if look is None else _said(look, "Format")
            self.styles[_said(element, "ID")] = _Style(code, _said(element, "Parent"))
        elif element.tag == _VISIBLE:
            self.sheet.is_visible = (element.text or "").strip() in ("", "SheetVisible")

    def row(self, element: Element) -> None:
        """Read a row; it may stand for several that have nothing but a look."""
        grid = self.grid
        grid.row = _whole(element, "Index") or grid.row
        column = 1
        for cell in element.iterfind(f"{_OURS}Cell"):
            column = self.cell(cell, column, _said(element, "StyleID"))
        grid.row += _whole(element, "Span") + 1

    def cell(self, element: Element, column: int, style: str) -> int:
        """Read a cell, return the column after it.

        A cell that only holds the place of one merged from above may stay there; one with something in it may not.
        """
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise self.too_many()
        data = element.find(f"{_OURS}Data")
        column = _whole(element, "Index") or (column if data is None else self.grid.free(column))
        row = self.grid.row
        if row > _ROWS or column > _COLUMNS:
            return column + 1
        code = self.code(_said(element, "StyleID") or style or self.grid.columns.get(column, "") or self.grid.style)
        found = _cell(data, code, _said(element, "Formula"))
        if found.text or found.lacks_result:
            self.sheet.cells[row, column] = found
        return self.merge(element, row, column) + 1

    def merge(self, element: Element, row: int, column: int) -> int:
        """Note the cells that one is merged over, return the last of their columns."""
        right = min(column + _whole(element, "MergeAcross"), _COLUMNS)
        bottom = min(row + _whole(element, "MergeDown"), _ROWS)
        if (row, column) != (bottom, right):
            self.sheet.areas.append(Area(row, column, bottom, right))
        if bottom > row:
            self.covered += right - column + 1
            if self.covered > MOST_COVERED:
                raise ReadingError("表里合并的格子太多，没有读入。请删去多余的合并后再试。")
            self.grid.reaching |= dict.fromkeys(range(column, right + 1), bottom)
        return right

    def code(self, style: str) -> str:
        """Return the code by which a look shows numbers; what it does not say its parents do."""
        for _ in range(_LONGEST_LINE):
            found = self.styles.get(style or "Default", _Style("", ""))
            if found.code is not None or not found.parent:
                return _NAMED.get(found.code or "", found.code or "")
            style = found.parent
        return ""

    def too_many(self) -> ReadingError:
        return ReadingError(f"“{self.name}”里有超过 {MOST_CELLS // 10_000} 万个格子，没有读入。请拆成几个文件再试。")

    def damaged(self) -> ReadingError:
        return ReadingError(f"“{self.name}”已损坏，读不出来。请在 Excel 或 WPS 里打开并另存为 .xlsx 后再试。")


_WHOLE = {f"{_OURS}Row", f"{_OURS}Column", f"{_OURS}Table"}


def _cell(data: Element | None, code: str, formula: str) -> Cell:
    """Return what a cell shows."""
    if data is None:
        return Cell(formula=formula, lacks_result=bool(formula))
    kind, text = _said(data, "Type"), "".join(data.itertext()).strip()
    if kind == "Number" and (number := exact(text)) is not None:
        return Cell(printed(number, code), number, formula)
    if kind == "DateTime":
        return Cell(_moment(text, code), formula=formula)
    if kind == "Boolean":
        return Cell({"1": "TRUE", "0": "FALSE"}.get(text, text), formula=formula)
    return Cell(text, formula=formula, is_error=kind == "Error")


def _moment(text: str, code: str) -> str:
    """Return a day or time as its cell shows it, a day where the format says nothing of days."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text
    days = (moment - _DAY_ZERO).total_seconds() / 86_400
    return printed(Decimal(repr(days)), code if re.search("[ymdhs]", code, re.IGNORECASE) else _DAY)


def _said(element: Element, name: str) -> str:
    """Return what an element says of itself; some programs leave the namespace out."""
    return element.get(f"{_OURS}{name}") or element.get(name) or ""


def _whole(element: Element, name: str) -> int:
    text = _said(element, name).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
