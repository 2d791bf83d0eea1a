"""Forms as far as they have been read: cells by what they may be, put together over the ends of pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.definitions.words import squeezed
from app.readers.grids import Cell, Line
from app.recognise.filling import Levels
from app.recognise.headers import Header
from app.recognise.heads import Fund, HeadRows, Pair
from app.recognise.levels import goes_on
from app.recognise.projects import ENDS, is_same_project, prolonged, without_mark
from app.recognise.values import one_line

_TEXTS = frozenset({"level1", "level2", "level3", "remark"})
_NEVER_BLANK = frozenset({"weight", "score", "operator"})
_SAME_BORDER = 3.0  # points
_LAST_ROW = 4  # pairs: no row of a head has more
_MOST_PAIRS = 1000  # labels in a head: a table with more is a list, and no form


@dataclass
class Row:
    """An indicator as printed: its cells by field, its levels filled down, and the cells of other columns.

    ``lane`` tells which it is of several that one row of the table holds side by side.
    """

    cells: dict[str, Cell]
    levels: Levels
    rest: dict[str, Cell] = field(default_factory=dict)
    half: dict[str, Cell] = field(default_factory=dict)
    lane: int = 0


@dataclass
class Draft:
    """A form as far as it has been read.

    Attributes:
        title: the last title above it; ``titles`` has those before.
        lines: what stands above its table besides, such as the year and the unit of money.
        pairs: labels and values of its head.
        funds: the rows of its table of money.
        rows: its indicators.
        project: in a table of several projects, the cells that say which one this is.
        header: the header of its indicators, once there was one.
        unplaced: texts that are nobody's value.
        places: where it begins and ends.
    """

    title: str = ""
    titles: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    funds: list[Fund] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    project: dict[str, Cell] = field(default_factory=dict)
    header: Header | None = None
    unplaced: list[Pair] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    sheet: str = ""
    is_named_form: bool = False

    @property
    def is_list(self) -> bool:
        """Whether so many rows have labels that this is a list and the head of no form."""
        return len(self.pairs) + len(self.unplaced) >= _MOST_PAIRS


def add_pair(draft: Draft, pair: Pair, *, is_first: bool) -> None:
    """Take in a label and its value, which may be the rest of the text that the page before ended in."""
    label = without_mark(one_line(pair.label))
    for number, old in enumerate(draft.pairs):
        overleaf = old.place.page < pair.place.page or pair.label != label
        if overleaf and squeezed(old.label) == squeezed(label) and old.text and pair.text not in old.text:
            draft.pairs[number] = old._replace(text=f"{old.text}\n{pair.text}")
            return
    last = draft.pairs[-1] if draft.pairs else None
    if not label and is_first and last and last.place.page < pair.place.page and not last.text.endswith(ENDS):
        draft.pairs[-1] = last._replace(text=f"{last.text}\n{pair.text}")
        return
    (draft.pairs if label else draft.unplaced).append(pair._replace(label=label))


def rest_of_pairs(pairs: list[Pair], cells: Sequence[Cell], head: HeadRows) -> list[Pair] | None:
    """Return the pairs with the rest of those that the page's end cut, labels too; ``None`` where these are not all.

    Args:
        pairs: of the head so far.
        cells: of the first row of a page.
        head: knows labels.
    """
    whole = list(pairs)
    lowest = max((pair.place.box.bottom for pair in pairs[-_LAST_ROW:] if pair.place.box), default=0.0)
    for number, cell in enumerate(cells):
        last = whole[-1] if whole else None
        is_before = last is not None and last.place.page == cell.place.page - 1
        if number == 0 and last and is_before and _is_rest_of_label(last, cell, head):
            whole[-1] = last._replace(label=squeezed(last.label + cell.text))
            continue
        cut = [at for at, pair in enumerate(whole) if _is_above(pair, cell, lowest)]
        if head.is_label(cell.text) or not (cut or (number == 0 and len(cells) > 1)):
            return None
        if not cut:  # the rest of the label beside the rows
            continue
        whole[cut[-1]] = whole[cut[-1]]._replace(text=f"{whole[cut[-1]].text}\n{cell.text}")
    return whole


def _is_rest_of_label(pair: Pair, cell: Cell, head: HeadRows) -> bool:
    return not head.is_label(pair.label) and head.is_label(squeezed(pair.label + cell.text))


def _is_above(pair: Pair, cell: Cell, lowest: float) -> bool:
    """Whether the value of a pair stands at the end of the page before, between the same borders."""
    box, other = pair.place.box, cell.place.box
    if box is None or other is None or pair.place.page != cell.place.page - 1:
        return False
    if box.bottom < lowest - _SAME_BORDER:
        return False
    return abs(box.left - other.left) < _SAME_BORDER and abs(box.right - other.right) < _SAME_BORDER


def goes_on_in(rows: Sequence[Row], cells: dict[str, Cell]) -> bool:
    """Whether the first row of a page is the rest of the last one before, which the page's end cut in two."""
    said = {name for name, cell in cells.items() if cell.text.strip()}
    before = [{name for name, cell in row.cells.items() if cell.text.strip()} for row in rows]
    levels = {"level1", "level2"} & said
    if any(_is_other(rows[-1].cells[name], cells[name]) for name in levels & set(rows[-1].cells)):
        return False
    measured = said - _TEXTS
    if not measured or "level3" not in said:
        return bool(said - levels) and bool(before[-1] - _TEXTS)
    always = set.intersection(*before) & _NEVER_BLANK
    return bool(always - said)


def _is_other(old: Cell, new: Cell) -> bool:
    """Whether the cell of a level begins another one than that of the row before."""
    return bool(old.text.strip()) and not goes_on(one_line(old.text), one_line(new.text))


def joined(row: Row, cells: dict[str, Cell]) -> Row:
    """Return a row with the rest of its texts, which stand overleaf."""
    whole = dict(row.cells)
    for name, cell in cells.items():
        if cell.text.strip() and name not in ("level1", "level2"):
            old = whole.get(name)
            whole[name] = replace(old, text=f"{old.text}\n{cell.text}") if old else cell
    return replace(row, cells=whole)


def merged(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield the drafts with those put together that one form printed again on its next page makes."""
    last: Draft | None = None
    for draft in drafts:
        if last is not None and _goes_on(last, draft):
            last = _together(last, draft)
            continue
        if last is not None:
            yield last
        last = draft
    if last is not None:
        yield last


def _together(last: Draft, draft: Draft) -> Draft:
    goal = {"goal": prolonged(last.project["goal"], draft.project["goal"])} if "goal" in last.project else {}
    rows, pages = [*last.rows, *draft.rows], [*last.pages, *draft.pages]
    return replace(last, rows=rows, pages=pages, project=last.project | goal)


def _goes_on(last: Draft, draft: Draft) -> bool:
    """Whether a draft is the rest of the one before: the same title and head on the next page, and other rows."""
    if not (last.title and last.title == draft.title and last.header and draft.header and last.sheet == draft.sheet):
        return False
    follows = bool(last.pages and draft.pages) and draft.pages[0] == last.pages[-1] + 1
    same_project = list(last.project) == list(draft.project) and is_same_project(last.project, draft.project)
    same_head = _said(last.pairs) == _said(draft.pairs)
    has_head = bool(last.project) or bool(last.pairs)
    return follows and same_project and same_head and has_head and not _repeats(last.rows, draft.rows)


def _said(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    return [(squeezed(pair.label), squeezed(pair.text)) for pair in pairs]


def _repeats(rows: Sequence[Row], others: Sequence[Row]) -> bool:
    names = [{squeezed(row.cells["level3"].text) for row in some if "level3" in row.cells} for some in (rows, others)]
    return bool(names[0] & names[1])
