"""资金情况 of the form in work as a table for Qt: amounts in the unit of the form, with the columns of its layout."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QObject, Qt

from app.definitions.schema import FormDefinition
from app.definitions.vocabulary import FieldDefinition, FieldKind
from app.editing.cells import CellText, Gathered, Put
from app.editing.funds import FundTable
from app.editing.steps import FUNDS
from app.gui.column_plan import ColumnPlan
from app.gui.form_desk import FormDesk
from app.gui.indicator_model import with_widths
from app.gui.row_model import Index
from app.gui.seen_rows import SeenRows
from app.model.issues import Issue
from app.model.money import is_number
from app.model.records import Form, FundRow

_PERCENT = "百分数，例如 98.5 就是 98.5%。写执行数除以全年预算数的结果，最多 100。"


def fund_columns(form: FormDefinition, fields: Mapping[str, FieldDefinition]) -> list[ColumnPlan]:
    """Return the columns as the paper prints them, with their headings there."""
    return [
        ColumnPlan(
            name,
            (column.called.strip() if len(column.fields) == 1 else "") or fields[name].label,
            numeric=fields[name].kind is not FieldKind.TEXT,
            share=wide / len(column.fields),
            thousands=column.thousands and fields[name].kind is FieldKind.MONEY,
        )
        for column, wide in with_widths(form.grid, form.funds.columns)
        for name in column.fields
    ]


class FundModel(SeenRows[FundRow]):
    """Rows are those of 资金情况; what the paper does not print has a column only where there is something in it."""

    invitation = ("item", "填资金名称")

    def __init__(self, desk: FormDesk, parent: QObject | None = None) -> None:
        super().__init__(FUNDS, desk, parent)
        self.table: FundTable | None = None

    def _plan(self, form: Form) -> list[ColumnPlan]:
        """Return the columns; none for a form that has no 资金情况."""
        if not hasattr(form, self.kind.name):
            return []
        self.table = FundTable.of(form, self.desk.library)
        printed = fund_columns(self.desk.library.form_for(form), self.table.fields)
        return [*printed, *self._unprinted({plan.field for plan in printed})]

    def _unprinted(self, shown: set[str]) -> Iterator[ColumnPlan]:
        fields = self.desk.library.fields.fund
        for name, field in fields.items():
            if name not in shown and any(getattr(row, name) not in ("", None) for row in self._rows):
                yield ColumnPlan(name, field.label, printed=False, numeric=field.kind is not FieldKind.TEXT)

    @property
    def fund_table(self) -> FundTable:
        """What the layout says of the table that is shown."""
        assert self.table is not None  # noqa: S101 - there are no cells before a form was shown
        return self.table

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return headings and row numbers; the tip of an amount's says its unit, that of a rate's how it is written."""
        is_tip = role == Qt.ItemDataRole.ToolTipRole and orientation is Qt.Orientation.Horizontal
        if is_tip and 0 <= section < len(self.columns) and self.columns[section].printed:
            return self._tip(self.columns[section].field)
        return super().headerData(section, orientation, role)

    def _tip(self, field: str) -> str | None:
        if self.desk.library.fields.fund[field].kind is FieldKind.MONEY:
            return f"单位：{self.fund_table.unit.value}。可以从 Excel 粘贴，逗号不用去掉。"
        return _PERCENT if field == "execution_rate" else None

    def _is_here(self, issue: Issue) -> bool:
        return issue.place.is_in_funds

    def empty(self) -> FundRow:
        """Return a row with nothing in it."""
        return FundRow()

    def _text(self, row: FundRow, column: ColumnPlan) -> str:
        return self.fund_table.text(row, column.field)

    def shown_text(self, row: int, column: ColumnPlan) -> str:
        """Return what stands in a cell, amounts with separators where the paper has them."""
        text = super().shown_text(row, column)
        return with_separators(text) if column.thousands and is_number(text) else text

    def never_elided(self, column: int) -> list[str]:
        """Return the amounts of a column: cut off they would be others."""
        if not self.columns[column].numeric:
            return []
        return [str(self.index(row, column).data()) for row in range(self.count)]

    def _puts(self, number: int, _row: FundRow, column: ColumnPlan, text: str) -> list[Put]:
        return [Put(number, column.field, False, self.fund_table.typed(column.field, text))]

    def _gather(self, cells: Sequence[CellText]) -> Gathered:
        return self.fund_table.gather(self._rows, cells)

    def offered(self, index: Index) -> list[str]:
        """Return what may be chosen in a cell."""
        return self.fund_table.offered(self.row(index.row()), self.columns[index.column()].field)


def with_separators(digits: str) -> str:
    """Return a plain number with commas before every three digits of its whole part."""
    whole, point, rest = digits.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole not in ("-0", "") else digits
