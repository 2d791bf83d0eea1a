"""F6: from one part of the window to the next, as screen readers and keyboard users know it from other programs."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def move_focus(panes: Sequence[QWidget], by: int) -> bool:
    """Put the focus into the next (1) or previous (-1) pane that can take it; whether there was one."""
    usable = [pane for pane in panes if pane.isVisible() and _first_stop(pane) is not None]
    if not usable:
        return False
    at = _current(usable)
    wanted = usable[(at + by) % len(usable)] if at is not None else usable[0 if by > 0 else -1]
    stop = _first_stop(wanted)
    if stop is not None:
        stop.setFocus(Qt.FocusReason.TabFocusReason)
    return True


def _current(panes: Sequence[QWidget]) -> int | None:
    focus = QApplication.focusWidget()
    return next((n for n, pane in enumerate(panes) if focus is pane or _holds(pane, focus)), None)


def _holds(pane: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and pane.isAncestorOf(widget)


def _first_stop(pane: QWidget) -> QWidget | None:
    """Return what takes the focus in a pane: itself, what had it last, or the first control in it."""
    if _takes_focus(pane):
        return pane
    last = pane.focusWidget()
    if last is not None and last is not pane and _takes_focus(last):
        return last
    return next(_stops(pane), None)


def _stops(pane: QWidget) -> Iterator[QWidget]:
    """Yield the controls of a pane in the order of Tab."""
    widget = pane.nextInFocusChain()
    while widget is not None and widget is not pane:
        if pane.isAncestorOf(widget) and _takes_focus(widget):
            yield widget
        widget = widget.nextInFocusChain()


def _takes_focus(widget: QWidget) -> bool:
    wanted = Qt.FocusPolicy.TabFocus
    return bool(widget.focusPolicy() & wanted) and widget.isEnabled() and widget.isVisible()
