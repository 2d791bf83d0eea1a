"""A look at a store before it is opened, so that its list stands on the screen at once.

It takes no lock, waits for nobody and writes nothing. What it shows is only shown: opening reads everything again and
refuses what is to be refused.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from decimal import InvalidOperation
from pathlib import Path
from typing import NamedTuple

from app.store import migrations
from app.store.connections import look, rollback_journal
from app.store.listing import FormLine, UnitName, read_lines, read_unit_names, read_years, year_to_show


class Glance(NamedTuple):
    """What is seen of a store: its years, and the forms of one of them."""

    years: Sequence[int]
    year: int | None
    lines: Sequence[FormLine]
    units: Sequence[UnitName]


def glance_at(path: Path, last_year: int | None) -> Glance | None:
    """Return what the list of a store shows, of the year that was shown last if it is there still.

    Nothing is returned of a file that is not there, not ours, of another shape, being written, or damaged.
    """
    try:
        path = path.expanduser().absolute()
        if not path.is_file() or rollback_journal(path).exists():
            return None
        with closing(look(path)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            return _seen(connection, last_year) if _is_of_now(connection) else None
    except (sqlite3.Error, OSError, InvalidOperation, RuntimeError, TypeError, ValueError):
        return None


def _is_of_now(connection: sqlite3.Connection) -> bool:
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    return bool(owner == migrations.APPLICATION_ID) and migrations.version_of(connection) == len(migrations.STEPS)


def _seen(connection: sqlite3.Connection, last_year: int | None) -> Glance:
    years = read_years(connection)
    year = year_to_show(years, last_year)
    lines = [] if year is None else read_lines(connection, year)
    return Glance(years, year, lines, read_unit_names(connection))
