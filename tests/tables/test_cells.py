"""What is declared of tables, and what stands where in them."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from page_checks import check_pages
from printing import ISSUER

from app.base.errors import DefinitionError
from app.base.locations import forms_folder
from app.definitions.blocks import Column
from app.definitions.library import SECTION_NAMES, Layout, Library, load_library
from app.definitions.schema import ProjectTable, Total
from app.model.records import Indicator, OverallTarget, ProjectTarget, ref_of
from app.rules.checking import check_form
from app.sheet.pages import lay_out, print_together
from app.sheet.sheet import FieldId, Role
from app.sheet.tabulate import build_table_sheet
from tables.printed import (
    ALL_IN_ONE,
    FLAT,
    GOALS,
    MERGED,
    NUMBERED,
    TABLES,
    WIDE,
    Printed,
    expected_row,
    expected_text,
    fields_of,
    name_of,
    projects,
)

# What is declared


def test_tables_are_declared(library: Library) -> None:
    assert set(TABLES) >= {ALL_IN_ONE, WIDE, NUMBERED, GOALS, FLAT}
    for name in TABLES:
        layout = library.layouts[name]
        assert "project_table" in layout.forms
        assert "project" not in layout.forms
        assert SECTION_NAMES["project_table"]
        assert layout.prints(ProjectTarget())
        assert layout.prints(OverallTarget()) == ("overall" in layout.forms)
        assert layout.table_for(ProjectTarget()) is layout.project_table
        assert layout in library.layouts_for(ProjectTarget(), 2026)


def test_a_table_asks_of_each_project_what_it_prints(library: Library) -> None:
    form = library.layouts[NUMBERED].form_for(ProjectTarget())
    assert [entry.field for entry in form.entries] == ["department", "project", "amount", "goal"]
    assert [column.field for column in form.indicators.columns] == ["level3", "operator", "value", "unit", "weight"]
    assert not form.levels
    assert library.layouts[GOALS].form_for(ProjectTarget()).indicators.columns == ()


def test_projects_without_indicators_are_right_where_the_paper_has_none(library: Library) -> None:
    found = {
        name: [issue.place.field for issue in check_form(ProjectTarget(layout=name), library)]
        for name in (GOALS, NUMBERED)
    }
    assert "indicators" not in found[GOALS]
    assert "indicators" in found[NUMBERED]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (NUMBERED, "grid = [12,", "grid = [12, 1,", "键 project_table.grid：各格共占 9 列，应为 10 列"),
        (NUMBERED, "grid = [12,", "grid = [99,", "超过纸张可印宽度 286 毫米"),
        (NUMBERED, "{ number = true,", "{", "键 project_table.project.1：应写明 field、other、number 之一"),
        (NUMBERED, 'field = "goal"', 'field = "gaol"', "没有名为“gaol”的字段（是不是“goal”？）"),
        (NUMBERED, 'field = "weight"', 'field = "wieght"', "键 project_table.indicators.5.field：没有名为“wieght”"),
        (NUMBERED, "{department}", "{departmant}", "没有名为“departmant”的填充词（是不是“department”？）"),
        (NUMBERED, "{project_name}", "{projekt}", "没有名为“projekt”的填充词"),
        (NUMBERED, "row_height = 6.8", 'row_height = 6.8\ncolumn_numbers = ["1"]', "应有 9 项，每列一项"),
        (NUMBERED, 'heading_fields = ["department"]', 'heading_fields = ["deportment"]', "没有名为“deportment”的字段"),
        (NUMBERED, 'weights = "100"', 'weights = "101"', "没有名为“101”的权重规则"),
        (WIDE, 'cells = ["合计"]', 'cells = ["合计", "", "", "", ""]', "最多 4 项，项目各列一项"),
        (WIDE, 'of = "all"', 'of = "every"', "totals.1.of"),
        (FLAT, "grid = [", 'page = "a5"\ngrid = [', "没有名为“a5”的纸张"),
        (FLAT, "value = {", "valeu = {", "没有名为“valeu”的样式"),
    ],
)
def test_a_wrong_table_is_told_file_and_key(tmp_path: Path, name: str, old: str, new: str, expected: str) -> None:
    import shutil

    folder = shutil.copytree(forms_folder(), tmp_path / "forms")
    path = folder / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_library(folder)
    assert expected in str(caught.value)
    assert f"forms/{name}.toml" in str(caught.value)


def test_a_layout_prints_projects_in_one_way_only(tmp_path: Path) -> None:
    import shutil

    folder = shutil.copytree(forms_folder(), tmp_path / "forms")
    single = (folder / "chongqing/qijiang-2022.toml").read_text(encoding="utf-8")
    path = folder / f"{GOALS}.toml"
    path.write_text(path.read_text(encoding="utf-8") + single[single.index("[project]") :], encoding="utf-8")
    with pytest.raises(DefinitionError, match="project 与 project_table 只能写一个"):
        load_library(folder)


# What stands where


def test_cells_cover_the_table_without_overlapping(printed: Printed) -> None:
    sheet = printed.printout.sheet
    covered = [
        (row, column)
        for box in sheet.boxes
        for row in range(box.row, box.row + box.rows)
        for column in range(box.column, box.column + box.columns)
    ]
    assert len(covered) == len(set(covered)) == len(sheet.rows) * len(sheet.columns)


def test_every_value_stands_in_a_cell_of_its_own_form_and_row(printed: Printed) -> None:
    found = fields_of(printed.printout.sheet)
    for form in printed.forms:
        for column in printed.table.project:
            if not column.number:
                (box,) = found[FieldId(ref_of(form), name_of(column))]
                assert (
                    Decimal(box.text or 0) == Decimal(expected_text(form, column, printed.layout) or 0)
                    if (column.other)
                    else box.text == expected_text(form, column, printed.layout)
                )
        for column in printed.table.indicators:
            for row, indicator in enumerate(form.indicators, 1):
                boxes = found.get(FieldId(ref_of(form), name_of(column), "indicators", row), [])
                assert [box.text for box in boxes] == [expected_row(indicator, column)] or (column.merge and not boxes)


def test_the_cells_of_a_project_reach_over_its_rows(printed: Printed) -> None:
    found = fields_of(printed.printout.sheet)
    column = next(column for column in printed.table.project if column.field)
    at = min(found[FieldId(ref_of(printed.forms[0]), name_of(column))], key=lambda box: box.row).row
    for form in printed.forms:
        boxes = [
            found[FieldId(ref_of(form), name_of(one))][0]
            for one in printed.table.project
            if not (one.number or one.merge)
        ]
        assert {(box.row, box.rows) for box in boxes} == {(at, boxes[0].rows)}
        if not printed.table.every_level:
            assert boxes[0].rows == (len(form.indicators) if printed.table.indicators else 1)
        at += boxes[0].rows
    totals_below = sum(total.at == "bottom" for total in printed.table.totals)
    assert at == len(printed.printout.sheet.rows) - totals_below


def test_equal_values_of_projects_are_one_cell_where_that_is_declared(library: Library) -> None:
    forms = projects()[:4]
    forms[3].unit_code, forms[3].unit = "312002", "信息中心"
    sheet = build_table_sheet(forms, library.layouts[MERGED], library)
    units = [box for box in sheet.boxes if box.field and box.field.field == "unit" and box.role is Role.VALUE]
    assert [box.text for box in units] == ["312001政府办（本级）", "312002信息中心"]
    assert units[0].rows == sum(len(form.indicators) for form in forms[:3])
    assert [field.form for field in units[0].also] == [ref_of(form) for form in forms[1:3]]


def test_the_title_may_stand_in_the_table_above_a_row_of_empty_cells(library: Library) -> None:
    printout = print_together(projects()[:1], library, None, library.layouts[MERGED])
    title, *empty = [box for box in printout.sheet.boxes if box.row < 2]
    assert (title.role, title.ruled, title.columns, printout.sheet.heading) == (Role.TITLE, True, 10, 0)
    assert [(box.text, box.ruled) for box in empty] == [("", True)] * 10
    corner = printout.pages[0].boxes[0]
    assert any((rule.x0, rule.y0) == (round(corner.x, 3), round(corner.y, 3)) for rule in printout.pages[0].rules)


def test_projects_are_counted_through(all_printed: dict[str, Printed]) -> None:
    sheet = all_printed[NUMBERED].printout.sheet
    numbers = [box for box in sheet.boxes if box.column == 0 and box.role is Role.VALUE]
    assert [box.text for box in numbers] == [str(number) for number in range(1, 13)]
    assert all(box.number is not None for box in numbers)


def test_every_second_level_has_its_row(all_printed: dict[str, Printed], library: Library) -> None:
    each = all_printed[WIDE]
    levels = [(level.name, name) for level in library.taxonomies["2021"].levels for name in level.level2]
    form = each.forms[0]
    boxes = [box for box in each.printout.sheet.boxes if box.field and box.field.form == ref_of(form)]
    seconds = [box for box in boxes if box.field and box.field.field == "level2" and box.role is Role.VALUE]
    other = ("产出指标", "成本指标")  # of the other 指标体系: not lost, and below its own first level
    at = levels.index(("产出指标", "时效指标")) + 1
    assert [box.text for box in seconds] == [name for _, name in (*levels[:at], other, *levels[at:])]
    firsts = [box for box in boxes if box.field and box.field.field == "level1" and box.role is Role.VALUE]
    assert [box.text for box in firsts] == ["成本指标", "产出指标", "效益指标", "满意度指标"]
    assert [box.rows for box in firsts] == [3, 6, 4, 1]  # 数量指标 and 成本指标 have two each


def test_equal_levels_of_two_first_levels_are_not_one_cell(library: Library) -> None:
    form = ProjectTarget(year=2026, layout=WIDE)
    form.indicators = [Indicator(level1=one, level2="数量指标", level3=one) for one in ("甲", "甲", "乙")]
    layout = changed(library.layouts[WIDE], every_level=False)
    sheet = build_table_sheet([form], layout, library)
    levels = [box for box in sheet.boxes if box.text == "数量指标" and box.role is Role.VALUE]
    assert [box.rows for box in levels] == [2, 1]


def changed(layout: Layout, **values: object) -> Layout:
    assert layout.project_table
    table = ProjectTable.model_validate({**layout.project_table.model_dump(), **values})
    return replace(layout, project_table=table)


def test_amounts_are_added_up_to_the_last_digit(all_printed: dict[str, Printed], library: Library) -> None:
    each = all_printed[WIDE]
    wanted = sum((form.amount or Decimal() for form in each.forms), Decimal()) / 10000
    rows = [[box for box in each.printout.sheet.boxes if box.row == row][:3] for row in (4, 5)]
    assert [box.text for box in rows[0]] == ["合计", "", f"{wanted:.2f}"]
    assert [box.text for box in rows[1]] == ["312001", "政府办（本级）", f"{wanted:.2f}"]
    assert rows[0][2].number
    assert rows[0][2].number.value == wanted
    assert all(box.field is None for row in rows for box in row)


def test_each_unit_has_its_total(library: Library) -> None:
    forms = projects()[:3]
    forms[2].unit_code, forms[2].unit = "312002", "信息中心"
    forms[1].amount = None
    totals = (Total(of="unit", at="bottom", cells=("小计",)), Total(of="all", at="bottom", cells=("合计", "{year}")))
    layout = changed(library.layouts[GOALS], totals=totals)
    sheet = build_table_sheet(forms, layout, library)
    lines = [[box.text for box in sheet.boxes if box.row == row][:3] for row in range(3, len(sheet.rows))]
    assert [line[0] for line in lines] == ["政府办（本级）", "政府办（本级）", "小计", "信息中心", "小计", "合计"]
    assert [line[2] for line in lines] == ["30.00", "", "30.00", "30.00", "30.00", "60.00"]
    assert lines[-1][1] == "2022"


def test_projects_of_a_unit_stand_below_each_other(library: Library) -> None:
    forms = projects()[:4]
    forms[1].unit_code, forms[1].unit = "312002", "信息中心"
    sheet = build_table_sheet(forms, library.layouts[NUMBERED], library)
    names = [box.text for box in sheet.boxes if box.field and box.field.field == "project" and box.role is Role.VALUE]
    assert names == [forms[n].project_name for n in (0, 2, 3, 1)]
    assert [box.text for box in sheet.boxes if box.column == 0 and box.role is Role.VALUE] == ["1", "2", "3", "4"]


def test_operator_value_and_unit_may_be_one_text(library: Library) -> None:
    layout = library.layouts[NUMBERED]
    assert layout.project_table
    indicators = [Column(field="level3"), Column(field="value", span=4, parts=("operator", "value", "unit"))]
    sheet = build_table_sheet(
        projects()[:1], changed(layout, indicators=[one.model_dump() for one in indicators]), library
    )
    texts = [box.text for box in sheet.boxes if box.field and box.field.field == "value" and box.field.row]
    assert texts == ["≥180次", "≥40次", "=85000元", "=215000元", "优", "≥90%"]


def test_columns_have_numbers_where_they_are_declared(library: Library) -> None:
    layout = changed(library.layouts[GOALS], column_numbers=("**", "**", "1", "2"))
    printout = lay_out(build_table_sheet(projects() * 2, layout, library))
    check_pages(printout)
    for page in printout.pages:
        assert [box.box.text for box in page.boxes if box.box.text in ("**", "1", "2")][:4] == ["**", "**", "1", "2"]


def test_a_group_of_columns_has_a_heading(all_printed: dict[str, Printed]) -> None:
    sheet = all_printed[ALL_IN_ONE].printout.sheet
    (group,) = [box for box in sheet.boxes if box.text == "其中："]
    assert (group.row, group.rows, group.column, group.columns) == (2, 1, 2, 2)
    below = [box.text for box in sheet.boxes if box.row == 3]
    assert below == ["财政资金", "其他资金"]
    assert {box.rows for box in sheet.boxes if box.row == 2 and box is not group} == {2}


def test_what_stands_above_is_filled_in(all_printed: dict[str, Printed]) -> None:
    above = {
        name: [box.text for box in each.printout.sheet.boxes if box.row < each.printout.sheet.heading]
        for name, each in all_printed.items()
    }
    assert above[ALL_IN_ONE] == ["预算表12 项目支出绩效目标表", "金额单位：万元"]
    assert above[WIDE] == ["2022年项目支出绩效目标表", f"单位名称：{ISSUER}", "单位：万元"]
    assert above[NUMBERED][0] == "表十二"
    assert above[NUMBERED][2:] == ["资金主管部门：政府办", "单位：万元"]
