"""Export in the background: a bar says what is being done, and it can be cancelled."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QProgressDialog, QWidget

from app.base.errors import JihengError
from app.definitions.library import Library
from app.writers.export import ExportItem, export_forms

_SHOW_AFTER = 400  # ms: a short export needs no bar


class ExportJob(QThread):
    """Writes forms to a folder away from the window's own thread.

    Signals:
        progressed: done, of how many, and at what.
        failed: the sentence that says why.
        succeeded: the files.
    """

    progressed = Signal(int, int, str)
    failed = Signal(str)
    succeeded = Signal(list)

    def __init__(
        self, items: Sequence[ExportItem], to: str, folder: Path, library: Library, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._items, self._to, self._folder, self._library = items, to, folder, library

    def run(self) -> None:
        """Write the files."""
        try:
            files = export_forms(
                self._items, self._to, self._folder, self._library, self.progressed.emit, self.isInterruptionRequested
            )
        except JihengError as error:
            self.failed.emit(str(error))
        else:
            self.succeeded.emit(files)


def run_export(items: Sequence[ExportItem], to: str, folder: Path, library: Library, parent: QWidget) -> ExportJob:
    """Start an export and show its bar and its result; return the job."""
    job = ExportJob(items, to, folder, library, parent)
    bar = QProgressDialog("正在导出…", "取消", 0, len(items), parent)
    bar.setWindowTitle("导出")
    bar.setWindowModality(Qt.WindowModality.WindowModal)
    bar.setMinimumDuration(_SHOW_AFTER)
    bar.setAutoClose(False)
    bar.canceled.connect(job.requestInterruption)

    def show_progress(done: int, total: int, what: str) -> None:
        bar.setMaximum(total)
        bar.setValue(done)
        bar.setLabelText(f"正在导出：{what}")

    job.progressed.connect(show_progress)
    job.finished.connect(bar.deleteLater)
    job.finished.connect(job.deleteLater)
    job.failed.connect(lambda sentence: QMessageBox.warning(parent, "没有导出", sentence))
    job.succeeded.connect(lambda files: _tell(parent, files, len(items), folder))
    job.start()
    return job


def _tell(parent: QWidget, files: Sequence[Path], wanted: int, folder: Path) -> None:
    words = f"已导出 {len(files)} 个文件到“{folder}”。"
    if len(files) < wanted:
        words = f"已取消：{wanted} 个文件中导出了 {len(files)} 个，在“{folder}”。"
    box = QMessageBox(QMessageBox.Icon.Information, "导出", words, parent=parent)
    show = box.addButton("打开文件夹", QMessageBox.ButtonRole.ActionRole)
    box.addButton("关闭", QMessageBox.ButtonRole.AcceptRole)
    show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
    box.open()
