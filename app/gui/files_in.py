"""Files that come in: chosen in a dialog, dropped on the window, or the sample; each is one step that can be undone."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.base.errors import JihengError
from app.base.locations import resources_folder
from app.editing.loading import load_file
from app.gui.desk import Desk
from app.gui.window import MainWindow
from app.model.records import FormRef

_OWN_FILES = "绩衡导出的文件 (*.json *.xlsx);;所有文件 (*)"


class FilesIn:
    """Reads files into the store and shows what came."""

    def __init__(self, desk: Desk, main: MainWindow) -> None:
        self.desk, self.main = desk, main

    def load(self) -> None:
        """Ask for files and read them."""
        names, _ = QFileDialog.getOpenFileNames(self.main, "载入文件", self.main.settings.usual_folder, _OWN_FILES)
        if names:
            self.main.settings.folder = str(Path(names[0]).parent)
            self.load_files([Path(name) for name in names])

    def load_sample(self) -> None:
        """Put the sample department into this store."""
        self.load_files([resources_folder() / "samples" / "department.json"])

    def load_files(self, files: Sequence[Path]) -> None:
        """Read files into the store, each as one step that can be undone, and show the first form read."""
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
        if notes:
            QMessageBox.information(self.main, "载入时发现", "\n".join(notes))

    def _show_read(self, refs: Sequence[FormRef]) -> None:
        form = self.desk.session.store.form(refs[0])
        if form is not None:
            self.desk.choose_year(form.year)
            self.desk.open_form(refs[0])
        self.desk.history_changed.emit()
        self.main.say(f"已载入 {len(refs)} 张表。")
