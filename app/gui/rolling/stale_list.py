"""What is stale, as groups for the list: by forms, or by what it is."""

from collections.abc import Iterable, Sequence

from app.editing.staleness.checking import sign_catalogue
from app.gui.overview.problem_model import Entry, Group
from app.gui.rolling.look_back import LookedAt
from app.model.issues import Issue

BY_FORM, BY_KIND = "form", "kind"


class StaleEntry(Entry):
    """Something stale; every one of them is a notice, so that need not be said."""

    __slots__ = ()

    @property
    def words(self) -> str:
        """What stands in the list."""
        return self.issue.message

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return f"请核对：{self.issue.message}"


class StaleOfForm(StaleEntry):
    """Something stale in a list in which forms stand mixed."""

    __slots__ = ()

    @property
    def words(self) -> str:
        """What stands in the list, with the form before it."""
        return f"{self.issue.place.project_name or '整体绩效目标表'}：{self.issue.message}"


def stale_groups(looked: Sequence[LookedAt], by: str) -> list[Group]:
    """Return what was found in some forms as groups."""
    return list(_by_kind(looked) if by == BY_KIND else _by_form(looked))


def _by_form(looked: Iterable[LookedAt]) -> Iterable[Group]:
    for one in looked:
        if one.stale:
            entries = tuple(StaleEntry(issue) for issue in one.stale)
            yield Group(f"{one.title}　{len(entries)} 处", "notice", entries, one.ref)


def _by_kind(looked: Sequence[LookedAt]) -> Iterable[Group]:
    by_code: dict[str, list[Issue]] = {}
    for one in looked:
        for issue in one.stale:
            by_code.setdefault(issue.code, []).append(issue)
    for info in sign_catalogue():
        if issues := by_code.get(info.code):
            yield Group(f"{info.title}　{len(issues)} 处", "notice", tuple(map(StaleOfForm, issues)))
