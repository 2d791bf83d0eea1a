"""Ways through the indicator table: where Enter and Tab lead, where moved rows land, what stays in sight."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.editing.steps import edit_indicators
from app.gui.cell_editors import TextCell
from app.gui.indicator_table import IndicatorTable
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from gui.hands import keys
from gui.table.hands import Alt, Key, composed, names, row, where

NO_KEYS = Qt.KeyboardModifier.NoModifier
_LONG = "反映全年召开政府常务会议的次数和议定事项落实的情况。" * 76


def tab_to(table: IndicatorTable, press: Callable, field: str) -> None:
    """Go to a column on the right by Tab, and by nothing else."""
    fields = [column.field for column in table.indicators.columns]
    at = table.currentIndex().column()
    press(*[Key.Key_Tab] * (fields.index(field) - at))
    assert where(table)[1] == field


# Enter after Tabs


def test_enter_goes_back_to_where_tab_began_also_after_typing(
    qtbot: QtBot, table: IndicatorTable, press: Callable
) -> None:
    table.go_to(0, "value")
    keys(qtbot, table, "42")
    press(Key.Key_Tab)
    keys(qtbot, table, "x")
    press(Key.Key_Tab)
    keys(qtbot, table, "5")
    press(Key.Key_Return)
    assert (row(table, 0).value, where(table)) == ("42", (1, "value"))


def test_it_does_so_in_the_row_that_is_made_meanwhile(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    count = table.indicators.count
    table.go_to(count, "level3")
    composed(commit="群众满意")
    tab_to(table, press, "value")
    keys(qtbot, table, "95")
    press(Key.Key_Return)
    assert (row(table, count).value, where(table)) == ("95", (count + 1, "level3"))
    composed(commit="来访满意")
    press(Key.Key_Tab)
    press(Key.Key_Return)
    assert where(table) == (count + 2, "level3")


def test_arrows_and_the_mouse_begin_anew(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    fields = [column.field for column in table.indicators.columns]
    table.go_to(0, "level3")
    tab_to(table, press, "value")
    keys(qtbot, table, "7")
    press(Key.Key_Down)
    assert where(table) == (1, "value")
    press(Key.Key_Tab)
    press(Key.Key_Left)
    press(Key.Key_Return)
    assert where(table) == (2, "value")
    keys(qtbot, table, "8")
    press(Key.Key_Right, Key.Key_Return)
    assert where(table) == (3, fields[fields.index("value") + 1])
    press(Key.Key_Tab)
    cell = table.visualRect(table.indicators.index(0, table.indicators.column_of("value")))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    press(Key.Key_Return)
    assert where(table) == (1, "value")


# Tab out of the table


def test_tab_leads_from_the_table_to_the_weights_and_the_problems(
    table: IndicatorTable, place: Workplace, press: Callable
) -> None:
    share = place.form_view.meter.share_button
    assert not share.isVisible()
    table.go_to(table.indicators.count, table.indicators.columns[-1].field)
    press(Key.Key_Tab)
    assert QApplication.focusWidget() is place.problems.list
    press(Key.Key_Backtab)
    assert QApplication.focusWidget() is table
    table.desk.do(edit_indicators(table.desk.form, "改", {0: {"weight": None}}))
    assert share.isVisible()
    press(Key.Key_Tab)
    assert QApplication.focusWidget() is share
    press(Key.Key_Tab)
    assert QApplication.focusWidget() is place.problems.list


# Rows that are moved


def drag(qtbot: QtBot, table: IndicatorTable, number: int, to: int) -> None:
    """Drag a row by its number to a height in the header, and do not let go yet."""
    header = table.verticalHeader()
    port, left = header.viewport(), Qt.MouseButton.LeftButton
    start = QPoint(5, header.sectionViewportPosition(number) + header.sectionSize(number) // 2)
    if number not in {index.row() for index in table.selectionModel().selectedRows()}:
        qtbot.mouseClick(port, left, pos=start)
    qtbot.mousePress(port, left, pos=start)
    for y in ((start.y() + to) // 2, to):
        qtbot.mouseMove(port, QPoint(5, y))


def let_go(qtbot: QtBot, table: IndicatorTable, at: int) -> None:
    qtbot.mouseRelease(table.verticalHeader().viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, at))


def line_at(table: IndicatorTable) -> int:
    """Return the height of the line that tells the place, in the header."""
    line = table.verticalHeader()._line
    assert line.isVisible()
    assert line.width() > table.viewport().width()
    return table.verticalHeader().viewport().mapFrom(table, line.geometry().topLeft()).y()


def top(table: IndicatorTable, number: int) -> int:
    return table.verticalHeader().sectionViewportPosition(number)


@pytest.fixture
def said(place: Workplace) -> list[str]:
    words: list[str] = []
    place.desk.told.connect(words.append)
    return words


def test_a_row_that_is_moved_by_keys_says_where_it_is(
    table: IndicatorTable, press: Callable, said: list[str], window: MainWindow
) -> None:
    table.go_to(0, "level3")
    press(Key.Key_Down, modifier=Alt)
    assert said == ["已移到第 2 行。按 Ctrl+Z 可以撤销。"]
    assert window.statusBar().currentMessage() == said[0]
    table.select_rows([1, 2])
    press(Key.Key_Up, modifier=Alt)
    assert said[1:] == ["已移到第 1–2 行。按 Ctrl+Z 可以撤销。"]
    press(Key.Key_Up, modifier=Alt)
    assert len(said) == 2


def test_a_row_that_is_dragged_lands_where_the_line_is(qtbot: QtBot, table: IndicatorTable, said: list[str]) -> None:
    before = names(table)
    aim = top(table, 3) + 3
    drag(qtbot, table, 0, aim)
    assert line_at(table) == top(table, 3) - 1
    assert names(table) == before
    let_go(qtbot, table, aim)
    assert names(table) == [*before[1:3], before[0], *before[3:]]
    assert said == ["已移到第 3 行。按 Ctrl+Z 可以撤销。"]
    assert not table.verticalHeader()._line.isVisible()


@pytest.mark.parametrize("aim", [-8, 0, 4])
def test_a_row_that_is_dragged_above_the_first_is_the_first(qtbot: QtBot, table: IndicatorTable, aim: int) -> None:
    before = names(table)
    drag(qtbot, table, 2, aim)
    assert line_at(table) == 0
    let_go(qtbot, table, aim)
    assert names(table) == [before[2], *before[:2], *before[3:]]


def test_rows_are_dragged_together_and_not_below_the_empty_one(
    qtbot: QtBot, table: IndicatorTable, window: MainWindow, said: list[str]
) -> None:
    window.resize(1400, 1300)
    QApplication.processEvents()
    before, count = names(table), table.indicators.count
    table.select_rows([0, 1])
    aim = table.verticalHeader().viewport().height() - 2
    drag(qtbot, table, 0, aim)
    assert line_at(table) == top(table, count) - 1
    let_go(qtbot, table, aim)
    assert names(table) == [*before[2:], *before[:2]]
    assert said == [f"已移到第 {count - 1}–{count} 行。按 Ctrl+Z 可以撤销。"]


def test_what_is_dragged_out_of_sight_scrolls_there(qtbot: QtBot, table: IndicatorTable, window: MainWindow) -> None:
    window.resize(1090, 610)
    QApplication.processEvents()
    table.scrollToTop()
    bottom = table.verticalHeader().viewport().height()
    assert table.verticalScrollBar().maximum() > 0
    drag(qtbot, table, 0, bottom + 500)
    assert table.verticalScrollBar().value() == table.verticalScrollBar().maximum()
    before = names(table)
    let_go(qtbot, table, bottom + 500)
    assert names(table) == [*before[1:], before[0]]


def undo_a_row(table: IndicatorTable, _: Callable) -> None:
    table.desk.undo()


def press_escape(_: IndicatorTable, press: Callable) -> None:
    press(Key.Key_Escape)


def open_another_form(table: IndicatorTable, _: Callable) -> None:
    place = table.window().workplace
    place.desk.open_form(place.navigator.refs()[4])


@pytest.mark.parametrize("act", [undo_a_row, press_escape, open_another_form])
def test_what_is_dragged_is_let_go_where_the_rows_become_others(
    qtbot: QtBot, table: IndicatorTable, press: Callable, act: Callable
) -> None:
    table.add_row()
    press(Key.Key_Escape)
    count = table.indicators.count
    drag(qtbot, table, count - 1, top(table, 0))
    act(table, press)
    assert not table.verticalHeader()._line.isVisible()
    before, mark = names(table), table.desk.session.mark
    let_go(qtbot, table, top(table, 0))
    assert (names(table), table.desk.session.mark) == (before, mark)


def test_a_drag_of_whose_end_nobody_told_moves_nothing_later(qtbot: QtBot, table: IndicatorTable) -> None:
    before = names(table)
    drag(qtbot, table, 1, top(table, 0))
    port = table.verticalHeader().viewport()
    at = QPointF(5, top(table, 3))
    no = Qt.MouseButton.NoButton
    QApplication.sendEvent(port, QMouseEvent(QEvent.Type.MouseMove, at, port.mapToGlobal(at), no, no, NO_KEYS))
    assert not table.verticalHeader()._line.isVisible()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(5, top(table, 1) + 4))
    assert names(table) == before


def test_a_click_without_dragging_selects_the_row_alone(qtbot: QtBot, table: IndicatorTable, said: list[str]) -> None:
    table.select_rows([0, 1, 2])
    port = table.verticalHeader().viewport()
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(5, top(table, 1) + 5))
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    assert said == []


# A long text


@pytest.mark.parametrize("begins", ["key", "mouse"])
def test_one_sees_where_one_types_in_a_long_text(
    qtbot: QtBot, table: IndicatorTable, press: Callable, begins: str
) -> None:
    table.desk.do(edit_indicators(table.desk.form, "改", {2: {"level3": _LONG}}))
    table.go_to(2, "level3")
    if begins == "key":
        press(Key.Key_F2)
    else:
        point = table.visualRect(table.currentIndex()).topLeft() + QPoint(20, 10)
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    QApplication.processEvents()
    assert_seen(table)
    composed(commit="并说明")
    QApplication.processEvents()
    assert_seen(table)
    press(Key.Key_Return)
    assert row(table, 2).level3 == _LONG + "并说明"


def assert_seen(table: IndicatorTable) -> None:
    """Assert that the caret stands at the end and is in sight."""
    editor = table.cells.editor
    assert isinstance(editor, TextCell)
    assert editor.textCursor().atEnd()
    caret = editor.cursorRect().translated(editor.viewport().mapTo(table.viewport(), QPoint(0, 0)))
    assert table.viewport().rect().contains(caret)
    assert editor.viewport().rect().intersects(editor.cursorRect())
