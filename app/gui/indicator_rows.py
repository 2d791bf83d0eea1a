"""How the model of the indicators follows its form: rows that come, go or change places are told as just that."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex

from app.model.records import Indicator

if TYPE_CHECKING:
    from app.gui.indicator_model import IndicatorModel


def follow(model: "IndicatorModel", old: Sequence[Indicator], new: list[Indicator]) -> None:
    """Let a model show ``new`` rows instead of ``old`` ones of the same form, and tell its views how they differ."""
    before, after = [row.id for row in old], [row.id for row in new]
    kept = set(before) & set(after)
    if [one for one in before if one in kept] != [one for one in after if one in kept]:
        _reorder(model, old, new) if len(kept) == len(before) == len(after) else model.show_form()
        return
    for first, last in _runs([n for n, one in enumerate(before) if one not in kept])[::-1]:
        model.beginRemoveRows(QModelIndex(), first, last)
        model.drop_rows(first, last)
        model.endRemoveRows()
    for first, last in _runs([n for n, one in enumerate(after) if one not in kept]):
        model.beginInsertRows(QModelIndex(), first, last)
        model.put_rows(first, new[first : last + 1])
        model.endInsertRows()
    model.replace_rows(new)


def _reorder(model: "IndicatorModel", old: Sequence[Indicator], new: list[Indicator]) -> None:
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
