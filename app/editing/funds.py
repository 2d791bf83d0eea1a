"""资金情况 of a self-evaluation: what is typed and pasted into it, the rows it begins with, and what it comes to.

Amounts are kept in 元 and typed and shown in the unit of the form. 执行率 and 得分 follow from the amounts, yet they
are the clerk's to write: they are offered, and filled in where nothing stands, but never put in the place of anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from app.definitions.blocks import FundItem
from app.definitions.library import Library
from app.definitions.vocabulary import FieldDefinition, FieldKind
from app.definitions.words import recognition_words
from app.editing.cells import CellColumn, CellText, Gathered, Put, gather_by
from app.editing.moving import in_unit
from app.editing.pasting import Area, Grid, Paste, Target, Understood, fitted
from app.editing.steps import FUNDS, Step
from app.editing.typed import shown_value, typed_share
from app.model.execution import execution_rate, rate_score
from app.model.money import CountsMoney, MoneyUnit, parse_decimal, shortest, to_yuan
from app.model.money_words import SaidUnit, amount_in, unit_in
from app.model.records import Form, FundRow
from app.recognise.values import is_absent, one_line

RATE, WEIGHT, SCORE = "execution_rate", "rate_weight", "rate_score"
_FEWEST_CAPTIONS = 2


@dataclass(frozen=True)
class FundTable:
    """资金情况 as the layout of a form has it.

    Attributes:
        fields: what its columns hold.
        unit: in which its amounts are typed and shown.
        items: the rows that the paper prints.
    """

    fields: Mapping[str, FieldDefinition]
    unit: MoneyUnit
    items: tuple[FundItem, ...] = ()

    @classmethod
    def of(cls, form: Form, library: Library) -> "FundTable":
        """Return the table of a form.

        Raises:
            JihengError: no declared layout prints this kind of form.
        """
        layout = library.shown_layout(form)
        return cls(library.fields.fund, layout.head.money_unit, layout.form_for(form).funds.items)

    @cached_property
    def _amounts(self) -> frozenset[str]:
        return frozenset(name for name, field in self.fields.items() if field.kind is FieldKind.MONEY)

    # Texts and values

    def text(self, row: FundRow, field: str) -> str:
        """Return a value as it is typed."""
        return shown_value(row, field, self.fields[field].kind, self.unit)

    def say(self, field: str, text: str) -> str:
        """Return what is kept for a field, in the unit of the form."""
        return in_unit(text, MoneyUnit.YUAN, self.unit) if field in self._amounts else text

    def typed(self, field: str, text: str, unit: CountsMoney | None = None) -> object:
        """Return what to store for a text; “４９．６万元” is an amount and “98.5%” a rate.

        Args:
            field: of which column.
            text: as typed or copied.
            unit: of an amount that says none itself, where it is not that of the form.

        Raises:
            ValueError: a number was expected and none was typed.
        """
        if self.fields[field].kind is FieldKind.TEXT:
            return one_line(text)
        if is_absent(text):
            return None
        if field in self._amounts:
            return _typed_amount(text, unit or self.unit)
        return typed_share(text)

    def gather(
        self, rows: Sequence[FundRow], cells: Iterable[CellText], units: Mapping[str, CountsMoney] | None = None
    ) -> Gathered:
        """Return what texts put into cells come to; ``units`` says of which fields amounts are in another unit."""
        given = units or {}

        def puts(cell: CellText, _row: FundRow) -> list[Put]:
            field = cell.column.field
            return [Put(cell.row, field, False, self.typed(field, cell.text, given.get(field)))]

        return gather_by(rows, cells, puts)

    def units(self, captions: Sequence["Caption"]) -> dict[str, SaidUnit]:
        """Return the units of the amounts under captions, as far as these say any.

        An amount whose own caption says none has the unit of the table. That is what the caption of no amount says,
        most often the one over the names; else it is what all captions agree in.
        """
        amounts = [one for one in captions if one.field in self._amounts]
        beside = [one.unit for one in captions if one.unit and one not in amounts]
        named = beside or [one.unit for one in amounts if one.unit]
        whole = named[0] if len(set(named)) == 1 else None
        return {one.field: unit for one in amounts if (unit := one.unit or whole)}

    # What is known of a row

    def begun(self) -> list[FundRow]:
        """Return the rows that a new form begins with."""
        return [FundRow(item=one.item, rate_weight=one.rate_weight) for one in self.items]

    def offered(self, row: FundRow, field: str) -> list[str]:
        """Return what may be chosen in a cell: the rows that the paper prints, and what the amounts come to."""
        if field == "item":
            return [one.item for one in self.items]
        if field == WEIGHT:
            weights = dict.fromkeys(one.rate_weight for one in self.items if one.rate_weight is not None)
            return [shortest(weight) for weight in weights]
        reckoned = {RATE: self._rate, SCORE: self._score}.get(field)
        value = reckoned(row) if reckoned else None
        return [] if value is None else [shortest(value)]

    @staticmethod
    def _rate(row: FundRow) -> Decimal | None:
        return execution_rate(row.executed, row.adjusted_budget)

    def _score(self, row: FundRow) -> Decimal | None:
        rate = self._rate(row) if row.execution_rate is None else row.execution_rate
        return rate_score(rate, row.rate_weight)

    def _has_rate(self, row: FundRow) -> bool:
        return all(one.has_rate for one in self.items if one.item == row.item)

    def reckoned(self, rows: Sequence[FundRow]) -> dict[int, dict[str, object]]:
        """Return 执行率 and 得分 of the rows where they follow from the amounts and nothing stands yet, by row."""
        found = {number: dict(self._missing(row)) for number, row in enumerate(rows)}
        return {number: values for number, values in found.items() if values}

    def _missing(self, row: FundRow) -> Iterator[tuple[str, object]]:
        rate, score = self._rate(row), self._score(row)
        if row.execution_rate is None and rate is not None and self._has_rate(row):
            yield RATE, rate
        if row.rate_score is None and score is not None:
            yield SCORE, score


def _typed_amount(text: str, unit: CountsMoney) -> object:
    digits, own = amount_in(text)
    if not digits:
        return None
    return to_yuan(parse_decimal(digits.removeprefix("¥").replace(",", "")), own or unit)


def begin_funds(form: Form, library: Library) -> Step:
    """Return the step that puts the rows in which the paper prints."""
    return FUNDS.insert(form, 0, FundTable.of(form, library).begun(), "按表式添加资金行")


def reckon(form: Form, library: Library) -> Step:
    """Return the step that fills in 执行率 and 得分 where they follow from the amounts and nothing stands yet."""
    return FUNDS.edit(form, "计算执行率和得分", FundTable.of(form, library).reckoned(FUNDS.of(form)))


# What was copied elsewhere


class Caption(NamedTuple):
    """What stands above a copied column.

    Attributes:
        text: as copied.
        field: whose column it heads; empty where it is none of this table.
        unit: the unit of money that it names; where nobody knows that, its amounts are refused.
    """

    text: str
    field: str
    unit: SaidUnit | None


def plan_fund_paste(
    form: Form, table: FundTable, columns: Sequence[CellColumn], grid: Grid, area: Area
) -> Paste[FundRow]:
    """Return what pasting copied cells into an area of 资金情况 would do, as in the table of indicators."""
    captions = _captions(grid, columns)
    found = _by_captions(grid, captions, columns) if captions else _by_place(grid, columns[area.column :])
    found = fitted(found, grid, columns, area)
    rows = FUNDS.of(form)
    rows = [*rows, *(FundRow() for _ in range(area.row + len(found.body) - len(rows)))]
    gathered = table.gather(rows, found.cells(area), table.units(captions))
    return Paste(form, columns, rows, gathered, found.block(area), found.unplaced, FUNDS, table.say)


def _by_place(grid: Grid, columns: Sequence[CellColumn]) -> Understood:
    return Understood(grid, [Target(column) for column in columns])


def _by_captions(grid: Grid, captions: Sequence[Caption], columns: Sequence[CellColumn]) -> Understood:
    """Return the rows below captions, with the names of each in one column."""
    known = {column.field: Target(column) for column in columns}
    wide = _width_of_names(captions)
    placed = [captions[0], *captions[wide:]]
    body = [[_name_among(row[:wide], captions[0].text), *row[wide:]] for row in grid[1:]]
    targets = [known.get(one.field) for one in placed]
    return Understood(body, targets, tuple(one.text for one in placed if one.text.strip() and one.field not in known))


def _captions(grid: Grid, columns: Sequence[CellColumn]) -> list[Caption]:
    """Return the captions in the first row, none where it has none."""
    captions = [Caption(text, _field_under(text, columns), unit_in(text)) for text in grid[0]]
    fields = {one.field for one in captions}
    if len(grid) < 2 or sum(bool(one.field) for one in captions) < _FEWEST_CAPTIONS:
        return []
    if not captions[0].field and "item" not in fields:
        captions[0] = captions[0]._replace(field="item")  # above the names nothing is printed, or anything
    return captions


def _field_under(text: str, columns: Sequence[CellColumn]) -> str:
    """Return the field whose column a text heads."""
    words = one_line(text)
    own = next((column.field for column in columns if column.heading == words), "")
    match = recognition_words().fund_captions.match(words) if words else None
    return own or (match.field if match else "")


def _width_of_names(captions: Sequence[Caption]) -> int:
    """Return how many columns the names take up: where a label is printed at their side, a blank caption is above."""
    if captions[0].field != "item":
        return 1
    return next((n for n, one in enumerate(captions) if n and one.text.strip()), len(captions))


def _name_among(texts: Sequence[str], side: str) -> str:
    """Return the name of a row: what stands last before its amounts, but for the label at the side of all."""
    if len(texts) == 1:
        return texts[0]
    return next((text for text in reversed(texts) if text.strip() and text != side), "")
