"""Typing for a clerk who knows Excel: keys, values as meant, input methods, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.indicator_table import IndicatorTable
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.operators import Operator
from app.model.records import ref_of
from gui.hands import field, keys
from gui.table.hands import Alt, Control, Key, Shift, composed, row, stored_rows, typed, where

# Keys


def test_enter_goes_down_tab_right_and_enter_back_to_where_tab_began(table: IndicatorTable, press: Callable) -> None:
    fields = [column.field for column in table.indicators.columns]
    press(Key.Key_Tab, Key.Key_Tab)
    assert where(table) == (0, fields[fields.index("level3") + 2])
    press(Key.Key_Return)
    assert where(table) == (1, "level3")
    press(Key.Key_Return, modifier=Shift)
    assert where(table) == (0, "level3")
    press(Key.Key_Backtab)
    assert where(table) == (0, "level2")


def test_typing_replaces_and_arrows_store_and_go_on(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "value")
    keys(qtbot, table, "42")
    press(Key.Key_Down)
    assert row(table, 0).value == "42"
    assert where(table) == (1, "value")
    keys(qtbot, table, "7")
    press(Key.Key_Right)
    assert row(table, 1).value == "7"
    assert where(table)[0] == 1


def test_f2_edits_what_is_there_and_arrows_stay_in_it(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "value")
    keys(qtbot, table, "42")
    press(Key.Key_Return)
    table.go_to(0, "value")
    press(Key.Key_F2, Key.Key_End, Key.Key_Left)
    keys(qtbot, table, "0")
    press(Key.Key_Return)
    assert row(table, 0).value == "402"


def test_escape_leaves_the_cell_as_it_was(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    before = row(table, 0).value
    table.go_to(0, "value")
    keys(qtbot, table, "42")
    press(Key.Key_Escape)
    assert (row(table, 0).value, where(table)) == (before, (0, "value"))
    assert table.indicators.text(table.currentIndex()) == before


def test_backspace_begins_with_nothing(table: IndicatorTable, press: Callable) -> None:
    press(Key.Key_Backspace)
    assert table.cells.editor.text() == ""
    press(Key.Key_Escape)
    assert row(table, 0).level3


def test_a_line_break_is_typed_with_alt_enter(table: IndicatorTable, press: Callable) -> None:
    press(Key.Key_F2, Key.Key_End)
    press(Key.Key_Return, modifier=Alt)
    composed(commit="第二行")
    press(Key.Key_Return)
    assert row(table, 0).level3.endswith("\n第二行")
    assert table.rowHeight(0) > table.rowHeight(1) or table.rowHeight(0) > 40


def test_the_row_below_the_last_makes_an_indicator_of_what_is_typed(table: IndicatorTable, press: Callable) -> None:
    count = table.indicators.count
    table.go_to(count - 1, "level3")
    press(Key.Key_Return)
    assert where(table) == (count, "level3")
    composed(commit="群众满意度")
    press(Key.Key_Tab)
    made = row(table, count)
    assert (made.level1, made.level2, made.level3) == (
        row(table, count - 1).level1,
        row(table, count - 1).level2,
        "群众满意度",
    )
    assert where(table)[0] == count
    assert table.indicators.count == count + 1
    assert table.desk.session.undo_name == "添加指标"
    table.desk.undo()
    assert table.indicators.count == count


def test_looking_at_the_empty_row_adds_nothing(table: IndicatorTable, press: Callable) -> None:
    before = stored_rows(table)
    table.go_to(table.indicators.count, "level3")
    press(Key.Key_F2, Key.Key_Return, Key.Key_Return, Key.Key_Tab, Key.Key_Delete)
    assert stored_rows(table) == before


def test_the_keyboard_leaves_the_table(table: IndicatorTable, press: Callable) -> None:
    table.go_to(1, "value")
    press(Key.Key_Tab, modifier=Control)
    assert QApplication.focusWidget() is not table
    table.go_to(table.indicators.count, "level1")
    for _ in range(table.indicators.columnCount()):
        press(Key.Key_Tab)
    assert QApplication.focusWidget() is not table
    table.go_to(0, "level1")
    press(Key.Key_Backtab)
    assert QApplication.focusWidget() is not table


def test_ctrl_home_and_end_go_to_the_first_and_last_cell(table: IndicatorTable, press: Callable) -> None:
    press(Key.Key_End, modifier=Control)
    assert table.current_row() == table.indicators.count
    press(Key.Key_Home, modifier=Control)
    assert (table.current_row(), table.currentIndex().column()) == (0, 0)
    assert QApplication.focusWidget() is table


# Values as meant


def test_a_typed_quantity_is_split_and_full_width_taken_as_meant(table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "value")
    press(Key.Key_Backspace)
    composed(commit="≥９５％")
    press(Key.Key_Return)
    made = row(table, 0)
    assert (made.operator, made.value, made.unit) == (Operator.AT_LEAST, "95", "%")
    table.desk.undo()
    assert row(table, 0).unit != "%"


def test_what_a_cell_cannot_hold_stays_in_it_until_it_can(
    qtbot: QtBot, table: IndicatorTable, press: Callable, place: Workplace
) -> None:
    before = row(table, 0).weight
    table.go_to(0, "weight")
    press(Key.Key_Backspace)
    composed(commit="约十")
    press(Key.Key_Return)
    index = table.indicators.index(0, table.indicators.column_of("weight"))
    assert (row(table, 0).weight, index.data()) == (before, "约十")
    assert "没有存入" in index.data(Qt.ItemDataRole.ToolTipRole)
    here = ref_of(place.desk.form)
    place.next_form()
    assert ref_of(place.desk.form) == here
    table.go_to(0, "weight")
    press(Key.Key_Delete)
    assert index.data() == str(before)
    place.next_form()
    assert ref_of(place.desk.form) != here


def test_half_typed_is_stored_when_the_focus_leaves(qtbot: QtBot, table: IndicatorTable, place: Workplace) -> None:
    typed(qtbot, table)
    field(place, "项目概况").setFocus()
    assert row(table, 0).value == "42"


def test_half_typed_is_stored_when_the_form_is_left_or_the_window_closed(
    qtbot: QtBot, table: IndicatorTable, place: Workplace, window: MainWindow
) -> None:
    ref = ref_of(place.desk.form)
    typed(qtbot, table)
    place.next_form()
    assert place.desk.session.store.form(ref).indicators[0].value == "42"
    ref = ref_of(place.desk.form)
    typed(qtbot, table)
    window.close()
    assert place.desk.session.store.form(ref).indicators[0].value == "42"


@pytest.mark.parametrize("command", ["duplicate_form", "move_down", "sort_rows", "show_preview", "add_row"])
def test_half_typed_is_stored_before_a_command(
    qtbot: QtBot, table: IndicatorTable, place: Workplace, window: MainWindow, command: str
) -> None:
    ref, indicator = ref_of(place.desk.form), row(table, 0).id
    typed(qtbot, table)
    window.actions_by_name[command].trigger()
    kept = place.desk.session.store.form(ref).indicators
    assert next(one.value for one in kept if one.id == indicator) == "42"


def test_undo_while_typing_takes_back_what_is_typed_then_the_last_step(
    qtbot: QtBot, table: IndicatorTable, press: Callable
) -> None:
    before = row(table, 0).value
    typed(qtbot, table)
    press(Key.Key_Z, modifier=Control)
    assert table.cells.editor.text() == before
    press(Key.Key_Return)
    assert row(table, 0).value == before
    typed(qtbot, table)
    press(Key.Key_Return)
    press(Key.Key_F2)
    press(Key.Key_Z, modifier=Control)
    assert row(table, 0).value == before


# Input methods


def test_composing_begins_in_the_cell_and_is_stored_only_when_it_is_done(
    table: IndicatorTable, press: Callable
) -> None:
    before = row(table, 0).level3
    composed(preedit="man yi")
    assert table.cells.editor is not None
    assert row(table, 0).level3 == before
    composed(preedit="满意")
    assert row(table, 0).level3 == before
    composed(commit="满意度")
    assert table.cells.editor.text() == "满意度"
    composed(preedit="gao")
    press(Key.Key_Return)
    assert row(table, 0).level3 == before
    composed(commit="高")
    press(Key.Key_Return)
    assert row(table, 0).level3.strip() == "满意度高"


def test_composing_that_is_given_up_changes_nothing(table: IndicatorTable, press: Callable) -> None:
    before = row(table, 0).level3
    composed(preedit="man")
    composed()
    press(Key.Key_Escape)
    assert row(table, 0).level3 == before
