"""The form in work as it will be printed: the very PDF that is exported, as pictures of its pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.base.errors import JihengError
from app.gui.desk import Desk
from app.gui.find_bar import FindBar
from app.gui.page_stack import PageStack
from app.gui.reprint import Printed, Reprinter, printed
from app.gui.widgets import ElidedLabel, on_click, tool_button
from app.model.records import Form, ref_of
from app.model.refs import FormRef

if TYPE_CHECKING:
    from app.definitions.looks import Page
    from app.gui.pages import PageView


class Preview(QWidget):
    """The pages below each other, with zoom, search and print; by itself a page is as wide as there is room.

    A form that stands in a table with others is shown with them; such tables are laid out beside the work.

    Signals:
        chosen: the field (``app.sheet.sheet.FieldId``) whose cell was clicked.
        print_wanted: the button to print was pressed.
    """

    chosen = Signal(object)
    print_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._printed: Printed | None = None
        self._shown_for: FormRef | None = None
        self._waiting: list[Callable[[], None]] = []
        self._stack = PageStack()
        self._stack.chosen.connect(self.chosen)
        self._stack.zoomed.connect(self._show_note)
        self._reprinter = Reprinter(desk, self)
        self._reprinter.printed.connect(self._show)
        self._reprinter.failed.connect(self._show_words)
        self.find_bar = FindBar(self._stack, self)
        self.setFocusProxy(self._stack)
        self._note = ElidedLabel("muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        column.addWidget(self._stack, 1)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 2, 16, 4)
        bar.setSpacing(4)
        bar.addWidget(self._note, 1)
        bar.addStretch(1)
        bar.addWidget(self.find_bar)
        for name, words, keys, by in (("zoom-out", "缩小", "Ctrl+-", -1), ("zoom-in", "放大", "Ctrl+=", 1)):
            bar.addWidget(self._zoom_button(name, words, keys, by))
        bar.addWidget(on_click(tool_button("适合宽度"), lambda: self._stack.fit(whole_page=False)))
        bar.addWidget(on_click(tool_button("整页", tip="看到整页"), lambda: self._stack.fit(whole_page=True)))
        bar.addWidget(on_click(tool_button("打印", picture="print", tip="打印（Ctrl+P）"), self.print_wanted.emit))
        return bar

    def _zoom_button(self, name: str, words: str, keys: str, by: int) -> QToolButton:
        made = tool_button("", picture=name, tip=f"{words}（{keys}，或 Ctrl+滚轮）", name=words)
        button = on_click(made, lambda: self.zoom(by))
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(button.click)
        return button

    @property
    def pages(self) -> "list[PageView]":
        """The pages that are shown."""
        return self._stack.pages

    @property
    def pdf(self) -> bytes:
        """What is shown, as it is exported and printed; nothing while nothing is shown."""
        return self._printed.pdf if self._printed else b""

    @property
    def is_busy(self) -> bool:
        """Whether what is shown is about to change."""
        return self._reprinter.is_busy

    def refresh(self) -> None:
        """Print the form in work anew, when it is looked at."""
        form = self.desk.form
        if form is None:
            self._show_words("没有打开的表")
            return
        try:
            if self.desk.is_in_table(form):
                self._print_soon(form)
            else:
                self._print_now(form)
        except JihengError as error:
            self._show_words(str(error))

    def _print_now(self, form: Form) -> None:
        self._reprinter.rest()
        self._show(printed(self.desk, form))

    def _print_soon(self, form: Form) -> None:
        """Leave the table that the form stands in where it is until the new one is there."""
        if self._printed is None or ref_of(form) not in self._printed.printout.sheet.members:
            self._show_words("正在排版…")
        self._reprinter.ask(form)

    def when_ready(self, act: Callable[[], None]) -> None:
        """Do something with what is shown, at once or as soon as it has been laid out."""
        if self.is_busy:
            self._waiting.append(act)
        else:
            act()

    def rest(self) -> None:
        """Stop what is done in the background."""
        self._waiting.clear()
        self._reprinter.rest()

    def paper(self) -> "Page":
        """Return the paper of the form that is shown."""
        if self._printed is None:
            raise RuntimeError("nothing is shown")
        return self._printed.printout.sheet.page

    def _show_words(self, words: str) -> None:
        self._printed, self._shown_for = None, None
        self._stack.show_words(words)
        self._show_note()
        self.find_bar.find_again()

    def _show(self, result: Printed) -> None:
        self._printed = result
        self._stack.show_pages(result.printout, result.pdf)
        self.find_bar.find_again()
        self._reveal_form()
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act()

    def _reveal_form(self) -> None:
        """Show where the form in work stands in its table, when it is another one than before."""
        ref = ref_of(self.desk.form) if self.desk.form else None
        before, self._shown_for = self._shown_for, ref
        if ref == before:
            return
        cells = ((view, box) for view in self.pages for box in view.page.boxes)
        own = next(((v, b) for v, b in cells if b.box.field and b.box.field.form == ref), None)
        if own is not None:
            self._stack.reveal(*own)

    def _show_note(self) -> None:
        if self._printed is None:
            self._note.setText("")
            return
        zoom = round(self._stack.scale() * 72 / self.logicalDpiX() * 100)
        members = len(self._printed.printout.sheet.members)
        many = [f"{members} 个项目"] if members > 1 else []
        words = [*many, f"共 {len(self.pages)} 页", f"{zoom}%"]
        self._note.setText(self._printed.lacking or " · ".join(words))

    def zoom(self, by: int) -> None:
        """Go to the next larger (1) or smaller (-1) step."""
        self._stack.zoom(by)
