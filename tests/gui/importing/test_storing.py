"""What becomes of the forms that were found: stored as one step, skipped, updated, given a year."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.base.errors import StoreError
from app.definitions.library import Library
from app.editing.importing import Choice
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.steps import edit_indicator
from app.gui.importing.window import ImportWindow
from app.gui.workplace import Workplace
from app.model.exchange import write_document
from gui.importing.hands import opened, projects, read

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
    assert "已读入 3 张表。" in place.main.statusBar().currentMessage()
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
