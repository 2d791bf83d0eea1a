"""Who sits here: place, year and unit, asked once and remembered as what new forms begin with."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSizePolicy, QSpinBox, QWidget

from app.definitions.library import Library
from app.gui.measures import character
from app.gui.settings import Settings
from app.gui.widgets import label, quiet
from app.model.records import Unit

EARLIEST, LATEST = 2000, 2100
_LATER = "（以后再选）"
_WIDTH = 20  # characters


def places_of(library: Library) -> list[str]:
    """Return the places that have declared layouts, each once, in the order that ``forms/`` lays down."""
    places = dict.fromkeys(layout.head.place for layout in library.layouts.values())
    return sorted(places, key=library.rank_of)


def coming_year() -> int:
    """Return the year that is planned now: the one after this."""
    return datetime.now().astimezone().year + 1


def own_unit(settings: Settings) -> Unit | None:
    """Return the clerk's own unit as it was told, or nothing."""
    if not settings.unit_name and not settings.unit_code:
        return None
    return Unit(code=settings.unit_code, name=settings.unit_name)


def units_to_offer(settings: Settings, known: Iterable[Unit]) -> list[Unit]:
    """Return the units to choose from for a new form, the clerk's own first."""
    units, own = list(known), own_unit(settings)
    if own is None:
        return units
    mine = [unit for unit in units if _is_same(unit, own)]
    return [*(mine or [own]), *(unit for unit in units if unit not in mine)]


def _is_same(unit: Unit, own: Unit) -> bool:
    if own.code:
        return unit.code == own.code
    return own.name in (unit.name, unit.full_name)


class OwnDetails(QWidget):
    """The questions; every answer is kept as soon as it is given, and none has to be."""

    def __init__(self, settings: Settings, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.place, self.year = QComboBox(), QSpinBox()
        self.unit_name, self.unit_code = QLineEdit(), QLineEdit()
        self.place.addItem(_LATER, "")
        for place in places_of(library):
            self.place.addItem(place, place)
        self.year.setRange(EARLIEST, LATEST)
        self.unit_name.setPlaceholderText("例如 某某区财政局")
        self.unit_code.setPlaceholderText("预算单位代码，没有可以不填")
        self._lay_out()
        self.show_answers()
        self._connect()

    def _lay_out(self) -> None:
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        for words, widget in (
            ("在哪里填报(&A)", self.place),
            ("编制哪一年(&B)", self.year),
            ("单位名称(&M)", self.unit_name),
            ("单位代码(&G)", self.unit_code),
        ):
            caption = label(words)
            caption.setBuddy(widget)
            caption.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
            widget.setAccessibleName(words.partition("(")[0])
            widget.setMinimumWidth(_WIDTH * character(self))
            rows.addRow(caption, widget)

    def _connect(self) -> None:
        self.place.activated.connect(lambda _: self._keep())
        self.year.valueChanged.connect(lambda _: self._keep())
        self.unit_name.editingFinished.connect(self._keep)
        self.unit_code.editingFinished.connect(self._keep)

    def show_answers(self) -> None:
        """Show what is remembered."""
        with quiet(self.place), quiet(self.year):
            self.place.setCurrentIndex(max(self.place.findData(self.settings.place), 0))
            self.year.setValue(self.settings.new_year or coming_year())
        self.unit_name.setText(self.settings.unit_name)
        self.unit_code.setText(self.settings.unit_code)

    def _keep(self) -> None:
        self.settings.place = self.place.currentData()
        self.settings.new_year = self.year.value()
        self.settings.unit_name = self.unit_name.text()
        self.settings.unit_code = self.unit_code.text()
