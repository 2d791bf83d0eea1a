"""What a rule is and how it makes itself known."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.model.issues import Fix
from app.rules.context import Context


class Finding(NamedTuple):
    """What a rule has found: a sentence, the row (1 is the first indicator) and field, and a fix where there is one."""

    message: str
    row: int | None = None
    field: str = ""
    fix: Fix | None = None


class RuleInfo(NamedTuple):
    """What the clerk may read about a rule.

    Attributes:
        code: the stable name that scripts, policies and tests use.
        title: what it is about, in a few words.
        explanation: why it matters and what is expected.
        source: the clause of a rule book or the published defect behind it.
    """

    code: str
    title: str
    explanation: str
    source: str


Check = Callable[[Context], Iterator[Finding]]


class Rule(NamedTuple):
    """A check with what there is to know about it."""

    info: RuleInfo
    check: Check


REGISTERED: dict[str, Rule] = {}


def rule(code: str, *, title: str, explanation: str, source: str) -> Callable[[Check], Check]:
    """Register the decorated generator as the rule of that code."""
    if code in REGISTERED:
        raise ValueError(f"two rules are called {code}")

    def register(check: Check) -> Check:
        REGISTERED[code] = Rule(RuleInfo(code, title, explanation, source), check)
        return check

    return register
