"""Forms by the units that fill them in, as a tree shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.editing.directory import Directory, NamedUnit
from app.model.refs import FormKind
from app.store.listing import FormLine, UnitName

NO_UNIT = "未填单位"
_KIND_ORDER = (FormKind.OVERALL, FormKind.PROJECT, FormKind.SELF_EVALUATION)


@dataclass(frozen=True)
class UnitGroup:
    """The forms of one unit: the whole first, then projects, then self-evaluations."""

    name: str
    code: str
    lines: tuple[FormLine, ...]


def group_by_unit(lines: Sequence[FormLine], units: Sequence[NamedUnit]) -> list[UnitGroup]:
    """Return the forms of each unit, units by code and name; those without a code come later."""
    directory = Directory[NamedUnit]([*units, *_units_in(lines, Directory(units))])
    groups: dict[tuple[str, str], list[FormLine]] = {}
    names: dict[str, str] = {}
    for line in lines:
        code, name = _label(line, directory)
        name = names.setdefault(code, name) if code else name  # the code tells that two names are of one unit
        groups.setdefault((code, name), []).append(line)
    return [UnitGroup(name, code, _sorted(groups[code, name])) for code, name in sorted(groups, key=_rank)]


def _units_in(lines: Iterable[FormLine], known: Directory[NamedUnit]) -> list[UnitName]:
    """Return units for the projects whose own is not in the directory, so that their wholes join them by name."""
    unknown: dict[str, UnitName] = {}
    for line in lines:
        is_project = line.ref.kind is FormKind.PROJECT and (line.unit_code or line.unit)
        if is_project and known.find(line.ref.kind, line.unit_code, line.unit) is None:
            unknown.setdefault(line.unit_code or line.unit, UnitName(line.unit_code, line.unit))
    return list(unknown.values())


def _label(line: FormLine, directory: Directory[NamedUnit]) -> tuple[str, str]:
    unit = directory.find(line.ref.kind, line.unit_code, line.unit)
    if unit is None:
        return line.unit_code, line.unit or NO_UNIT
    return unit.code, unit.name or unit.full_name or unit.code or line.unit or NO_UNIT


def _rank(label: tuple[str, str]) -> tuple[bool, bool, str, str]:
    code, name = label
    return not code, name == NO_UNIT, code, name


def _sorted(lines: Iterable[FormLine]) -> tuple[FormLine, ...]:
    return tuple(sorted(lines, key=lambda line: (_KIND_ORDER.index(line.ref.kind), line.year or 9999, line.position)))
