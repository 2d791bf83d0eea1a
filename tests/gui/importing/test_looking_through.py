"""A form that was found, beside its original: doubts, corrections, and the place of each value; by keys alone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from app.editing.session import Session
from app.editing.steps import edit_indicator, order_indicators, remove_indicators
from app.gui.importing.draft import Draft, Key
from app.gui.importing.sources import Picture
from app.gui.importing.window import ImportWindow
from app.gui.questions import Question
from app.model.exchange import write_document
from gui.importing.hands import editor, found_form, read

# A draft by itself


def test_readings_follow_their_rows() -> None:
    draft = Draft(0, found_form())
    (_, second) = draft.record.indicators
    draft.apply(order_indicators(draft.record, [1, 0], "移动指标"))
    assert draft.record.indicators[0].id == second.id
    assert draft.readings[Key(second.id, "value")].printed == "年底前"
    draft.apply(remove_indicators(draft.record, [0]))
    assert [keys[0].field for keys in draft.open_doubts()] == ["goal"]


def test_fields_read_from_one_cell_are_one_doubt_and_editing_one_settles_it() -> None:
    draft = Draft(0, found_form())
    assert [[key.field for key in keys] for keys in draft.open_doubts()] == [["goal"], ["operator", "value"]]
    draft.apply(edit_indicator(draft.record, 1, value="12月底前"))
    assert [[key.field for key in keys] for keys in draft.open_doubts()] == [["goal"]]


def test_corrections_are_taken_back_one_by_one() -> None:
    draft = Draft(0, found_form())
    before = write_document([draft.record])
    draft.apply(edit_indicator(draft.record, 0, value="15"))
    draft.apply(remove_indicators(draft.record, [1]))
    after = write_document([draft.record])
    assert (draft.undo(), draft.undo(), draft.undo()) == ("删除指标", "修改指标", "")
    assert write_document([draft.record]) == before
    assert not draft.is_corrected
    assert (draft.redo(), draft.redo()) == ("修改指标", "删除指标")
    assert write_document([draft.record]) == after


def test_a_correction_survives_going_to_another_form_and_is_stored(
    qtbot: QtBot, window: ImportWindow, session: Session, pdf: Path
) -> None:
    drafts = read(qtbot, window, pdf)
    editor(window, "goal").setPlainText("改过的目标")  # type: ignore[attr-defined]
    window.list.select(drafts[1])
    assert drafts[0].record.goal == "改过的目标"
    window.list.select(drafts[0])
    assert editor(window, "goal").text() == "改过的目标"  # type: ignore[attr-defined]
    window.store()
    assert session.store.forms()[0].goal == "改过的目标"


def test_a_cell_is_corrected_in_place(qtbot: QtBot, window: ImportWindow, pdf: Path) -> None:
    (draft, *_) = read(qtbot, window, pdf)
    model = window.form.table.indicators
    assert model.setData(model.index(0, model.column_of("value")), "999")
    assert draft.record.indicators[0].value == "999"
    assert model.text(model.index(0, model.column_of("value"))) == "999"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: draft.record.indicators[0].value != "999")


def test_doubtful_values_are_marked_by_sign_and_words_and_gone_through_with_f8(
    qtbot: QtBot, window: ImportWindow, draft: Draft
) -> None:
    assert "⚠ 2 处请核对" in window.list._items[id(draft)].text(0)
    goal = editor(window, "goal")
    assert "印的是“办好培训”" in goal.accessibleDescription()
    captions = [c.text() for c in window.form.head.findChildren(type(window._words)) if c.buddy() is goal]
    assert captions[0].startswith("⚠ ")
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert window.form.key == Key("", "goal")
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert window.form.key == Key(draft.record.indicators[1].id, "value")
    index = window.form.table.currentIndex()
    assert "印的是“年底前”" in index.data(Qt.ItemDataRole.ToolTipRole)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(draft.open_doubts()) == 1
    assert window.form.key == Key("", "goal")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert draft.open_doubts() == []
    assert "可靠" in window.list._items[id(draft)].text(0)


def test_rows_are_joined_moved_added_and_deleted(qtbot: QtBot, window: ImportWindow, csv: Path) -> None:
    (draft,) = read(qtbot, window, csv)
    table = window.form.table
    table.go_to(1, "level3")
    table.join_above()
    (row,) = draft.record.indicators
    assert (row.level3, row.value, row.unit) == ("培训场次", "12", "次")
    table.add_row()
    table.finish_edit()
    assert len(draft.record.indicators) == 2
    table.go_to(1, "level3")
    table.move_row(-1)
    assert draft.record.indicators[1].id == row.id
    table.remove_rows()
    assert [one.id for one in draft.record.indicators] == [row.id]


def test_a_text_without_a_place_is_put_into_a_field(window: ImportWindow, draft: Draft) -> None:
    assert window.form.unplaced.isVisible()
    assert "备注：另附说明" in window.form.unplaced.list.item(0).text()
    window.form.place(0, "goal")
    assert draft.record.goal == "办好培训\n另附说明"
    assert "已放到" in window.form.unplaced.list.item(0).text()
    window.form.table.go_to(0, "unit")
    window.form.place(0, "")
    assert draft.record.indicators[0].unit == "次 另附说明"


def test_a_text_is_dragged_onto_a_cell(window: ImportWindow, draft: Draft) -> None:
    panel, table = window.form.unplaced, window.form.table
    mime = panel.list.mimeData([panel.list.item(0)])
    index = table.indicators.index(0, table.indicators.column_of("level3"))
    at = QPointF(table.visualRect(index).center())
    table.dropEvent(
        QDropEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )
    assert draft.record.indicators[0].level3 == "培训场次 另附说明"


def test_closing_with_corrections_asks_once(
    window: ImportWindow, draft: Draft, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft.apply(edit_indicator(draft.record, 0, value="1"))
    monkeypatch.setattr(Question, "agreed", lambda _: False)
    window.close()
    assert window.isVisible()
    monkeypatch.setattr(Question, "agreed", lambda question: asked.append(question.text()) or True)
    window.close()
    assert not window.isVisible()
    assert len(asked) == 1


# The original


def test_the_page_shows_where_a_value_was_read_and_a_click_finds_its_field(
    qtbot: QtBot, window: ImportWindow, pdf: Path
) -> None:
    (_, second, _) = read(qtbot, window, pdf)
    window.list.select(second)
    picture = window.source.page
    qtbot.waitUntil(lambda: picture._sheet.shot is not None and picture.page == second.found.pages[0], timeout=10_000)
    key = Key(second.record.indicators[0].id, "level3")
    window.form.go_to(key)
    assert picture._sheet.current_box() == second.readings[key].place.box
    goal = picture._sheet.point_of(Key("", "goal"))
    assert isinstance(goal, QPoint)
    QTest.mouseClick(picture._sheet, Qt.MouseButton.LeftButton, pos=goal)
    assert window.form.key == Key("", "goal")
    assert picture._sheet.current_box() == second.readings[Key("", "goal")].place.box


def test_a_sheet_is_drawn_as_a_grid_with_the_cell_marked(qtbot: QtBot, window: ImportWindow, csv: Path) -> None:
    (draft,) = read(qtbot, window, csv)
    grid = window.source.grid
    qtbot.waitUntil(lambda: window.source._stack.currentWidget() is grid, timeout=5_000)
    key = Key(draft.record.indicators[0].id, "value")
    window.form.go_to(key)
    row, column = grid._frames.current or (-1, -1)
    assert grid.grid.index(row, column).data() == "≥12次"
    name = grid.grid.at_place[draft.readings[Key(draft.record.indicators[1].id, "level3")].place]
    grid.clicked.emit(grid.grid.index(*name))
    assert window.form.key.row == draft.record.indicators[1].id


def test_an_original_that_is_gone_is_told(qtbot: QtBot, window: ImportWindow, draft: Draft) -> None:
    window.basket.files[0].picture = Picture.PDF
    window.source.refresh()
    qtbot.waitUntil(lambda: "原件打不开了" in window.source._words.text(), timeout=5_000)


# Everybody


def test_every_control_has_a_name_and_fits_a_small_screen(qtbot: QtBot, window: ImportWindow, pdf: Path) -> None:
    read(qtbot, window, pdf)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1093, 590)  # 1366 × 768 at 125 %, without the bars of desktop and window
    qtbot.wait(50)
    assert (window.width(), window.height()) == (1093, 590)
    wanted = Qt.FocusPolicy.TabFocus
    controls = [w for w in window.findChildren(QWidget) if w.focusPolicy() & wanted and w.isVisibleTo(window)]
    controls = [w for w in controls if not isinstance(w.parent(), QComboBox)]
    assert [type(w).__name__ for w in controls if not (w.accessibleName() or getattr(w, "text", str)())] == []
    for button in (window.store_button, window.cancel_button, window.add_button):
        assert window.rect().contains(button.geometry())


def test_the_keyboard_alone_reads_looks_and_stores(
    qtbot: QtBot, window: ImportWindow, session: Session, pdf: Path
) -> None:
    drafts = read(qtbot, window, pdf)
    assert window.focusWidget() is window.list
    QTest.keyClick(window.list, Qt.Key.Key_Down)
    assert window.form.draft is drafts[1]
    QTest.keyClick(window.list, Qt.Key.Key_Space)
    assert window.basket.chosen() == [drafts[0], drafts[2]]
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert window.form.draft is drafts[2]
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(session.store.listing()) == 2
