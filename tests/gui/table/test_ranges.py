"""Many cells and whole rows: filled, cut, pasted, inserted, moved and put in order."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from app.editing.steps import Step, edit_indicators, order_indicators
from app.gui.indicator_table import IndicatorTable
from app.gui.pasting import Choice
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.changes import insert
from app.model.records import Indicator, Unit, ref_of
from gui.hands import copied, keys
from gui.table.hands import Control, Key, names, row, select, where

# Ranges


def test_fill_down_takes_the_uppermost_or_the_cell_above(table: IndicatorTable, window: MainWindow) -> None:
    select(table, (0, "value"), (2, "value"))
    window.actions_by_name["fill_down"].trigger()
    first = row(table, 0)
    assert {row(table, n).value for n in range(3)} == {first.value}
    assert table.desk.session.undo_name == "向下填充 2 格"
    table.go_to(3, "level3")
    window.actions_by_name["fill_down"].trigger()
    assert row(table, 3).level3 == row(table, 2).level3


def test_ctrl_enter_puts_what_is_typed_into_all_selected_cells(
    qtbot: QtBot, table: IndicatorTable, press: Callable
) -> None:
    select(table, (0, "weight"), (3, "weight"))
    keys(qtbot, table, "5")
    press(Key.Key_Return, modifier=Control)
    assert [row(table, n).weight for n in range(4)] == [Decimal(5)] * 4
    assert table.desk.session.undo_name == "填入 4 格"
    table.desk.undo()
    select(table, (0, "unit"), (2, "unit"))
    press(Key.Key_Return, modifier=Control)
    assert {row(table, n).unit for n in range(3)} == {row(table, 0).unit}


def test_cut_copies_and_empties(table: IndicatorTable, press: Callable) -> None:
    text = row(table, 0).level3
    press(Key.Key_X, modifier=Control)
    assert QGuiApplication.clipboard().text().strip() == text
    assert row(table, 0).level3 == ""
    assert table.desk.session.undo_name == "剪切 1 格"
    press(Key.Key_V, modifier=Control)
    assert row(table, 0).level3 == text


def test_copied_rows_are_pasted_as_they_were(table: IndicatorTable, press: Callable) -> None:
    count = table.indicators.count
    columns = [one.field for one in table.indicators.columns]
    select(table, (0, columns[0]), (1, columns[-1]))
    press(Key.Key_C, modifier=Control)
    table.go_to(count, columns[0])
    press(Key.Key_V, modifier=Control)
    names = [name for name in columns if hasattr(Indicator, name)]
    for offset in range(2):
        assert [getattr(row(table, offset), n) for n in names] == [
            getattr(row(table, count + offset), n) for n in names
        ]
    assert table.desk.session.undo_name == f"粘贴 {2 * len(columns)} 格"
    table.desk.undo()
    assert table.indicators.count == count


def test_pasting_over_something_asks_with_old_and_new(
    qtbot: QtBot, table: IndicatorTable, press: Callable, answer: Callable[..., None]
) -> None:
    before = row(table, 0).level3, row(table, 1).level3
    copied("甲\r\n乙\r\n")
    seen: list[str] = []
    answer(Choice.CANCEL, seen)
    press(Key.Key_V, modifier=Control)
    assert "粘贴 2 格，会换掉 2 格原来的内容" in seen[0]
    assert seen[1:] == [f"1|三级指标|{before[0]}|甲", f"2|三级指标|{before[1]}|乙"]
    assert (row(table, 0).level3, row(table, 1).level3) == before
    table.window().activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is table.window())
    answer(Choice.OVERWRITE)
    press(Key.Key_V, modifier=Control)
    assert (row(table, 0).level3, row(table, 1).level3) == ("甲", "乙")
    table.desk.undo()
    assert (row(table, 0).level3, row(table, 1).level3) == before


def test_pasting_can_leave_alone_what_is_there(
    table: IndicatorTable, press: Callable, answer: Callable[..., None]
) -> None:
    before = row(table, 0).level3
    table.desk.do(edit_indicators(table.desk.form, "清空", {1: {"level3": ""}}))
    copied("甲\r\n乙\r\n")
    answer(Choice.KEEP)
    press(Key.Key_V, modifier=Control)
    assert (row(table, 0).level3, row(table, 1).level3) == (before, "乙")


def selected(table: IndicatorTable) -> set[tuple[int, str]]:
    return {(one.row(), table.indicators.columns[one.column()].field) for one in table.selectedIndexes()}


def test_what_was_pasted_is_selected_with_its_first_cell_current(
    table: IndicatorTable, press: Callable, answer: Callable[..., None]
) -> None:
    table.go_to(1, "level3")
    copied("甲\t30\r\n乙\t40\r\n")
    answer(Choice.OVERWRITE)
    press(Key.Key_V, modifier=Control)
    assert selected(table) == {(n, name) for n in (1, 2) for name in ("level3", "value")}
    assert where(table) == (1, "level3")


def test_what_is_pasted_next_goes_where_the_last_paste_went_and_nowhere_else(
    table: IndicatorTable, press: Callable, answer: Callable[..., None]
) -> None:
    answer(Choice.OVERWRITE)
    table.go_to(1, "value")
    for text in ("≥95%", "≥90%"):
        copied(text)
        press(Key.Key_V, modifier=Control)
        assert selected(table) == {(1, "value")}
    one = row(table, 1)
    assert (one.operator.value, one.value, one.unit) == ("≥", "90", "%")
    copied("三级指标\t分值\r\n甲\t5\r\n")
    press(Key.Key_V, modifier=Control)
    assert len(selected(table)) == 1, "columns apart from each other are no range"
    copied("丙")
    press(Key.Key_V, modifier=Control)
    assert (row(table, 1).level3, row(table, 1).weight, row(table, 1).value) == ("丙", Decimal(5), "90")


@pytest.mark.parametrize("text", ["10", "同"])
def test_what_could_not_be_stored_goes_where_something_else_is_pasted(
    qtbot: QtBot, table: IndicatorTable, press: Callable, text: str
) -> None:
    table.go_to(0, "weight")
    stored = row(table, 0).weight
    copied(str(stored) if text == "同" else text)
    keys(qtbot, table, "abc")
    press(Key.Key_Return)
    index = table.indicators.index(0, table.indicators.column_of("weight"))
    assert table.indicators.text(index) == "abc"
    table.go_to(0, "weight")
    press(Key.Key_V, modifier=Control)
    assert table.indicators.text(index) == (str(stored) if text == "同" else text)
    assert not table.indicators.refused


def test_what_could_not_be_stored_goes_where_an_edit_elsewhere_changes_its_cell(
    qtbot: QtBot, table: IndicatorTable, press: Callable
) -> None:
    table.go_to(0, "weight")
    keys(qtbot, table, "abc")
    press(Key.Key_Return)
    table.desk.do(edit_indicators(table.desk.form, "改", {0: {"weight": Decimal(7)}}))
    assert table.indicators.text(table.indicators.index(0, table.indicators.column_of("weight"))) == "7"
    assert not table.indicators.refused


def test_rows_that_pasting_adds_are_selected_too(table: IndicatorTable, press: Callable) -> None:
    count = table.indicators.count
    table.go_to(count, "level3")
    copied("甲\r\n乙\r\n")
    press(Key.Key_V, modifier=Control)
    assert selected(table) == {(count, "level3"), (count + 1, "level3")}
    assert where(table) == (count, "level3")


def test_pasting_that_is_given_up_leaves_the_selection(
    table: IndicatorTable, press: Callable, answer: Callable[..., None]
) -> None:
    select(table, (0, "level3"), (1, "level3"))
    copied("甲\r\n乙\r\n")
    answer(Choice.CANCEL)
    press(Key.Key_V, modifier=Control)
    assert selected(table) == {(0, "level3"), (1, "level3")}


def test_an_empty_clipboard_and_wrong_numbers_are_told(
    table: IndicatorTable, press: Callable, place: Workplace
) -> None:
    copied("")
    press(Key.Key_V, modifier=Control)
    assert "剪贴板里没有" in place.main.statusBar().currentMessage()
    table.go_to(0, "weight")
    copied("约十")
    press(Key.Key_V, modifier=Control)
    assert "权重" in place.main.statusBar().currentMessage()
    assert "约十" in place.main.statusBar().currentMessage()


def test_an_indicator_that_comes_back_is_shown_though_another_form_is_in_work(
    table: IndicatorTable, place: Workplace
) -> None:
    form = ref_of(place.desk.form)
    table.desk.do(edit_indicators(table.desk.form, "改", {2: {"value": "77"}}))
    place.desk.open_form(place.navigator.refs()[3])
    place.commands.undo()
    assert ref_of(place.desk.form) == form
    assert selected(table) == {(2, "value")}


def test_rows_are_inserted_above_and_below_and_repeated(table: IndicatorTable, window: MainWindow) -> None:
    before = names(table)
    table.go_to(1, "level3")
    window.actions_by_name["add_row_above"].trigger()
    table.finish_edit()
    assert names(table) == [before[0], "", *before[1:]]
    assert where(table) == (1, "level3")
    table.desk.undo()
    select(table, (0, "level1"), (1, "level3"))
    window.actions_by_name["duplicate_rows"].trigger()
    assert names(table) == [*before[:2], *before[:2], *before[2:]]
    assert table.desk.session.undo_name == "复制 2 条指标"
    assert table.indicators.selected_rows(table.selectedIndexes()) == [2, 3]


def test_selected_rows_move_together_by_keys(table: IndicatorTable, window: MainWindow) -> None:
    before = names(table)
    select(table, (0, "level3"), (1, "level3"))
    window.actions_by_name["move_down"].trigger()
    assert names(table) == [before[2], before[0], before[1], *before[3:]]
    assert table.indicators.selected_rows(table.selectedIndexes()) == [1, 2]
    assert table.desk.session.undo_name == "移动 2 条指标"
    window.actions_by_name["move_up"].trigger()
    assert names(table) == before
    window.actions_by_name["move_up"].trigger()
    assert names(table) == before


def test_a_row_is_moved_by_dragging_its_number(qtbot: QtBot, table: IndicatorTable) -> None:
    before = names(table)
    header = table.verticalHeader()
    viewport = header.viewport()

    def at(number: int) -> QPoint:
        return QPoint(5, header.sectionViewportPosition(number) + header.sectionSize(number) // 2)

    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at(0))
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at(0))
    for number in (1, 2):
        qtbot.mouseMove(viewport, at(number) + QPoint(0, 8))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at(2) + QPoint(0, 8))
    assert names(table) == [before[1], before[2], before[0], *before[3:]]
    assert [header.visualIndex(n) for n in range(header.count())] == list(range(header.count()))
    assert table.desk.session.undo_name == "移动指标"


def test_rows_go_back_into_the_official_order(table: IndicatorTable, window: MainWindow, place: Workplace) -> None:
    before = names(table)
    form = table.desk.form
    window.actions_by_name["sort_rows"].trigger()
    ordered = names(table)
    table.desk.do(order_indicators(table.desk.form, list(range(len(before)))[::-1], "倒过来"))
    window.actions_by_name["sort_rows"].trigger()
    levels = [(one.level1, one.level2) for one in table.desk.form.indicators]
    assert levels == [
        (one.level1, one.level2) for one in sorted(form.indicators, key=lambda o: ordered.index(o.level3))
    ]
    assert table.desk.session.undo_name == "按官方顺序排列"
    window.actions_by_name["sort_rows"].trigger()
    assert "已经是官方顺序" in place.main.statusBar().currentMessage()


def test_dragging_over_rows_that_are_not_selected_selects_them(qtbot: QtBot, table: IndicatorTable) -> None:
    before = names(table)
    header = table.verticalHeader()
    start, end = (QPoint(5, header.sectionViewportPosition(n) + 5) for n in (1, 3))
    qtbot.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(header.viewport(), end)
    qtbot.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert names(table) == before
    assert table.selectionMode() is QAbstractItemView.SelectionMode.ExtendedSelection
    assert table.indicators.selected_rows(table.selectedIndexes()) == [1, 2, 3]


def test_a_step_on_something_else_moves_nothing_in_a_form_that_changed_while_away(
    table: IndicatorTable, place: Workplace
) -> None:
    form = place.desk.form
    place.desk.open_form(place.navigator.refs()[3])
    place.desk.do(edit_indicators(form, "改", {2: {"value": "77"}}))
    place.desk.open_form(ref_of(form))
    table.go_to(0, "level3")
    place.desk.do(Step("新建单位", (insert(Unit(code="101", name="某某局")),)))
    place.commands.undo()
    assert where(table) == (0, "level3")
