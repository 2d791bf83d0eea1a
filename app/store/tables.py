"""The tables behind the records, for statements on many rows at once."""

from typing import get_args

from sqlalchemy import Table
from sqlmodel import SQLModel

from app.model.records import Record


def table_of(record: type[Record]) -> Table:
    """Return the table that a class of records is kept in."""
    return SQLModel.metadata.tables[str(record.__tablename__)]


def all_tables() -> list[Table]:
    """Return the tables of all records."""
    return [table_of(record) for record in get_args(Record)]
