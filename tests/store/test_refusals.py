"""Files that are refused: nothing around them changes, and a sentence says why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cases import ROOT, case

from app.base.errors import StoreError
from app.definitions.library import Library
from app.model.exchange import write_document
from app.store import backups, migrations
from app.store.store import Store
from store.files import contents, sql
from store.filling import NOW, filled
from store.programs import WRITER, started


def refusal(path: Path) -> str:
    """Open a store that must be refused, prove that nothing at all has changed around it, and return the sentence."""
    before = contents(path.parent)
    with pytest.raises(StoreError) as refused:
        Store.open(path)
    assert contents(path.parent) == before
    return str(refused.value)


# What is refused


@pytest.mark.parametrize("content", [b"hello", "项目绩效目标表".encode() * 100, b"SQLite format 3\x00", b"\x00" * 4096])
def test_a_file_of_another_sort_is_refused(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert refusal(path) == "“绩衡.jiheng”不是绩衡的数据文件，没有改动它。请换一个文件。"


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_the_database_of_another_program_is_refused(path: Path, journal: str) -> None:
    path.parent.mkdir()
    sql(path, f"PRAGMA journal_mode = {journal}", "CREATE TABLE notes (x)")
    assert "不是绩衡的数据文件，没有改动它" in refusal(path)


def test_an_empty_file_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert "是空文件，不是绩衡的数据文件，没有改动它" in refusal(path)


def test_a_folder_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    assert "它是一个文件夹" in refusal(path)


def test_a_newer_store_is_refused(path: Path, library: Library) -> None:
    sql(filled(path, library), "PRAGMA user_version = 99")
    assert refusal(path) == (
        f"“绩衡.jiheng”是由更新版本的绩衡保存的（数据版本 99，本程序只认识到 {len(migrations.STEPS)}），"
        "没有改动它。请用新版本的绩衡打开。"
    )


def test_of_a_newer_store_its_age_is_told_first(path: Path, library: Library) -> None:
    sql(filled(path, library), "PRAGMA user_version = 99")
    with path.open("r+b") as file:
        file.truncate(8192)
    assert "由更新版本的绩衡保存" in refusal(path)


def test_a_damaged_store_is_refused_and_the_backup_named(path: Path, library: Library) -> None:
    filled(path, library)
    backup = backups.back_up(path, backups.folder_of(path), NOW)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size // 4))
    assert refusal(path) == (f"数据文件“绩衡.jiheng”已损坏，没有改动它。最新的备份是“备份/{backup.name}”，请从它恢复。")


def test_a_truncated_store_is_refused(path: Path, library: Library) -> None:
    filled(path, library)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    assert refusal(path) == "数据文件“绩衡.jiheng”已损坏，没有改动它。“备份”文件夹里没有它的备份，请把它交给维护人员。"


def test_a_store_that_lacks_a_table_is_refused(path: Path, library: Library) -> None:
    sql(filled(path, library), "DROP TABLE fundrow")
    assert "已损坏" in refusal(path)


def test_a_store_whose_first_page_is_lost_names_its_backup(path: Path, library: Library) -> None:
    filled(path, library)
    backup = backups.back_up(path, backups.folder_of(path), NOW)
    with path.open("r+b") as file:
        file.write(b"\x00" * 4096)
    assert f"最新的备份是“备份/{backup.name}”" in refusal(path)


def test_no_store_is_made_beside_the_journal_of_a_lost_one(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("绩衡.jiheng-wal").write_bytes(b"pages")
    assert "找不到“绩衡.jiheng”，但它未写完的部分“绩衡.jiheng-wal”还在" in refusal(path)


def test_a_backup_in_place_of_a_killed_store_is_not_mixed_with_its_journal(path: Path, library: Library) -> None:
    filled(path, library)
    backup = backups.back_up(path, backups.folder_of(path), NOW)
    with started(WRITER, path) as writer:
        writer.stdout.readline()
        writer.kill()
        writer.stdout.read()
    backup.replace(path)
    for leftover in ("lock", "holder"):
        path.with_name(f"{path.name}.{leftover}").unlink()
    assert refusal(path) == (
        "数据文件“绩衡.jiheng”旁边的“绩衡.jiheng-wal”不是它的，而是以前那个文件的。请删除“绩衡.jiheng-wal”后再打开。"
    )
    path.with_name(f"{path.name}-wal").unlink()
    with Store.open(path) as store:
        assert write_document(store.forms()) == write_document(case("tongnan-2022"))


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "文件").touch()
    with pytest.raises(StoreError, match=r"不能建立文件夹.*文件"):
        Store.open(tmp_path / "文件" / "夹" / "绩衡.jiheng")


def test_a_path_that_means_no_file_is_refused(tmp_path: Path) -> None:
    for name, other in (("甲", "乙"), ("乙", "甲")):
        (tmp_path / name).symlink_to(tmp_path / other)
    with pytest.raises(StoreError, match="链接绕成了圈"):
        Store.open(tmp_path / "甲")
    with pytest.raises(StoreError, match="“~nouser/x”：没有这个用户"):
        Store.open(Path("~nouser/x"))


def test_a_folder_that_is_gone_is_no_place_to_stand(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from app.store.store import Store\n"
        "os.chdir(sys.argv[1]); os.rmdir(sys.argv[1])\n"
        "try: Store.open(Path('x.jiheng'))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    (tmp_path / "夹").mkdir()
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "夹"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.startswith("StoreError 找不到数据文件“x.jiheng”：文件或文件夹不存在。"), done.stderr


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    with pytest.raises(StoreError, match="“管道”不是普通文件"):
        Store.open(tmp_path / "管道")


def test_a_store_that_is_only_asked_is_not_made(path: Path) -> None:
    with pytest.raises(StoreError, match=r"没有找到数据文件“.*绩衡\.jiheng”"):
        Store.open(path, create=False)
    assert not path.parent.exists()
    Store.open(path).close()
    Store.open(path, create=False).close()
    path.rename(path.with_name("移走了"))
    path.with_name(f"{path.name}-wal").touch()
    with pytest.raises(StoreError, match="可能被移走了"):
        Store.open(path, create=False)


def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    if os.access(tmp_path, os.W_OK):
        pytest.skip("the superuser may write everywhere")
    with pytest.raises(StoreError, match="没有权限"):
        Store.open(tmp_path / "绩衡.jiheng")


def test_a_folder_that_cannot_hold_the_lock_is_refused(path: Path) -> None:
    path.with_name(f"{path.name}.lock").mkdir(parents=True)
    assert "不能写入文件夹" in refusal(path)
