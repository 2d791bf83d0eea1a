"""The editing session: does steps, takes them back, does them again, and tells who listens what they touched."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.definitions.library import Library
from app.editing.carrying import Effect, carry_out
from app.editing.moving import with_amounts_moved
from app.editing.steps import Step
from app.model.records import FormRef
from app.rules.catalogue import rule_codes
from app.store.store import Store

_REMEMBERED = 500  # steps that can be taken back


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


class Session:
    """One clerk at work on one store. Every change to the store is made here.

    A library that does not say how much each finding weighs is refused (``DefinitionError``) before any work begins.

    Attributes:
        store: where the records are.
        library: the declared layouts.
    """

    def __init__(self, store: Store, library: Library) -> None:
        library.require_severities(rule_codes())
        self.store = store
        self.library = library
        self._done: deque[Step] = deque(maxlen=_REMEMBERED)
        self._undone: list[Step] = []
        self._listeners: list[Listener] = []

    @property
    def undo_name(self) -> str:
        """The name of the step that ``undo`` would take back, or nothing."""
        return self._done[-1].name if self._done else ""

    @property
    def redo_name(self) -> str:
        """The name of the step that ``redo`` would do again, or nothing."""
        return self._undone[-1].name if self._undone else ""

    def subscribe(self, listener: Listener) -> None:
        """Have ``listener`` told after each change, in the thread that made it."""
        self._listeners.append(listener)

    def apply(self, step: Step) -> Touched:
        """Do ``step`` wholly and keep how to take it back; one that changes nothing leaves no trace.

        Raises:
            StoreError: it cannot be done or kept; nothing has been changed then.
        """
        effects = self._carry_out(with_amounts_moved(step, self.store.form, self.library))
        if effects:
            self._done.append(_inverse(step.name, effects))
            self._undone.clear()
        return self._told(effects)

    def undo(self) -> Touched:
        """Take the last step back; nothing happens when there is none.

        Raises:
            StoreError: it cannot be taken back; nothing has been changed then.
        """
        if not self._done:
            return Touched()
        effects = self._carry_out(self._done[-1])
        self._undone.append(_inverse(self._done.pop().name, effects))
        return self._told(effects)

    def redo(self) -> Touched:
        """Do the step again that was taken back last; nothing happens when there is none.

        Raises:
            StoreError: it cannot be done; nothing has been changed then.
        """
        if not self._undone:
            return Touched()
        effects = self._carry_out(self._undone[-1])
        self._done.append(_inverse(self._undone.pop().name, effects))
        return self._told(effects)

    def _carry_out(self, step: Step) -> list[Effect]:
        with self.store.transaction() as connection:
            return carry_out(connection, step.changes)

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
