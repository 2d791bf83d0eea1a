"""Keys as Excel has them: the cursor stays where one works, the selection goes along, and undo shows what came back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.editing.steps import edit_indicators
from app.gui.indicator_table import IndicatorTable
from app.gui.pasting import PastePreview
from app.gui.row_changes import _rising
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.records import Indicator
from gui.hands import copied, keys
from gui.table.hands import Alt, Control, Key, Shift, composed, names, row, select, where


def chosen(table: IndicatorTable) -> set[tuple[int, int]]:
    return {(index.row(), index.column()) for index in table.selectedIndexes()}


def fill(table: IndicatorTable, field: str, *texts: str) -> None:
    """Put texts into a column from the first row on."""
    table.desk.do(edit_indicators(table.desk.form, "改", {n: {field: text} for n, text in enumerate(texts)}))


# A row that is begun in the empty one


@pytest.mark.parametrize(
    ("field", "text", "stored"),
    [("level1", "zz", "zz"), ("level2", "质", "质量指标"), ("level3", "次数", "次数"), ("value", "5", "5")],
)
@pytest.mark.parametrize("key", [Key.Key_Tab, Key.Key_Return])
def test_the_cursor_stays_in_the_row_that_is_made(
    qtbot: QtBot, table: IndicatorTable, press: Callable, field: str, text: str, stored: str, key: Qt.Key
) -> None:
    count = table.indicators.count
    column = table.indicators.column_of(field)
    table.go_to(count, field)
    composed(commit=text)
    press(key)
    assert table.indicators.count == count + 1
    assert getattr(row(table, count), field) == stored
    assert QApplication.focusWidget() is table
    current = table.currentIndex()
    assert (current.row(), current.column()) == ((count, column + 1) if key == Key.Key_Tab else (count + 1, column))
    assert chosen(table) == {(current.row(), current.column())}
    keys(qtbot, table, "x")
    assert table.cells.editor is not None
    press(Key.Key_Escape)


def test_a_pick_with_the_mouse_makes_a_row_and_stays_in_it(
    qtbot: QtBot, table: IndicatorTable, press: Callable
) -> None:
    count = table.indicators.count
    table.go_to(count, "operator")
    press(Key.Key_F2)
    press(Key.Key_Down, modifier=Alt)
    view = table.cells.suggestions
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(1, 0)).center())
    assert table.indicators.count == count + 1
    assert where(table) == (count, "operator")
    assert QApplication.focusWidget() is table


@pytest.mark.parametrize("key", [Key.Key_Tab, Key.Key_Return])
def test_what_is_chosen_by_keys_makes_a_row(table: IndicatorTable, press: Callable, key: Qt.Key) -> None:
    count = table.indicators.count
    table.go_to(count, "level2")
    composed(commit="指标")
    assert len(table.cells.suggestions.offers) > 1
    press(Key.Key_Down, Key.Key_Down)
    wanted = table.cells.suggestions.chosen().text
    press(key)
    assert row(table, count).level2 == wanted
    assert QApplication.focusWidget() is table


def test_the_empty_row_offers_first_what_stands_under_the_level_it_will_have(
    table: IndicatorTable, press: Callable
) -> None:
    count = table.indicators.count
    table.go_to(count, "level2")
    press(Key.Key_F2)
    in_empty = table.cells.editor.choices
    press(Key.Key_Escape)
    table.go_to(count - 1, "level2")
    press(Key.Key_F2)
    under = table.cells.editor.choices
    assert in_empty[: len(under)] == under
    assert len(in_empty) > len(under)
    press(Key.Key_Escape)


def test_a_refused_text_of_the_empty_row_goes_with_the_row_it_becomes(
    qtbot: QtBot, table: IndicatorTable, press: Callable
) -> None:
    count, weight = table.indicators.count, table.indicators.column_of("weight")
    table.go_to(count, "weight")
    keys(qtbot, table, "abc")
    press(Key.Key_Return)
    table.go_to(count, "level3")
    composed(commit="次数")
    press(Key.Key_Return)
    assert table.indicators.text(table.indicators.index(count, weight)) == "abc"
    assert table.indicators.text(table.indicators.index(count + 1, weight)) == ""
    table.go_to(count, "weight")
    press(Key.Key_Delete)


# Going with Ctrl


def test_ctrl_and_an_arrow_goes_to_the_edge_of_what_is_filled_and_is_selected(
    table: IndicatorTable, press: Callable
) -> None:
    fill(table, "unit", "次", "次", "", "", "人", "人")
    unit = table.indicators.column_of("unit")
    last = table.indicators.count
    table.go_to(0, "unit")
    seen = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Up):
        press(key, modifier=Control)
        assert chosen(table) == {(table.current_row(), unit)}
        seen.append(table.current_row())
    assert seen[:2] == [1, 4]
    assert seen[2:] == [1, 0]
    table.go_to(2, "unit")
    fill(table, "unit", *([""] * last))
    press(Key.Key_Down, modifier=Control)
    assert table.current_row() == last


def test_ctrl_home_and_end_select_where_they_go(table: IndicatorTable, press: Callable) -> None:
    press(Key.Key_End, modifier=Control)
    assert chosen(table) == {(table.indicators.count, table.indicators.columnCount() - 1)}
    press(Key.Key_Home, modifier=Control)
    assert chosen(table) == {(0, 0)}


def test_ctrl_shift_and_an_arrow_selects_up_to_there(table: IndicatorTable, press: Callable) -> None:
    fill(table, "unit", "次", "次", "次", "")
    unit = table.indicators.column_of("unit")
    table.go_to(0, "unit")
    press(Key.Key_Down, modifier=Control | Shift)
    assert chosen(table) == {(0, unit), (1, unit), (2, unit)}
    press(Key.Key_Up, modifier=Shift)
    assert chosen(table) == {(0, unit), (1, unit)}


def test_delete_after_going_with_ctrl_empties_the_cell_one_sees(table: IndicatorTable, press: Callable) -> None:
    fill(table, "unit", "次", "次", "")
    table.go_to(0, "unit")
    press(Key.Key_Down, modifier=Control)
    press(Key.Key_Delete)
    assert (row(table, 0).unit, row(table, 1).unit) == ("次", "")


# F2


@pytest.mark.parametrize("field", ["level3", "value"])
def test_f2_stands_at_the_end_of_the_text(table: IndicatorTable, press: Callable, field: str) -> None:
    fill(table, field, "甲乙")
    table.go_to(0, field)
    press(Key.Key_F2)
    composed(commit="丙")
    press(Key.Key_Return)
    assert getattr(row(table, 0), field) == "甲乙丙"
    table.go_to(0, field)
    composed(commit="丁")
    press(Key.Key_Return)
    assert getattr(row(table, 0), field) == "丁"


def test_a_double_click_stands_at_the_end_of_the_text(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    fill(table, "unit", "万")
    index = table.indicators.index(0, table.indicators.column_of("unit"))
    pos = table.visualRect(index).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=pos)
    composed(commit="米")
    press(Key.Key_Return)
    assert row(table, 0).unit == "万米"


# Pasting one cell


def test_one_cell_is_pasted_over_another_without_asking(
    table: IndicatorTable, press: Callable, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(PastePreview, "exec", lambda dialog: asked.append(dialog))  # noqa: PLW0108 - a bound method is given no dialog
    before = row(table, 0).level3
    copied("甲")
    press(Key.Key_V, modifier=Control)
    assert (row(table, 0).level3, asked) == ("甲", [])
    assert "Ctrl+Z" in place.main.statusBar().currentMessage()
    place.desk.undo()
    assert row(table, 0).level3 == before
    select(table, (0, "level3"), (1, "level3"))
    press(Key.Key_V, modifier=Control)
    assert len(asked) == 1


# Undo shows what came back


def scrolled_away(table: IndicatorTable) -> None:
    """Stand in the last of many rows."""
    model = table.indicators
    more = [Indicator(level3=f"另{n}") for n in range(30)]
    table.desk.do(model.kind.insert(table.desk.form, model.count, more, "添加"))
    table.go_to(model.count, "unit")


def is_seen(table: IndicatorTable) -> bool:
    return table.viewport().rect().intersects(table.visualRect(table.currentIndex()))


def test_undo_goes_to_the_rows_that_came_back(table: IndicatorTable, window: MainWindow) -> None:
    scrolled_away(table)
    select(table, (1, "level3"), (2, "level3"))
    window.actions_by_name["remove_rows"].trigger()
    table.go_to(table.indicators.count, "unit")
    window.actions_by_name["undo"].trigger()
    assert table.current_row() == 1
    assert table.indicators.selected_rows(table.selectedIndexes()) == [1, 2]
    assert is_seen(table)


def test_undo_goes_to_the_cells_that_changed(table: IndicatorTable, window: MainWindow) -> None:
    scrolled_away(table)
    fill(table, "level3", "甲", "乙")
    table.go_to(table.indicators.count, "unit")
    for command in ("undo", "redo"):
        window.actions_by_name[command].trigger()
        name = table.indicators.column_of("level3")
        assert where(table) == (0, "level3")
        assert chosen(table) == {(0, name), (1, name)}
        assert is_seen(table)
        table.go_to(table.indicators.count, "unit")


def test_undo_of_a_move_stays_with_the_row_or_goes_to_it(table: IndicatorTable, window: MainWindow) -> None:
    scrolled_away(table)
    before = names(table)
    table.go_to(1, "level3")
    window.actions_by_name["move_down"].trigger()
    window.actions_by_name["move_down"].trigger()
    window.actions_by_name["undo"].trigger()
    assert where(table) == (2, "level3")
    table.go_to(table.indicators.count, "unit")
    window.actions_by_name["undo"].trigger()
    assert names(table) == before
    assert table.current_row() in (1, 2)
    assert is_seen(table)


def test_the_fewest_rows_that_moved_are_found() -> None:
    assert _rising([0, 1, 2]) == {0, 1, 2}
    assert _rising([3, 0, 1, 2]) == {1, 2, 3}
    assert _rising([0, -1, 1, 4, 2, 3]) == {0, 2, 4, 5}
    assert _rising([-1, -1]) == set()
