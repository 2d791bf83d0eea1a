"""What a clerk types, taken as meant: full-width digits, separators and glyph variants are no mistakes."""

import unicodedata
from decimal import Decimal

from app.definitions.vocabulary import FieldKind
from app.model.money import MoneyUnit, from_yuan, is_number, parse_decimal, shortest, to_yuan
from app.model.operators import parse_operator
from app.model.records import Form, Indicator


def typed_number(text: str) -> Decimal | None:
    """Return the number that was typed, ``None`` for nothing.

    Raises:
        ValueError: it is no number.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "")
    return parse_decimal(plain) if plain else None


def shown_value(record: Form | Indicator, part: str, kind: FieldKind, unit: MoneyUnit) -> str:
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
        ValueError: a number was expected and none was typed.
    """
    if kind is FieldKind.MONEY:
        number = typed_number(text)
        return None if number is None else to_yuan(number, unit)
    if kind is FieldKind.NUMBER:
        return typed_number(text)
    stripped = text.strip()
    return unicodedata.normalize("NFKC", stripped) if part.endswith("_code") else stripped


def typed_indicator(field: str, text: str) -> object:
    """Return what to store for a text typed into the indicator column ``field``.

    Raises:
        ValueError: the column holds operators or numbers and the text is none.
    """
    if field == "operator":
        return parse_operator(text)
    if field in ("weight", "score", "deviation", "score_coefficient"):
        return typed_number(unicodedata.normalize("NFKC", text).removesuffix("%"))
    stripped = text.strip()
    if field == "value":
        plain = "".join(unicodedata.normalize("NFKC", stripped).split()).replace(",", "")
        return plain if is_number(plain) else stripped
    return stripped
