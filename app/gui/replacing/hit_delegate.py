"""Draws the text around a place with what was found marked, as with a pen."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.replacing.hit_model import PARTS
from app.gui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_AIR = 6  # px at the sides


class HitDelegate(QStyledItemDelegate):
    """The cell as the style draws it, its words in three parts."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        own.text = ""
        own.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        painter.save()
        self._draw_parts(painter, own, index.data(PARTS) or ())
        painter.restore()

    def _draw_parts(self, painter: QPainter, option: QStyleOptionViewItem, parts: tuple[str, ...]) -> None:
        colours, left, right = theme(), option.rect.left() + _AIR, option.rect.right() - _AIR
        for number, text in enumerate(parts):
            font = QFont(option.font)
            font.setBold(number == 1)
            metrics = QFontMetrics(font)
            width = min(metrics.horizontalAdvance(text), max(right - left, 0))
            room = QRect(left, option.rect.top(), width, option.rect.height())
            if number == 1:
                height = metrics.height()
                mark = QRect(left, room.center().y() - height // 2, width, height)
                painter.fillRect(mark, QColor(colours.warning_soft))
            painter.setFont(font)
            painter.setPen(QColor(colours.text))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
            left += width
