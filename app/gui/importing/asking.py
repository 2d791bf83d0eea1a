"""The dialog that asks for files to be read."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.gui.importing.sources import FILTER


def ask_for_files(parent: QWidget, folder: str) -> list[Path]:
    """Ask for files of any kind; none where the clerk thinks better of it."""
    names, _ = QFileDialog.getOpenFileNames(parent, "读入以前的文件", folder, FILTER)
    return [Path(name) for name in names]
