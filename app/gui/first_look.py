"""The list of the year as it stands in the file, shown while what works on forms is still being loaded."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app.editing.grouping import UnitGroup, group_by_unit
from app.gui.measures import list_width
from app.gui.navigator import Navigator
from app.gui.settings import Settings
from app.model.refs import FormRef
from app.store.glance import Glance
from app.store.listing import FormLine

if TYPE_CHECKING:
    from app.model.records import Form


class Seen:
    """What a glance at the file tells the list; nothing is in work and nothing checked yet."""

    form: "Form | None" = None
    patched: dict[FormRef, FormLine] | None = None
    known: Mapping[FormRef, object] = {}

    def __init__(self, glance: Glance) -> None:
        self.year = glance.year
        self._years = glance.years
        self._groups = group_by_unit(glance.lines, glance.units)

    def years(self) -> Sequence[int]:
        """Return the years to choose from."""
        return self._years

    def groups(self) -> Sequence[UnitGroup]:
        """Return the forms of the year by their units."""
        return self._groups

    def count(self, ref: FormRef) -> tuple[int, int]:  # noqa: ARG002 - nothing is known of any form
        """Return no problems."""
        return 0, 0


class FirstLook(QSplitter):
    """The list where it will stand, and the empty place of the form."""

    def __init__(self, glance: Glance, settings: Settings, width: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.navigator = Navigator(Seen(glance))
        self.addWidget(self.navigator)
        self.addWidget(QWidget())
        self.setStretchFactor(1, 1)
        wide = list_width(self, settings.list_width, width)
        self.setSizes([wide, width - wide])
        self.navigator.refresh()
        self.navigator.select(next((ref for ref in self.navigator.refs() if ref.id == settings.form), None))
