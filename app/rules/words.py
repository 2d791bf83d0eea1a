"""How messages name rows and compare texts."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from app.base.words import shown
from app.model.records import Indicator

if TYPE_CHECKING:
    from app.rules.rows import Row

Pair = tuple[str, str]  # first and second level


def row_words(row: "Row") -> str:
    """Return how a message names a row: 第 2 行“召开区政府常务会”."""
    name = shown(row.level3)
    return f"第 {row.number} 行“{name}”" if name else f"第 {row.number} 行"


def row_numbers(rows: Iterable["Row"]) -> str:
    """Return how a message names several rows: 第 2、5 行."""
    return f"第 {'、'.join(str(row.number) for row in rows)} 行"


@lru_cache(maxsize=4096)
def unspaced(text: str) -> str:
    """Return a text without the blanks and line breaks that forms put into narrow cells."""
    return "".join(text.split())


def is_empty(value: object) -> bool:
    """Whether a field has nothing in it that could be seen."""
    return value is None or not str(value).strip()


def levels_of(row: Indicator) -> Pair:
    """Return the first and second level of an indicator, without the blanks that line breaks leave."""
    return unspaced(row.level1), unspaced(row.level2)


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """Return a text without blanks and without the difference of full and half width."""
    return unspaced(unicodedata.normalize("NFKC", text))
