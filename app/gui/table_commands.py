"""What the menus do with rows and ranges of the tables, and with the clipboard wherever the focus is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QWidget

from app.gui.form_view import FILL, FormView
from app.gui.row_table import RowTable

_Text = QLineEdit | QPlainTextEdit | QTextEdit
_ON_CELLS = ("cut_cells", "copy_cells", "paste_cells", "", "fill_down", "fill_selection", "")
_ON_ROWS = ("add_row", "add_row_above", "duplicate_rows", "remove_rows", "", "move_up", "move_down")


class TableCommands:
    """Works on the table of the form in work; copying and pasting go to the field that has the focus."""

    def __init__(self, form_view: FormView) -> None:
        self._form_view = form_view
        self._table = form_view.table
        for table in (form_view.table, form_view.funds.table):
            table.menu_wanted.connect(lambda place, table=table: self.menu(table).popup(place))

    def menu(self, table: RowTable) -> QMenu:
        """Return a menu of what the window can do with cells and rows, greyed out where the window's own menus are."""
        menu = QMenu(table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(f"{table.accessibleName()}的命令")
        more = ("", "sort_rows") if table is self._table else ()  # 资金情况 has no official order
        for name in (*_ON_CELLS, *_ON_ROWS, *more):
            action = self._table.window().findChild(QAction, name) if name else None
            if action is None:
                menu.addSeparator()
            else:
                action.setShortcutVisibleInContextMenu(True)  # also where the desktop would leave it out
                menu.addAction(action)
        return menu

    def _focus(self) -> QWidget | None:
        return self._table.window().focusWidget()

    def _rows(self) -> RowTable:
        """Return the table that is meant."""
        return self._form_view.rows_in_use()

    def _text(self) -> _Text | None:
        """Return the field that has the focus, if one has."""
        focus = self._focus()
        return focus if isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit) else None

    def _is_in_table(self) -> bool:
        focus, table = self._focus(), self._rows()
        is_in = focus is table or (focus is not None and table.isAncestorOf(focus))
        if not is_in:
            self._table.told.emit("先点一下表格里的格，再复制、剪切或粘贴。")
        return is_in

    def copy_cells(self) -> None:
        """Copy what is selected where the focus is."""
        text, focus = self._text(), self._focus()
        if text is not None:
            text.copy()
        elif focus is not self._rows() and isinstance(focus, QAbstractItemView) and focus.currentIndex().isValid():
            _copy_current(focus)
        elif self._is_in_table():
            self._rows().edits.copy()

    def cut_cells(self) -> None:
        """Cut what is selected where the focus is."""
        text = self._text()
        if text is not None:
            text.cut()
        elif self._is_in_table():
            self._rows().edits.cut()

    def paste_cells(self) -> None:
        """Paste where the focus is."""
        text = self._text()
        if text is not None:
            text.paste()
        elif self._is_in_table():
            self._rows().edits.paste()

    def fill_down(self) -> None:
        """Put the uppermost selected cells into those below them."""
        self._rows().edits.fill_down()

    def fill_selection(self) -> None:
        """Put the current cell into all selected ones."""
        self._rows().edits.fill_selection()

    def add_row_above(self) -> None:
        """Add a row above the current one."""
        self._form_view.show_look(FILL)
        self._rows().edits.add(above=True)

    def duplicate_rows(self) -> None:
        """Copy the selected rows below themselves."""
        self._rows().edits.duplicate()

    def sort_rows(self) -> None:
        """Put the indicators into the official order."""
        self._table.edits.sort()


def _copy_current(view: QAbstractItemView) -> None:
    QGuiApplication.clipboard().setText(str(view.currentIndex().data() or ""))
