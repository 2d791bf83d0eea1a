"""What can be taken back after the program was closed or killed: all of it, exactly, or none of it with a word."""

import json
import sqlite3
import string
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from cases import ROOT, case
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Boolean, Integer
from store.files import sql

from app.base.errors import StoreError
from app.definitions.library import Library
from app.editing import steps
from app.editing.importing import import_step, propose
from app.editing.journal import FORGOTTEN, UnreadableError, decoded, encoded
from app.editing.loading import load_document
from app.editing.rolling import roll
from app.editing.session import Session
from app.editing.states import set_state
from app.editing.steps import Step
from app.model.changes import Change, Delete, Insert, Update, update
from app.model.columns import DecimalText, OperatorText, StateText
from app.model.exchange import write_document
from app.model.operators import Operator
from app.model.records import Indicator, ProjectTarget, Record, Unit, ref_of
from app.model.states import FormState
from app.rules.checking import check_form
from app.store import journal
from app.store.store import Store
from app.store.tables import table_of
from editing.clerk import Clerk, all_again, all_back
from editing.kept import state


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "绩衡.jiheng"


@contextmanager
def opened(path: Path, library: Library, *, remember: bool = True) -> Iterator[Session]:
    with Store.open(path) as store:
        yield Session(store, library, remember=remember)


def told(session: Session) -> tuple[list[str], list[str]]:
    return session.undo_names(), session.redo_names()


# How changes are written

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=8)

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.sampled_from(
    [Decimal(30), Decimal("30.0"), Decimal("30.00"), Decimal("-0.10"), Decimal("12345678901234567890.123456")]
)


def values_of(column: Any) -> st.SearchStrategy[Any]:
    if isinstance(column.type, DecimalText):
        return st.none() | DECIMALS
    if isinstance(column.type, OperatorText):
        return st.sampled_from(list(Operator))
    if isinstance(column.type, StateText):
        return st.sampled_from(list(FormState))
    if column.name == "other":
        return st.dictionaries(TEXTS, TEXTS, max_size=3)
    if isinstance(column.type, Integer):
        return st.integers(-5, 3000) | st.none()
    assert not isinstance(column.type, Boolean)
    return TEXTS | st.none() if column.nullable else TEXTS


@st.composite
def some_change(draw: st.DrawFn) -> Change:
    record: type[Record] = draw(st.sampled_from(get_args(Record)))
    columns = table_of(record).c
    verb = draw(st.sampled_from([Insert, Update, Delete]))
    if verb is Delete:
        return Delete(record, draw(TEXTS))
    names = [*columns.keys()] if verb is Insert else draw(st.lists(st.sampled_from(columns.keys()), unique=True))
    values = {name: draw(values_of(columns[name])) for name in names}
    return Insert(record, values) if verb is Insert else Update(record, draw(TEXTS), values)


@given(st.lists(some_change(), max_size=12))
def test_changes_are_restored_exactly(changes: list[Change]) -> None:
    assert repr(decoded(encoded(changes))) == repr(tuple(changes))  # 30 and 30.0 are equal, their signs are not


def test_changes_are_written_shortly() -> None:
    changes: list[Change] = [Update(Indicator, f"{n:032}", {"position": n}) for n in range(100)]
    assert len(encoded(changes)) < 100 * 45
    assert encoded([Delete(Unit, "甲"), Delete(Unit, "乙")]) == '[["Delete","unit",[],[["甲"],["乙"]]]]'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1]",
        '[["Delete","unit",[]]]',
        '[["Drop","unit",[],[["x"]]]]',
        '[["Delete","nowhere",[],[["x"]]]]',
        '[["Update","unit",["nothing"],[["x","y"]]]]',
        '[["Update","unit",["name"],[["x","y","z"]]]]',
        '[["Update","indicator",["weight"],[["x","many"]]]]',
        '[["Update","indicator",["operator"],[["x","≈"]]]]',
    ],
)
def test_what_this_program_did_not_write_is_not_read(text: str) -> None:
    with pytest.raises(UnreadableError):
        decoded(text)


# After a restart


def test_steps_of_the_session_before_are_taken_back_and_done_again(path: Path, library: Library) -> None:
    with opened(path, library) as session:
        start, clerk = state(session.store), Clerk(session, 5)
        load_document(session, write_document(case("tongnan-2024")[:2]))
        for _ in range(40):
            session.apply(clerk.step())
        for _ in range(7):
            session.undo()
        middle, names = state(session.store), told(session)
        assert len(names[1]) == 7
    for _ in range(3):
        with opened(path, library) as session:
            assert (state(session.store), told(session)) == (middle, names)
            all_again(session)
            end = state(session.store)
            for _ in range(7):
                session.undo()
    with opened(path, library) as session:
        all_back(session)
        assert state(session.store) == start
    with opened(path, library) as session:
        assert told(session)[0] == []
        all_again(session)
        assert state(session.store) == end
        assert session.store.verify() == []


def test_imports_rolls_fixes_and_states_come_back_too(path: Path, library: Library) -> None:
    with opened(path, library) as session:
        states = [state(session.store)]

        def take(step: Step) -> None:
            assert session.apply(step)
            states.append(state(session.store))

        take(import_step(propose(case("tongnan-2022"), session.store), session.store))
        take(import_step(propose(case("tongnan-2024"), session.store), session.store))
        roll(session, session.store.forms(2022), 2026)
        states.append(state(session.store))
        ref = session.store.listing(2026)[0].ref
        form = session.store.form(ref)
        assert form is not None
        take(steps.edit_indicator(form, 0, unit="％", operator=Operator.AT_LEAST, value="95"))
        form = session.store.form(ref)
        assert form is not None
        fix = next(issue.fix for issue in check_form(form, library) if issue.fix)
        take(Step(fix.label, fix.changes))
        session.apply(set_state(session.store, [ref], FormState.RETURNED, "理由"))
        entries = [entry.model_dump() for entry in session.store.states()]
    with opened(path, library) as session:
        session.undo()
        assert session.store.states() == []
        for before in reversed(states[:-1]):
            session.undo()
            assert state(session.store) == before
        all_again(session)
        assert state(session.store) == states[-1]
        assert [entry.model_dump() for entry in session.store.states()] == entries


def test_a_session_that_does_not_remember_begins_with_nothing(path: Path, library: Library) -> None:
    with opened(path, library) as session:
        session.apply(steps.new_form(ProjectTarget(), 0))
    with opened(path, library, remember=False) as session:
        assert told(session) == ([], [])
        session.apply(steps.new_form(ProjectTarget(year=2026), 0))
        assert told(session) == (["新建项目绩效目标表"], [])
        session.apply(steps.new_form(ProjectTarget(year=2027), 0))
        session.undo()
    with opened(path, library) as session:
        assert told(session) == (["新建项目绩效目标表"] * 2, ["新建项目绩效目标表"])
        all_back(session)
        assert session.store.listing() == []
        all_again(session)
        assert [line.year for line in session.store.listing()] == [2026, 2027, None]


def test_a_new_step_after_a_restart_forgets_what_could_be_done_again(path: Path, library: Library) -> None:
    with opened(path, library) as session:
        for year in (2024, 2025, 2026):
            session.apply(steps.new_form(ProjectTarget(year=year), 0))
        session.undo()
        session.undo()
    for remember in (True, False):
        with opened(path, library, remember=remember) as session:
            session.apply(steps.new_form(ProjectTarget(year=2030 + remember), 0))
            assert told(session)[1] == []
    with opened(path, library) as session:
        assert len(told(session)[0]) == 3
        all_back(session)
        assert session.store.listing() == []


def test_a_change_and_its_undoing_are_kept_together_or_not_at_all(path: Path, library: Library) -> None:
    with opened(path, library) as session:
        session.apply(steps.new_form(ProjectTarget(), 0))
        with session.store.transaction() as connection:
            connection.exec_driver_sql("ALTER TABLE journal RENAME TO elsewhere")
        before = state(session.store)
        with pytest.raises(sqlite3.OperationalError):
            session.apply(steps.new_form(ProjectTarget(), 1))
        with pytest.raises(sqlite3.OperationalError):
            session.undo()
        assert state(session.store) == before
        assert told(session) == (["新建项目绩效目标表"], [])


WRITER = """
import sys
from pathlib import Path
from app.definitions.library import library
from app.editing.session import Session
from app.editing.steps import edit_form, new_form
from app.model.records import ProjectTarget, ref_of
from app.store.store import Store
with Store.open(Path(sys.argv[1])) as store:
    session = Session(store, library(), remember=True)
    form = ProjectTarget(year=2026, goal="")
    session.apply(new_form(form, 0))
    for n in range(1, 100000):
        session.apply(edit_form(form, f"第 {n} 步", goal=f"{n}"))
        if n % 3 == 0:
            session.undo()
            session.redo()
        print(n, flush=True)
"""


@pytest.mark.parametrize("told_before", [1, 7, 30])
def test_a_killed_program_leaves_steps_that_can_be_taken_back(path: Path, library: Library, told_before: int) -> None:
    words = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        seen = [int(writer.stdout.readline()) for _ in range(told_before)]
        writer.kill()
        seen += [int(line) for line in writer.stdout.read().splitlines()]
    assert path.with_name(f"{path.name}-wal").exists(), "the writer must have died before it could tidy up"
    with opened(path, library) as session:
        (form,) = session.store.forms()
        last = int(form.goal)  # type: ignore[union-attr]
        assert 0 <= last - seen[-1] <= 1 or (last, session.redo_name) == (seen[-1], f"第 {last + 1} 步")
        for n in range(last, max(0, last - 400), -1):
            assert session.undo_name == f"第 {n} 步"
            session.undo()
            found = session.store.form(ref_of(form))
            assert found is not None
            assert found.goal == ("" if n == 1 else str(n - 1))  # type: ignore[union-attr]
        all_again(session)
        assert session.store.verify() == []


# What is too much


def goals(session: Session, count: int, size: int = 1) -> ProjectTarget:
    form = ProjectTarget(goal="始")
    session.apply(steps.new_form(form, 0))
    for n in range(1, count + 1):
        session.apply(Step(f"第 {n} 步", (update(form, goal=f"{n}" + string.ascii_letters[n] * size),)))
    return form


def kept(path: Path) -> list[tuple[int, bool]]:
    return sql(path, "SELECT number, undone FROM journal ORDER BY number")


def test_the_last_steps_are_kept_and_the_oldest_dropped(
    path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_STEPS", 5)
    with opened(path, library) as session:
        goals(session, 12)
        assert len(session.undo_names()) == 5
    assert len(kept(path)) == 5
    with opened(path, library) as session:
        assert session.undo_names() == [f"第 {n} 步" for n in range(12, 7, -1)]
        all_back(session)
        assert session.store.forms()[0].goal[0] == "7"
        all_again(session)
        assert session.store.forms()[0].goal[:2] == "12"


@pytest.mark.parametrize("undone", [0, 3, 9])
def test_what_is_kept_has_a_size_and_lies_around_the_present(
    path: Path, library: Library, monkeypatch: pytest.MonkeyPatch, undone: int
) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 6000)
    with opened(path, library) as session:
        goals(session, 12, 1000)
        for _ in range(undone):
            session.undo()
        present = 1 + 12 - undone
        assert len(session.undo_names()) == present  # this session still knows all of its own
    numbers = kept(path)
    assert [number for number, _ in numbers] == list(range(numbers[0][0], numbers[-1][0] + 1))
    assert {number for number, gone in numbers if gone} == set(range(present + 1, numbers[-1][0] + 1))
    assert 5 <= len(numbers) <= 7
    with opened(path, library) as session:
        names = told(session)
        assert names[0] == [f"第 {n - 1} 步" for n in range(present, numbers[0][0] - 1, -1)]
        all_back(session)
        all_again(session)
        assert session.store.verify() == []
    with opened(path, library) as session:
        assert len(session.undo_names()) >= 4


def test_a_step_that_is_too_large_can_be_taken_back_while_the_program_runs(
    path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 3000)
    with opened(path, library) as session:
        form = goals(session, 3)
        session.apply(steps.edit_form(form, "很长", goal="长" * 5000))
        session.apply(steps.edit_form(form, "更长", goal="更长"))  # taking it back needs the long text
        assert session.undo_names()[:2] == ["更长", "很长"]
        for _ in range(3):
            session.undo()
        assert session.store.forms()[0].goal[0] == "2"
        assert session.redo_names() == ["第 3 步", "很长", "更长"]
        all_again(session)
        assert session.store.forms()[0].goal == "更长"
    with opened(path, library) as session:
        assert told(session) == ([], [])
        assert session.notices == ()


# What does not fit any more


def edited(path: Path, library: Library, *, undone: bool = False) -> None:
    with opened(path, library) as session:
        goals(session, 2)
        if undone:
            session.undo()


def forgotten(path: Path, library: Library, *, redo: bool = False) -> str:
    """Take back or do again what cannot be, prove that nothing has changed and all is forgotten; give the sentence."""
    with opened(path, library) as session:
        before = state(session.store)
        with pytest.raises(StoreError) as refused:
            (session.redo if redo else session.undo)()
        assert state(session.store) == before
        assert told(session) == ([], [])
        session.apply(steps.new_form(ProjectTarget(year=2026), 0))
        session.undo()
        assert state(session.store) == before
    with opened(path, library) as session:
        assert told(session) == ([], ["新建项目绩效目标表"])
    return str(refused.value)


@pytest.mark.parametrize("redo", [False, True])
def test_steps_on_a_form_that_another_program_took_out_are_forgotten(path: Path, library: Library, redo: bool) -> None:
    edited(path, library, undone=redo)
    sql(path, "DELETE FROM projecttarget")
    assert forgotten(path, library, redo=redo) == (
        "“第 2 步”这一步与现在的数据对不上，不能撤销或重做，没有改动任何内容。以前的步骤已全部忘记。"
    )


def test_a_form_that_another_program_put_back_is_not_put_in_twice(path: Path, library: Library) -> None:
    with opened(path, library) as session:
        form = goals(session, 0)
        session.apply(steps.delete_form(form))
        session.undo()
        session.redo()
        columns = ", ".join(f'"{column}"' for column in table_of(ProjectTarget).c.keys())  # noqa: SIM118 - columns
    sql(path, "CREATE TABLE spare AS SELECT * FROM projecttarget")
    with opened(path, library) as session:
        session.undo()
        with session.store.transaction() as connection:
            connection.exec_driver_sql("INSERT INTO spare SELECT * FROM projecttarget")
        session.redo()
    sql(path, f"INSERT INTO projecttarget ({columns}) SELECT {columns} FROM spare", "DROP TABLE spare")
    assert forgotten(path, library).startswith("“删除“项目绩效目标表””这一步与现在的数据对不上")


@pytest.mark.parametrize("text", ["", "[[", '[["Delete","projecttarget",[],[["nobody"]]]]'])
def test_broken_steps_are_forgotten(path: Path, library: Library, text: str) -> None:
    edited(path, library)
    sql(path, f"UPDATE journal SET changes = '{text}' WHERE number = 3")
    assert "对不上" in forgotten(path, library)


@pytest.mark.parametrize("statement", ["UPDATE journal SET shape = 1", "DELETE FROM journal WHERE number = 2"])
def test_steps_of_another_version_are_forgotten_with_a_note(path: Path, library: Library, statement: str) -> None:
    edited(path, library)
    sql(path, statement)
    with opened(path, library) as session:
        assert told(session) == ([], [])
        assert session.notices == (FORGOTTEN,)
        assert session.store.forms()[0].goal[0] == "2"
    with opened(path, library) as session:
        assert session.notices == ()
    assert kept(path) == []


def test_a_backup_has_its_own_steps(path: Path, library: Library, tmp_path: Path) -> None:
    with opened(path, library) as session:
        goals(session, 2)
        copy = session.store.backup(tmp_path / "别处")
        session.undo()
    with opened(copy, library) as session:
        assert session.undo_name == "第 2 步"
        session.undo()
        assert session.store.forms()[0].goal[0] == "1"
    assert json.loads(sql(copy, "SELECT changes FROM journal WHERE number = 3")[0][0])[0][0] == "Update"
