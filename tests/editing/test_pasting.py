"""What is copied in Excel, WPS, Word or a browser, put into the table of indicators."""

from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.editing.pasting import Area, Paste, as_html, as_text, copied_cells, plan_paste
from app.editing.typed import typed_indicator, typed_quantity
from app.model.changes import Insert, Update
from app.model.operators import Operator
from app.model.records import Indicator, ProjectTarget


class Column(NamedTuple):
    field: str
    heading: str
    is_other: bool = False


COLUMNS = [
    Column("level1", "一级指标"),
    Column("level2", "二级指标"),
    Column("level3", "三级指标"),
    Column("operator", "指标性质"),
    Column("value", "指标值"),
    Column("unit", "度量单位"),
    Column("weight", "权重（%）"),
    Column("依据", "依据", is_other=True),
]
LEVEL3, OPERATOR, VALUE, UNIT, WEIGHT, OTHER = 2, 3, 4, 5, 6, 7


def form(*rows: Indicator) -> ProjectTarget:
    return ProjectTarget(indicators=list(rows))


def row(**values: object) -> Indicator:
    return Indicator(**{"other": {}, **values})


def after(paste: Paste) -> list[Indicator]:
    """The rows as they are when the step is done."""
    rows = {one.id: one for one in paste.form.indicators}
    for change in paste.step().changes:
        if isinstance(change, Update):
            for name, value in change.values.items():
                setattr(rows[change.id], name, value)
        elif isinstance(change, Insert):
            rows[str(change.values["id"])] = Indicator(**change.values)
    return list(rows.values())


def pasted(text: str, at: Area, *rows: Indicator, html: str = "") -> list[Indicator]:
    return after(plan_paste(form(*rows), COLUMNS, copied_cells(text, html), at))


def measured(one: Indicator) -> tuple[str, str, str, Decimal | None]:
    return one.operator.value, one.value, one.unit, one.weight


cell = st.text(st.sampled_from("甲乙9％≥\"\n,，; ='<>&"), max_size=6).map(lambda text: text.strip())


@given(st.integers(1, 4).flatmap(lambda wide: st.lists(st.lists(cell, min_size=wide, max_size=wide), min_size=1)))
def test_what_is_copied_comes_back_as_it_was(grid: list[list[str]]) -> None:
    assert copied_cells(as_text(grid)) == grid or grid == [[""]]
    joined = [["\n".join(line.strip() for line in text.split("\n")) for text in line] for line in grid]
    if any(any(line) for line in grid) and not any("  " in text or "\n\n" in text for line in grid for text in line):
        assert copied_cells(as_text(grid), as_html(grid)) == joined


def test_quoted_cells_and_cells_of_several_lines() -> None:
    assert copied_cells('"召开""常务""会\n及全会"\t40\r\n二\t\r\n') == [['召开"常务"会\n及全会', "40"], ["二", ""]]
    assert copied_cells('"一格\n两行"\r\n') == [["一格\n两行"]]
    assert copied_cells('"召开"会议\t1\r\n') == [['"召开"会议', "1"]]
    assert copied_cells("") == []


def test_merged_cells_stand_in_each_row() -> None:
    html = "<table><tr><td rowspan=2>产出指标</td><td>数量指标</td></tr><tr><td>质量指标</td></tr></table>"
    assert copied_cells("产出指标\t数量指标\r\n\t质量指标\r\n", html) == [
        ["产出指标", "数量指标"],
        ["产出指标", "质量指标"],
    ]


def test_levels_that_were_merged_are_filled_from_text_alone() -> None:
    text = "产出指标\t数量指标\t甲\n\t\t乙\n\t质量指标\t丙\n效益指标\t\t丁\n"
    got = [(one.level1, one.level2, one.level3) for one in pasted(text, Area(0, 0))]
    assert got == [
        ("产出指标", "数量指标", "甲"),
        ("产出指标", "数量指标", "乙"),
        ("产出指标", "质量指标", "丙"),
        ("效益指标", "", "丁"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥９５％", {"value": "95", "operator": Operator.AT_LEAST, "unit": "%"}),
        ("≥95", {"value": "95", "operator": Operator.AT_LEAST}),
        ("不少于40次", {"value": "40", "operator": Operator.AT_LEAST, "unit": "次"}),
        ("１，２００", {"value": "1200"}),
        ("40次", {"value": "40", "unit": "次"}),
        ("显著提升", {"value": "显著提升"}),
        ("12月底前", {"value": "12月底前"}),
        ("", {"value": ""}),
    ],
)
def test_a_value_says_operator_and_unit(text: str, expected: dict[str, object]) -> None:
    assert typed_quantity(text) == expected


def test_words_are_qualitative_only_where_nothing_else_says_so() -> None:
    whole = {"value": "显著提升", "operator": Operator.QUALITATIVE, "unit": ""}
    assert typed_quantity("显著提升", splits=True) == whole
    assert typed_quantity("提前3天", is_text=True) == {"value": "提前3天"}
    assert typed_quantity("95%", is_text=True) == {"value": "95%"}


@pytest.mark.parametrize(
    ("field", "text", "kept"),
    [
        ("weight", "１０％", Decimal(10)),
        ("weight", "7.5分", Decimal("7.5")),
        ("weight", "—", None),
        ("operator", "不低于", "≥"),
    ],
)
def test_numbers_and_operators_as_meant(field: str, text: str, kept: object) -> None:
    assert typed_indicator(field, text) == kept


@pytest.mark.parametrize("text", ["%", "分", "，", "abc"])
def test_a_number_is_not_emptied_by_its_sign_alone(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which one is no matter
        typed_indicator("weight", text)


def test_one_column_of_whole_values_is_split() -> None:
    [one, two] = pasted("≥95%\n显著提升\n", Area(0, VALUE), row(level3="甲"), row(level3="乙"))
    assert measured(one) == ("≥", "95", "%", None)
    assert measured(two) == ("定性", "显著提升", "", None)


def test_a_column_of_whole_values_takes_the_three_columns_that_it_stands_for() -> None:
    [one, two] = pasted("会议\t≥４０次\t10\n满意度\t≥95％\t5\n", Area(0, LEVEL3))
    assert (one.level3, *measured(one)) == ("会议", "≥", "40", "次", Decimal(10))
    assert (two.level3, *measured(two)) == ("满意度", "≥", "95", "%", Decimal(5))


def test_values_and_units_without_operators() -> None:
    [one] = pasted("会议\t40\t次\t10\n", Area(0, LEVEL3))
    assert (one.level3, *measured(one)) == ("会议", "", "40", "次", Decimal(10))


def test_columns_of_their_own_stay_as_they_are() -> None:
    [one] = pasted("会议\t=\t40\t次\t10\t三定\n", Area(0, LEVEL3))
    assert (one.level3, *measured(one), one.other) == ("会议", "=", "40", "次", Decimal(10), {"依据": "三定"})


def test_captions_say_which_column_is_what_and_are_left_out() -> None:
    text = "序号\t三级指标\t分值\t指标值\n1\t会议\t10\t≥40次\n2\t满意度\t5\t显著\n"
    plan = plan_paste(form(), COLUMNS, copied_cells(text), Area(0, 0))
    assert plan.unplaced == ("序号",)
    got = [(one.level3, *measured(one)) for one in after(plan)]
    assert got == [("会议", "≥", "40", "次", Decimal(10)), ("满意度", "定性", "显著", "", Decimal(5))]
    assert plan.step().name == "粘贴 6 格"


def test_the_caption_of_a_single_column_is_left_out() -> None:
    got = pasted("权重\n10\n5\n", Area(0, WEIGHT), row(), row())
    assert [one.weight for one in got] == [Decimal(10), Decimal(5)]


def test_one_cell_fills_the_selected_range() -> None:
    got = pasted("次", Area(0, UNIT, 3, 1), row(), row(unit="个"), row(), row())
    assert [one.unit for one in got] == ["次", "次", "次", ""]


def test_a_row_fills_the_selected_rows_and_two_fill_four() -> None:
    assert [one.value for one in pasted("≥\t1\n", Area(0, OPERATOR, 2, 2), row(), row())] == ["1", "1"]
    got = pasted("1\n2\n", Area(0, VALUE, 4, 1), row(), row(), row(), row())
    assert [one.value for one in got] == ["1", "2", "1", "2"]


def test_rows_are_added_when_it_is_longer_with_the_levels_of_the_last() -> None:
    first = row(level1="产出指标", level2="数量指标", level3="甲")
    got = pasted("乙\n丙\n", Area(1, LEVEL3), first)
    assert [(one.level1, one.level2, one.level3) for one in got][1:] == [
        ("产出指标", "数量指标", "乙"),
        ("产出指标", "数量指标", "丙"),
    ]


def test_what_would_be_overwritten_is_told_and_can_be_left_alone() -> None:
    rows = row(level3="甲", value="1"), row(level3="", value="")
    plan = plan_paste(form(*rows), COLUMNS, copied_cells("丙\t=\t2\n丁\t=\t3\n"), Area(0, LEVEL3))
    assert [(c.row, c.heading, c.old, c.new) for c in plan.overwritten()] == [
        (0, "三级指标", "甲", "丙"),
        (0, "指标值", "1", "2"),
    ]
    kept = plan.only_empty()
    assert kept.overwritten() == []
    assert [(one.level3, one.operator, one.value) for one in after(kept)] == [("甲", "=", "1"), ("丁", "=", "3")]
    assert kept.step().name == "粘贴 4 格"


def test_the_same_again_overwrites_nothing() -> None:
    plan = plan_paste(form(row(level3="甲")), COLUMNS, [["甲"]], Area(0, LEVEL3))
    assert plan.overwritten() == []
    assert plan.changes == []


def test_what_a_column_cannot_hold_is_told_and_the_rest_is_done() -> None:
    plan = plan_paste(form(row(), row()), COLUMNS, [["约十"], ["5"]], Area(0, WEIGHT))
    assert [(one.row, one.heading, one.text) for one in plan.refused] == [(0, "权重（%）", "约十")]
    assert [one.weight for one in after(plan)] == [None, Decimal(5)]


def test_lines_stay_where_names_have_them_and_only_there() -> None:
    [one] = pasted('"会\n议"\t\t"4\n0"\n', Area(0, LEVEL3))
    assert (one.level3, one.value) == ("会\n议", "40")


def test_what_is_beyond_the_last_column_is_left_out() -> None:
    [one] = pasted("三定\t多余\n", Area(0, OTHER), row())
    assert one.other == {"依据": "三定"}
