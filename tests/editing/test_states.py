"""How far the work on forms has come, and problems that are not told again: noted in steps, gone with their form."""

import json
from datetime import datetime

import pytest
from cases import CASES, case
from program import Program
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from store.statements import counted

from app.definitions.library import Library
from app.editing import steps
from app.editing.loading import load_document
from app.editing.session import Session, Touched
from app.editing.states import DRAFT, Standing, set_state, state_of, states
from app.editing.steps import Step
from app.editing.waivers import part, unwaive, waive, waivers_by_form
from app.model.changes import Delete
from app.model.exchange import write_document
from app.model.issues import Issue
from app.model.operators import Operator
from app.model.records import Indicator, ProjectTarget, StateEntry, column_values
from app.model.refs import FormKind, FormRef
from app.model.states import FormState, state_words
from app.rules.checking import check_form
from app.store.overview import Question
from app.store.store import Store
from app.store.tables import table_of
from editing.drafts import shift_row
from editing.kept import found

CHECKED, EXPORTED, RETURNED = FormState.CHECKED, FormState.EXPORTED, FormState.RETURNED


@pytest.fixture
def session(session: Session) -> Session:
    """A session with the forms of two years."""
    for name in ("tongnan-2022", "tongnan-2024"):
        load_document(session, write_document(case(name)))
    return session


def refs(session: Session, year: int = 2022) -> list[FormRef]:
    return [line.ref for line in session.store.listing(year)]


def note(session: Session, ref: FormRef, state: FormState, reason: str = "") -> Touched:
    return session.apply(set_state(session.store, [ref], state, reason))


def kept(session: Session) -> list[object]:
    """Everything that is noted of forms."""
    entries = sorted(session.store.states(), key=lambda entry: entry.id)
    return [column_values(one) for one in (*entries, *session.store.waivers())]


# States


def test_a_form_of_which_nothing_is_known_is_a_draft(session: Session) -> None:
    assert [state.label for state in FormState] == ["草稿", "已核", "已导出", "被退回"]
    assert state_of(session.store, refs(session)[0]) == DRAFT == Standing(FormState.DRAFT, "", "")
    assert states(session.store, 2022) == {}


def test_states_are_noted_with_reason_and_moment_and_taken_back(session: Session) -> None:
    ref = refs(session)[0]
    assert note(session, ref, CHECKED) == Touched(frozenset({ref}), listing=False)
    assert session.undo_name == "标为已核"
    note(session, ref, EXPORTED)
    note(session, ref, RETURNED, "权重合计不是 100")
    assert session.undo_name == "退回：权重合计不是 100"
    standing = state_of(session.store, ref)
    assert standing[:2] == (RETURNED, "权重合计不是 100")
    assert datetime.fromisoformat(standing.since).tzinfo is not None
    for state in (EXPORTED, CHECKED, FormState.DRAFT):
        session.undo()
        assert state_of(session.store, ref).state is state
    for _ in range(3):
        session.redo()
    assert state_of(session.store, ref) == standing


def test_the_states_of_a_year_are_one_query_and_of_that_year(session: Session) -> None:
    some = [refs(session)[0], refs(session)[12], refs(session, 2024)[0], refs(session, 2024)[1]]
    session.apply(set_state(session.store, some, CHECKED))
    assert session.undo_name == "4 张表标为已核"
    with counted(session.store) as statements:
        assert {ref: one.state for ref, one in states(session.store, 2022).items()} == dict.fromkeys(some[:2], CHECKED)
    assert len([one for one in statements if one.startswith("SELECT")]) == 1
    assert states(session.store).keys() == set(some)


def test_a_state_that_a_form_has_already_leaves_no_trace(session: Session) -> None:
    some = refs(session)[:2]
    note(session, some[0], RETURNED, "甲")
    since = state_of(session.store, some[0]).since
    assert note(session, some[0], RETURNED, "甲") == note(session, some[1], FormState.DRAFT) == Touched()
    assert session.apply(set_state(session.store, some, RETURNED, "甲")).forms == {some[1]}
    assert state_of(session.store, some[0]).since == since
    assert note(session, some[0], RETURNED, "乙")


@pytest.mark.parametrize("state", [CHECKED, EXPORTED])
@pytest.mark.parametrize("what", ["field", "row", "add", "remove", "move", "layout"])
def test_what_is_changed_is_a_draft_again_in_the_same_step(session: Session, state: FormState, what: str) -> None:
    ref, other = refs(session)[:2]
    session.apply(set_state(session.store, [ref, other], state))
    before, edited = kept(session), found(session, ref)
    step = {
        "field": lambda: steps.edit_form(edited, "改", goal="新"),
        "row": lambda: steps.edit_indicator(edited, 0, level3="新"),
        "add": lambda: steps.add_indicator(edited, 0),
        "remove": lambda: steps.remove_indicators(edited, [0]),
        "move": lambda: shift_row(edited, 0, 1),
        "layout": lambda: steps.change_layout([edited], "chongqing/tongnan-2024", "新"),
    }[what]()
    session.apply(step)
    assert states(session.store).keys() == {other}
    assert session.undo_names()[:2] == [step.name, f"2 张表标为{state.label}"]
    session.undo()
    assert kept(session) == before
    session.redo()
    assert states(session.store).keys() == {other}


def test_the_row_of_funds_is_content_too(session: Session) -> None:
    ref = next(ref for ref in refs(session, 2024) if getattr(found(session, ref), "funds", []))
    note(session, ref, CHECKED)
    fund = found(session, ref).funds[0]  # type: ignore[union-attr]
    session.apply(Step("改", (steps.change.update(fund, item="新"),)))
    assert state_of(session.store, ref) == DRAFT


def test_what_is_returned_stays_returned_while_it_is_mended(session: Session) -> None:
    ref = refs(session)[0]
    note(session, ref, RETURNED, "改目标")
    session.apply(steps.edit_form(found(session, ref), "改", goal="新"))
    assert state_of(session.store, ref)[:2] == (RETURNED, "改目标")
    note(session, ref, CHECKED)
    assert state_of(session.store, ref)[:2] == (CHECKED, "改目标")


def test_why_a_form_was_returned_last_is_known_whatever_becomes_of_it(session: Session) -> None:
    ref, other = refs(session)[:2]
    note(session, ref, RETURNED, "改目标")
    session.apply(set_state(session.store, [ref, other], EXPORTED))
    assert [state_of(session.store, one)[:2] for one in (ref, other)] == [(EXPORTED, "改目标"), (EXPORTED, "")]
    session.apply(steps.edit_form(found(session, ref), "改", goal="新"))
    assert state_of(session.store, ref)[:2] == (FormState.DRAFT, "改目标")
    session.undo()
    assert state_of(session.store, ref)[:2] == (EXPORTED, "改目标")
    session.redo()
    note(session, ref, EXPORTED)
    assert state_of(session.store, ref)[:2] == (EXPORTED, "改目标")
    note(session, ref, RETURNED, "改权重")
    note(session, ref, EXPORTED)
    assert state_of(session.store, ref)[:2] == (EXPORTED, "改权重")
    assert state_words(*state_of(session.store, ref)[:2]) == "已导出（上次退回：改权重）"


def test_a_draft_that_was_returned_once_is_listed_among_the_drafts(session: Session) -> None:
    ref = refs(session)[0]
    note(session, ref, RETURNED, "改目标")
    note(session, ref, EXPORTED)
    note(session, ref, FormState.DRAFT)
    assert note(session, ref, FormState.DRAFT) == Touched()
    listed = session.store.overview(Question(2022, tuple(FormKind), state=FormState.DRAFT))
    assert set(listed) == set(refs(session))
    assert session.store.overview_rows([ref])[ref].reason == "改目标"


def test_a_returned_form_that_is_taken_for_a_draft_was_never_returned(session: Session) -> None:
    ref = refs(session)[0]
    note(session, ref, RETURNED, "弄错了")
    note(session, ref, FormState.DRAFT)
    assert kept(session) == []


def test_what_is_said_of_a_state() -> None:
    assert [state_words(state, "") for state in FormState] == [state.label for state in FormState]
    assert state_words(RETURNED, "缺少成本指标") == "被退回：缺少成本指标"
    assert state_words(FormState.DRAFT, "缺少成本指标") == "草稿（上次退回：缺少成本指标）"


def test_what_does_not_change_a_form_leaves_its_state(session: Session, faulty: FormRef) -> None:
    ref = faulty
    note(session, ref, CHECKED)
    checked = found(session, ref)
    session.apply(steps.edit_form(checked, "移动", position=77))
    session.apply(steps.edit_form(checked, "没有改", goal=checked.goal))
    session.apply(steps.duplicate_form(checked, 78))
    session.apply(Step("不再提示", waive(checked, [issue(session, ref)], "").changes))
    assert list(states(session.store)) == [ref]


def test_a_step_that_notes_a_state_itself_has_its_way(session: Session) -> None:
    ref = refs(session)[0]
    edit, mark = steps.edit_form(found(session, ref), "改", goal="新"), set_state(session.store, [ref], CHECKED)
    session.apply(Step("改并标为已核", (*edit.changes, *mark.changes)))
    assert state_of(session.store, ref).state is CHECKED


def test_a_state_goes_and_comes_back_with_its_form(session: Session, faulty: FormRef) -> None:
    ref = faulty
    note(session, ref, RETURNED, "改目标")
    session.apply(waive(found(session, ref), check_form(found(session, ref), session.library), "理由"))
    before = kept(session)
    assert len(before) > 3
    session.apply(steps.delete_form(found(session, ref)))
    assert kept(session) == []
    session.undo()
    assert kept(session) == before
    session.apply(Step("删", (Delete(ProjectTarget, ref.id),)))
    assert kept(session) == []
    session.undo()
    assert kept(session) == before
    assert session.store.verify() == []


def test_the_database_itself_keeps_one_state_for_a_form(session: Session) -> None:
    ref, other = refs(session)[:2]
    for values in ({"id": other.id, "project_id": ref.id}, {"id": "nobody"}):
        with pytest.raises(IntegrityError, match="state_has_its_form"), session.store.transaction() as connection:
            connection.execute(insert(table_of(StateEntry)), [column_values(StateEntry(**values))])


def test_states_and_waivers_are_not_exchanged(session: Session, faulty: FormRef) -> None:
    before = write_document(session.store.forms())
    note(session, faulty, CHECKED)
    session.apply(waive(found(session, faulty), [issue(session, faulty)], "理由"))
    assert write_document(session.store.forms()) == before


# Waivers


def issue(session: Session, ref: FormRef) -> Issue:
    """One problem that stands in a row."""
    return next(one for one in issues(session, ref) if one.place.row)


def issues(session: Session, ref: FormRef) -> list[Issue]:
    return check_form(found(session, ref), session.library)


def parted(session: Session, ref: FormRef) -> tuple[list[Issue], list[Issue]]:
    both = part(found(session, ref), issues(session, ref), session.store.waivers_of(ref))
    return both.open, [one.issue for one in both.waived]


@pytest.fixture
def faulty(session: Session) -> FormRef:
    """A form with problems in two rows and one as a whole."""
    rows = [Indicator(level3=name, operator=Operator.AT_LEAST, value="很多") for name in ("甲", "乙")]
    session.apply(steps.new_form(ProjectTarget(year=2022, project_name="有错", indicators=rows), 99))
    return refs(session)[12]


def test_a_waived_problem_is_told_apart_with_its_reason(session: Session, faulty: FormRef) -> None:
    everything, known = issues(session, faulty), issue(session, faulty)
    session.apply(waive(found(session, faulty), [known], "按去年的口径"))
    assert session.undo_name.startswith(f"不再提示：{known.message[:20]}")
    assert parted(session, faulty) == ([one for one in everything if one != known], [known])
    (waiver,) = session.store.waivers_of(faulty)
    assert (waiver.code, waiver.field, waiver.reason) == (known.code, known.place.field, "按去年的口径")
    assert waiver.indicator_id == found(session, faulty).indicators[known.place.row - 1].id
    assert waivers_by_form(session.store, 2022) == {faulty: [waiver]} == waivers_by_form(session.store)
    assert waivers_by_form(session.store, 2024) == {}
    session.undo()
    assert parted(session, faulty) == (everything, [])


def test_several_problems_are_waived_and_told_again_together(session: Session, faulty: FormRef) -> None:
    everything = issues(session, faulty)
    session.apply(waive(found(session, faulty), everything, ""))
    assert session.undo_name == f"不再提示：{len(everything)} 个问题"
    assert parted(session, faulty) == ([], everything)
    session.apply(unwaive(session.store.waivers_of(faulty)))
    assert session.undo_name.startswith("恢复提示")
    assert parted(session, faulty) == (everything, [])


def test_a_waiver_follows_its_row_and_goes_with_it(session: Session, faulty: FormRef) -> None:
    known = issue(session, faulty)
    assert known.place.row == 1
    session.apply(waive(found(session, faulty), [known], "理由"))
    session.apply(shift_row(found(session, faulty), 0, 1))
    (moved,) = parted(session, faulty)[1]
    assert (moved.code, moved.place.row) == (known.code, 2)
    before = kept(session)
    session.apply(steps.remove_indicators(found(session, faulty), [1]))
    assert kept(session) == []
    session.undo()
    assert kept(session) == before
    session.apply(steps.remove_indicators(found(session, faulty), [0]))
    assert kept(session) == before


def test_problems_of_the_whole_form_are_waived_too(session: Session, faulty: FormRef) -> None:
    known = next(one for one in issues(session, faulty) if not one.place.row)
    session.apply(waive(found(session, faulty), [known], "理由"))
    assert parted(session, faulty)[1] == [known]
    assert session.store.waivers_of(faulty)[0].indicator_id is None


def test_waived_errors_are_listed_apart_and_do_not_make_the_exit_code(jiheng: Program, library: Library) -> None:
    assert jiheng("load", CASES[0]) == 0
    with Store.open(jiheng.store) as store:
        session = Session(store, library)
        (ref, *_) = refs(session)
        session.apply(steps.edit_form(found(session, ref), "改", project_name=""))
        session.apply(waive(found(session, ref), check_form(found(session, ref), library), "另有文件"))
    assert jiheng("check") == 0
    assert "[不再提示]" in jiheng.out
    assert "（理由：另有文件）" in jiheng.out
    assert "个不再提示。" in jiheng.err
    assert jiheng("check", "--json") == 0
    report = json.loads(jiheng.out)
    assert {one["reason"] for one in report["waived"]} == {"另有文件"}
    assert "error" in {one["severity"] for one in report["waived"]}
    assert report["summary"]["waived"] == len(report["waived"])
    assert report["summary"]["error"] == 0
