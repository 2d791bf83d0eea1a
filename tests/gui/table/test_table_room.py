"""How the room of a form is divided: what opens below takes the table's, and a small screen folds the head away."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.editing.session import Session
from app.editing.steps import edit_indicators
from app.gui.indicator_table import IndicatorTable
from app.gui.settings import Settings
from app.gui.theme import Look, apply_theme
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.records import ref_of
from gui.hands import SMALL, field, open_window, wait_for_checks


def top_of(table: IndicatorTable) -> int:
    QApplication.processEvents()
    return table.mapTo(table.window(), QPoint(0, 0)).y()


@pytest.mark.parametrize("height", [760, 660])
def test_the_table_stays_where_it_is_when_the_problems_open_and_grow(
    qtbot: QtBot, table: IndicatorTable, place: Workplace, window: MainWindow, height: int
) -> None:
    window.resize(1280, height)
    place.form_view.begin_folded(folded=False)
    table.desk.do(edit_indicators(table.desk.form, "改", {0: {"level1": "别的"}}))
    QApplication.processEvents()
    place.problems.hide()
    QApplication.processEvents()
    place.form_view.fit_head()
    before, high = top_of(table), place.form_view.head.height()
    place.problems.show()
    place._fold_problems()
    assert top_of(table) == before
    table.desk.do(edit_indicators(table.desk.form, "改", {n: {"level1": "别的", "unit": ""} for n in range(4)}))
    assert (top_of(table), place.form_view.head.height()) == (before, high)


def test_an_error_and_reminders_are_seen_without_scrolling(table: IndicatorTable, place: Workplace) -> None:
    desk = table.desk
    desk.do(edit_indicators(desk.form, "改", {0: {"weight": desk.form.indicators[0].weight + 5}}))
    QApplication.processEvents()
    entries = place.problems.model.entries()
    assert [entry.issue.severity.value for entry in entries] == ["error", "warning", "warning"]
    assert place.problems.list.verticalScrollBar().maximum() == 0


def test_a_height_that_nobody_set_is_not_kept(window: MainWindow) -> None:
    window.settings.problems_height = 130
    assert window.settings.problems_height == 0
    window.settings.problems_height = 200
    assert window.settings.problems_height == 200


@pytest.fixture
def large_letters(qapp: QApplication) -> Iterator[None]:
    """Letters of 150 %."""
    apply_theme(qapp, Look(percent=150))
    yield
    apply_theme(qapp, Look())


@pytest.fixture
def small(qtbot: QtBot, tmp_path, sample: Session, large_letters: None) -> Workplace:
    window = open_window(qtbot, tmp_path, SMALL)
    made = window.attach(sample)
    wait_for_checks(qtbot, made)
    made.desk.open_form(made.navigator.refs()[2])
    QApplication.processEvents()
    return made


def test_the_head_folds_where_hardly_a_row_is_seen(small: Workplace) -> None:
    view = small.form_view
    assert view.head_folded
    assert view.table.viewport().height() >= 3 * view.table.verticalHeader().defaultSectionSize()


def test_the_head_comes_back_where_there_is_room(small: Workplace) -> None:
    view = small.form_view
    small.main.resize(1400, 1100)
    QApplication.processEvents()
    assert not view.head_folded
    assert view.head.height() > 100
    assert view.table.viewport().height() > 4 * view.table.verticalHeader().defaultSectionSize()


def test_what_the_clerk_chose_is_kept(small: Workplace, tmp_path) -> None:
    view = small.form_view
    view.fold_button.click()
    assert not view.head_folded
    small.next_form()
    QApplication.processEvents()
    assert not view.head_folded
    view.fold_button.click()
    small.next_form()
    QApplication.processEvents()
    assert view.head_folded
    small.main.close()
    assert Settings(tmp_path / "window.ini").head_folded


def test_a_head_that_folded_by_itself_is_no_choice(small: Workplace, tmp_path) -> None:
    small.main.close()
    assert not Settings(tmp_path / "window.ini").head_folded


def test_a_head_in_use_is_not_folded(qtbot: QtBot, small: Workplace) -> None:
    small.main.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is small.main)
    small.form_view.go_to_field("amount", None)
    small.main.resize(SMALL[0], SMALL[1] - 10)
    QApplication.processEvents()
    assert field(small, "资金总额").hasFocus()
    assert not small.form_view.head_folded


def test_there_is_room_in_a_usual_window(table: IndicatorTable, place: Workplace) -> None:
    ref = ref_of(place.desk.form)
    place.next_form()
    QApplication.processEvents()
    assert not place.form_view.head_folded
    assert ref_of(place.desk.form) != ref
