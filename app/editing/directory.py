"""The directory of units: which unit a form belongs to, though forms name their units in three different ways.

A project prints a unit's code and short name, the form of a whole unit its full name, a self-evaluation only the
department.
"""

from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from app.model.refs import FormKind
from app.store.listing import FormLine


class NamedUnit(Protocol):
    """A unit, as far as it can be looked up."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """The short name that projects print."""

    @property
    def full_name(self) -> str:
        """The name that the form of the whole unit prints."""

    @property
    def department(self) -> str:
        """The department that it belongs to."""


U = TypeVar("U", bound=NamedUnit)


class Directory(Generic[U]):
    """The known units, to be looked up by what a form says.

    A unit that was renamed has several entries under one code, one for the names of each time.
    """

    def __init__(self, units: Iterable[U]) -> None:
        self.units = sorted(units, key=lambda unit: (not unit.code, unit.code, not unit.name, unit.name))
        self._named = {(unit.code, unit.name): unit for unit in reversed(self.units)}
        self._codes = self._indexed("code")
        self._names = self._indexed("name")
        self._full_names = self._indexed("full_name")
        self._departments = self._indexed("department")

    def _indexed(self, field: str) -> dict[str, U]:
        """Index the units by a field; where two say the same, the one with the lower code counts."""
        return {key: unit for unit in reversed(self.units) if (key := getattr(unit, field))}

    def find(self, kind: FormKind, code: str, name: str) -> U | None:
        """Return the unit that a form of this kind means by a code and a name, where it is known."""
        if kind is FormKind.SELF_EVALUATION:
            return self._departments.get(name) or self._names.get(name) or self._full_names.get(name)
        if kind is FormKind.OVERALL:
            return self._full_names.get(name) or self._names.get(name)
        if code:
            return self._named.get((code, name)) or self._codes.get(code)
        return self._names.get(name) or self._full_names.get(name)


def current(units: Sequence[U], lines: Iterable[FormLine]) -> list[U]:
    """Return the units to choose from for a new form: of one that was renamed, the entry that its latest forms mean."""
    directory, latest = Directory(units), dict[str, U]()
    for line in sorted(lines, key=lambda line: (line.year or 0, line.ref.kind is FormKind.PROJECT)):
        unit = directory.find(line.ref.kind, line.unit_code, line.unit)
        if unit is not None and unit.code:
            latest[unit.code] = unit
    named = (unit for unit in units if unit.name or unit.full_name)
    return [unit for unit in named if latest.get(unit.code, unit) is unit]
