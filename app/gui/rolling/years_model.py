"""The old years found in drafts: what is written, what is proposed, and which of them the clerk wants changed."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.base.words import on_one_line
from app.editing.years import YearMention
from app.gui.flat_model import FlatModel, Index, box, is_ticked
from app.gui.rolling.look_back import Mention
from app.gui.theme import icon, theme

HEADINGS = ("表", "在哪里", "现在写的", "改为", "说明")
FORM, WHERE, OLD, NEW, WHY = range(5)
PIECES = Qt.ItemDataRole.UserRole + 1
_AIR = 6  # px beside the text of a cell


class Pieces(NamedTuple):
    """A text with a part that stands out."""

    before: str
    part: str
    after: str


class YearsModel(FlatModel):
    """Rows are the occurrences; the safe ones are ticked from the start.

    Signals:
        choice_changed: others are ticked, or there are others.
    """

    headings = HEADINGS
    ticked = FORM

    choice_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Mention] = []
        self._ticked: dict[YearMention, bool] = {}

    def show(self, rows: Sequence[Mention]) -> None:
        """Show what was found; what the clerk has ticked, or not, stays so where it is still there."""
        if list(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = list(rows)
        self._ticked = {row.what: self._ticked.get(row.what, row.what.safe) for row in rows}
        self.endResetModel()
        self.choice_changed.emit()

    def check(self, wanted: Iterable[YearMention]) -> None:
        """Tick these and no others."""
        ticked = set(wanted)
        self._ticked = {what: what in ticked for what in self._ticked}
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0))
        self.choice_changed.emit()

    def check_safe(self) -> None:
        """Tick those that may be changed without looking."""
        self.check(row.what for row in self._rows if row.what.safe)

    def chosen(self) -> list[YearMention]:
        """Return what is ticked."""
        return [row.what for row in self._rows if self._ticked[row.what]]

    def row(self, number: int) -> Mention:
        """Return the occurrence in a row."""
        return self._rows[number]

    def count(self) -> int:
        """Return how many occurrences there are."""
        return len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if self.is_tick(index, role):
            return box(ticked=self._ticked[row.what])
        if role == PIECES and column in (OLD, NEW):
            return _pieces(row.what, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.what.around}\n→ {row.what.around_proposed}"
        return self._mark(row.what, column, role)

    @staticmethod
    def _text(row: Mention, column: int) -> str:
        what = row.what
        texts = (row.title, row.where, what.around, what.around_proposed, what.use.why or "可以直接改")
        return on_one_line(texts[column])

    @staticmethod
    def _mark(what: YearMention, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and column == FORM:
            return f"{what.around}，改为 {what.proposed}。{what.use.why}"
        if column != WHY or what.safe:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("warning", theme().warning)
        return QColor(theme().muted) if role == Qt.ItemDataRole.ForegroundRole else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick an occurrence or not."""
        if not self.is_tick(index, role):
            return False
        self._ticked[self._rows[index.row()].what] = is_ticked(value)
        self.dataChanged.emit(index, index)
        self.choice_changed.emit()
        return True


def _pieces(what: YearMention, column: int) -> Pieces:
    part = what.found if column == OLD else what.proposed
    return Pieces(*(on_one_line(text) for text in (what.before, part, what.after)))


class PiecesDelegate(QStyledItemDelegate):
    """Draws a text with the part that matters standing out, and always in sight."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        pieces = index.data(PIECES)
        if not isinstance(pieces, Pieces):
            super().paint(painter, option, index)
            return
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        own.text = ""
        style = own.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        painter.save()
        painter.setClipRect(own.rect)
        _draw(painter, own.rect.adjusted(_AIR, 0, -_AIR, 0), own.font, pieces, own.palette)
        painter.restore()


def _draw(painter: QPainter, room: QRect, font: QFont, pieces: Pieces, palette: QPalette) -> None:
    """Draw the three pieces; what stands before is shortened from the left where there is no room."""
    bold = QFont(font)
    bold.setBold(True)
    plain_metrics, bold_metrics = QFontMetrics(font), QFontMetrics(bold)
    part = bold_metrics.horizontalAdvance(pieces.part)
    half = max((room.width() - part) // 2, 0)
    after = min(plain_metrics.horizontalAdvance(pieces.after), half)
    before = plain_metrics.elidedText(pieces.before, Qt.TextElideMode.ElideLeft, room.width() - part - after)
    left = room.left()
    runs = (
        (before, font, palette.color(QPalette.ColorRole.Text), plain_metrics),
        (pieces.part, bold, QColor(theme().accent), bold_metrics),
        (pieces.after, font, palette.color(QPalette.ColorRole.Text), plain_metrics),
    )
    for text, face, colour, metrics in runs:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room.right() - left, 0))
        painter.setFont(face)
        painter.setPen(colour)
        painter.drawText(QRect(left, room.top(), room.width(), room.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        left += metrics.horizontalAdvance(shown)
