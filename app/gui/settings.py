"""What the window remembers from one start to the next; every setting is named here and nowhere else."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from app.base.locations import data_folder

_FILE = "窗口.ini"
_MOST_RECENT = 8
_OLD_PROBLEMS_HEIGHT = 130  # px, that earlier versions wrote down though nobody had set it
SIZES = {100: "小", 125: "中", 150: "大"}
SCHEMES = {"system": "跟随系统", "light": "浅色", "dark": "深色"}


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

    def _text(self, key: str) -> str:
        value = self._stored.value(key, "")
        return value if isinstance(value, str) else ""

    def _set_text(self, key: str, value: str) -> None:
        self._stored.setValue(key, value)

    def _paths(self, key: str) -> list[Path]:
        return [Path(line) for line in self._text(key).split("\n") if line]

    def _remember_path(self, key: str, path: Path) -> None:
        """Put a path before all that were remembered, once."""
        others = [other for other in self._paths(key) if other != path]
        self._set_text(key, "\n".join(map(str, [path, *others][:_MOST_RECENT])))

    @property
    def place(self) -> str:
        """The place whose forms this clerk fills in, as the layouts call it; empty where it was never told."""
        return self._text("own/place")

    @place.setter
    def place(self, value: str) -> None:
        self._set_text("own/place", value)

    @property
    def unit_code(self) -> str:
        """The code of the clerk's own unit."""
        return self._text("own/unit_code")

    @unit_code.setter
    def unit_code(self, value: str) -> None:
        self._set_text("own/unit_code", value.strip())

    @property
    def unit_name(self) -> str:
        """The name of the clerk's own unit."""
        return self._text("own/unit_name")

    @unit_name.setter
    def unit_name(self, value: str) -> None:
        self._set_text("own/unit_name", value.strip())

    @property
    def new_year(self) -> int | None:
        """The year of new forms, where the clerk has told it."""
        return self._number("own/year", 0) or None

    @new_year.setter
    def new_year(self, value: int | None) -> None:
        self._set_text("own/year", "" if value is None else str(value))

    @property
    def scheme(self) -> str:
        """The colours: one of ``SCHEMES``."""
        value = self._text("look/scheme")
        return value if value in SCHEMES else "system"

    @scheme.setter
    def scheme(self, value: str) -> None:
        self._set_text("look/scheme", value)

    @property
    def percent(self) -> int:
        """How large letters are: one of ``SIZES``."""
        value = self._number("look/percent", 100)
        return value if value in SIZES else 100

    @percent.setter
    def percent(self, value: int) -> None:
        self._set_text("look/percent", str(value))

    @property
    def backup_folder(self) -> str:
        """The folder that the clerk's own backups go to; empty where none was chosen."""
        return self._text("store/backup_folder")

    @backup_folder.setter
    def backup_folder(self, value: str) -> None:
        self._set_text("store/backup_folder", value)

    @property
    def store(self) -> Path | None:
        """The store that was open last, which the next start opens where none is named."""
        value = self._text("store/last")
        return Path(value) if value else None

    @store.setter
    def store(self, value: Path) -> None:
        self._set_text("store/last", str(value))

    @property
    def recent_stores(self) -> list[Path]:
        """The stores that were open last, newest first."""
        return self._paths("recent/stores")

    def remember_store(self, path: Path) -> None:
        """Note that a store is open."""
        self._remember_path("recent/stores", path)

    @property
    def recent_files(self) -> list[Path]:
        """The files that were read last, newest first."""
        return self._paths("recent/files")

    def remember_file(self, path: Path) -> None:
        """Note that a file was read."""
        self._remember_path("recent/files", path)

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
    def beside_open(self) -> bool:
        """Whether another form stands beside the one in work."""
        return bool(self._number("panels/beside_open", 0))

    @beside_open.setter
    def beside_open(self, value: bool) -> None:
        self._stored.setValue("panels/beside_open", int(value))

    @property
    def library_open(self) -> bool:
        """Whether the library of indicators is at hand."""
        return bool(self._number("panels/library_open", 0))

    @library_open.setter
    def library_open(self, value: bool) -> None:
        self._stored.setValue("panels/library_open", int(value))

    @property
    def library_width(self) -> int:
        """How wide the library of indicators is where the clerk set it, in px; 0 where the window decides."""
        return self._number("panels/library_width", 0)

    @library_width.setter
    def library_width(self, value: int) -> None:
        self._stored.setValue("panels/library_width", value)

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
        """How wide the list of forms is where the clerk set it, in px; 0 where the window decides."""
        return self._number("panels/list_width", 0)

    @list_width.setter
    def list_width(self, value: int) -> None:
        self._stored.setValue("panels/list_width", value)

    @property
    def problems_height(self) -> int:
        """How high the list of problems may be where the clerk set it, in px; 0 where the window decides."""
        height = self._number("panels/problems_height", 0)
        return 0 if height == _OLD_PROBLEMS_HEIGHT else height

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
