"""资金情况 of a self-evaluation: a small table that is as high as its rows, and the bar above it that folds it away."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.editing.funds import RATE, begin_funds, plan_fund_paste, reckon
from app.editing.pasting import Area, Grid, Paste
from app.editing.steps import FUNDS
from app.gui.form_desk import FormDesk
from app.gui.fund_model import FundModel, with_separators
from app.gui.row_edits import RowEdits
from app.gui.row_table import RowTable
from app.gui.theme import icon
from app.gui.widgets import ElidedLabel, label, on_click, tool_button
from app.model.records import Form, FundRow

Index = QModelIndex | QPersistentModelIndex

_FEWEST_ROWS = 2
_MOST_ROWS = 5  # seen at once; of more, the rest is scrolled to
_NONE_YET = "还没有填"
_NO_ROWS = "还没有填：点“按表式添加”，或在空行里打字"


class FundEdits(RowEdits):
    """Works on the rows of 资金情况."""

    name_field = "item"

    def __init__(self, table: "FundTableView", model: FundModel) -> None:
        super().__init__(table, model)
        self._funds = model

    def _new(self, _like: int) -> FundRow:
        return FundRow()

    def _plan(self, form: Form, grid: Grid, area: Area) -> Paste[FundRow]:
        return plan_fund_paste(form, self._funds.fund_table, self._model.columns, grid, area)


class FundTableView(RowTable):
    """The rows of 资金情况 of the form in work, no higher than they need.

    Signals:
        missed: something has changed that is not seen, for the table is folded away.
    """

    missed = Signal()
    edits: FundEdits

    def __init__(self, desk: FormDesk, parent: QWidget | None = None) -> None:
        self.funds = FundModel(desk)
        super().__init__(desk, self.funds, parent)
        self.setAccessibleName("资金情况")
        self.setAccessibleDescription("自评表的资金情况。Tab 到下一格，到最后一格再按 Tab 离开；Alt+↓ 打开可选的内容。")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        for told in (self.funds.modelReset, self.funds.rowsInserted, self.funds.rowsRemoved):
            told.connect(self._ask_height)
        self.verticalHeader().sectionResized.connect(self._ask_height)
        self.funds.dataChanged.connect(lambda *_: self.sizes.divide())

    def _make_edits(self) -> FundEdits:
        return FundEdits(self, self.funds)

    def show_changed(self) -> None:
        """Go to what the last edit has changed, and open the table where it was folded away."""
        if self.isHidden() and (self.funds.changed.rows or self.funds.changed.cells):
            self.missed.emit()
        super().show_changed()

    def _choices(self, index: Index) -> list[str]:
        return self.funds.offered(index)

    def _ask_height(self, *_: object) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size at which the rows are seen, up to as many as leave room for the indicators."""
        header = self.verticalHeader()
        rows = sum(header.sectionSize(row) for row in range(min(self.funds.rowCount(), _MOST_ROWS)))
        frame = 2 * self.frameWidth()
        bar = self.horizontalScrollBar().sizeHint().height() if self.horizontalScrollBar().maximum() else 0
        return QSize(super().sizeHint().width(), self.horizontalHeader().height() + rows + frame + bar + 1)

    def minimumSizeHint(self) -> QSize:
        """Be content with two rows, where a small window has other things to show."""
        rows = self.verticalHeader().defaultSectionSize() * _FEWEST_ROWS
        return QSize(0, min(self.sizeHint().height(), self.horizontalHeader().height() + rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the room anew, and with it the height of what is wrapped."""
        super().resizeEvent(event)
        self.updateGeometry()


class FundPart(QWidget):
    """The table with its bar; folded away, the bar still says what it comes to.

    Signals:
        told: something was done; the sentence says what.
        unfolded: the clerk wants to see it, or not.
    """

    told = Signal(str)
    unfolded = Signal(bool)

    def __init__(self, desk: FormDesk, table: FundTableView | None = None, *, is_narrow: bool = False) -> None:
        super().__init__()
        self.desk, self.table = desk, table or FundTableView(desk)
        self.is_folded = False
        self._is_narrow = is_narrow  # there is no room for buttons; rows are worked on by keys
        self.table.told.connect(self.told)
        self.table.missed.connect(self._unfold_to_show)
        self.setFocusProxy(self.table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        column.addWidget(self.table)
        self.hide()

    def _bar(self) -> QHBoxLayout:
        self._title, self._summary = label("", "heading"), ElidedLabel("muted")
        self.fold_button = on_click(tool_button("收起", name="收起资金情况"), self._fold_by_hand)
        self.fold_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.bar = bar = QHBoxLayout()
        bar.setContentsMargins(16, 2, 16, 2)
        bar.setSpacing(4)
        for widget in (self._title, self.fold_button, self._summary):
            bar.addWidget(widget)
        bar.addStretch(1)
        self._add_buttons(bar)
        return bar

    def _add_buttons(self, bar: QHBoxLayout) -> None:
        table = self.table
        wanted = (
            ("add", "按表式添加", "添加表上印的各行", "按表式添加资金行", self.begin),
            (
                "fix",
                "计算执行率",
                "按执行数、预算数和分值算出执行率和得分，只填空着的格",
                "计算执行率和得分",
                self.reckon,
            ),
            ("add", "添加", "在当前行下面添加一行（Ctrl+Ins）", "添加资金行", table.add_row),
            ("remove", "删除", "删除选中的行（Ctrl+Del）", "删除资金行", table.remove_rows),
            ("up", "", "上移当前行（Alt+↑）", "上移资金行", lambda: table.move_row(-1)),
            ("down", "", "下移当前行（Alt+↓）", "下移资金行", lambda: table.move_row(1)),
        )
        made = [
            on_click(tool_button(words, picture=picture, tip=tip, name=name), action)
            for picture, words, tip, name, action in wanted
        ]
        self._begin, self._reckon, *self._row_buttons = made
        for button in made:
            bar.addWidget(button)
        for button in self._row_buttons:
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the menu has them all for the keyboard

    # What it shows

    @property
    def has_table(self) -> bool:
        """Whether the form in work has 资金情况, or its paper prints it."""
        return bool(self.table.funds.columns)

    def stops(self) -> list[QWidget]:
        """Return what Tab goes through, in that order."""
        return [self.fold_button, self._begin, self._reckon, self.table]

    def show_form(self) -> None:
        """Show 资金情况 of the form in work."""
        self.table.funds.show_form()
        self.setVisible(self.has_table)
        self._show_state()

    def refresh(self) -> None:
        """Show it after an edit."""
        self.table.funds.refresh()
        self._show_state()

    def fold(self, *, folded: bool) -> None:
        """Put the table out of sight, or back."""
        self.is_folded = folded
        self._show_state()

    def _fold_by_hand(self) -> None:
        self.fold(folded=not self.is_folded)
        self.unfolded.emit(not self.is_folded)

    def _unfold_to_show(self) -> None:
        """Show the table, with the keys in it: only then does it stay open where there is little room."""
        self.fold(folded=False)
        self.table.setFocus()

    def _show_state(self) -> None:
        if not self.has_table:
            return
        count = self.table.funds.count
        self._title.setText(f"资金情况（{self.table.funds.fund_table.unit.value}）")
        verb = "展开" if self.is_folded else "收起"
        self.fold_button.setText(verb)
        self.fold_button.setAccessibleName(f"{verb}资金情况")
        self.fold_button.setToolTip(f"{verb}资金情况")
        self.fold_button.setIcon(icon("down" if self.is_folded else "up"))
        self._summary.setText(words := self._words())
        self._summary.setVisible(bool(words))
        self._begin.setVisible(not count and bool(self.table.funds.fund_table.items))
        has_buttons = not self.is_folded and not self._is_narrow
        self._reckon.setVisible(bool(count) and has_buttons)
        for button in self._row_buttons:
            button.setVisible(has_buttons)
        self.table.setVisible(not self.is_folded)
        self.updateGeometry()

    def _words(self) -> str:
        """Return what the rows come to, where they are not seen; how to begin where there are none."""
        form = self.desk.form
        if form is None or not (funds := FUNDS.of(form)):
            return _NONE_YET if self.is_folded else _NO_ROWS
        return fund_words(self.table.funds, funds) if self.is_folded else ""

    # What can be done

    def begin(self) -> None:
        """Put the rows in that the paper prints."""
        form = self.desk.form
        if form is not None and self.desk.do(begin_funds(form, self.desk.library)):
            self.go_to(0, "initial_budget")

    def reckon(self) -> None:
        """Fill in 执行率 and 得分 where nothing stands."""
        self.table.finish_edit()
        form = self.desk.form
        if form is None:
            return
        step = reckon(form, self.desk.library)
        if step.changes and self.desk.do(step):
            self.told.emit("已填入执行率和得分，原来写着的没有改动。按 Ctrl+Z 可以撤销。")
        elif not step.changes:
            self.told.emit("没有可以计算的空格：执行率要有全年执行数和全年预算数，得分还要有分值。")

    def go_to(self, row: int, field: str) -> None:
        """Go to a cell; ``row`` counts from 0."""
        self.fold(folded=False)
        self.table.go_to(row, field)

    def in_use(self, otherwise: RowTable) -> RowTable:
        """Return the table that commands on rows are meant for: this one where the focus is in this part."""
        return self.table if self.is_in_use else otherwise

    @property
    def is_in_use(self) -> bool:
        """Whether the focus is in the table that is seen, or on one of the buttons above it, which work on its rows."""
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus) and self.table.isVisible()

    def store_all(self) -> bool:
        """Store what is being typed; whether everything is stored."""
        return not self.has_table or self.table.store_all()


def fund_words(model: FundModel, funds: list[FundRow]) -> str:
    """Return what 资金情况 comes to, of the row that is scored, else of the first."""
    row = next((one for one in funds if one.rate_score is not None), funds[0])
    table = model.fund_table
    parts = [
        ("全年预算", with_separators(table.text(row, "adjusted_budget")), ""),
        ("执行", with_separators(table.text(row, "executed")), ""),
        ("执行率", table.text(row, RATE), "%"),
        ("得分", table.text(row, "rate_score"), ""),
    ]
    said = [f"{name} {text}{sign}" for name, text, sign in parts if text]
    return f"{row.item}：{'，'.join(said)}" if said else f"{len(funds)} 行，还没有金额"
