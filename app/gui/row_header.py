"""The row numbers of a table: a click selects a row, dragging what is selected moves it."""

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHeaderView, QTableView

from app.gui.row_model import AnyModel
from app.gui.theme import theme

_THICK = 2  # px: the line where the rows would land


class RowHeader(QHeaderView):
    """Row numbers that can be dragged. Dragging over rows that are not selected selects them, as in Excel.

    Signals:
        dropped: the rows that were dragged, and before which row they were dropped.
        menu_wanted: the row that was right-clicked, and where on the screen.
    """

    dropped = Signal(list, int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, table: QTableView, model: AnyModel) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._model, self._table = model, table
        self._dragged: list[int] = []
        self._from = QPoint()  # where the mouse was pressed
        self._at: int | None = None  # before which row what is dragged would land
        self._line = QFrame(table)
        self._line.hide()
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("行号")
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.layoutChanged):
            changed.connect(self.give_up)

    def sizeHint(self) -> QSize:
        """Return the room of the longest number; Qt would measure two hundred rows whenever the table is resized."""
        rows = {0, self.count() - 1, max(self.count() - 2, 0)} if self.count() else set()
        return QSize(max((self.sectionSizeFromContents(row).width() for row in rows), default=0), 0)

    # Dragging

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move where whole rows are selected, else to select."""
        self.give_up()
        self._from = event.position().toPoint()
        is_plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        self._dragged = self._held(self.logicalIndexAt(self._from)) if is_plain else []
        if not self._dragged:
            super().mousePressEvent(event)

    def _held(self, row: int) -> list[int]:
        """Return the rows that go along when one is dragged; none where it is not selected as a whole."""
        whole = [index.row() for index in self._table.selectionModel().selectedRows()]
        return self._model.rows_among(whole) if row in whole and not self._model.is_new(row) else []

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the rows would land."""
        point = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self.give_up()  # it was let go where nobody told
        if not self._dragged:
            super().mouseMoveEvent(event)
        elif self._at is not None or (point - self._from).manhattanLength() >= QApplication.startDragDistance():
            self._follow(point.y())
            self._at = self.place_at(point.y())
            self._mark(self._at)

    def _follow(self, y: int) -> None:
        """Scroll towards what is dragged out of sight, the quicker the further."""
        bar, beyond = self._table.verticalScrollBar(), y - self.viewport().height() + 1
        bar.setValue(bar.value() + min(y, 0) + max(beyond, 0))

    def place_at(self, y: int) -> int:
        """Return before which row something dropped at a height stands: above or below the row pointed at."""
        seen = max(0, min(y, self.viewport().height() - 1))
        row = self.logicalIndexAt(seen)
        if row < 0:
            return self._model.count
        middle = self.sectionViewportPosition(row) + self.sectionSize(row) // 2
        return min(row + (seen > middle), self._model.count)

    def _mark(self, at: int) -> None:
        """Draw a line above a row, through the numbers and the cells."""
        lowest = self.viewport().height() - _THICK
        y = max(0, min(self.sectionViewportPosition(at) - _THICK // 2, lowest))
        corner = self.viewport().mapTo(self._table, QPoint(0, y))
        self._line.setStyleSheet(f"background: {theme().accent};")
        self._line.setGeometry(corner.x(), corner.y(), self.width() + self._table.viewport().width(), _THICK)
        self._line.show()
        self._line.raise_()

    def give_up(self) -> bool:
        """Let go of what is dragged and move nothing, as where the rows have become others; whether there was any."""
        had, self._dragged, self._at = bool(self._dragged), [], None
        self._line.hide()
        return had

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Move the rows to the line; a mere click on one of several selected rows selects that one."""
        dragged, at = self._dragged, self._at
        self.give_up()
        if not dragged:
            super().mouseReleaseEvent(event)
        elif at is None:
            self._table.selectRow(self.logicalIndexAt(self._from))
        else:
            self.dropped.emit(dragged, at)

    # Menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a row."""
        self.menu_wanted.emit(self.logicalIndexAt(event.pos()), event.globalPos())
        event.accept()
