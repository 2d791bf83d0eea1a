"""How the cells of a table of the form in work are marked: with what is wrong, and with what could not be stored."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from app.gui.theme import theme
from app.model.issues import Issue, Severity

Cell = tuple[int, str]  # row, from 0, and field

_HEAVIEST = tuple(Severity)


class Mark(NamedTuple):
    """How a cell is marked: the sign of the heaviest problem, and all of them in words."""

    sign: str
    words: str
    is_refused: bool = False

    @property
    def label(self) -> str:
        """What a screen reader calls it."""
        return Severity(self.sign).label

    @property
    def colour(self) -> str:
        """What the cell is coloured with, nothing where that would say too much."""
        return "" if self.sign == "notice" else str(getattr(theme(), f"{self.sign}_soft"))


class CellMarks:
    """The marks of a table.

    Attributes:
        refused: the texts that could not be stored, by what they belong to and their field: the identity of a row,
            with which they move, or of the form where they have made no row yet.
    """

    def __init__(self) -> None:
        self.refused: dict[tuple[str, str], str] = {}
        self._problems: dict[Cell, list[Issue]] = {}
        self._marks: dict[Cell, Mark] = {}

    def collect(self, issues: Iterable[Issue], number_of: Callable[[str], int | None]) -> set[Cell]:
        """Mark what is wrong now, and return the cells that were marked otherwise before.

        Args:
            issues: those that stand in rows of the table.
            number_of: the number of the row, from 0, to which a refused text belongs; ``None`` where it is not shown.
        """
        before = self._marks
        self._problems = {}
        for issue in issues:
            self._problems.setdefault(((issue.place.row or 0) - 1, issue.place.field), []).append(issue)
        self._marks = {cell: _mark_of(issues) for cell, issues in self._problems.items()}
        for (owner, field), text in self.refused.items():
            if (number := number_of(owner)) is not None:
                self._marks[number, field] = _refusal_of(text)
        return {cell for cell in before.keys() | self._marks.keys() if before.get(cell) != self._marks.get(cell)}

    def at(self, row: int, field: str) -> Mark | None:
        """Return how a cell is marked."""
        return self._marks.get((row, field))

    def problems_at(self, row: int, field: str) -> list[Issue]:
        """Return what is wrong in a cell."""
        return self._problems.get((row, field), [])

    def refusals(self) -> list[str]:
        """Return what is said of the texts that could not be stored, as far as they are shown."""
        return [mark.words for mark in self._marks.values() if mark.is_refused]


def _mark_of(issues: Sequence[Issue]) -> Mark:
    if len(issues) == 1:  # as most often
        return Mark(issues[0].severity.value, issues[0].message)
    worst = min((issue.severity for issue in issues), key=_HEAVIEST.index)
    return Mark(worst.value, "\n".join(issue.message for issue in issues))


def _refusal_of(text: str) -> Mark:
    return Mark(Severity.ERROR.value, f"“{text}”没有存入，请改正，或按 Delete 放弃。", is_refused=True)
