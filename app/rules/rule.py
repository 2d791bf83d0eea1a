"""What a rule is and how it makes itself known."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from types import ModuleType
from typing import Any, Generic, NamedTuple, TypeVar

from app.model.issues import Fix
from app.rules.context import Context
from app.rules.rows import Row

C = TypeVar("C", bound=Callable[..., Iterator[Any]])


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


@dataclass(frozen=True)
class Registered(Generic[C]):
    """A check with what there is to know about it."""

    info: RuleInfo
    check: C


class Register(Generic[C]):
    """Checks of one sort by their codes; called on a generator, it enters it."""

    def __init__(self, sort: str) -> None:
        self._sort = sort
        self._known: dict[str, Registered[C]] = {}

    def __call__(self, code: str, *, title: str, explanation: str, source: str) -> Callable[[C], C]:
        """Enter the decorated generator under a code."""
        if code in self._known:
            raise ValueError(f"two {self._sort} are called {code}")

        def enter(check: C) -> C:
            self._known[code] = Registered(RuleInfo(code, title, explanation, source), check)
            return check

        return enter

    def of(self, modules: Sequence[ModuleType]) -> tuple[Registered[C], ...]:
        """Return all checks, by their modules as these are named, in each as written."""
        position = {module.__name__: n for n, module in enumerate(modules)}
        return tuple(sorted(self._known.values(), key=lambda one: position[one.check.__module__]))


RowCheck = Callable[[Context, Row], Iterator[Finding]]


class EachRow:
    """A check that looks at one row at a time: what it finds there depends on nothing else that can be edited."""

    def __init__(self, check: RowCheck) -> None:
        self.check = check
        update_wrapper(self, check)

    def __call__(self, context: Context) -> Iterator[Finding]:
        """Look at every row of a form."""
        return (finding for row in context.rows for finding in self.check(context, row))


Rule = Registered[Callable[[Context], Iterator[Finding]]]
rule: Register[Callable[[Context], Iterator[Finding]]] = Register("rules")
