"""The header of a table of indicators: which column holds what, by declared words, in any order and any depth."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.definitions.words import Match, RecognitionWords, bare, squeezed
from app.readers.grids import Cell
from app.recognise.levels import known_levels, level_name
from app.recognise.values import one_line
from app.recognise.view import View

LEVELS = ("level1", "level2", "level3")
_ANNUAL = ("年度", "当年", "本年", "第一年", "预计")
Matches = Callable[[str], list[Match]]
"""What finds the fields that a caption may stand for, the likeliest first."""

_BY_GROUP = 3  # the rank of a column that only its group's caption explains


class Column(NamedTuple):
    """A column of the table: the places it takes, its caption, and the captions of its groups from the top."""

    first: int
    last: int
    caption: str
    groups: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The caption with those of its groups."""
        return "/".join((*self.groups, self.caption))


@dataclass
class Header:
    """What the columns of a table mean.

    Attributes:
        view: the table that it stands in.
        first: its first row.
        last: its last row.
        indicator: the column of each field of an indicator.
        project: the column of each field that says of which project a row is; empty in a form of one project.
        rest: the other columns.
        halves: the columns of the medium-term half, where the table has two halves.
        lanes: where the first levels stand side by side, each with columns of its own: the others than the first.
        level1: that of the first lane.
    """

    view: View
    first: int
    last: int
    indicator: dict[str, Column] = field(default_factory=dict)
    project: dict[str, Column] = field(default_factory=dict)
    rest: list[Column] = field(default_factory=list)
    halves: dict[str, Column] = field(default_factory=dict)
    lanes: dict[str, dict[str, Column]] = field(default_factory=dict)
    level1: str = ""

    @property
    def columns(self) -> list[Column]:
        """All columns, from the left."""
        lanes = [column for lane in self.lanes.values() for column in lane.values()]
        return sorted({*self.indicator.values(), *self.project.values(), *self.rest, *self.halves.values(), *lanes})

    def captions(self) -> list[str]:
        """Return the captions of all columns as they are compared."""
        return [squeezed(column.caption) for column in self.columns]

    def of_indicators(self) -> list[Column]:
        """The columns from the first that says something of an indicator."""
        named = [*self.indicator.values(), *self.halves.values()]
        first = min((column.first for column in named), default=self.view.table.columns)
        return [column for column in self.columns if column.first >= first and column not in self.project.values()]

    def says_projects(self) -> bool:
        """Whether the rows of several projects may stand under it."""
        return "project" in self.project or ("goal" in self.project and len(self.project) > 1)


def header_rows(view: View, words: RecognitionWords) -> dict[int, tuple[int, int]]:
    """Return the first and last row of each header of indicators in a table, by every row that belongs to it."""
    found: dict[int, tuple[int, int]] = {}
    row = 0
    while row < view.rows:
        if not _is_header(view, row, words):
            row += 1
            continue
        last = row
        while last + 1 < view.rows and _goes_on(view, last, words):
            last += 1
        first = min((cell.row for cell in view.across(last) if _bottom(cell) == last), default=row)
        found |= dict.fromkeys(range(min(first, row), last + 1), (min(first, row), last))
        row = last + 1
    return found


def _bottom(cell: Cell) -> int:
    return cell.row + cell.rows - 1


def _fields_in(view: View, row: int, words: RecognitionWords) -> set[str]:
    shown = (cell for cell in view.across(row) if cell.text.strip())
    return {match.field for cell in shown for match in words.column_captions.matches(cell.text)[:1]}


def _is_header(view: View, row: int, words: RecognitionWords) -> bool:
    fields = _fields_in(view, row, words)
    named = fields & set(LEVELS)
    measured = fields & {"value", "actual", "operator", "weight", "unit"}
    return ("level3" in named and bool(measured)) or len(named) > 1 or (bool(named) and len(measured) > 1)


def _goes_on(view: View, row: int, words: RecognitionWords) -> bool:
    """Whether the header has another row: cells of it reach down, or groups of it are split below."""
    if any(_bottom(cell) > row and _is_caption(cell, words) for cell in view.across(row)):
        return _is_header(view, row + 1, words)
    groups = [cell for cell in view.own(row) if cell.columns > 1 and _is_caption(cell, words)]
    below = view.own(row + 1)
    return bool(groups and below) and all(
        any(group.column <= cell.column < group.column + group.columns for group in groups) for cell in below
    )


def _is_caption(cell: Cell, words: RecognitionWords) -> bool:
    return bool(words.column_captions.matches(cell.text) or words.project_captions.matches(cell.text))


def read_header(view: View, first: int, last: int, words: RecognitionWords) -> Header:
    """Return what the columns under a header mean."""
    header = Header(view, first, last)
    columns = list(_columns(view, first, last))
    start = _first_indicator_column(columns, words)
    before = [column for column in columns if column.first < start]
    _assign(header.project, before, words.project_captions.matches)
    if not header.says_projects() and "goal" not in header.project:
        header.project = {}
    after = [column for column in columns if column not in header.project.values()]
    if lanes := _lanes(after, words):
        header.level1, *others = lanes
        header.indicator = lanes[header.level1]
        header.lanes = {level: lanes[level] for level in others}
        return _with_rest(header, columns)
    left, right = _parted_halves(after, words)
    _assign(header.indicator, right, words.column_captions.matches)
    if left:
        _assign(header.halves, left, words.column_captions.matches)
        for level in LEVELS[:2]:
            if level in header.halves:
                header.indicator.setdefault(level, header.halves[level])
    return _with_rest(header, columns)


def _with_rest(header: Header, columns: Sequence[Column]) -> Header:
    """Return a header with the columns that are no field's."""
    taken = set(header.columns)
    header.rest = [column for column in columns if column not in taken and column.caption]
    return header


def _lanes(columns: Sequence[Column], words: RecognitionWords) -> dict[str, dict[str, Column]]:
    """Return the columns by the first level that heads them, where each has names and values of its own; else none."""
    lanes: dict[str, list[Column]] = {}
    for column in columns:
        level = next((level_name(group) for group in column.groups if level_name(group) in known_levels()[0]), "")
        if level:
            lanes.setdefault(level, []).append(column)
    fields: dict[str, dict[str, Column]] = {level: {} for level in lanes}
    for level, some in lanes.items():
        _assign(fields[level], some, words.column_captions.matches)
    is_whole = len(fields) > 1 and all({"level3", "value"} <= set(found) for found in fields.values())
    return fields if is_whole else {}


def _columns(view: View, first: int, last: int) -> Iterator[Column]:
    """Yield the columns by their lowest captions; a label beside the whole table is none."""
    for cell in view.across(last):
        if _bottom(cell) > last and cell.rows > 1:
            continue
        above = [one_line(found.text) for row in range(first, cell.row) if (found := view.at(row, cell.column))]
        groups = tuple(dict.fromkeys(text for text in above if text))
        caption = one_line(cell.text)
        if not caption and groups:
            caption, groups = groups[-1], groups[:-1]
        yield Column(cell.column, cell.column + cell.columns - 1, caption, groups)


def _first_indicator_column(columns: Sequence[Column], words: RecognitionWords) -> int:
    """Return where the columns of indicators begin: at the first level, else at the first of their columns."""
    for wanted in (LEVELS, None):
        for column in columns:
            match = words.column_captions.match(column.caption)
            if match and (wanted is None or match.field in wanted) and not _is_project(column, words):
                return column.first
    return 0


def _is_project(column: Column, words: RecognitionWords) -> bool:
    match = words.project_captions.match(column.caption)
    return match is not None and match.field in ("project", "project_code", "goal")


def _parted_halves(columns: Sequence[Column], words: RecognitionWords) -> tuple[list[Column], list[Column]]:
    """Return the medium-term and the annual half where the levels come twice; else nothing and all."""
    named = [column for column in columns if _field(column, words) == "level3"]
    repeated = [column for column in named if squeezed(column.caption) == squeezed(named[0].caption)]
    if len(repeated) != 2:
        return [], list(columns)
    between = [c for c in columns if repeated[0].first < c.first <= repeated[1].first and _field(c, words) in LEVELS]
    border = between[0].first
    return [c for c in columns if c.first < border], [c for c in columns if c.first >= border]


def _field(column: Column, words: RecognitionWords) -> str:
    match = words.column_captions.match(column.caption)
    return match.field if match else ""


def _assign(into: dict[str, Column], columns: Iterable[Column], matches: Matches) -> None:
    """Give each field the column that its caption fits best; a column has one field."""
    offers = sorted(
        ((match.rank, column.first, match.field, column) for column in columns for match in _offers(column, matches)),
        key=lambda offer: offer[:2],
    )
    taken: set[Column] = set()
    for _, _, name, column in offers:
        if name not in into and column not in taken:
            into[name] = column
            taken.add(column)


def _offers(column: Column, matches: Matches) -> list[Match]:
    own = matches(column.caption)
    if own or not column.groups:
        return own
    is_annual = any(word in column.caption for word in _ANNUAL)
    return [match._replace(rank=(_BY_GROUP, not is_annual)) for match in matches(column.groups[-1])]


def points_in(caption: str) -> str:
    """Return what stands in the brackets of a caption such as 分值（90）."""
    text = squeezed(caption)
    return text[len(bare(text)) :].strip("()[]分%") if text.startswith(bare(text)) else ""
