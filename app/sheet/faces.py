"""A TrueType file as reportlab reads it: measures for the sheet, subsets for the PDF. Imported when first needed."""

from functools import cache
from io import BytesIO
from typing import Any

from reportlab.pdfbase.ttfonts import FF_FORCEBOLD, TTFontFace

from app.base.locations import resources_folder
from app.sheet.font_files import BOLD_WEIGHT, USUAL_WEIGHT, FontSource

_PROOF = "绩效目标表"  # what an official font has and gives, if anything


class Face(TTFontFace):  # type: ignore[misc]  # reportlab has no types
    """A typeface whose file is read once.

    reportlab copies the whole table of outlines (14 MB) for every subset of 256 letters; here it gets slices of it,
    which makes a short PDF four times faster.
    """

    @property
    def weight(self) -> int:
        """About how heavy it is, as other fonts are compared with it."""
        return BOLD_WEIGHT if self.flags & FF_FORCEBOLD else USUAL_WEIGHT

    @property
    def content(self) -> bytes:
        """The file that it was read from."""
        read: bytes = self._ttf_data
        return read

    def get_table(self, tag: str) -> Any:  # noqa: ANN401 - the base class has no types
        """Return the content of a table of the font file."""
        if tag == "glyf":
            start, length = self.get_table_pos(tag)
            return _Slices(self._ttf_data, start, length)
        return super().get_table(tag)


class _Slices:
    """A part of a file that is copied only where it is looked at."""

    def __init__(self, data: bytes, start: int, length: int) -> None:
        self.data = data
        self.start = start
        self.length = length

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, part: slice) -> bytes:
        return self.data[self.start + part.start : self.start + part.stop]


@cache
def read_face(source: FontSource) -> Face:
    """Return the typeface of a source; that of a single letter has this letter only; each is read once."""
    if not source.letter:
        return Face(str(resources_folder() / "fonts" / source.path), subfontIndex=source.member or 0)
    from app.sheet.letters import letter_font

    content = letter_font(source)
    if content is None:
        raise ValueError(f"{source.path} does not draw {source.letter}")
    return Face(BytesIO(content))


def proved_face(source: FontSource) -> Face | None:
    """Return the typeface of a source when a PDF can take letters of it; ``None`` when it is broken."""
    try:
        face = read_face(source)
        codes = [ord(letter) for letter in _PROOF]
        face.makeSubset(codes)
    except Exception:  # noqa: BLE001 - a font from elsewhere may be broken in any way, and is then not used
        return None
    return face if all(code in face.charToGlyph for code in codes) else None
