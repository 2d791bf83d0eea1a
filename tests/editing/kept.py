"""What a session keeps: put in, found again, and the whole of it to compare."""

from typing import Any, TypeVar

from cases import case

from app.editing import steps
from app.editing.loading import load_document
from app.editing.session import Session
from app.model.exchange import write_document
from app.model.records import Form, children_of, column_values, ref_of
from app.model.refs import FormRef
from app.store.store import Store

AnyForm = TypeVar("AnyForm", bound=Form)


def found(session: Session, ref: FormRef) -> Form:
    form = session.store.form(ref)
    assert form is not None
    return form


def again(session: Session, form: AnyForm) -> AnyForm:
    """Return a form as the store has it now."""
    kept = found(session, ref_of(form))
    assert isinstance(kept, type(form))
    return kept


def put(session: Session, *forms: Form) -> list[Form]:
    """Store forms, each as a step, and return them as they are stored."""
    for form in forms:
        session.apply(steps.new_form(form, session.store.next_position(form.kind, form.year)))
    return [again(session, form) for form in forms]


def state(store: Store) -> dict[str, Any]:
    """Everything in the store, identities and positions too."""
    return {
        "document": write_document(store.forms()),
        "records": [[column_values(form), [column_values(row) for row in children_of(form)]] for form in store.forms()],
        "units": [column_values(unit) for unit in store.units()],
    }


def load(session: Session, name: str) -> list[Form]:
    """Load a published case, and return its forms as they are stored."""
    return [found(session, ref) for ref in load_document(session, write_document(case(name)))]


def added(session: Session, form: Form) -> Form:
    (kept,) = put(session, form)
    return kept


def content(form: Form) -> dict[str, Any]:
    """Return what a form says, without its identity."""
    (written,) = (form for forms in write_document([form]).values() if isinstance(forms, list) for form in forms)
    return written
