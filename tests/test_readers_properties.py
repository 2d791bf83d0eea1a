"""Whatever stands in a grid, and however its cells are merged: what other programs write is read back equal."""

import csv
import html
import shutil
import subprocess
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.readers.grids import Pages, Table
from app.readers.reading import open_pages, pages_of_clipboard

OFFICE = shutil.which("soffice")
QUICK = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
LETTERS = st.sampled_from("甲乙效≥𠮷㛃=+-@'\"<>&,;|#%()01.aZ：（")
WORDS = st.text(LETTERS, min_size=1, max_size=8)
TEXTS = st.one_of(
    st.just(""),
    WORDS,
    st.lists(WORDS, min_size=2, max_size=3).map(" ".join),
    st.lists(WORDS, min_size=2, max_size=4).map("\n".join),
    st.sampled_from(["#REF!", "=SUM(A1)", "007", "1e5", "95%", "TRUE", "甲\n\n乙", "&lt;", "_x0041", "'", '"', "<br>"]),
)


class Area(NamedTuple):
    """Merged cells: the upper left one and how many rows and columns."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def places(self) -> set[tuple[int, int]]:
        across = range(self.column, self.column + self.columns)
        return {(row, column) for row in range(self.row, self.row + self.rows) for column in across}


class Grid(NamedTuple):
    """What is written: texts by row and column, none under a merged area, and the areas."""

    rows: int
    columns: int
    texts: dict[tuple[int, int], str]
    areas: list[Area]

    @property
    def expected(self) -> set[tuple[int, int, int, int, str]]:
        spans = {area[:2]: area[2:] for area in self.areas}
        found = {(*place, *spans.get(place, (1, 1)), text) for place, text in self.texts.items()}
        return {one for one in found if one[4] or one[:2] in spans}


@st.composite
def grids(draw: st.DrawFn, *, merged: bool = True) -> Grid:
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    areas: list[Area] = []
    taken: set[tuple[int, int]] = set()
    for _ in range(draw(st.integers(0, 5)) if merged else 0):
        row, column = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
        area = Area(row, column, draw(st.integers(1, rows - row)), draw(st.integers(1, columns - column)))
        if area.rows * area.columns > 1 and taken.isdisjoint(area.places):
            areas.append(area)
            taken |= area.places
    places = [(row, column) for row in range(rows) for column in range(columns)]
    texts = {place: draw(TEXTS) for place in places if place not in taken}
    texts |= {area[:2]: draw(TEXTS.filter(bool)) for area in areas}
    texts[0, 0] = texts[0, 0] or "首"  # a table without any text is none
    return Grid(rows, columns, texts, areas)


def found(pages: Pages) -> set[tuple[int, int, int, int, str]]:
    [page] = pages
    [table] = [block for block in page.blocks if isinstance(block, Table)]
    return cells_of(table)


def cells_of(table: Table) -> set[tuple[int, int, int, int, str]]:
    return {(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in table.cells}


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


@pytest.mark.skipif(OFFICE is None, reason="no office suite")
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
    words = [f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xls"]
    subprocess.run([OFFICE, *words, "--outdir", tmp_path, tmp_path / "a.xlsx"], check=True, capture_output=True)
    with open_pages(tmp_path / "a.xls") as pages:
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
