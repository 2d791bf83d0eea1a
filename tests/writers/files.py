"""What stands in the files, as poppler and openpyxl find it, and what should stand there."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl.worksheet.worksheet import Worksheet
from other_programs import poppler
from printing import LAYOUT

from app.definitions.blocks import Column
from app.definitions.library import Layout
from app.model.operators import Operator
from app.model.records import Form, Indicator, OverallTarget, ProjectTarget
from app.sheet.measure import POINT
from app.sheet.pages import Printout


class Written(NamedTuple):
    """A form of the cases, what it says in the exchange format, and its files."""

    form: Form
    said: dict[str, Any]
    layout: Layout
    printout: Printout
    pdf: Path
    xlsx: Path


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


def words_of(pdf: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """Poppler's own words on each page with their rectangles in mm."""
    word = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', re.DOTALL)
    pages = poppler("pdftotext", "-bbox", pdf, "-").split("<page ")[1:]
    return [[(*(float(n) * POINT for n in found[:4]), found[4]) for found in word.findall(page)] for page in pages]


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


def long_form(count: int) -> ProjectTarget:
    form = ProjectTarget(layout=LAYOUT, year=2022, project_name="长表")
    form.indicators = [Indicator(level3=f"指标{n}", value=str(n), operator=Operator.EQUAL) for n in range(count)]
    return form


def head_texts(form: Form, said: dict[str, Any]) -> dict[str, str]:
    """Return what stands beside the labels of a form's head, by the label; amounts are printed otherwise."""
    if isinstance(form, ProjectTarget):
        return {
            "项目名称": f"{said['project_code']}-{said['project_name']}",
            "主管部门": f"{said['department_code']}-{said['department']}",
            "实施单位": f"{said['unit_code']}-{said['unit']}",
            "项目起始时间": said["start"],
            "项目终止时间": said["end"],
            "项目概况": said["overview"],
            "项目当年绩效目标": said["goal"],
            "项目属性": said["attribute"],
        }
    if isinstance(form, OverallTarget):
        return {"部门（单位）名称": said["unit"], "当年整体绩效目标": said["goal"]}
    return {"项目名称": said["project_name"], "项目主管部门": said["department"], "联系电话": said["phone"]}
