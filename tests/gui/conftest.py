"""The window on a real store, with the sample department."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.editing.session import Session
from app.gui.main import make_application
from app.gui.questions import Question
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from gui.hands import open_window, wait_for_checks


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

    def agree(question: Question) -> bool:
        questions.append(question.text())
        return True

    monkeypatch.setattr(QMessageBox, "question", answer)
    monkeypatch.setattr(Question, "agreed", agree)
    return questions


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return open_window(qtbot, tmp_path)


@pytest.fixture
def place(qtbot: QtBot, sample: Session, window: MainWindow) -> Workplace:
    """The window with the sample department, on the second project form."""
    made = window.attach(sample)
    wait_for_checks(qtbot, made)
    made.desk.open_form(made.navigator.refs()[2])
    return made


@pytest.fixture
def clipboard(qtbot: QtBot) -> Iterator[None]:
    """Leave nothing on the clipboard: the offscreen platform crashes at the end where Python put something there."""
    yield
    QGuiApplication.clipboard().clear()


@pytest.fixture
def press(qtbot: QtBot, table: QWidget) -> Callable[..., None]:
    """Press a key wherever the focus is, else in the table that a file of tests is about."""

    def pressed(*keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            qtbot.keyClick(QApplication.focusWidget() or table, key, modifier)

    return pressed
