"""What a sign of age is and how it makes itself known; it is written as a rule is (see ``app.rules.rule``)."""

from collections.abc import Callable, Iterator

from app.editing.staleness.past import Past
from app.rules.rule import Finding, Register, Registered

Sign = Registered[Callable[[Past], Iterator[Finding]]]
sign: Register[Callable[[Past], Iterator[Finding]]] = Register("signs")
