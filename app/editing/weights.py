"""How the points of a form lie over its levels, and how what is left of them is shared out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from app.definitions.vocabulary import UsualPoints, WeightPolicy
from app.editing.steps import Step, edit_indicators
from app.model.money import shortest
from app.model.records import Form, Indicator

_ZERO, _POINT, _CENT = Decimal(0), Decimal(1), Decimal("0.01")
_weighed = itemgetter("level1", "level2", "weight")
_NAMED_ROWS = 6  # rows whose new weights a sentence still names


class Part(NamedTuple):
    """What one first level has, and how that lies over its second levels."""

    name: str
    points: Decimal
    under: Mapping[str, Decimal]


@dataclass(frozen=True)
class Weights:
    """The weights of a form by level and what they should come to."""

    levels: tuple[Part, ...]
    policy: WeightPolicy

    @property
    def parts(self) -> dict[str, Decimal]:
        """The points of each first level, in the order in which the levels appear."""
        return {part.name: part.points for part in self.levels}

    @cached_property
    def total(self) -> Decimal:
        """What the indicators have together."""
        return sum((part.points for part in self.levels), _ZERO)

    @cached_property
    def whole(self) -> Decimal:
        """What a picture of them has room for: all that there should be, or that there is where it is more."""
        return max(self.policy.total, self.total + self.policy.execution_weight) or _POINT

    @property
    def left(self) -> Decimal:
        """What is still to be placed; less than nothing where there is too much."""
        return self.policy.indicator_sum - self.total


def weights_of(indicators: Sequence[Indicator], policy: WeightPolicy) -> Weights:
    """Return the weights of a form by level, in the order in which the levels appear."""
    parts: dict[str, dict[str, Decimal]] = {}
    for (level1, level2), points in _points(indicators).items():
        under = parts.setdefault(_short(level1), {})
        name = _short(level2)
        under[name] = under.get(name, _ZERO) + points
    levels = (Part(name, sum(under.values(), _ZERO), under) for name, under in parts.items())
    return Weights(tuple(levels), policy)


def _points(indicators: Sequence[Indicator]) -> dict[tuple[str, str], Decimal]:
    """Return the points of each pair of levels, as they are written."""
    points: dict[tuple[str, str], Decimal] = {}
    for level1, level2, weight in map(_weighed, map(vars, indicators)):
        if weight is not None:
            pair = level1, level2
            points[pair] = points[pair] + weight if pair in points else weight
    return points


def _short(level: str) -> str:
    return level.removesuffix("指标") or "指标"


def usual_points(weights: Weights) -> UsualPoints | None:
    """Return how the points usually lie where a form has such first levels, as far as that is declared."""
    own = {f"{name}指标" for name in weights.parts}
    return next((usual for usual in weights.policy.usual if own <= usual.points.keys()), None)


def weight_sentence(weights: Weights) -> str:
    """Return what the weights come to: “90 + 10 = 100”, where 10 is 预算执行率."""
    if not weights.levels:
        return "尚未填写权重"
    execution, wanted = weights.policy.execution_weight, weights.policy.total
    words = shortest(weights.total)
    if execution:
        words += f" + {shortest(execution)} = {shortest(weights.total + execution)}"
    sentence = words if execution else f"合计 {words}"
    return f"{sentence}，应为 {shortest(wanted)}，{remainder_words(weights)}" if weights.left else sentence


def remainder_words(weights: Weights) -> str:
    """Return what is still to be placed or is too much; nothing where all is right."""
    if not weights.left:
        return ""
    return f"{'还差' if weights.left > 0 else '多出'} {shortest(abs(weights.left))} 分"


def policy_sentence(policy: WeightPolicy) -> str:
    """Return what the weights should come to, and that 预算执行率 has the rest."""
    if not policy.execution_weight:
        return f"指标权重合计应为 {shortest(policy.indicator_sum)}。"
    indicators, execution = shortest(policy.indicator_sum), shortest(policy.execution_weight)
    return f"指标权重合计应为 {indicators}，预算执行率另占 {execution}（不列成一行），共 {shortest(policy.total)}。"


def usual_sentence(usual: UsualPoints) -> str:
    """Return how the points usually lie, as guidance."""
    points = " · ".join(f"{_short(name)} {shortest(number)}" for name, number in usual.points.items())
    return f"参考：{points}"


class Sharing(NamedTuple):
    """One way to share the remainder out: what it is called and the new weights by the index of the row."""

    name: str
    weights: Mapping[int, Decimal]

    @property
    def label(self) -> str:
        """The name with what each row would have, as far as that can be taken in."""
        numbers = [shortest(number) for number in self.weights.values()]
        if len(numbers) > _NAMED_ROWS:
            numbers = [*numbers[:_NAMED_ROWS], "…"]
        return f"{self.name}：{'、'.join(numbers)}"


def sharings(form: Form, policy: WeightPolicy, selected: Sequence[int]) -> list[Sharing]:
    """Return the ways to bring the weights of a form to their sum, each exactly; none where they have it."""
    left = weights_of(form.indicators, policy).left
    found: dict[tuple[tuple[int, Decimal], ...], Sharing] = {}
    for what, rows in _targets(form, selected, left):
        for how, share in _MANNERS:
            for sharing in _sharing(form, rows, left, f"{how}{what}", share):
                found.setdefault(tuple(sharing.weights.items()), sharing)
    return list(found.values())


def _targets(form: Form, selected: Sequence[int], left: Decimal) -> Iterator[tuple[str, list[int]]]:
    """Yield the rows that may be given something: without a weight, selected, all."""
    empty = [n for n, row in enumerate(form.indicators) if not (row.weight or _ZERO) > 0]
    if left > 0 and empty:
        yield f"分给没有权重的 {len(empty)} 行", empty
    if left and len(selected) > 1:
        yield f"分给选中的 {len(selected)} 行" if left > 0 else f"从选中的 {len(selected)} 行扣", list(selected)
    rows = list(range(len(form.indicators)))
    if left and rows and not empty:
        yield f"分给全部 {len(rows)} 行" if left > 0 else f"从全部 {len(rows)} 行扣", rows


def _sharing(form: Form, rows: Sequence[int], left: Decimal, name: str, share: "Share") -> list[Sharing]:
    old = [form.indicators[row].weight or _ZERO for row in rows]
    parts = share(left, old)
    new = [before + part for before, part in zip(old, parts, strict=False)]
    if not parts or any(number <= 0 for number in new):
        return []
    return [Sharing(name, dict(zip(rows, new, strict=True)))]


def share_step(form: Form, sharing: Sharing) -> Step:
    """Return the one step that shares the remainder out."""
    values = {row: {"weight": number} for row, number in sharing.weights.items()}
    return edit_indicators(form, f"分摊权重到 {len(values)} 行", values)


Share = Callable[[Decimal, Sequence[Decimal]], list[Decimal]]


def spread(amount: Decimal, shares: Sequence[Decimal], step: Decimal = _CENT) -> list[Decimal]:
    """Divide an amount in proportion to ``shares`` into multiples of ``step`` that come to it exactly.

    What rounding leaves goes step by step to those who lost most by it, the first of equals first.
    """
    whole = sum(shares, _ZERO)
    if not whole or amount % step:
        return []
    exact = [abs(amount) * share / whole for share in shares]
    parts = [(part / step).to_integral_value(ROUND_FLOOR) * step for part in exact]
    lost = int((abs(amount) - sum(parts, _ZERO)) / step)
    for at in sorted(range(len(parts)), key=lambda n: parts[n] - exact[n])[:lost]:
        parts[at] += step
    return [part.copy_sign(amount).normalize() + _ZERO for part in parts]


def _evenly(left: Decimal, old: Sequence[Decimal]) -> list[Decimal]:
    return spread(left, [_POINT] * len(old))


def _in_whole_points(left: Decimal, old: Sequence[Decimal]) -> list[Decimal]:
    return spread(left, [_POINT] * len(old), _POINT)


def _in_proportion(left: Decimal, old: Sequence[Decimal]) -> list[Decimal]:
    return spread(left, old) if all(number > 0 for number in old) else []


_MANNERS: Sequence[tuple[str, Share]] = (
    ("平均", _evenly),
    ("取整", _in_whole_points),
    ("按现有比例", _in_proportion),
)
