"""The row numbers of a table: a click selects a row, dragging what is selected moves it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from app.gui.row_model import AnyModel


class RowHeader(QHeaderView):
    """Row numbers that can be dragged. Dragging over rows that are not selected selects them, as in Excel.

    Signals:
        dropped: the rows that were dragged, and before which row they were dropped.
    """

    dropped = Signal(list, int)

    def __init__(self, table: QTableView, model: AnyModel) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._model, self._table = model, table
        self._dragged: list[int] = []
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setFirstSectionMovable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("行号")
        self.sectionMoved.connect(self._drop)

    def sizeHint(self) -> QSize:
        """Return the room of the longest number; Qt would measure two hundred rows whenever the table is resized."""
        rows = {0, self.count() - 1, max(self.count() - 2, 0)} if self.count() else set()
        return QSize(max((self.sectionSizeFromContents(row).width() for row in rows), default=0), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move where whole rows are selected, else to select."""
        row = self.logicalIndexAt(event.position().toPoint())
        whole = [index.row() for index in self._table.selectionModel().selectedRows()]
        self._dragged = self._model.rows_among(whole) if row in whole and not self._model.is_new(row) else []
        self.setSectionsMovable(bool(self._dragged))
        super().mousePressEvent(event)

    def _drop(self, row: int, old: int, new: int) -> None:
        """Put the header back as it was and tell what was meant: the rows themselves are to move."""
        if old == new:
            return
        before = self.blockSignals(True)
        self.moveSection(new, old)
        self.blockSignals(before)
        self._table.viewport().update()
        self.dropped.emit(self._dragged or [row], min(new + 1 if new > old else new, self._model.count))
