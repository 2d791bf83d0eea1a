"""A new form has what its dialog was told: whoever chose the unit never types it again."""

import pytest
from pytestqt.qtbot import QtBot

from app.definitions.library import Library
from app.editing.grouping import NO_UNIT
from app.gui.new_form import NewFormDialog
from app.gui.workplace import Workplace
from app.model.records import Form, OverallTarget, ProjectTarget, SelfEvaluation, Unit

OWN = Unit(name="区档案馆")  # as the first start knows it
FULL = Unit(code="115001", name="区档案馆", full_name="潼南区档案馆", department_code="115", department="区委办")
KINDS = ("project", "overall", "project_evaluation", "overall_evaluation")


def made(qtbot: QtBot, library: Library, kind: str, unit: Unit) -> Form:
    dialog = NewFormDialog(library, [unit], 2024, "重庆市潼南区")
    qtbot.addWidget(dialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
    return dialog.form()


@pytest.mark.parametrize("kind", KINDS)
def test_a_unit_of_no_known_department_is_in_the_form(qtbot: QtBot, library: Library, kind: str) -> None:
    form = made(qtbot, library, kind, OWN)
    named = form.department if isinstance(form, SelfEvaluation) else form.unit
    assert named == "区档案馆"


def test_a_known_unit_is_named_as_each_paper_names_it(qtbot: QtBot, library: Library) -> None:
    project = made(qtbot, library, "project", FULL)
    assert isinstance(project, ProjectTarget)
    assert (project.unit_code, project.unit) == ("115001", "区档案馆")
    assert (project.department_code, project.department) == ("115", "区委办")
    whole = made(qtbot, library, "overall", FULL)
    assert isinstance(whole, OverallTarget)
    assert whole.unit == "潼南区档案馆"
    evaluation = made(qtbot, library, "project_evaluation", FULL)
    assert isinstance(evaluation, SelfEvaluation)
    assert evaluation.department == "区委办"


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_form_stands_under_its_unit(place: Workplace, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    def answer(dialog: NewFormDialog) -> NewFormDialog.DialogCode:
        dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
        dialog.unit.setCurrentIndex(0)
        return NewFormDialog.DialogCode.Accepted

    place.main.settings.unit_name = "区档案馆"
    monkeypatch.setattr(NewFormDialog, "exec", answer)
    place.commands.new_form()
    form = place.desk.form
    assert form is not None
    (group,) = (one for one in place.desk.groups() if any(line.ref.id == form.id for line in one.lines))
    assert group.name == "区档案馆" != NO_UNIT
