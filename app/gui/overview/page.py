"""The overview of a year: a list, the money of its units, and a chart; and what can be done with many forms at once."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
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
from app.gui.desk import Desk
from app.gui.overview.chart import Chart, ChartHead
from app.gui.overview.checker import outcome
from app.gui.overview.filters import Filters
from app.gui.overview.lines_model import FILLED, PROBLEMS, LinesModel
from app.gui.overview.lines_table import LinesTable
from app.gui.overview.reason import ReasonRow
from app.gui.overview.states_menu import StatesMenu
from app.gui.overview.totals_model import TotalsModel
from app.gui.widgets import ElidedLabel, label, tool_button
from app.model.refs import FormRef
from app.model.states import FormState
from app.store.listing import NO_YEAR

_CALM = 250  # ms between two looks at what the checks have found
_FORMATS = (("pdf", "PDF"), ("xlsx", "Excel"), ("docx", "Word"), ("ofd", "OFD"))
_LEGEND = "■ 错误　▲ 提醒　● 提示　单击一行打开这张表"


class View(IntEnum):
    """The ways to look at a year."""

    LIST = 0
    UNITS = 1
    CHART = 2


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
        self.reason = ReasonRow("标为被退回", "财政局为什么退回，例如：缺少成本指标", ask="请写一句为什么退回。")
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
        heads = table.horizontalHeader()
        heads.setSectionResizeMode(heads.ResizeMode.ResizeToContents)
        heads.setResizeContentsPrecision(0)  # the rows in sight; a year may have many units
        heads.setStretchLastSection(True)
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
        column.setSpacing(0)
        column.addWidget(ChartHead(self.chart))
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
        question = self.filters.question()
        self.lines.ask(question, only_problems=self.filters.only_problems)
        self.table.show_places(shown=question is not None and bool(question.words))
        self._show_selection()

    def _show_totals(self) -> None:
        self.totals = unit_totals(self.desk.groups())
        self.units_model.show(self.totals)
        self.filters.begin_year({line.ref.kind for line in self.desk.lines()})
        self.filters.offer_units(self.totals)
        self.table.show_units(shown=len(self.totals) != 1)
        self._title.setText(self.title)
        self._sum.setText(total_sentence(grand_total(self.totals)) if self.totals else "")

    @property
    def title(self) -> str:
        """What is shown, with its year."""
        if self.desk.year is None:
            return "概览"
        return "未填年度概览" if self.desk.year == NO_YEAR else f"{self.desk.year} 年概览"

    def _show_selection(self) -> None:
        chosen, shown = len(self.table.chosen_refs()), len(self.lines.refs)
        words = (f"{shown} 张表" if shown else self._nothing()) + self._other_kinds()
        self._count.setText(f"{words}，选中 {chosen} 张" if chosen else words)
        for button in (self.open_button, self.check_button, self.state_button, self.export_button):
            button.setEnabled(chosen > 0)

    def _other_kinds(self) -> str:
        """Return how many forms of the year are of a kind that is not listed, so that nobody takes them for lost."""
        kinds = self.filters.kinds.currentData()
        others = sum(line.ref.kind not in kinds for line in self.desk.lines())
        return f"（另有 {others} 张其他种类的表没有列出）" if others else ""

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
            self.desk.told.emit(outcome(self.desk.checker, known))
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
