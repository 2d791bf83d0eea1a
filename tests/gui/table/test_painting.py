"""What stands on the screen after an edit, though only a part of it was painted, is what painting all of it shows."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget

from app.editing.steps import add_indicator, edit_indicators, remove_indicators
from app.gui.indicator_table import IndicatorTable
from app.gui.solid_table import SolidTable
from app.gui.widgets import SteadyLabel
from app.gui.workplace import Workplace
from app.model.records import Indicator
from gui.table.hands import Control, Key, Shift, select


def on_screen(widget: QWidget) -> QImage:
    """Return what is seen of a widget, as far as it has been painted."""
    for _ in range(5):
        QApplication.processEvents()
    window = widget.window()
    whole = window.screen().grabWindow(window.winId()).toImage()
    return whole.copy(widget.rect().translated(widget.mapTo(window, widget.rect().topLeft())))


def painted_anew(widget: QWidget) -> QImage:
    for one in (widget, *widget.findChildren(QWidget)):
        one.update()
    return on_screen(widget)


def rows(table: IndicatorTable, count: int) -> None:
    """Give the form so many rows more that there is something to scroll."""
    for number in range(count):
        table.desk.do(add_indicator(table.desk.form, 1, Indicator(level3=f"第 {number} 项", weight=number + 1)))


Do = Callable[[IndicatorTable], object]
DONE: dict[str, Do] = {
    "gone to": lambda table: table.go_to(3, "weight"),
    "scrolled down": lambda table: table.verticalScrollBar().setValue(97),
    "scrolled to the end": lambda table: table.verticalScrollBar().setValue(table.verticalScrollBar().maximum()),
    "scrolled across": lambda table: table.horizontalScrollBar().setValue(40),
    "a range selected": lambda table: select(table, (0, "level3"), (4, "weight")),
    "focus lost": lambda table: table.window().centralWidget().navigator.tree.setFocus(),
    "disabled": lambda table: table.setEnabled(False),
    "edited elsewhere": lambda table: table.desk.do(edit_indicators(table.desk.form, "改", {1: {"operator": "≥"}})),
    "rows gone": lambda table: table.desk.do(remove_indicators(table.desk.form, [0, 2, 3])),
    "undone": lambda table: table.desk.undo(),
    "another window": lambda table: table.window().resize(table.window().width() - 90, table.window().height() - 40),
}


@pytest.mark.parametrize("name", DONE)
def test_nothing_old_is_left_on_the_screen(table: IndicatorTable, name: str) -> None:
    rows(table, 20)
    table.go_to(5, "level3")
    on_screen(table)
    DONE[name](table)
    assert on_screen(table) == painted_anew(table)


def test_nothing_old_is_left_where_cells_are_typed_one_after_another(
    table: IndicatorTable, press: Callable[..., None]
) -> None:
    rows(table, 20)
    table.go_to(0, "weight")
    for number in range(12):
        press(Qt.Key(Key.Key_1 + number % 9))
        on_screen(table)
        press(Key.Key_Return)
        assert on_screen(table) == painted_anew(table), f"after row {number + 1}"
    for keys in ((Key.Key_A, Key.Key_Return), (Key.Key_Up, Key.Key_Delete), (Key.Key_PageUp,), (Key.Key_PageDown,)):
        press(*keys)
        assert on_screen(table) == painted_anew(table), keys
    press(Key.Key_Down, modifier=Shift)
    press(Key.Key_D, modifier=Control)
    assert on_screen(table) == painted_anew(table)


def test_what_is_seen_can_be_told_from_what_is_not_painted(table: IndicatorTable) -> None:
    table.go_to(0, "level3")
    before = on_screen(table)
    table.setUpdatesEnabled(False)
    table.select_rows([1])
    assert on_screen(table) == before, "or the tests above could not fail"
    table.setUpdatesEnabled(True)
    assert on_screen(table) != before


def test_only_what_comes_into_sight_is_painted(table: IndicatorTable, monkeypatch: pytest.MonkeyPatch) -> None:
    rows(table, 20)
    seen: list[int] = []
    paint = SolidTable.paintEvent
    monkeypatch.setattr(
        SolidTable, "paintEvent", lambda self, event: (seen.append(event.rect().height()), paint(self, event))
    )
    on_screen(table)
    seen.clear()
    table.verticalScrollBar().setValue(table.verticalScrollBar().value() + 20)
    on_screen(table)
    assert seen
    assert max(seen) < table.viewport().height() // 2


def test_the_list_of_the_overview_is_seen_as_it_is(place: Workplace) -> None:
    place.overview.show_overview()
    table = place.overview.page().table
    place.main.resize(1000, 420)
    on_screen(table)
    for act in (
        lambda: table.verticalScrollBar().setValue(50),
        table.selectAll,
        table.setFocus,
        place.navigator.tree.setFocus,
        lambda: table.verticalScrollBar().setValue(11),
        table.clearSelection,
    ):
        act()
        assert on_screen(table) == painted_anew(table)


# Sizes


@pytest.mark.parametrize("count", [1, 9, 10, 99, 100, 1000])
def test_the_row_numbers_have_the_room_that_qt_gives_them(table: IndicatorTable, count: int) -> None:
    here = len(table.desk.form.indicators)
    more = [Indicator(level3=f"第 {number} 项") for number in range(count - here)]
    if more:
        table.desk.do(table.rows.kind.insert(table.desk.form, here, more, "加"))
    elif count < here:
        table.desk.do(remove_indicators(table.desk.form, range(count, here)))
    header = table.verticalHeader()
    assert table.rows.count == count
    assert header.sizeHint().width() == QHeaderView.sizeHint(header).width()


def test_a_steady_label_takes_and_gives_back_its_room() -> None:
    label, short = SteadyLabel("90 + 10 = 100"), SteadyLabel("90 + 10 = 100")
    label.setText("120 + 10 = 130，应为 100，多出 30 分")
    assert label.width() > short.width()
    assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    label.setText("90 + 10 = 100")
    assert label.size() == short.size()
