"""From pages to drafts of forms: titles, heads and rows of indicators are told apart and put together.

The pages are gone through once, in reading order. A draft holds cells, not values: what they mean for a record is
decided when it is whole, for a title may come after what it names, and a form may go on overleaf.
"""

import re

from app.definitions.words import RecognitionWords, squeezed
from app.readers.grids import Cell, Line, Page
from app.recognise.carried import moved
from app.recognise.data_rows import SUMMARY, DataRows
from app.recognise.drafts import Draft, add_pair, rest_of_pairs
from app.recognise.gathering import Gathering
from app.recognise.headers import Column, Header, header_rows, read_header
from app.recognise.heads import HeadRows, Pair, fund_columns, is_mark, is_money_corner, read_funds
from app.recognise.levels import is_level
from app.recognise.sheets import goes_on
from app.recognise.titles import is_attachment, is_form_title, is_other_title, names_form
from app.recognise.values import one_line
from app.recognise.view import View

_SIGNED = re.compile(r"^[^：:]{2,8}[：:]")


class Scanner:
    """Goes through pages and gathers drafts."""

    def __init__(self, words: RecognitionWords) -> None:
        self._words = words
        self._now = Gathering(words)
        self._rows = DataRows(self._now)
        self._sheet = ""

    def settled(self) -> list[Draft]:
        """Take out the drafts that are whole, so that memory keeps none but the one at hand."""
        whole, self._now.drafts = self._now.drafts[:-1], self._now.drafts[-1:]
        return whole

    def rest(self) -> list[Draft]:
        """Return the drafts at the end of the file."""
        return self._now.drafts

    def page(self, page: Page) -> None:
        """Take in the next page; an empty one parts nothing."""
        if not page.blocks:
            return
        is_other = bool(page.name) and page.name != self._sheet
        if is_other and not goes_on(self._now.draft, self._now.header, page, self._words):
            self._now.leave()
        self._sheet, self._now.page = page.name, page.number
        for block in page.blocks:
            if isinstance(block, Line):
                self._now.line(block)
            else:
                self._table(View(block, page.number))

    def _table(self, view: View) -> None:
        headers = header_rows(view, self._words)
        head = HeadRows(view, self._words)
        self._go_on_in(view, headers, head)
        row = 0
        while row < view.rows:
            row = self._row(view, row, headers, head)

    def _go_on_in(self, view: View, headers: dict[int, tuple[int, int]], head: HeadRows) -> None:
        """Take the header of the last table for one that goes on without."""
        old, self._now.header = self._now.header, None
        if old is None or self._now.titles or not self._now.draft or 0 in headers:
            return
        first = view.own(0)
        if not first or any(head.is_label(cell.text) for cell in first[:1]):
            return
        self._now.header = moved(old, view)

    def _row(self, view: View, row: int, headers: dict[int, tuple[int, int]], head: HeadRows) -> int:
        """Take in a row, or several that belong together; return the one after."""
        if row in headers:
            return self._begin_rows(view, *headers[row])
        if projects := self._project_header(view, row):
            return self._begin_header(projects)
        if self._takes_marks(view, row):
            return row + 1
        alone = view.is_alone(row)
        if alone and self._is_line(alone, view):
            self._now.line(Line(alone.text, alone.place))
            if self._now.titles:
                self._now.header = None
            return row + 1
        if self._now.header is not None and not self._is_head_row(view, row, head):
            self._rows.take(view, row, self._now.header)
            return row + 1
        self._now.header = None
        return self._head_row(view, row, head)

    def _takes_marks(self, view: View, row: int) -> bool:
        """Take in a row of year and unit of money above a table, which workbooks have where papers have a line."""
        marks = [cell for cell in view.own(row) if cell.text.strip()]
        has_unit = len(marks) > 1 and any(is_money_corner(cell.text) for cell in marks)
        if self._now.header is not None or not (has_unit and all(is_mark(cell.text) for cell in marks)):
            return False
        for cell in marks:
            self._now.line(Line(cell.text, cell.place))
        return True

    def _is_line(self, cell: Cell, view: View) -> bool:
        """Whether a cell that stands alone in its row is no part of the table."""
        text = one_line(cell.text)
        is_title = is_form_title(text, self._words) or is_other_title(text)
        is_mark = is_attachment(text)
        if self._now.header is not None:
            return is_title or is_mark or (cell.column == 0 and not is_level(text) and cell.columns > 1)
        spans_all = cell.columns >= view.table.columns - 1
        is_label = HeadRows(view, self._words).is_label(text)
        above_all = (
            self._now.draft is None or bool(self._now.titles) or not (self._now.draft.pairs or self._now.draft.rows)
        )
        return is_title or is_mark or ((spans_all or above_all) and not is_label)

    def _begin_rows(self, view: View, first: int, last: int) -> int:
        return self._begin_header(read_header(view, first, last, self._words))

    def _begin_header(self, header: Header) -> int:
        cells = header.view.across(header.last)
        draft = self._now.current(cells[0].place)
        if draft.rows and draft.header and not header.says_projects() and draft.header.captions() != header.captions():
            draft = self._now.begin_draft(cells[0].place)
        draft.header = draft.header or header
        self._now.header, self._now.waiting = header, []
        return header.last + 1

    def _project_header(self, view: View, row: int) -> Header | None:
        """Return the header of a table of projects that have goals and no indicators."""
        named = self._now.is_form or (self._now.draft is not None and self._now.draft.is_named_form)
        if not named or self._now.header is not None:
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
        if self._is_after(text):
            return True
        return (names_form(text, self._words) and view.right_of(own[0], row) is not None) or (
            head.is_label(text) and len(own) < 3 and not is_level(text) and squeezed(text) not in SUMMARY
        )

    def _is_after(self, text: str) -> bool:
        """Whether a label is that of a row after the indicators, such as who filled the form in."""
        label, colon, _ = squeezed(text).partition(":")
        return self._words.after_labels.match(label if colon else text) is not None

    def _head_row(self, view: View, row: int, head: HeadRows) -> int:
        cells = view.own(row)
        if not cells:
            return row + 1
        if self._begins_form(cells[0]):
            self._now.begin_draft(cells[0].place)
        draft = self._now.current(cells[0].place)
        if draft.is_list:
            return row + 1
        if columns := fund_columns(view, row, self._words):
            funds, row = read_funds(view, row, columns)
            draft.funds += funds
            return row
        end = head.table_end(row)
        if end > row:
            draft.pairs.append(head.text_of(row, end))
            return end
        if row == 0 and not draft.rows and (rest := rest_of_pairs(draft.pairs, cells, head)):
            draft.pairs, self._now.waiting = rest, []
            return row + 1
        pairs = self._overleaf(view, row, head) or list(head.pairs(row))
        for pair in pairs:
            add_pair(draft, pair, is_first=row == 0)
        is_last = row + 1 == view.rows and not any(pair.label and pair.text for pair in pairs)
        self._now.waiting = [pair for pair in pairs if pair.label] if is_last else []
        return row + 1

    def _overleaf(self, view: View, row: int, head: HeadRows) -> list[Pair]:
        """Return the texts of a page's first row with the labels that ended the page before, if there are as many."""
        waiting, self._now.waiting = self._now.waiting, []
        own = view.own(row)
        cells = own[len(own) - len(waiting) :] if len(own) <= len(waiting) + 1 else own  # one more: the label beside
        if row or len(cells) != len(waiting) or any(head.is_label(cell.text) for cell in cells):
            return []
        return [label._replace(text=cell.text, place=cell.place) for label, cell in zip(waiting, cells, strict=True)]

    def _begins_form(self, cell: Cell) -> bool:
        """Whether a label in the head says that another form begins: the present one has rows, or such a label."""
        if self._now.draft is None or self._now.titles:
            return False
        matches = self._words.head_labels("project").matches(cell.text)[:1]
        is_name = any(match.field == "project" and match.rank[0] <= 1 for match in matches)
        label = squeezed(cell.text)
        return is_name and (
            bool(self._now.draft.rows) or any(squeezed(pair.label) == label for pair in self._now.draft.pairs)
        )
