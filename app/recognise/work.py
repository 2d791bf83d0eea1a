"""A form in the making: what has been read of a draft, and where each value stands."""

from dataclasses import dataclass, field

from app.base.words import shown
from app.definitions.words import RecognitionWords, squeezed
from app.model.money_words import SaidUnit
from app.model.refs import FormKind
from app.readers.grids import Cell, Place
from app.recognise.drafts import Draft
from app.recognise.found import Reading, Unplaced
from app.recognise.layouts import Fit, Meaning


@dataclass
class Work:
    """A draft being made into a record; ``money`` is the unit of its amounts, ``unread`` has those nobody knows."""

    draft: Draft
    kind: FormKind
    words: RecognitionWords
    values: dict[str, object] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fit: Fit | None = None
    money: SaidUnit | None = None
    unread: set[Place] = field(default_factory=set)

    def put(self, name: str, value: object, printed: str, place: Place, sure: float) -> None:
        """Set a field of the record, unless it has a value already."""
        if name not in self.values:
            self.values[name] = value
            self.readings[name] = Reading(printed, place, sure)


_UNKNOWN_UNIT = "金额单位“{unit}”认不出，这样的金额没有读入，原来的数字另外留着，请换算后自己填。"


def note_unit(work: Work, unit: SaidUnit, place: Place) -> None:
    """Note that nobody knows what an amount comes to, and say so once for all in its unit."""
    work.unread.add(place)
    sentence = _UNKNOWN_UNIT.format(unit=shown(unit.name))
    if sentence not in work.notes:
        work.notes.append(sentence)


def note(work: Work, name: str, cell: Cell, sure: float) -> None:
    """Note where a value was read."""
    work.readings[name] = Reading(cell.text, cell.place, sure)


def meaning_of(work: Work, label: str) -> Meaning | None:
    """Return what a label means in the declared layout, if the form was printed in one."""
    if work.fit is None:
        return None
    declared = work.fit.declared
    return declared.projects.get(squeezed(label)) or declared.head.get(squeezed(label))
