"""Amounts that only layouts have, kept when a form is moved to a layout that counts in another unit.

Such an amount stands in ``other`` as it was typed, in the unit of the form's layout. Moved from 万元 to 元 it would be
another amount, so whatever moves a form converts it in the same step. What is no number stays as it is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.base.errors import JihengError
from app.definitions.library import Layout, Library
from app.definitions.vocabulary import FieldKind
from app.editing.steps import Step
from app.editing.typed import typed_number
from app.model.changes import Change, Update
from app.model.money import MoneyUnit, from_yuan, plain, shortest, to_yuan
from app.model.records import FORM_CLASSES, Form, column_values
from app.model.refs import FormRef

_CHOOSE_A_LAYOUT = frozenset(("layout", "year", "scope"))
_KINDS = {table: kind for kind, table in FORM_CLASSES.items()}
_DIGITS_APART = 4  # digits between 万元 and 元

FormOf = Callable[[FormRef], Form | None]


def with_amounts_moved(step: Step, form_of: FormOf, library: Library) -> Step:
    """Return a step that also converts the amounts of forms which it moves to a layout with another unit.

    Args:
        step: what is to be done.
        form_of: gives a form as it is before that.
        library: the declared layouts.
    """
    return replace(step, changes=tuple(_moved(change, form_of, library) for change in step.changes))


def _moved(change: Change, form_of: FormOf, library: Library) -> Change:
    if not (isinstance(change, Update) and change.table in _KINDS and _CHOOSE_A_LAYOUT & change.values.keys()):
        return change
    form = form_of(FormRef(_KINDS[change.table], change.id))
    return change if form is None or "other" in change.values else _with_other(change, form, library)


def _with_other(change: Update, form: Form, library: Library) -> Update:
    old, new = _unit(form, library), _unit(_as_changed(form, change.values), library)
    if not form.other or old is None or new is None or old is new:
        return change
    return replace(change, values={**change.values, "other": moved_amounts(form, old, new, library)})


def _as_changed(form: Form, values: Mapping[str, object]) -> Form:
    changed: dict[str, Any] = column_values(form) | dict(values)
    return type(form)(**changed)


def _unit(form: Form, library: Library) -> MoneyUnit | None:
    """Return the unit of the layout that a form is shown in; ``None`` where there is no such layout."""
    try:
        return library.shown_layout(form).head.money_unit
    except JihengError:
        return None


def moved_amounts(form: Form, old: MoneyUnit, new: MoneyUnit, library: Library) -> dict[str, str]:
    """Return the values that only layouts have, amounts counted in another unit.

    One name is one value in all layouts, so it is an amount if any of them declares it as one; else it would depend on
    the way a form went through layouts, some of which do not print it.
    """
    amounts = {name for layout in library.layouts.values() for name in _amounts(layout, form)}
    return {name: in_unit(text, old, new) if name in amounts else text for name, text in form.other.items()}


def _amounts(layout: Layout, form: Form) -> Iterator[str]:
    """Yield the names of the amounts that only layouts have, as far as this one prints such forms."""
    entries = layout.form_for(form).entries if layout.prints(form) else ()
    return (entry.other for entry in entries if entry.other and entry.kind is FieldKind.MONEY)


def in_unit(text: str, old: MoneyUnit, new: MoneyUnit) -> str:
    """Return a typed amount in another unit; what is no plain number stays as it is.

    Needless zeros are kept as far as they can be, so that an amount that goes there and back is as it was.
    """
    try:
        number = typed_number(text)
    except ValueError:
        return text
    if number is None or old is new:
        return text
    converted = shortest(from_yuan(to_yuan(number, old), new))
    return converted if plain(number) == shortest(number) else _with_zeros(converted, number, new)


def _with_zeros(digits: str, number: Decimal, unit: MoneyUnit) -> str:
    """Return digits with zeros after the point: as many decimals as the number had, or four more or less."""
    had, needed = _decimals(plain(number)), _decimals(digits)
    if unit is MoneyUnit.YUAN:
        wanted = had if had <= _DIGITS_APART else had - _DIGITS_APART
    else:
        wanted = had if needed < had else had + _DIGITS_APART
    return digits if needed >= wanted else f"{Decimal(digits):.{wanted}f}"


def _decimals(digits: str) -> int:
    return len(digits.partition(".")[2])
