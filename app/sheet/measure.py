"""How high each row must be for its text: nothing is ever clipped, rows grow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import accumulate
from math import ceil, floor

from app.definitions.looks import Align, Style
from app.sheet.fonts import FontBook, font_book
from app.sheet.sheet import Box, Role, Sheet, aligned
from app.sheet.typeset import Line, break_evenly, break_lines, printable

POINT = 25.4 / 72  # in mm
STEP = 0.75 * POINT  # row heights are whole pixels of Excel, so that its rows are as high as those of the PDF
PADDING_X = 1.9  # mm at the side of a text where no style says otherwise
PADDING_Y = 0.7  # mm above and below a text
_CENTRED_LINES = 3  # a value of more lines reads better from the left
_LAST_LINE_OF_TITLE = 0.5
_VERTICAL = 1200  # thousandths of the size: the widest line of a text that is printed downwards
_LYING_BRACKETS = str.maketrans("（）", "︵︶")
_SMALLER = 0.5  # points by which a text is shrunk at a time
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Measured:
    """A sheet with its text broken into lines and its rows as high as these need.

    Attributes:
        sheet: what was measured.
        heights: of the rows, in mm.
        lines: of the boxes, in the boxes' order.
        continued: the lines of a box where it is printed again because a page ends in it, by its number; only of
            boxes that then print something else.
    """

    sheet: Sheet
    heights: tuple[float, ...]
    lines: tuple[tuple[Line, ...], ...]
    continued: Mapping[int, tuple[Line, ...]] = field(default_factory=dict)

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """Where the columns begin, and the last ends, in mm from the left of the table."""
        return tuple(accumulate(self.sheet.columns, initial=0.0))

    @cached_property
    def merged_boxes(self) -> dict[int, list[int]]:
        """The numbers of the boxes that reach over several rows, by the row in which they begin."""
        found: dict[int, list[int]] = {}
        for n, box in enumerate(self.sheet.boxes):
            if box.rows > 1:
                found.setdefault(box.row, []).append(n)
        return found

    @cached_property
    def single_row_boxes(self) -> dict[int, list[int]]:
        """The numbers of the boxes that stand in one row only, by this row."""
        found: dict[int, list[int]] = {row: [] for row in range(len(self.sheet.rows))}
        for n, box in enumerate(self.sheet.boxes):
            if box.rows == 1:
                found[box.row].append(n)
        return found


def measure(sheet: Sheet) -> Measured:
    """Return the sheet with lines and heights; centred texts of many lines stand at the left from here on."""
    book = font_book(sheet.fonts)
    edges = list(accumulate(sheet.columns, initial=0.0))
    widths = [edges[box.column + box.columns] - edges[box.column] for box in sheet.boxes]
    fitted = [_fitted(box, width, sheet, book) for box, width in zip(sheet.boxes, widths, strict=True)]
    lines = tuple(_lines(box, width, book) for box, width in zip(fitted, widths, strict=True))
    boxes = tuple(map(_at_left_if_long, fitted, lines))
    measured = replace(sheet, boxes=boxes)
    return Measured(measured, tuple(_heights(measured, lines)), lines, _continued(measured, widths, book))


def _fitted(box: Box, width: float, sheet: Sheet, book: FontBook) -> Box:
    """Return a box with its text set smaller, where its style allows that, until it fits the rows as declared."""
    least = box.style.shrink_to
    if least is None or not box.text:
        return box
    room = total(sheet.rows[row].min_height for row in range(box.row, box.row + box.rows))
    while box.style.size > least and text_height(box.style, len(_lines(box, width, book))) > room + _TOLERANCE:
        size = max(least, box.style.size - _SMALLER)
        box = replace(box, style=box.style.model_copy(update={"size": size}))
    return box


def _continued(sheet: Sheet, widths: Sequence[float], book: FontBook) -> dict[int, tuple[Line, ...]]:
    """Return what labels and merged cells print on the pages after the one where they begin."""
    if not sheet.continued:
        return {}
    return {
        n: _lines(replace(box, text=box.text + _mark(sheet.continued, box, book)), widths[n], book)
        for n, box in enumerate(sheet.boxes)
        if box.text and (box.rows > 1 or box.role is Role.LABEL)
    }


def _mark(continued: str, box: Box, book: FontBook) -> str:
    """Return what is printed after a label that goes on; under a column of letters with brackets that lie over it."""
    upright = continued.translate(_LYING_BRACKETS)
    return upright if box.vertical and not book.missing_characters(upright) else continued


def line_height(style: Style) -> float:
    """Return the distance from line to line in mm."""
    return style.size * style.leading * POINT


def text_height(style: Style, lines: int) -> float:
    """Return how high a cell with that many lines must be, in mm."""
    return lines * line_height(style) + 2 * PADDING_Y


def capacity(style: Style, height: float) -> int:
    """Return how many lines a cell of some height holds."""
    return max(0, floor((height - 2 * PADDING_Y) / line_height(style) + _TOLERANCE))


def stepped(height: float) -> float:
    """Return the next whole step that is not less than ``height``."""
    return ceil(height / STEP - _TOLERANCE) * STEP


def stepped_down(height: float) -> float:
    """Return the last whole step that is not more than ``height``."""
    return floor(height / STEP + _TOLERANCE) * STEP


def _at_left_if_long(box: Box, lines: Sequence[Line]) -> Box:
    if len(lines) <= _CENTRED_LINES or box.role is not Role.VALUE or box.style.align is not Align.CENTRE:
        return box
    return replace(box, style=aligned(box.style, Align.LEFT))


def _lines(box: Box, width: float, book: FontBook) -> tuple[Line, ...]:
    if not box.text:
        return ()
    inner = (width - 2 * box.style.padding) / (box.style.size * POINT) * 1000
    if box.vertical:
        return _broken(box.text, min(_VERTICAL, round(inner)), box.style.font, None, book)
    return _broken(box.text, round(inner), box.style.font, _last_line(box), book)


def _last_line(box: Box) -> float | None:
    """Return how wide the last line of a text should be, as a share of the others; ``None`` where it is all the same.

    The last line of a centred text is not left with a single letter, that of a title is not much shorter.
    """
    if box.style.align is not Align.CENTRE:
        return None
    return _LAST_LINE_OF_TITLE if box.role is Role.TITLE else 0.0


@lru_cache(maxsize=4096)
def _broken(text: str, width: int, font: str, last_line: float | None, book: FontBook) -> tuple[Line, ...]:
    """Break a text; the labels of many forms, and most values of a form just edited, are found as they were."""
    advances, clean = book.advances(font), printable(text)
    if last_line is None:
        return tuple(break_lines(clean, width, advances))
    return tuple(break_evenly(clean, width, advances, last_line))


def _heights(sheet: Sheet, lines: Sequence[Sequence[Line]]) -> list[float]:
    heights = [stepped(row.min_height) for row in sheet.rows]
    needs = [(box, text_height(box.style, len(lines[n]))) for n, box in enumerate(sheet.boxes)]
    for box, need in sorted(needs, key=lambda pair: pair[0].rows):
        grow(heights, range(box.row, box.row + box.rows), need)
    return heights


def least_heights(measured: Measured) -> list[float]:
    """Return how high rows must be for their text alone; what stands above the table keeps the height it has."""
    sheet = measured.sheet
    rows = [row if n < sheet.heading else replace(row, min_height=0.0) for n, row in enumerate(sheet.rows)]
    return _heights(replace(sheet, rows=tuple(rows)), measured.lines)


def grow(heights: list[float], rows: Sequence[int], need: float) -> None:
    """Make rows so high that together they reach ``need``, each by as much as the others."""
    lack = need - total(heights[row] for row in rows)
    if lack > _TOLERANCE:
        for row in rows:
            heights[row] = stepped(heights[row] + lack / len(rows))


def total(heights: Iterable[float]) -> float:
    """Return the sum of some heights."""
    return sum(heights, 0.0)
