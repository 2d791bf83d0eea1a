"""What a clerk does in the window, and what is there to be seen."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.gui.head_editors import GrowingText
from app.gui.settings import Settings
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.exchange import write_document

SMALL = (1090, 610)  # about what is left of 1366×768 at 125 %


def open_window(qtbot: QtBot, folder: Path, size: tuple[int, int] = (1280, 760)) -> MainWindow:
    """Show the window, which keeps its settings in a folder."""
    window = MainWindow(Settings(folder / "window.ini"))
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    return window


def wait_for_checks(qtbot: QtBot, place: Workplace) -> None:
    qtbot.waitUntil(lambda: not place.desk.is_checking)


def stored(place: Workplace) -> dict[str, Any]:
    """Return all forms of the store as a document, to compare with."""
    return write_document(place.desk.session.store.forms())


def field(place: Workplace, name: str) -> QWidget:
    """Return the head field with a label."""
    return next(b.editor for b in place.form_view.head._bound if b.editor.accessibleName() == name)


def type_into(qtbot: QtBot, editor: QWidget, text: str) -> None:
    """Type as an input method does; key clicks know no Chinese."""
    editor.setFocus()
    if isinstance(editor, QLineEdit | GrowingText):
        editor.selectAll()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(editor, event)


def keys(qtbot: QtBot, table: QWidget, letters: str) -> None:
    """Type letters that are on the keys, each wherever the focus is by then."""
    for letter in letters:
        qtbot.keyClick(QApplication.focusWidget() or table, letter)


def copied(text: str, html: str = "") -> None:
    """Put something on the clipboard; the fixture ``clipboard`` takes it away again."""
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def dropped(window: MainWindow, file: Path) -> None:
    """Drop a file on the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, button, key))
