"""How messages name rows and compare texts."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from app.base.words import shown
from app.rules.context import Row


def row_words(row: Row) -> str:
    """Return how a message names a row: 第 2 行“召开区政府常务会”."""
    name = shown(row.record.level3)
    return f"第 {row.number} 行“{name}”" if name else f"第 {row.number} 行"


def row_numbers(rows: Iterable[Row]) -> str:
    """Return how a message names several rows: 第 2、5 行."""
    return f"第 {'、'.join(str(row.number) for row in rows)} 行"


@lru_cache(maxsize=4096)
def unspaced(text: str) -> str:
    """Return a text without the blanks and line breaks that forms put into narrow cells."""
    return "".join(text.split())


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """Return a text without blanks and without the difference of full and half width."""
    return unspaced(unicodedata.normalize("NFKC", text))
