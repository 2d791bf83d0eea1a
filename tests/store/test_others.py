"""Other programs and the environment: one opens at a time, killed writers, full disks, damage."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cases import case
from sqlalchemy.exc import OperationalError

from app.base.errors import StoreError
from app.definitions.library import Library
from app.model.exchange import write_document
from app.model.records import Unit
from app.store import connections
from app.store.store import Store
from store.filling import filled, put
from store.programs import DYING_WRITER, HOLDER, WRITER, started


def test_a_second_program_is_told_who_has_the_store(path: Path) -> None:
    with started(HOLDER, path) as holder:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(
            StoreError, match=r"“绩衡\.jiheng”正被另一个绩衡使用（电脑 [^，]+，\d\d:\d\d 打开）。请先关闭它"
        ):
            Store.open(path)
        note = json.loads((note_file := path.with_name(f"{path.name}.holder")).read_text(encoding="utf-8"))
        note_file.write_text(json.dumps(note | {"since": "2025-03-04 09:30"}), encoding="utf-8")
        with pytest.raises(StoreError, match="，3 月 4 日 09:30 打开）"):
            Store.open(path)
        holder.stdin.close()
        assert holder.wait() == 0
    Store.open(path).close()


def test_a_second_opening_in_one_program_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="正被另一个绩衡使用"):
        Store.open(store.path)
    assert store.years() == []


def test_a_killed_program_loses_nothing_it_had_committed(path: Path) -> None:
    with started(WRITER, path) as writer:
        told = [int(writer.stdout.readline()) for _ in range(20)]
        writer.kill()
        told += [int(line) for line in writer.stdout.read().splitlines()]
    assert path.with_name(f"{path.name}-wal").exists(), "the writer must have died before it could tidy up"
    with Store.open(path) as store:
        kept = [int(line.name) for line in store.listing()]
        assert kept[: len(told)] == told
        assert len(kept) - len(told) <= 1  # the last may have been kept before it was told
        assert store.verify() == []


def test_what_a_killed_program_left_half_written_is_taken_back(path: Path, library: Library) -> None:
    whole = filled(path, library).read_bytes()
    subprocess.run([sys.executable, "-c", DYING_WRITER, str(path)])
    assert path.with_name(f"{path.name}-journal").stat().st_size > 0
    assert path.read_bytes() != whole, "pages must have been written already"
    with Store.open(path) as store:
        assert write_document(store.forms()) == write_document(case("tongnan-2022"))
        assert store.verify() == []


# What the environment does to an opened store


def test_another_program_that_holds_the_file_is_named_in_a_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_PATIENCE", 0)
    with Store.open(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="正被其他程序使用"), store.transaction():
            pass
        assert store.listing() == []  # readers do not wait for a writer


def test_a_full_disk_is_told_and_nothing_is_kept(store: Store) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 50")
    with pytest.raises(StoreError, match="磁盘已满"):
        put(store, Unit(name="长" * 2_000_000))
    assert store.units() == []


def test_a_read_only_file_is_told(store: Store) -> None:
    with store.transaction() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="只读"):
        put(store, Unit())


def test_damage_is_told_by_reads_too(path: Path, library: Library) -> None:
    with Store.open(filled(path, library)) as store:
        size = path.stat().st_size
        store._opened().dispose()
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (size - 4096))
        with pytest.raises(StoreError, match="已损坏"):
            store.forms()
        with pytest.raises(StoreError, match="已损坏"):
            store.listing()


def test_a_file_that_was_moved_away_is_told(store: Store) -> None:
    store._opened().dispose()
    store.path.unlink()
    with pytest.raises(StoreError, match="打不开数据文件"):
        store.years()


def test_a_text_that_cannot_be_kept_is_told(store: Store) -> None:
    with pytest.raises(StoreError, match="不能保存的字符"):
        put(store, Unit(name="\ud800"))


def test_a_fault_of_the_program_keeps_its_traceback(store: Store) -> None:
    with pytest.raises(OperationalError, match="no such table"), store.transaction() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
