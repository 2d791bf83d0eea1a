"""Forms read from files put into the store: proposed first, confirmed by the clerk, stored as one step."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.base.words import on_one_line
from app.editing.session import Session
from app.editing.steps import Step, load_forms
from app.editing.unit_changes import unit_changes
from app.model import changes as change
from app.model.changes import Change, Insert
from app.model.records import Form, FundRow, Indicator, SelfEvaluation, column_values, ref_of
from app.model.refs import FormKind, FormRef
from app.store.store import Store

_OWN = frozenset({"id", "position"})
_ROWS_OWN = _OWN | {"project_id", "overall_id", "evaluation_id"}


class Choice(StrEnum):
    """What is to become of a form that was read."""

    ADD = "add"
    UPDATE = "update"
    SKIP = "skip"

    @property
    def label(self) -> str:
        """What the clerk calls it."""
        return {"add": "新增", "update": "更新原有的表", "skip": "不读入"}[self.value]


@dataclass
class Proposal:
    """A form that was read, the one in the store that it seems to be, and what is to become of it.

    Attributes:
        form: as read; the clerk may correct it.
        known: the form in the store of the same kind, year, code and name; ``None`` when there is none.
        is_same: whether that one says the same already.
        choice: what is proposed, and then chosen.
    """

    form: Form
    known: FormRef | None = None
    is_same: bool = False
    choice: Choice = Choice.ADD


def propose(forms: Sequence[Form], store: Store) -> list[Proposal]:
    """Return what could be done with forms: what is in the store already is skipped, all else added.

    Nothing that the clerk has written is replaced unless it is chosen; a form of the same name with another content
    is therefore proposed as a new one.
    """
    known = Known(store)
    return [known.proposal(form) for form in forms]


Likeness = tuple[FormKind, int | None, str, str]


def likeness(form: Form) -> Likeness:
    """Return by what a clerk says that two forms are the same one: kind, year, code and name."""
    code = "" if form.kind is FormKind.OVERALL else getattr(form, "project_code", "")
    return form.kind, form.year, code, _plain(form.name)


class Known:
    """The forms of a store by their likeness, listed once for many proposals."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._refs: dict[Likeness, list[FormRef]] = {}
        for line in store.listing():
            self._refs.setdefault((line.ref.kind, line.year, line.code, _plain(line.name)), []).append(line.ref)

    def proposal(self, form: Form) -> Proposal:
        """Return what could be done with a form."""
        refs = self._refs.get(likeness(form), [])
        for ref in refs:
            stored = self._store.form(ref)
            if stored is not None and says_the_same(stored, form):
                return Proposal(form, ref, is_same=True, choice=Choice.SKIP)
        return Proposal(form, refs[0] if refs else None)


def _plain(name: str) -> str:
    return "".join(on_one_line(name).split())


def says_the_same(one: Form, other: Form) -> bool:
    """Whether two forms have the same content, wherever they stand and whatever their layout."""
    return _content(one) == _content(other)


def _content(form: Form) -> tuple[object, ...]:
    own = {name: value for name, value in column_values(form).items() if name not in {*_OWN, "layout"}}
    rows = [_row_content(row) for row in (*form.indicators, *getattr(form, "funds", ()))]
    return form.kind, own, rows


def _row_content(row: Indicator | FundRow) -> dict[str, object]:
    return {name: value for name, value in column_values(row).items() if name not in _ROWS_OWN}


def import_step(proposals: Iterable[Proposal], store: Store) -> Step:
    """Return the one step that stores what was chosen; it has no changes when all is skipped."""
    chosen = [proposal for proposal in proposals if proposal.choice is not Choice.SKIP]
    added = [proposal.form for proposal in chosen if proposal.choice is Choice.ADD or proposal.known is None]
    updated = [one for one in chosen if one.choice is Choice.UPDATE and one.known is not None]
    first = {place: store.next_position(*place) for place in {(form.kind, form.year) for form in added}}
    changes = list(load_forms(added, first, unit_changes([one.form for one in chosen], store.units())).changes)
    for one in updated:
        changes += _replacing(one, store)
    return Step(f"读入 {len(chosen)} 张表", tuple(changes))


def _replacing(proposal: Proposal, store: Store) -> Iterator[Change]:
    """Yield the changes that give a stored form what was read; what the file does not say stays."""
    stored = store.form(proposal.known) if proposal.known else None
    if stored is None:
        return
    yield change.update(stored, **_said(proposal.form, stored))
    for row in reversed([*stored.indicators, *getattr(stored, "funds", ())]):
        yield change.delete(row)
    for position, indicator in enumerate(proposal.form.indicators):
        yield Insert(Indicator, column_values(indicator) | {stored.owner: stored.id, "position": position})
    if isinstance(proposal.form, SelfEvaluation):
        for position, fund in enumerate(proposal.form.funds):
            yield Insert(FundRow, column_values(fund) | {"evaluation_id": stored.id, "position": position})


def _said(form: Form, stored: Form) -> dict[str, object]:
    """Return the values that a form read has; texts that only layouts have are added to those that are there."""
    values = column_values(form)
    said = {name: value for name, value in values.items() if name not in _OWN and value not in (None, "", {})}
    if form.other:
        said["other"] = {**stored.other, **form.other}
    return said


def store_forms(session: Session, proposals: Sequence[Proposal]) -> list[FormRef]:
    """Store what was chosen as one step that can be taken back, and return the forms that came of it.

    Raises:
        StoreError: the store cannot be written; nothing is stored then.
    """
    step = import_step(proposals, session.store)
    if step.changes:
        session.apply(step)
    return [
        one.known if one.choice is Choice.UPDATE and one.known else ref_of(one.form)
        for one in proposals
        if one.choice is not Choice.SKIP
    ]
