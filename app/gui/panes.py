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
        stop.activateWindow()  # a panel may float
        stop.setFocus(Qt.FocusReason.ShortcutFocusReason)  # for which every control shows that it has the focus
    return True


def _current(panes: Sequence[QWidget]) -> int | None:
    focus = QApplication.focusWidget()
    return next((n for n, pane in enumerate(panes) if focus is pane or _holds(pane, focus)), None)


def _holds(pane: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and pane.isAncestorOf(widget)


def _first_stop(pane: QWidget) -> QWidget | None:
    """Return what takes the focus in a pane: itself, what it is there for, what had it last, or its first control."""
    wanted = (pane, pane.focusProxy(), pane.focusWidget())
    return next((one for one in wanted if one is not None and _takes_focus(one)), None) or next(_stops(pane), None)


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
