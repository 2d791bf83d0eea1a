"""F1: the help about what has the focus, in the window and in every dialog."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.gui.help_pages import FIRST

if TYPE_CHECKING:
    from app.gui.help_view import HelpWindow

_ASKED = "help_is_there"
# Which page tells of which part of the window, by the names of the parts' classes; the innermost one counts.
PLACES = {
    "Welcome": "first-steps",
    "OwnDetails": "first-steps",
    "Navigator": "overview",
    "OverviewPage": "overview",
    "HeadFields": "head-fields",
    "IndicatorTable": "indicators",
    "WeightMeter": "weights",
    "ProblemPanel": "problems",
    "Preview": "preview",
    "FindBar": "preview",
    "LayoutMenu": "layouts",
    "NewFormDialog": "first-steps",
    "ImportWindow": "last-year",
    "RollDialog": "roll-forward",
    "ReviewPage": "roll-forward",
    "ComparePanel": "compare",
    "PickDialog": "compare",
    "LibraryPanel": "library",
    "ReplaceDialog": "replace",
    "PastePreview": "indicators",
    "SettingsDialog": "settings",
    "ShortcutSheet": "keys",
    "FundPart": "self-evaluation",
    "FormView": "head-fields",
}


def topic_for(widget: QWidget | None) -> str:
    """Return the page that tells of a part of the window; the first steps where none does."""
    while widget is not None:
        named = next((PLACES[kind.__name__] for kind in type(widget).__mro__ if kind.__name__ in PLACES), None)
        if named is not None:
            return named
        widget = widget.parentWidget()
    return FIRST


class HelpDesk(QObject):
    """Opens the help for whatever asks: the window by its menu, every dialog by F1."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._open: HelpWindow | None = None
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._give_key)

    def show(self, topic: str = "") -> "HelpWindow":
        """Open a page, by default the one of the part that has the focus."""
        wanted = topic or topic_for(QApplication.focusWidget())
        above = QApplication.activeModalWidget() or self._window
        if self._open is None or self._open.parentWidget() is not above:
            self._open = self._make(above)
        self._open.show_topic(wanted)
        self._open.show()
        self._open.raise_()
        self._open.activateWindow()
        return self._open

    def _make(self, above: QWidget) -> "HelpWindow":
        """Return a new help above the window or above a dialog, where alone it can be used, and with which it goes."""
        from app.gui.help_view import HelpWindow

        if self._open is not None:
            self._open.close()
        made = HelpWindow(above)
        made.destroyed.connect(self._forget)
        return made

    def _forget(self) -> None:
        self._open = None

    def _give_key(self) -> None:
        """Let F1 work in the dialog that has come up; the menu's own does not reach it."""
        dialog = QApplication.activeWindow()
        if isinstance(dialog, QDialog) and not dialog.property(_ASKED):
            dialog.setProperty(_ASKED, True)
            QShortcut(QKeySequence("F1"), dialog).activated.connect(self.show)
