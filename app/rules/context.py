"""What a rule is given: a form and everything that is declared about it, worked out once for all rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from app.definitions.library import Layout, Library
from app.definitions.schema import FormDefinition
from app.definitions.vocabulary import Taxonomy, WeightPolicy
from app.model.records import Form, Indicator


class Row(NamedTuple):
    """An indicator with the number of its row, from 1."""

    number: int
    record: Indicator


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
    def rows(self) -> tuple[Row, ...]:
        """The indicators with their numbers."""
        return tuple(Row(number, record) for number, record in enumerate(self.form.indicators, 1))

    @property
    def quantitative(self) -> Iterator[Row]:
        """The rows whose operator wants a number."""
        return (row for row in self.rows if row.record.operator.is_quantitative)

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
