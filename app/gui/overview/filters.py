"""Which forms the overview shows: kind, unit, state, only those with problems, and words that must be found."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.editing.totals import UnitTotal
from app.gui.desk import Desk
from app.gui.theme import icon
from app.gui.widgets import quiet
from app.model.records import Unit
from app.model.refs import FormKind
from app.model.states import FormState
from app.store.listing import NO_YEAR
from app.store.overview import Question

_PAUSE = 250  # ms after the last key before the store is searched
_KINDS: Sequence[tuple[str, tuple[FormKind, ...]]] = (
    ("项目表", (FormKind.PROJECT,)),
    ("整体表", (FormKind.OVERALL,)),
    ("自评表", (FormKind.SELF_EVALUATION,)),
    ("全部的表", tuple(FormKind)),
)
_UNIT_WIDTH = 14  # characters


class Filters(QWidget):
    """The row above the list.

    Signals:
        changed: other forms are wanted.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._year: int | None = None  # of which a kind has been chosen
        self.search = self._search_field()
        self.kinds = self._choice("种类", [(words, kinds) for words, kinds in _KINDS])
        self.units = self._choice("单位", [("全部单位", None)])
        self.units.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.units.setMinimumContentsLength(_UNIT_WIDTH)
        self.states = self._choice("状态", [("全部状态", None), *((state.label, state) for state in FormState)])
        self.problems = QCheckBox("只看有问题的")
        self.problems.toggled.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget, stretch in (
            (self.search, 1), (self.kinds, 0), (self.units, 0), (self.states, 0), (self.problems, 0)
        ):  # fmt: skip
            row.addWidget(widget, stretch)

    def _search_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText("搜索全部文字：名称、依据、指标…")
        field.setAccessibleName("搜索全部文字")
        field.setClearButtonEnabled(True)
        field.addAction(QAction(icon("search"), "", field), QLineEdit.ActionPosition.LeadingPosition)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE)
        self._later.timeout.connect(self.changed)
        field.textChanged.connect(lambda _: self._later.start())
        field.returnPressed.connect(self.search_now)
        return field

    def search_now(self) -> None:
        """Do not wait for another key."""
        self._later.stop()
        self.changed.emit()

    def _choice(self, name: str, items: Sequence[tuple[str, object]]) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(name)
        for words, value in items:
            choice.addItem(words, value)
        choice.currentIndexChanged.connect(lambda _: self.changed.emit())
        return choice

    def begin_year(self, there: Collection[FormKind]) -> None:
        """Begin another year with a kind of form that it has; within a year the clerk's choice stays."""
        if self.desk.year == self._year:
            return
        self._year = self.desk.year
        if there and not set(there).intersection(self.kinds.currentData()):
            with quiet(self.kinds):
                self.kinds.setCurrentIndex(next(n for n, (_, kinds) in enumerate(_KINDS) if set(kinds) & set(there)))

    def offer_units(self, totals: Sequence[UnitTotal]) -> None:
        """Offer the units of the year, keeping the one that is chosen."""
        chosen = self.units.currentText()
        with quiet(self.units):
            self.units.clear()
            self.units.addItem("全部单位", None)
            for total in totals:
                self.units.addItem(f"{total.code} {total.name}".strip(), (total.code, total.name))
            self.units.setCurrentIndex(max(self.units.findText(chosen), 0))

    def choose_unit(self, total: UnitTotal) -> None:
        """Show the forms of a unit, or of all for the line that has them all."""
        at = self.units.findText(f"{total.code} {total.name}".strip())
        self.units.setCurrentIndex(max(at, 0))

    @property
    def only_problems(self) -> bool:
        """Whether only forms with problems are wanted."""
        return self.problems.isChecked()

    @property
    def is_narrowed(self) -> bool:
        """Whether not all forms of a kind are wanted."""
        chosen = self.units.currentData() or self.states.currentData() or self.search.text().split()
        return bool(chosen) or self.only_problems

    def widen(self) -> None:
        """Want all forms again."""
        for choice in (self.units, self.states):
            choice.setCurrentIndex(0)
        self.problems.setChecked(False)
        self.search.clear()
        self.search_now()

    def question(self) -> Question | None:
        """Return which forms are wanted; none where no year is chosen."""
        if self.desk.year is None:
            return None
        code, name = self.units.currentData() or ("", "")
        return Question(
            year=None if self.desk.year == NO_YEAR else self.desk.year,
            kinds=self.kinds.currentData(),
            words=tuple(self.search.text().split()),
            unit_code=code,
            unit_names=self._names(code, name),
            state=self.states.currentData(),
        )

    def _names(self, code: str, name: str) -> tuple[str, ...]:
        """Return all that a unit is called in forms that do not name its code."""
        if not code and not name:
            return ()
        known = (unit for unit in self.desk.session.store.units() if _is(unit, code, name))
        names = {name, *(one for unit in known for one in (unit.name, unit.full_name, unit.department))}
        return tuple(sorted(names - {""}))


def _is(unit: Unit, code: str, name: str) -> bool:
    return unit.code == code if code else name in (unit.name, unit.full_name)
