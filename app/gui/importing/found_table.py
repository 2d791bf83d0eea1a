"""The indicators of a found form: with all that was read, and rows that can be joined where the reader split them."""

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.definitions.vocabulary import FieldKind
from app.editing.steps import Step, edit_indicator, remove_indicators
from app.gui.column_plan import ColumnPlan
from app.gui.form_desk import FormDesk
from app.gui.importing.draft import Key
from app.gui.indicator_model import IndicatorModel
from app.gui.indicator_table import IndicatorTable
from app.model.operators import Operator
from app.model.records import Form, Indicator, column_values

_NO_TEXT = {"id", "project_id", "overall_id", "evaluation_id", "position", "other"}
_ALWAYS = {"level3", "operator", "value", "unit"}
_LEVELS = {"level1", "level2"}


class FoundModel(IndicatorModel):
    """The columns of the editor and those of all other values that were read."""

    def _plan(self, form: Form) -> list[ColumnPlan]:
        plans = [plan for plan in super()._plan(form) if plan.printed or plan.field in _ALWAYS or self._has(plan.field)]
        shown = {plan.field for plan in plans}
        return plans + self._unprinted(shown) + self._others(shown)

    def _has(self, field: str) -> bool:
        return any(getattr(row, field, None) for row in self._rows)

    def _unprinted(self, shown: set[str]) -> list[ColumnPlan]:
        fields = self.desk.library.fields.indicator
        wanted = [name for name in fields if name not in shown and self._has(name)]
        return [
            ColumnPlan(name, fields[name].label, printed=False, numeric=fields[name].kind is FieldKind.NUMBER)
            for name in wanted
            if hasattr(Indicator, name)
        ]

    def _others(self, shown: set[str]) -> list[ColumnPlan]:
        names = dict.fromkeys(name for row in self._rows for name, text in row.other.items() if text)
        return [ColumnPlan(name, name, printed=False, is_other=True) for name in names if name not in shown]


class FoundTable(IndicatorTable):
    """The table; texts can be dropped on its cells.

    Signals:
        entered: the key of the cell that is looked at.
    """

    entered = Signal(object)

    def __init__(self, desk: FormDesk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent, FoundModel(desk))
        self.selectionModel().currentChanged.connect(self._on_current)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid() and not self.indicators.is_new(current.row()):
            self.entered.emit(self.key_at(current))

    def key_at(self, index: QModelIndex) -> Key:
        """Return the field that a cell shows."""
        return Key(self.indicators.row(index.row()).id, self.indicators.columns[index.column()].field)

    def go_to_key(self, key: Key) -> bool:
        """Make the cell of a field current; whether it is shown."""
        for number in range(self.indicators.count):
            if self.indicators.row(number).id == key.row:
                self.go_to(number, key.field)
                return True
        return False

    def join_above(self) -> None:
        """Put the current row's texts to those of the row above it, of which it is a part that the reader split off."""
        number, form = self.current_row(), self.desk.form
        if form is None or not 1 <= number < self.indicators.count:
            return
        values = joined_values(form.indicators[number - 1], form.indicators[number])
        changes = edit_indicator(form, number - 1, **values).changes + remove_indicators(form, [number]).changes
        if self.desk.do(Step("并到上一行", changes)):
            self.go_to(number - 1, "level3")

    def put(self, index: QModelIndex, text: str) -> bool:
        """Add a text to a cell; whether that could be stored."""
        before = self.indicators.text(index)
        line = " ".join(text.split())
        return self.indicators.setData(index, f"{before} {line}".strip() if before else line)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take texts."""
        if event.mimeData().hasText():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take texts where there is a cell."""
        event.setAccepted(self.indexAt(event.position().toPoint()).isValid())

    def dropEvent(self, event: QDropEvent) -> None:
        """Put a text into the cell it is dropped on."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.put(index, event.mimeData().text()):
            self.setCurrentIndex(index)
            event.acceptProposedAction()


def joined_values(above: Indicator, below: Indicator) -> dict[str, object]:
    """Return what the upper of two rows holds when the lower one is a part of it."""
    values: dict[str, object] = {}
    lower = column_values(below)
    for name, upper in column_values(above).items():
        if name in _NO_TEXT or not lower[name] or upper == lower[name]:
            continue
        both_are_text = isinstance(upper, str) and not isinstance(upper, Operator)
        if not upper:
            values[name] = lower[name]
        elif both_are_text and name not in _LEVELS:
            values[name] = f"{upper}{lower[name]}"
    other = {name: f"{above.other.get(name, '')}{text}" for name, text in below.other.items() if text}
    return {**values, "other": {**above.other, **other}} if other else values
