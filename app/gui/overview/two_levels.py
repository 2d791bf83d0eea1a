"""What Qt asks of every tree of two levels, answered once: groups at the top, their members below."""

from abc import abstractmethod

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex

Index = QModelIndex | QPersistentModelIndex


class TwoLevels(QAbstractItemModel):
    """A group has the identity 0, a member the number of its group from 1; nothing is made for what is not seen."""

    columns = 1

    @abstractmethod
    def group_count(self) -> int:
        """Return how many groups there are."""

    @abstractmethod
    def member_count(self, group: int) -> int:
        """Return how many members a group has."""

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's signature
        """Return a group, or a member of one."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, child: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """Return the group of a member."""
        number = child.internalId() if child.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many groups, or members of a group, there are."""
        if not parent.isValid():
            return self.group_count()
        return 0 if parent.internalId() or parent.column() else self.member_count(parent.row())

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008 - Qt's signature
        """Return how many columns there are."""
        return self.columns
