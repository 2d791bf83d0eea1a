"""What a single definition cannot say of itself: that names exist and that spans and widths add up."""

from collections.abc import Collection, Iterator, Mapping
from string import Formatter
from typing import TYPE_CHECKING

from app.base.errors import did_you_mean
from app.definitions.schema import (
    Block,
    Column,
    Entry,
    FieldDefinition,
    FieldsBlock,
    FormDefinition,
    LayoutHead,
    StackBlock,
    Styles,
    TableBlock,
    fields_of,
)
from app.definitions.toml_lines import Path as KeyPath
from app.model.records import FormKind

if TYPE_CHECKING:
    from app.definitions.library import Library

TITLE_WORDS = ("year", "number", "issuer", "unit", "name")
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
    yield from _unknown(("weights",), form.weights, library.weights, "权重规则")
    for key in ("title", "attachment", "corner"):
        yield from _template_problems(key, getattr(form, key))
    for role, style in form.styles.items():
        yield from _unknown(("styles", role), role, Styles.model_fields, "样式")
        yield from _unknown(("styles", role, "font"), style.font, library.fonts, "字体")
    unknown_page = list(_unknown(("page",), form.page, library.pages, "纸张"))
    yield from unknown_page
    if not unknown_page and sum(form.grid) > library.pages[form.page].printable_width + 0.01:
        width = library.pages[form.page].printable_width
        yield ("grid",), f"各列合计 {sum(form.grid):g} 毫米，超过纸张可印宽度 {width:g} 毫米"
    tables = [b for b in form.blocks if isinstance(b, TableBlock) and b.rows == "indicators"]
    if len(tables) != 1:
        yield ("blocks",), f'应有一个指标表（kind = "table"），现有 {len(tables)} 个'
    for n, block in enumerate(form.blocks):
        for path, what in _block_problems(block, kind, len(form.grid), library):
            yield ("blocks", n, *path), what


def _template_problems(key: str, template: str) -> Iterator[Problem]:
    try:
        words = [word for _, word, _, _ in Formatter().parse(template) if word is not None]
    except ValueError:
        yield (key,), "花括号不成对"
        return
    for word in words:
        yield from _unknown((key,), word, TITLE_WORDS, "填充词")


def _block_problems(block: Block, kind: FormKind, width: int, library: "Library") -> Iterator[Problem]:
    known = fields_of(library.fields, kind)
    if isinstance(block, FieldsBlock):
        for n, row in enumerate(block.rows):
            yield from _span_problems(("rows", n), sum(sum(entry.spans) for entry in row), width)
            yield from _entry_problems(("rows", n), row, known)
    elif isinstance(block, TableBlock):
        columns = library.fields.indicator if block.rows == "indicators" else library.fields.fund
        yield from _span_problems(("columns",), _side(block) + sum(c.span for c in block.columns), width)
        yield from _column_problems(block.columns, columns)
    else:
        yield from _span_problems(("spans",), _side(block) + sum(block.spans), width)
        yield from _entry_problems(("entries",), block.entries, known)
        if len(block.spans) != len(block.entries):
            yield ("spans",), f"应有 {len(block.entries)} 项，与 entries 一一对应"


def _side(block: TableBlock | StackBlock) -> int:
    return block.label_span if block.label else 0


def _span_problems(path: KeyPath, got: int, width: int) -> Iterator[Problem]:
    if got != width:
        yield path, f"各格共占 {got} 列，应为 {width} 列"


def _entry_problems(
    path: KeyPath, entries: tuple[Entry, ...], known: Mapping[str, FieldDefinition]
) -> Iterator[Problem]:
    for n, entry in enumerate(entries):
        if bool(entry.field) == bool(entry.other):
            yield (*path, n), "应写明 field 或 other 之一"
        elif entry.field:
            yield from _unknown((*path, n, "field"), entry.field, known, "字段")


def _column_problems(columns: tuple[Column, ...], known: Mapping[str, FieldDefinition]) -> Iterator[Problem]:
    for n, column in enumerate(columns):
        yield from _unknown(("columns", n, "field"), column.field, known, "字段")


def _unknown(path: KeyPath, word: str, known: Collection[str], what: str) -> Iterator[Problem]:
    if word not in known:
        yield path, f"没有名为“{word}”的{what}{did_you_mean(word, known)}"
