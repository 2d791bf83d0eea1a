"""Widths that follow the letters: reckoned in Chinese characters, so that large ones have as much room as small."""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

_LIST_LEAST, _LIST_USUAL, _LIST_SHARE = 11, 21, 0.3
_LIBRARY_LEAST, _LIBRARY_USUAL, _LIBRARY_SHARE = 14, 20, 1 / 3


def character(widget: QWidget) -> int:
    """Return how wide a Chinese character is, in px."""
    return QFontMetrics(widget.font()).horizontalAdvance("中")


def least_list_width(widget: QWidget) -> int:
    """Return how wide the list of forms is at least, so that names can still be told apart."""
    return _LIST_LEAST * character(widget)


def list_width(widget: QWidget, dragged: int, room: int) -> int:
    """Return how wide the list of forms is in a window of some width: as the clerk dragged it, within limits."""
    least, usual = least_list_width(widget), _LIST_USUAL * character(widget)
    return min(max(dragged or usual, least), max(int(room * _LIST_SHARE), least))


def library_limits(widget: QWidget, room: int) -> tuple[int, int]:
    """Return the least and the greatest width of the library in a window of some width."""
    least = _LIBRARY_LEAST * character(widget)
    return least, max(int(room * _LIBRARY_SHARE), least)


def library_width(widget: QWidget, dragged: int, room: int) -> int:
    """Return how wide the library is in a window of some width: as the clerk dragged it, within limits."""
    least, most = library_limits(widget, room)
    return min(max(dragged or _LIBRARY_USUAL * character(widget), least), most)
