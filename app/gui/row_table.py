"""A table of the form, edited in place with the keys that Excel has taught."""

from abc import abstractmethod
from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QMargins,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QWidget

from app.editing.cells import CellText
from app.gui.cell_editors import CellEditor
from app.gui.cell_looks import paint_over
from app.gui.cells import CellDelegate, commit_composed
from app.gui.form_desk import FormDesk
from app.gui.row_edits import RowEdits
from app.gui.row_header import RowHeader
from app.gui.row_model import AnyModel
from app.gui.row_sizes import Sizes
from app.gui.solid_table import SolidTable
from app.gui.suggestions import Search
from app.gui.widgets import changes_letters

Index = QModelIndex | QPersistentModelIndex
Key = Qt.Key

_ENTERS = (Key.Key_Return, Key.Key_Enter)
_GOING = (Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End)
_CURSOR = QAbstractItemView.CursorAction
_WAYS = {
    _CURSOR.MoveUp: (-1, 0),
    _CURSOR.MoveDown: (1, 0),
    _CURSOR.MoveLeft: (0, -1),
    _CURSOR.MoveRight: (0, 1),
}
_PAGES = {_CURSOR.MovePageDown: 1, _CURSOR.MovePageUp: -1}  # Qt's own stay at a row that is higher than the table
_TABS = {Key.Key_Tab: 1, Key.Key_Backtab: -1}
_STANDARD = QKeySequence.StandardKey
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_MANY = 100  # cells: where more have changed, their rows are selected
_FRAME = QMargins(1, 1, 1, 1)  # px
_NO_HINT = QStyledItemDelegate.EndEditHint.NoHint


class RowTable(SolidTable):
    """A table of the form in work.

    Enter goes down, Tab to the right and, from the last cell, on to the next control; Ctrl+Tab leaves from anywhere.
    What is typed is stored when its cell is left, however that happens.

    Signals:
        selection_moved: another row is current.
        told: something was done; the sentence says what.
        menu_wanted: what can be done here is to be offered, and where on the screen.
    """

    selection_moved = Signal()
    told = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, desk: FormDesk, model: AnyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.rows = desk, model
        model.setParent(self)
        self.cells = CellDelegate(self, self._choices, self._offers)
        self.cells.searching.failed.connect(desk.refused)
        self.setModel(model)
        self.setItemDelegate(self.cells)
        self.edits = self._make_edits()
        self._set_looks()
        self._set_row_header()
        self.sizes = Sizes(self, self.rows)
        self._start_column: int | None = None
        self.rows.modelReset.connect(self._begin_anew)
        self.rows.mended.connect(lambda: self.told.emit(""))
        self.cells.paused.connect(self._keep)
        self.cells.left.connect(self._leave_cell)
        self.cells.turned.connect(self._turn_away)
        self.cells.fill_wanted.connect(self._fill_with)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.selection_moved.emit())

    @abstractmethod
    def _make_edits(self) -> RowEdits:
        """Return what works on the rows."""

    def _set_looks(self) -> None:
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)  # every cell can be edited
        self.setAlternatingRowColors(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)

    def _set_row_header(self) -> None:
        self.row_header = header = RowHeader(self, self.rows)
        self.setVerticalHeader(header)
        header.setMinimumSectionSize(26)
        header.dropped.connect(self._drop_rows)
        header.menu_wanted.connect(self._want_row_menu)

    def _begin_anew(self) -> None:
        self._start_column = None
        self.scrollToTop()

    # Where one is

    def current_row(self) -> int:
        """Return the current row from 0, or -1; the empty row below the others counts as one."""
        return self.currentIndex().row() if self.currentIndex().isValid() else -1

    def go_to(self, row: int, field: str) -> None:
        """Make a cell current and show it; ``row`` counts from 0."""
        index = self.rows.index(row, self.rows.column_of(field))
        if index.isValid():
            self._start_column = None
            self._make_current(index)
            self.setFocus()

    def _make_current(self, index: Index) -> None:
        """Make a cell current and the only one selected, whichever modifiers are held down meanwhile."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def select_cell(self, row: int, field: str) -> None:
        """Make a cell current and the only one selected."""
        self._start_column = None
        index = self.rows.index(row, self.rows.column_of(field))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def select_rows(self, rows: Iterable[int]) -> None:
        """Select some whole rows."""
        self._start_column = None
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self.rows.index(row, 0), self.rows.index(row, self.rows.columnCount() - 1))
        first = chosen.indexes()[0]
        self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(first)

    def show_changed(self) -> None:
        """Go to what the last edit has changed, so that who takes something back sees what came back."""
        change = self.rows.changed
        rows = change.rows or sorted({row for row, _ in change.cells})
        if self.current_row() in change.span:
            self.scrollTo(self.currentIndex())
        elif change.rows or len(change.cells) > _MANY:
            self.select_rows(rows)
        elif change.cells:
            self._select_cells(change.cells)

    def _select_cells(self, cells: Iterable[tuple[int, int]]) -> None:
        """Select some cells; the first of them is current."""
        chosen = QItemSelection()
        for row, column in cells:
            chosen.select(self.rows.index(row, column), self.rows.index(row, column))
        self._make_current(chosen.indexes()[0])
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """Let the selection go along with Ctrl and an arrow too, as in Excel; Qt leaves it behind."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _GOING:
            flags = QItemSelectionModel.SelectionFlag
            is_longer = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            return flags.SelectCurrent if is_longer else flags.ClearAndSelect
        return super().selectionCommand(index, event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Go with Ctrl and an arrow to the edge of what is filled in, and page by page at least one row on."""
        by, current = _WAYS.get(action), self.currentIndex()
        if action in _PAGES and current.isValid():
            beyond, there = self._beside(_PAGES[action], 0), super().moveCursor(action, modifiers)
            return beyond if there.row() == current.row() else there
        if by is None or not modifiers & Qt.KeyboardModifier.ControlModifier or not current.isValid():
            return super().moveCursor(action, modifiers)
        return self._edge(current, *by)

    def _edge(self, index: QModelIndex, down: int, right: int) -> QModelIndex:
        """Return the last filled cell of a block, or the first one after a gap, or the last cell at all."""

        def beyond(one: QModelIndex) -> QModelIndex:
            return self.rows.index(one.row() + down, one.column() + right)

        def is_filled(one: QModelIndex) -> bool:
            return one.isValid() and bool(self.rows.text(one))

        at = beyond(index) if beyond(index).isValid() else index
        is_in_block = is_filled(index) and is_filled(at)
        while beyond(at).isValid() and (is_filled(beyond(at)) if is_in_block else not is_filled(at)):
            at = beyond(at)
        return at

    def _step(self, down: int, right: int) -> None:
        """Go to a cell beside the current one; Enter after Tabs goes to the column where they began, as in Excel."""
        current, beside = self.currentIndex(), self._beside(down, right)
        start = current.column() if self._start_column is None else self._start_column
        if beside.isValid():
            self._make_current(beside)
        if right or down:
            self._start_column = start if right else None

    def _beside(self, down: int, right: int) -> QModelIndex:
        """Return the cell beside the current one, along the rows in reading order; none where there is none."""
        current, width, height = self.currentIndex(), self.rows.columnCount(), self.rows.rowCount()
        if right:
            place = current.row() * width + current.column() + right
            return self.rows.index(*divmod(place, width)) if width and 0 <= place < height * width else QModelIndex()
        column = current.column() if self._start_column is None else self._start_column
        return self.rows.index(max(0, min(current.row() + down, height - 1)), column) if down else QModelIndex()

    # What may be chosen

    def _choices(self, _index: Index) -> list[str]:
        """Return what may be chosen in a cell; anything else may still be typed."""
        return []

    def _offers(self, _index: Index, _text: str) -> Search | None:
        """Return how to find what goes on as a text was typed, of what was used before; nothing where it is no use."""
        return None

    def rest(self) -> None:
        """Stop what is under way beside the typing."""
        self.cells.searching.stop()

    # Rows, for the menus

    def add_row(self) -> None:
        """Put a new row below the current one, and edit its name."""
        self.edits.add()

    def remove_rows(self) -> None:
        """Take the selected rows out; it can be undone."""
        self.edits.remove()

    def move_row(self, by: int) -> None:
        """Move the selected rows up or down."""
        chosen = self.rows.selected_rows(self.selectedIndexes())
        rows = chosen or self.rows.rows_among({self.current_row()} - {-1})
        self._tell_moved(rows, lambda: self.edits.move(by))

    def _drop_rows(self, rows: list[int], at: int) -> None:
        """Move the rows that were dragged before another one."""
        self._tell_moved(rows, lambda: self.edits.move_before(rows, at))

    def _tell_moved(self, rows: list[int], move: Callable[[], None]) -> None:
        """Move some rows and say where they are now, for a row that is gone from its place is easily missed."""
        moved = [self.rows.row(row).id for row in rows]
        move()
        now = [row for row in range(self.rows.count) if self.rows.row(row).id in moved]
        if now and now != rows:
            place = f"{now[0] + 1}" if len(now) == 1 else f"{now[0] + 1}–{now[-1] + 1}"
            self.told.emit(f"已移到第 {place} 行。按 Ctrl+Z 可以撤销。")

    # Editing

    def finish_edit(self) -> bool:
        """Store the cell that is being typed, so that nothing half-typed is lost; whether all is stored."""
        editor = self.cells.editor
        if editor is not None:
            if editor.is_composing:
                commit_composed()
            self.commitData(editor)
            self.closeEditor(editor, _NO_HINT)
        return not self.rows.refused

    def store_all(self) -> bool:
        """Store what is being typed; whether everything is stored, and if not, say what is not."""
        stored = self.finish_edit()
        if not stored:
            self.desk.refused.emit(self.rows.refused[0])
        return stored

    def _leave_cell(self, editor: QWidget, down: int, right: int) -> None:
        beside = self._beside(down, right)
        if beside.isValid():
            self.scrollTo(beside)  # before the cell closes, for only what is painted can be moved as it is
        self.commitData(editor)
        self.closeEditor(editor, _NO_HINT)
        self.setFocus()
        self._step(down, right)

    def _turn_away(self, editor: QWidget, down: int, right: int) -> None:
        """Leave a cell by an arrow: Enter does not go back then to where Tabs began."""
        self._start_column = None
        self._leave_cell(editor, down, right)
        self._start_column = None

    def _keep(self, editor: CellEditor) -> None:
        """Store what is typed so far, without ending the edit."""
        if editor is self.cells.editor and self.cells.index.isValid():
            self.rows.keep(self.cells.index, editor.text())

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """Close an editor; what was kept while it was typed and then given up is taken back."""
        super().closeEditor(editor, hint)
        self.rows.settle()

    def _fill_with(self, editor: CellEditor) -> None:
        """Put what is typed into all selected cells."""
        text, is_many = editor.text(), len(self.selectedIndexes()) > 1
        if not is_many:
            self.commitData(editor)
        self.closeEditor(editor, _NO_HINT)
        if is_many:
            self._fill(self.selectedIndexes(), text)

    def _fill(self, indexes: Iterable[Index], text: str) -> None:
        columns, meant = self.rows.columns, self.rows.meant
        cells = [CellText(one.row(), columns[one.column()], meant(one, text)) for one in indexes]
        self.rows.fill(cells, "填入 {} 格")

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
            before = QPersistentModelIndex(self.currentIndex())
            self.cells.starts_typed = event.key() != Key.Key_F2
            super().keyPressEvent(event)
            self.cells.starts_typed = False
            if before != self.currentIndex():
                self._start_column = None

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
        elif event.key() == Key.Key_Escape and self.row_header.give_up():
            pass
        elif event.key() == Key.Key_Escape:
            self.rows.forget_refused([current] if current.isValid() else [])
        elif event.key() == Key.Key_Menu or (event.key() == Key.Key_F10 and modifiers == _SHIFT):
            self._want_menu()
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
        """Begin anew where Enter returns to; the right button leaves the range that it is pressed in as it is."""
        if event.button() == Qt.MouseButton.RightButton:
            self._aim_at(self.indexAt(event.position().toPoint()))
            return
        self._start_column = None
        super().mousePressEvent(event)

    # The menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the cell that is pointed at, or by the keys with the current one."""
        point = self.viewport().mapFromGlobal(event.globalPos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._want_menu()
        elif self.viewport().rect().contains(point):
            self._aim_at(self.indexAt(point))
            self.menu_wanted.emit(event.globalPos())

    def _aim_at(self, index: Index) -> None:
        """Make a cell current, unless it is one of those selected, as Excel does before it opens a menu."""
        if index.isValid() and not self.selectionModel().isSelected(index):
            self._start_column = None
            self._make_current(index)

    def _want_menu(self) -> None:
        """Offer what can be done with the current cell, below it."""
        current = self.currentIndex()
        self.scrollTo(current)
        seen = self.visualRect(current).intersected(self.viewport().rect())
        self.menu_wanted.emit(self.viewport().mapToGlobal(seen.bottomLeft()))

    def _want_row_menu(self, row: int, place: QPoint) -> None:
        """Offer what can be done with a row; it is selected, unless it is one of those selected."""
        self.setFocus()
        if row >= 0 and row not in {index.row() for index in self.selectionModel().selectedRows()}:
            self.select_rows([row])
        self.menu_wanted.emit(place)

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
        current, width = self.currentIndex(), self.rows.columnCount()
        last = self.rows.rowCount() * width - 1
        return not current.isValid() or current.row() * width + current.column() == (last if by > 0 else 0)

    # Looks

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002 - Qt's own would paint every cell
        """Show where the keys go: in the first cell where there was none."""
        if not self.currentIndex().isValid():
            self.selectionModel().setCurrentIndex(self.rows.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002 - Qt's own would paint every cell
        """Show that the keys go elsewhere."""
        self._show_focus()

    def _show_focus(self) -> None:
        """Paint what tells the focus, the frame and the current cell, and no more: an edit gives it away and back."""
        self.update(QRegion(self.rect()) - QRegion(self.rect().marginsRemoved(_FRAME)))
        self.update(self.currentIndex())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint over the cells what only few of them have."""
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            paint_over(painter, self, event.region())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the room anew."""
        super().resizeEvent(event)
        self.sizes.divide()
        bar, header = self.horizontalScrollBar(), self.horizontalHeader()
        if bar.isVisible() and header.length() <= self.viewport().width():
            self.updateGeometries()  # else a bar would flash that the columns had before they were divided

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font."""
        super().changeEvent(event)
        if changes_letters(event) and hasattr(self, "sizes"):
            self.sizes.forget()


def _is_tables_own(event: QKeyEvent) -> bool:
    """Whether a key goes to the first or last cell, though the window has a command for it."""
    return event.key() in (Key.Key_Home, Key.Key_End) and event.modifiers() == Qt.KeyboardModifier.ControlModifier
