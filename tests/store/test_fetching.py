"""Forms read by SQLite itself: what the ORM would read, and what is still the same read but once."""

import pytest
from cases import CASES, read_case
from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from app.definitions.library import Library
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.states import set_state
from app.editing.steps import edit_indicator, order_indicators, remove_indicators
from app.editing.waivers import waive
from app.model.exchange import write_document
from app.model.records import FORM_CLASSES, Form, StateEntry, Unit, Waiver, children_of, column_values, ref_of
from app.model.refs import FormRef
from app.model.states import FormState
from app.rules.checking import check_form
from app.store.fetching import Kept
from app.store.store import Store


@pytest.fixture
def session(store: Store, library: Library) -> Session:
    """A session with all published forms."""
    made = Session(store, library)
    for path in CASES:
        load_document(made, write_document(read_case(path)))
    return made


def told(record: Form | StateEntry | Waiver | Unit) -> list[tuple[str, type, object]]:
    """Return a record's columns with their types."""
    return [(name, type(value), value) for name, value in column_values(record).items()]


def told_wholly(form: Form) -> list[object]:
    return [told(form), [told(row) for row in children_of(form)]]


def test_what_is_read_is_what_the_orm_reads(session: Session, store: Store) -> None:
    form = store.forms()[0]
    session.apply(set_state(store, [ref_of(form)], FormState.RETURNED, "缺少成本指标"))
    faulty = next(one for one in store.forms() if check_form(one, session.library))
    session.apply(waive(faulty, check_form(faulty, session.library)[:1], "已同意"))
    with Reading(store._opened()) as reading:
        forms = [one for table in FORM_CLASSES.values() for one in reading.scalars(select(table))]
        assert {one.id: told_wholly(one) for one in store.forms()} == {one.id: told_wholly(one) for one in forms}
        for table, read in ((Unit, store.units()), (StateEntry, store.states()), (Waiver, store.waivers())):
            assert sorted(map(told, read), key=str) == sorted(map(told, reading.scalars(select(table))), key=str)
            assert read


def test_a_year_has_its_own_rows_and_notes_alone(session: Session, store: Store) -> None:
    for year in (2022, 2024, 2026):
        forms = store.forms(year)
        assert forms
        assert all(told_wholly(form) == told_wholly(store.form(ref_of(form))) for form in forms)
    session.apply(set_state(store, [ref_of(store.forms(2022)[0]), ref_of(store.forms(2024)[0])], FormState.CHECKED))
    assert [entry.id for entry in store.states(2024)] == [store.forms(2024)[0].id]


def test_a_form_that_is_gone_is_none(store: Store, session: Session) -> None:
    assert store.form(ref_of(store.forms()[0])._replace(id="没有")) is None


# What is kept


def again(store: Store, ref: FormRef, kept: Kept) -> Form:
    """Read a form again and see that it is as one that was never kept."""
    form, fresh = store.form(ref, kept), store.form(ref)
    assert told_wholly(form) == told_wholly(fresh)
    return form


def test_rows_that_have_not_changed_are_the_same_and_others_are_not(session: Session, store: Store) -> None:
    ref, kept = ref_of(store.forms(2022)[1]), {}
    first = again(store, ref, kept)
    before = [told(row) for row in first.indicators]
    session.apply(edit_indicator(first, 2, level3="改过的"))
    second = again(store, ref, kept)
    both = zip(first.indicators, second.indicators, strict=True)
    assert [n for n, (one, other) in enumerate(both) if one is not other] == [2]
    session.undo()
    assert again(store, ref, kept).indicators[2].level3 == first.indicators[2].level3
    assert [told(row) for row in first.indicators] == before, "what was read stays as it was read"


def test_rows_that_move_and_go_and_come_back_are_read_right(session: Session, store: Store) -> None:
    ref, kept = ref_of(store.forms(2022)[1]), {}
    names = [row.level3 for row in again(store, ref, kept).indicators]
    rows = range(len(names))
    session.apply(order_indicators(again(store, ref, kept), [*rows[1:3], 0, *rows[3:]], "下移"))
    assert [row.level3 for row in again(store, ref, kept).indicators] != names
    session.apply(remove_indicators(again(store, ref, kept), [1, 2]))
    assert len(again(store, ref, kept).indicators) == len(names) - 2
    for _ in range(2):
        session.undo()
    assert [row.level3 for row in again(store, ref, kept).indicators] == names


@pytest.mark.parametrize(
    "text", ["“引号”\"'\\", "两\n行\t和\x00空\x1f", "\u2028\ufeff", "𠮷😀é", "{}", '["null"]', "null", "1e3"]
)
def test_every_character_is_read_again_as_it_was_written(session: Session, store: Store, text: str) -> None:
    ref, kept = ref_of(store.forms(2022)[1]), {}
    session.apply(edit_indicator(again(store, ref, kept), 0, level3=text, value=text, other={text: text}))
    assert again(store, ref, kept).indicators[0].level3 == text
    assert again(store, ref, {}).indicators[0].other == {text: text}
