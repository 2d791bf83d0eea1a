"""Steps: each is named, set down in one transaction, and taken back wholly."""

from decimal import Decimal
from typing import Any

import pytest

from app.editing import steps
from app.editing.session import Session, Touched
from app.editing.steps import Step
from app.model.changes import Delete, insert, update
from app.model.exchange import write_document
from app.model.operators import Operator
from app.model.records import (
    Form,
    Indicator,
    OverallTarget,
    SelfEvaluation,
    Unit,
    children_of,
    ref_of,
)
from app.model.refs import FormKind
from editing.drafts import project_of, shift_row
from editing.kept import added, again, load, state


def names(form: Form) -> list[str]:
    return [row.level3 for row in form.indicators]


# Steps


def test_fields_of_a_form_are_set(session: Session) -> None:
    form = added(session, project_of("甲", year=2026, project_name="会议专项"))
    touched = session.apply(steps.edit_form(form, "修改项目概况", overview="开会", amount=Decimal(600000)))
    assert again(session, form).overview == "开会"
    assert again(session, form).amount == Decimal(600000)
    assert touched == Touched(frozenset({ref_of(form)}), listing=True)
    assert session.undo_name == "修改项目概况"


def test_a_unit_s_own_name_can_be_set(session: Session) -> None:
    unit = Unit(name="甲")
    session.apply(Step("添加单位", (insert(unit),)))
    assert session.apply(Step("修改单位", (update(unit, name="乙"),))) == Touched(frozenset(), listing=True)
    assert [one.name for one in session.store.units()] == ["乙"]


@pytest.mark.parametrize(
    ("values", "listing"),
    [
        ({"goal": "目标"}, False),
        ({"other": {"其中": "2"}}, False),
        ({"project_name": "新名"}, True),
        ({"year": 2027}, True),
        ({"position": 5}, True),
        ({"unit": "乙"}, True),
    ],
)
def test_a_step_says_whether_the_list_of_forms_is_different(
    session: Session, values: dict[str, Any], listing: bool
) -> None:
    form = added(session, project_of(year=2026))
    assert session.apply(steps.edit_form(form, "修改", **values)) == Touched(frozenset({ref_of(form)}), listing)
    assert session.undo() == Touched(frozenset({ref_of(form)}), listing)


def test_an_indicator_is_changed(session: Session) -> None:
    form = added(session, project_of("甲", "乙"))
    values = {"operator": Operator.AT_LEAST, "value": "90", "unit": "%", "weight": Decimal("22.50")}
    touched = session.apply(steps.edit_indicator(form, 1, **values))
    row = again(session, form).indicators[1]
    assert {name: getattr(row, name) for name in values} == values
    assert touched == Touched(frozenset({ref_of(form)}), listing=False)
    assert session.undo_name == "修改指标"


@pytest.mark.parametrize(
    ("at", "order"), [(0, "新甲乙丙"), (2, "甲乙新丙"), (3, "甲乙丙新"), (9, "甲乙丙新"), (-1, "新甲乙丙")]
)
def test_an_indicator_is_added_where_it_is_wanted(session: Session, at: int, order: str) -> None:
    form = added(session, project_of(*"甲乙丙"))
    session.apply(steps.add_indicator(form, at, Indicator(level1="产出指标", level3="新", weight=Decimal(5))))
    form = again(session, form)
    assert names(form) == list(order)
    assert [row.position for row in form.indicators] == [0, 1, 2, 3]
    assert form.indicators[order.index("新")].level1 == "产出指标"


def test_an_added_indicator_belongs_to_its_new_form_whatever_its_template(session: Session) -> None:
    whole = added(session, OverallTarget(indicators=[Indicator(level3="甲")]))
    form = added(session, project_of())
    session.apply(steps.add_indicator(form, 0, whole.indicators[0]))
    session.apply(steps.add_indicator(form, 1))
    assert names(again(session, form)) == ["甲", ""]
    assert names(again(session, whole)) == ["甲"]


@pytest.mark.parametrize(
    ("rows", "kept", "name"),
    [([1], "甲丙丁", "删除指标"), ([3, 0], "乙丙", "删除 2 条指标"), ([0, 0], "乙丙丁", "删除指标")],
)
def test_indicators_are_removed(session: Session, rows: list[int], kept: str, name: str) -> None:
    form = added(session, project_of(*"甲乙丙丁"))
    session.apply(steps.remove_indicators(form, rows))
    assert names(again(session, form)) == list(kept)
    assert [row.position for row in again(session, form).indicators] == list(range(len(kept)))
    assert session.undo_name == name


@pytest.mark.parametrize(
    ("row", "by", "order"),
    [
        (0, 1, "乙甲丙丁"),
        (3, -1, "甲乙丁丙"),
        (0, 9, "乙丙丁甲"),
        (2, -9, "丙甲乙丁"),
        (3, -3, "丁甲乙丙"),
        (1, 2, "甲丙丁乙"),
    ],
)
def test_an_indicator_is_moved(session: Session, row: int, by: int, order: str) -> None:
    form = added(session, project_of(*"甲乙丙丁"))
    session.apply(shift_row(form, row, by))
    assert names(again(session, form)) == list(order)
    session.undo()
    assert names(again(session, form)) == list("甲乙丙丁")


def test_moving_past_the_end_leaves_no_trace(session: Session) -> None:
    form = added(session, project_of(*"甲乙"))
    assert session.apply(shift_row(form, 1, 1)) == Touched()
    assert session.undo_name == "新建项目绩效目标表"


def test_a_copy_has_its_own_identity_and_all_content(session: Session) -> None:
    forms = load(session, "tongnan-2022")
    evaluations = load(session, "tongnan-2024")
    for form in (forms[0], forms[-1], evaluations[0]):
        position = session.store.next_position(form.kind, form.year)
        step = steps.duplicate_form(form, position)
        session.apply(step)
        copy = next(one for one in session.store.forms(form.year) if one.name == f"{form.name}（副本）")
        assert copy.position == position
        assert copy.id != form.id
        assert not {row.id for row in children_of(copy)} & {row.id for row in children_of(form)}
        renamed = {"unit" if form.kind is FormKind.OVERALL else "project_name": form.name}
        for name, value in renamed.items():
            setattr(copy, name, value)
        assert write_document([copy]) == write_document([form])
        assert session.undo_name == f"复制“{form.name}”"


def test_a_copy_of_a_nameless_form_is_called_by_its_code(session: Session) -> None:
    form = added(session, project_of(project_code="5001"))
    session.apply(steps.duplicate_form(form, 1))
    assert [line.name for line in session.store.listing()] == ["5001", "5001（副本）"]


def test_deleting_and_taking_back_restores_everything(session: Session) -> None:
    forms = [*load(session, "tongnan-2022"), *load(session, "tongnan-2024")]
    before = state(session.store)
    for form in (forms[3], forms[0], forms[12], forms[13]):
        session.apply(steps.delete_form(form))
        assert session.store.form(ref_of(form)) is None
    for _ in range(4):
        session.undo()
    assert state(session.store) == before


def test_rows_come_back_even_if_only_their_form_was_named(session: Session) -> None:
    forms = load(session, "tongnan-2024")
    before = state(session.store)
    session.apply(Step("删除", tuple(Delete(SelfEvaluation, form.id) for form in forms)))
    assert state(session.store)["records"] == []
    session.undo()
    assert state(session.store) == before
