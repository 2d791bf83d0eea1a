"""Carrying changes out on the rows of the store, and keeping what they did so that it can be taken back.

Neighbouring changes of one sort on one table are carried out together: loading ten thousand forms is a few
statements, and so is taking them out again.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update
from sqlalchemy import Update as UpdateStatement
from sqlalchemy.exc import IntegrityError

from app.base.errors import StoreError
from app.model.changes import Change, Delete, Insert, Update
from app.model.records import FORM_CLASSES, FundRow, Indicator, Record, StateEntry, Unit, Waiver
from app.model.refs import FormKind, FormRef
from app.store.fetching import fetch_values, file_of, places
from app.store.reading import listed_columns
from app.store.tables import batches, table_of

_KINDS: Mapping[type[Record], FormKind] = {form: kind for kind, form in FORM_CLASSES.items()}
_OWNERS = {form.owner: kind for kind, form in FORM_CLASSES.items()}
_NAMES: Mapping[type[Record], str] = {
    Indicator: "指标",
    FundRow: "资金行",
    Unit: "单位",
    StateEntry: "状态",
    Waiver: "不再提示的记录",
}
# What goes with others, that which refers to the rest first; and the column by which it belongs to them.
_DEPENDENTS: tuple[type[Record], ...] = (Waiver, StateEntry, FundRow, Indicator)
_REFERENCES: Mapping[type[Record], str] = {
    **{form: form.owner for form in FORM_CLASSES.values()},
    Indicator: "indicator_id",
}

Row = Mapping[str, Any]


class GoneError(StoreError):
    """A record to be changed, or the form it belongs to, is not there any more."""


@dataclass(frozen=True)
class Effect:
    """What became of one record: ``before`` is absent where it is new, ``after`` where it is gone."""

    table: type[Record]
    id: str
    before: Row | None
    after: Row | None

    @property
    def inverse(self) -> Change:
        """The change that takes this one back."""
        if self.before is None:
            return Delete(self.table, self.id)
        if self.after is None:
            return Insert(self.table, self.before)
        return Update(self.table, self.id, {name: self.before[name] for name in self.changed_columns})

    @property
    def changed_columns(self) -> frozenset[str]:
        """The columns that are now different; none where the record is new or gone."""
        if self.before is None or self.after is None:
            return frozenset()
        return frozenset(_different(self.before, self.after))

    @property
    def forms(self) -> Iterator[FormRef]:
        """The forms whose content this is: the record itself, or the form it belongs or belonged to."""
        if self.table in _KINDS:
            yield FormRef(_KINDS[self.table], self.id)
            return
        for row in filter(None, (self.before, self.after)):
            yield from (FormRef(kind, row[owner]) for owner, kind in _OWNERS.items() if row.get(owner))

    @property
    def is_listed(self) -> bool:
        """Whether a list of forms by units looks different now."""
        if self.table not in _KINDS:
            return self.table is Unit
        return (
            self.before is None or self.after is None or bool(self.changed_columns & listed_columns(_KINDS[self.table]))
        )


def carry_out(connection: Connection, changes: Sequence[Change]) -> list[Effect]:
    """Carry ``changes`` out in their order and return what they did; one that changes nothing has no effect.

    Raises:
        GoneError: a record to be changed is not there any more. The caller takes the transaction back.
    """
    effects: list[Effect] = []
    with _missing_forms_told():
        for (verb, table), run in groupby(changes, key=lambda change: (type(change), change.table)):
            effects += _VERBS[verb](connection, table, list(run))
    return effects


@contextmanager
def _missing_forms_told() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
            raise
        raise _gone("表") from error


def _gone(name: str) -> GoneError:
    return GoneError(f"要改动的{name}已不存在，没有改动任何内容。请重新打开这张表后再试。")


def _insert_all(connection: Connection, table: type[Record], changes: Sequence[Insert]) -> list[Effect]:
    for _, alike in groupby(changes, key=lambda change: tuple(change.values)):
        connection.execute(insert(table_of(table)), [dict(change.values) for change in alike])
    return [Effect(table, str(change.values["id"]), None, change.values) for change in changes]


def _update_all(connection: Connection, table: type[Record], changes: Sequence[Update]) -> list[Effect]:
    rows = _rows_by_id(connection, table, [change.id for change in changes])
    effects: list[Effect] = []
    written: list[tuple[str, Row]] = []
    for change in changes:
        before = rows[change.id]
        new = _different(before, change.values)
        if new:
            rows[change.id] = after = {**before, **new}
            written.append((change.id, new))
            effects.append(Effect(table, change.id, before, after))
    _write(connection, table, written)
    return effects


def _write(connection: Connection, table: type[Record], values: Iterable[tuple[str, Row]]) -> None:
    """Set new values of records, those that set the same columns in one go."""
    for columns, alike in groupby(values, key=lambda one: tuple(one[1])):
        connection.execute(_set_all(table, columns), [{"of": identity, **new} for identity, new in alike])


@cache
def _set_all(table: type[Record], columns: Sequence[str]) -> UpdateStatement:
    target = table_of(table)
    return update(target).where(target.c.id == bindparam("of")).values({name: bindparam(name) for name in columns})


def _delete_all(connection: Connection, table: type[Record], changes: Sequence[Delete]) -> list[Effect]:
    rows = _rows_by_id(connection, table, [change.id for change in changes])
    effects = _delete_children(connection, table, list(rows))
    _delete_where(connection, table, "id", list(rows))
    return effects + [Effect(table, identity, row, None) for identity, row in rows.items()]


def _delete_children(connection: Connection, gone: type[Record], ids: Sequence[str]) -> list[Effect]:
    """Take out what goes with records that are about to go: SQLite would do it too, but then it could not come back."""
    effects: list[Effect] = []
    reference = _REFERENCES.get(gone, "")
    for table in _DEPENDENTS:
        if reference in table_of(table).c:
            effects += [Effect(table, row["id"], row, None) for row in _rows_where(connection, table, reference, ids)]
            _delete_where(connection, table, reference, ids)
    return effects


_VERBS: Mapping[type[Change], Callable[..., list[Effect]]] = {
    Insert: _insert_all,
    Update: _update_all,
    Delete: _delete_all,
}


def _rows_by_id(connection: Connection, table: type[Record], ids: Iterable[str]) -> dict[str, Row]:
    wanted = list(dict.fromkeys(ids))
    found = {str(row["id"]): row for row in _rows_where(connection, table, "id", wanted)}
    if len(found) < len(wanted):
        raise _gone(_NAMES.get(table, "表"))
    return {identity: found[identity] for identity in wanted}


def _rows_where(connection: Connection, table: type[Record], column: str, keys: Sequence[str]) -> Iterator[Row]:
    for some in batches(keys):
        yield from fetch_values(file_of(connection), table, f"WHERE {column} IN ({places(some)})", some)


def _delete_where(connection: Connection, table: type[Record], column: str, keys: Sequence[str]) -> None:
    target = table_of(table)
    for some in batches(keys):
        connection.execute(delete(target).where(target.c[column].in_(some)))


def _different(before: Row, after: Row) -> dict[str, Any]:
    return {name: value for name, value in after.items() if not _same(before[name], value)}


def _same(one: object, other: object) -> bool:
    """Whether two values are written alike: 30 and 30.0 are one number, but two prints."""
    return one == other and (not isinstance(one, Decimal) or str(one) == str(other))
