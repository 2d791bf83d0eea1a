"""Rules on what must be filled in and how the project is numbered."""

from collections.abc import Iterator
from itertools import compress

from app.base.words import shown
from app.definitions.library import section_name
from app.definitions.vocabulary import FieldDefinition
from app.model.changes import update
from app.model.codes import PROJECT_CODE_LENGTH, is_project_code
from app.model.issues import Fix
from app.model.records import Form
from app.model.refs import FormKind
from app.rules.context import Context
from app.rules.rule import Finding, rule
from app.rules.words import row_words, squeezed


@rule(
    "field_required",
    title="必填内容没有填",
    explanation="表上印出的必填项都要填，编码和名称印在一格的两样都要有；绩效指标至少一行。",
    source="财预〔2015〕88号：绩效目标审核中的完整性审核",
)
def field_required(context: Context) -> Iterator[Finding]:
    """Every required field that this form prints is filled in."""
    fields = context.library.record_fields(context.form)
    for entry in context.definition.entries:
        field = fields.get(entry.field)
        if field and field.required and (message := _missing(context.form, field, entry.label or field.label)):
            yield Finding(message, None, entry.field)
    yield from _missing_in_rows(context)


def _missing(form: Form, field: FieldDefinition, label: str) -> str:
    """Return what to say of a field, nothing where all its parts are there."""
    texts = [_text(form, part) for part in field.parts]
    if all(texts):
        return ""
    if not any(texts):
        return f"“{label}”没有填，请补上。"
    part = next(compress(field.parts, [not text for text in texts]))
    return f"“{label}”只填了“{shown(''.join(texts))}”，没有{_part_name(part)}，请补上。"


def _text(record: Form, part: str) -> str:
    value = getattr(record, part)
    return "" if value is None else str(value).strip()


def _part_name(part: str) -> str:
    return "编码" if part.endswith("_code") else "名称"


def _missing_in_rows(context: Context) -> Iterator[Finding]:
    if not context.rows and context.definition.indicators.columns:
        yield Finding("这张表没有绩效指标，请至少填一行。", None, "indicators")
    for row in context.rows:
        for field in row.empty:
            yield Finding(f"{row_words(row)}：没有填{context.column(field)}，请补上。", row.number, field)


@rule(
    "layout_unknown",
    title="版式不存在或不适用",
    explanation="版式决定表的样式和检查的依据。表上记的版式不存在或没有这种表时，先按当年的版式显示和检查。",
    source="绩效目标表的样式由各地每年公布",
)
def layout_unknown(context: Context) -> Iterator[Finding]:
    """The layout that a form names is declared and prints its kind."""
    named, instead = context.form.layout, context.layout
    if not named or named == instead.id:
        return
    what = f"没有{section_name(context.form)}" if named in context.library.layouts else "不存在"
    message = f"版式“{shown(named)}”{what}，现在按“{instead.head.name}”显示和检查，请换一个版式。"
    yield Finding(message, None, "layout")


@rule(
    "code_length",
    title="项目代码不合规则",
    explanation="项目代码共 21 位：6 位行政区划、2 位年份、1 个大写字母、12 位顺序号。整体自评的编号另有规则。",
    source="重庆市预算管理系统的项目代码；綦江区政府办公室2022年第 5 张的代码少一位",
)
def code_length(context: Context) -> Iterator[Finding]:
    """A project's code has the 21 characters that the finance system gives."""
    code = _project_code(context.form)
    if code and not is_project_code(code):
        yield Finding(_code_message(code), None, "project_code", _code_fix(context.form, code))


def _project_code(form: Form) -> str:
    """Return the code of a single project; whole departments are numbered otherwise."""
    is_whole = getattr(form, "scope", form.kind) == FormKind.OVERALL
    return "" if is_whole else str(getattr(form, "project_code", "")).strip()


def _code_message(code: str) -> str:
    if len(code) != PROJECT_CODE_LENGTH:
        return f"项目代码“{shown(code)}”有 {len(code)} 位，应为 {PROJECT_CODE_LENGTH} 位，请与预算系统核对。"
    return f"项目代码“{shown(code)}”不合规则（8 位数字、1 个大写字母、12 位数字），请与预算系统核对。"


def _code_fix(form: Form, code: str) -> Fix | None:
    clean = squeezed(code).upper()
    if not is_project_code(clean):
        return None
    return Fix(f"改为“{clean}”", (update(form, project_code=clean),))
