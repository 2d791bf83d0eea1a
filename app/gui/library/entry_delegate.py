"""Draws an entry of the library in two lines: its name, and below it what it usually says."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.library.entry_model import SECOND, THERE
from app.gui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_AIR = 6  # px around the lines


class EntryDelegate(QStyledItemDelegate):
    """Two lines, each shortened to the room there is; the tip has them whole."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of two lines."""
        del index
        return QSize(100, 2 * QFontMetrics(option.font).height() + 2 * _AIR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw an entry; one that the form has already is pale."""
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        name, own.text = own.text, ""
        own.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        room = own.rect.adjusted(_AIR, _AIR, -_AIR, -_AIR)
        colours = theme()
        painter.save()
        painter.setFont(own.font)
        first = colours.muted if index.data(THERE) else colours.text
        for top, text, colour in ((0, name, first), (room.height() // 2, str(index.data(SECOND)), colours.muted)):
            line = QRect(room.left(), room.top() + top, room.width(), room.height() // 2)
            shown = own.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.setPen(QColor(colour))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
