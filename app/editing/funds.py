"""资金情况 of a self-evaluation: what is typed and pasted into it, the rows it begins with, and what it comes to.

Amounts are kept in 元 and typed and shown in the unit of the form. 执行率 and 得分 follow from the amounts, yet they
are the clerk's to write: they are offered, and filled in where nothing stands, but never put in the place of anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.definitions.library import Library
from app.definitions.schema import FundItem
from app.definitions.vocabulary import FieldDefinition, FieldKind
from app.definitions.words import recognition_words
from app.editing.cells import CellColumn, CellText, Gathered, Put, gather_by
from app.editing.moving import in_unit
from app.editing.pasting import Area, Grid, Paste, Target, Targets, filled, repeated, without_end
from app.editing.steps import FUNDS, Step
from app.editing.typed import plain_typed, shown_value, typed_number
from app.model.execution import execution_rate, rate_score
from app.model.money import MoneyUnit, shortest, to_yuan
from app.model.records import Form, FundRow
from app.recognise.values import is_absent, one_line

RATE, WEIGHT, SCORE = "execution_rate", "rate_weight", "rate_score"
_FEWEST_CAPTIONS = 2
_SAID_UNITS = {"万元": MoneyUnit.TEN_THOUSAND_YUAN, "万": MoneyUnit.TEN_THOUSAND_YUAN, "元": MoneyUnit.YUAN}


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

    def typed(self, field: str, text: str) -> object:
        """Return what to store for a text; “４９．６万元” is an amount and “98.5%” a rate.

        Raises:
            ValueError: a number was expected and none was typed.
        """
        if self.fields[field].kind is FieldKind.TEXT:
            return one_line(text)
        if is_absent(text):
            return None
        if field in self._amounts:
            return _typed_amount(text, self.unit)
        return typed_number(plain_typed(text).removesuffix("%").removesuffix("分"))

    def gather(self, rows: Sequence[FundRow], cells: Iterable[CellText]) -> Gathered:
        """Return what texts put into cells come to."""
        return gather_by(rows, cells, self._puts)

    def _puts(self, cell: CellText, _row: FundRow) -> list[Put]:
        return [Put(cell.row, cell.column.field, False, self.typed(cell.column.field, cell.text))]

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


def _typed_amount(text: str, unit: MoneyUnit) -> object:
    plain = plain_typed(text).removeprefix("¥")
    word = next((word for word in _SAID_UNITS if plain.endswith(word)), "")
    number = typed_number(plain.removesuffix(word))
    return None if number is None else to_yuan(number, _SAID_UNITS.get(word, unit))


def begin_funds(form: Form, library: Library) -> Step:
    """Return the step that puts the rows in which the paper prints."""
    return FUNDS.insert(form, 0, FundTable.of(form, library).begun(), "按表式添加资金行")


def reckon(form: Form, library: Library) -> Step:
    """Return the step that fills in 执行率 and 得分 where they follow from the amounts and nothing stands yet."""
    return FUNDS.edit(form, "计算执行率和得分", FundTable.of(form, library).reckoned(FUNDS.of(form)))


# What was copied elsewhere


def plan_fund_paste(
    form: Form, table: FundTable, columns: Sequence[CellColumn], grid: Grid, area: Area
) -> Paste[FundRow]:
    """Return what pasting copied cells into an area of 资金情况 would do, as in the table of indicators."""
    body, targets, unplaced = _understood(grid, columns, area)
    if len(grid) == 1 and len(grid[0]) == 1:
        body, targets = filled(grid[0][0], columns, area)
    elif len(body) == len(grid):
        body = repeated(body, area)
    body = without_end(body)
    rows = FUNDS.of(form)
    rows = [*rows, *(FundRow() for _ in range(area.row + len(body) - len(rows)))]
    cells = [
        CellText(area.row + n, target.column, text)
        for n, texts in enumerate(body)
        for target, text in zip(targets, texts, strict=False)
        if target is not None
    ]
    return Paste(form, columns, rows, table.gather(rows, cells), unplaced, FUNDS, table.say)


def _understood(grid: Grid, columns: Sequence[CellColumn], area: Area) -> tuple[Grid, Targets, tuple[str, ...]]:
    """Return the rows without captions, where their columns go, and the captions that have no place."""
    known = {column.field: column for column in columns}
    captions = [_caption(text, columns) for text in grid[0]]
    if len(grid) < 2 or sum(map(bool, captions)) < _FEWEST_CAPTIONS:
        return grid, [Target(column) for column in columns[area.column :]], ()
    if not captions[0] and "item" in known:
        captions[0] = "item"  # what is printed above the names of the rows is blank, or says anything
    targets = [Target(known[name]) if name in known else None for name in captions]
    unplaced = tuple(text for text, target in zip(grid[0], targets, strict=True) if target is None and text.strip())
    return _with_units(grid), targets, unplaced


def _caption(text: str, columns: Sequence[CellColumn]) -> str:
    """Return the field whose column a text heads."""
    words = one_line(text)
    own = next((column.field for column in columns if column.heading == words), "")
    match = recognition_words().fund_captions.match(words) if words else None
    return own or (match.field if match else "")


def _with_units(grid: Grid) -> Grid:
    """Return the rows below captions, amounts with the unit that their caption names."""
    unit = MoneyUnit.TEN_THOUSAND_YUAN.value
    named = [unit in text for text in grid[0]]
    return [
        [text + unit if is_named and text.strip() else text for text, is_named in zip(row, named, strict=True)]
        for row in grid[1:]
    ]
