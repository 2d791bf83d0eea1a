"""The letters of a PDF's page and the lines they make."""

import ctypes
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pypdfium2.raw as pdfium

from app.readers.grids import Box
from app.readers.pdf_rules import Turned

_SAME_LINE = 0.45  # of the higher letter: how far the middles of letters on one line may lie apart
_WORD_GAP = 0.3  # of a letter's height: between Latin words
_FEW = 20  # letters: too few to tell by
_FAR_GAP = 1.2  # of a letter's height: things that are apart, and not two words
APART = "   "
"""What stands between things on one line that are far apart."""

_BLANKS = frozenset(" \t\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff")
_NOTHING = frozenset("\0\r\n\u200b\ufeff\u00ad\x02\ufffe")
# Some producers map letters to the radicals that look alike; nobody writes these themselves.
_TALL = 1.8  # times the usual height: such letters are a title or a watermark
_ASLANT = 0.1  # radians
_RADICALS = {code: chr(code) for code in (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFB00))}


def _plain_radicals() -> dict[int, str]:
    import unicodedata

    return {code: unicodedata.normalize("NFKC", text) for code, text in _RADICALS.items()}


_PLAIN = _plain_radicals()


class Letter(NamedTuple):
    """A letter and its box in points from the top left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.top + self.bottom) / 2


def page_letters(page: pdfium.FPDF_TEXTPAGE, turned: Turned) -> list[Letter]:
    """Return the letters of a page in the order in which they were set; blanks that were not set are left out."""
    letters: list[Letter] = []
    box = pdfium.FS_RECTF()
    pointer = ctypes.byref(box)
    unicode, loose = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    high = 0
    numbers: list[int] = []
    for number in range(pdfium.FPDFText_CountChars(page)):
        code = unicode(page, number)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        text = _PLAIN.get(code) or chr(code)
        if text in _NOTHING or (text in _BLANKS and pdfium.FPDFText_IsGenerated(page, number)):
            continue
        if loose(page, number, pointer):
            letter = Letter(text, *turned.box(box.left, box.bottom, box.right, box.top))
            if not (letters and _is_again(letters[-1], letter)):
                letters.append(letter)
                numbers.append(number)
    return _without_watermark(page, letters, numbers)


def _without_watermark(page: pdfium.FPDF_TEXTPAGE, letters: list[Letter], numbers: Sequence[int]) -> list[Letter]:
    """Leave out large letters that are set aslant across the page."""
    if not letters:
        return letters
    usual = sorted(letter.bottom - letter.top for letter in letters)[len(letters) // 2]
    return [
        letter
        for letter, number in zip(letters, numbers, strict=True)
        if letter.bottom - letter.top < _TALL * usual or not _is_aslant(pdfium.FPDFText_GetCharAngle(page, number))
    ]


def _is_aslant(angle: float) -> bool:
    off = angle % (math.pi / 2)
    return min(off, math.pi / 2 - off) > _ASLANT


def is_garbled(letters: Sequence[Letter]) -> bool:
    """Whether a page's letters are not those that one sees, as when its typefaces say nothing of them."""
    strange = sum(1 for letter in letters if letter.text == "\ufffd" or "\ue000" <= letter.text <= "\uf8ff")
    return len(letters) > _FEW and strange > len(letters) / 3


def _is_again(last: Letter, letter: Letter) -> bool:
    """Whether a letter was set twice, a hair apart, to look bold."""
    near = 0.12 * (letter.bottom - letter.top)
    return last.text == letter.text and abs(last.left - letter.left) < near and abs(last.top - letter.top) < near


class TextLine(NamedTuple):
    """A line of text and its box."""

    text: str
    box: Box


def lettered_rows(letters: Iterable[Letter]) -> list[list[Letter]]:
    """Return the letters by the lines that they stand on, from the top and in each from the left."""
    rows: list[list[Letter]] = []
    middle = height = 0.0
    for letter in sorted(letters, key=lambda one: one.top + one.bottom):
        tall = letter.bottom - letter.top
        if rows and letter.middle - middle < _SAME_LINE * max(height, tall):
            rows[-1].append(letter)
            height = max(height, tall)
        else:
            rows.append([letter])
            middle, height = letter.middle, tall
    return [sorted(row, key=lambda one: one.left) for row in rows]


def lines_of(letters: Iterable[Letter]) -> list[TextLine]:
    """Return the lines that letters make, from the top."""
    found = [_line(row) for row in lettered_rows(letters)]
    return [line for line in found if line.text]


def _line(letters: Sequence[Letter]) -> TextLine:
    parts: list[str] = []
    last: Letter | None = None
    for letter in letters:
        if last is not None:
            parts.append(_between(last, letter))
        parts.append(letter.text)
        last = letter
    inked = [letter for letter in letters if letter.text not in _BLANKS] or letters
    box = Box(inked[0].left, min(one.top for one in inked), inked[-1].right, max(one.bottom for one in inked))
    return TextLine("".join(parts).strip(), box)


def _between(last: Letter, letter: Letter) -> str:
    """Return what stands between two letters that nothing was set between."""
    gap = letter.left - last.right
    tall = last.bottom - last.top
    if gap > _FAR_GAP * tall:
        return APART
    are_words = last.text.isascii() and letter.text.isascii() and last.text.isalnum() and letter.text.isalnum()
    return " " if are_words and gap > _WORD_GAP * tall else ""


def text_of(letters: Iterable[Letter]) -> str:
    """Return the text of a cell, its lines apart."""
    return "\n".join(line.text for line in lines_of(letters))
