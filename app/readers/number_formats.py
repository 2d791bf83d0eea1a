"""A number of a spreadsheet as its cell shows it.

``shown`` never loses a digit, for our own workbooks; ``printed`` is what stands on paper, for those of others.
"""

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import NamedTuple

_BUILT_IN = {9: "0%", 10: "0.00%", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 11: "0.00E+00", 48: "0.0E+0"} | {
    **dict.fromkeys((37, 38), "#,##0;-#,##0"),
    **dict.fromkeys((39, 40), "#,##0.00;-#,##0.00"),
    **dict.fromkeys((41, 42), "#,##0"),
    **dict.fromkeys((43, 44), "#,##0.00"),
}
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_DATE = "yyyy-mm-dd"
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # quoted words, escapes, paddings, colours
_DECIMALS = re.compile(r"0\.(0+)")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zones
_LAST_DAY = 2_958_465  # 9999-12-31


def format_code(number: int, own: dict[int, str]) -> str:
    """Return the code of a number format by its number in the file."""
    if number in own:
        return own[number]
    return _DATE if number in _BUILT_IN_DATES else _BUILT_IN.get(number, "")


def shown(number: Decimal, code: str) -> str:
    """Return the digits that a cell shows, a per cent sign included; never fewer digits than the number has."""
    bare = _NOT_CODE.sub("", code.split(";")[0])
    if "%" in bare:
        return _padded(number * 100, bare) + "%"
    if re.search("[ymd]", bare, re.IGNORECASE) and 0 < number <= _LAST_DAY:
        return _date(number, has_day="d" in bare.lower())
    return _padded(number, bare)


def _padded(number: Decimal, code: str) -> str:
    """Return a number in full, with the zeros that its format adds."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    wanted = _DECIMALS.search(code)
    has = len(text.partition(".")[2])
    if wanted and has < len(wanted[1]):
        text += ("" if has else ".") + "0" * (len(wanted[1]) - has)
    return text


def _date(number: Decimal, *, has_day: bool) -> str:
    """Return a day or, where the format shows no more, a month: Excel takes “2022-06” for one when it is typed."""
    moment = _EPOCH + timedelta(days=float(number))
    if not has_day:
        return f"{moment:%Y-%m}"
    return f"{moment:%Y-%m-%d}" if number == int(number) else f"{moment:%Y-%m-%d %H:%M}"


_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[\$(?P<money>[^\]-]*)[^\]]*\]|(?P<rule>\[[<>=][^\]]*\])|\[[^\]]*\]'
    r"|(?P<general>General|G/通用格式)|(?P<digits>[0#?][0#?.,]*(?:E[+-]0+)?|\.[0#?]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTIONS = re.compile(r'((?:"[^"]*"?|\\.|[^;"\\])*)(?:;|$)', re.DOTALL)
_LONGEST_CODE = 255  # characters; what a program lets one type
_1904 = 1462  # days by which the calendar of old Macintosh files is behind


class _Part(NamedTuple):
    """A piece of a number format: ``text``, ``general``, ``digits`` or ``rule``, and what it says."""

    kind: str
    text: str


def printed(number: Decimal, code: str, *, is_1904: bool = False) -> str:
    """Return what a cell shows of a number: rounded, with separators, and with the words of its format."""
    if not code or len(code) > _LONGEST_CODE or code == "@":
        return _padded(number, "")
    section, value = _section(number, code)
    parts = _parts(section)
    bare = "".join(part.text for part in parts if part.kind == "code")
    if re.search("[ymdhs]", bare, re.IGNORECASE) and not any(part.kind == "general" for part in parts):
        return _moment(number + (_1904 if is_1904 else 0), _NOT_CODE.sub("", section).lower())
    if any(part.kind == "rule" for part in parts) or _is_fraction(parts):
        return _padded(number, "")
    return _filled(value * 100 ** bare.count("%"), parts)


def _section(number: Decimal, code: str) -> tuple[str, Decimal]:
    """Return the part of a format that is meant for a number, and the number that it is given."""
    sections = _SECTIONS.findall(code)[:-1]
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return (sections or [code])[0], number


def _parts(section: str) -> list[_Part]:
    parts = []
    for found in _TOKEN.finditer(section):
        kind = found.lastgroup
        if kind in ("general", "digits", "rule"):
            parts.append(_Part(kind, found[0]))
        elif kind == "other":
            parts.append(_Part("code", found[0]))
        elif kind:
            parts.append(_Part("text", found[kind]))
    return parts


def _is_fraction(parts: list[_Part]) -> bool:
    places = [index for index, part in enumerate(parts) if part.kind == "digits"]
    return len(places) > 1 and any(part.text == "/" for part in parts[places[0] : places[-1]])


def _filled(number: Decimal, parts: list[_Part]) -> str:
    """Return a number put into its format."""
    groups = [part.text for part in parts if part.kind == "digits"]
    sign = "-" if number < 0 and (groups or any(part.kind == "general" for part in parts)) else ""
    filled = iter(_groups(abs(number), groups))
    texts = [
        next(filled) if part.kind == "digits" else _padded(abs(number), "") if part.kind == "general" else part.text
        for part in parts
    ]
    text = "".join(texts).strip()
    return sign + text if any(character in "123456789" for character in text) else text


def _groups(number: Decimal, groups: list[str]) -> list[str]:
    """Return the digits for each group of places; words may stand between them, as in ``0"."0000`` for 万元."""
    if len(groups) <= 1:
        return [_digits(number, group) for group in groups]
    digits = _digits(number, "".join(groups).replace(",", ""))
    ends = [len(digits)]
    for group in reversed(groups[1:]):
        ends.insert(0, max(ends[0] - len(group), 0))
    starts = [0, *ends[:-1]]
    return [digits[start:end] for start, end in zip(starts, ends, strict=True)]


def _digits(number: Decimal, places: str) -> str:
    """Return a number without sign as the places of a format, such as ``#,##0.00``, show it."""
    if "E" in places.upper():
        return f"{number:.{len(re.split('[eE]', places)[0].partition('.')[2])}E}"
    scaled = places.rstrip(",")
    whole, _, decimals = scaled.partition(".")
    thousands = len(places) - len(scaled) + len(whole) - len(whole.rstrip(","))
    with localcontext(prec=400):
        rounded = (number / 1000**thousands).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    ahead, _, behind = f"{rounded:f}".partition(".")
    ahead = (ahead.lstrip("0") or "").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        ahead = f"{int(ahead):,}" if ahead else ahead
    while behind and decimals[len(behind) - 1] != "0" and behind[-1] == "0":
        behind = behind[:-1]
    return f"{ahead}.{behind}" if behind else ahead


def _moment(number: Decimal, bare: str) -> str:
    """Return a day, month or time."""
    if not 0 <= number <= _LAST_DAY:
        return _padded(number, "")
    if re.search("[yd]", bare) or not re.search("[hs]", bare):
        return _date(number, has_day="d" in bare)
    moment = _EPOCH + timedelta(seconds=round(float(number) * 86_400))
    return f"{moment:%H:%M:%S}" if "s" in bare else f"{moment:%H:%M}"
