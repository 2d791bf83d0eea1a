"""Taking back and doing again, and steps that cannot be done: the store is then as it was."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import pytest
from cases import case
from sqlalchemy.exc import IntegrityError

from app.base.errors import StoreError
from app.editing import steps
from app.editing.loading import load_document
from app.editing.session import Session, Touched
from app.editing.steps import Step
from app.model.changes import Insert, Update
from app.model.exchange import write_document
from app.model.records import (
    ProjectTarget,
    column_values,
    ref_of,
)
from app.store import connections, journal
from editing.clerk import Clerk, all_again, all_back
from editing.drafts import project_of
from editing.kept import added, again, state

# Taking back and doing again


def test_a_step_that_changes_nothing_leaves_no_trace(session: Session) -> None:
    form = added(session, project_of("甲", year=2026))
    session.undo()
    session.redo()
    session.apply(steps.edit_form(form, "修改", goal="目标"))
    session.undo()
    told: list[Touched] = []
    session.subscribe(told.append)
    assert session.apply(steps.edit_form(form, "修改", goal="", year=2026)) == Touched()
    assert session.apply(Step("空", ())) == Touched()
    assert (session.undo_name, session.redo_name, told) == ("新建项目绩效目标表", "修改", [])


def test_a_record_may_be_changed_twice_in_one_step(session: Session) -> None:
    form = added(session, project_of(goal="原"))
    changes = [Update(ProjectTarget, form.id, {"goal": goal}) for goal in ("一", "二", "二")]
    session.apply(Step("修改", tuple(changes)))
    session.undo()
    assert again(session, form).goal == "原"
    session.redo()
    assert again(session, form).goal == "二"
    back = [Update(ProjectTarget, form.id, {"goal": goal}) for goal in ("三", "二")]
    session.apply(Step("修改", tuple(back)))
    assert again(session, form).goal == "二"


def test_a_number_written_otherwise_is_a_change(session: Session) -> None:
    form = added(session, project_of(amount=Decimal("30.0")))
    assert session.apply(steps.edit_form(form, "修改", amount=Decimal("30.00")))
    assert str(again(session, form).amount) == "30.00"


def test_a_new_step_forgets_what_could_be_done_again(session: Session) -> None:
    form = added(session, project_of())
    session.apply(steps.edit_form(form, "一", goal="一"))
    session.undo()
    assert session.redo_name == "一"
    session.apply(steps.edit_form(form, "二", goal="二"))
    assert (session.undo_name, session.redo_name) == ("二", "")
    assert session.redo() == Touched()


def test_nothing_to_take_back_is_no_error(session: Session) -> None:
    assert session.undo() == session.redo() == Touched()
    assert session.undo_name == session.redo_name == ""


def test_listeners_are_told_of_every_change_after_it_is_kept(session: Session) -> None:
    seen: list[tuple[Touched, int]] = []
    session.subscribe(lambda touched: seen.append((touched, len(session.store.forms()))))
    form = project_of("甲")
    touched = session.apply(steps.new_form(form, 0))
    session.undo()
    session.redo()
    assert touched == Touched(frozenset({ref_of(form)}), listing=True)
    assert seen == [(touched, 1), (touched, 0), (touched, 1)]


def test_only_so_many_steps_are_remembered(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_STEPS", 3)
    session = Session(session.store, session.library)
    form = added(session, project_of())
    for n in range(5):
        session.apply(steps.edit_form(form, str(n), goal=str(n)))
    while session.undo_name:
        session.undo()
    assert again(session, form).goal == "1"
    while session.redo_name:
        session.redo()
    assert again(session, form).goal == "4"


@pytest.mark.parametrize("seed", range(4))
def test_taking_all_back_is_the_start_and_doing_all_again_the_end(session: Session, seed: int) -> None:
    load_document(session, write_document(case("tongnan-2024")[:2]))
    load_document(session, write_document(case("tongnan-2026")[:2]))
    start, clerk = state(session.store), Clerk(session, seed)
    session = clerk.session = Session(session.store, session.library)
    for _ in range(60):
        session.apply(clerk.step())
        if clerk.dice.random() < 0.2:
            session.undo()
    end = state(session.store)
    assert end != start
    all_back(session)
    assert state(session.store) == start
    all_again(session)
    assert state(session.store) == end
    all_back(session)
    assert state(session.store) == start
    assert session.store.verify() == []


# What cannot be done changes nothing


def refused(session: Session, step: Step) -> str:
    before, stacks = state(session.store), (session.undo_name, session.redo_name)
    with pytest.raises(StoreError) as error:
        session.apply(step)
    assert state(session.store) == before
    assert (session.undo_name, session.redo_name) == stacks
    return str(error.value)


def test_a_record_that_is_gone_cannot_be_changed(session: Session) -> None:
    form = added(session, project_of("甲", goal="原"))
    other = added(session, project_of())
    session.apply(steps.delete_form(form))
    session.apply(steps.edit_form(other, "修改", goal="一"))
    session.undo()
    change_first = Update(ProjectTarget, other.id, {"goal": "二"})
    for step in (
        steps.edit_form(form, "修改", goal="新"),
        steps.edit_indicator(form, 0, level3="新"),
        steps.add_indicator(form, 0),
        steps.delete_form(form),
    ):
        sentence = refused(session, replace(step, changes=(change_first, *step.changes)))
        assert sentence.startswith("要改动的")
        assert "已不存在，没有改动任何内容" in sentence
    assert session.redo_name == "修改"


def test_a_failed_taking_back_can_be_tried_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    form = added(session, project_of(goal="原"))
    session.apply(steps.edit_form(form, "修改", goal="新"))
    monkeypatch.setattr(connections, "_PATIENCE", 0)
    session.store._opened().dispose()
    with closing(sqlite3.connect(session.store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="正被其他程序使用"):
            session.undo()
    assert (session.undo_name, session.redo_name) == ("修改", "")
    session.undo()
    assert again(session, form).goal == "原"


def test_a_fault_of_the_program_is_no_sentence_but_changes_nothing(session: Session) -> None:
    form = added(session, project_of())
    twin = Insert(ProjectTarget, column_values(form))
    with pytest.raises(IntegrityError):
        session.apply(Step("重复", (Update(ProjectTarget, form.id, {"goal": "新"}), twin)))
    assert again(session, form).goal == ""
    assert session.undo_name == "新建项目绩效目标表"
