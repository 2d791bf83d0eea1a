"""The places where a text was found, as a table for Qt; each can be chosen or left out."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.base.words import on_one_line
from app.editing.replacing import Hit
from app.gui.replacing.scope import Column
from app.model.refs import FormRef
from app.store.searching import OTHER

Index = QModelIndex | QPersistentModelIndex
PARTS = Qt.ItemDataRole.UserRole + 1  # what stands before, what was found, what stands after
FORM, FIELD, ROW, TEXT = range(4)
_HEADINGS = ("表", "栏目", "行", "内容")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HitModel(QAbstractTableModel):
    """Each place with its form, its field, its row and the text around it.

    Signals:
        chosen_changed: other places are chosen.
    """

    chosen_changed = Signal()

    def __init__(self, labels: Mapping[Column, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._labels = labels
        self._hits: list[Hit] = []
        self._forms: Mapping[FormRef, str] = {}
        self._left_out: set[Hit] = set()

    def show(self, hits: Sequence[Hit], forms: Mapping[FormRef, str]) -> None:
        """Show other places, and what the forms are called; what was left out stays so, also when it comes back."""
        self.beginResetModel()
        self._hits, self._forms = list(hits), forms
        self.endResetModel()
        self.chosen_changed.emit()

    def hit(self, row: int) -> Hit:
        """Return the place of a row."""
        return self._hits[row]

    def hits(self) -> list[Hit]:
        """Return all places."""
        return list(self._hits)

    def chosen(self) -> list[Hit]:
        """Return the places that are chosen."""
        return [hit for hit in self._hits if hit not in self._left_out]

    def choose(self, rows: Collection[int], *, chosen: bool) -> None:
        """Choose some places or leave them out."""
        if not rows:
            return
        hits = [self._hits[row] for row in rows]
        if chosen:
            self._left_out.difference_update(hits)
        else:
            self._left_out.update(hits)
        self.dataChanged.emit(
            self.index(min(rows), FORM), self.index(max(rows), FORM), [Qt.ItemDataRole.CheckStateRole]
        )
        self.chosen_changed.emit()

    def choose_all(self, *, chosen: bool) -> None:
        """Choose all places or leave them out."""
        self.choose(range(len(self._hits)), chosen=chosen)

    def forget(self) -> None:
        """Forget what was left out: another thing is looked for."""
        self._left_out.clear()

    def turn(self, rows: Iterable[int]) -> None:
        """Leave some places out, or choose them all where one of them is not chosen."""
        known = sorted(set(rows))
        self.choose(known, chosen=any(self._hits[row] in self._left_out for row in known))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many places there are."""
        return 0 if parent.isValid() else len(self._hits)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the headings."""
        is_heading = orientation is Qt.Orientation.Horizontal and 0 <= section < len(_HEADINGS)
        if is_heading and role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section]
        if is_heading and section == ROW and role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every place can be checked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return usual | Qt.ItemFlag.ItemIsUserCheckable if index.column() == FORM else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if not index.isValid():
            return None
        hit, column = self._hits[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(hit, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return hit.text if column == TEXT else self._words(hit, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(hit) if column == FORM else self._words(hit, column)
        if role == Qt.ItemDataRole.CheckStateRole and column == FORM:
            return Qt.CheckState.Unchecked if hit in self._left_out else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.TextAlignmentRole and column == ROW:
            return _RIGHT
        if role == PARTS and column == TEXT:
            return parts(hit)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Choose a place or leave it out."""
        if not index.isValid() or index.column() != FORM or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.choose([index.row()], chosen=Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def label(self, hit: Hit) -> str:
        """Return what the clerk calls the field of a place."""
        return hit.label if hit.field == OTHER else self._labels.get((hit.table, hit.field), "")

    def _words(self, hit: Hit, column: int) -> str:
        if column == FORM:
            return self._forms.get(hit.form, hit.name)
        if column == FIELD:
            return self.label(hit)
        if column == ROW:
            return "" if hit.row is None else str(hit.row)
        return "".join(parts(hit))

    def _spoken(self, hit: Hit) -> str:
        """Return a place as a screen reader says it, whole in the first column."""
        row = "" if hit.row is None else f"第 {hit.row} 行"
        before, found, after = parts(hit)
        state = "不替换" if hit in self._left_out else "替换"
        where = "，".join(filter(None, (self._words(hit, FORM), row, self.label(hit))))
        return f"{state}：{where}：{before}“{found}”{after}"


def parts(hit: Hit) -> tuple[str, str, str]:
    """Return what stands before, what was found and what stands after, each on one line."""
    return on_one_line(hit.before), on_one_line(hit.found), on_one_line(hit.after)
