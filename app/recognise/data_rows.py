"""The rows under a header: indicators, and in a table of several projects which of them each row is of."""

from app.definitions.words import squeezed
from app.readers.grids import Cell, Place
from app.recognise.drafts import Draft, Row, goes_on_in, joined
from app.recognise.filling import Filling, Levels, is_merged, stand_of
from app.recognise.gathering import Gathering
from app.recognise.headers import LEVELS, Column, Header
from app.recognise.heads import Pair
from app.recognise.levels import level_name
from app.recognise.projects import is_cut, is_part, is_same_project, prolonged, whole_project
from app.recognise.values import one_line
from app.recognise.view import View

_TOTALS = frozenset({"合计", "总计", "小计", "单位合计", "部门合计"})
SUMMARY = frozenset({"总分", "合计", "总计", "得分合计", "自评总分", "自评得分"})


class DataRows:
    """Takes in rows of indicators."""

    def __init__(self, gathering: Gathering) -> None:
        self._now = gathering

    def take(self, view: View, row: int, header: Header) -> None:
        """Take in a row."""
        cells = _cells_of(view, row, header.indicator)
        place = next((cell.place for cell in view.across(row)), Place(view.page))
        if header.project and not self._project_of(view, row, header, place):
            return
        draft = self._now.current(place) if not header.project else self._now.draft
        if draft is None:
            return
        if view.page not in draft.pages:
            draft.pages.append(view.page)
        if _is_spanning(cells):
            self._unplaced(view, row, draft)
            return
        self._add_row(view, row, header, draft, cells)

    def _add_row(self, view: View, row: int, header: Header, draft: Draft, cells: dict[str, Cell]) -> None:
        is_first = bool(draft.rows) and row == header.last + 1
        if header.lanes:
            self._add_lanes(view, row, header, draft)
            return
        is_rest = is_first and goes_on_in(draft.rows, cells)
        levels = self._filled(view, cells, header.last, is_first=is_first)
        if is_rest:
            draft.rows[-1] = joined(draft.rows[-1], cells)
            return
        half = _cells_of(view, row, header.halves)
        rest = {
            column.path: cell
            for column in header.rest
            if (cell := view.at(row, column.first)) is not None and cell.text.strip() and cell.row == row
        }
        name, value = cells.get("level3"), cells.get("value")
        has_name = name is not None and name.text.strip() != ""
        has_value = any(cell.text.strip() for key, cell in cells.items() if key not in LEVELS)
        if has_name or _has_text(half, "level3"):
            draft.rows.append(Row(cells, levels, rest, half))
        elif has_value or (value and value.text.strip()):
            self._unplaced(view, row, draft)

    def _add_lanes(self, view: View, row: int, header: Header, draft: Draft) -> None:
        """Add the indicators that stand side by side in a row, one of each first level."""
        lanes = {header.level1: header.indicator} | header.lanes
        for number, (level1, columns) in enumerate(lanes.items()):
            cells = {name: cell for name, cell in _cells_of(view, row, columns).items() if cell.row == row}
            if _has_text(cells, "level3"):
                level2 = level_name(cells["level2"].text) if "level2" in cells else ""
                draft.rows.append(Row(cells, Levels(level1, level2), lane=number))

    def _unplaced(self, view: View, row: int, draft: Draft) -> None:
        own = view.own(row)
        label = one_line(own[0].text) if own else ""
        for cell in own[1:]:
            draft.unplaced.append(Pair(label, "", cell.text, cell.place))

    def _filled(self, view: View, cells: dict[str, Cell], head: int, *, is_first: bool) -> Levels:
        """Return the levels of a row, those above it filled down."""
        name = cells.get("level3")
        first, second = (stand_of(view, cells.get(level), name, head, is_first=is_first) for level in LEVELS[:2])
        return self._now.filling.row(first, second)

    def _project_of(self, view: View, row: int, header: Header, place: Place) -> bool:
        """Find or begin the draft of the project that a row belongs to; ``False`` for a row of totals."""
        cells = {name: cell for name, column in header.project.items() if (cell := view.at(row, column.first))}
        said = [cell for cell in cells.values() if _said(cell)]
        if any(squeezed(cell.text) in _TOTALS for cell in said):
            return False
        if not said:
            return self._unnamed(view, row, header, cells, place)
        is_above = row > header.last + 1 and all(cell.row < row for cell in said)
        if not (is_above and self._now.draft and self._now.draft.project):
            self._named(view, row, header, cells, place)
        return True

    def _named(self, view: View, row: int, header: Header, cells: dict[str, Cell], place: Place) -> None:
        """Take in the cells that name the project of a row: another one, or the one above again or further."""
        draft = self._now.draft
        is_first, is_last = row == header.last + 1, row + 1 == view.rows
        if draft is None or not draft.project or self._now.titles:
            self._begin_project(cells, header, place)
        elif is_first and draft.rows and is_cut(draft.project, cells):
            draft.project = whole_project(draft.project, cells)
        elif is_part(draft.project, cells, is_first=is_first, is_last=is_last):
            return
        elif self._begins_at_end(view, row, header, cells) or not is_same_project(draft.project, cells):
            self._begin_project(cells, header, place)
        elif "goal" in cells:
            draft.project["goal"] = prolonged(draft.project.get("goal"), cells["goal"])

    def _begins_at_end(self, view: View, row: int, header: Header, cells: dict[str, Cell]) -> bool:
        """Whether merged cells begin in a row that reach the end of the page and show some of their texts overleaf."""
        old = self._now.draft.project if self._now.draft else {}
        return row > header.last + 1 and any(
            not _said(cell)
            and (name in old and _said(old[name]))
            and cell.row == row
            and row + cell.rows == view.rows
            and is_merged(view, cell, header.last)
            for name, cell in cells.items()
        )

    def _unnamed(self, view: View, row: int, header: Header, cells: dict[str, Cell], place: Place) -> bool:
        """Take in a row that does not say its project: the one above, or one whose cells show their texts overleaf."""
        has_above = bool(self._now.draft and self._now.draft.project)
        if cells and (not has_above or self._begins_at_end(view, row, header, cells)):
            self._begin_project(cells, header, place)
            return True
        return has_above

    def _begin_project(self, cells: dict[str, Cell], header: Header, place: Place) -> None:
        carrier = self._now.current(place)
        if carrier.project or carrier.rows:
            titles, lines, pairs = carrier.titles, carrier.lines, carrier.pairs
            carrier = Draft(carrier.title, titles, lines, pairs, sheet=place.sheet, is_named_form=carrier.is_named_form)
            carrier.pages.append(place.page)
            self._now.drafts.append(carrier)
        carrier.project, carrier.header = cells, header
        self._now.draft, self._now.filling = carrier, Filling()


def _cells_of(view: View, row: int, columns: dict[str, Column]) -> dict[str, Cell]:
    """Return the cells that a row shows in columns; one over several columns belongs to the last of the levels."""
    found: dict[str, Cell] = {}
    for name, column in columns.items():
        cell = view.at(row, column.first)
        if cell is not None:
            found[name] = cell
    if (
        "level2" in found and found.get("level3") is found["level2"] and found.get("level1") is not found["level2"]
    ) or ("level2" in found and found.get("level1") is found["level2"] and found.get("level3") is not found["level2"]):
        del found["level2"]
    return found


def _is_spanning(cells: dict[str, Cell]) -> bool:
    """Whether one cell covers levels and names, or names and values, as those of rows of sums and notes do."""
    name = cells.get("level3")
    if name is None:
        return False
    first = cells.get("level1")
    return name is first or name is cells.get("value") or (squeezed(name.text) in SUMMARY and first is None)


def _said(cell: Cell) -> bool:
    return cell.text.strip() != ""


def _has_text(cells: dict[str, Cell], *names: str) -> bool:
    return any(cells[name].text.strip() for name in names if name in cells)
