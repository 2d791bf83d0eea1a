"""A sheet or document beside the form that was read from it, drawn as a grid: cells are marked and can be clicked."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.gui.importing.draft import Key
from app.gui.importing.marks import Mark, next_of
from app.gui.theme import theme
from app.readers.grids import Cell, Page, Place, Table
from app.readers.spreadsheet import address

Index = QModelIndex | QPersistentModelIndex
_PLACE = Qt.ItemDataRole.UserRole + 1
_MOST_SPANS = 4_000
_LOOKED_AT = 2_000  # cells from whose texts the columns take their widths
_NARROWEST, _WIDEST = 34, 240  # px
_PADDING = 14  # px
_MOST_COLUMNS = 1_000


class Spot(NamedTuple):
    """Where a text of the page stands in the grid."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    place: Place


def spots_of(page: Page) -> list[Spot]:
    """Return the texts of a page as a grid: a sheet by its addresses, a document one below another."""
    spots: list[Spot] = []
    row = 0
    for block in page.blocks:
        if isinstance(block, Table):
            at = _corner(block)
            top, left = at or (row, 0)
            spots += [Spot(top + c.row, left + c.column, c.rows, c.columns, c.text, c.place) for c in block.cells]
            row = max(row, top + block.rows)
        else:
            spots.append(Spot(row, 0, 1, 0, block.text, block.place))
            row += 1
    return spots


def _corner(table: Table) -> tuple[int, int] | None:
    """Return where a table begins on its sheet; ``None`` where its cells have no addresses."""
    first: Cell | None = next(iter(table.cells), None)
    at = address(first.place.cell) if first is not None else None
    return (at[0] - 1 - first.row, at[1] - 1 - first.column) if at and first is not None else None


class GridModel(QAbstractTableModel):
    """The texts of a page."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spots: dict[tuple[int, int], Spot] = {}
        self._size = (0, 0)
        self._is_sheet = False
        self.at_place: dict[Place, tuple[int, int]] = {}

    def show_page(self, page: Page | None) -> None:
        """Show another page."""
        self.beginResetModel()
        spots = spots_of(page) if page else []
        columns = min(max((spot.column + max(spot.columns, 1) for spot in spots), default=0), _MOST_COLUMNS)
        self._spots = {(spot.row, spot.column): spot for spot in spots}
        self._size = (max((spot.row + spot.rows for spot in spots), default=0), columns)
        self._is_sheet = bool(page and page.name)
        self.at_place = {spot.place: (spot.row, spot.column) for spot in spots}
        self.endResetModel()

    def spots(self) -> Sequence[Spot]:
        """Return all texts."""
        return list(self._spots.values())

    def spot(self, index: Index) -> Spot | None:
        """Return what stands in a cell."""
        return self._spots.get((index.row(), index.column()))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else self._size[0]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else self._size[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell, when it is seen."""
        spot = self.spot(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if spot is None:
            return None
        return spot.text if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the numbers and letters of a sheet; a document has none."""
        if role != Qt.ItemDataRole.DisplayRole or not self._is_sheet:
            return None
        return section + 1 if orientation is Qt.Orientation.Vertical else _letters(section)


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class _Frames(QStyledItemDelegate):
    """Frames the current cell and, dashed and with a sign, the doubtful ones."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.current: tuple[int, int] | None = None
        self.doubtful: set[tuple[int, int]] = set()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell, then what marks it."""
        at = (index.row(), index.column())
        rect: QRect = option.rect
        if at == self.current:
            painter.fillRect(rect, QColor(theme().warning_soft))
        super().paint(painter, option, index)
        painter.save()
        if at in self.doubtful:
            painter.setPen(QPen(QColor(theme().warning), 1.6, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
            painter.drawText(rect.adjusted(0, 0, -2, 0), Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, "⚠")
        if at == self.current:
            painter.setPen(QPen(QColor(theme().accent), 2.5))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()


class GridPicture(QTableView):
    """Shows one page or sheet at a time; nothing in it can be changed.

    Signals:
        chosen: the key of the field whose cell was clicked.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("原件的表格")
        self.grid = GridModel(self)
        self.setModel(self.grid)
        self._frames = _Frames(self)
        self.setItemDelegate(self._frames)
        self.setWordWrap(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(22)
        self.verticalHeader().setDefaultSectionSize(26)
        self.horizontalHeader().setMinimumSectionSize(_NARROWEST)
        self._marks: Sequence[Mark] = ()
        self._key = Key("", "")
        self._page: Page | None = None
        self._fitter = QTimer(self)
        self._fitter.setSingleShot(True)
        self._fitter.setInterval(0)
        self._fitter.timeout.connect(self._fit_seen)
        self._fitted: set[int] = set()
        self._is_revealing = False
        self.verticalScrollBar().valueChanged.connect(lambda _: self._fitter.start())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._fitter.start())
        self.clicked.connect(self._on_clicked)

    def open(self, page: Page | None) -> None:
        """Show a page."""
        if page is self._page:
            return
        self._page = page
        self.clearSpans()
        self.grid.show_page(page)
        self._fitted.clear()
        self.scrollToTop()
        self.horizontalScrollBar().setValue(0)
        self._fit_columns()
        self._merge()
        is_sheet = bool(page and page.name)
        self.horizontalHeader().setVisible(is_sheet)
        self.verticalHeader().setVisible(is_sheet)
        self._fitter.start()

    def _merge(self) -> None:
        merged = [spot for spot in self.grid.spots() if spot.rows > 1 or spot.columns != 1]
        for spot in merged[:_MOST_SPANS]:
            columns = spot.columns or self.grid.columnCount()
            if spot.rows > 1 or columns > 1:
                self.setSpan(spot.row, spot.column, spot.rows, columns)

    def _fit_columns(self) -> None:
        """Give the columns widths by their texts; merged cells have no say."""
        widths: dict[int, int] = {}
        metrics = self.fontMetrics()
        for spot in self.grid.spots()[:_LOOKED_AT]:
            if spot.columns == 1:
                longest = max((metrics.horizontalAdvance(line[:40]) for line in spot.text.split("\n")), default=0)
                widths[spot.column] = max(widths.get(spot.column, 0), longest + _PADDING)
        for column in range(self.grid.columnCount()):
            self.setColumnWidth(column, max(_NARROWEST, min(_WIDEST, widths.get(column, _NARROWEST))))

    def _fit_seen(self) -> None:
        """Make the rows that are seen as high as their texts; the others when they come into sight."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height())
        if first < 0:
            return
        seen = range(first, (last if last >= 0 else min(first + 100, self.grid.rowCount() - 1)) + 1)
        new = [row for row in seen if row not in self._fitted]
        for row in new:
            self._fitted.add(row)
            self.resizeRowToContents(row)
        if self._is_revealing:
            self._is_revealing = bool(new)
            self._reveal()

    def show_marks(self, marks: Sequence[Mark], current: Key, place: Place | None) -> None:
        """Mark where the values of the form stand, and where the current one does; scroll to that."""
        self._marks, self._key = marks, current
        at = self.grid.at_place
        self._frames.doubtful = {at[mark.place] for mark in marks if mark.is_doubtful and mark.place in at}
        self._frames.current = at.get(place) if place is not None else None
        self._is_revealing = True
        self._reveal()
        self._fitter.start()
        self.viewport().update()

    def _reveal(self) -> None:
        """Scroll to the current cell; again while rows on the way there take the height of their texts."""
        if self._frames.current is not None:
            self.scrollTo(self.grid.index(*self._frames.current))
        if self._is_revealing:
            self._fitter.start()

    def _on_clicked(self, index: QModelIndex) -> None:
        spot = self.grid.spot(index)
        marks = [mark for mark in self._marks if spot is not None and mark.place == spot.place]
        if marks:
            self.chosen.emit(next_of(marks, self._key))
