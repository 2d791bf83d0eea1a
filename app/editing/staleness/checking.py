"""Looking for what is stale in drafts. A module of signs is named here, so that frozen builds carry it."""

from collections.abc import Iterable, Iterator
from functools import cache

from app.base.errors import JihengError
from app.definitions.library import Library
from app.editing.staleness import fitting, texts, values
from app.editing.staleness.past import Archive, Past
from app.editing.staleness.sign import Sign, sign
from app.model.issues import Issue, Severity, place_in
from app.model.records import Form
from app.rules.rule import RuleInfo
from app.store.store import Store

SIGN_MODULES = (texts, values, fitting)
Staleness = Issue  # the one type for everything there is to say about a form; a stale thing is a notice


@cache
def signs() -> tuple[Sign, ...]:
    """Return every sign: by module as listed above, in it as written."""
    return sign.of(SIGN_MODULES)


def sign_catalogue() -> list[RuleInfo]:
    """Return what the clerk may read about each sign."""
    return [one.info for one in signs()]


def stale_in(forms: Iterable[Form], store: Store, library: Library, archive: Archive | None = None) -> list[Staleness]:
    """Return what is stale in drafts, form by form; a form that nothing declared prints has been told of elsewhere.

    Who asks several times while the store stays as it is passes the same ``archive`` each time.
    """
    known = archive or Archive(store)
    return [found for form in forms for found in _stale(form, known, library)]


def _stale(form: Form, archive: Archive, library: Library) -> Iterator[Staleness]:
    if form.year is None:
        return
    try:
        past = Past.of(form, archive, library)
    except JihengError:
        return
    for one in signs():
        for message, row, field, fix in one.check(past):
            place = place_in(form, row, field)
            yield Issue(one.info.code, Severity.NOTICE, message, place, fix, one.info.source)
