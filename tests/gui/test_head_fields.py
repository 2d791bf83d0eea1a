"""The fields above the table: typed, stored, refused, taken back, and kept until they can be stored."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from cases import CASES, document_at
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.editing.loading import load_document
from app.editing.steps import edit_form
from app.gui.field_grid import broken
from app.gui.head_editors import Choice, GrowingText, Line
from app.gui.questions import Question
from app.gui.settings import Settings
from app.gui.theme import Look, apply_theme, theme
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.records import ref_of
from app.model.refs import FormKind
from app.store import connections
from gui.hands import SMALL, field, stored, type_into


def test_head_fields_have_the_printed_labels_in_the_printed_order(place: Workplace) -> None:
    names = [bound.editor.accessibleName() for bound in place.form_view.head._bound]
    assert names == [
        *("项目名称（代码）", "项目名称", "主管部门（代码）", "主管部门", "实施单位（代码）", "实施单位", "资金总额"),
        *("项目属性", "项目起始时间", "项目终止时间", "项目概况", "立项依据", "项目当年绩效目标"),
    ]
    assert field(place, "项目名称").text() == "区政府办调研政研专项"
    assert field(place, "资金总额").text() == "40"


def test_a_typed_field_is_stored_at_once_and_can_be_undone(qtbot: QtBot, place: Workplace) -> None:
    before = stored(place)
    type_into(qtbot, field(place, "资金总额"), "４１．５")
    field(place, "项目概况").setFocus()
    assert place.desk.form.amount == Decimal(415000)
    assert place.main.actions_by_name["undo"].text() == "撤销：修改资金总额"
    place.main.actions_by_name["undo"].trigger()
    assert stored(place) == before
    assert field(place, "资金总额").text() == "40"
    place.main.actions_by_name["redo"].trigger()
    assert place.desk.form.amount == Decimal(415000)


def test_a_text_is_stored_when_another_form_is_opened(qtbot: QtBot, place: Workplace) -> None:
    ref = ref_of(place.desk.form)
    type_into(qtbot, field(place, "立项依据"), "潼府办〔2022〕3号𬭎")
    place.next_form()
    assert ref_of(place.desk.form) != ref
    assert place.desk.session.store.form(ref).basis == "潼府办〔2022〕3号𬭎"


def test_a_word_where_a_number_belongs_is_refused_and_kept_on_screen(qtbot: QtBot, place: Workplace) -> None:
    type_into(qtbot, field(place, "资金总额"), "约四十")
    field(place, "项目概况").setFocus()
    assert place.desk.form.amount == Decimal(400000)
    assert "应为数字" in place.main.statusBar().currentMessage()
    type_into(qtbot, field(place, "项目概况"), "新概况")
    field(place, "项目起始时间").setFocus()
    assert field(place, "资金总额").text() == "约四十"
    assert field(place, "资金总额").property("problem") == "error"
    type_into(qtbot, field(place, "资金总额"), "45")
    field(place, "项目概况").setFocus()
    assert place.desk.form.amount == Decimal(450000)
    assert not field(place, "资金总额").property("problem")


def test_escape_takes_back_what_was_typed(qtbot: QtBot, place: Workplace) -> None:
    type_into(qtbot, field(place, "项目名称"), "别的")
    qtbot.keyClick(field(place, "项目名称"), Qt.Key.Key_Escape)
    assert field(place, "项目名称").text() == "区政府办调研政研专项"


def test_half_typed_text_is_stored_when_the_window_closes(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    ref = ref_of(place.desk.form)
    type_into(qtbot, field(place, "项目当年绩效目标"), "写到一半")
    window.close()
    assert place.desk.session.store.form(ref).goal == "写到一半"


def test_the_wheel_never_changes_a_choice(qtbot: QtBot, place: Workplace) -> None:
    choice = field(place, "项目属性")
    assert isinstance(choice, Choice)
    before = choice.text()
    choice.setFocus()
    center = QPointF(choice.rect().center())
    event = QWheelEvent(
        center,
        QPointF(choice.mapToGlobal(QPoint(5, 5))),
        QPoint(0, -240),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, event)
    assert choice.text() == before


def test_a_pause_stores_the_text_and_leaves_the_cursor_alone(qtbot: QtBot, place: Workplace) -> None:
    editor = field(place, "项目概况")
    type_into(qtbot, editor, "第一段\n")
    editor.finished.emit()
    assert place.desk.form.overview == "第一段"
    assert editor.text() == "第一段\n"
    assert editor.textCursor().position() == 4


def test_ctrl_z_in_a_field_takes_back_the_last_step(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    type_into(qtbot, field(place, "项目起始时间"), "2023年")
    field(place, "项目概况").setFocus()
    assert place.desk.form.start == "2023年"
    qtbot.keyClick(field(place, "项目概况"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert place.desk.form.start == "2022年"


def _held_by_another(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    """Let another program hold the store, so that nothing can be written until it lets go."""
    monkeypatch.setattr(connections, "_PATIENCE", 0)
    place.desk.session.store._opened().dispose()
    other = sqlite3.connect(place.desk.session.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_text_that_could_not_be_stored_stays_until_it_can(
    qtbot: QtBot, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ref_of(place.desk.form)
    with closing(_held_by_another(place, monkeypatch)):
        type_into(qtbot, field(place, "立项依据"), "很长的依据")
        field(place, "项目概况").setFocus()
        assert field(place, "立项依据").property("problem") == "error"
        place.next_form()
        assert ref_of(place.desk.form) == ref
    type_into(qtbot, field(place, "项目概况"), "新概况")
    field(place, "项目起始时间").setFocus()
    assert field(place, "立项依据").text() == "很长的依据"
    place.next_form()
    assert place.desk.session.store.form(ref).basis == "很长的依据"


def test_closing_asks_before_it_loses_a_text(
    qtbot: QtBot, place: Workplace, window: MainWindow, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(_held_by_another(place, monkeypatch)):
        type_into(qtbot, field(place, "立项依据"), "很长的依据")
        monkeypatch.setattr(Question, "agreed", lambda _: False)
        window.close()
        assert window.isVisible()


def test_redo_reaches_the_window_from_a_field(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    type_into(qtbot, field(place, "项目起始时间"), "2023年")
    control = Qt.KeyboardModifier.ControlModifier
    for name in ("项目概况", "项目属性"):
        field(place, name).setFocus()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, control)
        assert place.desk.form.start == "2022年"
        field(place, name).setFocus()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y, control)
        assert place.desk.form.start == "2023年"


def test_tab_goes_from_the_last_field_to_the_table(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    last = field(place, "项目当年绩效目标")
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is place.form_view.table
    assert place.form_view.table.current_row() == 0


def test_the_head_fields_fold_away_and_come_back(
    qtbot: QtBot, place: Workplace, window: MainWindow, tmp_path: Path
) -> None:
    before = place.form_view.table.height()
    place.form_view.fold_button.click()
    QApplication.processEvents()
    assert not place.form_view.head.isVisible()
    assert place.form_view.table.height() > before + 100
    window.close()
    assert Settings(tmp_path / "window.ini").head_folded
    window.show()
    place.form_view.go_to_field("amount", None)
    assert field(place, "资金总额").isVisible()


def typed(qtbot: QtBot, place: Workplace, name: str, letters: str) -> Line:
    """Type over what stands in a line, key by key, and leave the focus there."""
    line = field(place, name)
    line.setFocus()
    line.selectAll()
    for letter in letters:
        qtbot.keyClick(line, letter)
    return line


@pytest.mark.parametrize(("name", "letters"), [("项目名称（代码）", "222333"), ("资金总额", "41.5")])
def test_a_pause_stores_what_is_typed_in_a_line_as_one_step(
    qtbot: QtBot, place: Workplace, name: str, letters: str
) -> None:
    before = stored(place)
    line = typed(qtbot, place, name, letters[:2])
    qtbot.waitUntil(lambda: stored(place) != before, timeout=4000)
    for letter in letters[2:]:
        qtbot.keyClick(line, letter)
    assert line.text() == letters
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == letters
    place.main.actions_by_name["undo"].trigger()
    assert stored(place) == before


def test_half_of_a_number_is_not_refused_at_a_pause(qtbot: QtBot, place: Workplace) -> None:
    line = typed(qtbot, place, "资金总额", "4x")
    before = stored(place)
    line.paused.emit()
    assert (stored(place), line.text(), line.property("problem") or "") == (before, "4x", "")
    line = typed(qtbot, place, "资金总额", "60.")
    line.paused.emit()
    assert line.text() == "60."  # what is typed is not put in order before it is done
    qtbot.keyClick(line, "5")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert place.desk.form.amount == Decimal(605000)


def test_escape_takes_back_what_a_pause_has_stored(qtbot: QtBot, place: Workplace) -> None:
    before, steps = stored(place), place.desk.session.undo_names()
    line = typed(qtbot, place, "项目名称（代码）", "222")
    line.paused.emit()
    assert stored(place) != before
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert stored(place) == before
    assert place.desk.session.undo_names() == steps


def test_undo_after_enter_is_the_windows_and_takes_back_all(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    before = stored(place)
    line = typed(qtbot, place, "项目名称（代码）", "7771")
    line.paused.emit()
    qtbot.keyClick(line, "2")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert place.desk.form.project_code == "77712"
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert stored(place) == before
    assert place.desk.session.redo_name == "修改项目名称（代码）"


def test_a_long_line_shows_its_beginning_once_it_is_stored(qtbot: QtBot, place: Workplace) -> None:
    line = field(place, "项目名称")
    type_into(qtbot, line, "很长的项目名称" * 20)
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert place.desk.form.project_name == "很长的项目名称" * 20
    assert line.cursorPosition() == 0


# The room of a field


@pytest.fixture
def evaluation(qtbot: QtBot, place: Workplace, window: MainWindow) -> Workplace:
    """A published self-evaluation, whose paper has four fields in a row."""
    window.activateWindow()
    load_document(place.desk.session, document_at(CASES[2]))
    place.desk.choose_year(2024)
    refs = [ref for ref in place.navigator.refs() if ref.kind is FormKind.SELF_EVALUATION]
    place.desk.open_form(refs[1])
    place.form_view.begin_folded(folded=False)
    return place


def resized(place: Workplace, width: int) -> None:
    place.main.resize(width, 760)
    QApplication.processEvents()


def on_one_line(place: Workplace, *names: str) -> bool:
    return len({field(place, name).mapTo(place, QPoint(0, 0)).y() for name in names}) == 1


def test_fields_stand_as_on_the_paper_where_there_is_room(evaluation: Workplace) -> None:
    resized(evaluation, 1900)
    assert on_one_line(evaluation, "项目主管部门", "财政归口处室", "部门联系人", "联系电话")


@pytest.mark.parametrize("width", [1093, 1280, 1500])
def test_fields_of_a_long_row_are_broken_where_they_would_be_too_narrow(evaluation: Workplace, width: int) -> None:
    resized(evaluation, width)
    head = evaluation.form_view.head
    assert on_one_line(evaluation, "项目主管部门", "财政归口处室")
    least = 10 * head.fontMetrics().horizontalAdvance("国")
    assert [one.accessibleName() for one in head.editors() if one.width() < least] == []
    assert head.widget().width() <= head.viewport().width()


def test_fields_that_are_broken_come_back_and_keep_what_is_being_typed(evaluation: Workplace, qtbot: QtBot) -> None:
    resized(evaluation, 1900)
    names = [one.accessibleName() for one in evaluation.form_view.head.editors()]
    type_into(qtbot, field(evaluation, "联系电话"), "023-1")
    resized(evaluation, 1093)
    assert not on_one_line(evaluation, "项目主管部门", "联系电话")
    assert field(evaluation, "联系电话").hasFocus()
    assert field(evaluation, "联系电话").text() == "023-1"
    resized(evaluation, 1900)
    assert on_one_line(evaluation, "项目主管部门", "财政归口处室", "部门联系人", "联系电话")
    assert [one.accessibleName() for one in evaluation.form_view.head.editors()] == names


def test_the_field_in_use_stays_in_sight_in_a_lower_window(place: Workplace, window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    resized(place, 1280)
    editor, head = place.form_view.head.editors()[-1], place.form_view.head
    place.form_view.go_to_field(head._bound[-1].field, None)
    window.resize(1093, 590)
    QApplication.processEvents()
    assert editor.hasFocus()
    top = editor.mapTo(head, QPoint(0, 0)).y()
    assert 0 <= top + editor.cursorRect().top() < head.height()


def test_rows_are_broken_evenly() -> None:
    rows = [list("1234"), list("12"), list("12345")]
    assert [len(row) for row in broken(rows, 4)] == [4, 2, 3, 2]
    assert [len(row) for row in broken(rows, 3)] == [2, 2, 2, 3, 2]
    assert [len(row) for row in broken(rows, 1)] == [1] * 11
    assert [one for row in broken(rows, 2) for one in row] == list("12341212345")


@pytest.mark.parametrize(
    ("typed", "yuan", "shows"),
    [
        ("1,250.5万元", 12505000, "1250.5"),
        ("１，２５０．５", 12505000, "1250.5"),
        ("¥1250.5 万", 12505000, "1250.5"),
        ("0.12亿元", 12000000, "1200"),
        ("405000元", 405000, "40.5"),
    ],
)
def test_an_amount_is_taken_in_the_unit_that_is_typed(
    qtbot: QtBot, place: Workplace, typed: str, yuan: int, shows: str
) -> None:
    type_into(qtbot, field(place, "资金总额"), typed)
    field(place, "项目概况").setFocus()
    assert place.desk.form.amount == yuan
    assert field(place, "资金总额").text() == shows


def test_an_amount_in_a_unit_that_nobody_knows_is_refused(qtbot: QtBot, place: Workplace) -> None:
    type_into(qtbot, field(place, "资金总额"), "30美元")
    field(place, "项目概况").setFocus()
    assert place.desk.form.amount == Decimal(400000)
    assert field(place, "资金总额").text() == "30美元"
    said = "资金总额不能按“美元”换算，请改用元或万元。“30美元”没有存入。"
    assert place.main.statusBar().currentMessage() == f"⚠ {said}"
    assert said in field(place, "资金总额").toolTip()


def caret_is_seen(place: Workplace, text: GrowingText) -> bool:
    """Whether the whole line with the caret is within what the head shows."""
    seen, line = place.form_view.head.viewport(), text.cursorRect()
    corners = (text.viewport().mapTo(seen, corner) for corner in (line.topLeft(), line.bottomLeft()))
    return all(seen.rect().contains(corner) for corner in corners)


def test_the_caret_in_a_long_text_stays_in_sight(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.resize(*SMALL)
    place.desk.do(edit_form(place.desk.form, "写长", overview="召开会议九个字一句。" * 90))
    text, below = field(place, "项目概况"), field(place, "立项依据")
    assert isinstance(text, GrowingText)
    text.setFocus()
    qtbot.waitUntil(lambda: caret_is_seen(place, text))
    assert text.height() > place.form_view.head.viewport().height()
    qtbot.keyClick(text, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: caret_is_seen(place, text))
    qtbot.keyClick(text, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: caret_is_seen(place, text))
    text.moveCursor(QTextCursor.MoveOperation.End)
    below.setFocus()
    qtbot.wait(20)
    place.form_view.head.verticalScrollBar().setValue(place.form_view.head.verticalScrollBar().maximum())
    qtbot.keyClick(below, Qt.Key.Key_Backtab)
    assert text.hasFocus()
    qtbot.waitUntil(lambda: caret_is_seen(place, text))


def test_a_text_that_grows_keeps_its_caret_in_sight(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.resize(*SMALL)
    text = field(place, "项目概况")
    assert isinstance(text, GrowingText)
    text.setFocus()
    text.moveCursor(QTextCursor.MoveOperation.End)
    for _ in range(10):
        qtbot.keyClick(text, Qt.Key.Key_Return)
        qtbot.wait(5)
    qtbot.waitUntil(lambda: caret_is_seen(place, text))


def pixels(editor: QWidget) -> set[str]:
    image = editor.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(min(image.height(), 30))}


@pytest.mark.parametrize(
    ("name", "value"), [("项目起始时间", "start"), ("立项依据", "basis"), ("项目属性", "attribute")]
)
def test_a_required_field_is_yellow_and_its_focus_is_seen(
    qtbot: QtBot, place: Workplace, window: MainWindow, name: str, value: str
) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    place.form_view.table.setFocus()
    assert theme().warning_soft not in pixels(field(place, name))
    place.desk.do(edit_form(place.desk.form, "清空", **{value: ""}))
    without = field(place, name).grab().toImage()
    assert theme().warning_soft in pixels(field(place, name))
    field(place, name).setFocus()
    assert field(place, name).grab().toImage() != without
    assert theme().warning not in pixels(field(place, name))
    if name != "项目属性":  # the style draws the focus of a drop-down, in a shade of its own
        assert theme().accent in pixels(field(place, name))


def test_a_drop_down_that_is_filled_in_is_marked_no_more(place: Workplace) -> None:
    place.desk.do(edit_form(place.desk.form, "清空", attribute=""))
    choice = field(place, "项目属性")
    assert isinstance(choice, Choice)
    apply_theme(QApplication.instance(), Look("dark"))
    try:
        assert choice.palette().base().color().name() == theme().warning_soft
        assert choice.view().palette().base().color().name() == theme().base
    finally:
        apply_theme(QApplication.instance(), Look())
    place.desk.do(edit_form(place.desk.form, "填上", attribute="经常性"))
    assert choice.palette().base().color().name() == theme().base
