"""Tables on paper: pages, headings that are repeated, and tables of odd projects."""

import re
from decimal import Decimal
from typing import Any

import pytest
from other_programs import pdf_pages, poppler
from page_checks import check_geometry, check_pages, check_text
from printing import squeezed
from writers.files import is_printed

from app.base.errors import JihengError
from app.definitions.library import SECTION_NAMES, Library
from app.model.operators import Operator
from app.model.records import Indicator, OverallTarget, ProjectTarget, ref_of
from app.sheet.pages import print_form, print_together, sheet_of
from app.sheet.sheet import Role
from app.sheet.tabulate import build_table_sheet
from tables.printed import (
    ALL_IN_ONE,
    FLAT,
    NUMBERED,
    TABLES,
    WIDE,
    Printed,
    first_repeated,
    projects,
    said,
    without_foot,
)


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
    pages = pdf_pages(printed.pdf)
    assert len(pages) == len(printout.pages)
    labels = [squeezed(box.text) for box in printout.sheet.boxes if box.role is Role.LABEL]
    title = squeezed(printout.sheet.title)
    for number, page in enumerate(pages):
        assert not [label for label in labels if label not in page]
        assert (title in page) == (number == 0 or printed.table.repeat_title)


def test_every_string_is_in_the_pdf(printed: Printed) -> None:
    pages = pdf_pages(printed.pdf)
    missing = [text for text in said(printed) if not is_printed(squeezed(text), pages)]
    assert not missing


def test_the_name_of_a_project_stands_on_each_of_its_pages(printed: Printed) -> None:
    pages = pdf_pages(printed.pdf)
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
