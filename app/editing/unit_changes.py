"""What the directory of units learns from forms."""

from collections.abc import Sequence

from app.editing.directory import Directory
from app.model import changes as change
from app.model.changes import Change
from app.model.records import Form, OverallTarget, ProjectTarget, Unit


def unit_changes(forms: Sequence[Form], known: Sequence[Unit]) -> list[Change]:
    """Return what the directory learns from forms that are loaded together.

    It learns the units of projects that it does not know, and the full name of a unit when the forms are those of one
    unit and the form of the whole among them tells it.
    """
    directory = Directory(known)
    found = _units_of(forms, directory)
    new = [unit for unit in found if unit.id not in {one.id for one in known}]
    changes: list[Change] = [change.insert(unit) for unit in new]
    full_name = _full_name_in(forms)
    if len(found) == 1 and full_name and not found[0].full_name:
        changes.append(change.update(found[0], full_name=full_name))
    return changes


def _units_of(forms: Sequence[Form], directory: Directory[Unit]) -> list[Unit]:
    """Return the units of the projects, known or new, each once."""
    found: dict[tuple[str, str], Unit] = {}
    for form in forms:
        if isinstance(form, ProjectTarget) and (form.unit_code or form.unit):
            key = (form.unit_code, "") if form.unit_code else ("", form.unit)
            if key not in found:
                found[key] = directory.find(form.kind, form.unit_code, form.unit) or _unit_of(form)
    return list({unit.id: unit for unit in found.values()}.values())


def _unit_of(project: ProjectTarget) -> Unit:
    return Unit(
        code=project.unit_code,
        name=project.unit,
        department_code=project.department_code,
        department=project.department,
    )


def _full_name_in(forms: Sequence[Form]) -> str:
    wholes = [form.unit for form in forms if isinstance(form, OverallTarget)]
    return wholes[0] if len(wholes) == 1 else ""
