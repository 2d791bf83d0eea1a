"""Word documents as python-docx has them, and what stands in them."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import docx
from cases import case
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from printing import LAYOUT

from app.definitions.library import Layout, Library
from app.definitions.looks import Align
from app.model.operators import Operator
from app.model.records import Form, Indicator, ProjectTarget
from app.sheet.measure import POINT
from app.sheet.pages import Printout, print_form
from app.sheet.sheet import Box, Role, Row, Sheet, aligned
from app.writers.docx import docx_bytes

TWIP = POINT / 20


Grid = dict[tuple[int, int], str]


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


def right_of(grid: Grid, label: str) -> str:
    row, column = next(place for place, text in grid.items() if text == label)
    while grid[row, column] == label:
        column += 1
    return grid[row, column]


def columns_of(row: Any) -> Iterator[tuple[int, int, Any]]:
    """The cells of a row with the column of the grid where each begins and how many it spans."""
    column = 0
    for cell in row.tc_lst:
        yield column, cell.grid_span, cell
        column += cell.grid_span


def borders(cell: Any) -> dict[str, str]:
    found = cell.tcPr.find(qn("w:tcBorders"))
    return {} if found is None else {side.tag.split("}")[1]: side.get(qn("w:val")) for side in found}


def page_number(sheet: Sheet, text: str) -> Box:
    style = sheet.boxes[0].style
    return Box(0, 0, 1, len(sheet.columns), text, Role.PAGE_NUMBER, aligned(style, Align.CENTRE), ruled=False)


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
