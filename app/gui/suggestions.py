"""What may be chosen while something is typed into a cell."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QWidget,
)

from app.editing.indicator_library import Entry
from app.gui.theme import theme

_OFFERED, _WIDEST_OFFER = 8, 460


class Offer(NamedTuple):
    """Something that may be chosen while typing.

    Attributes:
        text: what it puts into the cell.
        detail: what is said beside it.
        entry: the indicator of the own history that it stands for.
    """

    text: str
    detail: str = ""
    entry: Entry | None = None


Search = Callable[[], list[Offer]]


class Found(NamedTuple):
    """What the own history offers for a text."""

    text: str
    offers: list[Offer]


class Suggestions(QListView):
    """What may be chosen, below the cell that is being typed in. It never takes the keyboard from it.

    Signals:
        picked: the number of the offer that was clicked.
    """

    picked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("suggestions")
        colours = theme()
        self.setStyleSheet(
            f"#suggestions {{ border: 1px solid {colours.accent}; }} #suggestions::item {{ padding: 3px 4px; }}"
            f"#suggestions::item:selected {{ background: {colours.accent}; color: {colours.accent_text}; }}"
        )
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("可选的内容")
        self.setModel(QStringListModel(self))
        self.clicked.connect(lambda index: self.picked.emit(index.row()))
        self.offers: list[Offer] = []

    def show_below(self, editor: QWidget, offers: Sequence[Offer], current: str = "") -> None:
        """Show offers below an editor, or above it where there is no room; none of them is chosen yet."""
        self.offers = list(offers)
        model = self.model()
        if isinstance(model, QStringListModel):
            model.setStringList([f"{one.text}　　{one.detail}" if one.detail else one.text for one in offers])
        self.setCurrentIndex(QModelIndex())
        if not offers:
            self.hide()
            return
        self.setGeometry(self._place(editor))
        self.show()
        at = next((n for n, one in enumerate(offers) if one.text == current and current), None)
        if at is not None:
            self.setCurrentIndex(self.model().index(at, 0))

    def _place(self, editor: QWidget) -> QRect:
        height = self.sizeHintForRow(0) * min(len(self.offers), _OFFERED) + 2 * self.frameWidth()
        wide = min(self.sizeHintForColumn(0) + 40, _WIDEST_OFFER)
        top_left = editor.mapToGlobal(QPoint(0, editor.height()))
        rect = QRect(top_left, QSize(max(editor.width(), wide), height))
        screen = editor.screen().availableGeometry()
        if rect.bottom() > screen.bottom():
            rect.moveBottom(editor.mapToGlobal(QPoint(0, 0)).y() - 1)
        rect.moveRight(min(rect.right(), screen.right()))
        return rect

    def step(self, by: int) -> None:
        """Choose the next or the previous offer; beyond the ends none is chosen."""
        row = self.currentIndex().row()
        row = len(self.offers) - 1 if row < 0 and by < 0 else row + by
        self.setCurrentIndex(self.model().index(row, 0) if 0 <= row < len(self.offers) else QModelIndex())

    def chosen(self) -> Offer | None:
        """Return the offer that is chosen, if one is and the list is shown."""
        row = self.currentIndex().row()
        return self.offers[row] if self.isVisible() and 0 <= row < len(self.offers) else None
