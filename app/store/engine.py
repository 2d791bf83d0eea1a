"""The engine for everyday work on an opened store: how its transactions begin and how they are kept safe."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from app.store.connections import NETWORK, Journal, connect

WRITES = "writes"  # the execution option of a connection that is going to write


def _use_journal(connection: sqlite3.Connection, journal: Journal) -> None:
    (got,) = connection.execute(f"PRAGMA journal_mode = {journal.mode}").fetchone()
    synchronous = journal.synchronous if got.upper() == journal.mode else NETWORK.synchronous  # WAL may be refused
    connection.execute(f"PRAGMA synchronous = {synchronous}")


def engine_for(path: Path, journal: Journal) -> Engine:
    """Return the engine for everyday work on an opened store.

    The driver is left in autocommit and every transaction begins explicitly, because the driver's own handling
    commits in the middle of schema changes; a writer begins as one, so that it never fails half way for a lock.
    """

    def opened() -> sqlite3.Connection:
        connection = connect(path)
        _use_journal(connection, journal)
        return connection

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
