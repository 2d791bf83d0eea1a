"""The indicator table of a project form, with the key on its first name."""

from collections.abc import Callable

import pytest
from cases import CASES, document_at
from PySide6.QtCore import QEvent, QMetaObject, Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.editing.loading import load_document
from app.gui.fund_table import FundTableView
from app.gui.indicator_table import IndicatorTable
from app.gui.pasting import Choice, PastePreview
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.refs import FormKind


@pytest.fixture
def table(qtbot: QtBot, place: Workplace, window: MainWindow) -> IndicatorTable:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    made = place.form_view.table
    made.go_to(0, "level3")
    return made


@pytest.fixture
def funds(qtbot: QtBot, place: Workplace, window: MainWindow) -> FundTableView:
    """资金情况 of a self-evaluation, with the key on its first row."""
    window.resize(1400, 1000)
    load_document(place.desk.session, document_at(CASES[2]))
    place.desk.choose_year(2024)
    refs = [ref for ref in place.navigator.refs() if ref.kind is FormKind.SELF_EVALUATION]
    place.desk.open_form(refs[1])
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    place.form_view.funds.go_to(0, "item")
    return place.form_view.funds.table


@pytest.fixture(autouse=True)
def no_copies(clipboard: None) -> None:
    """Any of these tests may copy."""


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Answer the question before pasting as soon as the keys go there, having read it; no clock is looked at."""
    answers: list[tuple[Choice, list[str]]] = []

    def activated(dialog: PastePreview, event: QEvent) -> None:
        QDialog.changeEvent(dialog, event)
        if event.type() != QEvent.Type.ActivationChange or not dialog.isActiveWindow():
            return
        choice, seen = answers.pop()
        listed = dialog.list
        seen.append(dialog.words.text())
        seen.extend("|".join(listed.item(r, c).text() for c in range(4)) for r in range(listed.rowCount()))
        QMetaObject.invokeMethod(dialog.buttons[choice], "click", Qt.ConnectionType.QueuedConnection)

    monkeypatch.setattr(PastePreview, "changeEvent", activated, raising=False)
    return lambda choice, seen=None: answers.append((choice, [] if seen is None else seen))
