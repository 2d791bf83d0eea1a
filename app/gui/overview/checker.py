"""Checks of many forms beside the work: the window stays alive, and a form is read and checked once for each edit."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from time import perf_counter, sleep
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from app.base.errors import JihengError
from app.definitions.library import Library
from app.editing.filled import Filled, filled_in
from app.editing.waivers import Parted, Waived, part, waivers_by_form
from app.gui.jobs import Job
from app.model.issues import Issue, Severity
from app.model.records import Form, Waiver
from app.model.refs import FormRef
from app.rules.checking import check_in, unprintable
from app.rules.context import Context
from app.rules.rows import Seen
from app.store.store import Store

_AT_ONCE = 16  # forms read and told together
_LONG = 400  # forms; about a second, from which on the clerk is told
_MOMENT = 0.2  # s; for how long the checks rest after the clerk's last move
_TURN = 0.0005  # s; for how long the window waits when both want to work
_USUAL_TURN = sys.getswitchinterval()
_REST = 1.0  # how long it rests after some forms, as a multiple of the time they took; the window's turn comes then


class Checked(NamedTuple):
    """What is known of a form that was checked.

    Attributes:
        issues: the problems to be told.
        waived: those that the clerk has a reason to leave.
        filled: how much of it is filled in.
    """

    issues: list[Issue]
    waived: list[Waived]
    filled: Filled

    def count(self, severity: Severity) -> int:
        """Return how many open problems weigh so much."""
        return sum(issue.severity is severity for issue in self.issues)


Found = list[tuple[FormRef, Checked | None]]


def result_words(known: Collection[Checked]) -> str:
    """Return in one sentence what the check of some forms has come to."""
    counts = [f"{one.label} {n}" for one in Severity if (n := sum(form.count(one) for form in known))]
    faulty = sum(bool(form.issues) for form in known)
    found = f"{faulty} 张有问题（{' · '.join(counts)}）" if faulty else "没有发现问题"
    return f"检查完：{len(known)} 张表，{found}。"


def checked(form: Form, waivers: Iterable[Waiver], library: Library, seen: Seen | None = None) -> Checked:
    """Check a form, of which ``seen`` keeps what was found in its rows."""
    try:
        context = Context.of(form, library, seen)
    except JihengError as error:
        issues, filled = [unprintable(form, error)], Filled()  # what no layout prints need not have anything
    else:
        issues, filled = check_in(context), filled_in(context)
    parted: Parted = part(form, issues, waivers)
    return Checked(parted.open, parted.waived, filled)


class Checker(QObject):
    """The forms that wait for their check, and the job that does it.

    Signals:
        found: pairs of a form and what is known of it now, ``None`` where it is gone.
        done: nothing waits any more.
        failed: the forms could not be read; the sentence says why.
        takes_long: a job has begun that the clerk should see.
    """

    found = Signal(object)
    done = Signal()
    failed = Signal(str)
    takes_long = Signal(object)

    def __init__(self, store: Store, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._library = store, library
        self._waiting: dict[FormRef, None] = {}
        self._outdated: set[FormRef] = set()
        self._job: _CheckJob | None = None
        self._is_wanted = False  # what the job finds
        self.is_complete = True  # unless the clerk has stopped the last check

    @property
    def busy(self) -> bool:
        """Whether forms are still waiting or at work."""
        return self._job is not None or bool(self._waiting)

    def want(self, refs: Iterable[FormRef]) -> None:
        """Have forms checked as they are now."""
        wanted = dict.fromkeys(refs)
        self._waiting |= wanted
        self._outdated.update(wanted)
        self._begin()

    def outdate(self, ref: FormRef) -> None:
        """Leave out what the job may still find of a form: it is known better by now."""
        self._waiting.pop(ref, None)
        self._outdated.add(ref)

    def give_way(self) -> None:
        """Hold the checks for a moment, because the clerk is scrolling or typing."""
        if self._job is not None:
            self._job.rests_until = perf_counter() + _MOMENT

    def forget(self) -> None:
        """Check no more; what was found and is on its way is left out."""
        self._waiting = {}
        self._is_wanted = False
        if self._job is not None:
            self._job.requestInterruption()

    def stop(self) -> None:
        """Check no more and wait for the job."""
        self.forget()
        if self._job is not None:
            self._job.wait()

    def _begin(self) -> None:
        if self._job is not None or not self._waiting:
            return
        refs, self._waiting = list(self._waiting), {}
        self._outdated = set()
        self._is_wanted, self.is_complete = True, False
        self._job = job = _CheckJob(self._store, self._library, refs, self)
        job.found.connect(self._tell)
        job.failed.connect(self.failed)
        job.succeeded.connect(lambda done: self._note(done, len(refs)))
        job.finished.connect(self._end)
        if len(refs) > _LONG:
            self.takes_long.emit(job)
        sys.setswitchinterval(_TURN)
        job.start()

    def _tell(self, found: Found) -> None:
        news = [(ref, one) for ref, one in found if self._is_wanted and ref not in self._outdated]
        if news:
            self.found.emit(news)

    def _note(self, done: int, wanted: int) -> None:
        """Keep in mind whether all that was wanted was checked."""
        self.is_complete = done == wanted

    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        sys.setswitchinterval(_USUAL_TURN)
        self._begin()
        if self._job is None:
            self.done.emit()


class _CheckJob(Job):
    """Checks some forms.

    Signals:
        found: as of the checker.
    """

    found = Signal(object)

    def __init__(self, store: Store, library: Library, refs: Sequence[FormRef], parent: QObject) -> None:
        super().__init__("正在检查", self._check_all, parent)
        self._store, self._library, self._refs = store, library, refs
        self.rests_until = 0.0

    def _check_all(self, report: Callable[[int, int, str], None], cancelled: Callable[[], bool]) -> int:
        waivers = waivers_by_form(self._store)
        done = 0
        for some in _some(self._refs):
            if cancelled():
                break
            begun = perf_counter()
            self.found.emit(self._check(some, waivers))
            done += len(some)
            report(done, len(self._refs), f"{done} / {len(self._refs)} 张表")
            sleep((perf_counter() - begun) * _REST)
        return done

    def _check(self, refs: Collection[FormRef], waivers: Mapping[FormRef, list[Waiver]]) -> Found:
        found: Found = []
        for ref in refs:
            form = self._store.form(ref)
            found.append((ref, checked(form, waivers.get(ref, ()), self._library) if form else None))
            self._rest()
        return found

    def _rest(self) -> None:
        """Let the window have its turn, and all the time while the clerk scrolls or types."""
        sleep(0)
        while perf_counter() < self.rests_until and not self.isInterruptionRequested():
            sleep(_MOMENT / 10)


def _some(refs: Sequence[FormRef]) -> Iterator[Sequence[FormRef]]:
    return (refs[start : start + _AT_ONCE] for start in range(0, len(refs), _AT_ONCE))


def outcome(checker: Checker, known: Collection[Checked]) -> str:
    """Return what a check of some forms has come to, or that it was stopped."""
    return result_words(known) if checker.is_complete else "已停止检查。没有查完的表，按 F5 可以再查。"
