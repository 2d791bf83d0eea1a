"""What a definition may say: the shape of every file in ``forms/``, immutable once read."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from app.definitions.looks import Align, Page, Style
from app.definitions.vocabulary import Colour, Distance, FieldKind, Length, SeverityWord, Strict
from app.model.money import MoneyUnit

Count = Annotated[int, Field(ge=0)]


class Entry(Strict):
    """A label and its value outside the tables, or a text that is always printed.

    Exactly one of ``field``, ``other`` and ``text`` says what it is.

    Attributes:
        field: which field of the record.
        other: the name of a value that only some layouts have, kept in the record's ``other`` under this name; the
            same name in two layouts is the same value.
        text: what is printed as it stands here, with the words of the title filled in; it has no value.
        label: what is printed before the value, when not the field's usual label or the name of ``other``.
        caption: what the editor calls it, where the printed label alone does not say which it is.
        spans: how many columns of the grid the label and the value take; a label that takes none is not printed. A
            text takes the first number.
        rows: how many rows of its block the cells reach down; entries of the rows below flow around them.
        align: where the value stands, when not as its kind has it; of a text, where that stands.
        label_align: where the label stands, when not in the middle.
        kind: what a value of ``other`` holds.
        pattern: how the parts of a field are printed together, as “[{department_code}]{department}”; where one of
            them is absent, the others stand alone.
        thousands: whether amounts are printed with separators.
        decimals: how many digits after the point amounts have at least; no digit is ever rounded away.
        vertical: whether the label is printed one character below the other.
        height: the least height of the row, in mm.
    """

    field: str = ""
    other: str = ""
    text: str = ""
    label: str = ""
    caption: str = ""
    spans: tuple[Count, Count] = (1, 1)
    rows: int = Field(default=1, ge=1)
    align: Align | None = None
    label_align: Align | None = None
    kind: FieldKind = FieldKind.TEXT
    pattern: str = ""
    thousands: bool = False
    decimals: int = Field(default=0, ge=0, le=8)
    vertical: bool = False
    height: Distance = 0

    @property
    def called(self) -> str:
        """What the editor calls it, where that is not the field's usual label."""
        return self.caption or self.other or self.label

    @property
    def width(self) -> int:
        """How many columns of the grid it takes."""
        return self.spans[0] if self.text else sum(self.spans)


class PlacedEntry(NamedTuple):
    """An entry with the row of its block and the column at which it begins, both from 0."""

    row: int
    column: int
    entry: Entry


class SideLabelled(Strict):
    """What every block may have at its left: a label merged over all its rows.

    Attributes:
        label: what is printed there, with the words of the title filled in; nothing when empty.
        label_span: how many columns of the grid it takes; the block itself has that many fewer.
        vertical: whether it is printed one character below the other.
        over: how many blocks it covers: this one and those below it, which then have no label of their own.
        row_height: the least height of the block's rows in mm, when not the form's.
    """

    label: str = ""
    label_span: int = Field(default=1, ge=1)
    vertical: bool = False
    over: int = Field(default=1, ge=1)
    row_height: Distance | None = None


class FieldsBlock(SideLabelled):
    """Rows of labels with their values beside them.

    Attributes:
        rows: the entries of each row from left to right.
        ruled: whether lines are drawn around the cells; without them it is what stands under the table, notes
            (entries with ``text``) and who filled it in.
    """

    kind: Literal["fields"]
    rows: tuple[tuple[Entry, ...], ...] = Field(min_length=1)
    ruled: bool = True

    def placed(self) -> Iterator[PlacedEntry]:
        """Yield the entries with their places, flowing around those that reach down from rows above."""
        taken: set[tuple[int, int]] = set()
        for row, entries in enumerate(self.rows):
            column = 0
            for entry in entries:
                while (row, column) in taken:
                    column += 1
                yield PlacedEntry(row, column, entry)
                taken.update((r, column + c) for r in range(row, row + entry.rows) for c in range(entry.width))
                column += entry.width


class StackBlock(SideLabelled):
    """Labels in one row and their values in the row below; ``spans`` counts the columns of each."""

    kind: Literal["stack"]
    entries: tuple[Entry, ...]
    spans: tuple[Annotated[int, Field(ge=1)], ...]


class Headed(Strict):
    """What all columns have above them.

    Attributes:
        group: a heading above the column's own that neighbours with the same group share; several, one above the
            other, as ``["年度预算", "按收入性质分"]``.
        span: how many columns of the grid it takes.
    """

    group: str | tuple[str, ...] = ""
    span: int = Field(default=1, ge=1)

    @property
    def groups(self) -> tuple[str, ...]:
        """The headings above its own, the uppermost first."""
        return tuple(filter(None, (self.group,) if isinstance(self.group, str) else self.group))


def heading_rows(columns: Iterable[Headed]) -> int:
    """Return how many rows the headings of columns take."""
    return 1 + max((len(column.groups) for column in columns), default=0)


class Column(Headed):
    """A column of an indicator or fund table.

    Exactly one of ``field``, ``other``, ``text`` and ``number`` says what it prints.

    Attributes:
        field: which field of the row.
        other: the name of a value that only some layouts have (指标解释), kept in the row's ``other``.
        text: what it prints in every row.
        number: whether it numbers the rows from 1.
        label: the printed heading, when not the field's usual label or the name of ``other``; with the words of the
            title filled in.
        caption: what the editor calls it, where the printed label alone does not say which it is.
        parts: the fields that are printed together as one text, in this order (“≥95%” of operator, value and unit);
            ``field`` is then the one that a click on the cell leads to. The operator 定性 is left out, unless
            ``words`` says what is printed for it.
        join: what is printed between the parts.
        suffix: printed after each value (the weight as “9%”).
        words: printed in place of a value (定性 as 无, ≥ as >=).
        merge: whether equal neighbours are one cell; only as far as all merged columns before it are equal too.
        merge_by: the fields that must be equal for that, where it is not those of the columns before it.
        points: printed after the value, with the sum of the weights of its merged rows, as “（{points}分）”.
        vertical: whether heading and values are printed one character below the other.
        thousands: whether amounts are printed with separators; a typed value is one where its unit is one of money.
        align: where the values stand, when not in the middle.
    """

    field: str = ""
    other: str = ""
    text: str = ""
    number: bool = False
    label: str = ""
    caption: str = ""
    parts: tuple[str, ...] = ()
    join: str = ""
    suffix: str = ""
    words: dict[str, str] = Field(default_factory=dict)
    merge: bool = False
    merge_by: tuple[str, ...] = ()
    points: str = ""
    vertical: bool = False
    thousands: bool = False
    align: Align | None = None

    @property
    def called(self) -> str:
        """What the editor calls it, where that is not the field's usual label."""
        return self.caption or self.other or self.label

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the row that it prints; none for a value of ``other`` or a number."""
        return self.parts or ((self.field,) if self.field else ())


class ProjectColumn(Headed):
    """A column of a table that says something of a whole project or form, in one cell over all its rows.

    Exactly one of ``field``, ``other`` and ``number`` says what it prints.

    Attributes:
        field: which field of the form.
        other: the name of a value that only some layouts have, kept in its ``other``.
        number: whether it numbers the projects of a table from 1.
        label: the printed heading, when not the field's usual label or the name of ``other``.
        kind: what a value of ``other`` holds.
        pattern: how the parts of a field are printed together, as in ``Entry``.
        thousands: whether amounts are printed with separators.
        decimals: how many digits after the point amounts have at least; no digit is ever rounded away.
        align: where the values stand, when not as their kind has it.
        merge: whether equal values of projects below each other are one cell.
    """

    field: str = ""
    other: str = ""
    number: bool = False
    label: str = ""
    kind: FieldKind = FieldKind.TEXT
    pattern: str = ""
    thousands: bool = False
    decimals: int = Field(default=0, ge=0, le=8)
    align: Align | None = None
    merge: bool = False

    @cached_property
    def entry(self) -> Entry:
        """What it says of a project, as an entry of the form of a single one."""
        shared = ("field", "other", "label", "kind", "pattern", "thousands", "decimals", "align")
        return Entry(**{name: getattr(self, name) for name in shared})


class FixedRow(Strict):
    """A row of a table that is always printed and stands in no record, as 预算执行率 with its weight.

    Attributes:
        at: whether it stands above or below the rows of the records.
        texts: what it prints, by the ``field`` or ``other`` of the columns, with the words of the title filled in
            (``weight = "{execution_points}"``).
    """

    at: Literal["top", "bottom"] = "bottom"
    texts: dict[str, str]


class FundItem(Strict):
    """A row of 资金情况 that the paper prints, so that a new form begins with it.

    Attributes:
        item: what is printed before its amounts.
        has_rate: whether 执行率 is filled in for it; that of a row which others make up is left blank in some places.
        rate_weight: how many points its 执行率 has, where it is the row that is scored.
    """

    item: str
    has_rate: bool = True
    rate_weight: Decimal | None = Field(default=None, ge=0)


class TableBlock(SideLabelled):
    """A table with a row for each indicator or fund row.

    Attributes:
        rows: of which records.
        beside: columns at the left that say something of the whole form, each in one cell over all rows.
        columns: those of the rows, from left to right.
        fixed: rows that are printed besides.
        items: the rows of 资金情况 that a new form begins with.
        every_level: whether each second level of the taxonomy has a row, empty where it has no indicator.
    """

    kind: Literal["table"]
    rows: Literal["indicators", "funds"] = "indicators"
    beside: tuple[ProjectColumn, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)
    fixed: tuple[FixedRow, ...] = ()
    items: tuple[FundItem, ...] = ()
    every_level: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a row that are printed, in their order."""
        return tuple(field for column in self.columns for field in column.fields)

    @property
    def header_rows(self) -> int:
        """How many rows the headings take."""
        return heading_rows((*self.beside, *self.columns))


_NO_INDICATORS = TableBlock.model_construct(kind="table", columns=())
_NO_FUNDS = TableBlock.model_construct(kind="table", rows="funds", columns=())
Block = Annotated[FieldsBlock | StackBlock | TableBlock, Field(discriminator="kind")]


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
        return next(tables, _NO_INDICATORS)

    @cached_property
    def funds(self) -> TableBlock:
        """The table of 资金情况; one without columns where the paper prints none."""
        tables = (b for b in self.blocks if isinstance(b, TableBlock) and b.rows == "funds")
        return next(tables, _NO_FUNDS)

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
