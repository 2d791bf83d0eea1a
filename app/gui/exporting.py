"""An export of one file under a name that the clerk chose, and what an export came to, told in one sentence."""

from collections.abc import Sequence
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.base.files import written_aside
from app.definitions.library import Library
from app.sheet.pages import sheet_of
from app.writers.export import ExportItem, Options, export_forms, file_names


def file_name(items: Sequence[ExportItem], to: str, library: Library) -> str:
    """Return what the file of forms that are printed together is called, unless the clerk wants it otherwise."""
    first = items[0]
    sheet = sheet_of([item.form for item in items], first.layout, library, first.surroundings)
    return file_names([sheet], to)[0]


def export_as(items: Sequence[ExportItem], to: str, target: Path, library: Library, options: Options) -> list[Path]:
    """Write forms that are printed together into one file of that name, and return it.

    Raises:
        JihengError: as ``export_forms``.
    """
    with TemporaryDirectory() as folder, written_aside(target) as aside:
        (made,) = export_forms(items, to, Path(folder), library, options)
        copyfile(made, aside)
    return [target]


def tell_result(parent: QWidget, files: Sequence[Path], wanted: int, folder: Path, warning: str = "") -> None:
    """Say how many of the wanted files there are and where, with what is still wrong; offer to open the folder."""
    words = f"已导出 {len(files)} 个文件到“{folder}”。"
    if len(files) < wanted:
        words = f"已取消：{wanted} 个文件中导出了 {len(files)} 个，在“{folder}”。"
    icon = QMessageBox.Icon.Warning if warning else QMessageBox.Icon.Information
    box = QMessageBox(icon, "导出", words, parent=parent)
    box.setInformativeText(warning)
    show = box.addButton("打开文件夹", QMessageBox.ButtonRole.ActionRole)
    box.addButton("关闭", QMessageBox.ButtonRole.RejectRole)
    show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
    box.open()
