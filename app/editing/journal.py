"""What can be taken back and done again, also after the program was closed or killed.

Every session keeps its steps in the store, each in the same transaction as what it changed, so that both are there or
neither. A session that remembers begins with what is kept there; its changes are read only when they are wanted. Steps
that do not fit the store any more are dropped: undoing is a convenience, what the forms say now is what counts.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import InvalidOperation
from functools import cache
from itertools import groupby
from typing import Any, get_args

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import dialect

from app.editing.steps import Step
from app.model.changes import Change, Delete, Insert, Update
from app.model.columns import OWN_TYPES
from app.model.records import Record
from app.store import journal
from app.store.journal import Heading
from app.store.store import Store
from app.store.tables import table_of

FORGOTTEN = "以前的步骤是由另一个版本的绩衡记下的，不能再撤销；表的内容没有变。"

_DIALECT = dialect()
_TABLES: Mapping[str, type[Record]] = {table_of(record).name: record for record in get_args(Record)}

Run = tuple[type[Change], type[Record], tuple[str, ...]]


class UnreadableError(ValueError):
    """What is kept of a step is not what this program writes."""


def encoded(changes: Iterable[Change]) -> str:
    """Return changes as compact JSON; values are kept as their columns keep them, runs of like changes together."""
    runs = [_encoded_run(run, list(alike)) for run, alike in groupby(changes, key=_run)]
    return json.dumps(runs, ensure_ascii=False, separators=(",", ":"))


def _run(change: Change) -> Run:
    columns = () if isinstance(change, Delete) else tuple(change.values)
    return type(change), change.table, columns


def _encoded_run(run: Run, changes: Sequence[Change]) -> list[object]:
    verb, table, columns = run
    keep = [_codec(table, column)[0] for column in columns]
    rows = [[*_identity(change), *_converted(keep, _values(change))] for change in changes]
    return [verb.__name__, table_of(table).name, columns, rows]


def _identity(change: Change) -> list[str]:
    return [] if isinstance(change, Insert) else [change.id]


def _values(change: Change) -> Iterable[object]:
    return () if isinstance(change, Delete) else change.values.values()


def _converted(codec: Sequence["Codec | None"], values: Iterable[object]) -> Iterator[object]:
    return (one(value) if one else value for one, value in zip(codec, values, strict=True))


Codec = Callable[[Any], Any]


@cache
def _codec(table: type[Record], column: str) -> tuple[Codec | None, Codec | None]:
    """Return how a value is written and read; ``None`` where JSON has it."""
    kind = table_of(table).c[column].type
    if not isinstance(kind, OWN_TYPES):
        return None, None
    return (
        lambda value: kind.process_bind_param(value, _DIALECT),
        lambda value: kind.process_result_value(value, _DIALECT),
    )


def decoded(text: str) -> tuple[Change, ...]:
    """Return changes that were written.

    Raises:
        UnreadableError: they are not what this program writes.
    """
    try:
        return tuple(change for run in json.loads(text) for change in _decoded_run(*run))
    except (ValueError, LookupError, TypeError, InvalidOperation) as error:
        raise UnreadableError(str(error)) from error


def _decoded_run(verb: str, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[Change]:
    table = _TABLES[name]
    read = [_codec(table, column)[1] for column in columns]
    first = 0 if verb == Insert.__name__ else 1
    for row in rows:
        values = dict(zip(columns, _converted(read, row[first:]), strict=True))
        yield _DECODED[verb](table, row, values)


_DECODED: Mapping[str, Callable[[type[Record], Sequence[Any], Mapping[str, object]], Change]] = {
    "Insert": lambda table, _, values: Insert(table, values),
    "Update": lambda table, row, values: Update(table, row[0], values),
    "Delete": lambda table, row, _: Delete(table, row[0]),
}


@dataclass(frozen=True)
class Entry:
    """A step that can be taken back or done again; ``step`` says how, read from the store where it is absent."""

    number: int
    name: str
    step: Step | None = None


class History:
    """The steps around the present.

    Attributes:
        notices: what the clerk should know of it.
    """

    def __init__(self, store: Store, *, remember: bool) -> None:
        self._store = store
        self.done: deque[Entry] = deque(maxlen=journal.MOST_STEPS)
        self.undone: list[Entry] = []
        self.notices: list[str] = []
        if remember:
            self._restore()

    def _restore(self) -> None:
        kept = self._store.journal_headings()
        if kept is None:
            self.forget()
            self.notices.append(FORGOTTEN)
            return
        self.done.extend(Entry(one.number, one.name) for one in kept if not one.undone)
        self.undone.extend(Entry(one.number, one.name) for one in reversed(kept) if one.undone)

    def step_of(self, entry: Entry) -> Step:
        """Return how a step is taken back or done again.

        Raises:
            UnreadableError: it is not kept, or not as this program writes it.
        """
        if entry.step is not None:
            return entry.step
        kept = self._store.journal_changes(entry.number)
        if kept is None:
            raise UnreadableError(entry.name)
        return Step(entry.name, decoded(kept))

    def keep(self, connection: Connection, inverse: Step) -> Entry:
        """Write how a new step is taken back; those that were undone cannot be done again then."""
        last = self.done[-1].number if self.done else 0
        number = max(journal.next_number(connection), last + 1)
        journal.forget_from(connection, number)
        journal.write(connection, Heading(number, False, inverse.name), encoded(inverse.changes))
        return Entry(number, inverse.name, inverse)

    def keep_again(self, connection: Connection, entry: Entry, inverse: Step, *, undone: bool) -> Entry:
        """Write how a step that was taken back is done again, or the other way round."""
        journal.write(connection, Heading(entry.number, undone, entry.name), encoded(inverse.changes))
        return Entry(entry.number, entry.name, inverse)

    def keep_instead(self, connection: Connection, entry: Entry, inverse: Step) -> Entry | None:
        """Write how a step is taken back that took the place of the last one; nothing where it changed nothing."""
        journal.forget_from(connection, entry.number)
        if not inverse.changes:
            return None
        journal.write(connection, Heading(entry.number, False, inverse.name), encoded(inverse.changes))
        return Entry(entry.number, inverse.name, inverse)

    def forget(self) -> None:
        """Forget all steps."""
        with self._store.transaction() as connection:
            journal.forget_all(connection)
        self.done.clear()
        self.undone.clear()
