"""The old year in a new draft: every occurrence found, offered for change, and changed where the clerk says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.definitions.library import Library
from app.editing.steps import Step
from app.editing.year_texts import Use, YearFound, moved, years_in
from app.model import changes as change
from app.model.changes import Change
from app.model.issues import Place, place_in
from app.model.money import is_number
from app.model.records import Form, Indicator

_AROUND = 12  # characters shown before and after
_FORM_FIELDS = ("project_name", "overview", "basis", "goal")
_ROW_FIELDS = ("level3", "value")
_YEAR_UNITS = frozenset({"年", "年度"})


class TextAt(NamedTuple):
    """A text of a form: whose it is, its field or label in ``other``, and the number of its row."""

    record: Form | Indicator
    field: str
    row: int | None
    text: str
    is_other: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is the number of an indicator, and not one of years."""
        unit = getattr(self.record, "unit", "").strip()
        return self.field == "value" and is_number(self.text.strip()) and unit not in _YEAR_UNITS


class YearMention(NamedTuple):
    """An occurrence of the old year.

    Attributes:
        place: the form, row and field; of a value that only layouts have, its label.
        record_id: the form or indicator that has the text.
        is_other: whether the text stands in the record's ``other``.
        start: where in the text it begins.
        found: what is written.
        proposed: what would stand there.
        before: the text before it, as far as it is shown.
        after: the text after it, as far as it is shown.
        use: what the year is for.
    """

    place: Place
    record_id: str
    is_other: bool
    start: int
    found: str
    proposed: str
    before: str
    after: str
    use: Use

    @property
    def safe(self) -> bool:
        """Whether it may be changed without looking."""
        return self.use is Use.PLAN

    @property
    def around(self) -> str:
        """The text around it, and it."""
        return f"{self.before}{self.found}{self.after}"

    @property
    def around_proposed(self) -> str:
        """The text around it with what is proposed."""
        return f"{self.before}{self.proposed}{self.after}"


def texts_of(form: Form) -> Iterator[TextAt]:
    """Yield the texts of a form in which years may stand, in the order of the paper."""
    for field in _FORM_FIELDS:
        if text := getattr(form, field, ""):
            yield TextAt(form, field, None, text)
    yield from _others(form, None)
    for number, row in enumerate(form.indicators, 1):
        for field in _ROW_FIELDS:
            if text := getattr(row, field):
                yield TextAt(row, field, number, text)
        yield from _others(row, number)


def _others(record: Form | Indicator, number: int | None) -> Iterator[TextAt]:
    for label, text in record.other.items():
        yield TextAt(record, label, number, text, is_other=True)


def years_at(at: TextAt, library: Library) -> Iterator[YearFound]:
    """Yield the years in a text of a form, each with what it is for in that field."""
    if at.is_number:
        return
    for found in years_in(at.text, _units(library)):
        yield found._replace(use=_use_in(at, found))


def _units(library: Library) -> frozenset[str]:
    return frozenset(unit for group in library.units for unit in group.units) - _YEAR_UNITS


def _use_in(at: TextAt, found: YearFound) -> Use:
    """Return what a year is for, knowing the field.

    What 立项依据 names are documents, and a day in an indicator is the day by which it is to be reached. A project's
    name is known to the finance system under its code, but one that begins with the year has a new one every year.
    """
    if at.field == "basis" and found.use is Use.PLAN:
        return Use.DOCUMENT
    if at.row is not None and found.use in (Use.DAY, Use.BRACKET):
        return Use.PLAN
    return found.use


def year_mentions(form: Form, old: int, new: int, library: Library) -> list[YearMention]:
    """Return every occurrence of the year ``old`` in a form, with what it would be in the year ``new``."""
    return [
        _mention(form, at, found, new - old)
        for at in texts_of(form)
        for found in years_at(at, library)
        if old in found.years
    ]


def _mention(form: Form, at: TextAt, found: YearFound, by: int) -> YearMention:
    text = at.text[found.start : found.end]
    return YearMention(
        place=place_in(form, at.row, at.field),
        record_id=at.record.id,
        is_other=at.is_other,
        start=found.start,
        found=text,
        proposed=moved(text, by),
        before=at.text[max(0, found.start - _AROUND) : found.start],
        after=at.text[found.end : found.end + _AROUND],
        use=found.use,
    )


def change_years(forms: Sequence[Form], chosen: Iterable[YearMention]) -> Step:
    """Return the one step that changes the chosen occurrences; one that is not there any more is left alone."""
    changes: list[Change] = []
    count = 0
    wanted = list(chosen)
    for record in (record for form in forms for record in (form, *form.indicators)):
        own = [mention for mention in wanted if mention.record_id == record.id]
        values, done = _changed_texts(record, own)
        count += done
        if values:
            changes.append(change.update(record, **values))
    return Step(f"改 {count} 处年份", tuple(changes))


def _changed_texts(record: Form | Indicator, mentions: Sequence[YearMention]) -> tuple[dict[str, object], int]:
    values: dict[str, object] = {}
    other, count = dict(record.other), 0
    for (field, is_other), there in _by_text(mentions).items():
        text = other.get(field, "") if is_other else getattr(record, field)
        changed, done = _changed(text, there)
        count += done
        if done and is_other:
            other[field] = changed
            values["other"] = other
        elif done:
            values[field] = changed
    return values, count


def _by_text(mentions: Iterable[YearMention]) -> Mapping[tuple[str, bool], list[YearMention]]:
    grouped: dict[tuple[str, bool], list[YearMention]] = {}
    for mention in mentions:
        grouped.setdefault((mention.place.field, mention.is_other), []).append(mention)
    return grouped


def _changed(text: str, mentions: Iterable[YearMention]) -> tuple[str, int]:
    """Change a text from its end, so that what stands before keeps its place."""
    count = 0
    for mention in sorted(set(mentions), key=lambda one: -one.start):
        end = mention.start + len(mention.found)
        if text[mention.start : end] == mention.found:
            text = f"{text[: mention.start]}{mention.proposed}{text[end:]}"
            count += 1
    return text, count
