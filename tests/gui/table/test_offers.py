"""What is offered while a clerk types in a cell."""

from collections.abc import Callable
from threading import Event, Thread, current_thread, main_thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.editing.indicator_library import Entry
from app.editing.steps import edit_indicators
from app.gui.indicator_table import IndicatorTable
from app.model.operators import Operator
from gui.table.hands import Alt, Key, composed, row, where

# What is offered


def test_choices_are_offered_as_one_types_and_taken_by_keys(table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "level2")
    composed(commit="质")
    offered = table.cells.suggestions
    assert [one.text for one in offered.offers] == ["质量指标"]
    press(Key.Key_Down, Key.Key_Return)
    assert row(table, 0).level2 == "质量指标"
    assert where(table) == (1, "level2")
    assert not offered.isVisible()


def test_offers_never_get_in_the_way(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "unit")
    composed(commit="人")
    assert table.cells.suggestions.isVisible()
    assert QApplication.focusWidget() is table.cells.editor
    press(Key.Key_Return)
    assert row(table, 0).unit == "人"
    table.go_to(0, "unit")
    composed(commit="张")
    assert not table.cells.suggestions.isVisible()
    press(Key.Key_Return)
    assert row(table, 0).unit == "张"


def test_escape_closes_the_offers_first(table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "unit")
    press(Key.Key_F2)
    press(Key.Key_Down, modifier=Alt)
    assert table.cells.suggestions.isVisible()
    press(Key.Key_Escape)
    assert not table.cells.suggestions.isVisible()
    assert table.cells.editor is not None
    press(Key.Key_Escape)
    assert table.cells.editor is None


def test_a_name_of_the_own_history_fills_what_is_empty(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    model = table.indicators
    wanted = next(one for one in table.desk.history("", "", "") if one.unit and one.weight)
    table.desk.do(
        edit_indicators(table.desk.form, "清空", {0: {"operator": Operator.NONE, "unit": "", "weight": None}})
    )
    press(Key.Key_Backspace)
    composed(commit=wanted.name[:-1])
    qtbot.waitUntil(lambda: any(one.text == wanted.name for one in table.cells.suggestions.offers))
    while table.cells.suggestions.chosen() is None or table.cells.suggestions.chosen().text != wanted.name:
        press(Key.Key_Down)
    press(Key.Key_Return)
    made = row(table, 0)
    assert (made.level3, made.operator, made.unit, made.weight) == (
        wanted.name,
        wanted.operator,
        wanted.unit,
        wanted.weight,
    )
    assert table.desk.session.undo_name == f"填入“{wanted.name}”"
    assert made.value == model.text(model.index(0, model.column_of("value")))


def test_a_click_takes_an_offer(qtbot: QtBot, table: IndicatorTable, press: Callable) -> None:
    table.go_to(0, "operator")
    press(Key.Key_F2)
    press(Key.Key_Down, modifier=Alt)
    view = table.cells.suggestions
    at = next(n for n, one in enumerate(view.offers) if one.text == "≤")
    rect = view.visualRect(view.model().index(at, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert row(table, 0).operator is Operator.AT_MOST


def test_the_history_is_searched_beside_the_typing(
    qtbot: QtBot, table: IndicatorTable, press: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Thread]] = []
    going_on = Event()

    def slow(text: str, *_: str) -> list[Entry]:
        asked.append((text, current_thread()))
        going_on.wait(5)
        return []

    monkeypatch.setattr(table.desk, "history", slow)
    press(Key.Key_Backspace)
    composed(commit="会")
    qtbot.waitUntil(lambda: bool(asked))
    composed(commit="议")
    assert table.cells.editor.text() == "会议"  # it is typed on while the first search is under way
    going_on.set()
    qtbot.waitUntil(lambda: [text for text, _ in asked] == ["会", "会议"])
    assert main_thread() not in [thread for _, thread in asked]
