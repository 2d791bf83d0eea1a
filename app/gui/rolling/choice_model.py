"""The forms of a year to choose from, each with a tick, and with a remark where the new year has it already."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor

from app.gui.flat_model import RIGHT, FlatModel, Index, box, is_ticked
from app.gui.rolling.survey import Survey
from app.gui.theme import icon, theme
from app.model.money import MoneyUnit, from_yuan, shortest
from app.model.refs import FormKind, FormRef
from app.rules.words import squeezed
from app.store.listing import FormLine

HEADINGS = ("表", "单位", "金额（万元）", "说明")
NAME, UNIT, AMOUNT, REMARK = range(4)


def called(line: FormLine) -> str:
    """Return what a form is called in a list."""
    return "整体绩效目标表" if line.ref.kind is FormKind.OVERALL else line.name or "（未命名）"


def amount_words(line: FormLine) -> str:
    """Return the amount of a form in 万元, as a list shows it."""
    return "" if line.amount is None else shortest(from_yuan(line.amount, MoneyUnit.TEN_THOUSAND_YUAN))


def matches(line: FormLine, words: Sequence[str]) -> bool:
    """Whether all words stand in the name, the codes or the unit of a form."""
    text = squeezed(f"{called(line)} {line.name} {line.code} {line.unit_code} {line.unit}").casefold()
    return all(word in text for word in words)


def words_of(text: str) -> list[str]:
    """Return the words of a filter, as texts are compared."""
    return [squeezed(word).casefold() for word in text.split()]


class ChoiceModel(FlatModel):
    """Rows are the forms that pass the filter; ticks are kept for all.

    Signals:
        choice_changed: other forms are ticked.
    """

    headings = HEADINGS
    ticked = NAME

    choice_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[FormLine] = []
        self._shown: list[FormLine] = []
        self._words: list[str] = []
        self._chosen: set[FormRef] = set()
        self._survey = Survey(frozenset(), {}, {})
        self._year = 0

    def show_lines(self, lines: Iterable[FormLine], year: int) -> None:
        """Show the forms that may be rolled to ``year``, all of them ticked."""
        self._lines, self._year = list(lines), year
        self._survey = Survey(frozenset(), {}, {})
        self._chosen = {line.ref for line in self._lines}
        self._filter()

    def show_survey(self, survey: Survey) -> None:
        """Mark what the new year has already, or what cannot be; these are not ticked."""
        self._survey = survey
        self._chosen -= survey.there | survey.impossible.keys()
        self._tell_all()

    def filter(self, text: str) -> None:
        """Show only the forms with all words of a text."""
        self._words = words_of(text)
        self._filter()

    def _filter(self) -> None:
        self.beginResetModel()
        self._shown = [line for line in self._lines if matches(line, self._words)]
        self.endResetModel()
        self.choice_changed.emit()

    def check_all(self, *, checked: bool) -> None:
        """Tick all forms that are shown, or none of them; what is in the new year already is ticked by hand only."""
        shown = {line.ref for line in self._shown}
        if checked:
            self._chosen |= shown - self._survey.there - self._survey.impossible.keys()
        else:
            self._chosen -= shown
        self._tell_all()

    def _tell_all(self) -> None:
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(HEADINGS) - 1))
        self.choice_changed.emit()

    def chosen(self) -> tuple[FormRef, ...]:
        """Return the ticked forms in the order of the list, also those that the filter hides."""
        return tuple(line.ref for line in self._lines if line.ref in self._chosen)

    def line(self, row: int) -> FormLine:
        """Return the form in a row."""
        return self._shown[row]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Forms of which no draft can be made are grey."""
        if index.isValid() and self._shown[index.row()].ref in self._survey.impossible:
            return Qt.ItemFlag.ItemIsSelectable
        return super().flags(index)

    def count(self) -> int:
        """Return how many forms pass the filter."""
        return len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what Qt wants to know of a cell."""
        if not index.isValid():
            return None
        line = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (called(line), line.unit, amount_words(line), self.remark(line.ref))[index.column()]
        if self.is_tick(index, role):
            return box(ticked=line.ref in self._chosen)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == AMOUNT:
            return RIGHT
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.code} {line.name}".strip()
        return self._mark(line.ref, index.column(), role)

    def _mark(self, ref: FormRef, column: int, role: int) -> object:
        remark = self.remark(ref)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and column == NAME:
            return remark
        if not remark or column != REMARK:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("notice", theme().notice)
        return QColor(theme().muted) if role == Qt.ItemDataRole.ForegroundRole else None

    def remark(self, ref: FormRef) -> str:
        """Return why a form is not ticked from the start, or what ticking it means."""
        if ref in self._survey.there:
            again = "，再做一份" if ref in self._chosen else ""
            return f"{self._year} 年已有{again}"
        return self._survey.impossible.get(ref, "")

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a form or not."""
        if not self.is_tick(index, role):
            return False
        ref = self._shown[index.row()].ref
        if is_ticked(value):
            self._chosen.add(ref)
        else:
            self._chosen.discard(ref)
        self.dataChanged.emit(index, self.index(index.row(), REMARK))
        self.choice_changed.emit()
        return True
