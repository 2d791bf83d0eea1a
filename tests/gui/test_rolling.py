"""Rolling in the window: what is asked, what is done, and what is looked at afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSpinBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.definitions.library import library
from app.editing.rolling import roll
from app.editing.session import Session
from app.editing.steps import edit_form
from app.gui.rolling.choice_model import NAME, REMARK, ChoiceModel
from app.gui.rolling.roll_dialog import RollDialog
from app.gui.rolling.roll_room import FORM, YEAR
from app.gui.rolling.stale_list import BY_KIND
from app.gui.rolling.survey import Order, Survey
from app.gui.rolling.years_model import NEW, OLD, PIECES, WHY, YearsModel
from app.gui.workplace import Workplace
from app.model.records import ref_of
from app.model.refs import FormKind
from gui.hands import SMALL, open_window, stored, wait_for_checks

CHECK = Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def place(qtbot: QtBot, sample: Session, tmp_path: Path) -> Iterator[Workplace]:
    """The window with the sample department of 2022."""
    made = open_window(qtbot, tmp_path, SMALL).attach(sample)
    wait_for_checks(qtbot, made)
    yield made
    made.leave()


@pytest.fixture
def dialog(qtbot: QtBot, place: Workplace) -> Iterator[RollDialog]:
    made = opened(qtbot, place)
    yield made
    made.reject()


def opened(qtbot: QtBot, place: Workplace) -> RollDialog:
    made = RollDialog(place.desk.session.store, library(), place.desk.years(), 2022, place.main)
    made.show()
    qtbot.waitUntil(lambda: not made.is_looking)
    return made


def order(place: Workplace, year: int = 2024, **values: object) -> Order:
    lines = place.desk.session.store.listing(2022)
    refs = tuple(line.ref for line in lines if line.ref.kind is not FormKind.SELF_EVALUATION)
    return Order(refs, year, **values)


def rolled(qtbot: QtBot, place: Workplace, year: int = 2024) -> None:
    """Roll everything and wait until all of it is looked at."""
    place.rolling.roll(order(place, year))
    qtbot.waitUntil(lambda: place.desk.year == year)
    settle(qtbot, place)


def settle(qtbot: QtBot, place: Workplace) -> None:
    room = place.rolling
    qtbot.waitUntil(lambda: not (room._looking.busy or room._later.isActive() or len(room.jobs)))


def named(model: ChoiceModel, name: str) -> int:
    """Return in which row a form stands."""
    return next(n for n in range(model.rowCount()) if name in str(model.index(n, 0).data()))


# What is asked


def test_every_form_of_the_year_is_offered_and_ticked(dialog: RollDialog) -> None:
    model = dialog.model
    assert model.rowCount() == 13
    assert len(model.chosen()) == 13
    assert dialog.target.value() == 2023
    assert dialog.summary.text().startswith("将结转 13 张表到 2023 年。")
    assert dialog.order() == Order(model.chosen(), 2023)


def test_a_filter_shows_few_and_keeps_all_ticks(dialog: RollDialog) -> None:
    dialog.filter.setText("会议 政府办")
    assert {dialog.model.line(n).name for n in range(dialog.model.rowCount())} == {
        "区政府办政府会议专项",
        "区政府办视频会议系统扩容建设专项",
    }
    assert len(dialog.order().refs) == 13
    dialog.none.click()
    assert len(dialog.order().refs) == 11
    dialog.filter.setText("")
    dialog.none.click()
    assert dialog.order().refs == ()
    assert dialog.summary.text() == "还没有选要结转的表。"
    assert not dialog.buttons.buttons()[0].isEnabled()


def test_the_space_bar_ticks_what_is_selected(qtbot: QtBot, dialog: RollDialog) -> None:
    dialog.list.setFocus()
    dialog.list.setCurrentIndex(dialog.model.index(0, REMARK))
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert len(dialog.order().refs) == 11
    qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
    assert len(dialog.order().refs) == 13


def test_what_the_new_year_has_is_marked_and_not_ticked(qtbot: QtBot, place: Workplace) -> None:
    session = place.desk.session
    first = [form for form in session.store.forms(2022) if form.kind is FormKind.PROJECT][:2]
    roll(session, first, 2023)
    dialog = opened(qtbot, place)
    row = named(dialog.model, first[0].name)
    assert dialog.model.index(row, REMARK).data() == "2023 年已有"
    assert dialog.model.index(row, NAME).data(CHECK) == Qt.CheckState.Unchecked
    assert "2023 年已有" in dialog.model.index(row, NAME).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert len(dialog.order().refs) == 11
    assert not dialog.order().again
    assert "2 张 2023 年已有，不再结转" in dialog.summary.text()
    dialog.model.setData(dialog.model.index(row, NAME), Qt.CheckState.Checked, CHECK)
    assert dialog.order().again
    assert "1 张 2023 年已有，会再做一份" in dialog.summary.text()
    dialog.all.click()
    assert len(dialog.order().refs) == 12
    dialog.target.setValue(2024)
    qtbot.waitUntil(lambda: not dialog.is_looking)
    assert len(dialog.order().refs) == 13
    dialog.reject()


def test_the_new_taxonomy_is_offered_where_it_changes_something(dialog: RollDialog) -> None:
    assert dialog.taxonomy.isVisible()
    assert dialog.taxonomy.text() == "换用 2021 年体系(&X)"
    assert not dialog.taxonomy.isChecked()
    assert dialog.order().taxonomy == ""
    dialog.taxonomy.setChecked(True)
    assert dialog.order().taxonomy == "2021"
    assert "“产出指标/成本指标”改为“成本指标/经济成本指标”" in dialog.changes.text()
    dialog.none.click()
    assert not dialog.taxonomy.isVisible()
    assert dialog.order().taxonomy == ""


def test_the_dialog_can_be_worked_by_keys_and_read_out(dialog: RollDialog) -> None:
    for kind in (QAbstractButton, QComboBox, QLineEdit, QSpinBox):
        for widget in dialog.findChildren(kind):
            if widget.isVisibleTo(dialog) and widget.objectName() != "qt_spinbox_lineedit":
                assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    assert dialog.list.accessibleName() == "要结转的表"
    assert dialog.width() <= 1093
    assert dialog.height() <= 614


def test_enter_in_the_filter_goes_to_the_list_and_rolls_nothing(qtbot: QtBot, dialog: RollDialog) -> None:
    dialog.filter.setFocus()
    qtbot.keyClick(dialog.filter, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.list
    dialog.target.setFocus()
    qtbot.keyClick(dialog.target, Qt.Key.Key_Return)
    assert dialog.result() == RollDialog.DialogCode.Accepted


def test_a_dialog_that_closes_early_looks_no_further(qtbot: QtBot, place: Workplace) -> None:
    made = RollDialog(place.desk.session.store, library(), place.desk.years(), 2022, place.main)
    made.show()
    made.reject()
    qtbot.waitUntil(lambda: not made.is_looking)


def test_an_empty_store_says_what_to_do_first(qtbot: QtBot, place: Workplace) -> None:
    while place.desk.session.undo_name:
        place.commands.undo()
    place.rolling.roll_forms()
    assert "还没有可以结转的表" in place.main.statusBar().currentMessage()


# What is done


def test_rolling_is_one_step_that_can_be_undone(qtbot: QtBot, place: Workplace) -> None:
    before = stored(place)
    rolled(qtbot, place)
    assert place.desk.session.undo_name == "结转 13 张表到 2024 年"
    assert place.desk.year == 2024
    assert len(place.desk.lines()) == 13
    assert place.middle() is place.rolling.page
    assert place.rolling.page._words.text() == "已结转 13 张表到 2024 年。按 Ctrl+Z 可以撤销。"
    place.commands.undo()
    assert stored(place) == before
    qtbot.waitUntil(lambda: place.desk.form is not None)
    assert place.desk.year == 2022
    place.rolling.page_wanted.emit()
    settle(qtbot, place)
    assert place.rolling.page.stale.entries() == []
    assert place.rolling.page.years.rowCount() == 0


def test_the_command_asks_and_rolls(qtbot: QtBot, place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(dialog: RollDialog) -> int:
        qtbot.waitUntil(lambda: not dialog.is_looking)
        dialog.taxonomy.setChecked(True)
        dialog.accept()
        return int(RollDialog.DialogCode.Accepted)

    monkeypatch.setattr(RollDialog, "exec", answer)
    place.main.actions_by_name["roll_forms"].trigger()
    qtbot.waitUntil(lambda: place.desk.year == 2023)
    settle(qtbot, place)
    levels = {row.level1 for form in place.desk.session.store.forms(2023) for row in form.indicators}
    assert "成本指标" in levels


def test_what_is_there_already_is_told(qtbot: QtBot, place: Workplace) -> None:
    rolled(qtbot, place)
    place.rolling.roll(order(place))
    settle(qtbot, place)
    assert "在 2024 年已有，没有重复结转" in place.main.statusBar().currentMessage()
    assert len(place.desk.session.store.listing(2024)) == 13


def test_rolling_can_be_cancelled(qtbot: QtBot, place: Workplace) -> None:
    before = stored(place)
    place.rolling.roll(order(place))
    place.rolling.jobs._running[0].requestInterruption()
    settle(qtbot, place)
    qtbot.waitUntil(lambda: "已取消结转" in place.main.statusBar().currentMessage())
    assert stored(place) == before


# What is looked at


def test_what_is_stale_is_listed_by_forms_and_by_kinds(qtbot: QtBot, place: Workplace) -> None:
    rolled(qtbot, place)
    page = place.rolling.page
    assert page.stale.groups[0].title.startswith("区政府办政府会议专项　")
    assert page.tabs.tabText(0) == f"内容（{len(page.stale.entries())}）"
    assert "资金总额" in "".join(entry.words for entry in page.stale.entries())
    before = len(page.stale.entries())
    page.grouping.setCurrentIndex(page.grouping.findData(BY_KIND))
    assert len(page.stale.entries()) == before
    assert any(group.title.startswith("金额还是上一年的") for group in page.stale.groups)
    assert page.stale.entries()[0].words.startswith("区政府办")


def test_a_stale_thing_is_gone_to_and_the_list_is_one_key_away(qtbot: QtBot, place: Workplace) -> None:
    rolled(qtbot, place)
    page = place.rolling.page
    index = next(page.stale.index_of(e.issue) for e in page.stale.entries() if e.issue.place.row is not None)
    issue = page.stale.entry(index).issue
    page.list.setCurrentIndex(index)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert ref_of(place.desk.form) == issue.place.form
    assert place.middle() is place.below
    assert place.form_view.table.current_row() == issue.place.row - 1
    place.main.actions_by_name["review_form"].trigger()
    assert place.middle() is page
    assert page.stale.entry(page.list.currentIndex()).issue == issue
    assert page.list.hasFocus()
    page._close.click()
    assert place.middle() is place.below


def test_a_stale_thing_is_mended_alone_or_with_its_like(qtbot: QtBot, place: Workplace) -> None:
    rolled(qtbot, place)
    page = place.rolling.page
    before = stored(place)
    fixable = [entry.issue for entry in page.stale.entries() if entry.issue.fix]
    page.list.setCurrentIndex(page.stale.index_of(fixable[0]))
    assert page.fix.isVisibleTo(page)
    assert page.fix.text() == fixable[0].fix.label
    alike = page.alike()
    page.fix.click()
    settle(qtbot, place)
    left = [e.issue for e in page.stale.entries() if e.issue.code == fixable[0].code]
    assert len(left) == len(alike) - 1
    page.list.setCurrentIndex(page.stale.index_of(left[0]))
    assert page.fix_all.text() == f"同类 {len(left)} 处一起改"
    page.fix_all.click()
    settle(qtbot, place)
    assert fixable[0].code not in {e.issue.code for e in page.stale.entries()}
    place.commands.undo()
    place.commands.undo()
    assert stored(place) == before


def test_safe_years_are_ticked_and_replaced_in_one_step(qtbot: QtBot, place: Workplace) -> None:
    form = place.desk.session.store.form(place.navigator.refs()[1])
    place.desk.do(edit_form(form, "修改立项依据", basis="《关于编制2022年部门预算的通知》𬭎"))
    rolled(qtbot, place)
    page = place.rolling.page
    years = page.years
    rows = [years.row(n) for n in range(years.rowCount())]
    assert [row.what for row in rows if row.what.safe] == years.chosen()
    assert any(not row.what.safe for row in rows)
    for n, row in enumerate(rows):
        assert years.index(n, WHY).data() == (row.what.use.why or "可以直接改")
        assert years.index(n, OLD).data(PIECES).part == row.what.found
        assert years.index(n, NEW).data(PIECES).part == row.what.proposed
    page.safe.click()
    extra = next(n for n, row in enumerate(rows) if not row.what.safe)
    page.tabs.setCurrentIndex(1)
    page.year_list.setFocus()
    page.year_list.setCurrentIndex(years.index(extra, 0))
    qtbot.keyClick(page.year_list, Qt.Key.Key_Space)
    chosen = years.chosen()
    assert rows[extra].what in chosen
    assert page.replace.text() == f"替换选中的 {len(chosen)} 处"
    before = stored(place)
    page.replace.click()
    assert place.desk.session.undo_name == f"改 {len(chosen)} 处年份"
    settle(qtbot, place)
    assert years.rowCount() == len(rows) - len(chosen)
    assert not page.replace.isEnabled()
    place.commands.undo()
    assert stored(place) == before


def test_a_year_is_gone_to(qtbot: QtBot, place: Workplace) -> None:
    rolled(qtbot, place)
    page = place.rolling.page
    page.tabs.setCurrentIndex(1)
    row = next(n for n in range(page.years.rowCount()) if page.years.row(n).what.place.row is None)
    page.year_list.setFocus()
    page.year_list.setCurrentIndex(page.years.index(row, 0))
    qtbot.keyClick(page.year_list, Qt.Key.Key_Return)
    assert ref_of(place.desk.form) == page.years.row(row).what.place.form
    assert place.middle() is place.below


def test_any_form_or_year_can_be_looked_at_later(qtbot: QtBot, place: Workplace) -> None:
    roll(place.desk.session, [f for f in place.desk.forms() if f.kind is not FormKind.SELF_EVALUATION], 2024)
    place.desk.choose_year(2024)
    place.desk.open_form(place.navigator.refs()[2])
    place.main.actions_by_name["review_form"].trigger()
    settle(qtbot, place)
    page = place.rolling.page
    assert {group.form for group in page.stale.groups} == {ref_of(place.desk.form)}
    assert page.scope.currentData() == FORM
    page.scope.setCurrentIndex(page.scope.findData(YEAR))
    page.scope.activated.emit(page.scope.currentIndex())
    settle(qtbot, place)
    assert len(page.stale.groups) > 5


def test_looking_can_be_stopped_and_keeps_what_was_found(qtbot: QtBot, place: Workplace) -> None:
    rolled(qtbot, place)
    room = place.rolling
    room._choose_scope(YEAR)
    qtbot.waitUntil(room.page._stop.isVisible)
    room.page._stop.click()
    settle(qtbot, place)
    assert not room.page._stop.isVisible()


def test_an_edit_elsewhere_is_seen_in_the_list(qtbot: QtBot, place: Workplace) -> None:
    rolled(qtbot, place)
    page = place.rolling.page
    first = page.stale.groups[0].form
    place.desk.open_form(first)
    place.commands.delete_form()
    place.main.actions_by_name["review_form"].trigger()
    settle(qtbot, place)
    assert first not in {group.form for group in page.stale.groups}


def test_the_models_keep_qts_rules(qtbot: QtBot, place: Workplace, qtmodeltester: ModelTester) -> None:
    choice = ChoiceModel()
    choice.show_lines(place.desk.session.store.listing(2022), 2023)
    qtmodeltester.check(choice)
    choice.show_survey(Survey(frozenset(choice.chosen()[:3]), {choice.chosen()[4]: "没有能打印它的版式"}, {}))
    choice.filter("会议")
    choice.check_all(checked=True)
    rolled(qtbot, place)
    years = YearsModel()
    qtmodeltester.check(years)
    shown = place.rolling.page.years
    years.show([shown.row(n) for n in range(shown.rowCount())])
    years.check_safe()
    qtmodeltester.check(shown)


def test_the_page_can_be_read_out(qtbot: QtBot, place: Workplace) -> None:
    rolled(qtbot, place)
    page = place.rolling.page
    for kind in (QAbstractButton, QComboBox):
        for widget in page.findChildren(kind):
            if widget.isVisibleTo(page) and widget.metaObject().className() in ("QPushButton", "QComboBox"):
                assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    assert page.list.accessibleName() == "请核对的内容"
    assert page.year_list.accessibleName() == "旧年份"
    assert page.minimumSizeHint().width() < 800
