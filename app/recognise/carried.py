"""A header carried over to a table that goes on without one."""

from collections.abc import Sequence

from app.recognise.headers import Column, Header
from app.recognise.view import View


def moved(header: Header, view: View) -> Header | None:
    """Return the header as it stands over a table that goes on without one; ``None`` where it does not fit.

    The columns are found again by where they stand on the page, else by their number.
    """
    columns = header.columns
    places = _places_by_edges(columns, header.view, view)
    if places is None and view.table.columns == header.view.table.columns:
        places = {column: (column.first, column.last) for column in columns}
    if places is None:
        places = _places_by_order(columns, view)
    if places is None:
        return None

    def at(column: Column) -> Column:
        return column._replace(first=places[column][0], last=places[column][1])

    return Header(
        view,
        0,
        -1,
        {name: at(column) for name, column in header.indicator.items()},
        {name: at(column) for name, column in header.project.items()},
        [at(column) for column in header.rest],
        {name: at(column) for name, column in header.halves.items()},
        {level: {name: at(column) for name, column in lane.items()} for level, lane in header.lanes.items()},
        header.level1,
    )


def _places_by_edges(columns: Sequence[Column], old: View, new: View) -> dict[Column, tuple[int, int]] | None:
    edges = old.table.edges
    if not edges or not new.table.edges:
        return None
    found = {}
    for column in columns:
        place = new.column_at((edges[column.first] + edges[column.last + 1]) / 2)
        if place is None:
            return None
        found[column] = (place, place)
    used = [place for place, _ in found.values()]
    return found if len(set(used)) == len(used) else None


def _places_by_order(columns: Sequence[Column], view: View) -> dict[Column, tuple[int, int]] | None:
    """Return the columns by their order from the right, where a row shows as many cells."""
    shown = view.across(0)
    if len(shown) < len(columns):
        return None
    return {
        column: (cell.column, cell.column + cell.columns - 1)
        for column, cell in zip(reversed(columns), reversed(shown), strict=False)
    }
