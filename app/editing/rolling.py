"""Last year's forms made into next year's drafts: copied, fitted to the new year's layout, in one step."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from app.base.errors import JihengError
from app.base.words import shown
from app.definitions.library import Layout, Library
from app.editing.moving import moved_amounts
from app.editing.session import Session
from app.editing.staleness.past import same_unit
from app.editing.steps import Step, load_forms
from app.editing.taxonomy import carried_over
from app.editing.year_texts import moved
from app.model.records import Form, Indicator, column_values, new_id
from app.model.refs import FormKind
from app.rules.words import squeezed
from app.store.listing import FormLine
from app.store.reading import line_of
from app.store.store import Store


class Rolled(NamedTuple):
    """A form and the draft that was made of it."""

    last: Form
    draft: Form


class Skipped(NamedTuple):
    """A form that no draft is made of, and why; the reason goes on after its name."""

    form: Form
    reason: str


class Rolling(NamedTuple):
    """What rolling some forms to a year comes to; nothing is changed before ``step`` is applied."""

    year: int
    rolled: tuple[Rolled, ...]
    skipped: tuple[Skipped, ...]
    step: Step

    @property
    def drafts(self) -> tuple[Form, ...]:
        """The new drafts."""
        return tuple(one.draft for one in self.rolled)


def plan_roll(
    forms: Sequence[Form], year: int, store: Store, library: Library, *, taxonomy: str = "", again: bool = False
) -> Rolling:
    """Return what rolling ``forms`` to ``year`` comes to.

    Args:
        forms: those that the clerk chose, of any earlier years.
        year: the new year.
        store: where they are and the drafts will be.
        library: the declared layouts.
        taxonomy: the 指标体系 to which the indicators are carried over; as they are when empty.
        again: whether a project that is in the new year already is rolled once more.

    Raises:
        JihengError: there is no such taxonomy.
    """
    _refuse_unknown(taxonomy, library)
    there = None if again else _There(store, {form.year for form in forms}, year)
    rolled, skipped = [], []
    for form in forms:
        if reason := _why_not(form, year, there, library):
            skipped.append(Skipped(form, reason))
        else:
            rolled.append(Rolled(form, _draft(form, year, library, taxonomy)))
    return Rolling(year, tuple(rolled), tuple(skipped), _step([one.draft for one in rolled], year, store))


def roll(session: Session, forms: Sequence[Form], year: int, *, taxonomy: str = "", again: bool = False) -> Rolling:
    """Make drafts of ``forms`` in the store, as one step that can be taken back; see ``plan_roll``.

    Raises:
        JihengError: there is no such taxonomy; nothing is changed then.
        StoreError: the store cannot be written; nothing is changed then.
    """
    rolling = plan_roll(forms, year, session.store, session.library, taxonomy=taxonomy, again=again)
    if rolling.rolled:
        session.apply(rolling.step)
    return rolling


def _refuse_unknown(taxonomy: str, library: Library) -> None:
    if taxonomy and taxonomy not in library.taxonomies:
        known = "、".join(f"“{one}”" for one in library.taxonomies)
        raise JihengError(f"没有名为“{shown(taxonomy)}”的指标体系，请选{known}之一。")


def _step(drafts: Sequence[Form], year: int, store: Store) -> Step:
    first: dict[tuple[FormKind, int | None], int] = {
        (kind, year): store.next_position(kind, year) for kind in {draft.kind for draft in drafts}
    }
    return Step(f"结转 {len(drafts)} 张表到 {year} 年", load_forms(drafts, first, ()).changes)


def _why_not(form: Form, year: int, there: "_There | None", library: Library) -> str:
    """Return why no draft can be made of a form, nothing where one can."""
    if form.kind is FormKind.SELF_EVALUATION:
        return "是自评表，不结转"
    if form.year is None or form.year >= year:
        return f"不是 {year} 年以前的表"
    if there and there.has(form):
        return f"在 {year} 年已有，没有重复结转"
    return "" if library.layouts_for(form, year) else "没有能打印它的版式"


class _There:
    """What the new year has already."""

    def __init__(self, store: Store, years: Collection[int | None], year: int) -> None:
        self._year = year
        self._codes: set[tuple[FormKind, str]] = set()
        self._named: dict[tuple[FormKind, str], list[FormLine]] = defaultdict(list)
        for line in store.listing(year):
            self._codes.add((line.ref.kind, line.code))
            self._named[line.ref.kind, squeezed(line.name)].append(line)
        sources = [line for one in years for line in store.listing(one)]
        codes = Counter((line.ref.kind, line.year, line.code) for line in sources)
        self._shared = {key for key, count in codes.items() if count > 1}

    def has(self, form: Form) -> bool:
        """Whether a project is there: by its code, where that stands for one project only, or by its name."""
        own = line_of(form)
        shared = (form.kind, form.year, own.code) in self._shared
        if own.code and not shared and (form.kind, own.code) in self._codes:
            return True
        names = {squeezed(own.name), squeezed(moved(own.name, self._year - (form.year or 0)))}
        return any(same_unit(line, own) for name in names if name for line in self._named.get((form.kind, name), ()))


def layout_in(form: Form, year: int, library: Library) -> Layout:
    """Return the layout in force in ``year`` in the place of a form's layout.

    Where a place has two of one year (its general and its special projects), a form stays with its own.

    Raises:
        JihengError: no declared layout prints this kind of form.
    """
    own = library.shown_layout(form)
    near = [one for one in library.layouts_for(form, year) if one.head.place == own.head.place]

    def rank(one: Layout) -> tuple[bool, int, bool, str]:
        newest = max(one.head.years)
        return newest > year, abs(year - newest), one.id != own.id, one.id

    return min(near, key=rank)


def _draft(form: Form, year: int, library: Library, taxonomy: str) -> Form:
    layout = layout_in(form, year, library)
    old, new = library.shown_layout(form).head.money_unit, layout.head.money_unit
    values: dict[str, Any] = deepcopy(column_values(form)) | {"id": new_id(), "year": year, "layout": layout.id}
    draft = type(form)(**{**values, "other": moved_amounts(form, old, new, library)})
    rows = carried_over(form.indicators, taxonomy, library) if taxonomy else form.indicators
    draft.indicators = [_own_row(row, draft) for row in rows]
    return draft


def _own_row(row: Indicator, draft: Form) -> Indicator:
    owner = dict.fromkeys(("project_id", "overall_id", "evaluation_id")) | {draft.owner: draft.id}
    values: dict[str, Any] = deepcopy(column_values(row)) | owner | {"id": new_id()}
    return Indicator(**values)


def rollable(forms: Iterable[Form], codes: Collection[str] = ()) -> list[Form]:
    """Return the forms that can be rolled at all, of some codes or of all."""
    return [
        form
        for form in forms
        if form.kind is not FormKind.SELF_EVALUATION and (not codes or getattr(form, "project_code", "") in codes)
    ]
