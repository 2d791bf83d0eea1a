"""The window, part by part, on the real store with the sample department."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import CASES
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QDropEvent,
    QImage,
    QInputMethodEvent,
    QKeySequence,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTreeView,
    QWidget,
)
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.base.errors import StoreError
from app.definitions.library import library
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.steps import edit_form
from app.gui.head_fields import Choice, GrowingText
from app.gui.main import Faults, make_application
from app.gui.new_form import NewFormDialog
from app.gui.page_stack import PageStack, page_images
from app.gui.settings import Settings
from app.gui.weight_meter import weight_sentence, weights_of
from app.gui.window import MENUS, TOOLS, MainWindow
from app.gui.workplace import Workplace
from app.model.exchange import write_document
from app.model.operators import Operator
from app.model.records import Indicator, ref_of
from app.model.refs import FormKind
from app.store import connections
from app.store.store import Store


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return make_application()


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window asks before it loses something; the answer is yes, so that no test waits for one."""
    questions: list[str] = []

    def answer(*words: object) -> QMessageBox.StandardButton:
        questions.append(str(words[2]))
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", answer)
    return questions


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "a.jiheng") as opened:
        yield opened


@pytest.fixture
def window(qtbot: QtBot, store: Store, tmp_path: Path) -> MainWindow:
    made = MainWindow(Settings(tmp_path / "window.ini"))
    qtbot.addWidget(made)
    made.resize(1280, 760)
    made.show()
    return made


@pytest.fixture
def place(qtbot: QtBot, window: MainWindow, store: Store) -> Workplace:
    """The window with the sample department, on the second project form."""
    session = Session(store, library())
    load_document(session, json.loads(CASES[0].read_text(encoding="utf-8")))
    made = window.attach(session)
    qtbot.waitUntil(lambda: not made.desk.is_checking)
    made.desk.open_form(made.navigator.refs()[2])
    return made


def field(place: Workplace, name: str) -> QWidget:
    return next(b.editor for b in place.form_view.head._bound if b.editor.accessibleName() == name)


def stored(place: Workplace) -> dict:
    return write_document(place.desk.session.store.forms())


def type_into(qtbot: QtBot, editor: QWidget, text: str) -> None:
    """Type as an input method does; key clicks know no Chinese."""
    editor.setFocus()
    if isinstance(editor, QLineEdit | GrowingText):
        editor.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(editor, event)


def test_years_units_and_forms_stand_at_the_left(place: Workplace) -> None:
    tree = place.navigator.model
    assert place.navigator.years.currentText() == "2022 年"
    assert tree.rowCount() == 1
    top = tree.index(0, 0)
    assert top.data() == "政府办（本级）"
    assert [tree.index(n, 0, top).data() for n in range(3)] == [
        "整体绩效目标表",
        "区政府办政府会议专项",
        "区政府办调研政研专项",
    ]
    assert tree.rowCount(top) == 13
    assert tree.index(2, 1, top).data() == "2"


def test_head_fields_have_the_printed_labels_in_the_printed_order(place: Workplace) -> None:
    names = [bound.editor.accessibleName() for bound in place.form_view.head._bound]
    assert names == [
        *("项目名称（代码）", "项目名称", "主管部门（代码）", "主管部门", "实施单位（代码）", "实施单位", "资金总额"),
        *("项目属性", "项目起始时间", "项目终止时间", "项目概况", "立项依据", "项目当年绩效目标"),
    ]
    assert field(place, "项目名称").text() == "区政府办调研政研专项"
    assert field(place, "资金总额").text() == "40"


def test_a_typed_field_is_stored_at_once_and_can_be_undone(qtbot: QtBot, place: Workplace) -> None:
    before = stored(place)
    type_into(qtbot, field(place, "资金总额"), "４１．５")
    field(place, "项目概况").setFocus()
    assert place.desk.form.amount == Decimal(415000)
    assert place.main.actions_by_name["undo"].text() == "撤销：修改资金总额"
    place.main.actions_by_name["undo"].trigger()
    assert stored(place) == before
    assert field(place, "资金总额").text() == "40"
    place.main.actions_by_name["redo"].trigger()
    assert place.desk.form.amount == Decimal(415000)


def test_a_text_is_stored_when_another_form_is_opened(qtbot: QtBot, place: Workplace) -> None:
    ref = ref_of(place.desk.form)
    type_into(qtbot, field(place, "立项依据"), "潼府办〔2022〕3号𬭎")
    place.next_form()
    assert ref_of(place.desk.form) != ref
    assert place.desk.session.store.form(ref).basis == "潼府办〔2022〕3号𬭎"


def test_a_word_where_a_number_belongs_is_refused_and_kept_on_screen(qtbot: QtBot, place: Workplace) -> None:
    type_into(qtbot, field(place, "资金总额"), "约四十")
    field(place, "项目概况").setFocus()
    assert place.desk.form.amount == Decimal(400000)
    assert "应为数字" in place.main.statusBar().currentMessage()
    type_into(qtbot, field(place, "项目概况"), "新概况")
    field(place, "项目起始时间").setFocus()
    assert field(place, "资金总额").text() == "约四十"
    assert field(place, "资金总额").property("problem") == "error"
    type_into(qtbot, field(place, "资金总额"), "45")
    field(place, "项目概况").setFocus()
    assert place.desk.form.amount == Decimal(450000)
    assert not field(place, "资金总额").property("problem")


def test_escape_takes_back_what_was_typed(qtbot: QtBot, place: Workplace) -> None:
    type_into(qtbot, field(place, "项目名称"), "别的")
    qtbot.keyClick(field(place, "项目名称"), Qt.Key.Key_Escape)
    assert field(place, "项目名称").text() == "区政府办调研政研专项"


def test_cells_are_stored_as_meant(place: Workplace) -> None:
    model = place.form_view.table.indicators
    row = model.rowCount() - 1
    for name, typed, kept in (
        ("operator", "＞＝", Operator.AT_LEAST),
        ("value", "９５", "95"),
        ("weight", "7.5", Decimal("7.5")),
        ("level3", "群众“满意度”", "群众“满意度”"),
    ):
        assert model.setData(model.index(row, model.column_of(name)), typed)
        assert getattr(place.desk.session.store.form(ref_of(place.desk.form)).indicators[row], name) == kept


@pytest.mark.parametrize(("name", "typed"), [("operator", "大概"), ("weight", "很重")])
def test_a_cell_refuses_what_its_column_cannot_hold(place: Workplace, name: str, typed: str) -> None:
    before = stored(place)
    model = place.form_view.table.indicators
    assert not model.setData(model.index(0, model.column_of(name)), typed)
    assert typed in place.main.statusBar().currentMessage()
    assert stored(place) == before
    assert not place.desk.session.undo_name.startswith("修改")


def offered(place: Workplace, row: int, name: str) -> list[str]:
    """What may be chosen in a cell."""
    table = place.form_view.table
    table.go_to(row, name)
    table.edit(table.currentIndex())
    table.cells.open_list()
    words = [offer.text for offer in table.cells.suggestions.offers]
    table.finish_edit()
    return words


def test_levels_operators_and_units_can_be_chosen(place: Workplace) -> None:
    expected = {"level1": "效益指标", "level2": "质量指标", "operator": "定性", "unit": "人次"}
    for name, word in expected.items():
        assert word in offered(place, 0, name)


def test_the_second_level_offers_what_belongs_under_the_first(place: Workplace) -> None:
    assert offered(place, 0, "level2") == ["数量指标", "质量指标", "时效指标", "成本指标"]


def test_a_column_the_paper_leaves_out_is_there_and_marked(place: Workplace) -> None:
    load_document(place.desk.session, json.loads(CASES[3].read_text(encoding="utf-8")))
    place.desk.choose_year(2026)
    project = next(line.ref for line in place.desk.lines() if line.ref.kind is FormKind.PROJECT)
    place.desk.open_form(project)
    model = place.form_view.table.indicators
    column = model.column_of("weight")
    assert "不打印" in model.headerData(column, Qt.Orientation.Horizontal)
    assert model.setData(model.index(0, column), "15")
    assert place.desk.form.indicators[0].weight == 15


def test_rows_are_added_moved_and_removed_and_all_of_it_undone(qtbot: QtBot, place: Workplace) -> None:
    before = stored(place)
    table = place.form_view.table
    table.go_to(1, "level3")
    place.commands.add_row()
    table.finish_edit()
    rows = place.desk.form.indicators
    assert len(rows) == 9
    assert (rows[2].level1, rows[2].level2, rows[2].level3) == (rows[1].level1, rows[1].level2, "")
    table.go_to(2, "level3")
    place.commands.move_up()
    assert place.desk.form.indicators[1].level3 == ""
    assert table.current_row() == 1
    place.commands.remove_rows()
    assert len(place.desk.form.indicators) == 8
    while place.desk.session.undo_name and not place.desk.session.undo_name.startswith("载入"):
        place.commands.undo()
    assert stored(place) == before


def test_problems_are_listed_and_a_double_click_goes_to_the_cell(qtbot: QtBot, place: Workplace) -> None:
    problems = place.problems
    assert problems._count.text() == "问题 2：提醒 2"
    assert problems.model.entries()[0].words.startswith("提醒")
    problems.list.doubleClicked.emit(problems.model.nth(1))
    table = place.form_view.table
    assert (table.current_row(), table.indicators.columns[table.currentIndex().column()].field) == (4, "operator")
    index = table.currentIndex()
    assert "成本" in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert table.indicators.mark(index).sign == "warning"


def test_a_problem_is_mended_by_its_button_and_the_mending_undone(place: Workplace) -> None:
    before = stored(place)
    place.commands.next_problem()
    place.problems._fix.click()
    assert place.desk.form.indicators[3].operator is Operator.AT_MOST
    assert place.problems._count.text() == "问题 1：提醒 1"
    place.commands.undo()
    assert stored(place) == before


def test_a_problem_of_a_head_field_is_shown_at_the_field(qtbot: QtBot, place: Workplace) -> None:
    type_into(qtbot, field(place, "资金总额"), "")
    field(place, "资金总额").clear()
    field(place, "项目概况").setFocus()
    assert field(place, "资金总额").property("problem") == "warning"
    assert "资金总额" in field(place, "资金总额").accessibleDescription()
    place.form_view.go_to(place.problems._issue(0))
    assert field(place, "资金总额").hasFocus()


def test_no_problems_are_said_too(place: Workplace) -> None:
    place.desk.open_form(place.navigator.refs()[1])
    assert place.problems._count.text() == "没有发现问题"


def test_the_meter_says_what_the_weights_come_to(place: Workplace) -> None:
    meter = place.form_view.meter
    assert meter.text() == "90 + 10 = 100"
    model = place.form_view.table.indicators
    model.setData(model.index(0, model.column_of("weight")), "10")
    assert meter.text() == "80 + 10 = 90，应为 100，还差 10 分"
    place.desk.open_form(place.navigator.refs()[0])
    assert meter.text() == "合计 100"


def test_half_points_and_empty_weights_are_counted_exactly() -> None:
    policy = library().weights["90+10"]
    rows = [Indicator(level1="产出指标", weight=Decimal("22.5")) for _ in range(4)]
    assert weight_sentence(weights_of(rows, policy)) == "90.0 + 10 = 100.0".replace(".0", "")
    assert weight_sentence(weights_of([Indicator(level1="产出指标")], policy)) == "尚未填写权重"


def test_a_form_is_made_copied_and_deleted(qtbot: QtBot, place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stored(place)

    def fill_in(dialog: NewFormDialog) -> int:
        dialog.year.setValue(2026)
        dialog.name.setText("新项目")
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(NewFormDialog, "exec", fill_in)
    place.commands.new_form()
    form = place.desk.form
    assert (form.year, form.project_name, form.layout) == (2026, "新项目", "chongqing/tongnan-2026")
    assert (form.unit_code, form.unit, form.department) == ("312001", "政府办（本级）", "政府办")
    assert place.navigator.years.currentText() == "2026 年"
    place.commands.duplicate_form()
    assert place.desk.form.project_name == "新项目（副本）"
    place.commands.delete_form()
    assert place.desk.form.project_name == "新项目"
    for _ in range(3):
        place.commands.undo()
    assert stored(place) == before


def test_deleting_can_be_undone_with_every_row(place: Workplace) -> None:
    before = stored(place)
    name = place.desk.form.name
    place.commands.delete_form()
    assert name in place.main.statusBar().currentMessage()
    assert len(stored(place)["projects"]) == 11
    place.commands.undo()
    assert stored(place) == before
    assert place.desk.form.name == name


def test_the_preview_shows_the_pages_of_the_form(qtbot: QtBot, place: Workplace) -> None:
    place.show_preview()
    preview = place.form_view.preview
    assert [page.accessibleName() for page in preview.pages] == ["第 1 页"]
    before = preview.pages[0].width()
    preview.zoom(1)
    assert preview.pages[0].width() > before
    place.show_filling()


def test_zooming_keeps_what_is_in_the_middle(qtbot: QtBot, place: Workplace) -> None:
    place.show_preview()
    stack = place.form_view.preview._stack
    for _ in range(3):
        stack.zoom(1)
    for bar in (stack.verticalScrollBar(), stack.horizontalScrollBar()):
        bar.setValue(bar.maximum() // 3)
    middle = stack.viewport().rect().center()
    view = stack.pages[0]

    def at(point: QPoint) -> tuple[float, float]:
        inside = view.mapFrom(stack.viewport(), point)
        return inside.x() / view.width(), inside.y() / view.height()

    before = at(middle)
    stack.zoom(-1)
    assert at(middle) == pytest.approx(before, abs=0.005)
    pointer = QPoint(150, 100)
    before = at(pointer)
    width = view.width()
    _turn_wheel(stack, pointer, 120, Qt.KeyboardModifier.ControlModifier)
    assert view.width() > width
    assert at(pointer) == pytest.approx(before, abs=0.005)


def _turn_wheel(stack: PageStack, at: QPoint, by: int, keys: Qt.KeyboardModifier) -> None:
    where = QPointF(stack.viewport().mapToGlobal(at))
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(QPointF(at), where, QPoint(), QPoint(0, by), none, keys, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(stack.viewport(), event)


def test_pages_at_the_top_stay_there_in_any_size(place: Workplace) -> None:
    place.show_preview()
    stack = place.form_view.preview._stack
    assert stack.verticalScrollBar().value() == 0
    for _ in range(3):
        stack.zoom(1)
        assert stack.verticalScrollBar().value() == 0
    bar = stack.horizontalScrollBar()
    assert abs(bar.value() - bar.maximum() / 2) <= 2


def test_a_page_fits_the_width_or_is_seen_whole(place: Workplace) -> None:
    place.show_preview()
    stack = place.form_view.preview._stack
    assert stack.horizontalScrollBar().maximum() == 0
    wide = stack.pages[0].width()
    assert stack.viewport().width() - 40 <= wide <= stack.viewport().width()
    stack.fit(whole_page=True)
    assert stack.viewport().height() - 40 <= stack.pages[0].height() <= stack.viewport().height()
    stack.fit(whole_page=False)
    assert stack.pages[0].width() == wide


def _click_on(qtbot: QtBot, place: Workplace, field_name: str, row: int | None) -> None:
    view = place.form_view.preview.pages[0]
    wanted = (field_name, row)
    box = next(b for b in view.page.boxes if b.box.field and (b.box.field.field, b.box.field.row) == wanted)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect_of(box).center().toPoint())


def test_a_click_in_the_preview_goes_to_the_field(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    place.show_preview()
    _click_on(qtbot, place, "weight", 3)
    table = place.form_view.table
    assert (table.current_row(), table.indicators.columns[table.currentIndex().column()].field) == (2, "weight")
    place.show_preview()
    _click_on(qtbot, place, "amount", None)
    assert QApplication.focusWidget() is field(place, "资金总额")


def test_words_are_found_in_the_preview(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    place.show_preview()
    find = place.form_view.preview.find_bar
    find.field.setText("调研")
    found = [box for box in place.form_view.preview.pages[0].page.boxes if "调研" in box.box.text]
    assert len(found) > 2
    assert find.count.text() == f"第 1 处，共 {len(found)} 处"
    assert find.current() is found[0]
    qtbot.keyClick(find.field, Qt.Key.Key_Return)
    assert find.count.text() == f"第 2 处，共 {len(found)} 处"
    for _ in range(2):
        qtbot.keyClick(find.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert find.current() is found[-1]
    window.activateWindow()
    qtbot.keyClick(place.form_view.preview, Qt.Key.Key_F3)
    assert find.current() is found[0]
    qtbot.keyClick(place.form_view.preview, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert find.current() is found[-1]
    find.field.setText("没有的字")
    assert find.count.text() == "没有找到"
    qtbot.keyClick(find.field, Qt.Key.Key_Escape)
    assert (find.field.text(), find.count.text()) == ("", "")


def test_what_was_found_is_marked_below_the_ink(qtbot: QtBot, place: Workplace) -> None:
    place.show_preview()
    view = place.form_view.preview.pages[0]
    qtbot.waitUntil(lambda: view.image is not None)
    plain = view.grab().toImage()
    place.form_view.preview.find_bar.field.setText("附件")
    marked = view.grab().toImage()
    rect = view.rect_of(place.form_view.preview.find_bar.current()).toRect().adjusted(3, 3, -3, -3)
    points = [(x, y) for x in range(rect.left(), rect.right()) for y in range(rect.top(), rect.bottom())]
    ink = [point for point in points if plain.pixelColor(*point).lightness() < 40]
    assert len(ink) > 20
    assert all(marked.pixelColor(*point).lightness() < 40 for point in ink)
    assert marked.pixelColor(*points[0]) != plain.pixelColor(*points[0])


def test_what_is_printed_is_the_page(place: Workplace, tmp_path: Path) -> None:
    from app.gui.printing import make_printer, print_pages

    place.show_preview()
    printer = make_printer("表", landscape=False)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(150)
    assert print_pages(place.form_view.preview.pdf, printer)
    printed = next(iter(page_images((tmp_path / "printed.pdf").read_bytes(), 0.5)))
    wanted = next(iter(page_images(place.form_view.preview.pdf, 0.5)))
    assert abs(printed.width() - wanted.width()) <= 1
    inked, wanted_ink = _inked(printed), _inked(wanted)
    assert len(wanted_ink) > 100
    assert len(inked & wanted_ink) > 0.9 * len(inked | wanted_ink)


def _inked(image: QImage) -> set[tuple[int, int]]:
    """Return which of 30 by 40 fields of a page have ink on them."""
    grey = image.scaled(300, 400, mode=Qt.TransformationMode.SmoothTransformation)
    dark = ((x, y) for x in range(300) for y in range(400) if grey.pixelColor(x, y).lightness() < 225)
    return {(x // 10, y // 10) for x, y in dark}


def test_export_writes_files_and_says_so(
    qtbot: QtBot, place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: said.append(box.text()))
    forms = place.desk.session.store.forms(2022)
    place.files_out.export_to(forms, "pdf", tmp_path / "导出")
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert len(list((tmp_path / "导出").glob("*.pdf"))) == 13
    assert "已导出 13 个文件" in said[0]
    qtbot.waitUntil(lambda: not place.files_out.jobs)


def test_one_form_is_exported_under_the_name_that_is_asked(
    qtbot: QtBot, place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []
    said: list[str] = []

    def choose(_parent: QWidget, _title: str, proposed: str, _kinds: str) -> tuple[str, str]:
        asked_for.append(proposed)
        return str(tmp_path / "报人大.2022"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QMessageBox, "open", lambda box: said.append(box.text()))
    place.main.settings.folder = str(tmp_path)
    place.files_out.export_form("xlsx")
    assert Path(asked_for[0]) == tmp_path / "2022 附件12-2 区政府办调研政研专项.xlsx"
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert [file.name for file in tmp_path.glob("*.xlsx")] == ["报人大.2022.xlsx"]
    assert "已导出 1 个文件" in said[0]
    qtbot.waitUntil(lambda: not place.files_out.jobs)


def test_an_export_that_fails_on_the_way_is_told(
    qtbot: QtBot, place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[-1]))
    (tmp_path / "表.pdf").mkdir()
    place.files_out.export_as([place.desk.form], "pdf", tmp_path / "表.pdf")
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "它是一个文件夹" in said[0]
    qtbot.waitUntil(lambda: not place.files_out.jobs)


def test_an_export_that_cannot_be_says_why(place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[-1]))
    (tmp_path / "file").write_text("x")
    place.files_out.export_to([place.desk.form], "xlsx", tmp_path / "file")
    assert "不能建立文件夹" in said[0]


def test_a_dropped_file_is_read(place: Workplace, window: MainWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(CASES[4]))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    assert len(stored(place)["projects"]) == 12 + 8
    place.commands.undo()
    assert len(stored(place)["projects"]) == 12


def test_a_wrong_file_is_told_and_changes_nothing(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[-1]))
    before = stored(place)
    (tmp_path / "去年.xlsx").write_bytes(b"PK\x03\x04")
    place.files_in.load_files([tmp_path / "去年.xlsx"])
    assert "不完整，读不出来" in said[0]
    assert stored(place) == before


def test_an_empty_store_says_how_to_begin(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    place = window.attach(Session(store, library()))
    assert place._stack.currentWidget() is place.welcome
    assert "还没有" in place.welcome._words.text()
    place.files_in.load_sample()
    assert place._stack.currentWidget() is place.below
    assert len(place.desk.lines()) == 13


def test_the_window_remembers_where_it_was(qtbot: QtBot, place: Workplace, window: MainWindow, tmp_path: Path) -> None:
    wanted = ref_of(place.desk.form)
    place.beside.setSizes([333, 900])
    width = place.beside.sizes()[0]
    window.close()
    again = MainWindow(Settings(tmp_path / "window.ini"))
    qtbot.addWidget(again)
    again.resize(window.size())
    again.show()
    other = again.attach(place.desk.session)
    assert ref_of(other.desk.form) == wanted
    qtbot.waitUntil(lambda: abs(other.beside.sizes()[0] - width) <= 3, timeout=1000)


def test_half_typed_text_is_stored_when_the_window_closes(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    ref = ref_of(place.desk.form)
    type_into(qtbot, field(place, "项目当年绩效目标"), "写到一半")
    window.close()
    assert place.desk.session.store.form(ref).goal == "写到一半"


def test_the_model_keeps_qts_rules(place: Workplace, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(place.form_view.table.indicators)


def _focusable(root: QWidget) -> list[QWidget]:
    wanted = Qt.FocusPolicy.TabFocus
    found = [w for w in root.findChildren(QWidget) if w.focusPolicy() & wanted and w.isVisibleTo(root)]
    return [w for w in found if not isinstance(w.parent(), QComboBox | QAbstractSpinBox)]


def test_every_control_has_a_name_for_screen_readers(place: Workplace, window: MainWindow) -> None:
    nameless = [w for w in _focusable(window) if not _accessible_name(w)]
    assert [f"{type(w).__name__} {w.objectName()} in {type(w.parent()).__name__}" for w in nameless] == []
    dialog = NewFormDialog(place.desk.library, place.desk.session.store.units(), 2026, window)
    assert [type(w).__name__ for w in _focusable(dialog) if not _accessible_name(w)] == []


def _accessible_name(widget: QWidget) -> str:
    interface: QAccessibleInterface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def test_tab_goes_round_the_window_and_never_gets_stuck(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    start = field(place, "项目名称")
    start.setFocus()
    table = place.form_view.table
    seen = []
    for _ in range(200):
        now = QApplication.focusWidget()
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is start:
            break
    assert QApplication.focusWidget() is start
    assert table in seen
    assert place.navigator.tree in seen
    assert seen.count(table) <= table.indicators.rowCount() * table.indicators.columnCount()


def test_shortcuts_are_unique_and_every_tool_is_in_a_menu(window: MainWindow) -> None:
    keys = [key.toString() for action in window.actions_by_name.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert QKeySequence("F8").toString() in keys
    in_menus = {command.id for _, commands in MENUS for command in commands if command}
    assert {name for name in TOOLS if name} <= in_menus


def test_every_command_of_the_menus_exists(place: Workplace) -> None:
    names = {command.name for _, commands in MENUS for command in commands if command} - {"quit"}
    assert [name for name in names if not callable(place.command(name))] == []


def test_the_wheel_never_changes_a_choice(qtbot: QtBot, place: Workplace) -> None:
    choice = field(place, "项目属性")
    assert isinstance(choice, Choice)
    before = choice.text()
    choice.setFocus()
    center = QPointF(choice.rect().center())
    event = QWheelEvent(
        center,
        QPointF(choice.mapToGlobal(QPoint(5, 5))),
        QPoint(0, -240),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, event)
    assert choice.text() == before


def test_a_self_evaluation_is_shown_with_its_own_columns(place: Workplace) -> None:
    load_document(place.desk.session, json.loads(CASES[2].read_text(encoding="utf-8")))
    place.desk.choose_year(2024)
    place.desk.open_form(place.desk.lines()[1].ref)
    model = place.form_view.table.indicators
    headings = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert headings[:5] == ["指标名称", "计量单位", "指标性质", "指标值", "全年完成值"]
    assert field(place, "年初绩效目标").text()


def test_two_projects_of_one_code_stay_two(place: Workplace) -> None:
    same = [line for line in place.desk.lines() if line.code == "50015222T000002116788"]
    assert len(same) == 2
    place.desk.open_form(same[1].ref)
    assert place.desk.form.name == same[1].name
    assert ref_of(place.desk.form) == same[1].ref


def test_a_pause_stores_the_text_and_leaves_the_cursor_alone(qtbot: QtBot, place: Workplace) -> None:
    editor = field(place, "项目概况")
    type_into(qtbot, editor, "第一段\n")
    editor.finished.emit()
    assert place.desk.form.overview == "第一段"
    assert editor.text() == "第一段\n"
    assert editor.textCursor().position() == 4


def test_ctrl_z_in_a_field_takes_back_the_last_step(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    type_into(qtbot, field(place, "项目起始时间"), "2023年")
    field(place, "项目概况").setFocus()
    assert place.desk.form.start == "2023年"
    qtbot.keyClick(field(place, "项目概况"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert place.desk.form.start == "2022年"


def _held_by_another(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> sqlite3.Connection:
    """Let another program hold the store, so that nothing can be written until it lets go."""
    monkeypatch.setattr(connections, "_PATIENCE", 0)
    place.desk.session.store._opened().dispose()
    other = sqlite3.connect(place.desk.session.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_text_that_could_not_be_stored_stays_until_it_can(
    qtbot: QtBot, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = ref_of(place.desk.form)
    with closing(_held_by_another(place, monkeypatch)):
        type_into(qtbot, field(place, "立项依据"), "很长的依据")
        field(place, "项目概况").setFocus()
        assert field(place, "立项依据").property("problem") == "error"
        place.next_form()
        assert ref_of(place.desk.form) == ref
    type_into(qtbot, field(place, "项目概况"), "新概况")
    field(place, "项目起始时间").setFocus()
    assert field(place, "立项依据").text() == "很长的依据"
    place.next_form()
    assert place.desk.session.store.form(ref).basis == "很长的依据"


def test_closing_asks_before_it_loses_a_text(
    qtbot: QtBot, place: Workplace, window: MainWindow, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(_held_by_another(place, monkeypatch)):
        type_into(qtbot, field(place, "立项依据"), "很长的依据")
        monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
        window.close()
        assert window.isVisible()


def test_a_store_that_cannot_be_read_is_told_and_the_window_lives(
    qtbot: QtBot, place: Workplace, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("数据文件读不出来。")

    monkeypatch.setattr(Store, "listing", fail)
    for name in ("form", "forms"):
        monkeypatch.setattr(Store, name, fail)
    commands = {command.id: command for _, menu in MENUS for command in menu if command}
    for name in ("check_year", "next_form", "duplicate_form", "export_year pdf"):
        window.carry_out(commands[name])
        assert "读不出来" in window.statusBar().currentMessage()
    place.navigator.chosen.emit(place.navigator.refs()[3])
    assert "读不出来" in window.statusBar().currentMessage()


def test_a_fault_of_the_program_is_written_down_and_told(window: MainWindow, tmp_path: Path) -> None:
    take = Faults(window, tmp_path / "记录" / "差错.txt")
    try:
        _ = 1 / 0
    except ZeroDivisionError as error:
        take(type(error), error, error.__traceback__)
    assert "程序出了差错" in window.statusBar().currentMessage()
    assert "ZeroDivisionError" in (tmp_path / "记录" / "差错.txt").read_text(encoding="utf-8")
    take(StoreError, StoreError("磁盘已满。"), None)
    assert "磁盘已满" in window.statusBar().currentMessage()


def test_delete_empties_the_selected_cells_in_one_step(qtbot: QtBot, place: Workplace) -> None:
    before = stored(place)
    table = place.form_view.table
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    row = place.desk.form.indicators[0]
    assert (row.level1, row.level3, row.operator, row.weight) == ("", "", Operator.NONE, None)
    assert place.desk.session.undo_name == "清空 7 格"
    place.commands.undo()
    assert stored(place) == before


def test_redo_reaches_the_window_from_a_field(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    type_into(qtbot, field(place, "项目起始时间"), "2023年")
    control = Qt.KeyboardModifier.ControlModifier
    for name in ("项目概况", "项目属性"):
        field(place, name).setFocus()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, control)
        assert place.desk.form.start == "2022年"
        field(place, name).setFocus()
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y, control)
        assert place.desk.form.start == "2023年"


def test_redo_of_a_form_of_another_year_shows_that_year(place: Workplace) -> None:
    load_document(place.desk.session, json.loads(CASES[3].read_text(encoding="utf-8")))
    place.commands.undo()
    assert place.desk.year == 2022
    place.commands.redo()
    assert place.desk.form.year == place.desk.year == 2026
    place.next_form()
    assert place.desk.form.year == 2026


def test_forms_without_a_year_can_be_reached(place: Workplace) -> None:
    place.desk.do(edit_form(place.desk.form, "去掉年度", year=None))
    place.navigator.refresh()
    years = [place.navigator.years.itemText(n) for n in range(place.navigator.years.count())]
    assert years == ["2022 年", "未填年度"]
    place.navigator.year_chosen.emit(place.navigator.years.itemData(1))
    assert place.desk.form.name == "区政府办调研政研专项"


def test_a_long_name_never_widens_the_window(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    before = window.minimumSizeHint().width()
    place.desk.do(edit_form(place.desk.form, "改名", project_name="很长的名称" * 40))
    assert window.minimumSizeHint().width() == before


def test_the_list_of_a_cell_opens_on_arrows(qtbot: QtBot, place: Workplace) -> None:
    table = place.form_view.table
    table.go_to(0, "level2")
    table.edit(table.currentIndex())
    qtbot.keyClick(table.cells.editor, Qt.Key.Key_Down)
    assert table.cells.suggestions.isVisible()
    assert place.desk.form.indicators[0].level2 == "数量指标"
    table.finish_edit()
    assert not table.cells.suggestions.isVisible()


def test_the_current_cell_stays_with_its_indicator(place: Workplace) -> None:
    table = place.form_view.table
    table.go_to(2, "value")
    indicator = place.desk.form.indicators[2].id
    place.commands.move_up()
    place.commands.undo()
    assert table.indicators.row(table.current_row()).id == indicator


def test_tab_goes_from_the_last_field_to_the_table(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    last = field(place, "项目当年绩效目标")
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is place.form_view.table
    assert place.form_view.table.current_row() == 0


def test_mending_shows_where_and_says_what(place: Workplace) -> None:
    place.commands.mend_problem()
    assert place.form_view.table.current_row() == 3
    assert "已改正" in place.main.statusBar().currentMessage()


def test_a_form_is_moved_to_another_layout_and_loses_nothing(place: Workplace) -> None:
    before = stored(place)
    place.form_view.use_layout(library().layout("chongqing/qijiang-2022"))
    names = [bound.editor.accessibleName() for bound in place.form_view.head._bound]
    assert "立项依据" not in names
    assert field(place, "资金总额（万）").text() == "40"
    assert place.desk.form.basis
    place.form_view.use_layout(library().layout("chongqing/tongnan-2022"))
    assert stored(place) == before
    assert field(place, "立项依据").text() == place.desk.form.basis
    place.form_view.layouts.fill()
    assert [action.text() for action in place.form_view.layouts.checked()] == ["重庆市潼南区 2022 年"]


def test_layouts_are_offered_by_their_places(place: Workplace) -> None:
    menu = place.form_view.layouts
    menu.fill()
    own = [action.text() for action in menu.actions()[:3]]
    assert all("潼南" in name for name in own)
    elsewhere = next(action.menu() for action in menu.actions() if action.menu() is not None)
    menus = {action.text(): action.menu() for action in elsewhere.actions() if action.menu() is not None}
    assert len(menus["重庆市市级部门"].actions()) == 2
    inner = [action for one in menus.values() for action in one.actions()]
    offered = [*menu.actions(), *elsewhere.actions(), *inner]
    names = {layout.head.name for layout in library().layouts_for(place.desk.form, 2022)}
    assert names <= {action.text() for action in offered}
    next(action for action in menus["重庆市市级部门"].actions()).trigger()
    assert library().layout(place.desk.form.layout).head.place == "重庆市市级部门"


def test_a_layout_is_taken_over_for_the_year_in_one_step(place: Workplace) -> None:
    before = stored(place)
    place.form_view.use_layout(library().layout("chongqing/qijiang-2022"))
    place.commands.use_layout_for_kind()
    assert "已把 11 张表改为“重庆市綦江区 2022 年”" in place.main.statusBar().currentMessage()
    layouts = [form.layout for form in place.desk.forms()]
    assert layouts.count("chongqing/qijiang-2022") == 12
    assert len(layouts) == 13
    assert place.desk.session.undo_name == "11 张表换为版式“重庆市綦江区 2022 年”"
    place.commands.use_layout_for_kind()
    assert "都已经是" in place.main.statusBar().currentMessage()
    place.commands.undo()
    place.commands.undo()
    assert stored(place) == before


def test_forms_that_a_layout_does_not_print_are_left_alone_and_told(place: Workplace) -> None:
    place.form_view.use_layout(library().layout("hebei/hebei-entry-2022"))
    place.commands.use_layout_for_year()
    assert "另有 1 张这个版式不能打印" in place.main.statusBar().currentMessage()


def test_columns_keep_the_proportions_of_the_paper(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    for name in library().layouts:
        layout = library().layout(name)
        if not layout.prints(place.desk.form):
            continue
        place.form_view.use_layout(layout)
        table = place.form_view.table
        widths = [table.columnWidth(n) for n in range(table.indicators.columnCount())]
        assert all(width >= table.sizes.least_width(n) for n, width in enumerate(widths)), name
        assert sum(widths) >= table.viewport().width() - 2, name
        shares = [column.share for column in table.indicators.columns]
        free = [n for n, width in enumerate(widths) if shares[n] and width > table.sizes.least_width(n) + 1]
        for one, other in pairwise(free):
            assert widths[one] / widths[other] == pytest.approx(shares[one] / shares[other], rel=0.1), name


def test_a_width_that_the_clerk_gave_stays(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    table = place.form_view.table
    table.horizontalHeader().resizeSection(1, 177)
    window.resize(window.width() - 80, window.height())
    QApplication.processEvents()
    assert table.columnWidth(1) == 177
    assert sum(table.columnWidth(n) for n in range(7)) <= table.viewport().width() + 1


def test_the_head_fields_fold_away_and_come_back(
    qtbot: QtBot, place: Workplace, window: MainWindow, tmp_path: Path
) -> None:
    before = place.form_view.table.height()
    place.form_view.fold_button.click()
    QApplication.processEvents()
    assert not place.form_view.head.isVisible()
    assert place.form_view.table.height() > before + 100
    window.close()
    assert Settings(tmp_path / "window.ini").head_folded
    window.show()
    place.form_view.go_to_field("amount", None)
    assert field(place, "资金总额").isVisible()


def test_headings_with_points_are_filled_in(place: Workplace) -> None:
    place.form_view.use_layout(library().layout("shaanxi/xian-2026"))
    model = place.form_view.table.indicators
    headings = [str(model.headerData(n, Qt.Orientation.Horizontal)) for n in range(model.columnCount())]
    assert not [heading for heading in headings if "{" in heading]
    assert any("90" in heading for heading in headings)


def test_a_value_that_only_one_layout_has_is_edited_and_kept(place: Workplace) -> None:
    place.form_view.use_layout(library().layout("jilin/changchun-2026"))
    model = place.form_view.table.indicators
    assert model.setData(model.index(0, model.column_of("指标解释")), "全年召开的次数")
    assert place.desk.form.indicators[0].other == {"指标解释": "全年召开的次数"}
    place.form_view.use_layout(library().layout("chongqing/tongnan-2022"))
    assert place.desk.form.indicators[0].other == {"指标解释": "全年召开的次数"}


def test_the_dialog_for_files_speaks_chinese(qtbot: QtBot, window: MainWindow) -> None:
    dialog = QFileDialog(window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.show()
    labels = [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]
    buttons = [one.text() for one in dialog.findChildren(QAbstractButton) if one.isVisible()]
    tips = [one.toolTip() for one in dialog.findChildren(QAbstractButton) if one.isVisible()]
    headings = [str(dialog.findChild(QTreeView).model().headerData(n, Qt.Orientation.Horizontal)) for n in range(4)]
    words = [word for word in [*labels, *buttons, *tips, *headings] if word]
    assert len(labels) == 3
    assert len(words) > 10
    assert [word for word in words if not any("\u4e00" <= letter <= "\u9fff" for letter in word)] == []
    dialog.close()
