"""One program at a time: an operating-system lock beside the store, and a note of who holds it.

The system frees the lock when a process ends in whatever way, so nothing stale can keep the clerk out. The note is a
file of its own because on Windows a locked file cannot be read by others; it may be stale, the lock never is.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from app.base.errors import StoreError
from app.base.files import reason
from app.base.words import shown


class StoreLock:
    """The right to use one store."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._file = store.with_name(f"{store.name}.lock")
        self._note = store.with_name(f"{store.name}.holder")
        self._lock = FileLock(self._file, thread_local=False)

    @property
    def was_taken(self) -> bool:
        """Whether a program has, or had, the lock, and it can be asked for."""
        return os.access(self._file, os.W_OK)

    def acquire(self) -> None:
        """Take the lock at once or not at all.

        Raises:
            StoreError: another program has it (the sentence says who), or the folder cannot be written.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise StoreError(self._held_by_another()) from error
        except OSError as error:
            folder = self._store.parent
            raise StoreError(f"不能写入文件夹“{folder}”：{reason(error)}。请换一个有写入权限的文件夹。") from error
        self._write_note()

    def release(self) -> None:
        """Give the lock back and leave nothing behind; giving it back twice is harmless."""
        if not self._lock.is_locked:
            return
        with suppress(OSError):
            self._note.unlink(missing_ok=True)
            if os.name == "posix":
                self._file.unlink(missing_ok=True)  # while it is held; elsewhere an open file cannot be removed
        self._lock.release()

    def _write_note(self) -> None:
        since = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M")
        note = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        with suppress(OSError):  # it only makes the sentence richer
            self._note.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")

    def _held_by_another(self) -> str:
        return f"数据文件“{self._store.name}”正被另一个绩衡使用{self._who()}。请先关闭它，或换一个数据文件。"

    def _who(self) -> str:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"（电脑 {shown(note['host'])}，{_when(note['since'])} 打开）"
        except (OSError, ValueError, KeyError, TypeError):
            return ""


@contextmanager
def at_rest(store: Path) -> Iterator[None]:
    """Keep others from writing to a store while it is read; beside one that nobody opened nothing is written.

    Raises:
        StoreError: another program has it open.
    """
    lock = StoreLock(store)
    if lock.was_taken:
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _when(since: str) -> str:
    """Return a moment as the clerk says it: the time alone where it is today's."""
    moment = datetime.fromisoformat(since)
    is_today = moment.date() == datetime.now(UTC).astimezone().date()
    return f"{moment:%H:%M}" if is_today else f"{moment.month} 月 {moment.day} 日 {moment:%H:%M}"
