"""What lies on the clerk's desk: the open store, the form in work and what is wrong with it.

The views read from here and send every change back through here; none of them holds data of its own.
"""

from collections.abc import Callable, Sequence

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

_CHECKED_AT_ONCE = 8  # forms; about 10 ms, so that typing is never held up


class Desk(QObject):
    """Holds the session, the chosen year and form, and the issues of every form of the year.

    Signals:
        listing_changed: forms came, went, or changed their name.
        form_opened: another form (or none) is in work.
        form_changed: the form in work was edited.
        issues_changed: issues were found or are gone.
        history_changed: what can be undone or redone is another thing now.
        refused: something could not be done; the sentence says why.
        told: something was done; the sentence says what.
    """

    listing_changed = Signal()
    form_opened = Signal()
    form_changed = Signal()
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
        self._checker = QTimer(self)
        self._checker.setInterval(0)
        self._checker.timeout.connect(self._check_some)
        session.subscribe(self._on_touched)

    def lines(self) -> list[FormLine]:
        """Return the forms of the chosen year."""
        return [] if self.year is None else self.session.store.listing(self.year)

    def choose_year(self, year: int | None) -> None:
        """Show another year; its forms are checked in the background."""
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

    def _check_some(self) -> None:
        batch, self._unchecked = self._unchecked[:_CHECKED_AT_ONCE], self._unchecked[_CHECKED_AT_ONCE:]
        for ref in batch:
            form = self.session.store.form(ref)
            if form is not None:
                self.issues[ref] = check_form(form, self.library)
        if not self._unchecked:
            self._checker.stop()
        self.issues_changed.emit()

    def open_form(self, ref: FormRef | None) -> None:
        """Put a form in work, or none."""
        self.form = None if ref is None else self.session.store.form(ref)
        if self.form is not None and ref is not None:
            self.issues[ref] = check_form(self.form, self.library)
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

    def mend(self, fix: Fix) -> None:
        """Carry out the fix of an issue."""
        self.do(Step(fix.label, fix.changes))

    def undo(self) -> None:
        """Take back the last step and show where it was."""
        self._step_back_or_on(self.session.undo, f"已撤销：{self.session.undo_name}")

    def redo(self) -> None:
        """Do the step again that was taken back last and show where it is."""
        self._step_back_or_on(self.session.redo, f"已重做：{self.session.redo_name}")

    def _step_back_or_on(self, move: Callable[[], Touched], sentence: str) -> None:
        try:
            touched = move()
        except JihengError as error:
            self.refused.emit(str(error))
            return
        self._show_touched(touched)
        self.history_changed.emit()
        self.told.emit(sentence)

    def _show_touched(self, touched: Touched) -> None:
        current = self.form and ref_of(self.form)
        there = [ref for ref in touched.forms if self.session.store.form(ref) is not None]
        if there and current not in touched.forms:
            self.open_form(there[0])

    def _on_touched(self, touched: Touched) -> None:
        for ref in touched.forms:
            self._refresh(ref)
        if touched.listing:
            self.listing_changed.emit()
        self.issues_changed.emit()

    def _refresh(self, ref: FormRef) -> None:
        form = self.session.store.form(ref)
        is_current = self.form is not None and ref_of(self.form) == ref
        if form is None:
            self.issues.pop(ref, None)
        else:
            self.issues[ref] = check_form(form, self.library)
        if is_current:
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

    def surroundings(self, forms: Sequence[Form]) -> dict[FormRef, Surroundings]:
        """Return what the prints of ``forms`` need besides the forms."""
        return surroundings_for(forms, self.session.store)
