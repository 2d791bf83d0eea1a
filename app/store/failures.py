"""Telling what the environment did wrong (a full disk, another program) from what is a fault of the program.

SQLite reports both as exceptions; only the first become sentences for the clerk, the others keep their traceback.
Reads are as likely to fail as writes, so both go through here.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.base.errors import DamagedError, StoreError
from app.base.files import reason

_IN_USE = "数据文件“{name}”正被其他程序使用（例如同步、备份或查看数据库的软件）。请关闭它后再试。"
_READ_ONLY = "数据文件“{name}”是只读的，不能保存。请检查它的权限，或把它放到有写入权限的文件夹。"
_DISK_ERROR = "读写数据文件“{name}”时磁盘出错。请检查磁盘或网络连接后再试。"
_FULL = "磁盘已满，没有保存到数据文件“{name}”。请腾出空间后再试。"
_DAMAGED = "数据文件“{name}”已损坏。请从备份恢复。"
_NO_ACCESS = "打不开数据文件“{name}”。请检查它是否已被移走，以及所在的磁盘或网络是否可用。"

SENTENCES = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_PROTOCOL: _IN_USE,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_IOERR: _DISK_ERROR,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _NO_ACCESS,
}


@contextmanager
def plain_failures(path: Path) -> Iterator[None]:
    """Raise what the environment did to the file at ``path`` as one plain sentence.

    Raises:
        StoreError: the file is in use, read-only, damaged or gone, or the disk is full or failing.
    """
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        sentence = _sentence(error)
        if not sentence:
            raise
        kind = DamagedError if sentence == _DAMAGED else StoreError
        raise kind(sentence.format(name=path.name)) from error
    except UnicodeEncodeError as error:
        raise StoreError("文字中有不能保存的字符，没有保存。请删去它，重新输入。") from error
    except OSError as error:
        raise StoreError(f"不能读写数据文件“{path}”：{reason(error)}。请检查它和所在的文件夹。") from error


def _sentence(error: sqlite3.Error | DBAPIError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return "" if code is None else SENTENCES.get(code & 0xFF, "")  # the low byte is the primary code


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file's content makes no sense."""
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
