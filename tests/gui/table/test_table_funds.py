"""资金情况 has the keys of the indicators: they are of one make."""

from collections.abc import Callable

import pytest
from cases import CASES, document_at
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.editing.loading import load_document
from app.gui.fund_table import FundTableView
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.records import FundRow, ref_of
from app.model.refs import FormKind
from gui.hands import keys
from gui.table.hands import Control, Key, composed


@pytest.fixture
def table(qtbot: QtBot, place: Workplace, window: MainWindow) -> FundTableView:
    window.resize(1400, 1000)
    load_document(place.desk.session, document_at(CASES[2]))
    place.desk.choose_year(2024)
    refs = [ref for ref in place.navigator.refs() if ref.kind is FormKind.SELF_EVALUATION]
    place.desk.open_form(refs[1])
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    place.form_view.funds.go_to(0, "item")
    return place.form_view.funds.table


def kept(table: FundTableView) -> list[FundRow]:
    """Return the rows as they would be there after a power cut."""
    return table.desk.session.store.form(ref_of(table.desk.form)).funds


def test_the_cursor_stays_in_a_row_of_funds_that_is_made(qtbot: QtBot, table: FundTableView, press: Callable) -> None:
    count, column = table.rows.count, table.rows.column_of("executed")
    table.go_to(count, "executed")
    keys(qtbot, table, "5")
    press(Key.Key_Tab)
    assert table.rows.count == count + 1
    assert QApplication.focusWidget() is table
    assert (table.current_row(), table.currentIndex().column()) == (count, column + 1)


def test_a_row_of_funds_is_stored_at_a_pause_and_gone_with_escape(
    qtbot: QtBot, table: FundTableView, press: Callable
) -> None:
    count, names = table.rows.count, table.desk.session.undo_names()
    table.cells._resting.setInterval(5)
    table.go_to(count, "item")
    composed(commit="上年结转")
    qtbot.waitUntil(lambda: not table.cells._resting.isActive())
    assert [row.item for row in kept(table)[count:]] == ["上年结转"]
    press(Key.Key_Escape)
    assert (len(kept(table)), table.desk.session.undo_names()) == (count, names)
    assert table.current_row() == count


def test_the_selection_of_funds_goes_along_with_ctrl_and_undo_shows_what_came_back(
    table: FundTableView, press: Callable, window: MainWindow
) -> None:
    press(Key.Key_Home, modifier=Control)
    first = kept(table)[0].item
    press(Key.Key_Delete)
    assert kept(table)[0].item == ""
    table.go_to(table.rows.count, "executed")
    window.actions_by_name["undo"].trigger()
    assert kept(table)[0].item == first
    assert (table.current_row(), table.currentIndex().column()) == (0, 0)
