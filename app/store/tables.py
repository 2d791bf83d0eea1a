"""The tables behind the records, for statements on many rows at once."""

from collections.abc import Iterator, Sequence
from typing import TypeVar, get_args

from sqlalchemy import Boolean, Column, Integer, String, Table
from sqlmodel import SQLModel

from app.model.records import Record

_AT_ONCE = 500  # identities in one statement; SQLite takes a limited number of parameters
T = TypeVar("T")

# The steps that can be taken back, and done again: it is no record, for no step changes it.
JOURNAL = Table(
    "journal",
    SQLModel.metadata,
    Column("number", Integer, primary_key=True),
    Column("undone", Boolean, nullable=False),
    Column("shape", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("changes", String, nullable=False),
)

# When the content of each form was changed last, in ISO 8601: the file notes it by itself, whatever step it was.
LAST_CHANGE = Table(
    "lastchange",
    SQLModel.metadata,
    Column("id", String, primary_key=True),
    Column("at", String, nullable=False),
)


def table_of(record: type[Record]) -> Table:
    """Return the table that a class of records is kept in."""
    return SQLModel.metadata.tables[str(record.__tablename__)]


def record_tables() -> list[Table]:
    """Return the tables of all records."""
    return [table_of(record) for record in get_args(Record)]


def all_tables() -> list[Table]:
    """Return everything that the file consists of."""
    return [*record_tables(), JOURNAL, LAST_CHANGE]


def batches(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield things in as many parts as statements are needed to name them."""
    return (things[start : start + _AT_ONCE] for start in range(0, len(things), _AT_ONCE))
