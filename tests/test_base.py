"""Where the program finds its files, and how it writes them: whole or not at all."""

import errno
import os
import sys
import tomllib
from pathlib import Path

import pytest
from cases import ROOT

from app.base import locations
from app.base.errors import OutputError, did_you_mean
from app.base.files import clean_file_name, make_folder, written_aside
from app.base.words import shown


@pytest.fixture
def fresh_search(monkeypatch: pytest.MonkeyPatch) -> None:
    locations._find.cache_clear()
    monkeypatch.setattr(locations, "_find", locations._find.__wrapped__)


def test_a_checkout_has_its_folders_at_the_top(fresh_search: None) -> None:
    assert locations.forms_folder() == ROOT / "forms"
    assert (locations.resources_folder() / "fonts" / "NotoSerifSC-Regular.ttf").is_file()


def test_an_installed_wheel_has_them_inside_the_package(
    fresh_search: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "app"
    (package / "_bundled" / "forms" / "shared").mkdir(parents=True)
    (package / "_bundled" / "resources" / "fonts").mkdir(parents=True)
    monkeypatch.setattr(locations, "PACKAGE", package)
    assert locations.forms_folder() == package / "_bundled" / "forms"
    assert locations.resources_folder() == package / "_bundled" / "resources"


def test_a_wheel_is_told_to_carry_them_there() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    carried = wheel["wheel"]["force-include"]
    assert carried == {"forms": "app/_bundled/forms", "resources": "app/_bundled/resources"}


def test_a_frozen_build_has_them_at_its_root(
    fresh_search: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "forms" / "shared").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert locations.forms_folder() == tmp_path / "forms"


def test_a_folder_that_is_nowhere_is_a_fault_of_the_build(
    fresh_search: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locations, "PACKAGE", tmp_path / "app")
    with pytest.raises(FileNotFoundError, match="forms/shared"):
        locations.forms_folder()


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("区政府办“放管服”专项", "区政府办“放管服”专项"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("..", "未命名"),
        ("", "未命名"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("换\n行", "换_行"),
        ("末尾的点. ", "末尾的点"),
    ],
)
def test_names_of_files_are_cleaned_for_every_system(name: str, cleaned: str) -> None:
    assert clean_file_name(name) == cleaned


def test_a_long_name_fits_the_file_system(tmp_path: Path) -> None:
    name = clean_file_name("长" * 400)
    (tmp_path / f"{name}.pdf").write_text("x")
    assert len(name) == 80


def test_a_failed_write_leaves_the_old_file_and_no_scrap(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), written_aside(target) as aside:
        aside.write_text(f"half {1 / 0}")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert target.read_text() == "old"


def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="磁盘已满"), written_aside(tmp_path / "a.txt"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_finished_file_replaces_the_old_one_and_can_be_read_by_others(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with written_aside(target) as aside:
        aside.write_text("new")
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o044


def test_a_folder_and_a_pipe_are_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "夹").mkdir()
    os.mkfifo(tmp_path / "管道")
    for name, words in (("夹", "它是一个文件夹"), ("管道", "它不是普通文件")):
        with pytest.raises(OutputError, match=words), written_aside(tmp_path / name):
            pass
    assert {path.name for path in tmp_path.iterdir()} == {"夹", "管道"}


def test_no_thread_ever_sees_another_umask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "umask", lambda _: pytest.fail("the umask is the whole process's"))
    with written_aside(tmp_path / "a.txt") as aside:
        aside.write_text("new")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会议 次数", "会议 次数"),
        ("召开区政府\n常务会", "召开区政府常务会"),
        ("召开 \r\n 会议", "召开会议"),
        ("two\nlines\tand　more", "two lines and more"),
        ("末尾\n", "末尾"),
        ("红\x1b[31m\u202e字\ud800", "红\ufffd[31m\ufffd字\ufffd"),
        ("长" * 31, "长" * 29 + "…"),
        ("长" * 30, "长" * 30),
    ],
)
def test_a_foreign_text_is_shown_on_one_line(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_an_error_is_one_line_whatever_it_quotes() -> None:
    assert str(OutputError("不能写入“a\nb\u2028c\x1b[2J  d”。")) == "不能写入“a b c\ufffd[2J  d”。"
    assert did_you_mean("colour\n", ["colour\nful"]) == "（是不是“colour ful”？）"


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="不能建立文件夹"):
        make_folder(tmp_path / "file" / "folder")
