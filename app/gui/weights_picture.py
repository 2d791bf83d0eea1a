"""The weights of a form as a bar: what each level has, what is still to be placed, and what 预算执行率 has besides."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.definitions.vocabulary import UsualPoints
from app.editing.weights import Part, Weights, policy_sentence, remainder_words, usual_points, usual_sentence
from app.gui.theme import readable_on, theme
from app.model.money import shortest

_BAR_HEIGHT, _GUIDE_HEIGHT, _GAP = 22, 4, 2  # px
_CUT_TOP = 17  # px; below the caption
_CAPTION_AIR = 8  # px


class Role(Enum):
    """What a segment stands for."""

    LEVEL = "level"
    LEFT = "left"
    EXECUTION = "execution"


class Segment(NamedTuple):
    """A piece of the bar.

    Attributes:
        start: where it begins, as a share of the whole bar.
        width: how wide it is, as a share of the whole bar.
        role: what it stands for.
        caption: what is written into it.
        words: what is said of it, whole.
        number: which of the levels it is, for its colour.
        cuts: where its second levels end, as shares of the whole bar.
    """

    start: float
    width: float
    role: Role
    caption: str
    words: str
    number: int = 0
    cuts: tuple[float, ...] = ()


def segments(weights: Weights) -> list[Segment]:
    """Return the pieces of the bar from the left; together they are the whole bar."""
    made: list[Segment] = []
    start = Decimal(0)
    for points, segment, cuts in _pieces(weights):
        made.append(
            segment._replace(
                start=_share(start, weights),
                width=_share(points, weights),
                cuts=tuple(_share(start + cut, weights) for cut in cuts),
            )
        )
        start += points
    return made


def _share(points: Decimal, weights: Weights) -> float:
    """Return points as a share of the whole bar."""
    return float(points / weights.whole)


Piece = tuple[Decimal, Segment, list[Decimal]]


def _pieces(weights: Weights) -> Iterator[Piece]:
    """Yield the points of each piece, the piece, which has no place yet, and its cuts in points."""
    for number, part in enumerate(part for part in weights.levels if part.points > 0):
        caption = f"{part.name} {shortest(part.points)}"
        yield part.points, Segment(0, 0, Role.LEVEL, caption, _part_words(part), number), _cuts(part)
    if weights.left > 0:
        words = remainder_words(weights)
        yield weights.left, Segment(0, 0, Role.LEFT, words, f"{words}没有分到指标"), []
    execution = weights.policy.execution_weight
    if execution:
        caption, words = f"执行率 {shortest(execution)}", policy_sentence(weights.policy)
        yield execution, Segment(0, 0, Role.EXECUTION, caption, words), []


def _part_words(part: Part) -> str:
    """Return what a level has, and its second levels where it has several: “产出 55：数量 30、质量 25”."""
    under = "、".join(f"{name} {shortest(points)}" for name, points in part.under.items())
    return f"{part.name} {shortest(part.points)}" + (f"：{under}" if len(part.under) > 1 else "")


def _cuts(part: Part) -> list[Decimal]:
    """Return where the second levels of a part end, in points from its beginning, but for the last."""
    return list(accumulate(points for points in part.under.values() if points > 0))[:-1]


def limit_of(weights: Weights) -> float:
    """Return where the indicators should end, as a share of the whole bar."""
    return _share(weights.policy.indicator_sum, weights)


def guide(weights: Weights, usual: UsualPoints) -> list[tuple[float, float, int]]:
    """Return how the points usually lie as pieces (start, width, colour), each in the colour of its level."""
    own = [f"{name}指标" for name in weights.parts]
    numbers = own + [name for name in usual.points if name not in own]
    starts = accumulate(usual.points.values(), initial=Decimal(0))
    return [
        (_share(start, weights), _share(points, weights), numbers.index(name))
        for start, (name, points) in zip(starts, usual.points.items(), strict=False)
    ]


def described(weights: Weights) -> str:
    """Return the whole picture in words, for tips and screen readers."""
    usual = usual_points(weights)
    lines = [*(segment.words for segment in segments(weights) if segment.role is not Role.EXECUTION)]
    lines += [remainder_words(weights)] if weights.left < 0 else []
    lines += [policy_sentence(weights.policy)]
    lines += [f"{usual_sentence(usual)}（{usual.source}）"] if usual else []
    return "\n".join(lines)


class WeightsPicture(QWidget):
    """The bar with its captions; below it, thin, how the points usually lie."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weights: Weights | None = None
        self._segments: Sequence[Segment] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)

    def show_weights(self, weights: Weights) -> None:
        """Show how the points of a form lie."""
        self.weights, self._segments = weights, segments(weights)
        self.setAccessibleName("权重分布")
        self.setAccessibleDescription(described(weights))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a strip."""
        return QSize(320, _BAR_HEIGHT + _GAP + _GUIDE_HEIGHT)

    def segment_at(self, x: float) -> Segment | None:
        """Return the piece at a place of the bar, in px."""
        share = x / max(self.width(), 1)
        return next((one for one in self._segments if one.start <= share < one.start + one.width), None)

    def event(self, event: QEvent) -> bool:
        """Tell what is under the pointer."""
        if isinstance(event, QHelpEvent) and self.weights is not None:
            piece = self.segment_at(event.pos().x())
            in_bar = piece is not None and event.pos().y() <= _BAR_HEIGHT
            QToolTip.showText(event.globalPos(), piece.words if piece and in_bar else described(self.weights), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - the whole strip is cheap
        """Paint the strip."""
        if self.weights is None:
            return
        painter = QPainter(self)
        for segment in self._segments:
            self._paint_segment(painter, segment)
        self._paint_limit(painter, self.weights)
        if usual := usual_points(self.weights):
            self._paint_guide(painter, guide(self.weights, usual))

    def _rect(self, start: float, width: float) -> QRectF:
        return QRectF(start * self.width(), 0, max(width * self.width() - 1, 1), _BAR_HEIGHT)

    def _paint_segment(self, painter: QPainter, segment: Segment) -> None:
        rect, colour = self._rect(segment.start, segment.width), self._colour(segment)
        painter.fillRect(rect, colour)
        if segment.role is Role.LEFT:
            painter.fillRect(rect, QBrush(QColor(theme().line), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(QColor(theme().base), 1))
        for cut in segment.cuts:
            painter.drawLine(QPointF(cut * self.width(), _CUT_TOP), QPointF(cut * self.width(), _BAR_HEIGHT))
        self._paint_caption(painter, rect, segment, readable_on(colour.name()))

    @staticmethod
    def _colour(segment: Segment) -> QColor:
        if segment.role is Role.LEVEL:
            return QColor(theme().meter[segment.number % len(theme().meter)])
        return QColor(theme().meter_rest if segment.role is Role.EXECUTION else theme().base)

    @staticmethod
    def _paint_caption(painter: QPainter, rect: QRectF, segment: Segment, colour: str) -> None:
        """Write into a piece what fits: all of it, or only its number."""
        number = segment.caption.rpartition(" ")[2]
        metrics = painter.fontMetrics()
        fitting = (text for text in (segment.caption, number) if _fits(metrics.horizontalAdvance(text), rect))
        painter.setPen(QColor(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, next(fitting, ""))

    def _paint_limit(self, painter: QPainter, weights: Weights) -> None:
        """Mark where the indicators should end, where they have too much."""
        if weights.left < 0:
            x = limit_of(weights) * self.width()
            painter.setPen(QPen(QColor(theme().error), 3))
            painter.drawLine(QPointF(x, 0), QPointF(x, _BAR_HEIGHT))

    def _paint_guide(self, painter: QPainter, pieces: Sequence[tuple[float, float, int]]) -> None:
        for start, width, number in pieces:
            colour = QColor(theme().meter[number % len(theme().meter)])
            rect = self._rect(start, width)
            painter.fillRect(QRectF(rect.left(), _BAR_HEIGHT + _GAP, rect.width(), _GUIDE_HEIGHT), colour)


def _fits(wanted: int, rect: QRectF) -> bool:
    return wanted + _CAPTION_AIR <= rect.width()
