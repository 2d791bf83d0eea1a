"""The ruling lines of a PDF's page, whether drawn as strokes or as thin filled rectangles, and the tables they make."""

import ctypes
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as pdfium

_STRAIGHT = 0.7  # points; a line that strays no more than this is drawn upright or level
_THIN = 4.0  # points; a filled rectangle no wider than this is a line
_GAP = 3.0  # points; pieces of a line may lie so far apart (dashes, cells drawn one by one)
_SAME = 2.0  # points; lines no farther apart are one
_TOUCH = 3.0  # points; ends that miss each other by no more are joined
_OPEN = 8.0  # points; lines that reach so far beyond the outermost crossing one have an edge that was not drawn
_FEWEST_FILLS = 6  # filled rectangles that may be a table's cells
_DEEPEST = 8  # forms within forms
_MOST_OBJECTS = 100_000  # drawn things on a page; more are a map or a picture, and no table

Matrix = tuple[float, float, float, float, float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


class Rule(NamedTuple):
    """A level or upright line: ``at`` is its y or x, and it reaches from ``start`` to ``end``."""

    at: float
    start: float
    end: float


@dataclass
class Rules:
    """The ruling lines of a page in points from its top left corner."""

    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    fills: list[tuple[float, float, float, float]] = field(default_factory=list)

    def add(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take in a thin thing: what is as small as a dot is a piece of both a level and an upright line."""
        width, height = right - left, bottom - top
        if height <= _THIN and width >= height:
            self.level.append(Rule((top + bottom) / 2, left, right))
        if width <= _THIN and height >= width:
            self.upright.append(Rule((left + right) / 2, top, bottom))

    def add_fills(self) -> None:
        """Take the edges of filled rectangles for lines: of a table whose cells are told by their colour alone."""
        for left, top, right, bottom in self.fills:
            self.level += [Rule(top, left, right), Rule(bottom, left, right)]
            self.upright += [Rule(left, top, bottom), Rule(right, top, bottom)]

    def merged(self) -> "Rules":
        """Return the lines with their pieces joined."""
        return Rules(_joined(self.level), _joined(self.upright))


class Lattice(NamedTuple):
    """The lines of one table: the borders of its columns and rows, and where between them lines are drawn."""

    xs: list[float]
    ys: list[float]
    level: list[Rule]
    upright: list[Rule]


def page_rules(page: pdfium.FPDF_PAGE, turned: "Turned") -> Rules:
    """Return the ruling lines that a page draws."""
    rules = Rules()
    for count, (path, matrix) in enumerate(_paths(page)):
        if count > _MOST_OBJECTS:
            return Rules()
        _read_path(path, matrix, turned, rules)
    if len(rules.fills) >= _FEWEST_FILLS and not (rules.level and rules.upright):
        rules.add_fills()
    return rules.merged()


class Turned:
    """From a PDF's own coordinates to points from the top left corner of the page as it is looked at."""

    def __init__(self, box: tuple[float, float, float, float], quarter_turns: int) -> None:
        left, bottom, right, top = box
        self._width, self._height = right - left, top - bottom
        self._left, self._bottom = left, bottom
        self._turns = quarter_turns % 4

    @property
    def size(self) -> tuple[float, float]:
        """The width and height of the page as it is looked at, in points."""
        return (self._height, self._width) if self._turns % 2 else (self._width, self._height)

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of a rectangle given in the PDF's own coordinates."""
        x0, x1 = left - self._left, right - self._left
        y0, y1 = bottom - self._bottom, top - self._bottom
        if self._turns == 0:
            return x0, self._height - y1, x1, self._height - y0
        if self._turns == 1:
            return y0, x0, y1, x1
        if self._turns == 2:
            return self._width - x1, y0, self._width - x0, y1
        return self._height - y1, self._width - x1, self._height - y0, self._width - x0


def _paths(page: pdfium.FPDF_PAGE) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _paths_of(pdfium.FPDFPage_GetObject(page, number), _UNMOVED, _DEEPEST)


def _paths_of(
    thing: pdfium.FPDF_PAGEOBJECT, outer: Matrix, depth: int
) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, Matrix]]:
    kind = pdfium.FPDFPageObj_GetType(thing)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield thing, _times(_matrix(thing), outer)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
        inner = _times(_matrix(thing), outer)
        for number in range(pdfium.FPDFFormObj_CountObjects(thing)):
            yield from _paths_of(pdfium.FPDFFormObj_GetObject(thing, number), inner, depth - 1)


def _matrix(thing: pdfium.FPDF_PAGEOBJECT) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, found):
        return _UNMOVED
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(one: Matrix, other: Matrix) -> Matrix:
    if other is _UNMOVED:
        return one
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _read_path(path: pdfium.FPDF_PAGEOBJECT, matrix: Matrix, turned: Turned, rules: Rules) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    for points in _subpaths(path, matrix):
        if stroke.value:
            _add_strokes(points, turned, rules)
        else:
            _add_filled(points, turned, rules)


def _subpaths(path: pdfium.FPDF_PAGEOBJECT, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the points of each part of a path; one with a curve gives none."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for number in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            if not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if points and not curved:
        yield points


def _add_strokes(points: Sequence[tuple[float, float]], turned: Turned, rules: Rules) -> None:
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(x0 - x1) <= _STRAIGHT or abs(y0 - y1) <= _STRAIGHT:
            rules.add(*turned.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _add_filled(points: Sequence[tuple[float, float]], turned: Turned, rules: Rules) -> None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, top, right, bottom = turned.box(min(xs), min(ys), max(xs), max(ys))
    if right - left > _THIN and bottom - top > _THIN:
        rules.fills.append((left, top, right, bottom))
    else:
        rules.add(left, top, right, bottom)


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Return the lines that pieces make, in order."""
    joined: list[Rule] = []
    for together in _at_one_place(sorted(rules)):
        at = sum(rule.at for rule in together) / len(together)
        start, end = together[0].start, together[0].end
        for rule in together[1:]:
            if rule.start > end + _GAP:
                joined.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        joined.append(Rule(at, start, end))
    return [rule for rule in joined if rule.end - rule.start > _THIN]


def _at_one_place(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    together: list[Rule] = []
    for rule in rules:
        if together and rule.at - together[0].at > _SAME:
            yield sorted(together, key=lambda one: one.start)
            together = []
        together.append(rule)
    if together:
        yield sorted(together, key=lambda one: one.start)


def lattices(rules: Rules) -> list[Lattice]:
    """Return the tables that lines make: those that touch each other belong together."""
    groups = _touching(rules)
    found = []
    for level, upright in groups:
        if len(level) > 1 and len(upright) > 1:
            xs = _places([rule.at for rule in upright], level)
            ys = _places([rule.at for rule in level], upright)
            found.append(Lattice(xs, ys, level, upright))
    return found


def _touching(rules: Rules) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the lines in groups of which each touches another of the same group."""
    parents = list(range(len(rules.level) + len(rules.upright)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    heights = [rule.at for rule in rules.level]
    for number, rule in enumerate(rules.upright, len(rules.level)):
        first = bisect_right(heights, rule.start - _TOUCH)
        for other in range(first, bisect_right(heights, rule.end + _TOUCH)):
            if rules.level[other].start - _TOUCH <= rule.at <= rules.level[other].end + _TOUCH:
                parents[root(number)] = root(other)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for number, rule in enumerate(rules.level):
        groups.setdefault(root(number), ([], []))[0].append(rule)
    for number, rule in enumerate(rules.upright, len(rules.level)):
        groups.setdefault(root(number), ([], []))[1].append(rule)
    return list(groups.values())


def _places(ats: Iterable[float], crossing: Sequence[Rule]) -> list[float]:
    """Return the borders that lines make, and the outermost ones where the lines across them reach farther."""
    places: list[float] = []
    for at in sorted(ats):
        if not places or at - places[-1] > _TOUCH:
            places.append(at)
    start, end = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    before = [start] if start < places[0] - _OPEN else []
    return [*before, *places, *([end] if end > places[-1] + _OPEN else [])]


class Span(NamedTuple):
    """The places of a lattice that one cell covers."""

    row: int
    column: int
    rows: int
    columns: int


def spans(lattice: Lattice) -> list[Span]:
    """Return the cells of a table: places between which no line is drawn are one."""
    across, down = _walls(lattice)
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    taken = [[False] * columns for _ in range(rows)]
    found = []
    for row in range(rows):
        for column in range(columns):
            if not taken[row][column]:
                span = _grown(row, column, taken, across, down)
                for r in range(row, row + span.rows):
                    taken[r][column : column + span.columns] = [True] * span.columns
                found.append(span)
    return found


def _walls(lattice: Lattice) -> tuple[list[list[bool]], list[list[bool]]]:
    """Return whether a line is drawn below each place, and right of each place."""
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    below = [[False] * columns for _ in range(rows)]
    for rule in lattice.level:
        row = _nearest(lattice.ys, rule.at) - 1
        if 0 <= row < rows:
            for column in _covered(lattice.xs, rule):
                below[row][column] = True
    right = [[False] * columns for _ in range(rows)]
    for rule in lattice.upright:
        column = _nearest(lattice.xs, rule.at) - 1
        if 0 <= column < columns:
            for row in _covered(lattice.ys, rule):
                right[row][column] = True
    return below, right


def _nearest(places: Sequence[float], at: float) -> int:
    after = bisect_right(places, at)
    near = [number for number in (after - 1, after) if 0 <= number < len(places)]
    return min(near, key=lambda number: abs(places[number] - at))


def _covered(places: Sequence[float], rule: Rule) -> Iterator[int]:
    """Yield the numbers of the stretches of which a line covers the middle."""
    for number in range(max(0, bisect_right(places, rule.start) - 1), len(places) - 1):
        middle = (places[number] + places[number + 1]) / 2
        if middle > rule.end:
            return
        if middle >= rule.start:
            yield number


def _grown(
    row: int,
    column: int,
    taken: Sequence[Sequence[bool]],
    below: Sequence[Sequence[bool]],
    right: Sequence[Sequence[bool]],
) -> Span:
    """Return the largest cell at a place: to the right until a line stands, then down while its floor is open."""
    last = column
    while last + 1 < len(right[row]) and not right[row][last] and not taken[row][last + 1]:
        last += 1
    bottom = row
    reach = range(column, last + 1)
    while (
        bottom + 1 < len(below)
        and not any(below[bottom][c] for c in reach)
        and not any(taken[bottom + 1][c] for c in reach)
        and not any(right[bottom + 1][c] for c in range(column, last))
        and (column == 0 or right[bottom + 1][column - 1] == right[row][column - 1])
        and right[bottom + 1][last] == right[row][last]
    ):
        bottom += 1
    return Span(row, column, bottom - row + 1, last - column + 1)
