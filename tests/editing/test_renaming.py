"""A unit's name replaced in the forms: the directory of units follows, and last year's forms stay as they were."""

import pytest

from app.editing.context import surroundings_for
from app.editing.directory import current
from app.editing.grouping import group_by_unit
from app.editing.replacing import Search, find, replacing
from app.editing.session import Session
from app.editing.staleness.past import Archive
from app.editing.steps import Step
from app.model import changes as change
from app.model.records import OverallTarget, ProjectTarget, SelfEvaluation, Unit, ref_of
from app.model.refs import FormKind
from editing.kept import again, put, state

OFFICE, FULL = "区政府办（本级）", "某某区人民政府办公室"


def project(year: int, name: str = OFFICE, code: str = "312001") -> ProjectTarget:
    return ProjectTarget(year=year, project_name="会议", unit_code=code, unit=name, department="区政府办")


def forms_of(year: int) -> list[ProjectTarget | OverallTarget | SelfEvaluation]:
    evaluation = SelfEvaluation(year=year, project_name="会议", department="区政府办")
    return [project(year), OverallTarget(year=year, unit=FULL), evaluation]


@pytest.fixture
def office() -> Unit:
    return Unit(code="312001", name=OFFICE, full_name=FULL, department="区政府办")


@pytest.fixture
def session(session: Session, office: Unit) -> Session:
    """A session with one unit and its forms of two years."""
    session.apply(Step("单位", (change.insert(office),)))
    put(session, *forms_of(2025), *forms_of(2026))
    return session


def replaced(session: Session, text: str, by: str, year: int | None = 2026) -> None:
    search = Search(text, year)
    session.apply(replacing(session.store, search, find(session.store, search), by))


def groups(session: Session, year: int) -> list[tuple[str, str, int]]:
    found = group_by_unit(session.store.listing(year), session.store.units())
    return [(group.code, group.name, len(group.lines)) for group in found]


def offered(session: Session) -> list[tuple[str, str, str]]:
    units = current(session.store.units(), session.store.listing())
    return [(unit.name, unit.full_name, unit.department) for unit in units]


@pytest.mark.parametrize(("text", "by"), [("政府办", "机关办"), ("区", "县"), (OFFICE, "新局"), (FULL, "新的全称")])
def test_each_year_is_one_group_under_its_own_names(text: str, by: str, session: Session) -> None:
    replaced(session, text, by)
    assert groups(session, 2026) == [("312001", OFFICE.replace(text, by), 3)]
    assert groups(session, 2025) == [("312001", OFFICE, 3)]


def test_a_new_form_is_offered_the_new_names_only(session: Session) -> None:
    replaced(session, "区", "县")
    assert offered(session) == [("县政府办（本级）", "某某县人民政府办公室", "县政府办")]


def test_it_is_one_step_to_take_back_and_do_again(session: Session) -> None:
    before = state(session.store)
    replaced(session, "区", "县")
    after = state(session.store)
    assert session.undo_name == "替换 4 处"
    session.undo()
    assert state(session.store) == before
    session.redo()
    assert state(session.store) == after


def test_what_is_printed_above_last_years_forms_stays(session: Session) -> None:
    last, this = (
        next(form for form in session.store.forms(year) if form.kind is FormKind.PROJECT) for year in (2025, 2026)
    )
    replaced(session, "区", "县")
    issuers = surroundings_for([again(session, last), again(session, this)], session.store)
    assert [issuers[ref_of(form)].issuer for form in (last, this)] == [FULL, "某某县人民政府办公室"]


def test_where_nobody_has_the_old_name_any_more_it_is_forgotten(session: Session) -> None:
    replaced(session, "区", "县", year=None)
    assert [unit.name for unit in session.store.units()] == ["县政府办（本级）"]
    assert groups(session, 2025) == [("312001", "县政府办（本级）", 3)]


def test_names_replaced_in_an_earlier_year_are_not_those_of_today(session: Session) -> None:
    replaced(session, "区", "乡", year=2025)
    assert groups(session, 2025) == [("312001", "乡政府办（本级）", 3)]
    assert groups(session, 2026) == [("312001", OFFICE, 3)]
    assert offered(session) == [(OFFICE, FULL, "区政府办")]


def test_replacing_back_leaves_each_year_one_group(session: Session) -> None:
    replaced(session, "区", "县")
    replaced(session, "县", "区")
    assert groups(session, 2025) == groups(session, 2026) == [("312001", OFFICE, 3)]
    assert offered(session)[0][:2] == (OFFICE, FULL)
    assert len(offered(session)) == 1


def test_some_forms_of_the_year_left_out_stay_in_the_group(session: Session) -> None:
    put(session, project(2026))
    search = Search(OFFICE, 2026)
    session.apply(replacing(session.store, search, find(session.store, search)[:1], "新局"))
    assert [count for *_, count in groups(session, 2026)] == [4]


def test_forms_that_go_to_another_unit_do_not_rename_theirs(session: Session) -> None:
    session.apply(Step("单位", (change.insert(Unit(code="", name="档案馆")),)))
    before = [(unit.code, unit.name) for unit in session.store.units()]
    replaced(session, OFFICE, "档案馆")
    assert [(unit.code, unit.name) for unit in session.store.units()] == before


def test_other_texts_and_a_name_taken_out_do_not_touch_the_directory(session: Session) -> None:
    before = state(session.store)["units"]
    replaced(session, "会议", "会务")
    replaced(session, OFFICE, "")
    assert state(session.store)["units"] == before


def test_last_years_whole_is_found_by_the_form_under_the_new_name(session: Session) -> None:
    replaced(session, FULL, "新的全称")
    [whole] = [form for form in session.store.forms(2026) if form.kind is FormKind.OVERALL]
    assert [form.year for form in Archive(session.store).before(whole)] == [2025]


def test_a_unit_without_a_code_is_renamed_too(session: Session) -> None:
    session.apply(Step("单位", (change.insert(Unit(name="档案馆", full_name="某某区档案馆")),)))
    put(
        session,
        *(
            form
            for year in (2025, 2026)
            for form in (project(year, "档案馆", ""), OverallTarget(year=year, unit="某某区档案馆"))
        ),
    )
    replaced(session, "档案馆", "史志馆")
    assert groups(session, 2026)[1:] == [("", "史志馆", 2)]
    assert sum(count for code, _, count in groups(session, 2025) if not code) == 2


def test_names_that_go_to_and_fro_leave_no_entry_twice(session: Session) -> None:
    put(session, project(2024))
    steps = ((2026, "区县"), (2026, "县州"), (2025, "区县"), (2026, "州区"), (2025, "县区"))
    for year, (old, new) in steps:
        replaced(session, old, new, year=year)
    said = [(one.code, one.name, one.full_name, one.department) for one in session.store.units()]
    assert len(said) == len(set(said))
    assert groups(session, 2026) == [("312001", OFFICE, 3)]


def test_a_unit_that_only_its_department_tells_is_listed_by_it(session: Session) -> None:
    session.apply(Step("单位", (change.insert(Unit(name="史志", department="史志办")),)))
    put(session, *(SelfEvaluation(year=year, department="史志办", project_name="修志") for year in (2025, 2026)))
    replaced(session, "史志办", "方志办")
    assert all(name for _, name, _ in groups(session, 2025))
    assert all(name for name, *_ in offered(session))
