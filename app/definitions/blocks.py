"""What a sheet may consist of: its entries, its blocks, and the columns and rows of its tables."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from app.definitions.looks import Align
from app.definitions.vocabulary import Distance, FieldKind, Strict

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


NO_INDICATORS = TableBlock.model_construct(kind="table", columns=())
NO_FUNDS = TableBlock.model_construct(kind="table", rows="funds", columns=())
Block = Annotated[FieldsBlock | StackBlock | TableBlock, Field(discriminator="kind")]
