"""The form in work as it will be printed: the very PDF that is exported, as pictures of its pages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.base.errors import JihengError
from app.gui.desk import Desk
from app.gui.widgets import label, on_click, tool_button

if TYPE_CHECKING:
    from app.definitions.looks import Page
    from app.gui.pages import PageView
    from app.sheet.pages import PlacedBox, Printout

_STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_SMALLEST, _LARGEST_FIT = 0.3, 2.0
_POINTS_PER_MM = 72 / 25.4
_GAP = 16
_FORMATS = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBX8888}


def page_images(pdf: bytes, scale: float) -> Iterator[QImage]:
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


class _Hit(NamedTuple):
    """A cell in which the searched words were found."""

    view: "PageView"
    box: "PlacedBox"


class Preview(QWidget):
    """The pages below each other, with zoom, search and print; by itself a page is as wide as there is room.

    Signals:
        chosen: the field (``app.sheet.sheet.FieldId``) whose cell was clicked.
        print_wanted: the button to print was pressed.
    """

    chosen = Signal(object)
    print_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.pdf = b""
        self._printout: Printout | None = None
        self._zoom: float | None = None
        self._drawn_for: tuple[bytes, float] = (b"", 0)
        self.pages: list[PageView] = []
        self._hits: list[_Hit] = []
        self._at = -1
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName("打印预览")
        self.setFocusProxy(self._scroll)
        self._note = label(role="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        column.addWidget(self._scroll, 1)

    def _bar(self) -> QHBoxLayout:
        self.search = QLineEdit()
        self.search.setPlaceholderText("在预览中查找")
        self.search.setAccessibleName("在预览中查找")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(220)
        self.search.textChanged.connect(self.find_words)
        self.search.returnPressed.connect(self.find_next)
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 6, 16, 6)
        bar.addWidget(self._note, 1)
        bar.addWidget(self.search)
        for name, words, keys, by in (("zoom-out", "缩小", "Ctrl+-", -1), ("zoom-in", "放大", "Ctrl+=", 1)):
            bar.addWidget(self._zoom_button(name, words, keys, by))
        bar.addWidget(on_click(tool_button("适合宽度"), self._fit))
        bar.addWidget(on_click(tool_button("打印", picture="print", tip="打印（Ctrl+P）"), self.print_wanted.emit))
        return bar

    def _zoom_button(self, name: str, words: str, keys: str, by: int) -> QToolButton:
        button = on_click(tool_button(words, picture=name, tip=f"{words}（{keys}）"), lambda: self.zoom(by))
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(button.click)
        return button

    def refresh(self) -> None:
        """Print the form in work anew, when it is looked at."""
        form = self.desk.form
        self.pdf, self._printout = b"", None
        if form is None:
            self._show_words("没有打开的表")
            return
        from app.writers.pdf import pdf_bytes

        try:
            self._printout = self.desk.print_out(form)
            self.pdf = pdf_bytes([self._printout])
        except JihengError as error:
            self._show_words(str(error))
            return
        self._draw()

    def paper(self) -> "Page":
        """Return the paper of the form that is shown."""
        if self._printout is None:
            raise RuntimeError("nothing is shown")
        return self._printout.sheet.page

    def _show_words(self, words: str) -> None:
        self._note.setText("")
        self.pages, self._hits, self._drawn_for = [], [], (b"", 0)
        shown = label(words)
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setWordWrap(True)
        self._scroll.setWidget(shown)

    def _scale(self) -> float:
        return self._zoom or self._fitting_zoom()

    def _fitting_zoom(self) -> float:
        """Return the scale at which a page is as wide as there is room, in pixels for a point."""
        if self._printout is None:
            return 1
        room = self._scroll.viewport().width() - 4 * _GAP
        return max(_SMALLEST, min(_LARGEST_FIT, room / (self._printout.sheet.page.width * _POINTS_PER_MM)))

    def _draw(self) -> None:
        scale = self._scale()
        if self._printout is None or self._drawn_for == (self.pdf, scale):
            return
        from app.gui.pages import PageView

        self._drawn_for = (self.pdf, scale)
        ratio = self.devicePixelRatioF()
        self.pages = []
        for page, image in zip(self._printout.pages, page_images(self.pdf, scale * ratio), strict=True):
            image.setDevicePixelRatio(ratio)
            view = PageView(page, image, len(self.pages) + 1, scale)
            view.chosen.connect(self.chosen)
            self.pages.append(view)
        self._show_pages()
        zoom = round(scale * 72 / self.logicalDpiX() * 100)
        self._note.setText(self._lacking() or f"共 {len(self.pages)} 页 · {zoom}%")
        self.find_words()

    def _lacking(self) -> str:
        """Return which character cannot be printed because no typeface has it, or nothing."""
        from app.writers.lacking import missing_letters

        missing = missing_letters([self._printout.sheet]) if self._printout else []
        return f"⚠ 印不出来：{missing[0].sentence}，请改用其他字。" if missing else ""

    def _show_pages(self) -> None:
        pages = QWidget()
        column = QVBoxLayout(pages)
        column.setContentsMargins(_GAP, _GAP, _GAP, _GAP)
        column.setSpacing(_GAP)
        for view in self.pages:
            column.addWidget(view, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        at = self._scroll.verticalScrollBar().value()
        self._scroll.setWidget(pages)
        self._scroll.verticalScrollBar().setValue(at)

    def zoom(self, by: int) -> None:
        """Go to the next larger (1) or smaller (-1) step."""
        now = self._scale()
        steps = [step for step in _STEPS if (step > now + 0.01 if by > 0 else step < now - 0.01)]
        if steps:
            self._zoom = steps[0] if by > 0 else steps[-1]
            self._draw()

    def _fit(self) -> None:
        self._zoom = None
        self._draw()

    def find_words(self) -> int:
        """Tint every cell that holds the searched words and return how many there are."""
        words = self.search.text().strip()
        found = [(view, box) for view in self.pages for box in view.page.boxes if words and words in box.box.text]
        self._hits, self._at = [_Hit(*one) for one in found], -1
        for view in self.pages:
            view.mark([hit.box for hit in self._hits if hit.view is view], None)
        if words:
            self._note.setText(f"找到 {len(found)} 处，按回车到下一处" if found else f"没有找到“{words}”")
        return len(found)

    def find_next(self) -> None:
        """Go to the next cell that holds the searched words; after the last comes the first."""
        if not self._hits:
            return
        self._at = (self._at + 1) % len(self._hits)
        current = self._hits[self._at]
        for view in self.pages:
            view.mark([hit.box for hit in self._hits if hit.view is view], current.box)
        centre = current.view.mapToParent(current.view.rect_of(current.box).center().toPoint())
        self._scroll.ensureVisible(centre.x(), centre.y(), 80, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page as wide as there is room."""
        super().resizeEvent(event)
        if self._zoom is None and self.isVisible():
            self._draw()
