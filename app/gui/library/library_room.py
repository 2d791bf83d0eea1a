"""The library beside the form: opened and remembered, searched beside the window, and put into the form in work."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QWidget

from app.editing.indicator_library import Entry, insert_entry, place_for, search_indicators
from app.editing.session import Touched
from app.gui.desk import Desk
from app.gui.form_view import FILL, FormView
from app.gui.latest import Latest
from app.gui.library.drop_target import DropTarget
from app.gui.library.library_panel import NO_FORM, LibraryPanel
from app.gui.measures import library_limits, library_width
from app.gui.widgets import label, on_click, tool_button
from app.gui.window import MainWindow

LIMIT = 60  # entries found at once
_CALM = 1200  # ms after an edit before the library is searched again


class LibraryRoom(QObject):
    """The commands of the library."""

    def __init__(self, desk: Desk, form_view: FormView, main: MainWindow) -> None:
        super().__init__(form_view)
        self.desk, self.form_view, self.main = desk, form_view, main
        self.panel = LibraryPanel()
        self._make_dock()
        self.target = DropTarget(form_view.table, self)
        button = tool_button("指标库", picture="search", tip="查找用过的指标，插入到这张表（Ctrl+Shift+K）")
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the menu has it for the keyboard
        form_view.table_bar.addWidget(on_click(button, self.show_library))
        self._looking = Latest("正在查找", self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_CALM)
        self._taxonomy = ""
        self._has_left = False
        self._gave_way = False
        self._connect()
        if main.settings.library_open:
            self._open()

    def _make_dock(self) -> None:
        self.dock = QDockWidget("指标库", self.main)
        self.dock.setObjectName("library")
        self.dock.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.dock.setTitleBarWidget(self._title_bar())
        self.dock.setWidget(self.panel)
        self.main.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()
        self.form_view.destroyed.connect(self.dock.deleteLater)
        self._before = self.dock.width()
        self._limit()
        for watched in (self.main, self.panel):
            watched.installEventFilter(self)

    def _title_bar(self) -> QWidget:
        """Return a title whose letters follow the others, which those of the toolkit's own do not."""
        bar = QWidget()
        close = tool_button("关闭", tip="收起指标库（Ctrl+Shift+K）", name="关闭指标库")
        close.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the menu has it for the keyboard
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 4, 8, 0)
        row.addWidget(label("指标库", "heading"))
        row.addStretch(1)
        row.addWidget(on_click(close, self.dock.close))
        return bar

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to a share of the window, and to what larger letters need."""
        if watched is self.panel and event.type() == QEvent.Type.FontChange:
            self._limit()
        elif watched is self.main:
            self._follow_window(event.type())
        return super().eventFilter(watched, event)

    def _follow_window(self, happened: QEvent.Type) -> None:
        if happened == QEvent.Type.Resize:
            self._limit()
        elif happened == QEvent.Type.MouseButtonPress:
            self._before = self.dock.width()
        elif happened == QEvent.Type.MouseButtonRelease:
            self._remember_width()

    def _limit(self) -> None:
        least, most = library_limits(self.panel, self.main.width())
        self.panel.setMinimumWidth(least)
        self.panel.setMaximumWidth(most)

    def _remember_width(self) -> None:
        """Keep the width that the clerk has dragged; one that was never touched follows letters and window."""
        if not self.dock.isHidden() and not self.dock.isFloating() and self.dock.width() != self._before:
            self.main.settings.library_width = self.dock.width()

    def fit(self, taken: int = 0) -> None:
        """Take as much room as was taken last, or as is usual, but none that list and form need (``taken``)."""
        room = self.main.width()
        least, _ = library_limits(self.panel, room)
        wanted = library_width(self.panel, self.main.settings.library_width, room)
        wide = max(min(wanted, room - taken), least)
        self.main.resizeDocks([self.dock], [wide], Qt.Orientation.Horizontal)

    def _connect(self) -> None:
        self.panel.search_wanted.connect(self._search)
        self.panel.entry_wanted.connect(self.insert)
        self.target.dropped.connect(self._drop)
        self._looking.done.connect(self._show)
        self._looking.failed.connect(self.desk.refused)
        self._later.timeout.connect(self._search)
        self.form_view.look_changed.connect(self._follow_look)
        self.desk.form_opened.connect(self._follow_form)
        self.desk.form_changed.connect(self._mark)
        self.desk.session.subscribe(self._on_touched)

    @property
    def is_open(self) -> bool:
        """Whether the library is at hand."""
        return not self.dock.isHidden() or self._gave_way

    @property
    def busy(self) -> bool:
        """Whether what is shown is about to be another thing."""
        return self._looking.busy or self.panel.is_waiting or self._later.isActive()

    def show_library(self) -> None:
        """Open the library and go to its words; close it where that is where one is."""
        if self.is_open and self.panel.isAncestorOf(self.main.focusWidget() or self.main):
            self.dock.hide()
            self.form_view.table.setFocus()
        else:
            self._open()
            self.panel.words.setFocus()
            self.panel.words.selectAll()

    def _follow_look(self, look: int) -> None:
        """Leave the preview the room, for nothing can be put into it, and come back with the form to fill in."""
        if look == FILL and self._gave_way:
            self._gave_way = False
            self.dock.show()
        elif look != FILL and self.is_open:
            self._gave_way = True
            self.dock.hide()

    def _open(self) -> None:
        if self.form_view.is_preview:
            self.form_view.show_look(FILL)
        was_open = self.is_open
        self.dock.show()
        if not was_open:
            self.fit()
            self._follow_form()
            self._search()

    # What is shown

    def _follow_form(self) -> None:
        """Offer the levels of the form in work and mark what it has."""
        form = self.desk.form
        if form is not None and self.is_open:
            layout = self.desk.library.shown_layout(form)
            if layout.head.taxonomy != self._taxonomy:
                self._taxonomy = layout.head.taxonomy
                self.panel.offer_levels(self.desk.library.taxonomy_for(form))
            self._mark()

    def follow_place(self, *, has_form: bool) -> None:
        """Put in and mark only what belongs to a form that is in sight, which beside the overview none is."""
        self.panel.allow(has_form=has_form)
        self._mark()

    def _mark(self) -> None:
        form = self.desk.form if self.panel.has_form else None
        if self.is_open:
            self.panel.model.mark([row.level3 for row in form.indicators] if form else [])

    def _on_touched(self, touched: Touched) -> None:
        if touched and self.is_open:
            self._later.start()

    def _search(self) -> None:
        if self.is_open:
            store, text, under = self.desk.session.store, self.panel.words.text(), self.panel.under()
            self._looking.want(lambda *_: search_indicators(store, text, under=under, limit=LIMIT))

    def _show(self, entries: Sequence[Entry]) -> None:
        self.panel.show_found(entries, LIMIT)

    # What is put in

    def _drop(self, name: str, at: int) -> None:
        row = self.panel.model.row_of(name)
        if row >= 0:
            self.insert(self.panel.model.entry(row), at)

    def insert(self, entry: Entry, at: int | None = None) -> None:
        """Put an entry into the form in work: where it was dropped, else below the others of its levels."""
        if not self.panel.has_form:
            self.main.refuse(NO_FORM)
            return
        if self.form_view.is_preview:
            self.form_view.show_look(FILL)
        if not self.form_view.store_all() or self.desk.form is None:
            return
        form, library = self.desk.form, self.desk.library
        where = place_for(form, entry, library) if at is None else min(at, len(form.indicators))
        step = insert_entry(form, where, entry, library, weighted=self.panel.weighted.isChecked())
        if self.desk.do(step):
            self._reveal(where)
            self.main.say(f"“{entry.name}”已插入第 {where + 1} 行。按 Ctrl+Z 可以撤销。")

    def _reveal(self, row: int) -> None:
        """Make the new row current and show it, while the keys stay where they are."""
        table = self.form_view.table
        index = table.indicators.index(row, table.indicators.column_of("level3"))
        table.setCurrentIndex(index)
        table.scrollTo(index)

    def leave(self) -> None:
        """Stop what is under way, remember how the panel stood and put it away; the next store has its own."""
        self._later.stop()
        self._looking.stop()
        if self._has_left:
            return
        self._has_left = True
        self.main.settings.library_open = self.is_open
        self.dock.hide()
