"""The window's end of the reading: files go to the helper, and what came of them is told in the window's thread."""

import multiprocessing
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.importing.helper import FAULT, Failed, Finished, Launch, Message, Stop, as_process
from app.gui.importing.sources import Source

_EVERY = 20  # ms
_AT_ONCE = 0.01  # s that news may take before the window has its turn


class _Ended:
    """Nothing more will come from a helper."""


class _FaultError(Exception):
    """A fault of the program while it read a file, with the traceback of where it happened."""


class Reader(QObject):
    """Files waiting to be read, and the helper that reads them.

    Signals:
        told: a message of the helper.
        rested: everything has been read.
    """

    told = Signal(object)
    rested = Signal()

    def __init__(self, launch: Launch = as_process, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._launch = launch
        self._waiting: dict[int, Source] = {}
        self._requests: SimpleQueue[tuple[int, Source] | None] | None = None
        self._news: SimpleQueue[Message | _Ended] = SimpleQueue()
        self._stop: Stop | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._tell)

    @property
    def busy(self) -> bool:
        """Whether files are still to be read."""
        return bool(self._waiting)

    def warm(self) -> None:
        """Start the helper before there is anything to read, for it takes a second."""
        if self._requests is None:
            self._begin()

    def read(self, number: int, source: Source) -> None:
        """Have a file read after those that wait already."""
        self._waiting[number] = source
        if self._requests is None:
            self._begin()
        else:
            self._requests.put((number, source))

    def _begin(self) -> None:
        """Start a helper with all that waits."""
        ours, theirs = multiprocessing.Pipe()
        self._requests, self._news = SimpleQueue(), SimpleQueue()
        self._stop = self._launch(theirs)
        for work, queue in ((_send, self._requests), (_receive, self._news)):
            threading.Thread(target=work, args=(ours, queue), daemon=True).start()
        for wanted in self._waiting.items():
            self._requests.put(wanted)
        self._timer.start()

    def stop(self) -> None:
        """Read no more, at once; what was on its way is forgotten."""
        was_busy = self.busy
        self._waiting.clear()
        self._end()
        if was_busy:
            self.rested.emit()

    def _end(self) -> None:
        self._timer.stop()
        requests, stop = self._requests, self._stop
        self._requests = self._stop = None
        if requests is not None:
            requests.put(None)
        if stop is not None:
            stop()

    def _tell(self) -> None:
        """Tell what has come in; much of it in several turns, so that the window is never held up."""
        begun = perf_counter()
        while perf_counter() - begun < _AT_ONCE:
            try:
                message = self._news.get_nowait()
            except Empty:
                return
            if isinstance(message, _Ended):
                self._go_on_without()
                return
            self._take(message)

    def _take(self, message: Message) -> None:
        was_busy = self.busy
        if isinstance(message, Finished | Failed):
            self._waiting.pop(message.number, None)
        self.told.emit(message)
        if isinstance(message, Failed) and message.fault:
            error = _FaultError(message.fault)
            sys.excepthook(_FaultError, error, None)
        if was_busy and not self.busy:
            self.rested.emit()

    def _go_on_without(self) -> None:
        """Give up the file at which a helper died, and read the others with a new one."""
        self._end()
        number = next(iter(self._waiting), None)
        if number is not None:
            self._take(Failed(number, FAULT))
        if self._waiting:
            self._begin()


def _send(connection: Connection, requests: "SimpleQueue[tuple[int, Source] | None]") -> None:
    """Hand over what is asked for, beside the window: a helper that is at work does not listen."""
    wanted: object = connection
    with suppress(OSError):
        while wanted is not None:
            wanted = requests.get()
            connection.send(wanted)


def _receive(connection: Connection, news: "SimpleQueue[Message | _Ended]") -> None:
    with connection, suppress(EOFError, OSError):
        while True:
            news.put(connection.recv())
    news.put(_Ended())
