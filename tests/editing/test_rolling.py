"""Forms of a year become drafts of the next, in its layouts and taxonomies; the command that does it."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from cases import CASES, case
from program import Program

from app.base.errors import DefinitionError, JihengError
from app.definitions.library import Library, load_library
from app.definitions.vocabulary import Taxonomy
from app.editing.loading import load_document
from app.editing.rolling import Rolling, layout_in, plan_roll, roll, rollable
from app.editing.session import Session
from app.editing.taxonomy import carried_over, mapped_pair
from app.model.exchange import write_document
from app.model.money import MoneyUnit
from app.model.records import OverallTarget, ref_of
from app.model.refs import FormKind
from app.rules.checking import check_form
from editing.drafts import CODE, evaluation, project, row
from editing.kept import again, content, put

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
    assert [one.level2 for one in again(session, plain).indicators] == ["数量指标", "成本指标"]
    session.undo()
    (mapped,) = roll(session, session.store.forms(2022), 2023, taxonomy="2021").drafts
    assert [one.level2 for one in again(session, mapped).indicators] == ["经济成本指标", "数量指标"]
    assert "level_layout_mixed" not in {issue.code for issue in check_form(again(session, mapped), session.library)}
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


@pytest.fixture
def jiheng(jiheng: Program) -> Program:
    """The commands, on a store with all published forms."""
    for path in CASES:
        assert jiheng("load", path) == 0
    return jiheng


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
