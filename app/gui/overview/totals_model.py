"""The money of each unit as a table for Qt."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont

from app.editing.totals import UnitTotal, against_whole, grand_total, in_ten_thousands
from app.gui.flat_model import FlatModel, Index
from app.gui.theme import icon, theme

_HEADINGS = ("代码", "单位", "项目数", "项目合计（万元）", "整体表（万元）", "比较")
_FIRST_NUMBER, _LAST_NUMBER, _COMPARISON = 2, 4, 5


class TotalsModel(FlatModel):
    """Rows are units, and all of them together in the last one."""

    headings = _HEADINGS

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.totals: list[UnitTotal] = []

    def show(self, totals: Sequence[UnitTotal]) -> None:
        """Show other totals."""
        self.beginResetModel()
        self.totals = [*totals, grand_total(totals)] if totals else []
        self.endResetModel()

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self.totals)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if not index.isValid():
            return None
        total, column = self.totals[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _texts(total)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if _is_number(column) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DecorationRole and column == _COMPARISON and total.left is not None:
            sign = "warning" if total.left < 0 else "ok"
            return icon(sign, getattr(theme(), sign))
        return _bold() if role == Qt.ItemDataRole.FontRole and index.row() == len(self.totals) - 1 else None


def _texts(total: UnitTotal) -> tuple[str, ...]:
    amount, whole = in_ten_thousands(total.amount), in_ten_thousands(total.whole)
    words = against_whole(total)
    return total.code, total.name, str(total.projects), amount, whole, words.partition("，")[2] or words


def _is_number(column: int) -> bool:
    return _FIRST_NUMBER <= column <= _LAST_NUMBER


def _bold() -> QFont:
    font = QFont()
    font.setBold(True)
    return font
