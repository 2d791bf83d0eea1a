"""An .xlsx file as the text and numbers of its cells, and nothing else of it.

It is read here and not by openpyxl because that expands every merged area and every link of a file cell by cell, which
a few bytes can make endless, and because numbers must come as their digits.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from xml.etree.ElementTree import Element

from app.base.errors import JihengError
from app.base.words import plain_cell_text
from app.readers.number_formats import format_code, shown
from app.readers.package import Package

MOST_CELLS = 1_000_000
_MOST_MERGED_ROWS = 1_000_000
_WORKBOOK = "xl/workbook.xml"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATIONSHIP = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*/>')
_EMPTY_ROW = re.compile(rb'<row r="[0-9]+"[^<>]*(?:/>|>\s*</row>)')
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Cell(NamedTuple):
    """What a cell shows.

    Attributes:
        text: its text; of a number its digits, as its format shows them.
        number: the number behind the text.
        formula: the formula, if it has one.
        is_error: whether it shows an error such as ``#REF!``.
        lacks_result: whether it has a formula whose result the file does not have.
    """

    text: str = ""
    number: Decimal | None = None
    formula: str = ""
    is_error: bool = False
    lacks_result: bool = False


EMPTY = Cell()


class Area(NamedTuple):
    """Cells merged into one."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Worksheet:
    """The cells of a sheet by row and column, from 1, and its merged areas: all, and by each row they reach."""

    name: str
    is_visible: bool = True
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: dict[int, list[Area]] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)

    def own(self, row: int, column: int) -> Cell:
        """Return what a cell itself holds."""
        return self.cells.get((row, column), EMPTY)

    def at(self, row: int, column: int) -> Cell:
        """Return what a cell shows: where it is merged with others, what the first of these holds."""
        area = self.area(row, column)
        return self.own(row, column) if area is None else self.own(area.top, area.left)

    def area(self, row: int, column: int) -> Area | None:
        """Return the merged area that a cell lies in."""
        return next((area for area in self.merged.get(row, ()) if area.left <= column <= area.right), None)


class Spreadsheet:
    """The sheets of a workbook, each read when it is asked for.

    Args:
        package: the file.
        show: what a cell shows of a number, given the code of its format.
    """

    def __init__(self, package: Package, show: Callable[[Decimal, str], str] = shown) -> None:
        self._package = package
        self.show = show
        self._cells_left = MOST_CELLS
        self._sheets: dict[str, Worksheet] = {}
        self._parts: dict[str, str] = {}
        self._hidden: set[str] = set()
        self.is_1904 = False
        targets = self._targets()
        for element in package.elements(_WORKBOOK):
            if element.tag == "sheet":
                name = element.get("name", "")
                target = targets.get(element.get(_RELATIONSHIP) or element.get(_STRICT_RELATIONSHIP) or "")
                if target:
                    self._parts[name] = target
                if element.get("state", "visible") != "visible":
                    self._hidden.add(name)
            elif element.tag == "workbookPr":
                self.is_1904 = element.get("date1904") in ("1", "true")
        self._strings = self._shared_strings()
        self._formats = self._number_formats()

    @property
    def names(self) -> list[str]:
        """The names of the sheets, in their order."""
        return list(self._parts)

    def sheet(self, name: str) -> Worksheet | None:
        """Return a sheet; ``None`` when there is none of that name.

        Raises:
            JihengError: it is damaged or too large.
        """
        if name not in self._parts:
            return None
        if name not in self._sheets:
            self._sheets[name] = self._read(name)
        return self._sheets[name]

    def part(self, name: str) -> str:
        """Return which part of the file a sheet is."""
        return self._parts[name]

    def contents(self, name: str) -> Worksheet:
        """Return a sheet without keeping it, its areas not spread over its rows; empty cells cost next to nothing.

        Raises:
            JihengError: as ``sheet``.
        """
        return self._read(name, _without_empty_cells, spread=False)

    def _targets(self) -> dict[str, str]:
        part = "xl/_rels/workbook.xml.rels"
        elements = self._package.elements(part) if self._package.has(part) else ()
        return {
            element.get("Id", ""): posixpath.normpath(posixpath.join("/xl", element.get("Target", ""))).lstrip("/")
            for element in elements
            if element.tag == "Relationship" and element.get("TargetMode") != "External"
        }

    def _shared_strings(self) -> list[str]:
        part = "xl/sharedStrings.xml"
        elements = self._package.elements(part) if self._package.has(part) else ()
        strings = []
        for element in elements:
            if element.tag == "si":
                strings.append(_text_in(element))
                element.clear()
        return strings

    def _number_formats(self) -> list[str]:
        """Return the code of the number format of each look that cells have."""
        part = "xl/styles.xml"
        own: dict[int, str] = {}
        codes: list[str] = []
        for element in self._package.elements(part) if self._package.has(part) else ():
            if element.tag == "numFmt":
                own[_whole(element.get("numFmtId"))] = element.get("formatCode", "")
            elif element.tag == "cellXfs":
                codes = [format_code(_whole(look.get("numFmtId")), own) for look in element if look.tag == "xf"]
        return codes

    def _read(self, name: str, prepare: Callable[[bytes], bytes] | None = None, *, spread: bool = True) -> Worksheet:
        sheet = Worksheet(name, name not in self._hidden)
        row = 0
        cells: list[Element] = []
        for element in self._package.elements(self._parts[name], prepare):
            if element.tag == "c":
                cells.append(element)
                self._count_cell()
            elif element.tag == "row":
                row = _whole(element.get("r"), row + 1)
                sheet.cells.update(self._row(row, cells))
                cells.clear()
                element.clear()
            elif element.tag == "mergeCell":
                corners = [place for corner in element.get("ref", "").split(":") if (place := address(corner))]
                sheet.areas += [Area(*corners[0], *corners[-1])] if corners else []
        if spread:
            self._merge(sheet, sheet.areas, row)
        return sheet

    def _count_cell(self) -> None:
        self._cells_left -= 1
        if self._cells_left < 0:
            raise JihengError(f"“{self._package.name}”里有超过 {MOST_CELLS // 10_000} 万个格子，没有读入。")

    def _merge(self, sheet: Worksheet, areas: Iterable[Area], last_row: int) -> None:
        """Note the merged areas by the rows that the sheet has; an area may claim to reach a million more."""
        left = _MOST_MERGED_ROWS
        for area in areas:
            rows = range(area.top, min(area.bottom, last_row) + 1)
            left -= len(rows)
            if left < 0:
                raise JihengError(f"“{self._package.name}”里合并的格子太多，没有读入。")
            for row in rows:
                sheet.merged.setdefault(row, []).append(area)

    def _row(self, row: int, cells: Iterable[Element]) -> Iterator[tuple[tuple[int, int], Cell]]:
        column = 0
        for element in cells:
            place = address(element.get("r", ""))
            column = place[1] if place else column + 1
            cell = self._cell(element)
            if cell != EMPTY:
                yield (row, column), cell

    def _cell(self, element: Element) -> Cell:
        value = formula = ""
        inline = ""
        for child in element:
            if child.tag == "v":
                value = child.text or ""
            elif child.tag == "f":
                formula = child.text or "="
            elif child.tag == "is":
                inline = _text_in(child)
        kind = element.get("t", "n")
        lacks_result = bool(formula) and not value and kind != "str"
        return self._shown(kind, value, inline, element)._replace(formula=formula, lacks_result=lacks_result)

    def _shown(self, kind: str, value: str, inline: str, element: Element) -> Cell:
        if kind == "s":
            number = _whole(value, -1)
            return Cell(self._strings[number] if 0 <= number < len(self._strings) else "")
        if kind in ("str", "inlineStr", "d"):
            return Cell(inline or cleaned(value))
        if kind == "e":
            return Cell(value, is_error=True)
        if kind == "b":
            return Cell({"1": "TRUE", "0": "FALSE"}.get(value, value))
        return self._number(value, _whole(element.get("s")))

    def _number(self, value: str, look: int) -> Cell:
        number = exact(value)
        if number is None:
            return Cell(cleaned(value))
        return Cell(self.show(number, self._formats[look] if look < len(self._formats) else ""), number)


def _without_empty_cells(content: bytes) -> bytes:
    """Return a sheet without cells and rows that only have a look; a file may have millions of these.

    A cell or row that does not say its place takes it from those before it, so then nothing may go.
    """
    if content.count(b"<c ") != content.count(b'<c r="') or content.count(b"<row ") != content.count(b'<row r="'):
        return content
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", content))


def is_spreadsheet(package: Package) -> bool:
    """Whether an office file is a workbook."""
    return package.has(_WORKBOOK)


def address(text: str) -> tuple[int, int] | None:
    """Return row and column, from 1, of an address such as ``C5`` or ``$C$5``."""
    found = _ADDRESS.fullmatch(text)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def cleaned(text: str) -> str:
    """Return a text of the file as the program shows it: ``_x000D_`` and the like read, line ends alike."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    return plain_cell_text(plain)


def exact(digits: str) -> Decimal | None:
    """Return the number that a program shows for the digits in its file: Excel writes 1.1 as 1.1000000000000001."""
    try:
        number = Decimal(digits)
        return Decimal(f"{float(number):.15g}") if number.is_finite() and abs(number.adjusted()) < 300 else None
    except InvalidOperation:
        return None


def _text_in(element: Element) -> str:
    """Return the text of a shared or inline string, its readings left out."""
    texts = []
    for child in element:
        if child.tag == "t":
            texts.append(child.text or "")
        elif child.tag == "r":
            texts += [part.text or "" for part in child if part.tag == "t"]
    return cleaned("".join(texts))


def _whole(text: str | None, absent: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else absent
