"""How the file is kept, and how files of earlier shapes are brought up."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, create_engine

from app.base.errors import StoreError
from app.definitions.library import Library
from app.model.records import Indicator, Unit, column_values
from app.store import backups, connections, migrations
from app.store.places import file_system_of, is_unc
from app.store.store import Store
from app.store.tables import all_tables, table_of
from store.filling import filled, put

# How the file is kept


def test_a_new_store_says_whose_it_is(path: Path) -> None:
    Store.open(path).close()
    header = path.read_bytes()[:100]
    assert header[68:72] == b"JHNG"
    assert int.from_bytes(header[60:64]) == len(migrations.STEPS)


def test_nothing_stays_beside_a_closed_store(path: Path) -> None:
    with Store.open(path) as store:
        put(store, Unit(name="甲"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_local_stores_use_wal_and_foreign_keys(store: Store) -> None:
    with store.transaction() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS]
    assert pragmas == ["wal", 1, 1]


def test_network_stores_use_a_rollback_journal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(path).close()
    monkeypatch.setattr(connections, "is_on_network", lambda _: True)
    with Store.open(path) as store, store.transaction() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS]
    assert pragmas == ["delete", 2, 1]


PRAGMAS = ("journal_mode", "synchronous", "foreign_keys")


def test_a_transaction_is_kept_wholly_or_not_at_all(store: Store) -> None:
    def half_way() -> None:
        with store.transaction() as connection:
            connection.execute(insert(table_of(Unit)), [column_values(Unit(name="甲"))])
            connection.exec_driver_sql("CREATE TABLE extra (x)")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    assert store.units() == []
    assert store.verify() == []
    with store.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE extra (x)")  # it is not there


def test_the_database_itself_refuses_a_row_without_its_form(store: Store) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        put(store, Indicator(project_id="nowhere"))
    with pytest.raises(IntegrityError, match="indicator_has_one_form"):
        put(store, Indicator())


def test_a_closed_store_is_not_opened_again_by_accident(path: Path) -> None:
    store = Store.open(path)
    store.close()
    store.close()
    with pytest.raises(RuntimeError):
        store.years()


MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/export /home/资料 nfs4 rw 0 0
/dev/sdb1 /home/资料/本机 ext4 rw 0 0
//server/share /mnt/共享\\040盘 cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/甲/a.jiheng", "ext4"),
        ("/home/资料/a.jiheng", "nfs4"),
        ("/home/资料/本机/a.jiheng", "ext4"),
        ("/home/资料夹/a.jiheng", "ext4"),
        ("/mnt/共享 盘/a.jiheng", "cifs"),
    ],
)
def test_the_nearest_mount_tells_the_file_system(path: str, kind: str) -> None:
    assert file_system_of(Path(path), MOUNTS) == kind


@pytest.mark.parametrize(
    ("path", "unc"),
    [
        (r"\\server\share\a.jiheng", True),
        ("//server/share/a.jiheng", True),
        (r"\\?\UNC\server\share\a.jiheng", True),
        (r"\\?\C:\a.jiheng", False),
        (r"C:\a.jiheng", False),
    ],
)
def test_windows_paths_of_servers_are_known(path: str, unc: bool) -> None:
    assert is_unc(path) is unc


# The shape of the file


def shape(connection: sqlite3.Connection, table: str) -> dict[str, object]:
    def rows(pragma: str) -> list[tuple[object, ...]]:
        return list(connection.execute(f"PRAGMA {pragma}('{table}')"))

    (source,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table]).fetchone()
    return {
        "columns": [row[1:] for row in rows("table_info")],
        "foreign keys": sorted(row[2:] for row in rows("foreign_key_list")),
        "indexes": sorted(
            (row[1], *row[2:], tuple(column[2] for column in connection.execute(f"PRAGMA index_info('{row[1]}')")))
            for row in rows("index_list")
        ),
        "checks": sorted(re.sub(r"\s+", " ", check) for check in re.findall(r"CONSTRAINT \w+\s+CHECK \(.*\)", source)),
    }


def shapes(path: Path) -> dict[str, object]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: shape(connection, name) for name in names}


def test_the_steps_lead_to_what_the_records_declare(path: Path, tmp_path: Path) -> None:
    Store.open(path).close()
    declared = tmp_path / "declared.db"
    engine = create_engine(f"sqlite:///{declared}")
    SQLModel.metadata.create_all(engine, tables=all_tables())
    engine.dispose()
    assert shapes(path) == shapes(declared)
    assert shapes(path)["indicator"]["checks"], "the comparison must see checks"


@pytest.mark.parametrize("version", range(1, len(migrations.STEPS)))
def test_a_store_of_each_earlier_shape_is_brought_up(path: Path, tmp_path: Path, version: int) -> None:
    path.parent.mkdir()
    with closing(connections.connect(path, "rwc")) as old:
        migrations.migrate(old, migrations.STEPS[:version])
        old.execute(
            "INSERT INTO overalltarget (id, position, unit, amount, amount_unit, goal, layout, other)"
            """ VALUES ('甲', 0, '某单位', '30.00', '万元', '目标', '', '{"项": "值"}')"""
        )
    Store.open(tmp_path / "new").close()
    with Store.open(path) as store:
        (form,) = store.forms()
        assert (form.name, str(getattr(form, "amount", "")), form.other) == ("某单位", "30.00", {"项": "值"})
        assert store.verify() == []
    assert shapes(path) == shapes(tmp_path / "new")
    assert len(backups.backups_of(path)) == 1


STEP_2 = ("CREATE TABLE extra (x)", "ALTER TABLE unit ADD COLUMN note VARCHAR NOT NULL DEFAULT ''")


BROKEN_STEP_3 = ("CREATE TABLE more (x)", "UPDATE unit SET name = '改'", "INSERT INTO nowhere VALUES (1)")


def test_an_old_store_is_backed_up_and_migrated(path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path, library)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, STEP_2))
    with Store.open(path) as store:
        assert len(store.forms()) == 13
    assert "extra" in shapes(path)
    (backup,) = backups.backups_of(path)
    assert "extra" not in shapes(backup.path)
    monkeypatch.undo()
    with Store.open(backup.path) as store:
        assert len(store.forms()) == 13


def test_a_failing_step_changes_nothing(path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(path, library)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, STEP_2, BROKEN_STEP_3))
    with pytest.raises(StoreError, match=r"没有升级成，内容没有丢失，升级前的备份是“备份/绩衡 .*\.jiheng”"):
        Store.open(path)
    assert "extra" in shapes(path)  # the step before it is complete
    assert "more" not in shapes(path)
    with closing(sqlite3.connect(path)) as connection:
        assert migrations.version_of(connection) == len(migrations.STEPS) - 1
        assert connection.execute("SELECT name FROM unit").fetchall() == [("政府办（本级）",)]
    assert not list(path.parent.glob("*.lock"))


def test_a_new_store_that_cannot_be_completed_is_not_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, BROKEN_STEP_3))
    with pytest.raises(sqlite3.OperationalError):
        Store.open(path)
    assert list(path.parent.iterdir()) == []


def test_what_a_killed_creation_left_is_no_hindrance(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("绩衡.jiheng.new").write_bytes(b"half")
    Store.open(path).close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
