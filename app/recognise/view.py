"""A table as recognition looks at it: which cell covers a place, and which cells a row shows."""

from collections.abc import Iterator
from functools import cached_property

from app.readers.grids import Cell, Table
from app.recognise.values import one_line


class View:
    """A table by rows and columns.

    Attributes:
        table: what the reader found.
        page: the number of its page or sheet.
    """

    def __init__(self, table: Table, page: int) -> None:
        self.table = table
        self.page = page

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.table.rows

    @cached_property
    def _owners(self) -> dict[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.table.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }

    @cached_property
    def _starting(self) -> dict[int, list[Cell]]:
        starting: dict[int, list[Cell]] = {}
        for cell in self.table.cells:
            starting.setdefault(cell.row, []).append(cell)
        return starting

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that covers a place."""
        return self._owners.get((row, column))

    def text(self, row: int, column: int) -> str:
        """Return the text of the cell that covers a place, on one line."""
        cell = self.at(row, column)
        return one_line(cell.text) if cell else ""

    def own(self, row: int) -> list[Cell]:
        """Return the cells that begin in a row and have text, from the left."""
        return [cell for cell in self._starting.get(row, ()) if cell.text.strip()]

    def begun(self, row: int) -> list[Cell]:
        """Return the cells that begin in a row, empty ones too."""
        return self._starting.get(row, [])

    def across(self, row: int) -> list[Cell]:
        """Return the cells that a row shows, those merged from above too, from the left."""
        return list(self._across(row))

    def _across(self, row: int) -> Iterator[Cell]:
        last: Cell | None = None
        for column in range(self.table.columns):
            cell = self.at(row, column)
            if cell is not None and cell is not last:
                last = cell
                yield cell

    def right_of(self, cell: Cell, row: int) -> Cell | None:
        """Return the next cell that a row shows right of a cell, whatever it holds."""
        for column in range(cell.column + cell.columns, self.table.columns):
            found = self.at(row, column)
            if found is not None:
                return found
        return None

    def below(self, cell: Cell) -> Cell | None:
        """Return the cell under a cell's left corner that begins right below it."""
        row = cell.row + cell.rows
        found = self.at(row, cell.column)
        return found if found is not None and found.row == row else None

    def is_alone(self, row: int) -> Cell | None:
        """Return the only cell with text that a row shows, if it has just one and that begins in it."""
        shown = [cell for cell in self._across(row) if cell.text.strip()]
        return shown[0] if len(shown) == 1 and shown[0].row == row else None

    def column_at(self, x: float) -> int | None:
        """Return the column in which a height of the page's width lies; ``None`` where borders were not drawn."""
        edges = self.table.edges
        for column in range(len(edges) - 1):
            if edges[column] <= x < edges[column + 1]:
                return column
        return None
