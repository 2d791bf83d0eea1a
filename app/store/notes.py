"""What is noted of forms beside their content: how far the work on them has come, and problems that are known."""

import sqlite3
from collections.abc import Collection

from app.model.records import FORM_CLASSES, StateEntry, Waiver
from app.model.refs import FormRef
from app.store.fetching import fetch, places
from app.store.tables import batches, table_of

_OLDEST_FIRST = "ORDER BY since, id"


def read_states(file: sqlite3.Connection, year: int | None) -> list[StateEntry]:
    """Return the entries of a year's forms, or of all."""
    return list(fetch(file, StateEntry, *_of_year(year)))


def read_states_of(file: sqlite3.Connection, refs: Collection[FormRef]) -> list[StateEntry]:
    """Return the entries of some forms."""
    some = batches([ref.id for ref in refs])
    return [entry for ids in some for entry in fetch(file, StateEntry, f"WHERE id IN ({places(ids)})", ids)]


def read_waivers(file: sqlite3.Connection, year: int | None) -> list[Waiver]:
    """Return the waivers of a year's forms, or of all, oldest first."""
    clause, years = _of_year(year)
    return list(fetch(file, Waiver, f"{clause} {_OLDEST_FIRST}", years))


def read_waivers_of(file: sqlite3.Connection, ref: FormRef) -> list[Waiver]:
    """Return the waivers of one form, oldest first."""
    return list(fetch(file, Waiver, f"WHERE {FORM_CLASSES[ref.kind].owner} = ? {_OLDEST_FIRST}", (ref.id,)))


def _of_year(year: int | None) -> tuple[str, list[int]]:
    """Return the clause that chooses what is noted of a year's forms, with its values; of no year, all of it."""
    if year is None:
        return "", []
    forms = FORM_CLASSES.values()
    # What is put together here are our own names of tables and columns.
    chosen = (f"{form.owner} IN (SELECT id FROM {table_of(form).name} WHERE year = ?)" for form in forms)  # noqa: S608
    return f"WHERE {' OR '.join(chosen)}", [year] * len(forms)
