"""What goes into the store comes out: forms, lists, records of every kind."""

from pathlib import Path

from cases import case, document_at

from app.definitions.library import Library
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.steps import delete_form, load_forms, new_form
from app.model.exchange import write_document
from app.model.records import Indicator, ProjectTarget, ref_of
from app.model.refs import FormKind, FormRef
from app.store.listing import NO_YEAR
from app.store.reading import line_of
from app.store.store import Store
from app.store.tables import record_tables
from store.filling import fill, filled, put

# What goes in comes out


def test_every_case_comes_back_to_the_letter(case_path: Path, path: Path, library: Library) -> None:
    document = document_at(case_path)
    with Store.open(path) as store:
        load_document(Session(store, library), document)
    with Store.open(path) as store:
        forms = store.forms()
    assert write_document(forms) == document


def test_forms_are_usable_after_the_store_is_closed(path: Path, library: Library) -> None:
    with Store.open(filled(path, library)) as store:
        forms = store.forms()
        one = store.form(ref_of(forms[0]))
    assert [len(form.indicators) for form in forms] == [len(form.indicators) for form in case("tongnan-2022")]
    assert one is not None
    assert [row.level3 for row in one.indicators] == [row.level3 for row in forms[0].indicators]


def test_listing_is_of_columns_and_in_the_order_of_forms(store: Store, library: Library) -> None:
    for name in ("tongnan-2026", "tongnan-2022", "tongnan-2024"):
        fill(store, library, name)
    assert store.listing() == [line_of(form) for form in store.forms()]
    assert store.listing(2026) == [line_of(form) for form in store.forms(2026)]
    assert [line.year for line in store.listing()] == [*[2022] * 12, *[2026] * 5, 2022, 2026, *[2024] * 6]
    assert store.years() == [2026, 2024, 2022]


def test_forms_without_a_year_come_last(store: Store, library: Library) -> None:
    session = Session(store, library)
    for position, year in enumerate((None, 2025, None, 2024)):
        session.apply(new_form(ProjectTarget(year=year, project_code=f"编码{position}"), position))
    assert [(line.year, line.name) for line in store.listing()] == [
        (2024, "编码3"),
        (2025, "编码1"),
        (None, "编码0"),
        (None, "编码2"),
    ]
    assert store.years() == [2025, 2024, NO_YEAR]
    assert {line.year for line in store.listing(NO_YEAR)} == {None}
    assert store.next_position(FormKind.PROJECT, None) == 3
    assert store.next_position(FormKind.PROJECT, 2024) == 4
    assert store.next_position(FormKind.PROJECT, 2023) == 0


def test_a_form_that_is_not_there_is_none(store: Store) -> None:
    assert store.form(FormRef(FormKind.OVERALL, "nowhere")) is None


def test_two_thousand_forms_are_loaded_at_once(store: Store, library: Library) -> None:
    forms = [
        ProjectTarget(
            year=2026, project_name=f"项目{n}", unit_code=f"{n % 40:06}", indicators=[Indicator(level3="数量")]
        )
        for n in range(2000)
    ]
    Session(store, library).apply(load_forms(forms, {(FormKind.PROJECT, 2026): 0}, []))
    statements: list[str] = []
    with store._file() as file:
        file.set_trace_callback(statements.append)
    assert [line.name for line in store.listing(2026)] == [f"项目{n}" for n in range(2000)]
    selects = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(selects) == len(FormKind)
    assert not any("goal" in statement or "indicator" in statement for statement in selects)


def test_the_directory_of_units_and_a_deleted_form_leave_no_orphans(store: Store, library: Library) -> None:
    fill(store, library, "tongnan-2024")
    session = Session(store, library)
    for form in store.forms():
        session.apply(delete_form(form))
    with store.transaction() as connection:
        for table in record_tables():
            assert connection.execute(table.select()).all() == []


def test_forms_may_share_their_code(store: Store, library: Library) -> None:
    twins = [ProjectTarget(project_code="5001", project_name=name) for name in ("甲", "乙")]
    put(store, *twins)
    assert {line.name for line in store.listing()} == {"甲", "乙"}
