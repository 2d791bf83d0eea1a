"""Cells of our own workbooks that the end of a page splits, read as the one cell that they are.

The rest of a text belongs to the text above it. A text that is printed again stands for the first: who changes that has
changed all of them; who changes a later one has changed what stands beside that only.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.model.marks import AgainMark, RestMark
from app.readers.own_marks import FormMarks, Place
from app.readers.own_values import is_unchanged
from app.readers.spreadsheet import Cell, Worksheet


class SplitCells:
    """The split cells of a workbook, by their places."""

    def __init__(self, forms: Iterable[FormMarks]) -> None:
        self._rests: dict[Place, list[tuple[RestMark, Place]]] = {}
        self._pieces: set[Place] = set()
        self._again: dict[Place, tuple[AgainMark, Place | None]] = {}
        for split in (split for form in forms for split in form.splits):
            if split.first and split.rests:
                self._rests[split.first] = split.rests
                self._pieces |= {place for _, place in split.rests}
            self._again |= {place: (mark, split.first) for mark, place in split.again}

    def at(self, sheet: Worksheet, row: int, column: int) -> Cell:
        """Return what a cell shows, a split one as if it were whole."""
        place = _corner(sheet, row, column)
        own = sheet.own(place.row, place.column)
        if place in self._rests:
            return self._joined(sheet, place, own)
        mark, first = self._again.get(place, (None, None))
        if mark is None or not is_unchanged(own, mark.printed):
            return own
        return self.at(sheet, first.row, first.column) if first else _whole(mark)

    def is_piece(self, sheet: Worksheet, row: int, column: int) -> bool:
        """Whether a cell holds nothing but the rest of another, or its text again."""
        place = Place(sheet.name, row, column)
        mark, _ = self._again.get(place, (None, None))
        return place in self._pieces or (mark is not None and is_unchanged(sheet.own(row, column), mark.printed))

    def changed(self, sheet: Worksheet, first: Place) -> Iterator[Place]:
        """Yield where a text that is printed again is neither what was printed nor what the first says now."""
        now = self.at(sheet, first.row, first.column).text
        for place, (mark, origin) in self._again.items():
            own = sheet.own(place.row, place.column)
            if origin == first and not is_unchanged(own, mark.printed) and own.text.strip() not in ("", now.strip()):
                yield place

    def _joined(self, sheet: Worksheet, first: Place, own: Cell) -> Cell:
        rests = [(mark.joint, sheet.own(place.row, place.column).text) for mark, place in self._rests[first]]
        text = "".join(joint + rest for joint, rest in rests if rest)
        return Cell(own.text + text, formula=own.formula, is_error=own.is_error) if text else own


def _corner(sheet: Worksheet, row: int, column: int) -> Place:
    area = sheet.area(row, column)
    return Place(sheet.name, area.top, area.left) if area else Place(sheet.name, row, column)


def _whole(mark: AgainMark) -> Cell:
    return Cell(mark.whole.text, Decimal(mark.whole.number) if mark.whole.number else None)
