"""Single letters of the machine's fonts, each as a font of its own. Imported when first needed.

A rare character comes from a font of 50 MB, or from one whose outlines are not TrueType's; PDF and OFD take neither
as it is. One letter, drawn anew with TrueType's curves, is some hundred bytes and always the same.
"""

import re
from functools import cache, lru_cache
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph

from app.sheet.font_files import FontSource

_EXACTNESS = 1000  # curves are at most this part of the letter's size from where they were
_EMPTY = ".notdef"
_POSTSCRIPT_NAME = 6
_LONGEST_NAME = 50
_REFUSED_IN_NAMES = re.compile(r"[^A-Za-z0-9\-]")


class _Letter(NamedTuple):
    """A drawn letter, the PostScript name of its font, and how large this draws."""

    font: str
    outline: Any
    advance: int
    square: int
    ascent: int
    descent: int


@cache
def letter_font(source: FontSource) -> bytes | None:
    """Return a font with the one letter of a source; ``None`` when it does not draw it, or cannot be read."""
    try:
        letter = _drawn(source)
        return None if letter is None else _font_of(source.letter, letter)
    except Exception:  # noqa: BLE001 - a font from elsewhere may be broken in any way, and the next one is asked
        return None


def _drawn(source: FontSource) -> _Letter | None:
    font = _opened(source.path, source.member)
    name = font.getBestCmap().get(ord(source.letter))
    if name is None or font.getGlyphID(name) == 0:
        return None
    glyphs = font.getGlyphSet()
    record = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(record)
    square = font["head"].unitsPerEm
    pen = TTGlyphPen(None)
    record.replay(Cu2QuPen(pen, square / _EXACTNESS, reverse_direction="glyf" not in font))
    outline = pen.glyph()
    if not outline.numberOfContours:
        return None
    named = font["name"].getDebugName(_POSTSCRIPT_NAME) or ""
    return _Letter(named, outline, font["hmtx"][name][0], square, font["hhea"].ascent, font["hhea"].descent)


@lru_cache(maxsize=4)
def _opened(path: Path, member: int | None) -> Any:  # noqa: ANN401 - fontTools has no types
    """Return a font whose tables are read where they are asked for; the rest of the file stays on the disk."""
    with path.open("rb") as stream:
        content = mmap(stream.fileno(), 0, access=ACCESS_READ)
    font: Any = TTFont(content, fontNumber=-1 if member is None else member, lazy=True)
    if "glyf" in font:
        order = [str(number) for number in range(font["maxp"].numGlyphs)]
        font.setGlyphOrder(order)
        font["glyf"] = newTable("glyf")
        font["glyf"].glyphOrder = order
        font["glyf"].glyphs = _Outlines(font, content)
    return font


class _Outlines(dict[str, Any]):
    """The outlines of a font by the numbers of their glyphs, each read when it is asked for."""

    def __init__(self, font: Any, content: mmap) -> None:  # noqa: ANN401
        super().__init__()
        self._content = content
        self._start: int = font.reader.tables["glyf"].offset
        self._places = font["loca"].locations

    def __missing__(self, number: str) -> Any:  # noqa: ANN401
        first, last = self._places[int(number)], self._places[int(number) + 1]
        return Glyph(self._content[self._start + first : self._start + last])


def _font_of(character: str, letter: _Letter) -> bytes:
    # A name of its own, for two fonts of one name are mixed up in a PDF.
    name = f"{_REFUSED_IN_NAMES.sub('', letter.font)[:_LONGEST_NAME]}-u{ord(character):04X}"
    font: Any = FontBuilder(letter.square, isTTF=True)
    font.setupGlyphOrder([_EMPTY, "letter"])
    font.setupCharacterMap({ord(character): "letter"})
    font.setupGlyf({_EMPTY: TTGlyphPen(None).glyph(), "letter": letter.outline})
    bearing = font.font["glyf"]["letter"].xMin
    font.setupHorizontalMetrics({_EMPTY: (letter.advance, 0), "letter": (letter.advance, bearing)})
    font.setupHorizontalHeader(ascent=letter.ascent, descent=letter.descent)
    font.setupNameTable({"familyName": name, "styleName": "Regular", "fullName": name, "psName": name}, mac=False)
    font.setupOS2(sTypoAscender=letter.ascent, sTypoDescender=letter.descent, usWinAscent=letter.ascent)
    font.setupPost(keepGlyphNames=False)
    font.updateHead(created=0, modified=0)
    font.font.recalcTimestamp = False
    content = BytesIO()
    font.save(content)
    return content.getvalue()
