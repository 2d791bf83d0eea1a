"""资金情况 of a found form, corrected in place like its indicators."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from app.gui.form_desk import FormDesk
from app.gui.fund_table import FundTableView
from app.gui.importing.draft import Key


class FoundFunds(FundTableView):
    """The rows of 资金情况 that were read.

    Signals:
        entered: the key of the cell that is looked at.
    """

    entered = Signal(object)

    def __init__(self, desk: FormDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.selectionModel().currentChanged.connect(self._on_current)

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid() and not self.funds.is_new(current.row()):
            self.entered.emit(Key(self.funds.row(current.row()).id, self.funds.columns[current.column()].field))

    def number_of(self, key: Key) -> int:
        """Return the row in which a field stands, or -1."""
        return next((number for number in range(self.funds.count) if self.funds.row(number).id == key.row), -1)
