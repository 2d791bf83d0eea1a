"""Small helpers that make widgets complete: a name for screen readers and a tip are never forgotten."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QToolButton

from app.gui.theme import icon


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
