"""Which neighbours of a table are one cell: equal values downwards, headings that share a group across."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from typing import NamedTuple

from app.definitions.blocks import Column, ProjectColumn, heading_rows
from app.definitions.vocabulary import FieldDefinition
from app.model.records import FundRow, Indicator
from app.sheet.sheet import Box, Role

_NUMBER = "序号"


class Run(NamedTuple):
    """Neighbours that are one cell: the first of them, from 0, and how many."""

    first: int
    length: int


class Heading(NamedTuple):
    """A heading of a table: its text, its place from the table's top left, and the column that it is for, if one."""

    text: str
    row: int
    column: int
    rows: int
    columns: int
    of: int | None


def singles(count: int) -> list[Run]:
    """Return as many cells as there are values."""
    return [Run(n, 1) for n in range(count)]


def equal_runs(keys: Sequence[tuple[str, ...]]) -> list[Run]:
    """Return the cells of a merged column; each key is a row's own value and, before it, those that are merged too.

    A row without a value of its own stands alone.
    """
    runs: list[Run] = []
    for n, key in enumerate(keys):
        if n and key[-1] and key == keys[n - 1]:
            runs[-1] = Run(runs[-1].first, runs[-1].length + 1)
        else:
            runs.append(Run(n, 1))
    return runs


class Merger:
    """Tells which rows are one cell, column by column from the left of a table."""

    def __init__(self, records: Sequence[Indicator | FundRow]) -> None:
        self.records = records
        self.before: list[tuple[str, ...]] = [()] * len(records)

    def runs(self, column: Column, texts: Sequence[str]) -> list[Run]:
        """Return the cells of a column that prints these texts; an empty table has one empty row."""
        if not column.merge or not self.records:
            return singles(max(1, len(self.records)))
        if column.merge_by:
            keys = [tuple(str(getattr(record, field)) for field in column.merge_by) for record in self.records]
            return equal_runs([(*key, text) for key, text in zip(keys, texts, strict=True)])
        self.before = [(*key, text) for key, text in zip(self.before, texts, strict=True)]
        return equal_runs(self.before)


def headings(columns: Sequence[Column | ProjectColumn], labels: Sequence[str]) -> Iterator[Heading]:
    """Yield the headings of a table's columns, those that neighbours share above their own.

    Where there are fewer headings above each other than elsewhere, the uppermost reaches down.
    """
    starts = list(accumulate((column.span for column in columns), initial=0))
    return _below(columns, labels, starts, range(len(columns)), _Level(0, 0, heading_rows(columns)))


class _Level(NamedTuple):
    """Where headings stand that lie in some groups: how many groups, the first free row, and the end of the rows."""

    depth: int
    top: int
    end: int


def _below(
    columns: Sequence[Column | ProjectColumn],
    labels: Sequence[str],
    starts: Sequence[int],
    some: Sequence[int],
    level: _Level,
) -> Iterator[Heading]:
    depth, top, end = level
    for group, members in groupby(some, lambda n: columns[n].groups[depth : depth + 1]):
        numbers = list(members)
        if not group:
            yield from (Heading(labels[n], top, starts[n], end - top, columns[n].span, n) for n in numbers)
            continue
        inner = end - max(len(columns[n].groups) - depth for n in numbers)
        left, right = starts[numbers[0]], starts[numbers[-1] + 1]
        yield Heading(group[0], top, left, inner - top, right - left, None)
        yield from _below(columns, labels, starts, numbers, _Level(depth + 1, inner, end))


def merged_downwards(boxes: Sequence[Box], column: int) -> list[Box]:
    """Return the boxes with equal values of several forms in a column as one, where they touch."""
    found: list[Box] = []
    above: Box | None = None
    for box in boxes:
        if box.column != column or box.role is Role.LABEL:
            found.append(box)
        elif above and above.field and box.field and box.text and _continues(above, box):
            found.remove(above)
            above = replace(above, rows=above.rows + box.rows, also=(*above.also, box.field))
            found.append(above)
        else:
            above = box
            found.append(box)
    return found


def _continues(above: Box, box: Box) -> bool:
    return above.row + above.rows == box.row and above.text == box.text


def heading_of(column: Column | ProjectColumn, fields: Mapping[str, FieldDefinition]) -> str:
    """Return what stands above a column."""
    if column.field:
        return column.label or fields[column.field].label
    return column.label or column.other or (_NUMBER if column.number else "")
