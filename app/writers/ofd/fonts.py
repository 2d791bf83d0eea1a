"""The typefaces of an OFD file: cut down to the letters that it prints, from fonts that are read once.

fontTools' own subsetter changes the font that it is given, so it would read the font anew for each document: 0.2 s for
the large one. Here the font stays in memory, and a subset is put together from the glyphs as they are in 3 ms.
"""

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import BytesIO
from logging import ERROR, getLogger
from struct import unpack_from
from threading import Lock
from typing import Any, NamedTuple

from app.sheet.font_files import font_source
from app.sheet.fonts import face

_KEPT = ("head", "hhea", "maxp", "OS/2", "post", "name", "cvt ", "fpgm", "prep", "gasp")  # besides outlines and widths
_POSTSCRIPT_NAME = 6
_TAG = 6  # letters
_WITHOUT_NAMES = 3.0  # the format of a table of glyph names that holds none
_reading = Lock()


class Ink(NamedTuple):
    """How far the outline of a letter reaches from the beginning of its baseline, in thousandths of its size."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Subset:
    """A font file with the letters that a document prints.

    Attributes:
        name: the font's own, after six letters that tell one subset of it from another.
        content: the file.
        glyphs: the number of each letter's glyph in it.
    """

    name: str
    content: bytes
    glyphs: dict[str, int]


class Source:
    """A TrueType font that subsets are taken from; nothing in it changes after it is read."""

    def __init__(self, content: bytes, member: int) -> None:
        """Read the tables that are needed from a file; ``member`` says which font of a collection it is."""
        from fontTools.ttLib import TTFont

        font: Any = TTFont(BytesIO(content), fontNumber=member, lazy=True)
        self.tables = {tag: font[tag] for tag in _KEPT if tag in font}
        self.names: list[str] = font.getGlyphOrder()
        self.characters: dict[int, str] = font.getBestCmap() or {}
        self.outlines = font["glyf"]
        self.metrics: dict[str, tuple[int, int]] = font["hmtx"].metrics
        self.scale = 1000 / self.tables["head"].unitsPerEm
        self.inks: dict[str, Ink] = {}

    def ink(self, character: str) -> Ink:
        """Return how far a letter's outline reaches."""
        if character not in self.inks:
            self.inks[character] = self._ink(self.characters.get(ord(character), self.names[0]))
        return self.inks[character]

    def _ink(self, name: str) -> Ink:
        data = getattr(self.outlines.glyphs[name], "data", b"")
        left, bottom, right, top = unpack_from(">4h", data, 2) if data else (0, 0, 0, 0)
        return Ink(left * self.scale, bottom * self.scale, right * self.scale, top * self.scale)

    def subset(self, characters: Collection[str]) -> Subset:
        """Return a font with these letters, those that it lacks left out."""
        mapping = {ord(each): self.characters[ord(each)] for each in sorted(characters) if ord(each) in self.characters}
        order = list(dict.fromkeys([self.names[0], *self._with_parts(mapping.values())]))
        places = {name: place for place, name in enumerate(order)}
        name = f"{_tag(mapping)}+{self.tables['name'].getDebugName(_POSTSCRIPT_NAME) or 'Font'}"
        glyphs = {chr(code): places[glyph] for code, glyph in mapping.items()}
        return Subset(name, self._assembled(name, order, mapping), glyphs)

    def _with_parts(self, names: Iterable[str]) -> Iterator[str]:
        """Yield glyphs, and those that they are composed of."""
        for name in names:
            yield name
            yield from self._with_parts(self.outlines.glyphs[name].getComponentNames(self.outlines))

    def _assembled(self, name: str, order: list[str], mapping: dict[int, str]) -> bytes:
        from fontTools.fontBuilder import FontBuilder
        from fontTools.ttLib import TTFont, newTable

        font: Any = TTFont(recalcBBoxes=False, recalcTimestamp=False)
        font.setGlyphOrder(order)
        for tag, table in self.tables.items():
            font[tag] = copy(table)
        font["post"].formatType = _WITHOUT_NAMES
        font["loca"] = newTable("loca")
        font["glyf"] = newTable("glyf")
        font["glyf"].glyphs = self._glyphs(order)
        font["glyf"].glyphOrder = order
        font["hmtx"] = newTable("hmtx")
        font["hmtx"].metrics = {glyph: self.metrics[glyph] for glyph in order}
        builder = FontBuilder(font=font)
        builder.setupCharacterMap(mapping)
        builder.setupNameTable(
            {"familyName": name, "styleName": "Regular", "fullName": name, "psName": name}, mac=False
        )
        file = BytesIO()
        font.save(file)
        return file.getvalue()

    def _glyphs(self, order: list[str]) -> dict[str, Any]:
        """Return the outlines, those of composed glyphs opened, for the numbers of their parts change.

        The first, which stands for letters that are not there, is empty: a reader that takes 𬭎 for two characters
        draws it after the letter, and should draw nothing.
        """
        from fontTools.ttLib.tables._g_l_y_f import Glyph

        glyphs: dict[str, Any] = {order[0]: Glyph()}
        for name in order[1:]:
            glyph = self.outlines.glyphs[name]
            if glyph.getComponentNames(self.outlines):
                glyph = copy(glyph)
                glyph.expand(self.outlines)
            glyphs[name] = glyph
        return glyphs


def _tag(codes: Iterable[int]) -> str:
    """Return six letters made from the characters of a subset.

    A reader that knows fonts by their names must not take the letters of one document for those of another.
    """
    digest = sha256(" ".join(map(str, codes)).encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:_TAG])


def source(font: str) -> Source:
    """Return the font that a run names, read once."""
    with _reading:
        return _read(font)


@cache
def _read(font: str) -> Source:
    getLogger("fontTools").setLevel(ERROR)  # what it finds odd in a font, as a date of making, is nothing to a clerk
    place = font_source(font)
    return Source(face(font).content, 0 if place.letter else place.member or 0)
