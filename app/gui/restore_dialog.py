"""Which backup is to take the place of the data, with what each of them holds and what will happen."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import StoreError
from app.gui.widgets import label
from app.store.backups import backups_of, folder_of, moment_in
from app.store.restoring import Content, content_of, refuse_unfit

BACKUPS = "绩衡的备份 (*.jiheng);;所有文件 (*)"
NO_HARM = "现在的文件不会删除，会另存在同一个文件夹，名字里有“已损坏”。"
_HEADINGS = ("日期", "时间", "内容", "大小")
_DATE, _TIME, _CONTENT, _SIZE = range(4)
_WEEKDAYS = "一二三四五六日"
_KILO = 1024
_MANY_YEARS = 4
_WIDTH, _HEIGHT = 620, 460
_ROOM = 10  # px in the height of a line
_FILE = Qt.ItemDataRole.UserRole


class Offer(NamedTuple):
    """A backup that can be restored; ``content`` is missing where it cannot be read."""

    path: Path
    made: datetime
    content: Content | None


def offer_of(path: Path) -> Offer:
    """Return a backup with what is told of it."""
    made = moment_in(path.name) or datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    return Offer(path, made, content_of(path))


def offers_of(store: Path) -> list[Offer]:
    """Return the store's own backups, newest first."""
    return [Offer(path, made, content_of(path)) for made, path in backups_of(store)]


def day_words(moment: datetime) -> str:
    """Return a day as the clerk writes it."""
    return f"{moment.year} 年 {moment.month} 月 {moment.day} 日"


def content_words(content: Content | None) -> str:
    """Return how many forms a backup holds, and of which years."""
    if content is None:
        return "读不出，可能已损坏"
    if not content.forms:
        return "没有表"
    newest = "、".join(str(year) for year in content.years[:_MANY_YEARS])
    more = "等" if len(content.years) > _MANY_YEARS else ""
    return f"{content.forms} 张表" + (f"，{newest} 年{more}" if newest else "")


def size_words(size: int) -> str:
    """Return how large a file is."""
    kilobytes = size / _KILO
    return f"{kilobytes / _KILO:.1f} MB" if kilobytes >= _KILO else f"{max(kilobytes, 1):.0f} KB"


class RestoreDialog(QDialog):
    """Asks for a backup; ``chosen()`` gives the answer.

    Args:
        store: the store whose place the backup is to take.
        folder: where other backups are looked for first.
        is_unusable: the store cannot be used as it is.
    """

    def __init__(
        self, store: Path, folder: str = "", parent: QWidget | None = None, *, is_unusable: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("从备份恢复")
        self._store, self._folder = store, folder or str(folder_of(store))
        self.list = _empty_list()
        self.refusal = label()
        self.refusal.setVisible(False)
        self.buttons = QDialogButtonBox()
        self.restore_button = self.buttons.addButton("恢复", QDialogButtonBox.ButtonRole.AcceptRole)
        self.other_button = self.buttons.addButton("选择其他文件…(&O)", QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        offers = offers_of(store)
        self._lay_out(_what_happens(store, is_unusable=is_unusable), has_backups=bool(offers))
        self._connect()
        self._show(offers)

    def _lay_out(self, what_happens: str, *, has_backups: bool) -> None:
        heading = label(
            "恢复到哪一份备份(&L)" if has_backups else "这个数据文件还没有自动备份，请选择其他文件。", "heading"
        )
        heading.setBuddy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        for widget in (heading, self.list, _wrapped(label(what_happens)), _wrapped(self.refusal), self.buttons):
            column.addWidget(widget)
        self.resize(_WIDTH, _HEIGHT)
        for button in self.buttons.findChildren(QPushButton):
            button.setAutoDefault(button is self.restore_button)
        self.restore_button.setDefault(True)  # once it is in its window, which else takes the first button

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.other_button.clicked.connect(self._choose_other)
        self.list.currentItemChanged.connect(lambda *_: self._show_choice())
        self.list.itemDoubleClicked.connect(lambda *_: self.accept())

    def _show(self, offers: Sequence[Offer]) -> None:
        for offer in offers:
            self.list.addTopLevelItem(_line(offer, self._row_height()))
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self._show_choice()
        (self.list if offers else self.other_button).setFocus()

    def _row_height(self) -> int:
        return self.list.fontMetrics().height() + _ROOM

    def _show_choice(self) -> None:
        self._refuse("")
        self.restore_button.setEnabled(self.chosen() is not None)

    def chosen(self) -> Path | None:
        """Return the backup that is chosen."""
        item = self.list.currentItem()
        return item.data(_DATE, _FILE) if item is not None else None

    def accept(self) -> None:
        """Take the answer, unless it is plain that it cannot be restored."""
        chosen = self.chosen()
        if chosen is not None and self._is_fit(chosen):
            super().accept()

    def _choose_other(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择备份", self._folder, BACKUPS)
        if name and self._is_fit(Path(name)):
            self._folder = str(Path(name).parent)
            self._offer(Path(name))

    def _offer(self, path: Path) -> None:
        """Put a file that was chosen at the head of the list."""
        item = _line(offer_of(path), self._row_height(), called=path.name)
        self.list.insertTopLevelItem(0, item)
        self.list.setCurrentItem(item)
        self.list.setFocus()

    def _is_fit(self, backup: Path) -> bool:
        try:
            refuse_unfit(self._store, backup)
        except StoreError as error:
            self._refuse(str(error))
            return False
        return True

    def _refuse(self, sentence: str) -> None:
        self.refusal.setText(f"⚠ {sentence}" if sentence else "")
        self.refusal.setVisible(bool(sentence))


def _empty_list() -> QTreeWidget:
    made = QTreeWidget()
    made.setHeaderLabels(_HEADINGS)
    made.setAccessibleName("备份")
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAllColumnsShowFocus(True)
    made.header().setStretchLastSection(False)
    made.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    made.header().setSectionResizeMode(_CONTENT, QHeaderView.ResizeMode.Stretch)
    made.headerItem().setTextAlignment(_SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def _line(offer: Offer, height: int, called: str = "") -> QTreeWidgetItem:
    """Return a line of the list; a file that is not one of the store's own is ``called`` by its name."""
    day = f"{day_words(offer.made)} 周{_WEEKDAYS[offer.made.weekday()]}"
    content = "　".join(filter(None, [content_words(offer.content), called]))
    item = QTreeWidgetItem([day, f"{offer.made:%H:%M}", content, size_words(offer.path.stat().st_size)])
    item.setTextAlignment(_SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setData(_DATE, _FILE, offer.path)
    item.setSizeHint(_CONTENT, QSize(0, height))  # the column that takes the room that is left
    for column in range(len(_HEADINGS)):
        item.setToolTip(column, str(offer.path))
    return item


def _what_happens(store: Path, *, is_unusable: bool) -> str:
    if is_unusable:
        return f"恢复后，数据就是那一份备份里的样子。{NO_HARM}"
    return (
        "恢复后，数据就是那一份备份里的样子，那以后做的修改不在里面。"
        f"现在的数据会先备份到“{folder_of(store)}”，要换回来，再恢复那一份就行。"
    )


def _wrapped(words: QLabel) -> QLabel:
    words.setWordWrap(True)
    return words
