"""Tables in Excel, and which projects come into one file."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cases import case
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from printing import ISSUER
from writers.files import grid

from app.base.errors import OutputError
from app.definitions.library import Layout, Library
from app.model.exchange import write_document
from app.model.records import Form, OverallTarget, ref_of
from app.readers.own_workbook import own_workbook
from app.sheet.pages import Printout, sheet_of
from app.sheet.sheet import Box, FieldId
from app.sheet.surroundings import Surroundings
from app.writers.export import WRITERS, ExportItem, export_forms, grouped
from tables.printed import (
    ALL_IN_ONE,
    FLAT,
    GOALS,
    TABLES,
    WIDE,
    Printed,
    expected_row,
    expected_text,
    fields_of,
    first_repeated,
    name_of,
    projects,
)

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
    files = export_forms(chosen, to, tmp_path, library, progress=lambda *step: told.append(step))
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
