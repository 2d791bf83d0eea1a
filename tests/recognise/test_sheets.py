"""A form over several sheets is one form; sheets with forms of their own stay apart, and other sheets add nothing."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from app.definitions.library import Library
from app.recognise.files import forms_in
from app.recognise.recognise import Recognised

TITLE = ["项目支出绩效目标表"]
YEAR = ["（2026年度）"]
HEAD = [
    ["项目名称", "河道清淤"],
    ["主管部门", "某水务局"],
    ["资金总额（万元）", "120"],
    ["年度总体目标", "清淤三十公里。"],
]
CAPTIONS = ["一级指标", "二级指标", "三级指标", "指标值", "权重"]
FIRST = [["产出指标", "数量指标", "清淤长度", "≥30公里", 40], ["产出指标", "质量指标", "验收合格率", "=100%", 20]]
SECOND = [
    ["效益指标", "社会效益指标", "受益人数", "≥5000人", 20],
    ["满意度指标", "服务对象满意度指标", "满意度", "≥90%", 10],
]
NAMES = ["清淤长度", "验收合格率", "受益人数", "满意度"]


def found(sheets: dict[str, list[list[object]]], folder: Path, library: Library) -> Recognised:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "book.xlsx")
    return forms_in(folder / "book.xlsx", library)


SPLIT = {
    "head and indicators": {"基本": [TITLE, YEAR, *HEAD], "指标": [CAPTIONS, *FIRST, *SECOND]},
    "rows go on": {"一": [TITLE, YEAR, *HEAD, CAPTIONS, *FIRST], "二": SECOND},
    "rows go on under the header again": {"一": [TITLE, YEAR, *HEAD, CAPTIONS, *FIRST], "二": [CAPTIONS, *SECOND]},
    "with an empty sheet between": {"一": [TITLE, YEAR, *HEAD, CAPTIONS, *FIRST], "空": [], "二": [CAPTIONS, *SECOND]},
}


@pytest.mark.parametrize("case", SPLIT)
def test_a_form_over_several_sheets_is_one(case: str, tmp_path: Path, library: Library) -> None:
    (form,) = found(SPLIT[case], tmp_path, library).forms
    assert [row.level3 for row in form.record.indicators] == NAMES
    assert [row.level1 for row in form.record.indicators] == ["产出指标", "产出指标", "效益指标", "满意度指标"]
    assert (form.record.name, form.record.year, form.record.goal) == ("河道清淤", 2026, "清淤三十公里。")
    assert form.record.amount == 1_200_000
    first, *_, last = SPLIT[case]
    places = (form.readings[name].place.sheet for name in ("goal", "indicators[3].level3"))
    assert tuple(places) == (first, last)


def test_sheets_with_forms_of_their_own_stay_apart(tmp_path: Path, library: Library) -> None:
    other = [["项目名称", "食堂改造"], *HEAD[1:]]
    sheets = {
        "甲": [TITLE, *HEAD, CAPTIONS, *FIRST],
        "乙": [*other, CAPTIONS, *SECOND],
        "丙": [TITLE, *HEAD, CAPTIONS, *FIRST],
    }
    forms = found(sheets, tmp_path, library).forms
    assert [(form.record.name, len(form.record.indicators)) for form in forms] == [
        ("河道清淤", 2),
        ("食堂改造", 2),
        ("河道清淤", 2),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["序号", "科目", "金额"], [1, "办公费", 3.5], [2, "印刷费", 2]],
        [["填表说明", "一、指标值要写清单位。"], ["", "二、权重合计九十。"]],
        [["支出明细表"], CAPTIONS, *SECOND],
        [["办公费", "购买纸张", "", "", ""], ["印刷费", "", "", "", 2]],
    ],
)
def test_another_sheet_adds_nothing(rows: list[list[object]], tmp_path: Path, library: Library) -> None:
    forms = found({"表": [TITLE, *HEAD, CAPTIONS, *FIRST], "其他": rows}, tmp_path, library).forms
    assert [row.level3 for row in forms[0].record.indicators] == NAMES[:2]
    assert forms[0].record.other == {}
    assert forms[0].unplaced == []
