"""From a measured sheet to pages on which every line of text has its place; painters only paint.

Lengths are millimetres from the top left of the paper.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.definitions.library import Layout, Library
from app.definitions.schema import Align, Style
from app.model.records import Form
from app.sheet.breaking import Part, Slice, paginate, paginate_whole_rows
from app.sheet.build import build_sheet
from app.sheet.fonts import font_book
from app.sheet.measure import PADDING_X, POINT, Measured, line_height, measure
from app.sheet.sheet import Box, Sheet
from app.sheet.surroundings import Surroundings
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
    measured = measure(sheet)
    pages, parts = paginate(measured)
    placer = _Placer(measured)
    placed = tuple(placer.page(*one) for one in zip(pages, parts, strict=True))
    whole_rows = paginate_whole_rows(measured) if len(pages) > 1 else pages
    return Printout(measured.sheet, placed, tuple(map(tuple, whole_rows)))


def print_form(
    form: Form, library: Library, surroundings: Surroundings | None = None, layout: Layout | None = None
) -> Printout:
    """Return a form as its own layout, or another, prints it.

    Raises:
        JihengError: the layout declares no form of this kind.
    """
    return lay_out(build_sheet(form, layout or library.layout_of(form), library, surroundings))


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

    def lines(self, style: Style, part: Part, x: float, right: float) -> Iterator[TextLine]:
        """Yield the lines of a part, the whole of them in the middle of its height."""
        step, size = line_height(style), style.size * POINT
        y = part.y + (part.height - step * len(part.lines)) / 2 + (step - size) / 2 + _BASELINE * size
        for line in part.lines:
            yield self.line(style, line, y, x + PADDING_X, right - PADDING_X)
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
