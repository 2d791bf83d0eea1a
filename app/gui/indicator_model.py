"""The indicators of the form in work as a table for Qt; it reads the desk's form and sends edits back."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from app.definitions.schema import FieldKind, FormDefinition
from app.editing.steps import edit_indicator
from app.editing.typed import shown_value, typed_indicator
from app.gui.desk import Desk
from app.gui.theme import icon, theme
from app.model.issues import Issue, Severity
from app.model.money import MoneyUnit
from app.model.records import Indicator

Index = QModelIndex | QPersistentModelIndex

_LEVELS = ("level1", "level2")
_OFFICIAL = (*_LEVELS, "level3", "operator", "value", "unit", "weight")
FIELD_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class ColumnPlan:
    """A column of the editor: which field, under which heading, and whether the paper prints it."""

    field: str
    heading: str
    printed: bool
    numeric: bool


def columns_for(form: FormDefinition, labels: dict[str, str], numeric: set[str]) -> list[ColumnPlan]:
    """Return the columns of the editor: the printed ones in their order, then what the paper leaves out."""
    printed = {column.field: column.label or labels[column.field] for column in form.indicators.columns}
    wanted = [field for field in _OFFICIAL if form.levels or field not in _LEVELS]
    fields = [*printed, *(field for field in wanted if field not in printed)]
    return [
        ColumnPlan(field, printed.get(field, labels[field]), field in printed, field in numeric) for field in fields
    ]


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
        fields = self.desk.library.fields.indicator
        numeric = {name for name, field in fields.items() if field.kind is not FieldKind.TEXT}
        labels = {name: field.label for name, field in fields.items()}
        return columns_for(self.desk.library.form_for(self.desk.form), labels, numeric)

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
        field = self.columns[index.column()].field
        return shown_value(self._rows[index.row()], field, FieldKind.TEXT, MoneyUnit.YUAN)

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
            stored = typed_indicator(column.field, text)
        except ValueError:
            self.desk.refused.emit(_refusal(column, text))
            return False
        return self.desk.do(edit_indicator(self.desk.form, index.row(), **{column.field: stored}))

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
