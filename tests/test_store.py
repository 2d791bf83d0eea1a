"""The store: opened in a safe order, refused without a trace, migrated wholly or not at all, never half written."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import ROOT, case
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import SQLModel, create_engine

from app.base.errors import StoreError
from app.definitions.library import Library
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.steps import delete_form, load_forms, new_form
from app.model.exchange import write_document
from app.model.records import Indicator, ProjectTarget, Record, Unit, column_values, ref_of
from app.model.refs import FormKind, FormRef
from app.store import backups, connections, migrations
from app.store.places import file_system_of, is_unc
from app.store.reading import line_of
from app.store.store import Store
from app.store.tables import all_tables, record_tables, table_of

NOW = datetime(2026, 7, 15, 9, 30).astimezone()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "单位 甲" / "绩衡.jiheng"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path) as opened:
        yield opened


def fill(store: Store, library: Library, name: str = "tongnan-2022") -> None:
    load_document(Session(store, library), write_document(case(name)))


def filled(path: Path, library: Library) -> Path:
    with Store.open(path) as store:
        fill(store, library)
    shutil.rmtree(path.parent / backups.FOLDER_NAME, ignore_errors=True)
    return path


def put(store: Store, *records: Record) -> None:
    with store.transaction() as connection:
        for record in records:
            connection.execute(insert(table_of(type(record))), [column_values(record)])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def refusal(path: Path) -> str:
    """Open a store that must be refused, prove that nothing at all has changed around it, and return the sentence."""
    before = contents(path.parent)
    with pytest.raises(StoreError) as refused:
        Store.open(path)
    assert contents(path.parent) == before
    return str(refused.value)


# What goes in comes out


def test_every_case_comes_back_to_the_letter(case_path: Path, path: Path, library: Library) -> None:
    document = json.loads(case_path.read_text(encoding="utf-8"))
    with Store.open(path) as store:
        load_document(Session(store, library), document)
    with Store.open(path) as store:
        forms = store.forms()
    assert write_document(forms) == document


def test_forms_are_usable_after_the_store_is_closed(path: Path, library: Library) -> None:
    with Store.open(filled(path, library)) as store:
        forms = store.forms()
        one = store.form(ref_of(forms[0]))
    assert [len(form.indicators) for form in forms] == [len(form.indicators) for form in case("tongnan-2022")]
    assert one is not None
    assert [row.level3 for row in one.indicators] == [row.level3 for row in forms[0].indicators]


def test_listing_is_of_columns_and_in_the_order_of_forms(store: Store, library: Library) -> None:
    for name in ("tongnan-2026", "tongnan-2022", "tongnan-2024"):
        fill(store, library, name)
    assert store.listing() == [line_of(form) for form in store.forms()]
    assert store.listing(2026) == [line_of(form) for form in store.forms(2026)]
    assert [line.year for line in store.listing()] == [*[2022] * 12, *[2026] * 5, 2022, 2026, *[2024] * 6]
    assert store.years() == [2026, 2024, 2022]


def test_forms_without_a_year_come_last(store: Store, library: Library) -> None:
    session = Session(store, library)
    for position, year in enumerate((None, 2025, None, 2024)):
        session.apply(new_form(ProjectTarget(year=year, project_code=f"编码{position}"), position))
    assert [(line.year, line.name) for line in store.listing()] == [
        (2024, "编码3"),
        (2025, "编码1"),
        (None, "编码0"),
        (None, "编码2"),
    ]
    assert store.years() == [2025, 2024]
    assert store.next_position(FormKind.PROJECT, None) == 3
    assert store.next_position(FormKind.PROJECT, 2024) == 4
    assert store.next_position(FormKind.PROJECT, 2023) == 0


def test_a_form_that_is_not_there_is_none(store: Store) -> None:
    assert store.form(FormRef(FormKind.OVERALL, "nowhere")) is None


def test_two_thousand_forms_are_loaded_at_once(store: Store, library: Library) -> None:
    forms = [
        ProjectTarget(
            year=2026, project_name=f"项目{n}", unit_code=f"{n % 40:06}", indicators=[Indicator(level3="数量")]
        )
        for n in range(2000)
    ]
    Session(store, library).apply(load_forms(forms, {(FormKind.PROJECT, 2026): 0}, []))
    with counted(store) as statements:
        assert [line.name for line in store.listing(2026)] == [f"项目{n}" for n in range(2000)]
    selects = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(selects) == len(FormKind)
    assert not any("goal" in statement or "indicator" in statement for statement in selects)


class counted:  # noqa: N801 - reads as a word
    """The statements that the store runs meanwhile."""

    def __init__(self, store: Store) -> None:
        self.engine, self.statements = store._opened(), []

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self.note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self.note)

    def note(self, *told: object) -> None:
        self.statements.append(told[2])


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
    assert refusal(path) == (
        f"数据文件“绩衡.jiheng”已损坏，没有改动它。最新的备份是“备份/{backup.name}”，请用它替换损坏的文件。"
    )


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


# One at a time

HOLDER = """
import sys
from pathlib import Path
from app.store.store import Store
with Store.open(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""
WRITER = """
import sys
from pathlib import Path
from app.definitions.library import library
from app.editing.session import Session
from app.editing.steps import new_form
from app.model.records import ProjectTarget
from app.store.store import Store
with Store.open(Path(sys.argv[1])) as store:
    session = Session(store, library())
    for n in range(100000):
        session.apply(new_form(ProjectTarget(year=2026, project_name=str(n)), n))
        print(n, flush=True)
"""


def started(script: str, path: Path) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    return subprocess.Popen([sys.executable, "-c", script, str(path)], **pipes)


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


DYING_WRITER = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = DELETE")
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE projecttarget SET goal = ''")
connection.execute("DELETE FROM indicator")
os._exit(9)
"""


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


def test_the_directory_of_units_and_a_deleted_form_leave_no_orphans(store: Store, library: Library) -> None:
    fill(store, library, "tongnan-2024")
    session = Session(store, library)
    for form in store.forms():
        session.apply(delete_form(form))
    with store.transaction() as connection:
        for table in record_tables():
            assert connection.execute(table.select()).all() == []


def test_forms_may_share_their_code(store: Store, library: Library) -> None:
    twins = [ProjectTarget(project_code="5001", project_name=name) for name in ("甲", "乙")]
    put(store, *twins)
    assert {line.name for line in store.listing()} == {"甲", "乙"}
