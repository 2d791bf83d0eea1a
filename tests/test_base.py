"""Where the program finds its files, and how it writes them: whole or not at all."""

import errno
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

from app.base import locations
from app.base.errors import OutputError
from app.base.files import clean_file_name, make_folder, written_aside


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


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="不能建立文件夹"):
        make_folder(tmp_path / "file" / "folder")
