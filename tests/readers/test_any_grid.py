"""Whatever stands in a grid, and however its cells are merged: what other programs write is read back equal."""

import csv
import html
from io import BytesIO, StringIO
from pathlib import Path

import docx
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from other_programs import needs_office, saved_by_office

from app.readers.grids import Pages, Table
from app.readers.reading import open_pages, pages_of_clipboard
from readers.any_grids import QUICK, Grid, grids
from readers.pages import cells_of


def found(pages: Pages) -> set[tuple[int, int, int, int, str]]:
    [page] = pages
    [table] = [block for block in page.blocks if isinstance(block, Table)]
    return cells_of(table)


def fill(sheet: Worksheet, grid: Grid) -> None:
    for (row, column), text in grid.texts.items():
        if text:
            cell = sheet.cell(row + 1, column + 1)
            cell.value = text
            cell.data_type = "s"  # a text that begins with = is a formula to openpyxl
    for row, column, rows, columns in grid.areas:
        sheet.merge_cells(
            start_row=row + 1, start_column=column + 1, end_row=row + rows, end_column=column + columns
        )  # fmt: skip


@QUICK
@given(grids())
def test_workbooks(tmp_path: Path, grid: Grid) -> None:
    book = Workbook()
    fill(book.active, grid)
    book.save(tmp_path / "a.xlsx")
    with open_pages(tmp_path / "a.xlsx") as pages:
        assert found(pages) == grid.expected


@QUICK
@given(grids())
def test_documents(tmp_path: Path, grid: Grid) -> None:
    document = docx.Document(BytesIO(EMPTY))
    table = document.add_table(grid.rows, grid.columns)
    cells = {place: table.cell(*place) for place in grid.texts}
    for row, column, rows, columns in grid.areas:
        cells[row, column] = table.cell(row, column).merge(table.cell(row + rows - 1, column + columns - 1))
    for place, text in grid.texts.items():
        cells[place].text = text
    document.save(tmp_path / "a.docx")
    with open_pages(tmp_path / "a.docx") as pages:
        assert found(pages) == grid.expected


def web_page(grid: Grid) -> str:
    spans = {area[:2]: area[2:] for area in grid.areas}
    lines = []
    for row in range(grid.rows):
        cells = []
        for column in (column for column in range(grid.columns) if (row, column) in grid.texts):
            rows, columns = spans.get((row, column), (1, 1))
            text = html.escape(grid.texts[row, column]).replace("\n", "<br>")
            cells.append(f"<td rowspan={rows} colspan={columns}>{text}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


@QUICK
@given(grids())
def test_web_pages(tmp_path: Path, grid: Grid) -> None:
    (tmp_path / "a.html").write_text(web_page(grid), encoding="gb18030")
    with open_pages(tmp_path / "a.html") as pages:
        assert found(pages) == grid.expected
    assert found(pages_of_clipboard("", web_page(grid))) == grid.expected


@QUICK
@given(grids(merged=False), st.sampled_from("\t,;|"), st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]))
def test_rows_in_text(tmp_path: Path, grid: Grid, delimiter: str, encoding: str) -> None:
    out = StringIO()
    rows = [[grid.texts[row, column] for column in range(grid.columns)] for row in range(grid.rows)]
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    (tmp_path / "a.csv").write_bytes(out.getvalue().encode(encoding))
    with open_pages(tmp_path / "a.csv") as pages:
        assert found(pages) == grid.expected
    if delimiter == "\t":
        assert found(pages_of_clipboard(out.getvalue())) == grid.expected


@needs_office
def test_old_workbooks(tmp_path: Path) -> None:
    """One book of many sheets, so that LibreOffice starts once."""
    samples: list[Grid] = []

    @settings(parent=QUICK, max_examples=40)
    @given(grids())
    def collect(grid: Grid) -> None:
        samples.append(grid)

    collect()
    book = Workbook()
    book.remove(book.active)
    for number, grid in enumerate(samples):
        fill(book.create_sheet(f"表{number}"), grid)
    book.save(tmp_path / "a.xlsx")
    with open_pages(saved_by_office(tmp_path / "a.xlsx", "xls", tmp_path)) as pages:
        assert pages.kind == "xls"
        for page, grid in zip(pages, samples, strict=True):
            [table] = page.blocks
            assert isinstance(table, Table)
            assert cells_of(table) == grid.expected


def _empty_document() -> bytes:
    out = BytesIO()
    docx.Document().save(out)
    return out.getvalue()


EMPTY = _empty_document()
