"""What fills the window once the store is open, and what its commands do."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app import __version__
from app.base.errors import JihengError
from app.base.files import make_folder
from app.base.locations import resources_folder
from app.editing.loading import load_file
from app.editing.session import Session
from app.editing.steps import delete_form, duplicate_form, new_form
from app.gui.desk import Desk
from app.gui.form_view import FILL, PREVIEW, FormView, describe
from app.gui.navigator import Navigator
from app.gui.new_form import NewFormDialog
from app.gui.problems import ProblemPanel
from app.gui.welcome import Welcome
from app.gui.window import MainWindow
from app.model.money import MoneyUnit, from_yuan, shortest
from app.model.records import Form, FormKind, FormRef, ref_of

if TYPE_CHECKING:
    from app.gui.jobs import Job

_WELCOME, _FORM = 0, 1
_LEAST_PROBLEMS_HEIGHT = 60  # px


class Workplace(QWidget):
    """Navigator, form and problems around one desk."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.main = window
        self.desk = Desk(session, self)
        self.navigator, self.form_view = Navigator(self.desk), FormView(self.desk)
        self.problems, self.welcome = ProblemPanel(self.desk), Welcome()
        self._jobs: list[Job] = []
        self._problems_height = self.main.settings.problems_height
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.below = QSplitter(Qt.Orientation.Vertical)
        self.below.addWidget(self.form_view)
        self.below.addWidget(self.problems)
        self.below.setStretchFactor(0, 1)
        self.below.setCollapsible(0, False)
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.below)
        self.beside = QSplitter(Qt.Orientation.Horizontal)
        self.beside.addWidget(self.navigator)
        self.beside.addWidget(self._stack)
        self.beside.setStretchFactor(1, 1)
        self.beside.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.beside)

    def _divide(self, list_width: int, problems_height: int) -> None:
        """Put the dividers where they stood last."""
        self._problems_height = problems_height
        self.form_view.head_height = self.main.settings.head_height
        self.beside.setSizes([list_width, self.main.width() - list_width])
        QTimer.singleShot(0, self._fold_problems)

    def _connect(self) -> None:
        desk = self.desk
        desk.listing_changed.connect(self._show_listing)
        desk.form_opened.connect(self._show_form)
        desk.form_changed.connect(self._show_edit)
        desk.issues_changed.connect(self._show_issues)
        desk.history_changed.connect(self._show_history)
        desk.refused.connect(self.main.refuse)
        desk.told.connect(self.main.say)
        self.navigator.chosen.connect(self._open)
        self.navigator.year_chosen.connect(self._choose_year)
        self.form_view.look_changed.connect(lambda _: self._fold_problems())
        self.below.splitterMoved.connect(self._remember_problems_height)
        self.problems.chosen.connect(self.form_view.go_to)
        self.problems.mend_wanted.connect(self.mend_problem)
        self.form_view.table.selection_moved.connect(self._enable)
        self.form_view.preview.print_wanted.connect(self.print_form)
        self.welcome.new_wanted.connect(self.new_form)
        self.welcome.load_wanted.connect(self.load)
        self.welcome.sample_wanted.connect(self.load_sample)

    def start(self) -> None:
        """Show the year and form that were open last, else the newest year."""
        self._divide(self.main.settings.list_width, self.main.settings.problems_height)
        self.desk.fonts = self.main.settings.fonts
        self._show_fonts()
        for notice in self.desk.session.store.notices:
            self.main.refuse(notice)
        years = self.desk.years()
        last = self.main.settings.year
        self.desk.choose_year(last if last in years else next(iter(years), None))
        wanted = next((line.ref for line in self.desk.lines() if line.ref.id == self.main.settings.form), None)
        self.desk.open_form(wanted or next(iter(self.navigator.refs()), None))
        self._show_history()

    def leave(self) -> bool:
        """Store what is being typed, stop what is running, remember how things stood; whether the window may close."""
        if not self.form_view.store_all() and not self._wants_to_lose_it():
            return False
        self.desk.rest()
        for job in self._jobs:
            job.requestInterruption()
            job.wait()
        settings = self.main.settings
        settings.year = self.desk.year
        settings.form = self.desk.form.id if self.desk.form else ""
        settings.list_width = self.beside.sizes()[0]
        settings.problems_height = self._problems_height
        settings.head_height = self.form_view.head_height
        return True

    def _wants_to_lose_it(self) -> bool:
        words = "有一处修改没有能存入（红色的栏目）。仍要退出吗？退出后这处修改就没有了。"
        button = QMessageBox.StandardButton
        return QMessageBox.question(self, "还没有存入", words, button.Yes | button.No, button.No) == button.Yes

    # What the desk says

    def _open(self, ref: FormRef) -> None:
        """Open another form, unless something on this one could not be stored."""
        try:
            if self.form_view.store_all():
                self.desk.open_form(ref)
        except JihengError as error:
            self.main.refuse(str(error))
        if self.desk.form is not None:
            self.navigator.select(ref_of(self.desk.form))

    def _choose_year(self, year: int) -> None:
        """Show another year with its first form."""
        try:
            if self.form_view.store_all():
                self.desk.choose_year(year)
                self.desk.open_form(next(iter(self.navigator.refs()), None))
        except JihengError as error:
            self.main.refuse(str(error))
        self.navigator.show_year()

    def _show_listing(self) -> None:
        self.navigator.refresh()
        self._show_summary()
        if self.desk.form is None:
            self._show_form()

    def _show_form(self) -> None:
        form = self.desk.form
        self._stack.setCurrentIndex(_WELCOME if form is None else _FORM)
        has_forms = bool(self.desk.years())
        self.welcome.say("从左边选一张表" if has_forms else "这里还没有绩效目标表", offer_sample=not has_forms)
        if form is not None:
            self.navigator.select(ref_of(form))
            self.main.settings.year, self.main.settings.form = self.desk.year, form.id
        self.form_view.show_form()
        self._show_title()
        self._enable()

    def _show_edit(self) -> None:
        self.form_view.refresh()
        self._show_title()
        self._show_summary()

    def _show_title(self) -> None:
        form = self.desk.form
        parts = [describe(form)] if form else []
        self.main.setWindowTitle(" — ".join([*parts, "绩衡"]))

    def _show_issues(self) -> None:
        self.problems.refresh()
        self._fold_problems()
        self.form_view.mark_problems()
        self.navigator.show_counts()

    def _fold_problems(self) -> None:
        """Give the problems the room they need and no more; beside the preview their number is enough."""
        self.problems.fold(in_preview=self.form_view.is_preview)
        whole = sum(self.below.sizes())
        wanted = min(self.problems.wanted_height(), self._problems_height)
        self.below.setSizes([whole - wanted, wanted])

    def _remember_problems_height(self) -> None:
        self._problems_height = max(self.below.sizes()[1], _LEAST_PROBLEMS_HEIGHT)

    def _show_summary(self) -> None:
        lines = self.desk.lines()
        projects = [line for line in lines if line.ref.kind is FormKind.PROJECT]
        total = sum((line.amount for line in projects if line.amount is not None), start=Decimal(0))
        words = f"{len(projects)} 个项目 · 合计 {shortest(from_yuan(total, MoneyUnit.TEN_THOUSAND_YUAN))} 万元"
        self.main.summary.setText(words if projects else "")

    def _show_history(self) -> None:
        session = self.desk.session
        for name, word, step in (("undo", "撤销", session.undo_name), ("redo", "重做", session.redo_name)):
            action = self.main.actions_by_name[name]
            action.setText(f"{word}：{step}" if step else word)
            action.setIconText(word)
        if session.undo_name:
            self.main.saved.setText(f"已自动保存 {datetime.now().astimezone():%H:%M}")
        self._enable()

    def _enable(self) -> None:
        self.main.enable(has_store=True, has_form=self.desk.form is not None)
        session = self.desk.session
        self.main.actions_by_name["undo"].setEnabled(bool(session.undo_name))
        self.main.actions_by_name["redo"].setEnabled(bool(session.redo_name))
        has_row = self.form_view.table.current_row() >= 0
        for name in ("remove_rows", "move_up", "move_down"):
            self.main.actions_by_name[name].setEnabled(has_row)
        for name, action in self.main.actions_by_name.items():
            if name.split()[0] in ("check_year", "export_year"):
                action.setEnabled(bool(self.navigator.refs()))

    # What the menus do

    def new_form(self) -> None:
        """Ask for the few things a form begins with, and make it."""
        store = self.desk.session.store
        year = self.desk.year or datetime.now().astimezone().year + 1
        dialog = NewFormDialog(self.desk.library, store.units(), year, self._place(), self)
        if dialog.exec() != NewFormDialog.DialogCode.Accepted:
            return
        form = dialog.form()
        if self.desk.do(new_form(form, store.next_position(form.kind, form.year))):
            self._show_made(form)

    def _place(self) -> str:
        """Return the place whose layouts this clerk fills in, as far as the form in work or the year tells."""
        layouts = [self.desk.form.layout] if self.desk.form else [line.layout for line in self.desk.lines()]
        known = self.desk.library.layouts
        return next((known[name].head.place for name in layouts if name in known), "")

    def _show_made(self, form: Form) -> None:
        if form.year != self.desk.year:
            self.desk.choose_year(form.year)
        self.desk.open_form(ref_of(form))
        self.form_view.show_look(FILL)

    def duplicate_form(self) -> None:
        """Make a copy of the form in work."""
        form = self.desk.form
        if form is None:
            return
        self.form_view.store_all()
        store = self.desk.session.store
        step = duplicate_form(self.desk.form or form, store.next_position(form.kind, form.year))
        before = {line.ref for line in self.desk.lines()}
        if self.desk.do(step):
            made = [line.ref for line in self.desk.lines() if line.ref not in before]
            self.desk.open_form(made[0] if made else None)

    def delete_form(self) -> None:
        """Take the form in work out; it can be undone, so nothing is asked."""
        form = self.desk.form
        if form is None:
            return
        name = form.name
        refs = self.navigator.refs()
        at = refs.index(ref_of(form)) if ref_of(form) in refs else 0
        if self.desk.do(delete_form(form)):
            left = self.navigator.refs()
            self.desk.open_form(left[min(at, len(left) - 1)] if left else None)
            self.main.say(f"已删除“{name}”。按 Ctrl+Z 可以撤销。")

    def undo(self) -> None:
        """Take back the last step."""
        self.form_view.store_all()
        self.desk.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.desk.redo()

    def add_row(self) -> None:
        """Add an indicator."""
        self.form_view.show_look(FILL)
        self.form_view.table.add_row()

    def remove_rows(self) -> None:
        """Remove the selected indicators."""
        self.form_view.table.remove_rows()

    def move_up(self) -> None:
        """Move the current indicator up."""
        self.form_view.table.move_row(-1)

    def move_down(self) -> None:
        """Move the current indicator down."""
        self.form_view.table.move_row(1)

    def next_form(self) -> None:
        """Open the next form of the list."""
        self._open_neighbour(1)

    def previous_form(self) -> None:
        """Open the form before."""
        self._open_neighbour(-1)

    def _open_neighbour(self, by: int) -> None:
        refs = self.navigator.refs()
        if self.desk.form is not None and refs:
            self._open(refs[(refs.index(ref_of(self.desk.form)) + by) % len(refs)])

    def check_year(self) -> None:
        """Check all forms of the year anew."""
        self.form_view.store_all()
        self.desk.check_year()
        self.main.say("正在检查全年的表，左边显示每张表的问题数。")

    def next_problem(self) -> None:
        """Go to the next problem of the form in work."""
        issue = self.problems.next_issue()
        if issue is None:
            self.main.say("没有发现问题。")
        else:
            self.form_view.go_to(issue)

    def mend_problem(self) -> None:
        """Carry out the fix of the current problem, where it can be seen."""
        issue = self.problems.fixable()
        if issue is None or issue.fix is None:
            self.main.say("当前问题没有可以自动改正的办法，请手工改正。")
            return
        self.form_view.go_to(issue)
        if self.desk.mend(issue.fix):
            self.main.say(f"{issue.fix.label}，已改正。按 Ctrl+Z 可以撤销。")

    def show_filling(self) -> None:
        """Show the form to fill in."""
        self.form_view.show_look(FILL)

    def show_preview(self) -> None:
        """Show the form as it will be printed."""
        self.form_view.show_look(PREVIEW)

    def print_form(self) -> None:
        """Print the form in work through the system's dialog."""
        from app.gui.printing import ask_and_print

        self.form_view.show_look(PREVIEW)
        preview, form = self.form_view.preview, self.desk.form
        if form is None or not preview.pdf:
            return
        page = preview.paper()
        if ask_and_print(preview.pdf, describe(form), landscape=page.width > page.height, parent=self):
            self.main.say("已送去打印。")

    def choose_fonts(self) -> None:
        """Print with the machine's official typefaces, or again with those that come with the program."""
        from app.sheet.fonts import look_again, official_fonts

        official = self.desk.fonts != "official"
        self.desk.fonts = self.main.settings.fonts = "official" if official else "open"
        self._show_fonts()
        if official:
            look_again()
            found = official_fonts(self.desk.library.fonts)
            self.main.say(
                "；".join(f"{name}：{'已找到' if path else '没有，用随程序的字体'}" for name, path in found.items())
            )
        if self.form_view.is_preview:
            self.form_view.preview.refresh()

    def _show_fonts(self) -> None:
        self.main.actions_by_name["choose_fonts"].setChecked(self.desk.fonts == "official")

    def go_to_list(self) -> None:
        """Put the focus on the list of forms."""
        self.navigator.tree.setFocus()

    def go_to_table(self) -> None:
        """Put the focus on the indicators."""
        self.form_view.show_look(FILL)
        self.form_view.table.go_to(max(self.form_view.table.current_row(), 0), "level3")
        self.form_view.table.setFocus()

    def go_to_problems(self) -> None:
        """Put the focus on the problems."""
        self.problems.list.setFocus()

    def about(self) -> None:
        """Say what this is and where the data lies."""
        words = (
            f"<b>绩衡 {__version__}</b><p>编制、检查和打印绩效目标表。</p>"
            f"<p>数据文件：{self.desk.session.store.path}</p>"
        )
        QMessageBox.about(self, "关于绩衡", words)

    # Files in and out

    def load(self) -> None:
        """Ask for a file and read it."""
        name, _ = QFileDialog.getOpenFileName(
            self, "载入文件", self._folder(), "绩衡导出的文件 (*.json *.xlsx);;所有文件 (*)"
        )
        if name:
            self.load_files([Path(name)])

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
                QMessageBox.warning(self, "没有载入", str(error))
        if read:
            self._show_read(read)
        if notes:
            QMessageBox.information(self, "载入时发现", "\n".join(notes))

    def _show_read(self, refs: Sequence[FormRef]) -> None:
        form = self.desk.session.store.form(refs[0])
        if form is not None:
            self.desk.choose_year(form.year)
            self.desk.open_form(refs[0])
        self._show_history()
        self.main.say(f"已载入 {len(refs)} 张表。")

    def _folder(self) -> str:
        return self.main.settings.folder or str(Path.home())

    def export_form(self, to: str) -> None:
        """Export the form in work in a format of ``app.writers.export.WRITERS``."""
        self._export(to, only_current=True)

    def export_year(self, to: str) -> None:
        """Export all forms of the year."""
        self._export(to, only_current=False)

    def _export(self, to: str, *, only_current: bool) -> None:
        self.form_view.store_all()
        current = [self.desk.form] if self.desk.form else []
        forms = current if only_current else self.desk.forms()
        if not forms:
            self.main.refuse("还没有可导出的表。")
            return
        chosen = QFileDialog.getExistingDirectory(self, "导出到哪个文件夹", self._folder())
        if chosen:
            self.main.settings.folder = chosen
            self.export_to(forms, to, Path(chosen))

    def export_to(self, forms: Sequence[Form], to: str, folder: Path) -> None:
        """Write forms to a folder in the background."""
        from app.gui.exporting import tell_result
        from app.gui.jobs import Job
        from app.sheet.fonts import FontChoice
        from app.writers.export import ExportItem, export_forms, grouped

        around = self.desk.surroundings(forms)
        try:
            make_folder(folder)
            items = [ExportItem(form, self.desk.library.shown_layout(form), around[ref_of(form)]) for form in forms]
        except JihengError as error:
            QMessageBox.warning(self, "没有导出", str(error))
            return
        library = self.desk.library
        fonts = FontChoice(self.desk.fonts)
        job = Job(
            "正在导出",
            lambda report, cancelled: export_forms(items, to, folder, library, report, cancelled, fonts),
            self,
        )
        job.failed.connect(lambda sentence: QMessageBox.warning(self, "没有导出", sentence))
        job.succeeded.connect(lambda files: tell_result(self, files, len(grouped(items)), folder))
        self._start(job)

    def _start(self, job: "Job") -> None:
        """Run a job, with a strip in the status bar as long as it lasts."""
        from app.gui.jobs import JobStrip

        strip = JobStrip(job)
        self.main.statusBar().addPermanentWidget(strip)
        self._jobs.append(job)

        def end() -> None:
            self._jobs.remove(job)
            self.main.statusBar().removeWidget(strip)
            strip.deleteLater()
            job.deleteLater()

        job.finished.connect(end)
        job.start()
