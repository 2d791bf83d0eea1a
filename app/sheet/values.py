"""What the fields of a record print: text as on paper, and the number behind it where there is one."""

from dataclasses import dataclass
from decimal import Decimal

from app.definitions.schema import Column, FieldDefinition, FieldKind
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


def field_value(record: Form, field: FieldDefinition, unit: MoneyUnit) -> Printed:
    """Return what a field of a form prints; amounts in ``unit``."""
    return _value(record, field, unit, thousands=False)


def column_value(row: Indicator | FundRow, column: Column, field: FieldDefinition, unit: MoneyUnit) -> Printed:
    """Return what a column of a table prints for a row, with the column's own words and suffix."""
    printed = _value(row, field, unit, thousands=column.thousands)
    text = column.words.get(printed.text, printed.text)
    if not text:
        return Printed()
    return Printed(text + column.suffix, _number_behind(text, printed.number, row, column))


def other_value(text: str, kind: FieldKind) -> Printed:
    """Return what a value prints that only its layout has; it is kept as it was typed."""
    is_figure = kind in (FieldKind.MONEY, FieldKind.NUMBER)
    return Printed(text, _typed_number(text) if is_figure else None)


def _value(record: Form | Indicator | FundRow, field: FieldDefinition, unit: MoneyUnit, *, thousands: bool) -> Printed:
    values = [getattr(record, part) for part in field.parts]
    if len(values) == 1 and isinstance(values[0], Decimal):
        return _figure(values[0], field.kind, unit, thousands=thousands)
    return Printed("-".join(str(value) for value in values if value not in (None, "")))


def _figure(value: Decimal, kind: FieldKind, unit: MoneyUnit, *, thousands: bool) -> Printed:
    """Print a number; amounts without needless zeros, all others and separated amounts with the zeros they have."""
    if kind is FieldKind.MONEY:
        value = from_yuan(value, unit)
    text = shortest(value) if kind is FieldKind.MONEY and not thousands else plain(value)
    return Printed(f"{Decimal(text):,f}" if thousands else text, _exact(Decimal(text), thousands=thousands))


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
