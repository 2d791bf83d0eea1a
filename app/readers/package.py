"""The zip archive that a workbook is, opened with limits: no bombs, no entities, nothing outside it."""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile, is_zipfile

from app.base.errors import JihengError
from app.base.files import reason

MOST_FILES = 5_000
LARGEST = 200 * 1024 * 1024  # bytes, unpacked; a workbook of 1,000 forms has about 60 MB
_NAMESPACE = re.compile(r"\{[^}]*\}")


class Package:
    """The parts of an office file.

    Attributes:
        name: of the file, for messages.
    """

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive = archive
        self.name = name
        self._left = LARGEST
        if len(archive.infolist()) > MOST_FILES:
            raise JihengError(f"“{name}”里有 {len(archive.infolist())} 个文件，不像是表格，没有读入。")

    def has(self, part: str) -> bool:
        """Whether there is a part of that name."""
        return part in self._archive.NameToInfo

    def elements(self, part: str) -> Iterator[Element]:
        """Yield every element of a part when it is whole, the innermost first; tags come without namespaces.

        Raises:
            JihengError: the part is too large, damaged, or has a document type, which may hold entity bombs.
        """
        try:
            for _, element in iterparse(BytesIO(self._read(part))):  # noqa: S314 - _read() lets no entities pass
                element.tag = _NAMESPACE.sub("", element.tag)
                yield element
        except ParseError as error:
            raise self.damaged() from error

    def _read(self, part: str) -> bytes:
        try:
            self._left -= self._archive.getinfo(part).file_size
            if self._left < 0:
                raise JihengError(f"“{self.name}”解开后超过 {LARGEST // 1024 // 1024} MB，不像是表格，没有读入。")
            content = self._archive.read(part)
        except (KeyError, BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
            raise self.damaged() from error
        if b"<!DOCTYPE" in content.replace(b"\0", b""):  # UTF-16 has a zero beside each of these letters
            raise JihengError(f"“{self.name}”里有表格不该有的内容（DOCTYPE），可能有害，没有读入。")
        return content

    def damaged(self) -> JihengError:
        """Return the error to raise when the file is not as it must be."""
        return JihengError(f"“{self.name}”已损坏，读不出来。请在 Excel 或 WPS 里打开并另存为 .xlsx 后再试。")


@contextmanager
def open_package(path: Path) -> Iterator[Package | None]:
    """Open an office file; ``None`` when it is something else.

    Raises:
        JihengError: the file cannot be read, or is damaged.
    """
    try:
        with path.open("rb") as file:
            if not is_zipfile(file):
                if _starts_like_zip(file):
                    raise JihengError(f"“{path.name}”不完整，读不出来。请重新复制或下载它。")
                yield None
                return
            with ZipFile(file) as archive:
                yield Package(archive, path.name)
    except OSError as error:
        raise JihengError(f"读不出文件“{path}”：{reason(error)}。") from error
    except BadZipFile as error:
        raise JihengError(f"“{path.name}”已损坏，读不出来。请重新复制或下载它。") from error


def _starts_like_zip(file: IO[bytes]) -> bool:
    file.seek(0)
    return file.read(4) == b"PK\x03\x04"
