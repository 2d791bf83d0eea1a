"""What fills the window once the store is open, and what its commands do."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app import __version__
from app.base.errors import JihengError
from app.editing.session import Session
from app.gui.beside.beside_room import BesideRoom
from app.gui.comfort import Comfort
from app.gui.desk import Desk
from app.gui.files_in import FilesIn
from app.gui.files_out import FilesOut
from app.gui.form_and_problems import FormAndProblems
from app.gui.form_commands import FormCommands
from app.gui.form_view import FILL, PREVIEW, FormView, describe
from app.gui.library.library_room import LibraryRoom
from app.gui.measures import character, list_width
from app.gui.navigator import Navigator
from app.gui.overview.room import OverviewRoom
from app.gui.problems import ProblemPanel
from app.gui.questions import loses
from app.gui.replacing.replace_room import ReplaceRoom
from app.gui.rolling.roll_room import RollRoom
from app.gui.table_commands import TableCommands
from app.gui.welcome import Welcome
from app.gui.window import MainWindow
from app.model.issues import Issue
from app.model.money import MoneyUnit, from_yuan, shortest
from app.model.records import ref_of
from app.model.refs import FormKind, FormRef
from app.store.listing import year_to_show

if TYPE_CHECKING:
    from app.sheet.sheet import FieldId

_WELCOME, _FORM = 0, 1
_ON_ROWS = ("remove_rows", "move_up", "move_down", "duplicate_rows")  # the commands that need a current row


class Workplace(QWidget):
    """Navigator, form and problems around one desk."""

    _letter = 0  # px; how wide a Chinese character was when the room was divided last

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.main = window
        self.desk = Desk(session, self)
        self.navigator, self.form_view = Navigator(self.desk), FormView(self.desk)
        self.problems, self.welcome = ProblemPanel(self.desk), Welcome(window.settings, session.library)
        self.files_in = FilesIn(self.desk, window)
        self.files_out = FilesOut(self.desk, self.form_view, window)
        self.commands = FormCommands(self.desk, self.form_view, self.navigator, self.problems, window)
        self.table_commands = TableCommands(self.form_view)
        self.comfort = Comfort(self, self.desk, window)
        self.rolling = RollRoom(self.desk, self.form_view, window)
        self.comparing = BesideRoom(self.desk, self.form_view, window)
        self.shelf = LibraryRoom(self.desk, self.form_view, window)
        self.replacing = ReplaceRoom(self.desk, self.form_view, window)
        self.below = FormAndProblems(self.form_view, self.problems, self.comparing, window)
        self._list_width = self.main.settings.list_width  # px; 0 until the clerk has dragged it
        self._letter = character(self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._settle)
        self._stack = QStackedWidget()
        self.overview = OverviewRoom(self.desk, self.form_view, self.files_out, self._stack, window)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(self.below)
        self._stack.addWidget(self.rolling.page)
        self.beside = QSplitter(Qt.Orientation.Horizontal)
        self.beside.addWidget(self.navigator)
        self.beside.addWidget(self._stack)
        self.beside.setStretchFactor(1, 1)
        self.beside.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.beside)

    def _divide(self) -> None:
        """Put the dividers where they stood last."""
        self.below.by_hand = self.main.settings.problems_height
        self.form_view.head_height = self.main.settings.head_height
        self.form_view.begin_folded(folded=self.main.settings.head_folded)
        self._divide_beside(self.main.width())
        self._settling.start(0)

    def _divide_beside(self, room: int) -> None:
        """Give the list its width; what the library beside leaves is divided, or all of it would shrink."""
        wide = list_width(self, self._list_width, self.main.width())
        self.beside.setSizes([wide, room - wide])

    def _settle(self) -> None:
        """Divide the room once the window knows how much there is."""
        if self.shelf.is_open:
            wide = list_width(self, self._list_width, self.main.width())
            self.shelf.fit(wide + self._stack.minimumSizeHint().width())
        self._divide_beside(self.beside.width())
        self.below.fold()

    def changeEvent(self, event: QEvent) -> None:
        """Let the list grow with the letters, also where the clerk has dragged it."""
        super().changeEvent(event)
        now = character(self)
        if event.type() == QEvent.Type.FontChange and self._letter and now != self._letter:
            self._list_width = self._list_width * now // self._letter
            self._letter = now
            self._settling.start(0)

    def _remember_list_width(self) -> None:
        self._list_width = self.beside.sizes()[0]

    def _connect(self) -> None:
        desk = self.desk
        desk.listing_changed.connect(self._show_listing)
        desk.form_opened.connect(self._show_form)
        desk.form_changed.connect(self._show_edit)
        desk.issues_changed.connect(self._show_issues)
        desk.checked.connect(self.navigator.show_counts)
        desk.history_changed.connect(self._show_history)
        desk.history_changed.connect(self._show_saved)
        desk.history_changed.connect(self.main.forget_words)
        desk.refused.connect(self.main.refuse)
        desk.told.connect(self.main.say)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)
        self.navigator.chosen.connect(self._open)
        self.navigator.year_chosen.connect(self._choose_year)
        self.navigator.overview_wanted.connect(self.overview.show_overview)
        self.overview.open_form = self.replacing.open_form = self._open
        self._stack.currentChanged.connect(self._show_place)
        self.form_view.layouts.kind_wanted.connect(self.commands.use_layout_for_kind)
        self.form_view.layouts.year_wanted.connect(self.commands.use_layout_for_year)
        self.form_view.look_changed.connect(self._leave_overview)
        self.rolling.page_wanted.connect(lambda: self._stack.setCurrentWidget(self.rolling.page))
        self.rolling.form_wanted.connect(self._show_form)
        self.beside.splitterMoved.connect(self._remember_list_width)
        self.problems.chosen.connect(self._go_to_problem)
        self.problems.mend_wanted.connect(self.commands.mend_problem)
        self.form_view.table.selection_moved.connect(self._enable_on_rows)
        self.form_view.funds.table.selection_moved.connect(self._enable_on_rows)
        self.form_view.funds.unfolded.connect(self._enable_on_rows)
        self.form_view.preview.chosen.connect(self._go_to_clicked)
        self.form_view.preview.print_wanted.connect(self.files_out.print_form)
        self.welcome.new_wanted.connect(self.commands.new_form)
        self.welcome.load_wanted.connect(self.files_in.load)
        self.welcome.sample_wanted.connect(self.files_in.load_sample)

    def start(self) -> None:
        """Show the year and form that were open last, else the newest year."""
        self._divide()
        self.desk.fonts = self.main.settings.fonts
        self._show_fonts()
        if notices := [*self.desk.session.store.notices, *self.desk.session.notices]:
            self.main.refuse(" ".join(notices))
        last_form = self.main.settings.form
        self.desk.choose_year(year_to_show(self.desk.years(), self.main.settings.year))
        wanted = next((line.ref for line in self.desk.lines() if line.ref.id == last_form), None)
        self.desk.open_form(wanted or next(iter(self.navigator.refs()), None))
        self._show_history()
        self.comparing.begin()
        self.comfort.begin()

    def leave(self) -> bool:
        """Store what is being typed, stop what is running, remember how things stood; whether the window may close."""
        if not self.form_view.store_all() and not self._wants_to_lose_it():
            return False
        if not self.files_in.leave():
            return False
        self.desk.rest()
        self.files_out.jobs.stop()
        self.rolling.leave()
        self.comparing.leave()
        self.shelf.leave()
        self.replacing.leave()
        self.form_view.table.rest()
        self.form_view.preview.rest()
        settings = self.main.settings
        settings.year = self.desk.year
        settings.form = self.desk.form.id if self.desk.form else ""
        settings.list_width = self._list_width
        settings.problems_height = self.below.by_hand
        settings.head_height = self.form_view.head_height
        settings.head_folded = self.form_view.keeps_head_folded
        return True

    def _wants_to_lose_it(self) -> bool:
        words = "有一处修改没有能存入（红色的栏目）。离开后这处修改就没有了。"
        return loses(self, "还没有存入", words, go="离开", stay="回去改")

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

    def _leave_overview(self) -> None:
        """Show the form in work again where the overview was shown."""
        if self.overview.is_shown and self.desk.form is not None:
            self._stack.setCurrentIndex(_FORM)

    def _show_place(self) -> None:
        """Show in the list at the left whether the overview or a form is in the middle."""
        self.desk.is_overview = self.overview.is_shown
        self.navigator.show_overview(shown=self.overview.is_shown)
        if not self.overview.is_shown and self.desk.form is not None:
            self.navigator.select(ref_of(self.desk.form))
        self.shelf.follow_place(has_form=self._stack.currentIndex() == _FORM)
        self._show_title()
        self._enable()

    def _go_to_problem(self, issue: Issue) -> None:
        """Go to a problem, which may be one of another form than that in work."""
        if self.desk.form is None or ref_of(self.desk.form) != issue.place.form:
            self._open(issue.place.form)
        if self.desk.form is not None and ref_of(self.desk.form) == issue.place.form:
            self.form_view.go_to(issue)

    def _go_to_clicked(self, clicked: "FieldId") -> None:
        """Go to the field that was clicked in the preview, which may show other forms besides the one in work."""
        if self.desk.form is not None and ref_of(self.desk.form) != clicked.form:
            self._open(clicked.form)
        if self.desk.form is not None and ref_of(self.desk.form) == clicked.form:
            self.form_view.go_to_clicked(clicked)

    def _choose_year(self, year: int) -> None:
        """Show another year with its first form."""
        was_overview = self.overview.is_shown
        try:
            if self.form_view.store_all():
                self.desk.choose_year(year)
                self.desk.open_form(next(iter(self.navigator.refs()), None))
            if was_overview:
                self.overview.show_overview()
        except JihengError as error:
            self.main.refuse(str(error))
        self.navigator.show_year()

    def _show_listing(self) -> None:
        self.navigator.refresh()
        self._show_summary()
        if self.desk.form is None:
            self._show_form()
        self._enable()

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
        self._enable_on_rows()

    def _show_title(self) -> None:
        form = self.desk.form
        shown = self.overview.page().title if self.overview.is_shown else describe(form) if form else ""
        self.main.setWindowTitle(" — ".join(filter(None, [shown, "绩衡"])))

    def _show_issues(self) -> None:
        self.problems.refresh()
        self.below.fold()
        self.form_view.mark_problems()

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
            action.setEnabled(bool(step))

    def _show_saved(self) -> None:
        """Tell when something was stored last; what an earlier session stored is not told with the time of now."""
        self.main.saved.setText(f"已自动保存 {datetime.now().astimezone():%H:%M}")

    def _enable(self) -> None:
        has_form = self.desk.form is not None
        self.main.enable(has_store=True, has_form=has_form and not self.overview.is_shown)
        for name in ("show_filling", "show_preview"):
            self.main.actions_by_name[name].setEnabled(has_form)
        self._show_history()
        self._enable_on_rows()
        for name, action in self.main.actions_by_name.items():
            if name.split()[0] in ("check_year", "export_year"):
                action.setEnabled(bool(self.navigator.refs()))

    def _enable_on_rows(self) -> None:
        """Allow what is done with rows where the table in use, and no other, has a current one."""
        has_row = self.form_view.rows_in_use().current_row() >= 0
        is_form_seen = self.desk.form is not None and not self.overview.is_shown
        for name in _ON_ROWS:
            self.main.actions_by_name[name].setEnabled(has_row and is_form_seen)

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Ask anew which table is in use; nothing has the focus while the window goes away."""
        if now is not None:
            self._enable_on_rows()

    # What the menus do

    def command(self, name: str) -> Callable[..., None]:
        """Return what carries a command of the menus out, in whichever room it is at home."""
        rooms = (
            self,
            self.commands,
            self.files_in,
            self.files_out,
            self.problems,
            self.below,
            self.overview,
            self.comfort,
            self.table_commands,
            self.rolling,
            self.comparing,
            self.shelf,
            self.replacing,
        )
        found: Callable[..., None] = next(getattr(room, name) for room in rooms if hasattr(room, name))
        return found

    def middle(self) -> QWidget | None:
        """Return what the middle of the window shows."""
        return self._stack.currentWidget()

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

    def show_filling(self) -> None:
        """Show the form to fill in."""
        self.form_view.show_look(FILL)

    def show_preview(self) -> None:
        """Show the form as it will be printed."""
        self.form_view.show_look(PREVIEW)

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

    def search_words(self) -> None:
        """Search where one is: in the list of the year, on the printed page, or in the texts of the forms."""
        if self.overview.is_shown:
            field = self.overview.page().filters.search
        elif self.form_view.is_preview:
            field = self.form_view.preview.find_bar.field
        else:
            self.replacing.find_and_replace()
            return
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def about(self) -> None:
        """Say what this is and where the data lies."""
        words = (
            f"<b>绩衡 {__version__}</b><p>编制、检查和打印绩效目标表。</p>"
            f"<p>数据文件：{self.desk.session.store.path}</p>"
        )
        QMessageBox.about(self, "关于绩衡", words)
