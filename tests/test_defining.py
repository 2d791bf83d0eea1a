"""What helps those who declare a new form: schema, check and live preview."""

import json
import os
from pathlib import Path

import pytest
from cases import ROOT
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.cli.main import run
from app.definitions.json_schema import FILE, layout_schema
from app.gui.layout_preview import LayoutPreview
from app.gui.pages import PageView

LAYOUT = ROOT / "forms" / "chongqing" / "tongnan-2022.toml"


@pytest.fixture
def layout_file(tmp_path: Path) -> Path:
    (tmp_path / "我的地方").mkdir()
    file = tmp_path / "我的地方" / "2027.toml"
    file.write_text(LAYOUT.read_text(encoding="utf-8"), encoding="utf-8")
    return file


def test_the_schema_that_editors_read_is_the_one_in_force() -> None:
    """Renew it with: jiheng layouts --schema > forms/layout.schema.json."""
    kept = json.loads((ROOT / "forms" / FILE).read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(layout_schema()))


def test_every_layout_names_the_schema_in_its_first_line() -> None:
    files = [path for path in (ROOT / "forms").glob("*/*.toml") if path.parent.name != "shared"]
    wanted = f"#:schema ../{FILE}"
    assert [path.name for path in files if path.read_text(encoding="utf-8").split("\n")[0] != wanted] == []


def test_a_right_file_is_said_to_be_right(layout_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["layouts", "--check", str(layout_file)]) == 0
    assert "没有发现错误：重庆市潼南区 2022 年，项目绩效目标表、整体绩效目标表" in capsys.readouterr().err


def test_every_mistake_is_listed_with_its_line(layout_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = layout_file.read_text(encoding="utf-8")
    layout_file.write_text(
        text.replace('field = "basis"', 'field = "bases"').replace("{year}年区级", "{yaer}年区级"), encoding="utf-8"
    )
    assert run(["layouts", "--check", str(layout_file)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert said[-1] == "共 2 处错误。"
    assert all("我的地方/2027.toml 第 " in line for line in said[:-1])


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["layouts", "--preview", str(tmp_path / "x.toml")]) == 2
    assert "没有找到版式文件" in capsys.readouterr().err


def test_the_preview_follows_the_file(qtbot: QtBot, layout_file: Path) -> None:
    preview = LayoutPreview(layout_file)
    qtbot.addWidget(preview)
    preview.show()
    assert len(preview.findChildren(PageView)) == 1
    right = layout_file.read_text(encoding="utf-8")
    layout_file.write_text(right.replace("corner", "cornr", 1), encoding="utf-8")
    qtbot.waitUntil(lambda: preview.note.text() == "1 处错误" or "处错误" in preview.note.text())
    assert any("cornr" in words.text() for words in preview.findChildren(QLabel))
    aside = layout_file.with_suffix(".new")
    aside.write_text(right, encoding="utf-8")
    os.replace(aside, layout_file)  # noqa: PTH105 - as editors do
    qtbot.waitUntil(lambda: "没有发现错误" in preview.note.text())
