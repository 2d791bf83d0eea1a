"""What a form says and no field has: shown to the clerk, who can put each text where it belongs."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.importing.draft import Placing
from app.gui.theme import theme
from app.gui.widgets import label, tool_button

_MOST_LINES = 3


class UnplacedList(QListWidget):
    """The texts; each can be dragged into a field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("未能归位的内容")
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """Return the text itself, which every field takes."""
        mime = QMimeData()
        mime.setText("\n".join(item.data(Qt.ItemDataRole.UserRole).unplaced.text for item in items))
        return mime


class UnplacedPanel(QWidget):
    """The list with what can be done with its current text.

    Signals:
        looked_at: the text (``Unplaced``) that is current.
        wanted_in: the number of the current text, and where it is to go: a part of the head, or empty for the table's
            current cell.
    """

    looked_at = Signal(object)
    wanted_in = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = label(role="heading")
        self._menu = QMenu("放到", self)
        self.list = UnplacedList()
        self.list.currentRowChanged.connect(self._on_current)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(lambda at: self._menu.popup(self.list.mapToGlobal(at)))
        self._button = tool_button("放到 ▾", tip="把选中的内容放到某一栏，也可以直接拖过去", name="把选中的内容放到")
        self._button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._button.setMenu(self._menu)
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 4)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.list)

    def offer(self, fields: Sequence[tuple[str, str]]) -> None:
        """Offer the fields that a text can go to."""
        self._menu.clear()
        self._add("指标表里当前的格", "")
        self._menu.addSeparator()
        for part, words in fields:
            self._add(words, part)

    def _add(self, words: str, part: str) -> None:
        action = self._menu.addAction(words.replace("&", "&&"))
        action.triggered.connect(lambda: self.wanted_in.emit(self.list.currentRow(), part))

    def show_placings(self, placings: Sequence[Placing]) -> None:
        """Show the texts of a form."""
        row = self.list.currentRow()
        self.list.clear()
        for placing in placings:
            self.list.addItem(_item(placing))
        self.list.setCurrentRow(min(max(row, 0), len(placings) - 1))
        open_ones = sum(not placing.put_into for placing in placings)
        self._heading.setText(f"未能归位的内容 {open_ones} 处")
        self.setVisible(bool(placings))
        height = max(self.list.sizeHintForRow(0), 1) * min(len(placings), _MOST_LINES) + 2 * self.list.frameWidth() + 4
        self.list.setFixedHeight(height)

    def _on_current(self, row: int) -> None:
        item = self.list.item(row)
        if item is not None and self.list.hasFocus():
            self.looked_at.emit(item.data(Qt.ItemDataRole.UserRole).unplaced)


def _item(placing: Placing) -> QListWidgetItem:
    one = placing.unplaced
    text = " ".join(one.text.split())
    words = f"{one.label}：{text}" if one.label else text
    shown = (
        f"✓ {words}（已放到“{placing.put_into}”）"
        if placing.put_into
        else f"{words}（{one.place.cell if one.place.sheet else one.place.label}）"
    )
    item = QListWidgetItem(shown)
    item.setData(Qt.ItemDataRole.UserRole, placing)
    item.setToolTip(one.text)
    if placing.put_into:
        item.setForeground(QColor(theme().muted))
    return item
