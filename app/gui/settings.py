"""What the window remembers from one start to the next; every setting is named here and nowhere else."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from app.base.locations import data_folder

_FILE = "窗口.ini"


class Settings:
    """The remembered state, kept in a small file beside the clerk's data."""

    def __init__(self, file: Path | None = None) -> None:
        path = file or data_folder() / _FILE
        self._stored = QSettings(str(path), QSettings.Format.IniFormat)

    def _bytes(self, key: str) -> QByteArray:
        value = self._stored.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def _number(self, key: str, usual: int) -> int:
        value = str(self._stored.value(key, ""))
        return int(value) if value.isdigit() else usual

    @property
    def head_height(self) -> int:
        """How high the head fields are where the clerk set it, in px; 0 where the window decides."""
        return self._number("panels/head_height", 0)

    @head_height.setter
    def head_height(self, value: int) -> None:
        self._stored.setValue("panels/head_height", value)

    @property
    def head_folded(self) -> bool:
        """Whether the head fields are out of sight."""
        return bool(self._number("panels/head_folded", 0))

    @head_folded.setter
    def head_folded(self, value: bool) -> None:
        self._stored.setValue("panels/head_folded", int(value))

    @property
    def fonts(self) -> str:
        """With which typefaces forms are printed: ``open`` or ``official``."""
        return "official" if self._stored.value("print/fonts") == "official" else "open"

    @fonts.setter
    def fonts(self, value: str) -> None:
        self._stored.setValue("print/fonts", value)

    @property
    def geometry(self) -> QByteArray:
        """Size and place of the window."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._stored.setValue("window/geometry", value)

    @property
    def list_width(self) -> int:
        """How wide the list of forms is, in px."""
        return self._number("panels/list_width", 250)

    @list_width.setter
    def list_width(self, value: int) -> None:
        self._stored.setValue("panels/list_width", value)

    @property
    def problems_height(self) -> int:
        """How high the list of problems is while there are any, in px."""
        return self._number("panels/problems_height", 130)

    @problems_height.setter
    def problems_height(self, value: int) -> None:
        self._stored.setValue("panels/problems_height", value)

    @property
    def year(self) -> int | None:
        """The year that was shown last."""
        value = str(self._stored.value("last/year", ""))
        return int(value) if value.isdigit() else None

    @year.setter
    def year(self, value: int | None) -> None:
        self._stored.setValue("last/year", "" if value is None else str(value))

    @property
    def form(self) -> str:
        """The identity of the form that was open last."""
        return str(self._stored.value("last/form", ""))

    @form.setter
    def form(self, value: str) -> None:
        self._stored.setValue("last/form", value)

    @property
    def folder(self) -> str:
        """The folder that files were last written to or read from."""
        return str(self._stored.value("last/folder", ""))

    @folder.setter
    def folder(self, value: str) -> None:
        self._stored.setValue("last/folder", value)

    @property
    def usual_folder(self) -> str:
        """Where a dialog for files begins."""
        return self.folder or str(Path.home())
