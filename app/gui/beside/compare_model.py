"""The lines of a comparison as a table for Qt; what became of each is told by sign, word and colour."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from app.editing.beside import State
from app.gui.beside.comparing import Comparison, Line
from app.gui.flat_model import FlatModel, Index
from app.gui.theme import theme

STATE, NAME, LAST, TAKE, THIS = range(5)
_HEADINGS = ("", "栏目或指标", "上年", "", "今年")
_SIGNS = {State.SAME: "＝", State.CHANGED: "≠", State.NEW: "＋", State.GONE: "－"}


class CompareModel(FlatModel):
    """Rows are the fields that differ, then the indicators."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._every: Sequence[Line] = ()
        self._lines: list[Line] = []
        self.headings: list[str] = list(_HEADINGS)
        self._differences = False

    def show(self, comparison: Comparison | None) -> None:
        """Show another comparison."""
        lines = comparison.lines if comparison else ()
        headings = list(_HEADINGS)
        if comparison is not None and comparison.last is not None:
            headings[LAST], headings[THIS] = headings_of(comparison)
        if lines == self._every and headings == self.headings:
            return
        self._every, self.headings = lines, headings
        self._filter()

    def show_differences(self, *, only: bool) -> None:
        """Show only what is not the same, or all."""
        self._differences = only
        self._filter()

    def _filter(self) -> None:
        self.beginResetModel()
        self._lines = [line for line in self._every if not (self._differences and line.state is State.SAME)]
        self.endResetModel()

    def line(self, row: int) -> Line:
        """Return what stands in a row."""
        return self._lines[row]

    def row_of(self, number: int) -> int:
        """Return where the indicator of that index in the form in work stands, or -1."""
        return next((n for n, line in enumerate(self._lines) if line.row == number), -1)

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            take = "取用 →" if line.offers else ""
            return (state_words(line.state), line.name, line.last, take, line.this)[column]
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(_colour(line, column))
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.offers[0].words}（Ctrl+回车）" if column == TAKE and line.offers else line.full
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return line.full
        if role == Qt.ItemDataRole.TextAlignmentRole and column == TAKE:
            return Qt.AlignmentFlag.AlignCenter
        return None


def headings_of(comparison: Comparison) -> tuple[str, str]:
    """Return what the two forms are called above their columns: by their years, or by their names in one year."""
    this, last = comparison.this, comparison.last
    if last is None or this.year == last.year:
        return (last.name if last else "") or "另一张表", "这张表"
    return f"{last.year} 年" if last.year else "另一张表", f"{this.year} 年" if this.year else "这张表"


def state_words(state: State) -> str:
    """Return what became of a line, as a sign and a word."""
    return f"{_SIGNS[state]} {state.label}"


def _colour(line: Line, column: int) -> str:
    """Return the colour of a cell: that of the state, of a link, or of the text."""
    colours = theme()
    by_state = {
        State.SAME: colours.muted,
        State.CHANGED: colours.warning,
        State.NEW: colours.ok,
        State.GONE: colours.error,
    }
    if column == TAKE:
        return colours.accent
    return by_state[line.state] if column == STATE or line.state is State.SAME else colours.text
