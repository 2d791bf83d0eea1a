"""What forms are among others: their numbers, their groups, and the amounts that only layouts have."""

import random
from decimal import Decimal

from cases import CASES, document_at

from app.definitions.library import Library
from app.editing import steps
from app.editing.context import surroundings_for
from app.editing.grouping import NO_UNIT, UnitGroup, group_by_unit
from app.editing.loading import load_document
from app.editing.moving import in_unit
from app.editing.session import Session
from app.model.money import MoneyUnit
from app.model.records import (
    Form,
    OverallTarget,
    ProjectTarget,
    SelfEvaluation,
    Unit,
    new_id,
    ref_of,
)
from app.sheet.surroundings import Surroundings
from app.store.store import Store
from editing.drafts import project_of
from editing.kept import added, again, load, state

# Surroundings


def test_forms_are_numbered_within_their_unit_and_year(session: Session) -> None:
    load(session, "tongnan-2026")
    qijiang, forms, evaluations = (
        load(session, "qijiang-2022"),
        load(session, "tongnan-2022"),
        load(session, "tongnan-2024"),
    )
    everything = surroundings_for([*qijiang, *forms, *evaluations], session.store)
    assert [everything[ref_of(form)].number for form in forms] == [*range(1, 13), 1]
    assert [everything[ref_of(form)].number for form in qijiang] == [1, 2, 3, 4, 5, 6, 1, 2]
    assert [everything[ref_of(form)].number for form in evaluations] == [1, 1, 2, 3, 4, 5]
    office = "重庆市潼南区人民政府办公室"
    assert everything[ref_of(forms[4])] == Surroundings(5, office, "312001", 12)
    assert everything[ref_of(forms[12])] == Surroundings(1, office, "312001")
    assert everything[ref_of(evaluations[5])] == Surroundings(5, office, "312001", 5)
    assert everything[ref_of(qijiang[0])] == Surroundings(1, "重庆市綦江区电子政务中心", "103002", 6)
    for form in (*qijiang, *forms, *evaluations):
        assert surroundings_for([form], session.store) == {ref_of(form): everything[ref_of(form)]}


def test_numbers_follow_a_deletion(session: Session) -> None:
    forms = load(session, "tongnan-2022")
    session.apply(steps.delete_form(forms[0]))
    assert surroundings_for(forms[1:2], session.store)[ref_of(forms[1])].number == 1


def test_a_form_that_is_not_kept_yet_comes_after_the_others(session: Session) -> None:
    load(session, "tongnan-2022")
    draft = project_of(year=2022, unit_code="312001", unit="改了名的")
    other = project_of(unit="丙")
    assert surroundings_for([draft, other], session.store) == {
        ref_of(draft): Surroundings(13, "重庆市潼南区人民政府办公室", "312001", 13),
        ref_of(other): Surroundings(1, "丙", ""),
    }


# Groups


def grouped(session: Session) -> list[UnitGroup]:
    return group_by_unit(session.store.listing(), session.store.units())


def test_forms_are_grouped_by_unit(session: Session) -> None:
    for path in CASES:
        load_document(session, document_at(path))
    groups = grouped(session)
    assert [(group.code, group.name, len(group.lines)) for group in groups] == [
        ("103001", "重庆市綦江区人民政府办公室（本级）", 2),
        ("103002", "重庆市綦江区电子政务中心", 6),
        ("302001", "区委办(本级)", 7),
        ("312001", "政府办（本级）", 25),
    ]
    kinds = [line.ref.kind.value[0] for line in groups[3].lines]
    assert "".join(kinds) == "oo" + "p" * 17 + "s" * 6
    assert [line.year for line in groups[3].lines] == [2022, 2026, *[2022] * 12, *[2026] * 5, *[2024] * 6]


def test_forms_of_unknown_units_have_groups_of_their_own(session: Session) -> None:
    for form in (
        project_of(unit_code="9", unit="戊"),
        project_of(unit_code="9", unit="戊（改名）"),
        project_of(unit="丁"),
        project_of(),
        OverallTarget(unit="丁"),
        OverallTarget(unit="戊"),
        OverallTarget(unit="别处"),
        SelfEvaluation(department="某部门"),
    ):
        added(session, form)
    assert [(group.code, group.name, len(group.lines)) for group in grouped(session)] == [
        ("9", "戊", 3),
        ("", "丁", 2),
        ("", "别处", 1),
        ("", "某部门", 1),
        ("", NO_UNIT, 1),
    ]


def test_no_forms_are_no_groups() -> None:
    assert group_by_unit([], [Unit(code=new_id())]) == []


# Amounts that only layouts have


IN_WAN, IN_YUAN, WITHOUT = "ministry/project-2021", "shanxi/shanxi-2023", "chongqing/tongnan-2022"


def moved(session: Session, form: Form, layout: str) -> Form:
    session.apply(steps.edit_form(form, "换版式", layout=layout))
    return again(session, form)


def with_own_amounts(session: Session, **other: str) -> Form:
    form = ProjectTarget(layout=IN_WAN, year=2026, amount=Decimal(300000), other=other)
    session.apply(steps.new_form(form, 0))
    return again(session, form)


def test_the_layouts_count_as_the_tests_need_it(library: Library) -> None:
    units = [library.layout(layout).head.money_unit.value for layout in (IN_WAN, IN_YUAN, WITHOUT)]
    assert units == ["万元", "元", "万元"]


def test_amounts_of_a_layout_follow_a_form_to_another_unit_and_back(session: Session) -> None:
    other = {"财政拨款": "30.5", "其他资金": "1,234.50", "上年结转": "约三万", "年度目标二": "30.5", "空": ""}
    form = moved(session, with_own_amounts(session, **other), IN_YUAN)
    changed = {"财政拨款": "305000", "其他资金": "12345000.00"}
    assert form.other == other | changed
    assert form.layout == IN_YUAN
    form = moved(session, form, IN_WAN)
    assert form.other == other | {"其他资金": "1234.50"}
    assert getattr(form, "amount", None) == Decimal(300000)


def test_the_way_through_a_layout_without_the_amount_makes_no_difference(session: Session, library: Library) -> None:
    form = with_own_amounts(session, 财政拨款="30")
    for layout in (WITHOUT, IN_YUAN):
        form = moved(session, form, layout)
    assert form.other == {"财政拨款": "300000"}
    assert moved(session, form, WITHOUT).other == {"财政拨款": "30"}


def test_amounts_that_moved_are_taken_back_with_the_layout(session: Session, store: Store) -> None:
    form = with_own_amounts(session, 财政拨款="30.00")
    before = state(store)
    form = moved(session, form, IN_YUAN)
    after = state(store)
    assert form.other == {"财政拨款": "300000.00"}
    session.undo()
    assert state(store) == before
    session.redo()
    assert state(store) == after


def test_what_moves_no_form_changes_no_amount(session: Session) -> None:
    form = with_own_amounts(session, 财政拨款="30")
    session.apply(steps.edit_form(form, "改单位", unit="别的"))
    session.apply(steps.edit_form(form, "改年度", year=2027))
    assert again(session, form).other == {"财政拨款": "30"}


def test_amounts_are_the_same_there_and_back() -> None:
    dice = random.Random(7)  # noqa: S311
    for _ in range(3000):
        text = f"{dice.randrange(10 ** dice.randint(1, 9))}"
        if decimals := dice.randint(0, 4):
            text += "." + "".join(dice.choice("005") for _ in range(decimals))
        for old, new in ((MoneyUnit.TEN_THOUSAND_YUAN, MoneyUnit.YUAN), (MoneyUnit.YUAN, MoneyUnit.TEN_THOUSAND_YUAN)):
            there = in_unit(text, old, new)
            assert Decimal(there) * new.yuan == Decimal(text) * old.yuan
            assert in_unit(there, new, old) == text
