"""Levels filled down over the rows of a form, and back over the ends of pages.

A level's cell that is merged over rows of two pages shows its text once: on the first page, on the second, or cut in
its midst. What stands on the second page is then the level of the rows on the first, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from app.definitions.words import squeezed
from app.readers.grids import Cell
from app.recognise.levels import completed, goes_on, known_levels, level_name, stacked, whole_level
from app.recognise.view import View


@dataclass
class Levels:
    """The levels of a row; they may become known only on the next page."""

    level1: str = ""
    level2: str = ""


class Stand(NamedTuple):
    """The cell of a level as a row shows it.

    Attributes:
        text: of the level; empty where the cell shows none.
        cell: where it is one of the table's, by which rows know that they share it.
        is_first: whether the row is the first on a page on which the form goes on.
        is_last: whether the cell reaches the end of the page.
        is_merged: whether it stands in a column that is merged over rows, so that an empty one has its own text.
        is_tall: whether it is itself merged over rows.
    """

    text: str
    cell: Cell | None = None
    is_first: bool = False
    is_last: bool = False
    is_merged: bool = False
    is_tall: bool = False


class _Waits(Enum):
    """Whether rows wait for a text overleaf: perhaps, where it is not known that the column is merged."""

    NOT = 0
    PERHAPS = 1
    SURELY = 2


class _Column:
    """One level: its text so far, and the rows that have it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._text = self._printed = ""
        self._cell: Cell | None = None
        self._rows: list[Levels] = []
        self._waits = _Waits.NOT

    def set(self, levels: Levels, stand: Stand, *, is_new: bool) -> bool:
        """Set the level of a row; return whether another level begins there.

        Args:
            levels: of the row.
            stand: the cell of the level there.
            is_new: whether a level above begins there, so that nothing is filled down.
        """
        is_same = stand.cell is not None and stand.cell is self._cell
        self._cell = stand.cell
        begins = not is_same and self._take(stand, is_new=is_new)
        self._rows.append(levels)
        setattr(levels, self._name, self._text)
        return begins

    def _take(self, stand: Stand, *, is_new: bool) -> bool:
        if not stand.text:
            return self._take_empty(stand, is_new=is_new)
        if goes_on(self._printed, stand.text):
            self._learn(squeezed(self._printed + stand.text))
        elif stand.is_first and (self._waits is _Waits.SURELY or (self._waits is _Waits.PERHAPS and stand.is_tall)):
            self._learn(stand.text)
        elif whole_level(self._text, stand.text) == stand.text:
            self._begin(completed(stand.text), stand.text, _Waits.NOT)
            return True
        return False

    def _take_empty(self, stand: Stand, *, is_new: bool) -> bool:
        """Fill an empty cell from above; one at the page's end may have its text overleaf."""
        waits = _Waits.NOT
        if stand.is_last and not stand.is_first:
            waits = _Waits.SURELY if stand.is_merged or not self._text else _Waits.PERHAPS
        if is_new or waits is not _Waits.NOT:
            self._begin("" if is_new else self._text, "", waits)
        return is_new or waits is _Waits.SURELY

    def overflow(self, text: str) -> None:
        """Take in a text that stands below the table, if rows wait for one."""
        if self._waits is not _Waits.NOT:
            self._learn(text)

    def _begin(self, text: str, printed: str, waits: _Waits) -> None:
        self._text, self._printed, self._waits = text, printed, waits
        self._rows = []

    def _learn(self, text: str) -> None:
        """Give the rows that had nothing, or a part of it, the whole."""
        self._text = self._printed = text
        self._waits = _Waits.NOT
        for levels in self._rows:
            setattr(levels, self._name, text)


class Filling:
    """Fills the levels of a form."""

    def __init__(self) -> None:
        self._first, self._second = _Column("level1"), _Column("level2")

    def row(self, first: Stand, second: Stand) -> Levels:
        """Return the levels of the next row."""
        levels = Levels()
        begins = self._first.set(levels, first, is_new=False)
        self._second.set(levels, second, is_new=begins)
        return levels

    def overflow(self, text: str) -> None:
        """Take in the name of a level that was printed beyond the end of the table."""
        name = level_name(text)
        (self._first if name in known_levels()[0] else self._second).overflow(name)


def stand_of(view: View, cell: Cell | None, name: Cell | None, head: int, *, is_first: bool) -> Stand:
    """Return the cell of a level as a row shows it.

    Args:
        view: the table.
        cell: that of the level; ``None`` where the table has no such column or the place is empty.
        name: that of the indicator's name.
        head: the last row of the header above.
        is_first: whether the row is the first on a page on which the form goes on.
    """
    if cell is None:
        return Stand("", is_first=is_first)
    text = level_name(cell.text)
    if names := stacked(text):
        return Stand(_share(names, cell, name), is_first=is_first)
    is_last = cell.row + cell.rows == view.rows
    return Stand(text, cell, is_first, is_last, is_last and is_merged(view, cell, head), cell.rows > 1)


def is_merged(view: View, cell: Cell, head: int) -> bool:
    """Whether a column has cells that are merged over rows, so that an empty one is not to be filled from above."""
    others = (other for other in view.table.cells if other.column == cell.column and other.row > head)
    return any(other.rows > 1 for other in others)


def _share(names: Sequence[str], level: Cell, name: Cell | None) -> str:
    """Return which of the levels that one cell holds a row has: each is taken to have as many rows."""
    at = (name.row - level.row) if name else 0
    return names[min(at * len(names) // max(level.rows, 1), len(names) - 1)]
