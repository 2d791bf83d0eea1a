"""The comparison beside the form in work: which form, what is different, and the ways to take something over."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.editing.beside import State
from app.gui.beside.compare_model import LAST, NAME, STATE, TAKE, THIS, CompareModel, state_words
from app.gui.beside.comparing import Comparison, Line
from app.gui.measures import character
from app.gui.widgets import ElidedLabel, label, on_click, tool_button

_NONE = "没有找到上一年的表（先按项目代码，再按名称找）。可以另选一张表对照。"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WIDTHS = {STATE: 6, TAKE: 6}  # characters


class CompareList(QTreeView):
    """The lines: Enter goes to the place, Ctrl+Enter takes the whole over, the menu key has the rest.

    Signals:
        opened: the clerk wants to go to the place of a line (``Line``).
        taken: the clerk wants a step (``app.editing.steps.Step``) done.
    """

    opened = Signal(object)
    taken = Signal(object)

    def __init__(self, model: CompareModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self.setModel(model)
        self.setAccessibleName("对照")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(False)
        for column in (NAME, LAST, THIS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._fit_columns()
        self.clicked.connect(self._click)
        self.doubleClicked.connect(self._open)

    def _fit_columns(self) -> None:
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width * character(self))

    def changeEvent(self, event: QEvent) -> None:
        """Give signs and links the room that larger letters need."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "lines"):
            self._fit_columns()

    def current(self) -> Line | None:
        """Return the current line."""
        index = self.currentIndex()
        return self.lines.line(index.row()) if index.isValid() else None

    def _click(self, index: QModelIndex) -> None:
        if index.column() == TAKE:
            self.take()

    def _open(self, index: QModelIndex) -> None:
        if index.column() != TAKE:
            self.opened.emit(self.lines.line(index.row()))

    def take(self) -> None:
        """Take over everything that the current line offers."""
        line = self.current()
        if line is not None and line.offers:
            self.taken.emit(line.offers[0].step)

    def menu(self) -> QMenu:
        """Return what can be taken over of the current line."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        line = self.current()
        for offer in line.offers if line is not None else ():
            menu.addAction(offer.words).triggered.connect(lambda _=False, step=offer.step: self.taken.emit(step))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be taken over."""
        line = self.current()
        if line is not None and line.offers:
            self.menu().popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Enter from the window, where it fills cells."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _ENTER:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go there with Enter, take over with Ctrl+Enter."""
        line = self.current()
        if event.key() not in _ENTER or line is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take()
        else:
            self.opened.emit(line)


class ComparePanel(QWidget):
    """Head, list and what is said where there is nothing to compare with.

    Signals:
        other_wanted: another form is to be compared with.
        last_wanted: last year's form is to be compared with again.
        closed: nothing is to be compared any more.
    """

    other_wanted = Signal()
    last_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("对照")
        self.model = CompareModel(self)
        self.list = CompareList(self.model, self)
        self.setFocusProxy(self.list)
        self.title, self.counts = ElidedLabel("heading"), ElidedLabel("muted")
        self.empty = label(_NONE, "muted")
        self.empty.setWordWrap(True)
        self.differences = QCheckBox("只看不同")
        self.differences.toggled.connect(lambda on: self.model.show_differences(only=on))
        self.other = on_click(tool_button("另选…", tip="与另一个项目对照"), self.other_wanted.emit)
        self.last = on_click(tool_button("上年", tip="再与上年的表对照"), self.last_wanted.emit)
        self._menu_button = self._take_button()
        close = on_click(tool_button("关闭", tip="不再对照（Ctrl+3）", name="关闭对照"), self.closed.emit)
        self._lay_out(close)

    def _take_button(self) -> QToolButton:
        button = tool_button("取用 ▾", tip="把上年的内容取到今年（Ctrl+回车取整行）", name="取用上年的内容")
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        line = self.list.current()
        for offer in line.offers if line is not None else ():
            menu.addAction(offer.words).triggered.connect(lambda _=False, step=offer.step: self.list.taken.emit(step))
        if menu.isEmpty():
            menu.addAction("这一行没有可以取用的").setEnabled(False)

    def _lay_out(self, close: QToolButton) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title)
        head.addWidget(self.counts)
        head.addStretch(1)
        for widget in (self.differences, self._menu_button, self.last, self.other, close):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 16, 4)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)

    def show_comparison(self, comparison: Comparison | None, *, chosen: bool) -> None:
        """Show a comparison; ``chosen`` where the clerk has chosen the other form."""
        line = self.list.current()
        last = comparison.last if comparison else None
        self.model.show(comparison)
        self.empty.setVisible(last is None)
        self.list.setVisible(last is not None)
        for button in (self.differences, self._menu_button):
            button.setEnabled(last is not None)
        self.last.setVisible(chosen)
        self.title.setText(f"与 {last.year or ''} 年“{last.name or '（未命名）'}”对照" if last else "与上年对照")
        self.counts.setText(count_words(comparison) if comparison and last else "")
        if line is not None:
            self._return_to(line)

    def _return_to(self, line: Line) -> None:
        """Make the line current that was so before."""
        for row in range(self.model.rowCount()):
            now = self.model.line(row)
            if (now.name, now.field) == (line.name, line.field) or (line.row is not None and now.row == line.row):
                self.list.setCurrentIndex(self.model.index(row, STATE))
                return

    def select_row(self, number: int) -> None:
        """Make the indicator current that is current in the table, unless one is at work here."""
        row = self.model.row_of(number)
        if row >= 0 and self.window().focusWidget() is not self.list:
            self.list.setCurrentIndex(self.model.index(row, STATE))


def count_words(comparison: Comparison) -> str:
    """Return how many lines, fields and indicators, are the same, changed, new and gone."""
    counts = ((state, comparison.count(state)) for state in State)
    return " · ".join(f"{state_words(state)} {count}" for state, count in counts if count)
