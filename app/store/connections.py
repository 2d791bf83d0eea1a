"""Connections to the file: how they are opened, and what lies beside it."""

import sqlite3
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from app.store.places import is_on_network

_PATIENCE = 2.0  # seconds to wait for another program that holds the file; the window stands still meanwhile


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
