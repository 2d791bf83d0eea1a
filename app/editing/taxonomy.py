"""Indicators carried from one 指标体系 to another: levels renamed as declared, rows in the official order."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.definitions.library import Library
from app.definitions.vocabulary import Taxonomy
from app.model.records import Indicator, column_values
from app.rules.levels import pairs
from app.rules.words import Pair, levels_of

_ENDING = "指标"


def names_at(taxonomy: Taxonomy, field: str, level1: str) -> list[str]:
    """Return what a level of an indicator may be called, the second one under its first where that is known."""
    if field == "level1":
        return [level.name for level in taxonomy.levels]
    under = [name for level in taxonomy.levels if level.name == level1 for name in level.level2]
    return under or list(dict.fromkeys(name for level in taxonomy.levels for name in level.level2))


def named(text: str, names: Sequence[str]) -> str:
    """Return the name that was written without its ending, as 产出 for 产出指标, else the text as it is."""
    plain = text.strip()
    return plain + _ENDING if plain not in names and plain + _ENDING in names else text


def completed(text: str, names: Sequence[str]) -> str:
    """Return the one name that a typed text is part of; what is part of none or of several stays as it is."""
    whole, plain = named(text, names), text.strip()
    if whole != text or plain in names or not plain:
        return whole
    found = [name for name in names if plain in name]
    return found[0] if len(found) == 1 else text


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
