"""The numbers that Word prints before paragraphs: “1.”, “（一）”, “①”. No text holds them, they are counted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.readers.wordml import Element, attribute, child, chosen, digits, name_of, setting, value, whole

_NUMBER = re.compile("%([1-9])")
_LEVELS = 9
_LONGEST = 50  # characters around the numbers; what a program lets one type
_LONGEST_LINE = 20  # of styles of which each is based on another
_OFF = {"0", "false", "off"}
_BULLET = "bullet"
_DECIMAL = "decimal"
_FORMS = {
    0: _DECIMAL, 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital",
    11: "japaneseCounting", 14: "decimalFullWidth", 18: "decimalEnclosedCircle", 19: "decimalFullWidth2",
    22: "decimalZero", 23: _BULLET, 26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle", 30: "ideographTraditional",
    31: "ideographZodiac", 33: "taiwaneseCounting", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital",
    37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip
"""The names that the dialect of today has for the numbers of that of 2003."""
_IDS = ("abstractNumId", "numId", "listDefId", "ilfo")
_RUNS = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_DIGITS = {"ideographDigital", "taiwaneseDigital"}
_UNITS_TO_99 = {"chineseCounting", "taiwaneseCounting"}
_PLAIN = "〇一二三四五六七八九"
_SPOKEN = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_MOST_ROMAN = 3_999
_MOST_LETTERS = 26 * 30
_MOST_COUNTED = 9_999


class _Level(NamedTuple):
    """How paragraphs of a level are numbered."""

    form: str = _DECIMAL
    text: str = ""
    start: int = 1
    restarts: int = _LEVELS  # a paragraph of a level below this one, from 0, makes the count begin again
    is_legal: bool = False
    is_apart: bool = True
    style: str = ""


class _List(NamedTuple):
    """Levels, and where the count of some begins anew; lists made from one definition count on together."""

    definition: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]

    def start(self, level: int) -> int:
        return self.starts.get(level, self.levels[level].start if level in self.levels else 1)


@dataclass
class Numbers:
    """Counts the numbered paragraphs of a document, which must come in their order."""

    lists: dict[str, _List] = field(default_factory=dict)
    styles: dict[str, Element] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)
    of_styles: dict[str, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, definitions: Element, styles: Element) -> "Numbers":
        """Return the numbering of a document.

        Args:
            definitions: the element that holds its lists, ``None`` if there is none.
            styles: that which holds its styles, ``None`` if there is none.
        """
        named = {attribute(one, "styleId"): one for one in _all(styles, "style")}
        return cls(_lists(definitions, named), named)

    def before(self, paragraph: Element) -> str:
        """Count a paragraph; return what is printed before its text, with a blank where one belongs."""
        number, level = self._place(paragraph)
        found = self.lists.get(number)
        if found is None or level not in found.levels:
            return ""
        counts = self._count(number, found, level)
        look = found.levels[level]
        if look.form == _BULLET:
            return ""
        text = _noted(paragraph) or _NUMBER.sub(lambda part: _part(found, counts, level, int(part[1]) - 1), look.text)
        return f"{text} " if look.is_apart and text[-1:].isascii() and text else text

    def _count(self, number: str, found: _List, level: int) -> Mapping[int, int]:
        """Count a paragraph; a level above it that was left out counts as if one of its paragraphs had been there."""
        counts = self.counts.setdefault(found.definition, {})
        if level in found.starts and (number, level) not in self.begun:
            self.begun.add((number, level))
            counts.pop(level, None)
        for higher in range(level):
            counts.setdefault(higher, found.start(higher))
        counts[level] = counts[level] + 1 if level in counts else found.start(level)
        for deeper in [one for one in counts if one > level and level < found.levels.get(one, _Level()).restarts]:
            del counts[deeper]
        return counts

    def _place(self, paragraph: Element) -> tuple[str, int]:
        """Return which list a paragraph belongs to, and its level: as it says itself, or its style."""
        number, level = _said(setting(paragraph, "pPr", "numPr", "listPr"))
        if number:
            return number, level or 0
        style = value(found) if (found := setting(paragraph, "pPr", "pStyle")) is not None else ""
        if style not in self.of_styles:
            self.of_styles[style] = self._place_of_style(style)
        number, level_of_style = self.of_styles[style]
        return number, level_of_style if level is None else level

    def _place_of_style(self, style: str) -> tuple[str, int]:
        for _ in range(_LONGEST_LINE):
            element = self.styles.get(style)
            number, level = _said(setting(element, "pPr", "numPr", "listPr"))
            if number:  # which level it is says the list, not the style
                levels = self.lists[number].levels if number in self.lists else {}
                linked = next((one for one, look in levels.items() if look.style == style), None)
                return number, linked if linked is not None else level or 0
            base = child(element, "basedOn")
            if base is None:
                break
            style = value(base)
        return "", 0


def _said(properties: Element) -> tuple[str, int | None]:
    """Return the list and level that numbering properties tell; list ``0`` means none."""
    number, level = child(properties, "numId", "ilfo"), child(properties, "ilvl")
    return "" if number is None else value(number), None if level is None else whole(level)


def _noted(paragraph: Element) -> str:
    """Return the number that Word 2003 wrote into its file for others to read."""
    note = child(setting(paragraph, "pPr", "listPr"), "t")
    return "" if note is None else value(note)[:_LONGEST]


def _lists(definitions: Element, styles: Mapping[str, Element]) -> dict[str, _List]:
    raw = {_id(one): one for one in _all(definitions, "abstractNum", "listDef")}
    numbers = {_id(one): one for one in _all(definitions, "num", "list")}
    levels = {name: _levels(_all(element, "lvl")) for name, element in raw.items()}
    return {number: _list(one, _real(one, raw, numbers, styles), levels) for number, one in numbers.items()}


def _real(
    element: Element, raw: Mapping[str, Element], numbers: Mapping[str, Element], styles: Mapping[str, Element]
) -> str:
    """Return the definition of a list; one that names a style is defined by the list to which that belongs."""
    definition = _definition(element)
    link = child(raw.get(definition), "numStyleLink", "listStyleLink")
    if link is None:
        return definition
    number, _ = _said(setting(styles.get(value(link)), "pPr", "numPr", "listPr"))
    return _definition(numbers.get(number))


def _list(element: Element, definition: str, known: Mapping[str, Mapping[int, _Level]]) -> _List:
    levels = dict(known.get(definition, {}))
    starts: dict[int, int] = {}
    for change in _all(element, "lvlOverride"):
        levels |= _levels(_all(change, "lvl"))
        start = child(change, "startOverride")
        if start is not None:
            starts[digits(attribute(change, "ilvl"))] = whole(start, 1)
    return _List(definition, levels, starts)


def _definition(element: Element) -> str:
    found = child(element, "abstractNumId", "ilst")
    return "" if found is None else value(found)


def _levels(elements: Iterable[Element]) -> dict[int, _Level]:
    levels = {digits(attribute(one, "ilvl")): one for one in elements}
    return {level: _level(one) for level, one in levels.items() if level < _LEVELS}


def _level(element: Element) -> _Level:
    parts = {name_of(part): part for one in element for part in _either(one)}
    level = digits(attribute(element, "ilvl"))
    style, text, gap = (value(parts[name]) if name in parts else "" for name in ("pStyle", "lvlText", "suff"))
    return _Level(
        form=_form(parts),
        text=text[:_LONGEST],
        start=whole(parts.get("start")),
        restarts=min(whole(parts.get("lvlRestart"), level), level),
        is_legal="isLgl" in parts and value(parts["isLgl"]) not in _OFF,
        is_apart=gap.lower() != "nothing",
        style=style,
    )


def _either(element: Element) -> Iterable[Element]:
    """Return an element, or of one that is there in two versions the second, which every program knows."""
    if name_of(element) != "AlternateContent":
        return (element,)
    fallback = child(element, "Fallback")
    return chosen(element) if fallback is None else fallback


def _form(parts: Mapping[str, Element]) -> str:
    if "nfc" in parts:
        return _FORMS.get(whole(parts["nfc"]), _DECIMAL)
    return value(parts["numFmt"]) if "numFmt" in parts else _DECIMAL


def _part(found: _List, counts: Mapping[int, int], level: int, wanted: int) -> str:
    """Return the number of one level as it is shown in that of another."""
    if wanted > level:
        return ""
    look = found.levels.get(wanted, _Level())
    form = _DECIMAL if found.levels[level].is_legal and look.form != "none" else look.form
    return written(counts.get(wanted, found.start(wanted)), form)


def _all(element: Element, *names: str) -> list[Element]:
    return [] if element is None else [one for one in element if name_of(one) in names]


def _id(element: Element) -> str:
    return next((found for name in _IDS if (found := attribute(element, name))), "")


def written(number: int, form: str) -> str:
    """Return a number as one of Word's forms writes it; where a form ends, or is not known, in plain digits."""
    if form in ("none", _BULLET):
        return ""
    if form in _RUNS:
        return _RUNS[form][number - 1] if 0 < number <= len(_RUNS[form]) else str(number)
    if form in ("upperRoman", "lowerRoman") and 0 < number <= _MOST_ROMAN:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in ("upperLetter", "lowerLetter") and 0 < number <= _MOST_LETTERS:
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form == "decimalZero":
        return f"{number:02}"
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return str(number).translate(_WIDE)
    return _chinese(number, form)


def _chinese(number: int, form: str) -> str:
    """Return a number in Chinese; some forms say units only below a hundred."""
    if form in _DIGITS or (form in _UNITS_TO_99 and number > 99):
        return "".join(_PLAIN[int(digit)] for digit in str(number))
    if number > _MOST_COUNTED:
        return str(number)
    if form == "chineseLegalSimplified":
        return _counted(number, _LEGAL, "拾佰仟")
    if form.endswith(("Counting", "CountingThousand")):
        return _counted(number, _SPOKEN, "十百千").removeprefix("一" if 9 < number < 20 else "")
    return str(number)


def _counted(number: int, names: str, units: str) -> str:
    """Return a number with its units, a zero said once for any that stand together and never at the end."""
    text = ""
    for place, digit in enumerate(reversed(str(number))):
        if digit != "0":
            text = names[int(digit)] + (units[place - 1] if place else "") + text
        elif text and not text.startswith(names[0]):
            text = names[0] + text
    return text or names[0]


def _roman(number: int) -> str:
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (number // worth)
        number %= worth
    return text
