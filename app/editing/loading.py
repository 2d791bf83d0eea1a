"""Loading files of the program's own making into the store, each as one step that can be taken back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.base.documents import is_archive, read_json
from app.base.errors import ExchangeError, JihengError
from app.base.words import shown
from app.definitions.library import Library
from app.editing.session import Session
from app.editing.steps import load_forms
from app.editing.unit_changes import unit_changes
from app.model.exchange import Report, read_document
from app.model.records import Form, ref_of
from app.model.refs import FormRef
from app.store.listing import FormLine


def load_document(session: Session, document: object, report: Report | None = None) -> list[FormRef]:
    """Put all forms of a parsed exchange document into the store, after those that are there, and say which they are.

    A form's identity is not its code: loading a document twice puts its forms in twice. ``report`` is told how far
    it has come; storing is one transaction, and so the last that it is told.

    Raises:
        ExchangeError: the document is malformed, or a form names a layout that is not declared or does not print such
            a form; nothing is stored then.
        StoreError: the store cannot be written; nothing is stored then.
    """
    return _put_in(session, read_document(document, report), report)


@dataclass(frozen=True)
class Loaded:
    """What came of loading a file: the forms that are in the store now, and what the clerk should know of them."""

    forms: list[FormRef]
    notes: tuple[str, ...] = ()


def load_file(session: Session, file: Path, report: Report | None = None) -> Loaded:
    """Put the forms of a file into the store: an exchange document, or a workbook that this program has written.

    Raises:
        ExchangeError: it is neither, or malformed; nothing is stored then.
        JihengError: the workbook is broken, or newer than the program; nothing is stored then.
        StoreError: the store cannot be written; nothing is stored then.
    """
    before = session.store.listing()
    if is_archive(file):
        forms, notes = _book_forms(session, file, report)
    else:
        forms, notes = load_document(session, read_json(file), report), ()
    loaded = set(forms)
    note = again_note(before, [line for line in session.store.listing() if line.ref in loaded])
    return Loaded(forms, (*notes, *([note] if note else [])))


def _book_forms(session: Session, file: Path, report: Report | None) -> tuple[list[FormRef], tuple[str, ...]]:
    from app.readers.own_workbook import own_workbook

    book = own_workbook(file)
    if book is None:
        name = shown(file.name)
        raise ExchangeError(f"“{name}”不是由绩衡导出的 Excel 文件，没有读入。请选由绩衡导出的 .json 或 .xlsx 文件。")
    return _put_in(session, book.forms, report), tuple(book.notes)


def _names(lines: Iterable[FormLine]) -> Counter[tuple[object, ...]]:
    """Return how often each year, kind, code and name occurs; a code alone may stand for two projects."""
    return Counter((line.year, line.ref.kind, line.code, line.name) for line in lines)


def again_note(before: Iterable[FormLine], loaded: Iterable[FormLine]) -> str:
    """Return the sentence that tells of loaded forms that were in the store already, or nothing."""
    known, new = _names(before), _names(loaded)
    again = sum(count for name, count in new.items() if name in known)
    if not again:
        return ""
    return f"其中 {again} 张与已有的表同年、同代码、同名，作为新表加在后面，原有的表没有改动。不需要时按 Ctrl+Z 撤销。"


def _put_in(session: Session, forms: Sequence[Form], report: Report | None) -> list[FormRef]:
    _refuse_unfit_layouts(forms, session.library)
    if report:
        report(len(forms), len(forms), "存入")
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
