"""What a rule is given: a form and everything that is declared about it, worked out once for all rules."""

from dataclasses import dataclass, field
from functools import cached_property

from app.definitions.library import Layout, Library
from app.definitions.schema import FormDefinition
from app.definitions.vocabulary import Taxonomy, WeightPolicy
from app.model.issues import Place, place_in
from app.model.records import Form
from app.rules.rows import Row, Seen


@dataclass(frozen=True)
class Context:
    """A form with the layout that it is shown in, and the library that both belong to.

    Attributes:
        form: what is checked.
        layout: the layout that prints it.
        definition: what the layout prints of it.
        library: everything that is declared.
        seen: what the last check of the same form saw.
    """

    form: Form
    layout: Layout
    definition: FormDefinition
    library: Library
    seen: Seen = field(default_factory=Seen)

    @classmethod
    def of(cls, form: Form, library: Library, seen: Seen | None = None) -> "Context":
        """Return the context of a form.

        Raises:
            JihengError: no declared layout prints this kind of form.
        """
        layout = library.shown_layout(form)
        context = cls(form, layout, layout.form_for(form), library, seen or Seen())
        context.seen.begin(context.place, context.layout, context.definition, library)
        return context

    @cached_property
    def place(self) -> Place:
        """Where the form is, as a whole."""
        return place_in(self.form)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The indicators with their numbers."""
        records = enumerate(self.form.indicators, 1)
        return tuple(self.seen.row(n, record) or Row.of(n, record, self.required) for n, record in records)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The columns of which every row must have something."""
        fields = self.library.fields.indicator
        return tuple(name for name in self.definition.indicators.fields if fields[name].required)

    @cached_property
    def has_operators(self) -> bool:
        """Whether the form has a column of its own for the operator."""
        return any(column.field == "operator" for column in self.definition.indicators.columns)

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
