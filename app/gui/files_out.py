"""Files that go out: exports beside the work, and the printer."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.base.errors import JihengError
from app.base.files import make_folder
from app.editing.session import Touched
from app.editing.states import set_state
from app.gui.desk import Desk
from app.gui.form_view import PREVIEW, FormView, describe
from app.gui.jobs import Job, RunningJobs, Work
from app.gui.window import MainWindow
from app.model.records import Form, ref_of
from app.model.refs import FormRef
from app.model.states import FormState

if TYPE_CHECKING:
    from app.writers.export import ExportItem, Options

_NAMED = 3  # forms that a sentence names
_CHECKED_AT_ONCE = 50  # forms


class FilesOut:
    """Writes forms into files and prints them."""

    def __init__(self, desk: Desk, form_view: FormView, main: MainWindow) -> None:
        self.desk, self.form_view, self.main = desk, form_view, main
        self.jobs = RunningJobs(main.statusBar())
        self._edited: dict[Job, set[FormRef]] = {}  # since each job has taken its forms
        desk.session.subscribe(self._on_touched)

    def _on_touched(self, touched: Touched) -> None:
        for edited in self._edited.values():
            edited.update(touched.forms)

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

        items, library, options = self._items(forms), self.desk.library, self._options()
        self._start(lambda *_: export_as(items, to, target, library, options), 1, target.parent, forms)

    def export_to(self, forms: Sequence[Form], to: str, folder: Path) -> None:
        """Write forms to a folder in the background."""
        from app.writers.export import export_forms, grouped

        try:
            make_folder(folder)
            items = self._items(forms)
        except JihengError as error:
            self._tell_refusal(str(error))
            return
        library, options = self.desk.library, self._options()
        self._start(
            lambda report, cancelled: export_forms(items, to, folder, library, options, report, cancelled),
            len(grouped(items)),
            folder,
            forms,
        )

    def _start(self, work: Work, wanted: int, folder: Path, forms: Sequence[Form]) -> None:
        """Export beside the work and tell what came of it."""
        from app.gui.exporting import tell_result

        job = Job("正在导出", work, self.main)
        job.failed.connect(self._tell_refusal)

        def tell(files: Sequence[Path]) -> None:
            if not job.is_wanted:
                return
            tell_result(self.main, files, wanted, folder, self._still_wrong(forms))
            if len(files) == wanted:
                self._note(job, forms)

        job.succeeded.connect(tell, Qt.ConnectionType.QueuedConnection)
        job.finished.connect(lambda: self._edited.pop(job, None))
        self._edited[job] = set()
        self.jobs.start(job)

    def _still_wrong(self, forms: Sequence[Form]) -> str:
        """Return what to say of forms that have errors; they are exported all the same."""
        self._check_unknown(forms)
        wrong = [(form, errors) for form in forms if (errors := self.desk.count(ref_of(form))[0])]
        if not wrong:
            return ""
        named = "、".join(f"“{describe(form)}”{errors} 处" for form, errors in wrong[:_NAMED])
        more = f"等 {len(wrong)} 张表" if len(wrong) > _NAMED else ""
        return f"还有错误没有改：{named}{more}。带着错误报送，多半会被退回。"

    def _check_unknown(self, forms: Sequence[Form]) -> None:
        """Check what nobody has checked yet; of very many forms the checks beside the work tell it in time."""
        unknown = [ref_of(form) for form in forms if ref_of(form) not in self.desk.known]
        if len(unknown) <= _CHECKED_AT_ONCE:
            for ref in unknown:
                self.desk.check_now(ref)

    def _note(self, job: Job, forms: Sequence[Form]) -> None:
        """Note that forms were exported, as one step; those that were edited meanwhile are not what was written."""
        refs = [ref_of(form) for form in forms if ref_of(form) not in self._edited[job]]
        step = set_state(self.desk.session.store, refs, FormState.EXPORTED)
        if step.changes:
            self.desk.do(step)

    def _options(self) -> "Options":
        from app.sheet.fonts import FontChoice
        from app.writers.export import Options

        return Options(FontChoice(self.desk.fonts))

    def _items(self, forms: Sequence[Form]) -> "list[ExportItem]":
        from app.writers.export import ExportItem

        around = self.desk.surroundings(forms)
        return [ExportItem(form, self.desk.library.shown_layout(form), around[ref_of(form)]) for form in forms]

    def _tell_refusal(self, sentence: str) -> None:
        QMessageBox.warning(self.main, "没有导出", sentence)


def with_ending(file: Path, to: str) -> Path:
    """Return a file with the ending of its format, where the clerk has typed another one or none."""
    return file if file.suffix.lower() == f".{to}" else file.with_name(f"{file.name}.{to}")
