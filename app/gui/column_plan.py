"""What the columns of a table of the form in work are."""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import Qt

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft | _MIDDLE, Qt.AlignmentFlag.AlignRight | _MIDDLE
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class ColumnPlan:
    """A column of the editor.

    Attributes:
        field: which field of the row, or the name of a value that only the layout has.
        heading: what stands above it.
        printed: whether the paper prints it.
        numeric: whether it holds numbers.
        is_other: whether it is kept in the row's ``other``.
        share: how wide the paper has it, in mm; 0 where it is not printed.
        thousands: whether amounts in it are shown with separators.
    """

    field: str
    heading: str
    printed: bool = True
    numeric: bool = False
    is_other: bool = False
    share: float = 0
    thousands: bool = False

    @cached_property
    def alignment(self) -> Qt.AlignmentFlag:
        """How its texts stand."""
        if self.numeric:
            return _RIGHT
        return _CENTRE if self.field in ("operator", "unit") else _LEFT

    def refusal(self, text: str) -> str:
        """Return what to say of a text that it cannot hold."""
        if self.field == "operator":
            return f"“{text}”不是指标性质，没有存入。请选 ≥ > = < ≤ 或 定性。"
        return f"{self.heading}应为数字，“{text}”没有存入。"
