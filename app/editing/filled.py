"""How much of a form is filled in, reckoned over what it must have."""

from collections.abc import Iterator
from typing import NamedTuple

from app.base.errors import JihengError
from app.definitions.library import Library
from app.model.records import Form, Indicator
from app.rules.context import Context


class Filled(NamedTuple):
    """How many of the required cells of a form are filled in."""

    cells: int = 0
    wanted: int = 0

    @property
    def percent(self) -> int:
        """The share in per cent, rounded down, so that only a complete form has 100."""
        return 100 * self.cells // self.wanted if self.wanted else 100


def filled_in(form: Form, library: Library) -> Filled:
    """Return how much of what a form must have is there; a form that no layout prints must have nothing."""
    try:
        context = Context.of(form, library)
    except JihengError:
        return Filled()
    cells = list(_cells(context))
    return Filled(sum(cells), len(cells))


def _cells(context: Context) -> Iterator[bool]:
    """Yield of each required cell whether there is something in it; a table without rows is one empty cell."""
    fields = context.library.record_fields(context.form)
    for entry in context.definition.entries:
        field = fields.get(entry.field)
        if field is not None and field.required:
            yield all(_has(context.form, part) for part in field.parts)
    columns = context.definition.indicators.fields
    required = [name for name in columns if context.library.fields.indicator[name].required]
    if columns and not context.rows:
        yield False
    for row in context.rows:
        yield from (_has(row.record, name) for name in required)


def _has(record: Form | Indicator, name: str) -> bool:
    value = getattr(record, name)
    return value is not None and bool(str(value).strip())
