"""Word documents, read back by python-docx: what stands where, rows and merges, odd forms, every text."""

import re
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import docx
import pytest
from cases import case
from docx.oxml.ns import qn
from printing import RARE, squeezed

from app.base.errors import JihengError
from app.definitions.library import Library
from app.model.records import ProjectTarget
from app.sheet.pages import Printout, lay_out, print_form, sheet_of
from app.sheet.sheet import Row
from app.writers.docx import docx_bytes
from app.writers.docx_tables import first_row
from app.writers.wordml import run
from writers.docx.documents import (
    TWIP,
    Written,
    borders,
    columns_of,
    grid_of,
    odd_sheet,
    opened,
    right_of,
    rows_of,
    text_of,
    with_rows,
)
from writers.files import head_texts

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


def test_every_head_value_stands_beside_its_label(written: list[Written]) -> None:
    for each in written:
        for label, text in head_texts(each.form, each.said).items():
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
