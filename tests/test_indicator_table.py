"""The indicator table under the hands of a clerk who knows Excel: keys, ranges, pasting, and nothing typed is lost."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QPoint, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QApplication, QStyleOptionViewItem
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from test_gui import asked, field, place, qapp, store, stored, window  # noqa: F401 - fixtures

from app.editing.cells import text_in
from app.editing.steps import add_indicator, edit_indicators, order_indicators, remove_indicators
from app.gui.cells import TextCell
from app.gui.indicator_table import IndicatorTable
from app.gui.pasting import Choice, PastePreview
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.operators import Operator
from app.model.records import Indicator, ref_of

Key, Control, Shift, Alt = (
    Qt.Key,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture(autouse=True)
def clipboard(qtbot: QtBot) -> Iterator[None]:
    """Leave nothing on the clipboard: the offscreen platform crashes at the end where Python put something there."""
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def table(qtbot: QtBot, place: Workplace, window: MainWindow) -> IndicatorTable:  # noqa: F811
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    made = place.form_view.table
    made.go_to(0, "level3")
    return made


@pytest.fixture
def press(qtbot: QtBot, table: IndicatorTable) -> Callable[..., None]:
    """Press a key wherever the focus is."""

    def pressed(*keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            qtbot.keyClick(QApplication.focusWidget() or table, key, modifier)

    return pressed


def keys(qtbot: QtBot, table: IndicatorTable, letters: str) -> None:
    """Type letters that are on the keys, each wherever the focus is by then."""
    for letter in letters:
        qtbot.keyClick(QApplication.focusWidget() or table, letter)


def composed(preedit: str = "", commit: str = "") -> None:
    """Type as an input method does: first what is composed, then what it comes to."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(QApplication.focusWidget(), event)


def row(table: IndicatorTable, number: int) -> Indicator:
    return table.desk.form.indicators[number]


def where(table: IndicatorTable) -> tuple[int, str]:
    return table.current_row(), table.indicators.columns[table.currentIndex().column()].field


def select(table: IndicatorTable, first: tuple[int, str], last: tuple[int, str]) -> None:
    model = table.indicators
    corners = [model.index(number, model.column_of(name)) for number, name in (first, last)]
    table.setCurrentIndex(corners[0])
    table.selectionModel().select(QItemSelection(*corners), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def copied(text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def answered(choice: Choice, seen: list[str] | None = None) -> None:
    """Answer the question before pasting."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, PastePreview):
            QTimer.singleShot(20, answer)
            return
        if seen is not None:
            listed = dialog.list
            seen.append(dialog.words.text())
            seen.extend("|".join(listed.item(r, c).text() for c in range(4)) for r in range(listed.rowCount()))
        dialog.buttons[choice].click()

    QTimer.singleShot(20, answer)


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


def stored_rows(table: IndicatorTable) -> list[str]:
    form = table.desk.session.store.form(ref_of(table.desk.form))
    return [one.level3 for one in form.indicators]


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
    qtbot: QtBot,
    table: IndicatorTable,
    press: Callable,
    place: Workplace,  # noqa: F811
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


# Nothing typed is lost


def typed(qtbot: QtBot, table: IndicatorTable) -> None:
    table.go_to(0, "value")
    keys(qtbot, table, "42")


def test_half_typed_is_stored_when_the_focus_leaves(qtbot: QtBot, table: IndicatorTable, place: Workplace) -> None:  # noqa: F811
    typed(qtbot, table)
    field(place, "项目概况").setFocus()
    assert row(table, 0).value == "42"


def test_half_typed_is_stored_when_the_form_is_left_or_the_window_closed(
    qtbot: QtBot,
    table: IndicatorTable,
    place: Workplace,  # noqa: F811
    window: MainWindow,  # noqa: F811
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
    qtbot: QtBot,
    table: IndicatorTable,
    place: Workplace,  # noqa: F811
    window: MainWindow,  # noqa: F811
    command: str,
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


# What is offered


def test_choices_are_offered_as_one_types_and_taken_by_keys(table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "level2")
    composed(commit="质")
    offered = table.cells.suggestions
    assert [one.text for one in offered.offers] == ["质量指标"]
    press(Key.Key_Down, Key.Key_Return)
    assert row(table, 0).level2 == "质量指标"
    assert where(table) == (1, "level2")
    assert not offered.isVisible()


def test_offers_never_get_in_the_way(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "unit")
    composed(commit="人")
    assert table.cells.suggestions.isVisible()
    assert QApplication.focusWidget() is table.cells.editor
    press(Key.Key_Return)
    assert row(table, 0).unit == "人"
    table.go_to(0, "unit")
    composed(commit="张")
    assert not table.cells.suggestions.isVisible()
    press(Key.Key_Return)
    assert row(table, 0).unit == "张"


def test_escape_closes_the_offers_first(table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "unit")
    press(Key.Key_F2)
    press(Key.Key_Down, modifier=Alt)
    assert table.cells.suggestions.isVisible()
    press(Key.Key_Escape)
    assert not table.cells.suggestions.isVisible()
    assert table.cells.editor is not None
    press(Key.Key_Escape)
    assert table.cells.editor is None


def test_a_name_of_the_own_history_fills_what_is_empty(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    model = table.indicators
    wanted = next(one for one in table.desk.history("", "", "") if one.unit and one.weight)
    table.desk.do(
        edit_indicators(table.desk.form, "清空", {0: {"operator": Operator.NONE, "unit": "", "weight": None}})
    )
    press(Key.Key_Backspace)
    composed(commit=wanted.name[:-1])
    qtbot.waitUntil(lambda: any(one.text == wanted.name for one in table.cells.suggestions.offers))
    while table.cells.suggestions.chosen() is None or table.cells.suggestions.chosen().text != wanted.name:
        press(Key.Key_Down)
    press(Key.Key_Return)
    made = row(table, 0)
    assert (made.level3, made.operator, made.unit, made.weight) == (
        wanted.name,
        wanted.operator,
        wanted.unit,
        wanted.weight,
    )
    assert table.desk.session.undo_name == f"填入“{wanted.name}”"
    assert made.value == model.text(model.index(0, model.column_of("value")))


def test_a_click_takes_an_offer(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "operator")
    press(Key.Key_F2)
    press(Key.Key_Down, modifier=Alt)
    view = table.cells.suggestions
    at = next(n for n, one in enumerate(view.offers) if one.text == "≤")
    rect = view.visualRect(view.model().index(at, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert row(table, 0).operator is Operator.AT_MOST


# Ranges


def test_fill_down_takes_the_uppermost_or_the_cell_above(table: IndicatorTable, window: MainWindow) -> None:  # noqa: F811
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


def test_pasting_over_something_asks_with_old_and_new(table: IndicatorTable, press: Callable) -> None:
    before = row(table, 0).level3, row(table, 1).level3
    copied("甲\r\n乙\r\n")
    seen: list[str] = []
    answered(Choice.CANCEL, seen)
    press(Key.Key_V, modifier=Control)
    assert "粘贴 2 格，会换掉 2 格原来的内容" in seen[0]
    assert seen[1:] == [f"1|三级指标|{before[0]}|甲", f"2|三级指标|{before[1]}|乙"]
    assert (row(table, 0).level3, row(table, 1).level3) == before
    answered(Choice.OVERWRITE)
    press(Key.Key_V, modifier=Control)
    assert (row(table, 0).level3, row(table, 1).level3) == ("甲", "乙")
    table.desk.undo()
    assert (row(table, 0).level3, row(table, 1).level3) == before


def test_pasting_can_leave_alone_what_is_there(table: IndicatorTable, press: Callable) -> None:
    before = row(table, 0).level3
    table.desk.do(edit_indicators(table.desk.form, "清空", {1: {"level3": ""}}))
    copied("甲\r\n乙\r\n")
    answered(Choice.KEEP)
    press(Key.Key_V, modifier=Control)
    assert (row(table, 0).level3, row(table, 1).level3) == (before, "乙")


def test_an_empty_clipboard_and_wrong_numbers_are_told(
    table: IndicatorTable,
    press: Callable,
    place: Workplace,  # noqa: F811
) -> None:
    copied("")
    press(Key.Key_V, modifier=Control)
    assert "剪贴板里没有" in place.main.statusBar().currentMessage()
    table.go_to(0, "weight")
    copied("约十")
    press(Key.Key_V, modifier=Control)
    assert "权重" in place.main.statusBar().currentMessage()
    assert "约十" in place.main.statusBar().currentMessage()


# Rows


def names(table: IndicatorTable) -> list[str]:
    return [one.level3 for one in table.desk.form.indicators]


def test_rows_are_inserted_above_and_below_and_repeated(table: IndicatorTable, window: MainWindow) -> None:  # noqa: F811
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


def test_selected_rows_move_together_by_keys(table: IndicatorTable, window: MainWindow) -> None:  # noqa: F811
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


def test_rows_go_back_into_the_official_order(table: IndicatorTable, window: MainWindow, place: Workplace) -> None:  # noqa: F811
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


# Problems


def test_a_cell_says_its_field_value_and_problem(table: IndicatorTable) -> None:
    issue = next(one for one in table.desk.current_issues() if one.place.row is not None)
    model = table.indicators
    index = model.index(issue.place.row - 1, model.column_of(issue.place.field))
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    heading = model.columns[index.column()].heading
    assert spoken.startswith(f"{heading}：{index.data()}")
    assert issue.message in spoken
    assert issue.severity.label in spoken
    assert issue.message in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert issue.message in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_sign_is_painted_in_the_corner(table: IndicatorTable) -> None:
    issue = next(one for one in table.desk.current_issues() if one.place.row is not None)
    table.go_to(0, "level1")
    index = table.indicators.index(issue.place.row - 1, table.indicators.column_of(issue.place.field))
    image = table.viewport().grab(table.visualRect(index)).toImage()
    corner = {image.pixelColor(x, y).name() for x in range(image.width() - 14, image.width()) for y in range(12)}
    middle = image.pixelColor(3, image.height() - 4).name()
    assert len(corner - {middle}) > 2


# The model


def test_the_model_keeps_qts_rules_and_the_cursor_its_place(
    table: IndicatorTable,
    qtmodeltester: ModelTester,
    window: MainWindow,  # noqa: F811
) -> None:
    qtmodeltester.check(table.indicators)
    table.go_to(2, "value")
    indicator = row(table, 2).id
    for command in ("move_up", "add_row_above", "move_down", "sort_rows", "undo", "undo", "undo", "undo"):
        if command != "undo" or not table.desk.session.undo_name.startswith("载入"):
            window.actions_by_name[command].trigger()
        table.finish_edit()
    assert indicator in [one.id for one in table.desk.form.indicators]


EDITS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "order", "edit", "undo", "redo", "type", "paste"]), st.integers(0, 99)),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_any_edits_keep_qts_rules_and_show_what_is_stored(table: IndicatorTable, edits: list[tuple[str, int]]) -> None:
    model, desk = table.indicators, table.desk
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for kind, number in edits:
        form = desk.form
        at = number % max(len(form.indicators), 1)
        if kind == "add":
            desk.do(add_indicator(form, at, Indicator(level3=f"新{number}")))
        elif kind == "remove" and form.indicators:
            desk.do(remove_indicators(form, sorted({at, (at * 7 + 1) % len(form.indicators)})))
        elif kind == "order":
            order = sorted(range(len(form.indicators)), key=lambda n: (n * 31 + number) % 17)
            desk.do(order_indicators(form, order, "换位置"))
        elif kind == "edit" and form.indicators:
            desk.do(edit_indicators(form, "改", {at: {"level3": f"改{number}"}}))
        elif kind == "type":
            model.setData(model.index(number % model.rowCount(), model.column_of("level3")), f"打{number}")
        elif kind == "paste":
            copied(f"粘{number}\r\n贴\r\n")
            table.go_to(model.count, "level3")
            table.edits.paste()
        else:
            desk.undo() if kind == "undo" else desk.redo()
        assert shown(table) == [
            [text_in(one, column.field, is_other=column.is_other) for column in model.columns]
            for one in desk.session.store.form(ref_of(desk.form)).indicators
        ]
        assert model.rowCount() == len(desk.form.indicators) + 1
    del tester


def shown(table: IndicatorTable) -> list[list[str]]:
    model = table.indicators
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.count)]


# Sizes


def test_rows_are_as_high_as_their_texts(table: IndicatorTable) -> None:
    long = "开展政务公开、政府信息公开和新闻发布工作的满意程度" * 4
    table.desk.do(edit_indicators(table.desk.form, "改", {0: {"level3": long}, 1: {"level3": "一\n二\n三"}}))
    assert len({table.rowHeight(n) for n in range(2, table.indicators.count)}) <= 2
    for number in (0, 1):
        index = table.indicators.index(number, table.indicators.column_of("level3"))
        option = QStyleOptionViewItem()
        option.initFrom(table)
        option.rect.setWidth(table.columnWidth(index.column()))
        option.features |= QStyleOptionViewItem.ViewItemFeature.WrapText
        option.font = table.font()
        option.fontMetrics = QFontMetrics(table.font())
        assert table.rowHeight(number) >= table.itemDelegate().sizeHint(option, index).height()


def test_the_editor_of_a_long_name_shows_it_whole(table: IndicatorTable, press: Callable) -> None:
    press(Key.Key_F2)
    editor = table.cells.editor
    assert isinstance(editor, TextCell)
    before = editor.height()
    composed(commit="很长的指标名称" * 20)
    assert editor.height() > before
    assert editor.geometry().bottom() <= table.viewport().rect().bottom() + 1
    press(Key.Key_Escape)


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
