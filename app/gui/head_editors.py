"""The editors of the fields outside the tables: a line, a text that grows, a word to choose."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import (
    QEvent,
    QKeyCombination,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from app.gui.theme import problem_palette
from app.gui.widgets import quiet

_PAUSE = 1500  # ms without typing after which a text is stored though its field keeps the focus
_FEWEST_LINES, _MOST_LINES = 1, 12
_CTRL_Y = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)
_FRAME = 10  # px: border and padding, before the first layout tells


class GrowingText(QPlainTextEdit):
    """A text that grows with its content; Tab leaves it.

    Signals:
        finished: the focus left.
        paused: nothing was typed for a while.
        caret_moved: the caret is elsewhere, or has come in, or the text has another height.
    """

    finished = Signal()
    paused = Signal()
    caret_moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.cursorPositionChanged.connect(self.caret_moved)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._fit)
        self.textChanged.connect(_pause_of(self, self.paused).start)

    def _fit(self) -> None:
        lines = max(int(self.document().size().height()), 1)
        scrolls = lines > _MOST_LINES
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff)
        height = ceil(self._text_height() / lines * min(max(lines, _FEWEST_LINES), _MOST_LINES))
        frame = self.height() - self.viewport().height()
        self.setFixedHeight(height + 2 * int(self.document().documentMargin()) + max(frame, _FRAME))

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window when there is nothing of the field's own."""
        document = self.document()
        if _is_windows_own(event, can_undo=document.isUndoAvailable(), can_redo=document.isRedoAvailable()):
            return False
        return super().event(event)

    def _text_height(self) -> float:
        """Return the height of all lines as laid out: Chinese from another font is higher than the font's own line."""
        height, block = 0.0, self.document().begin()
        while block.isValid():
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return height

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Grow or shrink when the width has changed and lines break elsewhere."""
        super().resizeEvent(event)
        self._fit()
        self.caret_moved.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell where the caret is now."""
        super().focusInEvent(event)
        self.caret_moved.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the text is finished."""
        super().focusOutEvent(event)
        self.finished.emit()

    def text(self) -> str:
        """Return the text."""
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Show a text without calling it typed."""
        if text != self.toPlainText():
            with quiet(self):
                self.setPlainText(text)
            self._fit()


class Line(QLineEdit):
    """A single line; Escape takes back what was typed.

    Signals:
        finished: Enter was pressed or the focus left.
        paused: nothing was typed for a while.
        abandoned: Escape was pressed.
    """

    finished = Signal()
    paused = Signal()
    abandoned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self.finished)
        self.textEdited.connect(_pause_of(self, self.paused).start)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window when there is nothing of the field's own."""
        if _is_windows_own(event, can_undo=self.isUndoAvailable(), can_redo=self.isRedoAvailable()):
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back what was typed on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Ask for little: the layout gives what there is."""
        return QSize(60, super().sizeHint().height())


class Choice(QComboBox):
    """A word from a list, or another one typed.

    Signals:
        finished: a word was chosen or typed.
        paused: nothing was typed for a while.
    """

    finished = Signal()
    paused = Signal()
    _sign = ""

    def __init__(self, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        line = Line()
        line.finished.connect(self.finished)
        line.paused.connect(self.paused)
        self.setLineEdit(line)
        self.setMinimumHeight(line.sizeHint().height())
        self.addItems(list(choices))
        self.setCurrentIndex(-1)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.activated.connect(lambda _: self.finished.emit())

    def setAccessibleName(self, name: str) -> None:
        """Name also the line within, which has the focus."""
        super().setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    def text(self) -> str:
        """Return the word."""
        return self.currentText()

    def setText(self, text: str) -> None:
        """Show a word."""
        self.setCurrentText(text)

    def show_problem(self, sign: str) -> None:
        """Mark the word as the fields around it are marked; the list to choose from is never marked."""
        self._sign = sign
        palette = self.view().palette()
        self.setPalette(problem_palette(sign))
        self.view().setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Take the mark's colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._sign:
            self.show_problem(self._sign)

    def wheelEvent(self, event: object) -> None:
        """Leave the wheel to the page: scrolling must never change a value."""
        event.ignore()  # type: ignore[attr-defined]


def _pause_of(editor: QWidget, paused: SignalInstance) -> QTimer:
    """Return a timer that tells of a pause once typing, which starts it anew, has stopped for a while."""
    timer = QTimer(editor, singleShot=True, interval=_PAUSE)
    timer.timeout.connect(paused)
    return timer


def _is_windows_own(event: QEvent, *, can_undo: bool, can_redo: bool) -> bool:
    """Whether undo or redo was pressed where the field has nothing of its own to take back or do again."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    undo, redo = event.matches(QKeySequence.StandardKey.Undo), event.matches(QKeySequence.StandardKey.Redo)
    is_redo = redo or event.keyCombination() == _CTRL_Y
    is_own = (undo and not can_undo) or (is_redo and not can_redo)
    if is_own:
        event.ignore()
    return is_own


Editor = GrowingText | Choice | Line
