"""Last year's form beside this year's: which indicator is which, and what of it is the same, changed, new or gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from app.model.records import Form, Indicator, column_values
from app.rules.words import squeezed, unspaced

NEAR = 0.75  # share of common characters from which two names under one second level are taken for one indicator
_ROW_FIELDS = ("level1", "level2", "level3", "operator", "value", "unit", "weight")
_NOT_COMPARED = frozenset({"id", "position", "year", "layout", "amount_unit", "scope", "other"})
_TARGET = ("operator", "value", "unit")


class State(StrEnum):
    """What became of a field or an indicator since last year."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"

    @property
    def label(self) -> str:
        """What the clerk calls it."""
        return _LABELS[self]


_LABELS = {State.SAME: "未变", State.CHANGED: "已改", State.NEW: "新增", State.GONE: "去掉"}


class FieldPair(NamedTuple):
    """A field as it was and as it is; one that only layouts have is named by its label in ``other``."""

    field: str
    last: object
    this: object

    @property
    def state(self) -> State:
        """What became of it."""
        if self.last == self.this:
            return State.SAME
        if self.last in (None, ""):
            return State.NEW
        return State.GONE if self.this in (None, "") else State.CHANGED


@dataclass(frozen=True)
class RowPair:
    """An indicator as it was and as it is; one of them is absent where it is new or gone.

    Attributes:
        last_row: its index in last year's form.
        this_row: its index in this year's.
    """

    last: Indicator | None
    this: Indicator | None
    last_row: int | None
    this_row: int | None

    @property
    def fields(self) -> tuple[FieldPair, ...]:
        """Its fields one by one; nothing stands beside those of a new or a gone one."""
        own = tuple(FieldPair(name, _value(self.last, name), _value(self.this, name)) for name in _ROW_FIELDS)
        return (*own, *_others(getattr(self.last, "other", {}), getattr(self.this, "other", {})))

    @property
    def state(self) -> State:
        """What became of it as a whole."""
        if self.last is None:
            return State.NEW
        if self.this is None:
            return State.GONE
        return State.SAME if all(field.state is State.SAME for field in self.fields) else State.CHANGED

    @property
    def same_target(self) -> bool:
        """Whether what is to be reached is what it was."""
        return None not in (self.last, self.this) and all(
            _value(self.last, name) == _value(self.this, name) for name in _TARGET
        )


@dataclass(frozen=True)
class Beside:
    """Two forms beside each other: this year's order of rows, then what is gone."""

    fields: tuple[FieldPair, ...]
    rows: tuple[RowPair, ...]

    @property
    def paired(self) -> tuple[RowPair, ...]:
        """The indicators that both forms have."""
        return tuple(row for row in self.rows if row.last is not None and row.this is not None)

    @property
    def same_targets(self) -> bool:
        """Whether both forms have the same indicators and want the same of each."""
        return bool(self.rows) and all(row.same_target for row in self.rows)


def _value(row: Indicator | None, name: str) -> object:
    return None if row is None else getattr(row, name)


def _others(last: dict[str, str], this: dict[str, str]) -> Iterator[FieldPair]:
    for name in dict.fromkeys([*this, *last]):
        yield FieldPair(name, last.get(name, ""), this.get(name, ""))


def beside(last: Form, this: Form) -> Beside:
    """Return what became of each field and each indicator of last year's form in this year's."""
    pairs = {right: left for left, right in paired_rows(last.indicators, this.indicators)}
    kept = set(pairs.values())
    rows = [_row_pair(last, this, pairs.get(row), row) for row in range(len(this.indicators))]
    rows += [_row_pair(last, this, row, None) for row in range(len(last.indicators)) if row not in kept]
    return Beside(tuple(_field_pairs(last, this)), tuple(rows))


def _row_pair(last: Form, this: Form, left: int | None, right: int | None) -> RowPair:
    return RowPair(
        None if left is None else last.indicators[left], None if right is None else this.indicators[right], left, right
    )


def _field_pairs(last: Form, this: Form) -> Iterator[FieldPair]:
    before, now = column_values(last), column_values(this)
    yield from (FieldPair(name, before[name], now[name]) for name in now if name in before.keys() - _NOT_COMPARED)
    yield from _others(last.other, this.other)


def paired_rows(last: Sequence[Indicator], this: Sequence[Indicator]) -> list[tuple[int, int]]:
    """Return the indexes of rows that are one indicator: of the same name first, then of a like one.

    Of several rows with one name, those under the same levels go together; a cost that moved from 产出指标 to 成本指标
    keeps its name and so its past. A like name counts only under the same second level.
    """
    scored = [
        (score, -left, -right)
        for left, before in enumerate(last)
        for right, now in enumerate(this)
        if (score := _likeness(before, now)) >= NEAR
    ]
    return list(_best_first(sorted(scored, reverse=True)))


def _best_first(scored: Sequence[tuple[float, int, int]]) -> Iterator[tuple[int, int]]:
    lefts: set[int] = set()
    rights: set[int] = set()
    for _, left, right in scored:
        if left not in lefts and right not in rights:
            lefts.add(left)
            rights.add(right)
            yield -left, -right


def _likeness(last: Indicator, this: Indicator) -> float:
    """Return how surely two rows are one indicator; above 1 where the name is the very same."""
    one, other = squeezed(last.level3), squeezed(this.level3)
    under_one = unspaced(last.level2) == unspaced(this.level2)
    if one and one == other:
        return 2.0 + under_one + (unspaced(last.level1) == unspaced(this.level1))
    return _common(one, other) if under_one and one and other else 0.0


def _common(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR else 0.0
