"""The forms in a file, whatever it is: our own files exactly, all others by recognition."""

from pathlib import Path

from app.base.documents import is_archive, read_json
from app.base.words import shown
from app.definitions.library import Library
from app.model.exchange import read_document
from app.model.records import Form
from app.readers.grids import Progress
from app.readers.own_workbook import own_workbook
from app.readers.reading import open_pages
from app.recognise.found import FoundForm
from app.recognise.recognise import Recognised, recognise


def forms_in(file: Path, library: Library, progress: Progress | None = None) -> Recognised:
    """Return the forms that a file holds.

    Args:
        file: of any kind that can be read; its name does not matter.
        library: the declared layouts.
        progress: told after each page; what it raises stops the reading.

    Raises:
        JihengError: the file cannot be read; its sentence says why and what to do.
    """
    if _is_exchange(file):
        return Recognised([_exact(form) for form in read_document(read_json(file))])
    if is_archive(file) and (book := own_workbook(file)) is not None:
        return Recognised([_exact(form) for form in book.forms], list(book.notes))
    with open_pages(file, progress) as pages:
        found = recognise(pages, library)
        found.notes += pages.notes
    if not found.forms and not found.notes:
        found.notes.append(f"“{shown(file.name)}”里没有找到绩效目标表或自评表。请打开它看看，表是不是在另一个文件里。")
    return found


def _is_exchange(file: Path) -> bool:
    if not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            start = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    except OSError:
        return False
    return start.startswith(b"{") and b'"jiheng"' in start


def _exact(form: Form) -> FoundForm:
    return FoundForm(form.name, form)
