"""Drafts to records: what a form is, of which kind, and how sure that is."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from app.definitions.words import RecognitionWords, any_in, squeezed
from app.model.records import Form, FundRow, Indicator, OverallTarget, ProjectTarget, SelfEvaluation
from app.model.refs import FormKind
from app.recognise.amounts import AMOUNTS, fund_amount, money_unit_of, unit_of_funds
from app.recognise.drafts import Draft, Row
from app.recognise.found import FoundForm
from app.recognise.head import find_year, keep_funds, project_pairs, read_head
from app.recognise.heads import Fund, Pair, line_pairs
from app.recognise.layouts import Fit, Known, best_fit
from app.recognise.prose import Sentence, indicators_in
from app.recognise.rows import indicators, spoken
from app.recognise.values import number_of
from app.recognise.work import Work, note

_SECTIONS = {
    FormKind.PROJECT: ("project", "project_table"),
    FormKind.OVERALL: ("overall",),
    FormKind.SELF_EVALUATION: ("project_evaluation", "overall_evaluation"),
}


def build(draft: Draft, words: RecognitionWords, known: Known) -> FoundForm | None:
    """Return the form that a draft makes; ``None`` when it is blank or none."""
    if not is_form(draft):
        return None
    work = Work(draft, _kind(draft, words), words)
    pairs = [*draft.pairs, *(pair for line in draft.lines for pair in line_pairs(line)), *project_pairs(draft)]
    work.money = money_unit_of(draft, pairs)
    find_year(work)
    work.fit = _fit(work, pairs, known)
    read_head(work, pairs)
    keep_funds(work)
    rows = indicators(work) or [spoken(work, *one, number) for number, one in enumerate(_sentences(draft))]
    return _whole(work, rows)


def is_form(draft: Draft) -> bool:
    """Whether a draft is a form that says something: indicators with values, or a goal under a title of ours."""
    if any(_has_value(row) for row in draft.rows):
        return True
    has_goal = "goal" in draft.project and draft.project["goal"].text.strip() != ""
    return draft.is_named_form and (has_goal or bool(_sentences(draft)))


def _sentences(draft: Draft) -> list[tuple[Sentence, Pair]]:
    """Return the indicators that texts of the form speak of where it has no table of them."""
    texts = [] if draft.rows else [*draft.pairs, *draft.unplaced]
    return [(sentence, pair) for pair in texts for sentence in indicators_in(pair.text)]


def is_blank(draft: Draft) -> bool:
    """Whether a draft is a form with a header of indicators and nothing in it."""
    return not is_form(draft) and draft.header is not None and bool(draft.header.indicator) and draft.is_named_form


def _has_value(row: Row) -> bool:
    said = [*(cell for name, cell in row.cells.items() if name not in ("level1", "level2", "level3"))]
    return any(cell.text.strip() for cell in [*said, *row.half.values()])


def _kind(draft: Draft, words: RecognitionWords) -> FormKind:
    title = squeezed(" ".join(draft.titles))
    fields = set(draft.header.indicator) if draft.header else set()
    if "监控" not in title and (any_in(words.titles.self_evaluation, title) or {"actual", "score"} <= fields):
        return FormKind.SELF_EVALUATION
    labels = {squeezed(pair.label) for pair in draft.pairs}
    has_project = "项目名称" in labels or "project" in draft.project
    if any_in(words.titles.overall, title) and not has_project:
        return FormKind.OVERALL
    heads = words.head_labels("overall")
    says_unit = any((match := heads.match(label)) and match.field == "unit" for label in labels)
    levels = {"level1", "level2"} & fields
    return FormKind.OVERALL if says_unit and not has_project and not levels else FormKind.PROJECT


def _fit(work: Work, pairs: Iterable[Pair], known: Known) -> Fit | None:
    header = work.draft.header
    captions = [column.caption for column in header.of_indicators()] if header else []
    labels = {pair.label for pair in pairs if pair.label}
    year = work.values.get("year")
    found = best_fit(
        known, _SECTIONS[work.kind], captions, labels, work.draft.title, year if isinstance(year, int) else None
    )
    return found if found and found.is_likely else None


def _funds(work: Work) -> list[FundRow]:
    return [_fund(work, fund, number) for number, fund in enumerate(work.draft.funds)]


def _fund(work: Work, fund: Fund, number: int) -> FundRow:
    """Return a row of a table of money; its amounts are kept in 元, whatever the form prints them in."""
    unit, sure = unit_of_funds(work, fund)
    numbers: dict[str, Any] = {}
    for name, cell in fund.values.items():
        numbers[name] = fund_amount(work, cell, unit) if name in AMOUNTS else number_of(cell.text)
        if numbers[name] is not None:
            note(work, f"funds[{number}].{name}", cell, sure)
    return FundRow(item=fund.item, **numbers)


def _whole(work: Work, rows: list[Indicator]) -> FoundForm:
    record = _record(work)
    record.indicators = rows
    if isinstance(record, SelfEvaluation):
        record.funds = _funds(work)
    if not rows:
        work.notes.append("这张表没有指标。")
    return FoundForm(
        work.draft.title,
        record,
        _confidence(work, rows),
        tuple(dict.fromkeys(work.draft.pages)),
        work.draft.sheet,
        work.readings,
        work.unplaced,
        work.notes,
    )


def _record(work: Work) -> Form:
    values: dict[str, Any] = dict(work.values) | {
        "other": work.other,
        "layout": work.fit.declared.layout.id if work.fit else "",
    }
    if work.kind is FormKind.PROJECT:
        return ProjectTarget(**values)
    if work.kind is FormKind.OVERALL:
        return OverallTarget(**values)
    is_overall = any_in(work.words.titles.overall, work.draft.title)
    return SelfEvaluation(scope="overall" if is_overall else "project", **values)


def _confidence(work: Work, rows: list[Indicator]) -> float:
    """Return how sure the whole form is: by its layout, its title, and the share of sure values."""
    sure = [reading.sure for reading in work.readings.values()] or [0.5]
    known = work.fit.likeness if work.fit else 0.75
    titled = 1.0 if work.draft.is_named_form else 0.8
    whole = 1.0 if rows and not work.unplaced else 0.9
    return round(min(1.0, sum(sure) / len(sure) * (0.6 + 0.4 * known) * titled * whole), 2)


def usual_year(forms: Iterable[FoundForm]) -> int | None:
    """Return the year that most forms of a file are for."""
    years = Counter(form.record.year for form in forms if form.record.year)
    return years.most_common(1)[0][0] if years else None
