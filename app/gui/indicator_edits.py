"""What can be done with the rows of the indicator table besides what every table can."""

from app.editing.pasting import Area, Grid, Paste, plan_paste
from app.editing.steps import order_indicators
from app.editing.taxonomy import in_official_order
from app.gui.row_edits import RowEdits
from app.model.records import Form, Indicator


class IndicatorEdits(RowEdits):
    """Works on indicators: a new one has the levels of that beside it, and all have an official order."""

    name_field = "level3"

    def _new(self, like: int) -> Indicator:
        template = self._model.row(like) if like >= 0 else Indicator()
        return Indicator(level1=template.level1, level2=template.level2)

    def _plan(self, form: Form, grid: Grid, area: Area) -> Paste[Indicator]:
        return plan_paste(form, self._model.columns, grid, area, self._table.desk.library.taxonomy_for(form))

    def sort(self) -> None:
        """Put the indicators back into the order of their levels; those of one level stay as they are."""
        form = self._form()
        if form is None:
            return
        ordered = in_official_order(form.indicators, self._table.desk.library.taxonomy_for(form))
        places = {row.id: number for number, row in enumerate(form.indicators)}
        if not self._do(order_indicators(form, [places[row.id] for row in ordered], "按官方顺序排列")):
            self._table.told.emit("指标已经是官方顺序。")
