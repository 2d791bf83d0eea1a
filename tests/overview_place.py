"""The window with the sample department, for the tests of problems, weights and the overview."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CASES
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.definitions.library import library
from app.editing.loading import load_document
from app.editing.session import Session
from app.gui.main import make_application
from app.gui.settings import Settings
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.exchange import write_document
from app.store.store import Store


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    return make_application()


@pytest.fixture(autouse=True)
def no_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for an answer."""
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)


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


def stored(place: Workplace) -> dict:
    return write_document(place.desk.session.store.forms())
