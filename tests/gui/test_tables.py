"""Layouts that print many projects in one table: previewed with all of them, and changed for a whole year."""

import time

import pytest
from cases import case
from PySide6.QtCore import QPoint, Qt, QTimer
from pytestqt.qtbot import QtBot

from app.editing.loading import load_document
from app.editing.steps import edit_form
from app.gui.main import keep_what_is_loaded
from app.gui.preview import Preview
from app.gui.workplace import Workplace
from app.model.exchange import write_document
from app.model.records import ProjectTarget, ref_of
from app.model.refs import FormKind, FormRef

TABLE = "jilin/changchun-2026"


@pytest.fixture
def table(qtbot: QtBot, place: Workplace) -> Preview:
    """The preview of a table with all projects of the year."""
    for form in place.desk.forms():
        if isinstance(form, ProjectTarget):
            place.desk.do(edit_form(form, "换版式", layout=TABLE))
    place.show_preview()
    preview = place.form_view.preview
    qtbot.waitUntil(lambda: not preview.is_busy and bool(preview.pages))
    return preview


def printed_forms(preview: Preview) -> set[FormRef]:
    boxes = (box.box for view in preview.pages for box in view.page.boxes)
    return {box.field.form for box in boxes if box.field and box.field.row and box.text}


def projects(place: Workplace) -> list[FormRef]:
    return [line.ref for line in place.desk.lines() if line.ref.kind is FormKind.PROJECT]


def test_a_table_is_shown_with_all_its_projects(table: Preview, place: Workplace) -> None:
    assert {ref_of(form) for form in place.desk.together(place.desk.form)} == set(projects(place))
    assert set(projects(place)) <= printed_forms(table)
    assert "12 个项目" in table._note.words()


def test_a_click_in_a_table_opens_the_form_and_goes_to_the_field(
    qtbot: QtBot, table: Preview, place: Workplace
) -> None:
    wanted = next(ref for ref in projects(place) if ref != ref_of(place.desk.form))
    cells = ((view, box) for view in table.pages for box in view.page.boxes)
    view, box = next(
        (v, b) for v, b in cells if b.box.field and b.box.field.form == wanted and b.box.field.table and b.box.field.row
    )
    table._stack.reveal(view, box)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect_of(box).center().toPoint())
    assert ref_of(place.desk.form) == wanted
    assert not place.form_view.is_preview
    assert place.form_view.table.current_row() == box.box.field.row - 1


def test_a_table_follows_an_edit_of_any_of_its_projects(qtbot: QtBot, table: Preview, place: Workplace) -> None:
    other = place.desk.session.store.form(projects(place)[-1])
    place.desk.do(edit_form(other, "改名", project_name="改过的名称"))
    qtbot.waitUntil(
        lambda: any(b.box.text.startswith("改过的名称") for view in table.pages for b in view.page.boxes), timeout=3000
    )


def test_two_hundred_projects_never_hold_the_window_up(qtbot: QtBot, table: Preview, place: Workplace) -> None:
    some = [form for form in case("tongnan-2022") if isinstance(form, ProjectTarget)]
    for form in some:
        form.layout = TABLE
    for _ in range(16):
        load_document(place.desk.session, write_document(some))
    place.desk.choose_year(2022)
    place.desk.open_form(projects(place)[100])
    qtbot.waitUntil(lambda: not table.is_busy and not place.desk.is_checking, timeout=20_000)
    gaps, last = [], [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        gaps.append(now - last[0])
        last[0] = now

    pulse = QTimer()
    pulse.timeout.connect(tick)
    pulse.start(1)
    keep_what_is_loaded()
    before = table.pdf
    place.desk.do(edit_form(place.desk.form, "改名", project_name="改过的名称"))
    asked_at = time.perf_counter()
    table.refresh()
    assert time.perf_counter() - asked_at < 0.05
    last[0] = time.perf_counter()
    gaps.clear()
    qtbot.waitUntil(lambda: table.pdf != before and not table.is_busy, timeout=20_000)
    qtbot.wait(200)
    pulse.stop()
    assert len(table.pages) > 20
    drawn = [view for view in table.pages if view.image is not None]
    assert 0 < len(drawn) < len(table.pages) / 2
    assert sorted(gaps)[-3] < 0.05  # others work on this machine too


def test_the_form_in_work_is_in_sight(table: Preview, place: Workplace, qtbot: QtBot) -> None:
    place.desk.open_form(projects(place)[-1])
    qtbot.waitUntil(lambda: not table.is_busy)
    stack = table._stack
    own = [
        view.mapTo(stack.viewport(), QPoint(0, round(view.rect_of(box).center().y()))).y()
        for view in table.pages
        for box in view.page.boxes
        if box.box.field and box.box.field.form == ref_of(place.desk.form)
    ]
    assert any(0 <= y <= stack.viewport().height() for y in own)
