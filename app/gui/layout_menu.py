"""Which layout prints the form in work: the layouts of its place at hand, those of other places one step away."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.definitions.library import Layout
from app.gui.desk import Desk


class LayoutMenu(QMenu):
    """The layouts that print this kind of form, by places, and commands that take one over for the whole year.

    Signals:
        chosen: the layout (``app.definitions.library.Layout``) that the clerk wants for the form in work.
        kind_wanted: all forms of this kind are to have the layout of the form in work.
        year_wanted: all forms of the year are to have it.
    """

    chosen = Signal(object)
    kind_wanted = Signal()
    year_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._choice = QActionGroup(self)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Offer what there is for the form in work."""
        self.clear()
        self._choice = QActionGroup(self)
        form = self.desk.form
        if form is None:
            return
        shown = self.desk.library.shown_layout(form)
        places = by_place(self.desk.library.layouts_for(form, form.year))
        self._add(self, places.pop(shown.head.place, []), shown)
        self.addSeparator()
        elsewhere = self.addMenu("其他地方的版式")
        for place in sorted(places, key=self.desk.library.rank_of):
            layouts = places[place]
            self._add(elsewhere.addMenu(place) if len(layouts) > 1 else elsewhere, layouts, shown)
        self.addSeparator()
        self.addAction("全年同类的表都用这个版式", self.kind_wanted.emit)
        self.addAction("全年的表都用这个版式", self.year_wanted.emit)

    def _add(self, menu: QMenu, layouts: Iterable[Layout], shown: Layout) -> None:
        for layout in layouts:
            action = menu.addAction(layout.head.name)
            action.setCheckable(True)
            self._choice.addAction(action)
            action.setChecked(layout is shown)
            action.triggered.connect(partial(self.chosen.emit, layout))

    def checked(self) -> list[QAction]:
        """Return what is marked as the layout in use."""
        return [action for action in self._choice.actions() if action.isChecked()]


def by_place(layouts: Iterable[Layout]) -> dict[str, list[Layout]]:
    """Return layouts by their places, in the order in which each comes first."""
    places: dict[str, list[Layout]] = {}
    for layout in layouts:
        places.setdefault(layout.head.place, []).append(layout)
    return places
