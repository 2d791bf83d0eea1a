"""Cells of the tables while they are edited: what keys mean there, what is offered and when it is stored."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.gui.cell_editors import CellEditor, LineCell, TextCell
from app.gui.cell_looks import CellLooks
from app.gui.latest import Latest
from app.gui.row_model import RowModel
from app.gui.suggestions import Found, Offer, Search, Suggestions
from app.gui.widgets import quiet

if TYPE_CHECKING:
    from app.gui.row_table import RowTable

Index = QModelIndex | QPersistentModelIndex
Key = Qt.Key

_TEXTS = ("level3", "remark", "actual")
_ENTERS = (Key.Key_Return, Key.Key_Enter)
_ARROWS = {Key.Key_Up: (-1, 0), Key.Key_Down: (1, 0), Key.Key_Left: (0, -1), Key.Key_Right: (0, 1)}
_TABS = {Key.Key_Tab: (0, 1), Key.Key_Backtab: (0, -1)}
_LEAST_EDITOR = 96  # px, so that a word of the list can be read in a narrow column
_LEAST_SEEN = 72  # px: about three lines of a long text, however little of its cell is in sight
_REST = 1200  # ms without typing after which it is stored, though the cell is still being edited
_PATIENCE = 120  # ms without typing after which the own history is asked


def _commands(editor: CellEditor, event: QKeyEvent) -> bool:
    """Whether a key belongs to the editor though the window has a command for it."""
    if event.key() in _ARROWS or event.key() in _ENTERS:
        return True
    if event.matches(QKeySequence.StandardKey.Undo):
        return editor.can_undo()
    is_redo = event.matches(QKeySequence.StandardKey.Redo) or (
        event.key() == Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    )
    return is_redo and editor.can_redo()


class CellDelegate(CellLooks):
    """Makes the editors of cells.

    Signals:
        left: an editor is done with, and where the clerk wants to go: rows down, columns to the right.
        turned: the same, where an arrow leads there: Enter does not return then to where Tabs began.
        fill_wanted: what the editor holds is meant for all selected cells.
        paused: typing rests for a moment.
    """

    left = Signal(QWidget, int, int)
    turned = Signal(QWidget, int, int)
    fill_wanted = Signal(QWidget)
    paused = Signal(QWidget)

    def __init__(
        self,
        table: "RowTable",
        choices: Callable[[Index], list[str]],
        history: Callable[[Index, str], Search | None],
    ) -> None:
        super().__init__(table, table.rows)
        self.editor: CellEditor | None = None
        self.starts_typed = self.starts_open = False
        self.suggestions = Suggestions(table)
        self.suggestions.picked.connect(self._pick)
        self._choices, self._history = choices, history
        self.searching = Latest("正在查找用过的指标", self)
        self.searching.done.connect(self._offer_found)
        self._index = QPersistentModelIndex()
        self._asking, self._resting = self._timer(_PATIENCE, self._ask_history), self._timer(_REST, self._rest)

    def _timer(self, interval: int, action: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(action)
        return timer

    @property
    def index(self) -> QPersistentModelIndex:
        """The cell that is edited, or was last."""
        return self._index

    # Editors

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell, named for screen readers by its row and column."""
        model = index.model()
        assert isinstance(model, RowModel)  # noqa: S101 - the table has no other
        column = model.columns[index.column()]
        editor = TextCell(parent) if column.field in _TEXTS or column.is_other else LineCell(parent)
        editor.choices = self._choices(index)
        editor.is_typed = self.starts_typed
        editor.setAccessibleName(f"第 {index.row() + 1} 行 {column.heading}")
        if editor.choices:
            editor.setAccessibleDescription("按 Alt+↓ 打开可选的内容")
        editor.textChanged.connect(self._offer)
        editor.textChanged.connect(self._resting.start)
        self.editor, self._index = editor, QPersistentModelIndex(index)
        if self.starts_open and editor.choices:
            QTimer.singleShot(0, self.open_list)
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget an editor that is closed."""
        if editor is self.editor:
            self.editor = None
            self._asking.stop()
            self._resting.stop()
            self.searching.forget()
            self.suggestions.hide()
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the cell's text into its editor, once; it is selected where the first key replaces it."""
        if not isinstance(editor, LineCell | TextCell) or editor.is_filled:
            return
        with quiet(editor):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        editor.is_filled = True
        if editor.is_typed:
            editor.selectAll()
        elif isinstance(editor, TextCell):
            editor.moveCursor(QTextCursor.MoveOperation.End)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Store what the editor holds; of an indicator of the own history also what goes with it."""
        if not isinstance(editor, LineCell | TextCell):
            return
        taken = editor.taken if editor.taken is not None and editor.taken.name == editor.text() else None
        if taken is not None and isinstance(model, RowModel):
            model.take(index, taken)
        else:
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Put an editor on its cell; it may be larger where the cell is too small to read in."""
        rect = QRect(option.rect)
        rect.setWidth(max(rect.width(), _LEAST_EDITOR))
        parent = editor.parentWidget()
        rect.moveRight(min(rect.right(), max(parent.width() - 1 if parent else 0, option.rect.right())))
        if not isinstance(editor, TextCell) or parent is None:
            editor.setGeometry(rect)
            return
        editor.setGeometry(in_sight(rect, parent.height()))
        editor.least = editor.height()
        editor.grow()

    # Keys

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Give the keys their meaning, as Excel has them."""
        if isinstance(editor, LineCell | TextCell) and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.setAccepted(_commands(editor, event))
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._is_composers(editor, event) or self._key(editor, event)
        return super().eventFilter(editor, event)

    @staticmethod
    def _is_composers(editor: CellEditor, event: QKeyEvent) -> bool:
        """Whether a key that ends a cell belongs to what is being composed in it, so that it ends nothing."""
        return editor.is_composing and (event.key() in _ENTERS or event.key() in _TABS or event.key() in _ARROWS)

    def _key(self, editor: CellEditor, event: QKeyEvent) -> bool:
        """Do what a key means; whether it means something else than to the editor itself."""
        key = Key(event.key())
        if key == Key.Key_Escape:
            self._escape(editor)
        elif key in _ENTERS:
            self._enter(editor, event)
        elif key in _TABS:
            self._leave(editor, *_TABS[key])
        elif key == Key.Key_F2:
            editor.is_typed = not editor.is_typed
        else:
            return key in _ARROWS and self._arrow(editor, key, event.modifiers())
        return True

    def _escape(self, editor: CellEditor) -> None:
        if self.suggestions.isVisible():
            self.suggestions.hide()
        else:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)

    def _enter(self, editor: CellEditor, event: QKeyEvent) -> None:
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.AltModifier:
            if isinstance(editor, TextCell):
                editor.insertPlainText("\n")
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._take_chosen(editor)
            self.fill_wanted.emit(editor)
        else:
            self._leave(editor, -1 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1, 0)

    def _arrow(self, editor: CellEditor, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        is_upright = key in (Key.Key_Up, Key.Key_Down)
        if is_upright and self.suggestions.isVisible():
            self._choose(editor, -1 if key == Key.Key_Up else 1)
        elif is_upright and (modifiers & Qt.KeyboardModifier.AltModifier or (editor.choices and not editor.is_typed)):
            self.open_list()
        elif editor.is_typed and modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            self._take_chosen(editor)
            self.turned.emit(editor, *_ARROWS[key])
        else:
            return False
        return True

    def _leave(self, editor: CellEditor, down: int, right: int) -> None:
        self._take_chosen(editor)
        self.left.emit(editor, down, right)

    # What is offered

    def open_list(self) -> None:
        """Show all that may be chosen in the cell that is edited."""
        editor = self.editor
        if editor is None:
            return
        if editor.choices:
            offers = [Offer(choice) for choice in editor.choices]
            self.suggestions.show_below(editor, offers, editor.text())
        else:
            self._ask_history()

    def _offer(self) -> None:
        """Offer what goes on as it was typed; what is typed in full needs no offer."""
        editor = self.editor
        if editor is None:
            return
        editor.taken = None
        text = editor.text().strip()
        found = matching(editor.choices, text) if text else []
        is_whole = text in found and len(found) == 1
        self.suggestions.show_below(editor, [] if is_whole else [Offer(choice) for choice in found])
        if not editor.choices:
            self._asking.start()

    def _ask_history(self) -> None:
        editor = self.editor
        if editor is None or editor.choices or editor.is_composing or not self._index.isValid():
            return
        text = editor.text().strip()
        search = self._history(self._index, text)
        if search is not None:  # beside the typing, for it takes the longer the more there is
            self.searching.want(lambda *_: Found(text, search()))

    def _offer_found(self, found: Found) -> None:
        """Offer what was found, unless something else has been typed by now."""
        if self.editor is not None and self.editor.text().strip() == found.text:
            self.suggestions.show_below(self.editor, [one for one in found.offers if one.text != found.text])

    def _rest(self) -> None:
        """Have what is typed stored; half of a name from a list is no name yet."""
        editor = self.editor
        if editor is None or editor.is_composing:
            return
        text = editor.text().strip()
        if text in editor.choices or not matching(editor.choices, text):
            self.paused.emit(editor)

    def _choose(self, editor: CellEditor, by: int) -> None:
        self.suggestions.step(by)
        offer = self.suggestions.chosen()
        editor.setAccessibleDescription(f"选中：{offer.text}" if offer else "")

    def _pick(self, number: int) -> None:
        """Take the offer that was clicked and be done with the cell."""
        if self.editor is not None:
            self._take(self.editor, self.suggestions.offers[number])
            self.left.emit(self.editor, 0, 0)

    def _take_chosen(self, editor: CellEditor) -> None:
        offer = self.suggestions.chosen()
        if offer is not None:
            self._take(editor, offer)

    def _take(self, editor: CellEditor, offer: Offer) -> None:
        with quiet(editor):
            editor.setText(offer.text)
        editor.taken = offer.entry
        self.suggestions.hide()


def in_sight(cell: QRect, room: int) -> QRect:
    """Return the part of a cell that is seen in a table of a height, or some lines where hardly any of it is."""
    least = min(cell.height(), _LEAST_SEEN, room)
    top = max(min(cell.top(), room - least), 0)
    bottom = max(min(cell.top() + cell.height(), room), top + least)
    return QRect(cell.x(), top, cell.width(), bottom - top)


def matching(choices: Sequence[str], text: str) -> list[str]:
    """Return the choices with a text in them, those that begin with it first."""
    begin = [choice for choice in choices if choice.startswith(text)]
    return begin + [choice for choice in choices if text in choice and choice not in begin]


def commit_composed() -> None:
    """Have the input method give what was composed, so that it is not lost."""
    QGuiApplication.inputMethod().commit()
