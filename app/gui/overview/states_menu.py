"""The states of forms to choose from, in the overview and above a form."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.model.states import FormState


class StatesMenu(QMenu):
    """One entry for each state; a returned form wants a reason, which whoever listens asks for.

    Signals:
        chosen: the state.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("标为", parent)
        for state in FormState:
            words = f"标为{state.label}{'…' if state is FormState.RETURNED else ''}"
            self.addAction(words).triggered.connect(lambda _=False, state=state: self.chosen.emit(state))
