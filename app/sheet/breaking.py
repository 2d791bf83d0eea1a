"""Which rows, and which lines of their text, stand on which page.

Rows flow over the pages. A page that begins inside a table begins with the rows that its declaration repeats; a row
less than a third of a page high stays whole, a higher one is cut between lines; no heading is left at a page's foot.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.definitions.looks import Style
from app.sheet.measure import (
    STEP,
    Measured,
    capacity,
    line_height,
    stepped,
    stepped_down,
    text_height,
    total,
)
from app.sheet.sheet import Box, Role
from app.sheet.typeset import Line

_WHOLE = 1 / 3  # of a page: a row up to this is not cut
_ANY = 1.0  # of a page, for writers that cannot cut a row between lines: only a row higher than a page is cut
_FEW = 8  # lines of a merged label that its last part must hold, so that no page shows it empty
_FEWEST = 2  # lines on either side of a cut
_REPEATED_AT_MOST = 1 / 2  # of a page: rows that would take more are not repeated
_PATIENCE = 50  # tries to find room; each makes rows higher by all that was lacking
_TOLERANCE = 1e-6

Lines = tuple[Line, ...]


class EndlessPagesError(RuntimeError):
    """Rows were made higher again and again, and some text still found no room."""


class Slice(NamedTuple):
    """A row, or the part of it that stands on a page; ``repeated`` when it was printed on a page before."""

    row: int
    y: float
    height: float
    repeated: bool = False


class Part(NamedTuple):
    """A box, or the part of it that stands on a page: its number in the sheet, its place down, its lines."""

    number: int
    y: float
    height: float
    lines: Lines


class Extent(NamedTuple):
    """How far a box reaches on a page."""

    page: int
    y: float
    height: float
    repeated: bool


Slices = list[list[Slice]]


def paginate(measured: Measured) -> tuple[Slices, list[list[Part]]]:
    """Return the rows and the parts of boxes on each page, parts in reading order.

    A text merged over several rows may find less room when a page's end runs through it; then its last row grows.

    Raises:
        EndlessPagesError: text would be lost, however high the rows; the program is wrong then, not the form.
    """
    heights = list(measured.heights)
    whole = _WHOLE if measured.sheet.cut_rows else _ANY
    for _ in range(_PATIENCE):
        pages = _Paginator(measured, heights, whole).pages()
        parts, lacking = _parts(measured, pages)
        if not lacking:
            return pages, parts
        for row, lack in lacking.items():
            heights[row] = stepped(heights[row] + lack)
    raise EndlessPagesError(f"no page break leaves room for all text in the rows {sorted(lacking)}")


def paginate_whole_rows(measured: Measured) -> Slices:
    """Return the rows on each page where a row that fits on a page is never cut."""
    return _Paginator(measured, measured.heights, _ANY).pages()


class _Paginator:
    """Puts rows on pages from top to bottom."""

    def __init__(self, measured: Measured, heights: Sequence[float], whole: float) -> None:
        self.measured = measured
        self.whole = whole
        self.rows = measured.sheet.rows
        self.heights = heights
        paper = measured.sheet.page
        self.top = paper.top
        self.room = paper.printable_height
        self.done: Slices = [[]]
        self.y = self.top

    def pages(self) -> Slices:
        for row in range(len(self.rows)):
            if not self.is_fresh and self.start_height(row) > self.left + _TOLERANCE:
                self.new_page(row)
            self.place(row)
        return self.done

    @property
    def left(self) -> float:
        """How much of the page is free."""
        return self.top + self.room - self.y

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on the page but what is repeated."""
        return all(part.repeated for part in self.done[-1])

    def start_height(self, row: int) -> float:
        """Return how much room a row needs to begin on a page, with what must follow it there and can."""
        return max(
            self.own_start_height(row), *(self.label_height(n) for n in self.measured.merged_boxes.get(row, ())), 0
        )

    def label_height(self, number: int) -> float:
        """Return how high the first rows of a merged cell are that its text needs; nothing for a long text."""
        box = self.measured.sheet.boxes[number]
        need, height = text_height(box.style, len(self.measured.lines[number])), 0.0
        if need > self.room * _WHOLE:
            return 0.0
        for row in range(box.row, box.row + box.rows):
            height += self.heights[row]
            if height >= need - _TOLERANCE:
                break
        return height if height <= self.room * _REPEATED_AT_MOST else 0.0

    def own_start_height(self, row: int) -> float:
        if self.rows[row].keep and row + 1 < len(self.rows):
            together = self.heights[row] + self.start_height(row + 1)
            if together + total(self.heights[above] for above in self.rows[row].repeat) <= self.room:
                return together
        if self.stays_whole(row):
            return self.heights[row]
        styles = self.flows(row, [])
        return max((text_height(style, min(lines, _FEWEST + 1)) for style, lines in styles), default=STEP)

    def stays_whole(self, row: int) -> bool:
        return self.heights[row] <= self.room * self.whole

    def place(self, row: int) -> None:
        """Put a row on this page, cut where it is too high for one."""
        height, parts = self.heights[row], list[float]()
        while height > self.left + _TOLERANCE:
            cut = stepped_down(self.left)
            if not self.is_fresh and not self.may_cut(row, parts, cut):
                self.new_page(row)
            elif cut < self.shortest_cut(row, parts):
                break  # a single line is higher than the page: it cannot be helped
            else:
                self.add(row, cut)
                parts.append(cut)
                height = max(height - cut, *self.needs(row, parts))
                self.new_page(row)
        self.add(row, height)

    def flows(self, row: int, parts: Sequence[float]) -> list[tuple[Style, int]]:
        """Return style and number of the lines of each cell of a row that no part of it has taken yet."""
        found = []
        for number in self.measured.single_row_boxes[row]:
            style, lines = self.measured.sheet.boxes[number].style, len(self.measured.lines[number])
            found.append((style, lines - sum(share(style, lines, parts))))
        return found

    def needs(self, row: int, parts: Sequence[float]) -> list[float]:
        """Return how high the rest of a row must be."""
        least = stepped(max(0.0, self.rows[row].min_height - sum(parts)))
        return [least, *(stepped(text_height(style, lines)) for style, lines in self.flows(row, parts) if lines)]

    def may_cut(self, row: int, parts: Sequence[float], height: float) -> bool:
        """Whether a part of that height leaves enough lines on both sides of the cut."""
        if self.stays_whole(row):
            return False
        for style, lines in self.flows(row, parts):
            here = share(style, lines, [height])[0]
            if here < lines and min(here, lines - here) < _FEWEST:
                return False
        return height > 0

    def shortest_cut(self, row: int, parts: Sequence[float]) -> float:
        """Return the least height of a part that takes at least one line of every cell."""
        return max((text_height(style, 1) for style, lines in self.flows(row, parts) if lines), default=STEP)

    def add(self, row: int, height: float) -> None:
        self.done[-1].append(Slice(row, self.y, height))
        self.y += height

    def new_page(self, row: int) -> None:
        """Begin a page with the rows that are repeated above ``row``."""
        self.done.append([])
        self.y = self.top
        repeated = self.rows[row].repeat
        if total(self.heights[above] for above in repeated) <= self.room * _REPEATED_AT_MOST:
            for above in repeated:
                self.done[-1].append(Slice(above, self.y, self.heights[above], repeated=True))
                self.y += self.heights[above]


def share(style: Style, lines: int, heights: Sequence[float]) -> list[int]:
    """Return how many of a cell's lines stand in each of the parts it is cut into, never one alone if avoidable."""
    shares = []
    for height in heights:
        here = min(lines, capacity(style, height))
        if lines - here == 1 and here > _FEWEST:
            here -= 1
        shares.append(here)
        lines -= here
    return shares


def _parts(measured: Measured, pages: Slices) -> tuple[list[list[Part]], dict[int, float]]:
    """Return the parts of boxes on each page, and by row how much room was lacking for a box that ends in it."""
    placed: list[list[Part]] = [[] for _ in pages]
    lacking: dict[int, float] = {}
    slices = _slices_by_row(pages)
    for number, box in enumerate(measured.sheet.boxes):
        lines = measured.lines[number]
        extents = _extents(slices, box)
        shares, left_over = _distributed(box, lines, extents, measured.continued.get(number, lines))
        for extent, some in zip(extents, shares, strict=True):
            placed[extent.page].append(Part(number, extent.y, extent.height, some))
        if left_over:
            lacking[box.row + box.rows - 1] = left_over * line_height(box.style)
    return placed, lacking


def _slices_by_row(pages: Slices) -> dict[int, list[tuple[int, Slice]]]:
    found: dict[int, list[tuple[int, Slice]]] = {}
    for page, slices in enumerate(pages):
        for part in slices:
            found.setdefault(part.row, []).append((page, part))
    return found


def _extents(slices: dict[int, list[tuple[int, Slice]]], box: Box) -> list[Extent]:
    """Return how far a box reaches on each page it stands on."""
    reach: dict[int, Extent] = {}
    for row in range(box.row, box.row + box.rows):
        for page, part in slices[row]:
            known = reach.get(page)
            y = known.y if known else part.y
            repeated = part.repeated and (known is None or known.repeated)
            reach[page] = Extent(page, y, part.y + part.height - y, repeated)
    return [reach[page] for page in sorted(reach)]


def _distributed(box: Box, lines: Lines, extents: Sequence[Extent], continued: Lines) -> tuple[list[Lines], int]:
    """Return which lines stand in each part of a box, and how many found no room.

    A label, and any text merged over several rows, is printed whole in every part that holds it, after the first one
    as ``continued``; any other text, and one that no part holds, runs on from part to part.
    """
    if len(extents) == 1:
        return [lines], 0
    if box.rows > 1 or box.role is Role.LABEL:
        repeated = list(_repeated(box.style, lines, extents, continued))
        if any(repeated):
            is_lacking = box.rows > 1 and not repeated[-1] and len(lines) <= _FEW
            return repeated, len(lines) - capacity(box.style, extents[-1].height) if is_lacking else 0
    return _flowing(box.style, lines, extents)


def _repeated(style: Style, lines: Lines, extents: Sequence[Extent], continued: Lines) -> Iterator[Lines]:
    """Yield the lines of each part of a text that is printed whole in every part that holds it."""
    begun = False
    for extent in extents:
        room = capacity(style, extent.height)
        goes_on = begun and not extent.repeated and room >= len(continued)
        whole = lines if room >= len(lines) else ()
        yield continued if goes_on else whole
        begun = begun or bool(whole)


def _flowing(style: Style, lines: Lines, extents: Sequence[Extent]) -> tuple[list[Lines], int]:
    shares = iter(share(style, len(lines), [extent.height for extent in extents if not extent.repeated]))
    flowing: list[Lines] = []
    at = 0
    for extent in extents:
        if extent.repeated:
            flowing.append(lines)
        else:
            end = at + next(shares)
            flowing.append(lines[at:end])
            at = end
    return flowing, len(lines) - at
