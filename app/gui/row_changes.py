"""How the model of a table follows its form: rows that come, go or change places are told as just that."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QModelIndex, Qt

from app.model.records import FundRow, Indicator

if TYPE_CHECKING:
    from app.gui.row_model import RowModel

R = TypeVar("R", bound=Indicator | FundRow)


@dataclass
class Change:
    """What an edit has changed in a table.

    Attributes:
        rows: those that came, or changed their places.
        span: among which rows places were changed.
        cells: row and column of those that show something else in a row that was there before.
    """

    rows: list[int] = field(default_factory=list)
    span: range = range(0)
    cells: list[tuple[int, int]] = field(default_factory=list)


def follow(model: "RowModel[R]", old: Sequence[R], new: list[R]) -> Change:
    """Let a model show ``new`` rows instead of ``old`` ones of the same form, and tell its views how they differ."""
    if len(old) == len(new) and all(one is other or one.id == other.id for one, other in zip(old, new, strict=True)):
        model.replace_rows(new)  # as after most edits
        return Change()
    before, after = [row.id for row in old], [row.id for row in new]
    kept = set(before) & set(after)
    change = came_or_moved(before, after)
    if change.span:
        _reorder(model, old, new) if len(kept) == len(before) == len(after) else model.show_form()
        return change
    for first, last in _runs([n for n, one in enumerate(before) if one not in kept])[::-1]:
        if model.is_making and first == last == model.count - 1:
            _become_empty(model)
            continue
        model.beginRemoveRows(QModelIndex(), first, last)
        model.drop_rows(first, last)
        model.endRemoveRows()
    for first, last in _runs(change.rows):
        if model.is_making and first == last == model.count:
            _become(model, new[first])
            continue
        model.beginInsertRows(QModelIndex(), first, last)
        model.put_rows(first, new[first : last + 1])
        model.endInsertRows()
    model.replace_rows(new)
    return change


def came_or_moved(before: Sequence[str], after: Sequence[str]) -> Change:
    """Return which rows have come, or have changed their places, by the identities of all rows."""
    kept = set(before) & set(after)
    if [one for one in before if one in kept] != [one for one in after if one in kept]:
        return _reordered(before, after)
    return Change([n for n, one in enumerate(after) if one not in kept])


def _become(model: "RowModel[R]", row: R) -> None:
    """Let the empty row become a row, with another empty one below it: who stands or types in it stays where he is."""
    number = model.count
    model.beginInsertRows(QModelIndex(), number + 1, number + 1)
    model.put_rows(number, [model.empty()])
    model.endInsertRows()
    model.drop_rows(number, number)
    model.put_rows(number, [row])
    model.take_refused(row)
    model.tell_row(number)
    model.headerDataChanged.emit(Qt.Orientation.Vertical, number, number + 1)


def _become_empty(model: "RowModel[R]") -> None:
    """Let the last row become the empty one again, for what was begun in it has come to nothing."""
    number = model.count - 1
    model.drop_rows(number, number)
    model.put_rows(number, [model.empty()])
    model.tell_row(number)
    model.beginRemoveRows(QModelIndex(), number + 1, number + 1)
    model.drop_rows(number, number)
    model.endRemoveRows()
    model.headerDataChanged.emit(Qt.Orientation.Vertical, number, number)


def _reordered(before: Sequence[str], after: Sequence[str]) -> Change:
    """Return which rows have changed their places, as few as can be, and among which."""
    places = {one: number for number, one in enumerate(before)}
    stayed = _rising([places.get(one, -1) for one in after])
    other = [n for n, one in enumerate(after) if places.get(one) != n]
    return Change([n for n in range(len(after)) if n not in stayed], range(other[0], other[-1] + 1))


def _rising(numbers: Sequence[int]) -> set[int]:
    """Return where the longest run of rising numbers stands among others; those below 0 belong to none."""
    ends: list[int] = []
    lengths: list[int] = []
    for number in numbers:
        at = bisect_left(ends, number) if number >= 0 else -1
        if at >= 0:
            ends[at : at + 1] = [number]
        lengths.append(at)
    found, wanted = set(), len(ends) - 1
    for place in range(len(numbers) - 1, -1, -1):
        if wanted >= 0 and lengths[place] == wanted:
            found.add(place)
            wanted -= 1
    return found


def _reorder(model: "RowModel[R]", old: Sequence[R], new: list[R]) -> None:
    """Show the same rows in another order."""
    model.layoutAboutToBeChanged.emit()
    places = {row.id: number for number, row in enumerate(new)}
    indexes = model.persistentIndexList()
    moved = [
        model.index(places[old[i.row()].id], i.column()) if i.row() < len(old) else QModelIndex(i) for i in indexes
    ]
    model.replace_rows(new)
    model.changePersistentIndexList(indexes, moved)
    model.layoutChanged.emit()


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of numbers that follow each other."""
    runs = (list(run) for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]))
    return [(run[0][1], run[-1][1]) for run in runs]
