"""The forms of a year as a table for Qt: which, and in which order, the store says; lines are read as they show."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.editing.excerpts import excerpt
from app.editing.totals import in_ten_thousands
from app.gui.desk import Desk
from app.gui.overview.checker import Checked
from app.gui.replacing.scope import column_labels
from app.gui.theme import icon, theme
from app.model.issues import Severity
from app.model.records import Record
from app.model.refs import FormRef
from app.model.states import FormState, state_words
from app.store.overview import Order, OverviewRow, Question

Index = QModelIndex | QPersistentModelIndex
LabelKey = tuple[type[Record], str]

_PAGE = 128  # lines read together
_KEPT = 40  # pages; more are read again when they come into sight
REF = Qt.ItemDataRole.UserRole
_STATE_ICONS = {FormState.CHECKED: "ok", FormState.EXPORTED: "export", FormState.RETURNED: "warning"}


class Column(NamedTuple):
    """A column: its heading, and what the store orders by; the others are ordered by what the checks have found."""

    heading: str
    order: Order | None = None
    numeric: bool = False


UNIT, NAME, CODE, AMOUNT, STATE, PROBLEMS, FILLED, CHANGED, FOUND = range(9)
COLUMNS = (
    Column("单位", Order.UNIT),
    Column("名称", Order.NAME),
    Column("项目代码", Order.CODE),
    Column("金额（万元）", Order.AMOUNT, numeric=True),
    Column("状态", Order.STATE),
    Column("问题"),
    Column("完整", numeric=True),
    Column("最近修改", Order.CHANGED),
    Column("找到的地方", Order.UNIT),
)


@dataclass(frozen=True)
class Sort:
    """By which column the lines are ordered."""

    column: int = UNIT
    descending: bool = False


class LinesModel(QAbstractTableModel):
    """Rows are forms; of each only its identity is held, its line while it is near to what is seen."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.refs: list[FormRef] = []
        self.sorting = Sort()
        self._question: Question | None = None
        self._only_problems = False
        self._pages: dict[int, Mapping[FormRef, OverviewRow]] = {}
        self._places: dict[FormRef, str] = {}  # where the words were found, of the forms that were seen
        self._labels: Mapping[LabelKey, str] = {}

    def ask(self, question: Question | None, *, only_problems: bool) -> None:
        """Show the forms that answer a question."""
        self._question, self._only_problems = question, only_problems
        self.ask_again()

    def ask_again(self) -> None:
        """Show what answers the same question now."""
        refs = self._found()
        self.beginResetModel()
        self.refs, self._pages, self._places = refs, {}, {}
        self.endResetModel()

    def _found(self) -> list[FormRef]:
        if self._question is None:
            return []
        order = COLUMNS[self.sorting.column].order
        descending = self.sorting.descending and order is not None
        refs = self.desk.session.store.overview(
            replace(self._question, order=order or Order.UNIT, descending=descending)
        )
        if self._only_problems:
            refs = [ref for ref in refs if (known := self.desk.known.get(ref)) and known.issues]
        return refs if order else self._by_checks(refs)

    def _by_checks(self, refs: list[FormRef]) -> list[FormRef]:
        """Order forms by what the checks have found; those that were not checked stay at the end."""
        known, weight = self.desk.known, _WEIGHTS[self.sorting.column]
        ordered = sorted((ref for ref in refs if ref in known), key=lambda ref: weight(known[ref]))
        if self.sorting.descending:
            ordered.reverse()
        return ordered + [ref for ref in refs if ref not in known]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column."""
        wanted = Sort(max(column, 0), order is Qt.SortOrder.DescendingOrder)
        if wanted != self.sorting:
            self.sorting = wanted
            self.ask_again()

    def line(self, row: int) -> OverviewRow | None:
        """Return the line of a row; ``None`` for a form that has just gone."""
        page, ref = row // _PAGE, self.refs[row]
        if (known := self._pages.get(page)) is None:
            if len(self._pages) >= _KEPT:
                self._pages.clear()
            known = self.desk.session.store.overview_rows(self.refs[page * _PAGE : (page + 1) * _PAGE])
            self._pages[page] = known
        return known.get(ref)

    def place_of_words(self, row: int) -> str:
        """Return where the words of the search stand in a form; it is read when it comes into sight."""
        ref, words = self.refs[row], self._question.words if self._question else ()
        if words and ref not in self._places:
            form = self.desk.session.store.form(ref)
            self._labels = self._labels or column_labels(self.desk.library)
            self._places[ref] = excerpt(form, words, self._labels) if form else ""
        return self._places.get(ref, "")

    def show_checks(self) -> None:
        """Show what the checks have found by now."""
        if self.refs:
            self.dataChanged.emit(self.index(0, PROBLEMS), self.index(len(self.refs) - 1, FILLED))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many forms there are."""
        return 0 if parent.isValid() else len(self.refs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return headings and row numbers."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return section + 1
        return COLUMNS[section].heading if 0 <= section < len(COLUMNS) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if not index.isValid() or role not in _ANSWERED:
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if COLUMNS[column].numeric else _LEFT
        if role == REF:
            return self.refs[row]
        if column == FOUND:
            return self._answer_place(row, role)
        line, known = self.line(row), self.desk.known.get(self.refs[row])
        return None if line is None else _answer(line, known, column, role)

    def _answer_place(self, row: int, role: int) -> object:
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme().muted)
        return self.place_of_words(row) if role in _WORDS else None

    def rows_of(self, refs: Collection[FormRef]) -> list[int]:
        """Return the rows of some forms, as far as they are shown, from the top."""
        wanted = set(refs)
        return [row for row, ref in enumerate(self.refs) if ref in wanted] if wanted else []

    def spoken(self, row: int) -> str:
        """Return a whole line in words."""
        line, known = self.line(row), self.desk.known.get(self.refs[row])
        if line is None:
            return ""
        money = f"{in_ten_thousands(line.amount)} 万元" if line.amount is not None else "没有金额"
        return "，".join([line.name or "未命名", line.unit, money, _state(line), problem_words(known)])


def _answer(line: OverviewRow, known: Checked | None, column: int, role: int) -> object:
    if role in _WORDS:
        return _text(line, known, column)
    if role == Qt.ItemDataRole.AccessibleDescriptionRole:
        return _state(line) if column == STATE else None
    if role == Qt.ItemDataRole.DecorationRole:
        return _picture(line, known, column)
    if role == Qt.ItemDataRole.ForegroundRole and column in (CODE, CHANGED):
        return QColor(theme().muted)
    return None


def _text(line: OverviewRow, known: Checked | None, column: int) -> str:
    if column == PROBLEMS:
        return problem_words(known)
    if column == FILLED:
        return f"{known.filled.percent}%" if known else ""
    return _TEXTS[column](line)


def _state(line: OverviewRow) -> str:
    return state_words(line.state, line.reason)


def problem_words(known: Checked | None) -> str:
    """Return how many problems of each weight a form has."""
    if known is None:
        return "未检查"
    counts = ((severity, known.count(severity)) for severity in Severity)
    return " · ".join(f"{severity.label} {count}" for severity, count in counts if count) or "没有发现问题"


def _picture(line: OverviewRow, known: Checked | None, column: int) -> object:
    if column == PROBLEMS and known is not None:
        sign = known.issues[0].severity.value if known.issues else "ok"
        return icon(sign, getattr(theme(), sign))
    if column == STATE and line.state in _STATE_ICONS:
        return icon(_STATE_ICONS[line.state], theme().muted)
    return None


def _moment(text: str) -> str:
    """Return a moment as the clerk's clock says it."""
    return f"{datetime.fromisoformat(text).astimezone():%m-%d %H:%M}" if text else ""


def _problem_weight(known: Checked) -> tuple[int, ...]:
    return tuple(known.count(severity) for severity in Severity)


def _filled_weight(known: Checked) -> tuple[int, ...]:
    return (known.filled.percent,)


_TEXTS: Mapping[int, Callable[[OverviewRow], str]] = {
    UNIT: lambda line: line.unit,
    NAME: lambda line: line.name or "（未命名）",
    CODE: lambda line: line.code,
    AMOUNT: lambda line: in_ten_thousands(line.amount),
    STATE: _state,
    CHANGED: lambda line: _moment(line.changed),
}
_WEIGHTS = {PROBLEMS: _problem_weight, FILLED: _filled_weight}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
_ANSWERED = frozenset(
    int(role)
    for role in (
        *_WORDS,
        Qt.ItemDataRole.AccessibleDescriptionRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.TextAlignmentRole,
        REF,
    )
)
