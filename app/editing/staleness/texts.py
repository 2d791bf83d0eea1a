"""Signs of age in texts and periods."""

import re
from collections.abc import Iterator

from app.base.words import shown
from app.editing.staleness.past import Past
from app.editing.staleness.sign import sign
from app.editing.year_texts import Use, YearFound, moved, years_in
from app.editing.years import TextAt, texts_of, years_at
from app.model.changes import update
from app.model.issues import Fix
from app.model.records import ProjectTarget
from app.rules.rule import Finding
from app.rules.words import row_words, squeezed

_AROUND = 10
_NEW, _RUNNING = "新增", "延续"
_TITLE = re.compile(
    r"《[^《》]*》|关于[^。；;\n《》]{0,40}?的?(?:通知|意见|批复|办法|方案|决定|函|请示|报告|规定|公告)"
)
_NUMBERED = re.compile(r"\s*[〕\]］)）】]")  # 〔2019〕26号: a regulation stays in force whatever its number's year
_DURATION = re.compile(r"(?<![0-9])([0-9]{1,2}|[一二两三四五六七八九十])个?年(?![0-9月度底末])")
_COUNTS = {sign_: n for n, sign_ in enumerate("一二三四五六七八九十", 1)} | {"两": 2}


@sign(
    "basis_old_year",
    title="立项依据引用旧年度的文件",
    explanation="立项依据里的年度文件（如编制预算的通知、年度工作要点）和已经到期的规划，要换成新年度的。文号的年份不算。",
    source="潼南区政府办公室2026年公开表：14 张中 13 张仍引用“关于编制2024年政府部门预算的通知”",
)
def basis_old_year(past: Past) -> Iterator[Finding]:
    """The documents of 立项依据 that are made anew every year are not those of earlier years."""
    for at in texts_of(past.form):
        if at.field == "basis" and not at.is_other:
            for found in years_at(at, past.context.library):
                if max(found.years) < past.year and _is_yearly(at.text, found):
                    yield Finding(_basis_message(past, at.text, found), None, "basis")


def _is_yearly(text: str, found: YearFound) -> bool:
    numbered = _NUMBERED.match(text, found.end) and len(found.years) == 1
    return found.use in (Use.DOCUMENT, Use.PERIOD) and not numbered


def _basis_message(past: Past, text: str, found: YearFound) -> str:
    title = next((one[0] for one in _TITLE.finditer(text) if one.start() <= found.start < one.end()), "")
    what = shown(title) if title else _around(text, found)
    quoted = what if what.startswith("《") else f"“{what}”"
    year = max(found.years)
    return f"{past.label('basis')}引用的{quoted}是 {year} 年的，请核对 {past.year} 年是否有新的依据。"


def _around(text: str, found: YearFound) -> str:
    return shown(text[max(0, found.start - _AROUND) : found.end + _AROUND])


@sign(
    "text_old_year",
    title="文字里还是更早的年份",
    explanation="绩效目标、指标名称和指标值里的年份应是新年度。上一年的年份另列在“年份”里，可以一并改。",
    source="潼南区政府办公室2026年公开表：征兵外事专项的目标仍写“纳入2024年综合目标进行考核管理”",
)
def text_old_year(past: Past) -> Iterator[Finding]:
    """What is to be done is to be done in no year before the one that the draft comes from."""
    for at in texts_of(past.form):
        if at.field not in ("overview", "basis"):
            for found in years_at(at, past.context.library):
                if found.use is Use.PLAN and max(found.years) < past.last_year:
                    yield Finding(_old_message(past, at, found), at.row, at.field)


def _old_message(past: Past, at: TextAt, found: YearFound) -> str:
    where = at.field if at.is_other else past.label(_field_of(at)) if at.row is None else past.context.column(at.field)
    row = f"{row_words(past.context.rows[at.row - 1])}：" if at.row else ""
    years = f"{max(found.years)} 年"
    return f"{row}{where}里还写着 {years}（“{_around(at.text, found)}”），请核对是否应改为 {past.year} 年。"


def _field_of(at: TextAt) -> str:
    return "project" if at.field == "project_name" else at.field


@sign(
    "period_ended",
    title="项目期限已满",
    explanation="终止时间早于新年度，或按起始时间和年限已经做完的项目，要核对是否继续，并改写起止时间。",
    source="潼南区政府办公室2022年公开表：12 张都是“2022年”起、“1年”止，照抄到下一年就已到期",
)
def period_ended(past: Past) -> Iterator[Finding]:
    """A project that the draft goes on with has not ended before its year."""
    form = past.form
    if not isinstance(form, ProjectTarget):
        return
    last = last_year_of(form.start, form.end)
    if last is not None and last < past.year:
        start = f"{past.label('start')}是“{shown(form.start)}”，" if form.start else ""
        message = (
            f"{start}{past.label('end')}是“{shown(form.end)}”，到 {last} 年为止，{past.year} 年已经结束，"
            "请核对是否继续并改写。"
        )
        yield Finding(message, None, "end", _period_fix(past, form, last))


def last_year_of(start: str, end: str) -> int | None:
    """Return the last year of a project, nothing where it has no end or that cannot be told."""
    if ends := _years(end):
        return max(ends)
    duration, starts = _DURATION.search(squeezed(end)), _years(start)
    if not duration or not starts:
        return None
    count = int(duration[1]) if duration[1].isdigit() else _COUNTS[duration[1]]
    return min(starts) + count - 1


def _years(text: str) -> list[int]:
    return [year for found in years_in(squeezed(text)) for year in found.years]


def _period_fix(past: Past, form: ProjectTarget, last: int) -> Fix | None:
    """Offer the new year for a project of a single year; how long another one goes on only the clerk knows."""
    if _years(form.start) != [last]:
        return None
    by = past.year - last
    changes = (update(form, start=moved(form.start, by), end=moved(form.end, by)),)
    return Fix(f"起止时间改到 {past.year} 年", changes)


@sign(
    "attribute_still_new",
    title="结转的项目仍是“新增”",
    explanation="上一年已有的项目，新年度的项目属性是“延续”。",
    source="公开表中的问题：延续多年的项目仍填“新增”，五份文件中有 14 处",
)
def attribute_still_new(past: Past) -> Iterator[Finding]:
    """A project that was there last year is not new."""
    form = past.form
    if isinstance(form, ProjectTarget) and past.last and form.attribute.strip() == _NEW:
        fix = Fix(f"改为“{_RUNNING}”", (update(form, attribute=_RUNNING),))
        what = f"{past.label('attribute')}仍是“{_NEW}”"
        yield Finding(f"{what}，{past.last_year} 年已有这个项目，请改为“{_RUNNING}”。", None, "attribute", fix)
