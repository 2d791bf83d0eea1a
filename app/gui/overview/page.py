"""The overview of a year: a list, the money of its units, and a chart; and what can be done with many forms at once."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import JihengError
from app.editing.states import set_state
from app.editing.totals import UnitTotal, grand_total, total_sentence, unit_totals
from app.gui.desk import NO_YEAR, Desk
from app.gui.overview.chart import Chart
from app.gui.overview.filters import Filters
from app.gui.overview.lines_model import AMOUNT, CHANGED, CODE, FILLED, NAME, PROBLEMS, STATE, UNIT, LinesModel
from app.gui.overview.reason import ReasonRow
from app.gui.overview.states_menu import StatesMenu
from app.gui.overview.totals_model import TotalsModel
from app.gui.widgets import ElidedLabel, label, tool_button
from app.model.issues import Severity
from app.model.refs import FormRef
from app.model.states import FormState

_CALM = 250  # ms between two looks at what the checks have found
_ROW_AIR = 10  # px
_WIDTHS = {UNIT: 9, CODE: 12, AMOUNT: 6, STATE: 6, PROBLEMS: 9, FILLED: 3, CHANGED: 6}  # in Chinese characters
_NAME_WIDTH = 14  # Chinese characters that a name has at least
_GIVE_WAY = (CODE, CHANGED)  # what is left out, in this order, where the list is too narrow for that
_FORMATS = (("pdf", "PDF"), ("xlsx", "Excel"), ("docx", "Word"), ("ofd", "OFD"))
_LEGEND = "■ 错误　▲ 提醒　● 提示　单击一行打开这张表"


class View(IntEnum):
    """The ways to look at a year."""

    LIST = 0
    UNITS = 1
    CHART = 2


class LinesTable(QTableView):
    """The list; Enter does what a double click does.

    Signals:
        chosen: the form that the clerk wants to work on.
    """

    chosen = Signal(object)

    def __init__(self, model: LinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self.setModel(model)
        self.setAccessibleName("全年的表")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._kept: tuple[list[FormRef], FormRef | None, int] = [], None, 0
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)
        self._set_sizes()
        self.sortByColumn(UNIT, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(lambda index: self.chosen.emit(model.refs[index.row()]))

    def _set_sizes(self) -> None:
        """Give the columns widths that no row has to be read for, the name what is left."""
        rows, heads = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + _ROW_AIR)
        rows.hide()
        for column in _WIDTHS:
            self.setColumnWidth(column, self._width_of(column))
        heads.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        heads.setHighlightSections(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave columns out where names would have no room."""
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Show the columns that there is room for beside names."""
        least = _NAME_WIDTH * self.fontMetrics().horizontalAdvance("中")
        room = self.viewport().width() - sum(map(self._width_of, self._wanted()))
        for column in _GIVE_WAY:
            self.setColumnHidden(column, room < least)
            room += self._width_of(column) if room < least else 0

    def _wanted(self) -> list[int]:
        """Return the columns that are to be seen, if there is room."""
        return [column for column in _WIDTHS if column in _GIVE_WAY or not self.isColumnHidden(column)]

    def _width_of(self, column: int) -> int:
        return _WIDTHS[column] * self.fontMetrics().horizontalAdvance("中") + _ROW_AIR

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current form on Enter."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= row < len(self.lines.refs):
            self.chosen.emit(self.lines.refs[row])
        else:
            super().keyPressEvent(event)

    def chosen_refs(self) -> list[FormRef]:
        """Return the selected forms from the top."""
        selection = self.selectionModel().selection()
        ranges = (selection.at(n) for n in range(selection.count()))
        rows = {row for one in ranges for row in range(one.top(), one.bottom() + 1)}
        return [self.lines.refs[row] for row in sorted(rows)]

    def current_ref(self) -> FormRef | None:
        """Return the current form."""
        row = self.currentIndex().row()
        return self.lines.refs[row] if 0 <= row < len(self.lines.refs) else None

    def _remember(self) -> None:
        """Keep what is selected and seen, for the lines are about to come in another order."""
        self._kept = self.chosen_refs(), self.current_ref(), self.verticalScrollBar().value()

    def _recall(self) -> None:
        refs, current, scrolled = self._kept
        self.select_refs(refs, current)
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(scrolled)

    def select_refs(self, refs: Sequence[FormRef], current: FormRef | None) -> None:
        """Select forms, as far as they are still shown."""
        selection = QItemSelection()
        for row in self.lines.rows_of(refs):
            selection.select(self.lines.index(row, 0), self.lines.index(row, CHANGED))
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flag.ClearAndSelect)
        for row in self.lines.rows_of([current] if current else []):
            self.selectionModel().setCurrentIndex(self.lines.index(row, NAME), flag.NoUpdate)


class OverviewPage(QWidget):
    """All forms of a year.

    Signals:
        chosen: the form that the clerk wants to work on.
        export_wanted: forms to be exported, and the format.
    """

    chosen = Signal(object)
    export_wanted = Signal(object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.totals: list[UnitTotal] = []
        self._stale = True
        self._checking: set[FormRef] = set()
        self._make_parts()
        self._lay_out()
        self._connect()
        self._show_selection()

    def _make_parts(self) -> None:
        self.lines, self.units_model = LinesModel(self.desk, self), TotalsModel(self)
        self.table, self.chart = LinesTable(self.lines), Chart(self.lines)
        self.units_table = self._units_table()
        self.filters = Filters(self.desk)
        self.reason = ReasonRow("退回", "财政局为什么退回，例如：缺少成本指标")
        self._title, self._sum, self._count = label(role="title"), ElidedLabel("muted"), ElidedLabel("muted")
        self._looks, self._stack = QButtonGroup(self), QStackedWidget()
        self._states = StatesMenu(self)
        self._refresh_timer, self._check_timer = self._timer(0, self.refresh), self._timer(_CALM, self._show_checks)

    def _timer(self, pause: int, work: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(work)
        return timer

    def _units_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.units_model)
        table.setAccessibleName("按单位合计")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        table.setColumnWidth(1, 12 * table.fontMetrics().horizontalAdvance("中"))
        table.activated.connect(self._show_unit)
        return table

    def _lay_out(self) -> None:
        for widget in (self._list_page(), self.units_table, self._chart_page()):
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._head())
        column.addWidget(self._inset(self.filters))
        column.addWidget(self._stack, 1)

    @staticmethod
    def _inset(widget: QWidget) -> QWidget:
        widget.setContentsMargins(16, 0, 16, 0)
        return widget

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 16, 2)
        row.setSpacing(10)
        row.addWidget(self._title)
        row.addWidget(self._sum)
        row.addStretch(1)
        for view, words in ((View.LIST, "列表"), (View.UNITS, "按单位"), (View.CHART, "图")):
            button = tool_button(words, tip=f"概览：{words}")
            button.setCheckable(True)
            button.setChecked(view == View.LIST)
            self._looks.addButton(button, view)
            row.addWidget(button)
        self._looks.idClicked.connect(self.show_view)
        return row

    def _list_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self._inset(self.reason))
        column.addLayout(self._actions())
        return page

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(4)
        row.addWidget(self._count)
        row.addStretch(1)
        self.open_button = tool_button("打开", picture="open", tip="打开当前的表（Enter）", name="打开选中的表")
        self.check_button = tool_button("检查", picture="check", tip="检查选中的表", name="检查选中的表")
        self.state_button = self._menu_button("状态 ▾", self._states, "改选中的表的状态")
        self.export_button = self._menu_button("导出 ▾", self._exports(), "导出选中的表")
        for button in (self.open_button, self.check_button, self.state_button, self.export_button):
            row.addWidget(button)
        return row

    @staticmethod
    def _menu_button(words: str, menu: QMenu, name: str) -> QToolButton:
        button = tool_button(words, tip=name, name=name)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        return button

    def _exports(self) -> QMenu:
        menu = QMenu(self)
        for to, words in _FORMATS:
            menu.addAction(f"导出为 {words}…").triggered.connect(lambda _=False, to=to: self.export(to))
        return menu

    def _chart_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chart, 1)
        column.addWidget(self._inset(label(_LEGEND, "muted")))
        return page

    def _connect(self) -> None:
        desk = self.desk
        for signal in (desk.listing_changed, desk.others_changed, desk.form_changed):
            signal.connect(self.outdate)
        desk.checked.connect(self._follow_checks)
        desk.checker.done.connect(self._tell_checked)
        for view in (self.table, self.chart):
            view.verticalScrollBar().valueChanged.connect(desk.checker.give_way)
        self.filters.changed.connect(self.refresh)
        self.table.chosen.connect(self.chosen)
        self.chart.chosen.connect(self.chosen)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_selection())
        self.open_button.clicked.connect(self.open_current)
        self.check_button.clicked.connect(self.check)
        self._states.chosen.connect(self.mark)
        self.reason.given.connect(lambda reason: self._set_state(FormState.RETURNED, reason))
        self.reason.dropped.connect(self.table.setFocus)

    # What is shown

    def outdate(self) -> None:
        """Read the year again, soon where it is in sight, else when it comes into sight."""
        self._stale = True
        if self.isVisible():
            self._refresh_timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the year as it is now."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def refresh(self) -> None:
        """Show what is wanted, keeping what is selected."""
        self._stale = False
        try:
            self._show_totals()
            self._ask()
        except JihengError as error:
            self.desk.refused.emit(str(error))

    def _ask(self) -> None:
        self.lines.ask(self.filters.question(), only_problems=self.filters.only_problems)
        self._show_selection()

    def _show_totals(self) -> None:
        self.totals = unit_totals(self.desk.groups())
        self.units_model.show(self.totals)
        self.filters.offer_units(self.totals)
        self.table.setColumnHidden(UNIT, len(self.totals) == 1)
        self.table.fit_columns()
        named = "未填年度" if self.desk.year == NO_YEAR else f"{self.desk.year} 年"
        self._title.setText(f"{named}概览" if self.desk.year is not None else "概览")
        self._sum.setText(total_sentence(grand_total(self.totals)) if self.totals else "")

    def _show_selection(self) -> None:
        chosen, shown = len(self.table.chosen_refs()), len(self.lines.refs)
        words = f"{shown} 张表" if shown else self._nothing()
        self._count.setText(f"{words}，选中 {chosen} 张" if chosen else words)
        for button in (self.open_button, self.check_button, self.state_button, self.export_button):
            button.setEnabled(chosen > 0)

    def _nothing(self) -> str:
        return "没有符合条件的表，请放宽上面的条件" if self.filters.is_narrowed else "这一年还没有这种表"

    def _follow_checks(self, refs: Sequence[FormRef]) -> None:
        if self.isVisible() and refs and not self._check_timer.isActive():
            self._check_timer.start()

    def _show_checks(self) -> None:
        self.lines.show_checks()

    def show_view(self, view: int) -> None:
        """Look at the year in another way."""
        button = self._looks.button(view)
        if button is not None:
            button.setChecked(True)
        self._stack.setCurrentIndex(view)
        self.filters.setVisible(view != View.UNITS)
        (self.table, self.units_table, self.chart)[view].setFocus()

    @property
    def view(self) -> int:
        """In which way the year is looked at."""
        return self._stack.currentIndex()

    def _show_unit(self, index: QModelIndex) -> None:
        """List the forms of a unit."""
        self.filters.choose_unit(self.units_model.totals[index.row()])
        self.show_view(View.LIST)

    # What is done

    def open_current(self) -> None:
        """Open the current form, else the first that is selected."""
        chosen = self.table.chosen_refs()
        current = self.table.current_ref()
        if chosen:
            self.chosen.emit(current if current in chosen else chosen[0])

    def check(self) -> None:
        """Check the selected forms."""
        refs = self.table.chosen_refs()
        self._checking = set(refs)
        self.desk.checker.want(refs)

    def _tell_checked(self) -> None:
        """Say what the check of the selected forms has come to; order anew what is ordered by it."""
        known = [one for ref in self._checking if (one := self.desk.known.get(ref))]
        if self._checking:
            self._checking = set()
            counts = [f"{s.label} {n}" for s in Severity if (n := sum(one.count(s) for one in known))]
            self.desk.told.emit(f"已检查 {len(known)} 张表：{' · '.join(counts) or '没有发现问题'}。")
        if self.isVisible() and (self.filters.only_problems or self.lines.sorting.column in (PROBLEMS, FILLED)):
            self._ask()

    def mark(self, state: FormState) -> None:
        """Note a state of the selected forms; for a returned one the reason is asked."""
        if state is FormState.RETURNED:
            self.reason.ask()
        else:
            self._set_state(state, "")

    def _set_state(self, state: FormState, reason: str) -> None:
        refs = self.table.chosen_refs()
        if refs and self.desk.do(set_state(self.desk.session.store, refs, state, reason)):
            self.desk.told.emit(f"已把 {len(refs)} 张表标为“{state.label}”。按 Ctrl+Z 可以撤销。")
        self.table.setFocus()

    def export(self, to: str) -> None:
        """Export the selected forms."""
        self.export_wanted.emit(self.table.chosen_refs(), to)
