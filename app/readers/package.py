"""The zip archive that a workbook is, opened with limits: no bombs, no entities, nothing outside it."""

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from zipfile import BadZipFile, ZipFile, is_zipfile

from app.base.errors import JihengError
from app.base.files import reason

MOST_FILES = 5_000
MOST_ELEMENTS = 6_000_000  # of one part; a million cells have about four million
LARGEST = 200 * 1024 * 1024  # bytes, unpacked; a workbook of 1,000 forms has about 60 MB
_LONGEST_LISTING = 4 * 1024 * 1024  # bytes
_END_WITHIN = 70_000  # bytes from the end, in which the length of the list of files is found
_NAMESPACE = re.compile(r"\{[^}]*\}")


class Package:
    """The parts of an office file.

    Attributes:
        name: of the file, for messages.
        advice: what the clerk can do about a damaged file.
    """

    advice = "请在 Excel 或 WPS 里打开并另存为 .xlsx 后再试。"

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive = archive
        self.name = name
        self._left = LARGEST
        if len(archive.infolist()) > MOST_FILES:
            raise JihengError(f"“{name}”里有 {len(archive.infolist())} 个文件，不像是表格，没有读入。")

    def has(self, part: str) -> bool:
        """Whether there is a part of that name."""
        return part in self._archive.NameToInfo

    def elements(self, part: str, prepare: Callable[[bytes], bytes] | None = None) -> Iterator[Element]:
        """Yield every element of a part when it is whole, the innermost first; tags come without namespaces.

        Args:
            part: its name.
            prepare: takes out of its bytes what need not be parsed.

        Raises:
            JihengError: the part is too large, damaged, or has a document type, which may hold entity bombs.
        """
        bare: dict[str, str] = {}
        content = self.content(part)
        if prepare:
            content = prepare(content)
        try:
            for number, (_, element) in enumerate(iterparse(BytesIO(content))):  # noqa: S314 - content() has no entities
                if number > MOST_ELEMENTS:
                    raise JihengError(f"“{self.name}”里的内容太多，没有读入。请拆成几个文件再试。")
                tag = element.tag
                element.tag = bare.get(tag) or bare.setdefault(tag, _NAMESPACE.sub("", tag))
                yield element
        except (ParseError, ValueError, LookupError) as error:  # the latter of encodings
            raise self.damaged() from error

    def content(self, part: str) -> bytes:
        """Return the bytes of a part, in which there are no entities.

        Raises:
            JihengError: as ``elements``.
        """
        try:
            self._left -= self._archive.getinfo(part).file_size
            if self._left < 0:
                raise JihengError(f"“{self.name}”解开后超过 {LARGEST // 1024 // 1024} MB，不像是表格，没有读入。")
            content = self._archive.read(part)
        except (KeyError, BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
            raise self.damaged() from error
        if b"<!DOCTYPE" in content.replace(b"\0", b""):  # UTF-16 has a zero beside each of these letters
            raise JihengError(f"“{self.name}”里有不该有的内容（DOCTYPE），可能有害，没有读入。")
        return content

    def damaged(self) -> JihengError:
        """Return the error to raise when the file is not as it must be."""
        return JihengError(f"“{self.name}”已损坏，读不出来。{self.advice}")


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
            _refuse_long_listing(file, path.name)
            with ZipFile(file) as archive:
                yield Package(archive, path.name)
    except OSError as error:
        raise JihengError(f"读不出文件“{path}”：{reason(error)}。") from error
    except BadZipFile as error:
        raise JihengError(f"“{path.name}”已损坏，读不出来。请重新复制或下载它。") from error


def _refuse_long_listing(file: IO[bytes], name: str) -> None:
    """Refuse an archive whose list of files is longer than any office file's, before it is read into memory."""
    size = file.seek(0, SEEK_END)
    file.seek(max(size - _END_WITHIN, 0))
    end = file.read()
    at = end.rfind(b"PK\5\6")
    length = int.from_bytes(end[at + 12 : at + 16], "little")
    wide = end.rfind(b"PK\6\6", 0, at) if end[at - 20 : at - 16] == b"PK\6\7" else -1
    if wide >= 0:
        length = max(int.from_bytes(end[wide + 40 : wide + 48], "little"), length % 0xFFFFFFFF)
    if length > _LONGEST_LISTING:
        raise JihengError(f"“{name}”里有太多文件，不像是表格或文档，没有读入。")
    file.seek(0)


def _starts_like_zip(file: IO[bytes]) -> bool:
    file.seek(0)
    return file.read(4) == b"PK\x03\x04"
