"""What recognition gives: forms as records, each value with its source, its printed text and how sure it is."""

from dataclasses import dataclass, field

from app.model.records import Form
from app.readers.grids import Place


@dataclass(frozen=True)
class Reading:
    """A value as it was read.

    Attributes:
        printed: the text as it stands in the file.
        place: where it stands.
        sure: how sure it is that the field has this value, from 0 to 1.
    """

    printed: str
    place: Place
    sure: float = 1.0


@dataclass(frozen=True)
class Unplaced:
    """A text of a form that is no field's value: shown to the clerk, never dropped."""

    label: str
    text: str
    place: Place


@dataclass
class FoundForm:
    """A form found in a file.

    Attributes:
        title: as printed; empty where it has none.
        record: the form with its rows, not stored anywhere.
        confidence: how sure it is that this is such a form and was read whole, from 0 to 1.
        pages: the numbers of the pages or sheets that it stands on.
        sheet: the name of its first sheet; empty where there are none.
        readings: where each value comes from, by its name in the record: ``goal``, ``indicators[0].value``.
        unplaced: texts that are no field's value.
        notes: plain sentences about what the clerk should look at.
    """

    title: str
    record: Form
    confidence: float = 1.0
    pages: tuple[int, ...] = ()
    sheet: str = ""
    readings: dict[str, Reading] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
