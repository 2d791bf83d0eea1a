"""The indicators of the form in work as a table for Qt, with the columns that their layout and the office ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from app.definitions.blocks import Column
from app.definitions.schema import FormDefinition
from app.definitions.vocabulary import FieldDefinition, FieldKind, WeightPolicy
from app.editing.cells import CellText, Gathered, Put, gather, puts_for
from app.editing.indicator_library import Entry, insert_entry
from app.editing.steps import INDICATORS, edit_indicators
from app.editing.taxonomy import completed, names_at
from app.gui.column_plan import ColumnPlan
from app.gui.form_desk import FormDesk
from app.gui.row_model import Index
from app.gui.seen_rows import SeenRows
from app.model.money import shortest
from app.model.records import Form, Indicator

LEVELS = ("level1", "level2")
_OFFICIAL = (*LEVELS, "level3", "operator", "value", "unit", "weight")


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
        for column, wide in with_widths(form.grid, form.indicators.columns)
        for plan in _plans(column, fields)
    ]
    shown = {plan.field for plan in plans}
    wanted = [name for name in _OFFICIAL if name not in shown and (form.levels or name not in LEVELS)]
    return plans + [
        ColumnPlan(name, fields[name].label, printed=False, numeric=_is_numeric(fields[name])) for name in wanted
    ]


def with_widths(grid: Sequence[float], columns: Sequence[Column]) -> Iterator[tuple[Column, float]]:
    """Yield printed columns with their widths in mm; they are the last of the grid, after labels at the side."""
    at = max(len(grid) - sum(column.span for column in columns), 0)
    for column in columns:
        yield column, sum(grid[at : at + column.span])
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
    return field.figures or field.kind in (FieldKind.MONEY, FieldKind.NUMBER)


class IndicatorModel(SeenRows[Indicator]):
    """Rows are the indicators, columns the official ones."""

    invitation = ("level3", "填下一个指标")

    def __init__(self, desk: FormDesk, parent: QObject | None = None) -> None:
        super().__init__(INDICATORS, desk, parent)

    def _plan(self, form: Form) -> list[ColumnPlan]:
        library = self.desk.library
        return columns_for(library.form_for(form), library.fields.indicator, library.weights_for(form))

    def empty(self) -> Indicator:
        """Return a row with nothing in it."""
        return Indicator(other={})

    def _puts(self, number: int, row: Indicator, column: ColumnPlan, text: str) -> list[Put]:
        return puts_for(number, row, column, text)

    def _gather(self, cells: Sequence[CellText]) -> Gathered:
        return gather(self._rows, cells)

    def meant(self, index: Index, text: str) -> str:
        """Return the name of a level where only part of it was typed, but of no other one."""
        form, field = self.desk.form, self.columns[index.column()].field
        if form is None or field not in LEVELS:
            return text
        return completed(text, self.levels_for(form, index.row(), field))

    def levels_for(self, form: Form, number: int, field: str) -> list[str]:
        """Return what a level of a row may be called; a new row may still become one of another first level."""
        taxonomy, level1 = self.desk.library.taxonomy_for(form), self.begun(number, field).level1
        names = names_at(taxonomy, field, level1)
        is_new = number >= len(self.typing.rows)
        return list(dict.fromkeys([*names, *names_at(taxonomy, field, "")])) if is_new else names

    def _blank(self, field: str, above: Indicator) -> Indicator:
        """Return what a new row begins with: the levels of the last one, unless they are what is typed."""
        kept = LEVELS[: LEVELS.index(field)] if field in LEVELS else LEVELS
        return Indicator(**{name: getattr(above, name) for name in kept}, other={})

    def take(self, index: Index, entry: Entry) -> bool:
        """Take an indicator of the own history into a row, where it fills what is empty."""
        form, number = self.typing.form, index.row()
        if form is None:
            return False
        if number >= len(form.indicators):
            return self._do(insert_entry(form, number, entry, self.desk.library))
        row = form.indicators[number]
        offered = {"operator": entry.operator, "unit": entry.unit, "weight": entry.weight}
        empty = {name: value for name, value in offered.items() if getattr(row, name) in ("", None) and value}
        return self._do(edit_indicators(form, f"填入“{entry.name}”", {number: {"level3": entry.name, **empty}}))
