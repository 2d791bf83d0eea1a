"""The settings on one page; each holds as soon as it is chosen."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.definitions.library import Library
from app.gui.first_start import OwnDetails
from app.gui.settings import SCHEMES, SIZES, Settings
from app.gui.widgets import label, quiet


class SettingsDialog(QDialog):
    """Everything that the clerk may choose once and for all.

    Signals:
        look_chosen: other colours, or letters of another size.
        fonts_chosen: the other typefaces for printing.
        store_wanted: another store is to be opened.
    """

    look_chosen = Signal()
    fonts_chosen = Signal()
    store_wanted = Signal()

    def __init__(self, settings: Settings, library: Library, store: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("设置")
        self.settings, self._store = settings, store
        self.details = OwnDetails(settings, library)
        self.scheme, self.percent = QComboBox(), QComboBox()
        self.fonts = QCheckBox("打印用本机的官方字体")
        self.store_path, self.backups = _read_only(str(store), "数据文件"), _read_only("", "备份文件夹")
        parts = QGridLayout(self)
        parts.setContentsMargins(20, 16, 20, 16)
        parts.setHorizontalSpacing(32)
        parts.setVerticalSpacing(16)
        parts.addLayout(_part("新建的表", self.details), 0, 0)
        parts.addLayout(_part("显示和打印", self._look(), self.fonts), 0, 1)
        parts.addLayout(_part("数据", self._data()), 1, 0, 1, 2)
        parts.addWidget(self._close_button(), 2, 0, 1, 2)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self._show_answers()
        self._connect()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the focus and no other: in a field it only ends the typing."""
        button = self.focusWidget()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(button, QPushButton):
            button.click()

    def _close_button(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText("关闭")
        buttons.rejected.connect(self.reject)
        return buttons

    def _look(self) -> QWidget:
        for scheme, words in SCHEMES.items():
            self.scheme.addItem(words, scheme)
        for percent, words in SIZES.items():
            self.percent.addItem(f"{words}（{percent}%）", percent)
        return _rows(("颜色(&C)", self.scheme, ()), ("字的大小(&S)", self.percent, ()))

    def _data(self) -> QWidget:
        show, other = QPushButton("打开文件夹"), QPushButton("换一个…")
        show.setAccessibleName("打开数据文件所在的文件夹")
        other.setAccessibleName("换一个数据文件")
        choose = QPushButton("选择…")
        choose.setAccessibleName("选择备份文件夹")
        show.clicked.connect(self._show_folder)
        other.clicked.connect(self.store_wanted)
        choose.clicked.connect(self._choose_folder)
        return _rows(("数据文件(&D)", self.store_path, (show, other)), ("备份到(&K)", self.backups, (choose,)))

    def _show_answers(self) -> None:
        with quiet(self.scheme), quiet(self.percent), quiet(self.fonts):
            self.scheme.setCurrentIndex(self.scheme.findData(self.settings.scheme))
            self.percent.setCurrentIndex(self.percent.findData(self.settings.percent))
            self.fonts.setChecked(self.settings.fonts == "official")
        self.backups.setText(self.settings.backup_folder or "（每次备份时询问）")

    def _connect(self) -> None:
        self.scheme.currentIndexChanged.connect(lambda _: self._choose_look())
        self.percent.currentIndexChanged.connect(lambda _: self._choose_look())
        self.fonts.clicked.connect(lambda _: self.fonts_chosen.emit())

    def _choose_look(self) -> None:
        self.settings.scheme = self.scheme.currentData()
        self.settings.percent = self.percent.currentData()
        self.look_chosen.emit()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "备份到哪个文件夹", self.settings.backup_folder)
        if chosen:
            self.settings.backup_folder = chosen
            self._show_answers()

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._store.parent)))


def _part(heading: str, *widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(10)
    for widget in (label(heading, "heading"), *widgets):
        column.addWidget(widget)
    column.addStretch(1)
    return column


def _read_only(text: str, name: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setReadOnly(True)
    line.setAccessibleName(name)
    return line


def _rows(*rows: tuple[str, QWidget, tuple[QWidget, ...]]) -> QWidget:
    """Return captions with what they name, each with its buttons beside it."""
    part = QWidget()
    form = QFormLayout(part)
    form.setContentsMargins(0, 0, 0, 0)
    form.setSpacing(10)
    for words, widget, buttons in rows:
        caption = label(words)
        caption.setBuddy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(words.partition("(")[0])
        line = QHBoxLayout()
        for one in (widget, *buttons):
            line.addWidget(one)
        form.addRow(caption, line)
    return part
