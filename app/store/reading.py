"""What can be asked of the store; everything given back is complete and lives on without it."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy.orm import Session

from app.model.records import FORM_CLASSES, Form, Unit
from app.model.refs import FormKind, FormRef
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


def _in_order(kind: FormKind) -> tuple[ColumnElement[Any], ...]:
    """Return what forms of a kind are ordered by; those without a year come last."""
    columns = table_of(FORM_CLASSES[kind]).c
    return columns.year.is_(None), columns.year, columns.position, columns.id


def _of_year(kind: FormKind, year: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if year is None else (table_of(FORM_CLASSES[kind]).c.year == year,)


def read_forms(session: Session, year: int | None) -> list[Form]:
    """Return the forms of a year, or all, with their rows."""
    found: list[Form] = []
    for kind, form in FORM_CLASSES.items():
        found.extend(session.scalars(select(form).where(*_of_year(kind, year)).order_by(*_in_order(kind))))
    return found


def read_form(session: Session, ref: FormRef) -> Form | None:
    """Return one form with its rows, or ``None`` when it is not there."""
    form: Form | None = session.get(FORM_CLASSES[ref.kind], ref.id)  # type: ignore[assignment]
    return form


def read_units(session: Session) -> list[Unit]:
    """Return all units by code and name."""
    columns = table_of(Unit).c
    return list(session.scalars(select(Unit).order_by(columns.code, columns.name, columns.id)))


def read_next_position(connection: Connection, kind: FormKind, year: int | None) -> int:
    """Return the position after the last form of a kind and year."""
    columns = table_of(FORM_CLASSES[kind]).c
    last = connection.scalar(
        select(func.max(columns.position)).where(columns.year.is_(year) if year is None else columns.year == year)
    )
    return 0 if last is None else int(last) + 1
