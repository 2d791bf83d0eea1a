"""Asks what is looked for and what is to stand there instead, and shows where it is."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.base.words import on_one_line
from app.definitions.library import Library
from app.editing.replacing import Hit, Search
from app.gui.replacing.hit_delegate import HitDelegate
from app.gui.replacing.hit_model import FIELD, FORM, ROW, TEXT, HitModel
from app.gui.replacing.scope import Scope, column_labels, scopes
from app.gui.widgets import label, quiet
from app.model.refs import FormRef

_PAUSE = 200  # ms without typing before it is searched
_SIZE = (820, 520)
_SCREEN_SHARE = 0.94
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
_ALL_YEARS = "所有年度"


class HitList(QTreeView):
    """The places; Enter and a double click go there, the space bar chooses and leaves out.

    Signals:
        wanted: the row of the place to go to.
    """

    wanted = Signal(int)

    def __init__(self, model: HitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits = model
        self.setModel(model)
        self.setItemDelegateForColumn(TEXT, HitDelegate(self))
        self.setAccessibleName("找到的地方")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setExpandsOnDoubleClick(False)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for column, letters in ((FORM, 19), (FIELD, 10), (ROW, 4)):
            self.setColumnWidth(column, letters * self.fontMetrics().horizontalAdvance("字"))
        self.doubleClicked.connect(self._go)

    def _go(self, index: QModelIndex) -> None:
        self.wanted.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the current place, or choose or leave out the selected ones."""
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.wanted.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Space:
            self._hits.turn(index.row() for index in self.selectionModel().selectedRows())
        else:
            super().keyPressEvent(event)


class ReplaceDialog(QDialog):
    """What is looked for above, where it is below.

    Signals:
        search_wanted: what is looked for is another thing.
        replace_wanted: what is chosen is to be replaced.
        hit_wanted: the place (``Hit``) to go to.
        undo_wanted: the last step is to be taken back.
        redo_wanted: it is to be done again.
    """

    search_wanted = Signal()
    replace_wanted = Signal()
    hit_wanted = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("查找和替换")
        self.model = HitModel(column_labels(library), self)
        self.list = HitList(self.model, self)
        self._scopes = scopes(library)
        self._make_questions()
        self._make_answers()
        self._lay_out()
        self._connect()
        room = self.screen().availableGeometry().size() * _SCREEN_SHARE
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))
        self._show_chosen()

    def _make_questions(self) -> None:
        self.text, self.by = QLineEdit(), QLineEdit()
        for line, name in ((self.text, "查找"), (self.by, "替换为")):
            line.setAccessibleName(name)
            line.setClearButtonEnabled(True)
        self.text.setPlaceholderText("要找的字")
        self.by.setPlaceholderText("不填就是删去")
        self.years, self.fields = QComboBox(), QComboBox()
        self.years.setAccessibleName("年度")
        self.fields.setAccessibleName("栏目")
        self.fields.addItems([scope.words for scope in self._scopes])
        self.match_case = QCheckBox("区分大小写(&C)")
        self.match_case.setToolTip("A 和 a 不算同一个字")
        self.whole = QCheckBox("整格匹配(&W)")
        self.whole.setToolTip("一格里只有这些字才算，例如找单位“次”时不找“人次”")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)

    def _make_answers(self) -> None:
        self.found = label(role="muted")
        self.all, self.none = QPushButton("全选(&A)"), QPushButton("全不选(&N)")
        self.go, self.replace = QPushButton("转到(&G)"), QPushButton()
        self.go.setToolTip("打开这张表，转到这一格（在列表里按回车）")
        self.shut = QPushButton("关闭")
        for button in (self.all, self.none, self.go, self.replace, self.shut):
            button.setAutoDefault(False)

    def _lay_out(self) -> None:
        above = QGridLayout()
        above.setHorizontalSpacing(8)
        above.setVerticalSpacing(8)
        choices = QHBoxLayout()
        choices.setSpacing(16)
        for choice in (self.years, self.fields, self.match_case, self.whole):
            choices.addWidget(choice)
        choices.addStretch(1)
        for row, (words, line) in enumerate((("查找(&F)", self.text), ("替换为(&E)", self.by))):
            name = label(words)
            name.setBuddy(line)
            above.addWidget(name, row, 0)
            above.addWidget(line, row, 1)
        above.addWidget(label("范围"), 2, 0)
        above.addLayout(choices, 2, 1)
        below = QHBoxLayout()
        for button in (self.all, self.none):
            below.addWidget(button)
        below.addStretch(1)
        for button in (self.go, self.replace, self.shut):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(above)
        column.addWidget(self.found)
        column.addWidget(self.list, 1)
        column.addLayout(below)
        choosers = (self.years, self.fields, self.match_case, self.whole)
        buttons = (self.all, self.none, self.go, self.replace, self.shut)
        for before, after in pairwise((self.text, self.by, *choosers, self.list, *buttons)):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.text.textChanged.connect(lambda _: self._pause.start())
        self.by.textChanged.connect(self._replace_by)
        self._pause.timeout.connect(self.search_wanted)
        for box in (self.years, self.fields):
            box.currentIndexChanged.connect(lambda _: self.search_wanted.emit())
        for check in (self.match_case, self.whole):
            check.toggled.connect(lambda _: self.search_wanted.emit())
        self.model.chosen_changed.connect(self._show_chosen)
        self.list.wanted.connect(lambda row: self.hit_wanted.emit(self.model.hit(row)))
        self.all.clicked.connect(lambda: self.model.choose_all(chosen=True))
        self.none.clicked.connect(lambda: self.model.choose_all(chosen=False))
        self.go.clicked.connect(self._go_to_current)
        self.replace.clicked.connect(self.replace_wanted)
        self.shut.clicked.connect(self.reject)
        for keys, signal in (("Ctrl+Z", self.undo_wanted), ("Ctrl+Y", self.redo_wanted)):
            QShortcut(QKeySequence(keys), self).activated.connect(signal)  # the menu's own do not reach a dialog

    @property
    def is_waiting(self) -> bool:
        """Whether something was typed that is not searched yet."""
        return self._pause.isActive()

    def scope(self) -> Scope:
        """Return the fields to look in."""
        return self._scopes[self.fields.currentIndex()]

    def year(self) -> int | None:
        """Return the year to look in, ``None`` for all."""
        chosen: int | None = self.years.currentData()
        return chosen

    def search(self) -> Search:
        """Return what is looked for; forms without a year are among those of all years."""
        return Search(
            self.text.text(),
            self.year() or None,
            self.scope().names(),
            match_case=self.match_case.isChecked(),
            whole=self.whole.isChecked(),
        )

    def offer_years(self, words: str, year: int | None) -> None:
        """Offer the year that is shown in the window, and all; the choice between them stays."""
        chosen = max(self.years.currentIndex(), 0)
        with quiet(self.years):
            self.years.clear()
            if year is not None:
                self.years.addItem(words, year)
            self.years.addItem(_ALL_YEARS, None)
            self.years.setCurrentIndex(min(chosen, self.years.count() - 1))

    def show_found(self, hits: Sequence[Hit], forms: Mapping[FormRef, str], done: str = "") -> None:
        """Show where the text is, after what was done with it, keeping the row that is current."""
        row = max(self.list.currentIndex().row(), 0)
        self.model.show(hits, forms)
        if hits:
            self.list.setCurrentIndex(self.model.index(min(row, len(hits) - 1), FORM))
        self.say(f"{done} {self._count_words(hits)}".strip())

    def _count_words(self, hits: Sequence[Hit]) -> str:
        if not self.text.text().strip():
            return "输入要找的字"
        if not hits:
            return "没有找到，请换几个字，或者换一个范围"
        already = self.model.said_already()
        note = f"；其中 {already} 处本来就在“{on_one_line(self.by.text())}”里，没有选中" if already else ""
        return f"找到 {len(hits)} 处，在 {len({hit.form for hit in hits})} 张表里{note}"

    def say(self, sentence: str) -> None:
        """Tell what was found or done."""
        self.found.setText(sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the text that is looked for."""
        super().showEvent(event)
        self.text.setFocus()
        self.text.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on to the list by the arrows and by Enter while the words are being typed."""
        is_typing = self.focusWidget() in (self.text, self.by)
        if is_typing and event.key() in (*_TO_LIST, *_ENTER):
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _go_to_current(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.hit_wanted.emit(self.model.hit(index.row()))

    def _replace_by(self, by: str) -> None:
        self.model.replace_by(by)
        self.say(self._count_words(self.model.hits()))

    def _show_chosen(self) -> None:
        """Let the button say what it will do."""
        count, has_hits = len(self.model.chosen()), self.model.rowCount() > 0
        verb = "替换" if self.by.text() else "删去"
        self.replace.setText(f"{verb}选中的 {count} 处(&R)" if count else "替换选中的(&R)")
        self.replace.setAccessibleName(f"{verb}选中的 {count} 处" if count else "替换选中的")
        self.replace.setEnabled(count > 0)
        for button in (self.all, self.none, self.go):
            button.setEnabled(has_hits)
