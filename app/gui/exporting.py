"""What an export came to, told in one sentence."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget


def tell_result(parent: QWidget, files: Sequence[Path], wanted: int, folder: Path) -> None:
    """Say how many of the wanted files there are and where, and offer to open the folder."""
    words = f"已导出 {len(files)} 个文件到“{folder}”。"
    if len(files) < wanted:
        words = f"已取消：{wanted} 个文件中导出了 {len(files)} 个，在“{folder}”。"
    box = QMessageBox(QMessageBox.Icon.Information, "导出", words, parent=parent)
    show = box.addButton("打开文件夹", QMessageBox.ButtonRole.ActionRole)
    box.addButton("关闭", QMessageBox.ButtonRole.RejectRole)
    show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
    box.open()
