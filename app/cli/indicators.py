"""The library of indicators at the terminal."""

from app.base.words import shown
from app.editing.indicator_library import Entry
from app.model.money import shortest
from app.model.operators import Operator

_NAMED = 2  # forms that a row names


def as_json(entry: Entry) -> dict[str, object]:
    """Return an entry for scripts; values are texts, as in the exchange format."""
    return {
        "level1": entry.level1,
        "level2": entry.level2,
        "level3": entry.name,
        "operator": entry.operator.value,
        "value": entry.value,
        "unit": entry.unit,
        "weight": shortest(entry.weight),
        "count": entry.count,
        "years": [str(year) for year in entry.years],
        "forms": list(entry.forms),
    }


def as_row(entry: Entry) -> tuple[str, ...]:
    """Return an entry as the cells of a row."""
    sign = "" if entry.operator is Operator.QUALITATIVE else entry.operator.value
    return (
        shown(entry.name),
        "/".join(filter(None, (entry.level1, entry.level2))),
        shown(f"{sign}{entry.value}{entry.unit}"),
        shortest(entry.weight),
        f"{entry.count} 次",
        "" if entry.last_used is None else str(entry.last_used),
        "、".join(shown(name) for name in entry.forms[:_NAMED]),
    )
