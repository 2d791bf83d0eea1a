"""What the clerk calls the values of a record: by the labels that its own layout prints, else by the usual ones."""

from app.base.errors import JihengError
from app.definitions.library import Library
from app.definitions.vocabulary import FieldDefinition
from app.definitions.words import bare
from app.model.records import Form


def part_fields(form: Form, library: Library) -> dict[str, FieldDefinition]:
    """Return by attribute of a form the field that holds nothing else."""
    return {one.parts[0]: one for one in library.record_fields(form).values() if len(one.parts) == 1}


def part_labels(form: Form, library: Library) -> dict[str, str]:
    """Return by attribute of a form what it is called, without the unit in brackets."""
    labels = {part: bare(field.label) for part, field in part_fields(form, library).items()}
    try:
        entries = library.form_for(form).entries
    except JihengError:
        return labels
    printed = {entry.field: bare(entry.label) for entry in entries if entry.field and entry.label}
    fields = library.record_fields(form)
    own = {field.parts[0]: printed[name] for name, field in fields.items() if name in printed and len(field.parts) == 1}
    return labels | own


def row_labels(library: Library) -> dict[str, str]:
    """Return by attribute of an indicator what it is called."""
    return {name: field.label for name, field in library.fields.indicator.items()}
