"""Texts that a format cannot hold: each is named with its place before a form is printed, nothing is left out.

PDF and OFD bring their letters along, so a character that no font has would be printed as a box; a cell of Excel holds
only so many.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.base.words import plain_cell_text
from app.model.refs import FormRef
from app.sheet.fonts import missing_characters
from app.sheet.sheet import Box, FieldId, Role, Sheet
from app.writers.names import heading


class MissingLetter(NamedTuple):
    """A character that neither the program's fonts nor the machine's have.

    Attributes:
        character: the character.
        form: the form that holds it.
        field: the value that holds it; ``None`` where it stands in a title or another text of the form itself.
        place: the cell in words, as 第 2 行“三级指标”; empty where there is no field.
        heading: how the form is called among others.
    """

    character: str
    form: FormRef
    field: FieldId | None
    place: str
    heading: str

    @property
    def sentence(self) -> str:
        """Where it stands and what it is, with its number, for it can often not be seen on the screen either."""
        return f"“{self.heading}”{self.place}的“{self.character}”（U+{ord(self.character):04X}）"


class LongText(NamedTuple):
    """A text with more characters than a cell holds.

    Attributes:
        place: the form and the cell in words.
        length: how many characters it has, as spreadsheets count them: rare ones twice.
    """

    place: str
    length: int

    @property
    def sentence(self) -> str:
        """Where it stands and how long it is."""
        return f"{self.place}有 {self.length} 个字"


def missing_letters(sheets: Iterable[Sheet]) -> list[MissingLetter]:
    """Return the characters of forms that cannot be printed, in reading order, each once for each cell."""
    return [missing for sheet in sheets for missing in _missing(sheet)]


def long_texts(sheets: Iterable[Sheet], longest: int) -> list[LongText]:
    """Return the texts of forms that are longer than a cell holds, in reading order."""
    return [
        LongText(f"“{_name(sheet, box)}”{_place(sheet, box)}", length)
        for sheet in sheets
        for box in sheet.boxes
        if (length := cell_length(box.text)) > longest
    ]


def cell_length(text: str) -> int:
    """Return how many characters a spreadsheet counts in a text: a rare one is two units of UTF-16 there."""
    return len(plain_cell_text(text).encode("utf-16-le")) // 2


def _missing(sheet: Sheet) -> Iterator[MissingLetter]:
    for box in sheet.boxes:
        for character in missing_characters(box.text, sheet.fonts):
            form = box.field.form if box.field else sheet.form
            yield MissingLetter(character, form, box.field, _place(sheet, box), _name(sheet, box))


def _name(sheet: Sheet, box: Box) -> str:
    """Return how the form is called that a cell belongs to; in a table of several with its own name behind."""
    return " ".join(filter(None, (heading(sheet), _member(sheet, box))))


def _member(sheet: Sheet, box: Box) -> str:
    """Return which of the forms of a table a cell belongs to, in words; nothing where the sheet has only one."""
    return sheet.members.get(box.field.form, "") if box.field and len(sheet.members) > 1 else ""


def _place(sheet: Sheet, box: Box) -> str:
    """Return in words which cell this is: its label and, in a table, its row."""
    if box.field is None:
        return ""
    heads = (other.text for other in sheet.boxes if other.role is Role.LABEL and _belongs(other, box.field))
    row = f"第 {box.field.row} 行" if box.field.row else ""
    return f"{row}“{next(heads, box.field.field)}”"


def _belongs(label: Box, field: FieldId) -> bool:
    return label.field is not None and (label.field.field, label.field.table) == (field.field, field.table)
