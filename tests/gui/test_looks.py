"""How the window looks and what it says: what a clerk has stumbled over."""

from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
from cases import case
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app.definitions.library import Library, library
from app.editing.excerpts import excerpt
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.states import set_state
from app.editing.steps import edit_form, edit_indicator, new_form
from app.gui.beside.comparing import Comparison, compare
from app.gui.first_start import places_of
from app.gui.importing.helper import as_thread
from app.gui.importing.window import ImportWindow
from app.gui.measures import character, library_limits, list_width
from app.gui.new_form import NewFormDialog
from app.gui.overview import checker
from app.gui.overview.checker import Checked, result_words
from app.gui.overview.lines_model import AMOUNT, COLUMNS, FOUND, NAME, STATE
from app.gui.overview.page import OverviewPage, View
from app.gui.questions import Question
from app.gui.replacing.scope import column_labels
from app.gui.rolling.roll_dialog import RollDialog
from app.gui.settings import Settings
from app.gui.settings_dialog import SettingsDialog
from app.gui.theme import Look, apply_theme, contrast, theme
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.exchange import write_document
from app.model.records import ProjectTarget, ref_of
from app.model.states import FormState
from app.store.overview import Question as Asked
from app.store.store import Store
from gui.hands import SMALL, open_window, wait_for_checks

LONG_REASON = "缺少成本指标，满意度应当分开写"


@pytest.fixture
def page(place: Workplace) -> OverviewPage:
    place.overview.show_overview()
    return place.overview.page()


@pytest.fixture
def letters(qapp: QApplication) -> Iterator[None]:
    """Letters of another size are taken back."""
    yield
    apply_theme(qapp, Look())


# What was refused is not shown as done


def test_the_overview_is_marked_only_where_it_is_shown(
    qtbot: QtBot, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place.form_view, "store_all", lambda: False)
    place.navigator.overview.click()
    assert not place.overview.is_shown
    assert not place.navigator.overview.isChecked()
    monkeypatch.undo()
    place.navigator.overview.click()
    assert place.overview.is_shown
    assert place.navigator.overview.isChecked()
    place.navigator.overview.click()
    assert place.navigator.overview.isChecked(), "a second click changes nothing"


def test_the_title_of_the_window_names_what_is_shown(place: Workplace, window: MainWindow) -> None:
    form = window.windowTitle()
    place.overview.show_overview()
    assert window.windowTitle() == "2022 年概览 — 绩衡"
    place.show_filling()
    assert window.windowTitle() == form


# Checking the year


def test_checking_the_year_ends_with_its_result(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    place.command("check_year")()
    qtbot.waitUntil(lambda: window.statusBar().currentMessage().startswith("检查完：13 张表，"))
    assert window.statusBar().currentMessage() == result_words(list(place.desk.known.values()))


def test_a_check_that_was_stopped_is_not_called_done(
    qtbot: QtBot, place: Workplace, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = checker.checked
    monkeypatch.setattr(checker, "checked", lambda *words: (sleep(0.1), one(*words))[1])
    monkeypatch.setattr(checker, "_AT_ONCE", 1)  # or all would be done before the job looks whether it should stop
    place.command("check_year")()
    assert place.desk.checker._job is not None
    place.desk.checker._job.requestInterruption()
    qtbot.waitUntil(lambda: "已停止检查" in window.statusBar().currentMessage())


def test_the_result_of_a_check_is_one_sentence(place: Workplace) -> None:
    known = list(place.desk.known.values())
    faulty = sum(bool(one.issues) for one in known)
    assert f"检查完：13 张表，{faulty} 张有问题（提醒 " in result_words(known)
    clean = [Checked([], [], one.filled) for one in known[:2]]
    assert result_words(clean) == "检查完：2 张表，没有发现问题。"


# Keys


def test_enter_in_a_field_of_the_settings_presses_no_button(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    dialog = SettingsDialog(Settings(tmp_path / "window.ini"), library(), tmp_path / "a.jiheng")
    dialog.store_wanted.connect(lambda: opened.append("other"))
    qtbot.addWidget(dialog)
    dialog.show()
    for line in dialog.findChildren(QLineEdit):
        line.setFocus()
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert opened == []
    assert dialog.isVisible()
    (show,) = (one for one in dialog.findChildren(QPushButton) if one.text() == "打开文件夹")
    show.setFocus()
    qtbot.keyClick(show, Qt.Key.Key_Return)
    assert len(opened) == 1, "the button that has the focus is still pressed"


def test_the_keys_begin_at_the_questions_of_an_empty_store(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path)
    window.activateWindow()
    (export,) = (one for one in window.findChildren(QToolButton) if one.accessibleName() == "导出")
    assert export.focusPolicy() is Qt.FocusPolicy.NoFocus, "nothing else could take the focus before the store is open"
    made = window.attach(session)
    assert window.focusWidget() is made.welcome.details.place


def test_a_new_form_has_the_keys_in_its_first_empty_field(
    place: Workplace, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NewFormDialog, "exec", lambda _: NewFormDialog.DialogCode.Accepted)
    place.form_view.table.setFocus()
    place.form_view.fold_head(folded=True)
    place.commands.new_form()
    focus = window.focusWidget()
    assert isinstance(focus, QLineEdit | QComboBox)
    assert not (focus.currentText() if isinstance(focus, QComboBox) else focus.text())
    assert focus in place.form_view.head.editors() or focus.parent() in place.form_view.head.editors()
    assert focus.isVisible()


@pytest.mark.parametrize("kind", ["project_evaluation", "overall_evaluation"])
def test_a_new_form_begins_at_its_top(
    qtbot: QtBot, place: Workplace, window: MainWindow, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def answer(dialog: NewFormDialog) -> NewFormDialog.DialogCode:
        dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
        dialog.name.setText("会议")
        return NewFormDialog.DialogCode.Accepted

    monkeypatch.setattr(NewFormDialog, "exec", answer)
    window.resize(*SMALL)
    place.comparing.show_beside()
    qtbot.waitUntil(lambda: not place.comparing.busy)
    place.commands.new_form()
    qtbot.wait(20)
    head = place.form_view.head
    assert head.verticalScrollBar().maximum() > 0
    assert head.verticalScrollBar().value() == 0
    first = window.focusWidget()
    assert head.isAncestorOf(first)
    assert head.viewport().rect().contains(first.geometry().translated(head.widget().pos()))


def test_where_all_fields_are_filled_none_is_the_first_empty_one(place: Workplace) -> None:
    for editor in place.form_view.head.editors():
        editor.setText("满")  # type: ignore[attr-defined]
    assert not place.form_view.head.go_to_first_empty()


# Sizes


def test_the_list_follows_letters_and_window(qtbot: QtBot, place: Workplace) -> None:
    usual = list_width(place, 0, 2000)
    assert usual == 21 * character(place)
    assert list_width(place, 300, 2000) == 300, "as it was dragged"
    assert list_width(place, 20, 2000) == 11 * character(place), "names are still told apart"
    assert list_width(place, 900, 1000) == 300, "the form has the most"


def test_larger_letters_have_a_wider_list_and_library(
    qtbot: QtBot, place: Workplace, qapp: QApplication, letters: None
) -> None:
    place.shelf.show_library()
    place.main.resize(1900, 900)
    qtbot.waitUntil(lambda: place.beside.width() > 1400)
    place.beside.setSizes([300, place.beside.width() - 300])
    place.beside.splitterMoved.emit(300, 1)
    before, rows = character(place), place.navigator.tree.sizeHintForRow(0)
    count = place.navigator.tree.columnWidth(1)
    apply_theme(qapp, Look(percent=150))
    after = character(place)
    assert after > before
    qtbot.waitUntil(lambda: abs(place.beside.sizes()[0] - 300 * after // before) <= 3)
    assert place.navigator.tree.sizeHintForRow(0) > rows
    assert place.navigator.tree.columnWidth(1) > count
    assert character(place.shelf.dock.titleBarWidget()) == after
    assert place.shelf.panel.minimumWidth() == library_limits(place.shelf.panel, place.main.width())[0]


def test_larger_letters_have_wider_columns_and_higher_rows_in_the_overview(
    page: OverviewPage, qapp: QApplication, letters: None
) -> None:
    page.show_view(View.CHART)
    row, high, chart = page.table.columnWidth(AMOUNT), page.table.rowHeight(0), page.chart.row
    apply_theme(qapp, Look(percent=150))
    heading = page.table.horizontalHeader().fontMetrics().horizontalAdvance("金额（万元）")
    assert page.table.columnWidth(AMOUNT) > max(row, heading + 20)
    assert page.table.rowHeight(0) > high
    assert page.chart.row > chart
    assert page.table._icon_width() > 16


@pytest.mark.parametrize("width", [1093, 1366, 1920])
def test_the_library_takes_a_third_at_most_and_leaves_the_list_its_names(
    qtbot: QtBot, sample: Session, tmp_path: Path, width: int
) -> None:
    settings = Settings(tmp_path / "window.ini")
    settings.library_open, settings.library_width = True, 900
    window = open_window(qtbot, tmp_path, (width, 700))
    place = window.attach(sample)
    wait_for_checks(qtbot, place)
    qtbot.waitUntil(lambda: place.shelf.dock.isVisible() and not place._settling.isActive())
    qtbot.waitUntil(lambda: place.shelf.dock.width() <= width // 3 + 2)
    qtbot.waitUntil(lambda: place.beside.sizes()[0] >= min(list_width(place, 0, width), 11 * character(place)) - 2)
    place.leave()
    assert settings.library_width == 900, "what the window has decided is not what the clerk has dragged"


# The dark theme


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_boxes_to_tick_and_numbers_have_an_outline(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, letters: None, scheme: str
) -> None:
    apply_theme(qapp, Look(scheme))
    dialog = SettingsDialog(Settings(tmp_path / "window.ini"), library(), tmp_path / "a.jiheng")
    qtbot.addWidget(dialog)
    dialog.show()
    for widget in (dialog.fonts, dialog.details.year):
        seen = widget.grab().toImage()
        assert strongest(seen, theme().window) >= 3, type(widget).__name__
    assert all(button.icon().isNull() for button in dialog.findChildren(QPushButton)), (
        "no icon of the desktop's colours"
    )


def strongest(image: QImage, ground: str) -> float:
    """Return how well the outline at the left of a widget is told from what is around it."""
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(5)}
    return max(contrast(colour, ground) for colour in colours)


# The overview


def test_a_long_reason_has_its_room_and_is_told_whole(qtbot: QtBot, place: Workplace, page: OverviewPage) -> None:
    place.main.resize(1600, 800)
    usual = page.table.columnWidth(STATE)
    ref = page.lines.refs[2]
    place.desk.do(set_state(place.desk.session.store, [ref], FormState.RETURNED, LONG_REASON))
    whole = f"被退回：{LONG_REASON}"
    qtbot.waitUntil(lambda: page.lines.index(2, STATE).data() == whole)
    needed = page.table.fontMetrics().horizontalAdvance(whole)
    qtbot.waitUntil(lambda: page.table.columnWidth(STATE) >= needed > usual)
    for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
        assert page.lines.index(2, STATE).data(role) == whole


def test_a_state_never_takes_the_room_of_names(qtbot: QtBot, place: Workplace, page: OverviewPage) -> None:
    ref = page.lines.refs[2]
    place.desk.do(set_state(place.desk.session.store, [ref], FormState.RETURNED, LONG_REASON * 20))
    qtbot.waitUntil(lambda: "：" in str(page.lines.index(2, STATE).data()))
    assert page.table.columnWidth(NAME) >= 14 * character(page.table)


def test_a_search_shows_where_the_words_were_found(
    qtbot: QtBot, place: Workplace, page: OverviewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page.table.isColumnHidden(FOUND)
    form = place.desk.session.store.form(page.lines.refs[0])
    place.desk.do(edit_form(form, "写", basis="此前各年都没有的蓝鲸保护办法"))
    read: list[object] = []
    whole = Store.form
    monkeypatch.setattr(Store, "form", lambda self, ref: read.append(ref) or whole(self, ref))
    page.filters.search.setText("蓝鲸")
    page.filters.search_now()
    assert not page.table.isColumnHidden(FOUND)
    assert page.lines.index(0, FOUND).data() == "立项依据：…各年都没有的蓝鲸保护办法"
    assert page.lines.index(0, FOUND).data(Qt.ItemDataRole.ToolTipRole) == page.lines.index(0, FOUND).data()
    assert set(read) == {ref_of(form)}, "only what is seen is read"
    page.filters.widen()
    assert page.table.isColumnHidden(FOUND)


def columns_seen(page: OverviewPage) -> list[str]:
    return [column.heading for n, column in enumerate(COLUMNS) if not page.table.isColumnHidden(n)]


def test_where_words_were_found_takes_its_room_from_the_names(place: Workplace, page: OverviewPage) -> None:
    place.main.resize(*SMALL)
    before = columns_seen(page)
    assert "最近修改" in before
    page.filters.search.setText("会议")
    page.filters.search_now()
    assert columns_seen(page) == [*(one for one in before if one != "项目代码"), "找到的地方"]
    assert page.table.horizontalHeader().length() <= page.table.viewport().width()


@pytest.mark.parametrize("percent", [100, 125, 150])
@pytest.mark.parametrize("words", ["", "会议"])
def test_no_column_of_the_overview_lies_beyond_the_edge(
    qtbot: QtBot, qapp: QApplication, place: Workplace, page: OverviewPage, letters: None, percent: int, words: str
) -> None:
    other = ProjectTarget(year=2022, project_name="会议中心维护", unit_code="312002", unit="机关事务中心")
    other.layout = place.desk.form.layout
    place.desk.do(new_form(other, 99))
    apply_theme(qapp, Look(percent=percent))
    place.main.resize(*SMALL)
    place.shelf.show_library()
    page.filters.search.setText(words)
    page.filters.search_now()
    qtbot.waitUntil(lambda: place.shelf.dock.isVisible() and not place._settling.isActive())
    table = page.table
    assert table.horizontalHeader().length() <= table.viewport().width()
    least = 8 * character(table)
    assert table.columnWidth(NAME) >= least
    assert not words or table.columnWidth(FOUND) >= least


def test_an_excerpt_leaves_out_what_the_name_has(library: Library) -> None:
    labels = column_labels(library)
    form = next(one for one in case("tongnan-2022") if isinstance(one, ProjectTarget))
    assert excerpt(form, [form.project_name[:3]], labels) == ""
    assert excerpt(form, ["没有这个词"], labels) == ""
    name = form.indicators[0].level3
    assert excerpt(form, [name], labels) == f"三级指标：{name}"
    assert excerpt(form, [form.indicators[0].level1], labels).startswith("一级指标：")


def test_the_chart_says_in_which_unit_money_is(page: OverviewPage) -> None:
    from app.gui.overview.chart import _HEADINGS, ChartHead

    page.show_view(View.CHART)
    (head,) = page.findChildren(ChartHead)
    assert head.isVisible()
    assert "金额（万元）" in _HEADINGS


def test_states_are_noted_by_verbs(place: Workplace, page: OverviewPage) -> None:
    words = ["标为草稿", "标为已核", "标为已导出", "标为被退回…"]
    assert [action.text() for action in page._states.actions()] == words
    for row in (page.reason, place.form_view.state.reason):
        assert row.keep.text() == "标为被退回"


# Questions


def test_answers_are_verbs_and_enter_loses_nothing(qtbot: QtBot, place: Workplace) -> None:
    question = Question("还没有存入", "退出后就没有了。", "退出", "回去改", place)
    qtbot.addWidget(question)
    assert {button.text() for button in question.buttons()} == {"退出", "回去改"}
    assert question.defaultButton() is question.stay_button
    assert question.escapeButton() is question.stay_button


def test_nothing_is_asked_with_yes_and_no() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in Path("app/gui").rglob("*.py"))
    assert "StandardButton.Yes" not in code
    assert "QMessageBox.question" not in code


# Reading


def test_an_import_without_forms_says_what_can_be_read(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    window = ImportWindow(session, as_thread)
    qtbot.addWidget(window)
    window.show()
    assert window.nothing.isVisible()
    assert not window.form.isVisible()
    assert not any(button.isVisible() for button in window.source.findChildren(QToolButton))
    (tmp_path / "a.csv").write_text("你好,世界\n1,2\n", encoding="utf-8")
    window.read_paths([tmp_path / "a.csv"])
    qtbot.waitUntil(lambda: not window.reader.busy and window.nothing.next.isVisible())
    assert "再加文件" in window.nothing.next.text()
    assert window.basket.files[0].notes[0].endswith("请打开它看看，表是不是在另一个文件里。")
    window.close()


def test_reading_says_how_many_forms_went_to_each_year(qtbot: QtBot, sample: Session, window: MainWindow) -> None:
    place = window.attach(sample)
    projects = sample.store.overview(Asked(2022))[:3]
    for ref in projects[1:]:
        sample.apply(edit_form(sample.store.form(ref), "改", year=2021))
    place.files_in._tell_stored(list(projects), 0)
    words = window.statusBar().currentMessage()
    assert words == "已读入 3 张表：2022 年 1 张、2021 年 2 张。按 Ctrl+Z 可以全部撤销。"


# Last year


def test_a_changed_field_and_a_changed_level_are_counted_and_told(sample: Session, library: Library) -> None:
    before = case("tongnan-2022")
    form = next(one for one in before if isinstance(one, ProjectTarget) and len(one.indicators) > 2)
    ref = next(line.ref for line in sample.store.listing() if line.code == form.project_code)
    last = sample.store.form(ref)
    document = write_document([last])
    load_document(sample, document)
    made = next(line.ref for line in sample.store.listing() if line.code == form.project_code and line.ref != ref)
    sample.apply(edit_form(sample.store.form(made), "改", year=2023, start="2023年"))
    sample.apply(edit_indicator(sample.store.form(made), 0, level1="社会效益"))
    found = compare(made, ref, sample.store, library)
    assert isinstance(found, Comparison)
    changed = [line for line in found.lines if line.state.label == "已改"]
    assert found.count(changed[0].state) == len(changed)
    row = next(line for line in changed if line.row == 0)
    assert row.this.startswith("社会效益 · ")
    assert row.last.startswith(f"{last.indicators[0].level1} · ")


# Rolling


def test_what_another_taxonomy_changes_is_told_as_what_would_be(
    qtbot: QtBot, sample: Session, library: Library, place: Workplace
) -> None:
    dialog = RollDialog(sample.store, library, [2022], 2022, None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.is_looking and dialog.taxonomy.isVisible(), timeout=10_000)
    assert dialog.changes.text().startswith("勾选后，")
    dialog.taxonomy.setChecked(True)
    assert not dialog.changes.text().startswith("勾选后")
    dialog.reject()


# Places


def test_places_begin_with_the_centre_and_follow_the_codes(library: Library) -> None:
    places = places_of(library)
    assert places[:3] == ["中央部门", "中央对地方专项转移支付", "财政部"]
    assert places.index("北京市") < places.index("吉林省长春市") < places.index("浙江省杭州市")
    assert places.index("湖南省长沙市") < places.index("重庆市潼南区") < places.index("宁夏回族自治区")
    assert all(library.rank_of(place) < len(library.places) for place in places), "each begins with a known name"
    assert library.rank_of("某区") == len(library.places)
