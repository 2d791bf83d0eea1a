"""What a clerk does in the import window, and what there is to read."""

from pathlib import Path

from cases import case
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.editing.session import Session
from app.gui.importing.draft import Draft
from app.gui.importing.helper import Launch, as_thread
from app.gui.importing.window import ImportWindow
from app.model.operators import Operator
from app.model.records import Form, Indicator, ProjectTarget
from app.readers.grids import Box, Place
from app.recognise.found import FoundForm, Reading, Unplaced


def opened(qtbot: QtBot, session: Session, launch: Launch = as_thread) -> ImportWindow:
    window = ImportWindow(session, launch)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(window)
    window.show()
    return window


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


def editor(window: ImportWindow, part: str) -> QWidget:
    return next(bound.editor for bound in window.form.head._bound if bound.part == part)
