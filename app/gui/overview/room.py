"""The overview in the window: made when it is first wanted, shown in the middle, and what its commands do."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app.gui.desk import Desk
from app.gui.files_out import FilesOut
from app.gui.form_view import FormView
from app.gui.jobs import Job, JobStrip
from app.gui.overview.page import OverviewPage
from app.gui.window import MainWindow
from app.model.records import Form, ref_of
from app.model.refs import FormRef

_FEW = 200  # forms; more are read together with all of the year


class OverviewRoom:
    """Shows the overview and does for it what needs the rest of the window."""

    def __init__(
        self, desk: Desk, form_view: FormView, files_out: FilesOut, stack: QStackedWidget, main: MainWindow
    ) -> None:
        self.desk, self.form_view, self.files_out, self.main = desk, form_view, files_out, main
        self._stack = stack
        self._page: OverviewPage | None = None
        self.open_form: Callable[[FormRef], None] = desk.open_form
        desk.checker.takes_long.connect(self._show_job)

    def page(self) -> OverviewPage:
        """Return the page; it is made once."""
        if self._page is None:
            self._page = OverviewPage(self.desk)
            self._page.chosen.connect(lambda ref: self.open_form(ref))  # noqa: PLW0108 - set after this is made
            self._page.export_wanted.connect(self.export)
            self._stack.addWidget(self._page)
        return self._page

    @property
    def is_shown(self) -> bool:
        """Whether the overview is what the middle of the window shows."""
        return self._page is not None and self._stack.currentWidget() is self._page

    def show_overview(self) -> None:
        """Show all forms of the year."""
        if self.form_view.store_all():
            page = self.page()
            self._stack.setCurrentWidget(page)
            page.show_view(page.view)

    def export(self, refs: Sequence[FormRef], to: str) -> None:
        """Ask for a folder and export forms into it."""
        chosen = QFileDialog.getExistingDirectory(self.main, "导出到哪个文件夹", self.main.settings.usual_folder)
        if chosen and refs:
            self.main.settings.folder = chosen
            self.files_out.export_to(self._forms(refs), to, Path(chosen))

    def _forms(self, refs: Sequence[FormRef]) -> list[Form]:
        """Return forms, complete, in this order."""
        if len(refs) <= _FEW:
            return [form for ref in refs if (form := self.desk.session.store.form(ref)) is not None]
        forms = {ref_of(form): form for form in self.desk.forms()}
        return [forms[ref] for ref in refs if ref in forms]

    def _show_job(self, job: Job) -> None:
        """Show how far a long check is, with a way to stop it."""
        strip = JobStrip(job)
        self.main.statusBar().addPermanentWidget(strip)
        job.finished.connect(strip.deleteLater)
