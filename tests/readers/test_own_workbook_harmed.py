"""Workbooks of the program that a stranger tampered with: refused, or told."""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from app.base.errors import JihengError
from app.definitions.library import Library
from app.model.marks import MARKS_SHEET, FieldMark, pieces
from app.readers import package, spreadsheet
from app.readers.own_workbook import own_workbook
from app.sheet.pages import print_form
from app.writers.xlsx import write_xlsx
from readers.own_books import project, read, rewritten, written


@pytest.fixture
def own(library: Library, tmp_path: Path) -> Path:
    return written([project()], library, tmp_path / "own.xlsx")


def test_other_files_are_not_ours(library: Library, tmp_path: Path) -> None:
    form = project()
    write_xlsx([print_form(form, library)], tmp_path / "no-marks.xlsx")
    other = Workbook()
    other.create_sheet(MARKS_SHEET)["A1"] = "别的"
    other.save(tmp_path / "other.xlsx")
    (tmp_path / "text.xlsx").write_text("不是表格")
    (tmp_path / "empty.xlsx").write_bytes(b"")
    with ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("a.txt", "甲")
    for name in ("no-marks", "other", "text", "empty", "zip"):
        assert own_workbook(tmp_path / f"{name}.xlsx") is None


def test_broken_files_are_told(own: Path, tmp_path: Path) -> None:
    with pytest.raises(JihengError, match="读不出文件"):
        own_workbook(tmp_path / "none.xlsx")
    whole = own.read_bytes()
    (tmp_path / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(JihengError, match="不完整"):
        own_workbook(tmp_path / "half.xlsx")
    rewritten(own, "xl/worksheets/sheet1.xml", lambda text: text[: len(text) // 2])
    with pytest.raises(JihengError, match="已损坏"):
        own_workbook(own)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<v>2</v>", "<v>3</v>", "更新版本"),
        ("<v>2</v>", "<v></v>", "已被改动"),
        (r'{"section":"projects"', r'{"section":"项目"', "已被改动"),
        (r'{"section":"projects"', r'{"sektion":"projects"', "已被改动"),
        (r'"amount":"30"', r'"amount":"三十"', "已被改动"),
    ],
)
def test_changed_marks_are_told(own: Path, old: str, new: str, message: str) -> None:
    with ZipFile(own) as archive:
        part = max(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
    rewritten(own, part, lambda text: text.replace(old, new, 1))
    with pytest.raises(JihengError, match=message):
        own_workbook(own)


BOMB = '<!DOCTYPE a [<!ENTITY b "甲"><!ENTITY c "&b;&b;&b;">]>'


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entities_are_refused(own: Path, part: str) -> None:
    rewritten(own, part, lambda text: re.sub(r"^(<\?xml[^>]*\?>)?", lambda found: found[0] + BOMB, text, count=1))
    with pytest.raises(JihengError, match="DOCTYPE"):
        own_workbook(own)


def test_entities_are_refused_in_utf_16_too(own: Path) -> None:
    with ZipFile(own) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/styles.xml"] = f'<?xml version="1.0" encoding="UTF-16"?>{BOMB}<a>&c;</a>'.encode("utf-16")
    with ZipFile(own, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(JihengError, match="DOCTYPE"):
        own_workbook(own)


def test_a_zip_bomb_is_refused(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LARGEST", 1024 * 1024)
    rewritten(own, "xl/worksheets/sheet1.xml", lambda text: text + " " * 2 * 1024 * 1024)
    assert own.stat().st_size < 100_000
    with pytest.raises(JihengError, match="解开后超过 1 MB"):
        own_workbook(own)


def test_too_many_cells_and_files_are_refused(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(spreadsheet, "MOST_CELLS", 20)
        with pytest.raises(JihengError, match="格子，没有读入"):
            own_workbook(own)
    monkeypatch.setattr(package, "MOST_FILES", 3)
    with pytest.raises(JihengError, match="个文件，不像是表格"):
        own_workbook(own)


def test_endless_merged_areas_cost_nothing(own: Path) -> None:
    areas = '<mergeCell ref="A1:XFD1048576"/>' * 1000
    rewritten(own, "xl/worksheets/sheet1.xml", lambda text: text.replace("</mergeCells>", areas + "</mergeCells>"))
    assert len(read(own).forms) == 1


def test_endless_merged_areas_over_many_rows_are_refused(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "_MOST_MERGED_ROWS", 100)
    areas = '<mergeCell ref="A1:XFD1048576"/>' * 1000
    rewritten(own, "xl/worksheets/sheet1.xml", lambda text: text.replace("</mergeCells>", areas + "</mergeCells>"))
    with pytest.raises(JihengError, match="合并的格子太多"):
        own_workbook(own)


def test_marks_are_ascii_in_pieces_that_cells_hold() -> None:
    mark = FieldMark(label="标_x0041_签" * 3000)
    texts = pieces(mark)
    assert len(texts) > 1
    assert all(text.isascii() and "_" not in text and len(text) <= 30_000 for text in texts)
    assert FieldMark.model_validate_json("".join(texts)) == mark
