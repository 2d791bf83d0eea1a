"""The cells of the indicators: what they take, refuse and offer, with their marks, weights and widths."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.definitions.library import library
from app.gui.weight_meter import weight_sentence, weights_of
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.operators import Operator
from app.model.records import Indicator, ref_of
from gui.hands import field, stored, type_into


def test_cells_are_stored_as_meant(place: Workplace) -> None:
    model = place.form_view.table.indicators
    row = model.rowCount() - 1
    for name, typed, kept in (
        ("operator", "＞＝", Operator.AT_LEAST),
        ("value", "９５", "95"),
        ("weight", "7.5", Decimal("7.5")),
        ("level3", "群众“满意度”", "群众“满意度”"),
    ):
        assert model.setData(model.index(row, model.column_of(name)), typed)
        assert getattr(place.desk.session.store.form(ref_of(place.desk.form)).indicators[row], name) == kept


@pytest.mark.parametrize(("name", "typed"), [("operator", "大概"), ("weight", "很重")])
def test_a_cell_refuses_what_its_column_cannot_hold(place: Workplace, name: str, typed: str) -> None:
    before = stored(place)
    model = place.form_view.table.indicators
    assert not model.setData(model.index(0, model.column_of(name)), typed)
    assert typed in place.main.statusBar().currentMessage()
    assert stored(place) == before
    assert not place.desk.session.undo_name.startswith("修改")


def offered(place: Workplace, row: int, name: str) -> list[str]:
    """What may be chosen in a cell."""
    table = place.form_view.table
    table.go_to(row, name)
    table.edit(table.currentIndex())
    table.cells.open_list()
    words = [offer.text for offer in table.cells.suggestions.offers]
    table.finish_edit()
    return words


def test_levels_operators_and_units_can_be_chosen(place: Workplace) -> None:
    expected = {"level1": "效益指标", "level2": "质量指标", "operator": "定性", "unit": "人次"}
    for name, word in expected.items():
        assert word in offered(place, 0, name)


def test_the_second_level_offers_what_belongs_under_the_first(place: Workplace) -> None:
    assert offered(place, 0, "level2") == ["数量指标", "质量指标", "时效指标", "成本指标"]


def test_rows_are_added_moved_and_removed_and_all_of_it_undone(qtbot: QtBot, place: Workplace) -> None:
    before = stored(place)
    table = place.form_view.table
    table.go_to(1, "level3")
    place.commands.add_row()
    table.finish_edit()
    rows = place.desk.form.indicators
    assert len(rows) == 9
    assert (rows[2].level1, rows[2].level2, rows[2].level3) == (rows[1].level1, rows[1].level2, "")
    table.go_to(2, "level3")
    place.commands.move_up()
    assert place.desk.form.indicators[1].level3 == ""
    assert table.current_row() == 1
    place.commands.remove_rows()
    assert len(place.desk.form.indicators) == 8
    while place.desk.session.undo_name and not place.desk.session.undo_name.startswith("载入"):
        place.commands.undo()
    assert stored(place) == before


def test_problems_are_listed_and_a_double_click_goes_to_the_cell(qtbot: QtBot, place: Workplace) -> None:
    problems = place.problems
    assert problems._count.text() == "问题 2：提醒 2"
    assert problems.model.entries()[0].words.startswith("提醒")
    problems.list.doubleClicked.emit(problems.model.nth(1))
    table = place.form_view.table
    assert (table.current_row(), table.indicators.columns[table.currentIndex().column()].field) == (4, "operator")
    index = table.currentIndex()
    assert "成本" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert table.indicators.mark(index).sign == "warning"


def test_a_problem_is_mended_by_its_button_and_the_mending_undone(place: Workplace) -> None:
    before = stored(place)
    place.commands.next_problem()
    place.problems._fix.click()
    assert place.desk.form.indicators[3].operator is Operator.AT_MOST
    assert place.problems._count.text() == "问题 1：提醒 1"
    place.commands.undo()
    assert stored(place) == before


def test_a_problem_of_a_head_field_is_shown_at_the_field(qtbot: QtBot, place: Workplace) -> None:
    type_into(qtbot, field(place, "资金总额"), "")
    field(place, "资金总额").clear()
    field(place, "项目概况").setFocus()
    assert field(place, "资金总额").property("problem") == "warning"
    assert "资金总额" in field(place, "资金总额").accessibleDescription()
    place.form_view.go_to(place.problems._issue(0))
    assert field(place, "资金总额").hasFocus()


def test_no_problems_are_said_too(place: Workplace) -> None:
    place.desk.open_form(place.navigator.refs()[1])
    assert place.problems._count.text() == "没有发现问题"


def test_the_meter_says_what_the_weights_come_to(place: Workplace) -> None:
    meter = place.form_view.meter
    assert meter.text() == "90 + 10 = 100"
    model = place.form_view.table.indicators
    model.setData(model.index(0, model.column_of("weight")), "10")
    assert meter.text() == "80 + 10 = 90，应为 100，还差 10 分"
    place.desk.open_form(place.navigator.refs()[0])
    assert meter.text() == "合计 100"


def test_half_points_and_empty_weights_are_counted_exactly() -> None:
    policy = library().weights["90+10"]
    rows = [Indicator(level1="产出指标", weight=Decimal("22.5")) for _ in range(4)]
    assert weight_sentence(weights_of(rows, policy)) == "90.0 + 10 = 100.0".replace(".0", "")
    assert weight_sentence(weights_of([Indicator(level1="产出指标")], policy)) == "尚未填写权重"


def test_the_model_keeps_qts_rules(place: Workplace, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(place.form_view.table.indicators)


def test_delete_empties_the_selected_cells_in_one_step(qtbot: QtBot, place: Workplace) -> None:
    before = stored(place)
    table = place.form_view.table
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    row = place.desk.form.indicators[0]
    assert (row.level1, row.level3, row.operator, row.weight) == ("", "", Operator.NONE, None)
    assert place.desk.session.undo_name == "清空 7 格"
    place.commands.undo()
    assert stored(place) == before


def test_the_list_of_a_cell_opens_on_arrows(qtbot: QtBot, place: Workplace) -> None:
    table = place.form_view.table
    table.go_to(0, "level2")
    table.edit(table.currentIndex())
    qtbot.keyClick(table.cells.editor, Qt.Key.Key_Down)
    assert table.cells.suggestions.isVisible()
    assert place.desk.form.indicators[0].level2 == "数量指标"
    table.finish_edit()
    assert not table.cells.suggestions.isVisible()


def test_the_current_cell_stays_with_its_indicator(place: Workplace) -> None:
    table = place.form_view.table
    table.go_to(2, "value")
    indicator = place.desk.form.indicators[2].id
    place.commands.move_up()
    place.commands.undo()
    assert table.indicators.row(table.current_row()).id == indicator


def test_mending_shows_where_and_says_what(place: Workplace) -> None:
    place.commands.mend_problem()
    assert place.form_view.table.current_row() == 3
    assert "已改正" in place.main.statusBar().currentMessage()


def test_a_width_that_the_clerk_gave_stays(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    table = place.form_view.table
    table.horizontalHeader().resizeSection(1, 177)
    window.resize(window.width() - 80, window.height())
    QApplication.processEvents()
    assert table.columnWidth(1) == 177
    assert sum(table.columnWidth(n) for n in range(7)) <= table.viewport().width() + 1
