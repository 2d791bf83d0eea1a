"""What a clerk does in the indicator table, and what is there to be seen."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.indicator_table import IndicatorTable
from app.model.records import Indicator, ref_of
from gui.hands import keys

Key, Control, Shift, Alt = (
    Qt.Key,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def composed(preedit: str = "", commit: str = "") -> None:
    """Type as an input method does: first what is composed, then what it comes to."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(QApplication.focusWidget(), event)


def row(table: IndicatorTable, number: int) -> Indicator:
    return table.desk.form.indicators[number]


def where(table: IndicatorTable) -> tuple[int, str]:
    return table.current_row(), table.indicators.columns[table.currentIndex().column()].field


def select(table: IndicatorTable, first: tuple[int, str], last: tuple[int, str]) -> None:
    model = table.indicators
    corners = [model.index(number, model.column_of(name)) for number, name in (first, last)]
    table.setCurrentIndex(corners[0])
    table.selectionModel().select(QItemSelection(*corners), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def stored_rows(table: IndicatorTable) -> list[str]:
    form = table.desk.session.store.form(ref_of(table.desk.form))
    return [one.level3 for one in form.indicators]


def typed(qtbot: QtBot, table: IndicatorTable) -> None:
    table.go_to(0, "value")
    keys(qtbot, table, "42")


def names(table: IndicatorTable) -> list[str]:
    return [one.level3 for one in table.desk.form.indicators]


def shown(table: IndicatorTable) -> list[list[str]]:
    model = table.indicators
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.count)]
