"""Money and problems of each form as bars, in the order of the list; only what is in sight is read and painted."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QSizePolicy, QToolTip, QWidget

from app.editing.totals import in_ten_thousands
from app.gui.overview.checker import Checked
from app.gui.overview.lines_model import LinesModel
from app.gui.theme import theme
from app.model.issues import Severity

ROW, _ROW_AIR, _AIR = 28, 8, 12  # px; with large letters a row is higher
_BAR_SHARE, _MARK_SHARE = 0.43, 0.33  # of a row's height
_GAP = 3  # px between two signs
_HEADINGS = ("名称", "金额（万元）", "问题")
_NAME_SHARE, _PROBLEM_SHARE = 0.34, 0.22
_MOST_MARKS = 10
_NO_AMOUNT = "没有金额"
_KEYS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_Home: -(10**9),
    Qt.Key.Key_End: 10**9,
}


class Lanes(NamedTuple):
    """Where names, money and problems stand in a row: the left end and the width of each, in px."""

    name: tuple[float, float]
    money: tuple[float, float]
    problems: tuple[float, float]


def lanes(width: float) -> Lanes:
    """Divide the width of a row."""
    name, problems = width * _NAME_SHARE, width * _PROBLEM_SHARE
    money = width - name - problems
    return Lanes((_AIR, name - 2 * _AIR), (name, money - _AIR), (name + money, problems - _AIR))


def bar_width(amount: Decimal | None, most: Decimal, room: float) -> float:
    """Return how long the bar of an amount is where the greatest has all the room; what is more than 0 is seen."""
    if amount is None or amount <= 0 or most <= 0:
        return 0.0
    return max(float(amount / most) * room, 2.0)


def marks(known: Checked | None) -> list[Severity]:
    """Return one sign for each problem, the heaviest first, as many as are told apart at a glance."""
    return [issue.severity for issue in known.issues][:_MOST_MARKS] if known else []


def rows_in_sight(top: int, height: int, count: int, row: int = ROW) -> range:
    """Return the rows that are seen, from how far the page is scrolled and how high a row is."""
    first = max(top // row, 0)
    return range(first, min(-(-(top + height) // row), count))


class Chart(QAbstractScrollArea):
    """The bars; a click or Enter opens a form.

    Signals:
        chosen: the form that the clerk wants to work on.
    """

    chosen = Signal(object)

    def __init__(self, model: LinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.current = 0
        self._most = Decimal(0)
        self.setAccessibleName("金额和问题图")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self._stale = True
        model.modelReset.connect(self._outdate)
        model.dataChanged.connect(lambda *_: self.viewport().update())

    def _outdate(self) -> None:
        self._stale = True
        if self.isVisible():
            self.show_lines()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what the list shows now."""
        super().showEvent(event)
        if self._stale:
            self.show_lines()

    def show_lines(self) -> None:
        """Show what the list shows now."""
        self._stale = False
        lines = (self.model.desk.line(ref) for ref in self.model.refs)
        self._most = max((line.amount for line in lines if line and line.amount is not None), default=Decimal(0))
        self.current = max(min(self.current, len(self.model.refs) - 1), 0)
        self._set_range()
        self._tell()
        self.viewport().update()

    @property
    def row(self) -> int:
        """How high a row is, in px."""
        return max(ROW, self.fontMetrics().height() + _ROW_AIR)

    def _set_range(self) -> None:
        room, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setSingleStep(self.row)
        bar.setPageStep(room)
        bar.setRange(0, max(len(self.model.refs) * self.row - room, 0))

    def changeEvent(self, event: QEvent) -> None:
        """Divide the height anew where the letters have another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "model"):
            self._set_range()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far as there is something to see."""
        super().resizeEvent(event)
        self._set_range()

    def row_at(self, y: float) -> int | None:
        """Return the row at a height of what is seen."""
        row = int(y + self.verticalScrollBar().value()) // self.row
        return row if 0 <= row < len(self.model.refs) else None

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell in words what is under the pointer."""
        if isinstance(event, QHelpEvent):
            row = self.row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), "" if row is None else self.model.spoken(row), self)
            return True
        return super().viewportEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the form that was clicked."""
        row = self.row_at(event.position().y())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.model.refs[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the forms by keys and open one on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.model.refs:
            self.chosen.emit(self.model.refs[self.current])
        elif event.key() in _KEYS:
            self.go_to(self.current + _KEYS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def go_to(self, row: int) -> None:
        """Make a row current and bring it into sight."""
        self.current = max(min(row, len(self.model.refs) - 1), 0)
        bar, top = self.verticalScrollBar(), self.current * self.row
        bar.setValue(max(min(bar.value(), top), top + self.row - self.viewport().height()))
        self._tell()
        self.viewport().update()

    def _tell(self) -> None:
        """Say the current row to screen readers."""
        self.setAccessibleDescription(self.model.spoken(self.current) if self.model.refs else "没有可显示的表")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys are elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - what is in sight is painted
        """Paint the rows that are seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), QColor(theme().base))
        top = self.verticalScrollBar().value()
        places = lanes(self.viewport().width())
        for row in rows_in_sight(top, self.viewport().height(), len(self.model.refs), self.row):
            self._paint_row(painter, row, row * self.row - top, places)

    def _paint_row(self, painter: QPainter, row: int, y: float, places: Lanes) -> None:
        line = self.model.line(row)
        if line is None:
            return
        if row == self.current and self.hasFocus():
            painter.fillRect(QRectF(0, y, self.viewport().width(), self.row), QColor(theme().accent_soft))
        self._paint_text(painter, places.name, y, line.name or "（未命名）")
        self._paint_money(painter, places.money, y, line.amount)
        self._paint_problems(painter, places.problems, y, self.model.desk.known.get(line.ref))

    def _paint_text(self, painter: QPainter, lane: tuple[float, float], y: float, words: str, colour: str = "") -> None:
        painter.setPen(QColor(colour or theme().text))
        elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, int(lane[1]))
        painter.drawText(QRectF(lane[0], y, lane[1], self.row), Qt.AlignmentFlag.AlignVCenter, elided)

    def _paint_money(self, painter: QPainter, lane: tuple[float, float], y: float, amount: Decimal | None) -> None:
        words, width_of = in_ten_thousands(amount) or _NO_AMOUNT, painter.fontMetrics().horizontalAdvance
        label = max(width_of(in_ten_thousands(self._most)), width_of(_NO_AMOUNT)) + _AIR
        width = bar_width(amount, self._most, max(lane[1] - label, 0))
        bar = round(self.row * _BAR_SHARE)
        painter.fillRect(QRectF(lane[0], y + (self.row - bar) / 2, width, bar), QColor(theme().meter[0]))
        self._paint_text(painter, (lane[0] + width + _AIR / 2, label), y, words, theme().muted)

    def _paint_problems(self, painter: QPainter, lane: tuple[float, float], y: float, known: Checked | None) -> None:
        """Paint a sign for each problem, told apart by shape too, and their number."""
        signs, size = marks(known), round(self.row * _MARK_SHARE)
        step = size + _GAP
        fitting = max(int((lane[1] - 3 * _AIR) // step), 0)
        for at, severity in enumerate(signs[:fitting]):
            paint_mark(painter, QRectF(lane[0] + at * step, y + (self.row - size) / 2, size, size), severity)
        words = "未检查" if known is None else str(len(known.issues)) if known.issues else ""
        start = lane[0] + min(len(signs), fitting) * step + _GAP
        self._paint_text(painter, (start, lane[0] + lane[1] - start), y, words, theme().muted)


class ChartHead(QWidget):
    """What the lanes of the chart show, above them, with the unit of the money."""

    def __init__(self, chart: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart = chart
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Ask for the height of a row."""
        return QSize(0, self._chart.row)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """Paint the headings where the lanes begin."""
        painter = QPainter(self)
        painter.setPen(QColor(theme().muted))
        for (left, width), words in zip(lanes(self._chart.viewport().width()), _HEADINGS, strict=True):
            painter.drawText(QRectF(left, 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, words)


def paint_mark(painter: QPainter, rect: QRectF, severity: Severity) -> None:
    """Paint the sign of a severity: a square, a triangle or a circle."""
    colour = QColor(getattr(theme(), severity.value))
    painter.setPen(QPen(colour, 1))
    painter.setBrush(colour)
    if severity is Severity.ERROR:
        painter.drawRect(rect)
    elif severity is Severity.WARNING:
        painter.drawPolygon(QPolygonF(_triangle(rect)))
    else:
        painter.drawEllipse(rect)


def _triangle(rect: QRectF) -> Sequence[QPointF]:
    return [rect.bottomLeft(), rect.bottomRight(), QPointF(rect.center().x(), rect.top())]
