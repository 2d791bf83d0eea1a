"""Rolling forward: what was made, what was left out, and what the clerk has to look at, told to people and scripts."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from app.base.errors import JihengError
from app.base.words import shown
from app.cli.checking import heading
from app.cli.listing import nothing_found
from app.cli.output import print_lines, say
from app.editing.rolling import Rolling, roll, rollable
from app.editing.session import Session
from app.editing.staleness.checking import Staleness, stale_in
from app.editing.years import YearMention, year_mentions
from app.model.issues import Place
from app.model.records import Form, ref_of

_SAID_APART = 3  # a sentence that holds for more drafts is said once for all


class RollReport:
    """What came of rolling, with what is stale in the drafts and the old years in them."""

    def __init__(self, rolling: Rolling, session: Session) -> None:
        self.rolling = rolling
        self.stale = stale_in(rolling.drafts, session.store, session.library)
        self.years = [
            mention
            for one in rolling.rolled
            for mention in year_mentions(one.draft, one.last.year or 0, rolling.year, session.library)
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it for scripts."""
        return {
            "rolled": [_form_as_json(draft) | {"layout": draft.layout} for draft in self.rolling.drafts],
            "skipped": [_form_as_json(form) | {"reason": reason} for form, reason in self.rolling.skipped],
            "stale": [_stale_as_json(one) for one in self.stale],
            "years": [_mention_as_json(one) for one in self.years],
        }

    def print(self) -> None:
        """Tell it to people: the drafts with what to look at, and the rest beside."""
        for form, reason in self.rolling.skipped:
            say(f"“{shown(form.name)}”{reason}。")
        counts = Counter(one.message for one in self.stale)
        common = {message: count for message, count in counts.items() if count > _SAID_APART}
        lines = [line for draft in self.rolling.drafts for line in self._lines(draft, common)]
        print_lines([*lines, *(f"[核对] {count} 张表：{message}" for message, count in common.items())])
        say(self.summary)

    def _lines(self, draft: Form, common: Collection[str]) -> Iterator[str]:
        """Yield what is to be said of a draft; what holds for many is said once at the end."""
        ref = ref_of(draft)
        own = [one for one in self.stale if one.place.form == ref and one.message not in common]
        yield f"{heading(draft)}（{draft.layout}）"
        yield from (f"  [核对] {one.message}" for one in own)
        yield from (f"  [年份] {_mention_words(one)}" for one in self.years if one.place.form == ref)

    @property
    def summary(self) -> str:
        """What came of it in one sentence."""
        done = f"已结转 {len(self.rolling.rolled)} 张表到 {self.rolling.year} 年"
        skipped = f"，{len(self.rolling.skipped)} 张没有结转" if self.rolling.skipped else ""
        safe = sum(one.safe for one in self.years)
        years = f"，{len(self.years)} 处旧年份（{safe} 处可以直接改）" if self.years else ""
        return f"{done}{skipped}；{len(self.stale)} 处请核对{years}。"


def roll_year(
    session: Session, year: int, to: int, codes: Sequence[str] = (), *, taxonomy: str = "", again: bool = False
) -> RollReport:
    """Roll the forms of a year, or those of some codes, and return the report.

    Raises:
        JihengError: the new year is not later, or there is nothing to roll; nothing is changed then.
    """
    if to <= year:
        raise JihengError(f"要结转到的年份应晚于 {year} 年，现为 {to} 年。")
    forms = _chosen(session, year, codes)
    return RollReport(roll(session, forms, to, taxonomy=taxonomy, again=again), session)


def _chosen(session: Session, year: int, codes: Sequence[str]) -> list[Form]:
    every = session.store.forms(year)
    if not every:
        raise JihengError(nothing_found(session.store, year))
    for code in codes:
        if not rollable(every, [code]):
            raise JihengError(
                f"{year} 年没有项目代码是“{shown(code)}”的目标表，没有结转。用 jiheng list 查看已有的表。"
            )
    forms = rollable(every, codes)
    if not forms:
        raise JihengError(f"{year} 年只有自评表，自评表不结转。")
    return forms


def _form_as_json(form: Form) -> dict[str, str]:
    return {"kind": form.kind.value, "code": getattr(form, "project_code", ""), "name": form.name}


def _place_as_json(place: Place) -> dict[str, Any]:
    return {name: value for name, value in place._asdict().items() if name != "form"}


def _stale_as_json(one: Staleness) -> dict[str, Any]:
    fix = one.fix.label if one.fix else None
    return {"code": one.code, "message": one.message, "place": _place_as_json(one.place), "fix": fix}


def _mention_as_json(one: YearMention) -> dict[str, Any]:
    return {
        "place": _place_as_json(one.place),
        "found": one.found,
        "proposed": one.proposed,
        "around": one.around,
        "around_proposed": one.around_proposed,
        "safe": one.safe,
        "use": one.use.value,
    }


def _mention_words(one: YearMention) -> str:
    why = f"（{one.use.why}，请核对）" if one.use.why else ""
    row = f"第 {one.place.row} 行" if one.place.row else ""
    return f"{row}“{shown(one.around)}” → “{shown(one.around_proposed)}”{why}"
