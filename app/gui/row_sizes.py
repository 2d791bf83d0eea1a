"""How wide the columns of a table are and how high its rows, reckoned without asking every cell."""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextLayout, QTextOption
from PySide6.QtWidgets import QTableView

from app.gui.column_plan import ColumnPlan
from app.gui.row_model import AnyModel

_LEAST = {  # in Chinese characters
    **dict.fromkeys(("level1", "level2", "item"), 5),
    **dict.fromkeys(("operator", "unit", "weight", "execution_rate", "rate_weight", "rate_score"), 3),
    "value": 4,
}
_LEAST_TEXT, _LEAST_NUMBER, _LEAST_UNPRINTED = 6, 4, 6
_HEADING_LINES = 3
_SHORT_HEADING = 4  # characters, that are not broken where the room allows it
_CELL_PADDING = 12  # px
_HEADING_PADDING = 9  # px, as the style sheet has them beside the words of a heading, and the line after it
_TEXT_MARGIN = 8  # px, beside the text of a cell
_ROW_PADDING = 8  # px
_LEAST_ROW = 26  # px
_REMEMBERED = 20_000  # measured texts
SIGN = 11  # px: of the sign in the corner of a cell that has problems
SIGN_ROOM = SIGN + 3  # px, which its text leaves to it
_ENDLESS = 1_000_000  # px


def shared_out(least: Sequence[int], shares: Sequence[float], room: int) -> list[int]:
    """Return widths that fill the room by their shares, none less than its least; without a share, just that."""
    widths = list(least)
    growing = {n for n, share in enumerate(shares) if share > 0}
    while growing:
        free = room - sum(width for n, width in enumerate(least) if n not in growing)
        per_share = free / sum(shares[n] for n in growing)
        short = {n for n in growing if per_share * shares[n] < least[n]}
        if not short:
            for n in growing:
                widths[n] = int(per_share * shares[n])
            widths[max(growing, key=widths.__getitem__)] += max(room - sum(widths), 0)
            break
        growing -= short
    return widths


class Sizes:
    """Keeps the sizes of a table: columns by the proportions of the paper, rows by their texts."""

    def __init__(self, table: QTableView, model: AnyModel) -> None:
        self._table, self._model = table, model
        self._laid_out: list[ColumnPlan] = []
        self._given: dict[int, int] = {}
        self._is_dividing = False
        self._measured: dict[tuple[str, int], int] = {}
        self._fitted: list[int] = []
        table.horizontalHeader().sectionResized.connect(self._follow_hand)
        model.modelReset.connect(self._lay_out)
        model.dataChanged.connect(lambda first, last: self._fit_changed(first.row(), last.row()))
        model.rowsInserted.connect(lambda _parent, first, last: self.fit_rows(first, last))
        model.rowsRemoved.connect(lambda *_: self.divide())
        model.layoutChanged.connect(lambda *_: self.fit_rows(0, model.rowCount() - 1))

    def _lay_out(self) -> None:
        """Give every column its width; those that were shown before keep the widths that the clerk gave them."""
        if self._model.columns != self._laid_out:
            self._laid_out = list(self._model.columns)
            self._given.clear()
            self._fitted = []
        self.divide(anew=True)

    def divide(self, *, anew: bool = False) -> None:
        """Divide the room by the proportions of the paper; what does not fit is scrolled to."""
        room, bar = self._table.viewport().width(), self._table.verticalScrollBar()
        widths, wider = self._widths_in(room), self._widths_in(room + bar.width()) if bar.isVisible() else []
        if wider and self._are_all_seen(wider):
            widths = wider
        if widths != self._fitted or anew:
            self._set_widths(widths)
            self.fit_rows(0, self._model.rowCount() - 1)

    def _widths_in(self, room: int) -> list[int]:
        """Return the widths of the columns in a room."""
        columns = self._model.columns
        numbers = range(len(columns))
        least = [self._given.get(n) or max(self.least_width(n), self.unbroken_width(n)) for n in numbers]
        if sum(least) > room:
            least = [self._given.get(n) or self.least_width(n) for n in numbers]
        printed = any(column.share for column in columns)
        shares = [0 if n in self._given else one.share if printed else least[n] for n, one in enumerate(columns)]
        return shared_out(least, shares, room)

    def unbroken_width(self, number: int) -> int:
        """Return how wide a column has to be for a short heading to stand on one line, in px."""
        heading = self._model.columns[number].heading
        is_short = len(heading) <= _SHORT_HEADING
        return QFontMetrics(self._table.font()).horizontalAdvance(heading) + _HEADING_PADDING if is_short else 0

    def _are_all_seen(self, widths: Sequence[int]) -> bool:
        """Whether all rows would be seen at once in these widths; else a scroll bar keeps itself by breaking lines."""
        left = self._table.viewport().height()
        for high in self._heights(range(self._model.rowCount()), widths):
            left -= high
            if left < 0:
                return False
        return True

    def _set_widths(self, widths: list[int]) -> None:
        self._is_dividing = True
        if widths != self._fitted:
            for number, width in enumerate(widths):
                self._table.setColumnWidth(number, width)
            self._fitted = widths
            self._fit_header()
        self._is_dividing = False

    def forget(self) -> None:
        """Measure everything anew: the font is another one."""
        self._measured.clear()
        self._fitted = []
        self.divide(anew=True)

    def least_width(self, number: int) -> int:
        """Return how wide a column has to be for its values and its heading to be read, in px."""
        column = self._model.columns[number]
        characters = _LEAST.get(column.field, _LEAST_NUMBER if column.numeric else _LEAST_TEXT)
        heading = ceil(len(column.heading) / _HEADING_LINES)
        wide = max(characters, heading, 0 if column.printed else _LEAST_UNPRINTED) * self._character()
        metrics = QFontMetrics(self._table.font())
        whole = max(map(metrics.horizontalAdvance, self._model.never_elided(number)), default=0)
        return max(wide, whole) + _CELL_PADDING

    def _character(self) -> int:
        return QFontMetrics(self._table.font()).horizontalAdvance("国")

    def _follow_hand(self, number: int, _before: int, width: int) -> None:
        """Once the clerk has given a column its width, it keeps it, and the others share what is left."""
        if not self._is_dividing:
            self._given[number] = width
            self._fitted = []
            self.divide()

    def _fit_header(self) -> None:
        """Make the headings as high as their lines."""
        metrics = QFontMetrics(self._table.font())
        wrapped = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        rooms = [QRect(0, 0, width - _HEADING_PADDING, 1000) for width in self._fitted]
        heights = [
            metrics.boundingRect(rooms[n], wrapped, words).height()
            for n in range(self._model.columnCount())
            if (words := str(self._model.headerData(n, Qt.Orientation.Horizontal)))
        ]
        self._table.horizontalHeader().setFixedHeight(max(heights, default=0) + _ROW_PADDING)

    def _fit_changed(self, first: int, last: int) -> None:
        """Fit rows with other texts; where that leaves room, all may be seen without the scroll bar."""
        header = self._table.verticalHeader()
        before = header.length()
        self.fit_rows(first, last)
        if header.length() < before:
            self.divide()

    def fit_rows(self, first: int, last: int) -> None:
        """Make some rows as high as their texts."""
        header, usual = self._table.verticalHeader(), self._row_height(self._height("国", _ENDLESS))
        if header.defaultSectionSize() != usual:  # it would be painted anew even where it is
            header.setDefaultSectionSize(usual)
        rows = range(first, last + 1)
        widths = [self._table.columnWidth(n) for n in range(self._model.columnCount())]
        for row, wanted in zip(rows, self._heights(rows, widths), strict=True):
            if header.sectionSize(row) != wanted:
                header.resizeSection(row, wanted)

    def _heights(self, rows: Iterable[int], widths: Sequence[int]) -> Iterator[int]:
        """Yield how high rows are by their texts, in columns of these widths."""
        one, character = self._height("国", _ENDLESS), self._character()
        rooms = [width - _TEXT_MARGIN for width in widths]
        fitting = [room // character for room in rooms]
        for row in rows:
            high = max(
                (
                    self._height(text, rooms[n] - (SIGN_ROOM if self._model.is_marked(row, n) else 0))
                    for n, text in enumerate(self._model.words(row))
                    if len(text) >= fitting[n] or "\n" in text
                ),
                default=one,
            )
            yield self._row_height(high)

    @staticmethod
    def _row_height(text_height: int) -> int:
        return max(text_height + _ROW_PADDING, _LEAST_ROW)

    def _height(self, text: str, width: int) -> int:
        """Return how high a text is in a width, in px; what was measured is remembered."""
        known = self._measured.get((text, width))
        if known is None:
            if len(self._measured) > _REMEMBERED:
                self._measured.clear()
            known = self._measured[text, width] = self._laid_out_height(text, width)
        return known

    def _laid_out_height(self, text: str, width: int) -> int:
        layout = QTextLayout(text.replace("\n", "\u2028"), self._table.font())
        layout.setTextOption(_WRAPPED)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            height += line.height()
        layout.endLayout()
        return ceil(height)


_WRAPPED = QTextOption()
_WRAPPED.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
