"""The form in work: its head fields, its indicators and its weights, or the print preview of it."""

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.definitions.library import Layout
from app.definitions.schema import FormDefinition
from app.editing.session import Touched
from app.editing.steps import edit_form
from app.editing.weights import Sharing, share_step, sharings, weights_of
from app.gui.desk import Desk
from app.gui.fund_table import FundPart
from app.gui.head_fields import HeadFields
from app.gui.indicator_table import IndicatorTable
from app.gui.layout_menu import LayoutMenu
from app.gui.overview.form_state import FormStateBar
from app.gui.preview import Preview
from app.gui.row_table import RowTable
from app.gui.theme import ensure_letters, icon
from app.gui.weight_meter import WeightMeter
from app.gui.widgets import ElidedLabel, changes_letters, label, on_click, tool_button
from app.model.issues import Issue
from app.model.records import FUND_FIELDS, Form, children_of, ref_of

if TYPE_CHECKING:
    from app.sheet.sheet import FieldId

FILL, PREVIEW = 0, 1
_HEAD_SHARE = 0.36
_FEWEST_ROWS = 3  # seen at once: where there is less room, the head is folded
_LEAST_HEAD = 3  # lines of text: about two fields below each other
_ROOM_FOR_FUNDS = 28  # lines of text: with less, 资金情况 is folded away


class FormView(QWidget):
    """Shows the form in work in one of its two looks.

    Signals:
        look_changed: filling in (``FILL``) or preview (``PREVIEW``).
        tightened: what stands below the form has to make room, or need not any more.

    Attributes:
        sure_height: returns how high the form is at least, whatever opens below it, in px.
        is_tight: whether the clerk wants the head in a window that has no room for it beside rows and problems.
    """

    look_changed = Signal(int)
    tightened = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        desk.others_changed.connect(self._follow_others)
        self.head, self.funds, self.table = HeadFields(desk), FundPart(desk), IndicatorTable(desk)
        self.meter, self.preview = WeightMeter(), Preview(desk)
        self.table.told.connect(desk.told)
        self.funds.told.connect(desk.told)
        self.funds.unfolded.connect(self._unfold_funds)
        self._funds_folded: bool | None = None  # until the clerk says so, as there is room
        self._fitted_in = 0  # px: the height of the window for which that was decided
        self._head_folded: bool | None = None  # until the clerk says so, as there is room
        self.sure_height: Callable[[], int] = self.height
        self.is_tight = False
        self.desk.stepped.connect(self._show_stepped)
        self.meter.sharing_wanted.connect(self._offer_sharings)
        self.meter.shared.connect(self._share)
        self._title = ElidedLabel("title")
        self.state = FormStateBar(desk, self)
        self._layout_button = tool_button("版式", tip="换一个版式打印；没有打印的内容仍然保存")
        self._layout_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.layouts = LayoutMenu(desk, self)
        self.layouts.chosen.connect(self.use_layout)
        self._layout_button.setMenu(self.layouts)
        self._shown_as: FormDefinition | None = None
        self._marked: list[Issue] = []  # the issues that are shown at their places
        self._looks = QButtonGroup(self)
        self.head_height = 0
        self._stack = QStackedWidget()
        self.area = QSplitter(Qt.Orientation.Vertical)  # the form, and whatever is put beside it
        self.area.addWidget(self._fill_page())
        self.area.setChildrenCollapsible(False)
        self._stack.addWidget(self.area)
        self._stack.addWidget(self.preview)
        # so that its buttons do not make the form wider than a small window has room for beside the library
        self.preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._title_row())
        column.addWidget(self.state.reason)
        column.addWidget(self._stack, 1)

    def _title_row(self) -> QHBoxLayout:
        self.title_row = row = QHBoxLayout()
        row.setContentsMargins(16, 4, 16, 2)
        row.setSpacing(10)
        row.addWidget(self._title)
        row.addWidget(self._layout_button)
        row.addWidget(self.state.button)
        row.addStretch(1)
        for look, words, keys in ((FILL, "填写", "Ctrl+1"), (PREVIEW, "预览", "Ctrl+2")):
            button = tool_button(words, tip=f"{words}（{keys}）")
            button.setCheckable(True)
            button.setChecked(look == FILL)
            self._looks.addButton(button, look)
            row.addWidget(button)
        self._looks.idClicked.connect(self.show_look)
        return row

    def _fill_page(self) -> QSplitter:
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.head)
        self.splitter.addWidget(self._table_part())
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.splitterMoved.connect(self._remember_hand)
        return self.splitter

    def _remember_hand(self) -> None:
        """Once the clerk has moved the divider, it stays where it was put."""
        if not self.head_folded:
            self.head_height = self.splitter.sizes()[0]

    def fit_head(self) -> None:
        """Give the head fields the height they need, but never more than leaves rows in sight, or fold them.

        It is reckoned with the room that the form has however many problems there are: what opens below the form takes
        the bottom of the table, and what one looks at stays in its place.
        """
        if self.head.widget() is None or not self.splitter.isVisible():
            return
        is_other_window = self._fitted_in != self.window().height()
        self._fit_funds()
        self._fit_tightness()
        wanted = self._wanted_head()
        if not self.head_folded and self.splitter.sizes()[0] != wanted:
            self.splitter.setSizes([wanted, self.splitter.height() - wanted])
        if is_other_window:
            self._fit_folding()

    def _room(self) -> int:
        """Return how high head and tables are together when the problems have all the room that is theirs, in px."""
        whole = self.height() if self.is_tight else self.sure_height()
        return self._room_in(whole)

    def _room_in(self, height: int) -> int:
        """Return how high head and tables are together in a form of a height, in px."""
        return height - (self.height() - self.splitter.height())

    def _wanted_head(self) -> int:
        """Return how high the head is: as the clerk put it, else as there is room for it and for rows."""
        page = self.head.widget()
        share = int((self._room() - self._funds_height()) * _HEAD_SHARE)
        most = max(min(share, self._beside_rows(self._room())), self._least_head())
        return self.head_height or min(page.sizeHint().height() if page else 0, most)

    def _least_head(self) -> int:
        return _LEAST_HEAD * self.fontMetrics().height()

    def _beside_rows(self, room: int) -> int:
        """Return what is left of a room when the fewest rows are seen with all that stands around them, in px."""
        column, table = self._table_column, self.table
        parts = (column.itemAt(n) for n in range(column.count()))
        around = sum(part.sizeHint().height() for part in parts if part is not None and part.widget() is not table)
        header = table.horizontalHeader().height() + 2 * table.frameWidth()
        if table.horizontalHeader().length() > table.maximumViewportSize().width():  # whatever is shown just now
            header += table.horizontalScrollBar().height()
        rows = _FEWEST_ROWS * table.verticalHeader().defaultSectionSize()
        return room - self.splitter.handleWidth() - around - header - rows

    def _fit_tightness(self) -> None:
        """Ask for the room of the problems where the clerk has opened the head and hardly a row would be seen."""
        was_tight, self.is_tight = self.is_tight, False
        is_wanted = self._head_folded is False and not self.head_folded and not self._is_beside_another
        self.is_tight = is_wanted and self._beside_rows(self._room()) < self._least_head()
        if self.is_tight != was_tight:
            self.tightened.emit()

    @property
    def _is_beside_another(self) -> bool:
        others = (self.area.widget(n) for n in range(1, self.area.count()))
        return any(one is not None and one.isVisible() for one in others)

    def _fit_folding(self) -> None:
        """Fold the head where hardly a row of the table would be seen below it, but never under the clerk's hands."""
        focus = self.window().focusWidget()
        is_in_use = focus is not None and self.head.isAncestorOf(focus)
        if self._head_folded is not None or is_in_use or self._is_beside_another:
            return
        folded = self._is_too_low()
        if folded != self.head_folded:
            self.fold_head(folded=folded)
            self.fit_head()

    def _is_too_low(self) -> bool:
        """Whether too few rows are seen beside the head: as the clerk has put it just now, or else at its lowest."""
        if self.head_height:
            return self._beside_rows(self._room_in(self.height())) < self.head_height
        return self._beside_rows(self._room()) < self._least_head()

    def _funds_height(self) -> int:
        return self.funds.sizeHint().height() if self.funds.has_table else 0

    @property
    def keeps_head_folded(self) -> bool:
        """Whether the clerk wants the head fields out of sight, also where there is room."""
        return bool(self._head_folded)

    def begin_folded(self, *, folded: bool) -> None:
        """Show or fold the head fields as the clerk left them."""
        self._head_folded = True if folded else None
        self.fold_head(folded=folded)

    def _fold_by_hand(self) -> None:
        """Fold the head fields or open them; so they stay, whatever room there is."""
        self._head_folded = not self.head_folded
        self.fold_head(folded=self._head_folded)
        self.fit_head()

    @property
    def head_folded(self) -> bool:
        """Whether the head fields are out of sight, so that the table has their room."""
        return self.head.isHidden()

    def fold_head(self, *, folded: bool) -> None:
        """Put the head fields out of sight, or back."""
        self.head.setHidden(folded)
        words = "展开基本信息" if folded else "收起基本信息"
        self.fold_button.setText(words)
        self.fold_button.setAccessibleName(words)
        self.fold_button.setIcon(icon("down" if folded else "up"))
        self.fold_button.setToolTip("再看到表上部的各栏" if folded else "让指标表多显示几行")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the room anew."""
        super().resizeEvent(event)
        self.fit_head()

    def changeEvent(self, event: QEvent) -> None:
        """Divide the room anew for larger or smaller letters, once all have taken them on."""
        super().changeEvent(event)
        if changes_letters(event):
            QTimer.singleShot(0, self, self._fit_letters)

    def _fit_letters(self) -> None:
        self.meter.keep_room()
        self._fitted_in = 0
        self.fit_head()

    def _table_part(self) -> QWidget:
        part = QWidget()
        self._table_column = column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.funds)
        column.addLayout(self._table_bar())
        column.addWidget(self.table, 1)
        column.addWidget(self.meter)
        return part

    def rows_in_use(self) -> RowTable:
        """Return the table that the commands on rows are meant for: 资金情况 where the focus is in it."""
        return self.funds.in_use(self.table)

    def _unfold_funds(self, unfolded: bool) -> None:
        """Once the clerk has folded 资金情况 away or opened it, it stays so."""
        self._funds_folded = not unfolded
        self.fit_head()

    def _fit_funds(self) -> None:
        """Fold 资金情况 away where the indicators would have no room beside it, but never under the clerk's hands."""
        around, self._fitted_in = self._fitted_in, self.window().height()
        if around != self._fitted_in and self._funds_folded is None and not self.funds.is_in_use:
            self.funds.fold(folded=self._room() < _ROOM_FOR_FUNDS * self.fontMetrics().height())

    def _table_bar(self) -> QHBoxLayout:
        self.table_bar = bar = QHBoxLayout()
        bar.setContentsMargins(16, 2, 16, 2)
        bar.setSpacing(4)
        bar.addWidget(label("绩效指标", "heading"))
        self.fold_button = on_click(tool_button(""), self._fold_by_hand)
        self.fold_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold_head(folded=False)
        bar.addWidget(self.fold_button)
        bar.addStretch(1)
        buttons = (
            ("add", "添加", "在当前行下面添加一个指标（Ctrl+Ins）", self.table.add_row),
            ("remove", "删除", "删除选中的指标（Ctrl+Del）", self.table.remove_rows),
            ("up", "上移", "上移当前指标（Alt+↑）", lambda: self.table.move_row(-1)),
            ("down", "下移", "下移当前指标（Alt+↓）", lambda: self.table.move_row(1)),
        )
        for name, words, tip, action in buttons:
            button = on_click(tool_button(words, picture=name, tip=tip, name=f"{words}指标"), action)
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the menu has them all for the keyboard
            bar.addWidget(button)
        return bar

    def show_form(self) -> None:
        """Show the form in work, whichever it is."""
        if self.desk.form is not None:
            ensure_letters(all_text(self.desk.form), self.desk.library.fonts)
        self._shown_as = self.desk.library.form_for(self.desk.form) if self.desk.form else None
        self.head.show_form()
        self._fitted_in = 0
        self._marked = self.desk.current_issues()
        self.funds.show_form()
        self.table.indicators.show_form()
        self._order_tabs()
        self._show_summary()
        self.meter.keep_room()
        QTimer.singleShot(0, self.fit_head)

    def _order_tabs(self) -> None:
        """Let Tab go through the fields in printed order, from the last of them to the table, and on downwards.

        The buttons of the bars come first and stay before what stands below the form; so the table leads there too.
        """
        bars = [*_tab_stops(self.title_row), *_tab_stops(self.table_bar)]
        stops = [*bars, *self.head.editors(), *self.funds.stops(), self.table, self.meter.share_button]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def refresh(self) -> None:
        """Show the form in work after an edit; in another layout it has other fields and columns."""
        if self.desk.form is not None and self.desk.library.form_for(self.desk.form) is not self._shown_as:
            self.show_form()
            return
        self._marked = self.desk.current_issues()
        self.head.refresh()
        self.funds.refresh()
        self.table.indicators.refresh()
        self._show_summary()

    def _show_stepped(self, touched: Touched) -> None:
        """Show what came back or changed when a step on the form was taken back or done again."""
        if self.desk.form is not None and ref_of(self.desk.form) in touched.forms:
            self.funds.table.show_changed()
            self.table.show_changed()

    def use_layout(self, layout: Layout) -> None:
        """Print the form by another layout; its values stay, also those that the other does not print."""
        if self.store_all() and self.desk.form is not None:
            self.desk.do(edit_form(self.desk.form, f"换为版式“{layout.head.name}”", layout=layout.id))

    def mark_problems(self) -> None:
        """Show the issues at their places, unless they are shown since the last edit."""
        issues = self.desk.current_issues()
        if issues is self._marked:
            return
        self._marked = issues
        self.head.mark_problems()
        self.funds.table.funds.mark_problems()
        self.table.indicators.mark_problems()

    def _show_summary(self) -> None:
        form = self.desk.form
        if form is not None:
            self._title.setText(form.name or "（未命名）")
            layout = self.desk.library.shown_layout(form)
            self._layout_button.setText(f"{layout.head.name} ▾")
            self._layout_button.setAccessibleName(f"版式：{layout.head.name}")
            self.meter.show_weights(weights_of(form.indicators, self.desk.library.weights_for(form)))
        if self.is_preview:
            self.preview.refresh()

    def _offer_sharings(self) -> None:
        """Offer the ways to share out what is left of the weights, as things are now."""
        form = self.desk.form
        if self.store_all() and form is not None:
            policy = self.desk.library.weights_for(form)
            self.meter.offer(
                sharings(
                    self.desk.form or form, policy, self.table.indicators.selected_rows(self.table.selectedIndexes())
                )
            )

    def _share(self, sharing: Sharing) -> None:
        if self.desk.form is not None:
            self.desk.do(share_step(self.desk.form, sharing))

    def _follow_others(self) -> None:
        """Show in the preview what was edited in a form that stands in the same table."""
        form = self.desk.form
        if self.is_preview and form is not None and self.desk.is_in_table(form):
            self.preview.refresh()

    def show_look(self, look: int) -> None:
        """Turn to filling in or to the preview."""
        self.store_all()
        button = self._looks.button(look)
        if button is not None:
            button.setChecked(True)
        self._stack.setCurrentIndex(look)
        if look == PREVIEW:
            self.preview.refresh()
            self.preview.setFocus()
        else:
            QTimer.singleShot(0, self.fit_head)
        self.look_changed.emit(look)

    @property
    def is_preview(self) -> bool:
        """Whether the preview is shown."""
        return self._stack.currentIndex() == PREVIEW

    def store_all(self) -> bool:
        """Store whatever is being typed; whether everything is stored."""
        is_table_stored = self.table.store_all()
        is_table_stored = self.funds.store_all() and is_table_stored
        return self.head.store_all() and is_table_stored

    def go_to(self, issue: Issue) -> None:
        """Go to the place of an issue."""
        self.go_to_field(issue.place.field, issue.place.row)

    def go_to_clicked(self, clicked: "FieldId") -> None:
        """Go to the field that was clicked in the preview; its form is in work."""
        self.go_to_field(clicked.field, 1 if clicked.table and clicked.row is None else clicked.row)

    def go_to_field(self, field: str, row: int | None) -> None:
        """Go to a field outside the table or, with its row from 1, in it."""
        self.show_look(FILL)
        if row is None:
            self.fold_head(folded=False)
        if row is not None and field in FUND_FIELDS:
            self.funds.go_to(row - 1, field)
        elif row is not None:
            self.table.go_to(row - 1, field)
        elif not self.head.go_to(field.removeprefix("other:")):
            self.table.go_to(0, field)


def _tab_stops(bar: QHBoxLayout) -> list[QWidget]:
    """Return the widgets of a bar that Tab reaches, from left to right."""
    widgets = (item.widget() for item in (bar.itemAt(n) for n in range(bar.count())) if item is not None)
    return [one for one in widgets if one is not None and one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def all_text(form: Form) -> str:
    """Return every text of a form in one."""
    records = (form, *children_of(form))
    return "".join(value for record in records for value in vars(record).values() if isinstance(value, str))


def describe(form: Form) -> str:
    """Return what a form is called in a window's title."""
    return f"{form.year or ''} {form.name or '（未命名）'}".strip()
