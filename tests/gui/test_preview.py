"""The pages beside the fields: zoomed, searched, clicked and printed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QImage,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot

from app.gui.page_stack import PageStack, page_images
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from gui.hands import field


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
