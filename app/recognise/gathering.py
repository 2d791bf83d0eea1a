"""What is being read: the draft, the header it goes by, and the titles and lines that came before it."""

from app.definitions.words import RecognitionWords
from app.readers.grids import Line, Place
from app.recognise.drafts import Draft
from app.recognise.filling import Filling
from app.recognise.headers import Header
from app.recognise.heads import Pair
from app.recognise.levels import is_level, level_name
from app.recognise.titles import is_attachment, is_form_title, is_other_title
from app.recognise.values import one_line


class Gathering:
    """Gathers drafts.

    Attributes:
        drafts: all so far.
        draft: the one that is being read, if one is.
        header: of the rows that come.
        titles: that came since the last draft; ``is_form`` tells whether one is a form's.
        lines: that came since.
        filling: fills the levels of the draft.
        waiting: labels at the end of a page, the values of which stand overleaf.
        page: the number of the page.
    """

    def __init__(self, words: RecognitionWords) -> None:
        self.drafts: list[Draft] = []
        self.draft: Draft | None = None
        self.header: Header | None = None
        self.titles: list[str] = []
        self.is_form = False
        self.lines: list[Line] = []
        self.filling = Filling()
        self.waiting: list[Pair] = []
        self.page = 0
        self._words = words

    def leave(self) -> None:
        """Begin anew: nothing goes on from here."""
        self.draft, self.header = None, None
        self.titles, self.lines, self.is_form = [], [], False

    def line(self, line: Line) -> None:
        """Take in a line: a title, the mark of an attachment, or what stands beside these."""
        text = one_line(line.text)
        if is_level(level_name(text)):
            self.filling.overflow(text)
        if is_form_title(text, self._words):
            self.begin_title(text)
        elif is_other_title(text):
            self.leave()
            self.titles = [text]
        elif is_attachment(text):
            self.draft, self.header = None, None
        else:
            self.lines.append(line)

    def begin_title(self, text: str) -> None:
        """Take in the title of a form."""
        if not self.is_form:
            self.draft, self.titles, self.is_form = None, [], True
            self.lines = [line for line in self.lines if line.place.page == self.page][-3:]
        self.titles.append(text)

    def begin_draft(self, place: Place) -> Draft:
        """Begin a draft under the titles that came."""
        titles = self.titles or (self.draft.titles if self.draft else [])
        is_form = self.is_form or (self.draft is not None and self.draft.is_named_form)
        lines = self.lines if self.titles or self.draft is None else [*self.draft.lines, *self.lines]
        draft = Draft(titles[-1] if titles else "", list(titles), list(lines), sheet=place.sheet, is_named_form=is_form)
        draft.pages.append(place.page)
        self.titles, self.lines, self.is_form = [], [], False
        self.draft, self.header, self.filling = draft, None, Filling()
        self.drafts.append(draft)
        return draft

    def current(self, place: Place) -> Draft:
        """Return the draft that what is read now belongs to: a new one after a title."""
        if self.draft is None or self.titles:
            return self.begin_draft(place)
        if place.page not in self.draft.pages:
            self.draft.pages.append(place.page)
        self.draft.lines += [line for line in self.lines if line.place.page == place.page]
        self.lines = []
        return self.draft
