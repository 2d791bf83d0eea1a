"""What lies on the clerk's desk: the open store, the form in work and what is wrong with it.

The views read from here and send every change back through here; none of them holds data of its own.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.base.errors import JihengError
from app.editing.context import surroundings_for
from app.editing.session import Session, Touched
from app.editing.steps import Step
from app.model.issues import Fix, Issue, Severity
from app.model.records import Form, FormRef, ref_of
from app.rules.checking import check_form
from app.sheet.surroundings import Surroundings
from app.store.reading import FormLine

if TYPE_CHECKING:
    from app.sheet.pages import Printout

NO_YEAR = 0  # chosen to see the forms that have no year yet
_CHECKED_AT_ONCE = 8  # forms; about 10 ms, so that typing is never held up


class Desk(QObject):
    """Holds the session, the chosen year and form, and the issues of every form of the year.

    Signals:
        listing_changed: forms came, went, or changed their name.
        form_opened: another form (or none) is in work.
        form_changed: the form in work was edited.
        others_changed: forms of the year were edited that are not in work.
        issues_changed: issues were found or are gone.
        history_changed: what can be undone or redone is another thing now.
        refused: something could not be done; the sentence says why.
        told: something was done; the sentence says what.
    """

    listing_changed = Signal()
    form_opened = Signal()
    form_changed = Signal()
    others_changed = Signal()
    issues_changed = Signal()
    history_changed = Signal()
    refused = Signal(str)
    told = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.library = session.library
        self.year: int | None = None
        self.form: Form | None = None
        self.issues: dict[FormRef, list[Issue]] = {}
        self._unchecked: list[FormRef] = []
        self._opened_last: FormRef | None = None
        self.fonts = "open"
        self._checker = QTimer(self)
        self._checker.setInterval(0)
        self._checker.timeout.connect(self._check_some)
        session.subscribe(self._on_touched)

    def lines(self) -> list[FormLine]:
        """Return the forms of the chosen year."""
        if self.year is None:
            return []
        if self.year == NO_YEAR:
            return [line for line in self.session.store.listing() if line.year is None]
        return self.session.store.listing(self.year)

    def forms(self) -> list[Form]:
        """Return the forms of the chosen year, complete."""
        if self.year is None:
            return []
        wanted = None if self.year == NO_YEAR else self.year
        return [form for form in self.session.store.forms(wanted) if form.year == wanted]

    def together(self, form: Form) -> list[Form]:
        """Return the forms that are printed in one table with a form, in their order; of most layouts only itself."""
        from app.sheet.tabulate import together_key

        key = together_key(form, self.library.shown_layout(form))
        if key is None:
            return [form]
        others = self.session.store.forms(form.year)
        return [one for one in others if together_key(one, self.library.shown_layout(one)) == key]

    def is_in_table(self, form: Form) -> bool:
        """Whether the layout of a form prints it in one table with others."""
        return self.library.shown_layout(form).table_for(form) is not None

    def years(self) -> list[int]:
        """Return the years to choose from, newest first; ``NO_YEAR`` where forms lack one."""
        has_none = any(line.year is None for line in self.session.store.listing())
        return [*self.session.store.years(), *([NO_YEAR] if has_none else [])]

    def choose_year(self, year: int | None) -> None:
        """Show another year and its first form; its forms are checked in the background."""
        self.year = year
        self.issues.clear()
        self.open_form(None)
        self.listing_changed.emit()
        self.check_year()

    def check_year(self) -> None:
        """Check every form of the year anew, a few at a time so that the window stays alive."""
        self._unchecked = [line.ref for line in self.lines()]
        self.issues = {ref: found for ref, found in self.issues.items() if ref in set(self._unchecked)}
        self._checker.start()

    @property
    def is_checking(self) -> bool:
        """Whether forms are still waiting to be checked."""
        return bool(self._unchecked)

    def rest(self) -> None:
        """Stop what is done in the background."""
        self._unchecked = []
        self._checker.stop()

    def _check_some(self) -> None:
        batch, self._unchecked = self._unchecked[:_CHECKED_AT_ONCE], self._unchecked[_CHECKED_AT_ONCE:]
        try:
            for ref in batch:
                self._check(ref, self.session.store.form(ref))
        except JihengError as error:
            self.rest()
            self.refused.emit(str(error))
        if not self._unchecked:
            self._checker.stop()
        self.issues_changed.emit()

    def _check(self, ref: FormRef, form: Form | None) -> None:
        if form is None:
            self.issues.pop(ref, None)
        else:
            self.issues[ref] = check_form(form, self.library)

    def open_form(self, ref: FormRef | None) -> None:
        """Put a form in work, or none."""
        form = None if ref is None else self.session.store.form(ref)
        if ref is not None:
            self._check(ref, form)
            self._opened_last = ref
        self.form = form
        self.form_opened.emit()
        self.issues_changed.emit()

    def do(self, step: Step) -> bool:
        """Carry out a step; whether it could be done."""
        try:
            self.session.apply(step)
        except JihengError as error:
            self.refused.emit(str(error))
            return False
        self.history_changed.emit()
        return True

    def mend(self, fix: Fix) -> bool:
        """Carry out the fix of an issue; whether it could be done."""
        return self.do(Step(fix.label, fix.changes))

    def undo(self) -> None:
        """Take back the last step and show where it was."""
        name = self.session.undo_name
        self._step_back_or_on(self.session.undo, f"已撤销：{name}。按 Ctrl+Y 恢复。")

    def redo(self) -> None:
        """Do the step again that was taken back last and show where it is."""
        self._step_back_or_on(self.session.redo, f"已重做：{self.session.redo_name}。")

    def _step_back_or_on(self, move: Callable[[], Touched], sentence: str) -> None:
        try:
            touched = move()
            self._show_touched(touched)
        except JihengError as error:
            self.refused.emit(str(error))
            return
        self.history_changed.emit()
        if touched:
            self.told.emit(sentence)

    def _show_touched(self, touched: Touched) -> None:
        """Open a form that the step touched, the one that was open last if it is among them."""
        if self.form is not None and ref_of(self.form) in touched.forms:
            return
        there = [form for ref in touched.forms if (form := self.session.store.form(ref)) is not None]
        wanted = next((form for form in there if ref_of(form) == self._opened_last), None) or next(iter(there), None)
        if wanted is None:
            return
        if (wanted.year or NO_YEAR) != self.year:
            self.choose_year(wanted.year or NO_YEAR)
        self.open_form(ref_of(wanted))

    def _on_touched(self, touched: Touched) -> None:
        """Show the form in work as it is now; the other forms that were touched are checked in the background."""
        try:
            current = ref_of(self.form) if self.form else None
            if current in touched.forms and current is not None:
                self._refresh(current)
            others = {ref for ref in touched.forms if ref != current}
            of_this_year = [line.ref for line in self.lines() if line.ref in others] if others else []
            self._unchecked += [ref for ref in of_this_year if ref not in self._unchecked]
            if touched.listing:
                self.listing_changed.emit()
            if others:
                self.others_changed.emit()
        except JihengError as error:
            self.refused.emit(str(error))
        if self._unchecked:
            self._checker.start()
        self.issues_changed.emit()

    def _refresh(self, ref: FormRef) -> None:
        form = self.session.store.form(ref)
        self._check(ref, form)
        self.form = form
        (self.form_changed if form else self.form_opened).emit()

    def current_issues(self) -> list[Issue]:
        """Return what is wrong with the form in work."""
        return [] if self.form is None else self.issues.get(ref_of(self.form), [])

    def count(self, ref: FormRef) -> tuple[int, int]:
        """Return how many errors and how many reminders a form has."""
        found = self.issues.get(ref, [])
        errors = sum(issue.severity is Severity.ERROR for issue in found)
        return errors, len(found) - errors

    def print_out(self, form: Form) -> "Printout":
        """Return a form as it is printed now, with those that stand in its table.

        Raises:
            JihengError: no layout prints it.
        """
        from app.sheet.fonts import FontChoice
        from app.sheet.pages import print_together

        forms = self.together(form) or [form]
        around = self.surroundings(forms[:1])[ref_of(forms[0])]
        return print_together(forms, self.library, around, fonts=FontChoice(self.fonts))

    def surroundings(self, forms: Sequence[Form]) -> dict[FormRef, Surroundings]:
        """Return what the prints of ``forms`` need besides the forms."""
        return surroundings_for(forms, self.session.store)
