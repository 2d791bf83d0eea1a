"""The menu of a right click, of the Menu key and of Shift+F10, in both tables."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.gui.fund_table import FundTableView
from app.gui.indicator_table import IndicatorTable
from app.gui.row_table import RowTable
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from gui.hands import keys
from gui.table.hands import Key, Shift, names, row, select, where


@pytest.fixture(autouse=True)
def closed(qtbot: QtBot) -> Iterator[None]:
    """Leave no menu open."""
    yield
    while popup := QApplication.activePopupWidget():
        popup.close()


def right_click(qtbot: QtBot, widget: QWidget, point: QPoint) -> None:
    """Press the right button; the platform sends the wish for a menu after it."""
    qtbot.mousePress(widget, Qt.MouseButton.RightButton, pos=point)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, point, widget.mapToGlobal(point)))
    qtbot.mouseRelease(widget, Qt.MouseButton.RightButton, pos=point)


def on_cell(qtbot: QtBot, table: RowTable, number: int, field: str) -> None:
    index = table.rows.index(number, table.rows.column_of(field))
    right_click(qtbot, table.viewport(), table.visualRect(index).center())


def on_number(qtbot: QtBot, table: RowTable, number: int) -> None:
    header = table.verticalHeader()
    right_click(qtbot, header.viewport(), QPoint(5, header.sectionViewportPosition(number) + 5))


def menu() -> QMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def offered() -> list[str]:
    return [action.objectName() for action in menu().actions() if not action.isSeparator()]


def carry_out(name: str) -> None:
    found = menu()
    action = next(one for one in found.actions() if one.objectName() == name)
    found.close()
    action.trigger()


def chosen_rows(table: RowTable) -> list[int]:
    return [index.row() for index in table.selectionModel().selectedRows()]


def test_a_right_click_goes_to_the_cell_and_offers_what_the_window_can_do(
    qtbot: QtBot, table: IndicatorTable, window: MainWindow
) -> None:
    on_cell(qtbot, table, 2, "value")
    assert where(table) == (2, "value")
    wanted = {"cut_cells", "copy_cells", "paste_cells", "fill_down", "fill_selection", "add_row", "add_row_above"}
    assert wanted | {"duplicate_rows", "remove_rows", "move_up", "move_down", "sort_rows"} == set(offered())
    shown = {action.objectName(): action for action in menu().actions()}
    assert shown["fill_down"] is window.actions_by_name["fill_down"]
    assert all(action.isShortcutVisibleInContextMenu() for name, action in shown.items() if name)
    carry_out("remove_rows")
    assert table.indicators.count == 7


def test_inside_a_range_the_range_stays(qtbot: QtBot, table: IndicatorTable) -> None:
    select(table, (0, "value"), (2, "value"))
    on_cell(qtbot, table, 1, "value")
    assert (where(table), len(table.selectedIndexes())) == ((0, "value"), 3)
    carry_out("fill_down")
    assert {row(table, number).value for number in range(3)} == {row(table, 0).value}


def test_on_a_row_number_the_row_is_selected(qtbot: QtBot, table: IndicatorTable) -> None:
    on_number(qtbot, table, 3)
    assert chosen_rows(table) == [3]
    menu().close()
    table.select_rows([1, 2])
    on_number(qtbot, table, 2)
    assert chosen_rows(table) == [1, 2]
    before = names(table)
    carry_out("move_up")
    assert names(table) == [*before[1:3], before[0], *before[3:]]


def test_what_needs_a_row_is_grey_where_the_window_has_it_grey(
    qtbot: QtBot, table: IndicatorTable, window: MainWindow
) -> None:
    on_cell(qtbot, table, 0, "level3")
    window.actions_by_name["move_up"].setEnabled(False)
    grey = [action.objectName() for action in menu().actions() if not action.isEnabled() and not action.isSeparator()]
    assert grey == ["move_up"]


@pytest.mark.parametrize(
    ("key", "modifier"), [(Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Key.Key_F10, Shift)], ids=["menu", "f10"]
)
def test_the_keys_open_it_below_the_current_cell(
    table: IndicatorTable, press: Callable, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    table.go_to(1, "value")
    press(key, modifier=modifier)
    assert "remove_rows" in offered()
    cell = table.visualRect(table.currentIndex())
    assert menu().pos().y() == pytest.approx(table.viewport().mapToGlobal(cell.bottomLeft()).y(), abs=3)
    menu().close()
    assert (where(table), table.hasFocus()) == ((1, "value"), True)


def test_the_platforms_wish_by_key_leaves_the_selection(table: IndicatorTable) -> None:
    select(table, (0, "value"), (2, "value"))
    point = QPoint(3, 3)
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(table, QContextMenuEvent(reason, point, table.mapToGlobal(point)))
    assert (where(table), len(table.selectedIndexes())) == ((0, "value"), 3)
    assert "fill_down" in offered()


def test_a_cell_that_is_edited_keeps_its_own_menu(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "value")
    keys(qtbot, table, "4")
    editor = table.cells.editor
    right_click(qtbot, editor, QPoint(3, 3))
    assert "add_row" not in offered()
    assert table.cells.editor is editor
    menu().close()
    press(Key.Key_Escape)


def test_a_right_click_elsewhere_stores_what_is_typed(qtbot: QtBot, table: IndicatorTable) -> None:
    table.go_to(0, "value")
    keys(qtbot, table, "42")
    on_cell(qtbot, table, 2, "level3")
    assert (row(table, 0).value, where(table)) == ("42", (2, "level3"))
    carry_out("copy_cells")
    assert QGuiApplication.clipboard().text().strip() == row(table, 2).level3


def test_funds_have_one_of_their_own(qtbot: QtBot, funds: FundTableView, place: Workplace) -> None:
    place.form_view.table.setFocus()
    count, indicators = funds.rows.count, place.form_view.table.rows.count
    on_number(qtbot, funds, 1)
    assert chosen_rows(funds) == [1]
    assert "sort_rows" not in offered()
    carry_out("duplicate_rows")
    assert (funds.rows.count, place.form_view.table.rows.count) == (count + 1, indicators)
    on_cell(qtbot, funds, 0, "executed")
    assert (funds.current_row(), funds.currentIndex().column()) == (0, funds.rows.column_of("executed"))
    assert "paste_cells" in offered()
