"""The indicators of the form in work as a table for Qt; it reads the desk's form and sends edits back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from app.definitions.schema import Column, FormDefinition
from app.definitions.vocabulary import FieldDefinition, FieldKind, WeightPolicy
from app.editing.cells import CellText, changed, gather, puts_for, text_in, values_of
from app.editing.indicator_library import Entry, insert_entry
from app.editing.steps import Step, edit_indicator, edit_indicators, insert_indicators
from app.gui.form_desk import FormDesk
from app.gui.indicator_rows import follow
from app.gui.theme import theme
from app.model.issues import Issue, Severity
from app.model.money import shortest
from app.model.records import Form, Indicator

Index = QModelIndex | QPersistentModelIndex

_LEVELS = ("level1", "level2")
_OFFICIAL = (*_LEVELS, "level3", "operator", "value", "unit", "weight")
FIELD_ROLE = Qt.ItemDataRole.UserRole + 1
_TEXT_ROLES = frozenset((Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole))
_OTHER_ROLES = frozenset(
    (
        Qt.ItemDataRole.TextAlignmentRole,
        FIELD_ROLE,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.BackgroundRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.AccessibleDescriptionRole,
    )
)
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft | _MIDDLE, Qt.AlignmentFlag.AlignRight | _MIDDLE
_CENTRE = Qt.AlignmentFlag.AlignCenter
_VALUES = itemgetter(
    *(
        name
        for name in Indicator.model_fields
        if name not in ("id", "position", "project_id", "overall_id", "evaluation_id")
    )
)


@dataclass(frozen=True)
class ColumnPlan:
    """A column of the editor.

    Attributes:
        field: which field of the indicator, or the name of a value that only the layout has.
        heading: what stands above it.
        printed: whether the paper prints it.
        numeric: whether it holds numbers.
        is_other: whether it is kept in the indicator's ``other``.
        share: how wide the paper has it, in mm; 0 where it is not printed.
    """

    field: str
    heading: str
    printed: bool = True
    numeric: bool = False
    is_other: bool = False
    share: float = 0


def columns_for(form: FormDefinition, fields: Mapping[str, FieldDefinition], policy: WeightPolicy) -> list[ColumnPlan]:
    """Return the columns of the editor: the printed ones in their order, then what the paper leaves out.

    Parts that the paper prints as one text (“≥95%”) are columns of their own here.
    """
    points = {
        "indicator_points": shortest(policy.indicator_sum),
        "execution_points": shortest(policy.execution_weight),
    }
    plans = [
        replace(plan, heading=plan.heading.format_map(_Words(points)), share=wide / max(len(column.fields), 1))
        for column, wide in _with_widths(form)
        for plan in _plans(column, fields)
    ]
    shown = {plan.field for plan in plans}
    wanted = [name for name in _OFFICIAL if name not in shown and (form.levels or name not in _LEVELS)]
    return plans + [
        ColumnPlan(name, fields[name].label, printed=False, numeric=_is_numeric(fields[name])) for name in wanted
    ]


def _with_widths(form: FormDefinition) -> Iterator[tuple[Column, float]]:
    """Yield the printed columns with their widths in mm; they are the last of the grid, after labels at the side."""
    columns = form.indicators.columns
    at = max(len(form.grid) - sum(column.span for column in columns), 0)
    for column in columns:
        yield column, sum(form.grid[at : at + column.span])
        at += column.span


class _Words(dict[str, str]):
    """The words that fill a heading; those that only the print knows are left out."""

    def __missing__(self, _key: str) -> str:
        return ""


def _plans(column: Column, fields: Mapping[str, FieldDefinition]) -> Iterator[ColumnPlan]:
    if column.other:
        yield ColumnPlan(column.other, column.called, is_other=True)
    for name in column.fields:
        own_label = column.called if len(column.fields) == 1 else ""
        yield ColumnPlan(name, own_label or fields[name].label, numeric=_is_numeric(fields[name]))


def _is_numeric(field: FieldDefinition) -> bool:
    return field.kind in (FieldKind.MONEY, FieldKind.NUMBER)


class IndicatorModel(QAbstractTableModel):
    """Rows are the indicators, columns the official ones; below them stands an empty row for the next one.

    Rows that come, go or change places are told as just that, so that the current cell and the selection stay where
    they are. A text that a column cannot hold is kept and shown as refused until it is mended or taken back.

    Signals:
        row_made: the empty row became an indicator; its number. The empty one is below it now.
    """

    row_made = Signal(int)

    def __init__(self, desk: FormDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.columns: list[ColumnPlan] = []
        self._rows: list[Indicator] = []
        self._form = ""
        self._problems: dict[tuple[int, str], list[Issue]] = {}
        self._refused: dict[tuple[str, str], str] = {}
        self._marked: dict[tuple[int, str], Mark] = {}

    # What it shows

    def show_form(self) -> None:
        """Show another form."""
        self.beginResetModel()
        form = self.desk.form
        self._form = form.id if form else ""
        self._rows = list(form.indicators) if form else []
        self.columns = self._plan() if form else []
        self._collect_problems()
        self.endResetModel()

    def _plan(self) -> list[ColumnPlan]:
        assert self.desk.form is not None  # noqa: S101 - said by the caller
        library, form = self.desk.library, self.desk.form
        return columns_for(library.form_for(form), library.fields.indicator, library.weights_for(form))

    def refresh(self) -> None:
        """Show the same form after an edit."""
        form = self.desk.form
        if form is None or form.id != self._form:
            self.show_form()
            return
        before = list(self._rows)
        follow(self, before, list(form.indicators))
        self._tell_edited(before)
        self.mark_problems()

    def _tell_edited(self, before: Sequence[Indicator]) -> None:
        """Tell which rows have other values than before."""
        known = {row.id: row for row in before}
        for number, row in enumerate(self._rows):
            old = known.get(row.id)
            if old is not None and old is not row and _VALUES(vars(old)) != _VALUES(vars(row)):
                self.tell_row(number)

    def tell_row(self, number: int) -> None:
        """Tell that a row shows other things."""
        if self.columns:
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))

    def mark_problems(self) -> None:
        """Show which cells have issues now."""
        before = self._marked
        self._collect_problems()
        changed = before.keys() ^ self._marked.keys()
        changed |= {key for key in before.keys() & self._marked.keys() if before[key] != self._marked[key]}
        for number in sorted({number for number, _ in changed}):
            if number < self.rowCount():
                self.tell_row(number)

    def _collect_problems(self) -> None:
        self._problems = {}
        for issue in self.desk.current_issues():
            if issue.place.row is not None:
                self._problems.setdefault((issue.place.row - 1, issue.place.field), []).append(issue)
        self._marked = {key: _mark_of(issues) for key, issues in self._problems.items()}
        for (owner, name), text in self._refused.items():
            number = self._number_of(owner)
            if number is not None:
                self._marked[number, name] = Mark(
                    "error", f"“{text}”没有存入，请改正，或按 Delete 放弃。", is_refused=True
                )

    def _number_of(self, owner: str) -> int | None:
        """Return the row of an indicator; the empty row belongs to its form."""
        if owner == self._form:
            return self.count
        return next((number for number, row in enumerate(self._rows) if row.id == owner), None)

    def drop_rows(self, first: int, last: int) -> None:
        """Hold some rows no more; the views are told by the caller."""
        del self._rows[first : last + 1]

    def put_rows(self, at: int, rows: Sequence[Indicator]) -> None:
        """Hold more rows; the views are told by the caller."""
        self._rows[at:at] = rows

    def replace_rows(self, rows: list[Indicator]) -> None:
        """Hold the rows as they are now; the views are told by the caller."""
        self._rows = rows

    @property
    def count(self) -> int:
        """How many indicators there are."""
        return len(self._rows)

    def is_new(self, row: int) -> bool:
        """Whether a row is the empty one below the indicators."""
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
            return "在这一行打字，就添加一个指标。" if is_new else "点一下选整行；选中后拖动可以换位置。"
        return Qt.AlignmentFlag.AlignCenter if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def row(self, number: int) -> Indicator:
        """Return the indicator in a row, from 0; below them an empty one."""
        return self._rows[number] if number < self.count else Indicator(other={})

    def text(self, index: Index) -> str:
        """Return what stands in a cell: what is stored, or what could not be."""
        column = self.columns[index.column()]
        if self._refused:
            refused = self._refused.get((self._owner(index.row()), column.field))
            if refused is not None:
                return refused
        if index.row() >= len(self._rows):
            return ""
        return text_in(self._rows[index.row()], column.field, is_other=column.is_other)

    def words(self, row: int) -> list[str]:
        """Return what stands in the cells of a row that hold words; those of numbers are empty here."""
        if row >= self.count:
            return [""] * len(self.columns)
        values = vars(self._rows[row])
        other = values.get("other") or {}
        found = (other.get(one.field) if one.is_other else values.get(one.field) for one in self.columns)
        return [value if isinstance(value, str) else "" for value in found]

    def _owner(self, row: int) -> str:
        return self._rows[row].id if row < self.count else self._form

    def mark(self, index: Index) -> "Mark | None":
        """Return how a cell is marked."""
        return self._marked.get((index.row(), self.columns[index.column()].field))

    def problems(self, index: Index) -> list[Issue]:
        """Return the issues of a cell."""
        return self._problems.get((index.row(), self.columns[index.column()].field), [])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if role in _TEXT_ROLES:
            return self.text(index) if index.isValid() else None
        if role not in _OTHER_ROLES or not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == FIELD_ROLE:
            return column.field
        if role == Qt.ItemDataRole.ForegroundRole:
            return None if column.printed else QColor(theme().muted)
        return self._said(index, role)

    def _said(self, index: Index, role: int) -> object:
        """Return how a cell is marked, in colour and in words."""
        mark = self.mark(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index, mark)
        if mark is None:
            return None
        if role == Qt.ItemDataRole.BackgroundRole:
            return QColor(getattr(theme(), f"{mark.sign}_soft")) if mark.sign != "notice" else None
        return mark.words

    def _spoken(self, index: Index, mark: "Mark | None") -> str:
        """Return what a screen reader says of a cell: field, value, problem."""
        heading = self.columns[index.column()].heading
        words = f"{heading}：{self.text(index) or '空'}"
        if self.is_new(index.row()):
            words = f"新的一行，{words}"
        return f"{words}。{mark.label}：{mark.words}" if mark else words

    # What is typed

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Store what was typed into a cell; keep, and say so, what its column cannot hold."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.desk.form is None:
            return False
        text, column = str(value or ""), self.columns[index.column()]
        if text == self.text(index):
            return False
        try:
            step = self._typed(self.desk.form, index, text)
        except ValueError:
            self._refuse(index, text)
            self.desk.refused.emit(_refusal(column, text))
            return False
        self._refuse(index, None)
        return step is None or self._do(step, index.row())

    def _do(self, step: Step, row: int) -> bool:
        """Carry out what was typed into a row; whether it could be done."""
        is_new = self.is_new(row)
        is_done = self.desk.do(step)
        if is_new and is_done:
            self.row_made.emit(row)
        return is_done

    def _typed(self, form: Form, index: Index, text: str) -> Step | None:
        """Return the step for a text typed into a cell, nothing where it changes nothing.

        Raises:
            ValueError: the column cannot hold it.
        """
        number, column = index.row(), self.columns[index.column()]
        row = self._blank(column.field) if self.is_new(number) else self._rows[number]
        puts = puts_for(number, row, column, text)
        if all(put.text() == text_in(row, put.field, is_other=put.is_other) for put in puts):
            return None
        values = values_of({number: row}, puts)[number]
        if self.is_new(number):
            return insert_indicators(form, number, [_with(row, values)], "添加指标")
        return edit_indicator(form, number, **values)

    def _blank(self, field: str) -> Indicator:
        """Return what a new row begins with: the levels of the last one, unless they are what is typed."""
        above = self._rows[-1] if self._rows else Indicator()
        kept = _LEVELS[: _LEVELS.index(field)] if field in _LEVELS else _LEVELS
        return Indicator(**{name: getattr(above, name) for name in kept}, other={})

    def _refuse(self, index: Index, text: str | None) -> None:
        """Keep a text that could not be stored, or forget it."""
        key = self._owner(index.row()), self.columns[index.column()].field
        had = self._refused.pop(key, None)
        if text is not None:
            self._refused[key] = text
        if text is not None or had is not None:
            self.mark_problems()
            self.tell_row(index.row())

    def forget_refused(self, indexes: Iterable[Index]) -> bool:
        """Forget the texts in some cells that could not be stored; whether there were any."""
        refused = [i for i in indexes if (self._owner(i.row()), self.columns[i.column()].field) in self._refused]
        for index in refused:
            self._refuse(index, None)
        return bool(refused)

    @property
    def refused(self) -> list[str]:
        """What could not be stored in the form that is shown."""
        return [mark.words for mark in self._marked.values() if mark.is_refused]

    def take(self, index: Index, entry: Entry) -> bool:
        """Take an indicator of the own history into a row, where it fills what is empty."""
        form = self.desk.form
        if form is None:
            return False
        if self.is_new(index.row()):
            return self._do(insert_entry(form, index.row(), entry, self.desk.library), index.row())
        row = self._rows[index.row()]
        offered = {"operator": entry.operator, "unit": entry.unit, "weight": entry.weight}
        empty = {name: value for name, value in offered.items() if getattr(row, name) in ("", None) and value}
        step = edit_indicators(form, f"填入“{entry.name}”", {index.row(): {"level3": entry.name, **empty}})
        return self.desk.do(step)

    # Many cells at once

    def fill(self, cells: Iterable[CellText], name: str) -> bool:
        """Put texts into cells of indicators in one step; ``{}`` in its name is how many cells there are."""
        gathered = gather(self._rows, [cell for cell in cells if not self.is_new(cell.row)])
        values = values_of(self._rows, changed(self._rows, gathered.puts))
        for refusal in gathered.refused[:1]:
            self.desk.refused.emit(f"{refusal.heading}填不了“{refusal.text}”。")
        if self.desk.form is None or not values:
            return False
        return self.desk.do(edit_indicators(self.desk.form, name.format(gathered.cells), values))

    def column_of(self, field: str) -> int:
        """Return the column of a field, 0 where it is not shown."""
        return next((n for n, column in enumerate(self.columns) if column.field == field), 0)

    def selected_rows(self, indexes: Iterable[Index]) -> list[int]:
        """Return the rows of some cells that hold indicators, each once, in order."""
        return self.rows_among(index.row() for index in indexes)

    def rows_among(self, numbers: Iterable[int]) -> list[int]:
        """Return those of some rows that hold indicators, each once, in order."""
        return sorted({number for number in numbers if not self.is_new(number)})


class Mark(NamedTuple):
    """How a cell is marked: the sign of the heaviest problem, and all of them in words."""

    sign: str
    words: str
    is_refused: bool = False

    @property
    def label(self) -> str:
        """What a screen reader calls it."""
        return Severity(self.sign).label


def _mark_of(issues: Sequence[Issue]) -> Mark:
    worst = min((issue.severity for issue in issues), key=list(Severity).index)
    return Mark(worst.value, "\n".join(issue.message for issue in issues))


def _with(row: Indicator, values: Mapping[str, object]) -> Indicator:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _alignment(column: ColumnPlan) -> Qt.AlignmentFlag:
    if column.numeric or column.field == "value":
        return _RIGHT
    return _CENTRE if column.field in ("operator", "unit") else _LEFT


def _refusal(column: ColumnPlan, text: str) -> str:
    if column.field == "operator":
        return f"“{text}”不是指标性质，没有存入。请选 ≥ > = < ≤ 或 定性。"
    return f"{column.heading}应为数字，“{text}”没有存入。"
