"""What is wrong with the form in work, below it; a double click goes to the cell, a button mends it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.gui.desk import Desk
from app.gui.theme import icon, theme
from app.gui.widgets import label
from app.model.issues import Issue, Severity

_AIR = 14  # px around the list


class ProblemList(QListWidget):
    """The sentences themselves; Enter does what a double click does.

    Signals:
        chosen: the issue that the clerk wants to go to.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("问题")
        self.setWordWrap(True)
        self.itemDoubleClicked.connect(self._choose)

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the current issue on Enter."""
        item = self.currentItem()
        if item is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(item)
        else:
            super().keyPressEvent(event)


class ProblemPanel(QWidget):
    """Counts, the list, and a button to mend the current issue.

    Signals:
        chosen: the issue that the clerk wants to go to.
        mend_wanted: the current issue is to be mended.
    """

    chosen = Signal(object)
    mend_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._count = label(role="heading")
        self._fix = QPushButton()
        self._fix.clicked.connect(self.mend_wanted)
        self.list = ProblemList(self)
        self.list.chosen.connect(self.chosen)
        self.list.currentItemChanged.connect(lambda *_: self._offer_fix())
        head = QHBoxLayout()
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._fix)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)

    def refresh(self) -> None:
        """Show the issues of the form in work."""
        issues = self.desk.current_issues()
        row = self.list.currentRow()
        if [self._issue(n) for n in range(self.list.count())] != issues:
            self.list.clear()
            for issue in issues:
                self.list.addItem(self._item(issue))
            self.list.setCurrentRow(min(row, len(issues) - 1))
        self._count.setText(count_sentence(issues) if self.desk.form else "")
        self._offer_fix()

    def fold(self, *, in_preview: bool) -> None:
        """Show the list only where there is something in it, and beside the form to fill in."""
        self.list.setVisible(self.list.count() > 0 and not in_preview)
        self._offer_fix()

    def wanted_height(self) -> int:
        """Return the height at which every issue is seen, in px."""
        rows = sum(self.list.sizeHintForRow(n) for n in range(self.list.count()))
        listed = rows + 2 * self.list.frameWidth() + _AIR if self.list.isVisibleTo(self) else 0
        return max(self._count.sizeHint().height(), self._fix.sizeHint().height()) + listed + _AIR

    def _issue(self, row: int) -> Issue:
        issue: Issue = self.list.item(row).data(Qt.ItemDataRole.UserRole)
        return issue

    def _item(self, issue: Issue) -> QListWidgetItem:
        kind = issue.severity.value
        item = QListWidgetItem(icon(kind, getattr(theme(), kind)), f"{issue.severity.label}　{issue.message}")
        item.setData(Qt.ItemDataRole.UserRole, issue)
        item.setToolTip(issue.source)
        return item

    def fixable(self) -> Issue | None:
        """Return the current issue, else the first one, if it can be mended by itself."""
        if self.list.count() == 0:
            return None
        issue = self._issue(max(self.list.currentRow(), 0))
        return issue if issue.fix else None

    def _offer_fix(self) -> None:
        issue = self.fixable()
        self._fix.setVisible(issue is not None and self.list.isVisibleTo(self))
        if issue is not None and issue.fix is not None:
            self._fix.setText(issue.fix.label)
            self._fix.setIcon(icon("fix"))

    def next_issue(self) -> Issue | None:
        """Make the next issue current and return it; after the last comes the first."""
        if self.list.count() == 0:
            return None
        self.list.setCurrentRow((self.list.currentRow() + 1) % self.list.count())
        return self._issue(self.list.currentRow())


def count_sentence(issues: Sequence[Issue]) -> str:
    """Return the overall result: “问题 2：错误 1 · 提醒 1”, or that there is none."""
    if not issues:
        return "没有发现问题"
    counts = {severity: sum(issue.severity is severity for issue in issues) for severity in Severity}
    return f"问题 {len(issues)}：" + " · ".join(f"{s.label} {n}" for s, n in counts.items() if n)
