"""What the registry of fields cannot say of itself: that the records have what it names."""

from collections.abc import Iterator, Mapping

from app.base.errors import did_you_mean
from app.definitions.toml_lines import Path as KeyPath
from app.definitions.vocabulary import FieldDefinition, FieldRegistry
from app.model.records import FundRow, Indicator, OverallTarget, ProjectTarget, Record, SelfEvaluation

_TABLES: Mapping[str, type[Record]] = {
    "project": ProjectTarget,
    "overall": OverallTarget,
    "self_evaluation": SelfEvaluation,
    "indicator": Indicator,
    "fund": FundRow,
}


def field_problems(registry: FieldRegistry) -> Iterator[tuple[KeyPath, str]]:
    """Yield each part of a field that its record does not have, with the path of its key."""
    for kind, table in _TABLES.items():
        fields: dict[str, FieldDefinition] = getattr(registry, kind)
        for name, field in fields.items():
            for n, part in enumerate(field.parts):
                if part not in table.model_fields:
                    guess = did_you_mean(part, table.model_fields)
                    yield (kind, name, "parts", n), f"没有名为“{part}”的属性{guess}"
