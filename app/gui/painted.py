"""Going on once something is on the screen, for work that would hold up its first picture."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

_PATIENCE = 300  # ms; what is minimised or covered is never drawn


def once_painted(widget: QWidget, work: Callable[[], None]) -> None:
    """Do some work once, after a widget was drawn for the first time; or soon, where it is not drawn."""
    _Watch(widget).painted.timeout.connect(work, Qt.ConnectionType.SingleShotConnection)


class _Watch(QObject):
    """Waits for the first picture of a widget and goes with it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.painted = QTimer(self, singleShot=True, interval=_PATIENCE)
        self.painted.start()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the picture be drawn first."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self.painted.start(0)
        return False
