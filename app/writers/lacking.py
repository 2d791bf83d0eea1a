"""Characters that no font has: each is named with its place before a form is printed, never printed as a box."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.model.records import FormRef
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


def missing_letters(sheets: Iterable[Sheet]) -> list[MissingLetter]:
    """Return the characters of forms that cannot be printed, in reading order, each once for each cell."""
    return [missing for sheet in sheets for missing in _missing(sheet)]


def _missing(sheet: Sheet) -> Iterator[MissingLetter]:
    for box in sheet.boxes:
        for character in missing_characters(box.text, sheet.fonts):
            form = box.field.form if box.field else sheet.form
            name = " ".join(filter(None, (heading(sheet), _member(sheet, box))))
            yield MissingLetter(character, form, box.field, _place(sheet, box), name)


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
