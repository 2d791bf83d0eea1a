"""What is stale in drafts and which old years they still name, form by form, to be looked for beside the window."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.definitions.library import Library
from app.editing.staleness.checking import stale_in
from app.editing.staleness.past import Archive
from app.editing.years import YearMention, year_mentions
from app.gui.field_labels import part_labels, row_labels
from app.gui.rolling.survey import Cancelled, Report, read_forms
from app.model.issues import Issue
from app.model.records import Form, OverallTarget, ref_of
from app.model.refs import FormRef
from app.store.store import Store


class Mention(NamedTuple):
    """An old year with the words for where it stands."""

    what: YearMention
    title: str
    where: str


class LookedAt(NamedTuple):
    """A draft with what the clerk has to look at in it."""

    ref: FormRef
    title: str
    stale: tuple[Issue, ...]
    years: tuple[Mention, ...]


class LookBack(NamedTuple):
    """What was found, whether every form was looked at, and which were wanted."""

    wanted: tuple[FormRef, ...]
    found: tuple[LookedAt, ...]
    complete: bool


def look_back(
    refs: Sequence[FormRef],
    old_years: Mapping[FormRef, int],
    store: Store,
    library: Library,
    report: Report,
    cancelled: Cancelled,
) -> LookBack:
    """Return what there is to look at in some drafts.

    Args:
        refs: the drafts.
        old_years: from which year those were made of which that is known; of others the store tells.
        store: where they are.
        library: the declared layouts.
        report: is told how far it is.
        cancelled: tells whether to stop.
    """
    archive = Archive(store)
    found = [
        _looked_at(form, old_years.get(ref_of(form)), archive, store, library)
        for form in read_forms(refs, store, report, cancelled)
    ]
    return LookBack(tuple(refs), tuple(found), not cancelled())


def _looked_at(form: Form, old_year: int | None, archive: Archive, store: Store, library: Library) -> LookedAt:
    stale = tuple(stale_in([form], store, library, archive))
    return LookedAt(ref_of(form), title_of(form), stale, tuple(_mentions(form, old_year, archive, library)))


def title_of(form: Form) -> str:
    """Return what a draft is called in a list of several."""
    if isinstance(form, OverallTarget):
        return f"整体绩效目标表（{form.unit}）" if form.unit else "整体绩效目标表"
    return form.name or "（未命名）"


def _mentions(form: Form, old_year: int | None, archive: Archive, library: Library) -> Iterator[Mention]:
    if form.year is None:
        return
    last = next(archive.before(form), None) if old_year is None else None
    old = old_year or (last.year if last and last.year else form.year - 1)
    labels, columns = part_labels(form, library), row_labels(library)
    for what in year_mentions(form, old, form.year, library):
        row, field = what.place.row, what.place.field
        label = (labels if row is None else columns).get(field, field)
        yield Mention(what, title_of(form), label if row is None else f"第 {row} 行 {label}")
