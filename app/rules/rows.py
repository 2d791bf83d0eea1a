"""The indicators of a form as the rules see them, and what was found in them the last time."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from app.model.issues import Issue
from app.model.operators import Operator
from app.model.records import Indicator
from app.rules.words import Pair, is_empty, squeezed, unspaced


class Row(NamedTuple):
    """An indicator as the rules see it: what most of them ask for is read once for all.

    Attributes:
        number: which row it stands in, from 1.
        record: the indicator itself.
        pair: its first and second level, without the blanks that line breaks leave.
        name: its third level, without blanks and without the difference of full and half width.
        empty: the required columns in which it has nothing.
    """

    number: int
    record: Indicator
    pair: Pair
    name: str
    empty: Sequence[str]
    level3: str
    operator: Operator
    value: str
    unit: str
    weight: Decimal | None

    @classmethod
    def of(cls, number: int, record: Indicator, required: Sequence[str]) -> "Row":
        """Return a row of an indicator, of which some columns are required."""
        values = vars(record)
        level1, level2, level3, *rest = _read(values)
        empty = [name for name in required if is_empty(values[name])]
        return cls(number, record, (unspaced(level1), unspaced(level2)), squeezed(level3), empty, level3, *rest)


_read = itemgetter("level1", "level2", *Row._fields[5:])


class Seen:
    """What the last check saw in the rows of a form, so that the next one looks only at those that are others.

    It serves one form for as long as all is the same that a row is held against. A record that was read is never
    changed in place, so that the same one says the same.
    """

    def __init__(self) -> None:
        self._about: tuple[object, ...] = ()
        self._rows: Sequence[Row] = ()
        self._issues: Sequence[Sequence[Issue]] = ()

    def begin(self, *about: object) -> None:
        """Forget everything where a row is held against something else than the last time."""
        if about != self._about:
            self._about, self._rows, self._issues = about, (), ()

    def row(self, number: int, record: Indicator) -> Row | None:
        """Return the row of a number, if it still holds the same record."""
        row = self._rows[number - 1] if number <= len(self._rows) else None
        return row if row is not None and row.record is record else None

    def issues(self, row: Row) -> Sequence[Issue] | None:
        """Return what was found in a row, ``None`` where it was not looked at."""
        is_known = row.number <= len(self._rows) and self._rows[row.number - 1] is row
        return self._issues[row.number - 1] if is_known else None

    def keep(self, rows: Sequence[Row], issues: Iterable[Sequence[Issue]]) -> None:
        """Keep what was found in each row."""
        self._rows, self._issues = rows, list(issues)
