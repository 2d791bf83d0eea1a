"""The places where a text was found, as a table for Qt; each can be chosen or left out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

from app.base.words import on_one_line
from app.editing.replacing import Hit
from app.gui.flat_model import RIGHT, FlatModel, Index, box, is_ticked
from app.gui.replacing.scope import Column
from app.model.refs import FormRef
from app.store.searching import OTHER

PARTS = Qt.ItemDataRole.UserRole + 1  # the ``Parts`` of a place
FORM, FIELD, ROW, TEXT = range(4)
_HEADINGS = ("表", "栏目", "行", "内容")


class Parts(NamedTuple):
    """What stands before a place, what was found, what takes its place, what stands after."""

    before: str
    found: str
    by: str
    after: str


class HitModel(FlatModel):
    """Each place with its form, its field, its row and the text around it.

    Signals:
        chosen_changed: other places are chosen.
    """

    headings = _HEADINGS
    ticked = FORM
    right = frozenset({ROW})

    chosen_changed = Signal()

    def __init__(self, labels: Mapping[Column, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._labels = labels
        self._hits: list[Hit] = []
        self._forms: Mapping[FormRef, str] = {}
        self._left_out: set[Hit] = set()
        self._said_already: set[Hit] = set()
        self._by = ""

    def show(self, hits: Sequence[Hit], forms: Mapping[FormRef, str]) -> None:
        """Show other places, and what the forms are called; what was left out stays so, also when it comes back."""
        self.beginResetModel()
        new = set(hits).difference(self._hits)
        self._hits, self._forms = list(hits), forms
        self._leave_out_said_already(new)
        self.endResetModel()
        self.chosen_changed.emit()

    def replace_by(self, by: str) -> None:
        """Show what takes the place of what was found; where it stands there already it is left out."""
        self._by = by
        self._left_out -= self._said_already
        self._said_already.clear()
        self._leave_out_said_already(self._hits)
        if self._hits:
            self.dataChanged.emit(self.index(0, FORM), self.index(len(self._hits) - 1, TEXT))
        self.chosen_changed.emit()

    def _leave_out_said_already(self, hits: Iterable[Hit]) -> None:
        said = {hit for hit in hits if hit.is_within(self._by)}
        self._said_already |= said
        self._left_out |= said

    def said_already(self) -> int:
        """Return in how many places what was found is already a part of what is to take its place."""
        return len(self._said_already.intersection(self._hits))

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
        self._said_already.clear()

    def turn(self, rows: Iterable[int]) -> None:
        """Leave some places out, or choose them all where one of them is not chosen."""
        known = sorted(set(rows))
        self.choose(known, chosen=any(self._hits[row] in self._left_out for row in known))

    def count(self) -> int:
        """Return how many places there are."""
        return len(self._hits)

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
        if self.is_tick(index, role):
            return box(ticked=hit not in self._left_out)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == ROW:
            return RIGHT
        if role == PARTS and column == TEXT:
            return self._parts(hit)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Choose a place or leave it out."""
        if not self.is_tick(index, role):
            return False
        self.choose([index.row()], chosen=is_ticked(value))
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
        parts = self._parts(hit)
        return f"{parts.before}{parts.found}{parts.after}"

    def _spoken(self, hit: Hit) -> str:
        """Return a place as a screen reader says it, whole in the first column."""
        row = "" if hit.row is None else f"第 {hit.row} 行"
        before, found, _, after = self._parts(hit)
        state = "不替换" if hit in self._left_out else "替换"
        where = "，".join(filter(None, (self._words(hit, FORM), row, self.label(hit))))
        return f"{state}：{where}：{before}“{found}”{after}"

    def _parts(self, hit: Hit) -> Parts:
        """Return a place in its parts, each on one line; what is left out is replaced by nothing."""
        by = "" if hit in self._left_out else self._by
        return Parts(*(on_one_line(text) for text in (hit.before, hit.found, by, hit.after)))
