"""Years, units and forms at the left, each form with the number of its problems."""

from collections.abc import Collection

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QTreeView, QVBoxLayout, QWidget

from app.gui.listed import Listed
from app.gui.measures import character, least_list_width
from app.gui.overview.tree_model import COUNT, NAME, TreeModel
from app.gui.widgets import label, quiet, tool_button
from app.model.refs import FormRef
from app.store.listing import NO_YEAR

Index = QModelIndex | QPersistentModelIndex

_ALL_OPEN = 400  # forms; of more, only the units that the clerk has opened are open
_COUNT_WIDTH = 4  # characters; a width that follows the content would measure every form at every change


class FormTree(QTreeView):
    """The units with their forms.

    Signals:
        moved: another line is current.
    """

    moved = Signal(object)

    def __init__(self, model: TreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName("表")
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(NAME, self.header().ResizeMode.Stretch)
        self.header().setSectionResizeMode(COUNT, self.header().ResizeMode.Fixed)
        self.header().setMinimumSectionSize(0)  # Qt's own still is that of the letters before these
        self._fit_count()

    def _fit_count(self) -> None:
        self.header().resizeSection(COUNT, _COUNT_WIDTH * character(self))

    def changeEvent(self, event: QEvent) -> None:
        """Give the numbers the room that larger letters need."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_count()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell that another line is current."""
        super().currentChanged(current, previous)
        self.moved.emit(current)


class Navigator(QWidget):
    """Which form: chosen here.

    Signals:
        chosen: the form that the clerk wants to work on.
        year_chosen: the year that the clerk wants to see.
        overview_wanted: all forms of the year are to be shown together.
    """

    chosen = Signal(object)
    year_chosen = Signal(int)
    overview_wanted = Signal()

    def __init__(self, desk: Listed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.years = QComboBox()
        self.years.setAccessibleName("年度")
        self.years.activated.connect(lambda _: self.year_chosen.emit(self.years.currentData()))
        self.model = TreeModel(desk)
        self.tree = FormTree(self.model)
        self.tree.moved.connect(self._choose)
        self._opened: dict[str, bool] = {}
        self._is_overview = False
        self.overview = self._overview_button()
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.setSpacing(8)
        caption = label("年度", "muted")
        caption.setBuddy(self.years)
        head.addWidget(caption)
        head.addWidget(self.years, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.overview)
        column.addWidget(self.tree, 1)
        self.setMinimumWidth(least_list_width(self))

    def changeEvent(self, event: QEvent) -> None:
        """Stay wide enough for names in larger letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setMinimumWidth(least_list_width(self))

    def _overview_button(self) -> QToolButton:
        """Return the first entry, which stands for all others."""
        button = tool_button("概览", picture="home", tip="全年的表、状态、金额和问题（Ctrl+Home）", name="全年概览")
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self._want_overview)
        return button

    def _want_overview(self) -> None:
        """Ask for the overview; the button shows what came of it, for the form in work may have to stay."""
        self.overview_wanted.emit()
        self.overview.setChecked(self._is_overview)

    def show_overview(self, *, shown: bool) -> None:
        """Show whether the overview or one of the forms is looked at."""
        self._is_overview = shown
        self.overview.setChecked(shown)
        if shown:
            self.select(None)

    def _choose(self, index: Index) -> None:
        line = self.model.line(index)
        if line is not None:
            self.chosen.emit(line.ref)

    def refresh(self) -> None:
        """Show the years and forms of the store, keeping what is open and current."""
        if self.desk.patched is not None:
            self.model.rename(self.desk.patched)
            return
        form = self.desk.form
        self._remember_open()
        with quiet(self.tree):
            self._fill_years()
            self.model.show(self.desk.groups())
            self._open_again()
        self.select(FormRef(form.kind, form.id) if form else None)

    def _remember_open(self) -> None:
        """Note which units are open."""
        tops = (self.model.index(n, NAME) for n in range(self.model.rowCount()))
        self._opened |= {str(top.data()): self.tree.isExpanded(top) for top in tops}

    def _open_again(self) -> None:
        """Open the units that were open; of many forms none is shown before its unit is opened."""
        few = len(self.model.refs) <= _ALL_OPEN
        for n, group in enumerate(self.model.groups):
            self.tree.setExpanded(self.model.index(n, NAME), self._opened.get(group.name, few))

    def _fill_years(self) -> None:
        self.years.clear()
        known = self.desk.years()
        wanted = known if self.desk.year is None or self.desk.year in known else [self.desk.year, *known]
        for year in wanted:
            self.years.addItem(f"{year} 年" if year != NO_YEAR else "未填年度", year)
        self.years.setCurrentIndex(self.years.findData(self.desk.year))

    def show_year(self) -> None:
        """Show which year is on the desk."""
        self.years.setCurrentIndex(self.years.findData(self.desk.year))

    def show_counts(self, refs: Collection[FormRef] | None = None) -> None:
        """Show beside some forms, or all, how many problems they have, a tick where there is none."""
        self.model.recount(refs)

    def select(self, ref: FormRef | None) -> None:
        """Make a form current without choosing it anew."""
        index = self.model.index_of(ref)
        with quiet(self.tree):
            self.tree.setCurrentIndex(index)
            if index.isValid():
                self.tree.scrollTo(index)

    def refs(self) -> list[FormRef]:
        """Return the forms of the year, in the order in which they are listed."""
        return self.model.refs
