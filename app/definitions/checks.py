"""What a single definition cannot say of itself: that names exist and that spans and widths add up."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from string import Formatter
from typing import TYPE_CHECKING

from app.base.errors import did_you_mean
from app.definitions.blocks import Block, Column, Entry, FieldsBlock, ProjectColumn, TableBlock
from app.definitions.looks import Page, Styles
from app.definitions.schema import FormDefinition, LayoutHead, ProjectTable, SheetDefinition
from app.definitions.toml_lines import Path as KeyPath
from app.definitions.vocabulary import FieldDefinition, fields_of
from app.model.refs import FormKind

if TYPE_CHECKING:
    from app.definitions.library import Library

TITLE_WORDS = (
    *("year", "number", "issuer", "unit", "unit_code", "department", "name"),
    *("indicator_points", "execution_points"),
)
PAGE_WORDS = ("page", "pages")
POINTS_WORDS = ("points",)
RECORD_KINDS = {
    "project": FormKind.PROJECT,
    "overall": FormKind.OVERALL,
    "project_evaluation": FormKind.SELF_EVALUATION,
    "overall_evaluation": FormKind.SELF_EVALUATION,
}

Problem = tuple[KeyPath, str]


def layout_problems(head: LayoutHead, forms: Mapping[str, FormDefinition], library: "Library") -> Iterator[Problem]:
    """Yield what is wrong in a layout, each with the path of its key."""
    yield from _unknown(("layout", "taxonomy"), head.taxonomy, library.taxonomies, "指标体系")
    for code in head.severity:
        yield from _unknown(("layout", "severity", code), code, library.severities, "检查代码")
    for name, form in forms.items():
        for path, what in _form_problems(form, RECORD_KINDS[name], library):
            yield (name, *path), what


def _form_problems(form: FormDefinition, kind: FormKind, library: "Library") -> Iterator[Problem]:
    yield from _look_problems(form, library)
    for n, field in enumerate(form.heading_fields):
        yield from _unknown(("heading_fields", n), field, fields_of(library.fields, kind), "字段")
    tables = [b for b in form.blocks if isinstance(b, TableBlock) and b.rows == "indicators"]
    if len(tables) != 1:
        yield ("blocks",), f'应有一个指标表（kind = "table"），现有 {len(tables)} 个'
    yield from _side_problems(form)
    for n, (block, side) in enumerate(zip(form.blocks, _sides(form), strict=True)):
        for path, what in _block_problems(block, kind, (side, len(form.grid)), library):
            yield ("blocks", n, *path), what


def _look_problems(form: SheetDefinition, library: "Library") -> Iterator[Problem]:
    yield from _unknown(("weights",), form.weights, library.weights, "权重规则")
    for key in ("title", "subtitle", "attachment", "left_corner", "corner"):
        yield from _template_problems((key,), getattr(form, key))
    yield from _template_problems(("page_number",), form.page_number, PAGE_WORDS)
    for role, style in form.styles.items():
        yield from _unknown(("styles", role), role, Styles.model_fields, "样式")
        yield from _unknown(("styles", role, "font"), style.font, library.fonts, "字体")
    if isinstance(form.page, str):
        yield from _unknown(("page",), form.page, library.pages, "纸张")
    page = form.page if isinstance(form.page, Page) else library.pages.get(form.page)
    if page and min(page.printable_width, page.printable_height) <= 0:
        yield ("page",), "页边距太大，没有可印的地方"
    elif page:
        yield from _height_problems(form, page)
    if page and sum(form.grid) > page.printable_width + 0.01:
        yield ("grid",), f"各列合计 {sum(form.grid):g} 毫米，超过纸张可印宽度 {page.printable_width:g} 毫米"


def _height_problems(form: SheetDefinition, page: Page) -> Iterator[Problem]:
    """Yield the declared heights that no page has room for."""
    heights: list[tuple[KeyPath, float]] = [(("row_height",), form.row_height)]
    heights += [(("heading_heights", name), height) for name, height in form.heading_heights.items()]
    heights += [(("empty_row",), form.empty_row)]
    heights += [(("header_height",), height) for height in form.header_heights(1, form.row_height)]
    for n, block in enumerate(form.blocks if isinstance(form, FormDefinition) else ()):
        heights.append((("blocks", n, "row_height"), block.row_height or 0))
        if isinstance(block, FieldsBlock):
            heights += [(("blocks", n, "rows", r), entry.height) for r, row in enumerate(block.rows) for entry in row]
    for path, height in heights:
        if height > page.printable_height / 2:
            yield path, f"高 {height:g} 毫米，超过纸张可印高度 {page.printable_height:g} 毫米的一半"


def _template_problems(path: KeyPath, template: str, known: Collection[str] = TITLE_WORDS) -> Iterator[Problem]:
    try:
        words = [part[1:] for part in Formatter().parse(template) if part[1] is not None]
    except ValueError:
        yield path, "花括号不成对"
        return
    for word, form, conversion in words:
        yield from _unknown(path, word or "", known, "填充词")
        if form or conversion:
            yield path, f"花括号里只能写填充词，去掉“{word}”后面的部分"


def _sides(form: FormDefinition) -> Iterator[int]:
    """Yield for each block how many columns the label at its left takes, its own or one from above."""
    side = covered = 0
    for block in form.blocks:
        if block.label and not covered:
            side, covered = block.label_span, block.over
        yield side if covered else 0
        covered = max(0, covered - 1)


def _side_problems(form: FormDefinition) -> Iterator[Problem]:
    covered = 0
    for n, block in enumerate(form.blocks):
        yield from _template_problems(("blocks", n, "label"), block.label)
        if block.label and covered:
            yield ("blocks", n, "label"), "左边已有上面的 label 伸下来（over），这里不能再有"
        elif block.label:
            covered = block.over
        if block.over > len(form.blocks) - n:
            yield ("blocks", n, "over"), f"下面没有这么多块，最多 {len(form.blocks) - n}"
        covered = max(0, covered - 1)


def _block_problems(block: Block, kind: FormKind, room: tuple[int, int], library: "Library") -> Iterator[Problem]:
    """Yield what is wrong in a block; ``room`` is how many columns the label at the left and the grid have."""
    known, (side, width) = fields_of(library.fields, kind), room
    if isinstance(block, FieldsBlock):
        for n, row in enumerate(block.rows):
            yield from _entry_problems(("rows", n), row, known)
        yield from _flow_problems(block, side, width)
    elif isinstance(block, TableBlock):
        yield from _table_problems(block, kind, room, library)
    else:
        yield from _span_problems(("spans",), side + sum(block.spans), width)
        yield from _entry_problems(("entries",), block.entries, known)
        for n, entry in enumerate(block.entries):
            if entry.text:
                yield ("entries", n, "text"), "这里要写 field 或 other"
        if len(block.spans) != len(block.entries):
            yield ("spans",), f"应有 {len(block.entries)} 项，与 entries 一一对应"


def _table_problems(block: TableBlock, kind: FormKind, room: tuple[int, int], library: "Library") -> Iterator[Problem]:
    side, width = room
    columns = library.fields.indicator if block.rows == "indicators" else library.fields.fund
    yield from _span_problems(("columns",), side + sum(c.span for c in (*block.beside, *block.columns)), width)
    if block.rows == "funds" and kind is not FormKind.SELF_EVALUATION:
        yield ("rows",), "资金情况（funds）只有自评表才有"
    if block.items and block.rows != "funds":
        yield ("items",), '只能用在资金情况（rows = "funds"）里'
    yield from _merge_problems(("columns",), block.columns)
    for n, beside in enumerate(block.beside):
        yield from _project_column_problems(("beside", n), beside, fields_of(library.fields, kind))
        for key in ("number", "merge"):
            if getattr(beside, key):
                yield ("beside", n, key), "只能用在几个项目的表里"
    for n, column in enumerate(block.columns):
        yield from _column_problems(("columns", n), column, columns)
    yield from _fixed_problems(block)


def _merge_problems(path: KeyPath, columns: tuple[Column, ...]) -> Iterator[Problem]:
    if all(column.merge for column in columns):
        yield path, "至少要有一列不合并，否则相同的行会并成一行"


def _fixed_problems(block: TableBlock) -> Iterator[Problem]:
    names = [column.field or column.other for column in block.columns]
    for n, row in enumerate(block.fixed):
        for name, text in row.texts.items():
            yield from _unknown(("fixed", n, "texts", name), name, names, "列")
            yield from _template_problems(("fixed", n, "texts", name), text)


def _flow_problems(block: FieldsBlock, side: int, width: int) -> Iterator[Problem]:
    """Yield the rows that are not full, or where cells lie on those that reach down from above."""
    cells = Counter(
        (placed.row + down, placed.column + across)
        for placed in block.placed()
        for down in range(placed.entry.rows)
        for across in range(placed.entry.width)
    )
    if any(row >= len(block.rows) for row, _ in cells):
        yield ("rows",), "有的格（rows）伸出了这一块的最后一行"
    for n in range(len(block.rows)):
        in_row = {cell: times for cell, times in cells.items() if cell[0] == n}
        yield from _span_problems(("rows", n), side + sum(in_row.values()), width)
        if len(in_row) < sum(in_row.values()) == width - side:
            yield ("rows", n), "有的格与上面各行伸下来的格（rows）重叠"


def _span_problems(path: KeyPath, got: int, width: int) -> Iterator[Problem]:
    if got != width:
        yield path, f"各格共占 {got} 列，应为 {width} 列"


def _entry_problems(
    path: KeyPath, entries: tuple[Entry, ...], known: Mapping[str, FieldDefinition]
) -> Iterator[Problem]:
    for n, entry in enumerate(entries):
        if [bool(entry.field), bool(entry.other), bool(entry.text)].count(True) != 1:
            yield (*path, n), "应写明 field、other、text 之一"
        elif not entry.width:
            yield (*path, n, "spans"), "至少占一列"
        elif entry.field:
            yield from _unknown((*path, n, "field"), entry.field, known, "字段")
        yield from _template_problems((*path, n, "text"), entry.text)
        if entry.field in known:
            yield from _template_problems((*path, n, "pattern"), entry.pattern, known[entry.field].parts)


def _column_problems(path: KeyPath, column: Column, known: Mapping[str, FieldDefinition]) -> Iterator[Problem]:
    if [bool(column.field), bool(column.other), bool(column.text), column.number].count(True) != 1:
        yield path, "应写明 field、other、text、number 之一"
    elif column.field:
        yield from _unknown((*path, "field"), column.field, known, "字段")
    for key in ("parts", "merge_by"):
        for name in getattr(column, key):
            yield from _unknown((*path, key), name, known, "字段")
    yield from _template_problems((*path, "label"), column.label)
    yield from _template_problems((*path, "points"), column.points, POINTS_WORDS)
    if column.points and "weight" not in known:
        yield (*path, "points"), "只能用在指标表里"
    if (column.points or column.merge_by) and not column.merge:
        yield (*path, "points" if column.points else "merge_by"), "只能与 merge = true 同用"


def _unknown(path: KeyPath, word: str, known: Collection[str], what: str) -> Iterator[Problem]:
    if word not in known:
        yield path, f"没有名为“{word}”的{what}{did_you_mean(word, known)}"


def table_problems(table: ProjectTable, forms: Mapping[str, FormDefinition], library: "Library") -> Iterator[Problem]:
    """Yield what is wrong in a table of projects, each with the path of its key."""
    if "project" in forms:
        yield ("project_table",), "project 与 project_table 只能写一个"
    for path, what in (*_look_problems(table, library), *_table_columns(table, library)):
        yield ("project_table", *path), what


def _table_columns(table: ProjectTable, library: "Library") -> Iterator[Problem]:
    yield from _span_problems(("grid",), sum(column.span for column in table.columns), len(table.grid))
    for n, field in enumerate(table.heading_fields):
        yield from _unknown(("heading_fields", n), field, library.fields.project, "字段")
    for n, column in enumerate(table.project):
        yield from _project_column_problems(("project", n), column, library.fields.project)
    for n, indicator_column in enumerate(table.indicators):
        yield from _column_problems(("indicators", n), indicator_column, library.fields.indicator)
    if table.column_numbers and len(table.column_numbers) != len(table.columns):
        yield ("column_numbers",), f"应有 {len(table.columns)} 项，每列一项"
    for n, total in enumerate(table.totals):
        if len(total.cells) > len(table.project):
            yield ("totals", n, "cells"), f"最多 {len(table.project)} 项，项目各列一项"
        for text in total.cells:
            yield from _template_problems(("totals", n, "cells"), text)


def _project_column_problems(
    path: KeyPath, column: ProjectColumn, known: Mapping[str, FieldDefinition]
) -> Iterator[Problem]:
    if [bool(column.field), bool(column.other), column.number].count(True) != 1:
        yield path, "应写明 field、other、number 之一"
    elif column.field:
        yield from _unknown((*path, "field"), column.field, known, "字段")
    yield from _template_problems((*path, "label"), column.label)
    if column.field in known:
        yield from _template_problems((*path, "pattern"), column.pattern, known[column.field].parts)
