"""Rolling, from the questions to what is to be looked at afterwards: the commands and how they hang together."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.editing.rolling import Rolling
from app.editing.session import Touched
from app.editing.steps import Step
from app.editing.years import YearMention, change_years
from app.gui.desk import Desk
from app.gui.form_view import FormView
from app.gui.jobs import Job, RunningJobs
from app.gui.latest import Latest
from app.gui.rolling.look_back import LookBack, LookedAt, look_back
from app.gui.rolling.review_page import ReviewPage
from app.gui.rolling.roll_dialog import RollDialog
from app.gui.rolling.survey import Order, planned
from app.gui.window import MainWindow
from app.model.issues import Place
from app.model.records import ref_of
from app.model.refs import FormKind, FormRef

ROLLED, FORM, YEAR = "rolled", "form", "year"
_CALM = 200  # ms after a change before the page looks again
_NAMED = 3  # forms that are named where some were not rolled


class RollRoom(QObject):
    """Makes drafts of last year's forms and has them looked through.

    Signals:
        page_wanted: the page is to be shown in the place of the form.
        form_wanted: the form in work is to be shown in the place of the page.
    """

    page_wanted = Signal()
    form_wanted = Signal()

    def __init__(self, desk: Desk, form_view: FormView, main: MainWindow) -> None:
        super().__init__(form_view)
        self.desk, self.form_view, self.main = desk, form_view, main
        self.page = ReviewPage()
        self.jobs = RunningJobs(main.statusBar())
        self._years: dict[FormRef, int] = {}
        self._rolled: tuple[FormRef, ...] = ()
        self._came_from: FormRef | None = None
        self._scope = FORM
        self._wanted: tuple[FormRef, ...] = ()
        self._found: dict[FormRef, LookedAt] = {}
        self._dirty: set[FormRef] = set()
        self._looking = Latest("正在核对", self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_CALM)
        self._connect()

    def _connect(self) -> None:
        page = self.page
        page.place_wanted.connect(self.go_to)
        page.step_wanted.connect(self._do)
        page.years_wanted.connect(self._change_years)
        page.scope_wanted.connect(self._choose_scope)
        page.stop_wanted.connect(self._looking.cut_short)
        page.closed.connect(self.form_wanted)
        page.shown.connect(self._catch_up)
        self._looking.begun.connect(self._show_job)
        self._looking.done.connect(self._take)
        self._looking.failed.connect(self.desk.refused)
        self._looking.rested.connect(self._rest)
        self._later.timeout.connect(self._catch_up)
        self.desk.session.subscribe(self._on_touched)

    # Rolling

    def roll_forms(self) -> None:
        """Ask what is to be rolled, and do it beside the window."""
        years = self._years_to_roll()
        if not self.form_view.store_all():
            return
        if not years:
            self.main.refuse("还没有可以结转的表。请先用“导入”读入上年的文件。")
        elif len(self.jobs):
            self.main.refuse("正在结转，请等它做完。")
        else:
            self._ask(years)

    def _ask(self, years: Sequence[int]) -> None:
        store, library = self.desk.session.store, self.desk.library
        dialog = RollDialog(store, library, years, self.desk.year or years[0], self.main)
        if dialog.exec() == RollDialog.DialogCode.Accepted:
            self.roll(dialog.order())
        dialog.deleteLater()

    def _years_to_roll(self) -> list[int]:
        listing = self.desk.session.store.listing()
        kept = (line.year for line in listing if line.ref.kind is not FormKind.SELF_EVALUATION)
        return sorted({year for year in kept if year}, reverse=True)

    def roll(self, order: Order) -> None:
        """Make the drafts beside the window; the store is changed at the end, in one step."""
        store, library = self.desk.session.store, self.desk.library
        job = Job("正在结转", lambda report, cancelled: planned(order, store, library, report, cancelled), self.main)
        job.succeeded.connect(
            lambda rolling: self._carry_out(rolling) if job.is_wanted else None, Qt.ConnectionType.QueuedConnection
        )
        job.failed.connect(self.desk.refused)
        self.jobs.start(job)

    def _carry_out(self, rolling: Rolling | None) -> None:
        if rolling is None:
            self.main.say("已取消结转，没有改动任何内容。")
        elif not rolling.rolled:
            self.main.refuse(f"没有结转：{_skipped_words(rolling)}")
        elif self.form_view.store_all() and self.desk.do(rolling.step):
            self._show_rolled(rolling)

    def _show_rolled(self, rolling: Rolling) -> None:
        self._rolled = tuple(ref_of(draft) for draft in rolling.drafts)
        self._years |= {ref_of(one.draft): one.last.year or 0 for one in rolling.rolled}
        self._came_from = ref_of(self.desk.form) if self.desk.form else ref_of(rolling.rolled[0].last)
        self.desk.choose_year(rolling.year)
        self.desk.open_form(self._rolled[0])
        skipped = f"；{len(rolling.skipped)} 张没有结转：{_skipped_words(rolling)}" if rolling.skipped else ""
        self.page.say(f"已结转 {len(rolling.rolled)} 张表到 {rolling.year} 年{skipped}。按 Ctrl+Z 可以撤销。")
        self.main.say(f"已结转 {len(rolling.rolled)} 张表到 {rolling.year} 年。按 Ctrl+Z 可以撤销。")
        self._show(ROLLED)

    # What is to be looked at

    def review_form(self) -> None:
        """Show what there is to look at in the form in work, or return to the list that it was in."""
        form = self.desk.form
        if not self.form_view.store_all():
            return
        if form is not None and ref_of(form) in self._wanted:
            self.page_wanted.emit()
            self.page.take_focus()
        else:
            self.page.say("")
            self._show(FORM)

    def _show(self, scope: str) -> None:
        self._choose_scope(scope)
        self.page_wanted.emit()
        self.page.take_focus()

    def _choose_scope(self, scope: str) -> None:
        self._scope = scope
        self._wanted = tuple(self._refs_of(scope))
        self._found = {}
        self._dirty = set()
        self.page.offer_scopes(self._scopes(), scope)
        self.page.show_found(())
        self._look(self._wanted)

    def _refs_of(self, scope: str) -> Iterable[FormRef]:
        if scope == ROLLED:
            return self._rolled
        if scope == FORM:
            return [ref_of(self.desk.form)] if self.desk.form else []
        return [line.ref for line in self.desk.lines() if line.ref.kind is not FormKind.SELF_EVALUATION]

    def _scopes(self) -> list[tuple[str, str]]:
        form, year = self.desk.form, self.desk.year
        rolled = [(ROLLED, f"刚结转的 {len(self._rolled)} 张表")] if self._rolled else []
        own = [(FORM, f"这张表：{form.name or '（未命名）'}"[:24])] if form else []
        return [*rolled, *own, *([(YEAR, f"{year} 年的全部表")] if year else [])]

    def _look(self, refs: Sequence[FormRef]) -> None:
        years, store, library = dict(self._years), self.desk.session.store, self.desk.library
        self._looking.want(lambda report, cancelled: look_back(refs, years, store, library, report, cancelled))

    def _show_job(self, job: Job) -> None:
        job.progressed.connect(self._show_progress)

    def _show_progress(self, done: int, total: int, _: str) -> None:
        self.page.show_progress((done, total) if total > 1 else None)

    def _take(self, back: LookBack) -> None:
        """Keep what was found; forms that are gone are not listed any more."""
        there = {one.ref: one for one in back.found}
        if back.complete:
            self._found = {ref: one for ref, one in self._found.items() if ref not in back.wanted}
        self._found |= there
        self.page.show_found([self._found[ref] for ref in self._wanted if ref in self._found])

    def _rest(self) -> None:
        self.page.show_progress(None)
        if self._dirty:
            self._later.start()

    def _on_touched(self, touched: Touched) -> None:
        """Look again, soon, at what was changed and is listed."""
        self._dirty |= touched.forms & set(self._wanted)
        if self._dirty and self.page.isVisible():
            self._later.start()
        if self._rolled and touched.forms.issuperset(self._rolled):
            QTimer.singleShot(0, self._go_back)

    def _go_back(self) -> None:
        """Once a year is empty because its rolling was taken back, show what it was rolled from."""
        form = self.desk.session.store.form(self._came_from) if self._came_from else None
        if form is not None and self.desk.form is None and not self.desk.lines():
            self.desk.choose_year(form.year)
            self.desk.open_form(ref_of(form))

    def _catch_up(self) -> None:
        if self._dirty and not self._looking.busy:
            refs = [ref for ref in self._wanted if ref in self._dirty]
            self._dirty = set()
            self._look(refs)

    # What is done with it

    def _do(self, step: Step) -> None:
        if self.desk.do(step):
            self.main.say(f"{step.name}，已改正。按 Ctrl+Z 可以撤销。")

    def _change_years(self, chosen: Sequence[YearMention]) -> None:
        store = self.desk.session.store
        refs = dict.fromkeys(one.place.form for one in chosen)
        forms = [form for ref in refs if (form := store.form(ref)) is not None]
        step = change_years(forms, chosen)
        if step.changes and self.desk.do(step):
            self.main.say(f"已{step.name}。按 Ctrl+Z 可以撤销。")

    def go_to(self, place: Place) -> None:
        """Open a form at a place; the list stays one key away."""
        form = self.desk.session.store.form(place.form)
        if form is None:
            self.main.refuse("这张表已经不在了。")
            return
        if form.year != self.desk.year:
            self.desk.choose_year(form.year)
        self.desk.open_form(place.form)
        self.form_wanted.emit()
        self.form_view.go_to_field(_editor_field(place.field), place.row)
        self.main.say("按 F7 回到核对列表。")

    def leave(self) -> None:
        """Stop what is under way."""
        self._later.stop()
        self._looking.stop()
        self.jobs.stop()


def _editor_field(field: str) -> str:
    """Return the field of the editor for one that has no editor of its own."""
    return {"indicators": "level3"}.get(field, field)


def _skipped_words(rolling: Rolling) -> str:
    named = "；".join(f"“{one.form.name}”{one.reason}" for one in rolling.skipped[:_NAMED])
    return named + ("等" if len(rolling.skipped) > _NAMED else "")
