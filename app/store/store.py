"""The store: one file that one program at a time has open."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine

from app.base.errors import OutputError, StoreError
from app.base.files import make_folder, reason
from app.model.records import Form, StateEntry, Unit, Waiver
from app.model.refs import FormKind, FormRef
from app.store import indicators, journal, listing, notes, overview, reading, searching
from app.store.backups import back_up
from app.store.connections import connect, journal_for
from app.store.engine import WRITES, engine_for
from app.store.failures import plain_failures
from app.store.fetching import Kept, file_of
from app.store.indicators import IndicatorName, IndicatorUse, UnderLevels
from app.store.journal import Heading
from app.store.listing import FormLine
from app.store.locking import StoreLock
from app.store.opening import back_up_daily, prepare, refuse_missing
from app.store.overview import OverviewRow, Question
from app.store.restoring import Restored, put_in_place, refuse_unfit
from app.store.searching import RowFound


class Store:
    """An opened store. What it gives back belongs to the caller and stays usable when the store is closed.

    Attributes:
        path: the file.
        notices: what the clerk should know since opening, such as a backup that could not be made.
    """

    def __init__(self, path: Path, lock: StoreLock, engine: Engine, notices: list[str]) -> None:
        self.path = path
        self.notices = tuple(notices)
        self._lock = lock
        self._engine: Engine | None = engine

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open the store at ``path``, creating it and its folder where there is none unless ``create`` forbids it.

        Raises:
            StoreError: it is not there and may not be made, in use, not ours, newer than the program, damaged, or
                cannot be read or written; the file is as it was then, and no lock stays behind.
        """
        path = _absolute(path)
        if create:
            _make_parent(path)
        else:
            refuse_missing(path)
        lock = StoreLock(path)
        lock.acquire()
        try:
            notices, engine = _begin(path)
        except BaseException:
            lock.release()
            raise
        return cls(path, lock, engine, notices)

    def close(self) -> None:
        """Close the file and give the lock back; closing twice is harmless."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None
        self._lock.release()

    @property
    def is_open(self) -> bool:
        """Whether it can be worked on."""
        return self._engine is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def forms(self, year: int | None = None) -> list[Form]:
        """Return the forms of a year, or all, complete: projects, wholes, self-evaluations, each by year, position."""
        with self._file() as file:
            return reading.read_forms(file, year)

    def form(self, ref: FormRef, kept: Kept | None = None) -> Form | None:
        """Return one form with its rows, or ``None`` when it is not there any more.

        Who reads a form again and again keeps its rows, and is given those of them that have not changed since. As
        they belong to several readings of the form, nobody may change them.
        """
        with self._file() as file:
            return reading.read_form(file, ref, kept)

    def listing(self, year: int | None = None) -> list[FormLine]:
        """Return what names the forms of a year, of ``NO_YEAR``, or all, in the order of ``forms``."""
        with self._file() as file:
            return listing.read_lines(file, year)

    def years(self) -> list[int]:
        """Return the years to choose from, newest first, at the end ``NO_YEAR`` where there are forms without one."""
        with self._file() as file:
            return listing.read_years(file)

    def units(self) -> list[Unit]:
        """Return the directory of units, by code and name."""
        with self._file() as file:
            return reading.read_units(file)

    def next_position(self, kind: FormKind, year: int | None) -> int:
        """Return the position for a form that is to stand after all others of its kind and year."""
        with self._connection() as connection:
            return reading.read_next_position(connection, kind, year)

    def states(self, year: int | None = None) -> list[StateEntry]:
        """Return how far the work on the forms of a year, or on all, has come, by one query; drafts have no entry."""
        with self._file() as file:
            return notes.read_states(file, year)

    def states_of(self, refs: Collection[FormRef]) -> list[StateEntry]:
        """Return how far the work on some forms has come; drafts have no entry."""
        with self._file() as file:
            return notes.read_states_of(file, refs)

    def waivers(self, year: int | None = None) -> list[Waiver]:
        """Return the problems of the forms of a year, or of all, that are not to be told again, oldest first."""
        with self._file() as file:
            return notes.read_waivers(file, year)

    def waivers_of(self, ref: FormRef) -> list[Waiver]:
        """Return the problems of one form that are not to be told again, oldest first."""
        with self._file() as file:
            return notes.read_waivers_of(file, ref)

    def indicator_names(self, text: str, under: UnderLevels) -> list[IndicatorName]:
        """Return the names of indicators under some levels that have the characters of ``text`` in their order."""
        with self._connection() as connection:
            return indicators.read_names(connection, text, under)

    def indicator_uses(self, names: Iterable[IndicatorName]) -> list[IndicatorUse]:
        """Return the indicators that have these names, each as its form has it."""
        with self._connection() as connection:
            return indicators.read_uses(connection, names)

    def found(self, pattern: str, year: int | None = None, fields: Collection[str] = ()) -> list[RowFound]:
        """Return the records of a year, or of all, with a text like ``pattern`` in some columns or in any."""
        with self._connection() as connection:
            return list(searching.read_found(connection, pattern, year, fields))

    def journal_headings(self) -> list[Heading] | None:
        """Return the steps that are kept in their order, or ``None`` when they are not of this shape of the file."""
        with self._connection() as connection:
            return journal.read_headings(connection)

    def journal_changes(self, number: int) -> str | None:
        """Return the changes that are kept of a step, if there are any."""
        with self._connection() as connection:
            return journal.read_changes(connection, number)

    def overview(self, question: Question) -> list[FormRef]:
        """Return which forms answer a question, in its order."""
        with self._connection() as connection:
            return overview.read_refs(connection, question)

    def overview_rows(self, refs: Sequence[FormRef]) -> dict[FormRef, OverviewRow]:
        """Return what the overview shows of some forms, without reading their text; one that is gone has none."""
        with self._connection() as connection:
            return overview.read_rows(connection, refs)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Give a connection whose changes are all kept at the end, or none when an error passes through.

        Only the editing floor uses it: a change that goes around it can be neither undone nor seen.

        Raises:
            StoreError: the file cannot be read or written.
        """
        with self._connection() as connection, connection.execution_options(**{WRITES: True}).begin():
            yield connection

    def backup(self, folder: Path) -> Path:
        """Copy the store into ``folder`` and return the path of the copy.

        Raises:
            StoreError: the copy cannot be written.
        """
        return back_up(self.path, folder, _now())

    def back_up_daily(self) -> None:
        """Make the day's backup, if there is none yet and there is something to keep; that it fails harms nothing."""
        back_up_daily(self.path, _now())

    def restore(self, backup: Path) -> Restored:
        """Put a backup in the place of what is open, keep that, and go on with what the backup holds.

        The lock is held all the time. Nobody may be reading or writing meanwhile.

        Raises:
            StoreError: it cannot be done, and what was open is as it was and open; only where that cannot be opened
                any more the store is closed.
        """
        refuse_unfit(self.path, _absolute(backup))
        self._put_down()
        try:
            restored = put_in_place(self.path, _absolute(backup), _now())
        except BaseException:
            with suppress(StoreError):  # why it was not restored is what matters
                self._take_up()
            raise
        self._take_up()
        return restored

    def _put_down(self) -> None:
        """Let go of the file, but not of the lock."""
        self._opened().dispose()
        self._engine = None

    def _take_up(self) -> None:
        """Open the file anew; the lock is given back where that cannot be."""
        try:
            notices, self._engine = _begin(self.path)
        except BaseException:
            self.close()
            raise
        self.notices = tuple(notices)

    def verify(self) -> list[str]:
        """Check the whole file thoroughly and return what is wrong with it, in SQLite's words."""
        with plain_failures(self.path), closing(connect(self.path)) as connection:
            verdicts = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            orphans = [f"{table} {row}" for table, row, *_ in connection.execute("PRAGMA foreign_key_check")]
        return [verdict for verdict in verdicts if verdict != "ok"] + orphans

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with plain_failures(self.path), self._opened().connect() as connection:
            yield connection

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        """Give SQLite's own connection, to read by several statements what was there at one moment."""
        with self._connection() as connection, connection.begin():
            yield file_of(connection)

    def _opened(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("the store has been closed")
        return self._engine


def _absolute(path: Path) -> Path:
    """Return the one path of the file that ``path`` means.

    Raises:
        StoreError: it means none: the folder of no user, links in a circle, a place in a folder that is gone.
    """
    advice = "请改用完整的路径。"
    try:
        named = path.expanduser()
    except RuntimeError as error:
        raise StoreError(f"找不到数据文件“{path}”：没有这个用户。{advice}") from error
    try:
        found = named.resolve()
    except OSError as error:
        raise StoreError(f"找不到数据文件“{path}”：{reason(error)}。{advice}") from error
    except RuntimeError:  # how Python before 3.13 says it
        found = named
    if found.is_symlink():  # a link that leads anywhere has been followed
        raise StoreError(f"找不到数据文件“{path}”：链接绕成了圈。{advice}")
    return found


def restore(path: Path, backup: Path) -> Restored:
    """Put a backup in the place of the store at ``path``, which nobody has open and which may be damaged or gone.

    Raises:
        StoreError: it cannot be done; what stands there is as it was.
    """
    path, backup = _absolute(path), _absolute(backup)
    refuse_unfit(path, backup)
    _make_parent(path)
    lock = StoreLock(path)
    lock.acquire()
    try:
        return put_in_place(path, backup, _now())
    finally:
        lock.release()


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _begin(path: Path) -> tuple[list[str], Engine]:
    """Open the file and return what the clerk should know of it, with the engine; whoever calls holds the lock."""
    notices = prepare(path)
    engine = engine_for(path, journal_for(path))
    with plain_failures(path), engine.connect():  # now, so that what fails here fails as opening
        return notices, engine


def _make_parent(path: Path) -> None:
    try:
        make_folder(path.parent)
    except OutputError as error:
        raise StoreError(str(error)) from error
