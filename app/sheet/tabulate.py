"""Many projects in one table: from records and the declaration of the table to the sheet, not yet measured.

The columns of a project are merged downwards over the rows of its indicators; where a page ends in them, they are
split and repeated as every other merged cell is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from app.base.errors import JihengError
from app.definitions.library import SECTION_NAMES, Layout, Library
from app.definitions.schema import (
    Align,
    Column,
    FieldKind,
    ProjectColumn,
    ProjectTable,
    Style,
    Taxonomy,
    Total,
)
from app.model.records import Form, Indicator, ProjectTarget, ref_of
from app.sheet.build import HEADING_HEIGHTS, fill_in, heading_of, middle_of, unit_name
from app.sheet.measure import measure, total
from app.sheet.merging import Merger, headings
from app.sheet.sheet import OTHER, Box, FieldId, Number, Role, Row, Sheet, aligned
from app.sheet.surroundings import Surroundings
from app.sheet.values import Printed, entry_value, row_value, sum_value, with_points

_KIND = SECTION_NAMES["project_table"]


def build_table_sheet(
    forms: Sequence[Form], layout: Layout, library: Library, surroundings: Surroundings | None = None
) -> Sheet:
    """Return projects as the table in which ``layout`` prints them together.

    Args:
        forms: at least one project.
        layout: the layout.
        library: the definitions.
        surroundings: of the first project; it says who issues the table.

    Raises:
        JihengError: the layout declares no such table, or a form is no project.
    """
    table = layout.project_table
    projects = [form for form in forms if isinstance(form, ProjectTarget)]
    if table is None or len(projects) < len(forms):
        raise JihengError(f"版式“{layout.id}”不能把这些表印在一张表里，请换一个版式。")
    return _Tabulator(projects, table, layout, library, surroundings or Surroundings()).sheet()


def together_key(form: Form, layout: Layout) -> tuple[str, ...] | None:
    """Return what the forms of one table have in common, ``None`` for a form that has a sheet of its own."""
    table = layout.table_for(form)
    if table is None or not isinstance(form, ProjectTarget):
        return None
    owners = {
        "unit": (form.unit_code or form.unit,),
        "department": (form.department_code or form.department or form.unit,),
        "all": (),
    }
    return (layout.id, str(form.year), *owners[table.together])


class _Place(NamedTuple):
    """Where a cell stands and how far it reaches."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1


class _Line(NamedTuple):
    """A row of a project: an indicator with its number, or what stands where there is none."""

    number: int | None
    record: Indicator


class _Tabulator:
    """Puts the table together, from top to bottom."""

    def __init__(
        self,
        forms: Sequence[ProjectTarget],
        table: ProjectTable,
        layout: Layout,
        library: Library,
        surroundings: Surroundings,
    ) -> None:
        self.forms = forms
        self.table = table
        self.library = library
        self.surroundings = replace(surroundings, number=1)
        self.taxonomy = library.taxonomies[layout.head.taxonomy]
        self.money_unit = layout.head.money_unit
        self.rows: list[Row] = []
        self.boxes: list[Box] = []
        self.repeat: tuple[int, ...] = ()
        self.projects: list[range] = []

    def sheet(self) -> Sheet:
        first, page = self.forms[0], self.table.page
        self.heading()
        heading = len(self.rows)
        self.header()
        self.repeat = tuple(range(0 if self.table.repeat_title else heading, len(self.rows)))
        self.body()
        sheet = Sheet(
            form=ref_of(first),
            kind=_KIND,
            year="" if first.year is None else str(first.year),
            name=self.name(),
            title=self.filled(self.table.title),
            attachment=self.filled(self.table.attachment),
            author=self.surroundings.issuer or unit_name(first),
            page=self.library.pages[page] if isinstance(page, str) else page,
            columns=self.table.grid,
            rows=tuple(self.rows),
            boxes=tuple(sorted(self.boxes, key=lambda box: (box.row, box.column))),
            heading=heading,
            fonts=self.library.fonts,
            page_number=self.page_number(),
            continued=self.table.continued,
            cut_rows=self.table.cut_rows,
            members={ref_of(form): form.name for form in self.forms},
        )
        return _with_whole_projects(sheet, self.projects, self.repeat) if self.table.whole_projects else sheet

    def name(self) -> str:
        """Return what the clerk calls the table: the project, or of several whose they are."""
        first = self.forms[0]
        if len(self.forms) == 1:
            return first.name
        return first.department if self.table.together == "department" else self.surroundings.issuer or first.unit

    def page_number(self) -> Box | None:
        """Return what stands at the foot of each page, as a box in no row."""
        text, role = self.table.page_number, Role.PAGE_NUMBER
        return Box(len(self.rows), 0, 0, 0, text, role, self.style(role), ruled=False) if text else None

    def filled(self, template: str, form: ProjectTarget | None = None) -> str:
        policy = self.library.weights[self.table.weights]
        return fill_in(template, form or self.forms[0], self.surroundings, policy)

    # What stands above the table

    def heading(self) -> None:
        whole = _Place(0, 0, 1, len(self.table.grid))
        for role in (Role.ATTACHMENT, Role.TITLE, Role.SUBTITLE):
            if text := self.filled(getattr(self.table, role.value)):
                self.heading_line(role, [(whole, text, None)])
        left, right = self.filled(self.table.left_corner), self.filled(self.table.corner)
        if left and whole.columns > 1:
            cut = middle_of(self.table.grid)
            places = whole._replace(columns=cut), _Place(0, cut, 1, whole.columns - cut)
            self.heading_line(Role.CORNER, [(places[0], left, Align.LEFT), (places[1], right, None)])
        elif left or right:
            self.heading_line(Role.CORNER, [(whole, left or right, None)])

    def heading_line(self, role: Role, texts: Iterable[tuple[_Place, str, Align | None]]) -> None:
        heights = {str(name): height for name, height in self.table.heading_heights.items()}
        self.rows.append(Row(heights.get(role, HEADING_HEIGHTS[role]), keep=True))
        for place, text, align in texts:
            self.put(place._replace(row=len(self.rows) - 1), text, role, align, ruled=False)

    # Headings of the columns

    def header(self) -> None:
        """Put the headings in one row, or in two where columns have a heading in common, and their numbers below."""
        columns, fields = self.table.columns, list(self.header_fields())
        labels = [self.filled(text) for text in self.labels()]
        top = self.header_row()
        if any(column.group for column in columns):
            self.header_row()
        for one in headings(columns, labels):
            column, field = (None, None) if one.of is None else (columns[one.of], fields[one.of])
            place = _Place(top + one.row, one.column, one.rows, one.columns)
            vertical = isinstance(column, Column) and column.vertical
            self.put(place, one.text.strip(), Role.LABEL, field=field, vertical=vertical)
        if self.table.column_numbers:
            self.column_numbers(self.header_row())

    def header_fields(self) -> Iterator[FieldId | None]:
        """Yield the fields of all columns, those of the first project: a click on a heading leads there."""
        first = self.forms[0]
        yield from (_project_field(first, column) for column in self.table.project)
        yield from (_row_field(first, column, None) for column in self.table.indicators)

    def labels(self) -> Iterator[str]:
        """Yield the headings of all columns, as they are declared."""
        yield from (heading_of(column, self.library.fields.project) for column in self.table.project)
        yield from (heading_of(column, self.library.fields.indicator) for column in self.table.indicators)

    def column_numbers(self, row: int) -> None:
        start = 0
        for column, text in zip(self.table.columns, self.table.column_numbers, strict=True):
            self.put(_Place(row, start, 1, column.span), text, Role.LABEL)
            start += column.span

    def header_row(self) -> int:
        self.rows.append(Row(self.table.header_height, keep=True))
        return len(self.rows) - 1

    # Totals

    def body(self) -> None:
        self.totals("all", "top", self.forms)
        number = 1
        for _, group in groupby(self.forms, key=lambda form: (form.unit_code, form.unit)):
            forms = list(group)
            self.totals("unit", "top", forms)
            for number, form in enumerate(forms, number):  # noqa: B020 - the projects are counted through
                self.project(form, number)
            number += 1
            self.totals("unit", "bottom", forms)
        self.totals("all", "bottom", self.forms)

    def totals(self, of: str, at: str, forms: Sequence[ProjectTarget]) -> None:
        for declared in self.table.totals:
            if (declared.of, declared.at) == (of, at):
                self.total_row(declared, forms)

    def total_row(self, declared: Total, forms: Sequence[ProjectTarget]) -> None:
        row, start = self.new_row(), 0
        for n, column in enumerate(self.table.project):
            text = self.filled(declared.cells[n], forms[0]) if n < len(declared.cells) else ""
            printed = Printed(text) if text else self.sum_of(forms, column)
            self.put(_Place(row, start, 1, column.span), printed.text, Role.VALUE, column.align, number=printed.number)
            start += column.span
        for indicator_column in self.table.indicators:
            self.put(_Place(row, start, 1, indicator_column.span), "", Role.VALUE)
            start += indicator_column.span

    def sum_of(self, forms: Sequence[ProjectTarget], column: ProjectColumn) -> Printed:
        if self.kind(column) is not FieldKind.MONEY:
            return Printed()
        return sum_value([self.project_value(form, column, 0) for form in forms], column.entry)

    # Projects

    def project(self, form: ProjectTarget, number: int) -> None:
        """Put a project with a row for each of its lines."""
        lines = list(self.lines(form))
        first, start = len(self.rows), 0
        for _ in lines:
            self.new_row()
        self.projects.append(range(first, len(self.rows)))
        for column in self.table.project:
            printed = self.project_value(form, column, number)
            role = Role.TEXT if self.kind(column) is FieldKind.LONG else Role.VALUE
            place, field = _Place(first, start, len(lines), column.span), _project_field(form, column)
            self.put(place, printed.text, role, column.align, field=field, number=printed.number)
            start += column.span
        self.indicators(form, lines, _Place(first, start))

    def indicators(self, form: ProjectTarget, lines: Sequence[_Line], at: _Place) -> None:
        """Put the lines of a project, with equal neighbours of merged columns as one cell."""
        merger = Merger([line.record for line in lines])
        for column in self.table.indicators:
            cells = [self.row_value(line, column) for line in lines]
            for run in merger.runs(column, [cell.text for cell in cells]):
                place = _Place(at.row + run.first, at.column, run.length, column.span)
                rows = [line.record for line in lines[run.first : run.first + run.length]]
                printed = with_points(cells[run.first], column, rows)
                field, number = _row_field(form, column, lines[run.first].number), printed.number
                look = Role.VALUE, column.align
                self.put(place, printed.text, *look, field=field, number=number, vertical=column.vertical)
            at = at._replace(column=at.column + column.span)

    def lines(self, form: ProjectTarget) -> Iterable[_Line]:
        """Return the rows of a project: its indicators, with empty rows where the paper has them, at least one."""
        found = [_Line(number, record) for number, record in enumerate(form.indicators, 1)]
        if self.table.indicators and self.table.every_level:
            return _with_every_level(found, self.taxonomy)
        return found if self.table.indicators and found else [_Line(None, Indicator())]

    def row_value(self, line: _Line, column: Column) -> Printed:
        if column.number:
            return Printed() if line.number is None else _counted(line.number)
        return row_value(line.record, column, self.library.fields.indicator, self.money_unit)

    def project_value(self, form: ProjectTarget, column: ProjectColumn, number: int) -> Printed:
        if column.number:
            return _counted(number)
        return entry_value(form, column.entry, self.library.fields.project, self.money_unit)

    def kind(self, column: ProjectColumn) -> FieldKind:
        return self.library.fields.project[column.field].kind if column.field else column.kind

    # Boxes

    def new_row(self) -> int:
        self.rows.append(Row(self.table.row_height, self.repeat))
        return len(self.rows) - 1

    def put(
        self,
        place: _Place,
        text: str,
        role: Role,
        align: Align | None = None,
        *,
        field: FieldId | None = None,
        number: Number | None = None,
        ruled: bool = True,
        vertical: bool = False,
    ) -> None:
        row, column, rows, columns = place
        style = self.style(role, align)
        self.boxes.append(Box(row, column, rows, columns, text, role, style, ruled, field, number, vertical))

    def style(self, role: Role, align: Align | None = None) -> Style:
        usual: Style = getattr(self.library.styles, role.value)
        style = self.table.styles.get(role.value, usual)
        return style if align is None else aligned(style, align)


def _counted(number: int) -> Printed:
    return Printed(str(number), Number(Decimal(number), 0))


def _project_field(form: ProjectTarget, column: ProjectColumn) -> FieldId | None:
    name = column.field or (OTHER + column.other if column.other else "")
    return FieldId(ref_of(form), name) if name else None


def _row_field(form: ProjectTarget, column: Column, row: int | None) -> FieldId | None:
    name = column.field or (OTHER + column.other if column.other else "")
    return FieldId(ref_of(form), name, "indicators", row) if name else None


def _with_every_level(lines: Sequence[_Line], taxonomy: Taxonomy) -> Iterator[_Line]:
    """Yield the lines by the taxonomy, an empty one for each second level without indicator, and then the others."""
    left = list(lines)
    for level in taxonomy.levels:
        for name in level.level2:
            own = [line for line in left if (line.record.level1, line.record.level2) == (level.name, name)]
            left = [line for line in left if line not in own]
            yield from own or [_Line(None, Indicator(level1=level.name, level2=name))]
    yield from left


def _with_whole_projects(sheet: Sheet, projects: Sequence[range], repeat: Sequence[int]) -> Sheet:
    """Return the sheet with the rows of each project that fits on a page kept together."""
    heights, rows = measure(sheet).heights, list(sheet.rows)
    header = total(heights[row] for row in repeat)
    for project in projects:
        above = total(heights[: project.start]) if project == projects[0] else header
        if above + total(heights[row] for row in project) <= sheet.page.printable_height:
            for row in project[:-1]:
                rows[row] = replace(rows[row], keep=True)
    return replace(sheet, rows=tuple(rows))
