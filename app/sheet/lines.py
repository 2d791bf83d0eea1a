"""The lines of a table's body: the rows of the record, and empty ones where the paper has them anyway."""

from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from app.definitions.vocabulary import Taxonomy
from app.model.records import FundRow, Indicator

RowRecord = TypeVar("RowRecord", bound=Indicator | FundRow)


class Line(NamedTuple, Generic[RowRecord]):
    """A line of a table: a row of the record with its number from 1, or what stands where there is none."""

    number: int | None
    record: RowRecord


def lines_of(rows: Sequence[RowRecord], empty: RowRecord) -> list[Line[RowRecord]]:
    """Return a line for each row of a record, one with ``empty`` where it has none."""
    return [Line(number, row) for number, row in enumerate(rows, 1)] or [Line(None, empty)]


def with_every_level(indicators: Sequence[Indicator], taxonomy: Taxonomy) -> Iterator[Line[Indicator]]:
    """Yield the indicators by the taxonomy, with an empty line for each second level that has none.

    Second levels that it does not know stand below the others of their first level, so that none is printed twice.
    """
    left = [Line(number, row) for number, row in enumerate(indicators, 1)]
    for level in taxonomy.levels:
        own = [line for line in left if line.record.level1 == level.name]
        left = [line for line in left if line.record.level1 != level.name]
        for name in level.level2:
            empty = Line(None, Indicator(level1=level.name, level2=name))
            yield from [line for line in own if line.record.level2 == name] or [empty]
        yield from (line for line in own if line.record.level2 not in level.level2)
    yield from left
