"""Files that go out: exports beside the work, and the printer."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.base.errors import JihengError
from app.base.files import make_folder
from app.editing.states import set_state
from app.gui.desk import Desk
from app.gui.form_view import PREVIEW, FormView, describe
from app.gui.jobs import Job, RunningJobs, Work
from app.gui.window import MainWindow
from app.model.records import Form, ref_of
from app.model.states import FormState

if TYPE_CHECKING:
    from app.writers.export import ExportItem


class FilesOut:
    """Writes forms into files and prints them."""

    def __init__(self, desk: Desk, form_view: FormView, main: MainWindow) -> None:
        self.desk, self.form_view, self.main = desk, form_view, main
        self.jobs = RunningJobs(main.statusBar())

    def print_form(self) -> None:
        """Print the form in work through the system's dialog."""
        self.form_view.show_look(PREVIEW)
        self.form_view.preview.when_ready(self._print_shown)

    def _print_shown(self) -> None:
        from app.gui.printing import ask_and_print

        preview, form = self.form_view.preview, self.desk.form
        if form is None or not preview.pdf:
            return
        page = preview.paper()
        if ask_and_print(preview.pdf, describe(form), landscape=page.width > page.height, parent=self.main):
            self.main.say("已送去打印。")

    def export_form(self, to: str) -> None:
        """Ask for a file and export the form in work, with those that stand in its table, as the preview shows them.

        ``to`` is a format of ``app.writers.export.WRITERS``.
        """
        from app.gui.exporting import file_name

        if not self.form_view.store_all() or self.desk.form is None:
            return
        forms = self.desk.together(self.desk.form)
        name = file_name(self._items(forms), to, self.desk.library)
        proposed = str(Path(self.main.settings.usual_folder) / name)
        chosen, _ = QFileDialog.getSaveFileName(self.main, "导出为", proposed, f"{to.upper()} 文件 (*.{to})")
        if chosen:
            target = with_ending(Path(chosen), to)
            self.main.settings.folder = str(target.parent)
            self.export_as(forms, to, target)

    def export_year(self, to: str) -> None:
        """Ask for a folder and export all forms of the year."""
        self.form_view.store_all()
        forms = self.desk.forms()
        if not forms:
            self.main.refuse("还没有可导出的表。")
            return
        chosen = QFileDialog.getExistingDirectory(self.main, "导出到哪个文件夹", self.main.settings.usual_folder)
        if chosen:
            self.main.settings.folder = chosen
            self.export_to(forms, to, Path(chosen))

    def export_as(self, forms: Sequence[Form], to: str, target: Path) -> None:
        """Write forms that are printed together into one file, in the background."""
        from app.gui.exporting import export_as
        from app.sheet.fonts import FontChoice

        items = self._items(forms)
        library, fonts = self.desk.library, FontChoice(self.desk.fonts)
        self._start(lambda *_: export_as(items, to, target, library, fonts), 1, target.parent, forms)

    def export_to(self, forms: Sequence[Form], to: str, folder: Path) -> None:
        """Write forms to a folder in the background."""
        from app.sheet.fonts import FontChoice
        from app.writers.export import export_forms, grouped

        try:
            make_folder(folder)
            items = self._items(forms)
        except JihengError as error:
            self._tell_refusal(str(error))
            return
        library, fonts = self.desk.library, FontChoice(self.desk.fonts)
        self._start(
            lambda report, cancelled: export_forms(items, to, folder, library, report, cancelled, fonts),
            len(grouped(items)),
            folder,
            forms,
        )

    def _start(self, work: Work, wanted: int, folder: Path, forms: Sequence[Form]) -> None:
        """Export beside the work and tell what came of it."""
        from app.gui.exporting import tell_result

        job = Job("正在导出", work, self.main)
        job.failed.connect(self._tell_refusal)
        job.succeeded.connect(lambda files: tell_result(self.main, files, wanted, folder))
        job.succeeded.connect(lambda files: self._note(forms) if len(files) == wanted else None)
        self.jobs.start(job)

    def _note(self, forms: Sequence[Form]) -> None:
        """Note that forms were exported, as one step that can be undone."""
        step = set_state(self.desk.session.store, [ref_of(form) for form in forms], FormState.EXPORTED)
        if step.changes:
            self.desk.do(step)

    def _items(self, forms: Sequence[Form]) -> "list[ExportItem]":
        from app.writers.export import ExportItem

        around = self.desk.surroundings(forms)
        return [ExportItem(form, self.desk.library.shown_layout(form), around[ref_of(form)]) for form in forms]

    def _tell_refusal(self, sentence: str) -> None:
        QMessageBox.warning(self.main, "没有导出", sentence)


def with_ending(file: Path, to: str) -> Path:
    """Return a file with the ending of its format, where the clerk has typed another one or none."""
    return file if file.suffix.lower() == f".{to}" else file.with_name(f"{file.name}.{to}")
