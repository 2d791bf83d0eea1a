"""What fields and taxonomies cannot say of themselves: that there is what they name."""

from collections.abc import Iterator, Mapping

from app.base.errors import did_you_mean
from app.definitions.toml_lines import Path as KeyPath
from app.definitions.vocabulary import FieldDefinition, FieldRegistry, Taxonomy
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


def taxonomy_problems(taxonomies: Mapping[str, Taxonomy]) -> Iterator[tuple[KeyPath, str]]:
    """Yield each renaming between taxonomies that names one, or levels, that are not there."""
    for name, taxonomy in taxonomies.items():
        for other, renamings in taxonomy.becomes.items():
            if other not in taxonomies:
                yield (name, "becomes", other), f"没有名为“{other}”的指标体系{did_you_mean(other, taxonomies)}"
                continue
            for n, renaming in enumerate(renamings):
                for key, pair, home in (("old", renaming.old, taxonomy), ("new", renaming.new, taxonomies[other])):
                    if not home.has(*pair):
                        yield (name, "becomes", other, n, key), f"{home.name}里没有“{'/'.join(pair)}”"
