"""The steps that can be taken back, and done again, kept in the file in the same transaction as what they changed.

Steps have rising numbers; those that were undone come after those that are done. What is kept is always an unbroken
run around the present, for no step can be taken back before the one that came after it.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from app.store.fetching import file_of
from app.store.migrations import STEPS
from app.store.tables import JOURNAL, batches

MOST_STEPS = 500
MOST_BYTES = 20_000_000
_COLUMNS = JOURNAL.c
# Run at every edit, and so by SQLite itself.
_LAST_DONE = f"SELECT max(number) FROM {JOURNAL} WHERE NOT undone"  # noqa: S608 - our own names, as below
_WRITE = f"INSERT OR REPLACE INTO {JOURNAL} (number, undone, name, shape, changes, size) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608
_FORGET_UNTIL = f"DELETE FROM {JOURNAL} WHERE number <= ?"  # noqa: S608
_FORGET_FROM = f"DELETE FROM {JOURNAL} WHERE number >= ?"  # noqa: S608
_SIZE = f"SELECT sum(size) FROM {JOURNAL}"  # noqa: S608


class Heading(NamedTuple):
    """A step that was kept: its number, whether it was undone, and its name."""

    number: int
    undone: bool
    name: str


def read_headings(connection: Connection) -> list[Heading] | None:
    """Return the steps that are kept in their order, or ``None`` when they are not of this shape of the file."""
    query = select(_COLUMNS.number, _COLUMNS.undone, _COLUMNS.name, _COLUMNS.shape).order_by(_COLUMNS.number)
    rows = connection.execute(query).all()
    fits = all(row.shape == len(STEPS) for row in rows) and _is_unbroken([row.number for row in rows])
    return [Heading(*row[:3]) for row in rows] if fits else None


def _is_unbroken(numbers: Collection[int]) -> bool:
    return not numbers or max(numbers) - min(numbers) == len(numbers) - 1


def read_changes(connection: Connection, number: int) -> str | None:
    """Return the changes of a step, as they were written; ``None`` when they are not kept."""
    return connection.scalar(select(_COLUMNS.changes).where(_COLUMNS.number == number))


def next_number(connection: Connection) -> int:
    """Return the number of a step that comes after those that are done."""
    (last,) = file_of(connection).execute(_LAST_DONE).fetchone()
    return (last or 0) + 1


def write(connection: Connection, heading: Heading, changes: str) -> None:
    """Keep how to take back, or do again, the step at the present; what is too old or too much is dropped."""
    file = file_of(connection)
    file.execute(_WRITE, (*heading, len(STEPS), changes, len(changes.encode())))
    file.execute(_FORGET_UNTIL, (heading.number - MOST_STEPS,))
    (size,) = file.execute(_SIZE).fetchone()
    if size > MOST_BYTES:
        _forget(connection, list(_too_much(connection, heading)))


def _too_much(connection: Connection, present: Heading) -> Iterator[int]:
    """Yield the steps that there is no room for, the nearest to the present being kept."""
    rows = connection.execute(select(_COLUMNS.number, _COLUMNS.undone, _COLUMNS.size)).all()
    room = MOST_BYTES
    full: set[bool] = set()
    for number, undone, size in sorted(rows, key=lambda row: abs(row.number - present.number)):
        if size > room:
            full.add(undone)
        if undone in full:
            yield number
        else:
            room -= size


def _forget(connection: Connection, numbers: list[int]) -> None:
    for some in batches(numbers):
        connection.execute(delete(JOURNAL).where(_COLUMNS.number.in_(some)))


def forget_from(connection: Connection, number: int) -> None:
    """Forget the steps from a number on: after another step they cannot be done again."""
    file_of(connection).execute(_FORGET_FROM, (number,))


def forget_all(connection: Connection) -> None:
    """Forget all steps."""
    connection.execute(delete(JOURNAL))
