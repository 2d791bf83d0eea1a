"""What a file is by its content; its name says nothing reliable. Only its beginning is read here."""

import re
import stat
from enum import StrEnum
from pathlib import Path

from app.base.errors import ReadingError
from app.base.files import reason
from app.readers.package import open_package
from app.readers.texts import decoded_start, is_plain

_START = 64 * 1024  # bytes from which the kind is told
_PDF_WITHIN = 1024
_MB = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RAW_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|table|tr|div|p|span|style|script|title)\b", re.IGNORECASE)
_OFFICE_XML = re.compile(
    "<(?:[\\w.-]+:)?(?:(?P<xls>Workbook)\\s[^<>]*urn:schemas-microsoft-com:office:spreadsheet"
    "|(?P<doc>wordDocument|package)\\s[^<>]*http://schemas.microsoft.com/office/(?:word/2003/wordml|2006/xmlPackage))"
)
_MHTML = re.compile(r"\A(?:[\w-]+:.*\n(?:[ \t].*\n)*)*?mime-version:", re.IGNORECASE)


class Kind(StrEnum):
    """What the readers can read."""

    PDF = "pdf"
    XLSX = "xlsx"
    XLS = "xls"
    XLS_XML = "xls as xml"
    DOCX = "docx"
    DOC = "doc"
    DOC_XML = "doc as xml"
    HTML = "html"
    TEXT = "text"


_LARGEST = {
    Kind.PDF: 200,
    Kind.XLSX: 100,
    Kind.XLS: 50,
    Kind.XLS_XML: 60,
    Kind.DOCX: 100,
    Kind.DOC: 50,
    Kind.DOC_XML: 60,
    Kind.HTML: 15,
    Kind.TEXT: 30,
}  # MB
_PICTURE = "是图片，里面没有可读的文字。请先用文字识别软件转成 Word 或 Excel，或找到原来的文件。"
_PROGRAM = "是程序，不是表格或文档，没有读入。"
_PACKED = "是压缩包。请先解压，再选择里面的文件。"
_FOREIGN = (
    (b"\x89PNG\r\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"RIFF", _PICTURE),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"\x1f\x8b", _PACKED),
)
_PARTS = (
    ("xl/workbook.xml", Kind.XLSX, ""),
    ("word/document.xml", Kind.DOCX, ""),
    ("word/document2.xml", Kind.DOCX, ""),
    ("OFD.xml", None, "是 OFD 版式文件，暂不支持。请找到它的 Word、Excel 或 PDF 版本，或用阅读器另存为 PDF 后再试。"),
    ("xl/workbook.bin", None, "是二进制的 .xlsb 工作簿，暂不支持。请在 Excel 或 WPS 里打开并另存为 .xlsx 后再试。"),
    ("ppt/presentation.xml", None, "是演示文稿，不是表格或文档。请选择 Excel、Word 或 PDF 文件。"),
    ("META-INF/manifest.xml", None, "是 OpenDocument 文件，暂不支持。请打开它并另存为 .xlsx 或 .docx 后再试。"),
)
_STREAMS = (
    ("EncryptedPackage", None, "有打开密码。请在 WPS 或 Office 里打开它，去掉密码另存后再试。"),
    ("Workbook", Kind.XLS, ""),
    ("Book", Kind.XLS, ""),
    ("WordDocument", Kind.DOC, ""),
    ("PowerPoint Document", None, "是演示文稿，不是表格或文档。请选择 Excel、Word 或 PDF 文件。"),
)
_UNKNOWN = "认不出是什么文件。请选择 Excel、Word、PDF、网页或 CSV 文件。"


def kind_of(path: Path) -> Kind:
    """Return what a file is.

    Raises:
        ReadingError: it cannot be opened, is empty or too large, or is nothing that can be read.
    """
    size = _size(path)
    try:
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError as error:
        raise ReadingError(f"读不出文件“{path}”：{reason(error)}。请确认它没有被占用，并有读取权限。") from error
    kind = _kind(path, start)
    if size > _LARGEST[kind] * _MB:
        most = _LARGEST[kind]
        raise ReadingError(f"“{path.name}”有 {size // _MB} MB，超过 {most} MB，没有读入。请拆成几个文件再试。")
    return kind


def _size(path: Path) -> int:
    """Return the size of a file that can be opened without waiting for anyone."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "名称里有系统不接受的字符"
        raise ReadingError(f"读不出文件“{path}”：{why}。请检查文件的位置和名称。") from error
    if stat.S_ISDIR(found.st_mode):
        raise ReadingError(f"“{path}”是一个文件夹。请选择里面的文件。")
    if not stat.S_ISREG(found.st_mode):
        raise ReadingError(f"“{path}”不是普通文件，没有读入。请选择 Excel、Word、PDF、网页或 CSV 文件。")
    if found.st_size == 0:
        raise ReadingError(f"“{path.name}”是空文件（0 字节）。请重新复制或下载它。")
    return found.st_size


def _kind(path: Path, start: bytes) -> Kind:
    if start.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if start.startswith(_OLE):
        return _compound(path)
    if b"%PDF" in start[:_PDF_WITHIN]:
        return Kind.PDF
    if start.startswith(_RAW_BIFF):
        return Kind.XLS
    return _told_from_text(path, start)


def _told_from_text(path: Path, start: bytes) -> Kind:
    if start.startswith(b"{\\rtf"):
        return Kind.DOC
    text = decoded_start(start)
    if not is_plain(text):
        why = next((why for magic, why in _FOREIGN if start.startswith(magic)), _UNKNOWN)
        raise ReadingError(f"“{path.name}”{why}")
    if not text.strip():
        raise ReadingError(f"“{path.name}”里没有内容。请重新复制或下载它。")
    return _marked_up(text)


def _marked_up(text: str) -> Kind:
    page, office = _HTML.search(text), _OFFICE_XML.search(text)
    is_marked_up = text.lstrip().startswith("<")
    if is_marked_up and office and (page is None or office.start() < page.start()):
        return Kind.XLS_XML if office["xls"] else Kind.DOC_XML
    if _MHTML.match(text) or (is_marked_up and page) or "<table" in text.lower():
        return Kind.HTML
    return Kind.TEXT


def _zipped(path: Path) -> Kind:
    try:
        with open_package(path) as package:
            found = next(((kind, why) for part, kind, why in _PARTS if package and package.has(part)), None)
    except (ValueError, NotImplementedError) as error:
        raise ReadingError(f"“{path.name}”不完整或已损坏，读不出来。请重新复制或下载它。") from error
    return _known(path, *(found or (None, _PACKED)))


def _compound(path: Path) -> Kind:
    import olefile

    try:
        with olefile.OleFileIO(path) as container:
            found = next(((kind, why) for stream, kind, why in _STREAMS if container.exists(stream)), None)
    except Exception as error:  # of a damaged file it raises whatever comes up
        raise ReadingError(f"“{path.name}”不完整或已损坏，读不出来。请重新复制或下载它。") from error
    return _known(path, *(found or (None, _UNKNOWN)))


def _known(path: Path, kind: Kind | None, why: str) -> Kind:
    if kind is None:
        raise ReadingError(f"“{path.name}”{why}")
    return kind
