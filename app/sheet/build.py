"""From a record and the declaration of its form to the sheet: what is printed where, not yet measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.definitions.library import SECTION_NAMES, Layout, Library, section_of
from app.definitions.schema import (
    Align,
    Block,
    Column,
    Entry,
    FieldDefinition,
    FieldKind,
    FieldsBlock,
    FormDefinition,
    Page,
    ProjectColumn,
    SideLabelled,
    StackBlock,
    Style,
    Styles,
    TableBlock,
    WeightPolicy,
)
from app.model.money import shortest
from app.model.records import Form, FundRow, Indicator, ref_of
from app.sheet.merging import Merger, headings
from app.sheet.sheet import OTHER, Box, FieldId, Role, Row, Sheet, aligned
from app.sheet.surroundings import Surroundings
from app.sheet.values import Printed, entry_value, row_value, with_points

NO_YEAR = "　　"  # a draft without year prints the gap that the blank form has
HEADING_HEIGHTS = {Role.ATTACHMENT: 8.0, Role.TITLE: 15.0, Role.SUBTITLE: 8.0, Role.CORNER: 7.0}
_NUMBER = "序号"


def build_sheet(form: Form, layout: Layout, library: Library, surroundings: Surroundings | None = None) -> Sheet:
    """Return ``form`` as ``layout`` prints it.

    Raises:
        JihengError: the layout declares no form of this kind.
    """
    return _Builder(form, layout, library, surroundings or Surroundings()).sheet()


def fill_in(template: str, form: Form, surroundings: Surroundings, policy: WeightPolicy | None = None) -> str:
    """Return a title or another text of a declaration with its words filled in."""
    words = {
        "indicator_points": shortest(policy.indicator_sum) if policy else "",
        "execution_points": shortest(policy.execution_weight) if policy else "",
        "year": NO_YEAR if form.year is None else str(form.year),
        "number": str(surroundings.number),
        "issuer": surroundings.issuer,
        "unit": unit_name(form),
        "unit_code": getattr(form, "unit_code", ""),
        "department": getattr(form, "department", ""),
        "name": form.name,
    }
    return template.format_map(words)


def unit_name(form: Form) -> str:
    """Return the name of the unit or department that a form carries."""
    return getattr(form, "unit", "") or getattr(form, "department", "")


class _Place(NamedTuple):
    """Where a cell stands: its row, its first column, how many columns and how many rows it spans."""

    row: int
    column: int
    span: int
    rows: int = 1


@dataclass
class _Side:
    """The label at the left that is still reaching down: where it begins and how many blocks it has to cover yet."""

    block: SideLabelled
    row: int
    blocks: int


class _Builder:
    """Puts one form together, from top to bottom."""

    def __init__(self, form: Form, layout: Layout, library: Library, surroundings: Surroundings) -> None:
        self.form = form
        self.library = library
        self.surroundings = surroundings
        self.definition: FormDefinition = layout.form_for(form)
        self.money_unit = layout.head.money_unit
        self.fields = library.record_fields(form)
        self.ref = ref_of(form)
        self.rows: list[Row] = []
        self.boxes: list[Box] = []
        self.side: _Side | None = None

    def sheet(self) -> Sheet:
        title, attachment = self.filled(self.definition.title), self.filled(self.definition.attachment)
        self.heading(Role.ATTACHMENT, attachment)
        self.heading(Role.TITLE, title)
        self.heading(Role.SUBTITLE, self.filled(self.definition.subtitle))
        self.corners(self.filled(self.definition.left_corner), self.filled(self.definition.corner))
        heading = len(self.rows)
        for block in self.definition.blocks:
            self.block(block)
        return Sheet(
            form=self.ref,
            kind=SECTION_NAMES[section_of(self.form)],
            year="" if self.form.year is None else str(self.form.year),
            name=self.form.name,
            title=title,
            attachment=attachment,
            author=self.surroundings.issuer or unit_name(self.form),
            page=page if isinstance(page := self.definition.page, Page) else self.library.pages[page],
            columns=self.definition.grid,
            rows=tuple(self.rows),
            boxes=tuple(sorted(self.boxes, key=lambda box: (box.row, box.column))),
            heading=heading,
            fonts=self.library.fonts,
            page_number=self.page_number(),
            continued=self.definition.continued,
            cut_rows=self.definition.cut_rows,
        )

    def filled(self, template: str) -> str:
        return fill_in(template, self.form, self.surroundings, self.library.weights[self.definition.weights])

    def page_number(self) -> Box | None:
        """Return what stands at the foot of each page, as a box in no row."""
        if not self.definition.page_number:
            return None
        role = Role.PAGE_NUMBER
        return Box(len(self.rows), 0, 0, 0, self.definition.page_number, role, self.style(role), ruled=False)

    def heading(self, role: Role, text: str) -> None:
        """Put a line above the table, over its whole width; none when there is nothing to print."""
        if text:
            self.rows.append(Row(self.heading_height(role), keep=True))
            row, width = len(self.rows) - 1, len(self.definition.grid)
            self.boxes.append(Box(row, 0, 1, width, text, role, self.style(role), ruled=False))

    def heading_height(self, role: Role) -> float:
        declared = self.definition.heading_heights.items()
        return next((height for name, height in declared if name == role.value), HEADING_HEIGHTS[role])

    def corners(self, left: str, right: str) -> None:
        """Put the line right above the table: one text over its whole width, or one at each side."""
        if not left or len(self.definition.grid) == 1:
            self.heading(Role.CORNER, right)
            return
        self.rows.append(Row(self.heading_height(Role.CORNER), keep=True))
        row, width, cut = len(self.rows) - 1, len(self.definition.grid), middle_of(self.definition.grid)
        look = Role.CORNER, self.style(Role.CORNER, Align.LEFT)
        self.boxes.append(Box(row, 0, 1, cut, left, *look, ruled=False))
        look = Role.CORNER, self.style(Role.CORNER)
        self.boxes.append(Box(row, cut, 1, width - cut, right, *look, ruled=False))

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
            place = _Place(first + row, left + column, entry.width, entry.rows)
            if entry.text:
                self.text(place, entry, ruled=block.ruled)
            else:
                self.entry(place, entry, ruled=block.ruled)

    def text(self, place: _Place, entry: Entry, *, ruled: bool) -> None:
        """Put a text that is always printed: a label in the table, a note below it."""
        role = Role.LABEL if ruled else Role.NOTE
        style = self.style(role, entry.align)
        self.put(place, Box(0, 0, 0, 0, self.filled(entry.text), role, style, ruled, vertical=entry.vertical))

    def entry(self, place: _Place, entry: Entry, *, ruled: bool) -> None:
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
            self.entry_label(_Place(labels, left, span), entry)
            self.entry_value(_Place(values, left, span), entry)
            left += span

    def table(self, block: TableBlock, left: int) -> None:
        records: Sequence[Indicator | FundRow] = getattr(self.form, block.rows)
        fields = self.library.fields.indicator if block.rows == "indicators" else self.library.fields.fund
        header = tuple(self.new_row(self.height_of(block), keep=True) for _ in range(block.header_rows))
        for _ in range(max(1, len(records))):
            self.new_row(self.height_of(block), repeat=header)
        self.headings(block, _Place(header[0], left, 0), fields)
        merger = Merger(records)
        for column in block.columns:
            cells = [self.cell(n, record, column, fields) for n, record in enumerate(records)]
            for run in merger.runs(column, [cell.text for cell in cells]):
                place = _Place(header[-1] + 1 + run.first, left, column.span, run.length)
                rows = self.form.indicators[run.first : run.first + run.length]
                printed = with_points(cells[run.first], column, rows) if records else Printed()
                field = self.column_field(block, column, run.first + 1 if records else None)
                self.column_cell(place, column, printed, field)
            left += column.span

    def headings(self, block: TableBlock, top: _Place, fields: Mapping[str, FieldDefinition]) -> None:
        """Put the headings of a table, in one row or two."""
        labels = [self.filled(heading_of(column, fields)) for column in block.columns]
        for heading in headings(block.columns, labels):
            column = None if heading.of is None else block.columns[heading.of]
            place = _Place(top.row + heading.row, top.column + heading.column, heading.columns, heading.rows)
            field = self.column_field(block, column, None) if column else None
            vertical = bool(column and column.vertical)
            style = self.style(Role.LABEL)
            self.put(place, Box(0, 0, 0, 0, heading.text.strip(), Role.LABEL, style, True, field, vertical=vertical))

    def cell(
        self, n: int, record: Indicator | FundRow, column: Column, fields: Mapping[str, FieldDefinition]
    ) -> Printed:
        return Printed(str(n + 1)) if column.number else row_value(record, column, fields, self.money_unit)

    def column_cell(self, place: _Place, column: Column, printed: Printed, field: FieldId) -> None:
        style = self.style(Role.VALUE, column.align)
        box = Box(0, 0, 0, 0, printed.text, Role.VALUE, style, True, field, printed.number, column.vertical)
        self.put(place, box)

    def column_field(self, block: TableBlock, column: Column, row: int | None) -> FieldId:
        name = column.field or (OTHER + column.other if column.other else "")
        return FieldId(self.ref, name, block.rows, row)

    def entry_label(self, place: _Place, entry: Entry, *, ruled: bool = True) -> None:
        label = entry.label or entry.other or self.fields[entry.field].label
        role = Role.LABEL if ruled else Role.NOTE
        style = self.style(role, entry.label_align)
        field = self.entry_field(entry)
        self.put(place, Box(0, 0, 0, 0, label.strip(), role, style, ruled, field, vertical=entry.vertical))

    def entry_value(self, place: _Place, entry: Entry, *, ruled: bool = True) -> None:
        printed = entry_value(self.form, entry, self.fields, self.money_unit)
        role = _role(entry.kind if entry.other else self.fields[entry.field].kind) if ruled else Role.NOTE
        style, field = self.style(role, entry.align), self.entry_field(entry)
        self.put(place, Box(0, 0, 0, 0, printed.text, role, style, ruled, field, printed.number))

    def entry_field(self, entry: Entry) -> FieldId:
        return FieldId(self.ref, entry.field or OTHER + entry.other)

    def put(self, place: _Place, box: Box) -> None:
        """Put a box at its place."""
        row, column, span, rows = place
        self.boxes.append(replace(box, row=row, column=column, rows=rows, columns=span))

    def height_of(self, block: SideLabelled, entries: Sequence[Entry] = ()) -> float:
        """Return the least height of a row of a block, with what its entries want."""
        usual = self.definition.row_height if block.row_height is None else block.row_height
        return max([usual, *(entry.height for entry in entries)])

    def new_row(self, height: float, *, repeat: tuple[int, ...] = (), keep: bool = False) -> int:
        self.rows.append(Row(height, repeat, keep))
        return len(self.rows) - 1

    def style(self, role: Role, align: Align | None = None) -> Style:
        style = self.definition.styles.get(role.value) or _usual_style(self.library.styles, role)
        return style if align is None else aligned(style, align)


def heading_of(column: Column | ProjectColumn, fields: Mapping[str, FieldDefinition]) -> str:
    """Return what stands above a column."""
    if column.field:
        return column.label or fields[column.field].label
    return column.label or column.other or (_NUMBER if column.number else "")


def middle_of(grid: Sequence[float]) -> int:
    """Return the inner edge between columns that is nearest the middle of a table."""
    return min(range(1, len(grid)), key=lambda cut: abs(sum(grid[:cut]) - sum(grid[cut:])))


def _role(kind: FieldKind) -> Role:
    return Role.TEXT if kind is FieldKind.LONG else Role.VALUE


def _usual_style(styles: Styles, role: Role) -> Style:
    style: Style = getattr(styles, role.value)
    return style
