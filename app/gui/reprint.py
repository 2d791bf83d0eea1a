"""Tables of many projects laid out anew beside the work, once the clerk pauses."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from app.gui.desk import Desk
from app.gui.jobs import Job
from app.model.records import Form

if TYPE_CHECKING:
    from app.sheet.pages import Printout

_SETTLE = 120  # ms: several steps in a row are laid out once


class Printed(NamedTuple):
    """A printout, the PDF of it, and which character cannot be printed because no typeface has it, if any."""

    printout: "Printout"
    pdf: bytes
    lacking: str


def printed(desk: Desk, form: Form) -> Printed:
    """Return a form as it is printed now.

    Raises:
        JihengError: no layout prints it.
    """
    from app.writers.lacking import missing_letters
    from app.writers.pdf import pdf_bytes

    printout = desk.print_out(form)
    missing = missing_letters([printout.sheet])
    lacking = f"⚠ 印不出来：{missing[0].sentence}，请改用其他字。" if missing else ""
    return Printed(printout, pdf_bytes([printout]), lacking)


class Reprinter(QObject):
    """Prints the form that was asked for last; what was asked for in the meantime is printed after it.

    Signals:
        printed: the pages (``Printed``).
        failed: why there are none.
    """

    printed = Signal(object)
    failed = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._wanted: Form | None = None
        self._job: Job | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE)
        self._settle.timeout.connect(self._start)

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be printed."""
        return self._wanted is not None or self._job is not None

    def ask(self, form: Form) -> None:
        """Have a form printed soon."""
        self._wanted = form
        self._settle.start()

    def rest(self) -> None:
        """Print nothing more, and wait until nothing is being printed."""
        self._wanted = None
        self._settle.stop()
        if self._job is not None:
            self._job.wait()

    def _start(self) -> None:
        if self._job is not None or self._wanted is None:
            return
        form, self._wanted = self._wanted, None
        self._job = Job("正在排版", lambda *_: printed(self.desk, form), self)
        self._job.succeeded.connect(self._tell)
        self._job.failed.connect(self._tell_failure)
        self._job.finished.connect(self._go_on)
        self._job.start()

    def _tell(self, result: Printed) -> None:
        if self._wanted is None:
            self.printed.emit(result)

    def _tell_failure(self, sentence: str) -> None:
        if self._wanted is None:
            self.failed.emit(sentence)

    def _go_on(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        if self._wanted is not None:
            self._settle.start()
