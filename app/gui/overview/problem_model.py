"""Problems as a tree of two levels for Qt: groups, and in each the sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from app.editing.waivers import Waived
from app.gui.overview.checker import Checked
from app.gui.overview.two_levels import Index, TwoLevels
from app.gui.theme import icon, theme
from app.model.issues import Issue, Severity
from app.model.records import Waiver
from app.model.refs import FormRef
from app.store.listing import FormLine

ENTRY = Qt.ItemDataRole.UserRole
_WAIVED = "不再提示"


class Entry(NamedTuple):
    """One problem, with the note of why it is not to be told where there is one."""

    issue: Issue
    waiver: Waiver | None = None

    @property
    def words(self) -> str:
        """What stands in the list."""
        if self.waiver is not None:
            return f"{self.issue.message}（{self.waiver.reason or '没有写理由'}）"
        return f"{self.issue.severity.label}　{self.issue.message}"

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        kind = self.issue.severity.label if self.waiver is None else _WAIVED
        return f"{kind}：{self.issue.message}"

    @property
    def sign(self) -> str:
        """The sign before it."""
        return self.issue.severity.value if self.waiver is None else "ok"

    @property
    def tip(self) -> str:
        """What is wrong, and the source of the rule."""
        return f"{self.issue.message}\n{self.issue.source}".strip()

    @property
    def advice(self) -> str:
        """What mends it, where there is something."""
        return self.issue.fix.label if self.issue.fix else ""


_ANSWERS: Mapping[int, Callable[[Entry], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda entry: entry.words,
    Qt.ItemDataRole.DecorationRole: lambda entry: icon(entry.sign, getattr(theme(), entry.sign)),
    Qt.ItemDataRole.ToolTipRole: lambda entry: entry.tip,
    Qt.ItemDataRole.AccessibleTextRole: lambda entry: entry.spoken,
    Qt.ItemDataRole.AccessibleDescriptionRole: lambda entry: entry.advice,
    Qt.ItemDataRole.ForegroundRole: lambda entry: QColor(theme().muted) if entry.waiver else None,
    ENTRY: lambda entry: entry,
}


class Group(NamedTuple):
    """Problems under one heading; those of a form name it."""

    title: str
    sign: str
    entries: tuple[Entry, ...]
    form: FormRef | None = None


def groups_of_form(issues: Sequence[Issue], waived: Iterable[Waived]) -> list[Group]:
    """Return the problems of one form by severity, those that are not to be told apart at the end."""
    found = []
    for severity in Severity:
        entries = tuple(Entry(issue) for issue in issues if issue.severity is severity)
        found.append(Group(f"{severity.label} {len(entries)}", severity.value, entries))
    left = tuple(Entry(*one) for one in waived)
    found.append(Group(f"{_WAIVED} {len(left)}", "ok", left))
    return [group for group in found if group.entries]


def groups_of_year(lines: Iterable[FormLine], known: Mapping[FormRef, Checked]) -> list[Group]:
    """Return the problems of all forms by form, in each by severity; forms without any are left out."""
    return [_form_group(line, one) for line in lines if (one := known.get(line.ref)) and one.issues]


def _form_group(line: FormLine, known: Checked) -> Group:
    counts = " · ".join(f"{severity.label} {n}" for severity in Severity if (n := known.count(severity)))
    worst = known.issues[0].severity.value
    unit = f"（{line.unit}）" if line.unit and line.unit != line.name else ""
    return Group(f"{line.name or '（未命名）'}{unit}　{counts}", worst, tuple(map(Entry, known.issues)), line.ref)


class ProblemModel(TwoLevels):
    """Groups at the top, problems below; only what is asked for becomes an item."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[Group] = []

    def show(self, groups: list[Group]) -> bool:
        """Show other groups; whether other problems stand there now, and not only in other words."""
        if _places(groups) == _places(self.groups):
            self._reword(groups)
            return False
        self.beginResetModel()
        self.groups = groups
        self.endResetModel()
        return True

    def _reword(self, groups: list[Group]) -> None:
        """Show groups of the same problems, of which some may say something else, such as how much is still left."""
        before, self.groups = self.groups, groups
        for at, (old, new) in enumerate(zip(before, groups, strict=True)):
            if old[:2] != new[:2]:
                heading = self.createIndex(at, 0, 0)
                self.dataChanged.emit(heading, heading)
            for row in (n for n, (one, other) in enumerate(zip(old.entries, new.entries, strict=True)) if one != other):
                changed = self.createIndex(row, 0, at + 1)
                self.dataChanged.emit(changed, changed)

    def group_count(self) -> int:
        """Return how many groups there are."""
        return len(self.groups)

    def member_count(self, group: int) -> int:
        """Return how many problems a group has."""
        return len(self.groups[group].entries)

    def entry(self, index: Index) -> Entry | None:
        """Return the problem at an index; ``None`` for a group."""
        number = index.internalId() if index.isValid() else 0
        return self.groups[number - 1].entries[index.row()] if number else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a group or a problem."""
        if not index.isValid():
            return None
        entry = self.entry(index)
        return self._of_group(self.groups[index.row()], role) if entry is None else self._of_entry(entry, role)

    @staticmethod
    def _of_group(group: Group, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return group.title
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(group.sign, getattr(theme(), group.sign))
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return None

    @staticmethod
    def _of_entry(entry: Entry, role: int) -> object:
        answer = _ANSWERS.get(role)
        return answer(entry) if answer else None

    def entries(self) -> list[Entry]:
        """Return all problems, group by group."""
        return [entry for group in self.groups for entry in group.entries]

    def index_of(self, wanted: Issue) -> QModelIndex:
        """Return where a problem stands, by what and where it is, not by what it says."""
        for at, group in enumerate(self.groups):
            for row, entry in enumerate(group.entries):
                if _place(entry.issue) == _place(wanted):
                    return self.createIndex(row, 0, at + 1)
        return QModelIndex()

    def nth(self, number: int) -> QModelIndex:
        """Return the problem of that number, over all groups."""
        for at, group in enumerate(self.groups):
            if number < len(group.entries):
                return self.createIndex(number, 0, at + 1)
            number -= len(group.entries)
        return QModelIndex()

    def number_of(self, index: Index) -> int:
        """Return the number of a problem over all groups; of a group, that before its first one."""
        if not index.isValid():
            return -1
        number = index.internalId()
        before = sum(len(group.entries) for group in self.groups[: number - 1 if number else index.row()])
        return before + index.row() if number else before - 1


def _place(issue: Issue) -> tuple[object, ...]:
    """Return what a problem is known by: of which sort it is, and where it stands."""
    return issue.code, issue.place.row, issue.place.field, issue.place.form


def _places(groups: Sequence[Group]) -> list[object]:
    """Return which problems stand in groups, whatever they say."""
    return [(group.form, group.sign, [(_place(one.issue), one.waiver) for one in group.entries]) for group in groups]
