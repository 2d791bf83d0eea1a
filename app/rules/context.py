"""What a rule is given: a form and everything that is declared about it, worked out once for all rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from app.definitions.library import Layout, Library
from app.definitions.schema import FormDefinition
from app.definitions.vocabulary import Taxonomy, WeightPolicy
from app.model.issues import Place, place_in
from app.model.operators import Operator
from app.model.records import Form, Indicator
from app.rules.words import Pair, is_empty, unspaced


class Row(NamedTuple):
    """An indicator as the rules see it: what most of them ask for is read once for all.

    Attributes:
        number: which row it stands in, from 1.
        record: the indicator itself.
        pair: its first and second level, without the blanks that line breaks leave.
    """

    number: int
    record: Indicator
    pair: Pair
    level3: str
    operator: Operator
    value: str
    unit: str
    weight: Decimal | None

    @classmethod
    def of(cls, number: int, record: Indicator) -> "Row":
        """Return a row of an indicator."""
        level1, level2, *rest = _read(vars(record))
        return cls(number, record, (unspaced(level1), unspaced(level2)), *rest)


_read = itemgetter("level1", "level2", *Row._fields[3:])


@dataclass(frozen=True)
class Context:
    """A form with the layout that it is shown in, and the library that both belong to."""

    form: Form
    layout: Layout
    definition: FormDefinition
    library: Library

    @classmethod
    def of(cls, form: Form, library: Library) -> "Context":
        """Return the context of a form.

        Raises:
            JihengError: no declared layout prints this kind of form.
        """
        layout = library.shown_layout(form)
        return cls(form, layout, layout.form_for(form), library)

    @cached_property
    def place(self) -> Place:
        """Where the form is, as a whole."""
        return place_in(self.form)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The indicators with their numbers."""
        return tuple(Row.of(number, record) for number, record in enumerate(self.form.indicators, 1))

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The columns of which every row must have something."""
        fields = self.library.fields.indicator
        return tuple(name for name in self.definition.indicators.fields if fields[name].required)

    @cached_property
    def empty_cells(self) -> list[tuple[Row, str]]:
        """The required cells with nothing in them."""
        cells = ((row, name, vars(row.record)[name]) for row in self.rows for name in self.required)
        return [(row, name) for row, name, value in cells if is_empty(value)]

    @property
    def quantitative(self) -> Iterator[Row]:
        """The rows whose operator wants a number."""
        return (row for row in self.rows if row.operator.is_quantitative)

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The taxonomy of the form's layout."""
        return self.library.taxonomies[self.layout.head.taxonomy]

    @cached_property
    def weights(self) -> WeightPolicy:
        """What the weights of this form come to."""
        return self.library.weights[self.definition.weights]

    @cached_property
    def units(self) -> frozenset[str]:
        """Every declared unit."""
        return frozenset(unit for group in self.library.units for unit in group.units)

    @cached_property
    def _column_labels(self) -> dict[str, str]:
        printed = {column.field: column.label for column in self.definition.indicators.columns}
        return {name: printed.get(name) or field.label for name, field in self.library.fields.indicator.items()}

    def column(self, field: str) -> str:
        """Return the heading of an indicator column as this form prints it, or its usual one."""
        return self._column_labels[field]
