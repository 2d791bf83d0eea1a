"""What the views of one form need: which form it is, what is wrong with it, and who carries a step out."""

from PySide6.QtCore import QObject, Signal

from app.definitions.library import Library
from app.editing.indicator_library import Entry
from app.editing.steps import Step
from app.model.issues import Issue
from app.model.records import Form


class FormDesk(QObject):
    """Holds one form, wherever that is kept; the views read it here and send every change back through here.

    Signals:
        refused: something could not be done; the sentence says why.
    """

    refused = Signal(str)
    library: Library
    form: Form | None

    def do(self, step: Step) -> bool:
        """Carry out a step; whether it could be done."""
        raise NotImplementedError

    def current_issues(self) -> list[Issue]:
        """Return what is to be said of the form."""
        raise NotImplementedError

    def history(self, _text: str, _level1: str, _level2: str) -> list[Entry]:
        """Return indicators that were used before, whose names have a text in them; none where there is no history."""
        return []
