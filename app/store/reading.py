"""What can be asked of the store; everything given back is complete and lives on without it."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, func, select

from app.model.records import FORM_CLASSES, Form, Unit
from app.model.refs import FormKind, FormRef
from app.store.fetching import Kept, fetch, fetch_forms
from app.store.listing import SHOWN, SOURCES, FormLine, absent
from app.store.tables import table_of


def listed_columns(kind: FormKind) -> frozenset[str]:
    """Return the columns of a form that a list of forms shows or is ordered by."""
    return frozenset({"year", "position", *SOURCES[kind].values()})


def line_of(form: Form) -> FormLine:
    """Return the line that stands for a form."""
    source = SOURCES[form.kind]
    shown: dict[str, Any] = {name: getattr(form, source[name]) if name in source else absent(name) for name in SHOWN}
    return FormLine(FormRef(form.kind, form.id), form.year, form.position, **(shown | {"name": form.name}))


def read_forms(file: sqlite3.Connection, year: int | None) -> list[Form]:
    """Return the forms of a year, or all, with their rows."""
    clause, values = ("", ()) if year is None else ("WHERE year = ?", (year,))
    return [form for kind in FORM_CLASSES for form in fetch_forms(file, kind, clause, values)]


def read_form(file: sqlite3.Connection, ref: FormRef, kept: Kept | None) -> Form | None:
    """Return one form with its rows, or ``None`` when it is not there."""
    return next(iter(fetch_forms(file, ref.kind, "WHERE id = ?", (ref.id,), kept)), None)


def read_units(file: sqlite3.Connection) -> list[Unit]:
    """Return all units by code and name."""
    return list(fetch(file, Unit, "ORDER BY code, name, id"))


def read_next_position(connection: Connection, kind: FormKind, year: int | None) -> int:
    """Return the position after the last form of a kind and year."""
    columns = table_of(FORM_CLASSES[kind]).c
    last = connection.scalar(
        select(func.max(columns.position)).where(columns.year.is_(year) if year is None else columns.year == year)
    )
    return 0 if last is None else int(last) + 1
