"""The editors that open in the cells of tables."""

from math import ceil

from PySide6.QtCore import (
    Qt,
)
from PySide6.QtGui import (
    QInputMethodEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.editing.indicator_library import Entry


class LineCell(QLineEdit):
    """The editor of a short cell."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.choices: list[str] = []
        self.is_typed = self.is_composing = self.is_filled = False
        self.taken: Entry | None = None

    def showEvent(self, event: QShowEvent) -> None:
        """Stand at the end of what is there, which Qt has selected; what is typed on a cell replaces it."""
        super().showEvent(event)
        if not self.is_typed:
            self.end(False)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a word is being composed."""
        self.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def can_undo(self) -> bool:
        """Whether there is something typed to take back."""
        return self.isUndoAvailable()

    def can_redo(self) -> bool:
        """Whether there is something to type again."""
        return self.isRedoAvailable()


class TextCell(QPlainTextEdit):
    """The editor of a cell with words, as high as they need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.choices: list[str] = []
        self.is_typed = self.is_composing = self.is_filled = False
        self.taken: Entry | None = None
        self.least = 0
        self.textChanged.connect(self.grow)

    def text(self) -> str:
        """Return the text."""
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Put a text in, as if nothing had been typed yet."""
        self.setPlainText(text)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a word is being composed."""
        self.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Show where one types, which in a long text is not where it begins."""
        super().showEvent(event)
        self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in sight where one types."""
        super().resizeEvent(event)
        self.ensureCursorVisible()

    def can_undo(self) -> bool:
        """Whether there is something typed to take back."""
        return self.document().isUndoAvailable()

    def can_redo(self) -> bool:
        """Whether there is something to type again."""
        return self.document().isRedoAvailable()

    def grow(self) -> None:
        """Take the height of the text, within the table."""
        block, needed = self.document().begin(), 2 * self.document().documentMargin()
        while block.isValid():
            needed += self.blockBoundingRect(block).height()
            block = block.next()
        frame = self.height() - self.viewport().height()
        parent = self.parentWidget()
        room = parent.height() - self.y() if parent else 0
        height = max(min(ceil(needed) + frame, room), self.least)
        if height != self.height():
            self.resize(self.width(), height)


CellEditor = LineCell | TextCell
