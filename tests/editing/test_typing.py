"""A step in the place of the last one, as typing is stored at every pause: both are one to take back."""

from app.editing import steps
from app.editing.session import Session, Touched
from app.model.records import ref_of
from editing.drafts import project_of
from editing.kept import added, state


def test_a_step_takes_the_place_of_the_last_one(session: Session) -> None:
    form = added(session, project_of("甲", year=2026))
    before, names = state(session.store), session.undo_names()
    session.apply(steps.edit_form(form, "修改一", goal="一", basis="二"))
    mark = session.mark
    session.replace(steps.edit_form(form, "修改二", goal="三"), mark)
    now = session.store.form(ref_of(form))
    assert (now.goal, now.basis, session.mark) == ("三", form.basis, mark)
    assert session.undo_names() == ["修改二", *names]
    after = state(session.store)
    session.undo()
    assert state(session.store) == before
    session.redo()
    assert state(session.store) == after


def test_where_something_else_was_done_it_is_just_done(session: Session) -> None:
    form = added(session, project_of("甲", year=2026))
    session.apply(steps.edit_form(form, "修改一", goal="一"))
    mark = session.mark
    session.apply(steps.edit_form(form, "修改二", basis="二"))
    session.replace(steps.edit_form(form, "修改三", goal="三"), mark)
    assert session.undo_names()[:3] == ["修改三", "修改二", "修改一"]
    assert session.take_back(mark) == Touched()


def test_what_is_taken_back_leaves_no_trace_also_in_the_file(session: Session) -> None:
    form = added(session, project_of("甲", year=2026))
    names, before = session.undo_names(), state(session.store)
    session.apply(steps.edit_form(form, "修改", goal="一"))
    assert session.take_back(session.mark)
    assert (session.undo_names(), session.redo_names()) == (names, [])
    assert state(session.store) == before
    later = Session(session.store, session.library, remember=True)
    assert later.undo_names() == names


def test_what_was_kept_of_typing_can_be_taken_back_by_a_later_session(session: Session) -> None:
    form = added(session, project_of("甲", year=2026))
    before = state(session.store)
    session.apply(steps.edit_form(form, "修改一", goal="一"))
    session.replace(steps.edit_form(form, "修改二", goal="一二"), session.mark)
    later = Session(session.store, session.library, remember=True)
    assert later.undo_names()[0] == "修改二"
    later.undo()
    assert state(session.store) == before
