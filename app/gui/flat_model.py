"""What Qt asks of every table whose rows have no children, answered once."""

from abc import abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CHECKED = Qt.CheckState.Checked


class FlatModel(QAbstractTableModel):
    """Rows to be looked at or chosen, not to be edited.

    Attributes:
        headings: what stands above the columns.
        ticked: the column with a box to tick, where there is one.
        right: the columns whose headings stand at the right, as their numbers do.
    """

    headings: Sequence[str] = ()
    ticked: int | None = None
    right: frozenset[int] = frozenset()

    @abstractmethod
    def count(self) -> int:
        """Return how many rows there are."""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else self.count()

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the headings."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.headings):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self.right:
            return RIGHT
        return self.headings[section] if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every row can be selected, and ticked where it has a box."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usual | Qt.ItemFlag.ItemIsUserCheckable if index.column() == self.ticked else usual

    def is_tick(self, index: Index, role: int) -> bool:
        """Whether a box is meant."""
        return index.isValid() and index.column() == self.ticked and role == Qt.ItemDataRole.CheckStateRole


def box(*, ticked: bool) -> Qt.CheckState:
    """Return a box as Qt draws it."""
    return _CHECKED if ticked else Qt.CheckState.Unchecked


def is_ticked(value: object) -> bool:
    """Whether Qt means that a box is ticked; views give the number, programs the name."""
    return value in (_CHECKED, _CHECKED.value)
