"""Workbooks of the program itself, read back as they were written and as a clerk changed them."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cases import case
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from other_programs import needs_office, saved_by_office

from app.definitions.library import Layout, Library
from app.definitions.library import library as declared
from app.model.marks import MARKS_SHEET, FieldMark
from app.model.operators import Operator
from app.model.records import Form, FundRow, ProjectTarget, SelfEvaluation
from app.readers.number_formats import format_code, shown
from app.readers.own_marks import place_of
from app.readers.own_values import FieldReader, Unreadable, bare, split
from app.readers.own_workbook import OwnWorkbook
from app.readers.spreadsheet import Cell, exact
from app.sheet.pages import lay_out, sheet_of
from app.sheet.surroundings import Surroundings
from app.writers.export import ExportItem, export_forms
from app.writers.xlsx import write_xlsx
from app.writers.xlsx_fields import Origin
from readers.own_books import (
    EVALUATION,
    LAYOUT,
    MERGING,
    PUBLISHED,
    Desk,
    cut,
    desk,
    documents,
    names,
    odd_forms,
    project,
    read,
    rewritten,
    unmerge,
    written,
)

# As it was written


@pytest.mark.parametrize("layout", declared().layouts.values(), ids=lambda layout: layout.id)
def test_every_published_form_in_every_layout_is_read_back(layout: Layout, library: Library, tmp_path: Path) -> None:
    forms = [form for form in PUBLISHED if layout.prints(form)]
    found = read(written(forms, library, tmp_path / "all.xlsx", layout.id)) if forms else OwnWorkbook()
    assert found.notes == []
    assert documents(found.forms) == documents(forms)


@pytest.mark.parametrize("length", [1500, 4000])
@pytest.mark.parametrize(
    "layout", [layout for layout in declared().layouts.values() if layout.prints(project())], ids=lambda one: one.id
)
def test_a_row_cut_by_pages_is_read_back_as_one(layout: Layout, length: int, library: Library, tmp_path: Path) -> None:
    for at in range(4):
        form = project()
        form.indicators[at].level3 = "长" * length
        found = read(written([form], library, tmp_path / "long.xlsx", layout.id))
        assert documents(found.forms) == documents([form])
        assert found.notes == []


def test_odd_texts_are_read_back(library: Library, tmp_path: Path) -> None:
    found = read(written(odd_forms(), library, tmp_path / "odd.xlsx"))
    assert documents(found.forms) == documents(odd_forms())
    assert found.notes == []


@needs_office
def test_libreoffice_may_save_it_in_between(library: Library, tmp_path: Path) -> None:
    forms = [*odd_forms(), *PUBLISHED[::9]]
    path = written(forms, library, tmp_path / "book.xlsx")
    saved = saved_by_office(path, "xlsx", tmp_path / "out")
    assert documents(read(saved).forms) == documents(forms)
    book = load_workbook(saved)
    assert book[MARKS_SHEET].sheet_state != "visible"
    assert {rule.formula1 for sheet in book for rule in sheet.data_validations.dataValidation} >= {
        '"≥,>,=,<,≤,定性"',
        '"新增,延续"',
    }


def test_several_projects_in_one_table(library: Library, tmp_path: Path) -> None:
    layout = next(
        layout
        for layout in library.layouts.values()
        if layout.project_table and layout.form_for(ProjectTarget()).indicators.columns
    )
    forms = case("tongnan-2022")[:3]
    items = [ExportItem(form, layout, Surroundings()) for form in forms]
    written_files = export_forms(items, "xlsx", tmp_path, library)
    found = [form for path in written_files for form in read(path).forms]
    assert documents(found) == documents(forms)
    sheet = sheet_of(forms, layout, library)
    write_xlsx([lay_out(sheet)], tmp_path / "one.xlsx", origins=[Origin(form, layout, library) for form in forms])
    assert documents(read(tmp_path / "one.xlsx").forms) == documents(forms)
    desk = Desk.of(tmp_path / "one.xlsx")
    last = max(row for row in range(1, desk.sheet.max_row) if desk.sheet.cell(row, desk.sheet.max_column).value)
    desk.delete_row(last)
    changed = read(desk.saved())
    assert [len(form.indicators) for form in changed.forms] == [
        len(form.indicators) - (form is forms[-1]) for form in forms
    ]


def test_the_export_writes_marks(library: Library, tmp_path: Path) -> None:
    form = case("tongnan-2022")[0]
    files = export_forms([ExportItem(form, library.shown_layout(form), Surroundings())], "xlsx", tmp_path, library)
    assert documents(read(files[0]).forms) == documents([form])


def test_changed_values_are_read_as_they_are_now(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    row, column = clerk.find("A1-项目")
    clerk.type(row, column, "B2-新-项目")
    clerk.type(*clerk.find(30), 45.6)
    row, column = clerk.find("指标2")
    clerk.type(row, column, "=A1")
    clerk.sheet.cell(row, column).data_type = "s"
    clerk.type(row, column + 1, 0.95, "0%")
    clerk.type(row, column + 2, "定性")
    clerk.type(row, column + 4, "1,200.5 ")
    clerk.type(row + 1, column + 1, 44713, "yyyy-mm")
    clerk.type(row + 1, column + 2, None)
    form, was = read(clerk.saved()).forms[0], project()
    assert isinstance(form, ProjectTarget)
    assert (form.project_code, form.project_name, form.amount) == ("B2", "新-项目", Decimal(456000))
    second, third = form.indicators[1:3]
    assert (second.level3, second.value, second.operator) == ("=A1", "95%", Operator.QUALITATIVE)
    assert (second.weight, second.other) == (Decimal("1200.5"), {"号": "2"})
    assert (third.value, third.operator) == ("2022-06", Operator.NONE)
    assert documents([form])[0]["indicators"][3] == documents([was])[0]["indicators"][3]
    assert form.other == {"密": "文"}


def test_an_amount_without_unit_gets_one(library: Library, tmp_path: Path) -> None:
    clerk = desk([ProjectTarget(layout=LAYOUT, amount_unit="")], library, tmp_path)
    row, column = clerk.find("资金总额")
    clerk.type(row, column + 1, 12.5)
    form = read(clerk.saved()).forms[0]
    assert isinstance(form, ProjectTarget)
    assert (form.amount, form.amount_unit) == (Decimal(125000), "元")


def test_rows_come_and_go(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    row, column = clerk.find("指标3")
    clerk.insert_row(row)
    clerk.type(row, column, "新指标")
    clerk.type(row, column + 1, 7)
    clerk.delete_row(clerk.find("指标1")[0])
    below = clerk.sheet.max_row + 1
    clerk.type(below, column, "末尾")
    clerk.type(below + 2, column, "表外")
    found = read(clerk.saved())
    assert names(found.forms[0]) == ["指标2", "新指标", "指标3", "指标4", "末尾"]
    assert found.forms[0].indicators[1].value == "7"
    assert [indicator.other.get("号") for indicator in found.forms[0].indicators] == ["2", None, "3", "4", None]
    assert [indicator.weight for indicator in found.forms[0].indicators][2] == Decimal("3.0")


def test_all_rows_may_go_and_an_empty_table_may_be_filled(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    for n in range(1, 5):
        clerk.delete_row(clerk.find(f"指标{n}")[0])
    assert names(read(clerk.saved()).forms[0]) == []
    clerk = desk([ProjectTarget(layout=LAYOUT)], library, tmp_path)
    row, column = clerk.find("三级指标")
    clerk.type(row + 1, column, "第一个")
    clerk.type(row + 2, column, "第二个")
    assert names(read(clerk.saved()).forms[0]) == ["第一个", "第二个"]


def test_a_row_that_was_emptied_vanishes_and_notes_are_no_rows(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    row, _ = clerk.find("指标2")
    for column in range(2, clerk.sheet.max_column + 1):
        clerk.type(row, column, None)
    below = clerk.sheet.max_row + 1
    clerk.type(below, 2, "注：以上指标由单位填写")
    clerk.sheet.merge_cells(start_row=below, end_row=below, start_column=2, end_column=8)
    assert names(read(clerk.saved()).forms[0]) == ["指标1", "指标3", "指标4"]


def test_rows_come_and_go_around_one_that_is_cut(library: Library, tmp_path: Path) -> None:
    clerk, _, last, column = cut(library, tmp_path)
    clerk.insert_row(last + 1)
    clerk.type(last + 1, column, "新指标")
    clerk.delete_row(clerk.find("指标4")[0])
    found = read(clerk.saved())
    assert [name[:3] for name in names(found.forms[0])] == ["指标1", "长长长", "新指标", "指标3"]
    assert found.notes == []


def test_rows_may_follow_a_last_one_that_is_cut(library: Library, tmp_path: Path) -> None:
    clerk, _, _, column = cut(library, tmp_path)
    clerk.delete_row(clerk.find("指标4")[0])
    clerk.delete_row(clerk.find("指标3")[0])
    clerk.type(clerk.sheet.max_row + 1, column, "末尾")
    assert [name[:3] for name in names(read(clerk.saved()).forms[0])] == ["指标1", "长长长", "末尾"]


def test_a_row_inserted_inside_one_that_is_cut(library: Library, tmp_path: Path) -> None:
    clerk, row, _, column = cut(library, tmp_path)
    row = next(
        area.min_row for area in clerk.sheet.merged_cells.ranges if area.min_col == column and area.min_row > row
    )
    clerk.insert_row(row + 1)
    assert read(clerk.saved()).notes == []
    clerk.type(row + 1, column, "盖住的")
    found = read(clerk.saved())
    assert [name[:3] for name in names(found.forms[0])] == ["指标1", "长长长", "指标3", "指标4"]
    assert [f"{get_column_letter(column)}{row + 1} " in note and "盖住的" in note for note in found.notes] == [True]
    unmerge(clerk, row + 1, range(column + 2, clerk.sheet.max_column + 1))
    clerk.type(row + 1, column + 2, "另一个值")
    found = read(clerk.saved())
    assert [indicator.value for indicator in found.forms[0].indicators] == ["1.50", "2.50", "另一个值", "3.50", "4.50"]
    assert [f"第 {row + 1} 行" in note for note in found.notes] == [True]
    unmerge(clerk, row + 1, range(1, clerk.sheet.max_column + 1))
    assert len(read(clerk.saved()).forms[0].indicators) >= 5


def test_a_part_of_a_merged_cell_is_changed(library: Library, tmp_path: Path) -> None:
    clerk, row, last, column = cut(library, tmp_path)
    parts = [row for row in range(row + 1, last + 1) if clerk.sheet.cell(row, column - 1).value]
    for part in parts:
        clerk.type(part, column - 1, f"改动{part}")
    found = read(clerk.saved())
    second = [indicator.level2 for indicator in found.forms[0].indicators]
    assert second == ["数量指标", "数量指标", f"改动{parts[-1]}", f"改动{parts[-1]}"]
    assert len(found.notes) == len(parts) - 1
    assert all(f"改动{part}" in note for part, note in zip(parts, found.notes, strict=False))


def test_a_new_row_may_be_merged_with_the_anchor_of_another(library: Library, tmp_path: Path) -> None:
    form = project()
    form.layout = MERGING
    form.indicators[3].level1 = "效益指标"
    clerk = desk([form], library, tmp_path)
    row, column = clerk.find("效益指标")
    clerk.type(row + 1, clerk.find("指标4")[1], "新指标")
    clerk.sheet.merged_cells.add(CellRange(None, column, row, column, row + 1))
    found = read(clerk.saved())
    assert names(found.forms[0]) == ["指标1", "指标2", "指标3", "指标4", "新指标"]
    assert found.forms[0].indicators[4].level1 == "效益指标"


def test_swapped_rows_take_along_what_is_not_printed(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    one, two = clerk.find("指标1")[0], clerk.find("指标4")[0]
    for column in range(2, clerk.sheet.max_column + 1):
        first, second = clerk.sheet.cell(one, column), clerk.sheet.cell(two, column)
        first.value, second.value = second.value, first.value
        first.number_format, second.number_format = second.number_format, first.number_format
    form = read(clerk.saved()).forms[0]
    assert [(indicator.level3, indicator.other["号"], str(indicator.weight)) for indicator in form.indicators] == [
        ("指标4", "4", "4.0"),
        ("指标2", "2", "2.0"),
        ("指标3", "3", "3.0"),
        ("指标1", "1", "1.0"),
    ]


def test_funds_may_be_added_above_the_next_block(library: Library, tmp_path: Path) -> None:
    form = SelfEvaluation(layout=EVALUATION, scope="project", goal_initial="目标")
    form.funds = [FundRow(item="一般公共预算", initial_budget=Decimal("1234.50"))]
    clerk = desk([form], library, tmp_path)
    row, column = clerk.find("一般公共预算")
    clerk.insert_row(row + 1)
    clerk.type(row + 1, column, "其他")
    clerk.type(row + 1, column + 1, "2,000.10")
    clerk.type(row, column + 1, "约一千")
    found = read(clerk.saved())
    evaluation = found.forms[0]
    assert isinstance(evaluation, SelfEvaluation)
    assert [(fund.item, fund.initial_budget) for fund in evaluation.funds] == [
        ("一般公共预算", None),
        ("其他", Decimal("2000.10")),
    ]
    assert evaluation.goal_initial == "目标"
    address = f"{get_column_letter(column + 1)}{row}"
    assert evaluation.other == {f"年初预算数（{address}）": "约一千"}
    assert "约一千" in found.notes[0]
    assert address in found.notes[0]


def test_what_cannot_be_read_is_kept_and_told(library: Library, tmp_path: Path) -> None:
    clerk = desk([project()], library, tmp_path)
    row, column = clerk.find("指标1")
    clerk.type(row, column + 1, "#REF!")
    clerk.sheet.cell(row, column + 1).data_type = "e"
    clerk.type(row, column + 2, "约")
    clerk.type(row, column + 4, "=SUM(A1:A2)")
    clerk.book.create_sheet("草稿")["A1"] = "便笺"
    found = read(clerk.saved())
    first = found.forms[0].indicators[0]
    assert (first.value, first.operator, first.weight) == ("#REF!", Operator.NONE, None)
    assert first.other == {"号": "1", "指标性质": "约"}
    assert [
        word
        for note, word in zip(found.notes, ["错误值 #REF!", "“约”认不出", "没有结果的公式", "“草稿”"], strict=True)
        if word not in note
    ] == []


def test_deleted_sheets_rows_and_columns(library: Library, tmp_path: Path) -> None:
    forms: list[Form] = [project(), project(), project()]
    clerk = desk(forms, library, tmp_path)
    del clerk.book[clerk.book.sheetnames[1]]
    for row in clerk.book[MARKS_SHEET].iter_rows(min_col=2, max_col=2, min_row=2):
        if "(2)" in str(row[0].value):
            row[0].value = "=#REF!$A$1"
    clerk.delete_row(clerk.find("项目概况")[0])
    found = read(clerk.saved())
    assert documents(found.forms) == documents(forms[:2])
    assert found.notes == ["“项目概况”的格子已被删除，沿用导出时的内容。"]


def test_a_formulas_result_is_read(library: Library, tmp_path: Path) -> None:
    path = written([project()], library, tmp_path / "formula.xlsx")
    part = "xl/worksheets/sheet1.xml"
    rewritten(
        path,
        part,
        lambda text: re.sub(r'(<c r="[A-Z]+\d+"[^>]*)><v>30</v>', r"\1><f>15*3</f><v>45.000000000000007</v>", text),
    )
    form = read(path).forms[0]
    assert isinstance(form, ProjectTarget)
    assert form.amount == Decimal(450000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥95%", ("≥", "95", "%")),
        ("<=3 天", ("≤", "3", "天")),
        ("100万元", ("", "100", "万元")),
        ("10—20次", ("", "10—20", "次")),
        ("优良", ("定性", "优良", "")),
        ("定性优良", ("定性", "优良", "")),
        ("", ("", "", "")),
    ],
)
def test_operator_value_and_unit_of_one_text(text: str, expected: tuple[str, ...]) -> None:
    mark = FieldMark(label="指标值", parts=("operator", "value", "unit"), together=True, join="")
    assert tuple(split(text, mark, {}).values())[1:] == expected[1:]
    from app.model.exchange import SECTIONS

    values: dict[str, Any] = {}
    FieldReader(SECTIONS["projects"].indicator).put(values, mark, Cell(text))
    assert (values["operator"], values["value"], values["unit"]) == expected


def test_codes_patterns_points_and_levels_in_one_text() -> None:
    code = FieldMark(label="主管部门", parts=("department_code", "department"))
    assert split("312-政府-办", code, {}) == {"department_code": "312", "department": "政府-办"}
    assert split("政府-办", code, {}) == {"department_code": "", "department": "政府-办"}
    pattern = code.model_copy(update={"pattern": "[{department_code}]{department}"})
    assert split("[312]政府办", pattern, {}) == {"department_code": "312", "department": "政府办"}
    named = code.model_copy(update={"pattern": "{department}"})
    assert split("新名", named, {"department_code": "312"}) == {"department": "新名"}
    assert bare("产出指标（50分）", FieldMark(label="一级指标", points="（{points}分）")) == "产出指标"
    levels = FieldMark(label="指标", parts=("level1", "level2", "level3"), together=True, join="-")
    known = {"level1": "产出", "level2": ""}
    assert split("产出-数量", levels, known) == {"level1": "产出", "level2": "", "level3": "数量"}
    assert split("甲-乙-丙", levels, {}) == {"level1": "甲", "level2": "乙", "level3": "丙"}


def test_a_number_that_is_none_is_refused() -> None:
    from app.model.exchange import SECTIONS

    reader = FieldReader(SECTIONS["projects"].codecs)
    with pytest.raises(Unreadable):
        reader.put({}, FieldMark(label="金额", parts=("amount",), kind="money"), Cell("三十"))
    values: dict[str, Any] = {}
    reader.put(values, FieldMark(label="金额", parts=("amount",), kind="money"), Cell("￥１２，０００.5万元"))
    assert values == {"amount": "120005000.0"}
    reader.put(values, FieldMark(label="金额", parts=("amount",), kind="money"), Cell("1205 千元"))
    assert values == {"amount": "1205000"}
    with pytest.raises(Unreadable):
        reader.put(values, FieldMark(label="金额", parts=("amount",), kind="money"), Cell("5万美元"))


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        ("0.95", "0%", "95%"),
        ("0.125", "0%", "12.5%"),
        ("9.5", '0.00"%"', "9.50"),
        ("44713", "yyyy/m/d", "2022-06-01"),
        ("44713.5", "yyyy/m/d h:mm", "2022-06-01 12:00"),
        ("44713", 'yyyy"年"m"月"', "2022-06"),
        ("1250.126", "#,##0.00", "1250.126"),
        ("7", "General", "7"),
        ("7", '[Red]0"d"', "7"),
    ],
)
def test_numbers_are_read_as_they_are_shown(number: str, code: str, expected: str) -> None:
    assert shown(Decimal(number), code) == expected


def test_digits_of_a_file_are_those_that_were_typed() -> None:
    assert str(exact("1.1000000000000001")) == "1.1"
    assert exact("1E+400") is None
    assert exact("甲") is None
    assert (format_code(14, {}), format_code(164, {164: "0.0"}), format_code(999, {})) == ("yyyy-mm-dd", "0.0", "")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("='甲''乙 (2)'!$C$5", ("甲'乙 (2)", 5, 3)),
        ("甲!AA10", ("甲", 10, 27)),
        ("=#REF!", None),
        ("'甲'!#REF!", None),
        ("#REF!$A$1", ("#REF", 1, 1)),  # a sheet that is not there
        ("", None),
    ],
)
def test_anchors(formula: str, expected: tuple[str, int, int] | None) -> None:
    assert place_of(formula) == expected
