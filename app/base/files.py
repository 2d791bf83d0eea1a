"""Writing files so that nobody ever finds half of one."""

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
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".~", suffix=target.suffix)
        os.close(handle)
    except OSError as error:
        raise OutputError(f"不能写入文件夹“{target.parent}”：{reason(error)}。请换一个有写入权限的文件夹。") from error
    aside = Path(name)
    try:
        yield aside
        aside.chmod(0o666 & ~_umask())
        aside.replace(target)
    except OSError as error:
        raise OutputError(f"不能写入“{target}”：{reason(error)}。请关闭正在使用它的程序，或换一个位置。") from error
    finally:
        aside.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def reason(error: OSError) -> str:
    """Return why the system refused, in the clerk's words."""
    import errno

    words = {
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "磁盘是只读的",
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "磁盘配额已用完",
        errno.ENOENT: "文件或文件夹不存在",
        errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
        errno.EEXIST: "已有同名的文件",
        errno.EISDIR: "它是一个文件夹",
        errno.ENAMETOOLONG: "名称太长",
        errno.EBUSY: "正被其他程序使用",
    }
    return words.get(error.errno or 0, error.strerror or type(error).__name__)
