"""Copies of the store, made while it is whole and kept in a folder beside it."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from app.base.errors import OutputError, StoreError
from app.base.files import make_folder, written_aside
from app.store.connections import connect
from app.store.failures import plain_failures

FOLDER_NAME = "备份"
_KEPT = 10
_KEPT_DAYS = 7
STAMP = "%Y-%m-%d %H%M%S"
_STAMPED = r"\d{4}-\d\d-\d\d \d{6}"


class Backup(NamedTuple):
    """A copy and when it was made, by its name."""

    made: datetime
    path: Path


def folder_of(store: Path) -> Path:
    """Return the folder of a store's own backups."""
    return store.parent / FOLDER_NAME


def backups_of(store: Path) -> list[Backup]:
    """Return the backups of a store, newest first; other files in the folder are none of ours."""
    pattern = re.compile(re.escape(store.stem) + f" {_STAMPED}(?:-\\d+)?" + re.escape(store.suffix))
    found = []
    for path in folder_of(store).glob("*"):
        made = moment_in(path.name) if pattern.fullmatch(path.name) else None
        if made:
            found.append(Backup(made, path))
    return sorted(found, key=_age, reverse=True)


def _age(backup: Backup) -> tuple[datetime, int, str]:
    """Return what backups are ordered by; of one second the later ones have a number, and so a longer name."""
    return backup.made, len(backup.path.name), backup.path.name


def moment_in(name: str) -> datetime | None:
    """Return when a backup was made by its name, or ``None`` where the name does not say."""
    stamp = re.search(_STAMPED, name)
    try:
        return datetime.strptime(stamp[0], STAMP).astimezone() if stamp else None
    except ValueError:
        return None


def advice(store: Path) -> str:
    """Return what to do when the store is damaged: which backup to take."""
    newest = next(iter(backups_of(store)), None)
    if newest is None:
        return f"“{FOLDER_NAME}”文件夹里没有它的备份，请把它交给维护人员。"
    return f"最新的备份是“{FOLDER_NAME}/{newest.path.name}”，请从它恢复。"


def back_up(store: Path, folder: Path, now: datetime) -> Path:
    """Copy the store into ``folder`` with everything that was ever committed, and return the copy's path.

    SQLite's own copying is used: a copy of the file alone would miss what is still in its journal.

    Raises:
        StoreError: the store cannot be read or the copy cannot be written.
    """
    try:
        make_folder(folder)
        target = free_name(folder, f"{store.stem} {now.strftime(STAMP)}", store.suffix)
        with written_aside(target) as aside:
            _copy(store, aside)
    except OutputError as error:
        raise StoreError(f"没有备份成：{error}") from error
    return target


def _copy(store: Path, target: Path) -> None:
    with plain_failures(store), closing(connect(store)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file that needs nothing beside it


def free_name(folder: Path, stem: str, suffix: str) -> Path:
    """Return a name in ``folder`` that no file has yet."""
    names = (folder / f"{stem}{more}{suffix}" for more in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in names if not path.exists())


def is_due(store: Path, now: datetime) -> bool:
    """Whether the newest backup is older than a day, or there is none."""
    newest = next(iter(backups_of(store)), None)
    return newest is None or now - newest.made > timedelta(days=1)


def thin_out(store: Path, now: datetime) -> None:
    """Remove old backups: the newest ten stay, and for each day of the last week its newest."""
    backups = backups_of(store)
    kept = {backup.path for backup in (*backups[:_KEPT], *_daily(backups, now))}
    for backup in backups:
        if backup.path not in kept:
            with suppress(OSError):  # one backup too many harms nobody
                backup.path.unlink()


def _daily(backups: Iterable[Backup], now: datetime) -> Iterator[Backup]:
    seen = set()
    for backup in backups:
        day = backup.made.date()
        if day not in seen and now.date() - day < timedelta(days=_KEPT_DAYS):
            seen.add(day)
            yield backup
