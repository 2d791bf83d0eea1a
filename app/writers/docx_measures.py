"""What Word is told of a form's measures: heights, where lines break, what stays together, and the margin below."""

from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, pairwise, takewhile
from typing import NamedTuple

from app.sheet.measure import POINT, text_height
from app.sheet.pages import Printout
from app.sheet.sheet import Role

_WHOLE = 1 / 3  # of a page: a row up to this is not cut, as in the PDF
_BEGINNING = 10.0  # mm: so much of a row that may be cut, two lines, has to stand on the page where it begins
_GROWTH = 0.5 * POINT  # mm by which Word makes a row higher than it is told: the line below it
_CLOSE = 1.0  # mm that rounding may come to on a page


class Breaks(NamedTuple):
    """How a text is broken in the PDF, where it first stands: into how many lines, and how wide the widest is in mm."""

    lines: int
    widest: float


class PageTop(NamedTuple):
    """How a page begins: which row is the first to begin on it, and whether the end of another stands above that."""

    row: int | None
    is_below_a_rest: bool


class Measures:
    """The measures of one form, in mm.

    Attributes:
        heights: of the rows, those of a row's parts together.
        breaks: how each box's text is broken, by the box's row and column.
    """

    def __init__(self, form: Printout) -> None:
        self.sheet = form.sheet
        self.pages = form.pages
        self.heights = _heights(form)
        self.breaks = _breaks(form)

    def is_whole(self, row: int) -> bool:
        """Whether a row is moved to the next page rather than cut."""
        return self.heights[row] <= self.sheet.page.printable_height * (_WHOLE if self.sheet.cut_rows else 1)

    @cached_property
    def kept(self) -> frozenset[int]:
        """The rows that stand on the same page as the next one: as declared, and as a merged text needs for its lines.

        A text that is long itself needs nothing, and where a page of the PDF ends, one may end here.
        """
        kept = {row for row, one in enumerate(self.sheet.rows) if one.keep}
        for box in (box for box in self.sheet.boxes if box.rows > 1):
            need = text_height(box.style, self.breaks[box.row, box.column].lines)
            if need <= self.sheet.page.printable_height * _WHOLE:
                rows = range(box.row, box.row + box.rows - 1)
                reach = accumulate(self.heights[row] for row in rows)
                kept |= {row for row, height in zip(rows, reach, strict=True) if height < need - _CLOSE}
        return frozenset(kept) - {top.row - 1 for top in self.page_tops if top.row}

    @cached_property
    def page_tops(self) -> list[PageTop]:
        """How each page but the first begins, below the rows that are repeated."""
        own = [[part.row for part in page.slices if not part.repeated] for page in self.pages]
        tops = []
        for before, rows in pairwise(own):
            begun = [row for row in rows if row > before[-1]]
            tops.append(PageTop(begun[0] if begun else None, rows[:1] != begun[:1]))
        return tops

    @property
    def used(self) -> list[float]:
        """How much of each page is used."""
        return [max(part.y + part.height for part in page.slices) - self.sheet.page.top for page in self.pages]

    @property
    def lower_margin(self) -> float:
        """The margin below: the declared one, unless rows that grow a little need some of it.

        If it can be, it is not so small on any page that the first row of the next page would find room there.
        """
        page = self.sheet.page
        grown = [used + len(placed.slices) * _GROWTH for used, placed in zip(self.used, self.pages, strict=True)]
        too_much = [
            used + self._start_height(top.row)
            for used, top in zip(self.used, self.page_tops, strict=False)
            if top.row is not None and not top.is_below_a_rest
        ]
        room = min(max(page.printable_height, max(grown) + _CLOSE), min(too_much, default=page.height) - _CLOSE)
        return max(0.0, page.height - page.top - max(room, max(self.used) + _CLOSE))

    def _start_height(self, row: int) -> float:
        """Return how much room a row needs to begin on a page, with all that has to follow it there."""
        chain = [*takewhile(self.kept.__contains__, range(row, len(self.heights) - 1))]
        last = row + len(chain)
        end = self.heights[last] if self.is_whole(last) else min(self.heights[last], _BEGINNING)
        return sum(self.heights[one] for one in chain) + end


def _heights(form: Printout) -> dict[int, float]:
    heights = dict.fromkeys(range(len(form.sheet.rows)), 0.0)
    for part in (part for page in form.pages for part in page.slices):
        heights[part.row] += 0.0 if part.repeated else part.height
    return heights


def _breaks(form: Printout) -> dict[tuple[int, int], Breaks]:
    found: dict[tuple[int, int], Breaks] = {}
    for place, widths in _line_widths(form):
        known = found.get(place, Breaks(0, 0.0))
        found[place] = Breaks(known.lines or len(widths), max(known.widest, *widths, 0.0))
    return found


def _line_widths(form: Printout) -> Iterator[tuple[tuple[int, int], list[float]]]:
    for placed in (placed for page in form.pages for placed in page.boxes):
        if placed.box.role is not Role.PAGE_NUMBER:
            yield (placed.box.row, placed.box.column), [line.width for line in placed.lines]
