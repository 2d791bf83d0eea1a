"""A form over several sheets of a workbook: whether a sheet goes on with the form of the one before."""

from app.definitions.words import RecognitionWords
from app.readers.grids import Line, Page, Table
from app.recognise.carried import moved
from app.recognise.drafts import Draft
from app.recognise.headers import Header, header_rows, read_header
from app.recognise.titles import is_attachment, is_form_title, is_other_title, names_form
from app.recognise.values import one_line
from app.recognise.view import View


def goes_on(draft: Draft | None, header: Header | None, page: Page, words: RecognitionWords) -> bool:
    """Whether a sheet without a title and without a head of its own is the rest of a form.

    It is when the form has a head and the sheet its indicators, when the sheet has the same header again, or when its
    rows stand in as many columns and each is an indicator.

    Args:
        draft: the form at the end of the sheet before, if there was one.
        header: of its rows, if it ended in them.
        page: the sheet.
        words: what titles and labels are known by.
    """
    if draft is None or not draft.is_named_form or draft.project:
        return False
    views = [View(block, page.number) for block in page.blocks if isinstance(block, Table)]
    lines = [block.text for block in page.blocks if isinstance(block, Line)]
    if not views or any(_is_title(text, words) for text in lines) or any(_begins_form(view, words) for view in views):
        return False
    return _is_rest(draft, header, views[0], words)


def _is_title(text: str, words: RecognitionWords) -> bool:
    line = one_line(text)
    return is_form_title(line, words) or is_other_title(line) or is_attachment(line)


def _begins_form(view: View, words: RecognitionWords) -> bool:
    """Whether a title or the label of a form's name begins a row of a table."""
    for row in range(view.rows):
        alone, own = view.is_alone(row), view.own(row)
        if (alone and _is_title(alone.text, words)) or (own and names_form(own[0].text, words)):
            return True
    return False


def _is_rest(draft: Draft, header: Header | None, view: View, words: RecognitionWords) -> bool:
    headers = header_rows(view, words)
    if headers:
        found = read_header(view, *next(iter(headers.values())), words)
        return bool(draft.pairs) if draft.header is None else found.captions() == draft.header.captions()
    if header is None or view.table.columns != header.view.table.columns:
        return False
    carried = moved(header, view)
    return carried is not None and all(_is_indicator(view, row, carried) for row in range(view.rows) if view.own(row))


def _is_indicator(view: View, row: int, header: Header) -> bool:
    name = header.indicator.get("level3")
    values = [column for field, column in header.indicator.items() if not field.startswith("level")]
    return name is not None and bool(view.text(row, name.first)) and any(view.text(row, one.first) for one in values)
