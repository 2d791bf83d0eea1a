"""What can be done to records, as data: the editing floor carries it out, rules may propose it as a fix.

Three verbs are enough, because every record is a row; each has an inverse of the same vocabulary.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.model.records import Form, Indicator, Record, children_of, column_values


@dataclass(frozen=True)
class Insert:
    """Put a record in; ``values`` has its columns, the identity among them."""

    table: type[Record]
    values: Mapping[str, object]


@dataclass(frozen=True)
class Update:
    """Set some columns of a record."""

    table: type[Record]
    id: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Delete:
    """Take a record out."""

    table: type[Record]
    id: str


Change = Insert | Update | Delete


def update(record: Record, **values: object) -> Update:
    """Return the change that sets ``values`` on ``record``."""
    return Update(type(record), record.id, values)


def insert(record: Record) -> Insert:
    """Return the change that puts ``record`` in."""
    return Insert(type(record), column_values(record))


def delete(record: Record) -> Delete:
    """Return the change that takes ``record`` out."""
    return Delete(type(record), record.id)


def insert_form(form: Form) -> list[Change]:
    """Return the changes that put a form in with all its rows, numbered in their order."""
    changes: list[Change] = [insert(form)]
    for position, row in enumerate(form.indicators):
        changes.append(Insert(Indicator, column_values(row) | {form.owner: form.id, "position": position}))
    for position, fund in enumerate(getattr(form, "funds", [])):
        changes.append(Insert(type(fund), column_values(fund) | {"evaluation_id": form.id, "position": position}))
    return changes


def delete_form(form: Form) -> list[Change]:
    """Return the changes that take a form out; its rows first, so that undoing puts the form in before them."""
    return [*(delete(row) for row in reversed(children_of(form))), delete(form)]
