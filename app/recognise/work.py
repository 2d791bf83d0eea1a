"""A form in the making: what has been read of a draft, and where each value stands."""

from dataclasses import dataclass, field

from app.definitions.words import RecognitionWords, squeezed
from app.model.money import MoneyUnit
from app.model.refs import FormKind
from app.readers.grids import Cell, Place
from app.recognise.drafts import Draft
from app.recognise.found import Reading, Unplaced
from app.recognise.layouts import Fit, Meaning


@dataclass
class Work:
    """A draft being made into a record."""

    draft: Draft
    kind: FormKind
    words: RecognitionWords
    values: dict[str, object] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fit: Fit | None = None
    money: MoneyUnit | None = None

    def put(self, name: str, value: object, printed: str, place: Place, sure: float) -> None:
        """Set a field of the record, unless it has a value already."""
        if name not in self.values:
            self.values[name] = value
            self.readings[name] = Reading(printed, place, sure)


def note(work: Work, name: str, cell: Cell, sure: float) -> None:
    """Note where a value was read."""
    work.readings[name] = Reading(cell.text, cell.place, sure)


def meaning_of(work: Work, label: str) -> Meaning | None:
    """Return what a label means in the declared layout, if the form was printed in one."""
    if work.fit is None:
        return None
    declared = work.fit.declared
    return declared.projects.get(squeezed(label)) or declared.head.get(squeezed(label))
