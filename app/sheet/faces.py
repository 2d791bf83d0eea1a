"""A TrueType file as reportlab reads it: measures for the sheet, subsets for the PDF. Imported when first needed."""

from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import TTFontFace


class Face(TTFontFace):  # type: ignore[misc]  # reportlab has no types
    """A typeface whose file is read once.

    reportlab copies the whole table of outlines (14 MB) for every subset of 256 letters; here it gets slices of it,
    which makes a short PDF four times faster.
    """

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


def read_face(path: Path) -> Face:
    """Return the typeface in a TrueType file."""
    return Face(str(path))
