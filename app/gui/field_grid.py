"""The grid of the fields outside the table: in the rows of the paper, but for those that would be too narrow."""

from collections.abc import Iterator, Sequence
from itertools import chain
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

_LEAST_CHARACTERS, _LEAST_OF_TWO = 10, 4  # of a text beside others: the paper has more room than a small window
_PAIR = 2
_EDGES = 16  # px beside the text of a field
_ACROSS, _DOWN, _BETWEEN = 8, 4, 4  # px between fields, and between a code and its name
_ALONE = 2  # columns of a field that has no more than its share: one for its caption, one for its editors


class Placed(NamedTuple):
    """A field in the grid: what it is called, and its editors side by side."""

    caption: QLabel
    editors: QWidget


class FieldGrid(QGridLayout):
    """Fields with their captions, which can be put elsewhere while they are in use."""

    def __init__(self) -> None:
        super().__init__()
        self._printed: Sequence[Sequence[Placed]] = ()
        self._beside = 0  # how many fields stand beside each other at most
        self.setHorizontalSpacing(_ACROSS)
        self.setVerticalSpacing(_DOWN)

    def take(self, printed: Sequence[Sequence[Placed]]) -> None:
        """Take over the fields that stand here by the rows of the paper."""
        self._printed, self._beside = printed, max(map(len, printed), default=0)
        self._stretch()

    def _stretch(self) -> None:
        """Give what is left to the editors, and nothing to columns that are not in use any more."""
        for column in range(self.columnCount()):
            self.setColumnStretch(column, column % 2 * 10 if column < 2 * self._beside else 0)

    def break_rows(self, room: int) -> None:
        """Put as many fields of a row of the paper beside each other as can be read in a room."""
        widest = max(map(len, self._printed), default=0)
        beside = next((n for n in range(widest, 1, -1) if self._width_of(n) <= room), min(widest, 1))
        if beside != self._beside:
            self._beside = beside
            self._place_anew()

    def _place_anew(self) -> None:
        for one in chain.from_iterable(chain.from_iterable(self._printed)):
            self.removeWidget(one)
        for line, row in enumerate(broken(self._printed, self._beside)):
            for placed, (_, column, share) in zip(row, places(line, len(row), self._beside), strict=True):
                self.addWidget(placed.caption, line, column)
                self.addWidget(placed.editors, line, column + 1, 1, share - 1)
        self._stretch()

    def _width_of(self, beside: int) -> int:
        """Return how wide the rows have to be with so many fields beside each other, in px."""
        captions, least = [0] * beside, 0
        for row in broken(self._printed, beside):
            for placed, (_, column, share) in zip(row, places(0, len(row), beside), strict=True):
                captions[column // 2] = max(captions[column // 2], placed.caption.sizeHint().width())
                least = max(least, _least_width(placed.editors, beside) if share == _ALONE else 0)
        return sum(captions) + beside * least + (2 * beside - 1) * _ACROSS


def side_by_side(editors: Sequence[QWidget]) -> QWidget:
    """Return the editors of one field in one part."""
    part = QWidget()
    row = QHBoxLayout(part)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_BETWEEN)
    for editor in editors:
        row.addWidget(editor)
    return part


def broken(rows: Sequence[Sequence[Placed]], beside: int) -> Iterator[Sequence[Placed]]:
    """Yield rows with no more fields than that beside each other; what is broken is broken evenly."""
    for row in rows:
        length = ceil(len(row) / ceil(len(row) / beside))
        yield from (row[n : n + length] for n in range(0, len(row), length))


def places(line: int, count: int, widest: int) -> list[tuple[int, int, int]]:
    """Return line, first column and columns of each field of a row; the last one has what is left."""
    share = 2 * (widest // count)
    shares = [*[share] * (count - 1), 2 * widest - (count - 1) * share]
    return [(line, n * share, wide) for n, wide in enumerate(shares)]


def _least_width(part: QWidget, beside: int) -> int:
    """Return how wide the editors of a field have to be for a text to be read, in px."""
    characters = _LEAST_CHARACTERS if beside > _PAIR else _LEAST_OF_TWO
    editors = part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    codes = sum(one.width() + _BETWEEN for one in editors if one.minimumWidth() == one.maximumWidth())
    return codes + QFontMetrics(part.font()).horizontalAdvance("国") * characters + _EDGES
