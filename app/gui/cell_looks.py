"""How the cells of a table of the form look: their texts, and over them signs of problems and where the keys go.

Qt would ask the model seven times for each cell it paints. Here each cell is described at once, and what only few
cells have is painted over the finished table.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen, QRegion
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.gui.row_sizes import SIGN, SIGN_ROOM
from app.gui.theme import icon, theme

if TYPE_CHECKING:
    from app.gui.row_model import AnyModel
    from app.gui.row_table import RowTable

Index = QModelIndex | QPersistentModelIndex

_PICTURE_MARGINS = 6  # px, that Qt leaves around the picture of a cell
_LINE_BREAK = "\u2028"  # Qt's own within a text
_TEXT_MARGIN, _KEYS_FRAME = 4, 2  # px
_Feature = QStyleOptionViewItem.ViewItemFeature
_TEXT_COLOUR = QPalette.ColorRole.Text


class CellLooks(QStyledItemDelegate):
    """Describes the cells of a table to Qt's style."""

    def __init__(self, table: "RowTable", model: "AnyModel") -> None:
        super().__init__(table)
        self._model = model

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Describe a cell; one with a sign keeps its text out of that corner."""
        model, row, number = self._model, index.row(), index.column()
        column = model.columns[number]
        option.index = index  # type: ignore[assignment]  # a persistent one is taken too
        option.styleObject = None  # type: ignore[assignment]  # none: nothing in a cell moves
        option.displayAlignment = column.alignment
        option.text = model.shown_text(row, column).replace("\n", _LINE_BREAK)
        option.features |= _Feature.HasDisplay
        if not column.printed:
            option.palette.setColor(_TEXT_COLOUR, QColor(theme().muted))
        mark = model.mark_at(row, column)
        if mark is not None:
            option.features |= _Feature.HasDecoration
            option.decorationPosition = QStyleOptionViewItem.Position.Right
            option.decorationSize = QSize(SIGN_ROOM - _PICTURE_MARGINS, 1)
            if colour := mark.colour:
                option.backgroundBrush = QBrush(QColor(colour))


def paint_over(painter: QPainter, table: "RowTable", region: QRegion) -> None:
    """Paint what only few cells have over those of a finished table that lie in a region."""
    for sign, rect in _signs(table, region):
        icon(sign, getattr(theme(), sign)).paint(painter, rect)
    _paint_invitation(painter, table, region)
    if table.hasFocus() and table.currentIndex().isValid():
        painter.setPen(_keys_pen())
        painter.drawRect(table.visualRect(table.currentIndex()).adjusted(1, 1, -1, -1))


def _keys_pen() -> QPen:
    """Return what frames the current cell, with sharp corners."""
    pen = QPen(QColor(theme().accent), _KEYS_FRAME)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def _signs(table: "RowTable", region: QRegion) -> Iterator[tuple[str, QRect]]:
    """Yield the sign of each cell with problems, and the corner in which it is drawn."""
    model, bounds = table.rows, region.boundingRect()
    first, last = table.rowAt(bounds.top()), table.rowAt(bounds.bottom())
    if first < 0:
        return  # below the rows
    for row in range(first, (last if last >= 0 else model.count) + 1):
        for number, column in enumerate(model.columns):
            mark = model.mark_at(row, column)
            if mark is None:
                continue
            cell = table.visualRect(model.index(row, number))
            if region.intersects(cell):
                yield mark.sign, QRect(cell.right() - SIGN - _KEYS_FRAME, cell.top() + _KEYS_FRAME, SIGN, SIGN)


def _paint_invitation(painter: QPainter, table: "RowTable", region: QRegion) -> None:
    """Say in the empty row what it is for."""
    field, words = table.rows.invitation
    index = table.rows.index(table.rows.count, table.rows.column_of(field))
    cell = table.visualRect(index)
    if not index.isValid() or not region.intersects(cell) or table.rows.text(index):
        return
    room = cell.adjusted(_TEXT_MARGIN, 0, -_TEXT_MARGIN, 0)
    painter.setPen(QColor(theme().muted))
    words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
