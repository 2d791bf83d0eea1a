"""What the hidden sheet of an exported workbook says, so that the workbook is read back as it was written.

Each line of that sheet has a word, an anchor and a text in JSON. The anchor is a reference to a cell, which the
spreadsheet program itself moves along when rows are inserted or deleted or the sheet is renamed. Beside the anchors
stands the whole form as it was: a cell that still shows what was printed has the value that it had then, to the digit
and the letter, and what the paper does not print is not lost.
"""

import json
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.model.money import MoneyUnit

MARKS_SHEET = "绩衡"
MARKS_FORMAT = "jiheng-workbook"
MARKS_VERSION = 2
_LONGEST_PIECE = 30_000  # characters; a cell holds 32,767


class MarkWord(StrEnum):
    """What a line of the hidden sheet is about; lines after a form's belong to it.

    A row that a page's end cuts has a ``CUT`` line after its own for each page that it goes on to. A cell that such an
    end splits has a ``SPLIT`` line and, after that, one for each other piece: the ``REST`` of its text, or all of it
    ``AGAIN``.
    """

    FORM = "form"
    VALUE = "value"
    COLUMN = "column"
    ROW = "row"
    CUT = "cut"
    LABEL = "label"
    SPLIT = "split"
    REST = "rest"
    AGAIN = "again"


class Mark(BaseModel):
    """A line of the hidden sheet, or a part of one."""

    model_config = ConfigDict(frozen=True)


class Printed(Mark):
    """What a cell held when it was written: its text and, where it was one, its number."""

    text: str = ""
    number: str = ""


class FieldMark(Mark):
    """How a value is printed, so that another one in its place is read alike.

    Attributes:
        label: what the value is called.
        parts: the keys of the exchange format, in printed order, joined by "-"; of a value that only the layout has
            none, it is kept in ``other`` under its label.
        kind: whether it is a number.
        unit: the unit in which an amount is printed.
        suffix: what is printed after it.
        words: what is printed in place of a value.
        together: whether the parts are printed as one text of operator, value and unit rather than as code and name.
        join: what is printed between the parts.
        pattern: how the parts are printed instead, as “[{department_code}]{department}”.
        points: what is printed after it with a sum of weights, as “（{points}分）”.
        table: ``indicators`` or ``funds`` for the values of a column, else empty.
    """

    label: str
    parts: tuple[str, ...] = ()
    kind: Literal["text", "number", "money"] = "text"
    unit: MoneyUnit = MoneyUnit.YUAN
    suffix: str = ""
    words: dict[str, str] = Field(default_factory=dict)
    together: bool = False
    join: str = "-"
    pattern: str = ""
    points: str = ""
    table: str = ""


class FormMark(Mark):
    """A form in the exchange format, and the list of the exchange document it stands in."""

    section: str
    document: dict[str, Any]


class ValueMark(Mark):
    """A cell with a value outside the tables."""

    field: FieldMark
    printed: Printed


class RowMark(Mark):
    """A row of a table: its number from 1, 0 for the empty row of an empty table; what its columns printed."""

    table: str
    number: int
    printed: tuple[Printed, ...]


class RestMark(Mark):
    """A cell that holds the rest of another's text: the blanks between the two texts."""

    joint: str = ""


class AgainMark(Mark):
    """A cell that shows another's text again: as it is printed there, and as it was in the first."""

    printed: Printed
    whole: Printed


def pieces(mark: Mark) -> list[str]:
    """Return a mark as texts that cells hold.

    All is ASCII and without underscores, for spreadsheet programs read “_x0041_” as a letter.
    """
    text = json.dumps(mark.model_dump(mode="json"), ensure_ascii=True, separators=(",", ":")).replace("_", r"\u005f")
    return [text[start : start + _LONGEST_PIECE] for start in range(0, len(text), _LONGEST_PIECE)]
