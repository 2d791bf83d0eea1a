"""The indicators that were found in the library, as a list for Qt, to be dragged into a form."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.editing.indicator_library import Entry
from app.model.money import shortest
from app.rules.words import unspaced

Index = QModelIndex | QPersistentModelIndex
MIME = "application/x-jiheng-indicator"
SECOND, THERE = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
_FORMS_NAMED = 3


class EntryModel(QAbstractListModel):
    """Each entry with its second line and whether the form in work has it already."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._there: Collection[str] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other entries."""
        if list(entries) == self._entries:
            return
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def mark(self, names: Collection[str]) -> None:
        """Mark the entries that the form in work has."""
        self._there = {unspaced(name) for name in names}
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def entry(self, row: int) -> Entry:
        """Return the entry of a row."""
        return self._entries[row]

    def row_of(self, name: str) -> int:
        """Return the row of an entry by its name, or -1."""
        return next((n for n, entry in enumerate(self._entries) if entry.name == name), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many entries there are."""
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every entry can be dragged."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usual | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of an entry."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        there = entry.name in self._there
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == SECOND:
            return second_line(entry, there=there)
        if role == THERE:
            return there
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{entry.name}\n{second_line(entry, there=there)}\n{where_used(entry)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.name}，{second_line(entry, there=there)}"
        return None

    def mimeTypes(self) -> list[str]:
        """Return what a dragged entry is."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the name of the dragged entry; it never leaves the program."""
        data = QMimeData()
        if indexes:
            data.setData(MIME, self._entries[indexes[0].row()].name.encode())
        return data


def second_line(entry: Entry, *, there: bool) -> str:
    """Return what an entry usually says, and how often it was used."""
    target = " ".join(filter(None, (entry.operator.value, entry.value, entry.unit)))
    weight = "" if entry.weight is None else f"{shortest(entry.weight)} 分"
    last = f"最近 {entry.last_used} 年" if entry.last_used else ""
    own = "本表已有" if there else ""
    parts = (own, target, weight, entry.level2 or entry.level1, f"用过 {entry.count} 次", last)
    return " · ".join(filter(None, parts))


def where_used(entry: Entry) -> str:
    """Return the years and forms in which an entry was used."""
    years = "、".join(map(str, entry.years))
    forms = "、".join(entry.forms[:_FORMS_NAMED])
    rest = f" 等 {len(entry.forms)} 张表" if len(entry.forms) > _FORMS_NAMED else ""
    return "：".join(filter(None, (f"{years} 年" if years else "", f"{forms}{rest}")))
