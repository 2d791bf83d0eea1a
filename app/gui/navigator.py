"""Years, units and forms at the left, each form with the number of its problems."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.editing.grouping import group_by_unit
from app.gui.desk import NO_YEAR, Desk
from app.gui.theme import icon, theme
from app.gui.widgets import label, quiet
from app.model.records import FormKind, FormRef
from app.store.reading import FormLine

_ICONS = {FormKind.PROJECT: "project", FormKind.OVERALL: "overall", FormKind.SELF_EVALUATION: "evaluation"}
_REF = Qt.ItemDataRole.UserRole
_NAME, _COUNT = 0, 1
_COUNT_WIDTH = 52  # px; a width that follows the content would measure every form at every change


class Navigator(QWidget):
    """Which form: chosen here.

    Signals:
        chosen: the form that the clerk wants to work on.
        year_chosen: the year that the clerk wants to see.
    """

    chosen = Signal(object)
    year_chosen = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.years = QComboBox()
        self.years.setAccessibleName("年度")
        self.years.activated.connect(lambda _: self.year_chosen.emit(self.years.currentData()))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("表")
        self.tree.setHeaderHidden(True)
        self.tree.setColumnCount(2)
        self.tree.setIndentation(14)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(_NAME, self.tree.header().ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(_COUNT, self.tree.header().ResizeMode.Fixed)
        self.tree.header().resizeSection(_COUNT, _COUNT_WIDTH)
        self.tree.currentItemChanged.connect(self._choose)
        self._items: dict[FormRef, QTreeWidgetItem] = {}
        self._counts: dict[FormRef, tuple[int, int, bool]] = {}
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.setSpacing(8)
        caption = label("年度", "muted")
        caption.setBuddy(self.years)
        head.addWidget(caption)
        head.addWidget(self.years, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.tree, 1)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        ref = item.data(_NAME, _REF) if item is not None else None
        if ref is not None:
            self.chosen.emit(ref)

    def refresh(self) -> None:
        """Show the years and forms of the store, keeping what is open and current."""
        closed = {item.text(_NAME) for item in self._groups() if not item.isExpanded()}
        with quiet(self.tree):
            self._fill_years()
            self._fill_tree(closed)
        self.select(FormRef(self.desk.form.kind, self.desk.form.id) if self.desk.form else None)
        self.show_counts()

    def _groups(self) -> list[QTreeWidgetItem]:
        return [item for n in range(self.tree.topLevelItemCount()) if (item := self.tree.topLevelItem(n))]

    def _fill_years(self) -> None:
        self.years.clear()
        known = self.desk.years()
        wanted = known if self.desk.year is None or self.desk.year in known else [self.desk.year, *known]
        for year in wanted:
            self.years.addItem(f"{year} 年" if year != NO_YEAR else "未填年度", year)
        self.years.setCurrentIndex(self.years.findData(self.desk.year))

    def show_year(self) -> None:
        """Show which year is on the desk."""
        self.years.setCurrentIndex(self.years.findData(self.desk.year))

    def _fill_tree(self, closed: set[str]) -> None:
        self.tree.clear()
        self._items, self._counts = {}, {}
        for group in group_by_unit(self.desk.lines(), self.desk.session.store.units()):
            top = QTreeWidgetItem([group.name, ""])
            top.setIcon(_NAME, icon("unit", theme().muted))
            top.setToolTip(_NAME, f"{group.code} {group.name}".strip())
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.tree.addTopLevelItem(top)
            for line in group.lines:
                top.addChild(self._item(line))
            top.setExpanded(group.name not in closed)

    def _item(self, line: FormLine) -> QTreeWidgetItem:
        name = "整体绩效目标表" if line.ref.kind is FormKind.OVERALL else line.name or "（未命名）"
        item = QTreeWidgetItem([name, ""])
        item.setData(_NAME, _REF, line.ref)
        item.setIcon(_NAME, icon(_ICONS[line.ref.kind], theme().muted))
        item.setToolTip(_NAME, f"{line.code} {line.name}".strip())
        item.setTextAlignment(_COUNT, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._items[line.ref] = item
        return item

    def show_counts(self) -> None:
        """Show beside each form how many problems it has, a tick where it was checked and has none."""
        for ref, item in self._items.items():
            errors, reminders = self.desk.count(ref)
            checked = ref in self.desk.issues
            if self._counts.get(ref) == (errors, reminders, checked):
                continue
            self._counts[ref] = (errors, reminders, checked)
            sign = "error" if errors else "warning" if reminders else "ok"
            item.setText(_COUNT, str(errors or reminders) if errors or reminders else "")
            item.setIcon(_COUNT, icon(sign, getattr(theme(), sign)) if checked else icon("blank"))
            item.setData(
                _NAME, Qt.ItemDataRole.AccessibleDescriptionRole, f"错误 {errors}，提醒 {reminders}" if checked else ""
            )

    def select(self, ref: FormRef | None) -> None:
        """Make a form current without choosing it anew."""
        item = self._items.get(ref) if ref else None
        with quiet(self.tree):
            self.tree.setCurrentIndex(QModelIndex())
            if item is not None:
                self.tree.setCurrentItem(item)
                self.tree.scrollToItem(item)

    def refs(self) -> list[FormRef]:
        """Return the forms of the year, in the order in which they are listed."""
        return list(self._items)
