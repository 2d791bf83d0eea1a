"""The pages of a printout on the screen: looked at, searched, and clicked to find the field."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.gui.theme import theme
from app.sheet.pages import PlacedBox, PlacedPage

_MM_PER_POINT = 25.4 / 72
_HIT, _CURRENT = 60, 130  # how strongly what was found is tinted, of 255


class PageView(QWidget):
    """One page as a picture; what it prints is known box by box.

    Signals:
        chosen: the field whose value or label was clicked.
    """

    chosen = Signal(object)

    def __init__(
        self, page: PlacedPage, image: QImage, number: int, points: float, parent: QWidget | None = None
    ) -> None:
        """Show ``image``, in which a point of the paper is ``points`` pixels of the screen wide."""
        super().__init__(parent)
        self.page = page
        self._image = image
        self._per_mm = points / _MM_PER_POINT
        self._hits: Sequence[PlacedBox] = ()
        self._current: PlacedBox | None = None
        self.setFixedSize(image.deviceIndependentSize().toSize() + QSize(2, 2))
        self.setAccessibleName(f"第 {number} 页")
        self.setMouseTracking(True)

    def _box_at(self, point: QPointF) -> PlacedBox | None:
        return self.page.box_at((point.x() - 1) / self._per_mm, (point.y() - 1) / self._per_mm)

    def rect_of(self, box: PlacedBox) -> QRectF:
        """Return where a box stands on the screen."""
        k = self._per_mm
        return QRectF(box.x * k + 1, box.y * k + 1, box.width * k, box.height * k)

    def mark(self, hits: Sequence[PlacedBox], current: PlacedBox | None) -> None:
        """Tint what was found, and what of it is looked at now."""
        self._hits, self._current = hits, current
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - a page is one picture
        """Paint the page, its edge, and what was found on it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawImage(QPointF(1, 1), self._image)
        painter.setPen(QPen(QColor(theme().line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        for box in self._hits:
            tint = QColor("#f2b600")
            tint.setAlpha(_CURRENT if box is self._current else _HIT)
            painter.fillRect(self.rect_of(box), tint)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a cell can be clicked."""
        box = self._box_at(event.position())
        can_go = box is not None and box.box.field is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_go else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the field that was clicked."""
        box = self._box_at(event.position())
        if box is not None and box.box.field is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(box.box.field)
