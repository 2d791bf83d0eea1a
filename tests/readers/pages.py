"""What was read of a file, in the words of the tests."""

from pathlib import Path

from app.readers.grids import Cell, Line, Page, Table
from app.readers.reading import open_pages


def read(path: Path) -> list[Page]:
    with open_pages(path) as pages:
        return list(pages)


def kind(path: Path) -> str:
    with open_pages(path) as pages:
        return pages.kind


def notes(path: Path) -> list[str]:
    with open_pages(path) as pages:
        list(pages)
        return pages.notes


def tables(page: Page) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table)]


def lines(page: Page) -> list[str]:
    return [block.text for block in page.blocks if isinstance(block, Line)]


def grid(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in table.cells]


def texts(table: Table) -> dict[str, str]:
    return {cell.place.cell: cell.text for cell in table.cells}


def only_table(path: Path) -> Table:
    [page] = read(path)
    [table] = tables(page)
    return table


def cells_of(table: Table) -> set[tuple[int, int, int, int, str]]:
    return {(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in table.cells}


def places_of(one: Cell) -> set[tuple[int, int]]:
    return {(one.row + row, one.column + column) for row in range(one.rows) for column in range(one.columns)}
