"""The window as a whole: begun, closed and come back to, its commands, and how it bears faults."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.base.errors import StoreError
from app.definitions.library import library
from app.editing.session import Session
from app.editing.steps import edit_form
from app.gui.form_view import FILL, PREVIEW
from app.gui.main import Faults
from app.gui.new_form import NewFormDialog
from app.gui.settings import Settings
from app.gui.window import MENUS, TOOLS, MainWindow
from app.gui.workplace import Workplace
from app.model.records import ref_of
from app.store.store import Store
from gui.hands import field, type_into


def test_an_empty_store_says_how_to_begin(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    place = window.attach(Session(store, library()))
    assert place._stack.currentWidget() is place.welcome
    assert "还没有" in place.welcome._words.text()
    place.files_in.load_sample()
    assert place._stack.currentWidget() is place.below
    assert len(place.desk.lines()) == 13


def test_the_window_remembers_where_it_was(qtbot: QtBot, place: Workplace, window: MainWindow, tmp_path: Path) -> None:
    wanted = ref_of(place.desk.form)
    place.beside.setSizes([333, 900])
    place.beside.splitterMoved.emit(333, 1)
    width = place.beside.sizes()[0]
    window.close()
    again = MainWindow(Settings(tmp_path / "window.ini"))
    qtbot.addWidget(again)
    again.resize(window.size())
    again.show()
    other = again.attach(place.desk.session)
    assert ref_of(other.desk.form) == wanted
    qtbot.waitUntil(lambda: abs(other.beside.sizes()[0] - width) <= 3, timeout=1000)


def _focusable(root: QWidget) -> list[QWidget]:
    wanted = Qt.FocusPolicy.TabFocus
    found = [w for w in root.findChildren(QWidget) if w.focusPolicy() & wanted and w.isVisibleTo(root)]
    return [w for w in found if not isinstance(w.parent(), QComboBox | QAbstractSpinBox)]


def test_every_control_has_a_name_for_screen_readers(place: Workplace, window: MainWindow) -> None:
    nameless = [w for w in _focusable(window) if not _accessible_name(w)]
    assert [f"{type(w).__name__} {w.objectName()} in {type(w.parent()).__name__}" for w in nameless] == []
    dialog = NewFormDialog(place.desk.library, place.desk.session.store.units(), 2026, window)
    assert [type(w).__name__ for w in _focusable(dialog) if not _accessible_name(w)] == []


def _accessible_name(widget: QWidget) -> str:
    interface: QAccessibleInterface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def test_tab_goes_round_the_window_and_never_gets_stuck(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    start = field(place, "项目名称")
    start.setFocus()
    table = place.form_view.table
    seen = []
    for _ in range(200):
        now = QApplication.focusWidget()
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is start:
            break
    assert QApplication.focusWidget() is start
    assert table in seen
    assert place.navigator.tree in seen
    assert seen.count(table) <= table.indicators.rowCount() * table.indicators.columnCount()


def test_shortcuts_are_unique_and_every_tool_is_in_a_menu(window: MainWindow) -> None:
    keys = [key.toString() for action in window.actions_by_name.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert QKeySequence("F8").toString() in keys
    in_menus = {command.id for _, commands in MENUS for command in commands if command}
    assert {name for name in TOOLS if name} <= in_menus


def test_every_command_of_the_menus_exists(place: Workplace) -> None:
    names = {command.name for _, commands in MENUS for command in commands if command} - {"quit"}
    assert [name for name in names if not callable(place.command(name))] == []


def test_a_store_that_cannot_be_read_is_told_and_the_window_lives(
    qtbot: QtBot, place: Workplace, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("数据文件读不出来。")

    monkeypatch.setattr(Store, "listing", fail)
    for name in ("form", "forms"):
        monkeypatch.setattr(Store, name, fail)
    commands = {command.id: command for _, menu in MENUS for command in menu if command}
    for name in ("check_year", "next_form", "duplicate_form", "export_year pdf"):
        window.carry_out(commands[name])
        assert "读不出来" in window.statusBar().currentMessage()
    place.navigator.chosen.emit(place.navigator.refs()[3])
    assert "读不出来" in window.statusBar().currentMessage()


def test_a_fault_of_the_program_is_written_down_and_told(window: MainWindow, tmp_path: Path) -> None:
    take = Faults(window, tmp_path / "记录" / "差错.txt")
    try:
        _ = 1 / 0
    except ZeroDivisionError as error:
        take(type(error), error, error.__traceback__)
    assert "程序出了差错" in window.statusBar().currentMessage()
    assert "ZeroDivisionError" in (tmp_path / "记录" / "差错.txt").read_text(encoding="utf-8")
    take(StoreError, StoreError("磁盘已满。"), None)
    assert "磁盘已满" in window.statusBar().currentMessage()


def test_a_long_name_never_widens_the_window(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    before = window.minimumSizeHint().width()
    place.desk.do(edit_form(place.desk.form, "改名", project_name="很长的名称" * 40))
    assert window.minimumSizeHint().width() == before


def test_ctrl_s_stores_what_is_typed_and_says_where(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    type_into(qtbot, field(place, "项目概况"), "新的概况")
    assert [keys.toString() for keys in window.actions_by_name["save"].shortcuts()] == ["Ctrl+S"]
    window.actions_by_name["save"].trigger()
    assert place.desk.session.store.form(ref_of(place.desk.form)).overview == "新的概况"
    name = place.desk.session.store.path.name
    assert window.statusBar().currentMessage() == f"绩衡随时自动保存，不用另存。已保存到 {name}。"


def test_ctrl_s_never_calls_stored_what_is_refused(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    type_into(qtbot, field(place, "资金总额"), "约四十")
    window.actions_by_name["save"].trigger()
    assert "没有存入" in window.statusBar().currentMessage()


def test_an_old_message_goes_with_the_next_act(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.say("已复制 3 格。")
    qtbot.wait(5)
    place.desk.do(edit_form(place.desk.form, "改", basis="一"))
    assert window.statusBar().currentMessage() == ""
    window.say("已复制 3 格。")
    place.desk.do(edit_form(place.desk.form, "剪切", basis="二"))
    assert window.statusBar().currentMessage() == "已复制 3 格。", "it is said of this very act"
    qtbot.wait(5)
    place.desk.undo()
    assert window.statusBar().currentMessage() == "已撤销：剪切。按 Ctrl+Y 恢复。"
    window.refuse("没有存入")
    qtbot.wait(5)
    place.desk.do(edit_form(place.desk.form, "改", basis="三"))
    assert window.statusBar().currentMessage() == "⚠ 没有存入"


def test_a_reason_is_asked_for_where_none_is_given(qtbot: QtBot, place: Workplace) -> None:
    place.problems.leave_problem()
    row = place.problems.reason
    assert not row.missing.isVisible()
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert row.missing.isVisible()
    assert row.missing.text() == "⚠ 请写一句为什么不改。"
    assert place.main.focusWidget() is row.field
    qtbot.keyClick(row.field, "a")
    assert not row.missing.isVisible()
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert not row.isVisible()


@pytest.fixture
def tight(qtbot: QtBot, place: Workplace, window: MainWindow) -> Workplace:
    """The window so low that the head, opened by hand, has taken the room of the problems."""
    window.resize(1090, 470)
    qtbot.waitUntil(lambda: place.form_view.head_folded)
    place.form_view.fold_button.click()
    qtbot.waitUntil(lambda: place.form_view.is_tight and not place.problems.list.isVisible())
    return place


def test_ctrl_j_brings_the_problems_back_in_a_low_window(qtbot: QtBot, tight: Workplace, window: MainWindow) -> None:
    window.actions_by_name["go_to_problems"].trigger()
    assert tight.problems.list.isVisible()
    assert window.focusWidget() is tight.problems.list
    assert tight.form_view.head_folded
    qtbot.wait(20)
    assert tight.problems.list.isVisible()
    window.resize(1090, 900)
    qtbot.waitUntil(lambda: not tight.form_view.head_folded)


def test_ctrl_j_from_the_preview_and_without_problems(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    place.show_preview()
    window.actions_by_name["go_to_problems"].trigger()
    assert not place.form_view.is_preview
    assert window.focusWidget() is place.problems.list
    clean = next(line.ref for line in place.desk.lines() if place.desk.count(line.ref) == (0, 0))
    place.desk.open_form(clean)
    window.actions_by_name["go_to_problems"].trigger()
    assert window.statusBar().currentMessage() == "没有发现问题。"


def test_pulling_the_divider_up_shows_the_problems(qtbot: QtBot, tight: Workplace) -> None:
    below = tight.below
    below.moveSplitter(below.height() - 120, 1)
    assert tight.problems.list.isVisible()
    assert tight.form_view.head_folded
    qtbot.wait(20)
    assert tight.problems.list.isVisible()


def test_where_nothing_is_to_be_seen_the_divider_comes_back(qtbot: QtBot, place: Workplace) -> None:
    place.show_preview()
    before = place.below.sizes()
    place.below.moveSplitter(place.below.height() - 200, 1)
    qtbot.waitUntil(lambda: place.below.sizes() == before)


def test_ctrl_f_searches_where_one_is(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    find = window.actions_by_name["search_words"]
    assert find.shortcut().toString() == "Ctrl+F"
    place.overview.show_overview()
    find.trigger()
    assert place.overview.page().filters.search.hasFocus()
    place.form_view.show_look(PREVIEW)
    find.trigger()
    assert place.form_view.preview.find_bar.field.hasFocus()
    place.form_view.show_look(FILL)
    find.trigger()
    assert place.replacing.dialog is not None
    assert place.replacing.dialog.isVisible()


def test_the_menus_have_their_pictures_once_the_window_is_there(qtbot: QtBot, window: MainWindow) -> None:
    with_picture = [one for _, commands in MENUS for one in commands if one and one.icon]
    qtbot.waitUntil(lambda: not any(window.actions_by_name[one.id].icon().isNull() for one in with_picture))
    assert len(with_picture) > len(TOOLS)
