"""What is noted of forms beside their content: how far the work on them has come, and problems that are known."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.model.records import FORM_CLASSES, StateEntry, Waiver
from app.model.refs import FormRef
from app.store.tables import batches, table_of


def read_states(session: Session, year: int | None) -> list[StateEntry]:
    """Return the entries of a year's forms, or of all."""
    return list(session.scalars(_of_year(StateEntry, year)))


def read_states_of(session: Session, refs: Collection[FormRef]) -> list[StateEntry]:
    """Return the entries of some forms."""
    identity = table_of(StateEntry).c.id
    some = batches([ref.id for ref in refs])
    return [entry for ids in some for entry in session.scalars(select(StateEntry).where(identity.in_(ids)))]


def read_waivers(session: Session, year: int | None) -> list[Waiver]:
    """Return the waivers of a year's forms, or of all, oldest first."""
    return list(session.scalars(_of_year(Waiver, year).order_by(*_oldest_first())))


def read_waivers_of(session: Session, ref: FormRef) -> list[Waiver]:
    """Return the waivers of one form, oldest first."""
    owner = table_of(Waiver).c[FORM_CLASSES[ref.kind].owner]
    return list(session.scalars(select(Waiver).where(owner == ref.id).order_by(*_oldest_first())))


def _oldest_first() -> tuple[ColumnElement[Any], ...]:
    columns = table_of(Waiver).c
    return columns.since, columns.id


def _of_year(noted: type[StateEntry | Waiver], year: int | None) -> Select[Any]:
    query = select(noted)
    if year is None:
        return query
    years = []
    for form in FORM_CLASSES.values():
        table = table_of(form)
        query = query.outerjoin(table, table_of(noted).c[form.owner] == table.c.id)
        years.append(table.c.year)
    return query.where(func.coalesce(*years) == year)
