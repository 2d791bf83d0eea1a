"""What a list of forms is drawn from: the desk, or a first look at the file while the desk is still being laid."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Protocol

from app.editing.grouping import UnitGroup
from app.model.refs import FormRef
from app.store.listing import FormLine

if TYPE_CHECKING:
    from app.model.records import Form


class Listed(Protocol):
    """The forms of a year by their units, and what is known of them.

    Attributes:
        year: the year that is shown.
        form: the form in work.
        patched: the forms that alone changed, under their new names, where the others are as they were.
    """

    year: "int | None"
    form: "Form | None"
    patched: "dict[FormRef, FormLine] | None"

    @property
    def known(self) -> Collection[FormRef]:
        """The forms that have been checked."""

    def years(self) -> Sequence[int]:
        """Return the years to choose from."""

    def groups(self) -> Sequence[UnitGroup]:
        """Return the forms of the year by their units."""

    def count(self, ref: FormRef) -> tuple[int, int]:
        """Return how many errors and how many reminders a form has."""
