"""Making sure that a file may be used before anything is written to it.

The order matters: is it ours, is it of our time, is it whole, is there a copy; only then may it be migrated.
Whoever calls holds the lock.
"""

import sqlite3
import struct
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.base.errors import DamagedError, LeftoverError, StoreError, UnusableError
from app.base.locations import STORE_NAME
from app.store import migrations
from app.store.backups import FOLDER_NAME, advice, back_up, backups_of, folder_of, is_due, thin_out
from app.store.connections import connect, look, rollback_journal, sidecars, write_ahead_log
from app.store.failures import is_damage, plain_failures
from app.store.tables import all_tables

_HEADER_SIZE = 100
_MAGIC = b"SQLite format 3\x00"
_WRITE_VERSION, _VERSION, _OWNER = 18, 60, 68  # where these stand in the header
_WITH_LOG = 2  # the write version of a file that may have a write-ahead log beside it


def prepare(path: Path) -> list[str]:
    """Bring the file at ``path`` to the present shape, or create it; return what the clerk should know besides.

    Raises:
        StoreError: the file is not ours, newer than the program, damaged, or cannot be read or written. Nothing has
            been written to it then.
    """
    with plain_failures(path):
        if not path.exists():
            _create(path)
            return []
    if survey(path) < _latest():
        _bring_up(path, _now())
        return []
    return back_up_daily(path, _now())


def survey(path: Path) -> int:
    """Return the version of the store at ``path``, which can be used.

    Raises:
        UnusableError: it is damaged, or not what it once was; a backup can take its place.
        StoreError: it is not ours, newer than the program, or cannot be read.
    """
    with plain_failures(path):
        _refuse_device(path)
        header = read_header(path)
        _refuse_foreign(path, header)
        refuse_foreign_log(path, header)
        _settle(path)
        with closing(look(path)) as connection:
            _refuse_damaged(path, connection)
            version = migrations.version_of(connection)
            refuse_newer(path, version)  # once more, because the header may lag behind the journal
    return version


def refuse_missing(path: Path) -> None:
    """Refuse to go on where there is no store at ``path``; nothing is made there.

    Raises:
        StoreError: there is none.
    """
    with plain_failures(path):
        if not path.exists():
            _refuse_orphans(path)
            raise StoreError(f"没有找到数据文件“{path}”。请检查它的位置和名称。")


def _refuse_device(path: Path) -> None:
    """Refuse a pipe or a device: opening one may wait for ever."""
    if not path.is_file() and not path.is_dir():
        raise StoreError(f"“{path.name}”不是普通文件，不能作数据文件。请换一个文件。")


def _latest() -> int:
    return len(migrations.STEPS)


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def read_header(path: Path) -> bytes:
    """Return what the file at ``path`` says of itself."""
    with path.open("rb") as file:
        return file.read(_HEADER_SIZE)


def is_ours(header: bytes) -> bool:
    """Whether a file says that it is a store."""
    whole = len(header) == _HEADER_SIZE and header.startswith(_MAGIC)
    return whole and bool(struct.unpack_from(">i", header, _OWNER)[0] == migrations.APPLICATION_ID)


def version_in(header: bytes) -> int:
    """Return how many steps a store says that it has gone through."""
    return int(struct.unpack_from(">i", header, _VERSION)[0])


def _refuse_foreign(path: Path, header: bytes) -> None:
    kind = UnusableError if _was_store(path) else StoreError
    if not header:
        raise kind(f"“{path.name}”是空文件，不是绩衡的数据文件，没有改动它。请删除它，或换一个文件。{_spare(path)}")
    if not is_ours(header):
        raise kind(f"“{path.name}”不是绩衡的数据文件，没有改动它。请换一个文件。{_spare(path)}")
    refuse_newer(path, version_in(header))


def _was_store(path: Path) -> bool:
    """Whether a file that is no store must have been one, by its name or its backups."""
    return path.is_file() and (path.suffix == Path(STORE_NAME).suffix or bool(backups_of(path)))


def _spare(path: Path) -> str:
    """Return which backup to take if the file once was a store, which it was when there are backups of it."""
    return advice(path) if backups_of(path) else ""


def refuse_newer(path: Path, version: int) -> None:
    """Refuse a file that a later program has written.

    Raises:
        StoreError: its version is unknown here.
    """
    if version > _latest():
        raise StoreError(
            f"“{path.name}”是由更新版本的绩衡保存的（数据版本 {version}，本程序只认识到 {_latest()}），没有改动它。"
            "请用新版本的绩衡打开。"
        )


def refuse_foreign_log(path: Path, header: bytes) -> None:
    """Refuse a store beside the log of the one it replaced: SQLite would write that into it without a word.

    Raises:
        LeftoverError: there is such a log.
    """
    log = write_ahead_log(path)
    if header[_WRITE_VERSION] != _WITH_LOG and log.exists():
        raise LeftoverError(
            f"数据文件“{path.name}”旁边的“{log.name}”不是它的，而是以前那个文件的。请删除“{log.name}”后再打开。"
        )


def _settle(path: Path) -> None:
    """Let SQLite take back what a killed program left half written; it cannot do so while only looking."""
    if rollback_journal(path).exists():
        with closing(connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _refuse_damaged(path: Path, connection: sqlite3.Connection) -> None:
    if not is_whole(connection):
        raise DamagedError(f"数据文件“{path.name}”已损坏，没有改动它。{advice(path)}")


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether a store's content makes sense, as far as a quick check tells."""
    try:
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        return whole and (migrations.version_of(connection) != _latest() or _has_all_columns(connection))
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return False
        raise


def _has_all_columns(connection: sqlite3.Connection) -> bool:
    """Whether the file has what its version promises; only another program's hand can have taken it away."""
    for table in all_tables():
        there = {row[1] for row in connection.execute(f'PRAGMA table_info("{table.name}")')}
        if not there.issuperset(table.columns.keys()):
            return False
    return True


def _bring_up(path: Path, now: datetime) -> None:
    backup = back_up(path, folder_of(path), now)
    thin_out(path, now)
    try:
        _migrate(path)
    except sqlite3.Error as error:
        raise StoreError(
            f"数据文件“{path.name}”没有升级成，内容没有丢失，升级前的备份是“{FOLDER_NAME}/{backup.name}”。"
            f"请把它们交给维护人员（{error}）。"
        ) from error


def _migrate(path: Path) -> None:
    with plain_failures(path), closing(connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # so that the header, which is read first, tells the truth
        migrations.migrate(connection, migrations.STEPS)


def back_up_daily(path: Path, now: datetime) -> list[str]:
    """Make the day's backup; that it fails is no reason to keep the clerk from her work, but to tell her."""
    try:
        if is_due(path, now) and _has_content(path):
            back_up(path, folder_of(path), now)
            thin_out(path, now)
    except (StoreError, OSError) as error:
        return [f"今天没有备份成数据文件，请检查“{FOLDER_NAME}”文件夹：{error}"]
    return []


def _has_content(path: Path) -> bool:
    with plain_failures(path), closing(look(path)) as connection:
        counts = [f'SELECT 1 FROM "{table.name}"' for table in all_tables()]  # noqa: S608 - our own names
        return connection.execute(f"{' UNION ALL '.join(counts)} LIMIT 1").fetchone() is not None


def _create(path: Path) -> None:
    """Make a new store aside and move it into place, so that nobody ever finds half of one."""
    _refuse_orphans(path)
    aside = path.with_name(f"{path.name}.new")
    for leftover in (aside, *sidecars(aside)):
        leftover.unlink(missing_ok=True)
    try:
        with closing(connect(aside, "rwc")) as connection:
            migrations.migrate(connection, migrations.STEPS)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _refuse_orphans(path: Path) -> None:
    """Refuse to create a store beside the journal of one that is gone: SQLite would mix the two."""
    for sidecar in sidecars(path):
        if sidecar.exists():
            raise LeftoverError(
                f"找不到“{path.name}”，但它未写完的部分“{sidecar.name}”还在：数据文件可能被移走了。"
                f"请把它移回来，或删除“{sidecar.name}”后再打开。"
            )
