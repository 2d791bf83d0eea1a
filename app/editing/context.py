"""What the print of a form needs and the form does not hold: its number among its unit's forms, and who issues it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.editing.directory import Directory
from app.model.records import Form, Unit
from app.model.refs import FormKind, FormRef
from app.sheet.surroundings import Surroundings
from app.store.listing import FormLine
from app.store.reading import line_of
from app.store.store import Store

_Series = tuple[FormKind, int | None, str, str]


def surroundings_for(forms: Iterable[Form], store: Store) -> dict[FormRef, Surroundings]:
    """Return where each of the forms stands; one that is not in the store yet is numbered after those that are."""
    own = [line_of(form) for form in forms]
    directory = Directory(store.units())
    series: dict[_Series, list[FormRef]] = defaultdict(list)
    for line in store.listing(_common_year(own)):
        series[_series_of(line)].append(line.ref)
    numbers = {ref: number for refs in series.values() for number, ref in enumerate(refs, 1)}
    found = {}
    for line in own:
        together = series[_series_of(line)]
        number = numbers.get(line.ref) or len(together) + 1
        found[line.ref] = _surroundings(line, number, max(number, len(together)), directory)
    return found


def _common_year(lines: Sequence[FormLine]) -> int | None:
    """Return the year of all lines, or ``None``, which stands for every year, when they differ."""
    years = {line.year for line in lines}
    return years.pop() if len(years) == 1 else None


def _series_of(line: FormLine) -> _Series:
    """Return what a form is numbered within: the forms of its kind, year and unit, and of its scope."""
    return line.ref.kind, line.year, line.unit_code or line.unit, line.scope


def _surroundings(line: FormLine, number: int, together: int, directory: Directory[Unit]) -> Surroundings:
    unit = directory.find(line.ref.kind, line.unit_code, line.unit) or Unit()
    return Surroundings(number, unit.full_name or line.unit, line.unit_code or unit.code, together)
