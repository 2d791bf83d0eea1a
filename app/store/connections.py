"""Connections to the file: how they are opened and how they begin their transactions."""

import sqlite3
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from app.store.places import is_on_network

_PATIENCE = 2.0  # seconds to wait for another program that holds the file; the window stands still meanwhile
WRITES = "writes"  # the execution option of a connection that is going to write


class Journal(NamedTuple):
    """How SQLite keeps a transaction safe until it is complete."""

    mode: str
    synchronous: str


LOCAL = Journal("WAL", "NORMAL")
NETWORK = Journal("DELETE", "FULL")


def journal_for(path: Path) -> Journal:
    """Return the journal that is safe where ``path`` lies."""
    return NETWORK if is_on_network(path) else LOCAL


def connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Open the file at ``path`` without the driver's own transactions.

    Args:
        path: an absolute path.
        mode: ``rw``, or ``rwc`` to create the file, as SQLite names them.
    """
    return _connect(path, f"mode={mode}")


def look(path: Path) -> sqlite3.Connection:
    """Open the file at ``path`` to read only, writing nothing into it; only while nobody else changes it."""
    # Without "immutable" SQLite would put files beside a store in WAL mode only to look at it.
    return _connect(path, "mode=ro" if write_ahead_log(path).exists() else "mode=ro&immutable=1")


def _connect(path: Path, options: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{_uri(path)}?{options}", uri=True, isolation_level=None, check_same_thread=False, timeout=_PATIENCE
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def write_ahead_log(path: Path) -> Path:
    """Return where SQLite keeps what it has yet to write into a store in WAL mode."""
    return path.with_name(f"{path.name}-wal")


def rollback_journal(path: Path) -> Path:
    """Return where SQLite keeps what it needs to undo a transaction under way."""
    return path.with_name(f"{path.name}-journal")


def sidecars(path: Path) -> list[Path]:
    """Return the files beside the store without which it may be incomplete."""
    return [write_ahead_log(path), rollback_journal(path)]


def _uri(path: Path) -> str:
    posix = path.as_posix()  # /home/…, C:/… or //server/share/…
    return ("file://" if posix.startswith("/") else "file:///") + quote(posix)


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
