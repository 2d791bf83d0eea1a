"""What makes the window comfortable: help, keys, settings, the look, and which store is open."""

from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QWidget

from app.gui.desk import Desk
from app.gui.panes import move_focus
from app.gui.theme import Look, apply_theme, recolour
from app.gui.window import MainWindow
from app.model.records import ref_of

if TYPE_CHECKING:
    from app.gui.workplace import Workplace

STORES = "绩衡数据文件 (*.jiheng);;所有文件 (*)"


def look_of(main: MainWindow) -> Look:
    """Return the look that the clerk chose."""
    return Look(main.settings.scheme, main.settings.percent)


class Comfort:
    """The commands of the menus that touch no form."""

    def __init__(self, place: "Workplace", desk: Desk, main: MainWindow) -> None:
        self._place, self.desk, self.main = place, desk, main

    def begin(self) -> None:
        """Put the focus where the work begins: on the questions of an empty store, else on the list of forms."""
        welcome = self._place.welcome
        (welcome.details.place if welcome.isVisibleTo(self._place) else self._place.navigator.tree).setFocus()

    # Help

    def help_here(self) -> None:
        """Tell about the part of the window that has the focus."""
        self.main.help.show()

    def help_contents(self) -> None:
        """Open the help at its beginning."""
        from app.gui.help_pages import FIRST

        self.main.help.show(FIRST)

    def show_shortcuts(self) -> None:
        """Show all keys."""
        from app.gui.shortcuts import ShortcutSheet, all_keys

        ShortcutSheet(all_keys(self.main.menuBar(), self.main), self.main).exec()

    # Panes

    def next_pane(self) -> None:
        """Go to the next part of the window."""
        move_focus(self._panes(), 1)

    def previous_pane(self) -> None:
        """Go to the part before."""
        move_focus(self._panes(), -1)

    def _panes(self) -> list[QWidget]:
        place, view = self._place, self._place.form_view
        middle = place.middle()
        shows_form = middle is None or middle.isAncestorOf(view)
        pages = [view.head, view.funds, view.table, place.comparing.panel, view.preview] if shows_form else [middle]
        return [place.navigator, *pages, place.problems, place.shelf.panel]

    # Settings

    def show_settings(self) -> None:
        """Show what can be chosen."""
        from app.gui.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self.main.settings, self.desk.library, self.desk.session.store.path, self.main)
        dialog.look_chosen.connect(self.wear)
        dialog.fonts_chosen.connect(self._place.choose_fonts)
        dialog.store_wanted.connect(dialog.accept)
        dialog.store_wanted.connect(self.open_store)
        dialog.exec()
        self._place.welcome.details.show_answers()

    def wear(self) -> None:
        """Put on the chosen look; every part is shown anew, for each has taken its colours when it was made."""
        application = QApplication.instance()
        if not isinstance(application, QApplication) or not self._place.form_view.store_all():
            return
        apply_theme(application, look_of(self.main))
        recolour(chain(self.main.findChildren(QAction), self.main.findChildren(QAbstractButton)))
        opened, was_overview = ref_of(self.desk.form) if self.desk.form else None, self.desk.is_overview
        self.desk.choose_year(self.desk.year)
        self.desk.open_form(opened)
        if was_overview:
            self._place.overview.show_overview()

    # Stores

    def open_store(self) -> None:
        """Ask for another store and open it."""
        folder = str(self.desk.session.store.path.parent)
        name, _ = QFileDialog.getOpenFileName(self.main, "打开数据文件", folder, STORES)
        if name:
            self.open_this_store(Path(name))

    def new_store(self) -> None:
        """Ask where a new store is to be, and open it empty."""
        proposed = self.desk.session.store.path.parent / "新数据.jiheng"
        name, _ = QFileDialog.getSaveFileName(self.main, "新建数据文件", str(proposed), STORES)
        if name:
            path = Path(name)
            self.open_this_store(path if path.suffix else path.with_suffix(".jiheng"))

    def open_this_store(self, path: Path) -> None:
        """Open another store in this window."""
        self.main.store_wanted.emit(path)

    def back_up(self) -> None:
        """Copy everything into a folder of the clerk's."""
        settings = self.main.settings
        folder = settings.backup_folder
        if not folder or not Path(folder).is_dir():
            folder = QFileDialog.getExistingDirectory(self.main, "备份到哪个文件夹", folder or settings.usual_folder)
        if folder and self._place.form_view.store_all():
            settings.backup_folder = folder
            copy = self.desk.session.store.backup(Path(folder))
            self.main.say(f"已备份到“{copy}” {datetime.now().astimezone():%H:%M}")

    def restore_backup(self) -> None:
        """Ask which backup is to take the place of the data, and have it put there."""
        from app.gui.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self.desk.session.store.path, self.main.settings.backup_folder, self.main)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.main.restore_wanted.emit(dialog.chosen())
        dialog.deleteLater()
