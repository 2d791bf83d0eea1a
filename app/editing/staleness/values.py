"""Signs of age in amounts and values."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, takewhile

from app.base.words import shown
from app.definitions.vocabulary import Taxonomy
from app.editing.beside import Beside, beside, paired_rows
from app.editing.staleness.past import Past
from app.editing.staleness.sign import sign
from app.model.money import from_yuan, is_number, parse_decimal, shortest
from app.model.records import Form, Indicator
from app.rules.rows import Row
from app.rules.rule import Finding
from app.rules.words import levels_of, row_numbers, row_words, squeezed

_YEARS_UNCHANGED = 2
_LONGEST = 20  # digits; decimals are exact up to 28
_FAR_ABOVE, _FAR_BELOW = Decimal("1.3"), Decimal("0.6")
_LEADING = re.compile(r"[≥≤><=]*(-?[0-9]+(?:\.[0-9]+)?)")
_MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "万": Decimal(10_000), "亿元": Decimal(100_000_000)}
_CENT_OF_TEN_THOUSAND = Decimal(100)  # 元; sums are printed in 万元 with two decimals


@sign(
    "amount_carried",
    title="金额还是上一年的",
    explanation="结转时金额照抄，要按新年度的预算改写。",
    source="财预〔2015〕88号：绩效目标与预算同步编制、相匹配",
)
def amount_carried(past: Past) -> Iterator[Finding]:
    """The amount is not simply last year's."""
    amount = _amount(past.form)
    if amount is not None and past.last and _amount(past.last) == amount:
        what = f"{past.label('amount')} {_money(past, amount)}"
        yield Finding(f"{what}与 {past.last_year} 年相同，请按 {past.year} 年的预算核对。", None, "amount")


def _money(past: Past, amount: Decimal) -> str:
    unit = past.context.layout.head.money_unit
    return f"{shortest(from_yuan(amount, unit))} {unit.value}"


@sign(
    "value_unchanged",
    title="指标值多年不变",
    explanation="指标值连续两年以上没有变，要看它是否仍有压力、与实际是否相符。",
    source="财预〔2015〕88号：绩效目标审核中的适当性审核；潼南区政府办公室2024、2026年的表多数指标值相同",
)
def value_unchanged(past: Past) -> Iterator[Finding]:
    """A target was raised or looked at within the last two years."""
    by_years: dict[tuple[int, ...], list[Row]] = defaultdict(list)
    steps = [beside(earlier, past.form) for earlier in past.earlier]
    for row in past.context.rows:
        years = tuple(_years_unchanged(past, steps, row))
        if len(years) >= _YEARS_UNCHANGED:
            by_years[years].append(row)
    for years, rows in by_years.items():
        when = "、".join(map(str, reversed(years)))
        message = (
            f"{_rows(past, rows)}的{past.context.column('value')} {when} 年都一样，请核对 {past.year} 年是否仍然合适。"
        )
        yield Finding(message, rows[0].number, "value")


def _years_unchanged(past: Past, steps: list[Beside], row: Row) -> Iterator[int]:
    same = takewhile(lambda one: one[1].rows[row.number - 1].same_target, zip(past.earlier, steps, strict=True))
    return (earlier.year or 0 for earlier, _ in same)


def _rows(past: Past, rows: list[Row]) -> str:
    if len(rows) == len(past.context.rows):
        return "所有指标"
    return row_words(rows[0]) if len(rows) == 1 else row_numbers(rows)


@sign(
    "indicators_unchanged",
    title="金额变了，指标没有变",
    explanation="钱多了或少了，要做的事应当随着变，否则指标与资金不匹配。",
    source="财预〔2015〕88号：绩效目标审核中的适当性审核（资金规模与绩效目标是否匹配）",
)
def indicators_unchanged(past: Past) -> Iterator[Finding]:
    """With another amount, something else is to be reached."""
    for this, last in pairwise([past.form, *past.earlier]):
        old, new = _amount(last), _amount(this)
        if old is not None and new is not None and old != new:
            if beside(last, this).same_targets:
                change = f"从 {last.year} 年的 {_money(past, old)}变为 {this.year} 年的 {_money(past, new)}"
                message = f"{past.label('amount')}{change}，指标值却一个没变，请核对指标。"
                yield Finding(message, None, "indicators")
            return


@sign(
    "cost_left_amount",
    title="成本指标合计不再等于资金总额",
    explanation="上一年的成本指标相加正是资金总额，现在不是了：改了金额，成本指标也要改。",
    source="重庆市公开的项目绩效目标表：14 张的成本指标合计等于资金总额",
)
def cost_left_amount(past: Past) -> Iterator[Finding]:
    """Costs that came to the amount still do."""
    if past.last is None or not _costs_fit(past.last, past) or _costs_fit(past.form, past):
        return
    amount, costs = _amount(past.form), _costs(past.form, past)
    if amount is not None:
        sums = f"成本指标合计 {_money(past, costs)}，{past.label('amount')} {_money(past, amount)}"
        yield Finding(f"{sums}，{past.last_year} 年两者相等，请核对。", None, "amount")


def _costs_fit(form: Form, past: Past) -> bool:
    amount = _amount(form)
    return bool(amount) and abs(_costs(form, past) - (amount or 0)) < _CENT_OF_TEN_THOUSAND


def _amount(form: Form) -> Decimal | None:
    amount: Decimal | None = getattr(form, "amount", None)
    return amount


def _costs(form: Form, past: Past) -> Decimal:
    taxonomies = list(past.context.library.taxonomies.values())
    return sum((_yuan(row) for row in form.indicators if _is_cost(row, taxonomies)), Decimal(0))


def _is_cost(row: Indicator, taxonomies: list[Taxonomy]) -> bool:
    return any(levels_of(row) in taxonomy.cost for taxonomy in taxonomies)


def _yuan(row: Indicator) -> Decimal:
    value, unit = row.value.strip(), _MONEY.get(squeezed(row.unit))
    return parse_decimal(value) * unit if unit and is_number(value) else Decimal(0)


@sign(
    "far_from_target",
    title="去年的完成值离指标值很远",
    explanation="完成值达到指标值的 130% 以上，或不到 60%，说明指标值定得不合实际，要按实际调整。",
    source="项目支出绩效自评的要求：完成值高于指标值 30% 以上的，要分析原因，属于指标值设定偏低的要调整",
)
def far_from_target(past: Past) -> Iterator[Finding]:
    """The target is not far from what was really reached."""
    if past.evaluation is None:
        return
    for left, right in paired_rows(past.evaluation.indicators, past.form.indicators):
        evaluated, row = past.evaluation.indicators[left], past.context.rows[right]
        share = _share(evaluated)
        same_name = squeezed(evaluated.level3) == squeezed(row.level3)
        if same_name and share is not None and not _FAR_BELOW <= share < _FAR_ABOVE:
            yield Finding(_far_message(past, row, evaluated, share), row.number, "value")


def _share(row: Indicator) -> Decimal | None:
    target, actual = _number(row.value), _number(row.actual)
    return actual / target if target and target > 0 and actual is not None else None


def _number(text: str) -> Decimal | None:
    found = _LEADING.match(squeezed(text).replace(",", ""))
    return Decimal(found[1]) if found and len(found[1]) <= _LONGEST else None


def _far_message(past: Past, row: Row, evaluated: Indicator, share: Decimal) -> str:
    year = past.evaluation.year if past.evaluation else None
    target = f"{evaluated.operator.value}{shown(evaluated.value)}{evaluated.unit}"
    done = f"{year} 年自评的完成值 {shown(evaluated.actual)} 是指标值（{target}）的 {share:.0%}"
    return f"{row_words(row)}：{done}，请按实际调整{past.context.column('value')}。"
