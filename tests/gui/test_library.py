"""The library at hand: found while typing, narrowed by levels, put into the form by keys, by mouse and by dragging."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from cases import SAMPLE, document_at
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.definitions.library import library
from app.editing.indicator_library import Entry
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.steps import edit_indicator
from app.gui.library.entry_model import MIME, SECOND, THERE, EntryModel, second_line, where_used
from app.gui.workplace import Workplace
from app.model.operators import Operator
from app.store.store import Store
from gui.hands import SMALL, open_window, stored, wait_for_checks

ENTRY = Entry(
    name="召开会议",
    level1="产出指标",
    level2="数量指标",
    operator=Operator.AT_LEAST,
    value="40",
    unit="次",
    weight=Decimal("7.5"),
    count=6,
    years=(2026, 2024),
    forms=tuple("甲乙丙丁戊己庚"),
)


def attached(qtbot: QtBot, store: Store, tmp_path: Path) -> Workplace:
    made = open_window(qtbot, tmp_path, SMALL).attach(Session(store, library()))
    wait_for_checks(qtbot, made)
    return made


@pytest.fixture
def place(qtbot: QtBot, store: Store, tmp_path: Path) -> Iterator[Workplace]:
    """The window with the sample department, on its second project, with the library open."""
    load_document(Session(store, library()), document_at(SAMPLE))
    made = attached(qtbot, store, tmp_path)
    made.desk.open_form(made.navigator.refs()[2])
    made.main.actions_by_name["show_library"].trigger()
    settle(qtbot, made)
    yield made
    made.main.workplace.leave()


def settle(qtbot: QtBot, place: Workplace) -> None:
    qtbot.waitUntil(lambda: not place.shelf.busy)


def look_for(qtbot: QtBot, place: Workplace, words: str) -> None:
    """Type as an input method does; key clicks know no Chinese."""
    place.shelf.panel.words.setFocus()
    place.shelf.panel.words.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(place.shelf.panel.words, event)
    settle(qtbot, place)


def names(place: Workplace) -> list[str]:
    model = place.shelf.panel.model
    return [model.entry(n).name for n in range(model.rowCount())]


def test_it_opens_with_what_is_used_most_and_the_words_have_the_focus(place: Workplace) -> None:
    panel = place.shelf.panel
    assert place.shelf.is_open
    assert panel.words.hasFocus()
    assert 20 < panel.model.rowCount() <= 60
    counts = [panel.model.entry(n).count for n in range(panel.model.rowCount())]
    assert counts == sorted(counts, reverse=True)


def test_it_is_found_while_typing(qtbot: QtBot, place: Workplace) -> None:
    look_for(qtbot, place, "会议")
    assert names(place)
    assert all("会" in name and "议" in name for name in names(place))
    assert place.shelf.panel.found.text() == f"找到 {len(names(place))} 个"
    look_for(qtbot, place, "没有这样的")
    assert names(place) == []
    assert place.shelf.panel.found.text() == "没有找到，请换几个字"
    assert not place.shelf.panel.insert.isEnabled()
    qtbot.keyClick(place.shelf.panel.words, Qt.Key.Key_Escape)
    settle(qtbot, place)
    assert names(place)


def test_only_the_last_words_count(qtbot: QtBot, place: Workplace) -> None:
    panel = place.shelf.panel
    for words in ("会议", "会", "满意"):
        panel.words.setText(words)
        panel.search_wanted.emit()
    settle(qtbot, place)
    assert all("满意" in name for name in names(place))


def test_levels_narrow_what_is_found(qtbot: QtBot, place: Workplace) -> None:
    panel = place.shelf.panel
    assert panel.levels.itemText(0) == "所有级别"
    panel.levels.setCurrentIndex(panel.levels.findText("满意度指标"))
    settle(qtbot, place)
    model = panel.model
    assert {model.entry(n).level1 for n in range(model.rowCount())} == {"满意度指标"}
    panel.levels.setCurrentIndex(panel.levels.findText("　时效指标"))
    settle(qtbot, place)
    assert {model.entry(n).level2 for n in range(model.rowCount())} == {"时效指标"}


def test_an_entry_says_what_it_usually_is_and_where_it_was_used() -> None:
    assert second_line(ENTRY, there=False) == "≥ 40 次 · 7.5 分 · 数量指标 · 用过 6 次 · 最近 2026 年"
    assert second_line(ENTRY, there=True).startswith("本表已有 · ")
    assert where_used(ENTRY) == "2026、2024 年：甲、乙、丙 等 7 张表"
    bare = Entry("定性的", "", "", Operator.NONE, "", "", None, 1, (), ())
    assert second_line(bare, there=False) == "用过 1 次"
    assert where_used(bare) == ""


def test_what_the_form_has_is_marked(qtbot: QtBot, place: Workplace) -> None:
    own = "".join(place.desk.form.indicators[0].level3.split())
    look_for(qtbot, place, own)
    index = place.shelf.panel.model.index(place.shelf.panel.model.row_of(own))
    assert index.data(THERE)
    assert index.data(SECOND).startswith("本表已有")
    place.next_form()
    assert not index.data(THERE)


def test_enter_puts_the_entry_below_those_of_its_levels(qtbot: QtBot, place: Workplace) -> None:
    before = stored(place)
    form = place.desk.form
    look_for(qtbot, place, "满意")
    panel = place.shelf.panel
    qtbot.keyClick(panel.words, Qt.Key.Key_Down)
    assert panel.list.hasFocus()
    entry = panel.model.entry(panel.list.currentIndex().row())
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    rows = place.desk.form.indicators
    assert len(rows) == len(form.indicators) + 1
    assert rows[-1].level3 == entry.name
    assert (rows[-1].operator, rows[-1].value, rows[-1].unit) == (entry.operator, entry.value, entry.unit)
    assert rows[-1].weight == entry.weight
    assert place.desk.session.undo_name == "插入指标"
    assert place.form_view.table.current_row() == len(rows) - 1
    assert panel.list.hasFocus()
    place.commands.undo()
    assert stored(place) == before


def test_enter_in_the_words_takes_the_first_found(qtbot: QtBot, place: Workplace) -> None:
    look_for(qtbot, place, "满意")
    wanted = names(place)[0]
    qtbot.keyClick(place.shelf.panel.words, Qt.Key.Key_Return)
    assert wanted in [row.level3 for row in place.desk.form.indicators]


def test_a_double_click_and_the_button_put_it_in(qtbot: QtBot, place: Workplace) -> None:
    panel = place.shelf.panel
    count = len(place.desk.form.indicators)
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=panel.centre_of(1))
    qtbot.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=panel.centre_of(1))
    assert len(place.desk.form.indicators) == count + 1
    panel.insert.click()
    assert len(place.desk.form.indicators) == count + 2


def test_the_weight_is_given_on_wish(place: Workplace) -> None:
    panel = place.shelf.panel
    panel.weighted.setChecked(False)
    place.shelf.insert(ENTRY, 0)
    assert place.desk.form.indicators[0].weight is None
    panel.weighted.setChecked(True)
    place.shelf.insert(ENTRY, 0)
    assert place.desk.form.indicators[0].weight == Decimal("7.5")


def dragged(place: Workplace, name: str, point: QPoint) -> tuple[object, ...]:
    data = QMimeData()
    data.setData(MIME, name.encode())
    copy, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return (
        data,
        QDragEnterEvent(point, copy, data, button, none),
        QDragMoveEvent(point, copy, data, button, none),
        QDropEvent(QPointF(point), copy, data, button, none),
    )


def test_dragging_puts_it_where_it_is_dropped(qtbot: QtBot, place: Workplace) -> None:
    place.form_view.fold_head(folded=True)
    table = place.form_view.table
    name = names(place)[0]
    QApplication.processEvents()
    top = table.rowViewportPosition(1)
    _data, enter, move, drop = dragged(place, name, QPoint(40, top + 2))
    viewport = table.viewport()
    QApplication.sendEvent(viewport, enter)
    QApplication.sendEvent(viewport, move)
    assert move.isAccepted()
    assert place.shelf.target._line.isVisible()
    QApplication.sendEvent(viewport, QDragLeaveEvent())
    assert not place.shelf.target._line.isVisible()
    assert place.shelf.target.row_at(QPoint(40, top + 2)) == 1
    _again, second, *_ = dragged(place, name, QPoint(40, top + 2))  # Qt looks at it until it is dropped
    QApplication.sendEvent(viewport, second)
    QApplication.sendEvent(viewport, drop)
    assert place.desk.form.indicators[1].level3 == name
    assert not place.shelf.target._line.isVisible()
    assert place.shelf.target.row_at(QPoint(40, table.rowViewportPosition(1) + table.rowHeight(1) - 2)) == 2
    assert place.shelf.target.row_at(QPoint(40, 5000)) >= len(place.desk.form.indicators)


def test_a_drag_carries_the_name(place: Workplace) -> None:
    model = place.shelf.panel.model
    data = model.mimeData([model.index(0)])
    assert data.formats() == model.mimeTypes()
    assert bytes(data.data(MIME).data()).decode() == names(place)[0]


def test_what_is_being_typed_is_stored_before(qtbot: QtBot, place: Workplace) -> None:
    table = place.form_view.table
    table.go_to(0, "value")
    qtbot.keyClick(table, "8")
    place.shelf.insert(ENTRY, 0)
    assert place.desk.form.indicators[1].value == "8"


def test_f6_reaches_the_library_and_leaves_it(place: Workplace) -> None:
    panel = place.shelf.panel
    place.comfort.next_pane()
    assert not panel.isAncestorOf(place.main.focusWidget())
    place.comfort.previous_pane()
    assert panel.isAncestorOf(place.main.focusWidget())


def test_f6_shows_where_it_has_come(qtbot: QtBot, place: Workplace) -> None:
    panel, window = place.shelf.panel, place.main
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    panel.weighted.setFocus()
    place.comfort.previous_pane()
    window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, False)  # as after a click
    without = panel.weighted.grab().toImage()
    place.comfort.next_pane()
    assert panel.weighted.hasFocus()
    assert panel.weighted.grab().toImage() != without


def test_f6_reaches_the_library_in_a_window_of_its_own(qtbot: QtBot, place: Workplace) -> None:
    place.shelf.dock.setFloating(True)
    place.main.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is place.main)
    place.form_view.table.setFocus()
    place.comfort.previous_pane()
    place.comfort.previous_pane()
    place.comfort.previous_pane()
    qtbot.waitUntil(lambda: place.shelf.panel.isAncestorOf(QApplication.focusWidget() or place.main))


def test_an_edit_is_in_the_library_soon(qtbot: QtBot, place: Workplace) -> None:
    place.desk.do(edit_indicator(place.desk.form, 0, level3="从未有过的𬭎"))
    settle(qtbot, place)
    look_for(qtbot, place, "从未有过")
    assert names(place) == ["从未有过的𬭎"]


def test_the_command_closes_it_where_it_has_the_focus(place: Workplace) -> None:
    command = place.main.actions_by_name["show_library"]
    place.form_view.table.setFocus()
    command.trigger()
    assert place.shelf.is_open
    assert place.shelf.panel.words.hasFocus()
    command.trigger()
    assert not place.shelf.is_open
    assert place.form_view.table.hasFocus()


def test_it_is_open_again_the_next_time(qtbot: QtBot, place: Workplace, store: Store, tmp_path: Path) -> None:
    place.main.close()
    again = attached(qtbot, store, tmp_path)
    settle(qtbot, again)
    assert again.shelf.is_open
    assert again.shelf.panel.model.rowCount() > 20
    again.shelf.dock.close()
    again.main.close()
    once_more = attached(qtbot, store, tmp_path)
    assert not once_more.shelf.is_open
    once_more.leave()


def test_it_makes_room_for_the_preview_and_comes_back(place: Workplace) -> None:
    place.show_preview()
    assert not place.shelf.dock.isVisible()
    assert place.shelf.is_open
    place.show_filling()
    assert place.shelf.dock.isVisible()
    place.show_preview()
    place.main.actions_by_name["show_library"].trigger()
    assert not place.form_view.is_preview
    assert place.shelf.dock.isVisible()


def test_another_store_in_the_same_window_has_one_library(qtbot: QtBot, place: Workplace) -> None:
    window, session = place.main, place.desk.session
    place.leave()
    again = window.attach(session)
    settle(qtbot, again)
    qtbot.waitUntil(lambda: len(window.findChildren(type(again.shelf.dock))) == 1)
    assert again.shelf.is_open
    again.leave()


def test_the_window_still_fits_a_small_screen(place: Workplace) -> None:
    assert place.main.minimumSizeHint().width() <= 1093
    assert place.form_view.table.width() > 480


def test_the_model_keeps_qts_rules(place: Workplace, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(EntryModel())
    qtmodeltester.check(place.shelf.panel.model)


def test_the_panel_can_be_read_out(place: Workplace) -> None:
    panel = place.shelf.panel
    for widget in (panel.words, panel.levels, panel.list, panel.insert):
        assert widget.accessibleName()
    spoken = panel.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert names(place)[0] in spoken
    assert "用过" in spoken


def test_nothing_is_put_into_a_form_that_is_not_in_sight(qtbot: QtBot, place: Workplace) -> None:
    panel, before = place.shelf.panel, stored(place)
    own = "".join(place.desk.form.indicators[0].level3.split())
    look_for(qtbot, place, own)
    place.main.actions_by_name["show_overview"].trigger()
    assert not panel.insert.isEnabled()
    assert not panel.list.dragEnabled()
    assert panel.insert.toolTip() == "请先从左边打开一张表，再插入指标。"
    assert panel.used.text().startswith("请先从左边打开一张表，再插入指标。")
    assert not panel.model.index(0).data(THERE), "there is no form to be in"
    qtbot.keyClick(panel.words, Qt.Key.Key_Return)
    place.shelf._drop(own, 0)
    assert stored(place) == before
    assert place.main.statusBar().currentMessage() == "⚠ 请先从左边打开一张表，再插入指标。"
    place._open(place.navigator.refs()[2])
    assert panel.insert.isEnabled()
    assert panel.list.dragEnabled()
    assert panel.used.text().startswith("用过")
    assert panel.model.index(0).data(THERE)


def test_nothing_is_put_in_beside_what_is_to_be_looked_at_after_rolling(place: Workplace) -> None:
    place.rolling.page_wanted.emit()
    assert not place.shelf.panel.insert.isEnabled()
    place._open(place.navigator.refs()[1])
    assert place.shelf.panel.insert.isEnabled()


def test_without_any_form_nothing_can_be_put_in(place: Workplace) -> None:
    place.desk.open_form(None)
    assert not place.shelf.panel.insert.isEnabled()
