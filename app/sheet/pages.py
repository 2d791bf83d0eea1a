"""From a measured sheet to pages on which every line of text has its place; painters only paint.

Lengths are millimetres from the top left of the paper.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.definitions.library import Layout, Library
from app.definitions.looks import Align, Style
from app.model.records import Form
from app.sheet.breaking import Part, Slice, paginate_whole_rows
from app.sheet.build import build_sheet
from app.sheet.fitting import fitted_pages
from app.sheet.fonts import FontChoice, chosen_fonts, font_book
from app.sheet.measure import POINT, Measured, line_height, measure, text_height
from app.sheet.sheet import Box, Sheet
from app.sheet.surroundings import Surroundings
from app.sheet.tabulate import build_table_sheet
from app.sheet.typeset import Line

_BASELINE = 0.88  # of the size, below the top of the square that a Chinese character fills
_SHIFT = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}  # of the free width, left of the text


class TextRun(NamedTuple):
    """Letters from one font file; ``x`` is where they begin."""

    x: float
    text: str
    font: str


class TextLine(NamedTuple):
    """A line of text; ``y`` is its baseline, ``size`` in points, ``width`` in mm."""

    y: float
    size: float
    width: float
    runs: tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """A box, or the part of it that stands on this page."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    lines: tuple[TextLine, ...]

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


class Rule(NamedTuple):
    """A straight line from one point to another, across or down."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class PlacedPage:
    """One page: its boxes in reading order, the lines between them, and which rows it shows."""

    boxes: tuple[PlacedBox, ...]
    rules: tuple[Rule, ...]
    slices: tuple[Slice, ...]

    @property
    def filled(self) -> Iterator[tuple[PlacedBox, str]]:
        """The boxes that have a colour, with this; painted before all else."""
        return ((placed, placed.box.style.fill) for placed in self.boxes if placed.box.style.fill)

    def box_at(self, x: float, y: float) -> PlacedBox | None:
        """Return the box at a point of the page."""
        return next((placed for placed in self.boxes if placed.contains(x, y)), None)


@dataclass(frozen=True)
class Printout:
    """A form as it is printed.

    Attributes:
        sheet: what is printed.
        pages: the pages.
        whole_rows: which rows stand on which page where a row cannot be cut between lines, as in Excel; the same as
            on ``pages`` when these cut none.
    """

    sheet: Sheet
    pages: tuple[PlacedPage, ...]
    whole_rows: tuple[tuple[Slice, ...], ...]


def lay_out(sheet: Sheet) -> Printout:
    """Return the pages of a sheet."""
    measured, (pages, parts) = fitted_pages(measure(sheet))
    placer = _Placer(measured)
    placed = tuple(placer.page(*one) for one in zip(pages, parts, strict=True))
    if sheet.page_number:
        placed = tuple(
            replace(page, boxes=(*page.boxes, placer.foot(n, len(placed)))) for n, page in enumerate(placed, 1)
        )
    whole_rows = paginate_whole_rows(measured) if len(pages) > 1 else pages
    return Printout(measured.sheet, placed, tuple(map(tuple, whole_rows)))


def print_form(
    form: Form,
    library: Library,
    surroundings: Surroundings | None = None,
    layout: Layout | None = None,
    fonts: FontChoice = FontChoice.OPEN,
) -> Printout:
    """Return a form as its own layout, or another, prints it, with the typefaces that are chosen.

    Raises:
        JihengError: the layout declares no form of this kind.
    """
    return print_together([form], library, surroundings, layout, fonts)


def print_together(
    forms: Sequence[Form],
    library: Library,
    surroundings: Surroundings | None = None,
    layout: Layout | None = None,
    fonts: FontChoice = FontChoice.OPEN,
) -> Printout:
    """Return forms as the table in which the first one's layout, or another, prints them; a single form as it does.

    Raises:
        JihengError: the layout does not print these forms on one sheet.
    """
    sheet = sheet_of(forms, layout or library.shown_layout(forms[0]), library, surroundings)
    return lay_out(with_fonts(sheet, fonts))


def sheet_of(
    forms: Sequence[Form], layout: Layout, library: Library, surroundings: Surroundings | None = None
) -> Sheet:
    """Return the sheet of one form, or of several that ``layout`` prints in one table.

    Raises:
        JihengError: the layout does not print these forms on one sheet.
    """
    if len(forms) > 1:
        return build_table_sheet(forms, layout, library, surroundings)
    return build_sheet(forms[0], layout, library, surroundings)


def with_fonts(sheet: Sheet, choice: FontChoice) -> Sheet:
    """Return a sheet that is measured and printed with the typefaces that are chosen."""
    return replace(sheet, fonts=chosen_fonts(sheet.fonts, choice))


class _Placer:
    """Gives every line of text its place."""

    def __init__(self, measured: Measured) -> None:
        self.measured = measured
        self.book = font_book(measured.sheet.fonts)
        paper, edges = measured.sheet.page, measured.edges
        left = paper.left + (paper.printable_width - edges[-1]) / 2
        self.edges = [left + edge for edge in edges]

    def page(self, slices: Sequence[Slice], parts: Iterable[Part]) -> PlacedPage:
        boxes = tuple(self.placed(part) for part in parts)
        return PlacedPage(boxes, tuple(_rules(boxes)), tuple(slices))

    def placed(self, part: Part) -> PlacedBox:
        box = self.measured.sheet.boxes[part.number]
        x, right = self.edges[box.column], self.edges[box.column + box.columns]
        lines = tuple(self.lines(box.style, part, x, right)) if part.lines else ()
        return PlacedBox(box, x, part.y, right - x, part.height, lines)

    def foot(self, page: int, pages: int) -> PlacedBox:
        """Return the number of a page, in the middle of the lower margin."""
        paper, box = self.measured.sheet.page, self.measured.sheet.page_number
        assert box is not None  # noqa: S101 - said by the caller
        text = box.text.format(page=page, pages=pages)
        advances = self.book.advances(box.style.font)
        line = Line(text, sum(map(advances.__getitem__, text)))
        height = text_height(box.style, 1)
        part = Part(-1, paper.height - paper.bottom / 2 - height / 2, height, (line,))
        x, right = paper.left, paper.width - paper.right
        numbered = replace(box, text=text)
        return PlacedBox(numbered, x, part.y, right - x, height, tuple(self.lines(box.style, part, x, right)))

    def lines(self, style: Style, part: Part, x: float, right: float) -> Iterator[TextLine]:
        """Yield the lines of a part, the whole of them in the middle of its height."""
        step, size = line_height(style), style.size * POINT
        y = part.y + (part.height - step * len(part.lines)) / 2 + (step - size) / 2 + _BASELINE * size
        for line in part.lines:
            yield self.line(style, line, y, x + style.padding, right - style.padding)
            y += step

    def line(self, style: Style, line: Line, y: float, left: float, right: float) -> TextLine:
        unit = style.size * POINT / 1000
        width = line.width * unit
        x = left + (right - left - width) * _SHIFT[style.align]
        runs = []
        for text, font, advance in self.book.runs(line.text, style.font):
            runs.append(TextRun(x, text, font))
            x += advance * unit
        return TextLine(y, style.size, width, tuple(runs))


def _rules(boxes: Iterable[PlacedBox]) -> Iterator[Rule]:
    """Yield the lines around the ruled boxes, each drawn once and as long as it goes."""
    across: dict[float, list[tuple[float, float]]] = {}
    down: dict[float, list[tuple[float, float]]] = {}
    for placed in boxes:
        if placed.box.ruled:
            x0, y0, x1, y1 = _corners(placed)
            for y in (y0, y1):
                across.setdefault(y, []).append((x0, x1))
            for x in (x0, x1):
                down.setdefault(x, []).append((y0, y1))
    for y, spans in sorted(across.items()):
        yield from (Rule(start, y, end, y) for start, end in _joined(spans))
    for x, spans in sorted(down.items()):
        yield from (Rule(x, start, x, end) for start, end in _joined(spans))


def _corners(placed: PlacedBox) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom in whole thousandths of a mm, so that what meets is equal."""
    x, y = placed.x, placed.y
    return round(x, 3), round(y, 3), round(x + placed.width, 3), round(y + placed.height, 3)


def _joined(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    ordered = sorted(spans)
    start, end = ordered[0]
    for next_start, next_end in ordered[1:]:
        if next_start > end:
            yield start, end
            start, end = next_start, next_end
        end = max(end, next_end)
    yield start, end
