"""The characters of a text file whose encoding nobody notes."""

import codecs
import re

from app.base.errors import ReadingError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = {"gb2312", "gbk", "gb18030", "cp936", "936", "ms936", "gb_2312-80", "x-gbk", "hz-gb-2312"}
_LONG_LETTER = re.compile(
    b"[\xe0-\xff]"
)  # with which UTF-8 begins any Chinese; without, “效” in GBK passes for Cyrillic
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_END_OF_LINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NO_CHARACTER = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DECLARED = re.compile(rb"""\A[^<]{0,9}<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w-]+)""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENOUGH = 400  # bytes from which the width of a character shows


def decoded(content: bytes, declared: str = "") -> str:
    """Return the text of a whole file.

    Args:
        content: its bytes.
        declared: the encoding that it says it has; believed when it fits.
    """
    for encoding in _guesses(content, declared):
        try:
            return content.decode(encoding).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("gb18030", errors="replace")


def decoded_start(content: bytes) -> str:
    """Return the text of the beginning of a file, which may end within a character."""
    for encoding in _guesses(content, ""):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(content).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return content.decode("gb18030", errors="replace")


def plain_xml(content: bytes, name: str) -> bytes:
    """Return an XML file in UTF-8, whatever encoding it is in or says it is in.

    Args:
        content: its bytes.
        name: of the file, for messages.

    Raises:
        ReadingError: it has a document type, which may hold entity bombs.
    """
    declared = _DECLARED.match(content.replace(b"\0", b"", 500)[:500])
    text = clean(decoded(content, declared[1].decode("ascii") if declared else ""))
    if "<!DOCTYPE" in text:
        raise ReadingError(f"“{name}”里有不该有的内容（DOCTYPE），可能有害，没有读入。")
    return _DECLARATION.sub("", text, count=1).strip().encode()


def is_plain(text: str) -> bool:
    """Whether a text has no characters that only programs and pictures have."""
    return not _CONTROL.search(text) and text.count("\ufffd") * 50 <= len(text)


def clean(text: str) -> str:
    """Return a text with its ends of lines alike and without control characters; tabs stay, for they part cells."""
    return _NO_CHARACTER.sub("", _END_OF_LINE.sub("\n", text))


def _guesses(content: bytes, declared: str) -> list[str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return [encoding]
    wide = _wide(content[:_ENOUGH])
    name = declared.strip().lower()
    usual = ["utf-8", "gb18030"] if _LONG_LETTER.search(content) else ["gb18030", "utf-8"]
    return [*([wide] if wide else []), *([_named(name)] if name else []), *usual]


def _named(name: str) -> str:
    """Return the encoding that a name means: what calls itself gb2312 mostly has characters beyond it."""
    return "gb18030" if name in _CHINESE else name


def _wide(start: bytes) -> str:
    """Return which UTF-16 a text without mark is in, if it is: its line ends and digits have zeros."""
    if b"\0" not in start:
        return ""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if even and odd:
        return ""
    return "utf-16-le" if odd else "utf-16-be"
