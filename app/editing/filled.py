"""How much of a form is filled in, reckoned over what it must have."""

from collections.abc import Iterator
from typing import NamedTuple

from app.rules.context import Context
from app.rules.words import is_empty


class Filled(NamedTuple):
    """How many of the required cells of a form are filled in."""

    cells: int = 0
    wanted: int = 0

    @property
    def percent(self) -> int:
        """The share in per cent, rounded down, so that only a complete form has 100."""
        return 100 * self.cells // self.wanted if self.wanted else 100


def filled_in(context: Context) -> Filled:
    """Return how much of what a form must have is there."""
    head = list(_head_cells(context))
    in_rows = len(context.rows) * len(context.required)
    if context.definition.indicators.fields and not context.rows:
        head.append(False)  # a table without rows is one empty cell
    return Filled(sum(head) + in_rows - sum(len(row.empty) for row in context.rows), len(head) + in_rows)


def _head_cells(context: Context) -> Iterator[bool]:
    """Yield of each required field outside the table whether there is something in it."""
    fields = context.library.record_fields(context.form)
    for entry in context.definition.entries:
        field = fields.get(entry.field)
        if field is not None and field.required:
            yield not any(is_empty(getattr(context.form, part)) for part in field.parts)
