"""The hidden sheet of a workbook: which cell holds what, so that it is read back as it was written."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from app.model.exchange import SECTIONS, write_form
from app.model.marks import (
    MARKS_FORMAT,
    MARKS_SHEET,
    MARKS_VERSION,
    AgainMark,
    FormMark,
    Mark,
    MarkWord,
    Printed,
    RestMark,
    RowMark,
    ValueMark,
    pieces,
)
from app.model.money import plain
from app.model.records import Form
from app.sheet.sheet import Box, Role, Sheet
from app.writers.xlsx_fields import ValueCell
from app.writers.xlsx_rows import PhysicalRows, Piece

if TYPE_CHECKING:
    from openpyxl import Workbook

_NOTICE = "本页供绩衡读回各表之用，请勿改动。"


class _Line(NamedTuple):
    """A line of the hidden sheet: its word, the cell that it is about, what it says."""

    word: MarkWord
    anchor: str
    mark: Mark | None = None


class MarkBook:
    """Gathers the lines of the hidden sheet, worksheet by worksheet."""

    def __init__(self) -> None:
        self._lines: list[_Line] = []

    def add(self, name: str, sheet: Sheet, rows: PhysicalRows, cells: Sequence[ValueCell]) -> None:
        """Note the values of a worksheet.

        Args:
            name: of the worksheet.
            sheet: what it prints.
            rows: where the rows of the sheet stand in the worksheet.
            cells: the boxes that print values.
        """
        self._lines += _Marker(name, sheet, rows, cells).lines()

    def write(self, workbook: "Workbook") -> None:
        """Write the hidden sheet, if there is anything to say."""
        if not self._lines:
            return
        worksheet = workbook.create_sheet(MARKS_SHEET)
        worksheet.sheet_state = "veryHidden"
        worksheet.append([MARKS_FORMAT, MARKS_VERSION, _NOTICE])
        for line in self._lines:
            worksheet.append([line.word.value, line.anchor, *(pieces(line.mark) if line.mark else ())])


class _Marker:
    """Describes the cells of one worksheet."""

    def __init__(self, name: str, sheet: Sheet, rows: PhysicalRows, cells: Sequence[ValueCell]) -> None:
        self.name = name
        self.sheet = sheet
        self.rows = rows
        self.cells = cells

    def lines(self) -> Iterator[_Line]:
        by_form: dict[str, list[ValueCell]] = {}
        for cell in self.cells:
            by_form.setdefault(cell.field.form.id, []).append(cell)
        others: Iterable[Box] = self.other_boxes()
        for cells in by_form.values():
            yield _Line(MarkWord.FORM, "", _form_mark(cells[0].origin.form))
            yield from self.form(cells)
            yield from (line for cell in cells for line in self.split(cell.box))
            yield from (_Line(MarkWord.LABEL, self.anchor(box)) for box in others)
            others = ()

    def form(self, cells: Sequence[ValueCell]) -> Iterator[_Line]:
        """Yield the lines of one form, after the first."""
        tables = dict.fromkeys(cell.field.table for cell in cells)
        for table in tables:
            members = [cell for cell in cells if cell.field.table == table]
            if table:
                yield from self.table(table, members)
            else:
                yield from (
                    _Line(MarkWord.VALUE, self.anchor(cell.box), ValueMark(field=cell.mark, printed=_printed(cell.box)))
                    for cell in members
                )

    def table(self, table: str, cells: Sequence[ValueCell]) -> Iterator[_Line]:
        first = {cell.box.column: cell for cell in reversed(cells)}
        columns = sorted(first)
        for column in columns:
            yield _Line(MarkWord.COLUMN, self.anchor(self.heading(first[column])), first[column].mark)
        covering = {
            (row, cell.box.column): cell.box
            for cell in cells
            for row in range(cell.box.row, cell.box.row + cell.box.rows)
        }
        for row, number in sorted(_row_numbers(cells).items()):
            boxes = [covering.get((row, column)) for column in columns]
            printed = tuple(_printed(box) if box else Printed() for box in boxes)
            holder = next(box for box in boxes if box and box.row == row and box.rows == 1)
            yield _Line(MarkWord.ROW, self.anchor(holder), RowMark(table=table, number=number, printed=printed))
            yield from (_Line(MarkWord.CUT, self.anchor(holder, span.top)) for span in self.rows.spans[row][1:])

    def split(self, box: Box) -> Iterator[_Line]:
        """Yield the lines of a cell that the end of a page splits."""
        first, *others = self.rows.pieces(box)
        marks = [(piece, _piece_mark(box, piece)) for piece in others if piece.again or piece.text]
        if marks:
            yield _Line(MarkWord.SPLIT, self.anchor(box, first.top))
        for piece, mark in marks:
            yield _Line(MarkWord.AGAIN if piece.again else MarkWord.REST, self.anchor(box, piece.top), mark)

    def heading(self, cell: ValueCell) -> Box:
        """Return the heading of a cell's column, which the tables of several forms may share; without one the cell."""
        place = cell.field.table, cell.box.column
        labels = (box for box in self.sheet.boxes if box.field and box.role is Role.LABEL)
        return next((box for box in labels if box.field and (box.field.table, box.column) == place), cell.box)

    def other_boxes(self) -> list[Box]:
        """Return the boxes that print no value: they tell where a table ends."""
        values = {(cell.box.row, cell.box.column) for cell in self.cells}
        return [box for box in self.sheet.boxes if (box.row, box.column) not in values]

    def anchor(self, box: Box, row: int = 0) -> str:
        """Return a reference to a box, or its piece in a row, that the spreadsheet program moves along with it."""
        from openpyxl.utils import get_column_letter, quote_sheetname

        return f"={quote_sheetname(self.name)}!${get_column_letter(box.column + 1)}${row or self.rows.first[box.row]}"


def _row_numbers(cells: Sequence[ValueCell]) -> dict[int, int]:
    """Return for each row of the sheet which row of the table it is, 0 for one that is printed without a record."""
    return {cell.box.row: cell.field.row or 0 for cell in cells if cell.box.rows == 1}


def _form_mark(form: Form) -> FormMark:
    section = next(name for name, section in SECTIONS.items() if section.table is type(form))
    return FormMark(section=section, document=write_form(form))


def _piece_mark(box: Box, piece: Piece) -> Mark:
    if piece.again:
        return AgainMark(printed=Printed(text=piece.text), whole=_printed(box))
    return RestMark(joint=piece.joint)


def _printed(box: Box) -> Printed:
    return Printed(text=box.text, number=plain(box.number.value) if box.number else "")
