"""Tables made of what readers find: sparse sheets pulled together, merged cells that never overlap, sizes bounded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.base.errors import ReadingError
from app.readers.grids import Cell, Place, Table

MOST_CELLS = 1_000_000
MOST_COVERED = 4_000_000
_WIDEST_GAP = 20  # empty rows or columns that are kept between two that have something
_WIDEST_SPAN = 100  # columns; no form has as many, a span that reaches farther means “to the end”


class Shown(NamedTuple):
    """What a cell of a sheet shows."""

    text: str
    is_error: bool = False


class Area(NamedTuple):
    """Cells merged into one, rows and columns from 1."""

    top: int
    left: int
    bottom: int
    right: int


class Slot(NamedTuple):
    """A cell of a table in a document, rows and columns from 0."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


def sheet_table(
    texts: Mapping[tuple[int, int], Shown],
    areas: Iterable[tuple[int, int, int, int]],
    place: Callable[[int, int], Place],
) -> Table | None:
    """Return the table of a sheet; ``None`` when it shows nothing.

    Runs of empty rows or columns are shortened, so that one cell at the end of a sheet does not make a million rows;
    the places still say where each cell stands. What a merged area covers does not show.

    Args:
        texts: what its cells show, by row and column from 1; none is empty.
        areas: its merged areas; of two that overlap, one without text goes, else the later.
        place: gives the place of a cell.

    Raises:
        ReadingError: too many cells are merged.
    """
    if not texts:
        return None
    kept = _used(texts, areas)
    rows = _shortened({row for row, _ in texts}, [(area.top, area.bottom) for area in kept])
    columns = _shortened({column for _, column in texts}, [(area.left, area.right) for area in kept])
    spans = {(area.top, area.left): area for area in kept}
    covered = _covered(spans, rows, columns)
    cells = []
    for row, column in sorted(texts.keys() | spans.keys()):
        if (rows[row], columns[column]) in covered and (row, column) not in spans:
            continue
        area = spans.get((row, column)) or Area(row, column, row, column)
        text, is_error = texts.get((row, column), Shown(""))
        tall, wide = rows[area.bottom] - rows[row] + 1, columns[area.right] - columns[column] + 1
        cells.append(Cell(rows[row], columns[column], text, place(row, column), tall, wide, is_error))
    return _table(cells)


def _used(texts: Mapping[tuple[int, int], Shown], areas: Iterable[tuple[int, int, int, int]]) -> list[Area]:
    """Return the areas within what the sheet uses, those with text first; cells beyond it only have a look."""
    whole = [Area(*area) for area in areas if area[0] <= area[2] and area[1] <= area[3]]
    with_text = [area for area in whole if area[:2] in texts]
    last_row = max([row for row, _ in texts] + [area.bottom for area in with_text])
    last_column = max([column for _, column in texts] + [area.right for area in with_text])
    empty = [
        Area(area.top, area.left, min(area.bottom, last_row), min(area.right, last_column))
        for area in whole
        if area[:2] not in texts and area.top <= last_row and area.left <= last_column
    ]
    return [area for area in with_text + empty if area[:2] != area[2:]]


def _shortened(used: set[int], reaches: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the new number, from 0, of each row (or column) that matters."""
    numbers: dict[int, int] = {}
    last, new = 0, -1
    for number in sorted(used.union(*reaches)):
        new += min(number - last, _WIDEST_GAP)
        numbers[number] = new
        last = number
    return numbers


def _covered(
    spans: dict[tuple[int, int], Area], rows: Mapping[int, int], columns: Mapping[int, int]
) -> set[tuple[int, int]]:
    """Return the places that merged areas cover; take out of ``spans`` those that overlap an earlier one."""
    covered: set[tuple[int, int]] = set()
    for corner, area in list(spans.items()):
        tall = range(rows[area.top], rows[area.bottom] + 1)
        wide = range(columns[area.left], columns[area.right] + 1)
        if len(covered) + len(tall) * len(wide) > MOST_COVERED:
            raise ReadingError("表里合并的格子太多，没有读入。请删去多余的合并后再试。")
        places = {(row, column) for row in tall for column in wide}
        if covered.isdisjoint(places):
            covered |= places
        else:
            del spans[corner]
    return covered


def a1(row: int, column: int) -> str:
    """Return the address of a cell, such as ``B5``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def document_table(slots: Sequence[Slot], page: int, number: int) -> Table | None:
    """Return a table of a document; ``None`` when nothing stands in it. An empty cell that spans nothing is left out.

    Args:
        slots: its cells in order, none over another.
        page: the number of its page.
        number: of the table on the page, from 1.
    """
    if not any(slot.text for slot in slots):
        return None
    narrow = [slot.column + slot.columns for slot in slots if slot.columns < _WIDEST_SPAN]
    width = max([*narrow, *(slot.column + 1 for slot in slots)])
    cells = [
        Cell(slot.row, slot.column, slot.text, _place(page, number, slot), slot.rows, columns)
        for slot in slots
        for columns in [min(slot.columns, width - slot.column)]
        if slot.text or slot.rows > 1 or columns > 1
    ]
    return _table(cells)


def _place(page: int, number: int, slot: Slot) -> Place:
    return Place(page, cell=f"第{number}表第{slot.row + 1}行第{slot.column + 1}格")


def _table(cells: Sequence[Cell]) -> Table:
    rows = max(cell.row + cell.rows for cell in cells)
    return Table(rows, max(cell.column + cell.columns for cell in cells), tuple(cells))
