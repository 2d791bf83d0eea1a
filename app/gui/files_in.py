"""Files that come in: chosen in a dialog, dropped on the window, pasted, or the sample; each time one step to undo.

Whatever others have written goes through the import window, where the clerk looks it over first. A document in the
exchange format that is dropped says exactly what it means and is taken at once.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from app.base.errors import JihengError
from app.base.locations import resources_folder
from app.editing.loading import load_file
from app.gui.desk import Desk
from app.gui.window import MainWindow
from app.model.refs import FormRef
from app.store.listing import NO_YEAR

if TYPE_CHECKING:
    from app.gui.importing.helper import Launch
    from app.gui.importing.window import ImportWindow


_OWN = ".json"  # our exchange format


class FilesIn:
    """Reads files into the store and shows what came.

    Attributes:
        importing: the import window while it is open.
        launch: how its files are read, where that is not the usual way.
    """

    def __init__(self, desk: Desk, main: MainWindow) -> None:
        self.desk, self.main = desk, main
        self.importing: ImportWindow | None = None
        self.launch: Launch | None = None

    def load(self) -> None:
        """Ask for files and read them."""
        from app.gui.importing.asking import ask_for_files

        files = ask_for_files(self.main, self.main.settings.usual_folder)
        if files:
            self.main.settings.folder = str(files[0].parent)
            self.look_over(files)

    def paste_forms(self) -> None:
        """Read the forms that were copied in Excel, WPS, Word or a browser."""
        from app.gui.importing.sources import CLIPBOARD, Source

        mime = QGuiApplication.clipboard().mimeData() or QMimeData()  # there is none where nothing was ever copied
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            self.look_over(files)
        elif mime.text().strip() or mime.hasHtml():
            self._open_window().read([Source(CLIPBOARD, None, mime.text(), mime.html())])
        else:
            self.main.refuse("剪贴板里没有文字。请先在 Excel、WPS、Word 或网页里选中整张表，复制后再试。")

    def load_sample(self) -> None:
        """Put the sample department into this store."""
        self.load_files([resources_folder() / "samples" / "department.json"])

    def take_in(self, files: Sequence[Path]) -> None:
        """Read files that were dropped: our own exchange documents at once, all others through the import window."""
        own = [file for file in files if file.suffix.lower() == _OWN]
        if own:
            self.load_files(own)
        if others := [file for file in files if file not in own]:
            self.look_over(others)

    def look_over(self, files: Sequence[Path]) -> None:
        """Show what files hold, and store what the clerk wants of it."""
        for file in files:
            self.main.settings.remember_file(file)
        self._open_window().read_paths(files)

    def _open_window(self) -> "ImportWindow":
        """Open the import window, or take the one that is open."""
        from app.gui.importing.helper import as_process
        from app.gui.importing.window import ImportWindow

        if self.importing is None:
            self.importing = ImportWindow(self.desk.session, self.launch or as_process, self.main)
            self.importing.stored.connect(self._tell_stored)
            self.importing.destroyed.connect(self._forget_window)
            self.importing.show()
        return self.importing

    def _forget_window(self) -> None:
        self.importing = None

    def _tell_stored(self, refs: list[FormRef], updated: int) -> None:
        self._show_read(refs)
        years = self._year_words(refs)
        renewed = f"，其中更新 {updated} 张" if updated else ""
        self.main.say(f"已读入 {len(refs)} 张表{years}{renewed}。按 Ctrl+Z 可以全部撤销。")

    def _year_words(self, refs: Sequence[FormRef]) -> str:
        """Return how many forms went to each year, that of the list first; nothing where all are in the list."""
        wanted = set(refs)
        lines = self.desk.session.store.listing()
        counts = Counter(line.year or NO_YEAR for line in lines if line.ref in wanted)
        years = sorted(counts, key=lambda year: (year != self.desk.year, -year))
        if years == [self.desk.year]:
            return ""
        named = (f"{f'{year} 年' if year != NO_YEAR else '未填年度'} {counts[year]} 张" for year in years)
        return f"：{'、'.join(named)}"

    def load_files(self, files: Sequence[Path]) -> None:
        """Read our own files into the store, each as one step that can be undone, and show the first form read."""
        read: list[FormRef] = []
        notes: list[str] = []
        for file in files:
            try:
                loaded = load_file(self.desk.session, file)
                read += loaded.forms
                notes += loaded.notes
            except JihengError as error:
                QMessageBox.warning(self.main, "没有载入", str(error))
        if read:
            self._show_read(read)
            self.main.say(f"已载入 {len(read)} 张表。")
        if notes:
            QMessageBox.information(self.main, "载入时发现", "\n".join(notes))

    def _show_read(self, refs: Sequence[FormRef]) -> None:
        form = self.desk.session.store.form(refs[0])
        if form is not None:
            self.desk.choose_year(form.year or NO_YEAR)
            self.desk.open_form(refs[0])
        self.desk.history_changed.emit()

    def leave(self) -> bool:
        """Close the import window; whether the clerk lets go of what is in it."""
        return self.importing is None or self.importing.close()
