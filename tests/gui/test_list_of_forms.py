"""The list at the left: years, units and forms; making, copying, deleting and reaching them."""

import pytest
from cases import CASES, document_at
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
)
from pytestqt.qtbot import QtBot

from app.editing.loading import load_document
from app.editing.steps import edit_form
from app.gui.new_form import NewFormDialog
from app.gui.theme import Look, apply_theme
from app.gui.workplace import Workplace
from app.model.records import ref_of
from gui.hands import stored


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


def test_two_projects_of_one_code_stay_two(place: Workplace) -> None:
    same = [line for line in place.desk.lines() if line.code == "50015222T000002116788"]
    assert len(same) == 2
    place.desk.open_form(same[1].ref)
    assert place.desk.form.name == same[1].name
    assert ref_of(place.desk.form) == same[1].ref


def test_redo_of_a_form_of_another_year_shows_that_year(place: Workplace) -> None:
    load_document(place.desk.session, document_at(CASES[3]))
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


def test_the_numbers_of_problems_are_as_narrow_again_in_smaller_letters(place: Workplace, qapp: QApplication) -> None:
    before = place.navigator.tree.columnWidth(1)
    for percent in (150, 100):
        apply_theme(qapp, Look(percent=percent))
        QApplication.processEvents()
    assert place.navigator.tree.columnWidth(1) == before
