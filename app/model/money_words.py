"""The units of money that a caption names: 元 and its multiples from 百元 to 万亿元, however they are written.

A caption that names another currency, or a multiple that is none, says something too: that nobody knows what the
amounts under it are. That is told apart from a caption that says nothing.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from app.model.money import MoneyUnit

_ZEROS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_PLAIN = str.maketrans("拾佰仟萬億", "十百千万亿")
_MULTIPLE = re.compile("[十百千]?万?亿?")
_MANY = "[十百千万亿]*"
_FOREIGN = "[美欧日港澳加韩]元|美金|港币|台币|英镑|法郎|卢布"
# A unit without a multiple is a word of its own, for 广元市, 三元区, 元月 and 增加元数 are no money.
_APART, _ENDED = r"(?:(?<![\u4e00-\u9fff])|(?<=[币位额算数款金费价准]))", r"(?![\u4e00-\u9fff])"
_NAMED = re.compile(
    r"(?P<corner>单位:(?:人民币)?)?(?P<number>\d[\d.,]*)?(?:"
    rf"(?P<many>[十百千万亿]+)(?:(?P<coin>{_FOREIGN})|[元圆](?![旦素宵件首老化满]))"
    rf"|{_APART}(?:(?P<plain_coin>{_FOREIGN})|[元圆]){_ENDED})"
)
_ALONE = re.compile(r"(?:\(|单位:)(?:人民币:?)?([十百]?[千万亿]+)(?=\)|$)")
_AMOUNT = re.compile(
    rf"(?P<number>.*?\d)(?:(?P<many>{_MANY})(?:(?P<coin>{_FOREIGN})|[元圆])|(?P<alone>[十百]?[千万亿]+))"
)


@dataclass(frozen=True)
class SaidUnit:
    """A unit of money as it was named.

    Attributes:
        name: as printed; two names of one unit are the same unit.
        zeros: how many the unit is 元 followed by; ``None`` where nobody knows what it is.
    """

    name: str = field(compare=False)
    zeros: int | None = 0

    @property
    def is_known(self) -> bool:
        """Whether amounts in it can be counted in 元."""
        return self.zeros is not None

    @property
    def yuan(self) -> Decimal:
        """How many 元 one unit is.

        Raises:
            ValueError: nobody knows.
        """
        if self.zeros is None:
            raise ValueError(self.name)
        return Decimal(10**self.zeros)

    @property
    def printed(self) -> MoneyUnit:
        """The largest unit of the forms that is not larger, in which the amount has no new decimals."""
        ten_thousand = MoneyUnit.TEN_THOUSAND_YUAN
        return MoneyUnit.YUAN if self.yuan < ten_thousand.yuan else ten_thousand


class SaidAmount(NamedTuple):
    """A text as far as it is an amount: its digits, and the unit behind them where there is one."""

    digits: str
    unit: SaidUnit | None


@lru_cache(maxsize=4096)
def unit_in(text: str) -> SaidUnit | None:
    """Return the unit of money that a caption names, such as （万元）, 单位：千元 or （亿）, if it names one.

    A number with its unit is an amount and no caption; only “单位：10万元” is one, which nobody understands.
    """
    plain = _squeezed(text)
    for found in _NAMED.finditer(plain):
        name = found[0].removeprefix(found["corner"] or "")
        if found["number"] and found["corner"]:
            return SaidUnit(name, None)
        if not found["number"]:
            return _unit(found["many"] or "", found["coin"] or found["plain_coin"], name)
    alone = _ALONE.search(plain)
    return _unit(alone[1], None, alone[1]) if alone else None


def amount_in(text: str) -> SaidAmount:
    """Return an amount and the unit that stands behind it: “1.2亿元” is 1.2 in 亿元, “60” says no unit."""
    plain = _squeezed(text)
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return SaidAmount(plain, None)
    many = found["alone"] or found["many"]
    return SaidAmount(found["number"], _unit(many, found["coin"], plain.removeprefix(found["number"])))


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_PLAIN)


def _unit(many: str, coin: str | None, name: str) -> SaidUnit:
    """Return the unit that so many 元 or of another coin are; of 百千元 nobody knows what is meant."""
    is_known = coin is None and _MULTIPLE.fullmatch(many) is not None
    return SaidUnit(name, sum(_ZEROS[one] for one in many) if is_known else None)
