"""Putting a backup in the place of a store without ever losing anything: neither what stands there nor the backup.

The order matters: the backup is copied beside the store and the copy is examined; what stands there is kept under
another name; only then the copy is moved into its place, in one step. Whoever calls holds the lock.
"""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from app.base.errors import StoreError, UnusableError
from app.base.files import reason
from app.store import migrations
from app.store.backups import STAMP, back_up, folder_of, free_name
from app.store.connections import connect, look, sidecars
from app.store.failures import plain_failures
from app.store.locking import at_rest
from app.store.opening import is_ours, is_whole, read_header, refuse_foreign_log, refuse_newer, survey, version_in

_DAMAGED = "备份“{name}”已损坏，不能用它恢复，现在的数据没有改动。请换一份备份。"
_YEARS = """SELECT year, count(*) FROM (
    SELECT year FROM projecttarget UNION ALL SELECT year FROM overalltarget UNION ALL SELECT year FROM selfevaluation
) GROUP BY year ORDER BY year DESC"""


class Restored(NamedTuple):
    """What came of putting a backup in the place of a store.

    Attributes:
        store: the store.
        backup: the backup, which stays where it is.
        kept: where to find what stood in the store's place before, if anything did.
        was_unusable: what stood there could not be used and was put aside as it was.
    """

    store: Path
    backup: Path
    kept: Path | None
    was_unusable: bool


class Content(NamedTuple):
    """What a backup holds: how many forms, and of which years, newest first."""

    forms: int
    years: tuple[int, ...]


def content_of(backup: Path) -> Content | None:
    """Return what a backup holds, or ``None`` where it cannot be read; nothing is written into it."""
    try:
        with closing(look(backup)) as connection:
            return _content(connection)
    except sqlite3.Error:
        return None


def _content(connection: sqlite3.Connection) -> Content:
    counts = connection.execute(_YEARS).fetchall()
    return Content(sum(count for _, count in counts), tuple(year for year, _ in counts if year is not None))


def refuse_unfit(store: Path, backup: Path) -> None:
    """Refuse at a glance what cannot take the place of a store.

    Raises:
        StoreError: the backup is not there, no file, the store itself, not ours, or newer than the program.
    """
    with plain_failures(backup):
        _refuse_no_file(backup)
        if store.exists() and backup.samefile(store):
            raise StoreError(f"“{backup.name}”就是现在的数据文件，不用恢复。请选择它的一份备份。")
        header = read_header(backup)
        if not is_ours(header):
            raise StoreError(f"“{backup.name}”不是绩衡的备份，没有恢复，现在的数据没有改动。请换一份备份。")
        refuse_newer(backup, version_in(header))
        refuse_foreign_log(backup, header)


def _refuse_no_file(backup: Path) -> None:
    if not backup.exists():
        raise StoreError(f"没有找到备份“{backup}”。请检查它的位置和名称。")
    if backup.is_dir():
        raise StoreError(f"“{backup}”是一个文件夹，不是备份。请选择文件夹里的一份备份。")
    if not backup.is_file():
        raise StoreError(f"“{backup.name}”不是普通文件，不能用它恢复。请换一份备份。")


def put_in_place(store: Path, backup: Path, now: datetime) -> Restored:
    """Put a copy of ``backup`` in the place of ``store``, and keep what stands there.

    Raises:
        StoreError: the backup is unfit or damaged, or something cannot be written; ``store`` is as it was then.
    """
    refuse_unfit(store, backup)
    aside = store.with_name(f"{store.name}.restoring")
    try:
        _copy(backup, aside)
        with plain_failures(store):
            kept, was_unusable = _keep(store, now)
            _replace(store, aside)
    finally:
        with suppress(OSError):
            _remove(aside, *sidecars(aside))
    return Restored(store, backup, kept, was_unusable)


def _replace(store: Path, aside: Path) -> None:
    """Move the copy into the store's place; what lay beside the old one would be mixed with it, and has been kept."""
    put_by = [(part, part.with_name(f"{part.name}.restoring")) for part in sidecars(store) if part.exists()]
    for part, place in put_by:
        part.replace(place)
    try:
        aside.replace(store)
    except OSError:
        for part, place in put_by:
            place.replace(part)
        raise
    _remove(*(place for _, place in put_by))


def _copy(backup: Path, aside: Path) -> None:
    """Copy a backup with all that was ever committed to it, and make sure of the copy."""
    try:
        _remove(aside, *sidecars(aside))  # what a killed program may have left
        with at_rest(backup):
            _copy_files(backup, aside)
    except OSError as error:
        raise StoreError(
            f"没有恢复，现在的数据没有改动：不能把备份“{backup.name}”复制到“{aside.parent}”，{reason(error)}。"
        ) from error
    with plain_failures(aside):
        _examine(aside, backup)
        _flush(aside)


def _copy_files(source: Path, target: Path) -> None:
    """Copy a file of SQLite's with what it cannot do without, so that nothing need be written into the first."""
    for part in (source, *sidecars(source)):
        if part.exists():
            shutil.copyfile(part, _beside(target, part, source))


def _beside(target: Path, part: Path, source: Path) -> Path:
    """Return what a ``part`` of ``source`` is called as a part of ``target``."""
    return target.with_name(target.name + part.name.removeprefix(source.name))


def _examine(aside: Path, backup: Path) -> None:
    """Make sure that a copied backup is whole, of our time and readable, and make it one file."""
    with closing(connect(aside)) as connection:
        if not is_whole(connection):
            raise StoreError(_DAMAGED.format(name=backup.name))
        refuse_newer(backup, migrations.version_of(connection))
        try:
            _content(connection)
        except sqlite3.OperationalError as error:  # a table is not there
            raise StoreError(_DAMAGED.format(name=backup.name)) from error
        connection.execute("PRAGMA journal_mode = DELETE")


def _flush(file: Path) -> None:
    """Have the disk keep a file before its name is given to it, in case the power fails."""
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())


def _keep(store: Path, now: datetime) -> tuple[Path | None, bool]:
    """Keep what stands in the store's place; return where, and whether it could not be used."""
    if not any(part.exists() for part in (store, *sidecars(store))):
        return None, False
    if not store.exists():
        return _put_aside(store, now), True
    try:
        survey(store)
        kept = back_up(store, folder_of(store), now)
    except UnusableError:
        return _put_aside(store, now), True
    _fold(store)
    return kept, False


def _fold(store: Path) -> None:
    """Make the store one file, so that it is whole at every moment until it is replaced; nobody else may have it."""
    with closing(connect(store)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _put_aside(store: Path, now: datetime) -> Path:
    """Give a file that cannot be used, and what lies beside it, a second name that says so; return the name."""
    target = free_name(store.parent, f"{store.stem} 已损坏 {now.strftime(STAMP)}", store.suffix)
    there = [part for part in (store, *sidecars(store)) if part.exists()]
    for part in there:
        _double(part, _beside(target, part, store))
    return _beside(target, there[0], store)


def _double(file: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the disk knows no such thing."""
    try:
        target.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, target)


def _remove(*files: Path) -> None:
    for file in files:
        file.unlink(missing_ok=True)
