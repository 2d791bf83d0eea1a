"""A file's pages to the forms in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.definitions.library import Library
from app.definitions.words import recognition_words
from app.readers.grids import Page, Place
from app.recognise.build import build, is_blank, usual_year
from app.recognise.drafts import Draft, merged
from app.recognise.found import FoundForm, Reading
from app.recognise.layouts import Known
from app.recognise.scan import Scanner


@dataclass
class Recognised:
    """What was found in a file.

    Attributes:
        forms: in the order of the file.
        notes: plain sentences about what was found and is no form with content.
    """

    forms: list[FoundForm] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def recognise(pages: Iterable[Page], library: Library) -> Recognised:
    """Return the forms that the pages of a file hold; each value knows where it stands and how sure it is."""
    words, known = recognition_words(), Known(library)
    hidden: set[int] = set()
    found = Recognised()
    for draft in merged(_drafts(pages, Scanner(words), hidden)):
        form = build(draft, words, known)
        if form is not None:
            found.forms.append(form)
            if hidden & set(form.pages):
                form.notes.append(f"这张表在隐藏的工作表“{form.sheet}”里。")
        elif is_blank(draft):
            where = f"工作表“{draft.sheet}”" if draft.sheet else f"第{draft.pages[0]}页"
            found.notes.append(f"{where}的“{draft.title}”是空白表，没有可读入的指标。")
    _give_years(found.forms)
    return found


def _drafts(pages: Iterable[Page], scanner: Scanner, hidden: set[int]) -> Iterator[Draft]:
    """Yield the drafts of forms as the pages go by, and note the hidden sheets."""
    for page in pages:
        scanner.page(page)
        hidden |= {page.number} if page.is_hidden else set()
        yield from scanner.settled()
    yield from scanner.rest()


def _give_years(forms: list[FoundForm]) -> None:
    """Give forms that print no year that of the others in the file."""
    year = usual_year(forms)
    for form in forms:
        if form.record.year is None and year is not None:
            form.record.year = year
            form.readings["year"] = Reading("", Place(form.pages[0] if form.pages else 1, form.sheet), 0.5)
