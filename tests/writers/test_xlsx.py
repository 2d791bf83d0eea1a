"""Workbooks, read back by openpyxl and LibreOffice: values, merges, measures and texts of every kind."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cases import case
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from other_programs import needs_office, pdf_pages, poppler, saved_by_office
from printing import LAYOUT, RARE, rare_form, squeezed

from app.base.errors import OutputError
from app.definitions.library import Library
from app.model.operators import Operator
from app.model.records import Indicator, OverallTarget, ProjectTarget
from app.sheet.measure import POINT
from app.sheet.pages import print_form
from app.sheet.sheet import Number
from app.writers.names import sheet_name
from app.writers.pdf import write_pdf
from app.writers.xlsx import excel_format, excel_text, write_xlsx
from writers.files import Written, as_printed, grid, head_texts, is_printed, long_form, right_of, words_of


def shown(number: Any, number_format: str) -> str:
    """A cell as Excel shows it, for the formats that are used here."""
    found = re.fullmatch(r'(#,##)?0(\.0+)?("(.*)")?', number_format)
    assert found, number_format
    decimals = len(found[2] or ".") - 1
    separators = "," if found[1] else ""
    return f"{Decimal(str(number)):{separators}.{decimals}f}{found[4] or ''}"


def test_every_value_of_a_table_is_in_its_row_and_column(written: list[Written]) -> None:
    for each in written:
        sheet = load_workbook(each.xlsx).worksheets[0]
        values = grid(sheet)
        definition = each.layout.form_for(each.form)
        heads = [
            box
            for box in each.printout.sheet.boxes
            if box.field and (box.field.table, box.field.row) == ("indicators", None)
        ]
        header_row = next(
            row for row, column in values if values[row, column] == heads[0].text and values[row, 1] == "绩效指标"
        )
        first = next(row for row in range(header_row, sheet.max_row + 1) if values[row, 2] != heads[0].text)
        for n, indicator in enumerate(each.said["indicators"]):
            for head, column in zip(heads, definition.indicators.columns, strict=True):
                cell = sheet.cell(first + n, head.column + 1)
                text = indicator[column.field]
                expected = as_printed(text, column)
                assert values[header_row, head.column + 1] == head.text
                is_number = isinstance(cell.value, int | float)
                assert (shown(cell.value, cell.number_format) if is_number else cell.value or "") == expected


def test_every_head_value_stands_beside_its_label(written: list[Written]) -> None:
    for each in written:
        values = grid(load_workbook(each.xlsx).worksheets[0])
        said = each.said
        if isinstance(each.form, ProjectTarget):
            amount = next(
                label for label in ("资金总额", "资金总额（万）", "资金总额（万元）") if label in values.values()
            )
            assert right_of(values, amount) == (float(said["amount"]) if said["amount"] else None)
        elif isinstance(each.form, OverallTarget):
            amount = "支出预算总量" if "支出预算总量" in values.values() else "部门支出预算数"
            assert right_of(values, amount) == float(said["amount"])
        else:
            assert right_of(values, "自评总分") == float(said["self_score"])
        for label, text in head_texts(each.form, said).items():
            assert right_of(values, label) == text


def test_goals_and_funds_of_a_self_evaluation_stand_below_their_labels(written: list[Written]) -> None:
    for each in (each for each in written if "funds" in each.said):
        values = grid(load_workbook(each.xlsx).worksheets[0])
        columns = {"年初绩效目标": "goal_initial", "全年目标实际完成情况": "goal_actual"}
        for label, key in columns.items():
            row, column = next(place for place, value in values.items() if value == label)
            assert values[row + 1, column] == each.said[key]
        row, column = next(place for place, value in values.items() if value == "年初预算数")
        for n, fund in enumerate(each.said["funds"], 1):
            assert values[row + n, column] == float(fund["initial_budget"])
            assert values[row + n, 2] == fund["item"]


def test_merges_are_real_and_bordered_all_around(written: list[Written]) -> None:
    for each in written:
        sheet = load_workbook(each.xlsx).worksheets[0]
        taken: set[tuple[int, int]] = set()
        for area in sheet.merged_cells.ranges:
            cells = set(area.cells)
            assert not cells & taken
            taken |= cells
        heading = each.printout.sheet.heading
        for row in sheet.iter_rows(min_row=heading + 1):
            for cell in row:
                border = cell.border
                sides = (border.left, border.right, border.top, border.bottom)
                if (cell.row, cell.column) not in taken:
                    assert all(side.style == "thin" for side in sides)
        for area in sheet.merged_cells.ranges:
            if area.min_row > heading:
                check_edges(sheet, area)


def check_edges(sheet: Worksheet, area: Any) -> None:
    cell = sheet.cell
    assert all(cell(area.min_row, c).border.top.style == "thin" for c in range(area.min_col, area.max_col + 1))
    assert all(cell(area.max_row, c).border.bottom.style == "thin" for c in range(area.min_col, area.max_col + 1))
    assert all(cell(r, area.min_col).border.left.style == "thin" for r in range(area.min_row, area.max_row + 1))
    assert all(cell(r, area.max_col).border.right.style == "thin" for r in range(area.min_row, area.max_row + 1))


def test_the_page_is_set_up(written: list[Written]) -> None:
    for each in written:
        sheet = load_workbook(each.xlsx).worksheets[0]
        landscape = each.printout.sheet.page.width > each.printout.sheet.page.height
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == ("landscape" if landscape else "portrait")
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_options.horizontalCentered
        assert sheet.page_margins.left == pytest.approx(12 / 25.4, abs=0.001)
        assert len(sheet.row_breaks.brk) == len(each.printout.whole_rows) - 1


def test_heights_are_the_measured_ones_and_breaks_where_the_pdf_breaks(library: Library, tmp_path: Path) -> None:
    printout = print_form(long_form(80), library)
    write_xlsx([printout], tmp_path / "long.xlsx")
    sheet = load_workbook(tmp_path / "long.xlsx").worksheets[0]
    own = [[part for part in page.slices if not part.repeated] for page in printout.pages]
    heights = [part.height / POINT for parts in own for part in parts]
    assert [sheet.row_dimensions[n].height for n in range(1, len(heights) + 1)] == pytest.approx(heights)
    ends = [parts[-1].row + 1 for parts in own[:-1]]
    assert [each.id for each in sheet.row_breaks.brk] == ends
    header = next(box.row for box in printout.sheet.boxes if box.text == "三级指标") + 1
    assert sheet.print_title_rows == f"${header}:${header}"
    starts = [1, *(end + 1 for end in ends)]
    label = f"绩效指标{printout.sheet.continued}"
    assert [sheet.cell(row, 1).value for row in starts[1:]] == [label] * (len(starts) - 1)


def test_the_columns_are_as_wide_as_declared(written: list[Written]) -> None:
    for each in written[::7]:
        sheet = load_workbook(each.xlsx).worksheets[0]
        pixels = [column.width * 8 for column in sheet.column_dimensions.values()]
        assert pixels == pytest.approx([mm / 25.4 * 96 for mm in each.printout.sheet.columns], abs=1.01)


def test_a_row_higher_than_excel_allows_is_several(library: Library, tmp_path: Path) -> None:
    form = long_form(3)
    form.overview = "预算绩效管理要求，把钱花在刀刃上。" * 235
    printout = print_form(form, library)
    write_xlsx([printout], tmp_path / "high.xlsx")
    sheet = load_workbook(tmp_path / "high.xlsx").worksheets[0]
    values = grid(sheet)
    row, column = next(place for place, value in values.items() if value == "项目概况")
    below = next(
        at
        for at in range(row + 1, sheet.max_row)
        if not str(sheet.cell(at, column).value or "项目概况").startswith("项目概况")
    )
    pieces = [piece for at in range(row, below) if (piece := sheet.cell(at, column + 1).value)]
    assert "".join(pieces) == form.overview
    assert len(pieces) == len(sheet.row_breaks.brk) + 1 > 1  # a piece on each page, so that no letter is cut through
    heights = [sheet.row_dimensions[n].height for n in range(1, sheet.max_row + 1)]
    assert max(heights) <= 409.5
    placed = sum(part.height for page in printout.whole_rows for part in page if not part.repeated)
    assert sum(heights) == pytest.approx(placed / POINT, abs=0.1)
    assert [values[row, 4] for row in range(sheet.max_row - 2, sheet.max_row + 1)] == ["指标0", "指标1", "指标2"]


FORMULAS = ["=1+1", "+86", "-5度", "@某人", '=HYPERLINK("http://x")', "=cmd|'/c calc'!A1", "#N/A", "'引号"]


def test_text_is_never_a_formula(library: Library, tmp_path: Path) -> None:
    form = ProjectTarget(layout=LAYOUT, year=2022, overview="=SUM(A1:A9)", goal="甲\x07乙\r\n丙_x0041_")
    form.indicators = [Indicator(level3=text, operator=Operator.QUALITATIVE, value=text) for text in FORMULAS]
    write_xlsx([print_form(form, library)], tmp_path / "text.xlsx")
    sheet = load_workbook(tmp_path / "text.xlsx").worksheets[0]
    values = grid(sheet)
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value in [*FORMULAS, "=SUM(A1:A9)"]]
    assert len(found) == 2 * len(FORMULAS) + 1
    assert {cell.data_type for cell in found} == {"s"}
    assert all(bool(cell.quotePrefix) == (cell.value[0] in "=+-@") for cell in found)
    assert right_of(values, "项目当年绩效目标") == "甲 乙\n丙_x005F_x0041_"  # which Excel shows as _x0041_


def test_rare_characters_survive_in_excel(library: Library, tmp_path: Path) -> None:
    form = rare_form()
    write_xlsx([print_form(form, library)], tmp_path / "rare.xlsx")
    values = grid(load_workbook(tmp_path / "rare.xlsx").worksheets[0])
    assert right_of(values, "项目概况") == form.overview
    assert RARE in values.values()


def test_fonts_go_by_their_official_names(written: list[Written]) -> None:
    sheet = load_workbook(written[0].xlsx).worksheets[0]
    by_text = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert (by_text["附件12-1"].font.name, by_text["附件12-1"].alignment.horizontal) == ("黑体", "left")
    title = by_text["2022年区级预算绩效目标申报表"]
    assert (title.font.name, title.font.sz, title.alignment.horizontal) == ("方正小标宋简体", 18, "center")
    assert (by_text["项目名称"].font.name, by_text["项目名称"].font.sz) == ("宋体", 10.5)
    assert by_text["项目名称"].alignment.wrap_text


def test_the_workbook_describes_itself(library: Library, tmp_path: Path) -> None:
    forms = [case("tongnan-2022")[0], case("tongnan-2022")[0], case("tongnan-2022")[12]]
    write_xlsx([print_form(form, library) for form in forms], tmp_path / "book.xlsx", "三张表")
    book = load_workbook(tmp_path / "book.xlsx")
    assert (book.properties.title, book.properties.creator) == ("三张表", "政府办（本级）")
    assert book.sheetnames == [
        "附件12-1 区政府办政府会议专项",
        "附件12-1 区政府办政府会议专项(2)",
        "附件11 重庆市潼南区人民政府办公室",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("附件[12]:*?/\\x", "附件_12______x"),
        ("'引号'", "引号"),
        ("", "绩效目标表"),
        ("History", "History_"),
        ("长" * 40, "长" * 31),
    ],
)
def test_worksheet_names_are_cleaned(name: str, expected: str) -> None:
    assert sheet_name(name, set()) == expected


def test_worksheet_names_differ_whatever_their_case() -> None:
    taken: set[str] = set()
    names = [sheet_name(name, taken) for name in ("Abc", "abc", "长" * 40, "长" * 40)]
    assert names == ["Abc", "abc(2)", "长" * 31, "长" * 28 + "(2)"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Number(Decimal(9), 0, suffix="%"), '0"%"'),
        (Number(Decimal("22.5"), 1, suffix="%"), '0.0"%"'),
        (Number(Decimal("17573249.31"), 2, thousands=True), "#,##0.00"),
        (Number(Decimal(30), 0), "0"),
    ],
)
def test_number_formats_show_what_is_printed(number: Number, expected: str) -> None:
    assert excel_format(number) == expected


def test_text_that_xml_refuses_is_left_out() -> None:
    assert excel_text("甲\x00\x0b\ufffe\ud800乙\t丙\r丁") == "甲 \n乙 丙\n丁"


def test_odd_characters_in_a_name_spoil_no_file(library: Library, tmp_path: Path) -> None:
    form = ProjectTarget(layout=LAYOUT, year=2022, project_name="会\x07议\n专\ufffe项", unit="单\x01位")
    printout = print_form(form, library)
    write_xlsx([printout], tmp_path / "odd.xlsx")
    book = load_workbook(tmp_path / "odd.xlsx")
    assert (book.sheetnames, book.properties.creator) == (["附件12-1 会 议 专项"], "单 位")
    assert book.properties.title == "2022年区级预算绩效目标申报表 会 议 专项"
    write_pdf([printout], tmp_path / "odd.pdf")
    assert "专项" in poppler("pdfinfo", tmp_path / "odd.pdf")


def test_a_text_longer_than_a_cell_holds_is_refused(library: Library, tmp_path: Path) -> None:
    form = ProjectTarget(layout=LAYOUT, overview="长" * 32768)
    with pytest.raises(OutputError, match="32768"):
        write_xlsx([print_form(form, library)], tmp_path / "too-long.xlsx")
    assert list(tmp_path.iterdir()) == []


@needs_office
def test_libreoffice_prints_the_same_pages(library: Library, tmp_path: Path) -> None:
    forms = [case("tongnan-2022")[0], case("tongnan-2023")[1], case("tongnan-2024")[4], long_form(100)]
    printouts = [print_form(form, library) for form in forms]
    write_xlsx(printouts, tmp_path / "book.xlsx")
    saved_by_office(tmp_path / "book.xlsx", "pdf", tmp_path)
    pages = int(re.search(r"Pages: +(\d+)", poppler("pdfinfo", tmp_path / "book.pdf"))[1])
    assert pages == sum(len(printout.whole_rows) for printout in printouts)
    text = squeezed(poppler("pdftotext", "-raw", tmp_path / "book.pdf", "-"))
    for printout in printouts:
        assert not [box.text for box in printout.sheet.boxes if squeezed(box.text) not in text]
    write_pdf(printouts[:1], tmp_path / "own.pdf")
    own, other = (middles(words_of(path)[0]) for path in (tmp_path / "own.pdf", tmp_path / "book.pdf"))
    for label in ("项目名称", "主管部门", "一级指标", "度量单位", "权重"):
        assert own[label] == pytest.approx(other[label], abs=1.0)


@needs_office
def test_a_cell_higher_than_a_page_is_printed_whole(library: Library, tmp_path: Path) -> None:
    form = long_form(3)
    form.layout = "central/central-2026"
    form.goal = "".join(f"第{n}条，预算绩效管理要求，把钱花在刀刃上。" for n in range(180))
    form.indicators[1].level3 = form.goal[:4000]
    printout = print_form(form, library)
    write_xlsx([printout], tmp_path / "book.xlsx")
    saved_by_office(tmp_path / "book.xlsx", "pdf", tmp_path)
    pages = pdf_pages(tmp_path / "book.pdf")
    assert len(pages) == len(printout.whole_rows)
    assert is_printed(form.goal, pages)
    assert is_printed(form.indicators[1].level3, pages)
    for page in words_of(tmp_path / "book.pdf"):
        bottom = max(y1 for _, _, _, y1, word in page if len(word) > 2)  # not the page number
        assert bottom < printout.sheet.page.height - printout.sheet.page.bottom + 2


def middles(words: list[tuple[float, float, float, float, str]]) -> dict[str, tuple[float, float]]:
    """Where the middle of each word is, in mm: the columns are as wide and the rows as high in both."""
    return {text: ((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1, text in words}
