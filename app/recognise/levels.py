"""The levels of indicators as forms print them: merged, repeated, cut at a page's end, glued together, with points."""

import re
from collections.abc import Iterable
from functools import cache

from app.definitions.library import library
from app.definitions.words import squeezed
from app.recognise.values import one_line

_POINTS = re.compile(r"[（(\[]\s*\d+(?:\.\d+)?\s*[分%％]?\s*[)）\]]|\d+(?:\.\d+)?分$")
_SIGNS = "-－—–/、:：·>→"


@cache
def known_levels() -> tuple[frozenset[str], frozenset[str]]:
    """Return the first and second levels of all taxonomies."""
    levels = [level for taxonomy in library().taxonomies.values() for level in taxonomy.levels]
    first = frozenset(level.name for level in levels)
    return first, frozenset(name for level in levels for name in level.level2)


def level_name(text: str) -> str:
    """Return a level as it is called, without the points printed beside it and without (续)."""
    line = re.sub(r"[（(]续[)）]", "", one_line(text))
    plain = squeezed(line) if squeezed(line) in known_levels()[0] | known_levels()[1] else line
    without = _POINTS.sub("", plain).strip()
    return squeezed(without) if squeezed(without) in known_levels()[0] | known_levels()[1] else without


def goes_on(before: str, text: str) -> bool:
    """Whether a text is the rest of a level's name that the end of a page cut."""
    joined = squeezed(before + text)
    return bool(before and text) and any(joined == name for names in known_levels() for name in names)


def whole_level(before: str, text: str) -> str:
    """Return the level that a row has whose cell shows a text, after a row that has the level ``before``."""
    is_end = is_level(before) and len(text) < len(before) // 2 + 1 and before.endswith(text)
    if not text or is_end:
        return before
    return squeezed(before + text) if goes_on(before, text) else text


def completed(name: str) -> str:
    """Return the known level of which a text is all but the last letters, which a page's end cut off; else the text."""
    plain = squeezed(name)
    first = [level for level in known_levels()[0] if level.startswith(plain) and len(plain) == len(level) - 1]
    return first[0] if len(first) == 1 else name


def split_glued(text: str) -> tuple[str, str, str]:
    """Return first level, second level and name of “产出指标数量指标新建线路数”; empty levels where none lead it."""
    plain = one_line(text)
    level1, rest = _leading(plain, _spellings(0))
    level2, rest = _leading(rest, _spellings(1)) if level1 else ("", plain)
    return (level1, level2, rest) if level1 and rest else ("", "", plain)


@cache
def _spellings(which: int) -> tuple[str, ...]:
    return tuple(sorted(known_levels()[which], key=len, reverse=True))


def _leading(text: str, names: Iterable[str]) -> tuple[str, str]:
    for name in names:
        if text.startswith(name):
            return name, text[len(name) :].lstrip(_SIGNS + " ")
    return "", text


def is_level(text: str) -> bool:
    """Whether a text is the name of a known level."""
    return squeezed(text) in known_levels()[0] | known_levels()[1]


def stacked(text: str) -> list[str]:
    """Return the levels that stand in one cell where the line between them was not drawn; else nothing."""
    rest, found = squeezed(text), []
    while rest:
        name, rest = _leading(rest, _spellings(1))
        if not name:
            return []
        found.append(name)
    return found if len(found) > 1 else []
