"""A font whose letters are composed of others."""

from io import BytesIO
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def composed_font(letter: str = "b") -> bytes:
    names = [".notdef", "x", "b", "e", "acute", "eacute"]
    corners = {".notdef": (0, 0, 500, 700), "x": (0, 0, 9, 9), "b": (1, 2, 3, 4), "e": (0, 0, 500, 500)}
    glyphs = {name: square(*box) for name, box in (corners | {"acute": (-50, 800, 100, 900)}).items()}
    pen = TTGlyphPen(glyphs)
    pen.addComponent("e", (1, 0, 0, 1, 0, 0))
    pen.addComponent("acute", (1, 0, 0, 1, 0, 0))
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord("x"): "x", ord(letter): "b", ord("e"): "e", ord("é"): "eacute"})
    font.setupGlyf(glyphs | {"eacute": pen.glyph()})
    font.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    font.setupHorizontalHeader(ascent=900, descent=-100)
    font.setupNameTable({"familyName": "Composed", "styleName": "Regular", "psName": "Composed"})
    font.setupOS2()
    font.setupPost()
    content = BytesIO()
    font.save(content)
    return content.getvalue()


def square(left: int, bottom: int, right: int, top: int) -> Any:
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    pen.lineTo((left, top))
    pen.lineTo((right, top))
    pen.lineTo((right, bottom))
    pen.closePath()
    return pen.glyph()
