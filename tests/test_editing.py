"""The one door for change: whole steps, taken back and done again, by one clerk or a random one."""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import CASES, case
from sqlalchemy.exc import IntegrityError

from app.base.errors import DefinitionError, ExchangeError, StoreError
from app.definitions.library import Library
from app.editing import steps
from app.editing.context import surroundings_for
from app.editing.directory import unit_changes
from app.editing.grouping import NO_UNIT, UnitGroup, group_by_unit
from app.editing.loading import load_document
from app.editing.moving import in_unit
from app.editing.session import Session, Touched
from app.editing.steps import Step
from app.model.changes import Delete, Insert, Update, insert, update
from app.model.exchange import write_document
from app.model.money import MoneyUnit
from app.model.operators import Operator
from app.model.records import (
    Form,
    FundRow,
    Indicator,
    OverallTarget,
    ProjectTarget,
    Record,
    SelfEvaluation,
    Unit,
    children_of,
    column_values,
    made,
    new_id,
    ref_of,
)
from app.model.refs import FormKind, FormRef
from app.sheet.surroundings import Surroundings
from app.store import connections, journal
from app.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "绩衡.jiheng") as opened:
        yield opened


@pytest.fixture
def session(store: Store, library: Library) -> Session:
    return Session(store, library)


def load(session: Session, name: str) -> list[Form]:
    return [found(session, ref) for ref in load_document(session, write_document(case(name)))]


def found(session: Session, ref: FormRef) -> Form:
    form = session.store.form(ref)
    assert form is not None
    return form


def again(session: Session, form: Form) -> Form:
    return found(session, ref_of(form))


def state(store: Store) -> dict[str, Any]:
    """Everything in the store, identities and positions too."""
    return {
        "document": write_document(store.forms()),
        "records": [[column_values(form), [column_values(row) for row in children_of(form)]] for form in store.forms()],
        "units": [column_values(unit) for unit in store.units()],
    }


def names(form: Form) -> list[str]:
    return [row.level3 for row in form.indicators]


def project(*rows: str, **values: Any) -> ProjectTarget:
    return ProjectTarget(**values, indicators=[Indicator(level3=row) for row in rows])


def added(session: Session, form: Form) -> Form:
    session.apply(steps.new_form(form, session.store.next_position(form.kind, form.year)))
    return again(session, form)


# Steps


def test_fields_of_a_form_are_set(session: Session) -> None:
    form = added(session, project("甲", year=2026, project_name="会议专项"))
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
    form = added(session, project(year=2026))
    assert session.apply(steps.edit_form(form, "修改", **values)) == Touched(frozenset({ref_of(form)}), listing)
    assert session.undo() == Touched(frozenset({ref_of(form)}), listing)


def test_an_indicator_is_changed(session: Session) -> None:
    form = added(session, project("甲", "乙"))
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
    form = added(session, project(*"甲乙丙"))
    session.apply(steps.add_indicator(form, at, Indicator(level1="产出指标", level3="新", weight=Decimal(5))))
    form = again(session, form)
    assert names(form) == list(order)
    assert [row.position for row in form.indicators] == [0, 1, 2, 3]
    assert form.indicators[order.index("新")].level1 == "产出指标"


def test_an_added_indicator_belongs_to_its_new_form_whatever_its_template(session: Session) -> None:
    whole = added(session, OverallTarget(indicators=[Indicator(level3="甲")]))
    form = added(session, project())
    session.apply(steps.add_indicator(form, 0, whole.indicators[0]))
    session.apply(steps.add_indicator(form, 1))
    assert names(again(session, form)) == ["甲", ""]
    assert names(again(session, whole)) == ["甲"]


@pytest.mark.parametrize(
    ("rows", "kept", "name"),
    [([1], "甲丙丁", "删除指标"), ([3, 0], "乙丙", "删除 2 条指标"), ([0, 0], "乙丙丁", "删除指标")],
)
def test_indicators_are_removed(session: Session, rows: list[int], kept: str, name: str) -> None:
    form = added(session, project(*"甲乙丙丁"))
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
    form = added(session, project(*"甲乙丙丁"))
    session.apply(steps.move_indicator(form, row, by))
    assert names(again(session, form)) == list(order)
    session.undo()
    assert names(again(session, form)) == list("甲乙丙丁")


def test_moving_past_the_end_leaves_no_trace(session: Session) -> None:
    form = added(session, project(*"甲乙"))
    assert session.apply(steps.move_indicator(form, 1, 1)) == Touched()
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
    form = added(session, project(project_code="5001"))
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


# Taking back and doing again


def test_a_step_that_changes_nothing_leaves_no_trace(session: Session) -> None:
    form = added(session, project("甲", year=2026))
    session.undo()
    session.redo()
    session.apply(steps.edit_form(form, "修改", goal="目标"))
    session.undo()
    told: list[Touched] = []
    session.subscribe(told.append)
    assert session.apply(steps.edit_form(form, "修改", goal="", year=2026)) == Touched()
    assert session.apply(Step("空", ())) == Touched()
    assert (session.undo_name, session.redo_name, told) == ("新建项目绩效目标表", "修改", [])


def test_a_record_may_be_changed_twice_in_one_step(session: Session) -> None:
    form = added(session, project(goal="原"))
    changes = [Update(ProjectTarget, form.id, {"goal": goal}) for goal in ("一", "二", "二")]
    session.apply(Step("修改", tuple(changes)))
    session.undo()
    assert again(session, form).goal == "原"
    session.redo()
    assert again(session, form).goal == "二"
    back = [Update(ProjectTarget, form.id, {"goal": goal}) for goal in ("三", "二")]
    session.apply(Step("修改", tuple(back)))
    assert again(session, form).goal == "二"


def test_a_number_written_otherwise_is_a_change(session: Session) -> None:
    form = added(session, project(amount=Decimal("30.0")))
    assert session.apply(steps.edit_form(form, "修改", amount=Decimal("30.00")))
    assert str(again(session, form).amount) == "30.00"


def test_a_new_step_forgets_what_could_be_done_again(session: Session) -> None:
    form = added(session, project())
    session.apply(steps.edit_form(form, "一", goal="一"))
    session.undo()
    assert session.redo_name == "一"
    session.apply(steps.edit_form(form, "二", goal="二"))
    assert (session.undo_name, session.redo_name) == ("二", "")
    assert session.redo() == Touched()


def test_nothing_to_take_back_is_no_error(session: Session) -> None:
    assert session.undo() == session.redo() == Touched()
    assert session.undo_name == session.redo_name == ""


def test_listeners_are_told_of_every_change_after_it_is_kept(session: Session) -> None:
    seen: list[tuple[Touched, int]] = []
    session.subscribe(lambda touched: seen.append((touched, len(session.store.forms()))))
    form = project("甲")
    touched = session.apply(steps.new_form(form, 0))
    session.undo()
    session.redo()
    assert touched == Touched(frozenset({ref_of(form)}), listing=True)
    assert seen == [(touched, 1), (touched, 0), (touched, 1)]


def test_only_so_many_steps_are_remembered(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_STEPS", 3)
    session = Session(session.store, session.library)
    form = added(session, project())
    for n in range(5):
        session.apply(steps.edit_form(form, str(n), goal=str(n)))
    while session.undo_name:
        session.undo()
    assert again(session, form).goal == "1"
    while session.redo_name:
        session.redo()
    assert again(session, form).goal == "4"


class Clerk:
    """Takes random steps on whatever is there."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.dice = random.Random(seed)  # noqa: S311 - dice

    def step(self) -> Step:
        forms = self.session.store.forms()
        if not forms or self.dice.random() < 0.15:
            return self.new()
        form = self.dice.choice(forms)
        choices = [self.edit, self.add, self.duplicate, self.delete]
        choices += [self.change, self.change, self.move, self.remove] if form.indicators else []
        return self.dice.choice(choices)(form)

    def new(self) -> Step:
        form = self.dice.choice([ProjectTarget, OverallTarget, SelfEvaluation])(
            year=self.dice.choice([None, 2025, 2026])
        )
        return steps.new_form(form, self.session.store.next_position(form.kind, form.year))

    def edit(self, form: Form) -> Step:
        year = self.dice.choice([None, 2025, 2026])
        return steps.edit_form(
            form, "修改", year=year, layout=self.dice.choice("甲乙"), other={"项": self.dice.choice("甲乙")}
        )

    def add(self, form: Form) -> Step:
        template = self.dice.choice([None, *form.indicators])
        return steps.add_indicator(form, self.dice.randint(0, len(form.indicators)), template)

    def change(self, form: Form) -> Step:
        weight = self.dice.choice([None, Decimal(10), Decimal("10.0")])
        operator = self.dice.choice(list(Operator))
        row = self.dice.randrange(len(form.indicators))
        return steps.edit_indicator(form, row, weight=weight, operator=operator, level3=self.dice.choice("甲乙丙"))

    def move(self, form: Form) -> Step:
        return steps.move_indicator(form, self.dice.randrange(len(form.indicators)), self.dice.randint(-3, 3))

    def remove(self, form: Form) -> Step:
        rows = range(len(form.indicators))
        return steps.remove_indicators(form, self.dice.sample(rows, self.dice.randint(1, len(rows))))

    def duplicate(self, form: Form) -> Step:
        return steps.duplicate_form(form, self.session.store.next_position(form.kind, form.year))

    def delete(self, form: Form) -> Step:
        return steps.delete_form(form)


@pytest.mark.parametrize("seed", range(4))
def test_taking_all_back_is_the_start_and_doing_all_again_the_end(session: Session, seed: int) -> None:
    load_document(session, write_document(case("tongnan-2024")[:2]))
    load_document(session, write_document(case("tongnan-2026")[:2]))
    start, clerk = state(session.store), Clerk(session, seed)
    session = clerk.session = Session(session.store, session.library)
    for _ in range(60):
        session.apply(clerk.step())
        if clerk.dice.random() < 0.2:
            session.undo()
    end = state(session.store)
    assert end != start
    all_back(session)
    assert state(session.store) == start
    all_again(session)
    assert state(session.store) == end
    all_back(session)
    assert state(session.store) == start
    assert session.store.verify() == []


def all_back(session: Session) -> None:
    while session.undo_name:
        assert session.undo()


def all_again(session: Session) -> None:
    while session.redo_name:
        assert session.redo()


# What cannot be done changes nothing


def refused(session: Session, step: Step) -> str:
    before, stacks = state(session.store), (session.undo_name, session.redo_name)
    with pytest.raises(StoreError) as error:
        session.apply(step)
    assert state(session.store) == before
    assert (session.undo_name, session.redo_name) == stacks
    return str(error.value)


def test_a_record_that_is_gone_cannot_be_changed(session: Session) -> None:
    form = added(session, project("甲", goal="原"))
    other = added(session, project())
    session.apply(steps.delete_form(form))
    session.apply(steps.edit_form(other, "修改", goal="一"))
    session.undo()
    change_first = Update(ProjectTarget, other.id, {"goal": "二"})
    for step in (
        steps.edit_form(form, "修改", goal="新"),
        steps.edit_indicator(form, 0, level3="新"),
        steps.add_indicator(form, 0),
        steps.delete_form(form),
    ):
        sentence = refused(session, replace(step, changes=(change_first, *step.changes)))
        assert sentence.startswith("要改动的")
        assert "已不存在，没有改动任何内容" in sentence
    assert session.redo_name == "修改"


def test_a_failed_taking_back_can_be_tried_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    form = added(session, project(goal="原"))
    session.apply(steps.edit_form(form, "修改", goal="新"))
    monkeypatch.setattr(connections, "_PATIENCE", 0)
    session.store._opened().dispose()
    with closing(sqlite3.connect(session.store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="正被其他程序使用"):
            session.undo()
    assert (session.undo_name, session.redo_name) == ("修改", "")
    session.undo()
    assert again(session, form).goal == "原"


def test_a_fault_of_the_program_is_no_sentence_but_changes_nothing(session: Session) -> None:
    form = added(session, project())
    twin = Insert(ProjectTarget, column_values(form))
    with pytest.raises(IntegrityError):
        session.apply(Step("重复", (Update(ProjectTarget, form.id, {"goal": "新"}), twin)))
    assert again(session, form).goal == ""
    assert session.undo_name == "新建项目绩效目标表"


# Loading


def test_a_document_is_one_step(session: Session) -> None:
    forms = load(session, "tongnan-2022")
    assert session.undo_name == "载入 13 张表"
    assert [form.position for form in forms] == [*range(12), 0]
    end = state(session.store)
    session.undo()
    assert state(session.store) == {"document": write_document([]), "records": [], "units": []}
    session.redo()
    assert state(session.store) == end


def test_loading_again_adds_the_forms_again(session: Session) -> None:
    first, second = load(session, "tongnan-2022"), load(session, "tongnan-2022")
    assert len(session.store.forms()) == 26
    assert [form.name for form in session.store.forms()][:24] == [form.name for form in first[:12]] * 2
    assert [form.position for form in second] == [*range(12, 24), 1]
    assert len(session.store.units()) == 1


def test_nothing_in_a_document_is_nothing_done(session: Session) -> None:
    assert load_document(session, write_document([])) == []
    assert session.undo_name == ""


def test_loading_tells_how_far_it_has_come(session: Session) -> None:
    told: list[tuple[int, int, str]] = []
    load_document(session, write_document(case("tongnan-2022")), lambda *words: told.append(words))
    assert [(done, total) for done, total, _ in told] == [(done, 13) for done in range(14)]
    assert (told[0][2], told[12][2], told[13][2]) == ("项目绩效目标表 1", "整体绩效目标表 1", "存入")


@pytest.mark.parametrize("record", get_args(Record))
def test_a_record_that_is_made_quickly_is_what_its_class_makes(record: type[Any]) -> None:
    values = {"id": "甲"} if record is not Indicator else {"id": "甲", "weight": Decimal("1.0"), "other": {"一": "二"}}
    quick, other, slow = made(record, values), made(record, values), record(**values)
    assert repr(column_values(quick)) == repr(column_values(slow))
    assert deepcopy(quick).model_dump() == slow.model_dump()
    assert made(record, {}).id != made(record, {}).id
    for name, rows in (("indicators", [Indicator(level3="乙")]), ("funds", [FundRow(item="丙")])):
        if hasattr(slow, name):
            assert getattr(quick, name) == []
            setattr(quick, name, rows)
            assert getattr(quick, name) == rows
    for name in type(quick).model_fields:
        if isinstance(getattr(quick, name), dict):
            assert getattr(quick, name) is not getattr(made(record, {}), name)
    quick.id = "丁"
    assert (quick.id, other.id) == ("丁", "甲")


def broken(name: str) -> Any:
    document = write_document(case("tongnan-2022"))
    last = document["overalls"][0]
    if name == "layout":
        last["layout"] = "chongqing/tongnan-2029"
    elif name == "kind":
        last["layout"] = "chongqing/qijiang-2022"
    elif name == "number":
        last["amount"] = "很多"
    elif name == "missing":
        del last["goal"]
    elif name == "type":
        last["year"] = 2022
    return document


@pytest.mark.parametrize("what", ["layout", "kind", "number", "missing", "type"])
def test_a_refused_document_stores_nothing(session: Session, what: str) -> None:
    with pytest.raises(ExchangeError, match="没有存入任何内容") as error:
        load_document(session, broken(what))
    assert state(session.store) == {"document": write_document([]), "records": [], "units": []}
    assert session.undo_name == ""
    if what == "layout":
        assert "“重庆市潼南区人民政府办公室”：没有名为“chongqing/tongnan-2029”的版式" in str(error.value)
    elif what == "kind":
        assert "“重庆市潼南区人民政府办公室”：版式“chongqing/qijiang-2022”没有整体绩效目标表" in str(error.value)


def test_a_library_that_leaves_a_finding_without_its_weight_is_refused(store: Store, library: Library) -> None:
    lacking = {code: word for code, word in library.severities.items() if code != "weight_sum"}
    with pytest.raises(DefinitionError, match="weight_sum"):
        Session(store, replace(library, severities=lacking))


def test_a_draft_without_a_layout_is_loaded(session: Session) -> None:
    load_document(session, write_document([project("甲", year=2026)]))
    assert [line.layout for line in session.store.listing()] == [""]


# Units


def test_loading_learns_the_units(session: Session) -> None:
    load(session, "tongnan-2022")
    assert [column_values(unit) | {"id": ""} for unit in session.store.units()] == [
        {
            "id": "",
            "code": "312001",
            "name": "政府办（本级）",
            "full_name": "重庆市潼南区人民政府办公室",
            "department_code": "312",
            "department": "政府办",
        }
    ]
    load(session, "qijiang-2022")
    assert [(unit.code, unit.full_name) for unit in session.store.units()] == [
        ("103001", ""),
        ("103002", ""),
        ("312001", "重庆市潼南区人民政府办公室"),
    ]


def test_a_full_name_is_learned_once_and_only_when_it_is_certain() -> None:
    known = Unit(code="1", name="甲")
    ours, others = project(unit_code="1", unit="甲"), project(unit_code="2", unit="乙")
    whole, second = OverallTarget(unit="甲的全称"), OverallTarget(unit="另一个")
    assert unit_changes([ours, whole], [known]) == [Update(Unit, known.id, {"full_name": "甲的全称"})]
    assert unit_changes([ours, ours, whole, second], [known]) == []
    assert unit_changes([ours, OverallTarget()], [known]) == []
    assert unit_changes([whole], [known]) == []
    known.full_name = "早已知道"
    assert unit_changes([ours, whole], [known]) == []
    (new,) = unit_changes([ours, others, whole], [known])
    assert isinstance(new, Insert)
    assert (new.values["code"], new.values["full_name"]) == ("2", "")


def test_a_unit_without_a_code_is_known_by_its_name() -> None:
    known = Unit(code="1", name="甲", full_name="甲全称")
    assert unit_changes([project(unit="甲"), project(unit="甲全称"), project()], [known]) == []
    assert len(unit_changes([project(unit="乙"), project(unit="乙")], [known])) == 1


# Surroundings


def test_forms_are_numbered_within_their_unit_and_year(session: Session) -> None:
    load(session, "tongnan-2026")
    qijiang, forms, evaluations = (
        load(session, "qijiang-2022"),
        load(session, "tongnan-2022"),
        load(session, "tongnan-2024"),
    )
    everything = surroundings_for([*qijiang, *forms, *evaluations], session.store)
    assert [everything[ref_of(form)].number for form in forms] == [*range(1, 13), 1]
    assert [everything[ref_of(form)].number for form in qijiang] == [1, 2, 3, 4, 5, 6, 1, 2]
    assert [everything[ref_of(form)].number for form in evaluations] == [1, 1, 2, 3, 4, 5]
    office = "重庆市潼南区人民政府办公室"
    assert everything[ref_of(forms[4])] == Surroundings(5, office, "312001")
    assert everything[ref_of(forms[12])] == Surroundings(1, office, "312001")
    assert everything[ref_of(evaluations[5])] == Surroundings(5, office, "312001")
    assert everything[ref_of(qijiang[0])] == Surroundings(1, "重庆市綦江区电子政务中心", "103002")
    for form in (*qijiang, *forms, *evaluations):
        assert surroundings_for([form], session.store) == {ref_of(form): everything[ref_of(form)]}


def test_numbers_follow_a_deletion(session: Session) -> None:
    forms = load(session, "tongnan-2022")
    session.apply(steps.delete_form(forms[0]))
    assert surroundings_for(forms[1:2], session.store)[ref_of(forms[1])].number == 1


def test_a_form_that_is_not_kept_yet_comes_after_the_others(session: Session) -> None:
    load(session, "tongnan-2022")
    draft = project(year=2022, unit_code="312001", unit="改了名的")
    other = project(unit="丙")
    assert surroundings_for([draft, other], session.store) == {
        ref_of(draft): Surroundings(13, "重庆市潼南区人民政府办公室", "312001"),
        ref_of(other): Surroundings(1, "丙", ""),
    }


# Groups


def grouped(session: Session) -> list[UnitGroup]:
    return group_by_unit(session.store.listing(), session.store.units())


def test_forms_are_grouped_by_unit(session: Session) -> None:
    for path in CASES:
        load_document(session, json.loads(path.read_text(encoding="utf-8")))
    groups = grouped(session)
    assert [(group.code, group.name, len(group.lines)) for group in groups] == [
        ("103001", "重庆市綦江区人民政府办公室（本级）", 2),
        ("103002", "重庆市綦江区电子政务中心", 6),
        ("302001", "区委办(本级)", 7),
        ("312001", "政府办（本级）", 25),
    ]
    kinds = [line.ref.kind.value[0] for line in groups[3].lines]
    assert "".join(kinds) == "oo" + "p" * 17 + "s" * 6
    assert [line.year for line in groups[3].lines] == [2022, 2026, *[2022] * 12, *[2026] * 5, *[2024] * 6]


def test_forms_of_unknown_units_have_groups_of_their_own(session: Session) -> None:
    for form in (
        project(unit_code="9", unit="戊"),
        project(unit_code="9", unit="戊（改名）"),
        project(unit="丁"),
        project(),
        OverallTarget(unit="丁"),
        OverallTarget(unit="戊"),
        OverallTarget(unit="别处"),
        SelfEvaluation(department="某部门"),
    ):
        added(session, form)
    assert [(group.code, group.name, len(group.lines)) for group in grouped(session)] == [
        ("9", "戊", 3),
        ("", "丁", 2),
        ("", "别处", 1),
        ("", "某部门", 1),
        ("", NO_UNIT, 1),
    ]


def test_no_forms_are_no_groups() -> None:
    assert group_by_unit([], [Unit(code=new_id())]) == []


# Amounts that only layouts have


IN_WAN, IN_YUAN, WITHOUT = "ministry/project-2021", "shanxi/shanxi-2023", "chongqing/tongnan-2022"


def moved(session: Session, form: Form, layout: str) -> Form:
    session.apply(steps.edit_form(form, "换版式", layout=layout))
    return again(session, form)


def with_own_amounts(session: Session, **other: str) -> Form:
    form = ProjectTarget(layout=IN_WAN, year=2026, amount=Decimal(300000), other=other)
    session.apply(steps.new_form(form, 0))
    return again(session, form)


def test_the_layouts_count_as_the_tests_need_it(library: Library) -> None:
    units = [library.layout(layout).head.money_unit.value for layout in (IN_WAN, IN_YUAN, WITHOUT)]
    assert units == ["万元", "元", "万元"]


def test_amounts_of_a_layout_follow_a_form_to_another_unit_and_back(session: Session) -> None:
    other = {"财政拨款": "30.5", "其他资金": "1,234.50", "上年结转": "约三万", "年度目标二": "30.5", "空": ""}
    form = moved(session, with_own_amounts(session, **other), IN_YUAN)
    changed = {"财政拨款": "305000", "其他资金": "12345000.00"}
    assert form.other == other | changed
    assert form.layout == IN_YUAN
    form = moved(session, form, IN_WAN)
    assert form.other == other | {"其他资金": "1234.50"}
    assert getattr(form, "amount", None) == Decimal(300000)


def test_the_way_through_a_layout_without_the_amount_makes_no_difference(session: Session, library: Library) -> None:
    form = with_own_amounts(session, 财政拨款="30")
    for layout in (WITHOUT, IN_YUAN):
        form = moved(session, form, layout)
    assert form.other == {"财政拨款": "300000"}
    assert moved(session, form, WITHOUT).other == {"财政拨款": "30"}


def test_amounts_that_moved_are_taken_back_with_the_layout(session: Session, store: Store) -> None:
    form = with_own_amounts(session, 财政拨款="30.00")
    before = state(store)
    form = moved(session, form, IN_YUAN)
    after = state(store)
    assert form.other == {"财政拨款": "300000.00"}
    session.undo()
    assert state(store) == before
    session.redo()
    assert state(store) == after


def test_what_moves_no_form_changes_no_amount(session: Session) -> None:
    form = with_own_amounts(session, 财政拨款="30")
    session.apply(steps.edit_form(form, "改单位", unit="别的"))
    session.apply(steps.edit_form(form, "改年度", year=2027))
    assert again(session, form).other == {"财政拨款": "30"}


def test_amounts_are_the_same_there_and_back() -> None:
    dice = random.Random(7)  # noqa: S311
    for _ in range(3000):
        text = f"{dice.randrange(10 ** dice.randint(1, 9))}"
        if decimals := dice.randint(0, 4):
            text += "." + "".join(dice.choice("005") for _ in range(decimals))
        for old, new in ((MoneyUnit.TEN_THOUSAND_YUAN, MoneyUnit.YUAN), (MoneyUnit.YUAN, MoneyUnit.TEN_THOUSAND_YUAN)):
            there = in_unit(text, old, new)
            assert Decimal(there) * new.yuan == Decimal(text) * old.yuan
            assert in_unit(there, new, old) == text
