"""Texts put into cells of a form's tables: what each sets, together, and how it is told before it is done."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeVar

from app.definitions.vocabulary import FieldKind
from app.editing.typed import shown_value, typed_indicator, typed_quantity
from app.model.money import MoneyUnit
from app.model.operators import Operator
from app.model.records import FundRow, Indicator

R = TypeVar("R", bound=Indicator | FundRow)
Rows = Sequence[R] | Mapping[int, R]


class CellColumn(Protocol):
    """A column of the indicators or of 资金情况, as far as its cells are concerned."""

    @property
    def field(self) -> str:
        """Which field of the row, or the name of a value that only the layout has."""

    @property
    def heading(self) -> str:
        """What stands above it."""

    @property
    def is_other(self) -> bool:
        """Whether it is kept in the row's ``other``, as only indicators have one."""


class Put(NamedTuple):
    """A value for one field of one row.

    Attributes:
        row: from 0.
        field: which, or the name of a value that only the layout has.
        is_other: whether it is the latter.
        value: what it is to be.
    """

    row: int
    field: str
    is_other: bool
    value: object

    def text(self) -> str:
        """Return the value as a cell shows it."""
        return shown(self.value)


class Refusal(NamedTuple):
    """A text that its column cannot hold."""

    row: int
    heading: str
    text: str


def shown(value: object) -> str:
    """Return a value as a cell shows it."""
    return shown_value(_Holder(value), "value", FieldKind.TEXT, MoneyUnit.YUAN)


@dataclass(frozen=True)
class _Holder:
    value: object


def text_in(row: Indicator | FundRow, name: str, *, is_other: bool) -> str:
    """Return what a cell of a row shows."""
    return _others(row).get(name, "") if is_other else shown(getattr(row, name))


def _others(row: Indicator | FundRow) -> dict[str, str]:
    """Return the values that only layouts have; rows of 资金情况 have none."""
    return row.other if isinstance(row, Indicator) else {}


def puts_for(number: int, row: Indicator, column: CellColumn, text: str, *, splits: bool = False) -> list[Put]:
    """Return what a text put into a cell sets: its own field first, then those beside it that it speaks of too.

    Args:
        number: of the row.
        row: as it is.
        column: of the cell.
        text: as typed or copied; “≥９５％” is operator, value and unit.
        splits: whether the text stands for operator, value and unit alike, so that words are qualitative.

    Raises:
        ValueError: the column cannot hold it.
    """
    if column.is_other:
        return [Put(number, column.field, True, text.strip())]
    if column.field != "value":
        return [Put(number, column.field, False, typed_indicator(column.field, text))]
    said = typed_quantity(text, is_text=row.operator is Operator.QUALITATIVE, splits=splits)
    return [Put(number, name, False, value) for name, value in said.items()]


@dataclass
class Gathered:
    """What many texts put into cells come to.

    Attributes:
        puts: one for each field of each row; a field's own text goes before what the value beside it says of it.
        refused: the texts that their columns cannot hold.
        cells: how many cells were given a text that they can hold.
    """

    puts: list[Put] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    cells: int = 0


class CellText(NamedTuple):
    """A text for a cell; see :func:`puts_for`."""

    row: int
    column: CellColumn
    text: str
    splits: bool = False


def _puts(cell: CellText, row: Indicator) -> list[Put]:
    return puts_for(cell.row, row, cell.column, cell.text, splits=cell.splits)


def gather(rows: Sequence[Indicator], cells: Iterable[CellText]) -> Gathered:
    """Return what texts put into cells of ``rows`` come to."""
    return gather_by(rows, cells, _puts)


def gather_by(rows: Sequence[R], cells: Iterable[CellText], read: Callable[[CellText, R], list[Put]]) -> Gathered:
    """Return what texts come to that are put into cells of ``rows``, as ``read`` understands each.

    ``read`` gives the puts of one text, that of its own cell first, and raises ``ValueError`` where it cannot be held.
    """
    found = Gathered()
    own: dict[tuple[int, str, bool], Put] = {}
    beside: dict[tuple[int, str, bool], Put] = {}
    for cell in cells:
        try:
            first, *others = read(cell, rows[cell.row])
        except ValueError:
            found.refused.append(Refusal(cell.row, cell.column.heading, cell.text.strip()))
            continue
        found.cells += 1
        own[first[:3]] = first
        beside |= {put[:3]: put for put in others}
    spoken = {key: put for key, put in beside.items() if key not in own or not own[key].text()}
    found.puts = list((own | spoken).values())
    return found


def changed(rows: Rows[R], puts: Iterable[Put]) -> list[Put]:
    """Return the puts that make a difference."""
    return [put for put in puts if put.text() != text_in(rows[put.row], put.field, is_other=put.is_other)]


def values_of(rows: Rows[R], puts: Iterable[Put]) -> dict[int, dict[str, object]]:
    """Return what to set on which rows, by their number."""
    values: dict[int, dict[str, object]] = {}
    others: dict[int, dict[str, str]] = {}
    for put in puts:
        one = values.setdefault(put.row, {})
        if put.is_other:
            other = others.setdefault(put.row, dict(_others(rows[put.row])))
            other[put.field] = put.text()
            one["other"] = other
        else:
            one[put.field] = put.value
    return values
