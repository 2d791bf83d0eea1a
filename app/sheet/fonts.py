"""The typefaces of the printed forms: which letters they have and how wide these are.

Measures come from the very files that the PDF embeds, so lines break on screen, in PDF and in Excel's row heights
at the same places. A letter that a typeface lacks is taken from another declared one, letter by letter, and one that
none of them has from any font of the machine.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from app.base.locations import resources_folder
from app.definitions.looks import Font
from app.sheet import machine_fonts
from app.sheet.font_files import font_source
from app.sheet.typeset import printable

if TYPE_CHECKING:
    from app.sheet.faces import Face

_reading = Lock()


class FontChoice(StrEnum):
    """With which typefaces forms are printed."""

    OPEN = "open"  # those that come with the program: the same print on every desk
    OFFICIAL = "official"  # 方正小标宋, 宋体 and so on where the machine has them


class ChosenFont(Font):
    """A declared typeface with the official font that the machine has for it.

    Attributes:
        found: the official font, as runs name it.
    """

    found: str


class Run(NamedTuple):
    """Letters that come from one font: a file of ``resources/fonts``, or what ``font_source`` takes apart."""

    text: str
    font: str
    width: int


class FontBook:
    """The typefaces of a library; the first declared one is asked first for letters that another lacks."""

    def __init__(self, fonts: Mapping[str, Font]) -> None:
        self._files = {name: _files(font) for name, font in fonts.items()}
        self._advances: dict[str, Advances] = {}

    def advances(self, font: str) -> "Advances":
        """Return how far each letter moves on when set in a declared typeface."""
        if font not in self._advances:
            others = (file for files in self._files.values() for file in files)
            self._advances[font] = Advances(tuple(dict.fromkeys([*self._files[font], *others])))
        return self._advances[font]

    def first_file(self, font: str) -> str:
        """Return the font that a declared typeface is printed with where it has the letter."""
        return self._files[font][0]

    def runs(self, text: str, font: str) -> list[Run]:
        """Return ``text`` cut where the font file changes."""
        advances = self.advances(font)
        files = set(map(advances.file_of, text))
        if len(files) == 1:
            return [Run(text, files.pop(), sum(map(advances.__getitem__, text)))]
        pieces = ((file, "".join(letters)) for file, letters in groupby(text, advances.file_of))
        return [Run(piece, file, sum(map(advances.__getitem__, piece))) for file, piece in pieces]

    def missing_characters(self, text: str) -> list[str]:
        """Return the characters of ``text`` that no font has, each once, in their order."""
        advances = self.advances(next(iter(self._files)))
        return [character for character in dict.fromkeys(printable(text)) if advances.lacks(character)]


class Advances(dict[str, int]):
    """How far each letter moves on, in thousandths of its size, and the font it comes from.

    Both are found out when first asked for; files are tried in the order given, then the machine's fonts.
    """

    def __init__(self, files: tuple[str, ...]) -> None:
        super().__init__()
        self._files = files
        self._file_of: dict[str, str | None] = {"\n": files[0]}

    def __missing__(self, character: str) -> int:
        self[character] = round(face(self.file_of(character)).getCharWidth(ord(character)))
        return self[character]

    def file_of(self, character: str) -> str:
        """Return the font that has a letter; the first where none has it."""
        if character not in self._file_of:
            self._file_of[character] = self._found(character)
        return self._file_of[character] or self._files[0]

    def _found(self, character: str) -> str | None:
        declared = (file for file in self._files if ord(character) in face(file).charToGlyph)
        return next(declared, None) or self._from_machine(character)

    def _from_machine(self, character: str) -> str | None:
        source = machine_fonts.letter_source(character, face(self._files[0]).weight)
        return source.key if source else None

    def lacks(self, character: str) -> bool:
        """Whether no font file has a letter."""
        self.file_of(character)
        return self._file_of[character] is None


def face(font: str) -> "Face":
    """Return the typeface that a run names, read once."""
    from app.sheet.faces import read_face

    with _reading:
        return read_face(font_source(font))


def font_book(fonts: Mapping[str, Font]) -> FontBook:
    """Return the book of some typefaces; the same one for the same declarations."""
    return _book(tuple(fonts.items()))


@cache
def _book(fonts: tuple[tuple[str, Font], ...]) -> FontBook:
    return FontBook(dict(fonts))


def chosen_fonts(fonts: Mapping[str, Font], choice: FontChoice) -> Mapping[str, Font]:
    """Return declared typefaces with the official ones where these are chosen and found, for a sheet to hold."""
    if choice is FontChoice.OPEN:
        return fonts
    return {name: _official(font) for name, font in fonts.items()}


def official_fonts(fonts: Mapping[str, Font]) -> dict[str, Path | None]:
    """Return for the official name of each declared typeface the machine's file, ``None`` where it has none."""
    chosen = (_official(font) for font in fonts.values())
    return {font.official: font_source(font.found).path if isinstance(font, ChosenFont) else None for font in chosen}


def missing_characters(text: str, fonts: Mapping[str, Font]) -> list[str]:
    """Return the characters of ``text`` that neither the declared typefaces nor the machine's fonts have."""
    return font_book(fonts).missing_characters(text)


def font_file_of(character: str, fonts: Mapping[str, Font]) -> Path | None:
    """Return the file of a font that has a character, the program's own before the machine's."""
    book = font_book(fonts)
    if not fonts or book.missing_characters(character):
        return None
    return resources_folder() / "fonts" / font_source(book.advances(next(iter(fonts))).file_of(character)).path


def look_again() -> None:
    """Forget what was found on the machine, so that a font installed since is used."""
    machine_fonts.look_again()
    _book.cache_clear()


def _official(font: Font) -> Font:
    found = machine_fonts.official_font((font.official, *font.also))
    if found is None:
        return font
    return ChosenFont(file=font.file, official=font.official, also=font.also, found=found.key)


def _files(font: Font) -> tuple[str, ...]:
    return (font.found, font.file) if isinstance(font, ChosenFont) else (font.file,)
