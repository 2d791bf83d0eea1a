"""资金情况 has the keys of the indicators: they are of one make."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.fund_table import FundTableView
from app.gui.window import MainWindow
from app.model.records import FundRow, ref_of
from gui.hands import keys
from gui.table.hands import Control, Key, composed


@pytest.fixture
def table(funds: FundTableView) -> FundTableView:
    return funds


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
