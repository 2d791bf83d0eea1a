"""What the menus do with forms, their rows and their problems."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from app.base.words import shown
from app.definitions.library import section_of
from app.editing.directory import current
from app.editing.steps import change_layout, delete_form, duplicate_form, new_form
from app.gui.desk import Desk
from app.gui.first_start import coming_year, units_to_offer
from app.gui.form_view import FILL, FormView
from app.gui.navigator import Navigator
from app.gui.new_form import NewFormDialog
from app.gui.overview.checker import outcome
from app.gui.problems import ProblemPanel
from app.gui.window import MainWindow
from app.model.records import Form, ref_of


class FormCommands:
    """Makes, copies, deletes, checks and mends forms, and moves their rows."""

    def __init__(
        self, desk: Desk, form_view: FormView, navigator: Navigator, problems: ProblemPanel, main: MainWindow
    ) -> None:
        self.desk, self.form_view, self.main = desk, form_view, main
        self.navigator, self.problems = navigator, problems
        self._checked_year: int | None = None
        desk.checker.done.connect(self._tell_checked)

    def new_form(self) -> None:
        """Ask for the few things a form begins with, and make it."""
        store = self.desk.session.store
        settings = self.main.settings
        year = self.desk.year or settings.new_year or coming_year()
        units = units_to_offer(settings, current(store.units(), store.listing()))
        dialog = NewFormDialog(self.desk.library, units, year, self._place(), self.main)
        if dialog.exec() != NewFormDialog.DialogCode.Accepted:
            return
        form = dialog.form()
        if self.desk.do(new_form(form, store.next_position(form.kind, form.year))):
            self._show_made(form)

    def _place(self) -> str:
        """Return the place whose layouts this clerk fills in, as far as the form in work or the year tells."""
        layouts = [self.desk.form.layout] if self.desk.form else [line.layout for line in self.desk.lines()]
        known = self.desk.library.layouts
        return next((known[name].head.place for name in layouts if name in known), self.main.settings.place)

    def _show_made(self, form: Form) -> None:
        if form.year != self.desk.year:
            self.desk.choose_year(form.year)
        self.desk.open_form(ref_of(form))
        self.form_view.show_look(FILL)
        self.form_view.fold_head(folded=False)
        if not self.form_view.head.go_to_first_empty():
            self.form_view.table.setFocus()
        QTimer.singleShot(0, self.form_view, self._show_beginning)

    def _show_beginning(self) -> None:
        """Show a new form from its top, as far as what is to be filled in first is seen there too."""
        head, first = self.form_view.head, self.form_view.head.focusWidget()
        head.verticalScrollBar().setValue(0)
        if first is not None:
            head.ensureWidgetVisible(first, 0, 0)

    def save(self) -> None:
        """Say that everything is stored, by its own name, to those who are used to ask for it."""
        if self.form_view.store_all():
            self.main.say(f"绩衡随时自动保存，不用另存。已保存到 {self.desk.session.store.path.name}。")

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

    def use_layout_for_kind(self) -> None:
        """Have all forms of the year that are of the same kind printed by the layout of the form in work."""
        form = self.desk.form
        if form is not None:
            self._use_layout_for(lambda other: section_of(other) == section_of(form))

    def use_layout_for_year(self) -> None:
        """Have all forms of the year printed by the layout of the form in work, as far as it prints their kind."""
        self._use_layout_for(lambda _: True)

    def _use_layout_for(self, is_wanted: Callable[[Form], bool]) -> None:
        if self.desk.form is None or not self.form_view.store_all():
            return
        layout = self.desk.library.shown_layout(self.desk.form)
        wanted = [form for form in self.desk.forms() if is_wanted(form)]
        printed = [form for form in wanted if layout.prints(form)]
        step = change_layout(printed, layout.id, layout.head.name)
        if self.desk.do(step):
            self.main.say(_changed_words(len(step.changes), len(wanted) - len(printed), layout.head.name))

    def undo(self) -> None:
        """Take back the last step; before it what was typed last and could not be stored."""
        self.form_view.store_all()
        tables = (self.form_view.rows_in_use(), self.form_view.table, self.form_view.funds.table)
        dropped = next((text for table in tables if (text := table.rows.drop_refused())), "")
        if dropped:
            self.main.say(f"已放弃没有存入的“{shown(dropped)}”。")
        else:
            self.desk.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.desk.redo()

    def add_row(self) -> None:
        """Add an indicator, or a row of 资金情况."""
        self.form_view.show_look(FILL)
        self.form_view.rows_in_use().add_row()

    def remove_rows(self) -> None:
        """Remove the selected rows."""
        self.form_view.rows_in_use().remove_rows()

    def move_up(self) -> None:
        """Move the current row up."""
        self.form_view.rows_in_use().move_row(-1)

    def move_down(self) -> None:
        """Move the current row down."""
        self.form_view.rows_in_use().move_row(1)

    def check_year(self) -> None:
        """Check all forms of the year anew."""
        self.form_view.store_all()
        self._checked_year = self.desk.year
        self.main.say("正在检查全年的表…")
        self.desk.check_year()

    def _tell_checked(self) -> None:
        """Say what the check of the year has come to, unless another year is on the desk by now."""
        wanted, self._checked_year = self._checked_year, None
        if wanted is None or wanted != self.desk.year:
            return
        known = [one for line in self.desk.lines() if (one := self.desk.known.get(line.ref))]
        self.main.say(outcome(self.desk.checker, known))

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


def _changed_words(changed: int, left_out: int, layout: str) -> str:
    """Return what came of changing the layout of many forms."""
    words = f"已把 {changed} 张表改为“{layout}”，按 Ctrl+Z 可以撤销。" if changed else f"这些表都已经是“{layout}”。"
    return words + (f"另有 {left_out} 张这个版式不能打印，没有改动。" if left_out else "")
