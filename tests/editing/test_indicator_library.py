"""One's own history as a library: what was used is found, counted and put into a form again."""

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cases import CASES, case

from app.cli.main import run
from app.definitions.library import Library
from app.editing import steps
from app.editing.indicator_library import Entry, insert_entry, place_for, search_indicators
from app.editing.loading import load_document
from app.editing.session import Session
from app.model.exchange import write_document
from app.model.operators import Operator
from app.model.records import Form, Indicator, OverallTarget, ProjectTarget, SelfEvaluation, column_values, ref_of
from app.store.indicators import UnderLevels
from editing.kept import put


def row(name: str, value: str = "30", weight: object = None, **values: Any) -> Indicator:
    usual = {"level1": "产出指标", "level2": "数量指标", "operator": Operator.AT_LEAST, "unit": "次"}
    given = None if weight is None else Decimal(str(weight))
    return Indicator(level3=name, value=value, weight=given, **(usual | values))


def project(*rows: Indicator, **values: Any) -> ProjectTarget:
    usual = {"year": 2026, "project_name": "会议专项", "layout": "chongqing/tongnan-2026"}
    return ProjectTarget(**(usual | values), indicators=list(rows))


def names(found: list[Entry]) -> list[str]:
    return [entry.name for entry in found]


def test_what_says_the_same_is_one_entry_with_its_usual_values(session: Session) -> None:
    put(
        session,
        project(row("召开会议", "30", 10), year=2024, project_name="甲"),
        project(row("召开\n会议", "40", 20), year=2025, project_name="乙"),
        project(row("召开会议", "40", 15, unit="场"), row("召开 会议", "40", 12), year=2026, project_name="丙"),
        OverallTarget(year=2023, unit="甲办", indicators=[row("召开会议", "30", 5, level1="", level2="")]),
        SelfEvaluation(year=2022, project_name="丁", indicators=[row("召开会议", "40", 11, actual="40")]),
    )
    (entry,) = search_indicators(session.store, "会议")
    assert entry == Entry(
        name="召开会议",
        level1="产出指标",
        level2="数量指标",
        operator=Operator.AT_LEAST,
        value="40",
        unit="次",
        weight=Decimal(11),
        count=6,
        years=(2026, 2025, 2024, 2023, 2022),
        forms=("丙", "乙", "甲", "甲办", "丁"),
    )
    assert entry.last_used == 2026


def test_of_values_used_equally_often_the_later_is_usual(session: Session) -> None:
    put(session, project(row("会议", "50"), year=2024), project(row("会议", "60"), year=2026))
    assert search_indicators(session.store)[0].value == "60"


def test_an_even_number_of_weights_has_one_that_was_really_given(session: Session) -> None:
    put(session, project(row("会议", weight="7.5")), project(row("会议", weight="22.5")))
    assert search_indicators(session.store)[0].weight == Decimal("7.5")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("会议", ["召开区政府会议", "全体会议\n次数(次)"]),
        ("议次", ["全体会议\n次数(次)"]),
        ("（次）", ["全体会议\n次数(次)"]),
        ("会 次数", ["全体会议\n次数(次)"]),
        ("数 会", ["全体会议\n次数(次)"]),
        ("ＯＡ", ["OA平台"]),
        ("oa", ["OA平台"]),
        ("100%", ["达到100%", "１００％达标"]),
        ("%", ["达到100%", "１００％达标"]),
        ("_", []),
        ("会区", []),
        ("㛃", ["㛃𬭎"]),
        ("𬭎", ["㛃𬭎"]),
    ],
)
def test_texts_of_any_length_are_found_however_they_are_written(session: Session, text: str, found: list[str]) -> None:
    every = ["召开区政府会议", "全体会议\n次数(次)", "OA平台", "达到100%", "１００％达标", "㛃𬭎", ""]
    put(session, project(*map(row, every)))
    wanted = ["".join(name.split()) for name in found]
    assert sorted(names(search_indicators(session.store, text))) == sorted(wanted)


def test_levels_narrow_the_search(session: Session) -> None:
    put(
        session,
        project(row("会议"), row("会议成本", level2="成本\n指标"), row("会议满意", level1="满意度指标", level2="甲")),
    )
    assert names(search_indicators(session.store, "会议", under=UnderLevels("产出指标"))) == ["会议", "会议成本"]
    assert names(search_indicators(session.store, under=UnderLevels(level2="成本指标"))) == ["会议成本"]
    assert names(search_indicators(session.store, "成本", under=UnderLevels("满意度指标"))) == []


def test_one_word_finds_a_level_in_whichever_place_a_taxonomy_has_it(session: Session) -> None:
    put(
        session,
        project(row("旧", level2="成本指标"), row("新的", level1="成本指标", level2="经济成本指标"), row("次数")),
    )
    assert names(search_indicators(session.store, under=UnderLevels(either="成本指标"))) == ["旧", "新的"]


def test_the_most_used_come_first_and_only_so_many(session: Session) -> None:
    put(session, project(row("甲"), row("乙"), row("乙"), row("丙丙")))
    assert names(search_indicators(session.store)) == ["乙", "甲", "丙丙"]
    assert names(search_indicators(session.store, limit=1)) == ["乙"]
    assert search_indicators(session.store, "没有") == []


def test_the_library_follows_the_store(session: Session) -> None:
    put(session, project(row("会议")))
    session.undo()
    assert search_indicators(session.store) == []


def test_an_entry_is_put_into_a_form_as_one_step(session: Session) -> None:
    put(session, project(row("会议", weight=10)), project(row("甲"), row("乙"), project_name="新的"))
    form = session.store.forms()[1]
    (entry,) = search_indicators(session.store, "会议")
    session.apply(insert_entry(form, 1, entry, session.library))
    changed = session.store.form(ref_of(form))
    assert changed is not None
    assert [one.level3 for one in changed.indicators] == ["甲", "会议", "乙"]
    new = changed.indicators[1]
    assert (new.operator, new.value, new.unit, new.weight) == (Operator.AT_LEAST, "30", "次", Decimal(10))
    assert session.undo_name == "插入指标"
    session.undo()
    session.apply(insert_entry(form, 0, entry, session.library, weighted=False))
    changed = session.store.form(ref_of(form))
    assert changed is not None
    assert changed.indicators[0].weight is None


def test_an_entry_speaks_the_words_of_the_form_it_goes_to(session: Session, library: Library) -> None:
    put(session, project(row("印刷", level2="成本指标"), year=2022, layout="chongqing/tongnan-2022"))
    (entry,) = search_indicators(session.store, "印刷")

    def levels(form: Form) -> tuple[object, object]:
        values = insert_entry(form, 0, entry, library).changes[-1].values  # type: ignore[union-attr]
        return values["level1"], values["level2"]

    assert levels(project()) == ("成本指标", "经济成本指标")
    assert levels(project(layout="chongqing/tongnan-2022")) == ("产出指标", "成本指标")
    assert levels(OverallTarget(layout="chongqing/tongnan-2026")) == ("", "")


def test_an_entry_stands_among_those_of_its_levels(session: Session, library: Library) -> None:
    put(session, project(row("质量", level2="质量指标")))
    (entry,) = search_indicators(session.store, "质量")
    cost, count, benefit = (
        row("成本", level1="成本指标", level2="经济成本指标"),
        row("次数"),
        row("效益", level1="效益指标", level2="社会效益指标"),
    )
    assert place_for(project(cost, count, benefit), entry, library) == 2
    assert place_for(project(benefit), entry, library) == 0
    assert place_for(project(), entry, library) == 0
    assert place_for(project(cost, row("质", level2="质量指标"), benefit), entry, library) == 2


def test_every_published_indicator_is_found_by_its_own_name(session: Session) -> None:
    for name in ("tongnan-2022", "tongnan-2024", "qijiang-2022"):
        load_document(session, write_document(case(name)))
    total = 0
    for entry in search_indicators(session.store, limit=10_000):
        total += entry.count
        assert entry.name in names(search_indicators(session.store, entry.name, limit=10_000))
    assert total == sum(len(form.indicators) for form in session.store.forms())


def test_a_search_in_many_indicators_is_quick(session: Session) -> None:
    """15,000 indicators, a tenth of what 10,000 forms have; the bound is loose for a busy machine."""
    rows = [column_values(one) for form in case("tongnan-2026") for one in form.indicators]
    forms: list[Form] = []
    for number in range(1000):
        form = project(year=2000 + number % 26, project_name=f"项目{number}")
        for at in range(15):
            values: dict[str, Any] = rows[(number + at) % len(rows)] | {"id": f"{number}.{at}"}
            values["level3"] += str(number % 40)
            form.indicators.append(Indicator(**values))
        forms.append(form)
    session.apply(steps.load_forms(forms, {(forms[0].kind, 2000 + n): 0 for n in range(26)}, ()))
    took = []
    for _ in range(3):
        began = time.perf_counter()
        assert search_indicators(session.store, "会议")
        took.append(time.perf_counter() - began)
    assert min(took) < 0.1


def test_the_command_finds_indicators(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path / "a.jiheng")]
    assert run(["load", str(CASES[0]), *store]) == 0
    capsys.readouterr()
    assert run(["indicators", "印制 议资", "--level", "成本指标", "--json", *store]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["indicators"]
    assert {name: entry[name] for name in ("level1", "level2", "level3", "count", "years", "forms")} == {
        "level1": "产出指标",
        "level2": "成本指标",
        "level3": "印制会议资料",
        "count": 1,
        "years": ["2022"],
        "forms": ["区政府办政府会议专项"],
    }
    assert run(["indicators", "会议", *store]) == 0
    assert "印制会议资料" in capsys.readouterr().out
    assert run(["indicators", "没有的", *store]) == 0
    assert capsys.readouterr().err == "没有找到这样的指标。\n"
