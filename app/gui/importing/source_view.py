"""The right of the import window: the original of the form, with the place of what is looked at."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui.importing.basket import File
from app.gui.importing.draft import Draft, Key
from app.gui.importing.grid_picture import GridPicture
from app.gui.importing.marks import marks_of, place_of
from app.gui.importing.page_picture import PagePicture
from app.gui.importing.sources import Picture
from app.gui.widgets import ElidedLabel, label, on_click, tool_button
from app.readers.grids import Place

_OWN = "这是绩衡导出的文件，读出来的与导出时完全一样，不用对照原件。"
_WAITING = "正在准备原件…"


class SourceView(QWidget):
    """Shows the page or sheet that a form stands on.

    Signals:
        chosen: the key of the field whose place was clicked.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page, self.grid = PagePicture(), GridPicture()
        self._words = label(role="muted")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMargin(24)
        self._stack = QStackedWidget()
        for widget in (self._words, self.page, self.grid):
            self._stack.addWidget(widget)
        self._file: File | None = None
        self._draft: Draft | None = None
        self._key = Key("", "")
        self._place: Place | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        column.addWidget(self._stack, 1)
        self.page.chosen.connect(self.chosen)
        self.grid.chosen.connect(self.chosen)
        self.page.paged.connect(self._show_number)
        self.page.failed.connect(self._say)
        self._show()

    def _bar(self) -> QHBoxLayout:
        self._title = ElidedLabel("muted")
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 4, 8, 2)
        bar.setSpacing(0)
        bar.addWidget(label("原件　", "heading"))
        bar.addWidget(self._title, 1)
        self._buttons = [
            on_click(tool_button("", picture=picture, tip=tip, name=tip), action)
            for picture, tip, action in (
                ("up", "上一页", lambda: self.page.turn_to(self.page.page - 1)),
                ("down", "下一页", lambda: self.page.turn_to(self.page.page + 1)),
                ("zoom-out", "缩小", lambda: self.page.zoom(-1)),
                ("zoom-in", "放大", lambda: self.page.zoom(1)),
            )
        ]
        for button in self._buttons:
            bar.addWidget(button)
        return bar

    def show_draft(self, draft: Draft | None, file: File | None) -> None:
        """Show where a form stands in its file."""
        self._draft, self._file = draft, file
        self._key, self._place = Key("", ""), None
        self._place = _beginning(draft) if draft is not None else None
        self._show()

    def refresh(self) -> None:
        """Show anew what is marked, or a page that has come in."""
        if self._draft is not None:
            self._show()

    def show_key(self, key: Key) -> None:
        """Show where a field's value was read."""
        self._key = key
        place = place_of(marks_of(self._draft), key) if self._draft else None
        self._place = place or self._place
        self._show()

    def show_place(self, place: Place) -> None:
        """Show a place where no field's value was read."""
        self._key, self._place = Key("", ""), place
        self._show()

    def _show(self) -> None:
        file, draft = self._file, self._draft
        is_pdf = file is not None and file.picture is Picture.PDF
        for button in self._buttons:
            button.setVisible(is_pdf)
        if file is None or draft is None:
            self._say("")
        elif file.picture is Picture.NONE:
            self._say(_OWN)
        elif is_pdf:
            self._show_page(file, draft)
        else:
            self._show_grid(file, draft)

    def _show_page(self, file: File, draft: Draft) -> None:
        if file.source.path is None:
            return
        self._stack.setCurrentWidget(self.page)
        self.page.open(file.source.path, self._place.page if self._place else 1)
        self.page.show_marks(marks_of(draft), self._key, self._place)
        self._show_number(self.page.page, self.page.pages)

    def _show_grid(self, file: File, draft: Draft) -> None:
        page = file.pages.get(self._place.page if self._place else 1)
        if page is None:
            self._say(_WAITING)
            return
        self._stack.setCurrentWidget(self.grid)
        self.grid.open(page)
        self.grid.show_marks(marks_of(draft), self._key, self._place)
        sheet = f"　工作表“{page.name}”{'（隐藏的）' if page.is_hidden else ''}" if page.name else ""
        self._title.setText(f"{file.source.name}{sheet}")

    def _show_number(self, page: int, pages: int) -> None:
        name = self._file.source.name if self._file else ""
        self._title.setText(f"第 {page} / {pages} 页　{name}" if pages else name)
        self._buttons[0].setEnabled(page > 1)
        self._buttons[1].setEnabled(page < pages)

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._title.setText(self._file.source.name if self._file else "")
        self._stack.setCurrentWidget(self._words)

    def rest(self) -> None:
        """Draw no more."""
        self.page.rest()


def _beginning(draft: Draft) -> Place | None:
    """Return where a form begins: where the first of its values stands, else its page."""
    pages = draft.found.pages
    on_page = (one.place for one in draft.readings.values() if pages and one.place.page == pages[0])
    first = next((place for place in on_page if place.cell or place.box), None)
    return first or (Place(pages[0], draft.found.sheet) if pages else None)
