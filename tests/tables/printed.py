"""The twelve projects in one table of each layout that has one, and what should stand in its cells."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cases import case

from app.definitions.blocks import Column, ProjectColumn
from app.definitions.library import Layout
from app.definitions.library import library as declared
from app.definitions.schema import ProjectTable
from app.model.money import from_yuan
from app.model.operators import Operator
from app.model.records import Indicator, ProjectTarget
from app.sheet.pages import Printout
from app.sheet.sheet import OTHER, Box, FieldId, Role, Sheet

TABLES = sorted(name for name, layout in declared().layouts.items() if layout.project_table)

ALL_IN_ONE = "beijing/beijing-projects-2026"

WIDE = "hunan/changsha-2026"

MERGED = "jilin/changchun-2026"

NUMBERED = "chongqing/shiji-general-2026"

GOALS = "zhejiang/hangzhou-2026"

FLAT = "sichuan/jingyan-2023"


def projects() -> list[ProjectTarget]:
    """The twelve published projects of 潼南, with values of what only other places' forms have."""
    found = [form for form in case("tongnan-2022") if isinstance(form, ProjectTarget)]
    for form in found:
        assert form.amount is not None
        form.other = {"其中：财政资金": f"{form.amount / 10000:f}", "其中：其他资金": ""}
        for indicator in form.indicators:
            indicator.other = {"指标方向性": "正向指标", "指标值内容": f"{indicator.level3}情况"}
    return found


class Printed(NamedTuple):
    """The projects in one table, and its files."""

    forms: list[ProjectTarget]
    layout: Layout
    table: ProjectTable
    printout: Printout
    pdf: Path
    xlsx: Path


def fields_of(sheet: Sheet) -> dict[FieldId, list[Box]]:
    """The value boxes of a sheet by what they print."""
    found: dict[FieldId, list[Box]] = {}
    for box in sheet.boxes:
        if box.field and box.role in (Role.VALUE, Role.TEXT):
            for field in (box.field, *box.also):
                found.setdefault(field, []).append(box)
    return found


def first_repeated(printed: Printed) -> int:
    """The first row that pages begin with again: that of the headings, or the first of all."""
    table, above = printed.table, printed.printout.sheet.heading
    return 0 if table.repeat_title else above + table.title_in_table + bool(table.empty_row)


def name_of(column: ProjectColumn | Column) -> str:
    return column.field or OTHER + column.other


def expected_text(form: ProjectTarget, column: ProjectColumn, layout: Layout) -> str:
    """What a project's cell must say, put together anew from the record."""
    if column.other:
        return form.other.get(column.other, "")
    if column.field == "amount":
        assert form.amount is not None
        amount = from_yuan(form.amount, layout.head.money_unit)
        places = max(column.decimals, -int(amount.normalize().as_tuple().exponent))
        return f"{amount:{',' if column.thousands else ''}.{places}f}"
    if column.pattern:
        return column.pattern.format(**form.model_dump())
    return {
        "project": form.code_name,
        "name": form.project_name,
        "unit": form.unit_code_name,
        "department": form.department_code_name,
        "goal": form.goal,
    }[column.field]


def expected_row(indicator: Indicator, column: Column) -> str:
    if column.other:
        return indicator.other.get(column.other, "")
    return column.join.join(expected_part(indicator, column, name) for name in column.fields)


def expected_part(indicator: Indicator, column: Column, name: str) -> str:
    value = getattr(indicator, name)
    text = "" if value is None or (column.parts and value is Operator.QUALITATIVE) else str(value)
    return column.words.get(text, text)


def without_foot(printout: Printout) -> Printout:
    """The pages without their numbers, which stand in the margin."""
    pages = [
        replace(page, boxes=tuple(placed for placed in page.boxes if placed.box.role is not Role.PAGE_NUMBER))
        for page in printout.pages
    ]
    return replace(printout, pages=tuple(pages))


def said(printed: Printed) -> Iterator[str]:
    for form in printed.forms:
        for column in printed.table.project:
            if not column.number and not column.other:
                yield expected_text(form, column, printed.layout)
        for column in printed.table.indicators:
            yield from (expected_row(indicator, column) for indicator in form.indicators)
