"""Units and their forms as a tree of two levels for Qt; what a form is called and how many problems it has is asked."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt

from app.editing.grouping import UnitGroup
from app.gui.listed import Listed
from app.gui.overview.two_levels import Index, TwoLevels
from app.gui.theme import icon, theme
from app.model.refs import FormKind, FormRef
from app.store.listing import FormLine

NAME, COUNT = 0, 1
_ICONS = {FormKind.PROJECT: "project", FormKind.OVERALL: "overall", FormKind.SELF_EVALUATION: "evaluation"}
_COLUMNS = 2


class TreeModel(TwoLevels):
    """Units at the top, forms below; nothing is made for a form before it is seen."""

    columns = _COLUMNS

    def __init__(self, desk: Listed) -> None:
        super().__init__()
        self.desk = desk
        self.groups: list[UnitGroup] = []
        self._places: dict[FormRef, tuple[int, int]] = {}
        self._renamed: dict[FormRef, FormLine] = {}
        self._counts: dict[FormRef, tuple[int, int] | None] = {}

    def show(self, groups: Sequence[UnitGroup]) -> None:
        """Show other units and forms."""
        self.beginResetModel()
        self.groups, self._renamed, self._counts = list(groups), {}, {}
        self._places = {line.ref: (at, n) for at, group in enumerate(groups) for n, line in enumerate(group.lines)}
        self.endResetModel()

    def rename(self, lines: Mapping[FormRef, FormLine]) -> None:
        """Show forms that keep their places under other names."""
        self._renamed |= lines
        self.tell(lines.keys(), NAME)

    def recount(self, refs: Collection[FormRef] | None) -> None:
        """Say of which forms, of some or of all, there are other numbers of problems than were said last."""
        here = self._places if refs is None else refs
        now = {ref: self.desk.count(ref) if ref in self.desk.known else None for ref in here}
        self.tell([ref for ref, count in now.items() if self._counts.get(ref, ()) != count], COUNT)
        self._counts |= now

    def tell(self, refs: Collection[FormRef] | None, column: int) -> None:
        """Say that a column of some forms, or of all, looks different now."""
        if refs is None:
            for at, group in enumerate(self.groups):
                self._tell_rows(at, 0, len(group.lines) - 1, column)
        else:
            for ref in refs:
                if place := self._places.get(ref):
                    self._tell_rows(place[0], place[1], place[1], column)

    def _tell_rows(self, group: int, first: int, last: int, column: int) -> None:
        identity = group + 1
        self.dataChanged.emit(self.createIndex(first, column, identity), self.createIndex(last, column, identity))

    @property
    def refs(self) -> list[FormRef]:
        """The forms in the order in which they are listed."""
        return list(self._places)

    def index_of(self, ref: FormRef | None) -> QModelIndex:
        """Return where a form stands."""
        place = self._places.get(ref) if ref else None
        return self.createIndex(place[1], NAME, place[0] + 1) if place else QModelIndex()

    def line(self, index: Index) -> FormLine | None:
        """Return the form at an index; ``None`` for a unit."""
        number = index.internalId() if index.isValid() else 0
        if not number:
            return None
        line = self.groups[number - 1].lines[index.row()]
        return self._renamed.get(line.ref, line)

    def group_count(self) -> int:
        """Return how many units there are."""
        return len(self.groups)

    def member_count(self, group: int) -> int:
        """Return how many forms a unit has."""
        return len(self.groups[group].lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A unit can be opened and closed, not chosen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        enabled = Qt.ItemFlag.ItemIsEnabled
        return enabled | Qt.ItemFlag.ItemIsSelectable if index.internalId() else enabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a unit or a form."""
        if not index.isValid():
            return None
        line = self.line(index)
        if line is None:
            return _of_unit(self.groups[index.row()], role) if index.column() == NAME else None
        return self._of_form(line, role) if index.column() == NAME else self._of_count(line.ref, role)

    def _of_form(self, line: FormLine, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return "整体绩效目标表" if line.ref.kind is FormKind.OVERALL else line.name or "（未命名）"
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(_ICONS[line.ref.kind], theme().muted)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.code} {line.name}".strip()
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and line.ref in self.desk.known:
            return "错误 {}，提醒 {}".format(*self.desk.count(line.ref))
        return None

    def _of_count(self, ref: FormRef, role: int) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.DecorationRole) or ref not in self.desk.known:
            return None
        errors, reminders = self.desk.count(ref)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(errors + reminders or "")
        sign = "error" if errors else "warning" if reminders else "ok"
        return icon(sign, getattr(theme(), sign))


def _of_unit(group: UnitGroup, role: int) -> object:
    if role == Qt.ItemDataRole.DisplayRole:
        return group.name
    if role == Qt.ItemDataRole.DecorationRole:
        return icon("unit", theme().muted)
    return f"{group.code} {group.name}".strip() if role == Qt.ItemDataRole.ToolTipRole else None
