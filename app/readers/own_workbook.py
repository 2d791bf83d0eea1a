"""Our own exports, read back from their visible cells with the marks of their hidden sheet.

A cell that shows what was printed has the value that the form had then; one that the clerk changed is read as it is
now. Rows inserted between the rows of a table are new indicators, deleted ones vanish. A row that the sheet cuts into
several is one all the same, and so is a cell that a page's end splits.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import accumulate, count
from pathlib import Path
from typing import Any, NamedTuple

from app.base.errors import ExchangeError, JihengError
from app.model.exchange import FORMAT, FUND, SECTIONS, VERSION, read_document
from app.model.marks import FieldMark, Printed, RowMark
from app.model.money import MoneyUnit
from app.model.records import Form
from app.readers.own_marks import FormMarks, Place, TableMarks, read_marks
from app.readers.own_splits import SplitCells
from app.readers.own_values import FieldReader, Unreadable, Values, is_unchanged
from app.readers.package import open_package
from app.readers.spreadsheet import EMPTY, Cell, Spreadsheet, Worksheet, is_spreadsheet

_LETTERS = 26
Occupied = AbstractSet[int]


@dataclass
class OwnWorkbook:
    """What one of our workbooks says.

    Attributes:
        forms: in the order in which they were exported.
        notes: sentences about what could not be read as it stands; nothing of it is lost.
    """

    forms: list[Form] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def own_workbook(path: Path) -> OwnWorkbook | None:
    """Return what a workbook that this program exported says; ``None`` when it did not export it.

    Raises:
        JihengError: the file cannot be read, is damaged, or comes from a newer program.
    """
    with open_package(path) as package:
        if package is None or not is_spreadsheet(package):
            return None
        book = Spreadsheet(package)
        marks = read_marks(book, path.name)
        if marks is None:
            return None
        found, context = OwnWorkbook(), _Context(book, _occupied(marks), SplitCells(marks))
        for form in marks:
            if form.is_there:
                found.forms.append(_FormReader(context, form, found.notes).form(path.name))
        found.notes += _strangers(book, marks)
        return found


def _strangers(book: Spreadsheet, marks: Sequence[FormMarks]) -> Iterator[str]:
    """Yield which visible sheets no mark points to: copies, and sheets of others."""
    ours = {place.sheet for form in marks for place in form.places}
    for name in book.names:
        sheet = book.sheet(name)
        if name not in ours and sheet and sheet.is_visible and sheet.cells:
            yield f"工作表“{name}”不是由绩衡导出的，没有读入。"


def _occupied(marks: Sequence[FormMarks]) -> dict[str, set[int]]:
    """Return the rows of each sheet in which something stands, of whatever form."""
    found: dict[str, set[int]] = {}
    for form in marks:
        rows = (place for table in form.tables.values() for _, place in table.rows if place)
        for place in (*form.places, *rows):
            found.setdefault(place.sheet, set()).add(place.row)
    return found


class _Context(NamedTuple):
    """What the forms of a workbook share: its sheets, the rows in which something stands, and what pages split."""

    book: Spreadsheet
    occupied: Mapping[str, Occupied]
    splits: SplitCells


class _Row(NamedTuple):
    """A row of a table as it stands now: its cells by column, and the mark of the row it was written as."""

    number: int
    cells: tuple[Cell, ...]
    mark: RowMark | None


class _FormReader:
    """Reads one form."""

    def __init__(self, context: _Context, marks: FormMarks, notes: list[str]) -> None:
        self.context = context
        self.marks = marks
        self.notes = notes
        self.document: dict[str, Any] = deepcopy(marks.form.document)

    def form(self, file: str) -> Form:
        """Return the form.

        Raises:
            JihengError: the hidden sheet has been tampered with.
        """
        section = self.marks.form.section
        try:
            self.head(FieldReader(SECTIONS[section].codecs, self.amount_unit()))
            if self.document.get("amount") and not self.document["amount_unit"]:
                self.document["amount_unit"] = MoneyUnit.YUAN.value
            for name, table in self.marks.tables.items():
                codecs = FUND if name == "funds" else SECTIONS[section].indicator
                self.table(name, table, FieldReader(codecs))
            whole = {"format": FORMAT, "version": VERSION, **{name: [] for name in SECTIONS}}
            return read_document({**whole, section: [self.document]})[0]
        except (KeyError, ValueError, ExchangeError) as error:
            raise JihengError(f"“{file}”里隐藏的标记已被改动，认不出各格是什么。请用绩衡重新导出。") from error

    def amount_unit(self) -> MoneyUnit | None:
        unit = self.document.get("amount_unit")
        return MoneyUnit(unit) if unit else None

    def head(self, reader: FieldReader) -> None:
        for mark, place in self.marks.values:
            sheet = self.sheet(place)
            if place is None or sheet is None:
                self.notes.append(f"“{mark.field.label}”的格子已被删除，沿用导出时的内容。")
                continue
            cell = self.context.splits.at(sheet, place.row, place.column)
            if not is_unchanged(cell, mark.printed):
                self.put(reader, self.document, mark.field, _Seen(cell, place))
            for other in self.context.splits.changed(sheet, place):
                self.notes.append(
                    f"{_where(other)}是“{mark.field.label}”在下一页的重复，其中的改动没有读入，请改第一处。"
                )

    def table(self, name: str, marks: TableMarks, reader: FieldReader) -> None:
        places = [place for _, place in marks.columns if place]
        sheet = self.sheet(places[0]) if places else None
        if sheet is None:
            return
        table = _Table(sheet, marks, self.context.occupied.get(sheet.name, set()), self.context.splits)
        rows = table.rows()
        self.notes += table.notes
        originals = self.document[name]
        read = []
        for row, number in table.in_order(rows, table.matched(rows)):
            values = deepcopy(originals[number - 1]) if number else dict.fromkeys(reader.codecs, "")
            printed = table.printed(number)
            for (mark, place), cell, was in zip(marks.columns, row.cells, printed, strict=True):
                if place and not is_unchanged(cell, was):
                    self.put(reader, values, mark, _Seen(cell, Place(sheet.name, row.number, place.column)))
            read.append(values)
        self.document[name] = read

    def sheet(self, place: Place | None) -> Worksheet | None:
        return self.context.book.sheet(place.sheet) if place else None

    def put(self, reader: FieldReader, values: Values, mark: FieldMark, seen: "_Seen") -> None:
        """Put a changed cell into the values; a text that its field cannot hold goes to ``other``, with a note."""
        if seen.cell.is_error:
            self.notes.append(f"{seen.where}“{mark.label}”是错误值 {seen.cell.text}，请改正。")
        elif seen.cell.formula and not seen.cell.text:
            self.notes.append(f"{seen.where}“{mark.label}”是没有结果的公式，当作空白；请在 Excel 里打开并保存后再读。")
        try:
            reader.put(values, mark, seen.cell)
        except Unreadable:
            self.notes.append(f"{seen.where}“{mark.label}”填的“{seen.cell.text[:30]}”认不出，原文记在“其他”里。")
            values.update(dict.fromkeys(mark.parts, ""))
            keeper, label = (values, mark.label) if mark.table != "funds" else (self.document, self.label(mark, seen))
            keeper.setdefault("other", {})[label] = seen.cell.text

    def label(self, mark: FieldMark, seen: "_Seen") -> str:
        """Return a label for a text of a fund row, which has no place for others of its own."""
        return f"{mark.label}（{_address(seen.place)}）"


class _Seen(NamedTuple):
    """A cell and where it is."""

    cell: Cell
    place: Place

    @property
    def where(self) -> str:
        """The place in words."""
        return _where(self.place)


class _Table:
    """A table as it stands now.

    Several forms may share one: then each begins with its own first row, otherwise below the headings.
    """

    def __init__(self, sheet: Worksheet, marks: TableMarks, occupied: Occupied, splits: SplitCells) -> None:
        self.sheet = sheet
        self.marks = marks
        self.splits = splits
        self.columns = [place.column if place else None for _, place in marks.columns]
        there = [place for _, place in marks.columns if place]
        self.left = min(place.column for place in there)
        header = max(place.row for place in there)
        anchors = [(place, mark) for mark, place in marks.rows if place and place.sheet == sheet.name]
        self.by_row = {place.row: mark for place, mark in anchors}
        is_shared = any(header < row < min(self.by_row, default=0) for row in occupied)
        self.first = min(self.by_row) if is_shared else header + 1
        self.notes: list[str] = []
        self.continued: set[int] = set()
        self.last = max((self.end_of(place, mark, occupied) for place, mark in anchors), default=header)
        self.limit = min((row for row in occupied if row > self.last), default=None)
        self.by_number = {mark.number: mark for mark, _ in marks.rows if mark.number}

    def rows(self) -> list[_Row]:
        """Return the rows that hold something, and the empty ones that were printed so."""
        return [row for number in self.numbers() if self.holds(row := self.row(number))]

    def numbers(self) -> Iterator[int]:
        """Yield the rows of the sheet that belong to the table, those appended below it too."""
        yield from (number for number in range(self.first, self.last + 1) if number not in self.continued)
        for number in count(self.last + 1):
            if number == self.limit or self.is_blank(number) or self.is_foreign(number):
                return
            yield number

    def end_of(self, anchor: Place, mark: RowMark, occupied: Occupied) -> int:
        """Return the last of the rows that one was cut into, on any page; note those after the first.

        A clerk may have put a row of their own among them, or merged the anchor with new rows below it.
        """
        rows = [row for part in (anchor, *self.marks.cuts.get(anchor, ())) for row in self.merged_rows(part, occupied)]
        for number in rows[1:]:
            strange = list(self.strange(number, anchor, mark))
            if any(column > anchor.column and self.is_seen(number, column) for column in strange):
                self.notes.append(f"工作表“{self.sheet.name}”的第 {number} 行在合并的格子里另有内容，当作新的一行。")
                continue
            self.continued.add(number)
            for column in strange:
                if not self.reaches_beyond(number, column, rows[-1]):
                    place, text = Place(self.sheet.name, number, column), self.sheet.own(number, column).text
                    self.notes.append(f"{_where(place)}在合并的格子里，其中的“{text[:30]}”没有读入。")
        return rows[-1]

    def merged_rows(self, anchor: Place, occupied: Occupied) -> list[int]:
        """Return the rows that a cell is merged over, as far as nothing else begins in them."""
        rows, area = [anchor.row], self.sheet.area(anchor.row, anchor.column)
        while area and (number := rows[-1] + 1) not in occupied and self.sheet.area(number, anchor.column) == area:
            rows.append(number)
        return rows

    def strange(self, number: int, anchor: Place, mark: RowMark) -> Iterator[int]:
        """Yield the columns in which a row below an anchor holds something else than the anchor's row repeated."""
        for column, was in zip(self.columns, mark.printed, strict=True):
            own = self.sheet.own(number, column) if column else EMPTY
            known = is_unchanged(own, was) or own == self.at(anchor.row, column or 0)
            if column and own.text.strip() and not known and not self.splits.is_piece(self.sheet, number, column):
                yield column

    def is_seen(self, number: int, column: int) -> bool:
        """Whether a cell is not covered by another that it is merged with."""
        area = self.sheet.area(number, column)
        return area is None or (area.top, area.left) == (number, column)

    def reaches_beyond(self, number: int, column: int, last: int) -> bool:
        """Whether rows after the last one show what a cell holds."""
        area = self.sheet.area(number, column)
        return area is not None and self.is_seen(number, column) and area.bottom > last

    def at(self, row: int, column: int) -> Cell:
        """Return what a cell shows, one that a page's end splits as if it were whole."""
        return self.splits.at(self.sheet, row, column)

    def row(self, number: int) -> _Row:
        cells = (self.at(number, column) if column else EMPTY for column in self.columns)
        return _Row(number, tuple(cells), self.by_row.get(number))

    def holds(self, row: _Row) -> bool:
        """Whether a row is one of the table's records: not emptied, not printed without one, not across columns."""
        if row.mark and self.shows(row, row.mark):
            return row.mark.number > 0
        return not self.is_blank(row.number) and (row.mark is not None or not self.spans_columns(row.number))

    def is_blank(self, number: int) -> bool:
        """Whether no cell of the row holds anything itself, but what a page repeats."""
        there = (column for column in self.columns if column and self.sheet.own(number, column).text.strip())
        return all(self.splits.is_piece(self.sheet, number, column) for column in there)

    def is_foreign(self, number: int) -> bool:
        """Whether a row below the table is something else: a note across its columns, or one with text before it."""
        before = any(self.sheet.own(number, column).text.strip() for column in range(1, self.left))
        return before or self.spans_columns(number)

    def spans_columns(self, number: int) -> bool:
        """Whether a cell of the row is merged over several columns of the table."""
        for column in filter(None, self.columns):
            area = self.sheet.area(number, column)
            if area and sum(area.left <= other <= area.right for other in self.columns if other) > 1:
                return True
        return False

    def shows(self, row: _Row, mark: RowMark) -> bool:
        """Whether a row shows what another was printed with, in the columns that are still there."""
        pairs = zip(self.columns, row.cells, mark.printed, strict=True)
        return all(is_unchanged(cell, was) for column, cell, was in pairs if column)

    def printed(self, number: int) -> tuple[Printed, ...]:
        """Return what a row printed by its number; nothing for a new one."""
        mark = self.by_number.get(number)
        return mark.printed if mark else (Printed(),) * len(self.columns)

    def in_order(self, rows: Sequence[_Row], numbers: Sequence[int]) -> list[tuple[_Row, int]]:
        """Return rows with the numbers of the rows they were, in the order of the form.

        That is the order in which they stand, except where the layout had printed them in another; there a new row
        keeps to the one above it.
        """
        printed = [mark.number for mark, _ in self.marks.rows if mark.number]
        pairs = list(zip(rows, numbers, strict=True))
        if printed == sorted(printed):
            return pairs
        ranks: Iterator[int] = accumulate(numbers, lambda rank, number: number or rank)
        return [pair for _, pair in sorted(zip(ranks, pairs, strict=True), key=lambda ranked: ranked[0])]

    def matched(self, rows: Sequence[_Row]) -> list[int]:
        """Return for each row the number of the row it was, 0 for a new one.

        Cells tell more than anchors: rows that were sorted or swapped are known by what they show.
        """
        found = [row.mark.number if row.mark and self.shows(row, row.mark) else 0 for row in rows]
        left = {number: mark for number, mark in self.by_number.items() if number not in found}
        for at, row in enumerate(rows):
            if not found[at] and any(cell.text for cell in row.cells):
                found[at] = next((number for number, mark in left.items() if self.shows(row, mark)), 0)
                left.pop(found[at], None)
        for at, row in enumerate(rows):
            if not found[at] and row.mark and row.mark.number in left:
                found[at] = row.mark.number
                left.pop(found[at])
        return found


def _where(place: Place) -> str:
    """Return the place in words."""
    return f"工作表“{place.sheet}”的 {_address(place)} "


def _address(place: Place) -> str:
    """Return the place as Excel calls it, C5."""
    letters, column = "", place.column
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{place.row}"
