"""The clipboard of the table, and what is asked before something pasted takes the place of something else."""

from enum import Enum
from typing import Any

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.editing.pasting import Grid, Paste, as_html, as_text, copied_cells
from app.gui.widgets import label

_SIZE = (640, 380)
_COLUMNS = ("行", "栏目", "原来", "粘贴后")
_EMPTY = "（空）"


def copy_cells(grid: Grid) -> None:
    """Put cells on the clipboard for Excel, WPS and ourselves."""
    data = QMimeData()
    data.setText(as_text(grid))
    data.setHtml(as_html(grid))
    QGuiApplication.clipboard().setMimeData(data)


def cells_on_clipboard() -> Grid:
    """Return the cells on the clipboard.

    Raises:
        ReadingError: there are too many.
    """
    data = QGuiApplication.clipboard().mimeData() or QMimeData()  # there is none where nothing was ever copied
    return copied_cells(data.text(), data.html() if data.hasHtml() else "")


class Choice(Enum):
    """What is to be done with cells that have something in them."""

    OVERWRITE = "overwrite"
    KEEP = "keep"
    CANCEL = "cancel"


class PastePreview(QDialog):
    """Shows what would be overwritten, and asks."""

    def __init__(self, paste: Paste[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("粘贴")
        self.resize(*_SIZE)
        self.choice = Choice.CANCEL
        self.words = label(_summary(paste))
        self.words.setWordWrap(True)
        self.list = _list_of(paste)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        wanted = (("覆盖(&R)", Choice.OVERWRITE), ("只填空格(&E)", Choice.KEEP), ("取消(&C)", Choice.CANCEL))
        self.buttons = {choice: QPushButton(words) for words, choice in wanted}
        for choice, button in self.buttons.items():
            button.clicked.connect(lambda _=False, chosen=choice: self._choose(chosen))
            row.addWidget(button)
        self.buttons[Choice.OVERWRITE].setDefault(True)
        self.buttons[Choice.OVERWRITE].setFocus()
        return row

    def _choose(self, choice: Choice) -> None:
        self.choice = choice
        if choice is Choice.CANCEL:
            self.reject()
        else:
            self.accept()


def _summary(paste: Paste[Any]) -> str:
    parts = [f"粘贴 {paste.gathered.cells} 格，会换掉 {len(paste.overwritten())} 格原来的内容"]
    if paste.added:
        parts.append(f"另添加 {paste.added} 行")
    if paste.refused:
        parts.append(f"{len(paste.refused)} 格填不进去")
    return "，".join(parts) + "。按 Ctrl+Z 可以撤销。"


def _list_of(paste: Paste[Any]) -> QTableWidget:
    cells = paste.overwritten()
    table = QTableWidget(len(cells), len(_COLUMNS))
    table.setHorizontalHeaderLabels(list(_COLUMNS))
    table.setAccessibleName("会被覆盖的内容")
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    for row, cell in enumerate(cells):
        for column, text in enumerate((str(cell.row + 1), cell.heading, cell.old, cell.new or _EMPTY)):
            item = QTableWidgetItem(text.replace("\n", " ↵ "))
            item.setToolTip(text)
            if column == 0:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(row, column, item)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    for column, width in ((0, 48), (1, 120)):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        table.setColumnWidth(column, width)
    return table


def told(paste: Paste[Any]) -> str:
    """Return what came of pasting, in one sentence."""
    parts = [f"已粘贴 {paste.gathered.cells} 格"]
    if paste.added:
        parts.append(f"添加了 {paste.added} 行")
    if paste.refused:
        first = paste.refused[0]
        parts.append(f"{len(paste.refused)} 格没有填：第 {first.row + 1} 行{first.heading}不能是“{first.text}”")
    if paste.unplaced:
        parts.append(f"没有放进来的栏目：{'、'.join(paste.unplaced)}")
    return "；".join(parts) + ("。按 Ctrl+Z 可以撤销。" if paste.changes else "。")
