"""The weights below the table: the picture, what they come to, and a way to share out what is left."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.editing.weights import (
    Sharing,
    Weights,
    policy_sentence,
    remainder_words,
    usual_points,
    usual_sentence,
    weight_sentence,
    weights_of,
)
from app.gui.theme import theme
from app.gui.weights_picture import WeightsPicture
from app.gui.widgets import ElidedLabel, SteadyLabel, label, tool_button

__all__ = ["WeightMeter", "Weights", "weight_sentence", "weights_of"]


class WeightMeter(QWidget):
    """The picture with its words.

    Signals:
        sharing_wanted: the menu is about to open and wants ``offer`` to be called.
        shared: the way of sharing the remainder out that the clerk has chosen.
    """

    sharing_wanted = Signal()
    shared = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture, self._sum, self._note = WeightsPicture(), SteadyLabel(), ElidedLabel("muted")
        self._ways = QMenu(self)
        self._ways.aboutToShow.connect(self.sharing_wanted)
        self.share_button = self._share_button()
        self._first = self._row()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 4)
        column.setSpacing(2)
        column.addLayout(self._first)
        column.addWidget(self._note)

    def keep_room(self) -> None:
        """Keep the room of the button also while it is away, or the table above would change with a number."""
        self.setMinimumHeight(0)
        more = max(self.share_button.sizeHint().height() - self._first.sizeHint().height(), 0)
        self.setMinimumHeight(self.sizeHint().height() + more)

    def _row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget, stretch in (
            (label("权重", "heading"), 0), (self.picture, 1), (self._sum, 0), (self.share_button, 0)
        ):  # fmt: skip
            row.addWidget(widget, stretch)
        return row

    def _share_button(self) -> QToolButton:
        button = tool_button("分摊 ▾", tip="把剩余的分摊到指标上", name="把剩余的分摊到…")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self._ways)
        return button

    def show_weights(self, weights: Weights | None) -> None:
        """Show the weights of a form, or nothing."""
        self.setVisible(weights is not None)
        if weights is None:
            return
        self.picture.show_weights(weights)
        self._sum.setText(weight_sentence(weights))
        self._dress_sum(f"color: {self._colour(weights)}; font-weight: 600;")
        self._note.setText(_note(weights))
        words = self.picture.accessibleDescription()
        self._note.setToolTip(words)
        self.share_button.setVisible(bool(weights.left))
        self.share_button.setText("分摊剩余 ▾" if weights.left > 0 else "扣回多出 ▾")
        self.share_button.setAccessibleName(_what(weights))
        self.share_button.setToolTip(_what(weights))
        self.setAccessibleName(f"权重：{self._sum.text()}")
        self.setAccessibleDescription(words)

    def _dress_sum(self, look: str) -> None:
        if look != self._sum.styleSheet():  # putting one on takes longer than all else here
            self._sum.setStyleSheet(look)

    @staticmethod
    def _colour(weights: Weights) -> str:
        if not weights.levels:
            return theme().muted
        return theme().error if weights.left else theme().ok

    def offer(self, ways: Sequence[Sharing]) -> None:
        """Offer these ways to share out what is left."""
        self._ways.clear()
        for way in ways:
            self._ways.addAction(way.label).triggered.connect(lambda _=False, way=way: self.shared.emit(way))
        if not ways:
            self._ways.addAction("没有可以分摊的行，请先添加指标").setEnabled(False)

    def ways(self) -> list[str]:
        """Return what the menu offers."""
        return [action.text() for action in self._ways.actions()]

    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._sum.text()


def _what(weights: Weights) -> str:
    """Return what the button does to the remainder."""
    points = remainder_words(weights).partition(" ")[2]
    return f"把剩余的 {points}分摊到…" if weights.left > 0 else f"把多出的 {points}扣回…"


def _note(weights: Weights) -> str:
    usual = usual_points(weights)
    sentence = policy_sentence(weights.policy)
    return f"{sentence}{usual_sentence(usual)}（细条，仅供参考）" if usual else sentence
