"""The hidden sheet of our own workbooks: which cell holds which value of which form, wherever it has moved since."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from app.base.errors import JihengError
from app.model.marks import (
    MARKS_FORMAT,
    MARKS_SHEET,
    MARKS_VERSION,
    AgainMark,
    FieldMark,
    FormMark,
    MarkWord,
    RestMark,
    RowMark,
    ValueMark,
)
from app.readers.spreadsheet import Spreadsheet, Worksheet, address

_REFERENCE = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!([^!]+)")
_FIRST_LINE = 2
_FIRST_PIECE = 3  # the column

_Shape = TypeVar("_Shape", bound=BaseModel)


class Place(NamedTuple):
    """A cell that an anchor points to."""

    sheet: str
    row: int
    column: int


class Line(NamedTuple):
    """A line of the hidden sheet; ``place`` is ``None`` when the cell is no more."""

    word: str
    place: Place | None
    text: str


@dataclass
class TableMarks:
    """The columns and rows of a table of one form, with the places they are at now.

    Attributes:
        columns: from left to right.
        rows: in printed order.
        cuts: where rows go on below a page's end, by the place of their beginning.
    """

    columns: list[tuple[FieldMark, Place | None]] = field(default_factory=list)
    rows: list[tuple[RowMark, Place | None]] = field(default_factory=list)
    cuts: dict[Place | None, list[Place]] = field(default_factory=dict)


@dataclass
class SplitMarks:
    """A cell that the end of a page splits: where its pieces are now; those after the first with what they are."""

    first: Place | None
    rests: list[tuple[RestMark, Place]] = field(default_factory=list)
    again: list[tuple[AgainMark, Place]] = field(default_factory=list)


@dataclass
class FormMarks:
    """All marks of one form."""

    form: FormMark
    values: list[tuple[ValueMark, Place | None]] = field(default_factory=list)
    tables: dict[str, TableMarks] = field(default_factory=dict)
    labels: list[Place] = field(default_factory=list)
    splits: list[SplitMarks] = field(default_factory=list)

    @property
    def places(self) -> list[Place]:
        """Every place outside the rows of tables that is still there."""
        columns = [place for table in self.tables.values() for _, place in table.columns]
        return [place for place in [*(place for _, place in self.values), *columns, *self.labels] if place]

    @property
    def is_there(self) -> bool:
        """Whether anything of the form is left in the workbook: its sheet may have been deleted."""
        return bool(self.places)

    def table(self, name: str) -> TableMarks:
        """Return the marks of a table."""
        return self.tables.setdefault(name, TableMarks())


def read_marks(book: Spreadsheet, file: str) -> list[FormMarks] | None:
    """Return the marks of a workbook; ``None`` when it is not one of ours.

    Raises:
        JihengError: a newer program wrote it, or the hidden sheet is damaged.
    """
    sheet = book.sheet(MARKS_SHEET)
    if sheet is None or sheet.own(1, 1).text != MARKS_FORMAT:
        return None
    version = sheet.own(1, 2).number
    if version is None:
        raise _damaged(file)
    if version > MARKS_VERSION:
        raise JihengError(f"“{file}”是由更新版本的绩衡导出的，请先更新本程序，再读入它。")
    found: list[FormMarks] = []
    try:
        for line in _lines(sheet):
            is_there = line.place is not None and line.place.sheet in book.names
            _add(found, line if is_there else line._replace(place=None))
    except (ValidationError, IndexError, StopIteration) as error:
        raise _damaged(file) from error
    return found


def _damaged(file: str) -> JihengError:
    return JihengError(f"“{file}”里的“{MARKS_SHEET}”页已被改动，认不出各格是什么。请用绩衡重新导出。")


def _lines(sheet: Worksheet) -> Iterator[Line]:
    last = max(row for row, _ in sheet.cells)
    width = max(column for _, column in sheet.cells)
    for row in range(_FIRST_LINE, last + 1):
        if word := sheet.own(row, 1).text:
            texts = [sheet.own(row, column).text for column in range(_FIRST_PIECE, width + 1)]
            yield Line(word, place_of(sheet.own(row, 2).formula), "".join(texts))


def place_of(formula: str) -> Place | None:
    """Return the cell that a formula such as ``'甲 乙'!$C$5`` points to; ``None`` for ``#REF!`` and the like."""
    found = _REFERENCE.fullmatch(formula)
    place = address(found[3]) if found else None
    if not found or place is None:
        return None
    name = (found[1] or found[2]).replace("''", "'")
    return Place(name.removeprefix("$"), *place)


def _add(forms: list[FormMarks], line: Line) -> None:
    if line.word in (MarkWord.SPLIT, MarkWord.REST, MarkWord.AGAIN):
        _add_split(forms[-1].splits, line)
    elif line.word in (MarkWord.COLUMN, MarkWord.ROW, MarkWord.CUT):
        _add_to_table(forms[-1], line)
    elif line.word == MarkWord.FORM:
        forms.append(FormMarks(_parsed(FormMark, line)))
    elif line.word == MarkWord.VALUE:
        forms[-1].values.append((_parsed(ValueMark, line), line.place))
    elif line.word == MarkWord.LABEL and line.place:
        forms[-1].labels.append(line.place)


def _add_to_table(form: FormMarks, line: Line) -> None:
    if line.word == MarkWord.COLUMN:
        mark = _parsed(FieldMark, line)
        form.table(mark.table).columns.append((mark, line.place))
    elif line.word == MarkWord.ROW:
        row = _parsed(RowMark, line)
        form.table(row.table).rows.append((row, line.place))
    elif line.place:
        table = next(reversed(form.tables.values()))
        table.cuts.setdefault(table.rows[-1][1], []).append(line.place)


def _add_split(splits: list[SplitMarks], line: Line) -> None:
    if line.word == MarkWord.SPLIT:
        splits.append(SplitMarks(line.place))
    elif line.place and line.word == MarkWord.REST:
        splits[-1].rests.append((_parsed(RestMark, line), line.place))
    elif line.place:
        splits[-1].again.append((_parsed(AgainMark, line), line.place))


def _parsed(shape: type[_Shape], line: Line) -> _Shape:
    return shape.model_validate_json(line.text)
