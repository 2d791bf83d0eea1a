"""Finding a text in all forms of a year, and putting another in its place as one step.

Forms break lines inside words because their cells are narrow, and what was read from them still has those breaks: a
word is found with breaks in it too, wherever no blank was asked for between two Chinese characters.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from app.editing.renaming import Renaming, is_name_of_unit, renamed_units
from app.editing.steps import Step
from app.model.changes import Change, Update
from app.model.records import Record
from app.model.refs import FormRef
from app.store.searching import OTHER, RowFound
from app.store.store import Store

_AROUND = 12  # characters of text shown on either side of what was found
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_SIGNS_OF_PATTERNS = "\\%_"


@dataclass(frozen=True)
class Search:
    """What is looked for, and where.

    Attributes:
        text: the text.
        year: of the forms; ``None`` for all.
        fields: the columns to look in, ``other`` for what only layouts have; all texts when empty.
        match_case: whether A and a are two letters.
        whole: whether the text must be all that a cell says.
    """

    text: str
    year: int | None = None
    fields: frozenset[str] = frozenset()
    match_case: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Hit:
    """One place where the text was found.

    Attributes:
        form: in which form.
        name: what the clerk calls the form.
        table: the class of the record.
        id: the record's identity.
        row: its place among the rows of the form, from 1; ``None`` where it is the form itself.
        field: the column.
        label: the name of a value that only layouts have, where it is one.
        text: all that the cell says.
        start: where the text begins in it.
        end: where it ends.
    """

    form: FormRef
    name: str
    table: type[Record]
    id: str
    row: int | None
    field: str
    label: str
    text: str
    start: int
    end: int

    @property
    def before(self) -> str:
        """A little of what stands before it."""
        return _cut(self.text[: self.start][::-1])[::-1]

    @property
    def found(self) -> str:
        """The text as it was found."""
        return self.text[self.start : self.end]

    @property
    def after(self) -> str:
        """A little of what stands after it."""
        return _cut(self.text[self.end :])

    def is_within(self, by: str) -> bool:
        """Whether it is a part of ``by`` where it stands, so that putting ``by`` there would say it twice."""
        places = (place.start() for place in re.finditer(f"(?={re.escape(self.found)})", by))
        return self.found != by and any(self.text.startswith(by, self.start - at) for at in places if at <= self.start)


def _cut(text: str) -> str:
    return text if len(text) <= _AROUND else f"{text[:_AROUND]}…"


def find(store: Store, search: Search) -> list[Hit]:
    """Return where the text is, form by form as they are listed; nothing where no text is given."""
    if not search.text.strip():
        return []
    wanted = _expression(search)
    return [hit for row in store.found(_pattern(search), search.year, search.fields) for hit in _hits(row, wanted)]


def _hits(row: RowFound, wanted: re.Pattern[str]) -> Iterator[Hit]:
    for field, label, text in _texts(row):
        for match in wanted.finditer(text):
            start, end = match.span(1)
            yield Hit(row.form, row.name, row.table, row.id, row.row, field, label, text, start, end)


def _texts(row: RowFound) -> Iterator[tuple[str, str, str]]:
    for field, value in row.values.items():
        if field == OTHER:
            yield from ((field, label, text) for label, text in value.items())
        else:
            yield field, "", value


def replacing(store: Store, search: Search, chosen: Collection[Hit], by: str) -> Step:
    """Return the one step that puts ``by`` in the place of what was found.

    It is looked for again: what is not any more as it was found is left alone, and the step's name tells how many are
    replaced. The directory of units follows in the same step where the names of units are replaced.
    """
    wanted = set(chosen)
    now = [hit for hit in find(store, search) if hit in wanted]
    others = {row.id: row.values[OTHER] for row in _with_others(store, search, now)}
    changes = [_change(list(hits), by, others) for _, hits in groupby(now, key=lambda hit: (hit.table, hit.id))]
    return Step(f"替换 {len(now)} 处", (*changes, *renamed_units(store, list(_renamings(now, by)))))


def _renamings(hits: Iterable[Hit], by: str) -> Iterator[Renaming]:
    """Yield the fields of forms that will call their units otherwise."""
    named = (hit for hit in hits if hit.row is None and is_name_of_unit(hit.form.kind, hit.field))
    for (form, field), some in groupby(named, key=lambda hit: (hit.form, hit.field)):
        together = list(some)
        yield Renaming(form, field, together[0].text, _replaced(together, by))


def _with_others(store: Store, search: Search, hits: Iterable[Hit]) -> Iterator[RowFound]:
    """Yield the records found of which values are replaced that only layouts have: these are kept together."""
    wanted = {hit.id for hit in hits if hit.field == OTHER}
    if wanted:
        yield from (row for row in store.found(_pattern(search), search.year, {OTHER}) if row.id in wanted)


def _change(hits: list[Hit], by: str, others: dict[str, dict[str, str]]) -> Change:
    """Return the change of one record."""
    values: dict[str, object] = {}
    for (field, label), some in groupby(hits, key=lambda hit: (hit.field, hit.label)):
        text = _replaced(list(some), by)
        if field == OTHER:
            values[OTHER] = {**(values.get(OTHER) or others[hits[0].id]), label: text}  # type: ignore[dict-item]
        else:
            values[field] = text
    return Update(hits[0].table, hits[0].id, values)


def _replaced(hits: list[Hit], by: str) -> str:
    """Return the text of a cell with all that was found in it replaced."""
    text = hits[0].text
    for hit in reversed(hits):
        text = text[: hit.start] + by + text[hit.end :]
    return text


def _expression(search: Search) -> re.Pattern[str]:
    words = "".join(_joined(search.text, r"\s*", re.escape))
    whole = rf"\A\s*({words})\s*\Z" if search.whole else f"({words})"
    return re.compile(whole, re.NOFLAG if search.match_case else re.IGNORECASE)


def _pattern(search: Search) -> str:
    """Return a pattern of SQL that finds all that is wanted, and perhaps more."""
    return f"%{''.join(_joined(search.text, '%', _in_sql))}%"


def _in_sql(character: str) -> str:
    if character in _SIGNS_OF_PATTERNS:
        return f"\\{character}"
    has_case = not character.isascii() and character.lower() != character.upper()
    return "_" if has_case else character  # the case of other letters than ours is beyond SQLite


def _joined(text: str, joint: str, said: Callable[[str], str]) -> Iterator[str]:
    """Yield the characters of a text as ``said`` says them, with a joint where forms may break it."""
    for last, character in pairwise(f" {text}"):
        yield joint * bool(_WIDE.match(last) and _WIDE.match(character)) + said(character)
