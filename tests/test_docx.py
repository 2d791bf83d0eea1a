"""Word documents, read back by python-docx and LibreOffice, which did not write them."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import docx
import pytest
from conftest import CASES, case, read_case
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from app.base.errors import JihengError, OutputError
from app.definitions.library import Layout, Library
from app.definitions.looks import Align
from app.model.operators import Operator
from app.model.records import Form, Indicator, OverallTarget, ProjectTarget
from app.sheet.measure import POINT
from app.sheet.pages import Printout, lay_out, print_form, sheet_of
from app.sheet.sheet import Box, Role, Row, Sheet, aligned
from app.sheet.surroundings import Surroundings
from app.writers.docx import docx_bytes, write_docx
from app.writers.docx_styles import LookBook, styles
from app.writers.docx_tables import first_row
from app.writers.wordml import run

LAYOUT = "chongqing/tongnan-2022"
RARE = "㛃𬭎䶮"
TWIP = POINT / 20

Grid = dict[tuple[int, int], str]


def squeezed(text: str) -> str:
    return "".join(text.split())


def opened(*forms: Printout, title: str = "") -> Document:
    return docx.Document(BytesIO(docx_bytes(forms, title)))


def grid_of(tables: list[Table]) -> Grid:
    """The text of every place of tables that stand one below the other; merged cells have it in all their places."""
    texts: Grid = {}
    top = 0
    for table in tables:
        cells, columns = table._cells, len(table.columns)
        texts |= {(top + n // columns, n % columns): cell.text for n, cell in enumerate(cells)}
        top += len(cells) // columns
    return texts


class Written(NamedTuple):
    """A form of the cases, what it says in the exchange format, and its document."""

    form: Form
    said: dict[str, Any]
    layout: Layout
    printout: Printout
    document: Document
    grid: Grid


@pytest.fixture(scope="module")
def written(library: Library) -> list[Written]:
    found = []
    for path in CASES:
        cases = json.loads(path.read_text(encoding="utf-8"))
        documents = [*cases["projects"], *cases["overalls"], *cases["self_evaluations"]]
        for form, said in zip(read_case(path), documents, strict=True):
            printout = print_form(form, library, Surroundings(len(found) + 1, "重庆市潼南区人民政府办公室"))
            document = opened(printout)
            layout = library.shown_layout(form)
            found.append(Written(form, said, layout, printout, document, grid_of(document.tables)))
    return found


def with_rows(count: int) -> ProjectTarget:
    form = ProjectTarget(layout=LAYOUT, year=2022, project_name="长表", amount=Decimal(300000))
    form.indicators = [
        Indicator(level3=f"第{n}项印制会议资料", operator=Operator.AT_LEAST, value=str(n)) for n in range(1, count + 1)
    ]
    return form


def rows_of(document: Document) -> list[Any]:
    return [row for table in document.tables for row in table._tbl.tr_lst]


def text_of(element: Any) -> str:
    return "".join(text.text for text in element.iter(qn("w:t")))


# What stands where


def test_every_box_has_its_text_in_its_place(written: list[Written]) -> None:
    for each in written:
        heading = each.printout.sheet.heading
        for box in (box for box in each.printout.sheet.boxes if box.row >= heading):
            found = [each.grid[row - heading, box.column] for row in range(box.row, box.row + box.rows)]
            assert squeezed(box.text) in map(squeezed, found)
            if box.rows == 1 or len(each.document.tables) == 1:
                assert set(map(squeezed, found)) == {squeezed(box.text)}


def test_what_stands_above_the_table_are_paragraphs(written: list[Written]) -> None:
    for each in written:
        heading = each.printout.sheet.heading
        expected = [box.text for box in each.printout.sheet.boxes if box.row < heading]
        assert [paragraph.text for paragraph in each.document.paragraphs if paragraph.text] == expected


def test_every_layout_has_its_texts_in_their_places(library: Library) -> None:
    forms = [case("tongnan-2022")[0], case("tongnan-2022")[12], *case("tongnan-2024")[:2]]
    for layout in library.layouts.values():
        for form in forms:
            with suppress(JihengError):  # of a kind that the layout does not print
                printout = print_form(form, library, layout=layout)
                grid, first = grid_of(opened(printout).tables), first_row(printout)
                for box in (box for box in printout.sheet.boxes if box.row >= first):
                    places = [(row - first, box.column) for row in range(box.row, box.row + box.rows)]
                    assert squeezed(box.text) in [squeezed(grid[place]) for place in places], (layout.id, box.text)


def right_of(grid: Grid, label: str) -> str:
    row, column = next(place for place, text in grid.items() if text == label)
    while grid[row, column] == label:
        column += 1
    return grid[row, column]


def test_every_head_value_stands_beside_its_label(written: list[Written]) -> None:
    for each in written:
        said = each.said
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
        elif isinstance(each.form, OverallTarget):
            expected = {"部门（单位）名称": said["unit"], "当年整体绩效目标": said["goal"]}
        else:
            expected = {"项目名称": said["project_name"], "项目主管部门": said["department"], "联系电话": said["phone"]}
        for label, text in expected.items():
            assert squeezed(right_of(each.grid, label)) == squeezed(text)


def test_every_value_of_a_table_is_in_its_row_and_column(written: list[Written]) -> None:
    for each in written:
        columns = each.layout.form_for(each.form).indicators.columns
        heads = [
            box
            for box in each.printout.sheet.boxes
            if box.field and (box.field.table, box.field.row) == ("indicators", None)
        ]
        header_row = heads[0].row - each.printout.sheet.heading
        for n, indicator in enumerate(each.said["indicators"], 1):
            for head, column in zip(heads, columns, strict=True):
                text = indicator[column.field]
                if column.thousands and re.fullmatch(r"\d{4,}\.\d+", text):
                    text = f"{Decimal(text):,}"
                expected = column.words.get(text, text) + (column.suffix if text else "")
                assert each.grid[header_row, head.column] == head.text
                assert squeezed(each.grid[header_row + n, head.column]) == squeezed(expected)


def test_goals_of_a_self_evaluation_stand_below_their_labels(written: list[Written]) -> None:
    for each in (each for each in written if "funds" in each.said):
        for label, key in {"年初绩效目标": "goal_initial", "全年目标实际完成情况": "goal_actual"}.items():
            row, column = next(place for place, text in each.grid.items() if text == label)
            assert squeezed(each.grid[row + 1, column]) == squeezed(each.said[key])


# Tables


def columns_of(row: Any) -> Iterator[tuple[int, int, Any]]:
    """The cells of a row with the column of the grid where each begins and how many it spans."""
    column = 0
    for cell in row.tc_lst:
        yield column, cell.grid_span, cell
        column += cell.grid_span


def test_rows_fill_the_grid_and_merges_are_whole(written: list[Written]) -> None:
    for each in written:
        for table in each.document.tables:
            above: dict[int, tuple[int, str | None]] = {}
            for row in table._tbl.tr_lst:
                cells = list(columns_of(row))
                assert sum(span for _, span, _ in cells) == len(table.columns)
                for column, span, cell in cells:
                    if cell.vMerge == "continue":
                        assert above[column][0] == span
                        assert above[column][1] in ("restart", "continue")
                        assert not text_of(cell)
                above = {column: (span, cell.vMerge) for column, span, cell in cells}


def test_columns_are_as_wide_as_declared(written: list[Written]) -> None:
    for each in written:
        columns = each.printout.sheet.columns
        for table in each.document.tables:
            widths = [column.width.mm for column in table.columns]
            assert widths == pytest.approx(columns, abs=TWIP)
            assert sum(widths) == pytest.approx(sum(columns), abs=TWIP / 2)
            for row in table._tbl.tr_lst:
                for column, span, cell in columns_of(row):
                    assert cell.width.mm == pytest.approx(sum(widths[column : column + span]))


def test_rows_are_at_least_as_high_as_measured_and_whole(written: list[Written]) -> None:
    for each in written:
        sheet, rows = each.printout.sheet, rows_of(each.document)
        parts = [part for page in each.printout.pages for part in page.slices if not part.repeated]
        assert len(rows) == len(sheet.rows) - sheet.heading
        for number, row in enumerate(rows, sheet.heading):
            height = sum(part.height for part in parts if part.row == number)
            is_whole = height <= sheet.page.printable_height / 3
            assert (row.trPr.find(qn("w:cantSplit")) is not None) == is_whole
            assert row.trHeight_hRule == docx.enum.table.WD_ROW_HEIGHT_RULE.AT_LEAST
            expected = height if is_whole else sheet.rows[number].min_height
            assert row.trHeight_val.mm == pytest.approx(expected, abs=TWIP)


def test_the_header_is_repeated(written: list[Written]) -> None:
    """Word repeats what is flagged and stands first in a table."""
    for each in written:
        sheet, tables = each.printout.sheet, each.document.tables
        flagged = [row for row in rows_of(each.document) if row.trPr.find(qn("w:tblHeader")) is not None]
        assert flagged
        if len(each.printout.pages) > 1:
            header = [number - sheet.heading for number in sheet.rows[-1].repeat]
            first = sum(len(table.rows) for table in tables[:-1])
            assert rows_of(each.document)[first : first + len(header)] == flagged[-len(header) :]
            assert header[0] == first


def test_tables_that_touch_are_kept_apart_by_a_hidden_paragraph(written: list[Written]) -> None:
    touching = 0
    for each in written:
        body = list(each.document.element.body)
        assert not any(one.tag == other.tag == qn("w:tbl") for one, other in pairwise(body))
        for table, paragraph, following in zip(body, body[1:], body[2:], strict=False):
            if table.tag == following.tag == qn("w:tbl"):
                touching += 1
                assert paragraph.find(".//" + qn("w:vanish")) is not None
    assert touching > 10


def test_the_line_between_touching_tables_is_drawn_once(library: Library) -> None:
    """By the lower one; only where a page ends between them the upper one draws its own."""
    seen = set()
    for lines in range(20, 60):
        form = with_rows(20)
        form.overview = "\n".join("会议" for _ in range(lines))
        printout = print_form(form, library)
        upper = opened(printout).tables[0]
        header = printout.sheet.rows[-1].repeat[0]
        tops = [next(part.row for part in page.slices if not part.repeated) for page in printout.pages[1:]]
        last = {borders(cell).get("bottom") for cell in upper._tbl.tr_lst[-1].tc_lst}
        assert last == ({None} if header in tops else {"nil"})
        seen |= last
    assert seen == {None, "nil"}


def test_a_form_of_one_page_has_its_merges_whole(written: list[Written]) -> None:
    each = written[0]
    heading = each.printout.sheet.heading
    table = each.document.tables[0]
    side = next(box for box in each.printout.sheet.boxes if box.text == "绩效指标")
    cells = {table.cell(row - heading, 0)._tc for row in range(side.row, side.row + side.rows)}
    assert len(cells) == 1


def test_every_page_has_the_side_label(library: Library) -> None:
    """It is cut where a page ends, has its text in each part, and no line between it and the repeated header."""
    form = print_form(with_rows(60), library)
    assert len(form.pages) == 4
    table = opened(form).tables[-1]
    column = [table.cell(row, 0).text for row in range(len(table.rows))]
    starts = [part.row for page in form.pages[1:] for part in page.slices if not part.repeated]
    header = form.sheet.rows[-1].repeat[0]
    assert column[0] == ""
    assert set(column[1:]) == {"绩效指标", f"绩效指标{form.sheet.continued}"}
    first_cells = [row.tc_lst[0] for row in table._tbl.tr_lst]
    restarts = [n for n, cell in enumerate(first_cells) if cell.vMerge == "restart"]
    assert restarts[0] == 1
    assert {header + n for n in restarts[1:]} <= set(starts)
    assert len(restarts) == 4
    assert borders(first_cells[0]) == {"bottom": "nil"}
    assert all(borders(first_cells[n]) == {"top": "nil"} for n in restarts)


def project_tables(library: Library) -> list[Printout]:
    """Eight projects as each layout that prints several in one table prints them."""
    forms = [form for form in case("tongnan-2022") if isinstance(form, ProjectTarget)][:8]
    layouts = [layout for layout in library.layouts.values() if layout.table_for(forms[0])]
    return [lay_out(sheet_of(forms, layout, library)) for layout in layouts]


def test_merged_cells_are_cut_where_a_page_ends_but_numbers_stay_whole(library: Library) -> None:
    printouts = project_tables(library)
    assert any(len(printout.pages) > 1 for printout in printouts)
    for printout in printouts:
        document, first = opened(printout), first_row(printout)
        starts = {next(part.row for part in page.slices if not part.repeated) for page in printout.pages[1:]}
        cells = [{column: cell for column, _, cell in columns_of(row)} for row in rows_of(document)]
        for box in (box for box in printout.sheet.boxes if box.row >= first and box.rows > 1):
            rows = range(box.row, box.row + box.rows)
            restarts = {row for row in rows if cells[row - first][box.column].vMerge != "continue"}
            assert restarts == ({box.row} if box.number else {box.row} | starts & set(rows))
            for row in restarts:
                assert squeezed(text_of(cells[row - first][box.column])) == squeezed(box.text)


def test_the_rows_that_a_merged_text_needs_stay_together(library: Library) -> None:
    """A page does not end below the first row of a cell whose text needs two."""
    sheet = odd_sheet(library)
    label = next(box for box in sheet.boxes if box.text == "甲")
    tall = [replace(label, row=1, rows=3, text="甲" * 30), *(replace(label, row=row, column=1) for row in (1, 2, 3))]
    document = opened(lay_out(replace(sheet, rows=(Row(8),) * 4, boxes=(sheet.boxes[0], *tall))))
    kept = [row.find(".//" + qn("w:keepNext")) is not None for row in rows_of(document)]
    assert kept == [True, True, False]


def borders(cell: Any) -> dict[str, str]:
    found = cell.tcPr.find(qn("w:tcBorders"))
    return {} if found is None else {side.tag.split("}")[1]: side.get(qn("w:val")) for side in found}


def test_all_cells_have_lines_of_half_a_point(written: list[Written]) -> None:
    for table in (table for each in written for table in each.document.tables):
        lines = table._tbl.tblPr.find(qn("w:tblBorders"))
        assert [line.tag.split("}")[1] for line in lines] == ["top", "left", "bottom", "right", "insideH", "insideV"]
        assert {(line.get(qn("w:val")), line.get(qn("w:sz"))) for line in lines} == {("single", "4")}


# Looks


def test_fonts_go_by_their_official_names(written: list[Written]) -> None:
    document = written[0].document
    looks = {p.text: p.style for p in all_paragraphs(document) if p.text}
    expected = {
        "附件12-1": ("黑体", 12, "left"),
        "2022年区级预算绩效目标申报表": ("方正小标宋简体", 18, "center"),
        "单位：万元": ("宋体", 10.5, "right"),
        "项目名称": ("宋体", 10.5, "center"),
    }
    for text, (font, size, alignment) in expected.items():
        fonts = looks[text].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{which}")) for which in ("ascii", "hAnsi", "eastAsia")} == {font}
        assert looks[text].font.size.pt == size
        assert looks[text].paragraph_format.alignment.name.lower() == alignment


def all_paragraphs(document: Document) -> Iterator[Paragraph]:
    yield from document.paragraphs
    for table in document.tables:
        for cell in table._cells:
            yield from cell.paragraphs


def test_every_role_has_a_name(library: Library) -> None:
    sheet, book = print_form(case("tongnan-2022")[0], library).sheet, LookBook()
    box = sheet.boxes[-1]
    for role in Role:
        book.look(replace(box, role=role), sheet.fonts)
        book.look(replace(box, role=role, style=aligned(box.style, Align.RIGHT)), sheet.fonts)
    names = re.findall(r'<w:name w:val="(.+?)"/>', styles(book))
    assert len(names) == len(set(names)) == 2 * len(Role) + 2


@pytest.mark.parametrize(("leading", "rule"), [(1.45, "atLeast"), (1.2, "exact")])
def test_lines_are_as_far_apart_as_declared_whatever_the_font(library: Library, leading: float, rule: str) -> None:
    sheet, book = print_form(case("tongnan-2022")[0], library).sheet, LookBook()
    box = sheet.boxes[-1]
    book.look(replace(box, style=box.style.model_copy(update={"size": 10, "leading": leading})), sheet.fonts)
    assert f'w:line="{round(leading * 200)}" w:lineRule="{rule}"' in styles(book)


def test_a_title_of_two_lines_breaks_as_evenly_as_in_the_pdf(library: Library) -> None:
    form = case("tongnan-2022")[12]
    assert isinstance(form, OverallTarget)
    form.unit = "重庆市潼南区某某某某某某某某某某某某某某某某某某管理委员会办公室"
    printout = print_form(form, library)
    title = next(box for box in printout.pages[0].boxes if box.box.role is Role.TITLE)
    assert len(title.lines) == 2
    paragraph = next(p for p in opened(printout).paragraphs if p.text == title.box.text)
    room = printout.sheet.page.printable_width
    width = room - paragraph.paragraph_format.left_indent.mm - paragraph.paragraph_format.right_indent.mm
    widest = max(line.width for line in title.lines)
    assert widest < width < widest + title.box.style.size * POINT


def test_headings_are_as_high_as_their_rows(written: list[Written]) -> None:
    printout, document = written[0].printout, written[0].document
    paragraphs = [paragraph for paragraph in document.paragraphs if paragraph.text]
    boxes = printout.sheet.boxes[: len(paragraphs)]
    heights = sum(
        paragraph.paragraph_format.space_before.mm
        + paragraph.paragraph_format.space_after.mm
        + box.style.size * box.style.leading * POINT
        for paragraph, box in zip(paragraphs, boxes, strict=True)
    )
    measured = sum(part.height for part in printout.pages[0].slices[: len(paragraphs)])
    assert heights == pytest.approx(measured, abs=0.1)


# Pages


def test_each_form_has_its_paper(library: Library) -> None:
    names = [("tongnan-2022", 0), ("tongnan-2024", 1), ("tongnan-2022", 12)]
    document = opened(*(print_form(case(name)[n], library) for name, n in names), title="三张表")
    sizes = [(round(s.page_width.mm), round(s.page_height.mm), s.orientation.name) for s in document.sections]
    assert sizes == [(210, 297, "PORTRAIT"), (297, 210, "LANDSCAPE"), (210, 297, "PORTRAIT")]
    first = document.sections[0]
    margins = (first.top_margin.mm, first.left_margin.mm, first.right_margin.mm, first.bottom_margin.mm)
    assert margins == pytest.approx((18, 12, 12, 18), abs=TWIP)
    assert {section.start_type.name for section in document.sections} == {"NEW_PAGE"}
    assert document.core_properties.title == "三张表"


def test_no_page_has_room_for_a_row_of_the_next_one(written: list[Written]) -> None:
    """Word makes rows a little higher than told; the margin gives way, but never as far as that."""
    for each in (each for each in written if len(each.printout.pages) > 1):
        page, section = each.printout.sheet.page, each.document.sections[0]
        room = page.height - page.top - section.bottom_margin.mm
        for one, following in pairwise(each.printout.pages):
            used = max(part.y + part.height for part in one.slices) - page.top
            begun = next(part for part in following.slices if not part.repeated)
            assert room > used
            if begun.row > one.slices[-1].row and begun.height < page.printable_height / 3:
                assert room < used + begun.height


def room_of(document: Document, sheet: Sheet) -> float:
    return sheet.page.height - sheet.page.top - document.sections[0].bottom_margin.mm


def test_a_full_page_has_room_to_grow(written: list[Written]) -> None:
    each = next(each for each in written if each.form.name.startswith("区政府办电子政务、"))
    sheet, page = each.printout.sheet, each.printout.pages[0]
    used = page.slices[-1].y + page.slices[-1].height - sheet.page.top
    assert sheet.page.printable_height - used < 2
    assert room_of(each.document, sheet) > used + len(page.slices) * 0.5 * POINT


def test_room_to_grow_is_not_room_for_one_more_row(library: Library) -> None:
    sheet = odd_sheet(library)
    label = replace(next(box for box in sheet.boxes if box.text == "甲"), columns=3)
    low = label.style.model_copy(update={"size": 5})
    rows = [replace(label, row=row, style=low) for row in range(1, 101)]
    printout = lay_out(replace(sheet, rows=(Row(8), *(Row(4) for _ in rows)), boxes=(sheet.boxes[0], *rows)))
    first, second = printout.pages
    used = first.slices[-1].y + first.slices[-1].height - sheet.page.top
    assert used < room_of(opened(printout), sheet) < used + second.slices[0].height


def page_number(sheet: Sheet, text: str) -> Box:
    style = sheet.boxes[0].style
    return Box(0, 0, 1, len(sheet.columns), text, Role.PAGE_NUMBER, aligned(style, Align.CENTRE), ruled=False)


def test_pages_are_numbered_where_the_definition_says_so(library: Library) -> None:
    plain = print_form(case("tongnan-2022")[0], library)
    sheet = plain.sheet
    numbered = lay_out(replace(sheet, page_number=page_number(sheet, "第{page}页，共{pages}页")))
    document = opened(numbered, plain, numbered)
    footers = [section.footer for section in document.sections]
    assert [footer.is_linked_to_previous for footer in footers] == [False] * 3
    texts = [text_of(footer._element) for footer in footers]
    assert texts == ["第1页，共1页", "", "第1页，共1页"]
    fields = [field.get(qn("w:instr")) for field in footers[0]._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "SECTIONPAGES"]
    assert all(section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1" for section in document.sections)


def test_without_page_numbers_there_are_no_footers_and_no_fields(written: list[Written]) -> None:
    assert all(section.footer.is_linked_to_previous for section in written[0].document.sections)
    assert not list(written[0].document.element.iter(qn("w:fldSimple"), qn("w:instrText")))


# Odd forms


def odd_sheet(library: Library) -> Sheet:
    """A sheet with two texts on the line above the table, a gap in the grid, and notes without lines below."""
    sheet = print_form(case("tongnan-2022")[0], library).sheet
    label = next(box for box in sheet.boxes if box.role is Role.LABEL)
    corner = next(box for box in sheet.boxes if box.role is Role.CORNER)
    left = replace(corner, text="单位名称：办公室", columns=1, style=aligned(corner.style, Align.LEFT))
    boxes = [
        replace(left, row=0),
        replace(corner, row=0, column=1, columns=2),
        replace(label, row=1, column=0, text="甲"),
        replace(label, row=1, column=2, text="乙"),
        replace(label, row=2, column=0, columns=3, text="填表人：", ruled=False),
    ]
    return replace(sheet, columns=(40.0, 40.0, 40.0), rows=(Row(8),) * 3, heading=1, boxes=tuple(boxes))


def test_gaps_and_unruled_cells_show_the_lines_of_their_neighbours(library: Library) -> None:
    document = opened(lay_out(odd_sheet(library)))
    first, second = document.tables[0]._tbl.tr_lst
    assert [cell.grid_span for cell in first.tc_lst] == [1, 1, 1]
    assert borders(first.tc_lst[0]) == {}
    assert borders(first.tc_lst[1]) == {"top": "nil", "left": "single", "bottom": "nil", "right": "single"}
    assert borders(second.tc_lst[0]) == {"top": "single", "left": "nil", "bottom": "nil", "right": "nil"}


def test_two_texts_above_the_table_stand_at_both_sides(library: Library) -> None:
    line = opened(lay_out(odd_sheet(library))).paragraphs[0]
    assert line.text == "\t单位名称：办公室\t单位：万元"
    left, right = line.paragraph_format.tab_stops
    assert (left.alignment.name, right.alignment.name) == ("LEFT", "RIGHT")
    assert (right.position.mm - left.position.mm) == pytest.approx(120 - 2 * 1.9, abs=0.1)


def test_a_title_that_pages_repeat_is_in_the_table(library: Library) -> None:
    form = print_form(with_rows(60), library)
    sheet = form.sheet
    everything = tuple(range(sheet.rows[-1].repeat[-1] + 1))
    rows = [replace(row, repeat=everything if row.repeat else ()) for row in sheet.rows]
    document = opened(lay_out(replace(sheet, rows=tuple(rows))))
    assert len(document.tables) == 1
    assert [p.text for p in document.paragraphs if p.text] == []
    flagged = [row.trPr.find(qn("w:tblHeader")) is not None for row in rows_of(document)]
    assert flagged == [True] * len(everything) + [False] * 60


def test_a_label_that_goes_on_says_so(library: Library) -> None:
    form = print_form(with_rows(60), library)
    table = opened(lay_out(replace(form.sheet, continued="（续）"))).tables[-1]
    column = [table.cell(row, 0).text for row in range(len(table.rows))]
    assert list(dict.fromkeys(column)) == ["", "绩效指标", "绩效指标（续）"]


def test_a_form_of_300_rows(library: Library) -> None:
    form = print_form(with_rows(300), library)
    document = opened(form)
    texts = grid_of(document.tables[-1:])
    assert [texts[n, 3] for n in range(1, 301)] == [f"第{n}项印制会议资料" for n in range(1, 301)]
    assert len(docx_bytes([form])) < 50_000


def test_a_cell_of_4000_characters(library: Library) -> None:
    form = with_rows(3)
    form.overview = "会议资料的印制。" * 500
    document = opened(print_form(form, library))
    assert right_of(grid_of(document.tables), "项目概况") == form.overview
    row = next(row for row in rows_of(document) if form.overview in text_of(row))
    assert row.trPr.find(qn("w:cantSplit")) is None


# Text


@pytest.mark.parametrize(
    ("text", "xml"),
    [
        ("", ""),
        ("\n", ""),
        ("=1+1", '<w:r><w:t xml:space="preserve">=1+1</w:t></w:r>'),
        ("<&>", '<w:r><w:t xml:space="preserve">&lt;&amp;&gt;</w:t></w:r>'),
        ("甲\r\n\v丙", '<w:r><w:t xml:space="preserve">甲</w:t><w:br/><w:br/><w:t xml:space="preserve">丙</w:t></w:r>'),
        ("\t甲", '<w:r><w:t xml:space="preserve"> 甲</w:t></w:r>'),
        ("甲\x00\x1f\ufffe\ud800乙", '<w:r><w:t xml:space="preserve">甲  乙</w:t></w:r>'),
    ],
)
def test_text_is_nothing_but_text(text: str, xml: str) -> None:
    assert run(text) == xml


def test_odd_texts_survive(library: Library) -> None:
    form = with_rows(1)
    form.project_name = "=HYPERLINK(\"http://x\",'<b>')&amp;\x01"
    form.overview = f"第一行\n第二行 {RARE}\x0b第三行\t完"
    form.indicators[0].level3 = "@SUM(A1)"
    document = opened(print_form(form, library))
    grid = grid_of(document.tables)
    assert right_of(grid, "项目名称") == "=HYPERLINK(\"http://x\",'<b>')&amp; "
    assert right_of(grid, "项目概况") == f"第一行\n第二行 {RARE}\n第三行 完"
    assert "@SUM(A1)" in grid.values()
    assert document.core_properties.title.endswith("&amp;")


# The file


def test_the_same_forms_give_the_same_bytes(library: Library) -> None:
    made = [docx_bytes([print_form(form, library) for form in case("tongnan-2024")]) for _ in range(2)]
    assert made[0] == made[1]
    with ZipFile(BytesIO(made[0])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_the_document_describes_itself(library: Library) -> None:
    form = case("tongnan-2022")[0]
    properties = opened(print_form(form, library, Surroundings(1, "重庆市潼南区人民政府办公室"))).core_properties
    assert properties.title == "2022年区级预算绩效目标申报表 区政府办政府会议专项"
    assert properties.author == "重庆市潼南区人民政府办公室"
    assert properties.subject == "项目绩效目标表"
    assert properties.language == "zh-CN"
    assert properties.created.year == properties.modified.year == 2000


def test_no_macros_and_nothing_from_outside(library: Library) -> None:
    with ZipFile(BytesIO(docx_bytes([print_form(case("tongnan-2022")[0], library)]))) as archive:
        assert not [name for name in archive.namelist() if not name.endswith((".xml", ".rels"))]
        assert not [name for name in archive.namelist() if b'TargetMode="External"' in archive.read(name)]


# The order of elements in the schema of ISO/IEC 29500-4: Word takes a file that breaks it for damaged.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl tabs kinsoku wordWrap overflowPunct topLinePunct "
    "autoSpaceDE autoSpaceDN adjustRightInd snapToGrid spacing ind jc textAlignment outlineLvl rPr sectPr",
    "rPr": "rFonts vanish sz szCs lang",
    "tblPr": "tblW jc tblBorders tblLayout tblCellMar tblCaption",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tcPr": "tcW gridSpan vMerge tcBorders vAlign",
    "tcBorders": "top left bottom right",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "sectPr": "footerReference type pgSz pgMar pgNumType",
    "style": "name basedOn qFormat pPr rPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang",
    "docDefaults": "rPrDefault pPrDefault",
}


def test_elements_stand_in_the_order_of_the_schema(library: Library) -> None:
    odd = odd_sheet(library)
    numbered = lay_out(replace(odd, page_number=page_number(odd, "— {page} —")))
    forms = [numbered, *(print_form(form, library) for form in (case("tongnan-2024")[1], with_rows(60)))]
    document = opened(*forms)
    parts = [document.element, document.styles.element, document.settings.element]
    seen = set()
    for parent in (element for part in parts for element in part.iter() if isinstance(element.tag, str)):
        name = parent.tag.split("}")[1]
        if name in ORDER:
            order, children = ORDER[name].split(), [child.tag.split("}")[1] for child in parent]
            assert children == sorted(children, key=order.index), name
            seen.add(name)
    assert seen == ORDER.keys()


def test_a_folder_that_is_not_there_is_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_docx([print_form(case("tongnan-2022")[0], library)], tmp_path / "none" / "form.docx")


# LibreOffice


def printed(tool: str, *arguments: object) -> str:
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, check=True).stdout.decode("utf-8")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_prints_every_text_and_repeats_the_header(library: Library, tmp_path: Path) -> None:
    forms = [case("tongnan-2022")[0], case("tongnan-2023")[1], case("tongnan-2024")[4], with_rows(100)]
    printouts = [print_form(form, library) for form in forms]
    write_docx(printouts, tmp_path / "forms.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    printed("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "forms.docx")
    pages = printed("pdftotext", "-raw", tmp_path / "forms.pdf", "-").split("\f")[:-1]
    text = squeezed("".join(pages))
    # pages may break in the middle of a long text, between which the header is printed again
    for box in (box for printout in printouts for box in printout.sheet.boxes):
        assert squeezed(box.text)[:20] in text
        assert squeezed(box.text)[-20:] in text
    long = next(n for n, page in enumerate(pages) if "第1项印制会议资料" in squeezed(page))
    assert len(pages) > long + 4
    assert all("三级指标" in page for page in pages[long:])


def converted(printouts: list[Printout], folder: Path) -> list[str]:
    """Return the text of each page as LibreOffice prints a document, without blanks."""
    write_docx(printouts, folder / "forms.docx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    printed("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "forms.docx")
    return [squeezed(page) for page in printed("pdftotext", "-raw", folder / "forms.pdf", "-").split("\f")[:-1]]


def levelled(layout: str) -> ProjectTarget:
    """A form of 300 rows, the second level of every seven the same."""
    form = with_rows(300)
    form.layout = layout
    for n, indicator in enumerate(form.indicators):
        indicator.level1, indicator.level2 = "产出指标" if n < 150 else "效益指标", f"数量{n // 7}"
        indicator.level3 = "壹条"
    return form


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("layout", [LAYOUT, "ministry/project-2015", "shanxi/shanxi-2023"])
def test_libreoffice_ends_pages_where_the_pdf_does(layout: str, library: Library, tmp_path: Path) -> None:
    form = print_form(levelled(layout), library)
    expected = [sum(placed.box.text == "壹条" for placed in page.boxes) for page in form.pages]
    found = [page.count("壹条") for page in converted([form], tmp_path)]
    assert sum(found) == sum(expected) == 300
    assert len(found) == len(expected)
    assert all(abs(one - other) <= 1 for one, other in zip(found[:-1], expected[:-1], strict=True))


def test_no_row_is_kept_with_one_that_begins_a_page(library: Library) -> None:
    form = print_form(levelled("ministry/project-2015"), library)
    first, kept = first_row(form), []
    for number, row in enumerate(rows_of(opened(form)), first):
        kept += [number] if row.find(".//" + qn("w:keepNext")) is not None else []
    starts = {next(part.row for part in page.slices if not part.repeated) for page in form.pages[1:]}
    assert kept
    assert not {row + 1 for row in kept} & starts


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_every_page_of_a_self_evaluation_has_its_side_label(library: Library, tmp_path: Path) -> None:
    form = print_form(case("tongnan-2024")[0], library)
    labels = [[placed.box.text for placed in page.boxes if placed.box.text == "绩效目标"] for page in form.pages]
    assert labels == [["绩效目标"], ["绩效目标"]]  # a row beside it runs on from page to page
    pages = converted([form], tmp_path)
    assert ["绩效目标" in page.replace("年初绩效目标", "").replace("全年绩效目标", "") for page in pages] == [
        True,
        True,
    ]
