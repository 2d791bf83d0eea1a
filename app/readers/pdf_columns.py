"""Tables that a PDF prints without ruling lines: columns told by the white between them, rows by their single lines."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.readers.grids import Box, Cell, Place, Table
from app.readers.pdf_rules import Rule
from app.readers.pdf_text import APART, Letter, lettered_rows, text_of

_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 3
_PART_GAP = 0.9  # of a letter's height: white that parts two columns
_FAR = 3.2  # line heights: white that ends a table
_FULL = 0.6  # of the columns that a line has which every row of a table has once
_NEAR = 0.6  # line heights: white between lines of one text
_WIDE = 0.55  # of the table's width: a single piece that wide is prose


class Piece(NamedTuple):
    """Letters of one line that stand close together."""

    letters: tuple[Letter, ...]
    left: float
    right: float


class Printed(NamedTuple):
    """A line of the page in its pieces."""

    pieces: tuple[Piece, ...]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.top + self.bottom) / 2


class Found(NamedTuple):
    """A table and the letters that stand in it."""

    top: float
    table: Table
    letters: frozenset[int]


def unruled_tables(letters: Sequence[Letter], level: Sequence[Rule], page: int) -> Iterator[Found]:
    """Yield the tables that letters make which stand in no ruled table.

    Args:
        letters: those outside ruled tables.
        level: level lines of the page, which may part rows.
        page: the number of the page.
    """
    lines = [_printed(row) for row in lettered_rows(letters)]
    for region in _regions(lines):
        table = _table(region, level, page)
        if table is not None:
            inside = frozenset(id(letter) for line in region for piece in line.pieces for letter in piece.letters)
            yield Found(region[0].top, table, inside)


def _printed(row: Sequence[Letter]) -> Printed:
    pieces: list[list[Letter]] = []
    for letter in row:
        if not letter.text.strip():
            continue
        tall = letter.bottom - letter.top
        if pieces and letter.left - pieces[-1][-1].right <= _PART_GAP * tall:
            pieces[-1].append(letter)
        else:
            pieces.append([letter])
    made = tuple(Piece(tuple(piece), piece[0].left, piece[-1].right) for piece in pieces)
    return Printed(made, min(one.top for one in row), max(one.bottom for one in row))


def _regions(lines: Sequence[Printed]) -> Iterator[list[Printed]]:
    """Yield the runs of lines that may be tables: from a line of several pieces until prose or much white."""
    region: list[Printed] = []
    for line in lines:
        if region and (_is_prose(line, region) or line.top - region[-1].bottom > _FAR * (line.bottom - line.top)):
            yield from _kept(region)
            region = []
        if region or len(line.pieces) >= _FEWEST_COLUMNS:
            region.append(line)
    yield from _kept(region)


def _kept(region: Sequence[Printed]) -> Iterator[list[Printed]]:
    full = [line for line in region if len(line.pieces) >= _FEWEST_COLUMNS]
    if len(full) >= _FEWEST_ROWS:
        last = max(number for number, line in enumerate(region) if len(line.pieces) >= _FEWEST_COLUMNS - 1)
        while last + 1 < len(region) and _is_rest(region[last], region[last + 1]):
            last += 1
        yield list(region[: last + 1])


def _is_rest(line: Printed, following: Printed) -> bool:
    """Whether a line ends the last row of a table: right below it, and under one of its pieces."""
    is_near = following.top - line.bottom < _NEAR * (line.bottom - line.top)
    return is_near and all(
        any(piece.left < over.right and over.left < piece.right for over in line.pieces) for piece in following.pieces
    )


def _is_prose(line: Printed, region: Sequence[Printed]) -> bool:
    left = min(piece.left for one in region for piece in one.pieces)
    right = max(piece.right for one in region for piece in one.pieces)
    widest = max((piece.right - piece.left for piece in line.pieces), default=0)
    return len(line.pieces) < _FEWEST_COLUMNS and widest > _WIDE * (right - left)


def _table(region: Sequence[Printed], level: Sequence[Rule], page: int) -> Table | None:
    edges = _edges(region)
    if len(edges) <= _FEWEST_COLUMNS:
        return None
    rows = _rows(region, edges, level)
    if len(rows) < _FEWEST_ROWS:
        return None
    columns = len(edges) - 1
    held = [[_letters_in(row, edges, column) for column in range(columns)] for row in rows]
    boxes = [(min(one.top for one in row), max(one.bottom for one in row)) for row in rows]
    cells = tuple(_cells(held, boxes, edges, page))
    return Table(len(rows), columns, cells, tuple(edges), is_ruled=False)


def _edges(region: Sequence[Printed]) -> list[float]:
    """Return where columns begin and end: in the middle of the white that all lines of many pieces leave."""
    most = max(len(line.pieces) for line in region)
    whole = [line for line in region if len(line.pieces) >= max(_FEWEST_COLUMNS, _FULL * most)]
    spans = sorted((piece.left, piece.right) for line in whole for piece in line.pieces)
    joined: list[tuple[float, float]] = []
    for left, right in spans:
        if joined and left <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], right))
        else:
            joined.append((left, right))
    inner = [(one[1] + other[0]) / 2 for one, other in pairwise(joined)]
    return [min(s[0] for s in spans) - 2, *inner, max(s[1] for s in spans) + 2] if joined else []


def _rows(region: Sequence[Printed], edges: Sequence[float], level: Sequence[Rule]) -> list[list[Printed]]:
    """Return the lines of each row: by the lines drawn between rows, else around those that fill most columns."""
    drawn = sorted(r.at for r in level if region[0].top - 8 < r.at < region[-1].bottom + 8 and r.end > edges[1])
    if len(drawn) > _FEWEST_ROWS:
        groups: dict[int, list[Printed]] = {}
        for line in region:
            groups.setdefault(bisect_right(drawn, line.middle), []).append(line)
        return list(groups.values())
    is_full = [len(line.pieces) >= _FULL * (len(edges) - 1) for line in region]
    return _around_full(region, is_full) if any(is_full) else [[line] for line in region]


def _around_full(region: Sequence[Printed], is_full: Sequence[bool]) -> list[list[Printed]]:
    """Return the lines with the full one that they belong to: each goes with the neighbour that it is nearer to."""
    gaps = [after.top - before.bottom for before, after in pairwise(region)]
    numbers = [number for number, full in enumerate(is_full) if full]
    rows: dict[int, list[Printed]] = {number: [] for number in numbers}
    for number, line in enumerate(region):
        rows[_anchor(number, numbers, gaps)].append(line)
    return list(rows.values())


def _anchor(number: int, full: Sequence[int], gaps: Sequence[float]) -> int:
    after = bisect_right(full, number)
    if after == 0:
        return full[0]
    above = full[after - 1]
    if above == number or after == len(full):
        return above
    below = full[after]
    widest = max(range(above, below), key=lambda gap: (round(gaps[gap], 1), gap))
    return above if number <= widest else below


def _letters_in(row: Iterable[Printed], edges: Sequence[float], column: int) -> list[Letter]:
    return [
        letter
        for line in row
        for piece in line.pieces
        for letter in piece.letters
        if edges[column] <= (letter.left + letter.right) / 2 < edges[column + 1]
    ]


def _cells(
    held: Sequence[Sequence[Sequence[Letter]]],
    boxes: Sequence[tuple[float, float]],
    edges: Sequence[float],
    page: int,
) -> Iterator[Cell]:
    for column in range(len(edges) - 1):
        letters = [row[column] for row in held]
        for first, last, inside in _centred(letters, boxes) or _one_by_one(letters):
            box = Box(edges[column], boxes[first][0], edges[column + 1], boxes[last][1])
            place = Place(page, cell=f"第{first + 1}行第{column + 1}格", box=box)
            text = text_of(inside).replace(APART, " ")
            yield Cell(first, column, text, place, last - first + 1)


Reach = tuple[int, int, Sequence[Letter]]
"""The first and last row of a cell, and its letters."""


def _one_by_one(letters: Sequence[Sequence[Letter]]) -> list[Reach]:
    return [(row, row, inside) for row, inside in enumerate(letters)]


def _centred(letters: Sequence[Sequence[Letter]], boxes: Sequence[tuple[float, float]]) -> list[Reach]:
    """Return the cells of a column whose texts stand in the middle of several rows; nothing where there are none.

    Each text reaches as far down as up from its middle; that holds only if all of them together fill the column.
    """
    texts = _texts([letter for inside in letters[1:] for letter in inside])
    if not texts or len(texts) >= len(boxes) - 1:
        return []
    reaches: list[Reach] = [(0, 0, letters[0])]
    start = 1
    for text in texts:
        top, bottom = min(one.top for one in text), max(one.bottom for one in text)
        end, off = _reach(start, boxes, (top + bottom) / 2)
        is_within = end == start and boxes[start][0] - _NEAR <= top and bottom <= boxes[start][1] + _NEAR
        if end is None or (off > _NEAR * (text[0].bottom - text[0].top) and not is_within):
            return []
        reaches.append((start, end, text))
        start = end + 1
    return reaches if start == len(boxes) else []


def _reach(start: int, boxes: Sequence[tuple[float, float]], at: float) -> tuple[int | None, float]:
    """Return the last of the rows from ``start`` on that have a height in their middle, and how far it is off."""
    offs = [(abs((boxes[start][0] + boxes[last][1]) / 2 - at), last) for last in range(start, len(boxes))]
    off, last = min(offs, default=(0.0, None))
    return last, off


def _texts(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Return the letters of a column by the texts that they make: lines close together are one."""
    texts: list[list[Letter]] = []
    for row in lettered_rows(letters):
        if texts and row[0].top - texts[-1][-1].bottom < _NEAR * (row[0].bottom - row[0].top):
            texts[-1] += row
        else:
            texts.append(list(row))
    return texts
