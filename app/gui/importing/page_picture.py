"""A page of a PDF beside the form that was read from it: the values' places are marked and can be clicked."""

from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.base.errors import ReadingError
from app.base.pdfium import PDFIUM_LOCK
from app.gui.importing.beside import Beside
from app.gui.importing.draft import Key
from app.gui.importing.marks import Mark, next_of
from app.gui.theme import theme
from app.readers.grids import Box, Place

_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBX8888}
_STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
_LEAST_READ, _MOST_FITTING = 0.85, 2.0  # a point in pixels: what can still be read, and what is large enough
_MOST_PIXELS = 24_000_000
_AIR = 4  # px around what is marked
_SIGN = 14  # px
_UNKNOWN = QSize(595, 842)  # points, before the page is known


class Shot(NamedTuple):
    """A page as a picture.

    Attributes:
        page: its number, from 1.
        pages: how many the file has.
        size: of the paper, in points.
        scale: pixels for a point.
        image: the picture.
    """

    page: int
    pages: int
    size: tuple[float, float]
    scale: float
    image: QImage


def shoot(path: Path, page: int, scale: float) -> Shot:
    """Draw a page of a PDF.

    Raises:
        ReadingError: the file is no longer as it was when it was read.
    """
    import pypdfium2

    try:
        with PDFIUM_LOCK, pypdfium2.PdfDocument(path) as document:
            number = min(max(page, 1), len(document))
            drawn = document[number - 1]
            width, height = drawn.get_size()
            fitting = min(scale, sqrt(_MOST_PIXELS / max(width * height, 1)))
            bitmap = drawn.render(scale=fitting, rev_byteorder=True)
            form = _FORMATS[bitmap.n_channels]
            image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, form).copy()
            return Shot(number, len(document), (width, height), fitting, image)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise ReadingError("原件打不开了，可能已被移走或改动；读出来的内容不受影响。") from error


class PagePicture(QScrollArea):
    """Shows one page at a time, by itself as wide as there is room but never too small to be read.

    Signals:
        chosen: the key of the field whose place was clicked.
        paged: the number of the page that is shown, and of how many.
        failed: the page cannot be shown; the sentence says why.
    """

    chosen = Signal(object)
    paged = Signal(int, int)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("原件的页面")
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else fitting would fit to and fro
        self.path: Path | None = None
        self.page, self.pages = 0, 0
        self._zoom: float | None = None
        self._sheet = _Sheet(self)
        self._sheet.clicked.connect(self.chosen)
        self.setWidget(self._sheet)
        self._drawer = Beside(self)
        self._drawer.done.connect(self._take)
        self._drawer.failed.connect(self.failed)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(60)
        self._resized.timeout.connect(self._draw)

    def open(self, path: Path, page: int) -> None:
        """Show a page of a file."""
        if path != self.path:
            self.pages = 0
        self.path = path
        self.turn_to(page)

    def turn_to(self, page: int) -> None:
        """Show another page of the file."""
        wanted = max(1, min(page, self.pages or page))
        if (self.path, wanted) != (self._sheet.path, self.page) or self._sheet.shot is None:
            self.page = wanted
            self._sheet.path = self.path
            self._sheet.show_shot(None)
            self.verticalScrollBar().setValue(0)
            self.horizontalScrollBar().setValue(0)
            self._draw()

    def show_marks(self, marks: Sequence[Mark], current: Key, place: Place | None) -> None:
        """Mark where the values of the form stand, and where the current one does; scroll to that."""
        if place is not None and self.path is not None:
            self.turn_to(place.page)
        self._sheet.show_marks(marks, current, place)
        self._reveal()

    def _reveal(self) -> None:
        box = self._sheet.current_box()
        if box is not None and self._sheet.shot is not None:
            rect = self._sheet.rect_of(box)
            centre = rect.center().toPoint()
            self.ensureVisible(
                centre.x(), centre.y(), min(int(rect.width() / 2), 160) + _SIGN, min(int(rect.height() / 2), 160) + 40
            )

    # Drawing

    def _scale(self) -> float:
        """Return how many pixels of the screen a point takes."""
        width = self._sheet.paper()[0]
        return self._zoom or max(_LEAST_READ, min(_MOST_FITTING, (self.viewport().width() - 2) / max(width, 1)))

    def _draw(self) -> None:
        if self.path is None or not self.isVisible():
            return
        path, page, scale = self.path, self.page, self._scale() * self.devicePixelRatioF()
        self._drawer.want(lambda: shoot(path, page, scale))

    def _take(self, shot: object) -> None:
        if not isinstance(shot, Shot):
            return
        is_new = self._sheet.shot is None
        self.pages, self.page = shot.pages, shot.page
        self._sheet.show_shot(shot)
        scale = self._scale()
        self._sheet.resize_to(scale)
        if abs(shot.scale - scale * self.devicePixelRatioF()) > 0.01 and is_new:
            self._draw()  # the size of the paper was not known before
        self.paged.emit(self.page, self.pages)
        if is_new:
            self._reveal()

    def zoom(self, by: int) -> None:
        """Go to the next larger (1) or smaller (-1) step, or (0) to the width of the window."""
        now = self._scale()
        steps = [step for step in _STEPS if (step > now + 0.01 if by > 0 else step < now - 0.01)]
        self._zoom = (steps[0] if by > 0 else steps[-1]) if by and steps else None if not by else now
        self._sheet.resize_to(self._scale())
        self._reveal()
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page fitting."""
        super().resizeEvent(event)
        self._sheet.resize_to(self._scale())
        self._resized.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned:
                self.zoom(1 if turned > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def rest(self) -> None:
        """Draw no more."""
        self._resized.stop()
        self._drawer.stop()


class _Sheet(QWidget):
    """The page itself.

    Signals:
        clicked: the key of the field whose place was clicked.
    """

    clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.shot: Shot | None = None
        self._scale = 1.0
        self._marks: Sequence[Mark] = ()
        self._key = Key("", "")
        self._place: Place | None = None
        self.setMouseTracking(True)
        self.resize(_UNKNOWN)

    def paper(self) -> tuple[float, float]:
        """Return the size of the paper in points."""
        return self.shot.size if self.shot else (_UNKNOWN.width(), _UNKNOWN.height())

    def show_shot(self, shot: Shot | None) -> None:
        self.shot = shot
        self.update()

    def resize_to(self, scale: float) -> None:
        """Take the size of the page at a scale."""
        self._scale = scale
        width, height = self.paper()
        self.resize(round(width * scale), round(height * scale))
        self.update()

    def show_marks(self, marks: Sequence[Mark], key: Key, place: Place | None) -> None:
        self._marks, self._key, self._place = marks, key, place
        self.update()

    def _here(self) -> list[Mark]:
        page = self.shot.page if self.shot else 0
        return [mark for mark in self._marks if mark.place.page == page and mark.place.box is not None]

    def current_box(self) -> Box | None:
        """Return the box of the current field, if it is on this page."""
        if self._place is None or self.shot is None or self._place.page != self.shot.page:
            return None
        return self._place.box

    def rect_of(self, box: Box) -> QRectF:
        """Return where a box stands on the screen."""
        k = self._scale
        return QRectF(box.left * k, box.top * k, box.width * k, box.height * k)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - a page is one picture
        """Paint the page and what is marked on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.shot is not None:
            painter.drawImage(self.rect(), self.shot.image)
            self._paint_marks(painter)
        painter.setPen(QPen(QColor(theme().line), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_marks(self, painter: QPainter) -> None:
        for mark in self._here():
            if mark.is_doubtful and mark.place.box is not None:
                self._paint_doubt(painter, self.rect_of(mark.place.box))
        box = self.current_box()
        if box is not None:
            rect = self.rect_of(box).adjusted(-_AIR / 2, -_AIR / 2, _AIR / 2, _AIR / 2)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.fillRect(rect, QColor("#ffe9a8"))
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.setPen(QPen(QColor("#1f6f8b"), 2.5))
            painter.drawRect(rect)

    @staticmethod
    def _paint_doubt(painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(QColor("#b26b00"), 1.6, Qt.PenStyle.DashLine))
        painter.drawRect(rect)
        corner = QRectF(rect.right() - _SIGN, rect.top(), _SIGN, _SIGN)
        painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, "⚠")

    def _marks_at(self, point: QPointF) -> list[Mark]:
        """Return the fields whose place is at a point: those of the smallest box there."""
        found = [(self.rect_of(mark.place.box), mark) for mark in self._here() if mark.place.box is not None]
        hit = [(rect, mark) for rect, mark in found if rect.contains(point)]
        least = min((rect.width() * rect.height() for rect, _ in hit), default=0)
        return [mark for rect, mark in hit if rect.width() * rect.height() <= least + 1]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the field whose place is clicked."""
        marks = self._marks_at(event.position())
        if marks and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(next_of(marks, self._key))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer what can be clicked."""
        can_be_clicked = bool(self._marks_at(event.position()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_be_clicked else Qt.CursorShape.ArrowCursor)

    def point_of(self, key: Key) -> QPoint | None:
        """Return the middle of a field's place on the page."""
        boxes = (mark.place.box for mark in self._here() if mark.key == key)
        return next((self.rect_of(box).center().toPoint() for box in boxes if box is not None), None)
