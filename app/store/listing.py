"""What lists forms: their years, their names and places, the units that fill them in; none of their text.

It asks SQLite itself and knows no record, so that a list stands on the screen before what works on forms is loaded.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from app.model.refs import FormKind, FormRef

NO_YEAR = 0  # stands for the forms that have no year yet where a year is chosen


class FormLine(NamedTuple):
    """A form in a list of forms: what names and places it, without its text.

    Attributes:
        name: what the clerk calls it: a project's name, or its code while it has none; a unit's name.
        unit: a project's or a whole unit's own name, a self-evaluation's department.
        scope: of a self-evaluation, ``overall`` or ``project``.
        amount: in 元.
    """

    ref: FormRef
    year: int | None
    position: int
    name: str
    code: str
    unit_code: str
    unit: str
    scope: str
    layout: str
    amount: Decimal | None


class UnitName(NamedTuple):
    """What a unit of the directory is called."""

    code: str
    name: str
    full_name: str = ""
    department: str = ""


TABLES: Mapping[FormKind, str] = {
    FormKind.PROJECT: "projecttarget",
    FormKind.OVERALL: "overalltarget",
    FormKind.SELF_EVALUATION: "selfevaluation",
}
# The columns of each kind of form that a list shows, by what the list calls them.
SOURCES: Mapping[FormKind, Mapping[str, str]] = {
    FormKind.PROJECT: {
        "name": "project_name",
        "code": "project_code",
        "unit_code": "unit_code",
        "unit": "unit",
        "layout": "layout",
        "amount": "amount",
    },
    FormKind.OVERALL: {"name": "unit", "unit": "unit", "layout": "layout", "amount": "amount"},
    FormKind.SELF_EVALUATION: {
        "name": "project_name",
        "code": "project_code",
        "unit": "department",
        "scope": "scope",
        "layout": "layout",
    },
}
SHOWN = ("name", "code", "unit_code", "unit", "scope", "layout", "amount")


def absent(name: str) -> str | None:
    """Return what a list shows of a form that has no such column."""
    return None if name == "amount" else ""


def read_lines(connection: sqlite3.Connection, year: int | None) -> list[FormLine]:
    """Return the lines of the forms of a year, of those without one (``NO_YEAR``), or of all.

    They stand by kind, year and position, those without a year last.
    """
    return [line for kind in TABLES for line in _lines(connection, kind, year)]


def _lines(connection: sqlite3.Connection, kind: FormKind, year: int | None) -> Iterator[FormLine]:
    source = SOURCES[kind]
    columns = (f'"{source[name]}"' if name in source else "NULL" if absent(name) is None else "''" for name in SHOWN)
    # What is put together here are our own names of tables and columns.
    query = (
        f"SELECT id, year, position, {', '.join(columns)} FROM {TABLES[kind]}"  # noqa: S608
        f"{'' if year is None else ' WHERE year IS ?'} ORDER BY year IS NULL, year, position, id"
    )
    for row in connection.execute(query, () if year is None else (year or None,)):
        identity, own_year, position, name, code, unit_code, unit, scope, layout, amount = row
        yield FormLine(
            FormRef(kind, identity),
            own_year,
            position,
            name or code,
            code,
            unit_code,
            unit,
            scope,
            layout,
            None if amount is None else Decimal(amount),
        )


def read_years(connection: sqlite3.Connection) -> list[int]:
    """Return the years to choose from, newest first, at the end ``NO_YEAR`` where there are forms without one."""
    union = " UNION ".join(f"SELECT year FROM {table}" for table in TABLES.values())  # noqa: S608 - our own names
    return sorted((year or NO_YEAR for (year,) in connection.execute(union)), reverse=True)


def read_unit_names(connection: sqlite3.Connection) -> list[UnitName]:
    """Return what the units of the directory are called, by code and name."""
    query = "SELECT code, name, full_name, department FROM unit ORDER BY code, name, id"
    return [UnitName(*row) for row in connection.execute(query)]


def year_to_show(years: list[int], last: int | None) -> int | None:
    """Return the year that a window begins with: the one that was shown last, else the newest."""
    return last if last in years else next(iter(years), None)
