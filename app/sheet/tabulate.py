"""Many projects in one table: from records and the declaration of the table to the sheet, not yet measured.

The columns of a project are merged downwards over the rows of its indicators; where a page ends in them, they are
split and repeated as every other merged cell is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count

from app.base.errors import JihengError
from app.definitions.blocks import Column, ProjectColumn, heading_rows
from app.definitions.library import SECTION_NAMES, Layout, Library
from app.definitions.schema import ProjectTable, Total
from app.definitions.vocabulary import FieldKind
from app.model.records import Form, Indicator, ProjectTarget, ref_of
from app.sheet.frame import Frame, Place
from app.sheet.lines import Line, lines_of, with_every_level
from app.sheet.measure import measure, total
from app.sheet.merging import Merger, heading_of, headings, merged_downwards
from app.sheet.sheet import OTHER, Box, FieldId, Number, Role, Sheet
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


class _Tabulator(Frame):
    """Puts the table together, from top to bottom."""

    def __init__(
        self,
        forms: Sequence[ProjectTarget],
        table: ProjectTable,
        layout: Layout,
        library: Library,
        surroundings: Surroundings,
    ) -> None:
        super().__init__(forms[0], table, library, replace(surroundings, number=1))
        self.forms = forms
        self.table = table
        self.taxonomy = library.taxonomies[layout.head.taxonomy]
        self.money_unit = layout.head.money_unit
        self.repeat: tuple[int, ...] = ()
        self.projects: list[range] = []

    def sheet(self) -> Sheet:
        self.head()
        self.header()
        self.repeat = tuple(range(self.repeatable.start, len(self.rows)))
        self.body()
        sheet = self.finished(_KIND, self.name(), self.forms)
        return _with_whole_projects(sheet, self.projects, self.repeat) if self.table.whole_projects else sheet

    def name(self) -> str:
        """Return what the clerk calls the table: the project, or of several whose they are."""
        first = self.forms[0]
        if len(self.forms) == 1:
            return first.name
        return first.department if self.table.together == "department" else self.surroundings.issuer or first.unit

    # Headings of the columns

    def header(self) -> None:
        """Put the headings, in more rows where columns have some in common, and the columns' numbers below."""
        columns, fields = self.table.columns, list(self.header_fields())
        labels = [self.filled(text) for text in self.labels()]
        top = len(self.rows)
        for height in self.table.header_heights(heading_rows(columns), self.table.row_height):
            self.new_row(height, keep=True)
        for one in headings(columns, labels):
            column, field = (None, None) if one.of is None else (columns[one.of], fields[one.of])
            place = Place(top + one.row, one.column, one.columns, one.rows)
            vertical = isinstance(column, Column) and column.vertical
            self.label(place, one.text.strip(), field, vertical=vertical)
        if self.table.column_numbers:
            self.column_numbers(self.new_row(self.table.header_heights(1, self.table.row_height)[-1], keep=True))

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
            self.label(Place(row, start, column.span), text)
            start += column.span

    def label(self, place: Place, text: str, field: FieldId | None = None, *, vertical: bool = False) -> None:
        role = Role.LABEL
        self.put(place, Box(0, 0, 0, 0, text, role, self.style(role), field=field, vertical=vertical))

    # Totals

    def body(self) -> None:
        """Put the projects, those of each unit below each other, with the totals above and below them."""
        by_unit: dict[tuple[str, str], list[ProjectTarget]] = {}
        for form in self.forms:
            by_unit.setdefault((form.unit_code, form.unit), []).append(form)
        numbers = count(1)
        self.totals("all", "top", self.forms)
        for forms in by_unit.values():
            self.totals("unit", "top", forms)
            for form in forms:
                self.project(form, next(numbers))
            self.totals("unit", "bottom", forms)
        self.totals("all", "bottom", self.forms)
        self.merge()

    def merge(self) -> None:
        """Make one cell of equal values of projects below each other, in the columns that want that."""
        start = 0
        for column in self.table.project:
            if column.merge:
                self.boxes = merged_downwards(self.boxes, start)
            start += column.span

    def totals(self, of: str, at: str, forms: Sequence[ProjectTarget]) -> None:
        for declared in self.table.totals:
            if (declared.of, declared.at) == (of, at):
                self.total_row(declared, forms)

    def total_row(self, declared: Total, forms: Sequence[ProjectTarget]) -> None:
        row, start = self.body_row(), 0
        for n, column in enumerate(self.table.project):
            text = self.filled(declared.cells[n], forms[0]) if n < len(declared.cells) else ""
            printed = Printed(text) if text else self.sum_of(forms, column)
            self.value(Place(row, start, column.span), printed, column)
            start += column.span
        for indicator_column in self.table.indicators:
            self.value(Place(row, start, indicator_column.span), Printed(), indicator_column)
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
        for line in range(len(lines)):
            self.body_row(keep=line == 0 and len(lines) > 1)
        self.projects.append(range(first, len(self.rows)))
        for column in self.table.project:
            printed = self.project_value(form, column, number)
            role = Role.TEXT if self.kind(column) is FieldKind.LONG else Role.VALUE
            place = Place(first, start, column.span, len(lines))
            self.value(place, printed, column, _project_field(form, column), role)
            start += column.span
        self.indicators(form, lines, Place(first, start, 0))

    def indicators(self, form: ProjectTarget, lines: Sequence[Line[Indicator]], at: Place) -> None:
        """Put the lines of a project, with equal neighbours of merged columns as one cell."""
        merger = Merger([line.record for line in lines])
        for column in self.table.indicators:
            cells = [self.row_value(line, column) for line in lines]
            for run in merger.runs(column, [cell.text for cell in cells]):
                place = Place(at.row + run.first, at.column, column.span, run.length)
                rows = [line.record for line in lines[run.first : run.first + run.length]]
                printed = with_points(cells[run.first], column, rows)
                self.value(place, printed, column, _row_field(form, column, lines[run.first].number))
            at = at._replace(column=at.column + column.span)

    def lines(self, form: ProjectTarget) -> Iterable[Line[Indicator]]:
        """Return the rows of a project: its indicators, with empty rows where the paper has them, at least one."""
        if self.table.indicators and self.table.every_level:
            return with_every_level(form.indicators, self.taxonomy)
        return lines_of(form.indicators if self.table.indicators else (), Indicator())

    def row_value(self, line: Line[Indicator], column: Column) -> Printed:
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

    def body_row(self, *, keep: bool = False) -> int:
        return self.new_row(self.table.row_height, repeat=self.repeat, keep=keep)

    def value(
        self,
        place: Place,
        printed: Printed,
        column: ProjectColumn | Column,
        field: FieldId | None = None,
        role: Role = Role.VALUE,
    ) -> None:
        """Put a value as its column has it."""
        style, vertical = self.style(role, column.align), isinstance(column, Column) and column.vertical
        self.put(place, Box(0, 0, 0, 0, printed.text, role, style, True, field, printed.number, vertical))


def _counted(number: int) -> Printed:
    return Printed(str(number), Number(Decimal(number), 0))


def _project_field(form: ProjectTarget, column: ProjectColumn) -> FieldId | None:
    name = column.field or (OTHER + column.other if column.other else "")
    return FieldId(ref_of(form), name) if name else None


def _row_field(form: ProjectTarget, column: Column, row: int | None) -> FieldId | None:
    name = column.field or (OTHER + column.other if column.other else "")
    return FieldId(ref_of(form), name, "indicators", row) if name else None


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
