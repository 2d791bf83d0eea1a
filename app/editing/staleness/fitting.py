"""Signs that what was right by last year's layout no longer fits the new year's."""

from collections.abc import Iterator
from decimal import Decimal

from app.base.errors import JihengError
from app.definitions.schema import FormDefinition
from app.editing.staleness.past import Past
from app.editing.staleness.sign import sign
from app.editing.taxonomy import mapped_pair
from app.model.changes import update
from app.model.issues import Fix
from app.model.money import shortest
from app.rules.levels import nearest_pair, taxonomies_with
from app.rules.rows import Row
from app.rules.rule import Finding
from app.rules.words import Pair, row_numbers, row_words


@sign(
    "layout_not_declared",
    title="新年度的版式还没有",
    explanation="各地每年公布表样。新年度的没有声明时，先沿用最近一年的，公布后再换。",
    source="绩效目标表的样式由各地每年公布",
)
def layout_not_declared(past: Past) -> Iterator[Finding]:
    """The layout was published for the draft's year, or for all years after its own."""
    head = past.context.layout.head
    if past.year not in head.years and not head.open_ended:
        message = f"{past.year} 年的版式还没有，先用“{head.name}”，公布后请换版式。"
        yield Finding(message, None, "layout")


@sign(
    "taxonomy_old",
    title="指标还是旧体系的归法",
    explanation="新年度的版式用新的指标体系，旧体系的一级、二级指标要换成新的名称。",
    source="财预〔2021〕101号；潼南区政府办公室2026年公开表两种归法并存",
)
def taxonomy_old(past: Past) -> Iterator[Finding]:
    """The levels are those of the layout's taxonomy."""
    new = [(row, pair) for row in _levelled(past) if (pair := _renamed(past, row))]
    if not new:
        return
    rows = [row for row, _ in new]
    wanted = "、".join(dict.fromkeys("/".join(pair) for _, pair in new))
    old = "、".join(dict.fromkeys("/".join(row.pair) for row in rows))
    changes = tuple(update(row.record, level1=pair[0], level2=pair[1]) for row, pair in new)
    message = f"{row_numbers(rows)}的“{old}”在“{past.context.taxonomy.name}”里是“{wanted}”，请改正。"
    yield Finding(message, rows[0].number, "level2", Fix(f"改为“{wanted}”", changes))


def _levelled(past: Past) -> tuple[Row, ...]:
    return past.context.rows if past.context.definition.levels else ()


def _renamed(past: Past, row: Row) -> Pair | None:
    pair = row.pair
    mapped = mapped_pair(pair, past.context.layout.head.taxonomy, past.context.library)
    return None if mapped == pair else mapped


@sign(
    "level_nonstandard",
    title="一级、二级指标不在指标体系里",
    explanation="照抄来的名称不在任何指标体系里的，给出最接近的供选择，不自动改。",
    source="公开表中的问题：二级指标不在指标体系里，五份文件中有 18 处（可持续发展指标、效果指标等）",
)
def level_nonstandard(past: Past) -> Iterator[Finding]:
    """The levels are those of some taxonomy; the nearest are offered."""
    for row in _levelled(past):
        pair = row.pair
        if all(pair) and not taxonomies_with(past.context, pair):
            near = nearest_pair(past.context.taxonomy, pair)
            advice = f"最接近的是“{'/'.join(near)}”，请选择" if near else "请另选"
            message = f"{row_words(row)}：“{'/'.join(pair)}”不在指标体系里，{advice}。"
            yield Finding(message, row.number, "level2", _level_fix(row, near) if near else None)


def _level_fix(row: Row, pair: Pair) -> Fix:
    return Fix(f"改为“{'/'.join(pair)}”", (update(row.record, level1=pair[0], level2=pair[1]),))


@sign(
    "weights_policy_changed",
    title="权重合计的规定变了",
    explanation="新年度的版式规定的权重合计与上一年不同，原来对的合计要重新分配。",
    source="权重合计各地不同：重庆项目表 90、整体表 100，湖北等地 80",
)
def weights_policy_changed(past: Past) -> Iterator[Finding]:
    """Weights that came to what the old layout wants come to what the new one wants."""
    old = _definition_of_last(past)
    wanted = past.context.weights.indicator_sum
    weights = [row.weight for row in past.context.rows if row.weight is not None]
    if old is None or not weights:
        return
    before, total = past.context.library.weights[old.weights].indicator_sum, sum(weights, Decimal(0))
    if total == before != wanted:
        now = f"{past.year} 年的版式要求 {shortest(wanted)}"
        message = f"权重合计 {shortest(total)} 合乎 {past.last_year} 年的规定，{now}，请重新分配。"
        yield Finding(message, None, "weight")


def _definition_of_last(past: Past) -> FormDefinition | None:
    try:
        return past.context.library.form_for(past.last) if past.last else None
    except JihengError:  # nothing declared prints it any more
        return None


@sign(
    "field_new",
    title="新版式多出要填的内容",
    explanation="新年度的版式有上一年没有的必填项，结转来的表里是空的。",
    source="绩效目标表的样式由各地每年公布",
)
def field_new(past: Past) -> Iterator[Finding]:
    """What the new layout asks for and the old one did not is filled in."""
    old = _definition_of_last(past)
    fields = past.context.library.record_fields(past.form)
    asked = {part for entry in old.entries if entry.field for part in fields[entry.field].parts} if old else set()
    for entry in past.context.definition.entries if old else ():
        field = fields.get(entry.field)
        is_new = field is not None and field.required and not asked.intersection(field.parts)
        if field and is_new and not any(getattr(past.form, part) for part in field.parts):
            yield Finding(f"新版式要填“{entry.label or field.label}”，请补上。", None, entry.field)
