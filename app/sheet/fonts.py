"""The typefaces of the printed forms: which letters they have and how wide these are.

Measures come from the very files that the PDF embeds, so lines break on screen, in PDF and in Excel's row heights
at the same places. A letter that a typeface lacks is taken from another declared one, letter by letter.
"""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from app.base.locations import resources_folder
from app.definitions.schema import Font
from app.sheet.typeset import printable

if TYPE_CHECKING:
    from app.sheet.faces import Face

_reading = Lock()


class Run(NamedTuple):
    """Letters that come from one font file."""

    text: str
    font: str
    width: int


class FontBook:
    """The declared typefaces of a library; the first declared one is asked first for letters that another lacks."""

    def __init__(self, fonts: Mapping[str, Font]) -> None:
        self._files = {name: font.file for name, font in fonts.items()}
        self._advances: dict[str, Advances] = {}

    def advances(self, font: str) -> "Advances":
        """Return how far each letter moves on when set in a declared typeface."""
        if font not in self._advances:
            files = dict.fromkeys([self._files[font], *self._files.values()])
            self._advances[font] = Advances(tuple(files))
        return self._advances[font]

    def runs(self, text: str, font: str) -> list[Run]:
        """Return ``text`` cut where the font file changes."""
        advances = self.advances(font)
        files = set(map(advances.file_of, text))
        if len(files) == 1:
            return [Run(text, files.pop(), sum(map(advances.__getitem__, text)))]
        pieces = ((file, "".join(letters)) for file, letters in groupby(text, advances.file_of))
        return [Run(piece, file, sum(map(advances.__getitem__, piece))) for file, piece in pieces]

    def missing_characters(self, text: str) -> list[str]:
        """Return the characters of ``text`` that no declared typeface has, each once, in their order."""
        advances = self.advances(next(iter(self._files)))
        return [character for character in dict.fromkeys(printable(text)) if advances.lacks(character)]


class Advances(dict[str, int]):
    """How far each letter moves on, in thousandths of its size, and the font file it comes from.

    Both are found out when first asked for; files are tried in the order given.
    """

    def __init__(self, files: tuple[str, ...]) -> None:
        super().__init__()
        self._files = files
        self._file_of: dict[str, str | None] = {"\n": files[0]}

    def __missing__(self, character: str) -> int:
        self[character] = round(face(self.file_of(character)).getCharWidth(ord(character)))
        return self[character]

    def file_of(self, character: str) -> str:
        """Return the font file that has a letter; the first where none has it."""
        if character not in self._file_of:
            self._file_of[character] = next((f for f in self._files if ord(character) in face(f).charToGlyph), None)
        return self._file_of[character] or self._files[0]

    def lacks(self, character: str) -> bool:
        """Whether no font file has a letter."""
        self.file_of(character)
        return self._file_of[character] is None


def face(file: str) -> "Face":
    """Return the typeface in a file of ``resources/fonts``, read once."""
    with _reading:
        return _read(resources_folder() / "fonts" / file)


@cache
def _read(path: Path) -> "Face":
    from app.sheet.faces import read_face

    return read_face(path)


@cache
def _book(fonts: tuple[tuple[str, Font], ...]) -> FontBook:
    return FontBook(dict(fonts))


def font_book(fonts: Mapping[str, Font]) -> FontBook:
    """Return the book of some declared typefaces; the same one for the same declarations."""
    return _book(tuple(fonts.items()))


def missing_characters(text: str, fonts: Mapping[str, Font]) -> list[str]:
    """Return the characters of ``text`` that none of the declared typefaces has."""
    return font_book(fonts).missing_characters(text)
