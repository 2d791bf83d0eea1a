"""Breaking text into lines by the rules of Chinese typesetting (GB/T 15834).

Chinese breaks between any two characters, except that no closing mark begins a line and no opening mark ends one;
Latin words and numbers stay whole with their signs. What is wider than the line is broken by force: no text is lost.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from itertools import accumulate, pairwise
from typing import NamedTuple


class Line(NamedTuple):
    """A line of text and its width, in the units of the advances it was broken with."""

    text: str
    width: int


class _Class(IntEnum):
    """How a character behaves at a line's end."""

    OTHER = 0  # breaks on both sides: Chinese characters and all that is not below
    SPACE = 1
    OPEN = 2  # never ends a line
    CLOSE = 3  # never begins a line
    STOP = 4  # never begins a line, and stays with a word that follows: the point of 1.5
    WORD = 5
    SIGN = 6  # stays with what follows: ≥95
    DASH = 7  # never begins a line, joins numbers: 1—2
    SLASH = 8  # neither begins nor ends a line
    MARK = 9  # combines with the character before


_SPACES = " 　"
_SHORT_BRACKETS = re.compile(r"[（(〔][^（(〔）)〕]{1,6}[）)〕]")
_MEMBERS = {
    _Class.SPACE: _SPACES,
    _Class.OPEN: "（《〈「『【〖〔［｛“‘([{",
    _Class.CLOSE: "。，、；：？！）》〉」』】〗〕］｝”’·…々％‰℃°′″〞",
    _Class.STOP: ".,:;!?)]}%",
    _Class.SIGN: "≥≤≧≦≠≈<>=＜＞＝+＋±×÷$¥￥£€№§",
    _Class.DASH: "-—―–～〜~－‐‑",
    _Class.SLASH: "/／",
}
_WORD_MARKS = "_&@#*^`|\\'"
_GLUED = {_Class.WORD, _Class.SIGN, _Class.STOP, _Class.DASH}  # before a word


class _Classes(dict[str, _Class]):
    """The class of every character, found out when first asked for."""

    def __missing__(self, character: str) -> _Class:
        category = unicodedata.category(character)
        if category in ("Mn", "Me", "Mc"):
            found = _Class.MARK
        elif category in ("Lu", "Ll", "Lt", "Nd"):
            found = _Class.WORD
        else:
            found = _Class.OTHER
        self[character] = found
        return found


_classes = _Classes({character: kind for kind, members in _MEMBERS.items() for character in members})
_classes.update(dict.fromkeys(_WORD_MARKS, _Class.WORD))


def _breaks(before: _Class, after: _Class) -> bool:
    """Whether a line may end between characters of these classes."""
    if after in (_Class.SPACE, _Class.CLOSE, _Class.STOP, _Class.DASH, _Class.SLASH, _Class.MARK):
        return False
    if before in (_Class.OPEN, _Class.SIGN, _Class.SLASH):
        return False
    return not (before in _GLUED and after in (_Class.WORD, _Class.SIGN))


_BREAKS = [[_breaks(before, after) for after in _Class] for before in _Class]


class _Cleaned(dict[int, int | str | None]):
    """What ``str.translate`` puts in place of characters that cannot be printed as they are."""

    def __missing__(self, code: int) -> int | str | None:
        category = unicodedata.category(chr(code))
        if category in ("Zl", "Zp"):
            self[code] = "\n"
        elif category == "Cc" or (category == "Zs" and code != 0x3000):
            self[code] = " "
        elif category == "Cf" or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
            self[code] = None  # direction marks, joiners and variation selectors print nothing
        else:
            self[code] = code
        return self[code]


_cleaned = _Cleaned({ord("\n"): "\n", 0x0B: "\n", 0x0C: "\n", 0x85: "\n"})


def printable(text: str) -> str:
    """Return ``text`` as it can be printed: tabs and control characters as spaces, line ends all alike."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_cleaned).strip("\n")


def break_lines(
    text: str, width: float, advances: Mapping[str, int], glue: re.Pattern[str] | None = None
) -> list[Line]:
    """Return the lines of ``text`` in a column of ``width``; spaces at a break are dropped.

    Args:
        text: printable text; its own line ends are kept.
        width: the widest a line may be, in the units of ``advances``.
        advances: how far each character moves on.
        glue: what is kept whole besides words where it fits.
    """
    return [line for paragraph in text.split("\n") for line in _lines(paragraph, width, advances, glue)]


def break_evenly(text: str, width: float, advances: Mapping[str, int], last_line: float) -> list[Line]:
    """Return the lines of a short text that stands in the middle: short brackets whole, no short last line.

    Args:
        text: printable text.
        width: the widest a line may be.
        advances: how far each character moves on.
        last_line: how wide the last line should be at least, as a share of the widest; it is never a single
            character where that can be helped without another line.
    """
    lines = break_lines(text, width, advances, _SHORT_BRACKETS)
    widest = max(line.width for line in lines)
    least = _widest_word(text, advances)
    while widest > least and len(lines) > 1 and (len(lines[-1].text) == 1 or lines[-1].width < last_line * widest):
        narrower = break_lines(text, max(widest - 1, least), advances, _SHORT_BRACKETS)
        if len(narrower) > len(lines) or max(line.width for line in narrower) >= widest:
            break
        lines, widest = narrower, max(line.width for line in narrower)
    return lines


def _widest_word(text: str, advances: Mapping[str, int]) -> float:
    """Return the width below which a word or number would be broken by force."""
    widest = 0
    for paragraph in text.split("\n"):
        width = 0
        for character, may_break in zip(paragraph, _chances(paragraph), strict=True):
            width = advances[character] if may_break else width + advances[character]
            widest = max(widest, width)
    return widest


def _lines(paragraph: str, width: float, advances: Mapping[str, int], glue: re.Pattern[str] | None) -> Iterable[Line]:
    whole = sum(map(advances.__getitem__, paragraph))
    if whole <= width:
        return [Line(paragraph, whole)]
    ends = [0, *accumulate(map(advances.__getitem__, paragraph))]
    chances = _chances(paragraph, _kept(paragraph, width, ends, glue))
    return [_line(paragraph, start, end, ends) for start, end in _pieces(paragraph, width, ends, chances)]


def _line(paragraph: str, start: int, end: int, ends: list[int]) -> Line:
    text = paragraph[start:end].rstrip(_SPACES)
    return Line(text, ends[start + len(text)] - ends[start])


def _pieces(paragraph: str, width: float, ends: list[int], chances: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield where each line starts and ends.

    ``ends[i]`` is how far the first ``i`` characters reach, ``chances[i]`` whether a line may end before the i-th.
    """
    start = chance = 0
    for at in range(1, len(paragraph)):
        if chances[at]:
            chance = at
        if ends[at + 1] - ends[start] > width and paragraph[at] not in _SPACES:
            cut = chance if chance > start else at
            yield start, cut
            start = cut
            if ends[at + 1] - ends[start] > width and at > start:
                yield start, at
                start = at
    yield start, len(paragraph)


def _kept(paragraph: str, width: float, ends: list[int], glue: re.Pattern[str] | None) -> list[tuple[int, int]]:
    """Return where what is kept whole starts and ends; what is wider than a line is broken as all else is."""
    found = [kept.span() for kept in glue.finditer(paragraph)] if glue else []
    return [(start, end) for start, end in found if ends[end] - ends[start] <= width]


def _chances(paragraph: str, kept: Iterable[tuple[int, int]] = ()) -> list[bool]:
    """Return for each character whether a line may end before it, and not inside what is kept whole."""
    classes = _classes_of(paragraph)
    chances = [False, *(_BREAKS[before][after] for before, after in pairwise(classes))]
    for start, end in kept:
        chances[start + 1 : end] = [False] * (end - start - 1)
    return chances


def _classes_of(paragraph: str) -> list[_Class]:
    """Return the classes, the straight quotation marks taken in turn for opening and closing ones."""
    classes = [_classes[character] for character in paragraph]
    quotes = [n for n, character in enumerate(paragraph) if character == '"']
    for turn, n in enumerate(quotes):
        classes[n] = _Class.CLOSE if turn % 2 else _Class.OPEN
    return classes
