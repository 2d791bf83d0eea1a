"""The list of the year that stands on the screen before the store is open: the same list, and never in the way."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cases import CASES, SAMPLE, document_at
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.definitions.library import library
from app.editing.loading import load_document
from app.editing.session import Session
from app.gui.first_look import FirstLook
from app.gui.main import Opening
from app.gui.navigator import Navigator
from app.gui.window import MainWindow
from app.model.records import FORM_CLASSES
from app.store.glance import glance_at
from app.store.listing import NO_YEAR, TABLES
from app.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed store with forms of three years and one without a year."""
    path = tmp_path / "甲.jiheng"
    with Store.open(path) as store:
        session = Session(store, library())
        for case in CASES:
            load_document(session, document_at(case))
        draft = document_at(SAMPLE)["projects"][0] | {"year": ""}
        load_document(
            session, {"format": "jiheng", "version": 1, "projects": [draft], "overalls": [], "self_evaluations": []}
        )
    return path


def listed(navigator: Navigator) -> list[tuple[str, list[str]]]:
    """Return what the list shows, as Qt is told it."""
    model = navigator.model
    tops = [model.index(n, 0) for n in range(model.rowCount())]
    return [(str(top.data()), [str(model.index(n, 0, top).data()) for n in range(model.rowCount(top))]) for top in tops]


def test_the_tables_are_those_of_the_records() -> None:
    assert {kind: str(form.__tablename__) for kind, form in FORM_CLASSES.items()} == TABLES


@pytest.mark.parametrize("year", [2022, 2024, 2026, NO_YEAR])
def test_the_first_list_is_the_one_that_the_open_store_shows(
    qtbot: QtBot, window: MainWindow, path: Path, year: int
) -> None:
    window.settings.year = year
    opening = Opening(window)
    opening.begin(path)
    look = window.centralWidget()
    assert isinstance(look, FirstLook)
    first, years = listed(look.navigator), look.navigator.years
    shown = [years.itemText(n) for n in range(years.count())], years.currentText()
    assert sum(len(forms) for _, forms in first) > 0
    qtbot.waitUntil(lambda: window.workplace is not None)
    assert window.workplace is not None
    then = window.workplace.navigator
    assert listed(then) == first
    assert ([then.years.itemText(n) for n in range(then.years.count())], then.years.currentText()) == shown
    window.close()
    opening.close()


def test_the_form_that_was_open_last_is_marked_at_once(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    glance = glance_at(path, 2022)
    assert glance is not None
    wanted = glance.lines[3]
    window.settings.form = wanted.ref.id
    window.show_list(glance, lambda: None)
    look = window.centralWidget()
    assert isinstance(look, FirstLook)
    assert look.navigator.tree.currentIndex().data() == wanted.name


def test_looking_writes_nothing_and_takes_no_lock(path: Path) -> None:
    before = path.read_bytes(), sorted(path.parent.iterdir())
    assert glance_at(path, None) is not None
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before


def test_a_store_that_another_window_has_open_can_be_looked_at(path: Path) -> None:
    with Store.open(path):
        assert glance_at(path, None) is not None


def changed(path: Path, pragma: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA journal_mode = DELETE")


def test_nothing_is_shown_of_what_is_no_store_of_now(path: Path, tmp_path: Path) -> None:
    assert glance_at(tmp_path / "没有.jiheng", None) is None
    assert glance_at(tmp_path, None) is None
    other = tmp_path / "别的.jiheng"
    for content in (b"", b"PK\x03\x04", path.read_bytes()[:5000]):
        other.write_bytes(content)
        assert glance_at(other, None) is None
    for pragma in ("application_id = 7", "user_version = 1", "user_version = 999"):
        other.write_bytes(path.read_bytes())
        changed(other, pragma)
        assert glance_at(other, None) is None


def test_a_store_that_is_being_written_is_left_alone(path: Path) -> None:
    changed(path, "journal_mode = DELETE")
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        holder.execute("DELETE FROM indicator")
        assert path.with_name(f"{path.name}-journal").exists()
        assert glance_at(path, None) is None
        holder.execute("ROLLBACK")
    assert glance_at(path, None) is not None


def test_a_store_that_cannot_be_opened_is_refused_after_its_list_was_shown(
    qtbot: QtBot, window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda *words: told.append(words[2]))
    with Store.open(path):
        opening = Opening(window)
        opening.begin(path)
        qtbot.waitUntil(lambda: bool(told))
    assert "正被另一个绩衡使用" in told[0]
    assert opening.code == 2
    assert not window.isVisible()


def test_a_store_named_from_where_the_program_was_started_is_seen_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    assert glance_at(Path(path.name), None) == glance_at(path, None)


@pytest.mark.parametrize(("column", "value"), [("year", "今年"), ("amount", "很多")])
def test_a_store_with_strange_values_does_not_keep_the_program_from_opening_it(
    path: Path, column: str, value: str
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE projecttarget SET {column} = ?", (value,))
        connection.commit()
    assert glance_at(path, None) is None
