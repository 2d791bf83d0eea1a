"""The start of the window: the frame first, the store after, so that nobody waits for an empty screen."""

import gc
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from app.base.errors import JihengError, UnusableError
from app.base.locations import data_folder, default_store, demo_store
from app.gui.painted import once_painted
from app.gui.settings import Settings
from app.gui.theme import Look, apply_theme
from app.gui.window import MainWindow

if TYPE_CHECKING:
    from app.store.store import Store


def make_application(look: Look | None = None) -> QApplication:
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
    apply_theme(application, look)
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


_SETTLED = 3000  # ms after the start


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


def run_window(named: Path | None) -> int:
    """Open the window on a store, or on the one that was open last, and return the exit code when it is closed."""
    gc.disable()  # nothing becomes garbage while the program is loaded; see keep_what_is_loaded
    settings = Settings()
    application = make_application(Look(settings.scheme, settings.percent))
    window = MainWindow(settings)
    window.show()
    sys.excepthook = Faults(window, data_folder() / "差错记录.txt")
    opening = Opening(window)
    application.styleHints().colorSchemeChanged.connect(opening.follow_system)
    once_painted(window, lambda: opening.begin(named or usual_store(settings)))
    QTimer.singleShot(_SETTLED, keep_what_is_loaded)
    code = application.exec()
    opening.close()
    return code or opening.code


def usual_store(settings: Settings) -> Path:
    """Return the store to open where none is named: the one that was open last, if it is still there."""
    last = settings.store
    return last if last is not None and last.is_file() else default_store()


def keep_what_is_loaded() -> None:
    """Leave what stays to the end out of every later search for garbage, which would hold the window up for 0.1 s."""
    gc.collect()
    gc.freeze()
    gc.enable()


class Opening(QObject):
    """Opens stores: the first one behind the frame that is already shown, others in place of it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._store: Store | None = None
        self.code = 0
        window.store_wanted.connect(self.change_to, Qt.ConnectionType.QueuedConnection)
        window.restore_wanted.connect(self.restore, Qt.ConnectionType.QueuedConnection)

    def begin(self, path: Path) -> None:
        """Show the list of the year as it stands in the file, and open the store behind it."""
        from app.store.glance import glance_at

        glance = glance_at(path, self._window.settings.year)
        if glance is None:
            self.open(path)
        else:
            self._window.show_list(glance, lambda: self.open(path))

    def open(self, path: Path) -> None:
        """Open the store and fill the frame, or say why not and end."""
        from app.store.store import Store

        try:
            self._fill(Store.open(path))
        except UnusableError as error:
            self._rescue(path, error)
        except JihengError as error:
            self.code = 2
            QMessageBox.critical(self._window, "绩衡打不开", str(error))
            self._window.close()

    def _rescue(self, path: Path, error: UnusableError) -> None:
        """Offer a backup in the place of a store that cannot be used; end where the clerk wants none."""
        from app.gui.rescue import rescue, tell_restored

        self.close()
        restored = rescue(path, error, self._window, folder=self._window.settings.backup_folder)
        if restored is None:
            self.code = 2
            self._window.close()
            return
        self.open(path)
        if self._store is not None and self._store.is_open:
            tell_restored(restored, self._window)

    def change_to(self, path: Path) -> None:
        """Open another store; where it cannot be opened, the one that is open stays."""
        from app.store.store import Store

        if self._store is not None and path.resolve() == self._store.path:
            self._window.say("这个数据文件已经打开。")
            return
        try:
            other = Store.open(path)
        except JihengError as error:
            if self._is_mended(path, error):
                self.change_to(path)
            return
        if self._is_shown(other):
            if not is_sample(path):
                self._window.settings.store = path
            self._window.say(f"已打开“{path}”。")

    def _is_shown(self, other: "Store") -> bool:
        """Show another store in place of the one that is open, which stays where the other cannot be shown."""
        before = self._store
        try:
            if self._window.workplace is not None and not self._window.workplace.leave():
                other.close()
                return False
            self._fill(other)
        except BaseException:
            other.close()
            if before is not None:
                self._fill(before)
            raise
        if before is not None:
            before.close()
        return True

    def _is_mended(self, path: Path, error: JihengError) -> bool:
        """Offer the backups of another store that cannot be used; where there are none, say why it is not opened."""
        from app.gui.rescue import rescue
        from app.store.backups import backups_of

        if isinstance(error, UnusableError) and backups_of(path):
            return rescue(path, error, self._window, leave="取消") is not None
        QMessageBox.warning(self._window, "没有打开", str(error))
        return False

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of the open store and show it; where that cannot be, what was open stays."""
        from app.gui.rescue import tell_restored

        store, place = self._store, self._window.workplace
        if store is None or place is None or not place.leave():
            return
        try:
            restored = store.restore(backup)
        except JihengError as error:
            self._go_on(store)
            QMessageBox.warning(self._window, "没有恢复", str(error))
            return
        self._fill(store)
        tell_restored(restored, self._window)

    def _go_on(self, store: "Store") -> None:
        """Show again what could not be replaced."""
        if store.is_open:
            self._fill(store)
        else:
            self.open(store.path)

    def _fill(self, store: "Store") -> None:
        from app.definitions.library import library
        from app.editing.session import Session

        self._store = store
        self._window.attach(Session(store, library(), remember=True))
        self._window.settings.remember_store(store.path)

    def follow_system(self) -> None:
        """Put on the desktop's colours when they have changed."""
        if self._window.workplace is not None and self._window.settings.scheme == "system":
            self._window.workplace.comfort.wear()

    def close(self) -> None:
        """Let go of the store; one that was filled today for the first time leaves a backup behind."""
        if self._store is not None:
            if self._store.is_open:
                self._store.back_up_daily()
            self._store.close()


def is_sample(path: Path) -> bool:
    """Whether a store holds the sample department; it is opened when asked for and never by itself."""
    return path == demo_store()
