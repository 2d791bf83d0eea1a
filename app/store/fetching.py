"""Records as they stand in the file, read by SQLite itself: of many rows, in half the ORM's time.

A form is read after every edit, and a whole year of them for a check, an export or the next year's drafts.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import JSON, Column, Connection
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.orm.attributes import set_committed_value

from app.model.records import FORM_CLASSES, Form, FundRow, Indicator, Record, remade
from app.model.refs import FormKind
from app.store.tables import table_of

R = TypeVar("R", bound=Record)
Convert = Callable[[Any], Any]
Kept = dict[str, tuple[str, Any]]  # by identity: what the file said of a row, as JSON, and the record of it

_ROWS: dict[str, type[Indicator | FundRow]] = {"indicators": Indicator, "funds": FundRow}


class _Plan(NamedTuple):
    """How records of one class are read: the statement's beginning, their columns, those to convert and how.

    The other beginning gives a row's identity and all of it as one text, which is quicker read than its values.
    """

    select: str
    select_text: str
    columns: tuple[str, ...]
    converts: tuple[tuple[str, Convert], ...]


@cache
def _plan(record: type[Record]) -> _Plan:
    table = table_of(record)
    names = tuple(column.name for column in table.c)
    columns = ", ".join(f'"{name}"' for name in names)
    converts = tuple((column.name, convert) for column in table.c if (convert := _convert(column)) is not None)
    # What is put together here are our own names of tables and columns.
    select, select_text = (f"SELECT {what} FROM {table.name}" for what in (columns, f"id, json_array({columns})"))  # noqa: S608
    return _Plan(select, select_text, names, converts)


def _convert(column: Column[Any]) -> Convert | None:
    """Return what makes a column's value of what the file has, or nothing where it is the value."""
    if isinstance(column.type, JSON):
        return _texts
    processor: Convert | None = column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return processor


_DIALECT = dialect()


def _texts(written: str) -> object:
    """Return what a JSON column holds; most are empty."""
    return {} if written == "{}" else json.loads(written)


def file_of(connection: Connection) -> sqlite3.Connection:
    """Return SQLite's own connection behind one of SQLAlchemy's; what is done by it belongs to the same transaction."""
    file: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return file


def fetch(
    file: sqlite3.Connection,
    record: type[R],
    clauses: str = "",
    values: Sequence[object] = (),
) -> Iterator[R]:
    """Yield the records that the clauses after a table's name choose and order, without the rows that belong to them.

    Args:
        file: the opened store.
        record: what to read.
        clauses: of our own words alone; every value stands for itself as “?”.
        values: one for each “?”.
    """
    plan: _Plan = _plan(record)  # type: ignore[arg-type]  # a class is hashable, bound by a variable or not
    for row in file.execute(f"{plan.select} {clauses}", values):
        yield remade(record, _values(plan, row))


def fetch_again(
    file: sqlite3.Connection, record: type[R], clauses: str, values: Sequence[object], kept: Kept
) -> Iterator[R]:
    """Yield what ``fetch`` would yield; a record that is still the same as it was kept is not made again."""
    plan: _Plan = _plan(record)  # type: ignore[arg-type]  # as above
    for identity, said in file.execute(f"{plan.select_text} {clauses}", values):
        before, made = kept.get(identity, _NOTHING)
        if before != said:
            made = remade(record, _values(plan, json.loads(said)))
            kept[identity] = said, made
        yield made


_NOTHING = ("", None)


def places(values: Collection[object]) -> str:
    """Return a place in a statement for each of some values."""
    return ", ".join("?" * len(values))


def fetch_values(
    file: sqlite3.Connection, record: type[Record], clauses: str, values: Sequence[object]
) -> Iterator[dict[str, Any]]:
    """Yield the values of the records that ``fetch`` would yield, by their columns."""
    plan = _plan(record)
    for row in file.execute(f"{plan.select} {clauses}", values):
        yield _values(plan, row)


def _values(plan: _Plan, row: Sequence[Any]) -> dict[str, Any]:
    found = dict(zip(plan.columns, row, strict=True))
    for name, convert in plan.converts:
        if found[name] is not None:
            found[name] = convert(found[name])
    return found


def fetch_forms(
    file: sqlite3.Connection, kind: FormKind, clause: str, values: Sequence[object], kept: Kept | None = None
) -> list[Form]:
    """Return the forms of a kind that a “WHERE …” on their own columns chooses, complete, in the order of lists."""
    table: type[Form] = FORM_CLASSES[kind]
    forms: list[Form] = list(fetch(file, table, f"{clause} ORDER BY year IS NULL, year, position, id", values))
    chosen = f"WHERE {table.owner} IN (SELECT id FROM {table_of(table).name} {clause})"  # noqa: S608 - our own names
    for name in _ROWS.keys() & table.__sqlmodel_relationships__.keys():
        rows: dict[str, list[Indicator | FundRow]] = {form.id: [] for form in forms}
        wanted = _ROWS[name], f"{chosen} ORDER BY {table.owner}, position, rowid", values
        for row in fetch(file, *wanted) if kept is None else fetch_again(file, *wanted, kept):
            rows[vars(row)[table.owner]].append(row)
        for form in forms:
            set_committed_value(form, name, rows[form.id])
    return forms
