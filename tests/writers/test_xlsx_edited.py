"""What a workbook says beyond what it shows, for those who edit it: lists to choose from, marks, protection."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases import case
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from printing import LAYOUT

from app.definitions.library import Library
from app.definitions.vocabulary import UnitGroup
from app.model.marks import MARKS_SHEET
from app.model.records import Form, Indicator, ProjectTarget
from app.sheet.pages import lay_out, print_form
from app.sheet.sheet import Box, Role
from app.writers.xlsx import write_xlsx
from app.writers.xlsx_fields import Origin
from app.writers.xlsx_lists import LISTS_SHEET
from writers.files import Written, grid, long_form

# What a workbook says beyond what it shows


def marked(forms: list[Form], library: Library, target: Path, **options: Any) -> Workbook:
    layouts = [library.shown_layout(form) for form in forms]
    origins = [Origin(form, layout, library) for form, layout in zip(forms, layouts, strict=True)]
    write_xlsx([print_form(form, library) for form in forms], target, origins=origins, **options)
    return load_workbook(target)


def rules_of(sheet: Worksheet) -> dict[str, DataValidation]:
    """The rule of each cell that has one."""
    rules = sheet.data_validations.dataValidation
    return {cell.coordinate: rule for rule in rules for area in rule.sqref.ranges for cell in cells_of(sheet, area)}


def cells_of(sheet: Worksheet, area: CellRange) -> Iterator[Any]:
    return (sheet.cell(row, column) for row, column in area.cells)


def test_cells_have_lists_to_choose_from(library: Library, tmp_path: Path) -> None:
    form = case("tongnan-2022")[0]
    form.indicators[1].level1 = "没有这一级"
    sheet = marked([form, case("tongnan-2022")[12]], library, tmp_path / "lists.xlsx").worksheets[0]
    rules, values = rules_of(sheet), grid(sheet)
    row = next(row for (row, _), value in values.items() if value == "指标性质")
    heads = {values[row, column]: column for column in range(1, sheet.max_column + 1)}
    for n, indicator in enumerate(form.indicators, 1):
        of = {head: rules.get(f"{get_column_letter(column)}{row + n}") for head, column in heads.items()}
        assert (of["指标性质"].formula1, of["指标性质"].errorStyle) == ('"≥,>,=,<,≤,定性"', "stop")
        assert of["一级指标"].formula1 == '"产出指标,效益指标,满意度指标"'
        assert of["一级指标"].errorStyle == of["二级指标"].errorStyle == of["度量单位"].errorStyle == "information"
        assert of["度量单位"].formula1.startswith('"%,‰,个')
        levels = {"产出指标": "数量指标,质量指标,时效指标,成本指标", "满意度指标": "服务对象满意度指标"}
        if indicator.level1 in levels:
            assert of["二级指标"].formula1 == f'"{levels[indicator.level1]}"'
        assert (of["三级指标"], of["指标值"]) == (None, None)
        assert "一级指标" in of["二级指标"].prompt
    all_levels = rules[f"{get_column_letter(heads['二级指标'])}{row + 2}"].formula1
    assert len(all_levels.split(",")) == 9
    assert len({rule.formula1 for rule in rules.values()}) < 10
    assert all(len(rule.formula1) <= 257 for rule in rules.values())
    attribute = next(place for place, value in values.items() if value == "项目属性")
    assert rules[f"{get_column_letter(attribute[1] + 1)}{attribute[0]}"].formula1 == '"新增,延续"'


def test_lists_say_what_the_layout_prints(library: Library, tmp_path: Path) -> None:
    sheet = marked([case("tongnan-2022")[12]], library, tmp_path / "words.xlsx").worksheets[0]
    assert '"≥,>,=,<,≤,无"' in {rule.formula1 for rule in rules_of(sheet).values()}


def test_a_long_list_stands_in_a_hidden_sheet(library: Library, tmp_path: Path) -> None:
    units = (
        UnitGroup(name="长", units=tuple(f"单位{n}" for n in range(100))),
        UnitGroup(name="逗号", units=("=甲,乙",)),
    )
    book = marked([case("tongnan-2022")[0]], replace(library, units=units), tmp_path / "long.xlsx")
    assert book.sheetnames[1:] == [LISTS_SHEET, MARKS_SHEET]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible", "veryHidden", "veryHidden"]
    assert f"'{LISTS_SHEET}'!$A$1:$A$101" in {rule.formula1 for rule in rules_of(book.worksheets[0]).values()}
    words = [cell.value for cell in book[LISTS_SHEET]["A"]]
    assert (words[0], words[100], len(words)) == ("单位0", "=甲,乙", 101)
    assert book[LISTS_SHEET]["A101"].data_type == "s"


def test_marks_are_hidden_and_only_where_origins_are_given(
    written: list[Written], library: Library, tmp_path: Path
) -> None:
    assert MARKS_SHEET not in load_workbook(written[0].xlsx).sheetnames
    book = marked([case("tongnan-2022")[0]], library, tmp_path / "marks.xlsx")
    assert book[MARKS_SHEET].sheet_state == "veryHidden"
    assert book.active.title == book.sheetnames[0]
    anchors = [row[1].value for row in book[MARKS_SHEET].iter_rows(min_row=3)]
    assert all(re.fullmatch(r"='附件12-1 区政府办政府会议专项'!\$[A-H]\$\d+", anchor) for anchor in anchors)


def test_only_values_can_be_changed_where_that_is_wanted(library: Library, tmp_path: Path) -> None:
    forms = case("tongnan-2022")[:1]
    assert not marked(forms, library, tmp_path / "free.xlsx").worksheets[0].protection.sheet
    sheet = marked(forms, library, tmp_path / "locked.xlsx", protect_labels=True).worksheets[0]
    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    boxes = print_form(forms[0], library).sheet.boxes
    for box in boxes:
        is_value = box.role in (Role.VALUE, Role.TEXT)
        cells = [sheet.cell(box.row + 1, column + 1) for column in range(box.column, box.column + box.columns)]
        assert {cell.protection.locked for cell in cells} == {not is_value}


def test_short_texts_stay_texts_when_they_are_edited(library: Library, tmp_path: Path) -> None:
    form = ProjectTarget(layout=LAYOUT, year=2022, start="2022-01", overview="概况", amount=None)
    form.indicators = [Indicator(level3="甲", value="95"), Indicator(level3="长" * 300, value="优")]
    sheet = marked([form], library, tmp_path / "texts.xlsx").worksheets[0]
    formats = {cell.value: cell.number_format for row in sheet.iter_rows() for cell in row if cell.value}
    assert (formats["2022-01"], formats["甲"], formats["优"], formats["概况"]) == ("@", "@", "General", "General")
    assert formats["长" * 300] == "General"
    values = grid(sheet)
    row, column = next(place for place, value in values.items() if value == "资金总额")
    assert sheet.cell(row, column + 1).number_format == "General"


def test_page_numbers_vertical_labels_and_repeated_ones(library: Library, tmp_path: Path) -> None:
    plain = print_form(long_form(80), library).sheet
    song = plain.boxes[0].style.model_copy(update={"font": "song", "size": 12})
    number = Box(0, 0, 0, 0, "— {page}/{pages} & —", Role.LABEL, song)
    boxes = tuple(replace(box, vertical=box.text == "绩效指标") for box in plain.boxes)
    printout = lay_out(replace(plain, page_number=number, continued="（续）", boxes=boxes))
    write_xlsx([printout], tmp_path / "foot.xlsx")
    read = load_workbook(tmp_path / "foot.xlsx").worksheets[0]
    assert read.oddFooter.center.text == "— &P/&N && —"
    assert (read.oddFooter.center.font, read.oddFooter.center.size) == ("宋体,Regular", 12)
    assert read.page_setup.firstPageNumber == 1
    labels = [cell for row in read.iter_rows() for cell in row if str(cell.value).startswith("绩效指标")]
    assert [cell.value for cell in labels] == ["绩效指标", *["绩效指标（续）"] * (len(printout.pages) - 1)]
    assert {cell.alignment.textRotation for cell in labels} == {255}
