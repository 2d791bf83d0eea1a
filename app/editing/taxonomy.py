"""Indicators carried from one 指标体系 to another: levels renamed as declared, rows in the official order."""

from collections.abc import Iterable
from typing import Any

from app.definitions.library import Library
from app.definitions.vocabulary import Taxonomy
from app.model.records import Indicator, column_values
from app.rules.levels import Pair, pairs
from app.rules.words import unspaced


def levels_of(row: Indicator) -> Pair:
    """Return the first and second level of an indicator, without the blanks that line breaks leave."""
    return unspaced(row.level1), unspaced(row.level2)


def mapped_pair(pair: Pair, wanted: str, library: Library) -> Pair | None:
    """Return what a pair of levels is called in the taxonomy ``wanted``, or nothing where nobody has laid that down."""
    for taxonomy in library.taxonomies.values():
        for renaming in taxonomy.becomes.get(wanted, ()):
            if renaming.old == pair:
                return renaming.new
    return pair if library.taxonomies[wanted].has(*pair) else None


def carried_over(rows: Iterable[Indicator], wanted: str, library: Library) -> list[Indicator]:
    """Return copies of indicators with the levels of the taxonomy ``wanted``, in its order.

    Levels that no taxonomy knows stay as they are: what they were meant to be is for the clerk to say.
    """
    taxonomy = library.taxonomies[wanted]
    return in_official_order([_carried(row, wanted, library) for row in rows], taxonomy)


def _carried(row: Indicator, wanted: str, library: Library) -> Indicator:
    level1, level2 = mapped_pair(levels_of(row), wanted, library) or (row.level1, row.level2)
    values: dict[str, Any] = column_values(row) | {"level1": level1, "level2": level2}
    return Indicator(**values)


def in_official_order(rows: Iterable[Indicator], taxonomy: Taxonomy) -> list[Indicator]:
    """Return indicators as the taxonomy orders its levels; among those of one second level the order stays.

    A strange second level comes after the known ones of its first level, a strange first level last.
    """
    first = {level.name: n for n, level in enumerate(taxonomy.levels)}
    known = {pair: n for n, pair in enumerate(pairs(taxonomy))}

    def rank(row: Indicator) -> tuple[int, int]:
        pair = levels_of(row)
        return first.get(pair[0], len(first)), known.get(pair, len(known))

    return sorted(rows, key=rank)
