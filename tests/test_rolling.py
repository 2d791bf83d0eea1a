"""Rolling forward: next year's drafts, what is stale in them, the years in their texts, last year beside this one."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES, case
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import DefinitionError, JihengError
from app.cli.main import run
from app.definitions.library import Library, load_library
from app.definitions.vocabulary import Taxonomy
from app.editing import steps
from app.editing.beside import State, beside
from app.editing.loading import load_document
from app.editing.rolling import Rolling, layout_in, plan_roll, roll, rollable
from app.editing.session import Session
from app.editing.staleness.checking import SIGN_MODULES, Staleness, sign_catalogue, signs, stale_in
from app.editing.staleness.sign import sign
from app.editing.staleness.texts import last_year_of
from app.editing.taxonomy import carried_over, mapped_pair
from app.editing.year_texts import Use, moved, years_in
from app.editing.years import YearMention, change_years, year_mentions
from app.model.exchange import write_document
from app.model.money import MoneyUnit
from app.model.operators import Operator
from app.model.records import Form, Indicator, OverallTarget, ProjectTarget, SelfEvaluation, column_values, ref_of
from app.model.refs import FormKind
from app.rules.checking import check_form
from app.store.store import Store

CODE = "50015222T000000125711"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "绩衡.jiheng") as opened:
        yield opened


@pytest.fixture
def session(store: Store, library: Library) -> Session:
    return Session(store, library)


def row(name: str, value: str = "", **values: Any) -> Indicator:
    usual = {"level1": "产出指标", "level2": "数量指标", "operator": Operator.AT_LEAST, "unit": "次"}
    return Indicator(level3=name, value=value, **(usual | values))


def project(*rows: Indicator, **values: Any) -> ProjectTarget:
    usual = {"year": 2026, "project_name": "会议专项", "project_code": CODE, "layout": "chongqing/tongnan-2026"}
    return ProjectTarget(**(usual | values), indicators=list(rows))


def evaluation(*rows: Indicator, **values: Any) -> SelfEvaluation:
    usual = {"year": 2025, "project_name": "会议专项", "project_code": CODE, "layout": "chongqing/tongnan-2024"}
    return SelfEvaluation(**(usual | values), indicators=list(rows))


def copied(one: Indicator) -> Indicator:
    return Indicator(**{name: value for name, value in column_values(one).items() if name != "id"})


def put(session: Session, *forms: Form) -> list[Form]:
    for form in forms:
        session.apply(steps.new_form(form, session.store.next_position(form.kind, form.year)))
    return [kept(session, form) for form in forms]


def kept(session: Session, form: Form) -> Form:
    found = session.store.form(ref_of(form))
    assert found is not None
    return found


def content(form: Form) -> dict[str, Any]:
    (written,) = (form for forms in write_document([form]).values() if isinstance(forms, list) for form in forms)
    return written


# Drafts


def test_forms_become_drafts_of_the_new_year_in_one_step(session: Session) -> None:
    load_document(session, write_document(case("tongnan-2022")))
    before = write_document(session.store.forms())
    rolling = roll(session, session.store.forms(2022), 2027)
    assert session.undo_name == "结转 13 张表到 2027 年"
    assert len(rolling.rolled) == 13
    drafts = session.store.forms(2027)
    assert [form.name for form in drafts] == [form.name for form in session.store.forms(2022)]
    for old, new in zip(session.store.forms(2022), drafts, strict=True):
        assert content(new) == content(old) | {"year": "2027", "layout": "chongqing/tongnan-2026"}
        assert {row.id for row in old.indicators}.isdisjoint(row.id for row in new.indicators)
    session.undo()
    assert write_document(session.store.forms()) == before
    session.redo()
    assert len(session.store.forms(2027)) == 13


def test_drafts_stand_after_what_the_new_year_has(session: Session) -> None:
    put(
        session,
        project(project_code="", project_name="先有的", year=2027),
        project(),
        project(project_code="x", project_name="乙"),
    )
    roll(session, session.store.forms(2026), 2027)
    assert [form.name for form in session.store.forms(2027)] == ["先有的", "会议专项", "乙"]
    assert [form.position for form in session.store.forms(2027)] == [0, 1, 2]


def test_self_evaluations_are_not_rolled(session: Session) -> None:
    forms = put(session, evaluation(), project(year=2025))
    rolling = roll(session, forms, 2026)
    assert [one.reason for one in rolling.skipped] == ["是自评表，不结转"]
    assert [form.kind for form in session.store.forms(2026)] == [FormKind.PROJECT]
    assert rollable(forms) == forms[1:]
    assert rollable(forms, ["nobody's"]) == []


def test_what_is_rolled_already_is_not_doubled_unless_asked(session: Session) -> None:
    forms = put(session, project(), OverallTarget(year=2026, unit="甲办公室"))
    roll(session, forms, 2027)
    again = roll(session, forms, 2027)
    assert [one.reason for one in again.skipped] == ["在 2027 年已有，没有重复结转"] * 2
    assert not again.step.changes
    assert len(session.store.forms(2027)) == 2
    assert session.undo_name == "结转 2 张表到 2027 年"
    assert len(roll(session, forms, 2027, again=True).rolled) == 2
    assert len(session.store.forms(2027)) == 4


def test_two_projects_of_one_code_are_both_rolled_and_told_apart_by_name(session: Session) -> None:
    forms = put(session, project(project_name="甲"), project(project_name="乙"))
    assert len(roll(session, forms[:1], 2027).rolled) == 1
    second = roll(session, forms, 2027)
    assert [one.draft.name for one in second.rolled] == ["乙"]
    assert [one.form.name for one in second.skipped] == ["甲"]


@pytest.mark.parametrize(
    ("there", "doubled"),
    [
        ({"project_name": "别的名"}, False),  # the code tells
        ({"project_code": "", "project_name": "2026年会 议专项"}, False),
        ({"project_code": "", "project_name": "2027年会议专项"}, False),  # the year in its name was changed already
        ({"project_code": "", "project_name": "2027年会议专项", "unit": "乙局"}, True),
        ({"project_code": "", "project_name": "2025年会议专项"}, True),
    ],
)
def test_a_project_is_known_by_its_code_or_by_name_and_unit(
    session: Session, there: dict[str, str], doubled: bool
) -> None:
    forms = put(
        session, project(project_name="2026年会议专项", unit="甲局"), project(**{"year": 2027, "unit": "甲局"} | there)
    )
    assert bool(roll(session, forms[:1], 2027).rolled) is doubled


def test_only_earlier_years_are_rolled(session: Session) -> None:
    forms = put(session, project(year=2027), project(year=None), project(year=2028))
    rolling = roll(session, forms, 2027)
    assert {one.reason for one in rolling.skipped} == {"不是 2027 年以前的表"}
    assert not rolling.rolled


def test_the_layout_is_that_of_the_place_in_the_new_year(library: Library) -> None:
    def chosen(layout: str, year: int) -> str:
        return layout_in(project(layout=layout), year, library).id

    assert chosen("chongqing/tongnan-2022", 2023) == "chongqing/tongnan-2023"
    assert chosen("chongqing/tongnan-2022", 2025) == "chongqing/tongnan-2023"  # that of 2024 prints no projects
    assert chosen("chongqing/tongnan-2022", 2027) == "chongqing/tongnan-2026"
    assert chosen("chongqing/qijiang-2022", 2027) == "chongqing/qijiang-2022"
    assert chosen("ministry/project-2015", 2027) == "ministry/project-2021"
    assert chosen("chongqing/shiji-general-2026", 2027) == "chongqing/shiji-general-2026"
    assert chosen("chongqing/shiji-2026", 2027) == "chongqing/shiji-2026"


def test_amounts_that_only_layouts_have_are_counted_in_the_new_unit(session: Session, library: Library) -> None:
    """A layout of the same place in another unit: what stands in ``other`` would else be another amount."""
    old = library.layouts["guangdong/guangzhou-overall-2026"]
    new = replace(
        old, id="guangdong/new", head=old.head.model_copy(update={"years": (2027,), "money_unit": MoneyUnit.YUAN})
    )
    more = replace(library, layouts={**library.layouts, new.id: new})
    form = OverallTarget(year=2026, unit="甲", layout=old.id, other={"基本支出": "12.5", "任务一名称": "12.5"})
    (one,) = plan_roll(put(session, form), 2027, session.store, more).rolled
    assert one.draft.layout == "guangdong/new"
    assert one.draft.other == {"基本支出": "125000", "任务一名称": "12.5"}
    assert one.last.other["基本支出"] == "12.5"


# Taxonomies


def test_costs_move_to_the_new_taxonomy_and_rows_into_its_order(library: Library) -> None:
    rows = [
        row("次数"),
        row("成本", level2="成本\n指标", weight=Decimal(20), other={"解释": "甲"}),
        row("满意", level1="满意度指标", level2="服务对象满意度指标"),
        row("效果", level1="效益指标", level2="可持续发展指标"),
        row("效益", level1="效益指标", level2="经济效益指标"),
        row("及时", level2="时效指标"),
        row("质量", level2="质量指标"),
    ]
    new = carried_over(rows, "2021", library)
    assert [one.level3 for one in new] == ["成本", "次数", "质量", "及时", "效益", "效果", "满意"]
    assert (new[0].level1, new[0].level2) == ("成本指标", "经济成本指标")
    assert (new[0].weight, new[0].other) == (Decimal(20), {"解释": "甲"})
    assert new[5].level2 == "可持续发展指标"  # nobody has laid down what it becomes
    assert rows[1].level2 == "成本\n指标"


def test_rows_of_a_form_without_levels_keep_their_order(library: Library) -> None:
    rows = [row(name, level1="", level2="") for name in "乙甲丙"]
    assert [one.level3 for one in carried_over(rows, "2021", library)] == ["乙", "甲", "丙"]


def test_only_declared_renamings_are_made(library: Library) -> None:
    assert mapped_pair(("产出指标", "成本指标"), "2021", library) == ("成本指标", "经济成本指标")
    assert mapped_pair(("产出指标", "数量指标"), "2021", library) == ("产出指标", "数量指标")
    assert mapped_pair(("成本指标", "社会成本指标"), "2015", library) is None
    every = [(level.name, name) for level in library.taxonomies["2015"].levels for name in level.level2]
    assert all(library.taxonomies["2021"].has(*(mapped_pair(pair, "2021", library) or ("", ""))) for pair in every)


def test_the_taxonomy_is_mapped_on_wish_only(session: Session) -> None:
    form = project(row("次数"), row("成本", level2="成本指标"), year=2022, layout="chongqing/tongnan-2022")
    put(session, form)
    (plain,) = roll(session, session.store.forms(2022), 2023).drafts
    assert [one.level2 for one in kept(session, plain).indicators] == ["数量指标", "成本指标"]
    session.undo()
    (mapped,) = roll(session, session.store.forms(2022), 2023, taxonomy="2021").drafts
    assert [one.level2 for one in kept(session, mapped).indicators] == ["经济成本指标", "数量指标"]
    assert "level_layout_mixed" not in {issue.code for issue in check_form(kept(session, mapped), session.library)}
    with pytest.raises(JihengError, match="没有名为“2020”的指标体系"):
        roll(session, [], 2023, taxonomy="2020")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ('becomes = { "2020" = [] }', "没有名为“2020”的指标体系"),
        (
            'becomes = { "2021" = [{ old = ["产出指标", "无"], new = ["产出指标", "数量指标"] }] }',
            "2015 年体系里没有“产出指标/无”",
        ),
        (
            'becomes = { "2021" = [{ old = ["产出指标", "成本指标"], new = ["产出指标", "成本指标"] }] }',
            "2021 年体系里没有“产出指标/成本指标”",
        ),
    ],
)
def test_a_wrong_renaming_is_told_with_its_line(tmp_path: Path, wrong: str, sentence: str) -> None:
    import shutil

    from app.base.locations import forms_folder

    folder = tmp_path / "forms"
    shutil.copytree(forms_folder(), folder)
    file = folder / "shared/taxonomies.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("becomes"))
    file.write_text("\n".join([*lines[:at], wrong, *lines[at + 1 :]]), encoding="utf-8")
    with pytest.raises(DefinitionError, match=sentence) as caught:
        load_library(folder)
    assert f"第 {at + 1} 行" in str(caught.value)


def test_a_taxonomy_that_nothing_replaced_needs_no_renamings() -> None:
    assert Taxonomy(name="甲", source="乙", levels=(), cost=()).becomes == {}


# Years in texts


@pytest.mark.parametrize(
    ("text", "found", "use"),
    [
        ("2026年召开会议30次", "2026", Use.PLAN),
        ("完成好2026年度各项任务", "2026", Use.PLAN),
        ("纳入2026年综合目标进行考核管理", "2026", Use.PLAN),
        ("2026 年", "2026", Use.PLAN),
        ("二〇二六年度", "二〇二六", Use.PLAN),
        ("二○二六年", "二○二六", Use.PLAN),
        ("二零二六年", "二零二六", Use.PLAN),
        ("２０２６年", "２０２６", Use.PLAN),
        ("2026招商引资专项", "2026", Use.PLAN),
        ("2025-2026学年", "2025-2026", Use.PLAN),
        ("2026年12月底前完成", "2026", Use.PLAN),
        ("于2026年12月31日前完成", "2026", Use.PLAN),
        ("2026年1—12月", "2026", Use.PLAN),
        ("2026—2028年规划", "2026—2028", Use.PERIOD),
        ("2026年至2028年", "2026年至2028", Use.PERIOD),
        ("2024～2026年", "2024～2026", Use.PERIOD),
        ("按渝财〔2026〕3号文", "2026", Use.DOCUMENT),
        ("按渝财预(2026)13号文", "2026", Use.DOCUMENT),
        ("2026年第3号公告", "2026", Use.DOCUMENT),
        ("按照《2026年工作要点》要求", "2026", Use.DOCUMENT),
        ("关于编制2026年政府部门预算的通知", "2026", Use.DOCUMENT),
        ("2026年已建成", "2026", Use.PAST),
        ("自2026年起实施", "2026", Use.PAST),
        ("2026年以来，成效明显", "2026", Use.PAST),
        ("2026年3月，中办印发的意见", "2026", Use.DAY),
        ("2026年3月前期工作启动", "2026", Use.DAY),
        ("我区原视频会议系统为2026年建设，由于设备老化", "2026", Use.PAST),
        ("2026.12.31", "2026", Use.DAY),
        ("信息平台建设项目（2026年）", "2026", Use.BRACKET),
        ("全年培训2026", "2026", Use.BARE),
    ],
)
def test_a_year_is_found_and_understood(text: str, found: str, use: Use) -> None:
    assert [(text[one.start : one.end], one.use) for one in years_in(text, {"次"})] == [(found, use)]


@pytest.mark.parametrize(
    "text",
    ["全年2026件", "办理2026人次", "支出2026元", "2026.5万元", "120260", "12026", "20261", "GB2026", "2026A", "=2026",
     "1,2026", "共2026", "二千零二十六", "1926年", "", "2026*3"],
)  # fmt: skip
def test_what_is_no_year_of_now_is_not_found(text: str) -> None:
    years = [year for one in years_in(text, {"件", "人次"}) for year in one.years]
    assert 2026 not in years
    assert all(1949 <= year <= 2099 for year in years)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("2026", "2027"),
        ("２０２９", "２０３０"),
        ("二〇二九", "二〇三〇"),
        ("二○二六", "二○二七"),
        ("二零二六", "二零二七"),
        ("2026—2028", "2027—2029"),
        ("2025-2026", "2026-2027"),
    ],
)
def test_a_year_is_moved_as_it_is_written(text: str, later: str) -> None:
    assert moved(text, 1) == later


@given(
    st.integers(1950, 2090),
    st.integers(-1, 9),
    st.sampled_from(["{}", "２", "二〇"]),
    st.text(alphabet="年会，。议 《》", max_size=8),
)
def test_a_year_moved_there_and_back_is_as_it_was(year: int, by: int, style: str, around: str) -> None:
    written = str(year)
    if style == "２":
        written = "".join(chr(ord(digit) + 0xFEE0) for digit in written)
    if style == "二〇":
        written = "".join("〇一二三四五六七八九"[int(digit)] for digit in written)
    text = f"{around}{written}年{around}"
    assert moved(moved(text, by), -by) == text
    assert [one.years for one in years_in(text)] == [(year,)]


def texts(mentions: list[YearMention]) -> list[tuple[int | None, str, str, str, bool]]:
    return [(one.place.row, one.place.field, one.found, one.proposed, one.safe) for one in mentions]


def test_every_occurrence_in_a_form_is_offered_with_its_place(library: Library) -> None:
    form = project(
        row("2026年培训", "30"),
        row("完成时间", "2026年12月", operator=Operator.QUALITATIVE, unit="", other={"解释": "2026年的"}),
        row("份数", "2026", unit="份"),
        row("完成年份", "2026", unit="年"),
        project_name="2026会议专项",
        goal="2026年开会，2026年总结。",
        overview="2026年已开会。",
        basis="按照2026年安排",
        other={"备注": "2026年", "别的": "2025年"},
    )
    assert texts(year_mentions(form, 2026, 2027, library)) == [
        (None, "project_name", "2026", "2027", True),
        (None, "overview", "2026", "2027", False),
        (None, "basis", "2026", "2027", False),
        (None, "goal", "2026", "2027", True),
        (None, "goal", "2026", "2027", True),
        (None, "备注", "2026", "2027", True),
        (1, "level3", "2026", "2027", True),
        (2, "value", "2026", "2027", True),
        (2, "解释", "2026", "2027", True),
        (4, "value", "2026", "2027", True),
    ]
    assert year_mentions(form, 2024, 2027, library) == []


def test_a_mention_shows_the_text_around_it(library: Library) -> None:
    form = project(goal="为了做好全区的各项重点工作，在2026年召开全区的各项重点工作会议三十次")
    (mention,) = year_mentions(form, 2026, 2027, library)
    assert mention.around == "好全区的各项重点工作，在2026年召开全区的各项重点工作"
    assert mention.around_proposed == "好全区的各项重点工作，在2027年召开全区的各项重点工作"
    assert mention.place.form == ref_of(form)
    assert mention.use.why == ""


def test_chosen_years_are_changed_in_one_step(session: Session) -> None:
    (form,) = put(
        session,
        project(
            row("2026年培训", "3"), goal="2026年甲，2026年乙，2026年丙", other={"备注": "2026年", "别的": "2026年"}
        ),
    )
    mentions = year_mentions(form, 2026, 2027, session.library)
    session.apply(change_years([form], [mentions[0], mentions[2], mentions[3], mentions[5]]))
    changed = kept(session, form)
    assert session.undo_name == "改 4 处年份"
    assert changed.goal == "2027年甲，2026年乙，2027年丙"  # type: ignore[union-attr]
    assert changed.other == {"备注": "2027年", "别的": "2026年"}
    assert changed.indicators[0].level3 == "2027年培训"
    session.undo()
    assert content(kept(session, form)) == content(form)


def test_a_text_that_was_changed_meanwhile_is_left_alone(session: Session) -> None:
    (form,) = put(session, project(goal="2026年开会", project_name="2026年会议"))
    mentions = year_mentions(form, 2026, 2027, session.library)
    session.apply(steps.edit_form(form, "修改目标", goal="全年开会"))
    step = change_years([kept(session, form)], [*mentions, *mentions])
    session.apply(step)
    assert step.name == "改 1 处年份"
    assert (kept(session, form).name, kept(session, form).goal) == ("2027年会议", "全年开会")  # type: ignore[union-attr]


def test_all_that_is_safe_leaves_no_such_year_to_change(session: Session) -> None:
    load_document(session, write_document(case("tongnan-2023")))
    rolling = roll(session, session.store.forms(2023), 2024)
    library = session.library
    safe = [one for draft in rolling.drafts for one in year_mentions(draft, 2023, 2024, library) if one.safe]
    assert len(safe) == 8  # six names, a goal, an indicator
    session.apply(change_years(rolling.drafts, safe))
    left = [one for form in session.store.forms(2024) for one in year_mentions(form, 2023, 2024, library)]
    assert left == []


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
    return kept(session, draft)


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
    assert "attribute_still_new" not in codes(stale_in([kept(session, draft)], session.store, session.library))


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
    assert kept(session, draft).indicators[0].level2 == "可持续发展指标"
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
    assert {one.look.__module__ for one in signs()} == {module.__name__ for module in SIGN_MODULES}
    assert all(all(info) for info in sign_catalogue())
    with pytest.raises(ValueError, match="two signs"):
        sign(signs()[0].info.code, title="", explanation="", source="")


def test_a_form_without_a_past_is_only_held_against_the_new_year(session: Session) -> None:
    found = stale_in(
        put(session, project(year=2026, amount=Decimal(1), attribute="新增")), session.store, session.library
    )
    assert codes(found) == set()
    assert stale_in([project(year=None)], session.store, session.library) == []


# Last year beside this year


def test_rows_are_paired_by_name_then_by_likeness() -> None:
    last = project(
        row("会议次数", "30"), row("2026年培训人次", "100"), row("租赁", level2="成本指标"), row("调研", "5")
    )
    this = project(
        row("租赁", level1="成本指标", level2="经济成本指标"),
        row("会议次数", "35"),
        row("2027年培训人次", "100"),
        row("宣传", "1"),
    )
    found = beside(last, this)
    pairs = [(one.last_row, one.this_row, one.state) for one in found.rows]
    assert pairs == [
        (2, 0, State.CHANGED),
        (0, 1, State.CHANGED),
        (1, 2, State.CHANGED),
        (None, 3, State.NEW),
        (3, None, State.GONE),
    ]
    fields = {field.field: field for field in found.rows[1].fields}
    assert (fields["value"].last, fields["value"].this, fields["value"].state) == ("30", "35", State.CHANGED)
    assert fields["unit"].state is State.SAME
    assert [one.same_target for one in found.rows] == [True, False, True, False, False]
    assert len(found.paired) == 3


def test_a_like_name_under_another_level_is_another_indicator() -> None:
    (new, gone) = beside(project(row("培训人次多")), project(row("培训人次少", level2="质量指标"))).rows
    assert (new.state, gone.state) == (State.NEW, State.GONE)


def test_rows_of_one_name_are_told_apart_by_their_levels() -> None:
    last = project(row("保洁", "1"), row("保洁", "2", level2="成本指标"))
    this = project(row("保洁", "2", level2="成本指标"), row("保洁", "1"))
    assert [one.state for one in beside(last, this).rows] == [State.SAME, State.SAME]


def test_the_best_pairs_are_made_first() -> None:
    last, this = project(row("甲乙丙丁戊一"), row("甲乙丙丁戊二")), project(row("甲乙丙丁戊二三"), row("甲乙丙丁戊一"))
    assert [one.last_row for one in beside(last, this).rows] == [1, 0]


def test_fields_of_forms_are_set_beside_each_other() -> None:
    last = project(goal="甲", basis="乙", amount=Decimal(1), other={"旧": "1", "同": "2"})
    this = project(year=2027, goal="丙", overview="丁", amount=Decimal("1.0"), other={"同": "2", "新": "3"})
    states = {field.field: field.state for field in beside(last, this).fields}
    assert states["goal"] is State.CHANGED
    assert states["basis"] is State.GONE
    assert states["overview"] is State.NEW
    assert states["amount"] is State.SAME
    assert (states["旧"], states["同"], states["新"]) == (State.GONE, State.SAME, State.NEW)
    assert "year" not in states
    assert State.GONE.label == "去掉"


def test_a_form_beside_itself_is_the_same() -> None:
    for form in case("tongnan-2026"):
        found = beside(form, form)
        assert {one.state for one in (*found.rows, *found.fields)} == {State.SAME}
        assert [one.last_row for one in found.rows] == [one.this_row for one in found.rows]
        assert found.same_targets


# The command


class Program:
    def __init__(self, store: Path, capture: Callable[[], Any]) -> None:
        self.store, self._capture = store, capture
        self.out = self.err = ""

    def __call__(self, *words: object) -> int:
        code = run([*map(str, words), "--store", str(self.store)])
        self.out, self.err = self._capture()
        return code


@pytest.fixture
def jiheng(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    program = Program(tmp_path / "a.jiheng", capsys.readouterr)
    for path in CASES:
        assert program("load", path) == 0
    return program


def test_roll_tells_scripts_what_it_did(jiheng: Program) -> None:
    assert jiheng("roll", "--from", 2022, "--to", 2023, "--code", CODE, "--json") == 0
    report = json.loads(jiheng.out)
    assert report["rolled"] == [
        {"kind": "project", "code": CODE, "name": "区政府办政府会议专项", "layout": "chongqing/tongnan-2023"}
    ]
    assert report["skipped"] == []
    assert set(report) == {"rolled", "skipped", "stale", "years"}
    assert set(report["stale"][0]) == {"code", "message", "place", "fix"}
    place = report["stale"][0]["place"]
    assert set(place) == {"kind", "year", "project_code", "project_name", "row", "field"}
    assert (place["year"], place["project_code"]) == ("2023", CODE)
    assert jiheng("roll", "--from", 2022, "--to", 2023, "--code", CODE, "--json") == 0
    assert [one["name"] for one in json.loads(jiheng.out)["skipped"]] == ["区政府办政府会议专项"]


def test_roll_takes_several_codes_and_maps_the_taxonomy(jiheng: Program) -> None:
    two = ("--code", CODE, "--code", "50015222T000000132080")
    assert jiheng("roll", "--from", 2022, "--to", 2023, *two, "--taxonomy-2021", "--json") == 0
    report = json.loads(jiheng.out)
    assert len(report["rolled"]) == 2
    (year,) = report["years"]
    assert (year["found"], year["proposed"], year["safe"], year["place"]["field"]) == ("2022", "2023", True, "goal")
    assert jiheng("dump", "--year", 2023) == 0
    drafts = [form for form in json.loads(jiheng.out)["projects"] if form["project_code"] in two]
    firsts = [form["indicators"][0] for form in drafts]
    assert [(one["level1"], one["level2"]) for one in firsts] == [("成本指标", "经济成本指标")] * 2


def test_roll_tells_people_what_to_look_at(jiheng: Program) -> None:
    assert jiheng("roll", "--from", 2022, "--to", 2023) == 0
    assert "2023 项目绩效目标表 区政府办政府会议专项（chongqing/tongnan-2023）" in jiheng.out
    assert jiheng.out.count("项目属性仍是“新增”") == 1  # said once for all
    assert "[核对] 20 张表：项目属性仍是“新增”，2022 年已有这个项目，请改为“延续”。" in jiheng.out
    assert "→ “成明确的目标任务，并纳入2023年综合目标进行考核管理。”" in jiheng.out
    assert jiheng.err.startswith("已结转 21 张表到 2023 年；")
    assert jiheng("roll", "--from", 2022, "--to", 2023) == 0
    assert "21 张没有结转" in jiheng.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", 2019, "--to", 2027), "没有 2019 年的表，已有 2026、2024、2023、2022 年的。"),
        (("--from", 2024, "--to", 2027), "2024 年只有自评表，自评表不结转。"),
        (("--from", 2026, "--to", 2026), "要结转到的年份应晚于 2026 年，现为 2026 年。"),
        (("--from", 2026, "--to", 2027, "--code", "X"), "2026 年没有项目代码是“X”的目标表"),
        (("--from", 2026), "缺少 --to"),
    ],
)
def test_what_cannot_be_rolled_is_one_sentence(jiheng: Program, words: tuple[object, ...], sentence: str) -> None:
    assert jiheng("roll", *words) == 2
    assert sentence in jiheng.err
    assert jiheng.err.count("\n") == 1
    assert jiheng.out == ""


def test_a_plan_changes_nothing(session: Session) -> None:
    forms = put(session, project())
    rolling: Rolling = plan_roll(forms, 2027, session.store, session.library)
    assert session.store.forms(2027) == []
    session.apply(rolling.step)
    assert [ref_of(form) for form in session.store.forms(2027)] == [ref_of(draft) for draft in rolling.drafts]
