"""What can be asked of the store; everything given back is complete and lives on without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, literal, select, union
from sqlalchemy.orm import Session

from app.model.records import FORM_CLASSES, Form, Unit
from app.model.refs import FormKind, FormRef
from app.store.tables import table_of


@dataclass(frozen=True)
class FormLine:
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


_SHOWN = ("name", "code", "unit_code", "unit", "scope", "layout", "amount")
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


def listed_columns(kind: FormKind) -> frozenset[str]:
    """Return the columns of a form that a list of forms shows or is ordered by."""
    return frozenset({"year", "position", *SOURCES[kind].values()})


def line_of(form: Form) -> FormLine:
    """Return the line that stands for a form."""
    source = SOURCES[form.kind]
    shown: dict[str, Any] = {name: getattr(form, source[name]) if name in source else _absent(name) for name in _SHOWN}
    return FormLine(FormRef(form.kind, form.id), form.year, form.position, **(shown | {"name": form.name}))


def _absent(name: str) -> str | None:
    return None if name == "amount" else ""


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


def read_lines(connection: Connection, year: int | None) -> list[FormLine]:
    """Return the lines of a year's forms, or of all, reading their columns only."""
    return [
        _line(kind, row)
        for kind in FORM_CLASSES
        for row in connection.execute(_line_columns(kind, year).order_by(*_in_order(kind)))
    ]


def _line_columns(kind: FormKind, year: int | None) -> Select[Any]:
    columns, source = table_of(FORM_CLASSES[kind]).c, SOURCES[kind]
    shown = [columns[source[name]] if name in source else literal(_absent(name)) for name in _SHOWN]
    return select(columns.id, columns.year, columns.position, *shown).where(*_of_year(kind, year))


def _line(kind: FormKind, row: Row[Any]) -> FormLine:
    identity, year, position, name, code, *others = tuple(row)
    return FormLine(FormRef(kind, identity), year, position, name or code, code, *others)


def read_years(connection: Connection) -> list[int]:
    """Return the years that have forms, newest first."""
    years = union(*(select(table_of(form).c.year) for form in FORM_CLASSES.values()))
    return sorted((year for (year,) in connection.execute(years) if year is not None), reverse=True)


def read_next_position(connection: Connection, kind: FormKind, year: int | None) -> int:
    """Return the position after the last form of a kind and year."""
    columns = table_of(FORM_CLASSES[kind]).c
    last = connection.scalar(
        select(func.max(columns.position)).where(columns.year.is_(year) if year is None else columns.year == year)
    )
    return 0 if last is None else int(last) + 1
