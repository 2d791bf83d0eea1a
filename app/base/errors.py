"""Errors that the clerk can understand and mend.

Anything else that is raised is a fault of the program and keeps its traceback.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class JihengError(Exception):
    """Something could not be done; its text is one plain Chinese sentence that says where, what and what to do."""


class DefinitionError(JihengError):
    """A file in ``forms/`` is not a valid declaration."""


class ExchangeError(JihengError):
    """A document is not in the exchange format."""


class StoreError(JihengError):
    """The store cannot be opened, read or changed."""


class OutputError(JihengError):
    """A file could not be written."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return “（是不是“…”？）” for the nearest known word, or nothing when none is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"（是不是“{near[0]}”？）" if near else ""
