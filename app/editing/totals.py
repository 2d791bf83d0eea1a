"""What the projects of each unit come to, against what the form of the whole unit says."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from app.editing.grouping import UnitGroup
from app.model.money import MoneyUnit, from_yuan, shortest
from app.model.refs import FormKind

_ZERO = Decimal(0)


class UnitTotal(NamedTuple):
    """The money of one unit, in 元.

    Attributes:
        projects: how many there are.
        amount: what they come to.
        without: how many of them have no amount yet.
        whole: what the form of the whole unit says; ``None`` where there is none or it says nothing.
    """

    name: str
    code: str
    projects: int
    amount: Decimal
    without: int
    whole: Decimal | None

    @property
    def left(self) -> Decimal | None:
        """What the whole has besides its projects; less than nothing where they have more than it."""
        return None if self.whole is None else self.whole - self.amount


def unit_totals(groups: Iterable[UnitGroup]) -> list[UnitTotal]:
    """Return the totals of each unit that has projects or a form of the whole, in the order of the list."""
    totals = (_total(group) for group in groups)
    return [total for total in totals if total.projects or total.whole is not None]


def _total(group: UnitGroup) -> UnitTotal:
    projects = [line.amount for line in group.lines if line.ref.kind is FormKind.PROJECT]
    wholes = [line.amount for line in group.lines if line.ref.kind is FormKind.OVERALL and line.amount is not None]
    amount = sum((one for one in projects if one is not None), _ZERO)
    return UnitTotal(
        group.name, group.code, len(projects), amount, projects.count(None), sum(wholes, _ZERO) if wholes else None
    )


def grand_total(totals: Sequence[UnitTotal]) -> UnitTotal:
    """Return all units together; their wholes only count together where every unit with projects has one."""
    wholes = [total.whole for total in totals if total.whole is not None]
    complete = bool(wholes) and all(total.whole is not None for total in totals)
    return UnitTotal(
        "合计",
        "",
        sum(total.projects for total in totals),
        sum((total.amount for total in totals), _ZERO),
        sum(total.without for total in totals),
        sum(wholes, _ZERO) if complete else None,
    )


def total_sentence(total: UnitTotal) -> str:
    """Return what there is to say of a total: “14 个项目，合计 1190 万元；整体表 1500 万元，项目以外 310 万元”."""
    words = f"{total.projects} 个项目，合计 {in_ten_thousands(total.amount)} 万元"
    words += f"（{total.without} 个没有填金额）" if total.without else ""
    return f"{words}；{against_whole(total)}"


def against_whole(total: UnitTotal) -> str:
    """Return how the projects stand to the whole."""
    if total.whole is None or total.left is None:
        return "没有整体表的金额可比"
    words = f"整体表 {in_ten_thousands(total.whole)} 万元"
    if total.left < 0:
        return f"{words}，项目超出 {in_ten_thousands(-total.left)} 万元"
    return f"{words}，项目以外 {in_ten_thousands(total.left)} 万元" if total.left else f"{words}，正好相等"


def in_ten_thousands(amount: Decimal | None) -> str:
    """Return an amount in 万元."""
    return "" if amount is None else shortest(from_yuan(amount, MoneyUnit.TEN_THOUSAND_YUAN))
