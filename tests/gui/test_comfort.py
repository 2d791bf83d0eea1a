"""First start, help, keys, settings, the look, recent stores: what makes the window comfortable."""

import re
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pytest
from cases import ROOT
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.base.locations import resources_folder
from app.definitions.library import library
from app.editing.session import Session
from app.gui import main
from app.gui.first_start import OwnDetails, coming_year, places_of, units_to_offer
from app.gui.help_desk import PLACES, topic_for
from app.gui.help_pages import FIRST, ORDER, help_folder, search, topics
from app.gui.help_view import HelpWindow
from app.gui.main import Opening, usual_store
from app.gui.new_form import NewFormDialog
from app.gui.settings import Settings
from app.gui.settings_dialog import SettingsDialog
from app.gui.shortcuts import ShortcutSheet, all_keys, keys_of, written
from app.gui.theme import Look, apply_theme, theme, themes
from app.gui.widgets import ElidedLabel
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.records import Unit
from app.store.store import Store

SMALL_SCREEN = (1366 * 4 // 5, 768 * 4 // 5 - 40)  # 1366×768 at 125 %, without the task bar


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "own.ini")


@pytest.fixture
def usual_look(qapp: QApplication):
    yield
    apply_theme(qapp, Look())


# First start


def test_an_empty_store_asks_place_year_and_unit(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    place = window.attach(Session(store, library()))
    details = place.welcome.details
    qtbot.waitUntil(lambda: details.isVisibleTo(window))
    assert details.year.value() == coming_year()
    offered = [details.place.itemData(n) for n in range(details.place.count())]
    assert offered == ["", *places_of(library())]
    assert "打开上年的文件…" in [b.text() for b in place.welcome.findChildren(QPushButton)]


def test_answers_are_kept_at_once_and_new_forms_begin_with_them(
    qtbot: QtBot, window: MainWindow, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = window.attach(Session(store, library()))
    details = place.welcome.details
    wanted = places_of(library())[-1]
    details.place.setCurrentIndex(details.place.findData(wanted))
    details.place.activated.emit(details.place.currentIndex())
    details.year.setValue(2031)
    details.unit_name.setText("区财政局")
    details.unit_name.editingFinished.emit()
    kept = window.settings
    assert (kept.place, kept.new_year, kept.unit_name) == (wanted, 2031, "区财政局")
    asked: list[NewFormDialog] = []
    monkeypatch.setattr(NewFormDialog, "exec", lambda dialog: asked.append(dialog) or QDialog.DialogCode.Rejected)
    place.commands.new_form()
    assert asked[0].year.value() == 2031
    assert "区财政局" in asked[0].unit.currentText()
    first = library().layout(asked[0].layout_box.currentData())
    assert first.head.place == wanted


def test_no_question_has_to_be_answered(window: MainWindow, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    place = window.attach(Session(store, library()))
    monkeypatch.setattr(NewFormDialog, "exec", lambda _: QDialog.DialogCode.Accepted)
    place.commands.new_form()
    assert len(place.desk.lines()) == 1


def test_the_own_unit_stands_first_and_once(settings: Settings) -> None:
    known = [Unit(code="1", name="甲"), Unit(code="2", name="乙")]
    assert units_to_offer(settings, known) == known
    settings.unit_code = "2"
    assert [unit.name for unit in units_to_offer(settings, known)] == ["乙", "甲"]
    settings.unit_code, settings.unit_name = "3", "丙"
    assert [unit.name for unit in units_to_offer(settings, known)] == ["丙", "甲", "乙"]


def test_questions_are_asked_only_while_there_is_no_form(place: Workplace) -> None:
    assert not place.welcome.isVisibleTo(place)
    place.desk.open_form(None)
    assert not place.welcome.details.isVisibleTo(place)


# Keys


def test_the_sheet_has_every_key_of_the_menus(place: Workplace, window: MainWindow) -> None:
    sheet = ShortcutSheet(all_keys(window.menuBar(), window), window)
    shown = " ".join(keys for _, keys in sheet.shown())
    for action in window.actions_by_name.values():
        for key in action.shortcuts():
            assert written(key) in shown
    sheet.wanted.setText("预览")
    assert 0 < len(sheet.shown()) < 8
    assert all("预览" in words or "预览" in keys for words, keys in sheet.shown() if "在预览里" not in words)


def test_every_command_with_a_key_is_named_as_in_its_menu(place: Workplace, window: MainWindow) -> None:
    rows = keys_of(window.menuBar())
    assert len({(row.group, row.words) for row in rows}) == len(rows)
    assert not [row for row in rows if "&" in row.words or "…" in row.words]
    undo = next(row for row in rows if row.keys.startswith("Ctrl+Z"))
    assert undo.words == "撤销"


def test_no_two_commands_share_a_key(place: Workplace, window: MainWindow) -> None:
    keys = [key.toString() for action in window.actions_by_name.values() for key in action.shortcuts()]
    everywhere = Qt.ShortcutContext.WindowShortcut
    loose = [one for one in window.findChildren(QShortcut) if one.context() == everywhere and one.parent() is window]
    keys += [one.key().toString() for one in loose]
    assert sorted(keys) == sorted(set(keys))


def test_keys_are_written_as_they_stand_on_the_keyboard() -> None:
    assert written(QKeySequence("Ctrl+PgDown")) == "Ctrl+PageDown"
    assert written(QKeySequence("Alt+Up")) == "Alt+↑"
    assert written(QKeySequence("Ctrl+Ins")) == "Ctrl+Insert"


def test_no_two_menus_or_commands_of_a_menu_share_a_letter(window: MainWindow) -> None:
    def letters(words: list[str]) -> list[str]:
        return [found for text in words for found in re.findall(r"&(\w)", text)]

    menus = window.menuBar().actions()
    groups = [[menu.text() for menu in menus], *([a.text() for a in menu.menu().actions()] for menu in menus)]
    assert [sorted(letters(one)) for one in groups] == [sorted(set(letters(one))) for one in groups]


# Help


def test_every_place_of_the_window_has_its_page() -> None:
    assert set(PLACES.values()) <= set(ORDER)
    assert {path.stem for path in help_folder().glob("*.md")} == set(ORDER)


def test_every_page_is_written_out_and_its_links_lead_somewhere() -> None:
    for topic in topics().values():
        assert len(topic.text) > 300, topic.name
        assert re.search(r"[一-鿿]", topic.title)
        for target in re.findall(r"\]\(([^)]*)\)", topic.text):
            assert target.removesuffix(".md") in ORDER, f"{topic.name}: {target}"


def test_every_key_that_the_help_names_is_a_key_of_the_window(place: Workplace, window: MainWindow) -> None:
    known = {key for row in all_keys(window.menuBar(), window) for key in re.split("[、，]| 或 ", row.keys)}
    own = {"Enter", "Tab", "Shift+Tab", "Esc", "Delete", "Alt", "Fn", "F2", "Alt+F", "↑", "↓", "Ctrl+=", "Ctrl+-"}
    own |= {"F9", "Shift", "Ctrl+F", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+D", "Ctrl+A", "Ctrl+Enter", "Home", "End"}
    for topic in topics().values():
        named = re.findall(r"`((?:Ctrl|Shift|Alt|F\d)[^`]*)`", topic.text)
        assert [key for key in named if key not in known | own] == [], topic.name


def test_every_menu_path_that_the_help_names_is_there(place: Workplace, window: MainWindow) -> None:
    menus = {menu.text().partition("(")[0]: menu.menu() for menu in window.menuBar().actions()}
    for topic in topics().values():
        for title, command in re.findall(r"“(\w+) → ([^”]+)”", topic.text):
            words = [str(a.property("plain") or a.text()).partition("(")[0].rstrip("…") for a in menus[title].actions()]
            assert command.rstrip("…") in " ".join(words), f"{topic.name}: {title} → {command}"


def test_help_tells_about_what_has_the_focus(place: Workplace, window: MainWindow) -> None:
    assert topic_for(place.form_view.table) == "indicators"
    assert topic_for(place.form_view.head.editors()[0]) == "head-fields"
    assert topic_for(place.form_view.meter) == "weights"
    assert topic_for(place.problems) == "problems"
    assert topic_for(place.form_view.preview) == "preview"
    assert topic_for(place.welcome.details.place) == FIRST
    assert topic_for(None) == FIRST


def test_f1_opens_the_page_in_the_window_and_in_dialogs(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    place.form_view.table.setFocus()
    place.comfort.help_here()
    assert window.help._open.topic == "indicators"
    dialog = SettingsDialog(window.settings, library(), place.desk.session.store.path, window)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QShortcut)))
    dialog.scheme.setFocus()
    qtbot.keyClick(dialog.scheme, Qt.Key.Key_F1)
    assert window.help._open.topic == "settings"
    dialog.close()


def test_words_are_found_in_the_help(qtbot: QtBot) -> None:
    assert search("权重")[0].topic.name == "weights"
    assert search("  ") == []
    assert search("没有这样的词") == []
    view = HelpWindow()
    qtbot.addWidget(view)
    view.wanted.setText("生僻字")
    first = view.contents.topLevelItem(0)
    assert first is not None
    view.contents.setCurrentItem(first)
    assert view.topic == "questions"
    view.wanted.setText("")
    assert view.contents.topLevelItemCount() == len(ORDER)


def test_a_heading_of_the_contents_scrolls_to_its_place(qtbot: QtBot) -> None:
    view = HelpWindow()
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    view.show_topic("questions", topics()["questions"].headings[-1])
    assert view.page.verticalScrollBar().value() > 0
    view.show_topic("weights")
    qtbot.wait(20)
    assert view.page.verticalScrollBar().value() == 0


# Settings and look


def test_settings_hold_at_once(qtbot: QtBot, settings: Settings, tmp_path: Path) -> None:
    dialog = SettingsDialog(settings, library(), tmp_path / "a.jiheng")
    qtbot.addWidget(dialog)
    assert dialog.store_path.text() == str(tmp_path / "a.jiheng")
    with qtbot.waitSignal(dialog.look_chosen):
        dialog.scheme.setCurrentIndex(dialog.scheme.findData("dark"))
    with qtbot.waitSignal(dialog.look_chosen):
        dialog.percent.setCurrentIndex(dialog.percent.findData(150))
    again = Settings(tmp_path / "own.ini")
    assert (again.scheme, again.percent) == ("dark", 150)


def test_the_backup_folder_is_chosen_and_used(
    qtbot: QtBot, place: Workplace, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "备份盘"))
    place.comfort.back_up()
    (copy,) = (tmp_path / "备份盘").iterdir()
    with Store.open(copy) as opened:
        assert len(opened.listing()) == 13
    assert str(copy) in window.statusBar().currentMessage()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: pytest.fail("asked again"))
    place.comfort.back_up()


@pytest.mark.usefixtures("usual_look")
def test_the_look_changes_while_the_window_is_open(place: Workplace, window: MainWindow) -> None:
    before = window.actions_by_name["new_form"].icon().cacheKey()
    height = place.navigator.tree.fontMetrics().height()
    opened = place.desk.form.id
    window.settings.scheme, window.settings.percent = "dark", 150
    place.comfort.wear()
    assert theme() is themes()["dark"]
    assert window.palette().window().color().name() == themes()["dark"].window
    assert window.actions_by_name["new_form"].icon().cacheKey() != before
    assert place.navigator.tree.fontMetrics().height() > height * 1.3
    assert place.desk.form.id == opened


@pytest.mark.usefixtures("usual_look")
def test_the_system_decides_unless_the_clerk_does(qapp: QApplication) -> None:
    apply_theme(qapp, Look("system"))
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme() is themes()["dark" if dark else "light"]
    apply_theme(qapp, Look("dark"))
    assert theme() is themes()["dark"]


@pytest.mark.usefixtures("usual_look")
@pytest.mark.parametrize("percent", [100, 125, 150])
def test_nothing_is_clipped_on_a_small_screen_with_large_letters(
    qtbot: QtBot, place: Workplace, window: MainWindow, percent: int
) -> None:
    window.settings.percent = percent
    place.comfort.wear()
    window.resize(*SMALL_SCREEN)
    qtbot.wait(50)
    assert (window.width(), window.height()) == SMALL_SCREEN
    assert clipped(window) == []
    place.comfort._place.form_view.show_look(1)
    qtbot.wait(50)
    assert clipped(window) == []


@pytest.mark.usefixtures("usual_look")
def test_nothing_is_clipped_in_the_first_start_and_the_settings(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    place = window.attach(Session(store, library()))
    window.settings.percent = 150
    place.comfort.wear()
    window.resize(*SMALL_SCREEN)
    qtbot.wait(50)
    assert clipped(place.welcome) == []
    dialog = SettingsDialog(window.settings, library(), store.path, window)
    dialog.show()
    qtbot.wait(20)
    assert clipped(dialog) == []
    assert dialog.height() <= SMALL_SCREEN[1]


def clipped(root: QWidget) -> list[str]:
    """Words that have less room than they need, or stand outside of the window."""
    kinds = (QLabel, QPushButton, QToolButton, QCheckBox, QLineEdit)
    shown = [w for w in root.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible() and _words(w)]
    return [f"{type(w).__name__} {_words(w)} {w.size()} {w.minimumSizeHint()}" for w in shown if _is_clipped(w, root)]


def _words(widget: QWidget) -> str:
    return widget.placeholderText() if isinstance(widget, QLineEdit) else widget.text()


def _is_clipped(widget: QWidget, root: QWidget) -> bool:
    if isinstance(widget, ElidedLabel) or (isinstance(widget, QLabel) and widget.wordWrap()):
        return False
    needed = widget.minimumSizeHint()
    narrow = not isinstance(widget, QLineEdit) and widget.width() < needed.width()
    right = widget.mapTo(root, QPoint(widget.width(), 0)).x()
    return narrow or widget.height() < min(needed.height(), widget.fontMetrics().height()) or right > root.width() + 1


# Stores and files


def test_recent_stores_and_files_are_offered_while_they_are_there(window: MainWindow, tmp_path: Path) -> None:
    for name in ("一.jiheng", "二.jiheng"):
        (tmp_path / name).touch()
        window.settings.remember_store(tmp_path / name)
    window.settings.remember_store(tmp_path / "没了.jiheng")
    window.settings.remember_file(tmp_path / "一.jiheng")
    window.settings.remember_file(tmp_path / "一.jiheng")
    assert len(window.settings.recent_files) == 1
    window.recent.fill()
    names = [action.text().partition("　")[0] for action in window.recent.actions() if not action.isSeparator()]
    assert names == ["二.jiheng", "一.jiheng", "一.jiheng"]


def test_another_store_is_opened_in_the_same_window(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    opening = Opening(window)
    opening.begin(tmp_path / "一.jiheng")
    window.workplace.files_in.load_sample()
    window.store_wanted.emit(tmp_path / "二.jiheng")
    qtbot.waitUntil(lambda: window.workplace.desk.session.store.path.name == "二.jiheng")
    assert window.workplace.desk.lines() == []
    assert window.settings.recent_stores[0].name == "二.jiheng"
    assert usual_store(window.settings) == tmp_path / "二.jiheng"
    window.store_wanted.emit(tmp_path / "一.jiheng")
    qtbot.waitUntil(lambda: len(window.workplace.desk.lines()) == 13)
    window.close()
    opening.close()


def test_a_store_that_cannot_be_opened_leaves_the_open_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: told.append(words[2]))
    opening = Opening(window)
    opening.begin(tmp_path / "一.jiheng")
    (tmp_path / "假.jiheng").write_text("这不是数据文件，只是一段文字。" * 20, encoding="utf-8")
    window.store_wanted.emit(tmp_path / "假.jiheng")
    qtbot.waitUntil(lambda: bool(told))
    assert "不是绩衡的数据文件" in told[0]
    assert window.workplace.desk.session.store.path.name == "一.jiheng"
    window.workplace.files_in.load_sample()
    assert len(window.workplace.desk.lines()) == 13
    window.close()
    opening.close()


def test_without_a_name_the_store_of_last_time_is_opened(settings: Settings, tmp_path: Path) -> None:
    usual = usual_store(settings)
    settings.store = tmp_path / "没了.jiheng"
    assert usual_store(settings) == usual == main.default_store()


def test_the_help_and_its_folder_travel_with_the_program() -> None:
    assert (resources_folder() / "help" / f"{FIRST}.md").is_file()
    recipe = (ROOT / "packaging" / "jiheng.spec").read_text(encoding="utf-8")
    assert '(str(ROOT / "resources"), "resources")' in recipe


def test_own_details_show_what_is_remembered(qtbot: QtBot, settings: Settings) -> None:
    settings.unit_code, settings.new_year = " 312001 ", 2030
    details = OwnDetails(settings, library())
    qtbot.addWidget(details)
    assert (details.unit_code.text(), details.year.value()) == ("312001", 2030)


def test_the_manual_holds_every_page_and_can_be_searched(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "manual.py")]
    for name in ("手册.pdf", "手册.html"):
        subprocess.run([*command, str(tmp_path / name)], check=True, capture_output=True)
    with pdfplumber.open(tmp_path / "手册.pdf") as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    html = (tmp_path / "手册.html").read_text(encoding="utf-8")
    for topic in topics().values():
        assert topic.title in text
        assert f'id="{topic.name}"' in html
    assert not re.search(r"[\u2e80-\u2fdf]", text)  # signs for radicals, which look like characters and are never found
