"""How forms look: paper, typefaces and the styles of cells."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.definitions.vocabulary import Colour, Distance, Length, Strict


class Align(StrEnum):
    """Where a text stands in its cell, from left to right."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Page(Strict):
    """A sheet of paper and its margins, in mm."""

    width: Length
    height: Length
    top: Distance
    bottom: Distance
    left: Distance
    right: Distance

    @property
    def printable_width(self) -> float:
        """Between the margins, in mm."""
        return self.width - self.left - self.right

    @property
    def printable_height(self) -> float:
        """Between the margins, in mm."""
        return self.height - self.top - self.bottom


class Font(Strict):
    """A typeface: the open font that is embedded, and the official one that Excel and Word are told to use.

    Attributes:
        file: the open font in ``resources/fonts``.
        official: the official one.
        also: other names under which a machine may have the official one, or its nearest kin, the best first.
    """

    file: str
    official: str
    also: tuple[str, ...] = ()


Points = Annotated[float, Field(ge=7, le=72, allow_inf_nan=False)]  # smaller letters nobody reads on paper


class Style(Strict):
    """How a sort of cell looks; sizes in pt, leading as a multiple of the size.

    The usual leading is that of the open Chinese fonts, so that a workbook shown with one of them clips nothing.

    Attributes:
        font: a typeface of looks.toml.
        size: of the letters.
        leading: from line to line.
        align: where the text stands in its cell.
        padding: mm left and right of the text; with less than usual, programs that read the PDF may run the texts of
            neighbouring cells together.
        shrink_to: down to which size a text may be set that does not fit the declared height of its rows; without
            it, rows grow and letters stay as they are.
        fill: the colour of the cell, as “#dbe5f1”; none when not declared.
    """

    font: str
    size: Points
    leading: float = Field(default=1.45, ge=1, le=3)
    align: Align = Align.CENTRE
    padding: float = Field(default=1.9, ge=0.6, le=20)
    shrink_to: Points | None = None
    fill: Colour | None = None


class Styles(Strict):
    """The styles of a form by the role of the cell."""

    title: Style
    subtitle: Style
    attachment: Style
    corner: Style
    label: Style
    value: Style
    text: Style
    note: Style
    page_number: Style
