"""What is wrong with the form in work, or with all of the year: to go to, to mend, or to leave for a reason."""

from collections.abc import Iterator, Sequence
from itertools import chain

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import JihengError
from app.editing.steps import Step
from app.editing.waivers import unwaive, waive
from app.gui.desk import Desk
from app.gui.overview.problem_model import Entry, ProblemModel, groups_of_form, groups_of_year
from app.gui.overview.reason import ReasonRow
from app.gui.theme import icon
from app.gui.widgets import label, tool_button
from app.model.issues import Issue, Severity
from app.model.records import Form, ref_of
from app.model.refs import FormRef
from app.rules.catalogue import catalogue

Index = QModelIndex | QPersistentModelIndex

_USUAL_ROWS = 5  # an error and a reminder with their headings, one of them on two lines
_ROW_AIR = 6  # px above and below a sentence
_SIGN = 26  # px for the sign before a sentence
_WRAPPED = 200  # problems; in longer lists every row is one line, so that nothing has to be measured
_LEAST_LIST = 24  # px; Qt's own least is three lines, also where there is one
_CALM = 250  # ms between two looks at the whole year while it is being checked


class _Wrapped(QStyledItemDelegate):
    """Gives each sentence the lines it needs in the width there is."""

    def __init__(self, tree: "ProblemTree") -> None:
        super().__init__(tree)
        self._tree = tree
        self._sizes: dict[tuple[str, int, str], QSize] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a sentence; most of them are the same as before the last edit."""
        if self._tree.uniformRowHeights() or not index.parent().isValid():
            return super().sizeHint(option, index)
        width = max(self._tree.viewport().width() - 2 * self._tree.indentation() - _SIGN, 100)
        key = str(index.data()), width, option.font.key()
        if key not in self._sizes:
            if len(self._sizes) > _WRAPPED:
                self._sizes.clear()
            self._sizes[key] = self._measured(option, index, width)
        return self._sizes[key]

    def _measured(self, option: QStyleOptionViewItem, index: Index, width: int) -> QSize:
        usual = super().sizeHint(option, index)
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        rect = option.fontMetrics.boundingRect(QRect(0, 0, width, 10000), int(flags), str(index.data()))
        return QSize(usual.width(), max(usual.height(), rect.height() + _ROW_AIR))


class ProblemTree(QTreeView):
    """The sentences themselves; Enter does what a double click does.

    Signals:
        chosen: the issue that the clerk wants to go to.
        moved: another row is current.
    """

    chosen = Signal(object)
    moved = Signal()

    def __init__(self, model: ProblemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problems = model
        self._letters = "", 0
        self.setModel(model)
        self.setAccessibleName("问题")
        self.setHeaderHidden(True)
        self.setStyleSheet("QTreeView::item { padding: 1px 2px; }")
        self.setIndentation(12)
        self.setWordWrap(True)
        self.setExpandsOnDoubleClick(False)
        self.setItemDelegate(_Wrapped(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self.choose)

    def choose(self, index: QModelIndex) -> None:
        """Go to a problem; a heading opens or closes."""
        entry = self.problems.entry(index)
        if entry is not None:
            self.chosen.emit(entry.issue)
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell that another row is current."""
        super().currentChanged(current, previous)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the current issue on Enter."""
        if self.currentIndex().isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentences anew."""
        super().resizeEvent(event)
        if not self.uniformRowHeights() and event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()

    def line_height(self) -> int:
        """Return how high a sentence on one line is, in px."""
        font = self.font().key()
        if font != self._letters[0]:  # measured once for each font, as it is asked at every edit
            rect = self.fontMetrics().boundingRect(QRect(0, 0, 10000, 10000), int(Qt.TextFlag.TextWordWrap), "国")
            self._letters = font, rect.height()
        return max(self._letters[1] + _ROW_AIR, self.sizeHintForRow(0)) + 1

    def height_of_all(self, most: int) -> int:
        """Return the height at which every row is seen, in px; what goes beyond ``most`` is not measured."""
        if self.uniformRowHeights():
            return self.sizeHintForRow(0) * len(self.problems.entries())
        height = 2 * self.frameWidth()
        for top in (self.problems.index(n, 0) for n in range(self.problems.rowCount())):
            for index in chain([top], self._below(top)):
                if height > most:
                    return height
                height += self.rowHeight(index)
        return height

    def _below(self, top: QModelIndex) -> Iterator[QModelIndex]:
        if self.isExpanded(top):
            yield from (self.problems.index(n, 0, top) for n in range(self.problems.rowCount(top)))


class ProblemPanel(QWidget):
    """Counts, the list, and what can be done with the current issue.

    Signals:
        chosen: the issue that the clerk wants to go to.
        mend_wanted: the current issue is to be mended.
        resized: the panel wants another height.
    """

    chosen = Signal(object)
    mend_wanted = Signal()
    resized = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.model = ProblemModel()
        self.list = ProblemTree(self.model, self)
        self.list.setMinimumHeight(_LEAST_LIST)
        self.reason = ReasonRow("不再提示", "为什么不改，例如：财政局已同意", self, ask="请写一句为什么不改。")
        self._titles = {info.code: info.title for info in catalogue()}
        self._make_head()
        self._lay_out()
        self.list.chosen.connect(self.chosen)
        self.list.moved.connect(self._offer)
        self.reason.given.connect(self._waive)
        self.reason.dropped.connect(self._leave_asking)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_CALM)
        self._later.timeout.connect(self.refresh)
        desk.checked.connect(self._follow_year)

    def _make_head(self) -> None:
        self._sign, self._count, self._is_ticked = label(), label(role="heading"), False
        self._all = tool_button("全年", tip="列出全年各张表的问题")
        self._all.setCheckable(True)
        self._all.toggled.connect(self._change_scope)
        self._fix, self._fix_all, self._leave = QPushButton(), QPushButton(), QPushButton()
        self._fix.clicked.connect(self.mend_wanted)
        self._fix_all.clicked.connect(self.mend_all)
        self._leave.clicked.connect(self.leave_problem)
        for words, work in (("改正", self.mend_wanted.emit), ("不再提示或恢复提示", self.leave_problem)):
            action = QAction(words, self.list)
            action.triggered.connect(work)
            self.list.addAction(action)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        for widget in (self._sign, self._count, self._all):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self._fix, self._fix_all, self._leave):
            head.addWidget(button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.reason)
        column.addWidget(self.list)

    @property
    def of_year(self) -> bool:
        """Whether the problems of all forms of the year are listed."""
        return self._all.isChecked()

    def _change_scope(self) -> None:
        self.refresh()
        self.resized.emit()

    def _follow_year(self, _: Sequence[FormRef]) -> None:
        """Look at the whole year again, soon and not at every form."""
        if self.of_year and not self._later.isActive():
            self._later.start()

    def refresh(self) -> None:
        """Show the issues of the form in work, or of the year."""
        current, number = self.current(), self.model.number_of(self.list.currentIndex())
        if self.of_year:
            groups = groups_of_year(self.desk.lines(), self.desk.known)
        else:
            groups = groups_of_form(self.desk.current_issues(), self.desk.current_waived())
        if self.model.show(groups):
            self._show_again(current, number)
        self._say()
        self._offer()

    def _show_again(self, current: Entry | None, number: int) -> None:
        """Open the list as it was: at the same problem, else at that form's one that has come into its place."""
        entries = self.model.entries()
        here = {entry.issue.place.form for entry in entries}
        self.list.setUniformRowHeights(len(entries) > _WRAPPED)
        self.list.expandAll()
        index = self.model.index_of(current.issue) if current else QModelIndex()
        if not index.isValid() and current is not None and current.issue.place.form in here:
            index = self.model.nth(max(min(number, len(entries) - 1), 0))
        self.list.setCurrentIndex(index)

    def _say(self) -> None:
        issues = [entry.issue for entry in self.model.entries() if entry.waiver is None]
        waived = len(self.model.entries()) - len(issues)
        has_any = self.of_year or self.desk.form is not None
        words = count_sentence(issues) + (f"，另有 {waived} 个不再提示" if waived else "")
        self._count.setText(words if has_any else "")
        self._tick(shown=has_any and not issues)

    def _tick(self, *, shown: bool) -> None:
        """Show that all is well, or do not; the panel is laid out anew only where that is news."""
        if shown != self._is_ticked:
            self._is_ticked = shown
            self._sign.setPixmap(icon("ok").pixmap(16, 16) if shown else icon("blank").pixmap(1, 1))

    def fold(self, *, in_preview: bool) -> None:
        """Show the list only where there is something in it, and beside the form to fill in."""
        self.list.setVisible(bool(self.model.groups) and not in_preview)
        self._offer()

    def wanted_height(self, most: int) -> int:
        """Return the height at which every issue is seen, in px, or some height above ``most``."""
        spacing = self._column.spacing()
        listed = self.list.height_of_all(most) + spacing if self.list.isVisibleTo(self) else 0
        asked = self.reason.sizeHint().height() + spacing if self.reason.isVisibleTo(self) else 0
        return self._frame_height() + listed + asked

    def whole_height(self, most: int) -> int:
        """Return the height with every issue seen, in px, whether the list is shown just now or not."""
        listed = self.list.height_of_all(most) + self._column.spacing() if self.model.groups else 0
        return self._frame_height() + listed

    def usual_height(self) -> int:
        """Return how high the panel grows by itself: one error and one reminder are seen with their headings."""
        return self._frame_height() + self._column.spacing() + _USUAL_ROWS * self.list.line_height()

    def _frame_height(self) -> int:
        """Return how high the panel is without its list: the line above it and the air around both."""
        margins = self._column.contentsMargins()
        line = max(one.sizeHint().height() for one in (self._count, self._all, self._fix))
        return line + margins.top() + margins.bottom()

    def current(self) -> Entry | None:
        """Return the current problem."""
        return self.model.entry(self.list.currentIndex())

    def _issue(self, number: int) -> Issue:
        return self.model.entries()[number].issue

    def _entry(self) -> Entry | None:
        """Return the current problem, else the first one."""
        return self.current() or next(iter(self.model.entries()), None)

    def fixable(self) -> Issue | None:
        """Return the current issue, else the first one, if it can be mended by itself."""
        entry = self._entry()
        return entry.issue if entry and entry.issue.fix and entry.waiver is None else None

    def alike(self) -> list[Issue]:
        """Return the problems of the current one's kind that can be mended by themselves, as far as they are listed."""
        entry = self._entry()
        if entry is None:
            return []
        told = (one.issue for one in self.model.entries() if one.waiver is None)
        return [issue for issue in told if issue.code == entry.issue.code and issue.fix]

    def _offer(self) -> None:
        """Offer what can be done with the current problem."""
        entry, issue, alike = self._entry(), self.fixable(), self.alike()
        visible = self.list.isVisibleTo(self)
        self._fix.setVisible(issue is not None and visible)
        if issue is not None and issue.fix is not None:
            self._fix.setText(issue.fix.label)
            self._fix.setIcon(icon("fix"))
        self._fix_all.setVisible(len(alike) > 1 and visible)
        if len(alike) > 1:
            self._fix_all.setText(self._all_words(alike))
        self._leave.setVisible(entry is not None and visible)
        self._leave.setText("恢复提示" if entry and entry.waiver else "不再提示…")

    def _all_words(self, issues: Sequence[Issue]) -> str:
        return f"全部改正：{len(issues)} 处{self._titles.get(issues[0].code, '')}"

    def next_issue(self) -> Issue | None:
        """Make the next issue current and return it; after the last comes the first."""
        told = [entry for entry in self.model.entries() if entry.waiver is None]
        if not told:
            return None
        at = (self.model.number_of(self.list.currentIndex()) + 1) % len(self.model.entries())
        following = self.model.entries()[at:] + self.model.entries()[:at]
        issue = next(entry.issue for entry in following if entry.waiver is None)
        self.list.setCurrentIndex(self.model.index_of(issue))
        return issue

    def mend_all(self) -> None:
        """Mend the current problem and all of its kind in one step."""
        first = self.fixable()
        if first is not None and self.desk.form is not None and first.place.form == ref_of(self.desk.form):
            self.chosen.emit(first)  # where it can be seen; the button goes, and must not hand the keys to any field
        issues = self.alike()
        changes = tuple(change for issue in issues if issue.fix for change in issue.fix.changes)
        if not changes:
            self.desk.told.emit("这一类问题没有可以自动改正的办法，请手工改正。")
        elif self.desk.do(Step(self._all_words(issues), changes)):
            self.desk.told.emit(f"已改正 {len(issues)} 处。按 Ctrl+Z 可以撤销。")

    def leave_problem(self) -> None:
        """Ask why the current problem is not to be told again, or tell it again."""
        entry = self._entry()
        if entry is None:
            return
        if entry.waiver is None:
            self.list.setCurrentIndex(self.model.index_of(entry.issue))
            self.reason.ask()
            self.resized.emit()
        else:
            self.desk.do(unwaive([entry.waiver]))

    def _leave_asking(self) -> None:
        self.list.setFocus()
        self.resized.emit()

    def _waive(self, reason: str) -> None:
        entry = self.current()
        try:
            form = self._form(entry.issue.place.form) if entry else None
        except JihengError as error:
            self.desk.refused.emit(str(error))
            return
        if entry is not None and form is not None and entry.waiver is None:
            self.desk.do(waive(form, [entry.issue], reason))
        self.list.setFocus()

    def _form(self, ref: FormRef) -> Form | None:
        here = self.desk.form
        return here if here is not None and ref_of(here) == ref else self.desk.session.store.form(ref)


def count_sentence(issues: Sequence[Issue]) -> str:
    """Return the overall result: “问题 2：错误 1 · 提醒 1”, or that there is none."""
    if not issues:
        return "没有发现问题"
    counts = {severity: sum(issue.severity is severity for issue in issues) for severity in Severity}
    return f"问题 {len(issues)}：" + " · ".join(f"{s.label} {n}" for s, n in counts.items() if n)
