"""What every sheet has, whatever it prints: what stands above the table and at its foot, rows, cells and styles."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.definitions.library import Library
from app.definitions.looks import Align, Page, Style
from app.definitions.schema import SheetDefinition
from app.definitions.vocabulary import WeightPolicy
from app.model.money import shortest
from app.model.records import Form, ref_of
from app.model.refs import FormRef
from app.sheet.sheet import Box, Role, Row, Sheet, aligned
from app.sheet.surroundings import Surroundings

NO_YEAR = "　　"  # a draft without year prints the gap that the blank form has
_HEADING_HEIGHTS = {Role.ATTACHMENT: 8.0, Role.TITLE: 15.0, Role.SUBTITLE: 8.0, Role.CORNER: 7.0}


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


class Place(NamedTuple):
    """Where a cell stands: its row, its first column, how many columns and how many rows it spans."""

    row: int
    column: int
    span: int
    rows: int = 1


class Frame:
    """Gathers the rows and cells of a sheet, from top to bottom."""

    def __init__(self, form: Form, definition: SheetDefinition, library: Library, surroundings: Surroundings) -> None:
        self.first = form
        self.frame = definition
        self.library = library
        self.surroundings = surroundings
        self.rows: list[Row] = []
        self.boxes: list[Box] = []
        self.above = 0
        self.repeatable = range(0)

    def head(self) -> None:
        """Put what stands above the table."""
        self.heading(Role.ATTACHMENT, self.filled(self.frame.attachment))
        if not self.frame.title_in_table:
            self.heading(Role.TITLE, self.filled(self.frame.title))
        self.heading(Role.SUBTITLE, self.filled(self.frame.subtitle))
        self.corners(self.filled(self.frame.left_corner), self.filled(self.frame.corner))
        self.above = len(self.rows)
        if self.frame.title_in_table:
            self.heading(Role.TITLE, self.filled(self.frame.title), ruled=True)
        if self.frame.empty_row:
            self.empty_row()
        self.repeatable = range(0 if self.frame.repeat_title else len(self.rows), len(self.rows))

    def empty_row(self) -> None:
        """Put a row of empty cells above the table, as some offices leave it."""
        row = self.new_row(self.frame.empty_row, keep=True)
        for column in range(len(self.frame.grid)):
            self.put(Place(row, column, 1), Box(0, 0, 0, 0, "", Role.LABEL, self.style(Role.LABEL)))

    def finished(self, kind: str, name: str, members: Sequence[Form] = ()) -> Sheet:
        """Return the sheet of what has been put here.

        Args:
            kind: what sort of form it is in the clerk's words.
            name: what the clerk calls it.
            members: the forms, where it prints several.
        """
        page = self.frame.page
        names: dict[FormRef, str] = {ref_of(form): form.name for form in members}
        return Sheet(
            form=ref_of(self.first),
            kind=kind,
            year="" if self.first.year is None else str(self.first.year),
            name=name,
            title=self.filled(self.frame.title),
            attachment=self.filled(self.frame.attachment),
            author=self.surroundings.issuer or unit_name(self.first),
            page=page if isinstance(page, Page) else self.library.pages[page],
            columns=self.frame.grid,
            rows=tuple(self.rows),
            boxes=tuple(sorted(self.boxes, key=lambda box: (box.row, box.column))),
            heading=self.above,
            fonts=self.library.fonts,
            page_number=self.page_number(),
            continued=self.frame.continued,
            cut_rows=self.frame.cut_rows,
            rule_colour=self.frame.rule_colour,
            members=names,
            ordinal="" if names else self.ordinal(),
        )

    def ordinal(self) -> str:
        """Return what tells the form from its unit's others where its attachment does not."""
        is_told = "{number}" in self.frame.attachment
        return "" if is_told or self.surroundings.together == 1 else f"-{self.surroundings.number}"

    def filled(self, template: str, form: Form | None = None) -> str:
        """Return a text of the declaration with its words filled in, for the first form or another."""
        policy = self.library.weights[self.frame.weights]
        return fill_in(template, form or self.first, self.surroundings, policy)

    def page_number(self) -> Box | None:
        """Return what stands at the foot of each page, as a box in no row."""
        if not self.frame.page_number:
            return None
        role = Role.PAGE_NUMBER
        return Box(len(self.rows), 0, 0, 0, self.frame.page_number, role, self.style(role), ruled=False)

    def heading(self, role: Role, text: str, *, ruled: bool = False) -> None:
        """Put a line above the table, over its whole width; none when there is nothing to print."""
        if text:
            row = self.new_row(self.heading_height(role), keep=True)
            box = Box(0, 0, 0, 0, text, role, self.style(role), ruled)
            self.put(Place(row, 0, len(self.frame.grid)), box)

    def heading_height(self, role: Role) -> float:
        """Return how high a line above the table is at least."""
        heights = {str(name): height for name, height in self.frame.heading_heights.items()}
        return heights.get(role.value, _HEADING_HEIGHTS[role])

    def corners(self, left: str, right: str) -> None:
        """Put the line right above the table: one text over its whole width, or one at each side."""
        width, role = len(self.frame.grid), Role.CORNER
        if not left or width == 1:
            self.heading(role, right)
            return
        row, cut = self.new_row(self.heading_height(role), keep=True), _middle_of(self.frame.grid)
        self.put(Place(row, 0, cut), Box(0, 0, 0, 0, left, role, self.style(role, Align.LEFT), ruled=False))
        self.put(Place(row, cut, width - cut), Box(0, 0, 0, 0, right, role, self.style(role), ruled=False))

    def put(self, place: Place, box: Box) -> None:
        """Put a box at its place."""
        row, column, span, rows = place
        self.boxes.append(replace(box, row=row, column=column, rows=rows, columns=span))

    def new_row(self, height: float, *, repeat: tuple[int, ...] = (), keep: bool = False) -> int:
        """Add a row and return its number."""
        self.rows.append(Row(height, repeat, keep))
        return len(self.rows) - 1

    def style(self, role: Role, align: Align | None = None) -> Style:
        """Return how a role looks in this declaration."""
        usual: Style = getattr(self.library.styles, role.value)
        style = self.frame.styles.get(role.value, usual)
        return style if align is None else aligned(style, align)


def _middle_of(grid: Sequence[float]) -> int:
    """Return the inner edge between columns that is nearest the middle of a table."""
    return min(range(1, len(grid)), key=lambda cut: abs(sum(grid[:cut]) - sum(grid[cut:])))
