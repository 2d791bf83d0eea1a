"""Rules on operator, value and unit."""

from collections.abc import Iterator

from app.base.words import shown
from app.model.changes import update
from app.model.issues import Fix
from app.model.operators import Operator
from app.rules.context import Context
from app.rules.numbers import has_number, is_plain_or_percent, meant_by
from app.rules.rows import Row
from app.rules.rule import EachRow, Finding, rule
from app.rules.words import row_words, squeezed

_RATIO_ENDINGS = ("率", "满意度", "比例", "占比", "比重")


@rule(
    "value_not_number",
    title="定量指标的值不是数字",
    explanation="指标性质是 ≥、>、=、<、≤ 的，指标值应是一个数字，不带分隔符，单位另填；"
    "不能用数字衡量的，指标性质应为“定性”。",
    source="预算绩效管理系统的校验：定量指标的值为数字",
)
@EachRow
def value_not_number(context: Context, row: Row) -> Iterator[Finding]:
    """The value beside a relation is a plain number."""
    if row.operator.is_quantitative and row.value.strip() and not has_number(row):
        yield _not_a_number(context, row)


def _not_a_number(context: Context, row: Row) -> Finding:
    what, value, sign = context.column("value"), shown(row.value), row.operator.value
    where, nature = row_words(row), context.column("operator")
    if meant := meant_by(row, context.units):
        beside = f"，单位填“{meant.unit}”" if meant.unit != row.unit else ""
        message = f"{where}：{what}“{value}”应写成单独的数字，请改为 {meant.value}{beside}。"
        changes = (update(row.record, **meant._asdict()),)
        return Finding(message, row.number, "value", Fix(f"改为 {meant.value}{beside}", changes))
    message = f"{where}：{nature}是“{sign}”，{what}“{value}”却不是数字，请改填数字，或把{nature}改为“定性”。"
    return Finding(message, row.number, "value", _to_qualitative(context, row))


def _to_qualitative(context: Context, row: Row) -> Fix | None:
    """Offer 定性 for a word such as 优 or 长期; a text with a figure in it may mean the figure."""
    if row.unit.strip() or any(character.isnumeric() for character in row.value):
        return None
    return Fix(f"把{context.column('operator')}改为“定性”", (update(row.record, operator=Operator.QUALITATIVE),))


@rule(
    "operator_missing",
    title="没有选指标性质",
    explanation="指标值是数字的，要说明是至少（≥）、最多（≤）还是正好（=）；用文字的选“定性”。",
    source="预算绩效管理系统的校验：指标性质必选",
)
@EachRow
def operator_missing(context: Context, row: Row) -> Iterator[Finding]:
    """A value says how it is meant, where the form has a column of its own for that."""
    if row.operator is Operator.NONE and row.value.strip() and context.has_operators:
        fix = _to_quantitative(context, row) or _to_qualitative(context, row)
        message = f"{row_words(row)}：没有选{context.column('operator')}，请选“≥”“≤”“=”之一，或选“定性”。"
        yield Finding(message, row.number, "operator", fix)


@rule(
    "unit_missing",
    title="定量指标没有单位",
    explanation="数字要有单位才知道说的是多少，比率也要填“%”。",
    source="綦江区政府办公室2022年公开表第 1、3 张：三个指标没有度量单位",
)
@EachRow
def unit_missing(context: Context, row: Row) -> Iterator[Finding]:
    """A number has a unit."""
    if row.operator.is_quantitative and not row.unit.strip() and has_number(row):
        what = context.column("unit")
        message = f"{row_words(row)}：{context.column('value')}是 {shown(row.value)}，没有{what}，请补上。"
        yield Finding(message, row.number, "unit", _unit_fix(context, row))


def _unit_fix(context: Context, row: Row) -> Fix | None:
    """Offer the unit that the indicator's own name tells: 满意度 is per cent, 次数 and 会议（次） are counted in 次."""
    name = squeezed(row.level3)
    told = (unit for unit in sorted(context.units) if name.endswith((f"{unit}数", f"({squeezed(unit)})")))
    unit = "%" if name.endswith(_RATIO_ENDINGS) else next(told, "")
    return Fix(f"单位填“{unit}”", (update(row.record, unit=unit),)) if unit else None


@rule(
    "unit_on_qualitative",
    title="定性指标填了单位",
    explanation="定性指标的值是“优”“完成”一类的文字，没有单位。",
    source="预算绩效管理系统的校验：定性指标不填度量单位",
)
@EachRow
def unit_on_qualitative(context: Context, row: Row) -> Iterator[Finding]:
    """A qualitative row has no unit; one with a number is another rule's matter."""
    unit = row.unit.strip()
    if row.operator is Operator.QUALITATIVE and unit and not is_plain_or_percent(row.value):
        message = f"{row_words(row)}：定性指标不用{context.column('unit')}，请去掉“{shown(unit)}”。"
        yield Finding(message, row.number, "unit", Fix(f"去掉“{unit}”", (update(row.record, unit=""),)))


@rule(
    "qualitative_with_number",
    title="定性指标的值是数字",
    explanation="指标值是数字的应是定量指标，请选 ≥、>、=、<、≤ 之一并填单位；确是定性的，请用文字写明应达到的程度。",
    source="预算绩效管理系统的校验：定性指标的值为文字",
)
@EachRow
def qualitative_with_number(context: Context, row: Row) -> Iterator[Finding]:
    """The value of a qualitative row is a word."""
    if row.operator is Operator.QUALITATIVE and is_plain_or_percent(row.value):
        nature, number = context.column("operator"), f"{context.column('value')}却是数字“{shown(row.value)}”"
        message = f"{row_words(row)}：{nature}是“定性”，{number}，请改{nature}或改用文字。"
        yield Finding(message, row.number, "operator", _to_quantitative(context, row))


def _to_quantitative(context: Context, row: Row) -> Fix | None:
    """Offer “=”, the only relation that claims no more than what is written, where a unit shows a number is meant."""
    if not row.unit.strip() or not has_number(row):
        return None
    return Fix(f"把{context.column('operator')}改为“=”", (update(row.record, operator=Operator.EQUAL),))
