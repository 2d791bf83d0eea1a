"""A list whose rows are chosen by ticks: by a click, or by the space bar for all rows that are selected."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

Index = QModelIndex | QPersistentModelIndex
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def is_checkable(index: Index) -> bool:
    """Whether a row can be ticked."""
    wanted = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled
    return index.flags() & wanted == wanted


def is_checked(index: Index) -> bool:
    """Whether a row is ticked."""
    return index.data(Qt.ItemDataRole.CheckStateRole) in (_CHECKED, _CHECKED.value)


class CheckList(QTreeView):
    """A flat list with ticks in its first column.

    Signals:
        opened: a row was double-clicked, or Enter was pressed on it.
    """

    opened = Signal(QModelIndex)

    def __init__(self, model: QAbstractItemModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with the space bar, open with Enter."""
        if event.key() == Qt.Key.Key_Space:
            self._toggle()
        elif event.key() in _ENTER and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _toggle(self) -> None:
        """Tick every selected row, or none of them where all were ticked."""
        rows = [index for index in self.selectionModel().selectedRows(0) if is_checkable(index)]
        state = _UNCHECKED if all(is_checked(index) for index in rows) else _CHECKED
        for index in rows:
            self.model().setData(index, state, Qt.ItemDataRole.CheckStateRole)
