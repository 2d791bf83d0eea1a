"""What was open last: stores and files, offered where they are looked for."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.gui.settings import Settings


class RecentMenu(QMenu):
    """The stores and files that were open last; those that are gone are not offered.

    Signals:
        store_wanted: the store to open.
        file_wanted: the file to read.
    """

    store_wanted = Signal(object)
    file_wanted = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__("最近打开(&T)", parent)
        self.settings = settings
        self.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Offer what there is now."""
        self.clear()
        self._add("数据文件", self.settings.recent_stores[1:], self.store_wanted.emit)
        self._add("读过的文件", self.settings.recent_files, self.file_wanted.emit)
        if self.isEmpty():
            self.addAction("还没有").setEnabled(False)

    def _add(self, heading: str, paths: Iterable[Path], chosen: Callable[[Path], None]) -> None:
        there = [path for path in paths if path.exists()]
        if there:
            self.addSection(heading)
        for path in there:
            action = self.addAction(f"{path.name}　{path.parent}".replace("&", "&&"))
            action.triggered.connect(lambda _=False, path=path: chosen(path))
