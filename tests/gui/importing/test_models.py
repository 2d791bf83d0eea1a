"""The tables of the import window keep Qt's rules, also while what they show is corrected."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.gui.importing.window import ImportWindow
from gui.importing.hands import read

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_the_found_rows_keep_qts_rules(
    qtbot: QtBot, window: ImportWindow, csv: Path, qtmodeltester: ModelTester
) -> None:
    model = window.form.table.indicators
    tester = QAbstractItemModelTester(model, FATAL)
    read(qtbot, window, csv)
    qtmodeltester.check(model)
    assert model.rowCount() > 1
    assert model.setData(model.index(0, model.column_of("level3")), "改过的名称", Qt.ItemDataRole.EditRole)
    window.form.table.edits.remove()
    window.form.desk.undo()
    assert tester.model() is model


def test_the_grid_of_a_sheet_keeps_qts_rules(
    qtbot: QtBot, window: ImportWindow, csv: Path, qtmodeltester: ModelTester
) -> None:
    model = window.source.grid.model()
    tester = QAbstractItemModelTester(model, FATAL)
    read(qtbot, window, csv)
    qtbot.waitUntil(lambda: model.rowCount() >= 3)
    qtmodeltester.check(model)
    assert tester.model() is model
