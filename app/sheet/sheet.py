"""The neutral description of a printed form: what stands where, before anything is measured.

Writers and the preview know only this; which form it is and which layout declared it no longer matters.
Lengths are millimetres, sizes of letters points.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache

from app.definitions.looks import Align, Font, Page, Style
from app.model.refs import FormRef

OTHER = "other:"


@dataclass(frozen=True, slots=True)
class FieldId:
    """Which value of which form a box prints, so that a click on it finds the field.

    Attributes:
        form: the form.
        field: the field's name as declared in ``fields.toml``; for a value that only its layout has, ``other:`` and
            its label.
        table: ``indicators`` or ``funds`` for a value in a row of these, else empty.
        row: the row from 1, as in ``app.model.issues.Place``; ``None`` outside a row (the heading of a column too).
    """

    form: FormRef
    field: str
    table: str = ""
    row: int | None = None


class Role(StrEnum):
    """What a box is there for; each role has its style in looks.toml, long values the one of ``text``."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    ATTACHMENT = "attachment"
    CORNER = "corner"
    LABEL = "label"
    VALUE = "value"
    TEXT = "text"
    NOTE = "note"
    PAGE_NUMBER = "page_number"


@dataclass(frozen=True, slots=True)
class Number:
    """The number behind a printed text, for writers that can keep numbers.

    Attributes:
        value: the number in the unit that is printed.
        decimals: how many digits are printed after the point.
        thousands: whether separators are printed.
        suffix: what is printed after it.
    """

    value: Decimal
    decimals: int
    thousands: bool = False
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell, or several merged into one.

    Attributes:
        row: the first row, from 0.
        column: the first column, from 0.
        rows: how many rows it spans.
        columns: how many columns it spans.
        text: what it prints.
        role: what it is there for.
        style: how it looks.
        ruled: whether lines are drawn around it.
        field: the value it prints or, of a label, belongs to.
        also: the same values of other forms, where it prints those too.
        number: the number behind the text, where there is one.
        vertical: whether it is printed one character below the other.
    """

    row: int
    column: int
    rows: int
    columns: int
    text: str
    role: Role
    style: Style
    ruled: bool = True
    field: FieldId | None = None
    number: Number | None = None
    vertical: bool = False
    also: tuple[FieldId, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet.

    Attributes:
        min_height: the least height in mm.
        repeat: the rows that are printed again above this one when a page begins with it.
        keep: whether the next row must begin on the same page.
    """

    min_height: float
    repeat: tuple[int, ...] = ()
    keep: bool = False


@dataclass(frozen=True)
class Sheet:
    """One form as it is to be printed.

    Attributes:
        form: which form.
        kind: what sort of form it is in the clerk's words, as “项目绩效目标表”.
        year: the form's year, empty when absent.
        name: what the clerk calls the form.
        title: the printed title.
        attachment: the printed “附件…”, empty when there is none.
        author: who issues it.
        page: paper and margins.
        columns: the widths of the columns in mm.
        rows: the rows from top to bottom; those of the heading first.
        boxes: the cells in reading order.
        heading: how many rows stand above the table.
        fonts: the typefaces that the styles name; the first is where missing letters are taken from.
        page_number: what stands at the foot of each page, with ``{page}`` and ``{pages}`` in its text; in no row.
        continued: what is printed after a label that is printed again because a page ends in its cell.
        cut_rows: whether a high row may run on from page to page.
        rule_colour: of the lines around the cells, as “#808080”.
        members: what the clerk calls each of the forms, where the sheet prints several.
        ordinal: what tells it from its unit's other forms, as “-3”; empty where it is printed, or where it is alone.
    """

    form: FormRef
    kind: str
    year: str
    name: str
    title: str
    attachment: str
    author: str
    page: Page
    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    boxes: tuple[Box, ...]
    heading: int
    fonts: Mapping[str, Font]
    page_number: Box | None = None
    continued: str = ""
    cut_rows: bool = True
    rule_colour: str = "#000000"
    members: Mapping[FormRef, str] = field(default_factory=dict)
    ordinal: str = ""

    @property
    def repeated(self) -> tuple[int, ...]:
        """The rows that are printed again on the pages of the sheet's last table; none where nothing is."""
        return next((row.repeat for row in reversed(self.rows) if row.repeat), ())


@cache
def aligned(style: Style, align: Align) -> Style:
    """Return a style with another alignment."""
    return style.model_copy(update={"align": align})
