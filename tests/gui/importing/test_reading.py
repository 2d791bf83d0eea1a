"""Files of others, read while the window lives: what is found, what is told, and helpers that die."""

import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.definitions.library import Library
from app.editing.session import Session
from app.gui.importing.helper import FAULT, as_process
from app.gui.importing.reader import Reader
from app.gui.importing.sources import CLIPBOARD, files_below, source_of
from app.gui.importing.window import ImportWindow
from app.gui.main import keep_what_is_loaded
from app.gui.workplace import Workplace
from app.sheet.pages import print_form
from app.writers.pdf import write_pdf
from gui.hands import dropped
from gui.importing.hands import opened, projects, read

# Reading


def test_found_forms_are_listed_by_file_with_what_is_known_of_them(
    qtbot: QtBot, window: ImportWindow, pdf: Path
) -> None:
    drafts = read(qtbot, window, pdf)
    assert [draft.name for draft in drafts] == [form.name for form in projects()[:3]]
    top = window.list.topLevelItem(0)
    assert top.text(0) == "2022年公开.pdf\n3 张表"
    assert top.child(0).text(0) == f"{drafts[0].name}\n2022 年 项目 {len(drafts[0].record.indicators)} 条 可靠"
    assert top.child(0).checkState(0) is Qt.CheckState.Checked
    assert window.form.draft is drafts[0]
    assert window.store_button.text() == "读入 3 张表"


def test_a_bad_file_is_one_sentence_and_the_others_go_on(
    qtbot: QtBot, window: ImportWindow, pdf: Path, tmp_path: Path
) -> None:
    (tmp_path / "空.xlsx").touch()
    (tmp_path / "截断.pdf").write_bytes(pdf.read_bytes()[:3000])
    (tmp_path / "说明.docx").write_text("你好", encoding="utf-8")
    names = ("空.xlsx", "截断.pdf", "不在.xls", "说明.docx")
    drafts = read(qtbot, window, *(tmp_path / name for name in names), pdf)
    assert len(drafts) == 3
    tops = [window.list.topLevelItem(n) for n in range(5)]
    said = ["".join(top.child(0).data(0, Qt.ItemDataRole.AccessibleTextRole)) for top in tops[:4]]
    for words, sentence in zip(("空文件", "不完整或已损坏", "不存在", "没有找到"), said, strict=True):
        assert words in sentence
    assert [top.text(0).split("\n")[1] for top in tops] == ["没有读入"] * 3 + ["没有找到表", "3 张表"]


def test_where_nothing_is_found_nothing_can_be_stored(qtbot: QtBot, window: ImportWindow, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("你好,世界\n1,2\n", encoding="utf-8")
    assert read(qtbot, window, tmp_path / "a.csv") == []
    assert not window.store_button.isEnabled()
    assert not window.form.isEnabled()
    window.store()
    assert window.isVisible()


def test_a_folder_is_asked_about_and_its_readable_files_are_read(
    qtbot: QtBot, window: ImportWindow, csv: Path, asked: list[str]
) -> None:
    (csv.parent / "下面").mkdir()
    (csv.parent / "下面" / "b.csv").write_bytes(csv.read_bytes())
    for name in ("~$a.xlsx", ".b.csv", "c.exe"):
        (csv.parent / name).write_bytes(b"x")
    assert files_below(csv.parent) == [csv, csv.parent / "下面" / "b.csv"]
    assert len(read(qtbot, window, csv.parent)) == 2
    assert "2 个可以读的文件" in asked[0]


def test_a_copied_table_is_read_from_the_clipboard(qtbot: QtBot, place: Workplace) -> None:
    QApplication.clipboard().setText("一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t会议\t≥3次")
    place.command("paste_forms")()
    window = place.files_in.importing
    assert window is not None
    qtbot.waitUntil(lambda: bool(list(window.basket.drafts())) and not window.reader.busy, timeout=10_000)
    (draft,) = window.basket.drafts()
    assert (window.basket.files[0].source.name, draft.record.indicators[0].value) == (CLIPBOARD, "3")
    qtbot.waitUntil(lambda: window.source._stack.currentWidget() is window.source.grid, timeout=5_000)
    window.close()


def test_an_empty_clipboard_is_told(place: Workplace) -> None:
    QApplication.clipboard().clear()
    place.command("paste_forms")()
    assert place.files_in.importing is None
    assert "剪贴板里没有文字" in place.main.statusBar().currentMessage()


def test_files_dropped_on_the_window_are_looked_over(qtbot: QtBot, place: Workplace, pdf: Path) -> None:
    dropped(place.main, pdf)
    window = place.files_in.importing
    assert window is not None
    qtbot.waitUntil(lambda: len(list(window.basket.drafts())) == 3, timeout=10_000)
    assert place.desk.session.store.listing() == []
    window.close()
    assert place.main.settings.recent_files == [pdf]


def test_the_menu_asks_for_files(qtbot: QtBot, place: Workplace, csv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(csv)], ""))
    place.main.actions_by_name["load"].trigger()
    window = place.files_in.importing
    assert window is not None
    qtbot.waitUntil(lambda: len(list(window.basket.drafts())) == 1, timeout=10_000)
    window.close()
    qtbot.waitUntil(lambda: place.files_in.importing is None)


# Reading in a process of its own


class Beats:
    """How often the window got round to its own work; how long it stood still, ``packaging/bench_import.py`` says."""

    def __init__(self) -> None:
        keep_what_is_loaded()  # as the program does when it has come up
        self.count = 0
        self._timer = QTimer()
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        self.count += 1

    def require_alive(self) -> None:
        """Fail where the window waited for the reading."""
        assert self.count > 20


@pytest.fixture(scope="session")
def long_pdf(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """150 pages."""
    prints = [print_form(form, library) for form in projects()]
    chosen = []
    while sum(len(one.pages) for one in chosen) < 150:
        chosen.append(prints[len(chosen) % len(prints)])
    file = tmp_path_factory.mktemp("long") / "150.pdf"
    write_pdf(chosen, file)
    return file


def test_the_window_lives_while_150_pages_are_read(qtbot: QtBot, session: Session, long_pdf: Path) -> None:
    window = opened(qtbot, session, as_process)
    qtbot.wait(300)
    beats = Beats()
    drafts = read(qtbot, window, long_pdf)
    window.close()
    assert len(drafts) >= 140
    beats.require_alive()


def test_a_million_empty_rows_do_not_hold_the_window_up(qtbot: QtBot, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["一级指标", "二级指标", "三级指标", "指标值"])
    book.save(tmp_path / "small.xlsx")
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(2, 600_000))
    with (
        ZipFile(tmp_path / "small.xlsx") as old,
        ZipFile(tmp_path / "big.xlsx", "w", ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"</sheetData>", rows + b"</sheetData>"))
    reader = Reader(as_process)
    reader.warm()
    beats = Beats()
    with qtbot.waitSignal(reader.rested, timeout=60_000):
        reader.read(0, source_of(tmp_path / "big.xlsx"))
    reader.stop()
    beats.require_alive()


def test_reading_is_cancelled_at_once_and_what_was_found_stays(
    qtbot: QtBot, session: Session, long_pdf: Path, pdf: Path
) -> None:
    window = opened(qtbot, session, as_process)
    window.read_paths([pdf, long_pdf])
    qtbot.waitUntil(lambda: window.basket.files[1].done > 0, timeout=20_000)
    begun = time.perf_counter()
    window.stop_button.click()
    assert time.perf_counter() - begun < 0.5
    assert not window.reader.busy
    assert [len(file.drafts) for file in window.basket.files] == [3, 0]
    assert "其余没有读" in window.list.topLevelItem(1).text(0)
    assert window.store_button.isEnabled()
    window.close()


def test_a_helper_that_dies_costs_one_file_and_no_more(qtbot: QtBot, pdf: Path, csv: Path) -> None:
    launched: list[Callable[[], None]] = []

    def launch(connection: object) -> Callable[[], None]:
        launched.append(as_process(connection))  # type: ignore[arg-type]
        return launched[-1]

    reader = Reader(launch)
    told: list[object] = []
    reader.told.connect(told.append)
    reader.read(0, source_of(pdf))
    reader.read(1, source_of(csv))
    with qtbot.waitSignal(reader.rested, timeout=30_000):
        launched[0]()
    reader.stop()
    assert told[0] == (0, FAULT, "")
    assert [type(message).__name__ for message in told if message[0] == 1][-1] in ("Finished", "Seen")
    assert len(launched) == 2


def test_a_fault_of_the_program_is_told_of_one_file_and_written_down(
    qtbot: QtBot, window: ImportWindow, csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[BaseException] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: faults.append(error))
    monkeypatch.setattr("app.gui.importing.sources.forms_in", lambda *_: 1 / 0)
    assert read(qtbot, window, csv) == []
    assert window.basket.files[0].error == FAULT
    assert "ZeroDivisionError" in str(faults[0])
