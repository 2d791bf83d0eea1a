"""Text that others wrote: how messages show it, on one line and not for long, and how files take it."""

import re
import unicodedata
from functools import lru_cache

_LONGEST = 30
_LINE_BREAK = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_BLANKS = re.compile(r"\s+")
_END_OF_LINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"


def on_one_line(text: str) -> str:
    """Return ``text`` without line breaks and without what could move a terminal's cursor.

    Forms break lines inside words because their cells are narrow; so nothing is put between two Chinese characters.
    """
    return "".join(_visible(character) for character in _LINE_BREAK.sub(_joint, text))


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    """Return how a message quotes a text that was typed or read."""
    line = _BLANKS.sub(" ", on_one_line(text)).strip()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _joint(found: re.Match[str]) -> str:
    around = found.string[: found.start()][-1:] + found.string[found.end() :][:1]
    return "" if not around.isascii() else " "


def _visible(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return " " if character.isspace() else _UNREADABLE


def plain_cell_text(text: str) -> str:
    """Return the text of a cell as every format takes it: ends of lines alike, control characters as spaces.

    Here it is decided for all writers. That readers call it too is what lets a text be read back as it was.
    """
    return _NO_CHARACTER.sub("", _CONTROL.sub(" ", _END_OF_LINE.sub("\n", text)))
