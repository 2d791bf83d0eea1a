"""Finding words on the pages: what was found is counted, marked, and gone through."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from app.gui.page_stack import PageStack
from app.gui.pages import PageView
from app.gui.widgets import label, on_click, tool_button

if TYPE_CHECKING:
    from app.sheet.pages import PlacedBox

_FIELD_WIDTH = 200  # px
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Hit(NamedTuple):
    """A cell in which the searched words were found."""

    view: PageView
    box: "PlacedBox"


class FindBar(QWidget):
    """The words, how many cells have them, and the way from one to the next.

    Enter and F3 go on, with Shift back, Escape empties the field.
    """

    def __init__(self, stack: PageStack, keys_of: QWidget) -> None:
        super().__init__()
        self._stack = stack
        self._hits: list[_Hit] = []
        self._at = -1
        self.field = QLineEdit()
        self.field.setPlaceholderText("在预览中查找")
        self.field.setAccessibleName("在预览中查找")
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.field.textChanged.connect(lambda _: self.find_words())
        self.field.installEventFilter(self)
        self.count = label(role="muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.count)
        row.addWidget(self.field)
        self._steps = [
            self._step_button("up", "上一处", "Shift+F3", -1, keys_of),
            self._step_button("down", "下一处", "F3", 1, keys_of),
        ]
        for button in self._steps:
            row.addWidget(button)
        self.find_words()

    def _step_button(self, picture: str, words: str, keys: str, by: int, keys_of: QWidget) -> QToolButton:
        button = on_click(tool_button("", picture=picture, tip=f"{words}（{keys}）", name=words), lambda: self.step(by))
        shortcut = QShortcut(QKeySequence(keys), keys_of)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self.step(by))
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on with Enter, back with Shift+Enter, and empty the field with Escape."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _ENTER:
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.field.clear()
                return True
        return super().eventFilter(watched, event)

    def find_words(self) -> int:
        """Mark every cell that prints the searched words, show the first, and return how many there are."""
        self._collect()
        self._at = 0 if self._hits else -1
        self._show()
        return len(self._hits)

    def find_again(self) -> None:
        """Look on new pages for the words of before, and leave the pages where they are."""
        self._collect()
        self._at = min(max(self._at, 0), len(self._hits) - 1)
        self._mark()

    def _collect(self) -> None:
        words = "".join(self.field.text().split())
        cells = (_Hit(view, box) for view in self._stack.pages for box in view.page.boxes)
        self._hits = [cell for cell in cells if words and words in printed_words(cell.box)]

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) cell; after the last comes the first."""
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._show()

    def current(self) -> "PlacedBox | None":
        """Return the cell that is looked at."""
        return self._hits[self._at].box if self._hits else None

    def _show(self) -> None:
        self._mark()
        if self._hits:
            self._stack.reveal(*self._hits[self._at])

    def _mark(self) -> None:
        current = self._hits[self._at] if self._hits else None
        for view in self._stack.pages:
            here = current.box if current is not None and current.view is view else None
            view.mark([hit.box for hit in self._hits if hit.view is view], here)
        self.count.setText(self._sentence())
        for button in self._steps:
            button.setEnabled(len(self._hits) > 1)

    def _sentence(self) -> str:
        if not self.field.text().strip():
            return ""
        return f"第 {self._at + 1} 处，共 {len(self._hits)} 处" if self._hits else "没有找到"


def printed_words(box: "PlacedBox") -> str:
    """Return what a cell prints on its page, without the blanks and ends of lines."""
    return "".join("".join(run.text for line in box.lines for run in line.runs).split())
