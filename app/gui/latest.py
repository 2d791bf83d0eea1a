"""Work beside the window of which only the latest wish counts: a search, a comparison, a survey."""

from PySide6.QtCore import QObject, Signal

from app.gui.jobs import Job, Work


class Latest(QObject):
    """Does one thing at a time; a new wish stops the old one, and what that found is never told.

    Signals:
        begun: the job (``app.gui.jobs.Job``) that has just begun.
        done: what the work of the latest wish returned.
        failed: the sentence that says why it could not be done.
        rested: nothing is under way any more.
    """

    begun = Signal(object)
    done = Signal(object)
    failed = Signal(str)
    rested = Signal()

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._job: Job | None = None
        self._next: Work | None = None
        self._is_wanted = False

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    def want(self, work: Work) -> None:
        """Have some work done instead of all that was wanted before."""
        self._next = work
        if self._job is None:
            self._begin()
        else:
            self._job.requestInterruption()

    def forget(self) -> None:
        """Want nothing any more."""
        self._next, self._is_wanted = None, False
        self.cut_short()

    def cut_short(self) -> None:
        """Be content with what has been found by now, which is told as ever."""
        if self._job is not None:
            self._job.requestInterruption()

    def stop(self) -> None:
        """Want nothing any more and wait until nothing is under way."""
        self.forget()
        if self._job is not None:
            self._job.wait()

    def _begin(self) -> None:
        work, self._next = self._next, None
        if work is None:
            return
        self._is_wanted = True
        self._job = job = Job(self._title, work, self)
        job.succeeded.connect(self._take)
        job.failed.connect(self._refuse)
        job.finished.connect(self._end)
        self.begun.emit(job)
        job.start()

    def _take(self, result: object) -> None:
        if self._next is None and self._is_wanted:
            self.done.emit(result)

    def _refuse(self, sentence: str) -> None:
        if self._next is None and self._is_wanted:
            self.failed.emit(sentence)

    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        self._begin()
        if self._job is None:
            self.rested.emit()
