"""What is stale in a draft that was rolled: bases, years, periods, values, layouts."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from cases import case

from app.definitions.library import Library
from app.editing import steps
from app.editing.loading import load_document
from app.editing.rolling import plan_roll, roll
from app.editing.session import Session
from app.editing.staleness.checking import SIGN_MODULES, Staleness, sign_catalogue, signs, stale_in
from app.editing.staleness.sign import sign
from app.editing.staleness.texts import last_year_of
from app.model.exchange import write_document
from app.model.records import Form, OverallTarget
from app.model.refs import FormKind
from editing.drafts import copied, evaluation, project, row
from editing.kept import again, put

# What is stale


def stale(session: Session, *earlier: Form, year: int = 2027, **changes: Any) -> list[Staleness]:
    """What is stale in the draft that comes of the first form, after some of its fields were set."""
    put(session, *earlier)
    (draft,) = plan_roll([earlier[0]], year, session.store, session.library).drafts
    for name, value in changes.items():
        setattr(draft, name, value)
    return stale_in([draft], session.store, session.library)


def codes(found: list[Staleness]) -> set[str]:
    return {one.code for one in found}


def only(found: list[Staleness], code: str) -> Staleness:
    (one,) = [one for one in found if one.code == code]
    return one


def apply_fix(session: Session, draft: Form, one: Staleness) -> Form:
    assert one.fix is not None
    session.apply(steps.Step(one.fix.label, one.fix.changes))
    return again(session, draft)


@pytest.mark.parametrize(
    ("basis", "year"),
    [
        ("关于编制2024年政府部门预算的通知", 2024),
        ("按照《重庆市2026年工作要点》", 2026),
        ("按2025年度考核安排", 2025),
        ("《潼南区2021—2025年发展规划》", 2025),
        ("渝财〔2019〕26号、关于编制2025年预算的通知", 2025),
    ],
)
def test_a_basis_of_an_earlier_year_is_stale(session: Session, basis: str, year: int) -> None:
    found = only(stale(session, project(basis=basis)), "basis_old_year")
    assert f"是 {year} 年的，请核对 2027 年是否有新的依据。" in found.message
    assert found.place.field == "basis"
    assert found.place.form.kind is FormKind.PROJECT


@pytest.mark.parametrize(
    "basis",
    [
        "潼委办发〔2019〕26号",
        "渝委办发(2021)35号",
        "2020年9月，中办印发的意见",
        "《2026—2030年规划》",
        "关于编制2027年预算的通知",
        "",
    ],
)
def test_regulations_facts_and_plans_in_force_are_not_stale(session: Session, basis: str) -> None:
    assert "basis_old_year" not in codes(stale(session, project(basis=basis)))


def test_a_basis_is_quoted_by_its_title(session: Session) -> None:
    found = only(stale(session, project(basis="根据关于编制2024年政府部门预算的通知等")), "basis_old_year")
    assert found.message.startswith("立项依据引用的“关于编制2024年政府部门预算的通知”是 2024 年的")


def test_years_before_the_last_are_stale_in_goals_and_indicators(session: Session) -> None:
    found = stale(session, project(row("2024年培训", "3"), goal="纳入2024年考核，2026年完成", overview="2019年成立"))
    old = [(one.place.row, one.place.field) for one in found if one.code == "text_old_year"]
    assert old == [(None, "goal"), (1, "level3")]
    assert "第 1 行“2024年培训”：三级指标里还写着 2024 年" in next(one for one in found if one.place.row == 1).message


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        ("2022年", "1年", 2022),
        ("2022", "三年", 2024),
        ("2022年1月", "2026年12月", 2026),
        ("2022.1", "2025.12", 2025),
        ("2022年", "长期", None),
        ("", "1年", None),
        ("2022年", "", None),
        ("2026年1月1日", "2027-12-31", 2027),
    ],
)
def test_the_last_year_of_a_project(start: str, end: str, last: int | None) -> None:
    assert last_year_of(start, end) == last


def test_an_ended_project_is_told_and_one_of_a_year_can_be_moved_on(session: Session) -> None:
    last = project(start="2026年1月", end="2026年12月")
    put(session, last)
    (draft,) = roll(session, [last], 2027).drafts
    found = only(stale_in([draft], session.store, session.library), "period_ended")
    assert found.message == (
        "项目起始时间是“2026年1月”，项目终止时间是“2026年12月”，到 2026 年为止，2027 年已经结束，请核对是否继续并改写。"
    )
    mended = apply_fix(session, draft, found)
    assert (mended.start, mended.end) == ("2027年1月", "2027年12月")  # type: ignore[union-attr]


def test_a_project_that_goes_on_has_not_ended(session: Session) -> None:
    assert "period_ended" not in codes(stale(session, project(start="2022年", end="2027年")))
    assert only(stale(session, project(start="2022年", end="2025年")), "period_ended").fix is None


def test_a_running_project_is_not_new(session: Session) -> None:
    last = project(attribute="新增")
    put(session, last)
    (draft,) = roll(session, [last], 2027).drafts
    found = only(stale_in([draft], session.store, session.library), "attribute_still_new")
    assert apply_fix(session, draft, found).attribute == "延续"  # type: ignore[union-attr]
    assert "attribute_still_new" not in codes(stale_in([again(session, draft)], session.store, session.library))


def test_the_amount_is_kept_and_flagged(session: Session) -> None:
    found = only(stale(session, project(amount=Decimal(605000))), "amount_carried")
    assert found.message == "资金总额 60.5 万元与 2026 年相同，请按 2027 年的预算核对。"
    assert "amount_carried" not in codes(stale(session, project(amount=Decimal(60)), amount=Decimal(70)))


def test_values_that_stay_for_two_years_are_told_once(session: Session) -> None:
    years = [
        project(row("会议", "30"), row("培训", str(year)), row("调研", "5"), year=year) for year in (2026, 2025, 2024)
    ]
    years[2].indicators[2].value = "4"
    found = [one for one in stale(session, *years) if one.code == "value_unchanged"]
    assert [(one.place.row, one.message) for one in found] == [
        (1, "第 1 行“会议”的指标值 2024、2025、2026 年都一样，请核对 2027 年是否仍然合适。"),
        (3, "第 3 行“调研”的指标值 2025、2026 年都一样，请核对 2027 年是否仍然合适。"),
    ]


def test_one_year_s_values_are_no_habit(session: Session) -> None:
    other = project(row("会议", "30"), year=2025, project_code="", project_name="别的")
    assert "value_unchanged" not in codes(stale(session, project(row("会议", "30")), other))


def test_another_amount_for_the_same_indicators_is_told(session: Session) -> None:
    this, before = (project(row("会议", "30"), year=year, amount=Decimal(year * 1000)) for year in (2026, 2025))
    found = only(stale(session, this, before), "indicators_unchanged")
    assert found.message == ("资金总额从 2025 年的 202.5 万元变为 2026 年的 202.6 万元，指标值却一个没变，请核对指标。")
    session.undo(), session.undo()
    before.indicators[0].value = "29"
    assert "indicators_unchanged" not in codes(stale(session, this, before))
    now = stale(session, project(row("会议", "30"), amount=Decimal(10000), project_code="x"), amount=Decimal(20000))
    assert "从 2026 年的 1 万元变为 2027 年的 2 万元" in only(now, "indicators_unchanged").message


def test_costs_that_came_to_the_amount_must_still_do(session: Session) -> None:
    rows = (
        row("印刷", "4", level2="成本指标", unit="万元"),
        row("租赁", "10000", level2="成本指标", unit="元"),
        row("次", "9"),
    )
    last = project(*rows, amount=Decimal(50000))
    found = only(stale(session, last, amount=Decimal(60000)), "cost_left_amount")
    assert found.message == "成本指标合计 5 万元，资金总额 6 万元，2026 年两者相等，请核对。"
    assert "cost_left_amount" not in codes(
        stale(session, project(*(copied(one) for one in rows), project_code="y", amount=Decimal(50000)))
    )
    never = project(
        *(row(one.level3, one.value, level2=one.level2, unit=one.unit) for one in rows[:2]), project_code="x"
    )
    never.amount = Decimal(70000)
    assert "cost_left_amount" not in codes(stale(session, never, amount=Decimal(80000)))


@pytest.mark.parametrize(
    ("target", "actual", "share"),
    [("30", "39", "130%"), ("30", "50次", "167%"), ("30", "17", "57%"), ("30", "0", "0%")],
)
def test_results_far_from_the_target_are_told(session: Session, target: str, actual: str, share: str) -> None:
    done = evaluation(row("会议", target, actual=actual), row("培训", "10", actual="10"))
    found = only(stale(session, project(row("培训", "10"), row("会议 ", "30")), done), "far_from_target")
    assert found.place.row == 2
    assert f"2025 年自评的完成值 {actual} 是指标值（≥{target}次）的 {share}" in found.message


@pytest.mark.parametrize(("target", "actual"), [("30", "38.9"), ("30", "18"), ("0", "5"), ("优", "良"), ("30", "")])
def test_results_near_the_target_are_not_told(session: Session, target: str, actual: str) -> None:
    done = evaluation(row("会议", target, actual=actual))
    assert "far_from_target" not in codes(stale(session, project(row("会议", "30")), done))


def test_the_evaluation_is_found_by_code_by_name_and_of_the_whole_by_unit(session: Session) -> None:
    done = evaluation(row("会议", "10", actual="99"), project_code="", project_name="会议专项（常年性项目）")
    assert "far_from_target" in codes(stale(session, project(row("会议", "10")), done))
    load_document(session, write_document(case("tongnan-2022")))
    load_document(session, write_document(case("tongnan-2024")))
    (whole,) = [form for form in session.store.forms(2024) if getattr(form, "scope", "") == "overall"]
    session.apply(steps.edit_indicator(whole, 0, actual="999"))
    name = whole.indicators[0].level3
    form = OverallTarget(year=2025, unit="重庆市潼南区人民政府办公室", layout="chongqing/tongnan-2023")
    form.indicators = [row(name, "65", level1="", level2="")]
    assert "far_from_target" in codes(stale(session, form, year=2026))


def test_a_layout_of_an_earlier_year_is_told(session: Session) -> None:
    assert "layout_not_declared" in codes(stale(session, project()))
    assert "layout_not_declared" not in codes(
        stale(session, project(year=2025, project_code="x", project_name="乙"), year=2026)
    )
    assert "layout_not_declared" not in codes(stale(session, project(layout="central/central-2026", project_code="y")))


def test_the_old_taxonomy_is_told_and_mended(session: Session) -> None:
    last = project(row("次数"), row("成本", level2="成本指标"), year=2022, layout="chongqing/tongnan-2022")
    put(session, last)
    (draft,) = roll(session, [last], 2026).drafts
    found = only(stale_in([draft], session.store, session.library), "taxonomy_old")
    assert found.message == "第 2 行的“产出指标/成本指标”在“2021 年体系”里是“成本指标/经济成本指标”，请改正。"
    mended = apply_fix(session, draft, found)
    assert (mended.indicators[1].level1, mended.indicators[1].level2) == ("成本指标", "经济成本指标")
    assert "taxonomy_old" not in codes(stale_in([mended], session.store, session.library))


def test_levels_of_no_taxonomy_are_offered_and_not_changed(session: Session) -> None:
    last = project(row("长效", level1="效益指标", level2="可持续发展指标"))
    put(session, last)
    (draft,) = roll(session, [last], 2027, taxonomy="2021").drafts
    assert again(session, draft).indicators[0].level2 == "可持续发展指标"
    found = only(stale_in([draft], session.store, session.library), "level_nonstandard")
    assert found.fix is not None
    assert found.fix.label == "改为“效益指标/可持续影响指标”"


def test_weights_that_fitted_the_old_layout_only_are_told(session: Session, library: Library) -> None:
    old = library.layouts["chongqing/tongnan-2026"]
    policy = {"project": old.forms["project"].model_copy(update={"weights": "100"})}
    new = replace(old, id="chongqing/new", head=old.head.model_copy(update={"years": (2027,)}), forms=policy)
    more = replace(library, layouts={**library.layouts, new.id: new})
    last = project(row("甲", weight=Decimal(60)), row("乙", weight=Decimal(30)))
    (draft,) = plan_roll(put(session, last), 2027, session.store, more).drafts
    found = only(stale_in([draft], session.store, more), "weights_policy_changed")
    assert found.message == "权重合计 90 合乎 2026 年的规定，2027 年的版式要求 100，请重新分配。"
    assert "layout_not_declared" not in codes(stale_in([draft], session.store, more))
    assert "weights_policy_changed" not in codes(stale_in([draft], session.store, library))


def test_what_the_new_layout_asks_for_besides_is_told(session: Session) -> None:
    last = project(year=2020, layout="ministry/project-2015")
    new = {one.message for one in stale(session, last, year=2021) if one.code == "field_new"}
    old_form = session.library.layouts["ministry/project-2015"].forms["project"]
    new_form = session.library.layouts["ministry/project-2021"].forms["project"]
    fields = session.library.fields.project

    def parts(form: Any) -> set[str]:
        return {part for entry in form.entries if entry.field for part in fields[entry.field].parts}

    asked = [entry for entry in new_form.entries if entry.field and fields[entry.field].required]
    missing = {
        entry.label or fields[entry.field].label
        for entry in asked
        if not parts(old_form) & set(fields[entry.field].parts)
        and not any(getattr(last, p) for p in fields[entry.field].parts)
    }
    assert new == {f"新版式要填“{label}”，请补上。" for label in missing}


def test_published_forms_are_stale_where_they_are(session: Session) -> None:
    """Four of the five projects of 2026 cite the budget notice of 2024."""
    load_document(session, write_document(case("tongnan-2026")))
    rolling = roll(session, session.store.forms(2026), 2027)
    found = stale_in(rolling.drafts, session.store, session.library)
    assert sum(one.code == "basis_old_year" for one in found) == 4
    assert [one.place.project_name for one in found if one.code == "text_old_year"] == [
        "区政府办督查议案专项（常年性项目）"
    ]
    assert sum(one.code == "attribute_still_new" for one in found) == 5
    assert all(one.message.endswith("。") and one.source for one in found)


def test_every_sign_says_what_it_is_about_and_has_a_module() -> None:
    assert {one.check.__module__ for one in signs()} == {module.__name__ for module in SIGN_MODULES}
    assert all(all(info) for info in sign_catalogue())
    with pytest.raises(ValueError, match="two signs"):
        sign(signs()[0].info.code, title="", explanation="", source="")


def test_a_form_without_a_past_is_only_held_against_the_new_year(session: Session) -> None:
    found = stale_in(
        put(session, project(year=2026, amount=Decimal(1), attribute="新增")), session.store, session.library
    )
    assert codes(found) == set()
    assert stale_in([project(year=None)], session.store, session.library) == []
