"""Backups: made once a day, complete, and thinned out."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.base.errors import StoreError
from app.definitions.library import Library
from app.model.exchange import write_document
from app.store import backups
from app.store.store import Store
from store.filling import NOW, fill, filled

# Backups


def test_a_backup_has_what_is_only_in_the_journal_yet(store: Store, library: Library, tmp_path: Path) -> None:
    fill(store, library)
    assert store.path.with_name(f"{store.path.name}-wal").stat().st_size > 0
    copy = store.backup(tmp_path / "别处")
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]
    with Store.open(copy) as other:
        assert write_document(other.forms()) == write_document(store.forms())
    assert store.backup(copy.parent) != copy


def test_a_backup_that_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    (tmp_path / "文件").touch()
    with pytest.raises(StoreError, match="没有备份成"):
        store.backup(tmp_path / "文件")


def test_a_day_s_work_is_backed_up_once(path: Path, library: Library) -> None:
    for _ in range(2):
        Store.open(path).close()
    assert backups.backups_of(path) == []  # nothing to lose yet
    with Store.open(path) as store:
        fill(store, library)
    for _ in range(3):
        Store.open(path).close()
        assert len(backups.backups_of(path)) == 1
    (backup,) = backups.backups_of(path)
    stamp = (backup.made - timedelta(days=1, seconds=1)).strftime("%Y-%m-%d %H%M%S")
    backup.path.rename(backup.path.with_name(f"绩衡 {stamp}.jiheng"))
    Store.open(path).close()
    assert len(backups.backups_of(path)) == 2


def test_a_day_s_backup_that_fails_is_only_a_notice(path: Path, library: Library) -> None:
    filled(path, library)
    backups.folder_of(path).write_text("a file in its place", encoding="utf-8")
    with Store.open(path) as store:
        assert len(store.forms()) == 13
        assert "今天没有备份成" in store.notices[0]


def test_old_backups_are_thinned_out(path: Path) -> None:
    folder = backups.folder_of(path)
    folder.mkdir(parents=True)
    (folder / "读我.txt").touch()
    (folder / "示例 2020-01-01 000000.jiheng").touch()
    for hours in range(0, 24 * 30, 2):
        (folder / f"绩衡 {(NOW - timedelta(hours=hours)).strftime('%Y-%m-%d %H%M%S')}.jiheng").touch()
    backups.thin_out(path, NOW)
    kept = [backup.made for backup in backups.backups_of(path)]
    assert kept[:10] == [NOW - timedelta(hours=hours) for hours in range(0, 20, 2)]
    assert {moment.date() for moment in kept} == {(NOW - timedelta(days=days)).date() for days in range(7)}
    assert len(kept) == 10 + 5  # today's and yesterday's newest are among the ten
    assert (folder / "读我.txt").exists()
    assert (folder / "示例 2020-01-01 000000.jiheng").exists()
