"""From pages to drafts of forms: titles, heads and rows of indicators are told apart and put together.

The pages are gone through once, in reading order. A draft holds cells, not values: what they mean for a record is
decided when it is whole, for a title may come after what it names, and a form may go on overleaf.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.definitions.words import RecognitionWords, any_in, squeezed
from app.readers.grids import Cell, Line, Page, Place
from app.recognise.headers import LEVELS, Column, Header, header_rows, moved, read_header
from app.recognise.heads import Fund, HeadRows, Pair, fund_columns, read_funds
from app.recognise.levels import completed, is_level, level_name, stacked, whole_level
from app.recognise.values import one_line
from app.recognise.view import View

_LONGEST_TITLE = 60
_TITLE_END = re.compile(r"表(?:[-－—]?\d{1,3})?(?:[(（][^()（）]*[)）])*$")
_NOT_TITLE = re.compile(r"[。；;]|\.{3}|…|见附|详见")
_ATTACHMENT = re.compile(r"附[件表]\d*(?:[-－—]\d+)?[:：]?")
_TOTALS = frozenset({"合计", "总计", "小计", "单位合计", "部门合计"})
_FORM_NAMES = {"project": ("project", "project_code"), "overall": ("unit",), "self_evaluation": ("project_name",)}
_SIGNED = re.compile(r"^[^：:]{2,8}[：:]")
_CONTINUED = re.compile(r"[(（]续[)）]")
_ENDS = ("。", "；", ";", ".", "！", "!")
_SUMMARY = frozenset({"总分", "合计", "总计", "得分合计", "自评总分", "自评得分"})


@dataclass
class Row:
    """An indicator as printed: its cells by field, its levels filled down, and the cells of other columns."""

    cells: dict[str, Cell]
    level1: str
    level2: str
    rest: dict[str, Cell] = field(default_factory=dict)
    half: dict[str, Cell] = field(default_factory=dict)


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


class Scanner:
    """Goes through pages and gathers drafts."""

    def __init__(self, words: RecognitionWords) -> None:
        self.drafts: list[Draft] = []
        self._words = words
        self._draft: Draft | None = None
        self._header: Header | None = None
        self._titles: list[str] = []
        self._is_form = False
        self._lines: list[Line] = []
        self._levels = ("", "")
        self._page = Page(0, ())

    def page(self, page: Page) -> None:
        """Take in the next page."""
        if page.name and page.name != self._page.name:
            self._leave()
        self._page = page
        for block in page.blocks:
            if isinstance(block, Line):
                self._line(block)
            else:
                self._table(View(block, page.number))

    def _leave(self) -> None:
        """Begin anew: nothing goes on from here."""
        self._draft, self._header = None, None
        self._titles, self._lines, self._is_form = [], [], False

    def _line(self, line: Line) -> None:
        text = one_line(line.text)
        if is_form_title(text, self._words):
            self._begin_title(text)
        elif _is_other_title(text):
            self._leave()
            self._titles = [text]
        elif _ATTACHMENT.fullmatch(squeezed(text)):
            self._draft, self._header = None, None
        else:
            self._lines.append(line)

    def _begin_title(self, text: str) -> None:
        if not self._is_form:
            self._draft, self._titles, self._is_form = None, [], True
            self._lines = [line for line in self._lines if line.place.page == self._page.number][-3:]
        self._titles.append(text)

    def _begin_draft(self, place: Place) -> Draft:
        titles = self._titles or (self._draft.titles if self._draft else [])
        is_form = self._is_form or (self._draft is not None and self._draft.is_named_form)
        lines = self._lines if self._titles or self._draft is None else [*self._draft.lines, *self._lines]
        draft = Draft(titles[-1] if titles else "", list(titles), list(lines), sheet=place.sheet, is_named_form=is_form)
        draft.pages.append(place.page)
        self._titles, self._lines, self._is_form = [], [], False
        self._draft, self._header, self._levels = draft, None, ("", "")
        self.drafts.append(draft)
        return draft

    def _current(self, place: Place) -> Draft:
        """Return the draft that what is read now belongs to: a new one after a title."""
        if self._draft is None or self._titles:
            return self._begin_draft(place)
        if place.page not in self._draft.pages:
            self._draft.pages.append(place.page)
        self._draft.lines += [line for line in self._lines if line.place.page == place.page]
        self._lines = []
        return self._draft

    def _table(self, view: View) -> None:
        headers = header_rows(view, self._words)
        head = HeadRows(view, self._words)
        self._go_on_in(view, headers, head)
        row = 0
        while row < view.rows:
            row = self._row(view, row, headers, head)

    def _go_on_in(self, view: View, headers: dict[int, tuple[int, int]], head: HeadRows) -> None:
        """Take the header of the last table for one that goes on without."""
        old, self._header = self._header, None
        if old is None or self._titles or not self._draft or 0 in headers:
            return
        first = view.own(0)
        if not first or any(head.is_label(cell.text) for cell in first[:1]):
            return
        self._header = moved(old, view)

    def _row(self, view: View, row: int, headers: dict[int, tuple[int, int]], head: HeadRows) -> int:
        """Take in a row, or several that belong together; return the one after."""
        if row in headers:
            return self._begin_rows(view, *headers[row])
        if projects := self._project_header(view, row):
            return self._begin_header(projects)
        alone = view.is_alone(row)
        if alone and self._is_line(alone, view):
            self._line(Line(alone.text, alone.place))
            if self._titles:
                self._header = None
            return row + 1
        if self._header is not None and not self._is_head_row(view, row, head):
            self._data_row(view, row, self._header)
            return row + 1
        self._header = None
        return self._head_row(view, row, head)

    def _is_line(self, cell: Cell, view: View) -> bool:
        """Whether a cell that stands alone in its row is no part of the table."""
        text = one_line(cell.text)
        is_title = is_form_title(text, self._words) or _is_other_title(text)
        is_mark = _ATTACHMENT.fullmatch(squeezed(text)) is not None
        if self._header is not None:
            return is_title or is_mark or (cell.column == 0 and not is_level(text) and cell.columns > 1)
        spans_all = cell.columns >= view.table.columns - 1
        is_label = HeadRows(view, self._words).is_label(text)
        above_all = self._draft is None or bool(self._titles) or not (self._draft.pairs or self._draft.rows)
        return is_title or is_mark or ((spans_all or above_all) and not is_label)

    def _begin_rows(self, view: View, first: int, last: int) -> int:
        return self._begin_header(read_header(view, first, last, self._words))

    def _begin_header(self, header: Header) -> int:
        cells = header.view.across(header.last)
        draft = self._current(cells[0].place)
        if draft.rows and draft.header and not header.says_projects() and _captions(draft.header) != _captions(header):
            draft = self._begin_draft(cells[0].place)
        draft.header = draft.header or header
        self._header = header
        return header.last + 1

    def _project_header(self, view: View, row: int) -> Header | None:
        """Return the header of a table of projects that have goals and no indicators."""
        named = self._is_form or (self._draft is not None and self._draft.is_named_form)
        if not named or self._header is not None:
            return None
        found = {}
        for cell in view.across(row):
            match = self._words.project_captions.match(cell.text) if cell.text.strip() else None
            if match and match.field not in found and match.rank[0] <= 1:
                found[match.field] = Column(cell.column, cell.column + cell.columns - 1, one_line(cell.text))
        is_whole = {"project", "goal"} <= set(found) and len(found) > 2 and row + 1 < view.rows
        if not is_whole or HeadRows(view, self._words).is_label(view.text(row, found["goal"].first + 1)):
            return None
        taken = {column.first for column in found.values()}
        rest = [
            Column(cell.column, cell.column + cell.columns - 1, one_line(cell.text))
            for cell in view.own(row)
            if cell.column not in taken
        ]
        return Header(view, row, row, project=found, rest=rest)

    def _is_head_row(self, view: View, row: int, head: HeadRows) -> bool:
        """Whether the head of another form begins in a row under indicators."""
        own = view.own(row)
        if not own or own[0].column > 1:
            return False
        if len(own) > 1 and all(_SIGNED.search(cell.text) for cell in own):
            return True
        text = own[0].text
        is_name = any(
            match.field in _FORM_NAMES[kind] and match.rank[0] <= 1
            for kind in _FORM_NAMES
            for match in self._words.head_labels(kind).matches(text)[:1]
        )
        return (is_name and view.right_of(own[0], row) is not None) or (
            head.is_label(text) and len(own) < 3 and not is_level(text) and squeezed(text) not in _SUMMARY
        )

    def _head_row(self, view: View, row: int, head: HeadRows) -> int:
        cells = view.own(row)
        if not cells:
            return row + 1
        if self._begins_form(cells[0]):
            self._begin_draft(cells[0].place)
        draft = self._current(cells[0].place)
        if columns := fund_columns(view, row, self._words):
            funds, row = read_funds(view, row, columns)
            draft.funds += funds
            return row
        end = head.table_end(row)
        if end > row:
            draft.pairs.append(head.text_of(row, end))
            return end
        for pair in head.pairs(row):
            _add_pair(draft, pair, is_first=row == 0)
        return row + 1

    def _begins_form(self, cell: Cell) -> bool:
        """Whether a label in the head says that another form begins: the present one has rows, or such a label."""
        if self._draft is None or self._titles:
            return False
        matches = self._words.head_labels("project").matches(cell.text)[:1]
        is_name = any(match.field == "project" and match.rank[0] <= 1 for match in matches)
        named = any(squeezed(pair.label) == squeezed(cell.text) for pair in self._draft.pairs)
        return is_name and (named or bool(self._draft.rows))

    def _data_row(self, view: View, row: int, header: Header) -> None:
        cells = _cells_of(view, row, header.indicator)
        place = next((cell.place for cell in view.across(row)), Place(view.page))
        if header.project and not self._project_of(view, row, header, place):
            return
        draft = self._current(place) if not header.project else self._draft
        if draft is None:
            return
        if view.page not in draft.pages:
            draft.pages.append(view.page)
        if _is_spanning(cells):
            self._unplaced(view, row, draft)
            return
        self._add_row(view, row, header, draft, cells)

    def _add_row(self, view: View, row: int, header: Header, draft: Draft, cells: dict[str, Cell]) -> None:
        level1, level2 = self._filled(cells)
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
            draft.rows.append(Row(cells, level1, level2, rest, half))
        elif has_value or (value and value.text.strip()):
            self._unplaced(view, row, draft)

    def _unplaced(self, view: View, row: int, draft: Draft) -> None:
        own = view.own(row)
        label = one_line(own[0].text) if own else ""
        for cell in own[1:]:
            draft.unplaced.append(Pair(label, "", cell.text, cell.place))

    def _filled(self, cells: dict[str, Cell]) -> tuple[str, str]:
        """Return the levels of a row, those above it filled down."""
        old1, old2 = self._levels
        new1, new2 = (level_name(cells[name].text) if name in cells else "" for name in LEVELS[:2])
        if "level2" in cells and (names := stacked(new2)):
            new2 = _share(names, cells["level2"], cells.get("level3"))
        level1 = completed(whole_level(old1, new1))
        level2 = whole_level(old2, new2) if level1 == old1 or new2 else new2
        self._levels = (level1, level2)
        return level1, level2

    def _project_of(self, view: View, row: int, header: Header, place: Place) -> bool:
        """Find or begin the draft of the project that a row belongs to; ``False`` for a row of totals."""
        cells = {name: cell for name, column in header.project.items() if (cell := view.at(row, column.first))}
        texts = [squeezed(cell.text) for cell in cells.values()]
        if any(text in _TOTALS for text in texts) or not any(texts):
            return not any(texts) and bool(self._draft and self._draft.project)
        draft = self._draft
        if draft is None or not draft.project or self._titles or not is_same_project(draft.project, cells):
            self._begin_project(cells, header, place)
        elif "goal" in cells:
            draft.project["goal"] = _prolonged(draft.project.get("goal"), cells["goal"])
        return True

    def _begin_project(self, cells: dict[str, Cell], header: Header, place: Place) -> None:
        carrier = self._current(place)
        if carrier.project or carrier.rows:
            titles, lines, pairs = carrier.titles, carrier.lines, carrier.pairs
            carrier = Draft(carrier.title, titles, lines, pairs, sheet=place.sheet, is_named_form=carrier.is_named_form)
            carrier.pages.append(place.page)
            self.drafts.append(carrier)
        carrier.project, carrier.header = cells, header
        self._draft, self._levels = carrier, ("", "")


def _add_pair(draft: Draft, pair: Pair, *, is_first: bool) -> None:
    """Take in a label and its value, which may be the rest of the text that the page before ended in."""
    label = _CONTINUED.sub("", one_line(pair.label))
    for number, old in enumerate(draft.pairs):
        overleaf = old.place.page < pair.place.page or pair.label != label
        if overleaf and squeezed(old.label) == squeezed(label) and old.text and pair.text not in old.text:
            draft.pairs[number] = old._replace(text=f"{old.text}\n{pair.text}")
            return
    last = draft.pairs[-1] if draft.pairs else None
    if not label and is_first and last and last.place.page < pair.place.page and not last.text.endswith(_ENDS):
        draft.pairs[-1] = last._replace(text=f"{last.text}\n{pair.text}")
        return
    (draft.pairs if label else draft.unplaced).append(pair._replace(label=label))


def _captions(header: Header) -> list[str]:
    return [squeezed(column.caption) for column in header.columns]


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
    """Whether one cell covers levels and names, as that of a row of sums does."""
    name = cells.get("level3")
    if name is None:
        return False
    first = cells.get("level1")
    return first is name or (squeezed(name.text) in _SUMMARY and first is None)


def _share(names: Sequence[str], level: Cell, name: Cell | None) -> str:
    """Return which of the levels that one cell holds a row has: each is taken to have as many rows."""
    at = (name.row - level.row) if name else 0
    return names[min(at * len(names) // max(level.rows, 1), len(names) - 1)]


def _has_text(cells: dict[str, Cell], *names: str) -> bool:
    return any(cells[name].text.strip() for name in names if name in cells)


def is_same_project(old: dict[str, Cell], new: dict[str, Cell]) -> bool:
    """Whether cells name the project that others have named: again, on its next page, or not at all."""
    said = [name for name in new if name != "goal" and _shown(new[name])]
    if any(name in old and _shown(old[name]) != _shown(new[name]) for name in said):
        return False
    if "amount" in said or "project_code" in said:
        return True
    before, after = (_shown(cells["goal"]) if "goal" in cells else "" for cells in (old, new))
    return not after or after in before or not before.endswith(_ENDS) or not said


def _shown(cell: Cell) -> str:
    return _CONTINUED.sub("", squeezed(cell.text))


def _prolonged(old: Cell | None, new: Cell) -> Cell:
    """Return the cell of a text that goes on in another, as where a page ends in it."""
    if old is None or not _shown(new) or _shown(new) in _shown(old):
        return old or new
    return replace(old, text=f"{old.text}\n{new.text}")


def is_form_title(text: str, words: RecognitionWords) -> bool:
    """Whether a line is the title of a form of ours."""
    plain = squeezed(text)
    return _is_title(plain) and any_in(words.titles.form, plain)


def _is_title(plain: str) -> bool:
    return len(plain) <= _LONGEST_TITLE and _TITLE_END.search(plain) is not None and not _NOT_TITLE.search(plain)


def _is_other_title(text: str) -> bool:
    """Whether a line is the title of a table that is no form of ours."""
    plain = squeezed(text)
    return _is_title(plain) and len(plain) > 4 and not plain.startswith(("注", "说明"))


def merged(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the drafts with those put together that one form printed again on its next page makes."""
    whole: list[Draft] = []
    for draft in drafts:
        if whole and _goes_on(whole[-1], draft):
            last = whole[-1]
            goal = {"goal": _prolonged(last.project["goal"], draft.project["goal"])} if "goal" in last.project else {}
            whole[-1] = replace(
                last,
                rows=[*last.rows, *draft.rows],
                pages=[*last.pages, *draft.pages],
                project=last.project | goal,
            )
        else:
            whole.append(draft)
    return whole


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
