"""What the fields of a record print: text as on paper, and the number behind it where there is one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.definitions.blocks import Column, Entry
from app.definitions.vocabulary import FieldDefinition, FieldKind
from app.model.money import MoneyUnit, from_yuan, is_number, plain, shortest
from app.model.operators import Operator
from app.model.records import Form, FundRow, Indicator
from app.sheet.sheet import Number

_WORDS_OR_NUMBER = ("value", "actual")  # fields of a row that hold a number or words
_EXACT_DIGITS = 15  # a spreadsheet keeps no more


@dataclass(frozen=True)
class Printed:
    """A value as it is printed, with the number behind it."""

    text: str = ""
    number: Number | None = None


def entry_value(record: Form, entry: Entry, fields: Mapping[str, FieldDefinition], unit: MoneyUnit) -> Printed:
    """Return what an entry prints beside its label; amounts in ``unit``.

    Args:
        record: the form.
        entry: the entry.
        fields: the declared fields of such forms.
        unit: in which the form prints amounts.
    """
    if entry.other:
        return other_value(record.other.get(entry.other, ""), entry.kind, entry)
    return field_value(record, fields[entry.field], unit, entry)


def field_value(record: Form, field: FieldDefinition, unit: MoneyUnit, entry: Entry | None = None) -> Printed:
    """Return what a field of a form prints; amounts in ``unit``, and all as an entry has it."""
    if entry is None:
        return _value(record, field, unit, thousands=False)
    if entry.pattern:
        return Printed(_patterned(entry.pattern, {part: getattr(record, part) for part in field.parts}))
    return _value(record, field, unit, thousands=entry.thousands, decimals=entry.decimals)


def _patterned(pattern: str, parts: Mapping[str, object]) -> str:
    """Fill in a pattern; where one of the parts that it names is absent, the others stand alone."""
    named = {part: value for part, value in parts.items() if f"{{{part}}}" in pattern}
    there = [str(value) for value in named.values() if value not in (None, "")]
    return pattern.format_map(named) if len(there) == len(named) else "-".join(there)


def sum_value(values: Iterable[Printed], entry: Entry) -> Printed:
    """Return what a row of totals prints for the amounts of an entry, nothing where there are none."""
    numbers = [printed.number.value for printed in values if printed.number]
    if not numbers:
        return Printed()
    return _amount(shortest(sum(numbers, Decimal())), thousands=entry.thousands, decimals=entry.decimals)


def row_value(
    row: Indicator | FundRow, column: Column, fields: Mapping[str, FieldDefinition], unit: MoneyUnit
) -> Printed:
    """Return what a column of a table prints for a row, whatever it prints but a number."""
    if column.text:
        return Printed(column.text)
    if column.other:
        text = getattr(row, "other", {}).get(column.other, "")
        return Printed(text + column.suffix if text else "")
    if column.parts:
        texts = [_part(row, part, column, fields[part], unit) for part in column.parts]
        return Printed(column.join.join(text for text in texts if text))
    return column_value(row, column, fields[column.field], unit)


def with_points(printed: Printed, column: Column, rows: Iterable[Indicator | FundRow]) -> Printed:
    """Return a merged value with the sum of its rows' weights after it, where the column prints that."""
    weights = [row.weight for row in rows if isinstance(row, Indicator) and row.weight is not None]
    if not (column.points and printed.text and weights):
        return printed
    return Printed(printed.text + column.points.format(points=shortest(sum(weights, Decimal()))))


def _part(row: Indicator | FundRow, part: str, column: Column, field: FieldDefinition, unit: MoneyUnit) -> str:
    text = _value(row, field, unit, thousands=column.thousands).text
    unsaid = "" if text == Operator.QUALITATIVE and part == "operator" else text
    return column.words.get(text, unsaid)


def column_value(row: Indicator | FundRow, column: Column, field: FieldDefinition, unit: MoneyUnit) -> Printed:
    """Return what a column of a table prints for a row, with the column's own words and suffix."""
    printed = _value(row, field, unit, thousands=column.thousands)
    if column.thousands and column.field in _WORDS_OR_NUMBER and _is_amount(row, printed.text):
        printed = _amount(printed.text, thousands=True, decimals=0)
    text = column.words.get(printed.text, printed.text)
    if not text:
        return Printed()
    return Printed(text + column.suffix, _number_behind(text, printed.number, row, column))


def other_value(text: str, kind: FieldKind, entry: Entry | None = None) -> Printed:
    """Return what a value prints that only its layout has; it is kept as it was typed, an amount as an entry has it."""
    if kind is FieldKind.MONEY and entry and is_number(text) and (entry.thousands or entry.decimals):
        return _amount(text, thousands=entry.thousands, decimals=entry.decimals)
    is_figure = kind in (FieldKind.MONEY, FieldKind.NUMBER)
    return Printed(text, _typed_number(text) if is_figure else None)


def _value(
    record: Form | Indicator | FundRow, field: FieldDefinition, unit: MoneyUnit, *, thousands: bool, decimals: int = 0
) -> Printed:
    values = [getattr(record, part) for part in field.parts]
    if len(values) == 1 and isinstance(values[0], Decimal):
        return _figure(values[0], field.kind, unit, thousands=thousands, decimals=decimals)
    return Printed("-".join(str(value) for value in values if value not in (None, "")))


def _figure(value: Decimal, kind: FieldKind, unit: MoneyUnit, *, thousands: bool, decimals: int = 0) -> Printed:
    """Print a number; amounts without needless zeros, all others and separated amounts with the zeros they have."""
    if kind is FieldKind.MONEY:
        value = from_yuan(value, unit)
    text = shortest(value) if kind is FieldKind.MONEY and not thousands else plain(value)
    return _amount(text, thousands=thousands, decimals=decimals if kind is FieldKind.MONEY else 0)


def _amount(digits: str, *, thousands: bool, decimals: int) -> Printed:
    """Print plain digits with separators and with as many zeros as they lack after the point."""
    if decimals:
        whole, _, after = shortest(Decimal(digits)).partition(".")
        digits = f"{whole}.{after:0<{decimals}}"
    return Printed(f"{Decimal(digits):,f}" if thousands else digits, _exact(Decimal(digits), thousands=thousands))


def _is_amount(row: Indicator | FundRow, text: str) -> bool:
    """Whether what was typed in a row is a number of money; a count has no separators."""
    return isinstance(row, Indicator) and row.unit in list(MoneyUnit) and is_number(text)


def _number_behind(text: str, number: Number | None, row: Indicator | FundRow, column: Column) -> Number | None:
    if number is not None:
        return Number(number.value, number.decimals, number.thousands, column.suffix)
    if column.field in _WORDS_OR_NUMBER and getattr(row, "operator", None) is not Operator.QUALITATIVE:
        return _typed_number(text)
    return None


def _typed_number(text: str) -> Number | None:
    """Return the number of a typed text, unless a number could not show it as it was typed (007)."""
    return _exact(Decimal(text)) if is_number(text) and plain(Decimal(text)) == text else None


def _exact(value: Decimal, *, thousands: bool = False) -> Number | None:
    digits, exponent = value.as_tuple().digits, value.as_tuple().exponent
    if len(digits) > _EXACT_DIGITS or not isinstance(exponent, int):
        return None
    return Number(value, max(0, -exponent), thousands)
