"""Errors that the clerk can understand and mend.

Anything else that is raised is a fault of the program and keeps its traceback.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from app.base.words import on_one_line, shown


class JihengError(Exception):
    """Something could not be done; its text is one plain Chinese sentence that says where, what and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(on_one_line(sentence))


class DefinitionError(JihengError):
    """A file in ``forms/`` is not a valid declaration; ``problems`` has a sentence for each thing that is wrong."""

    def __init__(self, sentence: str, problems: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.problems = tuple(problems) or (sentence,)


class UnknownLayoutError(JihengError):
    """A layout is not declared."""


class ExchangeError(JihengError):
    """A document is not in the exchange format."""


class StoreError(JihengError):
    """The store cannot be opened, read or changed."""


class UnusableError(StoreError):
    """What stands in the store's place cannot be used as it is; a backup can take its place."""


class DamagedError(UnusableError):
    """The store's content makes no sense any more."""


class LeftoverError(UnusableError):
    """Something lies beside the store that is none of its own; the store itself may be whole, or elsewhere."""


class ReadingError(JihengError):
    """A file of others cannot be read."""


class OutputError(JihengError):
    """A file could not be written."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return “（是不是“…”？）” for the nearest known word, or nothing when none is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"（是不是“{shown(near[0])}”？）" if near else ""
