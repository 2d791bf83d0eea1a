"""A row that asks, in place, for a few words before something is done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.gui.widgets import label


class ReasonRow(QWidget):
    """Asks for a reason; nothing is done without one.

    Signals:
        given: the reason.
        dropped: the clerk wants to leave things as they are.
    """

    given = Signal(str)
    dropped = Signal()

    def __init__(self, what: str, example: str, parent: QWidget | None = None, *, ask: str = "请写一句理由。") -> None:
        super().__init__(parent)
        self._ask = ask
        self.field = QLineEdit()
        self.field.setPlaceholderText(example)
        self.field.setAccessibleName(f"{what}的理由")
        self.field.returnPressed.connect(self._give)
        self.keep, self.drop = QPushButton(what), QPushButton("取消")
        self.keep.setAccessibleName(f"确定{what}")
        self.drop.setAccessibleName(f"取消{what}")
        self.keep.clicked.connect(self._give)
        self.drop.clicked.connect(self._leave)
        self.missing = label(role="error")
        self.field.textEdited.connect(lambda _: self._demand(""))
        caption = label("理由", "muted")
        caption.setBuddy(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (caption, self.field, self.missing, self.keep, self.drop):
            row.addWidget(widget)
        self.hide()

    def ask(self) -> None:
        """Show the row, empty."""
        self.field.clear()
        self._demand("")
        self.show()
        self.field.setFocus()

    def _give(self) -> None:
        reason = self.field.text().strip()
        if reason:
            self.hide()
            self.given.emit(reason)
        else:
            self._demand(self._ask)
            self.field.setFocus()

    def _demand(self, sentence: str) -> None:
        """Say beside the field what it still lacks, also to screen readers."""
        self.missing.setText(f"⚠ {sentence}" if sentence else "")
        self.missing.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)

    def _leave(self) -> None:
        self.hide()
        self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave things as they are on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)
