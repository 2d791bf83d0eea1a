"""A clerk who does everything in any order: whatever she does can be taken back, done again, and is there tomorrow.

The suite takes the same few hundred steps each time. For a longer run over steps of its own:

    PYTHONPATH=tests .venv/bin/python -m editing.test_state_machine [RUNS]     (default: 500 runs of up to 60 steps)
"""

import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from cases import case
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.definitions.library import library
from app.editing import steps
from app.editing.importing import Choice, import_step, propose
from app.editing.replacing import Search, find, replacing
from app.editing.rolling import plan_roll
from app.editing.session import Session
from app.editing.states import set_state
from app.editing.steps import Step
from app.editing.waivers import unwaive, waive
from app.model.exchange import read_document, write_document
from app.model.operators import Operator
from app.model.records import Form, Indicator, OverallTarget, ProjectTarget, SelfEvaluation, children_of, column_values
from app.model.states import FormState
from app.rules.checking import check_form
from app.store.store import Store
from editing.drafts import shift_row

LIBRARY = library()
PUBLISHED = [
    write_document([form])
    for form in (*case("tongnan-2022")[:2], *case("tongnan-2024")[:2], *case("qijiang-2022")[-2:])
]
LAYOUTS = ["", "chongqing/tongnan-2022", "chongqing/tongnan-2024", "shanxi/shanxi-2023", "ministry/project-2021"]
NUMBERS = st.sampled_from([None, Decimal(10), Decimal("10.0"), Decimal("22.50"), Decimal(0)])
TEXTS = st.sampled_from(["", "甲", "乙\n丙", "会议次数", "95", "≥95%", "𠮷", "2026年底前完成"])
YEARS = st.sampled_from([None, 2022, 2025, 2026])
WHICH = st.integers(0, 10**6)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("level1", "level3", "value", "unit", "remark"), TEXTS),
        "operator": st.sampled_from(list(Operator)),
        "weight": NUMBERS,
        "other": st.dictionaries(TEXTS, TEXTS, max_size=2),
    },
)
QUICK = settings(
    max_examples=25, stateful_step_count=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


class Clerk(RuleBasedStateMachine):
    """The rules are what a clerk can do; ``before`` and ``after`` are the store as it was at each step around now."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "绩衡.jiheng"
        self.before: list[tuple[str, Any]] = []
        self.after: list[tuple[str, Any]] = []
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.path)
        self.session = Session(self.store, LIBRARY, remember=True)

    def teardown(self) -> None:
        try:
            self.all_of_it()
        finally:
            self.store.close()
            self.folder.cleanup()

    def all_of_it(self) -> None:
        """Take all back, do all again, in this session and in others."""
        while self.after:
            self.redo()
        end, steps_done = self.content(), len(self.before)
        start = self.before[0][1] if self.before else end
        for _ in range(steps_done):
            self.session.undo()
        assert self.content() == start
        self.reopen()
        for _ in range(steps_done):
            self.session.redo()
        assert self.content() == end
        assert self.session.redo_name == ""
        assert self.store.verify() == []

    def content(self) -> Any:
        """Everything that the clerk has put into the store."""
        forms = self.store.forms()
        return {
            "forms": [[column_values(form), [column_values(row) for row in children_of(form)]] for form in forms],
            "exact": str(write_document(forms)),  # 30 and 30.0 are equal as numbers
            "units": [column_values(unit) for unit in self.store.units()],
            "states": sorted((column_values(entry) for entry in self.store.states()), key=lambda one: one["id"]),
            "waivers": [column_values(waiver) for waiver in self.store.waivers()],
        }

    def form(self, which: int) -> Form:
        forms = self.store.forms()
        return forms[which % len(forms)]

    def position(self, form: Form) -> int:
        return self.store.next_position(form.kind, form.year)

    def take(self, step: Step) -> None:
        before = self.content()
        if self.session.apply(step):
            self.before.append((step.name, before))
            self.after.clear()
            assert self.session.redo_names() == []
        else:
            assert self.content() == before

    @invariant()
    def what_can_be_done_is_named(self) -> None:
        assert self.session.undo_names() == [name for name, _ in reversed(self.before)]
        assert self.session.redo_names() == [name for name, _ in reversed(self.after)]

    @invariant()
    def rows_are_numbered_without_gaps(self) -> None:
        for form in self.store.forms():
            assert [row.position for row in form.indicators] == list(range(len(form.indicators)))

    # Forms

    @initialize(which=st.sets(st.integers(0, len(PUBLISHED) - 1), max_size=2))
    def begin(self, which: set[int]) -> None:
        forms = [form for one in which for form in read_document(PUBLISHED[one])]
        self.take(import_step(propose(forms, self.store), self.store))

    @rule(kind=st.sampled_from([ProjectTarget, OverallTarget, SelfEvaluation]), year=YEARS, rows=st.integers(0, 3))
    def new(self, kind: type[Form], year: int | None, rows: int) -> None:
        form = kind(year=year, indicators=[Indicator(level3=f"第{row}") for row in range(rows)])
        self.take(steps.new_form(form, self.position(form)))

    @rule(which=WHICH, choice=st.sampled_from(list(Choice)))
    def read_in(self, which: int, choice: Choice) -> None:
        proposals = propose(read_document(PUBLISHED[which % len(PUBLISHED)]), self.store)
        proposals[0].choice = choice
        self.take(import_step(proposals, self.store))

    @precondition(lambda self: self.store.listing())
    @rule(which=WHICH, texts=st.dictionaries(st.sampled_from(["goal", "layout"]), TEXTS), year=YEARS, amount=NUMBERS)
    def edit(self, which: int, texts: dict[str, str], year: int | None, amount: Decimal | None) -> None:
        form = self.form(which)
        values = {name: text for name, text in texts.items() if hasattr(form, name)}
        money = {"amount": amount} if hasattr(form, "amount") else {"self_score": amount}
        self.take(steps.edit_form(form, "修改", **values, **money, year=year))

    @precondition(lambda self: self.store.listing())
    @rule(which=WHICH, layout=st.sampled_from(LAYOUTS), many=st.booleans())
    def change_layout(self, which: int, layout: str, many: bool) -> None:
        forms = self.store.forms() if many else [self.form(which)]
        self.take(steps.change_layout(forms, layout, layout))

    @precondition(lambda self: self.store.listing())
    @rule(which=WHICH)
    def duplicate(self, which: int) -> None:
        form = self.form(which)
        self.take(steps.duplicate_form(form, self.position(form)))

    @precondition(lambda self: self.store.listing())
    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        self.take(steps.delete_form(self.form(which)))

    @precondition(lambda self: self.store.listing())
    @rule(which=WHICH, again=st.booleans())
    def roll(self, which: int, again: bool) -> None:
        year = (self.form(which).year or 2021) + 1
        self.take(plan_roll([self.form(which)], year, self.store, LIBRARY, again=again).step)

    # Rows

    @precondition(lambda self: self.store.listing())
    @rule(which=WHICH, at=st.integers(-1, 9), copy=st.booleans())
    def insert(self, which: int, at: int, copy: bool) -> None:
        form = self.form(which)
        template = form.indicators[at % len(form.indicators)] if copy and form.indicators else None
        self.take(steps.add_indicator(form, at, template))

    @precondition(lambda self: self.store.listing())
    @rule(which=WHICH, at=st.integers(0, 9), rows=st.integers(1, 3))
    def insert_several(self, which: int, at: int, rows: int) -> None:
        form = self.form(which)
        self.take(steps.INDICATORS.insert(form, at, [Indicator(level3="贴")] * rows, f"粘贴 {rows} 行"))

    def row(self, which: int) -> tuple[Form, int] | None:
        rows = [(form, row) for form in self.store.forms() for row in range(len(form.indicators))]
        return rows[which % len(rows)] if rows else None

    @rule(which=WHICH, values=VALUES)
    def edit_row(self, which: int, values: dict[str, Any]) -> None:
        if found := self.row(which):
            self.take(steps.edit_indicator(*found, **values))

    @rule(which=WHICH, cells=st.lists(VALUES, min_size=1, max_size=4))
    def paste(self, which: int, cells: list[dict[str, Any]]) -> None:
        if found := self.row(which):
            form, first = found
            rows = dict(zip(range(first, len(form.indicators)), cells, strict=False))
            self.take(steps.edit_indicators(form, f"粘贴 {len(rows)} 格", rows))

    @rule(which=WHICH, others=st.sets(st.integers(0, 6), max_size=3))
    def remove(self, which: int, others: set[int]) -> None:
        if found := self.row(which):
            form, row = found
            self.take(steps.remove_indicators(form, [row, *(one for one in others if one < len(form.indicators))]))

    @rule(which=WHICH, by=st.integers(-4, 4))
    def move(self, which: int, by: int) -> None:
        if found := self.row(which):
            self.take(shift_row(*found, by))

    @rule(which=WHICH, text=st.sampled_from(["甲", "会议", "项目"]), by=TEXTS)
    def replace(self, which: int, text: str, by: str) -> None:
        search = Search(text)
        hits = find(self.store, search)
        self.take(replacing(self.store, search, hits[which % 3 :: 2], by))

    # What is noted of forms

    @precondition(lambda self: self.store.listing())
    @rule(which=WHICH, state=st.sampled_from(list(FormState)), reason=TEXTS, many=st.booleans())
    def note(self, which: int, state: FormState, reason: str, many: bool) -> None:
        refs = [line.ref for line in self.store.listing()]
        self.take(set_state(self.store, refs if many else [refs[which % len(refs)]], state, reason))

    @precondition(lambda self: self.store.listing())
    @rule(which=WHICH, reason=TEXTS)
    def waive(self, which: int, reason: str) -> None:
        form = self.form(which)
        if issues := check_form(form, LIBRARY):
            self.take(waive(form, issues[which % len(issues) :], reason))

    @rule(which=WHICH)
    def fix(self, which: int) -> None:
        fixes = [issue.fix for form in self.store.forms() for issue in check_form(form, LIBRARY) if issue.fix]
        if fixes:
            chosen = fixes[which % len(fixes)]
            self.take(Step(chosen.label, chosen.changes))

    @precondition(lambda self: self.store.waivers())
    @rule(which=WHICH)
    def unwaive(self, which: int) -> None:
        waivers = self.store.waivers()
        self.take(unwaive(waivers[which % len(waivers) :]))

    # Back, again, tomorrow

    @precondition(lambda self: self.before)
    @rule(times=st.integers(1, 4))
    def undo_some(self, times: int) -> None:
        for _ in range(min(times, len(self.before))):
            now = self.content()
            name, before = self.before.pop()
            assert self.session.undo_name == name
            self.session.undo()
            assert self.content() == before
            self.after.append((name, now))

    @precondition(lambda self: self.after)
    @rule(times=st.integers(1, 4))
    def redo_some(self, times: int) -> None:
        for _ in range(min(times, len(self.after))):
            self.redo()

    def redo(self) -> None:
        now = self.content()
        name, after = self.after.pop()
        assert self.session.redo_name == name
        self.session.redo()
        assert self.content() == after
        self.before.append((name, now))

    @rule()
    def reopen(self) -> None:
        saved = self.content()
        self.store.close()
        self.open()
        assert self.content() == saved
        assert self.session.notices == ()

    @rule(year=YEARS)
    def change_from_the_command_line(self, year: int | None) -> None:
        """A session that does not remember takes a step in between."""
        self.session = Session(self.store, LIBRARY)
        form = ProjectTarget(year=year, project_name="命令行")
        self.take(steps.new_form(form, self.position(form)))
        self.reopen()


def run(runs: Callable[..., Any] | settings) -> None:
    run_state_machine_as_test(Clerk, settings=runs)


def test_whatever_a_clerk_does_can_be_taken_back_and_is_there_tomorrow() -> None:
    run(QUICK)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    run(settings(QUICK, max_examples=count, stateful_step_count=60, derandomize=False))
    print(f"{count} runs: all taken back and done again.")  # noqa: T201
