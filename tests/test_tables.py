"""Layouts that print many projects in one table: what stands where, on paper, in Excel and in files."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import case
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from test_sheet import check_geometry, check_pages, check_text, squeezed
from test_writers import grid, is_printed, poppler

from app.base.errors import DefinitionError, JihengError, OutputError
from app.base.locations import forms_folder
from app.definitions.library import SECTION_NAMES, Layout, Library, load_library
from app.definitions.library import library as declared
from app.definitions.schema import Column, ProjectColumn, ProjectTable, Total
from app.model.exchange import write_document
from app.model.money import from_yuan
from app.model.operators import Operator
from app.model.records import Form, Indicator, OverallTarget, ProjectTarget, ref_of
from app.readers.own_workbook import own_workbook
from app.rules.checking import check_form
from app.sheet.pages import Printout, lay_out, print_form, print_together, sheet_of
from app.sheet.sheet import OTHER, Box, FieldId, Role, Sheet
from app.sheet.surroundings import Surroundings
from app.sheet.tabulate import build_table_sheet
from app.writers.export import WRITERS, ExportItem, export_forms, grouped
from app.writers.pdf import write_pdf
from app.writers.xlsx import write_xlsx

ISSUER = "重庆市潼南区人民政府办公室"
TABLES = sorted(name for name, layout in declared().layouts.items() if layout.project_table)
ALL_IN_ONE = "beijing/beijing-projects-2026"
WIDE = "hunan/changsha-2026"
MERGED = "jilin/changchun-2026"
NUMBERED = "chongqing/shiji-general-2026"
GOALS = "zhejiang/hangzhou-2026"
FLAT = "sichuan/jingyan-2023"


def projects() -> list[ProjectTarget]:
    """The twelve published projects of 潼南, with values of what only other places' forms have."""
    found = [form for form in case("tongnan-2022") if isinstance(form, ProjectTarget)]
    for form in found:
        assert form.amount is not None
        form.other = {"其中：财政资金": f"{form.amount / 10000:f}", "其中：其他资金": ""}
        for indicator in form.indicators:
            indicator.other = {"指标方向性": "正向指标", "指标值内容": f"{indicator.level3}情况"}
    return found


class Printed(NamedTuple):
    """The projects in one table, and its files."""

    forms: list[ProjectTarget]
    layout: Layout
    table: ProjectTable
    printout: Printout
    pdf: Path
    xlsx: Path


@pytest.fixture(scope="session")
def all_printed(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Printed]:
    folder = tmp_path_factory.mktemp("tables")
    found = {}
    for number, name in enumerate(TABLES):
        forms, layout = projects(), library.layouts[name]
        printout = print_together(forms, library, Surroundings(1, ISSUER), layout)
        files = folder / f"{number}.pdf", folder / f"{number}.xlsx"
        write_pdf([printout], files[0])
        write_xlsx([printout], files[1])
        assert layout.project_table
        found[name] = Printed(forms, layout, layout.project_table, printout, *files)
    return found


@pytest.fixture(params=TABLES)
def printed(request: pytest.FixtureRequest, all_printed: dict[str, Printed]) -> Printed:
    return all_printed[request.param]


def fields_of(sheet: Sheet) -> dict[FieldId, list[Box]]:
    """The value boxes of a sheet by what they print."""
    found: dict[FieldId, list[Box]] = {}
    for box in sheet.boxes:
        if box.field and box.role in (Role.VALUE, Role.TEXT):
            for field in (box.field, *box.also):
                found.setdefault(field, []).append(box)
    return found


def first_repeated(printed: Printed) -> int:
    """The first row that pages begin with again: that of the headings, or the first of all."""
    table, above = printed.table, printed.printout.sheet.heading
    return 0 if table.repeat_title else above + table.title_in_table + bool(table.empty_row)


def name_of(column: ProjectColumn | Column) -> str:
    return column.field or OTHER + column.other


def expected_text(form: ProjectTarget, column: ProjectColumn, layout: Layout) -> str:
    """What a project's cell must say, put together anew from the record."""
    if column.other:
        return form.other.get(column.other, "")
    if column.field == "amount":
        assert form.amount is not None
        amount = from_yuan(form.amount, layout.head.money_unit)
        places = max(column.decimals, -int(amount.normalize().as_tuple().exponent))
        return f"{amount:{',' if column.thousands else ''}.{places}f}"
    if column.pattern:
        return column.pattern.format(**form.model_dump())
    return {
        "project": form.code_name,
        "name": form.project_name,
        "unit": form.unit_code_name,
        "department": form.department_code_name,
        "goal": form.goal,
    }[column.field]


def expected_row(indicator: Indicator, column: Column) -> str:
    if column.other:
        return indicator.other.get(column.other, "")
    return column.join.join(expected_part(indicator, column, name) for name in column.fields)


def expected_part(indicator: Indicator, column: Column, name: str) -> str:
    value = getattr(indicator, name)
    text = "" if value is None or (column.parts and value is Operator.QUALITATIVE) else str(value)
    return column.words.get(text, text)


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


# On paper


def without_foot(printout: Printout) -> Printout:
    """The pages without their numbers, which stand in the margin."""
    pages = [
        replace(page, boxes=tuple(placed for placed in page.boxes if placed.box.role is not Role.PAGE_NUMBER))
        for page in printout.pages
    ]
    return replace(printout, pages=tuple(pages))


def test_no_text_leaves_its_cell_and_none_is_lost(printed: Printed) -> None:
    check_geometry(without_foot(printed.printout))
    check_text(printed.printout)


def test_pages_begin_with_the_header(printed: Printed) -> None:
    printout = printed.printout
    assert len(printout.pages) > 1
    check_pages(printout)
    assert {row.repeat for row in printout.sheet.rows if row.repeat} == {
        tuple(range(first_repeated(printed), printout.sheet.rows[-1].repeat[-1] + 1))
    }
    pages = [squeezed(page) for page in poppler("pdftotext", "-raw", printed.pdf, "-").split("\f")][:-1]
    assert len(pages) == len(printout.pages)
    labels = [squeezed(box.text) for box in printout.sheet.boxes if box.role is Role.LABEL]
    title = squeezed(printout.sheet.title)
    for number, page in enumerate(pages):
        assert not [label for label in labels if label not in page]
        assert (title in page) == (number == 0 or printed.table.repeat_title)


def test_every_string_is_in_the_pdf(printed: Printed) -> None:
    pages = [squeezed(page) for page in poppler("pdftotext", "-raw", printed.pdf, "-").split("\f")]
    missing = [text for text in said(printed) if not is_printed(squeezed(text), pages)]
    assert not missing


def said(printed: Printed) -> Iterator[str]:
    for form in printed.forms:
        for column in printed.table.project:
            if not column.number and not column.other:
                yield expected_text(form, column, printed.layout)
        for column in printed.table.indicators:
            yield from (expected_row(indicator, column) for indicator in form.indicators)


def test_the_name_of_a_project_stands_on_each_of_its_pages(printed: Printed) -> None:
    pages = [squeezed(page) for page in poppler("pdftotext", "-raw", printed.pdf, "-").split("\f")]
    for number, page in enumerate(printed.printout.pages):
        shown = {placed.box.field.form for placed in page.boxes if placed.box.field and placed.box.field.row}
        names = [squeezed(form.project_name) for form in printed.forms if ref_of(form) in shown]
        assert not [name for name in names if name not in pages[number]]


def test_a_click_leads_to_the_right_form_and_row(printed: Printed) -> None:
    by_ref = {ref_of(form): form for form in printed.forms}
    rows = 0
    for page in printed.printout.pages:
        for placed in page.boxes:
            hit = page.box_at(placed.x + placed.width / 2, placed.y + placed.height / 2)
            assert hit is placed
            field = placed.box.field
            if field and field.row and field.field == "level3":
                assert placed.box.text == by_ref[field.form].indicators[field.row - 1].level3
                rows += 1
    assert rows == (sum(len(form.indicators) for form in printed.forms) if printed.table.indicators else 0)


@pytest.mark.parametrize(
    ("name", "size"),
    [(WIDE, r"1261\.\d+ x 912\.\d+"), (ALL_IN_ONE, r"841\.\d+ x 595\.\d+ pts \(A4\)"), (FLAT, r"841\.\d+ x 595")],
)
def test_the_paper_is_the_declared_one(name: str, size: str, all_printed: dict[str, Printed]) -> None:
    assert re.search(rf"Page size: +{size}", poppler("pdfinfo", all_printed[name].pdf))


def test_pages_are_numbered(all_printed: dict[str, Printed]) -> None:
    pages = poppler("pdftotext", "-raw", all_printed[NUMBERED].pdf, "-").split("\f")
    for number, page in enumerate(pages[:-1], 1):
        assert f"—{number}—" in squeezed(page)


def test_no_project_begins_with_a_single_row_at_the_foot_of_a_page(library: Library) -> None:
    layout = library.layouts[NUMBERED]
    for count in range(20, 34):
        first, second = long_project(count), long_project(5)
        printout = print_together([first, second], library, None, layout)
        begun = [
            sum(
                bool(b.box.field and b.box.field.form == ref_of(second) and b.box.field.field == "level3")
                for b in p.boxes
            )
            for p in printout.pages
        ]
        assert 1 not in begun[:-1], count


def test_a_project_that_fits_on_a_page_is_not_split(all_printed: dict[str, Printed]) -> None:
    each = all_printed[ALL_IN_ONE]
    pages_of: dict[Any, set[int]] = {}
    for number, page in enumerate(each.printout.pages):
        for placed in page.boxes:
            if placed.box.field and placed.box.field.row:
                pages_of.setdefault(placed.box.field.form, set()).add(number)
    assert len(pages_of) == 12
    assert {len(pages) for pages in pages_of.values()} == {1}


def long_project(rows: int) -> ProjectTarget:
    form = ProjectTarget(year=2026, project_name="长表", unit="某单位", amount=Decimal(1), goal="目标")
    form.indicators = [Indicator(level3=f"指标{n}", operator=Operator.EQUAL, value=str(n)) for n in range(rows)]
    return form


@pytest.mark.parametrize("name", TABLES)
def test_a_project_of_300_rows(name: str, library: Library) -> None:
    forms = [*projects()[:2], long_project(300), projects()[2]]
    printout = print_together(forms, library, None, library.layouts[name])
    check_pages(printout)
    check_geometry(without_foot(printout))
    check_text(printout)
    own = [[part for part in page.slices if not part.repeated] for page in printout.pages]
    assert all(len(parts) > 3 for parts in own[1:-1])  # no page with a row or two


@pytest.mark.parametrize("name", TABLES)
def test_a_goal_of_4000_characters(name: str, library: Library) -> None:
    forms = projects()[:3]
    forms[1].goal = "预算绩效管理要求，把钱花在刀刃上。" * 235
    printout = print_together(forms, library, None, library.layouts[name])
    check_pages(printout)
    check_geometry(without_foot(printout))
    check_text(printout)


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_project_has_a_row(name: str, library: Library) -> None:
    printout = print_form(ProjectTarget(layout=name), library)
    assert len(printout.pages) == 1
    check_geometry(without_foot(printout))


def test_a_single_project_is_a_table_of_one(library: Library) -> None:
    form = projects()[0]
    form.layout = NUMBERED
    printout = print_form(form, library)
    assert printout.sheet.kind == SECTION_NAMES["project_table"]
    assert printout.sheet.name == form.project_name
    assert {box.text for box in printout.sheet.boxes} >= {form.project_name, "1", form.goal}


def test_forms_that_no_table_holds_are_refused(library: Library) -> None:
    layout = library.layouts[NUMBERED]
    with pytest.raises(JihengError, match="不能把这些表印在一张表里"):
        sheet_of(projects()[:2], library.layouts["chongqing/tongnan-2022"], library)
    with pytest.raises(JihengError, match="不能把这些表印在一张表里"):
        build_table_sheet([OverallTarget()], layout, library)


# In Excel


def test_every_value_is_in_its_row_and_column(printed: Printed) -> None:
    sheet = load_workbook(printed.xlsx).worksheets[0]
    values = grid(sheet)
    rows = physical_rows(printed.printout)
    found = fields_of(printed.printout.sheet)
    for form in printed.forms:
        for column in printed.table.project:
            if not column.number:
                (box,) = found[FieldId(ref_of(form), name_of(column))]
                there = [values[row, box.column + 1] for row in rows[box.row : box.row + box.rows]]
                check_cells(printed, box, there, expected_text(form, column, printed.layout))
        for column in printed.table.indicators:
            for number, indicator in enumerate(form.indicators, 1):
                for box in found.get(FieldId(ref_of(form), name_of(column), "indicators", number), []):
                    assert same(values[rows[box.row], box.column + 1], expected_row(indicator, column))


def check_cells(printed: Printed, box: Box, found: list[Any], expected: str) -> None:
    """What the rows of a project's cell hold in Excel: its value, again on each page that has room for it."""
    for row, there in enumerate(found, box.row):
        has_room = row == box.row or is_shown(printed.printout, box, row)
        text = there.removesuffix(printed.table.continued) if isinstance(there, str) and row != box.row else there
        assert same(text, expected if has_room else "")


def is_shown(printout: Printout, box: Box, row: int) -> bool:
    """Whether the PDF has room for a cell on the page where a row stands."""
    page = next(page for page in printout.pages if any(one.row == row and not one.repeated for one in page.slices))
    return any(one.lines for one in page.boxes if (one.box.row, one.box.column) == (box.row, box.column))


def physical_rows(printout: Printout) -> list[int]:
    """Where each row of the sheet begins in the worksheet: no row of these tables is cut."""
    own = [part.row for page in printout.whole_rows for part in page if not part.repeated]
    assert own == list(range(len(printout.sheet.rows)))
    return [row + 1 for row in own]


def same(found: object, expected: str) -> bool:
    if isinstance(found, int | float):
        return Decimal(str(found)) == Decimal(expected.replace(",", ""))
    return (found or "") == expected


def test_merged_cells_are_real_and_end_with_the_page(printed: Printed) -> None:
    sheet: Worksheet = load_workbook(printed.xlsx).worksheets[0]
    taken: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        assert not set(area.cells) & taken
        taken |= set(area.cells)
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert len(breaks) == len(printed.printout.whole_rows) - 1
    for area in sheet.merged_cells.ranges:
        crosses = [row for row in breaks if area.min_row <= row < area.max_row]
        assert not crosses or isinstance(sheet.cell(area.min_row, area.min_col).value, int | float)
    first = first_repeated(printed) + 1
    last = printed.printout.sheet.rows[-1].repeat[-1] + 1
    assert sheet.print_title_rows == f"${first}:${last}"


def test_the_paper_in_excel_is_the_nearest(all_printed: dict[str, Printed]) -> None:
    papers = {name: load_workbook(each.xlsx).worksheets[0].page_setup for name, each in all_printed.items()}
    assert {name: paper.paperSize for name, paper in papers.items()} == {**dict.fromkeys(TABLES, 9), WIDE: 8}
    upright = {name: paper.orientation for name, paper in papers.items() if paper.orientation != "landscape"}
    assert upright == {"jilin/changchun-2026": "portrait"}


@pytest.mark.parametrize("name", TABLES)
def test_a_workbook_of_many_projects_is_read_back_whole(name: str, library: Library, tmp_path: Path) -> None:
    forms, layout = projects(), library.layouts[name]
    (file,) = export_forms(items(list(forms), layout), "xlsx", tmp_path, library)
    found = own_workbook(file)
    assert found is not None
    read = found.forms
    for form in (*forms, *read):
        form.layout = ""
    assert write_document(read) == write_document(forms)


# Files


def items(forms: list[Form], layout: Layout) -> list[ExportItem]:
    return [ExportItem(form, layout, Surroundings(n, ISSUER)) for n, form in enumerate(forms, 1)]


@pytest.mark.parametrize("to", sorted(WRITERS))
def test_the_projects_of_a_unit_come_into_one_file(to: str, library: Library, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    chosen = items(list(projects()), library.layouts[ALL_IN_ONE])
    files = export_forms(chosen, to, tmp_path, library, lambda *step: told.append(step))
    assert [path.name for path in files] == [f"2022 项目支出绩效目标表 {ISSUER}.{to}"]
    assert told == [(0, 1, files[0].name)]
    assert len(grouped(chosen)) == 1


def test_other_units_years_and_layouts_have_their_own_file(library: Library, tmp_path: Path) -> None:
    forms = projects()[:6]
    forms[1].unit_code, forms[1].unit = "312002", "信息中心"
    forms[2].year = 2023
    table, single = library.layouts[ALL_IN_ONE], library.layouts["chongqing/tongnan-2022"]
    whole = next(form for form in case("tongnan-2022") if isinstance(form, OverallTarget))
    chosen = [*items(list(forms[:5]), table), *items([forms[5], whole], single)]
    groups = [[item.form for item in group] for group in grouped(chosen)]
    assert groups == [[forms[0], forms[3], forms[4]], [forms[1]], [forms[2]], [forms[5]], [whole]]
    files = export_forms(chosen, "pdf", tmp_path, library)
    assert len(files) == len(set(files)) == 5
    assert files[1].name == f"2022 项目支出绩效目标表 {forms[1].project_name}.pdf"


def test_a_department_prints_its_units_together_where_it_is_declared(library: Library) -> None:
    forms = projects()[:3]
    forms[1].unit_code, forms[1].unit = "312002", "信息中心"
    forms[2].department_code, forms[2].department = "313", "财政局"
    for name, sizes in ((GOALS, [2, 1]), (ALL_IN_ONE, [2, 1]), (FLAT, [3])):
        assert [len(group) for group in grouped(items(list(forms), library.layouts[name]))] == sizes
    groups = grouped(items(list(forms), library.layouts[GOALS]))
    sheet = sheet_of([item.form for item in groups[0]], library.layouts[GOALS], library)
    assert sheet.name == "政府办"


def test_a_character_without_letter_is_named_with_its_project(library: Library, tmp_path: Path) -> None:
    forms = projects()[:3]
    forms[2].indicators[1].level3 = "😀"
    with pytest.raises(OutputError) as refusal:
        export_forms(items(list(forms), library.layouts[ALL_IN_ONE]), "pdf", tmp_path / "out", library)
    assert f"{forms[2].project_name}”第 2 行“三级指标”的“😀”（U+1F600）" in str(refusal.value)
