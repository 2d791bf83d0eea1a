"""Short work beside the window, such as drawing a page: the newest wish counts, and none holds the window up."""

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QTimer, Signal

from app.base.errors import JihengError

_EVERY = 10  # ms
_WAITED_FOR = 5  # s at most when the window closes


class Beside(QObject):
    """Does one thing at a time in a thread of its own.

    Signals:
        done: what the newest work returned.
        failed: the sentence that says why it could not be done.
    """

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: SimpleQueue[object] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._next: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._tell)

    def want(self, work: Callable[[], object]) -> None:
        """Do something; what waited until now is not wanted any more."""
        self._next = work
        self._begin()

    def _begin(self) -> None:
        if self._thread is None and self._next is not None:
            work, self._next = self._next, None
            self._thread = threading.Thread(target=_run, args=(work, self._results), daemon=True)
            self._thread.start()
            self._timer.start()

    def _tell(self) -> None:
        try:
            result = self._results.get_nowait()
        except Empty:
            return
        self._thread = None
        self._timer.stop()
        is_outdated = self._next is not None
        self._begin()
        if isinstance(result, JihengError):
            self.failed.emit(str(result))
        elif isinstance(result, Exception):
            raise result
        elif not is_outdated:
            self.done.emit(result)

    def stop(self) -> None:
        """Want nothing any more."""
        self._next = None
        self._timer.stop()
        if self._thread is not None:
            with suppress(RuntimeError):
                self._thread.join(_WAITED_FOR)
            self._thread = None


def _run(work: Callable[[], object], results: "SimpleQueue[object]") -> None:
    try:
        results.put(work())
    except Exception as error:  # noqa: BLE001 - it is raised again in the window's thread
        results.put(error)
