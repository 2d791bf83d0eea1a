# ruff: noqa: E501 - what a form prints in a row stands in a line
"""How sure a value is, what could not be placed, and pages that end anywhere in a form."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.definitions.library import Library
from app.definitions.words import recognition_words
from app.readers.grids import Cell, Page, Place, Table
from app.recognise.found import FoundForm
from app.recognise.scan import Scanner
from recognise.documents import DOCUMENTS, MINISTRY, check
from recognise.looks import LOOKS, found_in, found_in_file
from recognise.looks import check as check_look
from recognise.published import Drawing, Grid, Paper, as_pdf
from recognise.published_forms import PLAIN, RIVER, Look, Row, Side, printed

DOUBTFUL = 0.75


def only(paper: Paper, library: Library) -> FoundForm:
    [form] = found_in([paper], library).forms
    return form


def with_value(text: str) -> Paper:
    row = Row("产出指标", "数量指标", "清淤河道长度", "≥", "35", "公里")
    return printed(
        replace(RIVER, rows=(row, *RIVER.rows[1:])), Look(spell=lambda one: text if one is row else one.text)
    )


def test_every_value_tells_where_it_stands(library: Library) -> None:
    form = only(printed(RIVER, MINISTRY), library)
    assert form.readings["project_name"].printed == "城区河道清淤维护"
    assert form.readings["project_name"].place.cell == "第1表第1行第2格"
    assert form.readings["indicators[0].value"].printed == "≥35公里"
    assert form.readings["indicators[0].level3"].place.page == 1
    doubtful = {reading.printed for reading in form.readings.values() if reading.sure < DOUBTFUL}
    assert doubtful == {"6月30日前完成"}  # begins with a number and is none


@pytest.mark.parametrize("text", ["35公里，其中支流12公里", "≥清淤完毕"])
def test_a_value_that_is_hard_to_split_is_doubtful(text: str, library: Library) -> None:
    form = only(with_value(text), library)
    assert form.readings["indicators[0].value"].sure < DOUBTFUL


def test_a_name_that_only_the_title_says_is_doubtful(library: Library) -> None:
    told, look = LOOKS["name-in-title"]
    assert only(printed(told, look), library).readings["project_name"].sure < DOUBTFUL


def test_an_amount_without_a_unit_is_doubtful(library: Library) -> None:
    columns = (*PLAIN[:3], ("绩效标准", "text"), ("取值说明", "!按合同"), ("赋分原则", "!按比例"))
    look = Look(
        "绩效目标情况表",
        head=(("项目名称", "{name}"), ("投入金额", "{amount}"), ("绩效目标", "{goal}")),
        columns=columns,
    )
    assert only(printed(RIVER, look), library).readings["amount"].sure < DOUBTFUL


def test_what_has_no_field_is_kept_by_its_label(library: Library) -> None:
    told, look = LOOKS["check-marks"]
    form = only(printed(told, look), library)
    assert form.record.other["起止时间"] == "2025年1月至2025年12月"
    told, look = LOOKS["footer"]
    assert only(printed(told, look), library).record.other["填报人"] == "张某"


def test_a_row_of_sums_is_shown_and_no_indicator(library: Library) -> None:
    told, look = LOOKS["sum-row"]
    form = only(printed(told, look), library)
    assert [(one.label, one.text) for one in form.unplaced] == [("合计", "90")]


def test_money_is_kept_in_yuan_whatever_is_printed(library: Library) -> None:
    told, look = LOOKS["evaluation"]
    record = only(printed(told, look), library).record
    first, *_ = record.funds
    assert (first.item, first.initial_budget, first.execution_rate, first.rate_score) == (
        "年度资金总额",
        1205000,
        100,
        10,
    )


def test_the_money_table_of_a_target_form_is_kept(library: Library) -> None:
    head = Side(
        "项目资金（万元）", (("", "年初预算数", "全年预算数", "执行率"), ("年度资金总额", "120.5", "118", "98%"))
    )
    form = only(printed(RIVER, Look(head=(("项目名称", "{name}"), head, ("绩效目标", "{goal}")))), library)
    assert form.record.other["年度资金总额/全年（调整）预算数"] == "118"
    assert form.record.amount == 1205000


def test_a_form_on_a_hidden_sheet_says_so(library: Library) -> None:
    [form] = found_in([replace(printed(RIVER, MINISTRY), sheet="旧表", is_hidden=True)], library).forms
    assert "隐藏" in form.notes[0]


def test_labels_without_a_value_are_not_shown_as_lost(library: Library) -> None:
    told, look = LOOKS["blank-head-values"]
    assert only(printed(told, look), library).unplaced == []


def test_several_texts_of_one_label_are_all_kept(library: Library) -> None:
    grid = Grid([["项目名称", "河道"], ["绩效目标", "清淤。"], ["项目期", "一年"], ["项目期", "两年"], ["项目期", "三年"],
                 [caption for caption, _ in PLAIN], ["产出指标", "数量指标", "清淤长度", "≥3公里"]])  # fmt: skip
    record = only(Paper(["项目支出绩效目标表", Grid([[*row, "", ""][:4] for row in grid.rows])]), library).record
    assert {"一年", "两年", "三年"} <= set(record.other.values())


SWEPT = ["ministry", "chongqing", "many-rows-apart", "many-rows-first", "evaluation", "overall-tasks", "two-goals"]


@pytest.mark.parametrize("splits", [False, True], ids=["whole-rows", "cut-rows"])
@pytest.mark.parametrize("name", SWEPT)
def test_a_page_may_end_anywhere(name: str, splits: bool, library: Library, tmp_path: Path) -> None:
    told, look = LOOKS[name]
    for height in range(300, 600, 71):
        path = as_pdf([printed(told, look)], tmp_path / "form.pdf", Drawing(cut=True, splits=splits, height=height))
        check_look(told, look, found_in_file(path, library))


@pytest.mark.parametrize("name", ["flat-repeated", "yunnan", "one-after-the-other", "long-document"])
def test_a_page_may_end_anywhere_in_a_document(name: str, library: Library, tmp_path: Path) -> None:
    papers, wanted = DOCUMENTS[name]
    papers = [replace(paper, is_wide=False) for paper in papers]
    for height in (320, 431, 563):
        path = as_pdf(papers, tmp_path / "forms.pdf", Drawing(cut=True, height=height))
        check(found_in_file(path, library), wanted)


def test_a_long_list_is_no_head_and_is_not_kept() -> None:
    cells = tuple(
        Cell(row, column, text, Place(1, cell=f"{row}-{column}"))
        for row in range(3000)
        for column, text in enumerate((f"单位{row}", f"{row}.5", f"备注{row}"))
    )
    scanner = Scanner(recognition_words())
    scanner.page(Page(1, (Table(3000, 3, cells),)))
    assert sum(len(draft.pairs) + len(draft.unplaced) for draft in scanner.rest()) < 1100
