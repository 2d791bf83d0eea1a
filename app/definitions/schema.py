"""What a definition may say: the shape of every file in ``forms/``, immutable once read."""

from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.model.money import MoneyUnit
from app.model.records import FormKind


class Strict(BaseModel):
    """A part of a definition: an unknown key is an error, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldKind(StrEnum):
    """What a field holds: it decides the editor, the alignment and the type in Excel."""

    TEXT = "text"
    LONG = "long"
    MONEY = "money"
    NUMBER = "number"


class Align(StrEnum):
    """Where a text stands in its cell, from left to right."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class FieldDefinition(Strict):
    """A field of a record, declared once for all layouts.

    Attributes:
        label: the usual printed label; a layout may print another.
        kind: what it holds.
        parts: the attributes of the record, in the printed order, joined by "-" when there are several.
        required: whether a form without it is incomplete.
        choices: words to choose from; others may be typed.
    """

    label: str
    kind: FieldKind = FieldKind.TEXT
    parts: tuple[str, ...] = Field(min_length=1)
    required: bool = False
    choices: tuple[str, ...] = ()


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


class Taxonomy(Strict):
    """指标体系: the levels that one notice of the ministry laid down.

    Attributes:
        name: how the clerk knows it.
        source: the notice.
        levels: first levels in their official order.
        cost: the (first, second) levels that hold cost indicators.
    """

    name: str
    source: str
    levels: tuple[Level, ...]
    cost: tuple[tuple[str, str], ...]

    def has(self, level1: str, level2: str) -> bool:
        """Whether the second level stands under the first in this taxonomy."""
        return any(level.name == level1 and level2 in level.level2 for level in self.levels)


class WeightPolicy(Strict):
    """What the weights of a form come to: the indicators' own sum, and what 预算执行率 has besides."""

    indicator_sum: Decimal
    execution_weight: Decimal

    @property
    def total(self) -> Decimal:
        """Indicators and 预算执行率 together."""
        return self.indicator_sum + self.execution_weight


class UnitGroup(Strict):
    """度量单位 of one sort, to choose from."""

    name: str
    units: tuple[str, ...]


class Page(Strict):
    """A sheet of paper and its margins, in mm."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float

    @property
    def printable_width(self) -> float:
        """Between the margins, in mm."""
        return self.width - self.left - self.right

    @property
    def printable_height(self) -> float:
        """Between the margins, in mm."""
        return self.height - self.top - self.bottom


class Font(Strict):
    """A typeface: the open font that is embedded, and the official one that Excel and Word are told to use."""

    file: str
    official: str


class Style(Strict):
    """How a sort of cell looks; sizes in pt, leading as a multiple of the size.

    The usual leading is that of the open Chinese fonts, so that a workbook shown with one of them clips nothing.
    """

    font: str
    size: float = Field(gt=0, le=72)
    leading: float = Field(default=1.45, ge=1, le=3)
    align: Align = Align.CENTRE


class Styles(Strict):
    """The styles of a form by the role of the cell."""

    title: Style
    attachment: Style
    corner: Style
    label: Style
    value: Style
    text: Style


class Entry(Strict):
    """A label and its value in the head of a form.

    Attributes:
        field: which field of the record; or
        other: the label of a value that only this layout has, kept in the record's ``other``.
        label: what is printed before it, when not the field's usual label.
        spans: how many columns of the grid the label and the value take.
        align: where the value stands, when not as its kind has it.
    """

    field: str = ""
    other: str = ""
    label: str = ""
    spans: tuple[int, int] = (1, 1)
    align: Align | None = None
    kind: FieldKind = FieldKind.TEXT


class FieldsBlock(Strict):
    """Rows of labels with their values beside them."""

    kind: Literal["fields"]
    rows: tuple[tuple[Entry, ...], ...]


class StackBlock(Strict):
    """Labels in one row and their values in the row below; ``spans`` counts the columns of each."""

    kind: Literal["stack"]
    label: str = ""
    label_span: int = 1
    entries: tuple[Entry, ...]
    spans: tuple[int, ...]


class Column(Strict):
    """A column of an indicator or fund table.

    Attributes:
        field: which field of the row.
        label: the printed heading, when not the field's usual label.
        span: how many columns of the grid it takes.
        suffix: printed after each value (the weight as “9%”).
        words: printed in place of a value (定性 as 无).
        thousands: whether amounts are printed with separators.
        align: where the values stand, when not in the middle.
    """

    field: str
    label: str = ""
    span: int = 1
    suffix: str = ""
    words: dict[str, str] = Field(default_factory=dict)
    thousands: bool = False
    align: Align | None = None


class TableBlock(Strict):
    """A table with a row for each indicator or fund row; ``label`` stands at its left over all of them."""

    kind: Literal["table"]
    rows: Literal["indicators", "funds"] = "indicators"
    label: str = ""
    label_span: int = 1
    columns: tuple[Column, ...] = Field(min_length=1)


Block = Annotated[FieldsBlock | StackBlock | TableBlock, Field(discriminator="kind")]


class FormDefinition(Strict):
    """One printed form.

    Attributes:
        title: what stands above; ``{year}``, ``{number}`` (its place among the unit's forms), ``{issuer}`` (the unit's
            full name), ``{unit}`` and ``{name}`` are filled in.
        attachment: what stands at the top left, with the same words filled in.
        corner: what stands at the right above the table.
        weights: which weight policy holds.
        levels: whether indicators have a first and second level here.
        page: which sheet of paper.
        grid: the columns that every cell spans, in mm.
        row_height: the least height of a row, in mm.
        blocks: what the table is made of, from top to bottom.
        styles: roles of cells that look otherwise here.
    """

    title: str
    attachment: str = ""
    corner: str = ""
    weights: str
    levels: bool = True
    page: str = "a4-portrait"
    grid: tuple[float, ...] = Field(min_length=1)
    row_height: float = 8
    blocks: tuple[Block, ...] = Field(min_length=1)
    styles: dict[str, Style] = Field(default_factory=dict)

    @cached_property
    def indicators(self) -> TableBlock:
        """The table of indicators."""
        return next(b for b in self.blocks if isinstance(b, TableBlock) and b.rows == "indicators")

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The fields outside the tables, in printed order."""
        rows = [row for block in self.blocks for row in _entry_rows(block)]
        return tuple(entry for row in rows for entry in row)


def _entry_rows(block: Block) -> tuple[tuple[Entry, ...], ...]:
    if isinstance(block, FieldsBlock):
        return block.rows
    return (block.entries,) if isinstance(block, StackBlock) else ()


class LayoutHead(Strict):
    """What is common to the forms of one place and year."""

    name: str
    place: str
    years: tuple[int, ...]
    source: str
    money_unit: MoneyUnit
    taxonomy: str
    severity: dict[str, Literal["error", "warning", "notice", "off"]] = Field(default_factory=dict)


class LayoutFile(Strict):
    """A file of ``forms/<place>/``: the forms that one place prints in one year."""

    layout: LayoutHead
    project: FormDefinition | None = None
    overall: FormDefinition | None = None
    project_evaluation: FormDefinition | None = None
    overall_evaluation: FormDefinition | None = None
