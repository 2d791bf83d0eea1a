"""Which other form is to be compared with: any of the store, found by name, code, unit or year."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.gui.flat_model import RIGHT, FlatModel, Index
from app.gui.rolling.choice_model import amount_words, called, words_of
from app.model.refs import FormRef
from app.rules.words import squeezed
from app.store.listing import FormLine

_HEADINGS = ("年度", "表", "单位", "金额（万元）")
_YEAR, _NAME, _UNIT, _AMOUNT = range(4)
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_SIZE = (680, 440)


class PickModel(FlatModel):
    """Rows are the forms that have all words of the filter."""

    headings = _HEADINGS

    def __init__(self, lines: Sequence[FormLine], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = [(line, squeezed(_text(line)).casefold()) for line in lines]
        self._shown = [line for line, _ in self._lines]

    def filter(self, text: str) -> None:
        """Show the forms with all words of a text."""
        words = words_of(text)
        self.beginResetModel()
        self._shown = [line for line, own in self._lines if all(word in own for word in words)]
        self.endResetModel()

    def line(self, row: int) -> FormLine:
        """Return the form in a row."""
        return self._shown[row]

    def count(self) -> int:
        """Return how many forms are shown."""
        return len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if not index.isValid():
            return None
        line = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (str(line.year or ""), called(line), line.unit, amount_words(line))[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _AMOUNT:
            return RIGHT
        return None


def _text(line: FormLine) -> str:
    return f"{line.year or ''} {called(line)} {line.name} {line.code} {line.unit_code} {line.unit}"


class PickDialog(QDialog):
    """Asks for a form; ``ref()`` gives the answer."""

    def __init__(self, lines: Sequence[FormLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("与另一个项目对照")
        self.model = PickModel(lines, self)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("按名称、代码、单位或年度查找")
        self.filter.setAccessibleName("查找")
        self.filter.setClearButtonEnabled(True)
        self.list = QTreeView()
        self.list.setModel(self.model)
        self.list.setAccessibleName("可以对照的表")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.list.setColumnWidth(_YEAR, 64)
        self.list.setColumnWidth(_UNIT, 150)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.buttons.button(buttons.Ok).setText("对照")
        self.buttons.button(buttons.Cancel).setText("取消")
        self._connect()
        column = QVBoxLayout(self)
        for widget in (self.filter, self.list, self.buttons):
            column.addWidget(widget)
        self.resize(*_SIZE)
        self._find("")

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._find)
        self.list.doubleClicked.connect(lambda _: self.accept())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _find(self, text: str) -> None:
        self.model.filter(text)
        self.list.setCurrentIndex(self.model.index(0, 0))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.model.rowCount() > 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrows move in the list while the words are being typed."""
        if event.key() in _ARROWS:
            self.list.setFocus()
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            row = max(min(self.list.currentIndex().row() + step, self.model.rowCount() - 1), 0)
            self.list.setCurrentIndex(self.model.index(row, 0))
        else:
            super().keyPressEvent(event)

    def ref(self) -> FormRef | None:
        """Return the chosen form."""
        index = self.list.currentIndex()
        return self.model.line(index.row()).ref if index.isValid() else None
