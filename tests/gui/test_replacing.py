"""Find and replace in the window, and steps that can be taken back after the window was closed."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.definitions.library import library
from app.editing.replacing import Hit, Search, find
from app.editing.steps import edit_form
from app.gui.help_desk import topic_for
from app.gui.main import Opening
from app.gui.replacing.dialog import ReplaceDialog
from app.gui.replacing.hit_model import FIELD, FORM, PARTS, ROW, TEXT, HitModel
from app.gui.replacing.scope import OTHERS, column_labels, scopes
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.records import Indicator, ProjectTarget, ref_of
from app.model.refs import FormKind, FormRef
from app.store import journal
from app.store.store import Store


def settle(qtbot: QtBot, place: Workplace) -> None:
    qtbot.waitUntil(lambda: not place.replacing.busy)


def opened(qtbot: QtBot, place: Workplace, text: str = "", by: str = "") -> ReplaceDialog:
    place.main.actions_by_name["find_and_replace"].trigger()
    dialog = place.replacing.dialog
    assert dialog is not None
    dialog.text.setText(text)
    dialog.by.setText(by)
    settle(qtbot, place)
    return dialog


def column(dialog: ReplaceDialog, number: int) -> list[str]:
    model = dialog.model
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


# Undo after the window was closed


def test_the_last_step_of_the_last_session_can_be_taken_back(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "一.jiheng"
    first = Opening(window)
    first.open(path)
    window.workplace.files_in.load_sample()
    desk = window.workplace.desk
    form = desk.form
    desk.do(edit_form(form, "粘贴 12 格", goal="另一个目标"))
    assert desk.form.goal == "另一个目标"
    assert window.workplace.leave()
    first.close()
    again = Opening(window)
    again.open(path)
    undo = window.actions_by_name["undo"]
    assert undo.text() == "撤销：粘贴 12 格"
    assert undo.isEnabled()
    window.activateWindow()
    window.workplace.navigator.tree.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk = window.workplace.desk
    assert desk.session.store.form(ref_of(form)).goal == form.goal
    assert window.actions_by_name["redo"].text() == "重做：粘贴 12 格"
    assert window.statusBar().currentMessage() == "已撤销：粘贴 12 格。按 Ctrl+Y 恢复。"
    window.close()
    again.close()


def test_nothing_is_said_to_be_stored_now_that_an_earlier_session_stored(window: MainWindow, tmp_path: Path) -> None:
    for expected in ("", ""):
        opening = Opening(window)
        window.saved.setText("")
        opening.open(tmp_path / "一.jiheng")
        assert window.saved.text() == expected
        if not window.workplace.desk.lines():
            window.workplace.files_in.load_sample()
            assert window.saved.text().startswith("已自动保存")
        window.workplace.leave()
        opening.close()


def test_what_cannot_be_taken_back_any_more_is_told(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Opening(window)
    opening.open(tmp_path / "一.jiheng")
    window.workplace.files_in.load_sample()
    window.workplace.leave()
    opening.close()
    monkeypatch.setattr(Store, "journal_headings", lambda _: None)
    opening = Opening(window)
    opening.open(tmp_path / "一.jiheng")
    assert "不能再撤销" in window.statusBar().currentMessage()
    assert not window.actions_by_name["undo"].isEnabled()
    window.close()
    opening.close()


def test_a_step_that_does_not_fit_is_told_and_the_commands_follow(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "一.jiheng"
    opening = Opening(window)
    opening.open(path)
    window.workplace.files_in.load_sample()
    store = window.workplace.desk.session.store
    for heading in store.journal_headings():
        with store.transaction() as connection:
            journal.write(connection, heading, "[")
    window.workplace.leave()
    opening.close()
    opening = Opening(window)
    opening.open(path)
    assert window.actions_by_name["undo"].isEnabled()
    window.actions_by_name["undo"].trigger()
    assert "不能撤销或重做" in window.statusBar().currentMessage()
    assert not window.actions_by_name["undo"].isEnabled()
    assert window.actions_by_name["undo"].text() == "撤销"
    window.close()
    opening.close()


# What is found


def test_what_is_typed_is_found_in_the_year(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府")
    year = place.desk.year
    hits = find(place.desk.session.store, Search("政府", year))
    assert dialog.model.hits() == hits
    assert dialog.found.text() == f"找到 {len(hits)} 处，在 {len({hit.form for hit in hits})} 张表里"
    assert dialog.years.currentText() == f"{year} 年"
    assert all("政府" in "".join(text.split()) for text in column(dialog, TEXT))
    assert "三级指标" in column(dialog, FIELD)
    assert {hit.row is None for hit, row in zip(hits, column(dialog, ROW), strict=True) if not row} == {True}
    dialog.text.setText("没有这样的字")
    settle(qtbot, place)
    assert dialog.found.text().startswith("没有找到")
    assert not dialog.replace.isEnabled()
    dialog.text.clear()
    settle(qtbot, place)
    assert dialog.found.text() == "输入要找的字"


def test_all_years_are_searched_and_then_named(qtbot: QtBot, place: Workplace) -> None:
    desk = place.desk
    desk.do(edit_form(desk.form, "改年度", year=desk.year - 1))
    desk.do(edit_form(desk.session.store.forms()[-1], "无年度", year=None))
    dialog = opened(qtbot, place, "的")
    few = dialog.model.rowCount()
    dialog.years.setCurrentIndex(dialog.years.findData(None))
    settle(qtbot, place)
    assert dialog.model.rowCount() > few
    assert any(name.startswith(f"{desk.year - 1} ") for name in column(dialog, FORM))
    dialog.reject()
    desk.choose_year(0)
    dialog = opened(qtbot, place, "的")
    dialog.years.setCurrentIndex(0)
    settle(qtbot, place)
    assert dialog.years.currentText() == "没有年度的表"
    without = {ref_of(form) for form in desk.session.store.forms() if form.year is None}
    assert {hit.form for hit in dialog.model.hits()} <= without


def test_fields_case_and_whole_cells_narrow_it(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "次")
    everywhere = dialog.model.hits()
    dialog.fields.setCurrentIndex(dialog.fields.findText("度量单位"))
    settle(qtbot, place)
    assert {(hit.table, hit.field) for hit in dialog.model.hits()} == {(Indicator, "unit")}
    dialog.whole.setChecked(True)
    settle(qtbot, place)
    assert {"".join(hit.text.split()) for hit in dialog.model.hits()} == {"次"}
    assert 0 < dialog.model.rowCount() < len(everywhere)
    dialog.fields.setCurrentIndex(1)
    settle(qtbot, place)
    assert all(hit.table is not Indicator for hit in dialog.model.hits())
    dialog.match_case.setChecked(True)
    assert dialog.search().match_case


def test_every_field_that_is_searched_has_a_name() -> None:
    labels = column_labels(library())
    assert labels[ProjectTarget, "unit"] == "实施单位"
    assert labels[Indicator, "unit"] == "度量单位"
    assert all(labels.values())
    words = [scope.words for scope in scopes(library())]
    assert words[:3] == ["所有栏目", "只找基本信息", "只找绩效指标"]
    assert len(set(words)) == len(words)
    assert OTHERS in words


# What is replaced


def test_what_is_chosen_is_replaced_and_taken_back(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府", "机关")
    count = dialog.model.rowCount()
    dialog.model.setData(dialog.model.index(0, FORM), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    left = dialog.model.hit(0)
    assert left.field == "project_name"
    assert dialog.replace.accessibleName() == f"替换选中的 {count - 1} 处"
    dialog.replace.click()
    settle(qtbot, place)
    assert place.desk.session.undo_name == f"替换 {count - 1} 处"
    assert [(hit.id, hit.field) for hit in dialog.model.hits()] == [(left.id, left.field)]
    assert (
        dialog.found.text()
        == f"已替换 {count - 1} 处，单位的名称也一起改了，按 Ctrl+Z 可以撤销。 找到 1 处，在 1 张表里"
    )
    assert dialog.model.chosen() == []
    assert not dialog.replace.isEnabled()
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, place)
    assert dialog.model.rowCount() == count
    assert dialog.found.text().startswith(f"已撤销：替换 {count - 1} 处")
    assert dialog.model.chosen() == [hit for hit in dialog.model.hits() if hit != left]


def test_what_stands_there_now_is_not_replaced_once_more(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府", "区政府机关")
    count = dialog.model.rowCount()
    dialog.replace.click()
    settle(qtbot, place)
    assert dialog.model.rowCount() == count
    assert dialog.model.chosen() == []
    dialog.by.setText("单位")
    dialog.text.setText("机关")
    settle(qtbot, place)
    assert dialog.model.chosen() == dialog.model.hits()


def test_what_is_said_already_is_not_said_twice(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府办")
    hits = dialog.model.hits()
    said = [hit for hit in hits if hit.text.startswith("政府办公室", hit.start)]
    assert 0 < len(said) < len(hits)
    dialog.by.setText("政府办公室")
    assert set(dialog.model.chosen()) == set(hits) - set(said)
    assert f"其中 {len(said)} 处本来就在“政府办公室”里，没有选中" in dialog.found.text()
    dialog.by.setText("办公室")
    assert dialog.model.chosen() == hits
    assert "本来就在" not in dialog.found.text()
    dialog.by.setText("政府办公室")
    dialog.replace.click()
    settle(qtbot, place)
    texts = [hit.text for hit in dialog.model.hits()]
    assert texts
    assert not any("公室公室" in text for text in texts)


def test_what_it_becomes_is_shown_before_it_is_replaced(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府", "机关")
    assert dialog.model.index(0, TEXT).data(PARTS)[1:3] == ("政府", "机关")
    dialog.model.turn([0])
    assert dialog.model.index(0, TEXT).data(PARTS)[1:3] == ("政府", "")


def test_nothing_in_its_place_takes_it_out(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府")
    assert dialog.replace.accessibleName().startswith("删去选中的")
    dialog.by.setText("机关")
    assert dialog.replace.accessibleName().startswith("替换选中的")


def test_all_and_none_are_chosen(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府")
    dialog.none.click()
    assert dialog.model.chosen() == []
    assert not dialog.replace.isEnabled()
    dialog.all.click()
    assert dialog.model.chosen() == dialog.model.hits()


def test_a_refused_replacement_is_told_in_the_dialog(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府", "机关")
    place.desk.refused.emit("磁盘已满。")
    assert dialog.found.text() == "⚠ 磁盘已满。"


def test_what_changed_meanwhile_is_left_alone(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府会议")
    for form in place.desk.session.store.forms(place.desk.year):
        place.desk.session.apply(edit_form(form, "改", goal=""))
    before = place.desk.session.undo_names()
    hits = [hit for hit in dialog.model.hits() if hit.field == "goal"]
    rows = [row for row, hit in enumerate(dialog.model.hits()) if hit.field != "goal"]
    dialog.model.choose(rows, chosen=False)
    assert dialog.model.chosen() == hits
    dialog.replace.setEnabled(True)
    dialog.replace.click()
    settle(qtbot, place)
    assert place.desk.session.undo_names() == before
    assert dialog.found.text().startswith("这些地方已经变了，没有替换。")


# The way to the field


def test_enter_goes_to_the_cell_and_the_key_comes_back(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府")
    row = next(n for n, hit in enumerate(dialog.model.hits()) if hit.field == "level3")
    hit = dialog.model.hit(row)
    place.desk.open_form(next(ref for ref in place.navigator.refs() if ref != hit.form))
    dialog.list.setCurrentIndex(dialog.model.index(row, FORM))
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert ref_of(place.desk.form) == hit.form
    table = place.form_view.table
    assert table.currentIndex().row() == hit.row - 1
    assert table.currentIndex().column() == table.indicators.column_of("level3")
    assert place.main.focusWidget() is table
    again = opened(qtbot, place, "政府")
    assert again is dialog
    assert again.list.currentIndex().row() == row


def test_the_way_to_a_head_field_leads_through_another_year(qtbot: QtBot, place: Workplace) -> None:
    desk = place.desk
    moved, year = desk.form, desk.year
    desk.do(edit_form(moved, "改年度", year=year - 1, goal="独一无二的目标"))
    desk.open_form(next(ref for ref in place.navigator.refs() if ref != ref_of(moved)))
    dialog = opened(qtbot, place, "独一无二")
    dialog.years.setCurrentIndex(dialog.years.findData(None))
    settle(qtbot, place)
    assert column(dialog, FIELD) == ["项目当年绩效目标"]
    dialog.list.doubleClicked.emit(dialog.model.index(0, TEXT))
    assert desk.year == year - 1
    assert ref_of(desk.form) == ref_of(moved)
    focus = place.main.focusWidget()
    assert focus is not None
    assert "绩效目标" in focus.accessibleName()


def test_the_way_leads_to_the_name_and_not_to_the_code_beside_it(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府办")
    for field in ("department", "unit"):
        hit = next(hit for hit in dialog.model.hits() if (hit.table, hit.field) == (ProjectTarget, field))
        place.replacing.go_to(hit)
        focus = place.main.focusWidget()
        assert focus is not None
        assert focus.text() == hit.text


def test_the_way_to_what_only_a_layout_has(qtbot: QtBot, place: Workplace) -> None:
    desk = place.desk
    desk.do(edit_form(desk.form, "改", other={"没有这一栏": "独一无二"}))
    dialog = opened(qtbot, place, "独一无二")
    assert column(dialog, FIELD) == ["没有这一栏"]
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_keys_alone_are_enough(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    place.navigator.tree.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    dialog = place.replacing.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.text
    dialog.text.setText("政府")
    settle(qtbot, place)
    qtbot.keyClick(dialog.text, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.list
    assert dialog.isVisible()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.model.hit(0) not in dialog.model.chosen()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert dialog.model.chosen() == dialog.model.hits()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.all
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


# What a screen reader and Qt are told


def test_the_model_is_sound(qtbot: QtBot, place: Workplace) -> None:
    model = HitModel(column_labels(library()))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    hits = find(place.desk.session.store, Search("政府", place.desk.year))
    model.show(hits, {})
    model.turn([0, 1, 2])
    assert len(model.chosen()) == len(hits) - 3
    model.turn([2, 3])
    assert len(model.chosen()) == len(hits) - 2
    model.show(hits[1:], {})
    model.show([], {})
    assert model.chosen() == []
    model.turn([])


def test_a_place_is_spoken_whole() -> None:
    ref = FormRef(FormKind.PROJECT, "1")
    hit = Hit(ref, "会议", Indicator, "2", 3, "level3", "", "召开政\n府会议", 2, 5)
    model = HitModel(column_labels(library()))
    model.show([hit], {ref: "2026 会议"})
    first = model.index(0, FORM)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "替换：2026 会议，第 3 行，三级指标：召开“政府”会议"
    model.turn([0])
    assert first.data(Qt.ItemDataRole.AccessibleTextRole).startswith("不替换：")
    assert model.index(0, TEXT).data(PARTS) == ("召开", "政府", "", "会议")
    assert model.index(0, TEXT).data(Qt.ItemDataRole.ToolTipRole) == hit.text


def test_the_dialog_has_names_and_its_page(qtbot: QtBot, place: Workplace) -> None:
    dialog = opened(qtbot, place, "政府")
    named: list[QWidget] = [dialog.text, dialog.by, dialog.years, dialog.fields, dialog.list]
    assert all(one.accessibleName() for one in named)
    assert topic_for(dialog.list) == "replace"
