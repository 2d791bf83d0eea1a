"""Which declared layout a form was printed in, and what its labels and captions mean there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from app.definitions.library import Layout, Library
from app.definitions.schema import Column, Entry, FieldsBlock, FormDefinition, ProjectColumn, StackBlock, TableBlock
from app.definitions.vocabulary import FieldDefinition
from app.definitions.words import squeezed

_LIKELY = 0.72  # of a layout that is taken for the form's own
_COLUMNS, _HEAD, _TITLE, _YEAR = 0.5, 0.25, 0.2, 0.05  # what each likeness weighs
_BLANKS = re.compile(r"\\\{[a-z_]+\\\}")


@dataclass(frozen=True)
class Meaning:
    """What a label or caption stands for: a field of the record, or a text of the layout's own."""

    field: str = ""
    other: str = ""
    column: Column | None = None


@dataclass(frozen=True)
class Declared:
    """A printed form of a declared layout, by its words.

    Attributes:
        layout: the layout that declares it.
        head: what each label of its head means.
        columns: what each caption of its indicators means.
        titles: matches its titles.
    """

    layout: Layout
    head: Mapping[str, Meaning]
    columns: Mapping[str, Meaning]
    titles: re.Pattern[str]
    projects: Mapping[str, Meaning] = field(default_factory=dict)


@dataclass(frozen=True)
class Fit:
    """A declared form and how well a draft fits it, from 0 to 1."""

    declared: Declared
    likeness: float

    @property
    def is_likely(self) -> bool:
        """Whether the draft was printed in it, as far as one can tell."""
        return self.likeness >= _LIKELY


@lru_cache(maxsize=8)
def declared_forms(library_: "Known", section: str) -> tuple[Declared, ...]:
    """Return the printed forms of a section of all layouts."""
    return tuple(
        _declared(layout, layout.forms[section], library_.library, section)
        for layout in library_.library.layouts.values()
        if section in layout.forms
    )


class Known:
    """A library that can be a key."""

    def __init__(self, library: Library) -> None:
        self.library = library


def _declared(layout: Layout, form: FormDefinition, library: Library, section: str) -> Declared:
    kind = section.removesuffix("_table").replace("project_evaluation", "self_evaluation")
    kind = "self_evaluation" if kind.endswith("_evaluation") else kind
    fields: Mapping[str, FieldDefinition] = getattr(library.fields, kind)
    head = {squeezed(label): meaning for label, meaning in _head(form, fields)}
    tables = [block for block in form.blocks if isinstance(block, TableBlock) and block.rows == "indicators"]
    columns = {
        squeezed(label): meaning for block in tables for label, meaning in _columns(block.columns, library)
    }
    beside = {
        squeezed(label): meaning
        for block in tables
        for label, meaning in _project_columns(block.beside, fields)
    }
    pattern = _BLANKS.sub(".*", re.escape(squeezed(form.title)))
    table = layout.project_table if section == "project_table" else None
    if table is not None:
        beside |= {squeezed(label): meaning for label, meaning in _project_columns(table.project, fields)}
        columns = {squeezed(label): meaning for label, meaning in _columns(table.indicators, library)}
        pattern = _BLANKS.sub(".*", re.escape(squeezed(table.title)))
    return Declared(layout, head, columns, re.compile(pattern), beside)


def _head(form: FormDefinition, fields: Mapping[str, FieldDefinition]) -> Iterator[tuple[str, Meaning]]:
    for block in form.blocks:
        for entry in _entries(block):
            label = entry.label or (fields[entry.field].label if entry.field in fields else entry.other)
            if label and (entry.field or entry.other):
                yield label, Meaning(entry.field, entry.other)


def _entries(block: object) -> Iterator[Entry]:
    if isinstance(block, FieldsBlock):
        for row in block.rows:
            yield from row
    elif isinstance(block, StackBlock):
        yield from block.entries


def _columns(columns: Iterable[Column], library: Library) -> Iterator[tuple[str, Meaning]]:
    for column in columns:
        field_ = library.fields.indicator.get(column.field)
        label = column.label or (field_.label if field_ else column.other)
        if label:
            yield label, Meaning(column.field, column.other, column)


def _project_columns(
    columns: Iterable[ProjectColumn], fields: Mapping[str, FieldDefinition]
) -> Iterator[tuple[str, Meaning]]:
    for column in columns:
        label = column.label or (fields[column.field].label if column.field in fields else column.other)
        if label:
            yield label, Meaning(column.field, column.other)


def best_fit(
    known: Known, sections: Iterable[str], captions: list[str], labels: set[str], title: str, year: int | None
) -> Fit | None:
    """Return the declared form that a draft with these captions, labels and title is most like; ``None`` of none.

    Args:
        known: the declared layouts.
        sections: the sections of layout files in which to look.
        captions: of the columns of indicators, in order.
        labels: of the head.
        title: as printed.
        year: that the form is for, if known.
    """
    fits = [
        Fit(declared, _likeness(declared, captions, labels, squeezed(title), year))
        for section in sections
        for declared in declared_forms(known, section)
    ]
    return max(fits, key=lambda fit: fit.likeness, default=None)


def _likeness(declared: Declared, captions: list[str], labels: set[str], title: str, year: int | None) -> float:
    printed = [squeezed(caption) for caption in captions]
    columns = SequenceMatcher(None, list(declared.columns), printed, autojunk=False).ratio() if printed else 0.5
    head = set(declared.head) | set(declared.projects)
    said = {squeezed(label) for label in labels}
    heads = len(head & said) / len(head | said) if head | said else 1.0
    titled = bool(title) and declared.titles.fullmatch(title) is not None
    fits_year = year in declared.layout.head.years or (
        declared.layout.head.open_ended and year is not None and year > max(declared.layout.head.years)
    )
    return _COLUMNS * columns + _HEAD * heads + _TITLE * titled + _YEAR * fits_year
