"""The indicator table: edited in place, with the keys that Excel has taught."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QTableView, QWidget

from app.definitions.library import Library
from app.editing.cells import CellText
from app.editing.indicator_library import Entry
from app.gui.cells import CellDelegate, CellEditor, Offer, commit_composed
from app.gui.form_desk import FormDesk
from app.gui.indicator_edits import IndicatorEdits
from app.gui.indicator_model import FIELD_ROLE, IndicatorModel
from app.gui.indicator_sizes import Sizes
from app.gui.row_header import RowHeader
from app.model.money import shortest
from app.model.operators import Operator
from app.model.records import Form, Indicator

Index = QModelIndex | QPersistentModelIndex
Key = Qt.Key

_ENTERS = (Key.Key_Return, Key.Key_Enter)
_TABS = {Key.Key_Tab: 1, Key.Key_Backtab: -1}
_STANDARD = QKeySequence.StandardKey
_NO_HINT = QStyledItemDelegate.EndEditHint.NoHint


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


class IndicatorTable(QTableView):
    """The table of the form in work.

    Enter goes down, Tab to the right and, from the last cell, on to the next control; Ctrl+Tab leaves from anywhere.
    What is typed is stored when its cell is left, however that happens.

    Signals:
        selection_moved: another row is current.
        told: something was done; the sentence says what.
    """

    selection_moved = Signal()
    told = Signal(str)

    def __init__(self, desk: FormDesk, parent: QWidget | None = None, model: IndicatorModel | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.indicators = model or IndicatorModel(desk, self)
        self.cells = CellDelegate(self, self._choices, self._offers)
        self.setModel(self.indicators)
        self.setItemDelegate(self.cells)
        self.edits = IndicatorEdits(self)
        self._set_looks()
        self._set_row_header()
        self.sizes = Sizes(self, self.indicators)
        self._start_column: int | None = None
        self._made: int | None = None
        self.indicators.modelReset.connect(self.scrollToTop)
        self.indicators.row_made.connect(self._remember_made)
        self.cells.left.connect(self._leave_cell)
        self.cells.fill_wanted.connect(self._fill_with)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.selection_moved.emit())

    def _set_looks(self) -> None:
        self.setAccessibleName("绩效指标")
        self.setWordWrap(True)
        self.setAlternatingRowColors(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)

    def _set_row_header(self) -> None:
        header = RowHeader(self, self.indicators)
        self.setVerticalHeader(header)
        header.setMinimumSectionSize(26)
        header.dropped.connect(self.edits.move_before)

    # Where one is

    def current_row(self) -> int:
        """Return the current row from 0, or -1; the empty row below the indicators counts as one."""
        return self.currentIndex().row() if self.currentIndex().isValid() else -1

    def go_to(self, row: int, field: str) -> None:
        """Make a cell current and show it; ``row`` counts from 0."""
        index = self.indicators.index(row, self.indicators.column_of(field))
        if index.isValid():
            self._make_current(index)
            self.setFocus()

    def _make_current(self, index: Index) -> None:
        """Make a cell current and the only one selected, whichever modifiers are held down meanwhile."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def select_cell(self, row: int, field: str) -> None:
        """Make a cell current and the only one selected."""
        index = self.indicators.index(row, self.indicators.column_of(field))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def select_rows(self, rows: Iterable[int]) -> None:
        """Select some whole rows."""
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self.indicators.index(row, 0), self.indicators.index(row, self.indicators.columnCount() - 1))
        first = chosen.indexes()[0]
        self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(first)

    def _step(self, down: int, right: int) -> None:
        """Go to a cell beside the current one; Enter after Tabs goes to the column where they began, as in Excel."""
        current = self.currentIndex()
        if right:
            start = current.column() if self._start_column is None else self._start_column
            self._go_along(right)
            self._start_column = start
        elif down:
            column = current.column() if self._start_column is None else self._start_column
            row = max(0, min(current.row() + down, self.indicators.rowCount() - 1))
            self._make_current(self.indicators.index(row, column))
            self._start_column = None

    def _go_along(self, by: int) -> None:
        """Go to the next or previous cell in reading order."""
        width, current = self.indicators.columnCount(), self.currentIndex()
        place = current.row() * width + current.column() + by
        if width and 0 <= place < self.indicators.rowCount() * width:
            self._make_current(self.indicators.index(*divmod(place, width)))

    # What may be chosen

    def _choices(self, model: IndicatorModel, index: Index) -> list[str]:
        form = self.desk.form
        if form is None:
            return []
        return choices_for(index.data(FIELD_ROLE), form, model.row(index.row()), self.desk.library)

    def _offers(self, model: IndicatorModel, index: Index, text: str) -> list[Offer]:
        """Return the indicators of the own history that go on as a name was typed."""
        if index.data(FIELD_ROLE) != "level3":
            return []
        row = model.row(index.row())
        return [Offer(one.name, _detail(one), one) for one in self.desk.history(text, row.level1, row.level2)]

    # Rows, for the menus

    def add_row(self) -> None:
        """Put a new indicator below the current one, with its levels, and edit its name."""
        self.edits.add()

    def remove_rows(self) -> None:
        """Take the selected indicators out; it can be undone."""
        self.edits.remove()

    def move_row(self, by: int) -> None:
        """Move the selected indicators up or down."""
        self.edits.move(by)

    # Editing

    def finish_edit(self) -> bool:
        """Store the cell that is being typed, so that nothing half-typed is lost; whether all is stored."""
        editor = self.cells.editor
        if editor is not None:
            if editor.is_composing:
                commit_composed()
            self.commitData(editor)
            self.closeEditor(editor, _NO_HINT)
        return not self.indicators.refused

    def store_all(self) -> bool:
        """Store what is being typed; whether everything is stored, and if not, say what is not."""
        stored = self.finish_edit()
        if not stored:
            self.desk.refused.emit(self.indicators.refused[0])
        return stored

    def _leave_cell(self, editor: QWidget, down: int, right: int) -> None:
        self.commitData(editor)
        self.closeEditor(editor, _NO_HINT)
        self._step(down, right)

    def _remember_made(self, row: int) -> None:
        self._made = row

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """Close an editor; where it made an indicator of the empty row, that is current now, not what is below it."""
        super().closeEditor(editor, hint)
        made, self._made = self._made, None
        if made is not None:
            self._make_current(self.indicators.index(made, self.currentIndex().column()))

    def _fill_with(self, editor: CellEditor) -> None:
        """Put what is typed into all selected cells."""
        text, rows = editor.text(), self.selectedIndexes()
        self.commitData(editor) if len(rows) < 2 else self._fill(rows, text)
        self.closeEditor(editor, _NO_HINT)

    def _fill(self, indexes: Iterable[Index], text: str) -> None:
        columns = self.indicators.columns
        self.indicators.fill([CellText(one.row(), columns[one.column()], text) for one in indexes], "填入 {} 格")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the keys their meaning, as Excel has them, while no cell is edited."""
        for keys, action in (
            (_STANDARD.Copy, self.edits.copy),
            (_STANDARD.Cut, self.edits.cut),
            (_STANDARD.Paste, self.edits.paste),
        ):
            if event.matches(keys):
                action()
                return
        if not self._own_key(event):
            self.cells.starts_typed = event.key() != Key.Key_F2
            self._start_column = None
            super().keyPressEvent(event)
            self.cells.starts_typed = False

    def _own_key(self, event: QKeyEvent) -> bool:
        """Do what a key means; whether it means something of ours."""
        current, modifiers = self.currentIndex(), event.modifiers()
        if event.key() in _ENTERS and current.isValid():
            if modifiers & Qt.KeyboardModifier.ControlModifier:
                self.edits.fill_selection()
            else:
                self._step(-1 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1, 0)
        elif event.key() == Key.Key_Delete:
            self.edits.clear()
        elif event.key() == Key.Key_Backspace and current.isValid():
            self._edit_empty()
        elif event.key() == Key.Key_Escape:
            self.indicators.forget_refused([current] if current.isValid() else [])
        else:
            return False
        return True

    def _edit_empty(self) -> None:
        """Begin to type with nothing in the cell."""
        self.cells.starts_typed = True
        self.edit(self.currentIndex())
        self.cells.starts_typed = False
        if self.cells.editor is not None:
            self.cells.editor.setText("")

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Begin to type where an input method does; Qt drops a sign that comes without having been composed."""
        is_direct = self.cells.editor is None and bool(event.commitString()) and not event.preeditString()
        self.cells.starts_typed = True
        super().inputMethodEvent(event)
        self.cells.starts_typed = False
        if is_direct and self.cells.editor is not None:
            QCoreApplication.sendEvent(self.cells.editor, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit the cell and show what may be chosen in it."""
        self.cells.starts_open = True
        super().mouseDoubleClickEvent(event)
        self.cells.starts_open = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin anew where Enter returns to."""
        self._start_column = None
        super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Take Tab to the next cell, unless it leaves the table: at its end, or with Ctrl."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_tables_own(event):
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and Key(event.key()) in _TABS:
            by = _TABS[Key(event.key())]
            if self._at_end(by) or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return QWidget.focusNextPrevChild(self, by > 0)
            self._step(0, by)
            return True
        return super().event(event)

    def _at_end(self, by: int) -> bool:
        current, width = self.currentIndex(), self.indicators.columnCount()
        last = self.indicators.rowCount() * width - 1
        return not current.isValid() or current.row() * width + current.column() == (last if by > 0 else 0)

    # Looks

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.indicators.index(0, 0))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the room anew."""
        super().resizeEvent(event)
        self.sizes.divide()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "sizes"):
            self.sizes.forget()


def _is_tables_own(event: QKeyEvent) -> bool:
    """Whether a key goes to the first or last cell, though the window has a command for it."""
    return event.key() in (Key.Key_Home, Key.Key_End) and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _detail(entry: Entry) -> str:
    """Return what is said beside an indicator of the own history."""
    weight = f" · {shortest(entry.weight)} 分" if entry.weight is not None else ""
    return f"{entry.operator.value} {entry.unit}{weight} · 用过 {entry.count} 次".strip()
