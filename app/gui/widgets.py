"""Small helpers that make widgets complete: a name for screen readers and a tip are never forgotten."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from app.gui.theme import icon

_LEAST_ELIDED = 48  # px


def tool_button(words: str, *, picture: str = "", tip: str = "", name: str = "") -> QToolButton:
    """Return a flat button with words, a picture, or both."""
    button = QToolButton()
    button.setAutoRaise(True)
    button.setText(words)
    if picture:
        button.setIcon(icon(picture))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setToolTip(tip or words)
    button.setAccessibleName(name or words)
    return button


def label(words: str = "", role: str = "") -> QLabel:
    """Return a label in one of the roles of the style sheet: title, heading, label, muted."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    return made


class ElidedLabel(QLabel):
    """A label that shortens its words to the room there is, and never asks for more; the tip has them whole."""

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(_LEAST_ELIDED)

    def setText(self, words: str) -> None:
        """Show other words."""
        words = " ".join(words.split())
        if words == self._words:
            return
        self._words = words
        self.setToolTip(self._words)
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self._elide()

    def words(self) -> str:
        """Return the words, whole."""
        return self._words

    def sizeHint(self) -> QSize:
        """Ask for the room of all words."""
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + 4, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Be content with little."""
        return QSize(_LEAST_ELIDED, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words to the new room."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        elided = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, self.width())
        super().setText(elided)


class SteadyLabel(QLabel):
    """A label of one line that has all around it laid out anew only when its words need another room.

    Any other label does so at each new word or number, though it may be as wide as the last one.
    """

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._fit()

    def setText(self, words: str) -> None:
        """Show other words."""
        super().setText(words)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Take the room that other letters need."""
        super().changeEvent(event)
        if changes_letters(event):
            self._fit()

    def _fit(self) -> None:
        words = self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text())  # its own hint would never shrink
        self.setFixedSize(words)


def changes_letters(event: QEvent) -> bool:
    """Whether a widget has other letters from now on, so that what was measured has to be measured anew."""
    return event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)


def on_click(button: QToolButton, action: Callable[[], object]) -> QToolButton:
    """Let a button do something and return it."""
    button.clicked.connect(lambda: action())  # noqa: PLW0108 - without the state that Qt passes on
    return button


@contextmanager
def quiet(thing: QObject) -> Iterator[None]:
    """Change a widget without its telling anybody."""
    before = thing.blockSignals(True)
    try:
        yield
    finally:
        thing.blockSignals(before)
