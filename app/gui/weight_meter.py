"""How the weights lie over the first levels, and what they come to together with 预算执行率."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.definitions.vocabulary import WeightPolicy
from app.gui.theme import theme
from app.gui.widgets import ElidedLabel, label
from app.model.money import shortest
from app.model.records import Indicator

_BAR_HEIGHT = 14


class Weights(NamedTuple):
    """The sums of a form's weights and what they should come to."""

    parts: Mapping[str, Decimal]
    policy: WeightPolicy

    @property
    def total(self) -> Decimal:
        """What the indicators have together."""
        return sum(self.parts.values(), Decimal(0))


def weights_of(indicators: Sequence[Indicator], policy: WeightPolicy) -> Weights:
    """Return the weights of a form by first level, in the order in which the levels appear."""
    parts: dict[str, Decimal] = {}
    for row in indicators:
        if row.weight is not None:
            name = row.level1.removesuffix("指标") or "指标"
            parts[name] = parts.get(name, Decimal(0)) + row.weight
    return Weights(parts, policy)


def weight_sentence(weights: Weights) -> str:
    """Return what the weights come to: “90 + 10 = 100”, where 10 is 预算执行率."""
    if not weights.parts:
        return "尚未填写权重"
    execution, wanted = weights.policy.execution_weight, weights.policy.total
    sum_words = shortest(weights.total)
    if execution:
        sum_words += f" + {shortest(execution)} = {shortest(weights.total + execution)}"
    missing = weights.policy.indicator_sum - weights.total
    sentence = f"合计 {sum_words}" if not execution else sum_words
    if missing == 0:
        return sentence
    return f"{sentence}，应为 {shortest(wanted)}，{'还差' if missing > 0 else '多出'} {shortest(abs(missing))}"


def _explanation(policy: WeightPolicy) -> str:
    if not policy.execution_weight:
        return f"指标权重合计应为 {shortest(policy.indicator_sum)}。"
    indicators, execution = shortest(policy.indicator_sum), shortest(policy.execution_weight)
    return f"指标权重合计应为 {indicators}，预算执行率另占 {execution}，共 {shortest(policy.total)}。"


class _Bar(QWidget):
    """The weights as lengths; what is still to be placed stays pale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weights: Weights | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)

    def sizeHint(self) -> QSize:
        """Ask for a thin strip."""
        return QSize(200, _BAR_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - the whole strip is cheap
        """Paint the strip."""
        if self.weights is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().meter_rest))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        self._paint_parts(painter, self.weights)

    def _paint_parts(self, painter: QPainter, weights: Weights) -> None:
        whole = float(max(weights.policy.indicator_sum, weights.total) or 1)
        left = 0.0
        for n, part in enumerate(part for part in weights.parts.values() if part > 0):
            width = self.width() * float(part) / whole
            painter.setBrush(QColor(theme().meter[n % len(theme().meter)]))
            painter.drawRect(QRectF(left, 0, max(width - 1, 0), self.height()))
            left += width


class WeightMeter(QWidget):
    """The strip with its words: parts at the left, the sum at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts, self._bar, self._sum = ElidedLabel("muted"), _Bar(), label()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(12)
        for widget, stretch in ((label("权重", "heading"), 0), (self._bar, 1), (self._parts, 0), (self._sum, 0)):
            row.addWidget(widget, stretch)

    def show_weights(self, weights: Weights | None) -> None:
        """Show the weights of a form, or nothing."""
        self.setVisible(weights is not None)
        if weights is None:
            return
        self._bar.weights = weights
        self._bar.update()
        self._parts.setText(" · ".join(f"{name} {shortest(part)}" for name, part in weights.parts.items()))
        self._sum.setText(weight_sentence(weights))
        self._sum.setStyleSheet(f"color: {self._colour(weights)}; font-weight: 600;")
        self.setAccessibleName(f"权重：{self._sum.text()}")
        self.setToolTip(_explanation(weights.policy))

    @staticmethod
    def _colour(weights: Weights) -> str:
        if not weights.parts:
            return theme().muted
        return theme().ok if weights.total == weights.policy.indicator_sum else theme().error

    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._sum.text()
