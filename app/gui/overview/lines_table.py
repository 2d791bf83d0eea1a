"""The list of the overview: columns that follow the letters and give way to names, and what is selected in it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QWidget

from app.gui.measures import character
from app.gui.overview.lines_model import (
    AMOUNT,
    CHANGED,
    CODE,
    COLUMNS,
    FILLED,
    FOUND,
    NAME,
    PROBLEMS,
    STATE,
    UNIT,
    LinesModel,
)
from app.gui.solid_table import SolidTable
from app.model.refs import FormRef

_ROW_AIR, _CELL_AIR = 10, 10  # px
_HEAD_AIR = 28  # px beside a heading, for the sign of the order
_WIDTHS = {UNIT: 9, CODE: 12, AMOUNT: 6, STATE: 6, PROBLEMS: 11, FILLED: 3, CHANGED: 6}  # in Chinese characters
_NAME_WIDTH = 14  # Chinese characters that a name is told in
_PLACE_WIDTH = 22  # Chinese characters that the place of a word is told in
_TIGHT = 10  # Chinese characters that a name, and the place of a word beside it, have at least
_NAME_BEFORE_STATE = 20  # Chinese characters that a name has before a long state takes more than usual
_STATE_MOST = 24  # Chinese characters that a state with its reason has at most
_SPARE = (CODE, CHANGED)  # what few look at
_GIVE_WAY = (*_SPARE, FILLED, UNIT, AMOUNT)  # what is left out, in this order, where the list is too narrow


class LinesTable(SolidTable):
    """The list; Enter does what a double click does.

    Signals:
        chosen: the form that the clerk wants to work on.
    """

    chosen = Signal(object)

    def __init__(self, model: LinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self.setModel(model)
        self.setAccessibleName("全年的表")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._has_units = True
        self._kept: tuple[list[FormRef], FormRef | None, int] = [], None, 0
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)
        self._set_sizes()
        self.verticalScrollBar().valueChanged.connect(lambda _: self._widen_state())
        self.sortByColumn(UNIT, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(lambda index: self.chosen.emit(model.refs[index.row()]))

    def _set_sizes(self) -> None:
        """Give the columns widths that no row has to be read for, the name what is left."""
        rows, heads = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.hide()
        heads.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        heads.setSectionResizeMode(FOUND, QHeaderView.ResizeMode.Stretch)
        heads.moveSection(FOUND, NAME + 1)
        heads.setHighlightSections(False)
        self.setColumnHidden(FOUND, True)
        self._follow_letters()

    def _follow_letters(self) -> None:
        """Give rows and columns what the letters need, as large as they are."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + _ROW_AIR)
        for column in _WIDTHS:
            self.setColumnWidth(column, self._width_of(column))
        self.fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew where the font is another one."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "lines"):
            self._follow_letters()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave columns out where names would have no room."""
        super().resizeEvent(event)
        self.fit_columns()

    def show_places(self, *, shown: bool) -> None:
        """Show where the words of a search were found, beside the names, or no longer."""
        self.setColumnHidden(FOUND, not shown)
        self.fit_columns()

    def show_units(self, *, shown: bool) -> None:
        """Show the units of the forms, where there are several, or no longer."""
        self._has_units = shown
        self.fit_columns()

    def fit_columns(self) -> None:
        """Show the columns that there is room for beside names; states have what they need of the rest."""
        wanted = self._wanted()
        places = 0 if self.isColumnHidden(FOUND) else _PLACE_WIDTH * character(self)
        room = self.viewport().width() - sum(map(self._width_of, wanted))
        for column in _GIVE_WAY:
            is_left_out = column not in wanted or room < self._least_beside(column)
            self.setColumnHidden(column, is_left_out)
            room += self._width_of(column) if is_left_out and column in wanted else 0
        free = room - places - _NAME_BEFORE_STATE * character(self)
        usual = self._width_of(STATE)
        self.setColumnWidth(STATE, min(max(self._state_needs(), usual), usual + max(free, 0)))

    def _least_beside(self, column: int) -> int:
        """Return what names, and places of words, have at least where a column is seen, in px."""
        if self.isColumnHidden(FOUND):
            return (_NAME_WIDTH if column in _SPARE else _TIGHT) * character(self)
        return (_NAME_WIDTH + _PLACE_WIDTH if column == CODE else 2 * _TIGHT) * character(self)

    def _wanted(self) -> list[int]:
        """Return the columns that are to be seen, if there is room."""
        return [column for column in _WIDTHS if column != UNIT or self._has_units]

    def _width_of(self, column: int) -> int:
        heading = self.fontMetrics().horizontalAdvance(COLUMNS[column].heading)
        return max(_WIDTHS[column] * character(self) + _CELL_AIR, heading + _HEAD_AIR)

    def _state_needs(self) -> int:
        """Return how wide the states in sight are, with the reasons why forms were returned."""
        seen = (self.lines.index(row, STATE).data() for row in self._rows_in_sight())
        widest = max((self.fontMetrics().horizontalAdvance(words) for words in seen if words), default=0)
        return min(widest, _STATE_MOST * character(self)) + self._icon_width() + 2 * _CELL_AIR

    def _icon_width(self) -> int:
        return self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize, None, self)

    def _widen_state(self) -> None:
        """Give a longer reason that has come into sight its room; what goes out of sight changes nothing."""
        if self._state_needs() > self.columnWidth(STATE):
            self.fit_columns()

    def _rows_in_sight(self) -> range:
        high = max(self.verticalHeader().defaultSectionSize(), 1)
        first, count = self.verticalScrollBar().value() // high, self.viewport().height() // high + 1
        return range(first, min(first + count, len(self.lines.refs)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current form on Enter."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and 0 <= row < len(self.lines.refs):
            self.chosen.emit(self.lines.refs[row])
        else:
            super().keyPressEvent(event)

    def chosen_refs(self) -> list[FormRef]:
        """Return the selected forms from the top."""
        selection = self.selectionModel().selection()
        ranges = (selection.at(n) for n in range(selection.count()))
        rows = {row for one in ranges for row in range(one.top(), one.bottom() + 1)}
        return [self.lines.refs[row] for row in sorted(rows)]

    def current_ref(self) -> FormRef | None:
        """Return the current form."""
        row = self.currentIndex().row()
        return self.lines.refs[row] if 0 <= row < len(self.lines.refs) else None

    def _remember(self) -> None:
        """Keep what is selected and seen, for the lines are about to come in another order."""
        self._kept = self.chosen_refs(), self.current_ref(), self.verticalScrollBar().value()

    def _recall(self) -> None:
        refs, current, scrolled = self._kept
        self.select_refs(refs, current)
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(scrolled)
        self.fit_columns()

    def select_refs(self, refs: Sequence[FormRef], current: FormRef | None) -> None:
        """Select forms, as far as they are still shown."""
        selection = QItemSelection()
        for row in self.lines.rows_of(refs):
            selection.select(self.lines.index(row, 0), self.lines.index(row, FOUND))
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flag.ClearAndSelect)
        for row in self.lines.rows_of([current] if current else []):
            self.selectionModel().setCurrentIndex(self.lines.index(row, NAME), flag.NoUpdate)
