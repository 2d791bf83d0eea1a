"""What is typed is stored while it is typed, half a name is completed, and a mark leaves room for what it marks."""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.editing.steps import edit_indicator, edit_indicators
from app.editing.taxonomy import completed, named
from app.gui.indicator_table import IndicatorTable
from app.gui.row_sizes import SIGN
from app.gui.workplace import Workplace
from app.model.operators import Operator
from app.model.records import Indicator, ref_of
from gui.hands import copied, keys
from gui.table.hands import Control, Key, composed, row, select, shown, where


@pytest.fixture
def rest(qtbot: QtBot, table: IndicatorTable) -> Callable[[], None]:
    """Let typing rest until the pause is over, which is a short one here."""
    timer = table.cells._resting
    assert 1000 <= timer.interval() <= 1500
    timer.setInterval(5)

    def rested() -> None:
        qtbot.waitUntil(lambda: not timer.isActive())

    return rested


def kept(table: IndicatorTable) -> list[Indicator]:
    """Return the rows as they would be there after a power cut."""
    return table.desk.session.store.form(ref_of(table.desk.form)).indicators


# Stored while it is typed


def test_a_pause_stores_what_is_typed_and_typing_goes_on(
    qtbot: QtBot, table: IndicatorTable, press: Callable, rest: Callable[[], None]
) -> None:
    before, steps = row(table, 0).level3, len(table.desk.session.undo_names())
    press(Key.Key_F2)
    composed(commit="一")
    rest()
    assert kept(table)[0].level3 == before + "一"
    editor = table.cells.editor
    assert (editor.text(), editor.textCursor().position()) == (before + "一", len(before) + 1)
    composed(commit="二")
    rest()
    assert kept(table)[0].level3 == before + "一二"
    composed(commit="三")
    press(Key.Key_Return)
    assert kept(table)[0].level3 == before + "一二三"
    assert where(table) == (1, "level3")
    assert len(table.desk.session.undo_names()) == steps + 1
    table.desk.undo()
    assert kept(table)[0].level3 == before
    table.desk.redo()
    assert kept(table)[0].level3 == before + "一二三"


def test_escape_takes_back_also_what_was_stored(
    table: IndicatorTable, press: Callable, rest: Callable[[], None]
) -> None:
    before, names = row(table, 0).level3, table.desk.session.undo_names()
    press(Key.Key_F2)
    composed(commit="一")
    rest()
    press(Key.Key_Escape)
    assert kept(table)[0].level3 == row(table, 0).level3 == before
    assert (table.desk.session.undo_names(), table.desk.session.redo_names()) == (names, [])


def test_a_row_that_is_begun_is_there_while_it_is_typed(
    table: IndicatorTable, press: Callable, rest: Callable[[], None]
) -> None:
    count, names = table.indicators.count, table.desk.session.undo_names()
    table.go_to(count, "level3")
    composed(commit="群众")
    rest()
    assert kept(table)[count].level3 == "群众"
    assert table.cells.editor is not None
    assert table.indicators.rowCount() == count + 2
    composed(commit="满意度")
    rest()
    assert [one.level3 for one in kept(table)[count:]] == ["群众满意度"]
    press(Key.Key_Tab)
    assert [one.level3 for one in kept(table)[count:]] == ["群众满意度"]
    assert where(table)[0] == count
    assert table.desk.session.undo_names() == ["添加指标", *names]
    table.desk.undo()
    assert len(kept(table)) == count


@pytest.mark.parametrize("is_given_up", [True, False])
def test_a_row_that_comes_to_nothing_is_gone(
    table: IndicatorTable, press: Callable, rest: Callable[[], None], *, is_given_up: bool
) -> None:
    count, names = table.indicators.count, table.desk.session.undo_names()
    table.go_to(count, "level3")
    composed(commit="群众")
    rest()
    assert len(kept(table)) == count + 1
    if is_given_up:
        press(Key.Key_Escape)
    else:
        press(Key.Key_A, modifier=Control)
        press(Key.Key_Backspace, Key.Key_Tab)
    assert len(kept(table)) == table.indicators.count == count
    assert table.current_row() == count
    assert (table.desk.session.undo_names(), table.cells.editor) == (names, None)


def test_what_is_half_typed_is_neither_refused_nor_marked(
    qtbot: QtBot, table: IndicatorTable, press: Callable, place: Workplace, rest: Callable[[], None]
) -> None:
    told: list[str] = []
    place.desk.refused.connect(told.append)
    before, issues = row(table, 0).weight, list(place.desk.current_issues())
    table.go_to(0, "weight")
    keys(qtbot, table, "7")
    rest()
    assert kept(table)[0].weight == Decimal(7)
    assert place.desk.current_issues() == issues
    keys(qtbot, table, "a")
    rest()
    assert (told, kept(table)[0].weight) == ([], Decimal(7))
    press(Key.Key_Return)
    assert len(told) == 1
    assert kept(table)[0].weight == before
    table.go_to(0, "weight")
    press(Key.Key_Delete)


def test_half_of_a_name_to_choose_is_not_stored(
    table: IndicatorTable, press: Callable, rest: Callable[[], None]
) -> None:
    before = row(table, 0).level2
    table.go_to(0, "level2")
    composed(commit="质")
    rest()
    assert kept(table)[0].level2 == before
    press(Key.Key_Escape)


def test_the_problems_are_found_when_the_cell_is_done(
    qtbot: QtBot, table: IndicatorTable, press: Callable, place: Workplace, rest: Callable[[], None]
) -> None:
    issues = list(place.desk.current_issues())
    table.go_to(0, "weight")
    keys(qtbot, table, "95")
    rest()
    assert place.desk.current_issues() == issues
    press(Key.Key_Return)
    assert place.desk.current_issues() != issues


def test_a_text_that_was_half_a_quantity_leaves_nothing_beside_it(
    table: IndicatorTable, press: Callable, rest: Callable[[], None]
) -> None:
    values = {"operator": Operator.NONE, "value": "", "unit": ""}
    table.desk.do(edit_indicators(table.desk.form, "清空", {0: values}))
    table.go_to(0, "value")
    composed(commit="≥95%")
    rest()
    assert kept(table)[0].operator is Operator.AT_LEAST
    press(Key.Key_Home)
    composed(commit="约为")
    press(Key.Key_Return)
    made = kept(table)[0]
    assert (made.operator, made.value, made.unit) == (Operator.NONE, "约为≥95%", "")


def test_ctrl_enter_after_a_pause_is_one_step(
    qtbot: QtBot, table: IndicatorTable, press: Callable, rest: Callable[[], None]
) -> None:
    names, before = table.desk.session.undo_names(), [one.weight for one in kept(table)]
    select(table, (0, "weight"), (3, "weight"))
    keys(qtbot, table, "5")
    rest()
    press(Key.Key_Return, modifier=Control)
    assert [one.weight for one in kept(table)][:4] == [Decimal(5)] * 4
    assert table.desk.session.undo_names() == ["填入 4 格", *names]
    table.desk.undo()
    assert [one.weight for one in kept(table)] == before


def test_checks_in_the_background_leave_alone_what_is_typed(
    qtbot: QtBot, table: IndicatorTable, press: Callable
) -> None:
    table.go_to(0, "value")
    keys(qtbot, table, "42")
    table.indicators.tell_row(0)
    assert table.cells.editor.text() == "42"
    press(Key.Key_Escape)


# Levels by part of their name


def test_part_of_one_name_is_completed_and_other_words_stay(table: IndicatorTable, press: Callable) -> None:
    for text, stored in (("效", "效益指标"), ("产出", "产出指标"), ("指标", "指标"), ("别的", "别的")):
        table.go_to(0, "level1")
        composed(commit=text)
        press(Key.Key_Tab)
        assert row(table, 0).level1 == stored
    table.desk.do(edit_indicators(table.desk.form, "改", {0: {"level1": "产出指标"}}))
    table.go_to(0, "level2")
    composed(commit="时")
    press(Key.Key_Return)
    assert row(table, 0).level2 == "时效指标"


def test_names_without_their_ending_are_pasted_whole(table: IndicatorTable, press: Callable) -> None:
    table.go_to(table.indicators.count, "level1")
    copied("产出\t数量\t开会次数\r\n效\t别的\t人数\r\n")
    press(Key.Key_V, modifier=Control)
    made = table.desk.form.indicators[-2:]
    assert [(one.level1, one.level2) for one in made] == [("产出指标", "数量指标"), ("效", "别的")]


def test_only_one_name_is_meant() -> None:
    names = ["产出指标", "效益指标", "满意度指标", "满意"]
    assert completed("满意", names) == "满意"
    assert completed("满意度", names) == "满意度指标"
    assert completed(" 益 ", names) == "效益指标"
    assert completed("", names) == ""
    assert named("益", names) == "益"


def test_ctrl_enter_completes_too(table: IndicatorTable, press: Callable) -> None:
    select(table, (0, "level1"), (1, "level1"))
    composed(commit="效")
    press(Key.Key_Return, modifier=Control)
    assert {row(table, 0).level1, row(table, 1).level1} == {"效益指标"}


# What is refused


def test_a_mark_leaves_room_for_the_refused_text(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "weight")
    keys(qtbot, table, "abc")
    press(Key.Key_Return)
    index = table.indicators.index(0, table.indicators.column_of("weight"))
    option = QStyleOptionViewItem()
    option.initFrom(table)
    option.widget, option.font, option.fontMetrics = table, table.font(), QFontMetrics(table.font())
    option.rect = table.visualRect(index)
    table.cells.initStyleOption(option, index)
    room = table.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, table)
    assert room.right() <= option.rect.right() - SIGN - 1
    assert room.width() >= option.fontMetrics.horizontalAdvance("abc")
    table.go_to(0, "weight")
    press(Key.Key_Delete)


def test_undo_gives_up_a_refused_text_before_it_takes_anything_back(
    qtbot: QtBot, table: IndicatorTable, press: Callable, place: Workplace
) -> None:
    table.go_to(1, "weight")
    keys(qtbot, table, "33")
    press(Key.Key_Return)
    table.go_to(1, "weight")
    keys(qtbot, table, "xyz")
    press(Key.Key_Return)
    place.commands.undo()
    assert "xyz" in place.main.statusBar().currentMessage()
    assert not table.rows.refused
    assert shown(table)[1][table.rows.column_of("weight")] == "33"
    place.commands.undo()
    assert row(table, 1).weight != 33


def test_a_page_goes_on_from_a_row_that_is_higher_than_the_table(table: IndicatorTable, press: Callable) -> None:
    table.desk.do(edit_indicator(table.desk.form, 2, level3="很长的指标名称" * 150))
    table.go_to(2, "level3")
    assert table.rowHeight(2) > table.viewport().height()
    press(Key.Key_PageDown)
    assert table.current_row() > 2
    table.go_to(2, "level3")
    press(Key.Key_PageUp)
    assert table.current_row() < 2


@pytest.mark.parametrize("correction", ["5", ""])
def test_the_status_bar_forgets_what_was_corrected(
    qtbot: QtBot, table: IndicatorTable, press: Callable, place: Workplace, correction: str
) -> None:
    bar = place.main.statusBar()
    table.go_to(0, "weight")
    keys(qtbot, table, "abc")
    press(Key.Key_Return)
    assert "abc" in bar.currentMessage()
    table.go_to(0, "weight")
    if correction:
        keys(qtbot, table, correction)
        press(Key.Key_Return)
    else:
        press(Key.Key_Delete)
    assert "abc" not in bar.currentMessage()


def test_a_long_text_beside_a_mark_is_seen_whole(table: IndicatorTable) -> None:
    model = table.indicators
    name = model.column_of("level2")
    character = QFontMetrics(table.font()).horizontalAdvance("国")
    text = "字" * ((table.columnWidth(name) - 8) // character)
    high = table.rowHeight(1)
    table.desk.do(edit_indicators(table.desk.form, "改", {0: {"level2": text}}))
    assert model.is_marked(0, name)
    assert table.rowHeight(0) > high


@pytest.mark.parametrize("seed", range(4))
def test_any_typing_keeps_qts_rules_and_is_one_step_or_none(
    qtbot: QtBot, table: IndicatorTable, press: Callable, seed: int
) -> None:
    dice, model = random.Random(seed), table.indicators  # noqa: S311 - dice
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for _ in range(25):
        before, steps = shown(table), table.desk.session.undo_names()
        table.go_to(
            dice.choice([0, model.count - 1, model.count]), dice.choice(["level1", "level3", "value", "weight"])
        )
        for _ in range(dice.randint(1, 3)):
            keys(qtbot, table, dice.choice("12a"))
            if dice.random() < 0.7:
                table._keep(table.cells.editor)
        key = dice.choice([Key.Key_Return, Key.Key_Tab, Key.Key_Escape])
        press(key)
        for cell in [model.index(r, c) for r in range(model.rowCount()) for c in range(model.columnCount())]:
            model.forget_refused([cell])
        after, done = shown(table), table.desk.session.undo_names()
        assert done[1:] == steps or done == steps
        assert key != Key.Key_Escape or (after, done) == (before, steps)
        assert [one.id for one in kept(table)] == [row(table, n).id for n in range(model.count)]
        if done != steps:
            table.desk.undo()
            assert shown(table) == before
            table.desk.redo()
            assert shown(table) == after
    del tester
