"""The left of the import window: the files, and under each the forms found in it with what becomes of them."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeWidget, QTreeWidgetItem, QTreeWidgetItemIterator, QWidget

from app.editing.importing import Choice
from app.gui.importing.basket import Basket, File
from app.gui.importing.draft import Draft, choice_words
from app.gui.theme import icon, theme
from app.gui.widgets import quiet

_DRAFT = Qt.ItemDataRole.UserRole
_SENTENCE = Qt.ItemDataRole.UserRole + 1
_MARGIN = 66  # px that indentation and the icon take from a sentence's line


class FoundList(QTreeWidget):
    """Shows the basket; the check box says whether a form is read in.

    Signals:
        chosen: the form to show.
    """

    chosen = Signal(object)

    def __init__(self, basket: Basket, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.basket = basket
        self._files: dict[int, QTreeWidgetItem] = {}
        self._items: dict[int, QTreeWidgetItem] = {}
        self.setAccessibleName("找到的表")
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemChanged.connect(self._on_checked)
        self.currentItemChanged.connect(self._on_current)
        basket.file_changed.connect(self.show_file)
        basket.found.connect(self._add_draft)
        basket.draft_changed.connect(self.show_draft)

    # Files

    def show_file(self, number: int) -> None:
        """Show how far a file is, or what is wrong with it."""
        file = self.basket.files[number]
        item = self._files.get(number)
        if item is None:
            item = self._files[number] = QTreeWidgetItem(self)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setExpanded(True)
            font = item.font(0)
            font.setBold(True)
            item.setFont(0, font)
        words = f"{file.source.name}\n{file_words(file)}"
        item.setText(0, words)
        item.setToolTip(0, f"{file.source.path or file.source.name}\n{file_words(file)}")
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", "，"))
        if file.is_read:
            self._show_sentences(item, file)

    def _show_sentences(self, item: QTreeWidgetItem, file: File) -> None:
        shown = {child.data(0, _SENTENCE) for n in range(item.childCount()) if (child := item.child(n)) is not None}
        for sentence in [file.error, *file.notes]:
            if sentence and sentence not in shown:
                self._add_sentence(item, sentence, "error" if sentence is file.error else "notice")

    def _add_sentence(self, parent: QTreeWidgetItem, sentence: str, sign: str) -> None:
        item = QTreeWidgetItem(parent)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setData(0, _SENTENCE, sentence)
        item.setIcon(0, icon(sign, getattr(theme(), sign)))
        item.setToolTip(0, sentence)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, sentence)
        item.setText(0, self._broken(sentence))

    def _broken(self, sentence: str) -> str:
        """Return a sentence with line ends where the list's width asks for them, for a tree breaks no lines itself."""
        room, metrics = self.viewport().width() - _MARGIN, self.fontMetrics()
        lines = [""]
        for character in sentence:
            if (
                lines[-1]
                and metrics.horizontalAdvance(lines[-1] + character) > room
                and character not in "，。；：、”）"
            ):
                lines.append("")
            lines[-1] += character
        return "\n".join(lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentences anew."""
        super().resizeEvent(event)
        for item in self._all():
            if sentence := item.data(0, _SENTENCE):
                item.setText(0, self._broken(sentence))

    def _all(self) -> Iterator[QTreeWidgetItem]:
        iterator = QTreeWidgetItemIterator(self)
        while (item := iterator.value()) is not None:
            yield item
            iterator += 1

    # Forms

    def _add_draft(self, draft: Draft) -> None:
        if draft.file not in self._files:
            self.show_file(draft.file)
        item = QTreeWidgetItem(self._files[draft.file])
        self._items[id(draft)] = item
        with quiet(self):
            item.setData(0, _DRAFT, draft)
        self.show_draft(draft)
        if self.current_draft() is None:
            self.setCurrentItem(item)

    def show_draft(self, draft: Draft) -> None:
        """Show what is known of a form."""
        item = self._items[id(draft)]
        is_read, is_same = draft.proposal.choice is not Choice.SKIP, draft.proposal.is_same
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        words = f"{draft.name}\n{_about(draft)}"
        with quiet(self):
            item.setFlags(flags if is_same else flags | Qt.ItemFlag.ItemIsUserCheckable)
            box = Qt.CheckState.Checked if is_read else Qt.CheckState.Unchecked
            item.setData(0, Qt.ItemDataRole.CheckStateRole, None if is_same else box)
            item.setText(0, words)
            item.setToolTip(0, "\n".join([words, *draft.found.notes]))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", "，"))
            item.setForeground(0, QColor(theme().text if is_read else theme().muted))
        self.viewport().update()

    def current_draft(self) -> Draft | None:
        """Return the form that is current."""
        item = self.currentItem()
        return item.data(0, _DRAFT) if item is not None else None

    def select(self, draft: Draft) -> None:
        """Make a form current."""
        self.setCurrentItem(self._items[id(draft)])

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        draft = item.data(0, _DRAFT) if item is not None else None
        if draft is not None:
            self.chosen.emit(draft)

    def _on_checked(self, item: QTreeWidgetItem) -> None:
        draft = item.data(0, _DRAFT)
        if draft is None:
            return
        is_checked = item.checkState(0) is Qt.CheckState.Checked
        was_read = draft.proposal.choice is not Choice.SKIP
        if is_checked != was_read:
            self.basket.choose(draft, Choice.ADD if is_checked else Choice.SKIP)

    def _show_menu(self, at: QPoint) -> None:
        item = self.itemAt(at)
        draft = item.data(0, _DRAFT) if item is not None else None
        if draft is not None and not draft.proposal.is_same:
            menu = QMenu(self)
            for choice in choices_of(draft):
                menu.addAction(self._action(draft, choice, menu))
            menu.popup(self.viewport().mapToGlobal(at))

    def _action(self, draft: Draft, choice: Choice, menu: QMenu) -> QAction:
        action = QAction(choice.label, menu)
        action.setCheckable(True)
        action.setChecked(draft.proposal.choice is choice)
        action.triggered.connect(lambda: self.basket.choose(draft, choice))
        return action


def choices_of(draft: Draft) -> list[Choice]:
    """Return what can become of a form."""
    if draft.proposal.is_same:
        return [Choice.SKIP]
    return [choice for choice in Choice if choice is not Choice.UPDATE or draft.proposal.known is not None]


def file_words(file: File) -> str:
    """Return in words how far a file is."""
    if file.error:
        return "没有读入"
    if not file.is_read:
        return f"正在读第 {file.done} 页，共 {file.total} 页" if file.total else "等待读取"
    rest = "，其余没有读" if file.stopped else ""
    return f"{len(file.drafts)} 张表{rest}" if file.drafts else f"没有找到表{rest}"


def _about(draft: Draft) -> str:
    """Return the lines below a form's name; that it is added goes without saying."""
    record, doubts = draft.record, len(draft.open_doubts())
    year = f"{record.year} 年" if record.year else "没有年度"
    doubtful = f"{doubts} 处" if doubts else ""
    trust = "可靠" if draft.is_reliable else f"⚠ {doubtful}请核对"
    known = (year, record.kind.short_label, f"{len(record.indicators)} 条")
    line = " ".join(known if draft.proposal.is_same else (*known, trust))
    return line if draft.proposal.choice is Choice.ADD else f"{line}\n{choice_words(draft)}"
