"""The sheet of all keys, read from the window's own commands, so that it cannot be out of date."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

_SIZE = (560, 620)
_KEYS = {"Ins": "Insert", "Del": "Delete", "PgUp": "PageUp", "PgDown": "PageDown", "Return": "Enter"}
_ARROWS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}
TABLE_KEYS = (
    ("改一格", "F2，或直接打字"),
    ("到下一格、下一行", "Tab、Enter"),
    ("往回", "Shift+Tab、Shift+Enter"),
    ("到第一格、最后一格", "Ctrl+Home、Ctrl+End"),
    ("到填好的一段的头、尾", "Ctrl+↑、Ctrl+↓、Ctrl+←、Ctrl+→"),
    ("选到那里", "再加 Shift"),
    ("清空选中的格", "Delete"),
    ("放弃正在输入的内容", "Esc"),
    ("打开一格的选项", "打字时按 Alt+↓"),
)
MOVING_KEYS = (
    ("打开菜单", "Alt+菜单后面的字母"),
    ("到问题所在的格", "在问题列表里按 Enter"),
    ("从一栏到下一栏", "Tab"),
)


class Key(NamedTuple):
    """What a key does.

    Attributes:
        group: under which heading it stands: the menu's title.
        words: what the command is called.
        keys: how it is pressed, in the clerk's writing.
    """

    group: str
    words: str
    keys: str


def written(sequence: QKeySequence) -> str:
    """Return a shortcut as it stands on the keys."""
    parts = sequence.toString(QKeySequence.SequenceFormat.PortableText).replace("++", "+加号").split("+")
    return "+".join(_ARROWS.get(part) or _KEYS.get(part, part) for part in parts).replace("加号", "+")


def plain(words: str) -> str:
    """Return the words of a command without its mnemonic and dots."""
    return words.partition("(&")[0].replace("&", "").rstrip("…")


def keys_of(bar: QMenuBar) -> list[Key]:
    """Return the keys of all commands in the menus."""
    return [
        key for action in bar.actions() if (menu := _menu_of(action)) for key in _in_menu(menu, plain(menu.title()))
    ]


def _menu_of(action: QAction) -> QMenu | None:
    menu = action.menu()
    return menu if isinstance(menu, QMenu) else None


def _in_menu(menu: QMenu, group: str) -> Iterator[Key]:
    for action in menu.actions():
        inner = _menu_of(action)
        if inner is not None:
            yield from _in_menu(inner, group)
        elif action.shortcuts():
            name = action.property("plain") or plain(action.text())
            yield Key(group, str(name), "、".join(dict.fromkeys(written(one) for one in action.shortcuts())))


def keys_elsewhere(root: QWidget) -> list[Key]:
    """Return the keys that only hold in a part of the window, as far as they say what they do."""
    found = [one for one in root.findChildren(QShortcut) if one.whatsThis()]
    return [Key("在预览里", one.whatsThis(), written(one.key())) for one in found]


def all_keys(bar: QMenuBar, root: QWidget) -> list[Key]:
    """Return every key that the window knows."""
    table = [Key("在表格里", *row) for row in TABLE_KEYS]
    moving = [Key("在窗口里走动", *row) for row in MOVING_KEYS]
    return [*keys_of(bar), *table, *moving, *keys_elsewhere(root)]


class ShortcutSheet(QDialog):
    """The keys by menus, with a line to find one."""

    def __init__(self, keys: Iterable[Key], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("键盘快捷键")
        self.resize(*_SIZE)
        self._keys = list(keys)
        self.wanted = QLineEdit()
        self.wanted.setPlaceholderText("找一个命令或按键")
        self.wanted.setAccessibleName("找一个命令或按键")
        self.wanted.setClearButtonEnabled(True)
        self.wanted.textChanged.connect(self._fill)
        self.list = self._tree()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText("关闭")
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        for widget in (self.wanted, self.list, buttons):
            column.addWidget(widget)
        self._fill("")

    def _tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName("快捷键")
        tree.setColumnCount(2)
        tree.setHeaderLabels(["作用", "按键"])
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(False)
        return tree

    def _fill(self, wanted: str) -> None:
        self.list.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for key in self._keys:
            if wanted.strip().casefold() in f"{key.group} {key.words} {key.keys}".casefold():
                top = groups.setdefault(key.group, QTreeWidgetItem([key.group, ""]))
                top.addChild(QTreeWidgetItem([key.words, key.keys]))
        for top in groups.values():
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.list.addTopLevelItem(top)
        self.list.expandAll()

    def shown(self) -> list[tuple[str, str]]:
        """Return the commands and keys that are listed now."""
        tops = [self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount())]
        children = [top.child(n) for top in tops if top is not None for n in range(top.childCount())]
        return [(child.text(0), child.text(1)) for child in children if child is not None]
