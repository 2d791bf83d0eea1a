"""What could not be stored is never lost on the way to something else."""

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from app.gui.head_editors import Line
from app.gui.workplace import Workplace

LEAVING = ("new_form", "duplicate_form", "load", "paste_forms", "roll_forms", "next_form", "previous_form")


def amount(place: Workplace) -> Line:
    return next(line for line in place.form_view.head.findChildren(Line) if line.accessibleName() == "资金总额")


@pytest.fixture
def no_dialogs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What asks where it should not have come so far."""
    asked: list[str] = []
    monkeypatch.setattr(QDialog, "exec", lambda self: asked.append(type(self).__name__) or 0)
    monkeypatch.setattr(QDialog, "open", lambda self: asked.append(type(self).__name__))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: asked.append("files") or ([], ""))
    return asked


@pytest.mark.parametrize("command", LEAVING)
def test_a_refused_value_keeps_its_form(
    qtbot: QtBot, place: Workplace, no_dialogs: list[str], command: str
) -> None:  # fmt: skip
    form, line = place.desk.form, amount(place)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "60x")
    place.main.actions_by_name[command].trigger()
    assert (place.desk.form, amount(place).text(), no_dialogs) == (form, "60x", [])
    assert "资金总额" in place.main.statusBar().currentMessage()


def test_files_that_are_dropped_wait_until_it_is_mended(
    qtbot: QtBot, place: Workplace, tmp_path: Path, no_dialogs: list[str]
) -> None:  # fmt: skip
    line = amount(place)
    line.setText("60x")
    line.setModified(True)
    place.main.read_files([tmp_path / "无.xlsx"])
    assert no_dialogs == []
    assert amount(place).text() == "60x"
