"""Problems that the clerk knows of and has a reason to leave: told apart from the others, and no hindrance.

A problem is known by its rule, its field and the indicator it stands in, not by what it says: it stays waived when the
row moves or its number changes, and is told again when the row is gone and another is in its place. For a row of
资金情况 there is no column of its own: its identity stands behind the field.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from app.base.words import shown
from app.editing.states import now
from app.editing.steps import Step
from app.model.changes import Insert, delete
from app.model.issues import Issue, Place
from app.model.records import Form, FundRow, Waiver, form_of, new_id, owner_columns, ref_of
from app.model.refs import FormRef
from app.store.store import Store

_Key = tuple[str, str, str | None]


class Waived(NamedTuple):
    """A problem that is not to be told again, with the note of why."""

    issue: Issue
    waiver: Waiver


class Parted(NamedTuple):
    """The problems of a form: those to be told, and those that the clerk has a reason to leave."""

    open: list[Issue]
    waived: list[Waived]


def waive(form: Form, issues: Collection[Issue], reason: str) -> Step:
    """Return the step by which problems of a form are not told again."""
    problems = {_key(issue, form): issue for issue in issues}
    what = shown(next(iter(issues)).message) if len(issues) == 1 else f"{len(issues)} 个问题"
    own = owner_columns(ref_of(form))
    rows = [
        {**own, "indicator_id": row, "field": field, "code": code, "reason": reason, "since": now()}
        for code, field, row in problems
    ]
    return Step(f"不再提示：{what}", tuple(Insert(Waiver, {"id": new_id(), **row}) for row in rows))


def unwaive(waivers: Sequence[Waiver]) -> Step:
    """Return the step by which problems are told again."""
    name = "恢复提示" if len(waivers) == 1 else f"恢复提示 {len(waivers)} 个问题"
    return Step(name, tuple(delete(waiver) for waiver in waivers))


def waivers_by_form(store: Store, year: int | None = None) -> dict[FormRef, list[Waiver]]:
    """Return the waivers of the forms of a year, or of all, by one query."""
    found: dict[FormRef, list[Waiver]] = {}
    for waiver in store.waivers(year):
        found.setdefault(form_of(waiver), []).append(waiver)
    return found


def part(form: Form, issues: Iterable[Issue], waivers: Iterable[Waiver]) -> Parted:
    """Return the problems of a form, those apart for which there is a waiver."""
    known: Mapping[_Key, Waiver] = {(one.code, one.field, one.indicator_id): one for one in waivers}
    if not known:
        return Parted(list(issues), [])
    parted = Parted([], [])
    for issue in issues:
        waiver = known.get(_key(issue, form))
        if waiver is None:
            parted.open.append(issue)
        else:
            parted.waived.append(Waived(issue, waiver))
    return parted


def _key(issue: Issue, form: Form) -> _Key:
    row = issue.place.row
    if issue.place.is_in_funds:
        return issue.code, _in_fund(issue.place, form), None
    stands_in_a_row = row is not None and 1 <= row <= len(form.indicators)
    return issue.code, issue.place.field, form.indicators[row - 1].id if row and stands_in_a_row else None


def _in_fund(place: Place, form: Form) -> str:
    """Return a field with the identity of the row of 资金情况 that it stands in."""
    row = (place.row or 0) - 1
    funds: Sequence[FundRow] = getattr(form, "funds", ())
    return f"{place.field}@{funds[row].id}" if 0 <= row < len(funds) else place.field
