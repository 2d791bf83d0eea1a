"""The steps that can be taken back, and done again, kept in the file in the same transaction as what they changed.

Steps have rising numbers; those that were undone come after those that are done. What is kept is always an unbroken
run around the present, for no step can be taken back before the one that came after it.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from app.store.migrations import STEPS
from app.store.tables import JOURNAL, batches

MOST_STEPS = 500
MOST_BYTES = 20_000_000
_COLUMNS = JOURNAL.c
# Run at every edit, and so put together once.
_LAST_DONE = select(func.max(_COLUMNS.number)).where(_COLUMNS.undone.is_(False))
_WRITE = insert(JOURNAL).prefix_with("OR REPLACE")
_FORGET_UNTIL = delete(JOURNAL).where(_COLUMNS.number <= bindparam("last"))
_FORGET_FROM = delete(JOURNAL).where(_COLUMNS.number >= bindparam("first"))
_SIZE = select(func.sum(_COLUMNS.size))


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
    return (connection.scalar(_LAST_DONE) or 0) + 1


def write(connection: Connection, heading: Heading, changes: str) -> None:
    """Keep how to take back, or do again, the step at the present; what is too old or too much is dropped."""
    row = {**heading._asdict(), "shape": len(STEPS), "changes": changes, "size": len(changes.encode())}
    connection.execute(_WRITE, row)
    connection.execute(_FORGET_UNTIL, {"last": heading.number - MOST_STEPS})
    if (connection.scalar(_SIZE) or 0) > MOST_BYTES:
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
    connection.execute(_FORGET_FROM, {"first": number})


def forget_all(connection: Connection) -> None:
    """Forget all steps."""
    connection.execute(delete(JOURNAL))
