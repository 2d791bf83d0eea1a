"""Years in texts as people write them: found, understood by what stands around them, and moved on.

A year is moved without asking only where it surely says when something is to be done. The year of a document, of
something that has happened, of a plan over several years or of a fixed day stays until the clerk has looked.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import NamedTuple

_DIGITS = "0-9０-９"
_CHINESE = "〇○零Ｏ一二三四五六七八九"
_NUMERALS = dict.fromkeys("〇○零ＯOo", "0") | dict(zip("一二三四五六七八九", "123456789", strict=True))
_YEAR = rf"(?:[12１２][{_DIGITS}]{{3}}|[一二][{_CHINESE}Oo]{{3}})"
_BEFORE = rf"(?<![{_DIGITS}A-Za-z{_CHINESE}])(?<![{_DIGITS}][.．,，])"
_AFTER = rf"(?![{_DIGITS}A-Za-z{_CHINESE}])"
_JOINT = r"\s*年?度?\s*(?:[-－—–―~～至到]|——)\s*"
_SPAN = re.compile(rf"{_BEFORE}(?P<first>{_YEAR})(?:{_JOINT}(?P<last>{_YEAR}))?{_AFTER}")
_EARLIEST, _LATEST = 1949, 2099

_SCHOOL = re.compile(r"\s*学年")
_YEAR_WORD = re.compile(r"\s*(?:年|学年)")
_DAY = re.compile(
    rf"\s*(?:年\s*[{_DIGITS}一二三四五六七八九十]{{1,3}}\s*月"
    rf"|[-./／][{_DIGITS}]{{1,2}}(?:[-./／][{_DIGITS}]{{1,2}})?(?![{_DIGITS}A-Za-z.％%元万亿]))"
)
_NUMBERED = re.compile(rf"\s*(?:年\s*)?[〕\]］)）】]?\s*第?\s*[{_DIGITS}一二三四五六七八九十百]+\s*号")
_DEADLINE = re.compile(r"[^，,。；;！!\n]{0,12}?(?:之?以?前(?![期往端列景])|底(?![线数册座])|末)(?:[^，,。；;！!\n]*)$")
_CLAUSE_ENDS = "，,。；;！!？?\n"
_NOT_COUNTED = re.compile(r"\s*(?:[%％‰*×＊xX/／+＋=＝元万亿千百余多]|[-－.．][0-9])")
_COUNTED = re.compile(r"(?:[≥≤＞＜>=＝<×*＊+＋约近共计达]|不少于|不低于|不超过)\s*$")
_TITLE = re.compile(r"关于[^。；;\n《》]*$")
_TITLE_END = re.compile(r"[^。；;\n《》]{0,40}?的?(?:通知|意见|批复|办法|方案|决定|函|请示|报告|规定|公告)")
_SINCE = re.compile(r"(?:自从?|从|早在|始于|起于|截[至止]|已于|到|至)\s*$")
_HAPPENED = re.compile(
    r"已|曾|原有|我.原|以来|年[度底末初]?起|印发|出台|下发|发布|成立|批准|获批|投入使用|建成|(?:为|于)[^，]*建设"
)
_OPENING, _CLOSING = "（(〔[［【", "）)〕]］】"


class Use(StrEnum):
    """What a year in a text is for; only the first may be changed without looking."""

    PLAN = "plan"
    DOCUMENT = "document"
    PAST = "past"
    DAY = "day"
    PERIOD = "period"
    BRACKET = "bracket"
    BARE = "bare"

    @property
    def why(self) -> str:
        """Why the clerk has to look, nothing where that is not needed."""
        return _WHY[self]


_WHY = {
    Use.PLAN: "",
    Use.DOCUMENT: "这是所引文件的年份，请核对有没有新的文件",
    Use.PAST: "这是已经发生的事",
    Use.DAY: "这是具体的日期",
    Use.PERIOD: "这是跨年的期间，可能仍然有效",
    Use.BRACKET: "这是括号里的年份，可能是立项年份",
    Use.BARE: "后面没有“年”字，可能不是年份",
}


class YearFound(NamedTuple):
    """A year, or a span of years, in a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        years: the year, or the first and last.
        use: what it is for.
    """

    start: int
    end: int
    years: tuple[int, ...]
    use: Use


def years_in(text: str, units: Collection[str] = ()) -> Iterator[YearFound]:
    """Yield the years in a text from left to right; a number of things is none.

    Args:
        text: any text.
        units: words that make a number before them one of things, as 次 and 人.
    """
    for found in _SPAN.finditer(text):
        years = tuple(_number(found[name]) for name in ("first", "last") if found[name])
        if all(_EARLIEST <= year <= _LATEST for year in years) and (use := _use(found, years, units)):
            yield YearFound(found.start(), found.end(), years, use)


def _number(written: str) -> int:
    return int("".join(_NUMERALS.get(sign, sign) for sign in unicodedata.normalize("NFKC", written)))


def _use(found: re.Match[str], years: tuple[int, ...], units: Collection[str]) -> Use | None:
    """Return what a year is for, nothing where it is a number of things."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    if not _is_year(before, after, units):
        return None
    if _is_cited(before, after):
        return Use.DOCUMENT
    if len(years) > 1:
        return Use.PLAN if _SCHOOL.match(after) else Use.PERIOD
    return _use_of_one(before, after)


def _use_of_one(before: str, after: str) -> Use:
    if _has_happened(before, after):
        return Use.PAST
    if _DAY.match(after):
        return Use.PLAN if _DEADLINE.match(_clause_after(after)) else Use.DAY
    if not _YEAR_WORD.match(after):
        return Use.BARE if before.strip() else Use.PLAN
    return Use.BRACKET if before[-1:] and before[-1] in _OPENING and _closes(after) else Use.PLAN


def _closes(after: str) -> bool:
    return bool(re.match(rf"\s*年度?\s*[{re.escape(_CLOSING)}]", after))


def _is_year(before: str, after: str, units: Collection[str]) -> bool:
    if _YEAR_WORD.match(after) or _DAY.match(after) or _NUMBERED.match(after):
        return True
    counted = _COUNTED.search(before) or _NOT_COUNTED.match(after)
    return not counted and not any(after.lstrip().startswith(unit) for unit in units)


def _is_cited(before: str, after: str) -> bool:
    if _NUMBERED.match(after) and not _DAY.match(after):
        return True
    if before.rfind("《") > before.rfind("》"):
        return True
    return bool(_TITLE.search(before) and _TITLE_END.match(after))


def _has_happened(before: str, after: str) -> bool:
    clause = _clause_before(before)
    return bool(_SINCE.search(clause) or _HAPPENED.search(f"{clause} 年{_clause_after(after).removeprefix('年')}"))


def _clause_before(text: str) -> str:
    return text[max(text.rfind(sign) for sign in _CLAUSE_ENDS) + 1 :]


def _clause_after(text: str) -> str:
    ends = [place for sign in _CLAUSE_ENDS if (place := text.find(sign)) >= 0]
    return text[: min(ends)] if ends else text


def moved(text: str, by: int) -> str:
    """Return a text with every year in it ``by`` years later, written as it was written."""
    return re.sub(_YEAR, lambda found: _as_written(_number(found[0]) + by, found[0]), text)


def _as_written(year: int, like: str) -> str:
    """Return a year in the digits of another one."""
    signs = {_NUMERALS.get(sign, unicodedata.normalize("NFKC", sign)): sign for sign in _CHINESE} | _zero_of(like)
    if like[0] in "一二":
        return "".join(signs[digit] for digit in str(year))
    wide = like[0] in "１２"
    return "".join(chr(ord(digit) + 0xFEE0) if wide else digit for digit in str(year))


def _zero_of(like: str) -> dict[str, str]:
    zeros = [sign for sign in like if _NUMERALS.get(sign) == "0"]
    return {"0": zeros[0] if zeros else "〇"}
