"""How documents look and break into pages: fonts, lines, paper, room to grow, and as LibreOffice prints them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from cases import case
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from other_programs import needs_office, pdf_pages, saved_by_office
from printing import LAYOUT, squeezed

from app.definitions.library import Library
from app.definitions.looks import Align
from app.model.records import OverallTarget, ProjectTarget
from app.sheet.measure import POINT
from app.sheet.pages import Printout, lay_out, print_form
from app.sheet.sheet import Role, Row, Sheet, aligned
from app.writers.docx import write_docx
from app.writers.docx_styles import LookBook, styles
from app.writers.docx_tables import first_row
from writers.docx.documents import TWIP, Written, odd_sheet, opened, page_number, rows_of, text_of, with_rows


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


@needs_office
def test_libreoffice_prints_every_text_and_repeats_the_header(library: Library, tmp_path: Path) -> None:
    forms = [case("tongnan-2022")[0], case("tongnan-2023")[1], case("tongnan-2024")[4], with_rows(100)]
    printouts = [print_form(form, library) for form in forms]
    write_docx(printouts, tmp_path / "forms.docx")
    pages = pdf_pages(saved_by_office(tmp_path / "forms.docx", "pdf", tmp_path))
    text = "".join(pages)
    # pages may break in the middle of a long text, between which the header is printed again
    for box in (box for printout in printouts for box in printout.sheet.boxes):
        assert squeezed(box.text)[:20] in text
        assert squeezed(box.text)[-20:] in text
    long = next(n for n, page in enumerate(pages) if "第1项印制会议资料" in page)
    assert len(pages) > long + 4
    assert all("三级指标" in page for page in pages[long:])


def converted(printouts: list[Printout], folder: Path) -> list[str]:
    """Return the text of each page as LibreOffice prints a document, without blanks."""
    write_docx(printouts, folder / "forms.docx")
    return pdf_pages(saved_by_office(folder / "forms.docx", "pdf", folder))


def levelled(layout: str) -> ProjectTarget:
    """A form of 300 rows, the second level of every seven the same."""
    form = with_rows(300)
    form.layout = layout
    for n, indicator in enumerate(form.indicators):
        indicator.level1, indicator.level2 = "产出指标" if n < 150 else "效益指标", f"数量{n // 7}"
        indicator.level3 = "壹条"
    return form


@needs_office
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


@needs_office
def test_every_page_of_a_self_evaluation_has_its_side_label(library: Library, tmp_path: Path) -> None:
    form = print_form(case("tongnan-2024")[0], library)
    labels = [[placed.box.text for placed in page.boxes if placed.box.text == "绩效目标"] for page in form.pages]
    assert labels == [["绩效目标"], ["绩效目标"]]  # a row beside it runs on from page to page
    pages = converted([form], tmp_path)
    assert ["绩效目标" in page.replace("年初绩效目标", "").replace("全年绩效目标", "") for page in pages] == [
        True,
        True,
    ]
