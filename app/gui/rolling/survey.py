"""What rolling would come to, found out before anything is done; and its plan, made beside the window."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.definitions.library import Library
from app.editing.rolling import Rolling, plan_roll
from app.editing.taxonomy import mapped_pair
from app.model.records import Form, ref_of
from app.model.refs import FormRef
from app.rules.words import Pair, levels_of
from app.store.store import Store

Report = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


class Renaming(NamedTuple):
    """Levels that have another name in the new taxonomy."""

    old: Pair
    new: Pair


@dataclass(frozen=True)
class Survey:
    """What is known of the forms of a year before they are rolled to another.

    Attributes:
        there: the forms that the new year has already.
        impossible: why no draft can be made of the others that are listed here.
        renamings: by form, how often which levels would be called otherwise in the taxonomy on offer.
    """

    there: frozenset[FormRef]
    impossible: dict[FormRef, str]
    renamings: dict[FormRef, Counter[Renaming]]

    def changes(self, chosen: Collection[FormRef]) -> Counter[Renaming]:
        """Return what the taxonomy on offer would change in the chosen forms."""
        return sum((self.renamings[ref] for ref in chosen if ref in self.renamings), Counter())


def taxonomy_on_offer(library: Library) -> str:
    """Return the newest taxonomy that replaced another one, or nothing."""
    newer = {other for one in library.taxonomies.values() for other in one.becomes}
    return next((name for name in reversed(list(library.taxonomies)) if name in newer), "")


def look_ahead(
    refs: Sequence[FormRef], year: int, store: Store, library: Library, report: Report, cancelled: Cancelled
) -> Survey | None:
    """Return what rolling some forms to ``year`` would come to; nothing where it was cancelled."""
    forms = list(read_forms(refs, store, report, cancelled))
    if cancelled():
        return None
    plan = plan_roll(forms, year, store, library)
    impossible = {ref_of(form) for form in forms if not library.layouts_for(form, year)}
    skipped = {ref_of(form): reason for form, reason in plan.skipped}
    wanted = taxonomy_on_offer(library)
    return Survey(
        there=frozenset(skipped.keys() - impossible),
        impossible={ref: reason for ref, reason in skipped.items() if ref in impossible},
        renamings={ref_of(form): found for form in forms if (found := _renamings(form, wanted, library))},
    )


def read_forms(refs: Sequence[FormRef], store: Store, report: Report, cancelled: Cancelled) -> Iterator[Form]:
    """Yield some forms as far as they are still there, telling how far it is."""
    for done, ref in enumerate(refs):
        if cancelled():
            return
        report(done, len(refs), f"第 {done + 1} 张，共 {len(refs)} 张")
        if form := store.form(ref):
            yield form


def _renamings(form: Form, wanted: str, library: Library) -> Counter[Renaming]:
    pairs = [levels_of(row) for row in form.indicators] if wanted else []
    found = ((pair, mapped_pair(pair, wanted, library)) for pair in pairs)
    return Counter(Renaming(old, new) for old, new in found if new is not None and new != old)


class Order(NamedTuple):
    """What the clerk wants rolled.

    Attributes:
        refs: the forms, in the order of the list.
        year: the new year.
        taxonomy: the one to which the indicators are carried over, nothing where they stay.
        again: whether forms that the new year has already are made once more.
    """

    refs: tuple[FormRef, ...]
    year: int
    taxonomy: str = ""
    again: bool = False


def planned(order: Order, store: Store, library: Library, report: Report, cancelled: Cancelled) -> Rolling | None:
    """Return what the order comes to; nothing is changed yet, and nothing returned where it was cancelled."""
    forms = list(read_forms(order.refs, store, report, cancelled))
    if cancelled():
        return None
    report(len(order.refs), len(order.refs), "正在生成新年度的表")
    return plan_roll(forms, order.year, store, library, taxonomy=order.taxonomy, again=order.again)


def changes_sentence(changes: Counter[Renaming], forms: int) -> str:
    """Return what another taxonomy would change, for the clerk."""
    pairs = "；".join(f"“{'/'.join(one.old)}”改为“{'/'.join(one.new)}”" for one in changes)
    return f"{forms} 张表的 {changes.total()} 条指标会换名称：{pairs}，并按新体系的次序排列。"


def counted(refs: Iterable[FormRef], survey: Survey) -> int:
    """Return how many of some forms another taxonomy would change."""
    return sum(1 for ref in refs if survey.renamings.get(ref))
