"""The import window, empty and with a form with doubts; files to read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.definitions.library import Library
from app.editing.session import Session
from app.gui.importing.draft import Draft
from app.gui.importing.helper import Found, as_thread
from app.gui.importing.sources import Source
from app.gui.importing.window import ImportWindow
from app.gui.workplace import Workplace
from app.sheet.pages import print_form
from app.writers.pdf import write_pdf
from gui.hands import open_window
from gui.importing.hands import found_form, opened, projects


@pytest.fixture(autouse=True)
def asked(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the windows ask, and what they tell in the same way."""
    monkeypatch.setattr(QMessageBox, "information", QMessageBox.question)
    return asked


@pytest.fixture
def place(qtbot: QtBot, session: Session, tmp_path: Path) -> Workplace:
    made = open_window(qtbot, tmp_path).attach(session)
    made.files_in.launch = as_thread
    return made


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> Iterator[ImportWindow]:
    made = opened(qtbot, session)
    yield made
    made._is_stored = True
    made.close()


@pytest.fixture(scope="session")
def pdf(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """The projects of the sample department on paper."""
    file = tmp_path_factory.mktemp("import") / "2022年公开.pdf"
    write_pdf([print_form(form, library) for form in projects()[:3]], file)
    return file


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    """A table without a year and without a name, with a row that was split."""
    file = tmp_path / "表.csv"
    rows = ["一级指标,二级指标,三级指标,指标值", "产出指标,数量指标,培训场,≥12次", "产出指标,数量指标,次,≥12次"]
    file.write_text("\n".join(["项目支出绩效目标表", *rows]), encoding="utf-8")
    return file


@pytest.fixture
def draft(qtbot: QtBot, window: ImportWindow) -> Draft:
    """A form with doubts, shown in the window."""
    number = window.basket.add(Source("手写.pdf", Path("没有.pdf")))
    window.basket.take(Found(number, found_form()))
    qtbot.waitUntil(lambda: not window.basket.is_proposing)
    (made,) = window.basket.drafts()
    return made
