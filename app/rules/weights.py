"""Rules on weights. Decimals throughout; a form whose rows have no weight at all prints none and is left alone."""

from collections.abc import Iterator
from decimal import Decimal

from app.definitions.vocabulary import WeightPolicy
from app.model.changes import update
from app.model.issues import Fix
from app.model.money import shortest
from app.rules.context import Context
from app.rules.rows import Row
from app.rules.rule import Finding, rule
from app.rules.words import row_numbers, row_words

ZERO = Decimal(0)


@rule(
    "weight_sum",
    title="权重合计不对",
    explanation="各行指标的权重相加，应等于本表规定的合计。"
    "预算执行率占的分不列成一行，所以重庆的项目表合计 90、整体表合计 100。",
    source="重庆市公开的项目绩效目标表（44 张中 43 张合计 90）；綦江区政府办公室2022年第 3 张合计 95",
)
def weight_sum(context: Context) -> Iterator[Finding]:
    """The weights of the rows come to what the policy says, and every row has one."""
    blank = [row for row in context.rows if row.weight is None]
    if len(blank) == len(context.rows):
        return
    total = sum((row.weight or ZERO for row in context.rows), ZERO)
    if blank or total != context.weights.indicator_sum:
        message = _sum_message(total, context.weights, blank)
        yield Finding(message, blank[0].number if blank else None, "weight", _remainder_fix(context))


@rule(
    "weight_not_positive",
    title="权重不大于 0",
    explanation="每项指标都要计分，权重应大于 0；不计分的内容不必列成指标。",
    source="重庆市公开的绩效目标表：每项指标的权重都大于 0",
)
def weight_not_positive(context: Context) -> Iterator[Finding]:
    """A weight that is filled in is more than nothing."""
    for row in context.rows:
        weight = row.weight
        if weight is not None and weight <= 0:
            message = f"{row_words(row)}：权重是 {shortest(weight)}，应大于 0，请改正。"
            yield Finding(message, row.number, "weight", _remainder_fix(context))


def _sum_message(total: Decimal, policy: WeightPolicy, blank: list[Row]) -> str:
    missing = f"，{row_numbers(blank)}没有权重" if blank else ""
    lacking = policy.indicator_sum - total
    if not lacking:
        return f"指标权重合计已是 {shortest(total)}{missing}，请重新分配。"
    advice = "请核对各行" if not blank else "请补上" if lacking > 0 else "请重新分配"
    return f"{_comparison(total, policy)}，{_difference(lacking)}{missing}，{advice}。"


def _comparison(total: Decimal, policy: WeightPolicy) -> str:
    text = f"指标权重合计 {shortest(total)}，应为 {shortest(policy.indicator_sum)}"
    if not policy.execution_weight:
        return text
    return f"{text}（预算执行率另占 {shortest(policy.execution_weight)}，共 {shortest(policy.total)}）"


def _difference(lacking: Decimal) -> str:
    return f"还差 {shortest(lacking)}" if lacking > 0 else f"多出 {shortest(-lacking)}"


def _remainder_fix(context: Context) -> Fix | None:
    """Give what is left to the one row without a weight; with several such rows only the clerk knows."""
    needy = [row for row in context.rows if not (row.weight or ZERO) > 0] or list(context.rows)
    if len(needy) != 1:
        return None
    row = needy[0]
    given = sum((other.weight or ZERO for other in context.rows if other is not row), ZERO)
    left = context.weights.indicator_sum - given
    if left <= 0:
        return None
    label = f"把剩余 {shortest(left)} 分给第 {row.number} 行" if given else f"把权重改为 {shortest(left)}"
    return Fix(label, (update(row.record, weight=left),))
