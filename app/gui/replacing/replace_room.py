"""Find and replace in the window: searched beside it, replaced as one step, with a way from each place to its field."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject

from app.editing.replacing import Hit, Search, find, replacing
from app.gui.desk import Desk
from app.gui.form_view import FormView
from app.gui.latest import Latest
from app.gui.replacing.dialog import ReplaceDialog
from app.gui.replacing.scope import Scope
from app.gui.rolling.choice_model import called
from app.gui.window import MainWindow
from app.model.records import FundRow, Indicator, Unit, ref_of
from app.model.refs import FormRef
from app.store.listing import NO_YEAR
from app.store.searching import OTHER
from app.store.store import Store


class Findings(NamedTuple):
    """Where a text was found.

    Attributes:
        search: what was looked for.
        hits: the places.
        forms: what the forms are called, with their years where all were searched.
    """

    search: Search
    hits: list[Hit]
    forms: dict[FormRef, str]


class ReplaceRoom(QObject):
    """The command to find and replace.

    Attributes:
        open_form: opens a form of the year that is shown, unless something cannot be stored.
    """

    def __init__(self, desk: Desk, form_view: FormView, main: MainWindow) -> None:
        super().__init__(form_view)
        self.desk, self.form_view, self.main = desk, form_view, main
        self.open_form: Callable[[FormRef], None] = desk.open_form
        self.dialog: ReplaceDialog | None = None
        self._searched = Search("")
        self._has_replaced = False
        self._finding = Latest("正在查找", self)
        self._finding.done.connect(self._show)
        self._finding.failed.connect(self._refuse)
        self._told = ""
        desk.history_changed.connect(self._follow)
        desk.refused.connect(self._refuse)
        desk.told.connect(self._tell)

    @property
    def busy(self) -> bool:
        """Whether what is shown is about to be another thing."""
        return self._finding.busy or (self.dialog is not None and self.dialog.is_waiting)

    @property
    def is_open(self) -> bool:
        """Whether the dialog is shown."""
        return self.dialog is not None and self.dialog.isVisible()

    def find_and_replace(self) -> None:
        """Ask what is looked for; what was looked for last is still there."""
        dialog = self.dialog = self.dialog or self._make()
        year = self.desk.year
        dialog.offer_years(f"{year} 年" if year else "没有年度的表", year)
        self._find()
        dialog.open()

    def _make(self) -> ReplaceDialog:
        dialog = ReplaceDialog(self.desk.library, self.main)
        dialog.search_wanted.connect(self._find)
        dialog.replace_wanted.connect(self._replace)
        dialog.hit_wanted.connect(self.go_to)
        dialog.undo_wanted.connect(lambda: self._step(self.desk.undo))
        dialog.redo_wanted.connect(lambda: self._step(self.desk.redo))
        self.form_view.destroyed.connect(dialog.deleteLater)
        return dialog

    def _find(self) -> None:
        if self.dialog is not None:
            store, search = self.desk.session.store, self.dialog.search()
            scope, year = self.dialog.scope(), self.dialog.year()
            self._finding.want(lambda *_: found(store, search, scope, year))

    def _show(self, findings: Findings) -> None:
        if self.dialog is not None:
            if findings.search != self._searched:
                self.dialog.model.forget()
            self._searched = findings.search
            self.dialog.show_found(findings.hits, findings.forms, self._told)
            if self._has_replaced:  # what is left was left out, or has the text in what stands there now
                self.dialog.model.choose_all(chosen=False)
            self._has_replaced, self._told = False, ""

    def _follow(self) -> None:
        """Look again once something was replaced or taken back."""
        if self.is_open:
            self._find()

    def _step(self, move: Callable[[], None]) -> None:
        """Take the last step back or do it again."""
        self._has_replaced = False
        move()

    def _refuse(self, sentence: str) -> None:
        self._tell(f"⚠ {sentence}")

    def _tell(self, sentence: str) -> None:
        """Say something where it is seen while the dialog is before the window."""
        if self.dialog is not None and self.is_open:
            self._told = sentence
            self.dialog.say(sentence)

    def _replace(self) -> None:
        """Replace what is chosen as one step."""
        dialog = self.dialog
        if dialog is None:
            return
        if self.busy:
            self._tell("还在查找，请再按一次。")
            return
        store = self.desk.session.store
        step = replacing(store, self._searched, dialog.model.chosen(), dialog.by.text())
        if not step.changes:
            self._tell("这些地方已经变了，没有替换。")
            self._find()
        elif self.desk.do(step):
            self._has_replaced = True
            units = "，单位的名称也一起改了" if any(change.table is Unit for change in step.changes) else ""
            self.desk.told.emit(f"已{step.name}{units}，按 Ctrl+Z 可以撤销。")

    def go_to(self, hit: Hit) -> None:
        """Open the form of a place and go to its field; the dialog goes out of the way until it is wanted again."""
        if self.dialog is not None:
            self.dialog.hide()
        form = self.desk.session.store.form(hit.form)
        if form is None:
            return
        if (form.year or NO_YEAR) != self.desk.year:
            self.desk.choose_year(form.year or NO_YEAR)
        if self.desk.form is None or ref_of(self.desk.form) != hit.form:
            self.open_form(hit.form)
        if self.desk.form is None or ref_of(self.desk.form) != hit.form:
            return
        self.main.activateWindow()
        self._go_to_field(hit)
        self.main.say("按 Ctrl+H 回到找到的地方。")

    def _go_to_field(self, hit: Hit) -> None:
        """Go to the field of a place in the form in work; the window has none for 资金情况."""
        if hit.table is Indicator:
            self.form_view.go_to_field(hit.label if hit.field == OTHER else hit.field, hit.row)
        elif hit.table is not FundRow:
            self.form_view.go_to_field(hit.label if hit.field == OTHER else hit.field, None)
            self.form_view.head.go_to_part(hit.field)

    def leave(self) -> None:
        """Stop what is under way and put the dialog away."""
        self._finding.stop()
        if self.dialog is not None:
            self.dialog.hide()


def found(store: Store, search: Search, scope: Scope, year: int | None) -> Findings:
    """Return where a text is in some fields of the forms of a year, of all, or of those that have none."""
    lines = {line.ref: line for line in store.listing(search.year)}
    forms = {
        ref: f"{line.year} {called(line)}" if year is None and line.year else called(line)
        for ref, line in lines.items()
        if year != NO_YEAR or line.year is None
    }
    return Findings(search, [hit for hit in find(store, search) if hit.form in forms and scope.has(hit)], forms)
