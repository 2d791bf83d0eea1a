"""A form that was found, as the clerk corrects it: nothing of it is stored until all is read into the store at once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from app.editing.importing import Choice, Proposal
from app.editing.steps import FUNDS, INDICATORS, RowKind, Step
from app.model.changes import Change, Delete, Insert, Update
from app.model.records import Form, FundRow, Indicator, Record, column_values
from app.readers.grids import Place
from app.recognise.found import FoundForm, Reading, Unplaced

SURE_ENOUGH = 0.75
_RELIABLE = 0.8
_IN_ROW = re.compile(r"(indicators|funds)\[(\d+)\]\.(.+)")
_KINDS: Mapping[type[Record], RowKind[Any]] = {kind.record: kind for kind in (INDICATORS, FUNDS)}


class Key(NamedTuple):
    """A field of a form, whichever row it stands in by now.

    Attributes:
        row: the identity of the indicator, or of the row of 资金情况; empty for a field outside the tables.
        field: the attribute, or the name of a value that only the layout has.
    """

    row: str
    field: str


class Placing(NamedTuple):
    """A text that had no place, and where the clerk has put it; empty while it has none."""

    unplaced: Unplaced
    put_into: str = ""


class Draft:
    """A found form with its readings, which follow their rows wherever these go.

    Attributes:
        file: the number of the file it was found in.
        found: as it was found; its record is the one that is corrected.
        proposal: what is to become of it.
        by_hand: whether the clerk has chosen that.
        twin: the name of a form further up that says the same; empty where there is none.
        lacks_year: whether the file says no year, so that the one for all holds.
        placings: the texts without a place.
    """

    def __init__(self, file: int, found: FoundForm) -> None:
        self.file, self.found = file, found
        self.proposal = Proposal(found.record)
        self.by_hand = False
        self.twin = ""
        self.lacks_year = found.record.year is None
        self.placings = [Placing(one) for one in found.unplaced]
        self._number_rows()
        self.readings = dict(self._keyed(found.readings))
        self._doubtful = [key for key, one in self.readings.items() if _is_doubtful(one)]
        self._settled: set[Key] = set()
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def record(self) -> Form:
        """The form as it is now."""
        return self.found.record

    @property
    def name(self) -> str:
        """What the clerk calls it."""
        return " ".join((self.record.name or self.found.title).split()) or f"（{self.record.kind.label}，没有名称）"

    @property
    def is_corrected(self) -> bool:
        """Whether the clerk has changed anything."""
        return bool(self._done)

    @property
    def is_reliable(self) -> bool:
        """Whether it was read so surely that looking it over is enough."""
        return self.found.confidence >= _RELIABLE and bool(self.record.name) and not self.open_doubts()

    def _number_rows(self) -> None:
        for kind in _KINDS.values():
            for position, row in enumerate(kind.of(self.record)):
                row.position = position

    def _keyed(self, readings: dict[str, Reading]) -> Iterator[tuple[Key, Reading]]:
        for name, reading in readings.items():
            found = _IN_ROW.fullmatch(name)
            rows: list[Indicator | FundRow] = getattr(self.record, found[1], []) if found else []
            if found is None:
                yield Key("", name.removeprefix("other.")), reading
            elif int(found[2]) < len(rows):
                yield Key(rows[int(found[2])].id, found[3].removeprefix("other.")), reading

    # What is doubtful

    def open_doubts(self) -> list[list[Key]]:
        """Return what is still to be looked at, from the top: the fields that were read from one cell are one doubt."""
        rows = {row.id: number for number, row in enumerate(self._rows())}
        groups: dict[tuple[str, Place], list[Key]] = {}
        for key in self._doubtful:
            if key not in self._settled and (not key.row or key.row in rows):
                groups.setdefault((key.row, self.readings[key].place), []).append(key)
        return sorted(groups.values(), key=lambda keys: rows.get(keys[0].row, -1))

    def _rows(self) -> Iterator[Indicator | FundRow]:
        """Yield the rows of the form from the top of the paper, which has 资金情况 above the indicators."""
        yield from FUNDS.of(self.record)
        yield from INDICATORS.of(self.record)

    def ids(self) -> list[list[str]]:
        """Return the identities of the rows, table by table."""
        return [[row.id for row in kind.of(self.record)] for kind in _KINDS.values()]

    def doubt_of(self, key: Key) -> list[Key]:
        """Return the doubt that a field belongs to, or nothing."""
        return next((keys for keys in self.open_doubts() if key in keys), [])

    def settle(self, keys: Iterable[Key]) -> None:
        """Note that the clerk has looked at some fields."""
        self._settled.update(keys)

    # Changing it

    def apply(self, step: Step) -> None:
        """Carry out a step; what was doubtful and was edited is so no more."""
        inverse = carry_out(self.record, step.changes)
        self._done.append(Step(step.name, inverse))
        self._undone.clear()
        for key in list(self._edited(step.changes)):
            self.settle(self.doubt_of(key))

    def _edited(self, changes: Iterable[Change]) -> Iterator[Key]:
        for change in changes:
            if isinstance(change, Update):
                row = change.id if change.table in _KINDS else ""
                yield from (Key(row, name) for name in change.values)

    def undo(self) -> str:
        """Take the last step back and return its name."""
        return _move(self.record, self._done, self._undone)

    def redo(self) -> str:
        """Do the step again that was taken back last, and return its name."""
        return _move(self.record, self._undone, self._done)


def _is_doubtful(reading: Reading) -> bool:
    return reading.sure < SURE_ENOUGH and bool(reading.printed.strip())


def _move(form: Form, taken: list[Step], given: list[Step]) -> str:
    if not taken:
        return ""
    step = taken.pop()
    given.append(Step(step.name, carry_out(form, step.changes)))
    return step.name


def carry_out(form: Form, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Change a form that is in no store, and return what takes that back."""
    inverse = [_carry_out(form, change) for change in changes]
    for kind in _KINDS.values():
        kind.of(form).sort(key=attrgetter("position"))
    return tuple(reversed(inverse))


def _carry_out(form: Form, change: Change) -> Change:
    if isinstance(change, Update) and change.id == form.id:
        return _update_form(form, change)
    rows = _KINDS[change.table].of(form)
    if isinstance(change, Insert):
        new: dict[str, Any] = dict(change.values)
        rows.append(change.table(**new))
        return Delete(change.table, str(new["id"]))
    number = next(number for number, row in enumerate(rows) if row.id == change.id)
    row = rows.pop(number)
    if isinstance(change, Delete):
        return Insert(change.table, column_values(row))
    values: dict[str, Any] = column_values(row) | dict(change.values)
    rows.insert(number, change.table(**values))  # another object, by which the views see that it is edited
    return Update(change.table, change.id, {name: getattr(row, name) for name in change.values})


def _update_form(form: Form, change: Update) -> Update:
    before = {name: getattr(form, name) for name in change.values}
    for name, value in change.values.items():
        setattr(form, name, value)
    return Update(change.table, change.id, before)


def choice_words(draft: Draft) -> str:
    """Return what is to become of a form, in the clerk's words."""
    if draft.proposal.is_same:
        return "已有，内容相同"
    if draft.twin and draft.proposal.choice is Choice.SKIP:
        return f"与“{draft.twin}”里的相同，不读入"
    return draft.proposal.choice.label
