"""The desk on which one found form lies while it is corrected."""

from PySide6.QtCore import QObject, Signal

from app.base.words import shown
from app.definitions.library import Library
from app.editing.steps import Step
from app.gui.form_desk import FormDesk
from app.gui.importing.draft import Draft, Key
from app.model.issues import Issue, Severity, place_in
from app.model.records import Form


class DraftDesk(FormDesk):
    """Carries the steps of the views out on a draft.

    Signals:
        changed: the form was edited, or a doubt settled.
    """

    changed = Signal()

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self.draft: Draft | None = None
        self.form: Form | None = None

    def show(self, draft: Draft | None) -> None:
        """Put another form on the desk, or none."""
        self.draft, self.form = draft, draft.record if draft else None

    def do(self, step: Step) -> bool:
        """Carry out a step, unless it changes nothing."""
        if self.draft is None or not step.changes:
            return False
        self.draft.apply(step)
        self.changed.emit()
        return True

    def undo(self) -> str:
        """Take the last step back and return its name."""
        return self._moved(self.draft.undo() if self.draft else "")

    def redo(self) -> str:
        """Do the step again that was taken back last, and return its name."""
        return self._moved(self.draft.redo() if self.draft else "")

    def _moved(self, name: str) -> str:
        if name:
            self.changed.emit()
        return name

    def settle(self, key: Key) -> None:
        """Take a doubtful field as right."""
        if self.draft is not None:
            self.draft.settle(self.draft.doubt_of(key))
            self.changed.emit()

    def current_issues(self) -> list[Issue]:
        """Return what is doubtful, each with what the file prints there."""
        if self.draft is None:
            return []
        return [self._issue(self.draft, key) for keys in self.draft.open_doubts() for key in keys]

    def _issue(self, draft: Draft, key: Key) -> Issue:
        rows = next((ids for ids in draft.ids() if key.row in ids), [])
        reading = draft.readings[key]
        words = f"请核对：原件{reading.place.label}印的是“{shown(reading.printed)}”。"
        row = rows.index(key.row) + 1 if key.row else None
        return Issue("read_doubtful", Severity.WARNING, words, place_in(draft.record, row, key.field))
