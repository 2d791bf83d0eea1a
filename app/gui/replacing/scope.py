"""In which fields a text is looked for: all, those of the form, those of its rows, or one, as the clerk calls them."""

from collections.abc import Iterator
from typing import NamedTuple

from app.definitions.library import Library
from app.definitions.vocabulary import FieldDefinition
from app.definitions.words import bare
from app.editing.replacing import Hit
from app.model.records import FORM_CLASSES, FundRow, Indicator, Record
from app.store.searching import OTHER, text_columns

Column = tuple[type[Record], str]
OTHERS = "版式自己的栏目"


class Scope(NamedTuple):
    """Some fields to look in.

    Attributes:
        words: what the clerk calls them.
        columns: of which records which columns; all when empty.
    """

    words: str
    columns: frozenset[Column] = frozenset()

    def names(self) -> frozenset[str]:
        """Return the columns without their records, as a search has them."""
        return frozenset(name for _, name in self.columns)

    def has(self, hit: Hit) -> bool:
        """Whether a place is in these fields; 实施单位 and 度量单位 have one name in the store."""
        return not self.columns or (hit.table, hit.field) in self.columns


def column_labels(library: Library) -> dict[Column, str]:
    """Return what the clerk calls the columns that hold texts, form by form as they are printed."""
    return dict(_labels(library))


def _labels(library: Library) -> Iterator[tuple[Column, str]]:
    declared = library.fields
    kinds: list[tuple[type[Record], dict[str, FieldDefinition]]] = [
        *((record, getattr(declared, kind.value)) for kind, record in FORM_CLASSES.items()),
        (Indicator, declared.indicator),
        (FundRow, declared.fund),
    ]
    for record, fields in kinds:
        for name in text_columns(record):
            if name == OTHER:
                yield (record, name), OTHERS
            elif label := _label(name, fields):
                yield (record, name), label


def _label(name: str, fields: dict[str, FieldDefinition]) -> str:
    """Return the label of the field that holds a column alone, else with others."""
    having = [field for field in fields.values() if name in field.parts]
    having.sort(key=lambda field: len(field.parts))
    return bare(having[0].label) if having else ""


def scopes(library: Library) -> list[Scope]:
    """Return what can be chosen: all fields, those of the form, those of the indicators, then each of its own."""
    labels = column_labels(library)
    in_rows = frozenset(column for column in labels if column[0] is Indicator)
    by_label: dict[str, set[Column]] = {}
    for column, label in labels.items():
        by_label.setdefault(label, set()).add(column)
    return [
        Scope("所有栏目"),
        Scope("只找基本信息", frozenset(labels) - in_rows),
        Scope("只找绩效指标", in_rows),
        *(Scope(label, frozenset(columns)) for label, columns in by_label.items()),
    ]
