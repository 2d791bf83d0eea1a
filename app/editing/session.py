"""The editing session: does steps, takes them back, does them again, and tells who listens what they touched."""

from collections.abc import Callable, Iterator, MutableSequence, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.base.errors import StoreError
from app.definitions.library import Library
from app.editing.carrying import Effect, GoneError, carry_out
from app.editing.journal import Entry, History, UnreadableError
from app.editing.moving import with_amounts_moved
from app.editing.states import drafts_again
from app.editing.steps import Step
from app.model.refs import FormRef
from app.rules.catalogue import rule_codes
from app.store.store import Store

_MISFIT = "“{name}”这一步与现在的数据对不上，不能撤销或重做，没有改动任何内容。以前的步骤已全部忘记。"


@dataclass(frozen=True)
class Touched:
    """What a step touched.

    Attributes:
        forms: the forms whose own values or rows are different, or that are new or gone.
        listing: whether a list of forms by units is different: names, codes, years, amounts, order, existence.
    """

    forms: frozenset[FormRef] = frozenset()
    listing: bool = False

    def __bool__(self) -> bool:
        return bool(self.forms) or self.listing


Listener = Callable[[Touched], None]
Stack = MutableSequence[Entry]


class Session:
    """One clerk at work on one store. Every change to the store is made here.

    Every session keeps its steps in the store; one that is to ``remember`` can also take back those of the sessions
    before it. A library that does not say how much each finding weighs is refused (``DefinitionError``) before any
    work begins.

    Attributes:
        store: where the records are.
        library: the declared layouts.
    """

    def __init__(self, store: Store, library: Library, *, remember: bool = False) -> None:
        library.require_severities(rule_codes())
        self.store = store
        self.library = library
        self._history = History(store, remember=remember)
        self._listeners: list[Listener] = []

    @property
    def notices(self) -> tuple[str, ...]:
        """What the clerk should know of what cannot be taken back any more."""
        return tuple(self._history.notices)

    @property
    def undo_name(self) -> str:
        """The name of the step that ``undo`` would take back, or nothing."""
        return self._history.done[-1].name if self._history.done else ""

    @property
    def redo_name(self) -> str:
        """The name of the step that ``redo`` would do again, or nothing."""
        return self._history.undone[-1].name if self._history.undone else ""

    def undo_names(self) -> list[str]:
        """Return the names of the steps that can be taken back, the last step first."""
        return [entry.name for entry in reversed(self._history.done)]

    def redo_names(self) -> list[str]:
        """Return the names of the steps that can be done again, the one to be done first, first."""
        return [entry.name for entry in reversed(self._history.undone)]

    @property
    def mark(self) -> int:
        """The number by which the step that was done last is known, 0 where there is none."""
        return self._history.done[-1].number if self._history.done else 0

    def subscribe(self, listener: Listener) -> None:
        """Have ``listener`` told after each change, in the thread that made it."""
        self._listeners.append(listener)

    def apply(self, step: Step) -> Touched:
        """Do ``step`` wholly and keep how to take it back; one that changes nothing leaves no trace.

        Raises:
            StoreError: it cannot be done or kept; nothing has been changed then.
        """
        entry = None
        with self.store.transaction() as connection:
            effects = self._carry_out(connection, step)
            if effects:
                entry = self._history.keep(connection, _inverse(step.name, effects))
        if entry is not None:
            self._history.done.append(entry)
            self._history.undone.clear()
        return self._told(effects)

    def _carry_out(self, connection: Connection, step: Step) -> list[Effect]:
        """Carry a step out with what goes with it."""
        whole = with_amounts_moved(step, self.store.form, self.library)
        effects = carry_out(connection, whole.changes)
        return effects + carry_out(connection, drafts_again(connection, effects))

    def replace(self, step: Step, mark: int) -> Touched:
        """Do ``step`` in the place of the one that was done last, so that both are one to take back.

        What is typed is stored at every pause, each time in the place of what was stored of it before. Where another
        step is the last by now, ``step`` is just done; one that changes nothing takes the other away without a trace.

        Raises:
            StoreError: it cannot be done or kept; nothing has been changed then.
        """
        if not mark or mark != self.mark or self._history.undone:
            return self.apply(step)
        last, entry = self._history.done[-1], None
        with self.store.transaction() as connection:
            back = carry_out(connection, self._history.step_of(last).changes)
            effects = self._carry_out(connection, step)
            entry = self._history.keep_instead(connection, last, _inverse(step.name, effects))
        self._history.done.pop()
        self._history.done.extend([entry] if entry else [])
        return self._told([*back, *effects])

    def take_back(self, mark: int) -> Touched:
        """Take the last step back without a trace, if it is the one that ``mark`` stands for."""
        is_last = bool(mark) and mark == self.mark and not self._history.undone
        return self.replace(Step("", ()), mark) if is_last else Touched()

    def undo(self) -> Touched:
        """Take the last step back; nothing happens when there is none.

        Raises:
            StoreError: it cannot be taken back; nothing has been changed then. When that is because the store is not
                what it was, all steps are forgotten.
        """
        return self._step(self._history.done, self._history.undone, undone=True)

    def redo(self) -> Touched:
        """Do the step again that was taken back last; nothing happens when there is none.

        Raises:
            StoreError: it cannot be done; nothing has been changed then. When that is because the store is not what
                it was, all steps are forgotten.
        """
        return self._step(self._history.undone, self._history.done, undone=False)

    def _step(self, source: Stack, target: Stack, *, undone: bool) -> Touched:
        """Carry the last step of one stack out and put its inverse on the other."""
        if not source:
            return Touched()
        with self._fitting(source[-1]) as step, self.store.transaction() as connection:
            effects = carry_out(connection, step.changes)
            kept = self._history.keep_again(connection, source[-1], _inverse(step.name, effects), undone=undone)
        source.pop()
        target.append(kept)
        return self._told(effects)

    @contextmanager
    def _fitting(self, entry: Entry) -> Iterator[Step]:
        """Give the step of an entry; where it does not fit the store any more, forget all steps and say so."""
        misfits = (GoneError, UnreadableError) if entry.step else (GoneError, UnreadableError, IntegrityError)
        try:
            yield self._history.step_of(entry)
        except misfits as error:
            self._history.forget()
            raise StoreError(_MISFIT.format(name=entry.name)) from error

    def _told(self, effects: Sequence[Effect]) -> Touched:
        touched = Touched(
            frozenset(form for effect in effects for form in effect.forms), any(effect.is_listed for effect in effects)
        )
        if touched:
            for listener in self._listeners:
                listener(touched)
        return touched


def _inverse(name: str, effects: Sequence[Effect]) -> Step:
    return Step(name, tuple(effect.inverse for effect in reversed(effects)))
