"""The places of a form's values in its original, as they are marked and clicked there."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.gui.importing.draft import Draft, Key
from app.readers.grids import Place


class Mark(NamedTuple):
    """Where a value stands in the original.

    Attributes:
        key: the field that has the value.
        place: where it was read.
        is_doubtful: whether it is still to be looked at.
    """

    key: Key
    place: Place
    is_doubtful: bool = False


def marks_of(draft: Draft) -> list[Mark]:
    """Return where the values of a form stand."""
    doubtful = {key for keys in draft.open_doubts() for key in keys}
    return [Mark(key, reading.place, key in doubtful) for key, reading in draft.readings.items()]


def place_of(marks: Iterable[Mark], key: Key) -> Place | None:
    """Return where a field's value was read; of a row's empty field, where the row stands."""
    found = {mark.key: mark.place for mark in marks}
    in_row = (place for other, place in found.items() if key.row and other.row == key.row)
    return found.get(key) or next(in_row, None)


def next_of(found: Sequence[Mark], current: Key) -> Key:
    """Return which of the fields that share a place is meant by a click: the one after the current, else the first."""
    keys = [mark.key for mark in found]
    return keys[(keys.index(current) + 1) % len(keys)] if current in keys else keys[0]
