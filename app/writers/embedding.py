"""The program's typefaces as reportlab embeds them. Imported when first needed, for reportlab is slow to load."""

from functools import cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTEncoding, TTFont

from app.sheet.faces import Face
from app.sheet.font_files import font_source
from app.sheet.fonts import face

_BLOCK = 100  # entries of one bfchar block; the format allows no more
_registering = Lock()


class EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A typeface that is already read, with a text layer that is right for characters above U+FFFF too.

    reportlab writes such a character as five hexadecimal digits, where the format wants the four or eight of UTF-16;
    𬭎 is drawn then, and copied as something else. So the maps from glyphs to text are written anew here.
    """

    def __init__(self, name: str, face: Face) -> None:
        """Take a typeface; the base class would read its file once more."""
        self.fontName = name
        self.face = face
        self.encoding = TTEncoding()
        self.state: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._asciiReadable = False  # else every subset had all of ASCII
        self.shapable = False

    def addObjects(self, doc: Any) -> None:  # noqa: N802, ANN401 - reportlab's own name and type
        """Add the subsets to a document, with maps from their codes to text."""
        subsets = self.state[doc].subsets
        names = [self.getSubsetInternalName(number, doc).lstrip("/") for number in range(len(subsets))]
        super().addObjects(doc)
        for name, subset in zip(names, subsets, strict=True):
            font = doc.idToObject["BasicFonts"].dict[name]
            doc.idToObject[font.ToUnicode.name].content = to_unicode_map(font.BaseFont, subset)


def to_unicode_map(font_name: str, subset: list[int]) -> str:
    """Return the map from the codes of a subset to text: code n stands for the character ``subset[n]``."""
    entries = [f"<{code:02X}> <{_utf16(character)}>" for code, character in enumerate(subset)]
    blocks = [entries[start : start + _BLOCK] for start in range(0, len(entries), _BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines)


def _utf16(character: int) -> str:
    return chr(character).encode("utf-16-be", "surrogatepass").hex().upper()


def embedded(font: str) -> str:
    """Return the name under which reportlab knows the typeface that a run names, registered once."""
    with _registering:
        return _registered(font)


@cache
def _registered(font: str) -> str:
    typeface = face(font)
    name = f"{typeface.name.decode()}-{font_source(font).path.stem}"  # no two alike, and no word of the clerk's folders
    pdfmetrics.registerFont(EmbeddedFont(name, typeface))
    return name
