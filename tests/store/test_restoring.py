"""Restoring: a backup takes the place of the data safely, and whatever happens on the way, nothing is lost."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cases import ROOT, case
from program import Program

from app.base.errors import DamagedError, StoreError
from app.definitions.library import Library
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.steps import new_form
from app.model.exchange import write_document
from app.model.records import ProjectTarget
from app.store import backups, migrations, restoring
from app.store.restoring import Content, Restored, content_of
from app.store.store import Store, restore
from store.files import contents, damage


@pytest.fixture
def backup(path: Path, library: Library, tmp_path: Path) -> Path:
    """A backup of the year 2022; the store has gone on to have the year 2024 alone."""
    with Store.open(path) as store:
        load_document(Session(store, library), write_document(case("tongnan-2022")))
        copy = store.backup(tmp_path / "U 盘")
    path.unlink()
    shutil.rmtree(path.parent / backups.FOLDER_NAME, ignore_errors=True)
    with Store.open(path) as store:
        load_document(Session(store, library), write_document(case("tongnan-2024")))
    return copy


def held(path: Path) -> dict:
    with Store.open(path) as store:
        return write_document(store.forms())


def document(name: str) -> dict:
    return write_document(case(name))


def refusal(path: Path, backup: Path) -> str:
    """Restore what must be refused, prove that nothing at all has changed around both, and return the sentence."""
    before = contents(path.parent), backup.is_file() and contents(backup.parent)
    with pytest.raises(StoreError) as refused:
        restore(path, backup)
    assert (contents(path.parent), backup.is_file() and contents(backup.parent)) == before
    return str(refused.value)


# What is restored, and what becomes of that which was there


def test_a_backup_takes_the_place_of_the_data_which_are_backed_up_before(path: Path, backup: Path) -> None:
    before = contents(backup.parent)
    restored = restore(path, backup)
    assert restored == Restored(path, backup, backups.backups_of(path)[0].path, was_unusable=False)
    assert held(path) == document("tongnan-2022")
    assert held(restored.kept) == document("tongnan-2024")
    assert contents(backup.parent) == before
    assert {file.name for file in path.parent.iterdir()} == {path.name, backups.FOLDER_NAME}


def test_what_was_restored_can_be_restored_back(path: Path, backup: Path) -> None:
    there = restore(path, backup).kept
    back = restore(path, there)
    assert held(path) == document("tongnan-2024")
    assert held(back.kept) == document("tongnan-2022")


def test_an_open_store_goes_on_with_what_the_backup_holds(path: Path, backup: Path, library: Library) -> None:
    with Store.open(path) as store:
        restored = store.restore(backup)
        assert write_document(store.forms()) == document("tongnan-2022")
        with pytest.raises(StoreError, match="正被另一个绩衡使用"):
            Store.open(path)
        Session(store, library).apply(new_form(ProjectTarget(year=2022, project_name="新"), 99))
    assert held(restored.kept) == document("tongnan-2024")
    assert len(held(path)["projects"]) == len(document("tongnan-2022")["projects"]) + 1


def test_what_was_written_last_is_in_the_backup_that_is_made_before(path: Path, backup: Path, library: Library) -> None:
    with Store.open(path) as store:
        load_document(Session(store, library), document("tongnan-2026"))
        assert path.with_name(f"{path.name}-wal").stat().st_size > 0
        kept = store.restore(backup).kept
    with Store.open(kept) as opened:
        assert opened.years() == [2026, 2024]


def test_the_steps_that_can_be_undone_are_those_of_the_backup(path: Path, backup: Path, library: Library) -> None:
    with Store.open(path) as store:
        before = Session(store, library, remember=True)
        before.apply(new_form(ProjectTarget(year=2024, project_name="以后的"), 99))
        store.restore(backup)
        names = Session(store, library, remember=True).undo_names()
    with Store.open(backup) as store:
        assert names == Session(store, library, remember=True).undo_names()
    assert before.undo_name not in names


def test_an_older_backup_is_brought_up_when_it_is_opened(path: Path, backup: Path, tmp_path: Path) -> None:
    old = tmp_path / "旧.jiheng"
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        migrations.migrate(connection, migrations.STEPS[:1])
        connection.execute("INSERT INTO unit VALUES ('u', '001', '区政府办', '', '', '')")
    with Store.open(path) as store:
        store.restore(old)
        assert [unit.name for unit in store.units()] == ["区政府办"]


def test_a_store_that_is_gone_is_made_anew_from_its_backup(tmp_path: Path, backup: Path) -> None:
    lost = tmp_path / "新电脑" / "数据" / "绩衡.jiheng"
    assert restore(lost, backup) == Restored(lost, backup, None, was_unusable=False)
    assert held(lost) == document("tongnan-2022")


def test_a_damaged_store_is_put_aside_as_it_is(path: Path, backup: Path) -> None:
    ruin = damage(path)
    with pytest.raises(DamagedError):
        Store.open(path)
    restored = restore(path, backup)
    assert restored.was_unusable
    assert restored.kept.name.startswith("绩衡 已损坏 20")
    assert restored.kept.read_bytes() == ruin
    assert backups.backups_of(path) == []  # a ruin is no backup
    assert held(path) == document("tongnan-2022")


def test_a_store_is_damaged_while_it_is_open(path: Path, backup: Path) -> None:
    with Store.open(path) as store:
        store._opened().dispose()
        ruin = damage(path)
        with pytest.raises(DamagedError):
            store.forms()
        restored = store.restore(backup)
        assert write_document(store.forms()) == document("tongnan-2022")
    assert restored.kept.read_bytes() == ruin


@pytest.mark.parametrize("content", [b"", b"\x00" * 8192, "一段文字".encode() * 90], ids=["empty", "zeros", "text"])
def test_what_is_no_store_any_more_is_put_aside(path: Path, backup: Path, content: bytes) -> None:
    path.write_bytes(content)
    restored = restore(path, backup)
    assert restored.was_unusable
    assert restored.kept.read_bytes() == content
    assert held(path) == document("tongnan-2022")


def test_the_journal_of_another_file_goes_aside_with_the_store(path: Path, backup: Path) -> None:
    shutil.copyfile(backup, path)
    log = path.with_name(f"{path.name}-wal")
    log.write_bytes(b"pages of another file")
    restored = restore(path, backup)
    assert not log.exists()
    assert restored.kept.with_name(f"{restored.kept.name}-wal").read_bytes() == b"pages of another file"
    assert held(path) == document("tongnan-2022")


def test_the_journal_of_a_lost_store_is_put_aside(tmp_path: Path, backup: Path) -> None:
    lost = tmp_path / "绩衡.jiheng"
    lost.with_name("绩衡.jiheng-wal").write_bytes(b"pages")
    restored = restore(lost, backup)
    assert restored.kept.read_bytes() == b"pages"
    assert held(lost) == document("tongnan-2022")


def test_where_files_cannot_have_two_names_they_are_copied(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "not on this disk")

    ruin = damage(path)
    monkeypatch.setattr(os, "link", refuse)
    assert restore(path, backup).kept.read_bytes() == ruin
    assert held(path) == document("tongnan-2022")


WRITER = """
import os, sys
from pathlib import Path
from sqlalchemy import text
from app.store.store import Store
with Store.open(Path(sys.argv[1])) as store:
    with store.transaction() as connection:
        connection.execute(text("INSERT INTO unit VALUES ('u', '001', '刚写的', '', '', '')"))
    os._exit(9)
"""


def test_the_store_of_a_killed_program_is_a_backup_too(path: Path, backup: Path, tmp_path: Path) -> None:
    """What it had committed last lies beside it; it is read with that, and nothing is written there."""
    subprocess.run([sys.executable, "-c", WRITER, str(backup)], cwd=ROOT)
    beside = contents(backup.parent)
    assert f"{backup.name}-wal" in beside
    restore(path, backup)
    with Store.open(path) as store:
        assert "刚写的" in [unit.name for unit in store.units()]
    after = contents(backup.parent)
    assert {name: after[name] for name in (backup.name, f"{backup.name}-wal")} == {
        name: beside[name] for name in (backup.name, f"{backup.name}-wal")
    }


def test_what_a_backup_holds_is_read_without_writing(path: Path, backup: Path) -> None:
    before = contents(backup.parent)
    projects = len(document("tongnan-2022")["projects"])
    assert content_of(backup) == Content(projects + 1, (2022,))
    assert contents(backup.parent) == before
    backup.write_bytes(b"")
    assert content_of(backup) is None
    assert content_of(backup.parent / "没有.jiheng") is None


# What is refused, with nothing changed


def test_a_store_is_not_restored_from_itself(path: Path, backup: Path, tmp_path: Path) -> None:
    assert "就是现在的数据文件" in refusal(path, path)
    (tmp_path / "链接.jiheng").symlink_to(path)
    assert "就是现在的数据文件" in refusal(path, tmp_path / "链接.jiheng")


def test_what_is_no_backup_is_refused(path: Path, backup: Path, tmp_path: Path) -> None:
    folder, text, other = tmp_path / "文件夹", tmp_path / "说明.txt", tmp_path / "别的.db"
    folder.mkdir()
    text.write_text("不是备份。" * 50, encoding="utf-8")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.commit()
    os.mkfifo(tmp_path / "管道")
    assert "没有找到备份" in refusal(path, tmp_path / "没有.jiheng")
    assert "是一个文件夹，不是备份" in refusal(path, folder)
    assert "不是普通文件" in refusal(path, tmp_path / "管道")
    for file in (text, other):
        assert "不是绩衡的备份" in refusal(path, file)
    assert held(path) == document("tongnan-2024")


def test_a_newer_backup_is_refused(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert "由更新版本的绩衡保存" in refusal(path, backup)


def test_a_damaged_backup_is_refused(path: Path, backup: Path) -> None:
    damage(backup)
    assert "已损坏，不能用它恢复，现在的数据没有改动" in refusal(path, backup)


def test_a_backup_that_lacks_a_table_is_refused(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("DROP TABLE selfevaluation")
    assert "已损坏，不能用它恢复" in refusal(path, backup)


def test_a_store_in_use_is_not_replaced(path: Path, backup: Path) -> None:
    with Store.open(path):
        with pytest.raises(StoreError, match="正被另一个绩衡使用"):
            restore(path, backup)
        with closing(sqlite3.connect(path)) as viewer:
            viewer.execute("SELECT count(*) FROM unit").fetchone()
    assert held(path) == document("tongnan-2024")


def test_a_store_that_another_program_reads_is_not_taken_from_it(path: Path, backup: Path) -> None:
    with Store.open(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as viewer:
        viewer.execute("BEGIN")
        viewer.execute("SELECT count(*) FROM unit").fetchone()
        with pytest.raises(StoreError, match="正被其他程序使用"):
            store.restore(backup)
        assert store.is_open
        assert write_document(store.forms()) == document("tongnan-2024")


def test_a_backup_that_is_being_worked_on_is_refused(path: Path, backup: Path) -> None:
    with Store.open(backup), pytest.raises(StoreError, match="正被另一个绩衡使用"):
        restore(path, backup)
    assert held(path) == document("tongnan-2024")


def test_the_file_of_another_program_is_not_replaced(backup: Path, tmp_path: Path) -> None:
    report = tmp_path / "甲" / "报告.txt"
    report.parent.mkdir()
    report.write_text("不是数据。" * 40, encoding="utf-8")
    assert "不是绩衡的数据文件" in refusal(report, backup)


def test_data_that_cannot_be_backed_up_are_not_replaced(path: Path, backup: Path) -> None:
    backups.folder_of(path).write_text("a file in its place", encoding="utf-8")
    assert "没有备份成" in refusal(path, backup)
    assert held(path) == document("tongnan-2024")


# What happens on the way


def fail(number: int) -> Callable[..., None]:
    def raising(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return raising


STEPS = {
    "copying the backup": (shutil, "copyfile"),
    "flushing the copy": (os, "fsync"),
    "moving it into place": (os, "replace"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_disk_that_is_full_at_any_step_leaves_the_store(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, step: str, is_damaged: bool
) -> None:
    before = damage(path) if is_damaged else path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(*STEPS[step], fail(errno.ENOSPC))
        with pytest.raises(StoreError, match="磁盘已满"):
            restore(path, backup)
    assert path.read_bytes() == before
    assert not any("restoring" in file.name or "-wal" in file.name for file in path.parent.iterdir())
    if not is_damaged:
        assert held(path) == document("tongnan-2024")
    restore(path, backup)
    assert held(path) == document("tongnan-2022")


def test_a_log_is_in_its_place_again_when_the_backup_cannot_be_moved(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(backup, path)
    log = path.with_name(f"{path.name}-wal")
    log.write_bytes(b"pages")
    move = Path.replace

    def refuse(file: Path, target: Path) -> Path:
        if target == path:
            raise OSError(errno.EACCES, "held by another program")
        return move(file, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(StoreError):
            restore(path, backup)
    assert log.read_bytes() == b"pages"
    assert not any("restoring" in file.name for file in path.parent.iterdir())


@pytest.mark.parametrize("step", STEPS)
def test_an_open_store_is_open_again_after_a_failure(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with Store.open(path) as store:
        with monkeypatch.context() as patch:
            patch.setattr(*STEPS[step], fail(errno.ENOSPC))
            with pytest.raises(StoreError, match="磁盘已满"):
                store.restore(backup)
        assert store.is_open
        assert write_document(store.forms()) == document("tongnan-2024")


DYING = """
import os, shutil, sys
from pathlib import Path
from app.store import restoring
from app.store.store import restore

def die(*_, **__):
    os._exit(9)

owner, name = sys.argv[3].split(".")
setattr({"shutil": shutil, "os": os, "restoring": restoring, "Path": Path}[owner], name, die)
restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize(
    "where", ["restoring._examine", "os.fsync", "restoring._keep", "restoring._fold", "Path.replace"]
)
@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_program_that_is_killed_on_the_way_leaves_the_store(
    path: Path, backup: Path, where: str, is_damaged: bool
) -> None:
    before = damage(path) if is_damaged else b""
    done = subprocess.run([sys.executable, "-c", DYING, str(path), str(backup), where], cwd=ROOT)
    if done.returncode == 0:
        assert (where, is_damaged) == ("restoring._fold", True)  # what is damaged is not folded
        return
    assert done.returncode == 9
    if is_damaged:
        assert path.read_bytes() == before
    else:
        assert held(path) == document("tongnan-2024")
    restore(path, backup)
    assert held(path) == document("tongnan-2022")
    assert not any("restoring" in file.name for file in path.parent.iterdir())


def test_a_backup_that_cannot_be_read_to_the_end_is_told(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "copyfile", fail(errno.EIO))
    assert "磁盘出错" in refusal(path, backup)


def test_the_content_is_that_of_each_shape_of_the_file(tmp_path: Path) -> None:
    for version in range(1, len(migrations.STEPS) + 1):
        file = tmp_path / f"{version}.jiheng"
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            migrations.migrate(connection, migrations.STEPS[:version])
        assert content_of(file) == restoring.Content(0, ())


@pytest.fixture
def jiheng(path: Path, backup: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(path, capsys.readouterr)


def test_backup_copies_the_store_into_a_folder(jiheng: Program, tmp_path: Path) -> None:
    assert jiheng("backup", tmp_path / "备 份") == 0
    (copy,) = (tmp_path / "备 份").iterdir()
    assert jiheng.out == ""
    assert jiheng.err == f"已备份到“{copy}”。\n"
    assert held(copy) == document("tongnan-2024")
    assert jiheng("backup", tmp_path / "另一处", "--json") == 0
    told = json.loads(jiheng.out)
    assert jiheng.err == ""
    assert told["store"] == str(jiheng.store)
    assert held(Path(told["backup"])) == document("tongnan-2024")


def test_restore_puts_a_backup_in_place_and_tells_the_way_back(jiheng: Program, backup: Path) -> None:
    assert jiheng("restore", backup) == 0
    assert jiheng.out == ""
    assert "恢复前的数据备份在" in jiheng.err
    assert held(jiheng.store) == document("tongnan-2022")
    (before,) = [one.path for one in backups.backups_of(jiheng.store) if held(one.path) == document("tongnan-2024")]
    assert str(before) in jiheng.err
    assert jiheng("restore", before, "--json") == 0
    told = json.loads(jiheng.out)
    assert jiheng.err == ""
    assert set(told) == {"store", "backup", "kept", "was_unusable"}
    assert (told["store"], told["backup"], told["was_unusable"]) == (str(jiheng.store), str(before), False)
    assert held(jiheng.store) == document("tongnan-2024")


def test_restore_mends_a_damaged_store(jiheng: Program, backup: Path) -> None:
    damage(jiheng.store)
    assert jiheng("list") == 2
    assert jiheng.err.count("\n") == 1
    assert "已损坏" in jiheng.err
    assert jiheng.err.endswith("用 jiheng restore 可从备份恢复。\n")
    assert jiheng("restore", backup, "--json") == 0
    assert json.loads(jiheng.out)["was_unusable"] is True
    assert jiheng("list", "--json") == 0
    assert len(json.loads(jiheng.out)["forms"]) == 13


@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_what_cannot_be_restored_is_one_sentence(
    jiheng: Program, backup: Path, tmp_path: Path, json_too: list[str]
) -> None:
    before = contents(jiheng.store.parent)
    damage(backup)
    for file in (tmp_path / "没有", tmp_path, jiheng.store, backup):
        assert jiheng("restore", file, *json_too) == 2
        assert jiheng.out == ""
        assert jiheng.err.count("\n") == 1
    assert contents(jiheng.store.parent) == before


def test_verify_tells_whether_the_store_is_whole(jiheng: Program) -> None:
    assert jiheng("verify") == 0
    assert (jiheng.out, jiheng.err) == ("", f"数据文件“{jiheng.store}”完好。\n")
    assert jiheng("verify", "--json") == 0
    told = json.loads(jiheng.out)
    assert jiheng.err == ""
    assert (told["store"], told["whole"], told["problems"]) == (str(jiheng.store), True, [])


def test_verify_tells_what_is_damaged(jiheng: Program) -> None:
    newest = backups.back_up(jiheng.store, backups.folder_of(jiheng.store), restoring.datetime.now().astimezone())
    damage(jiheng.store)
    assert jiheng("verify") == 1
    assert "已损坏" in jiheng.out
    assert f'用 jiheng restore "{newest}"' in jiheng.err
    assert jiheng("verify", "--json") == 1
    told = json.loads(jiheng.out)
    assert told["whole"] is False
    assert told["problems"]
    assert told["newest_backup"] == str(newest)


def test_verify_finds_what_opening_does_not_look_for(jiheng: Program) -> None:
    with closing(sqlite3.connect(jiheng.store)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM selfevaluation WHERE id = (SELECT evaluation_id FROM indicator LIMIT 1)")
        connection.commit()
    assert jiheng("verify") == 1
    assert "indicator" in jiheng.out


def test_nothing_is_made_to_be_backed_up_or_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = Program(tmp_path / "没有" / "a.jiheng", capsys.readouterr)
    for words in (["backup", tmp_path / "份"], ["verify"], ["verify", "--json"]):
        assert nowhere(*words) == 2
        assert nowhere.out == ""
        assert "没有找到数据文件" in nowhere.err
    assert not list(tmp_path.iterdir())


def test_restore_makes_the_store_of_a_new_machine(
    backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = Program(tmp_path / "新" / "a.jiheng", capsys.readouterr)
    assert new("restore", backup, "--json") == 0
    assert json.loads(new.out)["kept"] is None
    assert held(new.store) == document("tongnan-2022")


def test_empty_and_missing_words_are_refused(jiheng: Program) -> None:
    for words in (["backup"], ["restore"], ["backup", ""], ["restore", ""]):
        assert jiheng(*words) == 2
        assert jiheng.err.count("\n") == 1
