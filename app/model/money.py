"""Money and other numbers of the forms: decimals always, money in 元."""

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

LONGEST_NUMBER = 20  # characters; a form's number has at most about 15, and decimals are exact up to 28 digits


class MoneyUnit(StrEnum):
    """The units in which a form prints its amounts."""

    YUAN = "元"
    TEN_THOUSAND_YUAN = "万元"

    @property
    def yuan(self) -> Decimal:
        """How many 元 one unit is."""
        return Decimal(1) if self is MoneyUnit.YUAN else Decimal(10000)


class CountsMoney(Protocol):
    """A unit of money, of the forms or as a file names it."""

    @property
    def yuan(self) -> Decimal:
        """How many 元 one unit is."""


def parse_decimal(text: str) -> Decimal:
    """Return the number that plain digits such as ``-12.50`` stand for.

    Raises:
        ValueError: ``text`` has separators, an exponent, signs other than one leading minus, or too many digits.
    """
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) or len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return Decimal(text)


@lru_cache(maxsize=4096)
def is_number(text: str) -> bool:
    """Whether ``text`` is a plain decimal number."""
    try:
        parse_decimal(text)
    except ValueError:
        return False
    return True


def plain(number: Decimal | None) -> str:
    """Return ``number`` without exponent or separators, as it was written; an absent one as the empty text."""
    return "" if number is None else f"{number:f}"


def shortest(number: Decimal | None) -> str:
    """Return ``number`` without needless zeros: 30.00 as 30, 22.50 as 22.5."""
    text = plain(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_yuan(number: Decimal, unit: CountsMoney) -> Decimal:
    """Return an amount given in ``unit`` in 元."""
    return number * unit.yuan


def from_yuan(amount: Decimal, unit: MoneyUnit) -> Decimal:
    """Return an amount in 元 in ``unit``, exactly and without needless zeros."""
    return amount / unit.yuan
