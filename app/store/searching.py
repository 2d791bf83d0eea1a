"""Finding a text in all forms: the file does the looking, for it may have hundreds of thousands of rows.

What is given back may be more than what was asked for: a pattern knows nothing of case beyond ASCII, nor where a text
may be broken. The editing floor looks again.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, String, Table, and_, cast, func, literal, literal_column, or_, select

from app.model.columns import OWN_TYPES
from app.model.records import FORM_CLASSES, FundRow, Indicator, Record
from app.model.refs import FormKind, FormRef
from app.store.listing import SOURCES
from app.store.tables import table_of

_NO_TEXTS = frozenset({"id", "layout", "scope", "amount_unit", "evaluation_id", "project_id", "overall_id"})
_ESCAPE = "\\"
OTHER = "other"


class RowFound(NamedTuple):
    """A record with a text that was looked for, and the form that it is or belongs to.

    Attributes:
        name: what the clerk calls the form.
        row: its place among the rows of the form, from 1; ``None`` where it is the form itself.
        values: its texts by column, those that only layouts have under ``other``.
    """

    form: FormRef
    name: str
    table: type[Record]
    id: str
    row: int | None
    values: Mapping[str, Any]


@cache
def text_columns(record: type[Record]) -> tuple[str, ...]:
    """Return the columns of a record that hold what the clerk writes, in their order."""
    columns = table_of(record).c
    texts = (one.name for one in columns if isinstance(one.type, String) or _is_text(one.type))
    named = [name for name in texts if name not in _NO_TEXTS]
    return (*named, *([OTHER] if OTHER in columns else []))


def _is_text(kind: object) -> bool:
    """Whether a column holds plain text, by the type that SQLModel gives it."""
    return not isinstance(kind, OWN_TYPES) and isinstance(getattr(kind, "impl", None), String)


def read_found(
    connection: Connection, pattern: str, year: int | None, fields: Collection[str] = ()
) -> Iterator[RowFound]:
    """Yield the records that have a text like ``pattern``, form by form as they are listed, each before its rows.

    Args:
        connection: to the store.
        pattern: as LIKE has it, a backslash before what is meant as it is.
        year: of the forms; ``None`` for all.
        fields: the columns to look in; all texts when empty.
    """
    for kind, form in FORM_CLASSES.items():
        found = [
            row
            for record in (form, Indicator, FundRow)
            if record is form or form.owner in table_of(record).c
            for row in _found(connection, kind, record, pattern, year, fields)
        ]
        found.sort(key=lambda one: one[0])
        yield from (row for _, row in found)


_Place = tuple[bool, int, int, str, int, int]


def _found(
    connection: Connection,
    kind: FormKind,
    record: type[Record],
    pattern: str,
    year: int | None,
    fields: Collection[str],
) -> Iterator[tuple[_Place, RowFound]]:
    names = [name for name in text_columns(record) if not fields or name in fields]
    if not names:
        return
    own, form = table_of(record), table_of(FORM_CLASSES[kind])
    source = form if own is form else own.join(form, own.c[FORM_CLASSES[kind].owner] == form.c.id)
    query = select(*_form_columns(kind), own.c.id, own.c.position, *(own.c[name] for name in names))
    wanted = [or_(*(_has(own, name, pattern) for name in names)), *([] if year is None else [form.c.year == year])]
    order = _RANKS.get(record, 0)
    for of_year, place, form_id, name, code, identity, position, *texts in connection.execute(
        query.select_from(source).where(*wanted)
    ):
        row = None if own is form else position + 1
        values = dict(zip(names, texts, strict=True))
        key = (of_year is None, of_year or 0, place, form_id, order, position)
        yield key, RowFound(FormRef(kind, form_id), name or code or "", record, identity, row, values)


_RANKS: Mapping[type[Record], int] = {Indicator: 1, FundRow: 2}


def _form_columns(kind: FormKind) -> list[ColumnElement[Any]]:
    columns, source = table_of(FORM_CLASSES[kind]).c, SOURCES[kind]
    code: ColumnElement[Any] = columns[source["code"]] if "code" in source else literal("")
    return [columns.year, columns.position, columns.id, columns[source["name"]], code]


def _has(table: Table, column: str, pattern: str) -> ColumnElement[bool]:
    if column != OTHER:
        return table.c[column].like(pattern, escape=_ESCAPE)
    text: ColumnElement[str] = literal_column("value")
    there = select(text).select_from(func.json_each(table.c.other)).where(text.like(pattern, escape=_ESCAPE)).exists()
    return and_(cast(table.c.other, String) != "{}", there)
