"""Documents are loaded as one step, whole or not at all, and units are learned from them."""

from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

import pytest
from cases import case

from app.base.errors import DefinitionError, ExchangeError
from app.definitions.library import Library
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.unit_changes import unit_changes
from app.model.changes import Insert, Update
from app.model.exchange import write_document
from app.model.records import (
    FundRow,
    Indicator,
    OverallTarget,
    Record,
    Unit,
    column_values,
    made,
)
from app.store.store import Store
from editing.drafts import project_of
from editing.kept import load, state

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
    load_document(session, write_document([project_of("甲", year=2026)]))
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
    ours, others = project_of(unit_code="1", unit="甲"), project_of(unit_code="2", unit="乙")
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
    assert unit_changes([project_of(unit="甲"), project_of(unit="甲全称"), project_of()], [known]) == []
    assert len(unit_changes([project_of(unit="乙"), project_of(unit="乙")], [known])) == 1
