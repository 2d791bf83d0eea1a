"""The files themselves, read back by programs that did not write them: poppler, openpyxl, LibreOffice."""

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest
from conftest import CASES, case, read_case
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.base.errors import JihengError, OutputError
from app.definitions.library import Layout, Library
from app.definitions.schema import Column
from app.definitions.vocabulary import UnitGroup
from app.model.marks import MARKS_SHEET
from app.model.operators import Operator
from app.model.records import Form, Indicator, OverallTarget, ProjectTarget
from app.sheet.measure import POINT
from app.sheet.pages import PlacedPage, Printout, lay_out, print_form
from app.sheet.sheet import Box, Number, Role
from app.sheet.surroundings import Surroundings
from app.writers.export import WRITERS, ExportItem, export_forms
from app.writers.names import sheet_name
from app.writers.pdf import pdf_bytes, write_pdf
from app.writers.xlsx import excel_format, excel_text, write_xlsx
from app.writers.xlsx_fields import Origin
from app.writers.xlsx_lists import LISTS_SHEET

RARE = "㛃𬭎䶮"
LAYOUT = "chongqing/tongnan-2022"


def squeezed(text: str) -> str:
    return "".join(text.split())


def poppler(tool: str, *arguments: object) -> str:
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogatepass")


class Written(NamedTuple):
    """A form of the cases, what it says in the exchange format, and its files."""

    form: Form
    document: dict[str, Any]
    layout: Layout
    printout: Printout
    pdf: Path
    xlsx: Path


@pytest.fixture(scope="session")
def written(library: Library, tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    folder = tmp_path_factory.mktemp("written")
    found = []
    for path in CASES:
        document = json.loads(path.read_text(encoding="utf-8"))
        said = [*document["projects"], *document["overalls"], *document["self_evaluations"]]
        for form, values in zip(read_case(path), said, strict=True):
            printout = print_form(form, library, Surroundings(len(found) + 1, "重庆市潼南区人民政府办公室"))
            files = folder / f"{len(found)}.pdf", folder / f"{len(found)}.xlsx"
            write_pdf([printout], files[0])
            write_xlsx([printout], files[1])
            found.append(Written(form, values, library.shown_layout(form), printout, *files))
    return found


def texts_said(values: dict[str, Any], layout: Layout, form: Form) -> Iterator[str]:
    """Every string of a form in the exchange format that its layout prints, as it prints it."""
    unprinted = {"layout", "amount_unit", "scope"} | ({"year"} if isinstance(form, OverallTarget) else set())
    yield from (text for key, text in values.items() if isinstance(text, str) and key not in unprinted)
    columns = {column.field: column for column in layout.form_for(form).indicators.columns}
    for row in values["indicators"]:
        yield from (as_printed(text, columns[field]) if field in columns else text for field, text in row.items())
    for row in values.get("funds", []):
        yield from (f"{Decimal(text):,}" if re.fullmatch(r"\d{4,}\.\d+", text) else text for text in row.values())


def as_printed(text: str, column: Column) -> str:
    """A value of a table as its column has it: another word for it, separators, a suffix."""
    if column.thousands and re.fullmatch(r"\d{4,}\.\d+", text):
        text = f"{Decimal(text):,}"
    return column.words.get(text, text) + (column.suffix if text else "")


def is_printed(said: str, pages: list[str]) -> bool:
    """Whether a text stands on the pages, whole on one or running on from one to the next."""
    if any(said in page for page in pages):
        return True
    for number, page in enumerate(pages[:-1]):
        longest = next(length for length in range(len(said), -1, -1) if said[:length] in page)
        if longest > 1 and is_printed(said[longest:], pages[number + 1 :]):
            return True
    return False


# PDF


def test_every_string_is_in_the_pdf(written: list[Written]) -> None:
    assert len(written) == 40
    for each in written:
        pages = [squeezed(page) for page in poppler("pdftotext", "-raw", each.pdf, "-").split("\f")]
        texts = texts_said(each.document, each.layout, each.form)
        missing = [said for said in texts if not is_printed(squeezed(said), pages)]
        assert not missing, (each.form.name, missing)


def test_the_judge_of_strings_can_say_no() -> None:
    assert is_printed("甲乙丙丁", ["甲乙", "表头丙丁"])
    assert not is_printed("甲乙丙丁", ["甲乙", "表头丙"])
    assert not is_printed("甲乙丙丁", ["丙丁", "甲乙"])


def test_cells_read_as_wholes_in_the_usual_mode_too(written: list[Written]) -> None:
    """The cells stand far enough apart for poppler not to run neighbours together."""
    for each in (each for each in written if len(each.printout.pages) == 1):
        text = squeezed(poppler("pdftotext", each.pdf, "-"))
        missing = [said for said in texts_said(each.document, each.layout, each.form) if squeezed(said) not in text]
        assert not missing, (each.form.name, missing)


def test_text_is_copied_in_the_order_of_the_cells(written: list[Written]) -> None:
    for each in written:
        text = squeezed(poppler("pdftotext", "-raw", each.pdf, "-"))
        expected = "".join(
            run.text for page in each.printout.pages for box in page.boxes for line in box.lines for run in line.runs
        )
        assert text == squeezed(expected)


def test_fonts_are_embedded_subsets_with_a_text_layer(written: list[Written]) -> None:
    for each in written:
        fonts = poppler("pdffonts", each.pdf).splitlines()[2:]
        assert fonts
        for line in fonts:
            assert re.match(r"[A-Z]{6}\+Noto\S+ +TrueType .* yes yes yes ", line), line


def words_of(pdf: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """Poppler's own words on each page with their rectangles in mm."""
    word = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', re.DOTALL)
    pages = poppler("pdftotext", "-bbox", pdf, "-").split("<page ")[1:]
    return [[(*(float(n) * POINT for n in found[:4]), found[4]) for found in word.findall(page)] for page in pages]


def holds(page: PlacedPage, word: tuple[float, float, float, float, str]) -> bool:
    x0, y0, x1, y1, _ = word
    placed = page.box_at((x0 + x1) / 2, (y0 + y1) / 2)
    slack = 0.05
    return placed is not None and (
        placed.x - slack <= x0
        and x1 <= placed.x + placed.width + slack
        and placed.y - slack <= y0
        and y1 <= placed.y + placed.height + slack
    )


def test_no_word_leaves_its_cell(written: list[Written]) -> None:
    for each in written:
        pages = words_of(each.pdf)
        assert len(pages) == len(each.printout.pages)
        for page, words in zip(each.printout.pages, pages, strict=True):
            assert words
            outside = [word for word in words if not holds(page, word)]
            assert not outside, (each.form.name, outside)


def test_the_judge_of_cells_can_say_no(written: list[Written]) -> None:
    page = written[0].printout.pages[0]
    box = page.boxes[-1]
    assert holds(page, (box.x + 1, box.y + 1, box.x + 2, box.y + 2, "内"))
    assert not holds(page, (box.x + 1, box.y + 1, box.x + box.width + 1, box.y + 2, "外"))
    assert not holds(page, (0, 0, 1, 1, "外"))


def test_the_pdf_describes_itself(written: list[Written]) -> None:
    info = poppler("pdfinfo", written[0].pdf)
    assert re.search(r"Title: +2022年区级预算绩效目标申报表 区政府办政府会议专项", info)
    assert re.search(r"Author: +重庆市潼南区人民政府办公室", info)
    assert re.search(r"Subject: +项目绩效目标表", info)
    assert re.search(r"Page size: +595\.\d+ x 841\.\d+ pts \(A4\)", info)
    assert b"zh-CN" in written[0].pdf.read_bytes()
    assert b"Helvetica" not in written[0].pdf.read_bytes()


def test_landscape_and_portrait_in_one_file_with_an_outline(library: Library, tmp_path: Path) -> None:
    import pypdfium2

    forms = [case("tongnan-2022")[0], case("tongnan-2024")[1], case("tongnan-2022")[12]]
    printouts = [print_form(form, library) for form in forms]
    document = pypdfium2.PdfDocument(pdf_bytes(printouts, "三张表"))
    sizes = [document[number].get_size() for number in range(len(document))]
    assert [round(width) > round(height) for width, height in sizes] == [False, True, True, False]
    entries = [(entry.get_title(), entry.get_dest().get_index()) for entry in document.get_toc()]
    assert entries == [
        ("附件12-1 区政府办政府会议专项", 0),
        ("项目绩效自评表 区政府办政府会议专项(常年性项目)", 1),
        ("附件11 重庆市潼南区人民政府办公室", 3),
    ]
    assert document.get_metadata_value("Title") == "三张表"
    document.close()


def rare_form() -> ProjectTarget:
    form = ProjectTarget(layout=LAYOUT, year=2022, project_name=f"{RARE}项目", overview=f"{RARE}。" * 200)
    form.indicators = [Indicator(level3=RARE, operator=Operator.QUALITATIVE, value="𬭎")]
    return form


def test_rare_characters_are_copied_right(library: Library, tmp_path: Path) -> None:
    write_pdf([print_form(rare_form(), library)], tmp_path / "rare.pdf")
    text = squeezed(poppler("pdftotext", "-raw", tmp_path / "rare.pdf", "-"))
    assert f"{RARE}。" * 200 in text
    assert text.count(RARE) == 202
    assert text.count("𬭎") == 203


def test_more_letters_than_one_subset_holds(library: Library, tmp_path: Path) -> None:
    """A subset has 256 letters; letters of the first and the last are told apart."""
    form = ProjectTarget(layout=LAYOUT, overview="".join(map(chr, range(0x4E00, 0x4E00 + 1500))))
    write_pdf([print_form(form, library)], tmp_path / "many.pdf")
    assert form.overview in squeezed(poppler("pdftotext", "-raw", tmp_path / "many.pdf", "-"))
    assert poppler("pdffonts", tmp_path / "many.pdf").count("NotoSerifSC-Regular") > 5


def test_the_same_forms_give_the_same_bytes(library: Library, tmp_path: Path) -> None:
    digests = []
    for turn in range(2):
        printouts = [print_form(form, library) for form in case("tongnan-2024")]
        write_xlsx(printouts, tmp_path / f"{turn}.xlsx")
        digests.append((pdf_bytes(printouts), hashlib.sha256((tmp_path / f"{turn}.xlsx").read_bytes()).hexdigest()))
    assert digests[0] == digests[1]
    with ZipFile(tmp_path / "0.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


# Excel


def grid(sheet: Worksheet) -> dict[tuple[int, int], Any]:
    """The value of every cell, that of a merged area in each of its cells."""
    values = {(cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row}
    for area in sheet.merged_cells.ranges:
        first = values[area.min_row, area.min_col]
        values.update(dict.fromkeys(((row, column) for row, column in area.cells), first))
    return values


def right_of(values: dict[tuple[int, int], Any], label: str) -> Any:
    row, column = next(place for place, value in values.items() if value == label)
    while values[row, column] == label:
        column += 1
    return values[row, column]


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
        for n, indicator in enumerate(each.document["indicators"]):
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
        said = each.document
        if isinstance(each.form, ProjectTarget):
            expected = {
                "项目名称": f"{said['project_code']}-{said['project_name']}",
                "主管部门": f"{said['department_code']}-{said['department']}",
                "实施单位": f"{said['unit_code']}-{said['unit']}",
                "项目起始时间": said["start"],
                "项目终止时间": said["end"],
                "项目概况": said["overview"],
                "项目当年绩效目标": said["goal"],
                "项目属性": said["attribute"],
            }
            amount = next(
                label for label in ("资金总额", "资金总额（万）", "资金总额（万元）") if label in values.values()
            )
            assert right_of(values, amount) == (float(said["amount"]) if said["amount"] else None)
        elif isinstance(each.form, OverallTarget):
            expected = {"部门（单位）名称": said["unit"], "当年整体绩效目标": said["goal"]}
            amount = "支出预算总量" if "支出预算总量" in values.values() else "部门支出预算数"
            assert right_of(values, amount) == float(said["amount"])
        else:
            expected = {"项目名称": said["project_name"], "项目主管部门": said["department"], "联系电话": said["phone"]}
            assert right_of(values, "自评总分") == float(said["self_score"])
        for label, text in expected.items():
            assert right_of(values, label) == text


def test_goals_and_funds_of_a_self_evaluation_stand_below_their_labels(written: list[Written]) -> None:
    for each in (each for each in written if "funds" in each.document):
        values = grid(load_workbook(each.xlsx).worksheets[0])
        columns = {"年初绩效目标": "goal_initial", "全年目标实际完成情况": "goal_actual"}
        for label, key in columns.items():
            row, column = next(place for place, value in values.items() if value == label)
            assert values[row + 1, column] == each.document[key]
        row, column = next(place for place, value in values.items() if value == "年初预算数")
        for n, fund in enumerate(each.document["funds"], 1):
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


def long_form(count: int) -> ProjectTarget:
    form = ProjectTarget(layout=LAYOUT, year=2022, project_name="长表")
    form.indicators = [Indicator(level3=f"指标{n}", value=str(n), operator=Operator.EQUAL) for n in range(count)]
    return form


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


def test_a_long_text_is_named_before_any_workbook_is_written(library: Library, tmp_path: Path) -> None:
    forms = case("tongnan-2022")[:3]
    forms[2].indicators[1].level3 = "长" * 32767 + "𠮷"  # which Excel counts as two
    with pytest.raises(OutputError) as refusal:
        export_forms(items(forms, library), "xlsx", tmp_path / "out", library)
    assert str(refusal.value) == (
        "“附件12-3 区政府办疫情防控专项”第 2 行“三级指标”有 32769 个字，Excel 的一格最多 32767 个，"
        "请删减，或导出为其他格式。"
    )
    assert not (tmp_path / "out").exists()
    forms[2].overview = "长" * 40000
    with pytest.raises(OutputError, match=r"“项目概况”有 40000 个字，.*（共 2 处）"):
        export_forms(items(forms, library), "xlsx", tmp_path / "out", library)
    assert len(export_forms(items(forms, library), "docx", tmp_path / "out", library)) == 3
    forms[2].indicators[1].level3, forms[2].overview = "长" * 32767, ""
    assert len(export_forms(items(forms, library), "xlsx", tmp_path / "out", library)) == 3


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_prints_the_same_pages(library: Library, tmp_path: Path) -> None:
    forms = [case("tongnan-2022")[0], case("tongnan-2023")[1], case("tongnan-2024")[4], long_form(100)]
    printouts = [print_form(form, library) for form in forms]
    write_xlsx(printouts, tmp_path / "book.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    poppler("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "book.xlsx")
    pages = int(re.search(r"Pages: +(\d+)", poppler("pdfinfo", tmp_path / "book.pdf"))[1])
    assert pages == sum(len(printout.whole_rows) for printout in printouts)
    text = squeezed(poppler("pdftotext", "-raw", tmp_path / "book.pdf", "-"))
    for printout in printouts:
        assert not [box.text for box in printout.sheet.boxes if squeezed(box.text) not in text]
    write_pdf(printouts[:1], tmp_path / "own.pdf")
    own, other = (middles(words_of(path)[0]) for path in (tmp_path / "own.pdf", tmp_path / "book.pdf"))
    for label in ("项目名称", "主管部门", "一级指标", "度量单位", "权重"):
        assert own[label] == pytest.approx(other[label], abs=1.0)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_a_cell_higher_than_a_page_is_printed_whole(library: Library, tmp_path: Path) -> None:
    form = long_form(3)
    form.layout = "central/central-2026"
    form.goal = "".join(f"第{n}条，预算绩效管理要求，把钱花在刀刃上。" for n in range(180))
    form.indicators[1].level3 = form.goal[:4000]
    printout = print_form(form, library)
    write_xlsx([printout], tmp_path / "book.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    poppler("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "book.xlsx")
    pages = [squeezed(page) for page in poppler("pdftotext", "-raw", tmp_path / "book.pdf", "-").split("\f")[:-1]]
    assert len(pages) == len(printout.whole_rows)
    assert is_printed(form.goal, pages)
    assert is_printed(form.indicators[1].level3, pages)
    for page in words_of(tmp_path / "book.pdf"):
        bottom = max(y1 for _, _, _, y1, word in page if len(word) > 2)  # not the page number
        assert bottom < printout.sheet.page.height - printout.sheet.page.bottom + 2


def middles(words: list[tuple[float, float, float, float, str]]) -> dict[str, tuple[float, float]]:
    """Where the middle of each word is, in mm: the columns are as wide and the rows as high in both."""
    return {text: ((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1, text in words}


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


# Export


def items(forms: list[Form], library: Library) -> list[ExportItem]:
    return [ExportItem(form, library.shown_layout(form), Surroundings(n)) for n, form in enumerate(forms, 1)]


@pytest.mark.parametrize("to", sorted(WRITERS))
def test_each_form_has_its_own_file(to: str, library: Library, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    forms = [*case("tongnan-2022")[:2], case("tongnan-2024")[0], case("qijiang-2022")[0]]
    files = export_forms(items(forms, library), to, tmp_path / "新" / "夹", library, lambda *step: told.append(step))
    assert [path.name for path in files] == [
        f"2022 附件12-1 区政府办政府会议专项.{to}",
        f"2022 附件12-2 区政府办调研政研专项.{to}",
        f"2024 整体绩效自评表 政府办整体自评.{to}",
        f"2022 项目绩效目标表 政府网站群民生监察OA办公平台运维经费.{to}",
    ]
    assert sorted(files) == sorted((tmp_path / "新" / "夹").iterdir())
    assert told == [(n, 4, path.name) for n, path in enumerate(files)]


def test_forms_of_one_name_do_not_overwrite_each_other(library: Library, tmp_path: Path) -> None:
    forms = [ProjectTarget(layout="chongqing/qijiang-2022", project_name="A/B:项目") for _ in range(3)]
    forms[1].project_name = "a/b:项目"
    files = export_forms(items(list(forms), library), "pdf", tmp_path, library)
    assert [path.name for path in files] == [
        "项目绩效目标表 A_B_项目.pdf",
        "项目绩效目标表 a_b_项目(2).pdf",
        "项目绩效目标表 A_B_项目(3).pdf",
    ]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_character_without_letter_is_named_before_anything_is_written(library: Library, tmp_path: Path) -> None:
    forms = case("tongnan-2022")[:3]
    forms[2].overview += "𠮷"
    forms[2].indicators[1].level3 = "😀"
    with pytest.raises(OutputError) as refusal:
        export_forms(items(forms, library), "pdf", tmp_path / "out", library)
    assert "“附件12-3 区政府办疫情防控专项”“项目概况”的“𠮷”（U+20BB7）" in str(refusal.value)
    assert "第 2 行“三级指标”的“😀”（U+1F600）" in str(refusal.value)
    assert not (tmp_path / "out").exists()
    assert len(export_forms(items(forms, library), "xlsx", tmp_path / "out", library)) == 3


def test_an_unknown_format_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(JihengError, match="不能导出为“pfd”（是不是“pdf”？）"):
        export_forms([], "pfd", tmp_path, library)


def test_a_folder_that_is_none_is_refused(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="不能建立文件夹"):
        export_forms(items(case("qijiang-2022")[:1], library), "pdf", tmp_path / "file" / "below", library)


def test_a_cancelled_export_keeps_what_is_done(library: Library, tmp_path: Path) -> None:
    asked = iter([False, False, True])
    files = export_forms(items(case("qijiang-2022"), library), "pdf", tmp_path, library, None, lambda: next(asked))
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert len(files) == 2


def test_a_label_belongs_to_its_box(library: Library) -> None:
    """The places that messages name come from labels that know their field."""
    sheet = print_form(case("tongnan-2024")[0], library).sheet
    unlabelled = [box for box in sheet.boxes if box.role in (Role.VALUE, Role.TEXT) and not _label_of(sheet.boxes, box)]
    assert not unlabelled


def _label_of(boxes: tuple[Box, ...], value: Box) -> bool:
    assert value.field
    keys = {(box.field.field, box.field.table) for box in boxes if box.role is Role.LABEL and box.field}
    return (value.field.field, value.field.table) in keys
