"""Values as forms print them: operator, number and unit in one text or apart; amounts, weights, codes and years."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from app.definitions.words import recognition_words
from app.model.money import is_number, parse_decimal
from app.model.money_words import SaidUnit, amount_in, unit_in
from app.model.operators import Operator, parse_operator

_LONGEST_UNIT = 14  # letters; 微克/立方米 and 元/人·天 have fewer, sentences more
_NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?"
_GLYPH = r"(?:>=|=>|<=|=<|==|[≥≧⩾≤≦⩽><=›‹])"
_QUANTITY = re.compile(rf"({_NUMBER})(.*)", re.DOTALL)
_GLYPHS = re.compile(rf"({_GLYPH})(.*)", re.DOTALL)
_SWAPPED = {"=>": ">=", "=<": "<="}
_SENTENCE = re.compile(r"[，。；：,;:!?！？]|(?<!m)[0-9]")
_DATE_AFTER = re.compile(r"(?:年|月|日|时)(?:\d|底|初|末|中|前|后|内完成|前完成)")
_CODE = re.compile(r"([0-9A-Z]{3,30})\s*[-－—–_]\s*(\S.*)", re.DOTALL)
_BRACKETED_CODE = re.compile(r"[\[【［]\s*([0-9A-Z]{2,30})\s*[\]】］]\s*(\S.*)", re.DOTALL)
_GLUED_CODE = re.compile(r"(\d{6}|\d{3})\s*(?=[\u4e00-\u9fff])(?![年月日个])(.+)", re.DOTALL)
_PROJECT_CODE = re.compile(r"(\d{6,8}[A-Z]\d{8,13})(?:\s*[-－—–_:：]\s*|\s*(?![-－—–_:：\d\s]))(\S.*)", re.DOTALL)
_SHORTEST_PROJECT_CODE = 6
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?=\s*年|\s*[)）]|\s*-\s*20|$)")
_MONEY_AFTER = re.compile(r"[十百千万亿]*元$")
_ABSENT = frozenset({"-", "--", "—", "——", "/", "\\", "无", "－", "*", "**"})


class Quantity(NamedTuple):
    """What a printed value says.

    Attributes:
        operator: the relation; the empty one for a number printed without any.
        value: the number, or the text of a qualitative value.
        unit: of the number.
        sure: how sure the splitting is, from 0 to 1.
    """

    operator: Operator
    value: str
    unit: str
    sure: float = 1.0


def one_line(text: str) -> str:
    """Return the text of a cell without the line breaks that its width made; Latin words stay apart."""
    lines = [line.strip() for line in text.replace("\r", "\n").replace("\v", "\n").split("\n")]
    joined = ""
    for line in filter(None, lines):
        is_words = joined[-1:].isascii() and joined[-1:].isalpha() and line[:1].isascii() and line[:1].isalpha()
        joined += (" " if is_words else "") + line
    return joined


def paragraphs(text: str) -> str:
    """Return a long text with the line breaks that end a sentence, and without those that a cell's width made."""
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n")]
    joined = ""
    for line in filter(None, lines):
        ends = joined[-1:] in "。；;！!：:" and joined != ""
        begins = re.match(r"(?:[(（]?[0-9一二三四五六七八九十]{1,2}[)）]?[、.．]|目标\d|[①-⑳])", line) is not None
        joined += ("\n" if joined and ends and begins else "") + line
    return joined


def plain_text(text: str) -> str:
    """Return a text without blanks and with the plain forms of its characters: full-width 9 and ％ as 9 and %."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def quantity(text: str) -> Quantity:
    """Return operator, value and unit of a value printed in one text, such as ``≥95%`` or ``显著提升``."""
    printed = one_line(text)
    plain = plain_text(printed)
    operator, rest = _operator_before(plain)
    found = _QUANTITY.fullmatch(rest)
    if found is None:
        if operator is None or not rest:
            return Quantity(Operator.QUALITATIVE if printed else Operator.NONE, printed, "", 0.9)
        return Quantity(operator, rest, "", 0.6)
    number, unit = found[1].replace(",", ""), found[2]
    after, bare_unit = _operator_after(unit)
    unit = bare_unit if operator in (None, after) else unit
    if not is_number(number.lstrip("+")) or not _is_unit(unit):
        return Quantity(Operator.QUALITATIVE, printed, "", 0.7)
    return Quantity(operator or after or Operator.NONE, number.lstrip("+"), _unbracketed(unit), 0.95)


def operator_of(text: str) -> Operator | None:
    """Return the operator that a cell says, in a glyph or in words; ``None`` when it is none."""
    plain = plain_text(text)
    if plain in operator_words():
        return operator_words()[plain]
    try:
        return parse_operator(_SWAPPED.get(plain, plain))
    except ValueError:
        return None


def _operator_before(plain: str) -> tuple[Operator | None, str]:
    found = _GLYPHS.fullmatch(plain)
    if found:
        return parse_operator(_SWAPPED.get(found[1], found[1])), found[2]
    for word in sorted(operator_words(), key=len, reverse=True):
        if plain.startswith(word) and plain[len(word) : len(word) + 1].isdigit():
            return operator_words()[word], plain[len(word) :]
    return None, plain


def _operator_after(unit: str) -> tuple[Operator | None, str]:
    """Take 以上 and the like from the end of what stands after a number."""
    for word in sorted(_endings(), key=len, reverse=True):
        if unit.endswith(word):
            return _endings()[word], unit[: -len(word)]
    return None, unit


def _is_unit(text: str) -> bool:
    is_short = len(text) <= _LONGEST_UNIT
    return is_short and not _SENTENCE.search(text) and not _GLYPHS.search(text) and not _DATE_AFTER.search(text)


def _unbracketed(unit: str) -> str:
    if unit.startswith("(") and unit.endswith(")") and unit.count("(") == 1:
        return unit[1:-1]
    return unit.replace("(", "（").replace(")", "）")


@cache
def operator_words() -> Mapping[str, Operator]:
    """Return the words that stand for operators, such as 不低于."""
    said = recognition_words().operators
    return {word: Operator(operator) for operator, words in said.items() for word in words}


@cache
def _endings() -> Mapping[str, Operator]:
    said = recognition_words().suffixes
    return {word: Operator(operator) for operator, words in said.items() for word in words}


def is_absent(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return plain_text(text) in _ABSENT


def number_of(text: str) -> Decimal | None:
    """Return the number that a cell prints, with separators, a per cent sign, a unit in brackets or none of these."""
    plain = plain_text(text).replace(",", "").removesuffix("%").removesuffix("分")
    plain = _MONEY_AFTER.sub("", plain).removeprefix("¥").lstrip("+")
    try:
        return parse_decimal(plain)
    except ValueError:
        return None


def amount_of(text: str) -> tuple[Decimal | None, SaidUnit | None]:
    """Return the number of an amount, and the unit that stands behind it where one does: “496千元”, “1.2亿”."""
    digits, unit = amount_in(text)
    return number_of(digits), unit


def money_unit_in(text: str) -> SaidUnit | None:
    """Return the unit of money that a label or corner names: （万元）, 单位：千元; none where a bracket is cut off."""
    plain = plain_text(text)
    return unit_in(plain) if plain.count(")") <= plain.count("(") else None


def code_and_name(text: str) -> tuple[str, str]:
    """Return code and name of “312-政府办”, “[292]信访局”, “105001信访局”; no code where there is none."""
    line = one_line(text)
    for pattern in (_CODE, _BRACKETED_CODE, _GLUED_CODE):
        found = pattern.fullmatch(line)
        if found and any(letter.isdigit() for letter in found[1]):
            return found[1], found[2].strip()
    return "", line


def project_code_and_name(text: str) -> tuple[str, str]:
    """Return code and name of “51010025T000012345678-道路维护”; a short number before a name is a part of it."""
    line = one_line(text)
    glued = _PROJECT_CODE.fullmatch(line)
    if glued:
        return glued[1], glued[2].strip()
    code, name = code_and_name(line)
    return (code, name) if len(code) >= _SHORTEST_PROJECT_CODE else ("", line)


def year_in(text: str) -> int | None:
    """Return the year that a title or line names."""
    found = _YEAR.search(unicodedata.normalize("NFKC", text))
    return int(found[1]) if found else None
