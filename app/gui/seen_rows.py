"""What has changed in the rows of a form since it was seen last, for who takes a step back while another is in work."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QObject

from app.editing.steps import RowKind
from app.gui.form_desk import FormDesk
from app.gui.row_changes import Change, came_or_moved
from app.gui.row_model import RowModel
from app.model.records import FundRow, Indicator

R = TypeVar("R", bound=Indicator | FundRow)

_REMEMBERED = 64  # forms; of one that was left longer ago it is not told what has changed


class SeenRows(RowModel[R]):
    """Rows that are compared, when their form is opened again, with what they were when it was left."""

    def __init__(self, kind: RowKind[R], desk: FormDesk, parent: QObject | None = None) -> None:
        super().__init__(kind, desk, parent)
        self._left: dict[str, list[R]] = {}

    def show_form(self) -> None:
        """Show another form, and note what is different from when it was seen last."""
        self._remember()
        super().show_form()
        seen = self._left.pop(self._form, None)
        if seen is not None:
            self.changed = self._since(seen)

    def _remember(self) -> None:
        """Keep the rows of the form that is left."""
        if self._form:
            self._left[self._form] = self._rows
        if len(self._left) > _REMEMBERED:
            del self._left[next(iter(self._left))]

    def _since(self, seen: Sequence[R]) -> Change:
        """Return what is different from rows that were seen before."""
        change = came_or_moved([row.id for row in seen], [row.id for row in self._rows])
        known = {row.id: row for row in seen}
        both = ((n, known[row.id], row) for n, row in enumerate(self._rows) if row.id in known)
        others = ((n, old, row) for n, old, row in both if self._values(vars(old)) != self._values(vars(row)))
        change.cells = [(n, column) for n, old, row in others for column in self._other_columns(old, row)]
        return change
