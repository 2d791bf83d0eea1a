"""The window for those who do not see it, or use no mouse: names, focus, contrast, and the way by Tab and F6."""

from itertools import product

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QToolButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.gui.form_view import PREVIEW
from app.gui.panes import move_focus
from app.gui.theme import contrast, themes
from app.gui.widgets import tool_button
from app.gui.window import MainWindow
from app.gui.workplace import Workplace

TEXT, PART = 4.5, 3.0  # WCAG AA: for text, and for the parts of controls
GROUNDS = ("window", "base", "alternate", "accent_soft", "error_soft", "warning_soft")
OPEN_GROUNDS = ("window", "base", "alternate")  # where anything but the plain text stands
PAIRS = [
    *product(["text"], GROUNDS),
    *product(["muted", "accent", "error", "warning", "notice", "ok"], OPEN_GROUNDS),
    ("accent_text", "accent"),
    ("accent", "accent_soft"),
    ("error", "error_soft"),
    ("warning", "warning_soft"),
    ("muted", "accent_soft"),
]


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_is_read_on_its_ground(name: str, ink: str, ground: str) -> None:
    colours = themes()[name]
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= TEXT


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("line", ["field_line", "accent", "error", "warning"])
@pytest.mark.parametrize("ground", ["window", "base"])
def test_the_edges_of_fields_are_seen(name: str, line: str, ground: str) -> None:
    colours = themes()[name]
    assert contrast(getattr(colours, line), getattr(colours, ground)) >= PART


def test_every_colour_of_a_theme_is_in_a_pair() -> None:
    decorations = {"line", "field_line", "meter", "meter_rest"}  # the meter writes in what is readable on each part
    used = {colour for pair in PAIRS for colour in pair}
    assert set(themes()["light"]._fields) - decorations == used


def controls(root: QWidget) -> list[QWidget]:
    """What can have the focus in a window, without the inner parts of one control."""
    found = [w for w in [root, *root.findChildren(QWidget)] if w is root or w.isVisibleTo(root)]
    return [w for w in found if w.focusPolicy() != Qt.FocusPolicy.NoFocus and not _is_part(w)]


def _is_part(widget: QWidget) -> bool:
    parent = widget.parent()
    inner = isinstance(widget, QScrollBar | QHeaderView) or widget.objectName().startswith("qt_")
    of_box = isinstance(parent, QAbstractSpinBox) or (isinstance(parent, QComboBox) and not parent.isEditable())
    return inner or of_box or isinstance(widget, QDialog) or widget.isWindow()


def name_of(widget: QWidget) -> str:
    """What a screen reader says; of a choice Qt says the value, so its own name or its label counts."""
    labels = [one for one in widget.window().findChildren(QLabel) if one.buddy() is widget]
    if isinstance(widget, QComboBox) or isinstance(widget.parent(), QComboBox):
        return widget.accessibleName() or "".join(one.text() for one in labels)
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def described(widgets: list[QWidget]) -> list[str]:
    return [f"{type(w).__name__} {w.objectName()} in {type(w.parent()).__name__}" for w in widgets]


def nameless(root: QWidget) -> list[str]:
    return described([w for w in controls(root) if not name_of(w).strip()])


def test_every_control_of_the_window_has_a_name(place: Workplace, window: MainWindow) -> None:
    assert nameless(window) == []
    place.form_view.show_look(PREVIEW)
    assert nameless(window) == []
    for command in ("show_overview", "show_beside"):
        place.command(command)()
        assert nameless(window) == []


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[QDialog]:
    """The dialogs that came up; none of them waits."""
    found: list[QDialog] = []

    def note(dialog: QDialog) -> int:
        found.append(dialog)
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(QDialog, "exec", note)
    monkeypatch.setattr(QDialog, "open", note)
    monkeypatch.setattr(QMessageBox, "exec", note)
    for way in ("getOpenFileName", "getSaveFileName", "getOpenFileNames"):
        monkeypatch.setattr(QFileDialog, way, lambda *_, **__: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
    for way in ("about", "warning", "information", "critical"):
        monkeypatch.setattr(QMessageBox, way, lambda *_, **__: None)
    return found


NOT_TRIED = {"quit", "print_form", "delete_form"}  # ends the window, asks for a printer, takes the form away


def test_every_control_of_every_dialog_has_a_name_and_the_focus_somewhere(
    place: Workplace, window: MainWindow, opened: list[QDialog]
) -> None:
    for name, action in window.actions_by_name.items():
        if action.isEnabled() and name.split()[0] not in NOT_TRIED:
            action.trigger()
    kinds = {type(dialog).__name__ for dialog in opened}
    assert {"NewFormDialog", "SettingsDialog", "ShortcutSheet"} <= kinds
    for dialog in [one for one in opened if not isinstance(one, QMessageBox)]:
        assert dialog.windowTitle()
        assert nameless(dialog) == [], type(dialog).__name__


def test_the_help_has_names(place: Workplace, window: MainWindow) -> None:
    assert nameless(window.help.show("weights")) == []


def _picture(qtbot: QtBot, widget: QWidget) -> QImage:
    qtbot.wait(20)
    return widget.grab().toImage()


@pytest.mark.parametrize(
    "make",
    [
        lambda: QLineEdit("字"),
        lambda: QPlainTextEdit("字"),
        lambda: QPushButton("字"),
        lambda: QCheckBox("字"),
        lambda: tool_button("字"),
        QComboBox,
        QTreeWidget,
    ],
)
def test_the_focus_is_seen(qtbot: QtBot, make: type[QWidget]) -> None:
    frame, other, widget = QWidget(), QLineEdit(), make()
    qtbot.addWidget(frame)
    column = QVBoxLayout(frame)
    column.addWidget(other)
    column.addWidget(widget)
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    frame.show()
    frame.activateWindow()
    other.setFocus()
    before = _picture(qtbot, widget)
    qtbot.keyClick(other, Qt.Key.Key_Tab)
    qtbot.waitUntil(widget.hasFocus)
    assert _picture(qtbot, widget) != before


def test_f6_goes_round_the_panes_and_back(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    place.navigator.tree.setFocus()
    panes = [place.navigator, place.form_view.head, place.form_view.table, place.problems]
    seen = []
    for _ in panes:
        place.comfort.next_pane()
        seen.append(next(pane for pane in panes if pane is _focus() or pane.isAncestorOf(_focus())))
    assert seen == [*panes[1:], panes[0]]
    place.comfort.previous_pane()
    assert place.problems.isAncestorOf(_focus())


def _focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_f6_passes_over_what_is_not_there(place: Workplace, window: MainWindow) -> None:
    window.activateWindow()
    place.form_view.show_look(PREVIEW)
    place.navigator.tree.setFocus()
    place.comfort.next_pane()
    assert place.form_view.preview.isAncestorOf(_focus()) or place.form_view.preview is _focus()
    assert not move_focus([], 1)


def test_fields_stand_in_the_order_of_tab_as_they_are_read(place: Workplace, window: MainWindow) -> None:
    editors = place.form_view.head.editors()
    tops = [editor.mapTo(window, QPoint(0, 0)) for editor in editors]
    order: list[QWidget] = []
    widget = editors[0]
    while widget is not None and len(order) < len(editors):
        if widget in editors:
            order.append(widget)
        widget = widget.nextInFocusChain()
    assert order == editors
    assert [point.y() for point in tops] == sorted(point.y() for point in tops)


def test_cells_and_fields_with_problems_say_so(place: Workplace) -> None:
    model = place.form_view.table.indicators
    issue = next(issue for issue in place.desk.current_issues() if issue.place.row)
    index = model.index(issue.place.row - 1, model.column_of(issue.place.field))
    roles = (Qt.ItemDataRole.AccessibleDescriptionRole, Qt.ItemDataRole.AccessibleTextRole)
    assert any(issue.message in str(index.data(role)) for role in roles)


def test_the_lists_of_the_window_are_reached_and_left_by_tab(place: Workplace, window: MainWindow) -> None:
    views = [view for view in window.findChildren(QAbstractItemView) if view.isVisibleTo(window)]
    trapping = [v for v in views if v.focusPolicy() & Qt.FocusPolicy.TabFocus and v.tabKeyNavigation()]
    assert [v.accessibleName() for v in trapping] in ([], ["绩效指标"])  # the table leaves at its ends


def test_every_button_with_a_picture_alone_says_what_it_does(place: Workplace, window: MainWindow) -> None:
    mute = [b for b in window.findChildren(QToolButton) if not b.text() and not b.accessibleName()]
    assert (
        described([b for b in mute if not b.objectName().startswith("qt_") and not isinstance(b.parent(), QLineEdit)])
        == []
    )
