"""How a form becomes Word tables: where one ends and the next begins, which rows repeat, and where merges are cut.

Word repeats rows at the top of a page only if they are a table's first ones, so a form that goes over a page's end is
two tables that touch: the head, and the rows with their header. A merge that began in a repeated row and went on
below it might not stand such a repetition, and its text would be missing on all pages but the first; so such a form's
merges are cut there, without a line, and at the ends of the PDF's pages, with the text in every part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.sheet.measure import text_height
from app.sheet.pages import Printout
from app.sheet.sheet import Box, Sheet

_NEARLY_FULL = 0.85  # of a page: a form that fills more may go over its end with other fonts


@dataclass(frozen=True)
class TablePlan:
    """A table of the document.

    Attributes:
        rows: of the sheet.
        header: those of the sheet's rows that pages repeat; Word does so with the first ones of a table.
        open_below: whether the line below is drawn by the table that follows, which touches it.
    """

    rows: range
    header: frozenset[int]
    open_below: bool


@dataclass(frozen=True)
class Piece:
    """A box, or one of the parts it is cut into.

    Attributes:
        box: the box.
        top: its first row.
        bottom: its last row.
        text: what is printed in it.
        lines: by side, whether a line is drawn there; sides that are not named have what the table draws.
    """

    box: Box
    top: int
    bottom: int
    text: str
    lines: Mapping[str, bool] = field(default_factory=dict)


def first_row(form: Printout) -> int:
    """Return the first row of the tables; what stands above is paragraphs, unless pages repeat that too."""
    heading = form.sheet.heading
    return 0 if any(row < heading for group in _all_repeated(form) for row in group) else heading


def table_plans(form: Printout, page_starts: frozenset[int]) -> list[TablePlan]:
    """Return the tables of a form from top to bottom; ``page_starts`` are the first rows that begin on a page."""
    sheet, groups = form.sheet, _repeated(form)
    starts = [first_row(form), *_further_starts(form, groups), len(sheet.rows)]
    header = frozenset(row for group in groups for row in group)
    return [
        TablePlan(range(start, end), header, open_below=end < len(sheet.rows) and end not in page_starts)
        for start, end in pairwise(starts)
    ]


def pieces(form: Printout, plans: Sequence[TablePlan], page_starts: frozenset[int]) -> dict[int, list[Piece]]:
    """Return for each row of the tables the pieces that stand in it, from left to right and without gaps."""
    sheet, first = form.sheet, plans[0].rows[0]
    headers = plans[0].header if _may_cross_a_page(form) else frozenset[int]()
    boxes = [box for box in sheet.boxes if box.row >= first]
    ruled = {place for box in boxes if box.ruled for place in _places(box)}
    open_rows = {plan.rows[-1] for plan in plans if plan.open_below}
    found: dict[int, list[Piece]] = {row: [] for row in range(first, len(sheet.rows))}
    for box in [*boxes, *_gaps(boxes, sheet)]:
        for piece in _cut(box, page_starts, headers, (sheet.continued, _is_above(box, form, headers))):
            finished = _with_lines(piece, ruled, open_rows)
            for row in range(piece.top, piece.bottom + 1):
                found[row].append(finished)
    return {row: sorted(some, key=lambda piece: piece.box.column) for row, some in found.items()}


def _cut(box: Box, page_starts: frozenset[int], headers: frozenset[int], where: tuple[str, bool]) -> Iterator[Piece]:
    """Yield the parts of a box, cut before the rows ``page_starts`` and where it leaves the repeated rows.

    A number stays whole: as in Excel, nobody should add up an amount that is there twice.

    Args:
        box: the box.
        page_starts: the first rows that begin on a page.
        headers: the rows that pages repeat.
        where: what is printed after a text that goes on, and whether the text stands in the repeated rows.
    """
    continued, is_above = where
    inside = range(box.row + 1, box.row + box.rows)
    leaves = {row for row in inside if row - 1 in headers and row not in headers}
    is_repeated = bool(leaves) and box.row in headers
    cuts = leaves if box.number is not None else leaves | page_starts
    ends = [box.row, *(row for row in inside if row in cuts), box.row + box.rows]
    text = "" if is_repeated and not is_above else box.text
    lines = {"bottom": False} if is_repeated else {}
    for top, end in pairwise(ends):
        yield Piece(box, top, end - 1, text, lines)
        text = "" if is_above else box.text + (continued if text else "")
        lines = {"top": False} if is_repeated else {}


def _is_above(box: Box, form: Printout, headers: frozenset[int]) -> bool:
    """Whether a box has its text in the rows that pages repeat.

    Below them Word would print it once only where a row beside it runs on to the next page, for it cannot be cut there.
    """
    rows = range(box.row, box.row + box.rows)
    above = [row for row in rows if row in headers]
    if box.row not in headers or len(above) == box.rows or not _cut_rows(form) & set(rows):
        return False
    placed = (
        one for page in form.pages for one in page.boxes if (one.box.row, one.box.column) == (box.row, box.column)
    )
    lines = next((len(one.lines) for one in placed if one.lines), 0)
    heights = {part.row: part.height for page in form.pages for part in page.slices}
    return text_height(box.style, lines) <= sum(heights[row] for row in above)


def _cut_rows(form: Printout) -> set[int]:
    """Return the rows that run on from page to page."""
    begun = [part.row for page in form.pages for part in page.slices if not part.repeated]
    return {row for row in begun if begun.count(row) > 1}


def _with_lines(piece: Piece, ruled: set[tuple[int, int]], open_rows: set[int]) -> Piece:
    """Return a piece that knows its lines: one that has none around it shows those of its neighbours."""
    if piece.box.ruled:
        return replace(piece, lines={**piece.lines, "bottom": False}) if piece.bottom in open_rows else piece
    box = piece.box
    columns = range(box.column, box.column + box.columns)
    lines = {
        "top": any((piece.top - 1, column) in ruled for column in columns),
        "left": (piece.top, box.column - 1) in ruled,
        "bottom": any((piece.bottom + 1, column) in ruled for column in columns),
        "right": (piece.top, box.column + box.columns) in ruled,
    }
    return replace(piece, lines=lines)


def _gaps(boxes: Iterable[Box], sheet: Sheet) -> Iterator[Box]:
    """Yield empty boxes for the places that no box takes, for Word wants a cell in every place."""
    pattern = next(iter(boxes))
    taken: dict[int, set[int]] = {row: set() for row in range(pattern.row, len(sheet.rows))}
    for row, column in (place for box in boxes for place in _places(box)):
        taken[row].add(column)
    for row, columns in taken.items():
        for column in set(range(len(sheet.columns))) - columns:
            yield replace(pattern, row=row, column=column, rows=1, columns=1, text="", ruled=False)


def _places(box: Box) -> Iterator[tuple[int, int]]:
    for row in range(box.row, box.row + box.rows):
        for column in range(box.column, box.column + box.columns):
            yield row, column


def _repeated(form: Printout) -> list[tuple[int, ...]]:
    """Return the groups of table rows that pages begin with again."""
    return sorted({group for group in _all_repeated(form) if group})


def _all_repeated(form: Printout) -> set[tuple[int, ...]]:
    """Return the rows repeated for the last table of the form, and those that pages of the PDF begin with again."""
    pages = {tuple(part.row for part in page.slices if part.repeated) for page in form.pages}
    return pages | {form.sheet.repeated}


def _further_starts(form: Printout, groups: Iterable[tuple[int, ...]]) -> list[int]:
    """Return the rows with which tables but the first begin; none where a box would be torn."""
    if not _may_cross_a_page(form):
        return []
    firsts = {group[0] for group in groups} - {first_row(form)}
    torn = {row for box in form.sheet.boxes for row in range(box.row + 1, box.row + box.rows)}
    return sorted(firsts - torn)


def _may_cross_a_page(form: Printout) -> bool:
    page, last = form.sheet.page, form.pages[-1].slices[-1]
    return len(form.pages) > 1 or last.y + last.height - page.top > page.printable_height * _NEARLY_FULL
