"""What a sign of age is and how it makes itself known; it is written as a rule is (see ``app.rules.rule``)."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.editing.staleness.past import Past
from app.rules.rule import Finding, RuleInfo

Look = Callable[[Past], Iterator[Finding]]


class Sign(NamedTuple):
    """A generator with what there is to know about it."""

    info: RuleInfo
    look: Look


REGISTERED: dict[str, Sign] = {}


def sign(code: str, *, title: str, explanation: str, source: str) -> Callable[[Look], Look]:
    """Register the decorated generator as the sign of that code."""
    if code in REGISTERED:
        raise ValueError(f"two signs are called {code}")

    def register(look: Look) -> Look:
        REGISTERED[code] = Sign(RuleInfo(code, title, explanation, source), look)
        return look

    return register
