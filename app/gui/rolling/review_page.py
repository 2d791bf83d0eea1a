"""“请核对”: what is stale in the new drafts and the years they still name, in the place of the form."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLayout,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.editing.steps import Step
from app.gui.overview.problem_model import ProblemModel
from app.gui.problems import ProblemTree
from app.gui.rolling.check_list import CheckList
from app.gui.rolling.look_back import LookedAt
from app.gui.rolling.stale_list import BY_FORM, BY_KIND, stale_groups
from app.gui.rolling.years_model import FORM, NEW, OLD, WHERE, WHY, PiecesDelegate, YearsModel
from app.gui.theme import icon
from app.gui.widgets import label, quiet
from app.model.issues import Issue, Place

_WRAPPED = 300  # sentences; in longer lists every row is one line
_BAR_WIDTH = 160  # px
_WIDTHS = {FORM: 160, WHERE: 110, OLD: 170, NEW: 170}


class ReviewPage(QWidget):
    """Shows what was found; what is done with it is for others.

    Signals:
        place_wanted: the place (``app.model.issues.Place``) that the clerk wants to go to.
        step_wanted: a step (``app.editing.steps.Step``) that the clerk wants done.
        years_wanted: the old years that are to be changed.
        scope_wanted: which forms are to be looked at, as the name of a scope.
        stop_wanted: no further forms are to be looked at.
        closed: the clerk is done and wants the form in work.
        shown: the page has come into sight.
    """

    place_wanted = Signal(object)
    step_wanted = Signal(object)
    years_wanted = Signal(object)
    scope_wanted = Signal(str)
    stop_wanted = Signal()
    closed = Signal()
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stale, self.years = ProblemModel(), YearsModel(self)
        self._looked: Sequence[LookedAt] = ()
        self._title, self._words = label("请核对", "title"), label(role="muted")
        self._words.setWordWrap(True)
        self._make_head()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("请核对")
        self.tabs.addTab(self._stale_tab(), "内容")
        self.tabs.addTab(self._years_tab(), "年份")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        column.addLayout(self._head())
        column.addWidget(self._words)
        column.addWidget(self.tabs, 1)

    # Parts

    def _make_head(self) -> None:
        self.scope, self._bar, self._stop = QComboBox(), QProgressBar(), QPushButton("停止")
        self.scope.setAccessibleName("核对哪些表")
        self.scope.activated.connect(lambda _: self.scope_wanted.emit(self.scope.currentData()))
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._bar.setAccessibleName("正在核对")
        self._bar.setTextVisible(False)
        self._stop.setAccessibleName("停止核对")
        self._stop.clicked.connect(self.stop_wanted)
        self._close = QPushButton("回到表")
        self._close.clicked.connect(self.closed)
        self.show_progress(None)

    def _head(self) -> QHBoxLayout:
        return _row(self._title, self.scope, None, self._bar, self._stop, self._close)

    def _stale_tab(self) -> QWidget:
        self.list = ProblemTree(self.stale, self)
        self.list.setAccessibleName("请核对的内容")
        self.list.chosen.connect(lambda issue: self.place_wanted.emit(issue.place))
        self.list.moved.connect(self._offer_fix)
        self.grouping = QComboBox()
        self.grouping.setAccessibleName("排列")
        self.grouping.addItem("按表排列", BY_FORM)
        self.grouping.addItem("按内容排列", BY_KIND)
        self.grouping.currentIndexChanged.connect(lambda _: self._show_stale())
        self.go, self.fix, self.fix_all = QPushButton("转到"), QPushButton(), QPushButton()
        self.go.setToolTip("打开这张表的这一处（回车）")
        self.go.clicked.connect(lambda: self.list.choose(self.list.currentIndex()))
        self.fix.setIcon(icon("fix"))
        self.fix.clicked.connect(self._mend)
        self.fix_all.clicked.connect(self._mend_all)
        return _page(_row(self.grouping, None), self.list, _row(self.go, self.fix, self.fix_all, None))

    def _years_tab(self) -> QWidget:
        self.year_list = CheckList(self.years, "旧年份")
        self.year_list.setItemDelegate(PiecesDelegate(self.year_list))
        self.year_list.opened.connect(self._go_to_year)
        self.year_list.header().setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.year_list.setColumnWidth(column, width)
        self.safe, self.none, self.replace = QPushButton("只选可以直接改的"), QPushButton("全不选"), QPushButton()
        self.go_year = QPushButton("转到")
        self.go_year.setAccessibleName("转到这个年份")
        self.safe.clicked.connect(self.years.check_safe)
        self.none.clicked.connect(lambda: self.years.check(()))
        self.none.setAccessibleName("年份全不选")
        self.replace.clicked.connect(lambda: self.years_wanted.emit(self.years.chosen()))
        self.go_year.clicked.connect(lambda: self._go_to_year(self.year_list.currentIndex()))
        self.years.choice_changed.connect(self._count_chosen)
        hint = label("打勾的改为新年度；没有打勾的请先看说明，该改的再打勾（空格键）。", "muted")
        hint.setWordWrap(True)
        return _page(_row(hint), self.year_list, _row(self.go_year, self.safe, self.none, None, self.replace))

    # What is shown

    def say(self, words: str) -> None:
        """Say above the lists what has been done."""
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def offer_scopes(self, scopes: Sequence[tuple[str, str]], current: str) -> None:
        """Offer which forms may be looked at: names of scopes with their words."""
        with quiet(self.scope):
            self.scope.clear()
            for name, words in scopes:
                self.scope.addItem(words, name)
            self.scope.setCurrentIndex(self.scope.findData(current))

    def show_progress(self, progress: tuple[int, int] | None) -> None:
        """Show how many forms were looked at of how many, or that nothing is under way."""
        for widget in (self._bar, self._stop):
            widget.setVisible(progress is not None)
        if progress is not None:
            self._bar.setMaximum(progress[1])
            self._bar.setValue(progress[0])

    def show_found(self, looked: Sequence[LookedAt]) -> None:
        """Show what was found, keeping what is current and ticked."""
        self._looked = looked
        self._show_stale()
        self.years.show([mention for one in looked for mention in one.years])
        self.tabs.setTabText(0, f"内容（{len(self.stale.entries())}）")
        self.tabs.setTabText(1, f"年份（{self.years.rowCount()}）")
        if not self.stale.entries() and self.years.rowCount():
            self.tabs.setCurrentIndex(1)
        self._count_chosen()

    def _show_stale(self) -> None:
        current, number = self.stale.entry(self.list.currentIndex()), self.stale.number_of(self.list.currentIndex())
        if self.stale.show(stale_groups(self._looked, self.grouping.currentData())):
            entries = self.stale.entries()
            self.list.setUniformRowHeights(len(entries) > _WRAPPED)
            self.list.expandAll()
            index = self.stale.index_of(current.issue) if current else QModelIndex()
            again = index if index.isValid() else self.stale.nth(max(min(number, len(entries) - 1), 0))
            self.list.setCurrentIndex(again)
        self._offer_fix()

    # What can be done

    def _current(self) -> Issue | None:
        entry = self.stale.entry(self.list.currentIndex())
        return entry.issue if entry else None

    def alike(self) -> list[Issue]:
        """Return what is listed of the current one's kind and can be mended by itself."""
        current = self._current()
        listed = (entry.issue for entry in self.stale.entries())
        return [one for one in listed if current is not None and one.code == current.code and one.fix]

    def _offer_fix(self) -> None:
        issue, alike = self._current(), self.alike()
        self.go.setEnabled(issue is not None)
        self.fix.setVisible(issue is not None and issue.fix is not None)
        if issue is not None and issue.fix is not None:
            self.fix.setText(issue.fix.label)
        self.fix_all.setVisible(issue is not None and issue.fix is not None and len(alike) > 1)
        self.fix_all.setText(f"同类 {len(alike)} 处一起改")

    def _mend(self) -> None:
        issue = self._current()
        if issue is not None and issue.fix is not None:
            self.step_wanted.emit(Step(issue.fix.label, issue.fix.changes))

    def _mend_all(self) -> None:
        changes = tuple(change for issue in self.alike() if issue.fix for change in issue.fix.changes)
        self.step_wanted.emit(Step(f"同类 {len(self.alike())} 处一起改", changes))

    def _count_chosen(self) -> None:
        count = len(self.years.chosen())
        self.replace.setText(f"替换选中的 {count} 处" if count else "替换选中的")
        self.replace.setEnabled(count > 0)
        self.go_year.setEnabled(self.years.rowCount() > 0)

    def _go_to_year(self, index: QModelIndex) -> None:
        if index.isValid():
            place: Place = self.years.row(index.row()).what.place
            self.place_wanted.emit(place)

    def take_focus(self) -> None:
        """Put the focus into the list that is seen."""
        (self.list if self.tabs.currentIndex() == 0 else self.year_list).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the page has come into sight, so that it can be brought up to date."""
        super().showEvent(event)
        self.shown.emit()


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Return widgets in a row; ``None`` is the room that stretches."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row


def _page(*parts: QLayout | QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 6, 0, 0)
    column.setSpacing(6)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part, 1)
        else:
            column.addLayout(part)
    return page
