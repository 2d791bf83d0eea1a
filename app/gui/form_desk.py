"""What the views of one form need: which form it is, what is wrong with it, and who carries a step out."""

from abc import abstractmethod

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
    has_history = False  # whether indicators that were used before can be found
    keeps_typing = False  # whether what is typed is stored while its cell is still being edited

    @abstractmethod
    def do(self, step: Step) -> bool:
        """Carry out a step; whether it could be done."""

    def replace(self, step: Step, _mark: int) -> bool:
        """Carry out a step in the place of what was kept of it before; whether it could be done."""
        return self.do(step)

    def keep(self, _step: Step, _mark: int) -> int:
        """Store what is still being typed, in the place of what was kept of it before; return by what it is known."""
        return 0

    def is_last(self, _mark: int) -> bool:
        """Whether nothing was done since something was kept."""
        return False

    def take_back(self, _mark: int) -> None:
        """Take back what was kept of something typed that came to nothing."""

    def settle_typing(self) -> None:
        """Look at what was kept while it was typed, now that it is done."""

    @abstractmethod
    def current_issues(self) -> list[Issue]:
        """Return what is to be said of the form."""

    def history(self, _text: str, _level1: str, _level2: str) -> list[Entry]:
        """Return indicators that were used before, whose names have a text in them; it is called beside the window."""
        return []
