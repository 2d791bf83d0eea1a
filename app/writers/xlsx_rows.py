"""Where a sheet stands in a worksheet: its rows page by page, and what of each cell stands on which page.

Pages end where those of the PDF end, except that a row which fits on a page is never cut, so that its texts are whole
in their cells. A higher row is a row on each of its pages, with as many lines as it has room for, for Excel would cut
through letters; a cell over several rows is a cell on each page, with its text again. Only one of them holds a number,
for nobody should add up an amount that is there twice.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from math import ceil
from typing import NamedTuple

from app.base.words import plain_cell_text
from app.sheet.breaking import Slice, share
from app.sheet.measure import STEP, capacity, stepped, text_height, total
from app.sheet.pages import PlacedBox, Printout
from app.sheet.sheet import Box, Role
from app.sheet.typeset import printable

_HIGHEST_ROW = 546 * STEP  # 409.5 points
_FEW = 8  # lines of a text that its last piece must hold, so that no page shows it empty


class Span(NamedTuple):
    """The rows of the worksheet, from 1, that a row of the sheet takes on a page."""

    page: int
    top: int
    bottom: int


class Piece(NamedTuple):
    """What of a box stands on one page.

    Attributes:
        top: its first row in the worksheet, from 1.
        bottom: its last row.
        text: what is printed there.
        joint: the blanks between the text of the piece before and this one.
        again: whether it is the text of the first piece once more, not what follows it.
    """

    top: int
    bottom: int
    text: str
    joint: str = ""
    again: bool = False


def _pages(form: Printout) -> Sequence[Sequence[Slice]]:
    """Return the pages of the PDF; where they cut a row, those on which only one that is higher than a page is cut."""
    begun = [part.row for page in form.pages for part in page.slices if not part.repeated]
    return [page.slices for page in form.pages] if len(begun) == len(set(begun)) else form.whole_rows


class PhysicalRows:
    """The rows of a worksheet: those of the sheet, except that what is higher than a page or a row may be is several.

    Attributes:
        heights: of the worksheet's rows, in mm.
        first: for each row of the sheet its first row in the worksheet, from 1.
        spans: for each row of the sheet where it stands, page by page.
        breaks: the rows after which a page ends.
        repeated: the first and last of the rows that every page repeats, or ``None``.
    """

    def __init__(self, form: Printout) -> None:
        self.form = form
        self.heights: list[float] = []
        self.spans: dict[int, list[Span]] = {}
        self.breaks: list[int] = []
        for number, page in enumerate(_pages(form)):
            for part in page:
                if not part.repeated:
                    self.add(number, part.row, part.height)
            self.breaks.append(len(self.heights))
        self.breaks.pop()
        self._make_room()
        self.first = {row: spans[0].top for row, spans in self.spans.items()}
        repeated = form.sheet.repeated
        self.repeated = (self.first[repeated[0]], self.spans[repeated[-1]][-1].bottom) if repeated else None

    def add(self, page: int, row: int, height: float) -> None:
        """Add a row or a part of one, in as many rows as its height takes."""
        count = max(1, ceil(height / _HIGHEST_ROW))
        top = len(self.heights) + 1
        self.heights += [height / count] * count
        self.spans.setdefault(row, []).append(Span(page, top, len(self.heights)))

    def _make_room(self) -> None:
        """Make rows higher where the last piece of a short text has no room, as far as their page has some left.

        In the PDF such a cell reaches up beside the rows that the page repeats; here it cannot.
        """
        left = [self._free(page) for page in _pages(self.form)]
        for box in (box for box in self.form.sheet.boxes if box.rows > 1 and box.text):
            spans = self._spans(box)
            lack = self._lack(box, spans[-1]) if len(spans) > 1 else 0.0
            if lack <= left[spans[-1].page]:
                self.heights[spans[-1].bottom - 1] += lack
                left[spans[-1].page] -= lack

    def _lack(self, box: Box, span: Span) -> float:
        """Return how much higher a piece must be for a short text that goes on; nothing for a long one."""
        count = len(self._lines(box))
        need = text_height(box.style, count + self._more(box))
        return stepped(max(0.0, need - self._height(span))) if count <= _FEW else 0.0

    def _more(self, box: Box) -> int:
        """Return how many lines the word takes at most that a text goes on."""
        return len(self.form.sheet.continued) if box.vertical else bool(self.form.sheet.continued)

    def _free(self, page: Sequence[Slice]) -> float:
        paper, end = self.form.sheet.page, page[-1]
        return paper.top + paper.printable_height - end.y - end.height

    def pieces(self, box: Box) -> list[Piece]:
        """Return what of a box stands on each page."""
        spans = self._spans(box)
        if len(spans) == 1:
            return [Piece(spans[0].top, spans[0].bottom, box.text)]
        heights, lines = [self._height(span) for span in spans], self._lines(box)
        rooms = [capacity(box.style, height) for height in heights]
        if (box.rows > 1 or box.role is Role.LABEL) and max(rooms) >= len(lines):
            return list(self._repeated(box, spans, [room - len(lines) for room in rooms]))
        return _flowing(box, spans, lines, share(box.style, len(lines), heights))

    def _spans(self, box: Box) -> list[Span]:
        """Return where a box stands, page by page."""
        found: dict[int, Span] = {}
        for row in range(box.row, box.row + box.rows):
            for span in self.spans[row]:
                found[span.page] = span._replace(top=found.get(span.page, span).top)
        return list(found.values())

    def _height(self, span: Span) -> float:
        return total(self.heights[span.top - 1 : span.bottom])

    def _lines(self, box: Box) -> list[str]:
        """Return the lines of a box as the PDF breaks them: on its pages together, or all of them on each."""
        pages = [[_squeezed("".join(run.text for run in line.runs)) for line in one.lines] for one in self._placed(box)]
        whole = _squeezed(printable(box.text))
        return next((lines for lines in pages if "".join(lines) == whole), [line for lines in pages for line in lines])

    def _placed(self, box: Box) -> Sequence[PlacedBox]:
        return self._by_place.get((box.row, box.column), ())

    @cached_property
    def _by_place(self) -> dict[tuple[int, int], list[PlacedBox]]:
        found: dict[tuple[int, int], list[PlacedBox]] = {}
        for placed in (placed for page in self.form.pages for placed in page.boxes):
            found.setdefault((placed.box.row, placed.box.column), []).append(placed)
        return found

    def _repeated(self, box: Box, spans: Sequence[Span], rooms: Sequence[int]) -> Iterator[Piece]:
        """Yield the pieces of a text that stands on every page with room for it; ``rooms`` are lines beyond its own.

        The first always has it, for there it is changed.
        """
        yield Piece(spans[0].top, spans[0].bottom, box.text)
        longer, more = (box.text + self.form.sheet.continued if box.text else ""), self._more(box)
        for span, room in zip(spans[1:], rooms[1:], strict=True):
            text = longer if room >= more else box.text if room >= 0 else ""
            yield Piece(span.top, span.bottom, text, again=True)


def _flowing(box: Box, spans: Sequence[Span], lines: Sequence[str], shares: Sequence[int]) -> list[Piece]:
    """Return the pieces of a text that runs on from page to page; a number stays whole."""
    ends = [sum(shares[: n + 1]) for n in range(len(shares))]
    lengths = [len("".join(lines[end - here : end])) for here, end in zip(shares, ends, strict=True)]
    if box.number is not None or not any(lengths[1:]):
        texts = [("", box.text), *(("", "") for _ in lengths[1:])]
    else:
        lengths[-1] += len("".join(lines)) - sum(lengths)
        texts = cut_text(plain_cell_text(box.text), lengths)
    return [Piece(span.top, span.bottom, text, joint) for span, (joint, text) in zip(spans, texts, strict=True)]


def cut_text(text: str, lengths: Sequence[int]) -> list[tuple[str, str]]:
    """Return a text in pieces of so many letters each, blanks not counted; before each the blanks that lead to it.

    All of them together are the text.
    """
    found: list[tuple[str, str]] = []
    at = 0
    for number, length in enumerate(lengths):
        is_last = bool(length) and not any(lengths[number + 1 :])
        start = _after_blanks(text, at) if number and length else at
        end = len(text) if is_last else _after_letters(text, start, length)
        found.append((text[at:start], text[start:end]))
        at = end
    return found


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and not _squeezed(printable(text[at])):
        at += 1
    return at


def _after_letters(text: str, at: int, count: int) -> int:
    while count:
        count -= bool(_squeezed(printable(text[at])))
        at += 1
    return at


def _squeezed(text: str) -> str:
    return "".join(text.split())
