"""Everything that was found and waits to be read into the store: the files, their forms, and what becomes of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from app.base.errors import JihengError
from app.editing.importing import Choice, Known, Likeness, likeness, says_the_same, store_forms
from app.editing.session import Session
from app.gui.importing.draft import Draft
from app.gui.importing.helper import Failed, Finished, Found, Message, Progressed, Seen
from app.gui.importing.sources import Picture, Source
from app.model.refs import FormRef
from app.readers.grids import Page

_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


@dataclass
class File:
    """A file that is read, and what came of it.

    Attributes:
        source: the file.
        done: how many pages have been read.
        total: of how many.
        drafts: the forms in it.
        notes: sentences about what was not read.
        error: why it could not be read.
        picture: how its forms can be shown; ``None`` until it has been read.
        pages: the pages to show, by their numbers.
        stopped: whether the clerk had no time for it.
    """

    source: Source
    done: int = 0
    total: int = 0
    drafts: list[Draft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: str = ""
    picture: Picture | None = None
    pages: dict[int, Page] = field(default_factory=dict)
    stopped: bool = False

    @property
    def is_read(self) -> bool:
        """Whether nothing more will come of it."""
        return self.picture is not None or bool(self.error) or self.stopped


class Basket(QObject):
    """Keeps the files and drafts, and proposes what becomes of them.

    Signals:
        file_changed: the number of the file of which something else is known now.
        found: a form that was found.
        draft_changed: the form of which something else is known now.
        seen: the number of the file of which another page can be shown.
        changed: anything; how many are chosen may be another number.
    """

    file_changed = Signal(int)
    found = Signal(object)
    draft_changed = Signal(object)
    seen = Signal(int)
    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.files: list[File] = []
        self.year: int | None = None
        self._known = Known(session.store)  # before anything is read: it takes a while the first time
        self._likeness: dict[int, Likeness] = {}
        self._unproposed: list[Draft] = []
        self._proposer = QTimer(self)
        self._proposer.setInterval(0)
        self._proposer.timeout.connect(self._propose_next)

    def add(self, source: Source) -> int:
        """Take a file in and return its number."""
        self.files.append(File(source))
        return len(self.files) - 1

    def drafts(self) -> Iterator[Draft]:
        """Yield all forms in the order of their files."""
        for file in self.files:
            yield from file.drafts

    # What the reader tells

    def take(self, message: Message) -> None:
        """Note what is known of a file now."""
        file = self.files[message.number]
        if isinstance(message, Progressed):
            file.done, file.total = message.done, message.total
        elif isinstance(message, Found):
            self._take_form(file, Draft(message.number, message.form))
            return
        elif isinstance(message, Finished):
            file.notes, file.picture = message.notes, message.picture
        elif isinstance(message, Failed):
            file.error = message.sentence
        elif isinstance(message, Seen):
            file.pages[message.page.number] = message.page
            self.seen.emit(message.number)
        self.file_changed.emit(message.number)
        self.changed.emit()

    def _take_form(self, file: File, draft: Draft) -> None:
        file.drafts.append(draft)
        if draft.lacks_year:
            draft.record.year = self.year
        self.found.emit(draft)
        self.propose(draft)

    def stop(self) -> None:
        """Note that what has not been read will not be."""
        for number, file in enumerate(self.files):
            if not file.is_read:
                file.stopped = True
                self.file_changed.emit(number)
        self.changed.emit()

    # What becomes of them

    def propose(self, draft: Draft) -> None:
        """Look in a moment what the store has of a form."""
        if draft not in self._unproposed:
            self._unproposed.append(draft)
        self._proposer.start()

    @property
    def is_proposing(self) -> bool:
        """Whether forms wait for being looked up."""
        return bool(self._unproposed)

    def _propose_next(self) -> None:
        """Look one form up; one at a time, so that the window stays alive."""
        if self._unproposed:
            self._look_up(self._unproposed.pop(0))
        if not self._unproposed:
            self._proposer.stop()
            self.changed.emit()

    def _look_up(self, draft: Draft) -> None:
        before = draft.proposal
        draft.proposal = self._known.proposal(draft.record)
        self._likeness[id(draft)] = likeness(draft.record)
        draft.twin = "" if draft.proposal.is_same else self._twin_of(draft)
        if draft.by_hand and not draft.proposal.is_same:
            draft.proposal.choice = before.choice
        elif draft.twin:
            draft.proposal.choice = Choice.SKIP
        if draft.proposal.choice is Choice.UPDATE and draft.proposal.known is None:
            draft.proposal.choice = Choice.ADD
        self.draft_changed.emit(draft)

    def _twin_of(self, draft: Draft) -> str:
        """Return in which file a form further up says the same."""
        wanted = self._likeness[id(draft)]
        for other in self.drafts():
            if other is draft:
                return ""
            if self._likeness.get(id(other)) == wanted and says_the_same(other.record, draft.record):
                return self.files[other.file].source.name
        return ""

    def choose(self, draft: Draft, choice: Choice) -> None:
        """Do with a form what the clerk wants."""
        if draft.proposal.is_same:
            return
        draft.proposal.choice, draft.by_hand = choice, True
        self.draft_changed.emit(draft)
        self.changed.emit()

    def choose_all(self, choice: Choice) -> None:
        """Do the same with all forms that are not in the store already; only what is known can be updated."""
        for draft in self.drafts():
            if choice is not Choice.UPDATE or draft.proposal.known is not None:
                self.choose(draft, choice)

    def chosen(self) -> list[Draft]:
        """Return the forms that will be stored."""
        return [draft for draft in self.drafts() if draft.proposal.choice is not Choice.SKIP]

    @property
    def is_all_known(self) -> bool:
        """Whether the store has every form already, word for word."""
        drafts = list(self.drafts())
        return bool(drafts) and all(draft.proposal.is_same for draft in drafts)

    @property
    def is_corrected(self) -> bool:
        """Whether the clerk has put work into any form."""
        return any(draft.is_corrected for draft in self.drafts())

    # Years

    def lacking_year(self) -> list[Draft]:
        """Return the forms of which the file says no year."""
        return [draft for draft in self.drafts() if draft.lacks_year]

    def likely_year(self) -> int | None:
        """Return the year that the names of those files say that say none inside, if they all say the same one."""
        names = {self.files[draft.file].source.name for draft in self.lacking_year()}
        said = {int(year) for name in names for year in _YEAR.findall(name)}
        return said.pop() if len(said) == 1 else None

    def give_year(self, year: int | None) -> None:
        """Give all forms that lack it a year."""
        self.year = year
        for draft in self.lacking_year():
            draft.record.year = year
            self.propose(draft)

    # Storing

    def collision(self) -> str:
        """Return the sentence about two forms that are both to replace the same one, or nothing."""
        seen: dict[FormRef, Draft] = {}
        for draft in self.chosen():
            if draft.proposal.choice is Choice.UPDATE and draft.proposal.known is not None:
                if draft.proposal.known in seen:
                    return f"有两张“{draft.name}”都要更新同一张原有的表，请把其中一张改为“新增”或“不读入”。"
                seen[draft.proposal.known] = draft
        return ""

    def store(self) -> list[FormRef]:
        """Store what was chosen as one step and return the forms that came of it.

        Raises:
            JihengError: it cannot be stored; nothing is stored then.
        """
        while self._unproposed:
            self._propose_next()
        if words := self.collision():
            raise JihengError(words)
        return store_forms(self._session, [draft.proposal for draft in self.drafts()])
