"""A number of a spreadsheet as its cell shows it, for the formats that a clerk's typing gives a cell."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

_BUILT_IN = {9: "0%", 10: "0.00%", 2: "0.00", 4: "#,##0.00"}
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
