"""How far the work on each form has come: 草稿, 已核, 已导出, 被退回 with its reason.

What has been checked or exported and is then changed is a draft again, in the same step: nobody may take for checked
what was not. A returned form stays returned, with its reason in sight, until it is checked or exported anew. From then
on the reason says why it was returned last, until the clerk marks a returned form as a draft: that takes it back.
Neither waiving a problem nor moving a form among others changes the form, and so not its state. A state is no content:
copies, roll-forward and the exchange format do not carry it.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from app.base.words import shown
from app.editing.carrying import Effect
from app.editing.steps import Step
from app.model.changes import Change, Delete, Insert, Update, update
from app.model.records import FORM_CLASSES, FundRow, Indicator, StateEntry, form_of, owner_columns
from app.model.refs import FormRef
from app.model.states import FormState
from app.store.fetching import fetch_values, file_of, places
from app.store.store import Store
from app.store.tables import batches

_OUTDATED_BY_CHANGES = (FormState.CHECKED, FormState.EXPORTED)
_NO_CONTENT = frozenset({"position"})


class Standing(NamedTuple):
    """How far the work on a form has come, why it was returned last, and since when, in ISO 8601."""

    state: FormState = FormState.DRAFT
    reason: str = ""
    since: str = ""


DRAFT = Standing()


def now() -> str:
    """Return the moment as it is noted."""
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def state_of(store: Store, ref: FormRef) -> Standing:
    """Return how far the work on a form has come."""
    return _standings(store.states_of([ref])).get(ref, DRAFT)


def states(store: Store, year: int | None = None) -> dict[FormRef, Standing]:
    """Return the forms of a year, or of all, of which a state is noted, by one query; ``DRAFT`` stands for others."""
    return _standings(store.states(year))


def _standings(entries: Sequence[StateEntry]) -> dict[FormRef, Standing]:
    return {form_of(entry): Standing(entry.state, entry.reason, entry.since) for entry in entries}


def set_state(store: Store, refs: Collection[FormRef], state: FormState, reason: str = "") -> Step:
    """Return the one step that notes a state of some forms; those that have it already are left alone.

    Args:
        store: where the forms are.
        refs: the forms.
        state: theirs from now on.
        reason: why they were returned; any other state keeps the reason that is known.
    """
    entries = {form_of(entry): entry for entry in store.states_of(refs)}
    moment = now()
    changes = [change for ref in refs for change in _noted(ref, entries.get(ref), Standing(state, reason, moment))]
    return Step(_name(len(refs), state, reason), tuple(changes))


def _noted(ref: FormRef, entry: StateEntry | None, new: Standing) -> Iterator[Change]:
    if entry is None:
        if new.state is not FormState.DRAFT:
            yield Insert(StateEntry, {"id": ref.id, **owner_columns(ref), **new._asdict()})
    elif new.state is not FormState.DRAFT:
        kept = new if new.state is FormState.RETURNED else new._replace(reason=entry.reason)
        if (entry.state, entry.reason) != (kept.state, kept.reason):
            yield update(entry, **kept._asdict())
    elif entry.state is not FormState.DRAFT:
        reason = "" if entry.state is FormState.RETURNED else entry.reason
        yield _as_draft(entry.id, reason, new.since)


def _as_draft(identity: str, reason: str, since: str) -> Change:
    """Return the change that makes a draft of a form; only one that was returned once has an entry still."""
    if not reason:
        return Delete(StateEntry, identity)
    return Update(StateEntry, identity, {"state": FormState.DRAFT, "since": since})


def _name(count: int, state: FormState, reason: str) -> str:
    many = f"{count} 张表" if count > 1 else ""
    if state is FormState.RETURNED:
        return f"{many}退回{f'：{shown(reason)}' if reason else ''}"
    return f"{many}标为{state.label}"


def drafts_again(connection: Connection, effects: Sequence[Effect]) -> list[Change]:
    """Return the changes that make drafts of the checked and exported forms whose content was changed."""
    changed = {ref.id for effect in effects if _is_content(effect) for ref in effect.forms}
    told = {effect.id for effect in effects if effect.table is StateEntry}
    outdated, moment = _outdated(connection, sorted(changed - told)), now()
    return [_as_draft(identity, reason, moment) for identity, reason in outdated]


def _is_content(effect: Effect) -> bool:
    """Whether an effect is one on what a form says, of a form that was there before and is there still."""
    if effect.table in FORM_CLASSES.values():
        return bool(effect.changed_columns - _NO_CONTENT)
    return effect.table in (Indicator, FundRow)


def _outdated(connection: Connection, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    for some in batches(ids):
        for entry in fetch_values(file_of(connection), StateEntry, f"WHERE id IN ({places(some)})", some):
            if entry["state"] in _OUTDATED_BY_CHANGES:
                yield entry["id"], entry["reason"]
