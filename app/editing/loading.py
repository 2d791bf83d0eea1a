"""Loading a document in the exchange format into the store, as one step that can be taken back."""

from collections.abc import Iterable

from app.base.errors import ExchangeError, JihengError
from app.base.words import shown
from app.definitions.library import Library
from app.editing.directory import unit_changes
from app.editing.session import Session
from app.editing.steps import load_forms
from app.model.exchange import read_document
from app.model.records import Form, FormRef, ref_of


def load_document(session: Session, document: object) -> list[FormRef]:
    """Put all forms of a parsed exchange document into the store, after those that are there, and say which they are.

    A form's identity is not its code: loading a document twice puts its forms in twice.

    Raises:
        ExchangeError: the document is malformed, or a form names a layout that is not declared or does not print such
            a form; nothing is stored then.
        StoreError: the store cannot be written; nothing is stored then.
    """
    forms = read_document(document)
    _refuse_unfit_layouts(forms, session.library)
    places = {(form.kind, form.year) for form in forms}
    first = {place: session.store.next_position(*place) for place in places}
    session.apply(load_forms(forms, first, unit_changes(forms, session.store.units())))
    return [ref_of(form) for form in forms]


def _refuse_unfit_layouts(forms: Iterable[Form], library: Library) -> None:
    for form in forms:
        try:
            if form.layout:
                library.layout(form.layout).form_for(form)
        except JihengError as error:
            name = shown(form.name) or form.kind.label
            raise ExchangeError(f"交换文件有错，没有存入任何内容：“{name}”：{error}") from error
