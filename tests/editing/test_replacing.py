"""A text found in all forms of a year, and replaced in the places that were chosen, as one step."""

from decimal import Decimal

import pytest
from cases import case
from hypothesis import given
from hypothesis import strategies as st

from app.editing import steps
from app.editing.loading import load_document
from app.editing.replacing import Hit, Search, find, replacing
from app.editing.session import Session, Touched
from app.model.exchange import write_document
from app.model.operators import Operator
from app.model.records import FundRow, Indicator, OverallTarget, ProjectTarget, SelfEvaluation, column_values
from app.model.refs import FormKind, FormRef
from app.store.searching import text_columns
from editing.kept import put, state


def places(hits: list[Hit]) -> list[tuple[str, int | None, str, str]]:
    return [(hit.name, hit.row, hit.label or hit.field, hit.found) for hit in hits]


def replaced(session: Session, search: Search, by: str) -> Touched:
    return session.apply(replacing(session.store, search, find(session.store, search), by))


def test_all_texts_are_searched_and_what_is_none_is_not() -> None:
    no_texts = {"id", "position", "year", "amount", "amount_unit", "layout", "scope", "operator", "self_score"}
    numbers = {"weight", "deviation", "score_coefficient", "score"}
    owners = {"project_id", "overall_id", "evaluation_id"}
    for record in (ProjectTarget, OverallTarget, SelfEvaluation, Indicator):
        assert set(text_columns(record)) == set(column_values(record())) - no_texts - numbers - owners
    assert text_columns(FundRow) == ("item",)


def test_every_text_of_the_published_forms_is_found(session: Session) -> None:
    for name in ("tongnan-2022", "tongnan-2024", "qijiang-2022"):
        load_document(session, write_document(case(name)))
    hits = find(session.store, Search("工作"))
    expected = [
        (form.name, row, value.count("工作"))
        for form in session.store.forms()
        for row, record in [
            (None, form),
            *enumerate(form.indicators, 1),
            *enumerate(getattr(form, "funds", []), 1),
        ]
        for column in text_columns(type(record))
        for value in ([*record.other.values()] if column == "other" else [getattr(record, column)])  # type: ignore[union-attr]
        if "工作" in value
    ]
    assert len(expected) > 30
    assert len(hits) >= sum(count for *_, count in expected)
    assert sorted({(name, row or 0) for name, row, _ in expected}) == sorted({(one.name, one.row or 0) for one in hits})
    order = [form.id for form in session.store.forms()]
    assert [order.index(hit.form.id) for hit in hits] == sorted(order.index(hit.form.id) for hit in hits)


def test_hits_say_where_they_are_and_what_stands_around(session: Session) -> None:
    goal = "保障会议服务质量，使会议服务满意度不低于九成，并且把会务做好"
    rows = [Indicator(level3="甲"), Indicator(level3="会议次数", other={"备注二": "会议一次"})]
    put(session, ProjectTarget(year=2026, project_name="会议专项", goal=goal, indicators=rows, other={"会议": "无"}))
    hits = find(session.store, Search("会议"))
    assert places(hits) == [
        ("会议专项", None, "project_name", "会议"),
        ("会议专项", None, "goal", "会议"),
        ("会议专项", None, "goal", "会议"),
        ("会议专项", 2, "level3", "会议"),
        ("会议专项", 2, "备注二", "会议"),
    ]
    assert (hits[2].before, hits[2].found, hits[2].after) == (
        "保障会议服务质量，使",
        "会议",
        "服务满意度不低于九成，并…",
    )
    assert hits[0].form == session.store.listing()[0].ref


def test_a_year_and_fields_narrow_the_search(session: Session) -> None:
    for year in (2025, 2026, None):
        put(session, ProjectTarget(year=year, project_name=f"会议{year}", goal="会议", other={"项": "会议"}))
    put(session, OverallTarget(year=2026, unit="会议", indicators=[Indicator(level3="会议")]))
    put(session, SelfEvaluation(year=2026, project_name="自评", funds=[FundRow(item="会议费")]))
    assert len(find(session.store, Search("会议"))) == 12
    assert [hit.name for hit in find(session.store, Search("会议", 2026))] == ["会议2026"] * 3 + ["会议"] * 2 + ["自评"]
    assert places(find(session.store, Search("会议", 2026, frozenset({"level3", "item"})))) == [
        ("会议", 1, "level3", "会议"),
        ("自评", 1, "item", "会议"),
    ]
    assert places(find(session.store, Search("会议", 2025, frozenset({"other"})))) == [("会议2025", None, "项", "会议")]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search("gdp"), ["GDP", "gdp"]),
        (Search("gdp", match_case=True), ["gdp"]),
        (Search("ａ"), ["Ａ"]),
        (Search("增长率", whole=True), ["增长率", "增长率"]),
        (Search("50%"), ["50%"]),
        (Search("a_b"), ["a_b"]),
        (Search("\\d"), ["\\d"]),
        (Search("绩效"), ["绩\n效", "绩效"]),
        (Search("绩 效"), []),
        (Search("增长"), ["增长"] * 4),
        (Search(" "), []),
        (Search(""), []),
    ],
)
def test_what_is_meant_is_found(session: Session, search: Search, found: list[str]) -> None:
    names = ["GDP增长率", "gdp 增长", " 增长率", "增长率", "50%", "500", "a_b", "axb", "\\d", "3", "绩\n效绩效", "Ａ"]
    put(session, ProjectTarget(year=2026, indicators=[Indicator(level3=name) for name in names]))
    assert [hit.found for hit in find(session.store, search)] == found


@given(
    st.lists(st.text("甲乙aB%_\\ \n", max_size=6), min_size=1, max_size=5),
    st.text("甲乙aB%_\\", min_size=1, max_size=3),
    st.booleans(),
)
def test_the_file_finds_all_that_is_there(texts: list[str], wanted: str, match_case: bool) -> None:
    from app.editing.replacing import _expression, _pattern

    search = Search(wanted, match_case=match_case)
    import sqlite3

    with sqlite3.connect(":memory:") as connection:
        for text in texts:
            (like,) = connection.execute("SELECT ? LIKE ? ESCAPE '\\'", [text, _pattern(search)]).fetchone()
            assert like or not _expression(search).search(text)
    connection.close()


def test_what_was_chosen_is_replaced_in_one_step(session: Session) -> None:
    load_document(session, write_document(case("tongnan-2022")))
    before, search = state(session.store), Search("政府", 2022)
    hits = find(session.store, search)
    assert len(hits) > 20
    chosen = hits[::2]
    touched = session.apply(replacing(session.store, search, chosen, "机关"))
    assert session.undo_name == f"替换 {len(chosen)} 处"
    assert touched.forms == {hit.form for hit in chosen}
    after = find(session.store, search)
    assert len(after) == len(hits) - len(chosen)
    assert len(find(session.store, Search("机关"))) >= len(chosen)
    session.undo()
    assert state(session.store) == before
    assert find(session.store, search) == hits


def test_several_places_in_one_record_are_replaced_together(session: Session) -> None:
    rows = [Indicator(level3="甲a甲", unit="甲", other={"一": "甲甲", "二": "乙", "三": "甲"})]
    put(session, ProjectTarget(year=2026, goal="甲，甲。", other={"项": "甲", "别": "甲乙"}, indicators=rows))
    assert replaced(session, Search("甲"), "丙丁")
    assert session.undo_name == "替换 10 处"
    (form,) = session.store.forms()
    (row,) = form.indicators
    assert (form.goal, form.other) == ("丙丁，丙丁。", {"项": "丙丁", "别": "丙丁乙"})  # type: ignore[union-attr]
    assert (row.level3, row.unit, row.other) == ("丙丁a丙丁", "丙丁", {"一": "丙丁丙丁", "二": "乙", "三": "丙丁"})
    replaced(session, Search("丙丁"), "")
    assert session.store.forms()[0].indicators[0].level3 == "a"


def test_only_some_of_the_places_that_only_layouts_have_are_replaced(session: Session) -> None:
    put(session, ProjectTarget(year=2026, other={"一": "甲", "二": "甲", "三": "乙"}))
    search = Search("甲")
    hits = find(session.store, search)
    session.apply(replacing(session.store, search, hits[1:], "丙"))
    assert session.store.forms()[0].other == {"一": "甲", "二": "丙", "三": "乙"}


def test_the_replacement_is_taken_as_it_is(session: Session) -> None:
    put(session, ProjectTarget(year=2026, goal="甲"))
    replaced(session, Search("甲"), r"\1\g<0>%_")
    assert session.store.forms()[0].goal == r"\1\g<0>%_"  # type: ignore[union-attr]


def test_what_was_changed_since_is_left_alone(session: Session) -> None:
    put(session, ProjectTarget(year=2026, goal="甲"), ProjectTarget(year=2026, goal="甲"))
    search = Search("甲")
    hits = find(session.store, search)
    first = session.store.forms()[0]
    session.apply(steps.edit_form(first, "改", goal="乙甲"))
    session.apply(replacing(session.store, search, hits, "丙"))
    assert session.undo_name == "替换 1 处"
    assert [form.goal for form in session.store.forms()] == ["乙甲", "丙"]  # type: ignore[union-attr]
    assert session.apply(replacing(session.store, search, hits, "丁")) == Touched()


def test_numbers_and_operators_are_no_texts(session: Session) -> None:
    rows = [Indicator(level3="次数", operator=Operator.AT_LEAST, value="30", weight=Decimal(30))]
    put(session, ProjectTarget(year=2026, amount=Decimal(30), indicators=rows))
    assert places(find(session.store, Search("30"))) == [("", 1, "value", "30")]
    assert find(session.store, Search("≥")) == find(session.store, Search("万元")) == []


@pytest.mark.parametrize(
    ("text", "by", "is_within"),
    [
        ("召开政府会议", "政府会议", True),
        ("召开政府会议", "召开政府", True),
        ("召开政府会议", "区政府", False),
        ("召开政府会议", "政府", False),
        ("召开政府会议", "", False),
        ("政府", "政府政府", False),
        ("政府政府", "政府政府", True),
    ],
)
def test_a_place_that_says_already_what_is_to_stand_there_is_known(text: str, by: str, is_within: bool) -> None:
    start = text.index("政府")
    hit = Hit(FormRef(FormKind.PROJECT, "1"), "会议", Indicator, "2", 1, "level3", "", text, start, start + 2)
    assert hit.is_within(by) is is_within
