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
from app.gui.main import Faults
from app.gui.new_form import NewFormDialog
from app.gui.settings import Settings
from app.gui.window import MENUS, TOOLS, MainWindow
from app.gui.workplace import Workplace
from app.model.records import ref_of
from app.store.store import Store
from gui.hands import field


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
