"""The import window: files of others read, looked through beside their originals, and stored as one step."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from conftest import case
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.base.errors import StoreError
from app.definitions.library import Library
from app.editing.importing import Choice
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.steps import edit_indicator, move_indicator, remove_indicators
from app.gui.importing.draft import Draft, Key
from app.gui.importing.helper import FAULT, Found, Launch, as_process, as_thread
from app.gui.importing.reader import Reader
from app.gui.importing.sources import CLIPBOARD, Picture, Source, files_below, source_of
from app.gui.importing.window import ImportWindow
from app.gui.main import keep_what_is_loaded, make_application
from app.gui.settings import Settings
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.exchange import write_document
from app.model.operators import Operator
from app.model.records import Form, Indicator, ProjectTarget
from app.readers.grids import Box, Place
from app.recognise.found import FoundForm, Reading, Unplaced
from app.sheet.pages import print_form
from app.store.store import Store
from app.writers.pdf import write_pdf


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return make_application()


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window asks; the answer is yes."""
    questions: list[str] = []

    def answer(*words: object) -> QMessageBox.StandardButton:
        questions.append(str(words[2]))
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", answer)
    monkeypatch.setattr(QMessageBox, "information", answer)
    return questions


@pytest.fixture
def session(tmp_path: Path, library: Library) -> Iterator[Session]:
    with Store.open(tmp_path / "store.jiheng") as store:
        yield Session(store, library)


@pytest.fixture
def place(qtbot: QtBot, session: Session, tmp_path: Path) -> Workplace:
    main = MainWindow(Settings(tmp_path / "window.ini"))
    qtbot.addWidget(main)
    main.resize(1280, 760)
    main.show()
    made = main.attach(session)
    made.files_in.launch = as_thread
    return made


def opened(qtbot: QtBot, session: Session, launch: Launch = as_thread) -> ImportWindow:
    window = ImportWindow(session, launch)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> Iterator[ImportWindow]:
    made = opened(qtbot, session)
    yield made
    made._is_stored = True
    made.close()


@pytest.fixture(scope="session")
def pdf(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """The projects of the sample department on paper."""
    file = tmp_path_factory.mktemp("import") / "2022年公开.pdf"
    write_pdf([print_form(form, library) for form in projects()[:3]], file)
    return file


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    """A table without a year and without a name, with a row that was split."""
    file = tmp_path / "表.csv"
    rows = ["一级指标,二级指标,三级指标,指标值", "产出指标,数量指标,培训场,≥12次", "产出指标,数量指标,次,≥12次"]
    file.write_text("\n".join(["项目支出绩效目标表", *rows]), encoding="utf-8")
    return file


def projects() -> list[Form]:
    return [form for form in case("tongnan-2022") if isinstance(form, ProjectTarget)]


def read(qtbot: QtBot, window: ImportWindow, *paths: Path) -> list[Draft]:
    window.read_paths(paths)
    qtbot.waitUntil(lambda: not window.reader.busy and not window.basket.is_proposing, timeout=20_000)
    return list(window.basket.drafts())


def found_form() -> FoundForm:
    """A form with a doubtful value, one that no field has, and two rows."""
    rows = [
        Indicator(level1="产出指标", level3="培训场次", operator=Operator.AT_LEAST, value="12", unit="次"),
        Indicator(level1="产出指标", level3="完成时间", operator=Operator.QUALITATIVE, value="年底前"),
    ]
    form = ProjectTarget(year=2025, project_name="培训", goal="办好培训", indicators=rows)
    cell = Place(1, cell="第6行第4格", box=Box(300, 200, 400, 220))
    readings = {
        "project_name": Reading("培训", Place(1, cell="第1行第2格", box=Box(100, 50, 300, 70))),
        "goal": Reading("办好培训", Place(1, cell="第2行第2格", box=Box(100, 70, 300, 90)), 0.6),
        "indicators[0].value": Reading("≥12次", Place(1, cell="第5行第4格", box=Box(300, 180, 400, 200))),
        "indicators[1].operator": Reading("年底前", cell, 0.7),
        "indicators[1].value": Reading("年底前", cell, 0.7),
    }
    return FoundForm(
        "绩效目标表", form, 0.9, (1,), "", readings, [Unplaced("备注", "另附说明", Place(1))], ["请看一眼。"]
    )


@pytest.fixture
def draft(qtbot: QtBot, window: ImportWindow) -> Draft:
    """A form with doubts, shown in the window."""
    number = window.basket.add(Source("手写.pdf", Path("没有.pdf")))
    window.basket.take(Found(number, found_form()))
    qtbot.waitUntil(lambda: not window.basket.is_proposing)
    (made,) = window.basket.drafts()
    return made


# A draft by itself


def test_readings_follow_their_rows() -> None:
    draft = Draft(0, found_form())
    (_, second) = draft.record.indicators
    draft.apply(move_indicator(draft.record, 1, -1))
    assert draft.record.indicators[0].id == second.id
    assert draft.readings[Key(second.id, "value")].printed == "年底前"
    draft.apply(remove_indicators(draft.record, [0]))
    assert [keys[0].field for keys in draft.open_doubts()] == ["goal"]


def test_fields_read_from_one_cell_are_one_doubt_and_editing_one_settles_it() -> None:
    draft = Draft(0, found_form())
    assert [[key.field for key in keys] for keys in draft.open_doubts()] == [["goal"], ["operator", "value"]]
    draft.apply(edit_indicator(draft.record, 1, value="12月底前"))
    assert [[key.field for key in keys] for keys in draft.open_doubts()] == [["goal"]]


def test_corrections_are_taken_back_one_by_one() -> None:
    draft = Draft(0, found_form())
    before = write_document([draft.record])
    draft.apply(edit_indicator(draft.record, 0, value="15"))
    draft.apply(remove_indicators(draft.record, [1]))
    after = write_document([draft.record])
    assert (draft.undo(), draft.undo(), draft.undo()) == ("删除指标", "修改指标", "")
    assert write_document([draft.record]) == before
    assert not draft.is_corrected
    assert (draft.redo(), draft.redo()) == ("修改指标", "删除指标")
    assert write_document([draft.record]) == after


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
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(pdf))])
    place.main.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
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


# What becomes of the forms


def test_all_is_stored_as_one_step_and_shown(qtbot: QtBot, place: Workplace, pdf: Path) -> None:
    place.files_in.look_over([pdf])
    window = place.files_in.importing
    assert window is not None
    qtbot.waitUntil(lambda: len(window.basket.chosen()) == 3 and not window.reader.busy, timeout=10_000)
    window.store_button.click()
    assert place.desk.session.undo_name == "读入 3 张表"
    assert place.desk.form is not None
    assert place.desk.form.name == projects()[0].name
    assert "已读入 3 张表：新增 3 张" in place.main.statusBar().currentMessage()
    place.commands.undo()
    assert place.desk.session.store.listing() == []


def test_cancelling_stores_nothing(qtbot: QtBot, window: ImportWindow, session: Session, pdf: Path) -> None:
    read(qtbot, window, pdf)
    window.cancel_button.click()
    assert not window.isVisible()
    assert session.store.listing() == []
    assert session.undo_name == ""


def test_a_store_that_cannot_be_written_leaves_everything_as_it_is(
    qtbot: QtBot, window: ImportWindow, session: Session, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(qtbot, window, pdf)

    def refuse(*_: object) -> None:
        raise StoreError("数据文件写不进去。")

    monkeypatch.setattr(session, "apply", refuse)
    window.store()
    assert window.isVisible()
    assert window._words.text() == "数据文件写不进去。"
    assert session.store.listing() == []


def test_what_is_there_already_is_greyed_and_a_changed_one_can_update(
    qtbot: QtBot, window: ImportWindow, session: Session, pdf: Path, library: Library
) -> None:
    first = read(qtbot, window, pdf)
    window.store()
    stored = {form.name: form for form in session.store.forms()}
    changed = stored[first[0].name]
    session.apply(edit_indicator(changed, 0, value="1"))
    again = opened(qtbot, session)
    drafts = read(qtbot, again, pdf)
    assert [draft.proposal.choice for draft in drafts] == [Choice.ADD, Choice.SKIP, Choice.SKIP]
    same = again.list._items[id(drafts[1])]
    assert "已有，内容相同" in same.text(0)
    assert not same.flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert same.data(0, Qt.ItemDataRole.CheckStateRole) is None
    again._renew.click()
    assert drafts[0].proposal.choice is Choice.UPDATE
    again.store()
    assert len(session.store.listing()) == 3
    form = session.store.form(drafts[0].proposal.known)
    assert form is not None
    assert form.indicators[0].value == drafts[0].record.indicators[0].value


def test_the_same_form_in_two_files_is_stored_once(
    qtbot: QtBot, window: ImportWindow, session: Session, pdf: Path, tmp_path: Path
) -> None:
    (tmp_path / "又一份.pdf").write_bytes(pdf.read_bytes())
    drafts = read(qtbot, window, pdf, tmp_path / "又一份.pdf")
    assert [draft.proposal.choice for draft in drafts] == [Choice.ADD] * 3 + [Choice.SKIP] * 3
    assert "2022年公开.pdf" in window.list._items[id(drafts[3])].text(0)
    window.store()
    assert len(session.store.listing()) == 3


def test_check_boxes_choose_and_all_and_none_do_so_for_all(qtbot: QtBot, window: ImportWindow, pdf: Path) -> None:
    drafts = read(qtbot, window, pdf)
    window.list._items[id(drafts[1])].setCheckState(0, Qt.CheckState.Unchecked)
    assert window.basket.chosen() == [drafts[0], drafts[2]]
    window._none.click()
    assert not window.store_button.isEnabled()
    window._all.click()
    assert window.basket.chosen() == drafts


def test_two_forms_cannot_replace_the_same_one(qtbot: QtBot, session: Session, pdf: Path, tmp_path: Path) -> None:
    (form,) = projects()[:1]
    form.goal = "另一个"
    load_document(session, write_document([form]))
    (tmp_path / "又一份.pdf").write_bytes(pdf.read_bytes())
    window = opened(qtbot, session)
    read(qtbot, window, pdf, tmp_path / "又一份.pdf")
    window.basket.choose_all(Choice.UPDATE)
    window.store()
    assert "都要更新同一张原有的表" in window._words.text()
    assert len(session.store.listing()) == 1


def test_a_missing_year_is_asked_once_for_all(qtbot: QtBot, window: ImportWindow, session: Session, csv: Path) -> None:
    (draft,) = read(qtbot, window, csv)
    assert window._year_part_.isVisible()
    window.store()
    assert window.isVisible()
    assert "请先选一个年度" in window._words.text()
    window.year.setCurrentIndex(window.year.findText("2025 年"))
    window.year.activated.emit(window.year.currentIndex())
    assert draft.record.year == 2025
    window.store()
    assert [line.year for line in session.store.listing()] == [2025]


def test_the_name_of_a_file_proposes_the_year(qtbot: QtBot, window: ImportWindow, csv: Path) -> None:
    (draft,) = read(qtbot, window, csv.rename(csv.with_name("2024年预算.csv")))
    assert (draft.record.year, window.year.currentText()) == (2024, "2024 年")


# One form


def editor(window: ImportWindow, part: str) -> QWidget:
    return next(bound.editor for bound in window.form.head._bound if bound.part == part)


def test_a_correction_survives_going_to_another_form_and_is_stored(
    qtbot: QtBot, window: ImportWindow, session: Session, pdf: Path
) -> None:
    drafts = read(qtbot, window, pdf)
    editor(window, "goal").setPlainText("改过的目标")  # type: ignore[attr-defined]
    window.list.select(drafts[1])
    assert drafts[0].record.goal == "改过的目标"
    window.list.select(drafts[0])
    assert editor(window, "goal").text() == "改过的目标"  # type: ignore[attr-defined]
    window.store()
    assert session.store.forms()[0].goal == "改过的目标"


def test_a_cell_is_corrected_in_place(qtbot: QtBot, window: ImportWindow, pdf: Path) -> None:
    (draft, *_) = read(qtbot, window, pdf)
    model = window.form.table.indicators
    assert model.setData(model.index(0, model.column_of("value")), "999")
    assert draft.record.indicators[0].value == "999"
    assert model.text(model.index(0, model.column_of("value"))) == "999"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: draft.record.indicators[0].value != "999")


def test_doubtful_values_are_marked_by_sign_and_words_and_gone_through_with_f8(
    qtbot: QtBot, window: ImportWindow, draft: Draft
) -> None:
    assert "⚠ 2 处请核对" in window.list._items[id(draft)].text(0)
    goal = editor(window, "goal")
    assert "印的是“办好培训”" in goal.accessibleDescription()
    captions = [c.text() for c in window.form.head.findChildren(type(window._words)) if c.buddy() is goal]
    assert captions[0].startswith("⚠ ")
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert window.form.key == Key("", "goal")
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert window.form.key == Key(draft.record.indicators[1].id, "value")
    index = window.form.table.currentIndex()
    assert "印的是“年底前”" in index.data(Qt.ItemDataRole.ToolTipRole)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(draft.open_doubts()) == 1
    assert window.form.key == Key("", "goal")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert draft.open_doubts() == []
    assert "可靠" in window.list._items[id(draft)].text(0)


def test_rows_are_joined_moved_added_and_deleted(qtbot: QtBot, window: ImportWindow, csv: Path) -> None:
    (draft,) = read(qtbot, window, csv)
    table = window.form.table
    table.go_to(1, "level3")
    table.join_above()
    (row,) = draft.record.indicators
    assert (row.level3, row.value, row.unit) == ("培训场次", "12", "次")
    table.add_row()
    table.finish_edit()
    assert len(draft.record.indicators) == 2
    table.go_to(1, "level3")
    table.move_row(-1)
    assert draft.record.indicators[1].id == row.id
    table.remove_rows()
    assert [one.id for one in draft.record.indicators] == [row.id]


def test_a_text_without_a_place_is_put_into_a_field(window: ImportWindow, draft: Draft) -> None:
    assert window.form.unplaced.isVisible()
    assert "备注：另附说明" in window.form.unplaced.list.item(0).text()
    window.form.place(0, "goal")
    assert draft.record.goal == "办好培训\n另附说明"
    assert "已放到" in window.form.unplaced.list.item(0).text()
    window.form.table.go_to(0, "unit")
    window.form.place(0, "")
    assert draft.record.indicators[0].unit == "次 另附说明"


def test_a_text_is_dragged_onto_a_cell(window: ImportWindow, draft: Draft) -> None:
    panel, table = window.form.unplaced, window.form.table
    mime = panel.list.mimeData([panel.list.item(0)])
    index = table.indicators.index(0, table.indicators.column_of("level3"))
    at = QPointF(table.visualRect(index).center())
    table.dropEvent(
        QDropEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )
    assert draft.record.indicators[0].level3 == "培训场次 另附说明"


def test_closing_with_corrections_asks_once(
    window: ImportWindow, draft: Draft, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft.apply(edit_indicator(draft.record, 0, value="1"))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    window.close()
    assert window.isVisible()
    monkeypatch.setattr(
        QMessageBox, "question", lambda *words: asked.append(words[2]) or QMessageBox.StandardButton.Yes
    )
    window.close()
    assert not window.isVisible()
    assert len(asked) == 1


# The original


def test_the_page_shows_where_a_value_was_read_and_a_click_finds_its_field(
    qtbot: QtBot, window: ImportWindow, pdf: Path
) -> None:
    (_, second, _) = read(qtbot, window, pdf)
    window.list.select(second)
    picture = window.source.page
    qtbot.waitUntil(lambda: picture._sheet.shot is not None and picture.page == second.found.pages[0], timeout=10_000)
    key = Key(second.record.indicators[0].id, "level3")
    window.form.go_to(key)
    assert picture._sheet.current_box() == second.readings[key].place.box
    goal = picture._sheet.point_of(Key("", "goal"))
    assert isinstance(goal, QPoint)
    QTest.mouseClick(picture._sheet, Qt.MouseButton.LeftButton, pos=goal)
    assert window.form.key == Key("", "goal")
    assert picture._sheet.current_box() == second.readings[Key("", "goal")].place.box


def test_a_sheet_is_drawn_as_a_grid_with_the_cell_marked(qtbot: QtBot, window: ImportWindow, csv: Path) -> None:
    (draft,) = read(qtbot, window, csv)
    grid = window.source.grid
    qtbot.waitUntil(lambda: window.source._stack.currentWidget() is grid, timeout=5_000)
    key = Key(draft.record.indicators[0].id, "value")
    window.form.go_to(key)
    row, column = grid._frames.current or (-1, -1)
    assert grid.grid.index(row, column).data() == "≥12次"
    name = grid.grid.at_place[draft.readings[Key(draft.record.indicators[1].id, "level3")].place]
    grid.clicked.emit(grid.grid.index(*name))
    assert window.form.key.row == draft.record.indicators[1].id


def test_an_original_that_is_gone_is_told(qtbot: QtBot, window: ImportWindow, draft: Draft) -> None:
    window.basket.files[0].picture = Picture.PDF
    window.source.refresh()
    qtbot.waitUntil(lambda: "原件打不开了" in window.source._words.text(), timeout=5_000)


# Everybody


def test_every_control_has_a_name_and_fits_a_small_screen(qtbot: QtBot, window: ImportWindow, pdf: Path) -> None:
    read(qtbot, window, pdf)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1093, 590)  # 1366 × 768 at 125 %, without the bars of desktop and window
    qtbot.wait(50)
    assert (window.width(), window.height()) == (1093, 590)
    wanted = Qt.FocusPolicy.TabFocus
    controls = [w for w in window.findChildren(QWidget) if w.focusPolicy() & wanted and w.isVisibleTo(window)]
    controls = [w for w in controls if not isinstance(w.parent(), QComboBox)]
    assert [type(w).__name__ for w in controls if not (w.accessibleName() or getattr(w, "text", str)())] == []
    for button in (window.store_button, window.cancel_button, window.add_button):
        assert window.rect().contains(button.geometry())


def test_the_keyboard_alone_reads_looks_and_stores(
    qtbot: QtBot, window: ImportWindow, session: Session, pdf: Path
) -> None:
    drafts = read(qtbot, window, pdf)
    assert window.focusWidget() is window.list
    QTest.keyClick(window.list, Qt.Key.Key_Down)
    assert window.form.draft is drafts[1]
    QTest.keyClick(window.list, Qt.Key.Key_Space)
    assert window.basket.chosen() == [drafts[0], drafts[2]]
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert window.form.draft is drafts[2]
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(session.store.listing()) == 2
