"""Files out and in: exported, dropped, and what is told of those that cannot be."""

from pathlib import Path

import pytest
from cases import CASES
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QLabel,
    QMessageBox,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from gui.hands import dropped, stored


def test_export_writes_files_and_says_so(
    qtbot: QtBot, place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: said.append(box.text()))
    forms = place.desk.session.store.forms(2022)
    place.files_out.export_to(forms, "pdf", tmp_path / "导出")
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert len(list((tmp_path / "导出").glob("*.pdf"))) == 13
    assert "已导出 13 个文件" in said[0]
    qtbot.waitUntil(lambda: not place.files_out.jobs)


def test_one_form_is_exported_under_the_name_that_is_asked(
    qtbot: QtBot, place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []
    said: list[str] = []

    def choose(_parent: QWidget, _title: str, proposed: str, _kinds: str) -> tuple[str, str]:
        asked_for.append(proposed)
        return str(tmp_path / "报人大.2022"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QMessageBox, "open", lambda box: said.append(box.text()))
    place.main.settings.folder = str(tmp_path)
    place.files_out.export_form("xlsx")
    assert Path(asked_for[0]) == tmp_path / "2022 附件12-2 区政府办调研政研专项.xlsx"
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert [file.name for file in tmp_path.glob("*.xlsx")] == ["报人大.2022.xlsx"]
    assert "已导出 1 个文件" in said[0]
    qtbot.waitUntil(lambda: not place.files_out.jobs)


def test_an_export_that_fails_on_the_way_is_told(
    qtbot: QtBot, place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[-1]))
    (tmp_path / "表.pdf").mkdir()
    place.files_out.export_as([place.desk.form], "pdf", tmp_path / "表.pdf")
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "它是一个文件夹" in said[0]
    qtbot.waitUntil(lambda: not place.files_out.jobs)


def test_an_export_that_cannot_be_says_why(place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[-1]))
    (tmp_path / "file").write_text("x")
    place.files_out.export_to([place.desk.form], "xlsx", tmp_path / "file")
    assert "不能建立文件夹" in said[0]


def test_a_dropped_file_is_read(place: Workplace, window: MainWindow) -> None:
    dropped(window, CASES[4])
    assert len(stored(place)["projects"]) == 12 + 8
    place.commands.undo()
    assert len(stored(place)["projects"]) == 12


def test_a_wrong_file_is_told_and_changes_nothing(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[-1]))
    before = stored(place)
    (tmp_path / "去年.xlsx").write_bytes(b"PK\x03\x04")
    place.files_in.load_files([tmp_path / "去年.xlsx"])
    assert "不完整，读不出来" in said[0]
    assert stored(place) == before


def test_the_dialog_for_files_speaks_chinese(qtbot: QtBot, window: MainWindow) -> None:
    dialog = QFileDialog(window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.show()
    labels = [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]
    buttons = [one.text() for one in dialog.findChildren(QAbstractButton) if one.isVisible()]
    tips = [one.toolTip() for one in dialog.findChildren(QAbstractButton) if one.isVisible()]
    headings = [str(dialog.findChild(QTreeView).model().headerData(n, Qt.Orientation.Horizontal)) for n in range(4)]
    words = [word for word in [*labels, *buttons, *tips, *headings] if word]
    assert len(labels) == 3
    assert len(words) > 10
    assert [word for word in words if not any("\u4e00" <= letter <= "\u9fff" for letter in word)] == []
    dialog.close()
