"""Reading a number as people type it: full width, with separators, with its unit or operator glued to it."""

import re
from typing import NamedTuple

from app.model.money import is_number
from app.model.operators import Operator, parse_operator
from app.rules.rows import Row
from app.rules.words import squeezed

_GLUED = re.compile(
    r"(?P<sign>[≥≤≧≦⩾⩽<>=]*)"
    r"(?P<number>-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)"
    r"(?P<unit>.*)"
)
_PERCENT = "%"


def has_number(row: Row) -> bool:
    """Whether the value of a row is a plain number."""
    return is_number(row.value.strip())


class Meant(NamedTuple):
    """The plain number and the unit that a typed value surely means."""

    value: str
    unit: str


def meant_by(row: Row, units: frozenset[str]) -> Meant | None:
    """Return what the value of a quantitative row surely means, or nothing where that is open."""
    found = _GLUED.fullmatch(squeezed(row.value).replace("−", "-"))
    if not found or not _agrees(found["sign"], row.operator):
        return None
    number, unit = found["number"].replace(",", ""), _agreed_unit(found["unit"], row.unit.strip(), units)
    return Meant(number, unit) if is_number(number) and unit is not None else None


def _agrees(sign: str, operator: Operator) -> bool:
    try:
        return not sign or parse_operator(sign) is operator
    except ValueError:
        return False


def _agreed_unit(glued: str, own: str, units: frozenset[str]) -> str | None:
    """Return the unit of the row when the one glued to the number says the same, or fills a gap."""
    if not glued or glued == squeezed(own):
        return own
    return glued if not own and glued in units | {_PERCENT} else None


def is_plain_or_percent(text: str) -> bool:
    """Whether a text is nothing but a number, in whatever width, with or without separators and a per cent sign."""
    found = _GLUED.fullmatch(squeezed(text))
    return found is not None and not found["sign"] and found["unit"] in ("", _PERCENT)
