"""Long work away from the window's own thread: a strip says what is being done, and it can be cancelled."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStatusBar, QWidget

from app.base.errors import JihengError
from app.gui.widgets import label

Work = Callable[[Callable[[int, int, str], None], Callable[[], bool]], object]

_BAR_WIDTH = 160  # px


class Job(QThread):
    """Work that takes long. It is given two functions: one to tell how far it is, one to ask whether to stop.

    Signals:
        progressed: done, of how many, and at what.
        failed: the sentence that says why it could not be done.
        succeeded: what the work returned.
    """

    progressed = Signal(int, int, str)
    failed = Signal(str)
    succeeded = Signal(object)

    def __init__(self, title: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.is_wanted = True  # what it comes to; what is on its way arrives even after the job was waited for
        self._work = work

    def run(self) -> None:
        """Do the work; what the clerk can mend is told, a fault of the program keeps its traceback."""
        try:
            result = self._work(self.progressed.emit, self.isInterruptionRequested)
        except JihengError as error:
            self.failed.emit(str(error))
        else:
            self.succeeded.emit(result)


class JobStrip(QWidget):
    """What a job is doing, how far it is, and a button to stop it; for the status bar, in nobody's way."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._words = label(job.title)
        self._bar = QProgressBar()
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(job.title)
        self._stop = QPushButton("取消")
        self._stop.setAccessibleName(f"取消{job.title}")
        self._stop.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self._words, self._bar, self._stop):
            row.addWidget(widget)
        job.progressed.connect(self._show)

    def _show(self, done: int, total: int, what: str) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(done)
        self._words.setText(f"{self._job.title}：{what}"[:40])

    def _cancel(self) -> None:
        self._stop.setEnabled(False)
        self._words.setText("正在取消…")
        self._job.requestInterruption()


class RunningJobs:
    """The jobs of a window, each with its strip in the status bar as long as it lasts."""

    def __init__(self, bar: QStatusBar) -> None:
        self._bar = bar
        self._running: list[Job] = []

    def __len__(self) -> int:
        return len(self._running)

    def start(self, job: Job) -> None:
        """Run a job."""
        strip = JobStrip(job)
        self._bar.addPermanentWidget(strip)
        self._running.append(job)
        job.finished.connect(lambda: self._end(job, strip))
        job.start()

    def _end(self, job: Job, strip: JobStrip) -> None:
        self._running.remove(job)
        self._bar.removeWidget(strip)
        strip.deleteLater()
        job.deleteLater()

    def stop(self) -> None:
        """Stop what is running and wait for it; what it comes to is wanted no more."""
        for job in list(self._running):
            job.is_wanted = False
            job.requestInterruption()
            job.wait()
