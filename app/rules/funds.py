"""Rules on 资金情况 of self-evaluations: what is written must follow from the amounts beside it."""

from collections.abc import Iterator
from decimal import Decimal

from app.base.words import shown
from app.model.changes import update
from app.model.execution import execution_rate, rate_score, says
from app.model.issues import Fix
from app.model.money import shortest
from app.model.records import FundRow
from app.rules.context import Context
from app.rules.rule import Finding, rule

_WHOLE = Decimal(100)


@rule(
    "execution_rate_mismatch",
    title="执行率与金额不符",
    explanation="执行率等于全年执行数除以全年（调整）预算数，最多 100%。取整或保留几位小数都可以，但要与金额对得上。",
    source="财预〔2020〕10号所附自评表（未核对原文）；重庆市潼南区人民政府办公室2024年度自评表各行都这样算",
)
def execution_rate_mismatch(context: Context) -> Iterator[Finding]:
    """A rate that is written is what the amounts come to."""
    for number, fund in _funds(context):
        rate, written = execution_rate(fund.executed, fund.adjusted_budget), fund.execution_rate
        if rate is None or written is None or any(says(written, exact) for exact in _rates(fund)):
            continue
        message = (
            f"{_called(number, fund)}：执行率是 {shortest(written)}%，按全年执行数除以全年（调整）预算数"
            f"应为 {shortest(rate)}%，请核对金额或改正执行率。"
        )
        fix = Fix(f"把执行率改为 {shortest(rate)}", (update(fund, execution_rate=rate),))
        yield Finding(message, number, "execution_rate", fix)


@rule(
    "executed_over_budget",
    title="执行数大于预算数",
    explanation="全年执行数一般不会超过全年（调整）预算数：超过的，多半是金额填错，或调整后的预算没有填。",
    source="财预〔2020〕10号：预算执行率以全年预算数为上限，最多得满分",
)
def executed_over_budget(context: Context) -> Iterator[Finding]:
    """No more is spent than there was to spend."""
    for number, fund in _funds(context):
        spent, budget = fund.executed, fund.adjusted_budget
        if spent is not None and budget is not None and spent > budget:
            message = (
                f"{_called(number, fund)}：全年执行数 {shortest(spent)} 元大于"
                f"全年（调整）预算数 {shortest(budget)} 元，请核对。"
            )
            yield Finding(message, number, "executed")


@rule(
    "rate_score_mismatch",
    title="执行率得分不对",
    explanation="执行率的得分等于执行率乘以它的分值，最多得满分。",
    source="财预〔2020〕10号所附自评表（未核对原文）；重庆市潼南区人民政府办公室2024年度自评表各行都这样算",
)
def rate_score_mismatch(context: Context) -> Iterator[Finding]:
    """The points of a rate that are written are what the rate comes to."""
    for number, fund in _funds(context):
        score, written = rate_score(_rate(fund), fund.rate_weight), fund.rate_score
        if score is None or written is None or any(says(written, exact) for exact in _scores(fund)):
            continue
        message = (
            f"{_called(number, fund)}：执行率得分是 {shortest(written)}，按执行率乘以分值 "
            f"{shortest(fund.rate_weight)} 应为 {shortest(score)}，请核对。"
        )
        fix = Fix(f"把得分改为 {shortest(score)}", (update(fund, rate_score=score),))
        yield Finding(message, number, "rate_score", fix)


def _funds(context: Context) -> Iterator[tuple[int, FundRow]]:
    funds: list[FundRow] = getattr(context.form, "funds", [])
    yield from enumerate(funds, 1)


def _called(number: int, fund: FundRow) -> str:
    return f"资金情况第 {number} 行“{shown(fund.item)}”" if fund.item else f"资金情况第 {number} 行"


def _rates(fund: FundRow) -> Iterator[Decimal]:
    """Yield what may be written: the rate as it is, and one of more than all cut to the whole."""
    if fund.executed is not None and fund.adjusted_budget:
        exact = fund.executed * _WHOLE / fund.adjusted_budget
        yield from (exact, min(exact, _WHOLE))


def _rate(fund: FundRow) -> Decimal | None:
    return execution_rate(fund.executed, fund.adjusted_budget) if fund.execution_rate is None else fund.execution_rate


def _scores(fund: FundRow) -> Iterator[Decimal]:
    """Yield what may be written: the points of the rate as it is written, or as the amounts come to it."""
    weight = fund.rate_weight or Decimal()
    rates = (rate for rate in (fund.execution_rate, *_rates(fund)) if rate is not None)
    yield from (min(rate, _WHOLE) * weight / _WHOLE for rate in rates)
