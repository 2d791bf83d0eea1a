"""A form that is checked again: what was found in the rows that are still the same is found again, and nothing else."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.definitions.library import Library
from app.definitions.library import library as declared
from app.model.issues import Issue
from app.model.operators import Operator
from app.model.records import Indicator, OverallTarget, ProjectTarget, SelfEvaluation, column_values
from app.model.refs import FormKind
from app.rules.checking import check_form, check_in
from app.rules.context import Context
from app.rules.rows import Seen

LAYOUTS = ("chongqing/tongnan-2022", "chongqing/tongnan-2024", "chongqing/gone")
SCOPES = (FormKind.PROJECT, FormKind.OVERALL)
LEVELS = (
    ("产出指标", "数量指标"),
    ("产出指标", "成本指标"),
    ("成本指标", "经济成本指标"),
    ("产出", ""),
    ("效益指标", "质量"),
)
VALUES = {
    "level3": st.sampled_from(("会议次数", "会议经费", "会议 次数", "", "满意度", "长" * 101)),
    "operator": st.sampled_from(list(Operator)),
    "value": st.sampled_from(("", "9", "≥95%", "优", "1,200")),
    "unit": st.sampled_from(("", "次", "%", "万元")),
    "weight": st.sampled_from((None, Decimal(0), Decimal(10), Decimal(90))),
}


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    level1, level2 = draw(st.sampled_from(LEVELS))
    return Indicator(level1=level1, level2=level2, **draw(st.fixed_dictionaries(VALUES)))


def edited(row: Indicator, **values: object) -> Indicator:
    """Return a row as it is read after an edit: another record of the same identity."""
    return Indicator(**{**column_values(row), **values})


@st.composite
def edits(draw: st.DrawFn, rows: list[Indicator]) -> list[Indicator]:
    """Return the rows after one edit: a cell, a row more or less, two that changed places, or nothing at all."""
    kind, at = draw(st.sampled_from(("cell", "insert", "remove", "swap", "none"))), draw(st.integers(0, len(rows) - 1))
    if kind == "cell":
        field = draw(st.sampled_from(sorted(VALUES)))
        return [*rows[:at], edited(rows[at], **{field: draw(VALUES[field])}), *rows[at + 1 :]]
    if kind == "insert":
        return [*rows[:at], draw(indicators()), *rows[at:]]
    if kind == "remove" and len(rows) > 1:
        return [*rows[:at], *rows[at + 1 :]]
    if kind == "swap":
        return [rows[-1], *rows[1:-1], rows[0]] if len(rows) > 1 else rows
    return rows


def checked(form: ProjectTarget | OverallTarget, seen: Seen, library: Library) -> list[Issue]:
    return check_in(Context.of(form, library, seen))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_found_does_not_depend_on_what_was_seen(data: st.DataObject) -> None:
    library, seen = declared(), Seen()
    rows = data.draw(st.lists(indicators(), min_size=1, max_size=6))
    head = {"id": "1", "project_name": "会议", "layout": LAYOUTS[0]}
    for _ in range(4):
        form = ProjectTarget(**head, indicators=rows)
        assert checked(form, seen, library) == check_form(form, library)
        rows = data.draw(edits(rows))
        head["layout"] = data.draw(st.sampled_from(LAYOUTS))
        head["project_name"] = data.draw(st.sampled_from(("会议", "会议", "培训")))


@pytest.fixture
def form() -> ProjectTarget:
    rows = [
        Indicator(
            level1="产出指标", level2="成本指标", level3="会议经费", operator=Operator.AT_LEAST, value="9", unit="万元"
        ),
        Indicator(level1="产出指标", level2="数量指标", level3="会议次数", operator=Operator.AT_LEAST, value="优"),
    ]
    return ProjectTarget(project_name="会议", layout=LAYOUTS[0], indicators=rows)


def found_in(number: int, issues: list[Issue]) -> list[Issue]:
    """Return what is wrong with a row by itself; weights belong to the form."""
    return [issue for issue in issues if issue.place.row == number and issue.place.field != "weight"]


def test_a_row_that_is_still_the_same_is_not_looked_at_again(form: ProjectTarget, library: Library) -> None:
    seen = Seen()
    before = found_in(1, checked(form, seen, library))
    form.indicators = [form.indicators[0], edited(form.indicators[1], value="12")]
    after = checked(form, seen, library)
    assert before
    assert all(any(one is issue for one in after) for issue in before if issue.code != "field_required")
    assert [issue.code for issue in found_in(2, after)] == ["unit_missing"]


def test_rows_are_looked_at_again_in_another_layout(form: ProjectTarget, library: Library) -> None:
    seen, found = Seen(), []
    form.indicators = [*form.indicators, Indicator(level1="产出", level2="质量", level3="合格", value="优")]
    for layout in (one for one in library.layouts.values() if one.prints(form)):
        form.layout = layout.id
        assert checked(form, seen, library) == check_form(form, library)
        found.append([issue.message for issue in check_form(form, library)])
    assert any(one != other for one, other in pairwise(found))


def test_rows_are_looked_at_again_with_another_library(form: ProjectTarget, library: Library) -> None:
    seen, strict = Seen(), replace(library, severities={**library.severities, "value_not_number": "notice"})
    assert check_form(form, library) != check_form(form, strict)
    for one in (library, strict, library):
        assert checked(form, seen, one) == check_form(form, one)


def test_rows_are_looked_at_again_where_the_layout_prints_another_form(library: Library) -> None:
    layout = library.layout("chongqing/tongnan-2024")
    whole = layout.forms["overall_evaluation"]
    forms = {**layout.forms, "overall_evaluation": whole.model_copy(update={"levels": not whole.levels})}
    told = replace(library, layouts={layout.id: replace(layout, forms=forms)})
    rows = [Indicator(level1="产出", level2="质量", level3="合格", value="优")]
    evaluations = [SelfEvaluation(id="1", scope=one, layout=layout.id, indicators=rows) for one in SCOPES]
    assert len({len(found_in(1, check_form(form, told))) for form in evaluations}) == len(SCOPES)
    seen = Seen()
    for form in evaluations:
        assert check_in(Context.of(form, told, seen)) == check_form(form, told)


def test_a_row_is_looked_at_again_where_it_stands_elsewhere_or_is_held_against_something_else(
    form: ProjectTarget, library: Library
) -> None:
    seen = Seen()
    checked(form, seen, library)
    form.indicators = form.indicators[::-1]
    moved = checked(form, seen, library)
    assert {issue.code for issue in found_in(2, moved)} >= {"cost_operator_ge"}
    assert all(f"第 {issue.place.row} 行" in issue.message for issue in moved if issue.code == "cost_operator_ge")
    form.project_name = "培训"
    assert {issue.place.project_name for issue in checked(form, seen, library)} == {"培训"}
