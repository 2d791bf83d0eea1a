"""The tools above the form: the chief one stays in sight, whatever room there is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton

from app.gui.theme import Look, apply_theme
from app.gui.toolbar import ToolBar
from app.gui.window import TOOLS, MainWindow

_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon


@pytest.fixture
def bar(window: MainWindow) -> ToolBar:
    return window.findChild(ToolBar)


@pytest.fixture
def large_letters(qapp: QApplication, bar: ToolBar) -> Iterator[None]:
    """Letters of 150 %, put on while the window is open."""
    apply_theme(qapp, Look(percent=150))
    yield
    apply_theme(qapp, Look())


def resized(window: MainWindow, width: int) -> None:
    window.resize(width, 610)
    QApplication.processEvents()


def export_button(bar: ToolBar) -> QToolButton:
    return next(one for one in bar.findChildren(QToolButton) if one.accessibleName() == "导出")


def without_words(bar: ToolBar) -> list[str]:
    """Return the tools that are only pictures now."""
    tools = [action for action in bar.actions() if action.objectName() in filter(None, TOOLS)]
    return [one.objectName() for one in tools if bar.widgetForAction(one).toolButtonStyle() != _WORDS]


def test_every_tool_has_its_words_where_there_is_room(window: MainWindow, bar: ToolBar) -> None:
    resized(window, 1280)
    assert without_words(bar) == []


@pytest.mark.usefixtures("large_letters")
@pytest.mark.parametrize("width", [1090, 900, 760])
def test_export_stays_in_sight_with_its_words(window: MainWindow, bar: ToolBar, width: int) -> None:
    resized(window, width)
    button = export_button(bar)
    assert button.isVisible()
    assert button.toolButtonStyle() == _WORDS
    assert button.geometry().right() <= bar.width()
    assert not bar.findChild(QToolButton, "qt_toolbar_ext_button").isVisible()


@pytest.mark.usefixtures("large_letters")
def test_what_the_clerk_knows_by_its_picture_loses_its_words_first(window: MainWindow, bar: ToolBar) -> None:
    resized(window, 2000)
    assert without_words(bar) == []
    whole = bar.sizeHint().width()
    resized(window, whole - 10)
    assert without_words(bar) == ["undo"]
    resized(window, 760)
    assert {"undo", "redo"} < set(without_words(bar))
    resized(window, whole + 10)
    assert without_words(bar) == []


def test_a_tool_without_words_is_still_called_by_its_name(window: MainWindow, bar: ToolBar) -> None:
    resized(window, 500)
    for action in bar.actions():
        if action.objectName() in without_words(bar):
            assert bar.widgetForAction(action).toolTip()
            assert action.text()


def test_larger_letters_are_reckoned_with_at_once(qapp: QApplication, window: MainWindow, bar: ToolBar) -> None:
    resized(window, bar.sizeHint().width() + 30)
    assert without_words(bar) == []
    apply_theme(qapp, Look(percent=150))
    QApplication.processEvents()
    assert without_words(bar)
    assert export_button(bar).isVisible()
    apply_theme(qapp, Look())
    QApplication.processEvents()
    assert without_words(bar) == []
