"""The table of the form in work takes indicators that are dragged from the library, at the row that is pointed at."""

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFrame, QTableView

from app.gui.library.entry_model import MIME
from app.gui.theme import theme

_THICK = 2  # px


class DropTarget(QObject):
    """Watches the table for what is dragged over it; all else is left to the table.

    Signals:
        dropped: the name of the entry, and the index at which it is to stand.
    """

    dropped = Signal(str, int)

    def __init__(self, table: QTableView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._line = QFrame(table.viewport())
        self._line.hide()
        table.viewport().setAcceptDrops(True)
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show where it would stand, and tell where it was dropped."""
        if event.type() == QEvent.Type.DragLeave:
            self._line.hide()
        elif isinstance(event, QDropEvent) and event.mimeData().hasFormat(MIME):
            self._take(event)
            return True
        return super().eventFilter(watched, event)

    def _take(self, event: QDropEvent) -> None:
        at = self.row_at(event.position().toPoint())
        if event.type() == QEvent.Type.Drop:
            self._line.hide()
            self.dropped.emit(bytes(event.mimeData().data(MIME).data()).decode(), at)
        else:
            self._mark(at)
        event.acceptProposedAction()

    def row_at(self, point: QPoint) -> int:
        """Return the index at which something dropped there stands: above or below the row pointed at."""
        row = self._table.rowAt(point.y())
        if row < 0:
            return self._table.model().rowCount()
        middle = self._table.rowViewportPosition(row) + self._table.rowHeight(row) // 2
        return row + (point.y() > middle)

    def _mark(self, at: int) -> None:
        """Draw a line between the rows."""
        last = self._table.model().rowCount() - 1
        row = min(at, last)
        below = self._table.rowHeight(row) if at > last and last >= 0 else 0
        top = self._table.rowViewportPosition(row) + below if last >= 0 else 0
        self._line.setStyleSheet(f"background: {theme().accent};")
        self._line.setGeometry(0, max(top - _THICK // 2, 0), self._table.viewport().width(), _THICK)
        self._line.show()
