"""Rules on what an indicator says."""

import re
from collections import defaultdict
from collections.abc import Iterator

from app.base.words import shown
from app.model.changes import update
from app.model.issues import Fix
from app.model.operators import Operator
from app.rules.context import Context
from app.rules.rows import Row
from app.rules.rule import EachRow, Finding, rule
from app.rules.words import row_numbers, row_words, squeezed, unspaced

_MONEY_UNIT = re.compile(r"[百千]?[万亿]?元|[万亿]$")
_SPENDING = re.compile(r"成本|费用|经费|支出|补贴|补助|租赁|印制|印刷|购置")
_RISING = re.compile(r"节约|节省|减少|降低|下降|压减|压缩|率$")  # savings and rates, the more the better


@rule(
    "duplicate_indicator_name",
    title="指标重名",
    explanation="同一个二级指标下，三级指标不应重名：评分时分不清是哪一项。",
    source="公开表中的问题：同一张表里指标重名，五份文件中有 6 处",
)
def duplicate_indicator_name(context: Context) -> Iterator[Finding]:
    """No two rows under the same levels have the same name; a count and its cost may share one."""
    groups = defaultdict(list)
    for row in context.rows:
        if row.name:
            groups[(*row.pair, row.name)].append(row)
    for same in groups.values():
        if len(same) > 1:
            what = shown(same[0].level3)
            message = f"{row_numbers(same)}的{context.column('level3')}都是“{what}”，请合并或改名。"
            yield Finding(message, same[-1].number, "level3")


@rule(
    "text_too_long",
    title="文字太长",
    explanation="预算绩效管理系统的栏目有字数限制，超过的填不进去，或者被截断。各地不同，所以只是提示。",
    source="一些省的预算绩效管理系统：三级指标不超过 100 字，指标值不超过 200 字；公开表中也有更长的",
)
@EachRow
def text_too_long(context: Context, row: Row) -> Iterator[Finding]:
    """No text of a row is longer than the bureau's system takes."""
    for name, longest in context.library.longest.items():
        text = vars(row.record)[name]
        if len(text) > longest and (length := len(unspaced(text))) > longest:
            advice = f"预算系统一般最多填 {longest} 个，请删减，或先问清能不能填"
            message = f"{row_words(row)}：{context.column(name)}有 {length} 个字，{advice}。"
            yield Finding(message, row.number, name)


@rule(
    "cost_operator_ge",
    title="成本指标用了“≥”",
    explanation="成本是上限，应设“≤”或“=”；用“≥”表示花得越多越好。节约额、节约率、预算执行率不算。",
    source="公开表中最常见的问题之一：成本指标用“≥”，五份文件中有 29 处",
)
@EachRow
def cost_operator_ge(context: Context, row: Row) -> Iterator[Finding]:
    """A cost is bounded from above."""
    operator = row.operator
    if operator in (Operator.AT_LEAST, Operator.MORE_THAN) and _is_cost(context, row):
        message = f"{row_words(row)}：成本是上限，不应用“{operator.value}”，请改为“≤”或“=”。"
        fix = Fix("改为“≤”", (update(row.record, operator=Operator.AT_MOST),))
        yield Finding(message, row.number, "operator", fix)


def _is_cost(context: Context, row: Row) -> bool:
    pair = row.pair
    if _RISING.search(unspaced(row.level3)):
        return False
    if any(pair):
        return pair in context.library.cost_pairs or any("成本" in level for level in pair)
    return _names_spending(row)


def _names_spending(row: Row) -> bool:
    """Whether a row without levels is about money spent, by its name and unit."""
    is_money = _MONEY_UNIT.match(squeezed(row.unit))
    return bool(is_money and _SPENDING.search(unspaced(row.level3)))
