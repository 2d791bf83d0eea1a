"""What a clerk types, taken as meant: full-width digits, separators and glyph variants are no mistakes."""

import unicodedata
from decimal import Decimal

from app.definitions.vocabulary import FieldKind
from app.model.money import MoneyUnit, from_yuan, is_number, parse_decimal, shortest, to_yuan
from app.model.money_words import amount_in
from app.model.operators import Operator, parse_operator
from app.recognise.values import is_absent, operator_of, quantity

_NUMBERS = ("weight", "score", "deviation", "score_coefficient")
_SURELY_WORDS = 0.9


class UnknownUnitError(ValueError):
    """An amount was typed in a unit, which is the message, of which nobody knows how much it is."""


def typed_number(text: str, *endings: str) -> Decimal | None:
    """Return the number that was typed, ``None`` for nothing; signs and separators without one are not nothing.

    Args:
        text: as typed.
        endings: what may stand behind the number and does not change it, such as ``%``.

    Raises:
        ValueError: it is no number.
    """
    plain = plain_typed(text)
    if not plain:
        return None
    for ending in endings:
        plain = plain.removesuffix(ending)
    return parse_decimal(plain.replace(",", ""))


def typed_share(text: str) -> Decimal | None:
    """Return the rate or the points that were typed: “98.5%”, “10分”; ``None`` where it is said that there are none.

    Raises:
        ValueError: it is no number.
    """
    return None if is_absent(text) else typed_number(text, "%", "分")


def shown_value(record: object, part: str, kind: FieldKind, unit: MoneyUnit) -> str:
    """Return an attribute of a record as the editor shows it; money in the unit that the form prints."""
    value = getattr(record, part)
    if kind is FieldKind.MONEY:
        return "" if value is None else shortest(from_yuan(value, unit))
    if isinstance(value, Decimal) or value is None:
        return shortest(value)
    return str(value)


def typed_value(text: str, part: str, kind: FieldKind, unit: MoneyUnit) -> object:
    """Return what to store for a text typed into a head field for the record's attribute ``part``.

    Raises:
        UnknownUnitError: an amount in a unit that is none of money.
        ValueError: a number was expected and none was typed.
    """
    if kind is FieldKind.MONEY:
        return _typed_amount(text, unit)
    if kind is FieldKind.NUMBER:
        return typed_number(text)
    stripped = text.strip()
    return unicodedata.normalize("NFKC", stripped) if part.endswith("_code") else stripped


def _typed_amount(text: str, unit: MoneyUnit) -> Decimal | None:
    """Return an amount in 元; the unit typed behind it counts before that of the field."""
    digits, own = amount_in(text)
    number = typed_number(digits.removeprefix("¥"))
    if number is not None and own is not None and not own.is_known:
        raise UnknownUnitError(own.name)
    return None if number is None else to_yuan(number, own or unit)


def typed_indicator(field: str, text: str) -> object:
    """Return what to store for a text typed into the indicator column ``field``.

    Raises:
        ValueError: the column holds operators or numbers and the text is none.
    """
    if field == "operator":
        return _typed_operator(text)
    if field in _NUMBERS:
        return typed_share(text)
    stripped = text.strip()
    if field == "value":
        plain = plain_typed(stripped).replace(",", "")
        return plain if is_number(plain) else stripped
    return stripped


def plain_typed(text: str) -> str:
    """Return a text without blanks and in the plain forms of its characters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _typed_operator(text: str) -> Operator:
    if not text.strip() or is_absent(text):
        return Operator.QUALITATIVE if text.strip() == "无" else Operator.NONE
    return operator_of(text) or parse_operator(text)


def typed_quantity(text: str, *, is_text: bool = False, splits: bool = False) -> dict[str, object]:
    """Return what to store for a text typed as the value of an indicator: the value, and what else it says.

    Args:
        text: as typed; “≥９５％” says operator and unit too.
        is_text: whether the value is qualitative so far, so that only an operator makes a number of it.
        splits: whether nothing but this text says the operator, so that words are qualitative.
    """
    said = quantity(text)
    if is_number(said.value) and (said.operator.is_quantitative or (said.unit and not is_text)):
        told = {"operator": said.operator, "unit": said.unit}
        return {"value": said.value, **{name: value for name, value in told.items() if value}}
    is_words = splits and said.operator is Operator.QUALITATIVE and said.sure >= _SURELY_WORDS
    beside = {"operator": Operator.QUALITATIVE, "unit": ""} if is_words else {}
    return {"value": typed_indicator("value", text), **beside}
