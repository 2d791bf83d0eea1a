"""Another form beside the one in work: switched on and off, kept up to date, and what is taken over from it."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal

from app.editing.session import Touched
from app.editing.steps import Step
from app.gui.beside.compare_panel import ComparePanel
from app.gui.beside.comparing import Comparison, Line, compare
from app.gui.beside.pick_dialog import PickDialog
from app.gui.desk import Desk
from app.gui.form_view import FILL, FormView
from app.gui.latest import Latest
from app.gui.widgets import on_click, quiet, tool_button
from app.gui.window import MainWindow
from app.model.records import ref_of
from app.model.refs import FormRef

_CALM = 120  # ms after an edit before it is compared again
_WIDE = 1250  # px from which on there is room for two forms side by side
_LOW = 620  # px of height below which the fields above the table make room
_LOW_WINDOW = 800  # px of height below which the problems are only counted


class BesideRoom(QObject):
    """The commands of comparing.

    Signals:
        switched: whether something is compared now.
    """

    switched = Signal(bool)

    def __init__(self, desk: Desk, form_view: FormView, main: MainWindow) -> None:
        super().__init__(form_view)
        self.desk, self.form_view, self.main = desk, form_view, main
        self.panel = ComparePanel()
        self.panel.hide()
        form_view.area.addWidget(self.panel)
        form_view.area.installEventFilter(self)
        self.button = tool_button("与上年对照", tip="在下面显示上年的表，标出不同（Ctrl+3）")
        self.button.setCheckable(True)
        form_view.title_row.addWidget(on_click(self.button, self.show_beside))
        self._chosen: dict[FormRef, FormRef] = {}
        self._has_folded = False
        self._looking = Latest("正在对照", self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_CALM)
        self._connect()

    def _connect(self) -> None:
        panel = self.panel
        panel.other_wanted.connect(self.choose_beside)
        panel.last_wanted.connect(self._choose_last)
        panel.closed.connect(self.show_beside)
        panel.list.taken.connect(self._take)
        panel.list.opened.connect(self._go_to)
        self._looking.done.connect(self._show)
        self._looking.failed.connect(self.desk.refused)
        self._later.timeout.connect(self._look)
        self.desk.form_opened.connect(self._follow_form)
        self.desk.session.subscribe(self._on_touched)
        self.form_view.table.selection_moved.connect(self._follow_row)

    @property
    def is_on(self) -> bool:
        """Whether something is compared."""
        return not self.panel.isHidden()

    @property
    def busy(self) -> bool:
        """Whether what is shown is about to be brought up to date."""
        return self._looking.busy or self._later.isActive()

    @property
    def is_tight(self) -> bool:
        """Whether two forms are shown in a window so low that all else has to make room."""
        area = self.form_view.area
        return self.is_on and area.orientation() is Qt.Orientation.Vertical and self.main.height() < _LOW_WINDOW

    # Commands

    def begin(self) -> None:
        """Compare at once where the clerk did so last."""
        if self.main.settings.beside_open and self.desk.form is not None:
            self._switch(on=True)

    def show_beside(self) -> None:
        """Show last year's form beside the one in work, or no longer."""
        self._switch(on=not self.is_on or self.form_view.is_preview)

    def choose_beside(self) -> None:
        """Ask for another form and compare with it."""
        form = self.desk.form
        if form is None:
            return
        lines = [line for line in self.desk.session.store.listing() if line.ref != ref_of(form)]
        lines.sort(key=lambda line: -(line.year or 0))
        dialog = PickDialog(lines, self.main)
        wanted = dialog.ref() if dialog.exec() == PickDialog.DialogCode.Accepted else None
        dialog.deleteLater()
        if wanted is not None:
            self.compare_with(wanted)

    def compare_with(self, other: FormRef) -> None:
        """Compare the form in work with a certain other one."""
        if self.desk.form is not None:
            self._chosen[ref_of(self.desk.form)] = other
            self._switch(on=True)

    def _choose_last(self) -> None:
        if self.desk.form is not None:
            self._chosen.pop(ref_of(self.desk.form), None)
            self._look()

    def _switch(self, *, on: bool) -> None:
        if on and self.form_view.is_preview:
            self.form_view.show_look(FILL)
        self.panel.setVisible(on)
        with quiet(self.button):
            self.button.setChecked(on)
        self._arrange()
        self._make_room(on=on)
        self.switched.emit(on)
        if on:
            self._look()

    # The room there is

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the two forms side by side, or below each other, as there is room."""
        if event.type() == QEvent.Type.Resize and watched is self.form_view.area:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        area = self.form_view.area
        wide = area.width() >= _WIDE
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if area.orientation() is not wanted:
            area.setOrientation(wanted)
            whole = area.width() if wide else area.height()
            area.setSizes([whole // 2, whole - whole // 2])

    def _make_room(self, *, on: bool) -> None:
        """Fold the fields above the table while a low window shows two forms, and unfold them afterwards."""
        view = self.form_view
        low = view.area.orientation() is Qt.Orientation.Vertical and view.area.height() < _LOW
        if on and low and not view.head_folded:
            self._has_folded = True
            view.fold_head(folded=True)
        elif not on and self._has_folded:
            self._has_folded = False
            view.fold_head(folded=False)
            QTimer.singleShot(0, view.fit_head)
        if on:
            whole = sum(view.area.sizes())
            view.area.setSizes([whole - whole // 2, whole // 2])

    # What is shown

    def _follow_form(self) -> None:
        if self.is_on:
            self._look()

    def _on_touched(self, touched: Touched) -> None:
        if self.is_on and touched:
            self._later.start()

    def _look(self) -> None:
        form = self.desk.form
        if not self.is_on or form is None:
            return
        ref, store, library = ref_of(form), self.desk.session.store, self.desk.library
        other = self._chosen.get(ref)
        self._looking.want(lambda *_: compare(ref, other, store, library))

    def _show(self, comparison: Comparison | None) -> None:
        self.panel.show_comparison(
            comparison, chosen=comparison is not None and ref_of(comparison.this) in self._chosen
        )
        self._follow_row()

    def _follow_row(self) -> None:
        if self.is_on:
            self.panel.select_row(self.form_view.table.current_row())

    # What is done

    def _take(self, step: Step) -> None:
        if self.form_view.store_all() and self.desk.do(step):
            self.main.say(f"{step.name}：已改。按 Ctrl+Z 可以撤销。")

    def _go_to(self, line: Line) -> None:
        if line.row is not None or line.field:
            self.form_view.go_to_field(line.field, None if line.row is None else line.row + 1)
        else:
            self.main.say("今年没有这一行。按 Ctrl+回车可以放回。")

    def leave(self) -> None:
        """Stop what is under way, remember whether there was a form beside, and give the form its room back."""
        self.main.settings.beside_open = self.is_on
        self._later.stop()
        self._looking.stop()
        if self.is_on:
            self._make_room(on=False)
