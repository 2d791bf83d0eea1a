"""From a record and the declaration of its form to the sheet: what is printed where, not yet measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.definitions.blocks import (
    Block,
    Column,
    Entry,
    FieldsBlock,
    ProjectColumn,
    SideLabelled,
    StackBlock,
    TableBlock,
)
from app.definitions.library import SECTION_NAMES, Layout, Library, section_of
from app.definitions.schema import FormDefinition
from app.definitions.vocabulary import FieldDefinition, FieldKind
from app.model.records import Form, FundRow, Indicator, ref_of
from app.sheet.frame import Frame, Place
from app.sheet.lines import Line, lines_of, with_every_level
from app.sheet.merging import Merger, heading_of, headings
from app.sheet.sheet import OTHER, Box, FieldId, Role, Sheet
from app.sheet.surroundings import Surroundings
from app.sheet.tabulate import build_table_sheet
from app.sheet.values import Printed, entry_value, row_value, with_points


def build_sheet(form: Form, layout: Layout, library: Library, surroundings: Surroundings | None = None) -> Sheet:
    """Return ``form`` as ``layout`` prints it; where that prints many in one table, as a table of one.

    Raises:
        JihengError: the layout declares no form of this kind.
    """
    if layout.table_for(form):
        return build_table_sheet([form], layout, library, surroundings)
    return _Builder(form, layout, library, surroundings or Surroundings()).sheet()


@dataclass
class _Side:
    """The label at the left that is still reaching down: where it begins and how many blocks it has to cover yet."""

    block: SideLabelled
    row: int
    blocks: int


class _Builder(Frame):
    """Puts one form together, from top to bottom."""

    def __init__(self, form: Form, layout: Layout, library: Library, surroundings: Surroundings) -> None:
        self.definition: FormDefinition = layout.form_for(form)
        super().__init__(form, self.definition, library, surroundings)
        self.form = form
        self.money_unit = layout.head.money_unit
        self.fields = library.record_fields(form)
        self.ref = ref_of(form)
        self.taxonomy = library.taxonomies[layout.head.taxonomy]
        self.side: _Side | None = None

    def sheet(self) -> Sheet:
        self.head()
        for block in self.definition.blocks:
            self.block(block)
        return self.finished(SECTION_NAMES[section_of(self.form)], self.form.name)

    def block(self, block: Block) -> None:
        """Put a block below what there is, beside the label that stands at its left."""
        if block.label:
            self.side = _Side(block, len(self.rows), block.over)
        left = self.side.block.label_span if self.side else 0
        if isinstance(block, FieldsBlock):
            self.fields_block(block, left)
        elif isinstance(block, StackBlock):
            self.stack(block, left)
        else:
            self.table(block, left)
        self.close_side()

    def close_side(self) -> None:
        """Put the label at the left when the last block that it covers stands."""
        if not self.side:
            return
        self.side.blocks -= 1
        if not self.side.blocks:
            block, row = self.side.block, self.side.row
            text, style = self.filled(block.label), self.style(Role.LABEL)
            rows = len(self.rows) - row
            box = Box(row, 0, rows, block.label_span, text, Role.LABEL, style, vertical=block.vertical)
            self.boxes.append(box)
            self.side = None

    def fields_block(self, block: FieldsBlock, left: int) -> None:
        first = len(self.rows)
        for entries in block.rows:
            self.new_row(self.height_of(block, entries))
        for row, column, entry in block.placed():
            place = Place(first + row, left + column, entry.width, entry.rows)
            if entry.text:
                self.text(place, entry, ruled=block.ruled)
            else:
                self.entry(place, entry, ruled=block.ruled)

    def text(self, place: Place, entry: Entry, *, ruled: bool) -> None:
        """Put a text that is always printed: a label in the table, a note below it."""
        role = Role.LABEL if ruled else Role.NOTE
        style = self.style(role, entry.align)
        self.put(place, Box(0, 0, 0, 0, self.filled(entry.text), role, style, ruled, vertical=entry.vertical))

    def entry(self, place: Place, entry: Entry, *, ruled: bool) -> None:
        label_span, value_span = entry.spans
        if label_span:
            self.entry_label(place._replace(span=label_span), entry, ruled=ruled)
        if value_span:
            value_place = place._replace(column=place.column + label_span, span=value_span)
            self.entry_value(value_place, entry, ruled=ruled)

    def stack(self, block: StackBlock, left: int) -> None:
        labels = self.new_row(self.height_of(block), keep=True)
        values = self.new_row(self.height_of(block, block.entries), repeat=(labels,))
        for entry, span in zip(block.entries, block.spans, strict=True):
            self.entry_label(Place(labels, left, span), entry)
            self.entry_value(Place(values, left, span), entry)
            left += span

    def table(self, block: TableBlock, left: int) -> None:
        heights = self.definition.header_heights(block.header_rows, self.height_of(block))
        header = tuple(self.new_row(height, keep=True) for height in heights)
        self.headings(block, Place(header[0], left, 0))
        repeat = (*self.repeatable, *header)
        first, inner = len(self.rows), left + sum(column.span for column in block.beside)
        self.fixed_rows(block, "top", inner, repeat)
        self.lines(block, inner, repeat)
        self.fixed_rows(block, "bottom", inner, repeat)
        for beside in block.beside:
            place = Place(first, left, beside.span, len(self.rows) - first)
            self.entry_value(place, beside.entry)
            left += beside.span

    def lines(self, block: TableBlock, left: int, repeat: tuple[int, ...]) -> None:
        """Put the rows of the records, with equal neighbours of merged columns as one cell."""
        first, lines, fields = len(self.rows), self.lines_of(block), self.row_fields(block)
        for _ in lines:
            self.new_row(self.height_of(block), repeat=repeat)
        merger = Merger([line.record for line in lines])
        for column in block.columns:
            cells = [self.cell(line, column, fields) for line in lines]
            for run in merger.runs(column, [cell.text for cell in cells]):
                place = Place(first + run.first, left, column.span, run.length)
                rows = [line.record for line in lines[run.first : run.first + run.length]]
                printed = with_points(cells[run.first], column, rows)
                self.column_cell(place, column, printed, self.column_field(block, column, lines[run.first].number))
            left += column.span

    def lines_of(self, block: TableBlock) -> Sequence[Line[Indicator] | Line[FundRow]]:
        """Return the lines of a table's body, at least one."""
        if block.rows == "funds":
            return lines_of(getattr(self.form, block.rows), FundRow())
        if block.every_level:
            return list(with_every_level(self.form.indicators, self.taxonomy))
        return lines_of(self.form.indicators, Indicator())

    def row_fields(self, block: TableBlock) -> Mapping[str, FieldDefinition]:
        return self.library.fields.indicator if block.rows == "indicators" else self.library.fields.fund

    def fixed_rows(self, block: TableBlock, at: str, left: int, header: tuple[int, ...]) -> None:
        """Put the rows that stand in no record."""
        for fixed in (fixed for fixed in block.fixed if fixed.at == at):
            row, column_at = self.new_row(self.height_of(block), repeat=header), left
            for column in block.columns:
                text = self.filled(fixed.texts.get(column.field or column.other, ""))
                self.column_cell(Place(row, column_at, column.span), column, Printed(text), None)
                column_at += column.span

    def headings(self, block: TableBlock, top: Place) -> None:
        """Put the headings of a table, in as many rows as they have groups above them."""
        labels = [heading_of(column, self.fields) for column in block.beside]
        labels += [heading_of(column, self.row_fields(block)) for column in block.columns]
        columns: list[Column | ProjectColumn] = [*block.beside, *block.columns]
        for heading in headings(columns, [self.filled(label) for label in labels]):
            column = None if heading.of is None else columns[heading.of]
            place = Place(top.row + heading.row, top.column + heading.column, heading.columns, heading.rows)
            self.heading_cell(place, heading.text.strip(), block, column)

    def heading_cell(self, place: Place, text: str, block: TableBlock, column: Column | ProjectColumn | None) -> None:
        """Put the heading of a column, or one that several share, in its place."""
        role, field, vertical = Role.LABEL, None, False
        if isinstance(column, Column):
            field, vertical = self.column_field(block, column, None), column.vertical
        elif column:
            field = self.entry_field(column.entry)
        self.put(place, Box(0, 0, 0, 0, text, role, self.style(role), field=field, vertical=vertical))

    def cell(
        self, line: Line[Indicator] | Line[FundRow], column: Column, fields: Mapping[str, FieldDefinition]
    ) -> Printed:
        if column.number:
            return Printed(str(line.number or ""))
        return row_value(line.record, column, fields, self.money_unit)

    def column_cell(self, place: Place, column: Column, printed: Printed, field: FieldId | None) -> None:
        style = self.style(Role.VALUE, column.align)
        box = Box(0, 0, 0, 0, printed.text, Role.VALUE, style, True, field, printed.number, column.vertical)
        self.put(place, box)

    def column_field(self, block: TableBlock, column: Column, row: int | None) -> FieldId:
        name = column.field or (OTHER + column.other if column.other else "")
        return FieldId(self.ref, name, block.rows, row)

    def entry_label(self, place: Place, entry: Entry, *, ruled: bool = True) -> None:
        label = entry.label or entry.other or self.fields[entry.field].label
        role = Role.LABEL if ruled else Role.NOTE
        style = self.style(role, entry.label_align)
        field = self.entry_field(entry)
        self.put(place, Box(0, 0, 0, 0, label.strip(), role, style, ruled, field, vertical=entry.vertical))

    def entry_value(self, place: Place, entry: Entry, *, ruled: bool = True) -> None:
        printed = entry_value(self.form, entry, self.fields, self.money_unit)
        role = _role(entry.kind if entry.other else self.fields[entry.field].kind) if ruled else Role.NOTE
        style, field = self.style(role, entry.align), self.entry_field(entry)
        self.put(place, Box(0, 0, 0, 0, printed.text, role, style, ruled, field, printed.number))

    def entry_field(self, entry: Entry) -> FieldId:
        return FieldId(self.ref, entry.field or OTHER + entry.other)

    def height_of(self, block: SideLabelled, entries: Sequence[Entry] = ()) -> float:
        """Return the least height of a row of a block, with what its entries want."""
        usual = self.definition.row_height if block.row_height is None else block.row_height
        return max([usual, *(entry.height for entry in entries)])


def _role(kind: FieldKind) -> Role:
    return Role.TEXT if kind is FieldKind.LONG else Role.VALUE
