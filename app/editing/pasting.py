"""What was copied elsewhere, put into a table of a form: what would be lost, and the one step that does it.

Copied cells, their places and what pasting comes to are the same for the indicators and for 资金情况. Which column is
what is told here for the indicators only; :mod:`app.editing.funds` tells it for its own.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar

from app.definitions.vocabulary import Taxonomy
from app.definitions.words import recognition_words
from app.editing.cells import CellColumn, CellText, Gathered, Put, Refusal, changed, gather, text_in, values_of
from app.editing.steps import INDICATORS, RowKind, Step
from app.editing.taxonomy import named, names_at
from app.model.money import is_number
from app.model.records import Form, FundRow, Indicator
from app.readers.grids import Table
from app.readers.html import page_of_html
from app.readers.tables import Slot, document_table
from app.readers.texts import clean
from app.recognise.headers import Header, header_rows, read_header
from app.recognise.values import one_line, operator_of, quantity
from app.recognise.view import View

Grid = list[list[str]]

_LEVELS = ("level1", "level2")
_MEASURE = ("operator", "value", "unit")
_MOST_ROWS, _MOST_COLUMNS = 2_000, 100


class Area(NamedTuple):
    """Where in the table something is put: the upper left cell, and how many rows and columns are selected."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1


class PastedCell(NamedTuple):
    """A cell that gets another text."""

    row: int
    heading: str
    old: str
    new: str


# From the clipboard to a grid of texts


def copied_cells(text: str, html: str = "") -> Grid:
    """Return the copied cells; a merged one stands in each of its rows.

    Args:
        text: rows of cells with tabs between them, quoted where a cell has several lines.
        html: the same as a web page, where the clipboard has it; it knows which cells are merged.

    Raises:
        ReadingError: there are too many.
    """
    rows = _rows(clean(text))
    table = _table_of(html)
    if table is None:
        return _squared(rows)
    grid = [[""] * min(table.columns, _MOST_COLUMNS) for _ in range(min(table.rows, _MOST_ROWS))]
    for cell in table.cells:
        for row in grid[cell.row : cell.row + cell.rows]:
            if cell.column < len(row):
                row[cell.column] = cell.text
    return _squared(grid, len(rows), max(map(len, rows), default=0))


def _table_of(html: str) -> Table | None:
    blocks = page_of_html(html, 1).blocks if "<" in html else ()
    tables = [block for block in blocks if isinstance(block, Table)]
    return max(tables, key=lambda table: table.rows * table.columns, default=None)


def _rows(text: str) -> Grid:
    """Return the cells of each line; where quotes do not match, they are letters like others."""
    text = text.removesuffix("\n")
    if not text:
        return []
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter="\t", strict=True))[:_MOST_ROWS]
    except csv.Error:
        return [line.split("\t") for line in text.split("\n")[:_MOST_ROWS]]


def _squared(rows: Grid, height: int = 0, width: int = 0) -> Grid:
    """Return rows of one length, as many as there were in the other kind of copy, for that has empty ones too."""
    width = min(max([width, *map(len, rows)]), _MOST_COLUMNS)
    rows = [*rows, *([] for _ in range(min(height, _MOST_ROWS) - len(rows)))]
    return [row[:width] + [""] * (width - len(row)) for row in rows]


# From a grid to cells of the form


@dataclass(frozen=True)
class Target:
    """The column that copied texts go into; ``splits`` where they stand for operator, value and unit alike."""

    column: CellColumn
    splits: bool = False


Targets = list[Target | None]


class Block(NamedTuple):
    """The cells that texts go into: rows one below the other, and the fields of their columns."""

    rows: range
    fields: frozenset[str]


class Understood(NamedTuple):
    """Copied rows without their captions, where their columns go, and the captions that have no place."""

    body: Grid
    targets: Targets
    unplaced: tuple[str, ...] = ()

    def block(self, area: Area) -> Block:
        """Return which cells of the table the texts go into."""
        targets = self.targets[: max(map(len, self.body), default=0)]
        fields = frozenset(target.column.field for target in targets if target is not None)
        return Block(range(area.row, area.row + len(self.body)), fields)

    def cells(self, area: Area) -> list[CellText]:
        """Return the texts for the cells of the table."""
        return [
            CellText(area.row + n, target.column, text, target.splits)
            for n, texts in enumerate(self.body)
            for target, text in zip(self.targets, texts, strict=False)
            if target is not None
        ]


R = TypeVar("R", bound=Indicator | FundRow)


def _as_it_is(_field: str, text: str) -> str:
    return text


@dataclass(frozen=True)
class Paste(Generic[R]):
    """What pasting would do.

    Attributes:
        form: into which.
        rows: its rows of this kind, and after them those that are added.
        gathered: what the copied texts come to.
        block: which cells they go into.
        unplaced: the captions of copied columns that this table does not have.
        kind: into which of its tables.
        say: how a cell shows what is stored for a field, where that is not the same.
    """

    form: Form
    columns: Sequence[CellColumn]
    rows: Sequence[R]
    gathered: Gathered
    block: Block
    unplaced: tuple[str, ...] = ()
    kind: RowKind[R] = field(default_factory=lambda: _INDICATORS)
    say: Callable[[str, str], str] = _as_it_is

    @property
    def kept(self) -> int:
        """How many rows there are already."""
        return len(self.kind.of(self.form))

    @property
    def added(self) -> int:
        """How many rows are added."""
        return len(self.rows) - self.kept

    @property
    def refused(self) -> list[Refusal]:
        """The texts that their columns cannot hold."""
        return self.gathered.refused

    @property
    def changes(self) -> list[Put]:
        """What is different afterwards."""
        return changed(self.rows, self.gathered.puts)

    def overwritten(self) -> list[PastedCell]:
        """Return the cells in which something else stands now, by rows."""
        places = {column.field: number for number, column in enumerate(self.columns)}
        return [
            PastedCell(put.row, self._heading(put), self.say(put.field, old), self.say(put.field, put.text()))
            for put in sorted(self.changes, key=lambda put: (put.row, places.get(put.field, len(places))))
            if (old := self._old(put)) and put.row < self.kept
        ]

    def _old(self, put: Put) -> str:
        return text_in(self.rows[put.row], put.field, is_other=put.is_other)

    def _heading(self, put: Put) -> str:
        return next((one.heading for one in self.columns if one.field == put.field), put.field)

    @property
    def is_single(self) -> bool:
        """Whether it is one cell that is pasted into one."""
        return self.gathered.cells == 1 and not self.added

    def only_empty(self) -> "Paste[R]":
        """Return the same, but with what stands in cells now left alone."""
        kept = self.kept
        puts = [put for put in self.changes if put.row >= kept or not self._old(put)]
        cells = sum(put in self.gathered.puts for put in puts)
        return replace(self, gathered=replace(self.gathered, puts=puts, cells=cells))

    def step(self) -> Step:
        """Return the one step that does it."""
        kept = self.kept
        name = f"粘贴 {self.gathered.cells} 格"
        edited = values_of(self.rows, (put for put in self.changes if put.row < kept))
        added = values_of(self.rows, (put for put in self.gathered.puts if put.row >= kept))
        new = [_with(self.rows[row], added.get(row, {})) for row in range(kept, len(self.rows))]
        return Step(
            name,
            (
                *self.kind.edit(self.form, name, edited).changes,
                *(self.kind.insert(self.form, kept, new, name).changes if new else ()),
            ),
        )


_INDICATORS: RowKind[Any] = INDICATORS


def _with(row: R, values: dict[str, object]) -> R:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def plan_paste(
    form: Form, columns: Sequence[CellColumn], grid: Grid, area: Area, taxonomy: Taxonomy | None = None
) -> Paste[Indicator]:
    """Return what pasting copied cells into an area of a form's table would do.

    A row of captions is left out and says which column is what. A level that was written without its ending has the
    name that the taxonomy gives it.
    """
    found = fitted(_understood(grid, columns, area), grid, columns, area)
    found = found._replace(body=_levels_filled(found.body, found.targets))
    rows = [*form.indicators, *_blank_rows(form, area.row + len(found.body), found.targets)]
    cells = (_named(_cleaned(cell), taxonomy) for cell in found.cells(area))
    return Paste(form, columns, rows, gather(rows, cells), found.block(area), found.unplaced)


def fitted(found: Understood, grid: Grid, columns: Sequence[CellColumn], area: Area) -> Understood:
    """Return what is put into an area of a table, of what was copied.

    One cell fills the area, several fill it as often as they fit in wholly; else they begin at its upper left corner.
    """
    if len(grid) == 1 and len(grid[0]) == 1:
        return _filled(grid[0][0], columns, area)
    has_captions = len(found.body) < len(grid)
    return found._replace(body=_without_end(found.body if has_captions else _repeated(found.body, area)))


def _filled(text: str, columns: Sequence[CellColumn], area: Area) -> Understood:
    """Return one text in every cell of an area."""
    targets: Targets = [Target(column) for column in columns[area.column : area.column + area.columns]]
    return Understood([[text] * len(targets) for _ in range(area.rows)], targets)


def _repeated(body: Grid, area: Area) -> Grid:
    """Return copied rows as often as they fit wholly into the selected ones."""
    fits = area.rows > len(body) and area.rows % len(body) == 0
    return body * (area.rows // len(body)) if fits else body


def _without_end(rows: Grid) -> Grid:
    """Return rows without the empty ones at the end."""
    last = max((n for n, row in enumerate(rows) if any(text.strip() for text in row)), default=0)
    return rows[: last + 1]


def _understood(grid: Grid, columns: Sequence[CellColumn], area: Area) -> Understood:
    """Return which column is what, by its caption, else by its place."""
    if header := _header_of(grid):
        return _by_header(grid, header, columns)
    has_caption = len(grid) > 1 and _is_caption(grid, columns[area.column].heading)
    body = grid[1:] if has_caption else grid
    return Understood(body, _by_place(body, columns[area.column :]))


def _header_of(grid: Grid) -> Header | None:
    slots = [Slot(row, column, 1, 1, text) for row, texts in enumerate(grid) for column, text in enumerate(texts)]
    table = document_table(slots, 1, 1)
    if table is None or len(grid) < 2:
        return None
    view, words = View(table, 1), recognition_words()
    first, last = header_rows(view, words).get(0, (0, -1))
    return read_header(view, first, last, words) if last >= 0 and last + 1 < len(grid) else None


def _by_header(grid: Grid, header: Header, columns: Sequence[CellColumn]) -> Understood:
    """Return where columns go by their captions."""
    known = {column.field: column for column in columns} | {column.heading: column for column in columns}
    targets: Targets = [None] * len(grid[0])
    unplaced = []
    for name, found in [*header.indicator.items(), *((one.caption, one) for one in header.rest)]:
        column = known.get(found.caption) or known.get(name)
        if column is None:
            unplaced.append(found.caption)
        else:
            is_alone = "operator" not in header.indicator
            targets[found.first] = Target(column, splits=column.field == "value" and is_alone)
    return Understood(grid[header.last + 1 :], targets, tuple(unplaced))


def _is_caption(grid: Grid, heading: str) -> bool:
    """Whether the first of several cells below each other is the caption of their column."""
    first = one_line(grid[0][0])
    return (
        len(grid[0]) == 1
        and bool(first)
        and (first == heading or recognition_words().column_captions.match(first) is not None)
    )


def _by_place(grid: Grid, columns: Sequence[CellColumn]) -> Targets:
    """Return where columns go, one after the other; one that has operator, value and unit in one takes all three."""
    targets: Targets = []
    left = list(columns)
    has_whole = False
    for texts in zip(*grid, strict=False):
        while has_whole and left and left[0].field in _MEASURE and not _fits(left[0].field, texts):
            left.pop(0)
        column = left.pop(0) if left else None
        value = _value_among(column, left)
        is_whole = value is not None and _is_whole(texts) and (value is column or not _fits(_field(column), texts))
        if is_whole:
            column, left = value, [other for other in left if other is not value]
        has_whole = has_whole or is_whole
        targets.append(None if column is None else Target(column, splits=is_whole))
    return targets


def _field(column: CellColumn | None) -> str:
    return column.field if column else ""


def _value_among(column: CellColumn | None, left: Sequence[CellColumn]) -> CellColumn | None:
    """Return the column of values among those that stand together with one, itself the first."""
    if column is None or column.field not in _MEASURE:
        return None
    for other in (column, *left):
        if other.field == "value":
            return other
        if other.field not in _MEASURE:
            break
    return None


def _is_whole(texts: Sequence[str]) -> bool:
    """Whether most of the texts have a number with its operator or unit, such as “≥95%”, or bare numbers."""
    said = [quantity(text) for text in texts if text.strip()]
    numbers = [one for one in said if is_number(one.value)]
    return bool(said) and 2 * len(numbers) >= len(said)


def _fits(field: str, texts: Sequence[str]) -> bool:
    """Whether texts can be operators, or units."""
    some = [text for text in texts if text.strip()]
    if field == "operator":
        return all(operator_of(text) is not None for text in some)
    return field != "unit" or not any(is_number(quantity(text).value) for text in some)


def _levels_filled(rows: Grid, targets: Targets) -> Grid:
    """Return rows in which a level that was merged stands in each row; text alone has it in the first only."""
    wanted = [n for n, target in enumerate(targets) if target and target.column.field in _LEVELS]
    filled = [list(row) for row in rows]
    for above, row in pairwise(filled):
        for n in wanted:
            if row[n].strip():
                break
            if any(text.strip() for text in row):
                row[n] = above[n]
    return filled


def _blank_rows(form: Form, height: int, targets: Targets) -> Iterator[Indicator]:
    """Yield the rows that are added; what is not pasted of their levels is that of the last row."""
    above = form.indicators[-1] if form.indicators else Indicator()
    pasted = {target.column.field for target in targets if target}
    levels = {} if pasted & set(_LEVELS) else {name: getattr(above, name) for name in _LEVELS}
    return (Indicator(**levels, other={}) for _ in range(height - len(form.indicators)))


def _cleaned(cell: CellText) -> CellText:
    """Return a text for a cell; only names and remarks keep the breaks of their lines."""
    keeps = cell.column.is_other or cell.column.field in ("level3", "remark", "actual")
    return cell if keeps else cell._replace(text=one_line(cell.text))


def _named(cell: CellText, taxonomy: Taxonomy | None) -> CellText:
    """Return a text for a cell; a level without its ending has its whole name."""
    if taxonomy is None or cell.column.field not in _LEVELS:
        return cell
    return cell._replace(text=named(cell.text, names_at(taxonomy, cell.column.field, "")))


# From cells to the clipboard


def as_text(grid: Grid) -> str:
    """Return cells as Excel and WPS take them from the clipboard: tabs between them, quotes where they are needed."""
    out = StringIO(newline="")
    csv.writer(out, delimiter="\t", lineterminator="\r\n").writerows(grid)
    return out.getvalue()


def as_html(grid: Grid) -> str:
    """Return cells as a web page; a text that begins like a formula is said to be a text."""
    rows = "".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in grid)
    return f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'


def _td(text: str) -> str:
    from html import escape

    is_text = text[:1] in ("=", "+", "-", "@") and not is_number(text)
    style = " style=\"mso-number-format:'\\@'\"" if is_text else ""
    lines = escape(text).replace("\n", '<br style="mso-data-placement:same-cell">')
    return f"<td{style}>{lines}</td>"
