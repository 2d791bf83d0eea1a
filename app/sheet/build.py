"""From a record and the declaration of its form to the sheet: what is printed where, not yet measured."""

from collections.abc import Iterable, Iterator, Sequence
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
    StackBlock,
    Style,
    Styles,
    TableBlock,
)
from app.model.records import Form, FundRow, Indicator, ref_of
from app.sheet.sheet import OTHER, Box, FieldId, Role, Row, Sheet, aligned
from app.sheet.surroundings import Surroundings
from app.sheet.values import Printed, column_value, field_value, other_value

NO_YEAR = "　　"  # a draft without year prints the gap that the blank form has
_HEADING_HEIGHTS = {Role.ATTACHMENT: 8.0, Role.TITLE: 15.0, Role.CORNER: 7.0}


def build_sheet(form: Form, layout: Layout, library: Library, surroundings: Surroundings | None = None) -> Sheet:
    """Return ``form`` as ``layout`` prints it.

    Raises:
        JihengError: the layout declares no form of this kind.
    """
    return _Builder(form, layout, library, surroundings or Surroundings()).sheet()


def fill_in(template: str, form: Form, surroundings: Surroundings) -> str:
    """Return a title or attachment label with its words filled in."""
    words = {
        "year": NO_YEAR if form.year is None else str(form.year),
        "number": str(surroundings.number),
        "issuer": surroundings.issuer,
        "unit": unit_name(form),
        "name": form.name,
    }
    return template.format_map(words)


def unit_name(form: Form) -> str:
    """Return the name of the unit or department that a form carries."""
    return getattr(form, "unit", "") or getattr(form, "department", "")


class _Place(NamedTuple):
    """Where a cell stands: its row, its first column and how many columns it spans."""

    row: int
    column: int
    span: int


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

    def sheet(self) -> Sheet:
        title, attachment = self.filled(self.definition.title), self.filled(self.definition.attachment)
        self.heading(Role.ATTACHMENT, attachment)
        self.heading(Role.TITLE, title)
        self.heading(Role.CORNER, self.filled(self.definition.corner))
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
            page=self.library.pages[self.definition.page],
            columns=self.definition.grid,
            rows=tuple(self.rows),
            boxes=tuple(sorted(self.boxes, key=lambda box: (box.row, box.column))),
            heading=heading,
            fonts=self.library.fonts,
        )

    def filled(self, template: str) -> str:
        return fill_in(template, self.form, self.surroundings)

    def heading(self, role: Role, text: str) -> None:
        """Put a line above the table, over its whole width; none when there is nothing to print."""
        if text:
            self.rows.append(Row(_HEADING_HEIGHTS[role], keep=True))
            row, width = len(self.rows) - 1, len(self.definition.grid)
            self.boxes.append(Box(row, 0, 1, width, text, role, self.style(role), ruled=False))

    def block(self, block: Block) -> None:
        if isinstance(block, FieldsBlock):
            for entries in block.rows:
                self.fields_row(entries)
        elif isinstance(block, StackBlock):
            self.stack(block)
        else:
            self.table(block)

    def fields_row(self, entries: Iterable[Entry]) -> None:
        row = self.new_row()
        column = 0
        for entry in entries:
            label_span, value_span = entry.spans
            self.entry_label(_Place(row, column, label_span), entry)
            self.entry_value(_Place(row, column + label_span, value_span), entry)
            column += label_span + value_span

    def stack(self, block: StackBlock) -> None:
        labels = self.new_row(keep=True)
        values = self.new_row(repeat=(labels,))
        column = self.side_label(block, labels, 2)
        for entry, span in zip(block.entries, block.spans, strict=True):
            self.entry_label(_Place(labels, column, span), entry)
            self.entry_value(_Place(values, column, span), entry)
            column += span

    def table(self, block: TableBlock) -> None:
        records: Sequence[Indicator | FundRow] = getattr(self.form, block.rows)
        header = self.new_row(keep=True)
        left = self.side_label(block, header, 1 + max(1, len(records)))
        columns = list(self.columns(block, left))
        for start, column, field in columns:
            where = FieldId(self.ref, column.field, block.rows)
            self.label(_Place(header, start, column.span), column.label or field.label, where)
        for n, record in enumerate(records or [None], 1):
            row = self.new_row(repeat=(header,))
            for start, column, field in columns:
                printed = column_value(record, column, field, self.money_unit) if record else Printed()
                where = FieldId(self.ref, column.field, block.rows, n if record else None)
                look = _role(field.kind), column.align
                self.value(_Place(row, start, column.span), printed, look, where)

    def columns(self, block: TableBlock, left: int) -> Iterator[tuple[int, Column, FieldDefinition]]:
        """Yield the columns of a table with the grid column each begins at."""
        fields = self.library.fields.indicator if block.rows == "indicators" else self.library.fields.fund
        for column in block.columns:
            yield left, column, fields[column.field]
            left += column.span

    def entry_label(self, place: _Place, entry: Entry) -> None:
        label = entry.label or entry.other or self.fields[entry.field].label
        self.label(place, label, self.entry_field(entry))

    def entry_value(self, place: _Place, entry: Entry) -> None:
        if entry.other:
            kind, printed = entry.kind, other_value(self.form.other.get(entry.other, ""), entry.kind)
        else:
            field = self.fields[entry.field]
            kind, printed = field.kind, field_value(self.form, field, self.money_unit)
        self.value(place, printed, (_role(kind), entry.align), self.entry_field(entry))

    def entry_field(self, entry: Entry) -> FieldId:
        return FieldId(self.ref, entry.field or OTHER + entry.other)

    def side_label(self, block: StackBlock | TableBlock, row: int, rows: int) -> int:
        """Put the label that stands at the left over a whole block; return the column after it."""
        if not block.label:
            return 0
        self.boxes.append(Box(row, 0, rows, block.label_span, block.label, Role.LABEL, self.style(Role.LABEL)))
        return block.label_span

    def label(self, place: _Place, text: str, field: FieldId) -> None:
        style = self.style(Role.LABEL)
        box = Box(place.row, place.column, 1, place.span, text.strip(), Role.LABEL, style, field=field)
        self.boxes.append(box)

    def value(self, place: _Place, printed: Printed, look: tuple[Role, Align | None], field: FieldId) -> None:
        role, style = look[0], self.style(*look)
        box = Box(place.row, place.column, 1, place.span, printed.text, role, style, True, field, printed.number)
        self.boxes.append(box)

    def new_row(self, *, repeat: tuple[int, ...] = (), keep: bool = False) -> int:
        self.rows.append(Row(self.definition.row_height, repeat, keep))
        return len(self.rows) - 1

    def style(self, role: Role, align: Align | None = None) -> Style:
        style = self.definition.styles.get(role.value) or _usual_style(self.library.styles, role)
        return style if align is None else aligned(style, align)


def _role(kind: FieldKind) -> Role:
    return Role.TEXT if kind is FieldKind.LONG else Role.VALUE


def _usual_style(styles: Styles, role: Role) -> Style:
    style: Style = getattr(styles, role.value)
    return style
