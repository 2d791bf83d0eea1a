"""Draws the text around a place with what was found marked, as with a pen, and what takes its place beside it."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.gui.replacing.hit_model import PARTS, Parts
from app.gui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_AIR = 6  # px at the sides


class _Run(NamedTuple):
    """Words of one look; ``pen`` is the colour they are marked with."""

    text: str
    pen: str = ""
    struck: bool = False


def _runs(parts: Parts) -> Iterator[_Run]:
    """Yield a text as it is and as it will be: what goes is struck out, what comes stands behind it."""
    colours = theme()
    yield _Run(parts.before)
    yield _Run(parts.found, colours.warning_soft, struck=bool(parts.by))
    yield _Run(parts.by, colours.accent_soft)
    yield _Run(parts.after)


class HitDelegate(QStyledItemDelegate):
    """The cell as the style draws it, its words in their parts."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        own.text = ""
        own.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        painter.save()
        self._draw(painter, own, index.data(PARTS) or Parts("", "", "", ""))
        painter.restore()

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, parts: Parts) -> None:
        left, right = option.rect.left() + _AIR, option.rect.right() - _AIR
        for run in _runs(Parts(*parts)):
            font = QFont(option.font)
            font.setBold(bool(run.pen))
            font.setStrikeOut(run.struck)
            metrics = QFontMetrics(font)
            width = min(metrics.horizontalAdvance(run.text), max(right - left, 0))
            room = QRect(left, option.rect.top(), width, option.rect.height())
            _mark(painter, room, run, metrics)
            painter.setFont(font)
            painter.setPen(QColor(theme().text))
            shown = metrics.elidedText(run.text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
            left += width


def _mark(painter: QPainter, room: QRect, run: _Run, metrics: QFontMetrics) -> None:
    if run.pen:
        top = room.center().y() - metrics.height() // 2
        painter.fillRect(QRect(room.left(), top, room.width(), metrics.height()), QColor(run.pen))
