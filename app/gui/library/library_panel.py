"""The library at hand: words and levels above, what was found below, and how to put it into the form."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.definitions.vocabulary import Taxonomy
from app.editing.indicator_library import Entry
from app.gui.library.entry_delegate import EntryDelegate
from app.gui.library.entry_model import EntryModel, where_used
from app.gui.widgets import label, quiet
from app.store.indicators import UnderLevels

_PAUSE = 150  # ms without typing before it is searched
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ANY = "所有级别"
NO_FORM = "请先从左边打开一张表，再插入指标。"
_TIP = "插入到这张表的同类指标后面（回车）；也可以拖到表里"


class EntryList(QListView):
    """The entries; Enter and a double click put one into the form, dragging puts it where it is dropped.

    Signals:
        wanted: the row of the entry that is to be put in.
        moved: another entry is current.
    """

    wanted = Signal(int)
    moved = Signal()

    def __init__(self, model: EntryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(EntryDelegate(self))
        self.setAccessibleName("找到的指标")
        self.setUniformItemSizes(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.wanted.emit(index.row()))

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        """Tell that another entry is current."""
        super().currentChanged(current, previous)
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the current entry into the form on Enter."""
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.wanted.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class LibraryPanel(QWidget):
    """Asks what is looked for and shows what was found.

    Signals:
        search_wanted: the words or the levels are other ones.
        entry_wanted: the entry (``Entry``) that is to be put into the form.
    """

    search_wanted = Signal()
    entry_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_form = True
        self.model = EntryModel(self)
        self.list = EntryList(self.model, self)
        self.list.wanted.connect(lambda row: self.entry_wanted.emit(self.model.entry(row)))
        self.list.moved.connect(self._show_current)
        self._make_questions()
        self.found = label(role="muted")
        self.used = label(role="muted")
        self.used.setWordWrap(True)
        self.used.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.insert = QPushButton("插入")
        self.insert.setAccessibleName("插入指标到这张表")
        self.insert.setToolTip(_TIP)
        self.insert.clicked.connect(self._insert_current)
        self._lay_out()
        self._show_current()

    def _make_questions(self) -> None:
        self.words = QLineEdit()
        self.words.setPlaceholderText("查找用过的指标")
        self.words.setAccessibleName("查找指标")
        self.words.setClearButtonEnabled(True)
        self.words.installEventFilter(self)
        self.levels = QComboBox()
        self.levels.setAccessibleName("级别")
        self.levels.addItem(_ANY, UnderLevels())
        self.levels.currentIndexChanged.connect(lambda _: self.search_wanted.emit())
        self.weighted = QCheckBox("带上权重")
        self.weighted.setChecked(True)
        self.weighted.setToolTip("插入时填上这个指标通常的权重")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.search_wanted)
        self.words.textChanged.connect(lambda _: self._pause.start())

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.addWidget(self.weighted)
        below.addStretch(1)
        below.addWidget(self.insert)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(6)
        for widget in (self.words, self.levels, self.found):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addWidget(self.used)
        column.addLayout(below)

    @property
    def is_waiting(self) -> bool:
        """Whether something was typed that is not searched yet."""
        return self._pause.isActive()

    @property
    def has_form(self) -> bool:
        """Whether there is a form in sight into which something can be put."""
        return self._has_form

    def allow(self, *, has_form: bool) -> None:
        """Let entries be put into the form that is in sight, or say that one has to be opened first."""
        self._has_form = has_form
        self.list.setDragEnabled(has_form)
        self.insert.setToolTip(_TIP if has_form else NO_FORM)
        self._show_current()

    def under(self) -> UnderLevels:
        """Return the levels to keep to."""
        chosen = self.levels.currentData()
        return UnderLevels(*chosen) if chosen else UnderLevels()

    def offer_levels(self, taxonomy: Taxonomy) -> None:
        """Offer the levels of a taxonomy, keeping the chosen one where it has it."""
        chosen = self.levels.currentText()
        with quiet(self.levels):
            self.levels.clear()
            self.levels.addItem(_ANY, UnderLevels())
            for level in taxonomy.levels:
                self.levels.addItem(level.name, UnderLevels(either=level.name))
                for name in level.level2:
                    self.levels.addItem(f"　{name}", UnderLevels(either=name))
            self.levels.setCurrentIndex(max(self.levels.findText(chosen), 0))

    def show_found(self, entries: Sequence[Entry], limit: int) -> None:
        """Show what was found, keeping the current entry where it is among it."""
        index = self.list.currentIndex()
        current = self.model.entry(index.row()).name if index.isValid() else ""
        self.model.show(entries)
        more = "，请再输入几个字" if len(entries) >= limit else ""
        self.found.setText(f"找到 {len(entries)} 个{more}" if entries else "没有找到，请换几个字")
        row = max(self.model.row_of(current), 0)
        self.list.setCurrentIndex(self.model.index(row))
        if not row:
            self.list.scrollToTop()
        self._show_current()

    def _show_current(self) -> None:
        index = self.list.currentIndex()
        self.insert.setEnabled(index.isValid() and self._has_form)
        entry = self.model.entry(index.row()) if index.isValid() else None
        used = f"用过 {entry.count} 次。{where_used(entry)}" if entry else ""
        self.used.setText("\n".join(filter(None, ("" if self._has_form else NO_FORM, used))))

    def _insert_current(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.entry_wanted.emit(self.model.entry(index.row()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go down into the list from the words, put in what is current on Enter, empty the words on Escape."""
        if watched is self.words and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                return True
            if event.key() in _ENTER and not self.is_waiting:
                self._insert_current()
                return True
            if event.key() == Qt.Key.Key_Escape and self.words.text():
                self.words.clear()
                return True
        return super().eventFilter(watched, event)

    def centre_of(self, row: int) -> QPoint:
        """Return where a row is seen."""
        return self.list.visualRect(self.model.index(row)).center()
