"""The form in work as it will be printed: the very PDF that is exported, as pictures of its pages."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.base.errors import JihengError
from app.gui.desk import Desk
from app.gui.theme import theme
from app.gui.widgets import label, on_click, tool_button
from app.model.records import ref_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_POINTS_PER_INCH = 72
_STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_GAP = 16


def page_images(pdf: bytes, scale: float) -> "Iterator[QImage]":
    """Yield the pages of a PDF as pictures; at scale 1 a point is a pixel."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            bitmap = page.render(scale=scale, rev_byteorder=True)
            image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, _FORMATS[bitmap.n_channels])
            yield image.copy()
    finally:
        document.close()


_FORMATS = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBX8888}


class Preview(QWidget):
    """The pages below each other, with a zoom; by itself a page is as wide as there is room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._pdf = b""
        self._zoom: float | None = None
        self._drawn_for: tuple[bytes, float] = (b"", 0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName("打印预览")
        self._note = label(role="muted")
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 6, 16, 6)
        bar.addWidget(self._note, 1)
        for name, words, keys, by in (("zoom-out", "缩小", "Ctrl+-", -1), ("zoom-in", "放大", "Ctrl+=", 1)):
            bar.addWidget(self._button(name, words, keys, by))
        bar.addWidget(on_click(tool_button("适合宽度"), self._fit))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self._scroll, 1)

    def _button(self, name: str, words: str, keys: str, by: int) -> QToolButton:
        button = on_click(tool_button(words, picture=name, tip=f"{words}（{keys}）"), lambda: self.zoom(by))
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(button.click)
        return button

    def refresh(self) -> None:
        """Print the form in work anew, when it is looked at."""
        form = self.desk.form
        self._pdf = b""
        if form is None:
            self._show_words("没有打开的表")
            return
        from app.sheet.pages import print_form
        from app.writers.pdf import pdf_bytes

        try:
            self._pdf = pdf_bytes([print_form(form, self.desk.library, self.desk.surroundings([form])[ref_of(form)])])
        except JihengError as error:
            self._show_words(str(error))
            return
        self._draw()

    def _show_words(self, words: str) -> None:
        self._note.setText("")
        shown = label(words)
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setWordWrap(True)
        self._scroll.setWidget(shown)

    def _scale(self) -> float:
        ratio = self.devicePixelRatioF()
        return ratio * (self._zoom or self._fitting_zoom())

    def _fitting_zoom(self) -> float:
        import pypdfium2

        document = pypdfium2.PdfDocument(self._pdf)
        width = document[0].get_width()
        document.close()
        return float(max(0.3, min(2.0, (self._scroll.viewport().width() - 4 * _GAP) / width)))

    def _draw(self) -> None:
        if not self._pdf:
            return
        scale = self._scale()
        if self._drawn_for == (self._pdf, scale):
            return
        self._drawn_for = (self._pdf, scale)
        pages = QWidget()
        column = QVBoxLayout(pages)
        column.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        column.setSpacing(_GAP)
        images = list(page_images(self._pdf, scale))
        for number, image in enumerate(images, 1):
            column.addWidget(self._page(image, number), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        at = self._scroll.verticalScrollBar().value()
        self._scroll.setWidget(pages)
        self._scroll.verticalScrollBar().setValue(at)
        percent = round(scale / self.devicePixelRatioF() * _POINTS_PER_INCH / self.logicalDpiX() * 100)
        self._note.setText(f"共 {len(images)} 页 · {percent}%")

    def _page(self, image: QImage, number: int) -> QLabel:
        image.setDevicePixelRatio(self.devicePixelRatioF())
        page = QLabel()
        page.setPixmap(QPixmap.fromImage(image))
        page.setFixedSize(image.deviceIndependentSize().toSize() + QSize(2, 2))
        page.setStyleSheet(f"border: 1px solid {theme().line}; background: white;")
        page.setAccessibleName(f"第 {number} 页")
        return page

    def zoom(self, by: int) -> None:
        """Go to the next larger (1) or smaller (-1) step."""
        if not self._pdf:
            return
        now = self._zoom or self._fitting_zoom()
        steps = [step for step in _STEPS if (step > now + 0.01 if by > 0 else step < now - 0.01)]
        if steps:
            self._zoom = steps[0] if by > 0 else steps[-1]
            self._draw()

    def _fit(self) -> None:
        self._zoom = None
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as there is room."""
        super().resizeEvent(event)
        if self._zoom is None and self.isVisible():
            self._draw()
