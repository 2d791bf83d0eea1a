"""What a layout prints is read back equal: every declared layout, in every format, without the marks of our own files.

As shipped a few records of each case are taken; ``JIHENG_ALL=1`` takes all.
"""

import copy
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from cases import CASES, read_case

from app.definitions.blocks import FieldsBlock, StackBlock, TableBlock
from app.definitions.library import Layout, Library, library, section_of
from app.definitions.words import squeezed
from app.model.records import Form
from app.readers.reading import open_pages
from app.recognise.recognise import recognise
from app.sheet.surroundings import Surroundings
from app.writers.export import ExportItem, Options, export_forms

MOST = 10_000 if os.environ.get("JIHENG_ALL") else 2
OF_INDICATORS = ("level1", "level2", "level3", "operator", "value", "unit", "weight")
FORMATS = ("xlsx", "docx", "pdf")


@cache
def forms_of(case: Path, layout: str, section: str) -> list[Form]:
    """Return forms of a case that a layout can print in a section of its."""
    declared = library().layouts[layout]
    found = [form for form in read_case(case) if declared.prints(form) and section_of(form) == section]
    return [form for form in found if form.name][:MOST]


def printings() -> Iterator[tuple[str, str]]:
    for name, layout in library().layouts.items():
        for section in sorted({section.removesuffix("_table") for section in layout.forms}):
            if any(forms_of(case, name, section) for case in CASES):
                yield name, section


def printed_fields(layout: Layout, form: Form, known: Library) -> tuple[set[str], set[str]]:
    """Return the attributes of the record and the fields of its indicators that a layout prints."""
    table = layout.table_for(form)
    fields = getattr(known.fields, form.kind.value)
    if table:
        heads = {
            part
            for column in table.project
            if column.field
            for part in (re.findall(r"{(\w+)}", column.pattern) if column.pattern else fields[column.field].parts)
        }
        return heads, {name for column in table.indicators for name in (column.field, *column.parts)}
    named: set[str] = set()
    columns: set[str] = set()
    for block in layout.form_for(form).blocks:
        if isinstance(block, FieldsBlock):
            named |= {entry.field for row in block.rows for entry in row}
        elif isinstance(block, StackBlock):
            named |= {entry.field for entry in block.entries}
        elif isinstance(block, TableBlock):
            columns |= {name for column in block.columns for name in (column.field, *column.parts)}
            named |= {column.field for column in block.beside}
    return {part for name in named if name in fields for part in fields[name].parts}, columns


def has_every_level(layout: Layout, form: Form) -> bool:
    tables = [layout.table_for(form)] if layout.table_for(form) else layout.form_for(form).blocks
    return any(getattr(table, "every_level", False) for table in tables)


def plain(value: object) -> str:
    return squeezed("" if value is None else str(value))


def check_head(form: Form, back: Form, names: set[str]) -> None:
    for name in sorted(names):
        wanted, got = getattr(form, name), getattr(back, name, None)
        assert wanted == got or plain(wanted) == plain(got), name


def check_rows(form: Form, back: Form, columns: set[str], *, every_level: bool) -> None:
    rows, others = form.indicators, back.indicators
    if every_level:  # rows are printed by their levels; a record without has them under the last one printed
        rows, others = (sorted(some, key=lambda row: row.level3) for some in (rows, others))
        columns = columns - (set() if any(row.level1 for row in rows) else {"level1", "level2"})
    assert [plain(row.level3) for row in rows] == [plain(row.level3) for row in others]
    for row, other in zip(rows, others, strict=True):
        for name in OF_INDICATORS:
            if name in columns:
                wanted, got = getattr(row, name), getattr(other, name)
                assert wanted == got or plain(wanted) == plain(got), (row.level3, name)


def read_back(forms: list[Form], layout: Layout, fmt: str, folder: Path) -> list[Form]:
    items = [ExportItem(form, layout, Surroundings()) for form in forms]
    back = []
    for file in export_forms(items, fmt, folder, library(), Options(marks=False)):
        with open_pages(file) as pages:
            back += [found.record for found in recognise(pages, library()).forms]
    return back


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(("layout", "section"), list(printings()), ids=lambda value: value.replace("/", "-"))
def test_what_is_printed_is_read_back(layout: str, section: str, fmt: str, tmp_path: Path) -> None:
    declared = library().layouts[layout]
    for number, case in enumerate(CASES):
        forms = [copy.deepcopy(form) for form in forms_of(case, layout, section)]
        if not forms:
            continue
        for form in forms:
            form.layout = layout
        back = read_back(forms, declared, fmt, tmp_path / str(number))
        assert len(back) == len(forms), [form.name for form in back]
        for form, got in zip(forms, back, strict=True):
            names, columns = printed_fields(declared, form, library())
            check_head(form, got, names)
            if columns:
                check_rows(form, got, columns, every_level=has_every_level(declared, form))
