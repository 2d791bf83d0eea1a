"""The indicator table: edited in place, with choices for levels, operators and units."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.definitions.library import Library
from app.editing.steps import add_indicator, edit_indicators, move_indicator, remove_indicators
from app.gui.desk import Desk
from app.gui.indicator_model import FIELD_ROLE, ColumnPlan, IndicatorModel
from app.gui.theme import theme
from app.model.operators import Operator
from app.model.records import Form, Indicator

Index = QModelIndex | QPersistentModelIndex

_LEAST = {"level1": 5, "level2": 5, "operator": 3, "value": 4, "unit": 3, "weight": 3}  # in Chinese characters
_LEAST_TEXT, _LEAST_NUMBER, _LEAST_UNPRINTED = 6, 4, 6
_HEADING_LINES = 3
_CELL_PADDING = 12  # px
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_ROW_PADDING = 6  # px


def choices_for(field: str, form: Form, row: Indicator, library: Library) -> list[str]:
    """Return what may be chosen in a cell; anything else may still be typed, except for operators."""
    if field == "operator":
        return [operator.value for operator in Operator if operator is not Operator.NONE]
    if field == "unit":
        return [unit for group in library.units for unit in group.units]
    if field == "level1":
        return [level.name for level in library.taxonomy_for(form).levels]
    if field == "level2":
        levels = library.taxonomy_for(form).levels
        under = [name for level in levels if level.name == row.level1 for name in level.level2]
        return under or [name for level in levels for name in level.level2]
    known = library.fields.indicator.get(field)
    return list(known.choices) if known else []


def shared_out(least: Sequence[int], shares: Sequence[float], room: int) -> list[int]:
    """Return widths that fill the room by their shares, none less than its least; without a share, just that."""
    widths = list(least)
    growing = {n for n, share in enumerate(shares) if share > 0}
    while growing:
        free = room - sum(width for n, width in enumerate(least) if n not in growing)
        per_share = free / sum(shares[n] for n in growing)
        short = {n for n in growing if per_share * shares[n] < least[n]}
        if not short:
            for n in growing:
                widths[n] = int(per_share * shares[n])
            widths[max(growing, key=widths.__getitem__)] += max(room - sum(widths), 0)
            break
        growing -= short
    return widths


class CellChoice(QComboBox):
    """The editor of a cell with choices; anything else may be typed.

    The wheel never changes it, arrows open its list, and only what is picked from the open list is stored at once.

    Signals:
        picked: an entry of the open list was picked.
    """

    picked = Signal()

    def __init__(self, choices: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(list(choices))
        self.activated.connect(lambda _: self.picked.emit())
        completer = self.completer()
        if completer is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the table."""
        event.ignore()

    def event(self, event: QEvent) -> bool:
        """Keep Alt+arrows from the window, where they move the row."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _ARROWS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list on an arrow, as Excel does on Alt+arrow."""
        if event.key() in _ARROWS:
            self.showPopup()
        else:
            super().keyPressEvent(event)


class CellDelegate(QStyledItemDelegate):
    """Makes the editor of a cell: a list to choose from where the field has choices, else a line."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell, named for screen readers by its column."""
        model = index.model()
        form = self.desk.form
        choices: list[str] = []
        if form is not None and isinstance(model, IndicatorModel):
            choices = choices_for(index.data(FIELD_ROLE), form, model.row(index.row()), self.desk.library)
        editor = self._choice(parent, choices) if choices else super().createEditor(parent, option, index)
        heading = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(f"第 {index.row() + 1} 行 {heading}")
        return editor

    def _choice(self, parent: QWidget, choices: Sequence[str]) -> QComboBox:
        editor = CellChoice(choices, parent)
        editor.picked.connect(lambda: self._chosen(editor))
        return editor

    def _chosen(self, editor: QComboBox) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the cell's text into its editor."""
        text = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
            line = editor.lineEdit()
            if line is not None:
                line.selectAll()
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Store what the editor holds."""
        text = editor.currentText() if isinstance(editor, QComboBox) else editor.property("text")
        model.setData(index, text)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a size that shows the whole text, with room to breathe."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), hint.height() + _ROW_PADDING)


class IndicatorTable(QTableView):
    """The table of the form in work.

    Tab goes from cell to cell and, from the last, on to the next control; Shift+Tab from the first one back.

    Signals:
        selection_moved: another row is current.
    """

    selection_moved = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.indicators = IndicatorModel(desk, self)
        self.setModel(self.indicators)
        self.setItemDelegate(CellDelegate(desk, self))
        self.setAccessibleName("绩效指标")
        self.setWordWrap(True)
        self.setAlternatingRowColors(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(26)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.selection_moved.emit())
        self._laid_out: list[ColumnPlan] = []
        self._cell = ("", "")
        self.indicators.modelAboutToBeReset.connect(self._remember_cell)
        self.indicators.modelReset.connect(self._lay_out)
        self.indicators.modelReset.connect(self._return_to_cell)
        self.indicators.dataChanged.connect(lambda *_: self.resizeRowsToContents())
        self.horizontalHeader().sectionResized.connect(self._follow_hand)
        self._given: dict[int, int] = {}
        self._is_dividing = False

    def _lay_out(self) -> None:
        """Give every column its width; those that were shown before keep the widths that the clerk gave them."""
        if self.indicators.columns != self._laid_out:
            self._laid_out = list(self.indicators.columns)
            self._given.clear()
        self._divide()

    def _divide(self) -> None:
        """Divide the room by the proportions of the paper; what does not fit is scrolled to."""
        columns = self.indicators.columns
        least = [self._given.get(n) or self.least_width(n) for n in range(len(columns))]
        printed = any(column.share for column in columns)
        shares = [0 if n in self._given else one.share if printed else least[n] for n, one in enumerate(columns)]
        self._is_dividing = True
        for number, width in enumerate(shared_out(least, shares, self.viewport().width())):
            self.setColumnWidth(number, width)
        self._is_dividing = False
        self._fit_heights()

    def least_width(self, number: int) -> int:
        """Return how wide a column has to be for its values and its heading to be read, in px."""
        column = self.indicators.columns[number]
        characters = _LEAST.get(column.field, _LEAST_NUMBER if column.numeric else _LEAST_TEXT)
        heading = ceil(len(column.heading) / _HEADING_LINES)
        return max(characters, heading, 0 if column.printed else _LEAST_UNPRINTED) * self._character() + _CELL_PADDING

    def _character(self) -> int:
        return QFontMetrics(self.font()).horizontalAdvance("国")

    def _follow_hand(self, number: int, _before: int, width: int) -> None:
        """Once the clerk has given a column its width, it keeps it, and the others share what is left."""
        if not self._is_dividing:
            self._given[number] = width
            self._divide()

    def _fit_heights(self) -> None:
        """Make the headings as high as their lines, and every row as high as its texts."""
        metrics, header = QFontMetrics(self.font()), self.horizontalHeader()
        wrapped = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        heights = [
            metrics.boundingRect(QRect(0, 0, self.columnWidth(n) - _CELL_PADDING, 1000), wrapped, words).height()
            for n in range(self.indicators.columnCount())
            if (words := str(self.indicators.headerData(n, Qt.Orientation.Horizontal)))
        ]
        header.setFixedHeight(max(heights, default=0) + _ROW_PADDING)
        self.resizeRowsToContents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the room anew."""
        super().resizeEvent(event)
        self._divide()

    def _remember_cell(self) -> None:
        """Note which indicator and field is current, before rows come, go, or change places."""
        index = self.currentIndex()
        if index.isValid() and index.row() < self.indicators.rowCount():
            self._cell = (self.indicators.row(index.row()).id, self.indicators.columns[index.column()].field)

    def _return_to_cell(self) -> None:
        indicator, field = self._cell
        for row in range(self.indicators.rowCount()):
            if self.indicators.row(row).id == indicator:
                self._select_row(row, field)

    def current_row(self) -> int:
        """Return the current row from 0, or -1."""
        return self.currentIndex().row() if self.currentIndex().isValid() else -1

    def go_to(self, row: int, field: str) -> None:
        """Make a cell current and show it; ``row`` counts from 0."""
        index = self.indicators.index(row, self.indicators.column_of(field))
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.setFocus()

    def _select_row(self, row: int, field: str) -> None:
        index = self.indicators.index(row, self.indicators.column_of(field))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def add_row(self) -> None:
        """Put a new indicator below the current one, with its levels, and edit its name."""
        if self.desk.form is None:
            return
        at = self.current_row() + 1 if self.current_row() >= 0 else self.indicators.rowCount()
        above = self.indicators.row(at - 1) if at else None
        template = Indicator(level1=above.level1, level2=above.level2) if above else None
        if self.desk.do(add_indicator(self.desk.form, at, template)):
            self._select_row(at, "level3")
            self.edit(self.currentIndex())

    def remove_rows(self) -> None:
        """Take the selected indicators out; it can be undone."""
        rows = self.indicators.selected_rows(self.selectedIndexes())
        if self.desk.form is not None and rows and self.desk.do(remove_indicators(self.desk.form, rows)):
            self._select_row(min(rows[0], self.indicators.rowCount() - 1), "level3")

    def move_row(self, by: int) -> None:
        """Move the current indicator up or down."""
        row = self.current_row()
        if self.desk.form is None or row < 0 or not 0 <= row + by < self.indicators.rowCount():
            return
        field = self.indicators.columns[self.currentIndex().column()].field
        if self.desk.do(move_indicator(self.desk.form, row, by)):
            self._select_row(row + by, field)

    def finish_edit(self) -> None:
        """Store the cell that is being typed, so that nothing half-typed is lost."""
        editor = self.focusWidget() if self.state() is QAbstractItemView.State.EditingState else None
        if editor is not None and editor is not self:
            editor.clearFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit with Enter, empty with Delete, and let Tab leave at the ends."""
        is_editing = self.state() is QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            if not is_editing:
                self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete:
            self._clear_cells()
        else:
            super().keyPressEvent(event)

    def _clear_cells(self) -> None:
        """Empty the selected cells, all in one step."""
        if self.desk.form is None:
            return
        selected = self.selectedIndexes()
        self.desk.do(edit_indicators(self.desk.form, f"清空 {len(selected)} 格", self.indicators.emptied(selected)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.indicators.index(0, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say how to begin where there is nothing yet."""
        super().paintEvent(event)
        if self.indicators.rowCount() == 0 and self.desk.form is not None:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme().muted))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, "还没有指标，按“添加”填第一个")

    def event(self, event: QEvent) -> bool:
        """Take Tab to the next cell unless the current one is at the end."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            forward, back = event.key() == Qt.Key.Key_Tab, event.key() == Qt.Key.Key_Backtab
            if (forward or back) and self._at_end(forward):
                return QWidget.focusNextPrevChild(self, forward)
        return super().event(event)

    def _at_end(self, forward: bool) -> bool:
        row = self.indicators.rowCount() - 1 if forward else 0
        column = self.indicators.columnCount() - 1 if forward else 0
        current = self.currentIndex()
        return not current.isValid() or (current.row(), current.column()) == (row, column)
