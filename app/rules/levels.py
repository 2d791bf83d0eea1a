"""Rules on first and second levels: that they are in a taxonomy, and in the one that the layout uses."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from app.base.words import shown
from app.definitions.vocabulary import Taxonomy
from app.model.changes import update
from app.model.issues import Fix
from app.rules.context import Context
from app.rules.rows import Row
from app.rules.rule import EachRow, Finding, rule
from app.rules.words import Pair, row_numbers, row_words

_pair = attrgetter("pair")
_NEAR = 0.6  # share of common characters from which a name is taken for another, without the ending 指标


def taxonomies_with(context: Context, pair: Pair) -> list[Taxonomy]:
    """Return the declared taxonomies that know a pair."""
    return [taxonomy for taxonomy in context.library.taxonomies.values() if taxonomy.has(*pair)]


def pairs(taxonomy: Taxonomy) -> list[Pair]:
    """Return all pairs of a taxonomy in official order."""
    return [(level.name, name) for level in taxonomy.levels for name in level.level2]


def nearest_pair(taxonomy: Taxonomy, pair: Pair) -> Pair | None:
    """Return the one pair of the taxonomy that was clearly meant, or nothing."""
    exact = [known for known in pairs(taxonomy) if known[1] == pair[1]]
    if len(exact) == 1:
        return exact[0]
    under = [known for known in pairs(taxonomy) if _likeness(known[0], pair[0]) >= _NEAR]
    if len(under) == 1:
        return under[0]
    scored = sorted(((_likeness(known[1], pair[1]), known) for known in under or pairs(taxonomy)), reverse=True)
    (best, found), *others = [*scored, (0.0, pair)]
    return found if best >= _NEAR and best > others[0][0] else None


@lru_cache(maxsize=1024)
def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.removesuffix("指标"), other.removesuffix("指标"), autojunk=False).ratio()


@rule(
    "level2_nonstandard",
    title="一级、二级指标不在指标体系里",
    explanation="一级指标和二级指标只能用指标体系规定的名称，二级指标要归在所属的一级指标下面。",
    source="财预〔2015〕88号、财预〔2021〕101号的指标体系；公开表中最常见的是“可持续发展指标”",
)
@EachRow
def level2_nonstandard(context: Context, row: Row) -> Iterator[Finding]:
    """The two levels of a row are a pair of some declared taxonomy."""
    pair = row.pair
    if not context.definition.levels or pair in context.library.pairs:
        return
    if pair[0] and not _is_level1(context, pair[0]):
        yield _unknown_level1(context, row, pair)
    elif not all(pair):
        yield _levels_missing(context, row, pair)
    else:
        yield _unknown_pair(context, row, pair)


def _is_level1(context: Context, name: str) -> bool:
    """Whether a first level of some declared taxonomy is called so."""
    return any(level.name == name for taxonomy in context.library.taxonomies.values() for level in taxonomy.levels)


def _unknown_level1(context: Context, row: Row, pair: Pair) -> Finding:
    if pair[1] and nearest_pair(context.taxonomy, pair):
        return _unknown_pair(context, row, pair)._replace(field="level1")
    names = [level.name for level in context.taxonomy.levels]
    meant = [name for name in names if pair[0] in name]
    only = meant[0] if len(meant) == 1 else ""
    advice = f"请改为“{only}”" if only else f"请选{_one_of(names)}"
    what = f"指标体系里没有{context.column('level1')}“{shown(pair[0])}”"
    fix = Fix(f"改为“{only}”", (update(row.record, level1=only),)) if only else None
    return Finding(f"{row_words(row)}：{what}，{advice}。", row.number, "level1", fix)


def _one_of(names: Iterable[str]) -> str:
    return f"{'、'.join(f'“{name}”' for name in names)}之一"


def _levels_missing(context: Context, row: Row, pair: Pair) -> Finding:
    missing = [field for field, name in zip(("level1", "level2"), pair, strict=True) if not name]
    what = "和".join(context.column(field) for field in missing)
    only = _only_completion(context.taxonomy, pair)
    advice = f"请填为“{'/'.join(only)}”" if only else f"请选{_choices(context.taxonomy, pair[0])}"
    fix = _pair_fix([row], only) if only else None
    return Finding(f"{row_words(row)}：没有填{what}，{advice}。", row.number, missing[0], fix)


def _only_completion(taxonomy: Taxonomy, pair: Pair) -> Pair | None:
    """Return the one pair of the taxonomy that has what is filled in."""
    fitting = [known for known in pairs(taxonomy) if (pair[0] or known[0], pair[1] or known[1]) == known]
    return fitting[0] if len(fitting) == 1 else None


def _choices(taxonomy: Taxonomy, level1: str) -> str:
    names = [level.level2 for level in taxonomy.levels if level.name == level1]
    words = names[0] if names else tuple(level.name for level in taxonomy.levels)
    return _one_of(words)


def _unknown_pair(context: Context, row: Row, pair: Pair) -> Finding:
    near = nearest_pair(context.taxonomy, pair)
    advice = _nearest_advice(pair, near) if near else f"请选{_choices(context.taxonomy, pair[0])}"
    levels = f"“{shown(pair[0])}”下没有“{shown(pair[1])}”"
    message = f"{row_words(row)}：指标体系的{levels}，{advice}。"
    return Finding(message, row.number, "level2", _pair_fix([row], near) if near else None)


def _nearest_advice(pair: Pair, near: Pair) -> str:
    if near[1] == pair[1]:
        return f"它属于“{near[0]}”，请改正"
    name = near[1] if near[0] == pair[0] else "/".join(near)
    return f"最接近的是“{name}”，请改正"


@rule(
    "level_layout_mixed",
    title="用了另一个指标体系的归法",
    explanation="一张表只用一个指标体系：2015 年体系的成本指标在“产出指标”下，2021 年体系里“成本指标”是一级指标。",
    source="财预〔2021〕101号；潼南区政府办公室2026年公开表两种归法并存",
)
def level_layout_mixed(context: Context) -> Iterator[Finding]:
    """No pair belongs only to a taxonomy that is not the layout's."""
    if not context.definition.levels:
        return
    strange = [row for row in context.rows if not context.taxonomy.has(*row.pair)]
    for pair, group in groupby(sorted(strange, key=_pair), key=_pair):
        if homes := taxonomies_with(context, pair):
            yield _strange_pair(context, list(group), pair, homes[0])


def _strange_pair(context: Context, rows: list[Row], pair: Pair, home: Taxonomy) -> Finding:
    wanted = _translated(context, pair)
    advice = f"请改为“{'/'.join(wanted)}”" if wanted else "请改用本表的归法"
    message = (
        f"{row_numbers(rows)}的“{'/'.join(pair)}”是“{home.name}”的归法，本表用“{context.taxonomy.name}”，{advice}。"
    )
    return Finding(message, rows[0].number, "level2", _pair_fix(rows, wanted) if wanted else None)


def _translated(context: Context, pair: Pair) -> Pair | None:
    """Return what a pair of another taxonomy is called in the layout's own."""
    if pair in context.library.cost_pairs and context.taxonomy.cost:
        return context.taxonomy.cost[0]
    return nearest_pair(context.taxonomy, pair)


def _pair_fix(rows: list[Row], pair: Pair) -> Fix:
    changes = tuple(update(row.record, level1=pair[0], level2=pair[1]) for row in rows)
    return Fix(f"改为“{'/'.join(pair)}”", changes)
