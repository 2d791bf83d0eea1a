"""What is typed into a cell is stored at every pause, long before the cell is left, so that no accident takes it.

All that is stored of one cell while it is edited takes the place of what was stored of it before: it is one step to
take back, and Escape leaves nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from app.editing.steps import RowKind, Step
from app.gui.form_desk import FormDesk
from app.model.changes import Change, Insert
from app.model.records import Form, FundRow, Indicator

if TYPE_CHECKING:
    from app.gui.row_model import RowModel

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Draft:
    """What is stored of a cell that is still being edited.

    Attributes:
        form: the form as it was before.
        mark: by which the step is known that stored it.
        row: the number of the row.
        made: the identity of the row, where typing has made it.
    """

    form: Form
    mark: int
    row: int
    made: str = ""


class Typing:
    """Stores what is typed into the rows of a table."""

    def __init__(self, model: "RowModel[Any]") -> None:
        self._model = model
        self._draft: Draft | None = None

    @property
    def _desk(self) -> FormDesk:
        return self._model.desk

    @property
    def _kind(self) -> RowKind[Any]:
        return self._model.kind

    @property
    def draft(self) -> Draft | None:
        """What is stored of the cell in work; once something else was done, that stands for itself."""
        if self._draft is not None and not self._desk.is_last(self._draft.mark):
            self._draft = None
        return self._draft

    @property
    def form(self) -> Form | None:
        """The form as it was before the cell was edited: what is typed is understood by that."""
        return self.draft.form if self.draft else self._desk.form

    @property
    def rows(self) -> Sequence[Indicator | FundRow]:
        """The rows of that form."""
        return self._kind.of(self.form) if self.form is not None else ()

    def is_made(self, row: int) -> bool:
        """Whether a row is there only because what is being typed into the empty one was kept."""
        return self.draft is not None and bool(self.draft.made) and self.draft.row == row

    def keep(self, index: Index, text: str) -> None:
        """Store what is typed so far, if its column can hold it; nothing is said where it cannot, for it may yet."""
        before, row = self.form, index.row()
        if before is None or not self._desk.keeps_typing:
            return
        try:
            step = self._model.step_for(index, text)
        except ValueError:
            return
        if step is not None:
            mark = self._desk.keep(self._same_row(step), self.draft.mark if self.draft else 0)
            is_made = row >= len(self._kind.of(before))
            self._draft = Draft(before, mark, row, self._model.row(row).id if is_made else "") if mark else None
        elif not self.is_made(row):
            self.settle()

    def do(self, step: Step) -> bool:
        """Store what the cell holds at last; whether it could be."""
        if self.draft is None:
            return self._desk.do(step)
        draft, step = self.draft, self._same_row(step)
        self._draft = None
        return self._desk.replace(step, draft.mark)

    def _same_row(self, step: Step) -> Step:
        """Return a step that makes the row that was made before once more, and no other one."""
        made = self.draft.made if self.draft else ""
        if not made:
            return step
        return replace(step, changes=tuple(self._as_made(change, made) for change in step.changes))

    def _as_made(self, change: Change, made: str) -> Change:
        is_row = isinstance(change, Insert) and change.table is self._kind.record
        return Insert(change.table, {**change.values, "id": made}) if is_row and isinstance(change, Insert) else change

    def settle(self) -> None:
        """Take back what was kept but not wanted in the end, as after Escape, and have the rest looked at."""
        draft, self._draft = self.draft, None
        if draft is not None:
            self._desk.take_back(draft.mark)
        self._desk.settle_typing()
