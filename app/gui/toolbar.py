"""The tools above the form, of which none is ever out of sight: in little room they give up their words instead."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from app.gui.widgets import changes_letters

_WORDS, _PICTURE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly


class ToolBar(QToolBar):
    """Tools with their words, as far as there is room; left to itself Qt would hide the last ones, export among them.

    Attributes:
        sparing: the tools that are known by their pictures, those first that lose their words first.
    """

    sparing: Sequence[QAction] = ()  # none while Qt makes it, and already asks

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setMovable(False)
        self.setToolButtonStyle(_WORDS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give tools their words, or take them, as there is room now."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Reckon anew with larger or smaller letters."""
        super().changeEvent(event)
        if changes_letters(event):
            self._fit()

    def _fit(self) -> None:
        lacking = self._with_words() - self.width()
        for button in self._spared():
            button.setToolButtonStyle(_PICTURE if lacking > 0 else _WORDS)
            lacking -= _words_width(button)

    def _spared(self) -> list[QToolButton]:
        widgets = [self.widgetForAction(action) for action in self.sparing]
        return [widget for widget in widgets if isinstance(widget, QToolButton)]

    def _with_words(self) -> int:
        """Return how wide the bar would be if every tool had its words, in px."""
        without = [button for button in self._spared() if button.toolButtonStyle() == _PICTURE]
        return self.sizeHint().width() + sum(map(_words_width, without))


def _words_width(button: QToolButton) -> int:
    """Return how much wider a tool is with its words, in px."""
    before = button.toolButtonStyle()
    widths = []
    for style in (_WORDS, _PICTURE):
        button.setToolButtonStyle(style)
        widths.append(button.sizeHint().width())
    button.setToolButtonStyle(before)
    return widths[0] - widths[1]
