"""The indicator table: what may be chosen in its cells, and what the own history offers."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QWidget

from app.definitions.library import Library
from app.editing.indicator_library import Entry
from app.gui.form_desk import FormDesk
from app.gui.indicator_edits import IndicatorEdits
from app.gui.indicator_model import LEVELS, IndicatorModel
from app.gui.row_model import FIELD_ROLE
from app.gui.row_table import RowTable
from app.gui.suggestions import Offer, Search
from app.model.money import shortest
from app.model.operators import Operator

Index = QModelIndex | QPersistentModelIndex


def choices_for(field: str, library: Library) -> list[str]:
    """Return what may be chosen in a cell that is no level; anything else may still be typed, except for operators."""
    if field == "operator":
        return [operator.value for operator in Operator if operator is not Operator.NONE]
    if field == "unit":
        return [unit for group in library.units for unit in group.units]
    known = library.fields.indicator.get(field)
    return list(known.choices) if known else []


class IndicatorTable(RowTable):
    """The indicators of the form in work."""

    edits: IndicatorEdits

    def __init__(self, desk: FormDesk, parent: QWidget | None = None, model: IndicatorModel | None = None) -> None:
        self.indicators = model or IndicatorModel(desk)
        super().__init__(desk, self.indicators, parent)
        self.setAccessibleName("绩效指标")

    def _make_edits(self) -> IndicatorEdits:
        return IndicatorEdits(self, self.indicators)

    def _choices(self, index: Index) -> list[str]:
        form = self.desk.form
        if form is None:
            return []
        field = index.data(FIELD_ROLE)
        if field in LEVELS:
            return self.indicators.levels_for(form, index.row(), field)
        return choices_for(field, self.desk.library)

    def _offers(self, index: Index, text: str) -> Search | None:
        """Return how to find the indicators of the own history that go on as a name was typed."""
        if index.data(FIELD_ROLE) != "level3" or not self.desk.has_history:
            return None
        row, desk = self.indicators.begun(index.row(), "level3"), self.desk
        level1, level2 = row.level1, row.level2
        return lambda: [Offer(one.name, _detail(one), one) for one in desk.history(text, level1, level2)]


def _detail(entry: Entry) -> str:
    """Return what is said beside an indicator of the own history."""
    weight = f" · {shortest(entry.weight)} 分" if entry.weight is not None else ""
    return f"{entry.operator.value} {entry.unit}{weight} · 用过 {entry.count} 次".strip()
