"""The rows of a table of the form in work for Qt: it reads the desk's form and sends edits back.

What the tables have in common stands here; the indicators and 资金情况 say what their columns hold.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.editing.cells import CellText, Gathered, Put, changed, text_in, values_of
from app.editing.indicator_library import Entry
from app.editing.steps import RowKind, Step
from app.gui.cell_marks import Cell, CellMarks, Mark
from app.gui.column_plan import ColumnPlan
from app.gui.form_desk import FormDesk
from app.gui.row_changes import Change, follow
from app.gui.row_typing import Typing
from app.model.issues import Issue
from app.model.records import Form, FundRow, Indicator

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R", bound=Indicator | FundRow)

FIELD_ROLE = Qt.ItemDataRole.UserRole + 1
_TEXT_ROLES = frozenset((Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole))
_OTHER_ROLES = frozenset(
    (
        FIELD_ROLE,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.AccessibleDescriptionRole,
    )
)
_EVERY_CELL = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable
_NOT_SHOWN = ("id", "position", "project_id", "overall_id", "evaluation_id")


class RowModel(QAbstractTableModel, Generic[R]):
    """Rows are those of one kind that the form has; below them stands an empty row for the next one.

    Rows that come, go or change places are told as just that, so that the current cell and the selection stay where
    they are. A text that a column cannot hold is kept and shown as refused until it is mended or taken back.

    Signals:
        mended: a text that could not be stored stands there no more.

    Attributes:
        invitation: the field in which the empty row says what it is for, and what it says.
        typing: stores what is typed while it is typed.
        changed: what the last edit has changed.
        is_making: whether the empty row is about to become one of the form.
    """

    mended = Signal()
    invitation = ("", "")

    def __init__(self, kind: RowKind[R], desk: FormDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind, self.desk = kind, desk
        self.columns: list[ColumnPlan] = []
        self._rows: list[R] = []
        self._values = itemgetter(*(name for name in kind.record.model_fields if name not in _NOT_SHOWN))
        self._form = ""
        self._marks = CellMarks()
        self.typing = Typing(self)
        self.changed = Change()
        self.is_making = False

    # What it shows

    def show_form(self) -> None:
        """Show another form."""
        self.beginResetModel()
        self.changed = Change()
        form = self.desk.form
        self._form = form.id if form else ""
        self._rows = list(self.kind.of(form)) if form else []
        self.columns = self._plan(form) if form else []
        self._collect_problems()
        self.endResetModel()

    @abstractmethod
    def _plan(self, _form: Form) -> list[ColumnPlan]:
        """Return the columns for a form."""

    def refresh(self) -> None:
        """Show the same form after an edit."""
        form = self.desk.form
        if form is None or form.id != self._form:
            self.show_form()
            return
        before = list(self._rows)
        self.changed = follow(self, before, list(self.kind.of(form)))
        self._tell_edited(before)
        self.mark_problems()

    def _tell_edited(self, before: Sequence[R]) -> None:
        """Tell which rows have other values than before."""
        others = [(n, row) for n, row in enumerate(self._rows) if n >= len(before) or before[n] is not row]
        known = _former(others, before)
        for number, row in others:
            old = known.get(row.id)
            if old is not None and old is not row and self._values(vars(old)) != self._values(vars(row)):
                columns = self._other_columns(old, row)
                self._forget_replaced(row, columns)
                self.changed.cells += [(number, column) for column in columns]
                self._tell_cells(number, columns)

    def _forget_replaced(self, row: R, columns: Sequence[int]) -> None:
        """Forget what could not be stored in cells that hold something else by now, as after a fix."""
        for column in columns if self._marks.refused else ():
            self._marks.refused.pop((row.id, self.columns[column].field), None)

    def _other_columns(self, old: R, new: R) -> list[int]:
        """Return the columns in which a row shows something else."""
        return [n for n, one in enumerate(self.columns) if self._text(old, one) != self._text(new, one)]

    def tell_row(self, number: int) -> None:
        """Tell that a row shows other things."""
        if self.columns:
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def _tell_cells(self, number: int, columns: Sequence[int]) -> None:
        """Tell that some cells of a row show other things; the fewer, the less is painted."""
        if columns:
            self.dataChanged.emit(self.index(number, min(columns)), self.index(number, max(columns)))

    def mark_problems(self) -> None:
        """Show which cells have issues now."""
        changed = self._collect_problems()
        for number in sorted({number for number, _ in changed if number < self.rowCount()}):
            self._tell_cells(number, [n for n, one in enumerate(self.columns) if (number, one.field) in changed])

    def _collect_problems(self) -> set[Cell]:
        """Mark what is wrong now; the cells that were marked otherwise before."""
        issues = self.desk.current_issues()
        here = (issue for issue in issues if issue.place.row is not None and self._is_here(issue))
        return self._marks.collect(here, self._number_of)

    def _is_here(self, issue: Issue) -> bool:
        """Whether an issue that stands in a row stands in one of this table."""
        return not issue.place.is_in_funds

    def _number_of(self, owner: str) -> int | None:
        """Return the number of a row; the empty row belongs to its form."""
        if owner == self._form:
            return self.count
        return next((number for number, row in enumerate(self._rows) if row.id == owner), None)

    def drop_rows(self, first: int, last: int) -> None:
        """Hold some rows no more; the views are told by the caller."""
        del self._rows[first : last + 1]

    def put_rows(self, at: int, rows: Sequence[R]) -> None:
        """Hold more rows; the views are told by the caller."""
        self._rows[at:at] = rows

    def replace_rows(self, rows: list[R]) -> None:
        """Hold the rows as they are now; the views are told by the caller."""
        self._rows = rows

    @property
    def count(self) -> int:
        """How many rows the form has."""
        return len(self._rows)

    def is_new(self, row: int) -> bool:
        """Whether a row is the empty one below the others."""
        return row >= self.count

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows there are, the empty one too."""
        return 0 if parent.isValid() or not self.columns else self.count + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return headings and row numbers."""
        if orientation is Qt.Orientation.Vertical:
            return self._row_heading(section, role)
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading if column.printed else f"{column.heading}\n（不打印）"
        if role == Qt.ItemDataRole.ToolTipRole and not column.printed:
            return "这个版式的表上没有这一栏；数据会保存，但不打印。"
        return None

    def _row_heading(self, section: int, role: int) -> object:
        is_new = self.is_new(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return "＋" if is_new else str(section + 1)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"在这一行打字，就{self.kind.called('添加')}。" if is_new else "点一下选整行；选中后拖动可以换位置。"
        return Qt.AlignmentFlag.AlignCenter if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _EVERY_CELL

    def row(self, number: int) -> R:
        """Return a row of the form, from 0; below them an empty one."""
        return self._rows[number] if number < self.count else self.empty()

    @abstractmethod
    def empty(self) -> R:
        """Return a row with nothing in it."""

    def text(self, index: Index) -> str:
        """Return what stands in a cell: what is stored, or what could not be."""
        return self._text_at(index.row(), self.columns[index.column()])

    def _text_at(self, row: int, column: ColumnPlan) -> str:
        if self._marks.refused:
            refused = self._marks.refused.get((self._owner(row), column.field))
            if refused is not None:
                return refused
        return self._text(self._rows[row], column) if row < len(self._rows) else ""

    def shown_text(self, row: int, column: ColumnPlan) -> str:
        """Return how a cell shows what stands in it."""
        return self._text_at(row, column)

    def _text(self, row: R, column: ColumnPlan) -> str:
        """Return what is stored, as it is typed."""
        return text_in(row, column.field, is_other=column.is_other)

    def words(self, row: int) -> list[str]:
        """Return what stands in the cells of a row that hold words; those of numbers are empty here."""
        if row >= self.count:
            return [""] * len(self.columns)
        values = vars(self._rows[row])
        other = values.get("other") or {}
        found = (other.get(one.field) if one.is_other else values.get(one.field) for one in self.columns)
        return [value if isinstance(value, str) else "" for value in found]

    def never_elided(self, _column: int) -> list[str]:
        """Return the texts of a column that have to be seen whole, where they cannot be broken into lines."""
        return []

    def _owner(self, row: int) -> str:
        """Return to what a text belongs that could not be stored: its row, or the form where it has made none yet."""
        return self._rows[row].id if row < self.count and not self.typing.is_made(row) else self._form

    def mark(self, index: Index) -> Mark | None:
        """Return how a cell is marked."""
        return self.mark_at(index.row(), self.columns[index.column()])

    def mark_at(self, row: int, column: ColumnPlan) -> Mark | None:
        """Return how the cell of a row and column is marked."""
        return self._marks.at(row, column.field)

    def is_marked(self, row: int, column: int) -> bool:
        """Whether a cell has a sign."""
        return self._marks.at(row, self.columns[column].field) is not None

    def problems(self, index: Index) -> list[Issue]:
        """Return the issues of a cell."""
        return self._marks.problems_at(index.row(), self.columns[index.column()].field)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if role in _TEXT_ROLES and index.isValid():
            is_shown = role == Qt.ItemDataRole.DisplayRole
            return self.shown_text(index.row(), self.columns[index.column()]) if is_shown else self.text(index)
        if role not in _OTHER_ROLES or not index.isValid():
            return None
        column = self.columns[index.column()]
        return column.field if role == FIELD_ROLE else self._said(index, role)

    def _said(self, index: Index, role: int) -> object:
        """Return how a cell is marked, in words."""
        mark = self.mark(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index, mark)
        return mark.words if mark is not None else None

    def _spoken(self, index: Index, mark: Mark | None) -> str:
        """Return what a screen reader says of a cell: field, value, problem."""
        heading = self.columns[index.column()].heading
        words = f"{heading}：{self.text(index) or '空'}"
        if self.is_new(index.row()):
            words = f"新的一行，{words}"
        return f"{words}。{mark.label}：{mark.words}" if mark else words

    # What is typed

    def take(self, _index: Index, _entry: Entry) -> bool:
        """Take an indicator of the own history into a row; whether it was done. Only indicators have such a history."""
        return False

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Store what was typed into a cell; keep, and say so, what its column cannot hold."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.desk.form is None:
            return False
        text = self.meant(index, str(value or ""))
        if self.typing.draft is None and text == self.text(index):
            return False
        try:
            step = self.step_for(index, text)
        except ValueError:
            self._refuse(index, text)
            self.desk.refused.emit(self.columns[index.column()].refusal(text))
            return False
        self._refuse(index, None)
        return step is None or self._do(step)

    def meant(self, _index: Index, text: str) -> str:
        """Return what a text that was typed into a cell stands for."""
        return text

    def keep(self, index: Index, text: str) -> None:
        """Store what is typed so far into a cell that is still being edited."""
        with self._made():
            self.typing.keep(index, text)

    def settle(self) -> None:
        """Take back what was kept but not wanted in the end, now that its cell is left."""
        with self._made():
            self.typing.settle()

    def _do(self, step: Step) -> bool:
        """Carry out what was typed into a row; whether it could be done."""
        with self._made():
            return self.typing.do(step)

    @contextmanager
    def _made(self) -> Iterator[None]:
        """Let the empty row become the row that is made meanwhile, or the other way round: who is in it stays in it."""
        self.is_making = True
        try:
            yield
        finally:
            self.is_making = False

    def step_for(self, index: Index, text: str) -> Step | None:
        """Return the step for a text typed into a cell, nothing where it changes nothing.

        Raises:
            ValueError: the column cannot hold it.
        """
        number, column, form = index.row(), self.columns[index.column()], self.typing.form
        row = self.begun(number, column.field)
        puts = self._puts(number, row, column, text)
        if form is None or all(put.text() == text_in(row, put.field, is_other=put.is_other) for put in puts):
            return None
        values = values_of({number: row}, puts)
        if number >= len(self.kind.of(form)):
            return self.kind.insert(form, number, [_with(row, values[number])], self.kind.called("添加"))
        return self.kind.edit(form, self.kind.called("修改"), values)

    def begun(self, number: int, field: str) -> R:
        """Return the row into whose field something is typed: as it was before, or what a new one begins with."""
        rows: Sequence[Any] = self.typing.rows
        return rows[number] if number < len(rows) else self._blank(field, rows[-1] if rows else self.empty())

    @abstractmethod
    def _puts(self, number: int, row: R, column: ColumnPlan, text: str) -> list[Put]:
        """Return what a text typed into a cell sets.

        Raises:
            ValueError: the column cannot hold it.
        """

    def _blank(self, _field: str, _above: R) -> R:
        """Return what a new row below another begins with, when something is typed into one of its fields."""
        return self.empty()

    def _refuse(self, index: Index, text: str | None) -> None:
        """Keep a text that could not be stored, or forget it."""
        key = self._owner(index.row()), self.columns[index.column()].field
        had = self._marks.refused.pop(key, None)
        if text is not None:
            self._marks.refused[key] = text
        if text is not None or had is not None:
            self.mark_problems()
            self.tell_row(index.row())
        if text is None and had is not None:
            self.mended.emit()

    def take_refused(self, row: R) -> None:
        """Let what could not be stored in the empty row belong to the row that it becomes."""
        for owner, name in [key for key in self._marks.refused if key[0] == self._form]:
            self._marks.refused[row.id, name] = self._marks.refused.pop((owner, name))

    def forget_refused(self, indexes: Iterable[Index]) -> bool:
        """Forget the texts in some cells that could not be stored; whether there were any."""
        refused = [i for i in indexes if (self._owner(i.row()), self.columns[i.column()].field) in self._marks.refused]
        for index in refused:
            self._refuse(index, None)
        return bool(refused)

    def give_up_refused(self, puts: Iterable[Put]) -> None:
        """Forget the texts that could not be stored in cells which are given something else, be it what is stored."""
        places = {(put.row, put.field) for put in puts} if self._marks.refused else set()
        shown = [(row, n) for row, field in places for n, one in enumerate(self.columns) if one.field == field]
        self.forget_refused(self.index(*place) for place in shown)

    def drop_refused(self) -> str:
        """Give up what could not be stored last of the form that is shown, and return it; nothing where all could."""
        here = [key for key in self._marks.refused if self._number_of(key[0]) is not None]
        if not here:
            return ""
        (owner, _), text = here[-1], self._marks.refused.pop(here[-1])
        self.mark_problems()
        self.tell_row(self._number_of(owner) or 0)
        self.mended.emit()
        return text

    @property
    def refused(self) -> list[str]:
        """What could not be stored in the form that is shown."""
        return self._marks.refusals()

    # Many cells at once

    def fill(self, cells: Iterable[CellText], name: str) -> bool:
        """Put texts into cells in one step; ``{}`` in its name is how many cells there are."""
        gathered = self._gather([cell for cell in cells if not self.is_new(cell.row)])
        self.give_up_refused(gathered.puts)
        values = values_of(self._rows, changed(self._rows, gathered.puts))
        for refusal in gathered.refused[:1]:
            self.desk.refused.emit(f"{refusal.heading}填不了“{refusal.text}”。")
        if self.desk.form is None or not values:
            return False
        return self.desk.do(self.kind.edit(self.desk.form, name.format(gathered.cells), values))

    @abstractmethod
    def _gather(self, cells: Sequence[CellText]) -> Gathered:
        """Return what texts put into cells come to."""

    def column_of(self, field: str) -> int:
        """Return the column of a field, 0 where it is not shown."""
        return next((n for n, column in enumerate(self.columns) if column.field == field), 0)

    def selected_rows(self, indexes: Iterable[Index]) -> list[int]:
        """Return the rows of some cells but the empty one, each once, in order."""
        return self.rows_among(index.row() for index in indexes)

    def rows_among(self, numbers: Iterable[int]) -> list[int]:
        """Return those of some rows that the form has, each once, in order."""
        return sorted({number for number in numbers if not self.is_new(number)})


AnyModel = RowModel[Any]


def _former(others: Sequence[tuple[int, R]], before: Sequence[R]) -> dict[str, R]:
    """Return what some rows were before, by their identities; most often they stood where they stand now."""
    there = {before[number].id: before[number] for number, _ in others if number < len(before)}
    is_all = all(row.id in there for _, row in others)
    return there if is_all else {row.id: row for row in before}


def _with(row: R, values: Mapping[str, object]) -> R:
    for name, value in values.items():
        setattr(row, name, value)
    return row
