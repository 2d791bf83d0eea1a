"""Old Word documents (.doc), WPS texts and RTF, by way of an office suite that is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.base.errors import ReadingError
from app.readers.grids import Pages
from app.readers.word import read_docx

SECONDS = 60
_ADVICE = "请在 WPS 或 Word 里打开它，另存为 .docx 后再试。"
_PROGRAMS = ("soffice", "libreoffice")
_WINDOWS = ("LibreOffice/program/soffice.exe",)
_PASSWORD_FLAG = 0x0100


@contextmanager
def read_doc(path: Path) -> Iterator[Pages]:
    """Open a document.

    Raises:
        JihengError: there is no office suite, or it cannot read the file.
    """
    _refuse_password(path)
    office = find_office()
    if office is None:
        raise ReadingError(f"“{path.name}”是旧版 Word 文档，本机没有装能转换它的 LibreOffice，读不出来。{_ADVICE}")
    with (
        tempfile.TemporaryDirectory(prefix="jiheng-", ignore_cleanup_errors=True) as folder,
        read_docx(_converted(path, office, Path(folder))) as pages,
    ):
        pages.kind = "doc"
        yield pages


def find_office() -> str | None:
    """Return the program that converts documents, if there is one."""
    for name in _PROGRAMS:
        if found := shutil.which(name):
            return found
    folders = [Path(os.environ[name]) for name in ("ProgramFiles", "ProgramFiles(x86)") if os.environ.get(name)]
    return next((str(folder / one) for folder in folders for one in _WINDOWS if (folder / one).is_file()), None)


def _refuse_password(path: Path) -> None:
    import olefile

    with path.open("rb") as file:
        if not olefile.isOleFile(file):
            return
    with suppress(OSError, ValueError, IndexError), olefile.OleFileIO(path) as container:
        flags = container.openstream("WordDocument").read(12)[10:12]
        if int.from_bytes(flags, "little") & _PASSWORD_FLAG:
            raise ReadingError(f"“{path.name}”有打开密码。请在 WPS 或 Word 里打开它，去掉密码另存后再试。")


def _converted(path: Path, office: str, folder: Path) -> Path:
    """Return the document as .docx. The office suite gets a copy under a plain name, and settings of its own."""
    source = folder / f"document{_suffix(path)}"
    shutil.copyfile(path, source)
    profile = (folder / "profile").as_uri()
    words = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "docx"]
    _run([*words, "--outdir", str(folder), str(source)], path.name)
    target = folder / "document.docx"
    if not target.is_file():
        raise ReadingError(f"LibreOffice 读不出“{path.name}”，它可能已损坏。{_ADVICE}")
    return target


def _suffix(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(5)
    return ".rtf" if start.startswith(b"{\\rtf") else ".doc"


def _run(words: list[str], name: str) -> None:
    with subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(SECONDS)
        except BaseException as error:
            _end(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise ReadingError(f"LibreOffice 转换“{name}”超过 {SECONDS} 秒，已停止。{_ADVICE}") from error
            raise


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program with what it started; its first process only waits for another."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
