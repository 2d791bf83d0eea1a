"""Which neighbours of a table are one cell: equal values downwards, headings that share a group across."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from app.definitions.schema import Column, ProjectColumn
from app.definitions.vocabulary import FieldDefinition
from app.model.records import FundRow, Indicator

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
    """Yield the headings of a table's columns; those without group reach over both rows where there are two."""
    rows = 2 if any(column.group for column in columns) else 1
    at = 0
    for group, members in groupby(range(len(columns)), lambda n: columns[n].group):
        numbers = list(members)
        if group:
            width = sum(columns[n].span for n in numbers)
            yield Heading(group, 0, at, 1, width, None)
        for n in numbers:
            top = 1 if group else 0
            yield Heading(labels[n], top, at, rows - top, columns[n].span, n)
            at += columns[n].span


def heading_of(column: Column | ProjectColumn, fields: Mapping[str, FieldDefinition]) -> str:
    """Return what stands above a column."""
    if column.field:
        return column.label or fields[column.field].label
    return column.label or column.other or (_NUMBER if column.number else "")
