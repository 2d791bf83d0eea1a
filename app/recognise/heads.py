"""The head of a form: labels with their values to the right of them or below, and tables of money."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.definitions.words import RecognitionWords, squeezed
from app.readers.grids import Cell, Line, Place
from app.readers.pdf_text import APART
from app.recognise.values import money_unit_in, number_of, one_line
from app.recognise.view import View

_LONGEST_LABEL = 24
_KINDS = ("project", "overall", "self_evaluation")
_LABELLED = re.compile(r"\s*([^：:]{1,20})[：:]\s*(.*?)\s*", re.DOTALL)
_SURE_RANK = 1  # exact or but for brackets
_FEWEST_FUNDS = 3  # captions that make a table of money
_TABLE_CELLS = 3
MONEY_CORNERS = frozenset({"单位", "金额单位", "货币单位", "资金单位"})
_CORNERS = MONEY_CORNERS | {"年度", "填报日期"}
_CORNER = re.compile(r"\(?([^:()]{2,4}):[^:()]{1,10}\)?")
_YEAR_MARK = re.compile(r"\(?20[0-4]\d年度?\)?")


class Pair(NamedTuple):
    """A label and its value.

    Attributes:
        label: as printed, on one line.
        group: the label of the rows that it stands in, such as 项目资金（万元）.
        text: of the value, as printed.
        place: of the value.
    """

    label: str
    group: str
    text: str
    place: Place


class Fund(NamedTuple):
    """A row of a table of money.

    Attributes:
        item: what it is of.
        values: its amounts by field.
        other: its other cells by their captions.
        captions: all that its table is headed by, which may name the unit of money.
    """

    item: str
    values: dict[str, Cell]
    other: dict[str, Cell]
    captions: tuple[str, ...] = ()


@dataclass
class HeadRows:
    """Reads the rows of a table that stand above its indicators.

    Attributes:
        view: the table.
        words: the words that labels are known by.
    """

    view: View
    words: RecognitionWords

    def __post_init__(self) -> None:
        self._used: set[Cell] = set()

    def is_label(self, text: str) -> bool:
        """Whether a text is a known label of any kind of form."""
        return any(match.rank[0] <= _SURE_RANK for kind in _KINDS for match in self._matches(kind, text))

    def _matches(self, kind: str, text: str) -> list:  # type: ignore[type-arg]
        return self.words.head_labels(kind).matches(text) if len(text) <= _LONGEST_LABEL * 2 else []

    def pairs(self, row: int) -> Iterator[Pair]:
        """Yield the labels and values of one row."""
        cells = [cell for cell in self.view.across(row) if cell not in self._used]
        group, cells = self._grouped(row, cells)
        while cells:
            cell = cells.pop(0)
            if cell.row != row or not cell.text.strip():
                continue
            if said := self._said_within(cell, group):
                yield said
                continue
            value = self._value(cell, cells)
            if value is None:
                yield self._alone(cell, group)
                continue
            if cells and value is cells[0]:
                cells.pop(0)
            else:
                self._used.add(value)
            yield Pair(one_line(cell.text), group, value.text, value.place)

    def _alone(self, cell: Cell, group: str) -> Pair:
        """Return a known label that has no value, or a text that has no label."""
        is_label = self.is_label(cell.text)
        return Pair(one_line(cell.text) if is_label else "", group, "" if is_label else cell.text, cell.place)

    def _said_within(self, cell: Cell, group: str) -> Pair | None:
        """Return label and value of a cell that holds both, such as “填报单位：某局”."""
        found = _LABELLED.fullmatch(cell.text)
        is_known = found and found[2] and (self.is_label(found[1]) or squeezed(found[1]) in _CORNERS)
        return Pair(one_line(found[1]), group, found[2], cell.place) if found and is_known else None

    def _grouped(self, row: int, cells: Sequence[Cell]) -> tuple[str, list[Cell]]:
        """Take off the label that stands beside several rows."""
        if len(cells) > _TABLE_CELLS - 1 and cells[0].rows > 1 and not (cells[0].row == row and self._is_wide(cells)):
            return one_line(cells[0].text), list(cells[1:])
        above = cells[0] if cells else None
        if above is not None and above.row != row:
            return one_line(above.text), list(cells[1:])
        return "", list(cells)

    def _is_wide(self, cells: Sequence[Cell]) -> bool:
        """Whether the first cell is a label whose value reaches down as far as it does: 当年预算 over two rows."""
        return cells[1].rows == cells[0].rows

    def _value(self, label: Cell, following: Sequence[Cell]) -> Cell | None:
        """Return the cell that holds the value of a label, if the cell is one."""
        right = following[0] if following else None
        below = self.view.below(label)
        is_known = self.is_label(label.text)
        if right is not None and self._is_value(right, is_money=self._is_money(label)):
            return right if is_known or self._looks_like_label(label) else None
        if right is None and not self._ends_row(label):
            return None
        if not is_known or below is None or self.is_label(below.text):
            return right if is_known and right is not None and not right.text.strip() else None
        return below if not below.text.strip() or self._is_below(label, below) else None

    def _ends_row(self, label: Cell) -> bool:
        """Whether a label has no place for a value right of it, or stands alone, so that its value is below."""
        alone = self.view.is_alone(label.row) is label
        return alone or label.column + label.columns >= self.view.table.columns

    def _is_value(self, cell: Cell, *, is_money: bool) -> bool:
        if self.is_label(cell.text) or is_money_corner(cell.text):
            return False
        return not is_money or not cell.text.strip() or number_of(cell.text) is not None or self._is_dash(cell)

    def _is_dash(self, cell: Cell) -> bool:
        return len(squeezed(cell.text)) <= 2 or any(letter.isdigit() for letter in cell.text)

    def _is_money(self, cell: Cell) -> bool:
        return any(match.field == "amount" for kind in _KINDS for match in self._matches(kind, cell.text)[:1])

    def _is_below(self, label: Cell, below: Cell) -> bool:
        return below.columns >= label.columns and (not self._is_money(label) or number_of(below.text) is not None)

    def _looks_like_label(self, cell: Cell) -> bool:
        text = squeezed(cell.text)
        return 0 < len(text) <= _LONGEST_LABEL and number_of(text) is None

    def table_end(self, row: int) -> int:
        """Return the row after a table within the head that begins in a row, such as the year's tasks; else the row.

        Such a table has captions and then texts under them; its cells are no labels and values side by side.
        """
        cells = self.view.across(row)
        side = cells[0] if cells else None
        if side is None or side.rows <= 2 or side.row != row or len(cells) <= _TABLE_CELLS:
            return row
        end = min(side.row + side.rows, self.view.rows)
        starts = [cell.column for cell in cells]
        inner = range(row + 1, end)
        has_same = all([cell.column for cell in self.view.across(r)] == starts for r in inner)
        are_texts = all(number_of(self.view.text(r, cells[2].column)) is None for r in inner)
        are_captions = all(number_of(cell.text) is None for cell in cells) and not self.is_label(cells[1].text)
        return end if has_same and are_texts and are_captions else row

    def text_of(self, first: int, end: int) -> Pair:
        """Return the rows of a table within the head as one text under its side label."""
        side = self.view.across(first)[0]
        lines = [
            " | ".join(one_line(cell.text) for cell in self.view.across(row) if cell is not side)
            for row in range(first, end)
        ]
        return Pair(one_line(side.text), "", "\n".join(lines), side.place)


def is_money_corner(text: str) -> bool:
    """Whether a cell stands in a corner of a form and says the unit of its money, such as “（金额单位：千元）”."""
    found = _CORNER.fullmatch(squeezed(text))
    return found is not None and found[1] in MONEY_CORNERS and money_unit_in(text) is not None


def is_mark(text: str) -> bool:
    """Whether a cell says nothing but the year or the unit of money of a form, as a line above it would."""
    return is_money_corner(text) or _YEAR_MARK.fullmatch(squeezed(text)) is not None


def fund_columns(view: View, row: int, words: RecognitionWords) -> dict[str, Cell]:
    """Return the cells that head the columns of a table of money in a row, by field; none where it heads none."""
    found: dict[str, Cell] = {}
    for cell in view.across(row):
        match = words.fund_captions.match(cell.text) if cell.text.strip() else None
        if match and match.field not in found:
            found[match.field] = cell
    has_money = {"initial_budget", "adjusted_budget", "executed"} & set(found)
    has_rate = "execution_rate" in found or len(has_money) > 1
    return found if has_money and has_rate and len(found) >= _FEWEST_FUNDS else {}


def read_funds(view: View, row: int, columns: dict[str, Cell]) -> tuple[list[Fund], int]:
    """Return the rows of a table of money headed in a row, and the row after it."""
    first = min(cell.column for cell in columns.values())
    others = [cell for cell in view.across(row) if cell.column >= first and cell not in columns.values()]
    captions = tuple(one_line(cell.text) for cell in view.across(row))
    funds = []
    row += 1
    while row < view.rows and _is_fund(view, row, first, columns):
        item = next((cell for cell in reversed(view.across(row)) if cell.column < first and cell.text.strip()), None)
        values = {name: cell for name, head in columns.items() if (cell := view.at(row, head.column))}
        other = {one_line(head.text): cell for head in others if head.text and (cell := view.at(row, head.column))}
        funds.append(Fund(one_line(item.text) if item else "", values, other, captions))
        row += 1
    return funds, row


def _is_fund(view: View, row: int, first: int, columns: dict[str, Cell]) -> bool:
    own = view.begun(row)
    starts = {cell.column for cell in own}
    texts = [cell.text for cell in own if cell.column >= first and cell.text.strip()]
    heads = [cell.column for cell in columns.values()]
    has_shape = sum(column in starts for column in heads) >= len(heads) - 1
    return has_shape and all(any(sign.isdigit() or sign in "-—/" for sign in text) for text in texts)


def line_pairs(line: Line) -> Iterator[Pair]:
    """Yield the labels and values of a line such as “单位名称：某局   单位：万元”."""
    for part in re.split(rf"{re.escape(APART)}|\s{{2,}}|\t", line.text):
        found = _LABELLED.fullmatch(part)
        if found and found[2]:
            yield Pair(found[1].strip(), "", found[2], line.place)
