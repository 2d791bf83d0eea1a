"""Which declared layout a form was printed in, and what its labels and captions mean there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from app.definitions.blocks import Column, Entry, FieldsBlock, ProjectColumn, StackBlock, TableBlock
from app.definitions.library import Layout, Library
from app.definitions.schema import FormDefinition
from app.definitions.vocabulary import FieldDefinition, FieldKind
from app.definitions.words import squeezed

_LIKELY = 0.72  # of a layout that is taken for the form's own
_COLUMNS, _HEAD, _TITLE, _YEAR = 0.5, 0.25, 0.2, 0.05  # what each likeness weighs
_BLANKS = re.compile(r"\\\{[a-z_]+\\\}")


@dataclass(frozen=True)
class Meaning:
    """What a label or caption stands for: a field of the record, or a text of the layout's own of some ``kind``."""

    field: str = ""
    other: str = ""
    column: Column | None = None
    pattern: str = ""
    kind: FieldKind = FieldKind.TEXT

    def attributes(self, text: str) -> dict[str, str]:
        """Return what a printed text says of the record's attributes, where the layout prints them in a pattern."""
        found = _pattern(self.pattern).fullmatch(text) if self.pattern else None
        return found.groupdict() if found else {}


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{([a-z_]+)\}", pattern)
    return re.compile("".join(_group(part) if n % 2 else re.escape(part) for n, part in enumerate(parts)), re.DOTALL)


def _group(attribute: str) -> str:
    return f"(?P<{attribute}>{'[0-9A-Z]+' if attribute.endswith('_code') else '.+?'})"


@dataclass(frozen=True)
class Declared:
    """A printed form of a declared layout, by its words.

    Attributes:
        layout: the layout that declares it.
        head: what each label of its head means.
        columns: what each caption of its indicators means.
        titles: matches its titles.
        captions: of the columns of its indicators, in order, as they are compared.
        projects: what each caption of its columns beside the indicators means.
    """

    layout: Layout
    head: Mapping[str, Meaning]
    columns: Mapping[str, Meaning]
    titles: re.Pattern[str]
    captions: tuple[str, ...] = ()
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


class Known:
    """The declared forms of a library by their words, each made once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._sections: dict[str, tuple[Declared, ...]] = {}
        self._likenesses: dict[tuple[str, tuple[str, ...], frozenset[str]], tuple[float, ...]] = {}

    def forms(self, section: str) -> tuple[Declared, ...]:
        """Return the printed forms of a section of all layouts."""
        if section not in self._sections:
            self._sections[section] = tuple(
                _declared(layout, layout.forms[section], self._library, section)
                for layout in self._library.layouts.values()
                if section in layout.forms
            )
        return self._sections[section]

    def likenesses(self, section: str, captions: tuple[str, ...], labels: frozenset[str]) -> tuple[float, ...]:
        """Return how like captions and labels are to those of each form of a section; forms repeat each other's."""
        key = section, captions, labels
        if key not in self._likenesses:
            self._likenesses[key] = tuple(_likeness(one, captions, labels) for one in self.forms(section))
        return self._likenesses[key]


def _declared(layout: Layout, form: FormDefinition, library: Library, section: str) -> Declared:
    kind = section.removesuffix("_table").replace("project_evaluation", "self_evaluation")
    kind = "self_evaluation" if kind.endswith("_evaluation") else kind
    fields: Mapping[str, FieldDefinition] = getattr(library.fields, kind)
    head = list(_head(form, fields))
    tables = [block for block in form.blocks if isinstance(block, TableBlock) and block.rows == "indicators"]
    columns = [one for block in tables for one in _columns(block.columns, library)]
    beside = [one for block in tables for one in _project_columns(block.beside, fields)]
    title = form.title
    table = layout.project_table if section == "project_table" else None
    if table is not None:
        beside += _project_columns(table.project, fields)
        columns, title = list(_columns(table.indicators, library)), table.title
    titles = re.compile(_BLANKS.sub(".*", re.escape(squeezed(title))))
    captions = tuple(squeezed(label) for label, _ in columns)
    return Declared(layout, _by_label(head), _by_label(columns), titles, captions, _by_label(beside))


def _by_label(meanings: Iterable[tuple[str, Meaning]]) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for label, meaning in meanings:
        found.setdefault(squeezed(label), meaning)
    return found


def _head(form: FormDefinition, fields: Mapping[str, FieldDefinition]) -> Iterator[tuple[str, Meaning]]:
    for block in form.blocks:
        for entry in _entries(block):
            label = entry.label or (fields[entry.field].label if entry.field in fields else entry.other)
            if label and (entry.field or entry.other):
                yield label, Meaning(entry.field, entry.other, pattern=entry.pattern, kind=entry.kind)


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
            yield label, Meaning(column.field, column.other, pattern=column.pattern, kind=column.kind)


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
    plain = squeezed(title)
    printed, said = tuple(map(squeezed, captions)), frozenset(map(squeezed, labels))
    fits = [
        Fit(declared, likeness + _TITLE * _is_titled(declared, plain) + _YEAR * _nearness(declared.layout, year))
        for section in sections
        for declared, likeness in zip(known.forms(section), known.likenesses(section, printed, said), strict=True)
    ]
    return max(fits, key=lambda fit: fit.likeness, default=None)


def _likeness(declared: Declared, captions: tuple[str, ...], labels: frozenset[str]) -> float:
    columns = SequenceMatcher(None, declared.captions, captions, autojunk=False).ratio()
    head = set(declared.head) | set(declared.projects)
    heads = len(head & labels) / len(head | labels) if head | labels else 1.0
    return _COLUMNS * columns + _HEAD * heads


def _is_titled(declared: Declared, title: str) -> bool:
    return bool(title) and declared.titles.fullmatch(title) is not None


def _nearness(layout: Layout, year: int | None) -> float:
    """Return how near a year is to those that a layout is used in, from 0 to 1; later ones are nearer than earlier."""
    if year is None:
        return 0.0
    return max(1 / (1 + (year - own if year >= own else 2 * (own - year))) for own in layout.head.years)
