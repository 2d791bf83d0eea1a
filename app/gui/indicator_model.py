"""The indicators of the form in work as a table for Qt; it reads the desk's form and sends edits back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from app.definitions.schema import Column, FormDefinition
from app.definitions.vocabulary import FieldDefinition, FieldKind, WeightPolicy
from app.editing.steps import edit_indicator
from app.editing.typed import shown_value, typed_indicator
from app.gui.desk import Desk
from app.gui.theme import icon, theme
from app.model.issues import Issue, Severity
from app.model.money import MoneyUnit, shortest
from app.model.records import Indicator

Index = QModelIndex | QPersistentModelIndex

_LEVELS = ("level1", "level2")
_OFFICIAL = (*_LEVELS, "level3", "operator", "value", "unit", "weight")
FIELD_ROLE = Qt.ItemDataRole.UserRole + 1


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
    """Rows are the indicators, columns the official ones."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.columns: list[ColumnPlan] = []
        self._rows: list[Indicator] = []
        self._problems: dict[tuple[int, str], list[Issue]] = {}

    def show_form(self) -> None:
        """Show another form."""
        self.beginResetModel()
        form = self.desk.form
        self._rows = list(form.indicators) if form else []
        self.columns = self._plan() if form else []
        self._collect_problems()
        self.endResetModel()

    def _plan(self) -> list[ColumnPlan]:
        assert self.desk.form is not None  # noqa: S101 - said by the caller
        library, form = self.desk.library, self.desk.form
        return columns_for(library.form_for(form), library.fields.indicator, library.weights_for(form))

    def refresh(self) -> None:
        """Show the same form after an edit, keeping the selection where the rows are the same."""
        rows = list(self.desk.form.indicators) if self.desk.form else []
        if [row.id for row in rows] != [row.id for row in self._rows]:
            self.show_form()
            return
        self._rows = rows
        self.mark_problems()

    def mark_problems(self) -> None:
        """Show which cells have issues now."""
        self._collect_problems()
        if self._rows and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    def _collect_problems(self) -> None:
        self._problems = {}
        for issue in self.desk.current_issues():
            if issue.place.row is not None:
                self._problems.setdefault((issue.place.row - 1, issue.place.field), []).append(issue)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many indicators there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return headings and row numbers."""
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading if column.printed else f"{column.heading}\n（不打印）"
        if role == Qt.ItemDataRole.ToolTipRole and not column.printed:
            return "这个版式的表上没有这一栏；数据会保存，但不打印。"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def row(self, number: int) -> Indicator:
        """Return the indicator in a row, from 0."""
        return self._rows[number]

    def text(self, index: Index) -> str:
        """Return what stands in a cell."""
        column, row = self.columns[index.column()], self._rows[index.row()]
        if column.is_other:
            return row.other.get(column.field, "")
        return shown_value(row, column.field, FieldKind.TEXT, MoneyUnit.YUAN)

    def problems(self, index: Index) -> list[Issue]:
        """Return the issues of a cell."""
        return self._problems.get((index.row(), self.columns[index.column()].field), [])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(self.columns[index.column()])
        if role == FIELD_ROLE:
            return self.columns[index.column()].field
        if role == Qt.ItemDataRole.ForegroundRole and not self.columns[index.column()].printed:
            return QColor(theme().muted)
        return self._mark(self.problems(index), role)

    @staticmethod
    def _alignment(column: ColumnPlan) -> Qt.AlignmentFlag:
        if column.numeric or column.field == "value":
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if column.field in ("operator", "unit"):
            return Qt.AlignmentFlag.AlignCenter
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

    @staticmethod
    def _mark(problems: list[Issue], role: int) -> object:
        """Mark a cell by colour, sign and words, so that colour is never the only sign."""
        if not problems:
            return None
        worst = "error" if any(issue.severity is Severity.ERROR for issue in problems) else "warning"
        if role == Qt.ItemDataRole.BackgroundRole:
            return QColor(getattr(theme(), f"{worst}_soft"))
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(worst, getattr(theme(), worst))
        if role == Qt.ItemDataRole.FontRole and worst == "error":
            font = QFont()
            font.setBold(True)
            return font
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return "\n".join(issue.message for issue in problems)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Store what was typed into a cell; refuse, with a sentence, what its column cannot hold."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self.desk.form is None:
            return False
        column = self.columns[index.column()]
        text = str(value or "")
        if text == self.text(index):
            return False
        try:
            values = self.typed(index, text)
        except ValueError:
            self.desk.refused.emit(_refusal(column, text))
            return False
        return self.desk.do(edit_indicator(self.desk.form, index.row(), **values))

    def typed(self, index: Index, text: str) -> dict[str, object]:
        """Return what to set on the indicator for a text typed into a cell; raise ``ValueError`` where it cannot be."""
        column = self.columns[index.column()]
        if column.is_other:
            return {"other": {**self._rows[index.row()].other, column.field: text.strip()}}
        return {column.field: typed_indicator(column.field, text)}

    def emptied(self, indexes: Iterable[Index]) -> dict[int, dict[str, object]]:
        """Return what to set on which indicators so that some cells are empty."""
        emptied: dict[int, dict[str, object]] = {}
        others: dict[int, dict[str, str]] = {}
        for index in indexes:
            column, row = self.columns[index.column()], index.row()
            values = emptied.setdefault(row, {})
            if column.is_other:
                values["other"] = others.setdefault(row, dict(self._rows[row].other)) | {column.field: ""}
                others[row][column.field] = ""
            else:
                values[column.field] = typed_indicator(column.field, "")
        return emptied

    def column_of(self, field: str) -> int:
        """Return the column of a field, 0 where it is not shown."""
        return next((n for n, column in enumerate(self.columns) if column.field == field), 0)

    def selected_rows(self, indexes: Iterable[Index]) -> list[int]:
        """Return the rows of some cells, each once, in order."""
        return sorted({index.row() for index in indexes})


def _refusal(column: ColumnPlan, text: str) -> str:
    if column.field == "operator":
        return f"“{text}”不是指标性质。请选 ≥ > = < ≤ 或 定性。"
    return f"{column.heading}应为数字，“{text}”没有存入。"
