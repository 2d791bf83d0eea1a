"""Last year's form beside the one in work: what is shown, marked and taken over."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.definitions.library import library
from app.editing.beside import State
from app.editing.rolling import roll
from app.editing.session import Session
from app.editing.steps import add_indicator, edit_form, edit_indicator, remove_indicators
from app.gui.beside.compare_model import LAST, NAME, STATE, TAKE, THIS, CompareModel
from app.gui.beside.comparing import Line, around_difference
from app.gui.beside.pick_dialog import PickDialog, PickModel
from app.gui.settings import Settings
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.operators import Operator
from app.model.records import Indicator, ref_of
from app.model.refs import FormKind
from app.store.store import Store
from gui.hands import SMALL, open_window, stored, wait_for_checks

NAMED = "区政府办政府会议专项"


@pytest.fixture
def place(qtbot: QtBot, sample: Session, tmp_path: Path) -> Iterator[Workplace]:
    """The window with the sample department of 2022, rolled to 2023, on a project of the new year."""
    roll(sample, [form for form in sample.store.forms(2022) if form.kind is not FormKind.SELF_EVALUATION], 2023)
    made = open_window(qtbot, tmp_path, SMALL).attach(sample)
    made.desk.choose_year(2023)
    made.desk.open_form(next(line.ref for line in made.desk.lines() if line.name == NAMED))
    wait_for_checks(qtbot, made)
    yield made
    made.leave()


def settle(qtbot: QtBot, place: Workplace) -> None:
    qtbot.waitUntil(lambda: not place.comparing.busy)


def compared(qtbot: QtBot, place: Workplace) -> CompareModel:
    """Switch the comparison on and wait until it is shown."""
    place.main.actions_by_name["show_beside"].trigger()
    settle(qtbot, place)
    return place.comparing.panel.model


def edited(qtbot: QtBot, place: Workplace) -> CompareModel:
    """Compare with a form of which one value, one head field, one new and one gone row differ."""
    desk = place.desk
    desk.do(edit_form(desk.form, "改", overview=f"{desk.form.overview}另办理其他会务", attribute="延续"))
    desk.do(edit_indicator(desk.form, 0, value="99", weight=Decimal(7)))
    desk.do(remove_indicators(desk.form, [1]))
    desk.do(add_indicator(desk.form, 1, Indicator(level1="效益指标", level2="社会效益指标", level3="新的𬭎")))
    return compared(qtbot, place)


def lines(model: CompareModel) -> list[Line]:
    return [model.line(n) for n in range(model.rowCount())]


def line(model: CompareModel, state: State, *, is_row: bool = True) -> int:
    return next(n for n, one in enumerate(lines(model)) if one.state is state and one.is_row is is_row)


def test_the_same_form_is_found_and_nothing_is_different(qtbot: QtBot, place: Workplace) -> None:
    model = compared(qtbot, place)
    panel = place.comparing.panel
    assert panel.title.words() == f"与 2022 年“{NAMED}”对照"
    assert {one.state for one in lines(model) if one.is_row} == {State.SAME}
    assert model.rowCount() == len(place.desk.form.indicators)
    assert panel.counts.words() == f"＝ 未变 {model.rowCount()}"
    assert model.headerData(LAST, Qt.Orientation.Horizontal) == "2022 年"
    assert model.headerData(THIS, Qt.Orientation.Horizontal) == "2023 年"


def test_what_is_different_is_marked_by_sign_word_and_colour(qtbot: QtBot, place: Workplace) -> None:
    model = edited(qtbot, place)
    signs = {model.index(n, STATE).data() for n in range(model.rowCount())}
    assert signs == {"＝ 未变", "≠ 已改", "＋ 新增", "－ 去掉"}
    colours = {
        model.index(n, STATE).data(Qt.ItemDataRole.ForegroundRole).name(): model.index(n, STATE).data()
        for n in range(model.rowCount())
    }
    assert len(colours) == 4
    row = line(model, State.CHANGED)
    assert model.index(row, THIS).data() == "≥ 99 次 · 7 分"
    assert model.index(row, LAST).data() == "≥ 180 次 · 20 分"
    assert "指标值：180 → 99" in model.index(row, NAME).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert model.index(line(model, State.NEW), LAST).data() == ""
    assert model.index(line(model, State.GONE), THIS).data() == ""
    head = next(n for n, one in enumerate(lines(model)) if one.name == "项目概况")
    assert model.index(head, THIS).data().endswith("另办理其他会务")
    assert model.index(head, THIS).data().startswith("…")


def test_only_differences_can_be_shown(qtbot: QtBot, place: Workplace) -> None:
    model = edited(qtbot, place)
    place.comparing.panel.differences.setChecked(True)
    assert model.rowCount() == 5
    assert State.SAME not in {one.state for one in lines(model)}


def test_a_click_takes_the_row_over_and_can_be_undone(qtbot: QtBot, place: Workplace) -> None:
    model = edited(qtbot, place)
    before = stored(place)
    listed = place.comparing.panel.list
    index = model.index(line(model, State.CHANGED), TAKE)
    assert index.data() == "取用 →"
    listed.scrollTo(index)
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=listed.visualRect(index).center())
    row = place.desk.form.indicators[0]
    assert (row.value, row.weight) == ("180", Decimal(20))
    assert place.desk.session.undo_name == "取用整行"
    settle(qtbot, place)
    assert "≠ 已改 2 " in place.comparing.panel.counts.words(), "the fields above the table are still other ones"
    place.commands.undo()
    assert stored(place) == before


def test_a_single_value_is_taken_over(qtbot: QtBot, place: Workplace) -> None:
    model = edited(qtbot, place)
    panel = place.comparing.panel
    panel.list.setCurrentIndex(model.index(line(model, State.CHANGED), STATE))
    menu = panel.list.menu()
    actions = {action.text(): action for action in menu.actions()}
    assert list(actions) == ["取用整行", "取用指标值", "取用权重"]
    actions["取用指标值"].trigger()
    menu.close()
    row = place.desk.form.indicators[0]
    assert (row.value, row.weight) == ("180", Decimal(7))
    panel._fill(panel._menu_button.menu())
    assert panel._menu_button.menu().actions()


def test_what_is_gone_is_put_back_where_it_stood(qtbot: QtBot, place: Workplace) -> None:
    last = place.desk.session.store.form(next(r.ref for r in place.desk.session.store.listing(2022) if r.name == NAMED))
    model = edited(qtbot, place)
    panel = place.comparing.panel
    panel.list.setFocus()
    panel.list.setCurrentIndex(model.index(line(model, State.GONE), STATE))
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert "Ctrl+回车" in place.main.statusBar().currentMessage()
    qtbot.keyClick(panel.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    rows = place.desk.form.indicators
    assert rows[1].level3 == last.indicators[1].level3
    assert rows[1].operator is last.indicators[1].operator
    assert [row.position for row in rows] == list(range(len(rows)))


def test_a_head_field_is_taken_over(qtbot: QtBot, place: Workplace) -> None:
    model = edited(qtbot, place)
    panel = place.comparing.panel
    row = next(n for n, one in enumerate(lines(model)) if one.name == "项目属性")
    panel.list.setCurrentIndex(model.index(row, STATE))
    panel.list.take()
    assert place.desk.form.attribute == "新增"
    assert place.desk.session.undo_name == "取用项目属性"


def test_enter_goes_to_the_place_and_the_current_row_follows_the_table(qtbot: QtBot, place: Workplace) -> None:
    model = edited(qtbot, place)
    panel = place.comparing.panel
    table = place.form_view.table
    table.go_to(3, "value")
    assert model.line(panel.list.currentIndex().row()).row == 3
    panel.list.setFocus()
    panel.list.setCurrentIndex(model.index(line(model, State.CHANGED), STATE))
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert table.current_row() == 0
    assert table.hasFocus()
    head = line(model, State.CHANGED, is_row=False)
    panel.list.opened.emit(model.line(head))
    assert not place.form_view.head_folded


def test_an_edit_and_another_form_are_followed(qtbot: QtBot, place: Workplace) -> None:
    model = compared(qtbot, place)
    table = place.form_view.table.indicators
    table.setData(table.index(0, table.column_of("value")), "31")
    settle(qtbot, place)
    assert line(model, State.CHANGED) == 0
    place.next_form()
    settle(qtbot, place)
    assert NAMED not in place.comparing.panel.title.words()


def test_a_form_of_no_earlier_year_says_so(qtbot: QtBot, place: Workplace) -> None:
    place.desk.choose_year(2022)
    place.desk.open_form(place.navigator.refs()[1])
    model = compared(qtbot, place)
    panel = place.comparing.panel
    assert model.rowCount() == 0
    assert panel.empty.isVisible()
    assert "没有找到上一年的表" in panel.empty.text()


def test_f6_goes_to_the_lines_else_to_where_another_form_is_chosen(qtbot: QtBot, place: Workplace) -> None:
    compared(qtbot, place)
    panel, window = place.comparing.panel, place.main
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    panel.differences.setFocus()
    place.form_view.table.setFocus()
    place.comfort.next_pane()
    assert panel.list.hasFocus()
    place.desk.choose_year(2022)
    place.desk.open_form(place.navigator.refs()[1])
    settle(qtbot, place)
    assert not panel.list.isVisible()
    place.form_view.table.setFocus()
    place.comfort.next_pane()
    assert panel.other.hasFocus()


def test_any_form_can_be_chosen(qtbot: QtBot, place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(dialog: PickDialog) -> int:
        dialog.filter.setText("调研 2022")
        assert dialog.model.rowCount() == 1
        return int(PickDialog.DialogCode.Accepted)

    monkeypatch.setattr(PickDialog, "exec", answer)
    place.main.actions_by_name["choose_beside"].trigger()
    settle(qtbot, place)
    panel = place.comparing.panel
    assert panel.title.words() == "与 2022 年“区政府办调研政研专项”对照"
    assert panel.last.isVisible()
    assert "项目名称" not in [one.name for one in lines(panel.model)]
    assert "资金总额" in [one.name for one in lines(panel.model)]
    panel.last.click()
    settle(qtbot, place)
    assert panel.title.words() == f"与 2022 年“{NAMED}”对照"
    assert not panel.last.isVisible()


def test_the_dialog_is_worked_by_keys(qtbot: QtBot, place: Workplace) -> None:
    dialog = PickDialog(place.desk.session.store.listing(), place.main)
    dialog.show()
    qtbot.keyClick(dialog.filter, Qt.Key.Key_Down)
    assert dialog.list.currentIndex().row() == 1
    assert dialog.ref() == dialog.model.line(1).ref
    dialog.filter.setText("没有这样的")
    assert dialog.ref() is None
    assert not dialog.buttons.buttons()[0].isEnabled()
    dialog.reject()


def test_the_head_makes_room_in_a_low_window_and_comes_back(qtbot: QtBot, place: Workplace) -> None:
    assert not place.form_view.head_folded
    compared(qtbot, place)
    assert place.form_view.head_folded
    assert place.comparing.button.isChecked()
    assert place.form_view.area.orientation() is Qt.Orientation.Vertical
    place.main.actions_by_name["show_beside"].trigger()
    assert not place.form_view.head_folded
    assert not place.comparing.is_on
    assert not place.comparing.button.isChecked()


def test_a_wide_window_has_them_side_by_side(qtbot: QtBot, place: Workplace) -> None:
    place.main.resize(1900, 1000)
    compared(qtbot, place)
    assert place.form_view.area.orientation() is Qt.Orientation.Horizontal
    assert not place.form_view.head_folded


def test_the_preview_gives_way_to_the_comparison(qtbot: QtBot, place: Workplace) -> None:
    place.show_preview()
    compared(qtbot, place)
    assert not place.form_view.is_preview
    assert place.comparing.panel.isVisible()


def test_the_models_keep_qts_rules(qtbot: QtBot, place: Workplace, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(edited(qtbot, place))
    qtmodeltester.check(CompareModel())
    pick = PickModel(place.desk.session.store.listing())
    pick.filter("会议")
    qtmodeltester.check(pick)


def test_the_panel_can_be_read_out(qtbot: QtBot, place: Workplace) -> None:
    edited(qtbot, place)
    panel = place.comparing.panel
    assert panel.list.accessibleName() == "对照"
    assert panel._menu_button.accessibleName() == "取用上年的内容"
    assert place.main.width() == 1090


@pytest.mark.parametrize(
    ("last", "this", "cut"),
    [
        ("一二三四五六七八九十甲", "一二三四五六七八九十乙", ("…五六七八九十甲", "…五六七八九十乙")),
        ("短", "长", ("短", "长")),
        ("", "新的", ("", "新的")),
        ("一二三四五六七八", "一二三四五六七八", ("…三四五六七八", "…三四五六七八")),
    ],
)
def test_long_texts_begin_shortly_before_their_difference(last: str, this: str, cut: tuple[str, str]) -> None:
    assert around_difference(last, this) == cut


def test_comparing_a_big_form_does_not_hold_the_window_up(qtbot: QtBot, place: Workplace) -> None:
    form = place.desk.form
    for n in range(30):
        place.desk.do(
            add_indicator(place.desk.form, 0, Indicator(level3=f"会议次数之{n}", operator=Operator.AT_LEAST, value="1"))
        )
    compared(qtbot, place)
    assert ref_of(place.desk.form) == ref_of(form)
    assert place.comparing.panel.model.rowCount() >= 30


def test_what_was_beside_at_the_end_is_beside_the_next_time(
    qtbot: QtBot, place: Workplace, store: Store, tmp_path: Path
) -> None:
    place.comparing.show_beside()
    place.main.close()
    for is_on in (True, False):
        window = MainWindow(Settings(tmp_path / "window.ini"))
        qtbot.addWidget(window)
        window.show()
        again = window.attach(Session(store, library()))
        assert again.comparing.is_on is is_on
        qtbot.waitUntil(lambda again=again: not again.comparing.busy and not again.desk.is_checking)
        if is_on:
            again.comparing.show_beside()
        window.close()
