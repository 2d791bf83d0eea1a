"""The words that all layouts share: fields, taxonomies, weight policies, units and severities."""

from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.model.refs import FormKind

SeverityWord = Literal["error", "warning", "notice", "off"]


Length = Annotated[float, Field(gt=0, le=2000, allow_inf_nan=False)]  # mm
Distance = Annotated[float, Field(ge=0, le=2000, allow_inf_nan=False)]  # mm
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]  # “#dbe5f1”: red, green and blue


class Strict(BaseModel):
    """A part of a definition: an unknown key is an error, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldKind(StrEnum):
    """What a field holds: it decides the editor, the alignment and the type in Excel."""

    TEXT = "text"
    LONG = "long"
    MONEY = "money"
    NUMBER = "number"


class FieldDefinition(Strict):
    """A field of a record, declared once for all layouts.

    Attributes:
        label: the usual printed label; a layout may print another.
        kind: what it holds.
        parts: the attributes of the record, in the printed order, joined by "-" when there are several.
        required: whether a form without it is incomplete.
        figures: whether it holds figures, though words may stand there too: tables align it as they align numbers.
        choices: words to choose from; others may be typed.
        longest: how many characters the bureau's system takes, where it has a limit.
    """

    label: str
    kind: FieldKind = FieldKind.TEXT
    parts: tuple[str, ...] = Field(min_length=1)
    required: bool = False
    figures: bool = False
    choices: tuple[str, ...] = ()
    longest: int | None = Field(default=None, gt=0)


class FieldRegistry(Strict):
    """All fields, by the record they belong to."""

    project: dict[str, FieldDefinition]
    overall: dict[str, FieldDefinition]
    self_evaluation: dict[str, FieldDefinition]
    indicator: dict[str, FieldDefinition]
    fund: dict[str, FieldDefinition]


def fields_of(registry: FieldRegistry, kind: FormKind) -> dict[str, FieldDefinition]:
    """Return the declared fields of one kind of form."""
    fields: dict[str, FieldDefinition] = getattr(registry, kind.value)
    return fields


class Level(Strict):
    """A first-level indicator with the second-level ones that belong under it."""

    name: str
    level2: tuple[str, ...]


class Renaming(Strict):
    """What a (first, second) level of one taxonomy is called in another."""

    old: tuple[str, str]
    new: tuple[str, str]


class Taxonomy(Strict):
    """指标体系: the levels that one notice of the ministry laid down.

    Attributes:
        name: how the clerk knows it.
        source: the notice.
        levels: first levels in their official order.
        cost: the (first, second) levels that hold cost indicators.
        becomes: by the taxonomy that replaced it, what is called otherwise there; all else is called the same.
    """

    name: str
    source: str
    levels: tuple[Level, ...]
    cost: tuple[tuple[str, str], ...]
    becomes: dict[str, tuple[Renaming, ...]] = Field(default_factory=dict)

    def has(self, level1: str, level2: str) -> bool:
        """Whether the second level stands under the first in this taxonomy."""
        return (level1, level2) in self.pairs

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every (first, second) level."""
        return frozenset((level.name, name) for level in self.levels for name in level.level2)


class UsualPoints(Strict):
    """How the points usually lie over the first levels; guidance, and never held against a form.

    Attributes:
        points: by the name of a first level, in the order of the paper.
        source: where that is said, and how surely it is known.
    """

    points: dict[str, Decimal]
    source: str


class WeightPolicy(Strict):
    """What the weights of a form come to: the indicators' own sum, and what 预算执行率 has besides.

    Attributes:
        indicator_sum: what the printed indicators have together.
        execution_weight: what 预算执行率 has, which is no row.
        usual: how the sum usually lies over the levels; the first that has all levels of a form holds for it.
    """

    indicator_sum: Decimal
    execution_weight: Decimal
    usual: tuple[UsualPoints, ...] = ()

    @property
    def total(self) -> Decimal:
        """Indicators and 预算执行率 together."""
        return self.indicator_sum + self.execution_weight


class UnitGroup(Strict):
    """度量单位 of one sort, to choose from."""

    name: str
    units: tuple[str, ...]
