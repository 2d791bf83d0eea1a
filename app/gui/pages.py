"""One page of a printout on the screen: looked at, marked where something was found, clicked to find the field."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.gui.theme import theme

if TYPE_CHECKING:
    from app.definitions.looks import Page
    from app.sheet.pages import PlacedBox, PlacedPage

_MM_PER_POINT = 25.4 / 72
_EDGE = 1  # px around the paper
_FOUND, _CURRENT = "#fff0b8", "#ffd24d"  # as a marker on paper: darker than neither ink nor line


class PageView(QWidget):
    """One page as a picture; what it prints is known box by box.

    Signals:
        chosen: the field whose value or label was clicked.
    """

    chosen = Signal(object)

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: PlacedPage
        self.image: QImage | None = None
        self._per_mm = 1.0
        self._hits: Sequence[PlacedBox] = ()
        self._current: PlacedBox | None = None
        self.setAccessibleName(f"第 {number} 页")
        self.setMouseTracking(True)

    def show_page(self, page: "PlacedPage", paper: "Page", points: float) -> None:
        """Show a page, a point of which is ``points`` pixels of the screen wide; its picture may come later."""
        self.page = page
        self._per_mm = points / _MM_PER_POINT
        self._hits, self._current = (), None
        size = QSize(round(paper.width * self._per_mm), round(paper.height * self._per_mm))
        self.setFixedSize(size.grownBy(QMargins(_EDGE, _EDGE, _EDGE, _EDGE)))

    def show_image(self, image: QImage | None) -> None:
        """Show the page's picture; until there is one the paper is blank, an old one is stretched."""
        self.image = image
        self.update()

    def box_at(self, point: QPointF) -> "PlacedBox | None":
        """Return the box at a point of the screen."""
        return self.page.box_at((point.x() - _EDGE) / self._per_mm, (point.y() - _EDGE) / self._per_mm)

    def rect_of(self, box: "PlacedBox") -> QRectF:
        """Return where a box stands on the screen."""
        k = self._per_mm
        return QRectF(box.x * k + _EDGE, box.y * k + _EDGE, box.width * k, box.height * k)

    def mark(self, hits: "Sequence[PlacedBox]", current: "PlacedBox | None") -> None:
        """Mark what was found, and what of it is looked at now."""
        self._hits, self._current = hits, current
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - a page is one picture
        """Paint the page, its edge, and what was found on it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.image is not None:
            self._paint_image(painter, self.image)
        self._paint_marks(painter)
        painter.setPen(QPen(QColor(theme().line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_image(self, painter: QPainter, image: QImage) -> None:
        """Paint the picture as sharp as it is, or stretched while the one of this size is still to come."""
        paper = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        if abs(image.deviceIndependentSize().width() - paper.width()) <= 1:
            painter.drawImage(paper.topLeft(), image)
        else:
            painter.drawImage(QRectF(paper), image)

    def _paint_marks(self, painter: QPainter) -> None:
        """Colour the paper below what was found and leave the ink as it is."""
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for box in self._hits:
            painter.fillRect(self.rect_of(box), QColor(_CURRENT if box is self._current else _FOUND))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        if self._current is not None:
            painter.setPen(QPen(QColor(theme().accent), 2))
            painter.drawRect(self.rect_of(self._current))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a cell can be clicked."""
        box = self.box_at(event.position())
        can_go = box is not None and box.box.field is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_go else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the field that was clicked."""
        box = self.box_at(event.position())
        if box is not None and box.box.field is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(box.box.field)
