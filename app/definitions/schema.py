"""What a definition may say: the shape of every file in ``forms/``, immutable once read."""

from functools import cached_property
from typing import Literal

from pydantic import Field

from app.definitions.blocks import (
    NO_FUNDS,
    NO_INDICATORS,
    Block,
    Column,
    Entry,
    FieldsBlock,
    ProjectColumn,
    TableBlock,
)
from app.definitions.looks import Page, Style
from app.definitions.vocabulary import Colour, Distance, Length, SeverityWord, Strict
from app.model.money import MoneyUnit


class SheetDefinition(Strict):
    """What every printed sheet declares, whatever stands in its table.

    Attributes:
        title: what stands above; ``{year}``, ``{number}`` (its place among the unit's forms), ``{issuer}`` (the unit's
            full name), ``{unit}``, ``{unit_code}``, ``{department}`` and ``{name}`` are filled in,
            ``{indicator_points}`` and ``{execution_points}`` (what the weight policy gives to the indicators and to
            预算执行率) too.
        subtitle: what stands under the title, as “（{year}年度）”, with the same words filled in.
        attachment: what stands at the top left, with the same words filled in.
        title_in_table: whether the title is the uppermost cell of the table, with lines around it.
        empty_row: how high in mm a row of empty cells is that stands above the table; without one when 0.
        left_corner: what stands at the left above the table, as “单位名称：{issuer}”, with the same words filled in.
        corner: what stands at the right above the table, with the same words filled in.
        weights: which weight policy holds.
        levels: whether indicators have a first and second level here.
        page: which sheet of paper, by its name or in full.
        grid: the columns that every cell spans, in mm.
        row_height: the least height of a row, in mm.
        heading_heights: the least heights in mm of the lines above the table (title, subtitle, attachment, corner),
            where they are not the usual ones.
        heading_fields: fields that only what stands above the table prints, as the name in the title; the editor
            offers them first.
        styles: roles of cells that look otherwise here.
        rule_colour: the colour of the lines around the cells, as “#808080”.
        page_number: what stands at the foot of each page, as “— {page} —”; ``{pages}`` is how many there are.
        continued: what is printed after a label that is printed again because a page ends in its cell; nothing
            when empty, as usual in tables of projects.
        repeat_title: whether each page of a table repeats what stands above it.
        header_height: the least height of a row of column headings in mm, or of each, where it is not that of the
            other rows.
        cut_rows: whether a high row may run on from page to page; otherwise only one higher than a page does.
    """

    title: str
    subtitle: str = ""
    attachment: str = ""
    title_in_table: bool = False
    empty_row: Distance = 0
    left_corner: str = ""
    corner: str = ""
    weights: str
    levels: bool = True
    page: str | Page = "a4-portrait"
    grid: tuple[Length, ...] = Field(min_length=1)
    row_height: Length = 8
    heading_heights: dict[Literal["title", "subtitle", "attachment", "corner"], Distance] = Field(default_factory=dict)
    heading_fields: tuple[str, ...] = ()
    styles: dict[str, Style] = Field(default_factory=dict)
    rule_colour: Colour = "#000000"
    page_number: str = ""
    continued: str = "（续）"
    repeat_title: bool = False
    header_height: Length | tuple[Length, ...] | None = None
    cut_rows: bool = True

    def header_heights(self, count: int, usual: float) -> tuple[float, ...]:
        """Return the least heights of the rows of column headings; the last one declared holds for all below it."""
        declared = self.header_height if isinstance(self.header_height, tuple) else (self.header_height or usual,)
        return (*declared[:count], *declared[-1:] * (count - len(declared)))


class FormDefinition(SheetDefinition):
    """One printed form.

    Attributes:
        blocks: what the table is made of, from top to bottom.
    """

    blocks: tuple[Block, ...] = Field(min_length=1)

    @cached_property
    def indicators(self) -> TableBlock:
        """The table of indicators; one without columns where the paper prints none."""
        tables = (b for b in self.blocks if isinstance(b, TableBlock) and b.rows == "indicators")
        return next(tables, NO_INDICATORS)

    @cached_property
    def funds(self) -> TableBlock:
        """The table of 资金情况; one without columns where the paper prints none."""
        tables = (b for b in self.blocks if isinstance(b, TableBlock) and b.rows == "funds")
        return next(tables, NO_FUNDS)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The fields outside the tables, in printed order."""
        return tuple(entry for row in self.entry_rows for entry in row)

    @cached_property
    def entry_rows(self) -> tuple[tuple[Entry, ...], ...]:
        """The fields outside the tables by the rows in which they are printed, without the texts between them."""
        rows: list[tuple[Entry, ...]] = [(Entry(field=field),) for field in self.heading_fields]
        rows += [row for block in self.blocks for row in _entry_rows(block)]
        fields = (tuple(entry for entry in row if not entry.text) for row in rows)
        return tuple(row for row in fields if row)


def _entry_rows(block: Block) -> tuple[tuple[Entry, ...], ...]:
    if isinstance(block, FieldsBlock):
        return block.rows
    if isinstance(block, TableBlock):
        return tuple((column.entry,) for column in block.beside)
    return (block.entries,)


class Total(Strict):
    """A row of a table of projects that adds up their amounts.

    Attributes:
        of: whether it stands for all projects or, anew, for those of each unit.
        at: whether it stands above or below them.
        cells: what the first columns print, with the words of the title filled in; amounts are added up in theirs.
    """

    of: Literal["all", "unit"] = "all"
    at: Literal["top", "bottom"] = "top"
    cells: tuple[str, ...] = ()


class ProjectTable(SheetDefinition):
    """One table that prints many projects, each with its indicators in rows; titles speak of the first project.

    Attributes:
        together: whose projects stand in one table.
        project: the columns of the projects, which come first.
        indicators: the columns of the indicators; none where the paper prints goals only.
        column_numbers: a row below the headings, one text for each column (“1”, “2”).
        totals: rows that add up amounts.
        every_level: whether each second level of the taxonomy has a row, empty where it has no indicator.
        whole_projects: whether a project that fits on a page is never split over two.
    """

    page: str | Page = "a4-landscape"
    continued: str = ""
    header_height: Length | tuple[Length, ...] | None = 8
    together: Literal["unit", "department", "all"] = "unit"
    project: tuple[ProjectColumn, ...] = Field(min_length=1)
    indicators: tuple[Column, ...] = ()
    column_numbers: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    every_level: bool = False
    whole_projects: bool = False

    @property
    def columns(self) -> tuple[ProjectColumn | Column, ...]:
        """All columns from left to right."""
        return (*self.project, *self.indicators)

    @cached_property
    def form(self) -> FormDefinition:
        """What the table asks of each project, as the form of a single one: for the editor and the checks."""
        asked = {entry.field or entry.other: entry for entry in (column.entry for column in self.project)}
        rows = tuple((entry,) for name, entry in asked.items() if name)
        blocks: list[Block] = [FieldsBlock(kind="fields", rows=rows)]
        if self.indicators:
            blocks.append(TableBlock(kind="table", columns=self.indicators))
        return FormDefinition(
            blocks=tuple(blocks), **{name: getattr(self, name) for name in SheetDefinition.model_fields}
        )


class LayoutHead(Strict):
    """What is common to the forms of one place and year.

    Attributes:
        name: how the clerk knows the layout.
        place: whose form it is.
        years: for which budget years it was published.
        open_ended: whether it holds for all years after these too, until another one replaces it.
        usual: whether a record that names no layout is printed by it; ``false`` for the forms of other places than
            the one that this folder is made for.
        source: the published document that it was taken from.
        money_unit: the unit of the amounts.
        taxonomy: which levels the indicators have.
        severity: findings that weigh otherwise here.
    """

    name: str
    place: str
    years: tuple[int, ...] = Field(min_length=1)
    open_ended: bool = False
    usual: bool = True
    source: str
    money_unit: MoneyUnit
    taxonomy: str
    severity: dict[str, SeverityWord] = Field(default_factory=dict)


class LayoutFile(Strict):
    """A file of ``forms/<place>/``: the forms that one place prints in one year."""

    layout: LayoutHead
    project: FormDefinition | None = None
    project_table: ProjectTable | None = None
    overall: FormDefinition | None = None
    project_evaluation: FormDefinition | None = None
    overall_evaluation: FormDefinition | None = None
