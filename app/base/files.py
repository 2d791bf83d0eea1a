"""Writing files so that nobody ever finds half of one."""

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.base.errors import OutputError

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
_LONGEST_NAME = 80  # characters; 80 Chinese characters are 240 bytes, under the 255 of common file systems


def clean_file_name(name: str) -> str:
    """Return ``name`` without what Windows or Linux refuse in a file's name, never empty."""
    cleaned = _FORBIDDEN.sub("_", name).strip(" .")[:_LONGEST_NAME].strip(" .")
    if cleaned.split(".")[0].upper() in _RESERVED:
        cleaned = f"_{cleaned}"
    return cleaned or "未命名"


def make_folder(folder: Path) -> None:
    """Create ``folder`` and its parents; raise ``OutputError`` where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"不能建立文件夹“{folder}”：{reason(error)}。请换一个有写入权限的文件夹。") from error


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """Give a path to write to; move the file to ``target`` only when all went well.

    Raises:
        OutputError: the folder cannot be written, the disk is full, or the old file is held by another program.
    """
    _refuse_device(target)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".~", suffix=target.suffix)
        os.close(handle)
    except OSError as error:
        raise OutputError(f"不能写入文件夹“{target.parent}”：{reason(error)}。请换一个有写入权限的文件夹。") from error
    aside = Path(name)
    try:
        yield aside
        aside.chmod(0o666 & ~_UMASK)
        aside.replace(target)
    except OSError as error:
        raise OutputError(f"不能写入“{target}”：{reason(error)}。请关闭正在使用它的程序，或换一个位置。") from error
    finally:
        aside.unlink(missing_ok=True)


def _refuse_device(target: Path) -> None:
    """Refuse to put a file in the place of a folder, a pipe or a device such as ``/dev/null``."""
    if os.path.lexists(target) and not (target.is_file() or target.is_symlink()):
        what = "它是一个文件夹" if target.is_dir() else "它不是普通文件"
        raise OutputError(f"不能写入“{target}”：{what}。请换一个文件名。")


def _read_umask() -> int:
    """Return the process's umask; it can only be read by setting it, which no other thread may notice."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


_UMASK = _read_umask()


_REASONS = {
    "EACCES": "没有权限",
    "EPERM": "没有权限",
    "EROFS": "磁盘是只读的",
    "ENOSPC": "磁盘已满",
    "EDQUOT": "磁盘配额已用完",
    "ENOENT": "文件或文件夹不存在",
    "ENOTDIR": "路径中有一段是文件，不是文件夹",
    "EEXIST": "已有同名的文件",
    "EISDIR": "它是一个文件夹",
    "ENAMETOOLONG": "名称太长",
    "EBUSY": "正被其他程序使用",
    "ETXTBSY": "正被其他程序使用",
    "ELOOP": "链接绕成了圈",
    "EIO": "磁盘出错",
    "EPIPE": "接收内容的程序已退出",
    "EBADF": "它已关闭",
    "EMFILE": "打开的文件太多",
    "ENFILE": "打开的文件太多",
    "EINVAL": "系统不接受这个名称或操作",
}


def write_whole(target: Path, content: bytes) -> None:
    """Write ``content`` to ``target``, whole or not at all.

    Raises:
        OutputError: as ``written_aside``.
    """
    with written_aside(target) as aside:
        aside.write_bytes(content)


def reason(error: OSError) -> str:
    """Return why the system refused, in the clerk's words."""
    name = errno.errorcode.get(error.errno or 0, "")
    return _REASONS.get(name, error.strerror or type(error).__name__)
