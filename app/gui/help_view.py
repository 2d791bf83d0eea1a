"""The window of the help: contents at the left, the page at the right."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.gui.help_pages import Topic, search, topics
from app.gui.help_text import blocks_of, lay_out
from app.gui.theme import theme
from app.gui.widgets import label, quiet

_SIZE = (920, 640)
_CONTENTS_WIDTH = 260
_TOPIC, _HEADING = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class Contents(QTreeWidget):
    """The pages with their headings, or what was found.

    Signals:
        chosen: the name of a page, and a heading in it, or no heading.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setAccessibleName("帮助目录")
        self.currentItemChanged.connect(self._choose)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(0, _TOPIC), item.data(0, _HEADING))

    def show_all(self) -> None:
        """List every page."""
        self._fill((self._item(topic, topic.title), topic.headings) for topic in topics().values())

    def show_hits(self, words: str) -> int:
        """List the pages that have the words, and return how many have."""
        hits = search(words)
        self._fill((self._item(hit.topic, f"{hit.topic.title}\n…{hit.piece}…"), []) for hit in hits)
        return len(hits)

    def _fill(self, rows: Iterator[tuple[QTreeWidgetItem, list[str]]]) -> None:
        with quiet(self):
            self.clear()
            for item, headings in rows:
                self.addTopLevelItem(item)
                item.addChildren([self._below(item, heading) for heading in headings])

    @staticmethod
    def _item(topic: Topic, words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        item.setData(0, _TOPIC, topic.name)
        item.setData(0, _HEADING, "")
        return item

    @staticmethod
    def _below(top: QTreeWidgetItem, heading: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([heading])
        item.setData(0, _TOPIC, top.data(0, _TOPIC))
        item.setData(0, _HEADING, heading)
        return item

    def mark(self, name: str) -> None:
        """Show which page is open, without opening it anew."""
        for number in range(self.topLevelItemCount()):
            item = self.topLevelItem(number)
            if item is not None and item.data(0, _TOPIC) == name:
                with quiet(self):
                    self.setCurrentItem(item)
                item.setExpanded(True)
                self.viewport().update()


class HelpWindow(QWidget):
    """A window of its own beside the work; Escape closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("帮助")
        self.resize(*_SIZE)
        self.wanted, self.contents, self.page = QLineEdit(), Contents(), QTextBrowser()
        self._note = label(role="muted")
        self.topic = ""
        self._set_up()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._left())
        split.addWidget(self.page)
        split.setSizes([_CONTENTS_WIDTH, _SIZE[0] - _CONTENTS_WIDTH])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)
        self.contents.show_all()

    def _set_up(self) -> None:
        self.wanted.setPlaceholderText("在帮助里找（Ctrl+F）")
        self.wanted.setAccessibleName("在帮助里找")
        self.wanted.setClearButtonEnabled(True)
        self.wanted.textChanged.connect(self.look_for)
        self.contents.chosen.connect(self.show_topic)
        self.page.setAccessibleName("帮助正文")
        self.page.setOpenLinks(False)
        self.page.anchorClicked.connect(self._follow)
        self.page.document().setDocumentMargin(20)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.wanted.setFocus)

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 8, 8)
        for widget in (self.wanted, self._note, self.contents):
            column.addWidget(widget)
        self._note.hide()
        return left

    def look_for(self, words: str) -> None:
        """List the pages that have the words; without words, all pages."""
        self._note.setVisible(bool(words.strip()))
        if not words.strip():
            self.contents.show_all()
            self.contents.mark(self.topic)
            return
        found = self.contents.show_hits(words)
        self._note.setText(f"找到 {found} 篇" if found else "没有找到，换个词试试")

    def show_topic(self, name: str, heading: str = "") -> None:
        """Open a page, at a heading if one is named."""
        if name != self.topic:
            self.topic = name
            lay_out(self.page.document(), topics()[name].text, theme())
            self.page.moveCursor(QTextCursor.MoveOperation.Start)
            self.setWindowTitle(f"{topics()[name].title} — 帮助")
        if not heading:
            self.contents.mark(name)
        self._scroll_to(heading)

    def _scroll_to(self, heading: str) -> None:
        """Show a heading at the top."""
        bar, document = self.page.verticalScrollBar(), self.page.document()
        wanted = (block for block in blocks_of(document) if heading and block.text() == heading)
        block = next(wanted, document.begin())
        bar.setValue(int(document.documentLayout().blockBoundingRect(block).top()) if heading else 0)

    def _follow(self, url: QUrl) -> None:
        name = url.fileName().removesuffix(".md")
        if name in topics():
            self.show_topic(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
