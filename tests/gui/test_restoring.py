"""Restoring in the window: from the menu, and when a damaged store keeps it from opening; by keys alone."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cases import SAMPLE, case, document_at
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from store.files import damage

from app.base.errors import DamagedError, LeftoverError
from app.definitions.library import library
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.steps import edit_form
from app.gui.main import Opening
from app.gui.rescue import RescueBox
from app.gui.restore_dialog import RestoreDialog, content_words, size_words
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.store import backups
from app.store.restoring import Content, content_of
from app.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with the sample department, of which there is one backup with one form changed since."""
    made = tmp_path / "数 据" / "绩衡.jiheng"
    with Store.open(made) as store:
        session = Session(store, library())
        load_document(session, document_at(SAMPLE))
        store.backup(backups.folder_of(made))
        session.apply(edit_form(store.forms()[0], "改名", project_name="后来改的名字"))
    return made


@pytest.fixture
def backup(path: Path) -> Path:
    (made,) = backups.backups_of(path)
    return made.path


@pytest.fixture
def opening(window: MainWindow) -> Iterator[Opening]:
    made = Opening(window)
    yield made
    window.close()
    made.close()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What boxes with one button have said."""
    sentences: list[str] = []
    for way in ("information", "warning", "critical"):
        monkeypatch.setattr(QMessageBox, way, lambda *words: sentences.append(f"{words[1]}：{words[2]}"))
    return sentences


@pytest.fixture(autouse=True)
def no_file_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for the dialog of the desktop."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))


def names(window: MainWindow) -> list[str]:
    return [form.name for form in window.workplace.desk.session.store.forms()]


def first_names() -> list[str]:
    return [form.name for form in case("tongnan-2022")]


def when_modal(kind: type[QWidget], action: Callable[[QWidget], None]) -> None:
    """Do something as soon as a dialog of a kind waits for the clerk."""

    def look() -> None:
        widget = QApplication.activeModalWidget()
        if isinstance(widget, kind) and widget.isVisible():
            action(widget)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)


def press(text: str) -> Callable[[QWidget], None]:
    def pressing(dialog: QWidget) -> None:
        next(b for b in dialog.findChildren(QPushButton) if b.text().startswith(text)).click()

    return pressing


def begin(qtbot: QtBot, opening: Opening, window: MainWindow, path: Path) -> None:
    opening.open(path)
    qtbot.waitUntil(lambda: window.workplace is not None and not window.workplace.desk.is_checking)


# From the menu


def test_the_command_stands_below_that_which_makes_backups(window: MainWindow) -> None:
    menu = window.menuBar().actions()[0].menu()
    words = [action.text() for action in menu.actions()]
    assert words.index("从备份恢复(&R)…") == words.index("备份数据(&B)…") + 1


def test_a_backup_is_restored_in_the_same_window(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, told: list[str]
) -> None:
    begin(qtbot, opening, window, path)
    before = window.workplace
    assert "后来改的名字" in names(window)
    when_modal(RestoreDialog, press("恢复"))
    window.actions_by_name["restore_backup"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert window.workplace is not before
    assert names(window) == first_names()
    kept = backups.backups_of(path)[0].path
    assert told[0].startswith("已恢复：已恢复到 20")
    assert f"恢复前的数据在“备份/{kept.name}”" in told[0]
    assert "文件 → 从备份恢复…" in told[0]
    with Store.open(kept) as store:
        assert "后来改的名字" in [form.name for form in store.forms()]


def test_what_is_being_typed_is_in_the_backup_made_before(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, told: list[str]
) -> None:
    begin(qtbot, opening, window, path)
    place = window.workplace
    place.desk.open_form(place.navigator.refs()[2])
    editor = next(b.editor for b in place.form_view.head._bound if b.editor.accessibleName() == "项目名称")
    editor.setText("正在写")
    when_modal(RestoreDialog, press("恢复"))
    window.actions_by_name["restore_backup"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    with Store.open(backups.backups_of(path)[0].path) as store:
        assert "正在写" in [form.name for form in store.forms()]


def test_the_steps_to_undo_are_those_of_the_backup(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, told: list[str]
) -> None:
    begin(qtbot, opening, window, path)
    assert window.workplace.desk.session.undo_name == "改名"
    when_modal(RestoreDialog, press("恢复"))
    window.actions_by_name["restore_backup"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert window.workplace.desk.session.undo_name != "改名"
    assert "改名" not in window.actions_by_name["undo"].text()


def test_by_keys_alone(qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, told: list[str]) -> None:
    begin(qtbot, opening, window, path)
    window.workplace.desk.session.store.backup(backups.folder_of(path))
    newest, oldest = [offer.path for offer in backups.backups_of(path)]

    def choose(dialog: QWidget) -> None:
        assert isinstance(dialog, RestoreDialog)
        qtbot.waitUntil(dialog.list.hasFocus)
        assert dialog.chosen() == newest
        qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
        assert dialog.chosen() == oldest
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)

    when_modal(RestoreDialog, choose)
    window.actions_by_name["restore_backup"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert names(window) == first_names()


def test_escape_changes_nothing(qtbot: QtBot, opening: Opening, window: MainWindow, path: Path) -> None:
    begin(qtbot, opening, window, path)
    place = window.workplace
    when_modal(RestoreDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    window.actions_by_name["restore_backup"].trigger()
    qtbot.wait(50)
    assert window.workplace is place
    assert len(backups.backups_of(path)) == 1
    assert "后来改的名字" in names(window)


def test_a_failure_on_the_way_leaves_the_data_and_is_told(
    qtbot: QtBot,
    opening: Opening,
    window: MainWindow,
    path: Path,
    backup: Path,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    begin(qtbot, opening, window, path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        window.restore_wanted.emit(backup)
        qtbot.waitUntil(lambda: bool(told))
    assert told[0].startswith("没有恢复：")
    assert "磁盘已满" in told[0]
    assert "后来改的名字" in names(window)
    window.workplace.files_in.load_sample()
    assert len(window.workplace.desk.session.store.listing()) == 26


def test_a_store_that_is_damaged_while_it_is_open_is_restored_from_the_menu(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, told: list[str]
) -> None:
    begin(qtbot, opening, window, path)
    window.workplace.desk.session.store._opened().dispose()
    ruin = damage(path)
    when_modal(RestoreDialog, press("恢复"))
    window.actions_by_name["restore_backup"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert names(window) == first_names()
    (aside,) = path.parent.glob("* 已损坏 *")
    assert aside.read_bytes() == ruin
    assert str(aside) in told[0]


# The dialog


@pytest.fixture
def dialog(qtbot: QtBot, path: Path) -> RestoreDialog:
    made = RestoreDialog(path)
    qtbot.addWidget(made)
    made.show()
    return made


def texts(dialog: RestoreDialog, row: int) -> list[str]:
    item = dialog.list.topLevelItem(row)
    return [item.text(column) for column in range(dialog.list.columnCount())]


def said(dialog: QWidget) -> str:
    return " ".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisibleTo(dialog))


def test_the_backups_are_told_by_day_content_and_size(dialog: RestoreDialog, backup: Path) -> None:
    made = backups.moment_in(backup.name)
    day, time, content, size = texts(dialog, 0)
    assert day.startswith(f"{made.year} 年 {made.month} 月 {made.day} 日 周")
    assert (time, content) == (f"{made:%H:%M}", "13 张表，2022 年")
    assert size == size_words(backup.stat().st_size)
    assert f"现在的数据会先备份到“{backup.parent}”" in said(dialog)
    widths = [dialog.list.columnWidth(column) for column in range(4)]
    wanted = [dialog.list.fontMetrics().horizontalAdvance(text) for text in (day, time, content, size)]
    assert all(width > text for width, text in zip(widths, wanted, strict=True))


def test_a_backup_that_cannot_be_read_says_so(qtbot: QtBot, path: Path, backup: Path) -> None:
    newer = backup.with_name("绩衡 2099-01-01 080000.jiheng")
    newer.write_bytes(b"")
    dialog = RestoreDialog(path)
    qtbot.addWidget(dialog)
    assert texts(dialog, 0)[2] == "读不出，可能已损坏"
    dialog.accept()
    assert dialog.result() != QDialog.DialogCode.Accepted
    assert "不是绩衡的备份" in dialog.refusal.text()
    dialog.list.setCurrentItem(dialog.list.topLevelItem(1))
    assert dialog.refusal.text() == ""


def test_another_file_is_chosen_and_stands_first(
    dialog: RestoreDialog, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "U 盘" / "去年底.jiheng"
    other.parent.mkdir()
    other.write_bytes(backup.read_bytes())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    dialog.other_button.click()
    assert dialog.chosen() == other
    assert texts(dialog, 0)[2] == "13 张表，2022 年　去年底.jiheng"


def test_a_file_that_is_no_backup_is_refused_in_place(
    dialog: RestoreDialog, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "说明.txt"
    text.write_text("不是备份。" * 50, encoding="utf-8")
    for file, words in ((text, "不是绩衡的备份"), (path, "就是现在的数据文件")):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, file=file: (str(file), ""))
        dialog.other_button.click()
        assert words in dialog.refusal.text()
        assert dialog.refusal.isVisibleTo(dialog)
        assert dialog.list.topLevelItemCount() == 1


def test_without_backups_another_file_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    with Store.open(tmp_path / "新.jiheng"):
        dialog = RestoreDialog(tmp_path / "新.jiheng")
        qtbot.addWidget(dialog)
        dialog.show()
    assert "还没有自动备份" in said(dialog)
    assert not dialog.restore_button.isEnabled()
    qtbot.waitUntil(dialog.other_button.hasFocus)


def test_every_control_has_a_name(dialog: RestoreDialog) -> None:
    controls = [*dialog.findChildren(QPushButton), *dialog.findChildren(QTreeWidget)]
    assert len(controls) == 4
    for control in controls:
        assert QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name).strip()


def test_tab_reaches_every_control(qtbot: QtBot, dialog: RestoreDialog) -> None:
    dialog.activateWindow()
    dialog.list.setFocus()
    seen = {QApplication.focusWidget()}
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert {dialog.list, dialog.restore_button, dialog.other_button} < seen


def test_how_content_and_size_are_told() -> None:
    assert content_words(Content(0, ())) == "没有表"
    assert content_words(Content(2, ())) == "2 张表"
    assert content_words(Content(9, (2027, 2026, 2025, 2024, 2023))) == "9 张表，2027、2026、2025、2024 年等"
    assert [size_words(size) for size in (1, 50_000, 3_500_000)] == ["1 KB", "49 KB", "3.3 MB"]


# A store that cannot be opened


def test_a_damaged_store_is_restored_from_the_newest_backup_and_opens(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, told: list[str]
) -> None:
    ruin = damage(path)

    def answer(box: QWidget) -> None:
        assert isinstance(box, RescueBox)
        assert "已损坏" in box.text()
        assert "13 张表，2022 年" in box.informativeText()
        assert box.defaultButton() is box.newest_button
        qtbot.keyClick(box, Qt.Key.Key_Return)

    when_modal(RescueBox, answer)
    opening.begin(path)
    qtbot.waitUntil(lambda: bool(told))
    assert names(window) == first_names()
    (aside,) = path.parent.glob("* 已损坏 *")
    assert aside.read_bytes() == ruin
    assert told == [told[0]]
    assert f"不能用的文件没有删除，另存为“{aside}”" in told[0]
    assert opening.code == 0


def test_of_a_damaged_store_the_backup_can_be_chosen(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, told: list[str]
) -> None:
    damage(path)
    rounds: list[str] = []

    def change_mind(dialog: QWidget) -> None:
        assert isinstance(dialog, RestoreDialog)
        assert "已损坏" in said(dialog)
        rounds.append("dialog")
        if len(rounds) == 1:
            when_modal(RescueBox, choose)
            dialog.reject()
        else:
            press("恢复")(dialog)

    def choose(box: QWidget) -> None:
        when_modal(RestoreDialog, change_mind)
        press("选择备份")(box)

    when_modal(RescueBox, choose)
    opening.begin(path)
    qtbot.waitUntil(lambda: bool(told))
    assert len(rounds) == 2
    assert names(window) == first_names()


def test_a_damaged_store_is_left_as_it_is(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, told: list[str]
) -> None:
    ruin = damage(path)
    when_modal(RescueBox, lambda box: qtbot.keyClick(box, Qt.Key.Key_Escape))
    opening.begin(path)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert opening.code == 2
    assert told == []
    assert path.read_bytes() == ruin
    assert not path.with_name(f"{path.name}.lock").exists()


def test_a_damaged_store_without_backups_can_be_restored_from_elsewhere(
    qtbot: QtBot,
    opening: Opening,
    window: MainWindow,
    path: Path,
    backup: Path,
    tmp_path: Path,
    told: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere = backup.rename(tmp_path / backup.name)
    path.write_bytes(b"")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(elsewhere), ""))

    def choose_other(dialog: QWidget) -> None:
        assert isinstance(dialog, RestoreDialog)
        dialog.other_button.click()
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)

    def choose(box: QWidget) -> None:
        assert isinstance(box, RescueBox)
        assert box.newest_button is None
        assert "没有找到能用的自动备份" in box.informativeText()
        when_modal(RestoreDialog, choose_other)
        qtbot.keyClick(box, Qt.Key.Key_Return)

    when_modal(RescueBox, choose)
    opening.begin(path)
    qtbot.waitUntil(lambda: bool(told))
    assert names(window) == first_names()


def test_what_fails_is_told_and_asked_for_again(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_once(*_: object) -> None:
        patch.undo()
        raise OSError(errno.ENOSPC, "full")

    def again(box: QWidget) -> None:
        when_modal(RescueBox, press("用最新的备份恢复"))
        press("用最新的备份恢复")(box)

    damage(path)
    warned: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: warned.append(words[2]))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_once)
        when_modal(RescueBox, again)
        opening.begin(path)
        qtbot.waitUntil(lambda: bool(told))
    assert "磁盘已满" in warned[0]
    assert names(window) == first_names()


def test_another_store_that_is_damaged_is_restored_too(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, tmp_path: Path, told: list[str]
) -> None:
    begin(qtbot, opening, window, tmp_path / "一.jiheng")
    damage(path)
    when_modal(RescueBox, press("取消"))
    window.store_wanted.emit(path)
    qtbot.wait(100)
    assert window.workplace.desk.session.store.path.name == "一.jiheng"
    when_modal(RescueBox, press("用最新的备份恢复"))
    window.store_wanted.emit(path)
    qtbot.waitUntil(lambda: window.workplace.desk.session.store.path == path)
    assert names(window) == first_names()
    assert told == []


def test_the_buttons_of_the_question_have_names(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    box = RescueBox(path, DamagedError("数据文件已损坏。"), "退出", window)
    words = [button.text().partition("(")[0] for button in box.buttons()]
    assert sorted(words) == sorted(["用最新的备份恢复", "选择备份…", "退出"])


def test_a_whole_store_beside_a_strange_log_is_not_replaced_by_enter(
    qtbot: QtBot, window: MainWindow, path: Path
) -> None:
    damaged = RescueBox(path, DamagedError("数据文件已损坏。"), "退出", window)
    beside = RescueBox(path, LeftoverError("旁边的文件不是它的。"), "退出", window)
    assert damaged.defaultButton() is damaged.newest_button
    assert beside.defaultButton().text() == "退出"


def test_the_dialog_goes_when_it_is_closed(qtbot: QtBot, opening: Opening, window: MainWindow, path: Path) -> None:
    opening.open(path)
    for _ in range(3):
        when_modal(RestoreDialog, lambda dialog: dialog.reject())
        window.actions_by_name["restore_backup"].trigger()
    qtbot.waitUntil(lambda: not window.findChildren(RestoreDialog))


def test_an_export_under_way_notes_nothing_in_the_store_that_came(
    qtbot: QtBot, opening: Opening, window: MainWindow, path: Path, backup: Path, told: list[str], tmp_path: Path
) -> None:
    opening.open(path)
    place = window.workplace
    place.files_out.export_to(place.desk.session.store.forms(2022)[:1], "pdf", tmp_path / "out")
    opening.restore(backup)
    qtbot.wait(100)  # what the export came to is on its way
    store = window.workplace.desk.session.store
    assert store.states() == []
    assert window.workplace.desk.session.undo_names() == ["载入 13 张表"]
    assert any("已恢复" in one for one in told)


def test_a_store_that_cannot_be_shown_leaves_the_one_that_is_open(
    opening: Opening, window: MainWindow, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "另一个.jiheng"
    Store.open(other).close()
    opening.open(path)
    attach = MainWindow.attach

    def fail(self: MainWindow, session: Session) -> Workplace:
        if session.store.path == other:
            raise ValueError("a fault of the program")
        return attach(self, session)

    monkeypatch.setattr(MainWindow, "attach", fail)
    with pytest.raises(ValueError, match="a fault"):
        opening.change_to(other)
    assert names(window)
    assert window.workplace.desk.session.store.path == path
    Store.open(other).close()  # it is not locked


def test_a_store_that_was_filled_today_leaves_a_backup_behind(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "新.jiheng"
    opening = Opening(window)
    opening.open(path)
    assert backups.backups_of(path) == []
    load_document(window.workplace.desk.session, document_at(SAMPLE))
    window.close()
    opening.close()
    (made,) = backups.backups_of(path)
    assert content_of(made.path) == Content(13, (2022,))
