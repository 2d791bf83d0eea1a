"""All pages of a printout below each other: scrolled, zoomed around what is looked at, drawn where they are seen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.base.pdfium import PDFIUM_LOCK
from app.gui.pages import PageView
from app.gui.widgets import label

if TYPE_CHECKING:
    from app.sheet.pages import PlacedBox, Printout

_STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_SMALLEST, _LARGEST_FIT = 0.3, 2.0
_POINTS_PER_MM = 72 / 25.4
_GAP = 16
_EDGES = 3  # px around a page, and what rounding takes
_AHEAD = 400  # px above and below what is seen that are drawn too
_KEPT = 3000  # px above and below within which pictures are kept
_FORMATS = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBX8888}


def page_images(pdf: bytes, scale: float) -> Iterator[QImage]:
    """Yield the pages of a PDF as pictures; at scale 1 a point is a pixel."""
    import pypdfium2

    with PDFIUM_LOCK, pypdfium2.PdfDocument(pdf) as document:
        for number in range(len(document)):
            yield page_image(pdf, number, scale)


def page_image(pdf: bytes, number: int, scale: float) -> QImage:
    """Return a page of a PDF, from 0, as a picture."""
    import pypdfium2

    with PDFIUM_LOCK, pypdfium2.PdfDocument(pdf) as document:
        bitmap = document[number].render(scale=scale, rev_byteorder=True)
        image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, _FORMATS[bitmap.n_channels])
        return image.copy()


class _Anchor(NamedTuple):
    """What stays where it is while pages change their size: a point of a page, and where in the window it is seen."""

    page: int
    share: QPointF
    seen: QPoint


class PageStack(QScrollArea):
    """The pages; by themselves they are as wide as there is room.

    Signals:
        chosen: the field (``app.sheet.sheet.FieldId``) whose cell was clicked.
        zoomed: the pages have another size now.
    """

    chosen = Signal(object)
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("打印预览")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else fitting would fit to and fro
        self.pages: list[PageView] = []
        self._pdf = b""
        self._printout: Printout | None = None
        self._zoom: float | None = None
        self._fits_height = False
        self._drawn: dict[int, tuple[bytes, float]] = {}
        self._painter = QTimer(self)
        self._painter.setInterval(0)
        self._painter.timeout.connect(self._draw_one)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._painter.start())
        self._paper = QWidget()
        self.setWidget(self._paper)

    def show_words(self, words: str) -> None:
        """Show a sentence instead of pages."""
        self.pages, self._printout, self._pdf = [], None, b""
        self._drawn.clear()
        shown = label(words)
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setWordWrap(True)
        self.setWidgetResizable(True)
        self.setWidget(shown)

    def show_pages(self, printout: "Printout", pdf: bytes) -> None:
        """Show the pages of a printout, at the place that was looked at before."""
        self._printout, self._pdf = printout, pdf
        if self.widgetResizable():
            self.setWidgetResizable(False)
            self._paper = QWidget()
            self.setWidget(self._paper)
        while len(self.pages) > len(printout.pages):
            self.pages.pop().deleteLater()
            self._drawn.pop(len(self.pages), None)
        while len(self.pages) < len(printout.pages):
            self._add_page()
        self._lay_out()

    def _add_page(self) -> None:
        view = PageView(len(self.pages) + 1, self._paper)
        view.chosen.connect(self.chosen)
        view.show()
        self.pages.append(view)

    # Size and place

    def scale(self) -> float:
        """Return how many pixels of the screen a point of the paper takes."""
        return self._zoom or self._fitting_scale()

    def _fitting_scale(self) -> float:
        if self._printout is None:
            return 1
        paper, room = self._printout.sheet.page, self.viewport().size()
        wide = (room.width() - 2 * _GAP - _EDGES) / (paper.width * _POINTS_PER_MM)
        high = (room.height() - 2 * _GAP - _EDGES) / (paper.height * _POINTS_PER_MM)
        return max(_SMALLEST, min(_LARGEST_FIT, wide, high if self._fits_height else wide))

    def zoom(self, by: int, at: QPoint | None = None) -> None:
        """Go to the next larger (1) or smaller (-1) step, around a point or the middle of what is seen."""
        now = self.scale()
        steps = [step for step in _STEPS if (step > now + 0.01 if by > 0 else step < now - 0.01)]
        if steps:
            self._zoom = steps[0] if by > 0 else steps[-1]
            self._lay_out(at)

    def fit(self, *, whole_page: bool) -> None:
        """Let a page be as wide as there is room, or be seen as a whole."""
        self._zoom, self._fits_height = None, whole_page
        self._lay_out()

    def _lay_out(self, at: QPoint | None = None) -> None:
        """Place all pages at the scale there is now; what was seen at a point stays there."""
        if self._printout is None:
            return
        stays_at_top = at is None and self.verticalScrollBar().value() == 0
        anchor = self._anchor(at or self.viewport().rect().center())
        for view, page in zip(self.pages, self._printout.pages, strict=True):
            view.show_page(page, self._printout.sheet.page, self.scale())
        self._place()
        if anchor is not None:
            self._return_to(anchor)
        if stays_at_top:
            self.verticalScrollBar().setValue(0)
        self._painter.start()
        self.zoomed.emit()

    def _place(self) -> None:
        width = max(self.viewport().width(), max(view.width() for view in self.pages) + 2 * _GAP)
        top = _GAP
        for view in self.pages:
            view.move((width - view.width()) // 2, top)
            top += view.height() + _GAP
        self._paper.resize(QSize(width, top))

    def _anchor(self, seen: QPoint) -> _Anchor | None:
        """Return what is seen at a point."""
        at = self._paper.mapFrom(self.viewport(), seen)
        for number, view in enumerate(self.pages):
            if view.height() > 0 and at.y() <= view.geometry().bottom() + _GAP:
                inside = at - view.pos()
                return _Anchor(number, QPointF(inside.x() / view.width(), inside.y() / view.height()), seen)
        return None

    def _return_to(self, anchor: _Anchor) -> None:
        view = self.pages[min(anchor.page, len(self.pages) - 1)]
        across = view.x() + anchor.share.x() * view.width() - anchor.seen.x()
        down = view.y() + anchor.share.y() * view.height() - anchor.seen.y()
        self.horizontalScrollBar().setValue(round(across))
        self.verticalScrollBar().setValue(round(down))

    def reveal(self, view: PageView, box: "PlacedBox") -> None:
        """Scroll until a box is seen."""
        centre = view.mapToParent(view.rect_of(box).center().toPoint())
        self.ensureVisible(centre.x(), centre.y(), 80, 120)

    # Pictures

    def _seen(self, ahead: int) -> QRect:
        top = self.verticalScrollBar().value()
        return QRect(0, top - ahead, self._paper.width(), self.viewport().height() + 2 * ahead)

    def _draw_one(self) -> None:
        """Draw the next page that is seen and not drawn yet, one at a time so that the window stays alive."""
        if self._printout is None or not self._draw_next():
            self._painter.stop()

    def _draw_next(self) -> bool:
        """Draw a page that is seen and not drawn yet, forget those far away; whether there was one to draw."""
        scale = self.scale() * self.devicePixelRatioF()
        key = (self._pdf, scale)
        near, kept = self._seen(_AHEAD), self._seen(_KEPT)
        for number, view in enumerate(self.pages):
            if view.image is not None and not view.geometry().intersects(kept):
                view.show_image(None)
                self._drawn.pop(number, None)
            if view.geometry().intersects(near) and self._drawn.get(number) != key:
                image = page_image(self._pdf, number, scale)
                image.setDevicePixelRatio(self.devicePixelRatioF())
                view.show_image(image)
                self._drawn[number] = key
                return True
        return False

    # Wheel and window

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom(1 if event.angleDelta().y() > 0 else -1, event.position().toPoint())
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pages fitting and in the middle."""
        super().resizeEvent(event)
        self._lay_out()
