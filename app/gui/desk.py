"""What lies on the clerk's desk: the open store, the form in work and what is wrong with it.

The views read from here and send every change back through here; none of them holds data of its own.
"""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.errors import JihengError
from app.editing.context import surroundings_for
from app.editing.grouping import UnitGroup, group_by_unit
from app.editing.indicator_library import Entry, search_indicators
from app.editing.session import Session, Touched
from app.editing.steps import Step
from app.editing.waivers import Waived
from app.gui.form_desk import FormDesk
from app.gui.overview.checker import Checked, Checker, Found, checked
from app.model.issues import Fix, Issue, Severity
from app.model.records import Form, ref_of
from app.model.refs import FormRef
from app.rules.rows import Seen
from app.sheet.surroundings import Surroundings
from app.store.fetching import Kept
from app.store.indicators import UnderLevels
from app.store.listing import NO_YEAR, FormLine
from app.store.reading import line_of

if TYPE_CHECKING:
    from app.sheet.pages import Printout

_OFFERED = 8  # indicators of the own history beside what is typed
_PATCHED = 32  # forms; where more changed, their list is read anew


class Desk(FormDesk):
    """Holds the session, the chosen year and form, and the issues of every form of the year.

    Signals:
        listing_changed: forms came, went, or changed their name.
        form_opened: another form (or none) is in work.
        form_changed: the form in work was edited.
        others_changed: forms of the year were edited that are not in work.
        issues_changed: issues of the form in work were found or are gone.
        checked: the forms that were checked anew.
        history_changed: what can be undone or redone is another thing now.
        refused: something could not be done; the sentence says why.
        told: something was done; the sentence says what.
        stepped: what was touched when a step was taken back or done again; the views show it by now.
    """

    listing_changed = Signal()
    form_opened = Signal()
    form_changed = Signal()
    others_changed = Signal()
    issues_changed = Signal()
    checked = Signal(object)
    history_changed = Signal()
    told = Signal(str)
    has_history = True
    stepped = Signal(object)
    keeps_typing = True

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.library = session.library
        self.year: int | None = None
        self.form: Form | None = None
        self.known: dict[FormRef, Checked] = {}
        self._rows: Kept = {}  # of the form in work
        self._seen = Seen()  # in its rows, when it was checked
        self._lines: dict[FormRef, FormLine] | None = None
        self._groups: list[UnitGroup] | None = None
        self._years: list[int] | None = None
        self.patched: dict[FormRef, FormLine] | None = None
        self._opened_last: FormRef | None = None
        self.fonts = "open"
        self.is_overview = False
        self._is_typing = self._is_unchecked = False
        self.checker = Checker(session.store, session.library, self)
        self.checker.found.connect(self._take)
        self.checker.failed.connect(self.refused)
        session.subscribe(self._on_touched)

    def lines(self) -> list[FormLine]:
        """Return the forms of the chosen year; they are read once for each change of the list."""
        return list(self._known_lines().values())

    def _known_lines(self) -> dict[FormRef, FormLine]:
        if self._lines is None:
            self._lines, self._groups = {line.ref: line for line in self._read_lines()}, None
        return self._lines

    def groups(self) -> list[UnitGroup]:
        """Return the forms of the chosen year by their units."""
        lines = self.lines()
        if self._groups is None:
            self._groups = group_by_unit(lines, self.session.store.units())
        return self._groups

    def _read_lines(self) -> list[FormLine]:
        return [] if self.year is None else self.session.store.listing(self.year)

    def line(self, ref: FormRef) -> FormLine | None:
        """Return the line of a form of the chosen year."""
        return self._known_lines().get(ref)

    def _patch_lines(self, refs: Collection[FormRef]) -> None:
        """Bring the list up to date: the lines of few forms that keep their places, else all of it."""
        known, self._lines, self.patched = self._lines, None, None
        if known is None or not 0 < len(refs) <= _PATCHED:
            return
        patched: dict[FormRef, FormLine] = {}
        for ref in refs:
            form = self.session.store.form(ref)
            old, new = known.get(ref), line_of(form) if form else None
            if old is None or new is None or _place(old) != _place(new):
                return
            patched[ref] = new
        self._lines, self.patched = known | patched, patched

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
        if self._years is None:
            self._years = self.session.store.years()
        return self._years

    def choose_year(self, year: int | None) -> None:
        """Show another year and its first form; its forms are checked in the background."""
        self.year = year
        self.known.clear()
        self._lines, self.patched = None, None
        self.checker.forget()
        self.open_form(None)
        self.listing_changed.emit()
        self._check_lines()

    def check_year(self) -> None:
        """Read the list anew and check every form of the year, beside the work."""
        self._lines = None
        self._check_lines()

    def _check_lines(self) -> None:
        self.checker.want(line.ref for line in self.lines())

    @property
    def issues(self) -> dict[FormRef, list[Issue]]:
        """The problems of every form of the year that was checked, but for those that are waived."""
        return {ref: one.issues for ref, one in self.known.items()}

    @property
    def is_checking(self) -> bool:
        """Whether forms are still waiting to be checked."""
        return self.checker.busy

    def rest(self) -> None:
        """Stop what is done in the background."""
        self.checker.stop()

    def _take(self, found: Found) -> None:
        """Keep what the checks beside the work have found."""
        for ref, one in found:
            self._keep(ref, one)
        self.checked.emit([ref for ref, _ in found])
        if self.form is not None and any(ref == ref_of(self.form) for ref, _ in found):
            self.issues_changed.emit()

    def _keep(self, ref: FormRef, one: Checked | None) -> None:
        if one is None:
            self.known.pop(ref, None)
        else:
            self.known[ref] = one

    def check_now(self, ref: FormRef) -> None:
        """Check a form of the year without waiting for its turn."""
        if self.line(ref) is not None:
            self._check(ref, self.session.store.form(ref))

    def _check(self, ref: FormRef, form: Form | None) -> None:
        """Check a form here and now."""
        waivers = self.session.store.waivers_of(ref) if form else []
        self._keep(ref, checked(form, waivers, self.library, self._seen) if form else None)
        self.checker.outdate(ref)
        self._is_unchecked = False
        self.checked.emit([ref])

    def open_form(self, ref: FormRef | None) -> None:
        """Put a form in work, or none."""
        self._rows = {}
        form = None if ref is None else self.session.store.form(ref, self._rows)
        if ref is not None:
            self._check(ref, form)
            self._opened_last = ref
        self.form = form
        self.form_opened.emit()
        self.issues_changed.emit()

    def do(self, step: Step) -> bool:
        """Carry out a step; whether it could be done."""
        self.checker.give_way()
        try:
            self.session.apply(step)
        except JihengError as error:
            self.refused.emit(str(error))
            return False
        self.history_changed.emit()
        return True

    def replace(self, step: Step, mark: int) -> bool:
        """Carry out a step in the place of what was kept of it before; whether it could be done."""
        self.checker.give_way()
        try:
            self.session.replace(step, mark)
        except JihengError as error:
            self.refused.emit(str(error))
            return False
        self.history_changed.emit()
        return True

    def keep(self, step: Step, mark: int) -> int:
        """Store what is still being typed; nothing is said of it, for who has not finished has made no mistake."""
        self._is_typing = True
        try:
            is_kept = self.replace(step, mark)
        finally:
            self._is_typing = False
        return self.session.mark if is_kept else 0

    def is_last(self, mark: int) -> bool:
        """Whether nothing was done since something was kept."""
        return mark == self.session.mark

    def take_back(self, mark: int) -> None:
        """Take back what was kept of something typed that came to nothing."""
        try:
            self.session.take_back(mark)
        except JihengError as error:
            self.refused.emit(str(error))
        self.history_changed.emit()

    def settle_typing(self) -> None:
        """Look at what was kept while it was typed, now that it is done."""
        if self._is_unchecked and self.form is not None:
            self._check(ref_of(self.form), self.form)
            self.issues_changed.emit()

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
            self.history_changed.emit()  # what does not fit the store any more is forgotten
            return
        self.history_changed.emit()
        if touched:
            self.stepped.emit(touched)
            self.told.emit(sentence)

    def _show_touched(self, touched: Touched) -> None:
        """Open a form that the step touched, the one that was open last if it is among them."""
        if self.is_overview or (self.form is not None and ref_of(self.form) in touched.forms):
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
            if touched.listing:
                self._years, self._groups = None, None
                self._patch_lines(touched.forms)
            if current in touched.forms and current is not None:
                self._refresh(current)
            if others := touched.forms - {current}:
                self.checker.want(ref for ref in others if self.line(ref) is not None)
            if touched.listing:
                self.listing_changed.emit()
            if others:
                self.others_changed.emit()
        except JihengError as error:
            self.refused.emit(str(error))
        if not self._is_typing:
            self.issues_changed.emit()

    def _refresh(self, ref: FormRef) -> None:
        form = self.session.store.form(ref, self._rows)
        if self._is_typing:
            self._is_unchecked = True
        else:
            self._check(ref, form)
        self.form = form
        (self.form_changed if form else self.form_opened).emit()

    def current_issues(self) -> list[Issue]:
        """Return what is wrong with the form in work, but for what is waived: a new list after each check."""
        known = self.known.get(ref_of(self.form)) if self.form else None
        return known.issues if known else []

    def current_waived(self) -> list[Waived]:
        """Return the problems of the form in work that the clerk has a reason to leave."""
        known = self.known.get(ref_of(self.form)) if self.form else None
        return known.waived if known else []

    def history(self, text: str, level1: str, level2: str) -> list[Entry]:
        """Return indicators of the own history with a text in their names, those under the same levels first."""
        found = search_indicators(self.session.store, text, under=UnderLevels(level1, level2), limit=_OFFERED)
        if len(found) < _OFFERED and (level1 or level2) and text:
            names = {one.name for one in found}
            found += [
                one for one in search_indicators(self.session.store, text, limit=_OFFERED) if one.name not in names
            ]
        return found[:_OFFERED]

    def count(self, ref: FormRef) -> tuple[int, int]:
        """Return how many errors and how many reminders a form has."""
        known = self.known.get(ref)
        errors = known.count(Severity.ERROR) if known else 0
        return errors, len(known.issues) - errors if known else 0

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


def _place(line: FormLine) -> tuple[object, ...]:
    """Return what decides where a form stands in a list by units."""
    return line.year, line.position, line.unit_code, line.unit
