"""All declared layouts and the pieces they share, read once and checked against each other."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from app.base.errors import DefinitionError, JihengError, UnknownLayoutError, did_you_mean
from app.base.locations import forms_folder, resources_folder
from app.base.words import shown
from app.definitions.checks import RECORD_KINDS, layout_problems, table_problems
from app.definitions.looks import Font, Page, Styles
from app.definitions.registry import field_problems, taxonomy_problems
from app.definitions.schema import FormDefinition, LayoutFile, LayoutHead, ProjectTable
from app.definitions.sources import parsed, read, refuse
from app.definitions.vocabulary import (
    FieldDefinition,
    FieldRegistry,
    SeverityWord,
    Taxonomy,
    UnitGroup,
    WeightPolicy,
    fields_of,
)
from app.model.issues import Severity
from app.model.records import Form, OverallTarget, ProjectTarget, SelfEvaluation

Shape = TypeVar("Shape")


@dataclass(frozen=True)
class Layout:
    """The forms of one place and year.

    Attributes:
        id: the file's place in ``forms/`` without its ending, as in ``place/form-2026``.
        head: what is common to its forms.
        forms: the printed forms by their section in the file; of a table of projects, what it asks of each.
        project_table: the table in which it prints projects together, where it does.
    """

    id: str
    head: LayoutHead
    forms: Mapping[str, FormDefinition]
    project_table: ProjectTable | None = None

    def form_for(self, record: Form) -> FormDefinition:
        """Return the printed form of a record's kind.

        Raises:
            JihengError: this layout declares no such form.
        """
        section = section_of(record)
        declared = self.forms.get(section) or self.forms.get(_TOGETHER.get(section, ""))
        if declared is None:
            raise JihengError(f"版式“{self.id}”没有{section_name(record)}，请换一个版式。")
        return declared

    def prints(self, record: Form) -> bool:
        """Whether this layout has a form for a record of this kind."""
        section = section_of(record)
        return section in self.forms or _TOGETHER.get(section) in self.forms

    def table_for(self, record: Form) -> ProjectTable | None:
        """Return the table in which a record is printed with others; ``None`` where it has a form of its own."""
        return self.project_table if section_of(record) in _TOGETHER else None


_TOGETHER = {"project": "project_table"}  # the section that prints many records of another section together

SECTION_NAMES = {
    "project": "项目绩效目标表",
    "project_table": "项目支出绩效目标表",
    "overall": "整体绩效目标表",
    "project_evaluation": "项目绩效自评表",
    "overall_evaluation": "整体绩效自评表",
}


def section_of(record: Form) -> str:
    """Return the section of a layout's file that declares the printed form of a record."""
    if isinstance(record, SelfEvaluation):
        return f"{record.scope}_evaluation"
    return record.kind.value


def section_name(record: Form) -> str:
    """Return what the clerk calls the printed form of a record."""
    return SECTION_NAMES.get(section_of(record), record.kind.label)


@dataclass(frozen=True)
class Library:
    """Everything that is declared: layouts and what they share."""

    layouts: Mapping[str, Layout]
    fields: FieldRegistry
    taxonomies: Mapping[str, Taxonomy]
    weights: Mapping[str, WeightPolicy]
    units: tuple[UnitGroup, ...]
    pages: Mapping[str, Page]
    fonts: Mapping[str, Font]
    styles: Styles
    severities: Mapping[str, SeverityWord]
    places: tuple[str, ...] = ()

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every (first, second) level that some taxonomy has."""
        return frozenset().union(*(taxonomy.pairs for taxonomy in self.taxonomies.values()))

    @cached_property
    def cost_pairs(self) -> frozenset[tuple[str, str]]:
        """The levels that hold cost indicators in some taxonomy."""
        return frozenset(pair for taxonomy in self.taxonomies.values() for pair in taxonomy.cost)

    @cached_property
    def longest(self) -> Mapping[str, int]:
        """How many characters the bureau's system takes of an indicator's texts, by field, as far as it is known."""
        return {name: field.longest for name, field in self.fields.indicator.items() if field.longest}

    def rank_of(self, place: str) -> int:
        """Return where a place is listed: by the name that its own begins with; one of no known name comes last."""
        return next((n for n, name in enumerate(self.places) if place.startswith(name)), len(self.places))

    def layout(self, layout_id: str) -> Layout:
        """Return the layout of that name.

        Raises:
            UnknownLayoutError: there is none; the sentence names the nearest.
        """
        if layout_id not in self.layouts:
            guess = did_you_mean(layout_id, self.layouts)
            raise UnknownLayoutError(f"没有名为“{shown(layout_id)}”的版式{guess}，请换一个版式。")
        return self.layouts[layout_id]

    def shown_layout(self, record: Form) -> Layout:
        """Return the layout to show a record in: its own if that prints its kind, else the one in force in its place.

        A record whose layout has gone must not keep the others from being checked, shown and printed.

        Raises:
            JihengError: no declared layout prints this kind of form.
        """
        own = self.layouts.get(record.layout)
        if own is not None and own.prints(record):
            return own
        place = record.layout.partition("/")[0]
        near = [layout for layout in self.layouts_for(record, record.year) if layout.id.startswith(f"{place}/")]
        return near[0] if near else self.newest(record)

    def layouts_for(self, record: Form, year: int | None) -> list[Layout]:
        """Return the layouts that print a record's kind, the one in force in ``year`` first.

        In force is the latest that is not younger than the year; younger ones come after, those of other places last.
        """
        wanted = year or max((year for layout in self.layouts.values() for year in layout.head.years), default=0)
        fitting = [layout for layout in self.layouts.values() if layout.prints(record)]
        return sorted(
            fitting,
            key=lambda one: (not one.head.usual, max(one.head.years) > wanted, -max(one.head.years), one.id),
        )

    def newest(self, record: Form) -> Layout:
        """Return the layout in force in a record's year.

        Raises:
            JihengError: none prints this kind of form.
        """
        fitting = self.layouts_for(record, record.year)
        if not fitting:
            raise JihengError(f"没有能打印{section_name(record)}的版式。")
        return fitting[0]

    def form_for(self, record: Form) -> FormDefinition:
        """Return the printed form of a record by the layout that it is shown in."""
        return self.shown_layout(record).form_for(record)

    def weights_for(self, record: Form) -> WeightPolicy:
        """Return the weight policy that holds for a record."""
        return self.weights[self.form_for(record).weights]

    def taxonomy_for(self, record: Form) -> Taxonomy:
        """Return the taxonomy of the layout that a record is shown in."""
        return self.taxonomies[self.shown_layout(record).head.taxonomy]

    def record_fields(self, record: Form) -> Mapping[str, FieldDefinition]:
        """Return the fields that a record of this kind has."""
        return fields_of(self.fields, record.kind)

    def severity(self, code: str, layout: Layout) -> Severity | None:
        """Return how much a code weighs for what a layout shows, or ``None`` where the policy silences it."""
        word = layout.head.severity.get(code) or self.severities[code]
        return None if word == "off" else Severity(word)

    def require_severities(self, codes: Iterable[str]) -> None:
        """Make sure that every code that can be found has its weight.

        Raises:
            DefinitionError: one has none.
        """
        for code in codes:
            if code not in self.severities:
                guess = did_you_mean(code, self.severities)
                raise DefinitionError(f"forms/shared/severities.toml：缺少检查代码“{code}”的轻重{guess}，请补上。")


def load_library(folder: Path) -> Library:
    """Read every definition below ``folder``.

    Raises:
        DefinitionError: a file is not valid; the sentence names file, line and key.
    """
    shared = folder / "shared"

    def piece(name: str, shape: type[Shape]) -> Shape:
        return parsed(read(shared / name, folder), shape)

    look = _load_looks(shared / "looks.toml", folder)
    library = Library(
        layouts={},
        fields=_load_fields(shared / "fields.toml", folder),
        taxonomies=_load_taxonomies(shared / "taxonomies.toml", folder),
        weights=piece("weights.toml", dict[str, WeightPolicy]),
        units=piece("units.toml", _Units).groups,
        pages=look.pages,
        fonts=look.fonts,
        styles=look.styles,
        severities=piece("severities.toml", dict[str, SeverityWord]),
        places=piece("places.toml", _Places).order,
    )
    files = [path for path in sorted(folder.glob("*/*.toml")) if path.parent != shared]
    layouts = [_load_layout(path, folder, library) for path in files]
    return replace(library, layouts={layout.id: layout for layout in layouts})


def _load_fields(path: Path, folder: Path) -> FieldRegistry:
    source = read(path, folder)
    registry = parsed(source, FieldRegistry)
    refuse([source.problem(where, what) for where, what in field_problems(registry)])
    return registry


def _load_taxonomies(path: Path, folder: Path) -> dict[str, Taxonomy]:
    source = read(path, folder)
    taxonomies = parsed(source, dict[str, Taxonomy])
    refuse([source.problem(where, what) for where, what in taxonomy_problems(taxonomies)])
    return taxonomies


class _Looks(BaseModel):
    """``looks.toml``: paper, fonts and styles."""

    model_config = {"extra": "forbid"}
    pages: dict[str, Page]
    fonts: dict[str, Font]
    styles: Styles


def _load_looks(path: Path, folder: Path) -> _Looks:
    source = read(path, folder)
    look = parsed(source, _Looks)
    problems = [
        source.problem(("styles", role, "font"), f"没有名为“{style.font}”的字体{did_you_mean(style.font, look.fonts)}")
        for role, style in look.styles
        if style.font not in look.fonts
    ]
    problems += [
        source.problem(("fonts", name, "file"), f"resources/fonts 里没有字体文件“{font.file}”")
        for name, font in look.fonts.items()
        if not (resources_folder() / "fonts" / font.file).is_file()
    ]
    refuse(problems)
    return look


class _Places(BaseModel):
    """``places.toml``: the names with which places begin, in the order in which they are listed."""

    model_config = {"extra": "forbid"}
    order: tuple[str, ...]


class _Units(BaseModel):
    """``units.toml``: the groups of units."""

    model_config = {"extra": "forbid"}
    groups: tuple[UnitGroup, ...]


def read_layout(path: Path, library: Library) -> Layout:
    """Return the layout in a file that lies anywhere, checked against what is declared in ``library``.

    Raises:
        DefinitionError: it is not valid; ``problems`` has all that is wrong.
    """
    return _load_layout(path.resolve(), path.resolve().parent.parent, library)


def _load_layout(path: Path, folder: Path, library: Library) -> Layout:
    source = read(path, folder)
    file = parsed(source, LayoutFile)
    forms = {name: form for name in RECORD_KINDS if (form := getattr(file, name)) is not None}
    problems = [source.problem(where, what) for where, what in layout_problems(file.layout, forms, library)]
    if table := file.project_table:
        problems += [source.problem(*one) for one in table_problems(table, forms, library)]
    refuse(problems)
    if table:
        forms["project_table"] = table.form
    return Layout(path.relative_to(folder).with_suffix("").as_posix(), file.layout, forms, table)


@cache
def _library_in(folder: Path) -> Library:
    return load_library(folder)


def library() -> Library:
    """Return what is declared in the program's own ``forms/`` (or the folder that JIHENG_FORMS names), read once."""
    named = os.environ.get("JIHENG_FORMS")
    return _library_in(Path(named) if named else forms_folder())


def new_record_of(section: str) -> Form:
    """Return an empty record of the kind that a section of a layout prints."""
    kinds = {"project": ProjectTarget, "project_table": ProjectTarget, "overall": OverallTarget}
    return kinds[section]() if section in kinds else SelfEvaluation(scope=section.removesuffix("_evaluation"))
