"""What the directory of units learns when the names that forms print are replaced.

Lists of forms, new forms and the names above printed tables go by the directory, so the names of the latest forms must
be in it. Last year's forms keep their names: where they still print the old ones, the directory keeps those too, as an
entry of the same code beside the first, by which last year's papers and lists stay as they were.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.editing.directory import Directory
from app.model import changes as change
from app.model.changes import Change
from app.model.records import Unit
from app.model.refs import FormKind, FormRef
from app.store.listing import FormLine
from app.store.store import Store

# What the fields of a form are called in the directory; a whole unit may be known by either of its names.
_CALLED: Mapping[FormKind, Mapping[str, tuple[str, ...]]] = {
    FormKind.PROJECT: {
        "unit": ("name",),
        "department": ("department",),
        "department_code": ("department_code",),
    },
    FormKind.OVERALL: {"unit": ("full_name", "name")},
    FormKind.SELF_EVALUATION: {"department": ("department",)},
}
_LISTED: Mapping[FormKind, str] = {
    FormKind.PROJECT: "unit",
    FormKind.OVERALL: "unit",
    FormKind.SELF_EVALUATION: "department",
}
_NAMES = ("name", "full_name")
_Values = dict[str, str]


class Renaming(NamedTuple):
    """A field of a form that says something else now."""

    form: FormRef
    field: str
    old: str
    new: str


def is_name_of_unit(kind: FormKind, field: str) -> bool:
    """Whether the directory of units has what a field of a form says."""
    return field in _CALLED[kind]


def renamed_units(store: Store, renamings: Sequence[Renaming]) -> list[Change]:
    """Return how the directory of units follows what forms call their units now."""
    if not renamings:
        return []
    units, lines = store.units(), {line.ref: line for line in store.listing()}
    directory = Directory(units)
    together: dict[str, list[Renaming]] = defaultdict(list)
    for one in renamings:
        unit = _unit_of(lines[one.form], directory)
        if unit is not None:
            together[unit.id].append(one)
    by_id = {unit.id: unit for unit in units}
    return [found for key, some in together.items() for found in _renamed(by_id[key], some, lines, directory)]


def _unit_of(line: FormLine, directory: Directory[Unit]) -> Unit | None:
    return directory.find(line.ref.kind, line.unit_code, line.unit)


def _renamed(
    unit: Unit, renamings: Sequence[Renaming], lines: Mapping[FormRef, FormLine], directory: Directory[Unit]
) -> Iterator[Change]:
    """Yield the changes for one unit."""
    new = _new_values(unit, renamings, directory)
    old = {field: getattr(unit, field) for field in new}
    gone = {one.form for one in renamings}
    left = [line for ref, line in lines.items() if ref not in gone and _still_says(line, unit, new, directory)]
    is_latest = _latest(left) <= _latest(lines[ref] for ref in gone)
    if new and is_latest:
        yield _changed(unit, new, directory)
    if new and left:
        yield from _beside(unit, old if is_latest else new, directory)


def _changed(unit: Unit, new: _Values, directory: Directory[Unit]) -> Change:
    """Return the change that gives a unit its names, or takes out an entry that would then say what another says."""
    after = {**_said(unit), **new}
    others = (other for other in directory.units if other is not unit)
    return change.delete(unit) if any(_said(other) == after for other in others) else change.update(unit, **new)


def _said(unit: Unit) -> _Values:
    return {name: getattr(unit, name) for name in ("code", *_NAMES, "department_code", "department")}


def _new_values(unit: Unit, renamings: Iterable[Renaming], directory: Directory[Unit]) -> _Values:
    """Return what the unit is called now; a name that another unit has already tells of forms that changed hands."""
    values: _Values = {}
    for one in renamings:
        for field in _CALLED[one.form.kind][one.field]:
            if getattr(unit, field) == one.old and one.new.strip() and not _is_taken(one.new, field, unit, directory):
                values.setdefault(field, one.new)
                break
    return values


def _is_taken(name: str, field: str, unit: Unit, directory: Directory[Unit]) -> bool:
    others = (other for other in directory.units if other is not unit and (other.code != unit.code or not unit.code))
    return field in _NAMES and any(name in (other.name, other.full_name) for other in others)


def _still_says(line: FormLine, unit: Unit, new: _Values, directory: Directory[Unit]) -> bool:
    """Whether a form that is left as it is calls the unit by a name that has been replaced."""
    fields = _CALLED[line.ref.kind][_LISTED[line.ref.kind]]
    return any(field in new and line.unit == getattr(unit, field) for field in fields) and (
        _unit_of(line, directory) is unit
    )


def _latest(lines: Iterable[FormLine]) -> int:
    return max((line.year or 0 for line in lines), default=0)


def _beside(unit: Unit, names: _Values, directory: Directory[Unit]) -> Iterator[Change]:
    """Yield the entry by which the forms of other years are found, unless there is one.

    It has no name that the unit's own entry has too, or nobody could tell which is meant; but the full name goes with
    another short one where the code tells that both are one unit.
    """
    full = {"full_name": unit.full_name} if unit.code and "name" in names else {}
    values = {**full, **names}
    others = (other for other in directory.units if other.code == unit.code and other is not unit)
    if not any(all(getattr(other, field) == text for field, text in values.items()) for other in others):
        yield change.insert(Unit(code=unit.code, **values))
