"""Indicators written as sentences in one cell or paragraph: “产出指标：1.数量指标：举办培训≥3次；2.质量指标：…”."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from app.definitions.words import squeezed
from app.model.operators import Operator
from app.recognise.levels import known_levels
from app.recognise.values import Quantity, operator_words, quantity

_FEWEST_LEVELS = 2  # names of levels that tell indicators from a goal that speaks of one
_NUMBERING = r"(?:[(（]?[0-9一二三四五六七八九十]{1,2}[)）.、．]|[①-⑳]|指标\d+[:：])"
_ITEM_ENDS = re.compile(rf"[；;。\n]|(?<=[^\d]){_NUMBERING}(?=\D)|(?<=\d[次个项%％场人户份]){_NUMBERING}(?=\D)")
_LEADING = re.compile(rf"^(?:\s*{_NUMBERING})+")
_TRAILING = "，,、：: 为达到"
_GLYPH = r"(?:>=|<=|[≥≧≤≦＞＜＝><=])"


class Sentence(NamedTuple):
    """An indicator found in a text."""

    level1: str
    level2: str
    name: str
    value: Quantity


def indicators_in(text: str) -> list[Sentence]:
    """Return the indicators that a text speaks of; none where it names fewer than two levels with a colon."""
    marks = list(_levels_pattern().finditer(text))
    if len({mark["name"] for mark in marks}) < _FEWEST_LEVELS:
        return []
    return list(_between(text, marks))


@cache
def _levels_pattern() -> re.Pattern[str]:
    names = sorted({name for names in known_levels() for name in names}, key=len, reverse=True)
    spelled = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?:{_NUMBERING}\s*)?(?P<name>{spelled})\s*[：:]")


def _between(text: str, marks: list[re.Match[str]]) -> Iterator[Sentence]:
    level1 = level2 = ""
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        name = squeezed(mark["name"])
        if name in known_levels()[0] and (name not in known_levels()[1] or not level1):
            level1, level2 = name, ""
        else:
            level2 = name
        end = following.start() if following else len(text)
        for item in _items(text[mark.end() : end]):
            yield Sentence(level1, level2, *_parted(item))


def _items(text: str) -> Iterator[str]:
    for part in _ITEM_ENDS.split(text):
        pieces = re.split("[，,]", part)
        counted = len(pieces) > 1 and all(re.search(r"\d", piece) for piece in pieces)
        for piece in pieces if counted else [part]:
            item = _LEADING.sub("", piece).strip(" \t\u3000，,、")
            if len(squeezed(item)) > 1:
                yield item


def _parted(item: str) -> tuple[str, Quantity]:
    """Return the name and the value of an indicator written in one sentence."""
    for pattern in _borders():
        found = pattern.search(item)
        if found and found.start() > 0:
            name, value = item[: found.start()].rstrip(_TRAILING), quantity(item[found.start() :].lstrip("：: "))
            if name and value.operator is not Operator.QUALITATIVE:
                return name, value._replace(sure=0.6)
    name, colon, said = item.partition("：")
    if colon and name and said:
        return name, quantity(said)._replace(sure=0.5)
    return item, Quantity(Operator.NONE, "", "", 0.4)


@cache
def _borders() -> tuple[re.Pattern[str], ...]:
    """Return what may stand between a name and its value, the surest first."""
    words = "|".join(re.escape(word) for word in sorted(operator_words(), key=len, reverse=True))
    return (
        re.compile(_GLYPH),
        re.compile(rf"(?:{words})(?=\d)"),
        re.compile(r"(?<![\dA-Za-z第年])\d[\d,.]*(?![年月日号\d])"),
    )
