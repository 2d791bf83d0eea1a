"""The middle of the import window: a found form, corrected in place."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from app.definitions.library import Library
from app.editing.steps import edit_form
from app.gui.form_view import all_text
from app.gui.fund_table import FundPart
from app.gui.importing.draft import Draft, Key, Placing, choice_words
from app.gui.importing.draft_desk import DraftDesk
from app.gui.importing.found_funds import FoundFunds
from app.gui.importing.found_head import FoundHead
from app.gui.importing.found_list import choices_of
from app.gui.importing.found_table import FoundTable
from app.gui.importing.unplaced import UnplacedPanel
from app.gui.row_table import RowTable
from app.gui.theme import ensure_letters
from app.gui.widgets import ElidedLabel, label, on_click, quiet, tool_button
from app.model.records import Indicator, ProjectTarget
from app.recognise.found import FoundForm

_HEAD_SHARE = 0.42
_YEARS_AROUND = 8
_MOST_NOTES = 3


class QuietCombo(QComboBox):
    """A list to choose from that is as wide as its words, and that the wheel never changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is around."""
        event.ignore()


class FoundFormView(QWidget):
    """Shows the form on the desk, and what is doubtful in it.

    Signals:
        entered: the key of the field that is looked at.
        looked_at: a text without a place that is looked at.
        choice_wanted: what is to become of the form.
        went_through: the last thing to look at in this form was the current one.
        refused: something could not be done; the sentence says why.
    """

    went_through = Signal()
    entered = Signal(object)
    looked_at = Signal(object)
    choice_wanted = Signal(object)
    refused = Signal(str)

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = DraftDesk(library, self)
        self.head, self.table = FoundHead(self.desk), FoundTable(self.desk)
        self.found_funds = FoundFunds(self.desk)
        self.funds = FundPart(self.desk, self.found_funds, is_narrow=True)
        self.unplaced = UnplacedPanel()
        self.key = Key("", "")
        self._lay_out()
        self._connect()
        self._warm_up()

    def _warm_up(self) -> None:
        """Show an empty form and none: what the first form loads is loaded now, not while files are being read."""
        self.show_draft(Draft(0, FoundForm("", ProjectTarget(indicators=[Indicator()]))))
        self.show_draft(None)

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.head)
        self.splitter.addWidget(self._table_part())
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self._notes = label()
        self._notes.setWordWrap(True)
        self._notes.setContentsMargins(12, 2, 12, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._title_row())
        column.addWidget(self._notes)
        column.addWidget(self.splitter, 1)
        column.addWidget(self.unplaced)

    def _title_row(self) -> QHBoxLayout:
        self._title = ElidedLabel("heading")
        self.year, self.choice = QuietCombo(), QuietCombo()
        self.year.setAccessibleName("这张表的年度")
        self.choice.setAccessibleName("这张表怎样处理")
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 12, 2)
        row.setSpacing(6)
        row.addWidget(self._title, 100)
        row.addStretch(1)
        row.addWidget(self.year)
        row.addWidget(self.choice)
        return row

    def _table_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.funds)
        column.addLayout(self._table_bar())
        column.addWidget(self.table, 1)
        return part

    def _table_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 2, 8, 2)
        bar.setSpacing(0)
        commands = (
            ("add", "添加", "在当前行下面添加一行", "Ctrl+Ins", lambda: self._rows().add_row()),
            ("remove", "删除", "删除选中的行", "Ctrl+Del", lambda: self._rows().remove_rows()),
            ("", "并到上一行", "这一行是上一行的一部分：把它并上去", "Ctrl+Up", self._join_above),
            ("up", "", "上移当前行", "Alt+Up", lambda: self._rows().move_row(-1)),
            ("down", "", "下移当前行", "Alt+Down", lambda: self._rows().move_row(1)),
        )
        for picture, words, tip, keys, action in commands:
            button = tool_button(words, picture=picture, tip=f"{tip}（{_shown(keys)}）", name=tip)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the table that has the focus is the one that is meant
            bar.addWidget(on_click(button, action))
            self._shortcut(keys, action)
        bar.addStretch(1)
        self._add_doubt_buttons(bar)
        return bar

    def _rows(self) -> RowTable:
        """Return the table that is worked in; what is being typed above it is stored first, for it keeps the focus."""
        self.head.store_all()
        return self.funds.in_use(self.table)

    def _join_above(self) -> None:
        self.head.store_all()
        self.table.finish_edit()
        self.table.join_above()

    def _add_doubt_buttons(self, bar: QHBoxLayout) -> None:
        self._right = tool_button(
            "没有错", picture="ok", tip="当前这一处没有错，到下一处（F9）", name="当前这一处没有错"
        )
        self._next = tool_button("", tip="到下一处要核对的内容（F8）", name="下一处要核对的内容")
        for button, keys, action in ((self._next, "F8", self.next_doubt), (self._right, "F9", self.accept_doubt)):
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            bar.addWidget(on_click(button, action))
            self._shortcut(keys, action)

    def _shortcut(self, keys: str, action: object) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(action)

    def _connect(self) -> None:
        self.desk.changed.connect(self.refresh)
        self.desk.refused.connect(self.refused)
        self.head.entered.connect(lambda part: self._enter(Key("", part)))
        self.table.entered.connect(self._enter)
        self.found_funds.entered.connect(self._enter)
        self.funds.unfolded.connect(self.fit_head)
        self.unplaced.looked_at.connect(self.looked_at)
        self.unplaced.wanted_in.connect(self.place)
        self.choice.activated.connect(lambda _: self.choice_wanted.emit(self.choice.currentData()))
        self.year.activated.connect(lambda _: self._give_year())
        for keys, action in (("Ctrl+Z", self.desk.undo), ("Ctrl+Y", self.desk.redo), ("Ctrl+Shift+Z", self.desk.redo)):
            self._shortcut(keys, action)

    # Showing

    @property
    def draft(self) -> Draft | None:
        """The form that is shown."""
        return self.desk.draft

    def show_draft(self, draft: Draft | None) -> None:
        """Show a form, or nothing."""
        self.desk.show(draft)
        self.setEnabled(draft is not None)
        if draft is not None:
            ensure_letters(all_text(draft.record), self.desk.library.fonts)
        self.key = Key("", "")
        self.head.show_form()
        self.funds.show_form()
        self.table.indicators.show_form()
        self._order_tabs()
        self.unplaced.offer(self.head.fields())
        self._show_notes()
        self.refresh()
        QTimer.singleShot(0, self.fit_head)

    def _order_tabs(self) -> None:
        stops = [self.year, self.choice, *self.head.editors(), *self.funds.stops(), self.table]
        stops.append(self.unplaced.list)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _show_notes(self) -> None:
        draft = self.draft
        notes = [f"⚠ {note}" for note in draft.found.notes] if draft else []
        self._notes.setText("\n".join(notes[:_MOST_NOTES]))
        self._notes.setToolTip("\n".join(notes))
        self._notes.setVisible(bool(notes))

    def refresh(self) -> None:
        """Show the same form after an edit."""
        self.head.refresh()
        self.funds.refresh()
        self.table.indicators.refresh()
        self.show_fate()
        self._show_doubts()
        self.unplaced.show_placings(self.draft.placings if self.draft else [])

    def show_fate(self) -> None:
        """Show what the form is called, its year and what is to become of it."""
        draft = self.draft
        self._title.setText(draft.name if draft else "")
        with quiet(self.year), quiet(self.choice):
            self.year.clear()
            self.choice.clear()
            if draft is not None:
                self._fill_years(draft)
                self._fill_choices(draft)

    def _fill_years(self, draft: Draft) -> None:
        year = draft.record.year
        self.year.addItem("没有年度", None)
        for offered in _years_around(year):
            self.year.addItem(f"{offered} 年", offered)
        self.year.setCurrentIndex(max(self.year.findData(year), 0))
        reading = draft.readings.get(Key("", "year"))
        guessed = reading is not None and not reading.printed
        self.year.setToolTip("这张表没有印年度，按同一文件里的其他表填的，请核对。" if guessed else "这张表的年度")
        self.year.setAccessibleDescription(self.year.toolTip())

    def _fill_choices(self, draft: Draft) -> None:
        for choice in choices_of(draft):
            self.choice.addItem(choice_words(draft) if draft.proposal.is_same else choice.label, choice)
        self.choice.setCurrentIndex(self.choice.findData(draft.proposal.choice))
        self.choice.setEnabled(not draft.proposal.is_same)

    def _show_doubts(self) -> None:
        count = len(self.draft.open_doubts()) if self.draft else 0
        self._next.setText(f"⚠ {count} 处请核对")
        self._next.setVisible(count > 0)
        self._right.setVisible(count > 0)

    def fit_head(self) -> None:
        """Give the head fields the height they need, but never more than about half."""
        page, whole = self.head.widget(), self.splitter.height()
        if page is not None:
            room = whole - (self.funds.sizeHint().height() if self.funds.has_table else 0)
            wanted = min(page.sizeHint().height(), int(room * _HEAD_SHARE))
            self.splitter.setSizes([wanted, whole - wanted])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the room anew."""
        super().resizeEvent(event)
        self.fit_head()

    # Going through it

    def _enter(self, key: Key) -> None:
        self.key = key
        self.entered.emit(key)

    def go_to(self, key: Key) -> None:
        """Put the focus on a field."""
        shown = self._show(key)
        if key.field == "year" and not shown:
            self.year.setFocus()
        self._enter(key)

    def _show(self, key: Key) -> bool:
        """Put the focus on a field; whether it is shown."""
        if not key.row:
            return self.head.go_to(key.field)
        number = self.found_funds.number_of(key)
        if number < 0:
            return self.table.go_to_key(key)
        self.funds.go_to(number, key.field)
        return True

    def next_doubt(self) -> None:
        """Go to the next thing to look at; after the last one somebody else knows where there is another."""
        doubts = self.draft.open_doubts() if self.draft else []
        at = next((n for n, keys in enumerate(doubts) if self.key in keys), -1)
        if at + 1 >= len(doubts):
            self.went_through.emit()
        else:
            self._go_to_doubt(doubts[at + 1])

    def first_doubt(self) -> None:
        """Go to the first thing to look at."""
        for keys in self.draft.open_doubts()[:1] if self.draft else []:
            self._go_to_doubt(keys)

    def _go_to_doubt(self, keys: Sequence[Key]) -> None:
        self.go_to(next((key for key in keys if key.field == "value"), keys[0]))

    def accept_doubt(self) -> None:
        """Take the current doubtful field as right and go to the next one."""
        if self.draft is not None and self.draft.doubt_of(self.key):
            self.desk.settle(self.key)
        self.next_doubt()

    # Changing it

    def store_all(self) -> bool:
        """Take over what is still being typed; whether all of it could be."""
        return self.table.store_all() and self.funds.store_all() and self.head.store_all()

    def _give_year(self) -> None:
        draft = self.draft
        if draft is not None:
            draft.lacks_year = False
            self.desk.do(edit_form(draft.record, "修改年度", year=self.year.currentData()))

    def place(self, number: int, part: str) -> None:
        """Put a text without a place into a part of the head, or into the table's current cell."""
        draft = self.draft
        if draft is None or not 0 <= number < len(draft.placings):
            return
        unplaced = draft.placings[number].unplaced
        where = self._put(part, unplaced.text)
        if where:
            draft.placings[number] = Placing(unplaced, where)
            self.unplaced.show_placings(draft.placings)

    def _put(self, part: str, text: str) -> str:
        """Add a text to a field and return what that is called; nothing where it cannot be."""
        if part:
            return dict(self.head.fields())[part] if self.head.put(part, text) else ""
        index = self.table.currentIndex()
        if not index.isValid():
            self.refused.emit("请先在指标表里点一下要放的格。")
            return ""
        heading = self.table.indicators.columns[index.column()].heading
        return f"第 {index.row() + 1} 行 {heading}" if self.table.put(index, text) else ""


def _years_around(year: int | None) -> list[int]:
    from datetime import datetime

    now = datetime.now().astimezone().year
    usual = range(now + 2, now - _YEARS_AROUND, -1)
    return sorted({*usual, *([year] if year else [])}, reverse=True)


def _shown(keys: str) -> str:
    return keys.replace("Up", "↑").replace("Down", "↓")
