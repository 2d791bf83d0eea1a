"""The start of the window: the frame first, the store after, so that nobody waits for an empty screen."""

import gc
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from app.base.errors import JihengError
from app.base.locations import data_folder
from app.gui.settings import Settings
from app.gui.theme import apply_theme
from app.gui.window import MainWindow

if TYPE_CHECKING:
    from app.store.store import Store


def make_application() -> QApplication:
    """Return the application with its name, Qt's own words in Chinese, and its theme."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("jiheng")
    application.setApplicationDisplayName("绩衡")
    application.setDesktopFileName("jiheng")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
    application.installTranslator(MissingWords(application))
    apply_theme(application)
    return application


class MissingWords(QTranslator):
    """What Qt's own Chinese translation has forgotten in the dialogs for files and printers."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:  # Qt's signature
        """Return the Chinese words, or nothing where Qt's translation has them."""
        del context, disambiguation, n
        return _WORDS.get(source.replace("&", ""))  # type: ignore[return-value]

    def isEmpty(self) -> bool:
        """There are words."""
        return False


_WORDS = {
    "Look in:": "查找范围：",
    "Files of type:": "文件类型：",
    "File name:": "文件名：",
    "Directory:": "文件夹：",
    "Size": "大小",
    "Go to": "转到",
    "Print to File (PDF)": "打印到文件（PDF）",
    "Write PDF file": "写成 PDF 文件",
    "Duplex Printing": "双面打印",
    "None": "无",
    "Long side": "长边",
    "Short side": "短边",
    "All Pages": "全部页",
    "Odd Pages": "奇数页",
    "Even Pages": "偶数页",
    "Units:": "单位：",
}


_SETTLED = 1500  # ms after the store is open


class Faults:
    """What happens when something fails that no part of the window has foreseen.

    What the clerk can mend is a sentence; a fault of the program is written down, told plainly, and the work goes on.
    """

    def __init__(self, window: MainWindow, report: Path) -> None:
        self._window, self._report = window, report

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Take the place of ``sys.excepthook``."""
        if isinstance(error, JihengError):
            self._window.refuse(str(error))
            return
        words = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(words)
        with suppress(OSError):
            self._report.parent.mkdir(parents=True, exist_ok=True)
            with self._report.open("a", encoding="utf-8") as report:
                report.write(words + "\n")
        self._window.refuse(f"程序出了差错，这一步可能没有完成；已经保存的内容不受影响。记录在“{self._report}”。")


def run_window(store_path: Path) -> int:
    """Open the window on a store and return the exit code when it is closed."""
    application = make_application()
    window = MainWindow(Settings())
    window.show()
    sys.excepthook = Faults(window, data_folder() / "差错记录.txt")
    opening = _Opening(window, store_path)
    QTimer.singleShot(0, opening.run)
    code = application.exec()
    opening.close()
    return code or opening.code


def keep_what_is_loaded() -> None:
    """Leave what stays to the end out of every later search for garbage, which would hold the window up for 0.1 s."""
    gc.collect()
    gc.freeze()


class _Opening:
    """Opens the store behind the frame that is already shown."""

    def __init__(self, window: MainWindow, store_path: Path) -> None:
        self._window, self._path = window, store_path
        self._store: Store | None = None
        self.code = 0

    def run(self) -> None:
        """Open the store and fill the frame, or say why not and end."""
        from app.definitions.library import library
        from app.editing.session import Session
        from app.store.store import Store

        try:
            self._store = Store.open(self._path)
            self._window.attach(Session(self._store, library()))
            QTimer.singleShot(_SETTLED, keep_what_is_loaded)
        except JihengError as error:
            self.code = 2
            QMessageBox.critical(self._window, "绩衡打不开", str(error))
            self._window.close()

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
