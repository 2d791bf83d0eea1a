"""How forms are called: in a document's properties, in outlines, as worksheets and as files."""

import re

from app.base.files import clean_file_name
from app.sheet.sheet import Sheet
from app.sheet.typeset import printable

CREATOR = "绩衡 Jiheng"
_LONGEST_SHEET_NAME = 31
_REFUSED_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NO_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")
_RESERVED_SHEET_NAME = "history"


def heading(sheet: Sheet) -> str:
    """Return how a form is called among others: its attachment's label, or its kind, its number and its name."""
    return one_line(f"{sheet.attachment or sheet.kind}{sheet.ordinal} {sheet.name}")


def document_title(sheet: Sheet) -> str:
    """Return the title of a document that holds one form."""
    return one_line(f"{sheet.title} {sheet.name}")


def file_stem(sheet: Sheet) -> str:
    """Return the name of a form's own file without its ending, as “2022 附件12-1 区政府办政府会议专项”."""
    return clean_file_name(one_line(f"{sheet.year} {heading(sheet)}"))


def one_line(text: str) -> str:
    """Return ``text`` in one line and without characters that a document's properties cannot hold."""
    return " ".join(_NO_CHARACTERS.sub("", printable(text)).split())


def sheet_name(name: str, taken: set[str]) -> str:
    """Return ``name`` as Excel takes it for a worksheet, unlike all in ``taken``, and take it."""
    cleaned = _REFUSED_IN_SHEET_NAMES.sub("_", name).strip("' ") or "绩效目标表"
    if cleaned.lower() == _RESERVED_SHEET_NAME:
        cleaned += "_"
    return unlike(cleaned, taken, _LONGEST_SHEET_NAME)


def unlike(name: str, taken: set[str], longest: int) -> str:
    """Return ``name``, cut to ``longest`` characters and numbered where it is taken, and take it; case is ignored."""
    found, number = name[:longest].rstrip(), 1
    while found.lower() in taken:
        number += 1
        suffix = f"({number})"
        found = name[: longest - len(suffix)].rstrip() + suffix
    taken.add(found.lower())
    return found
