"""All rules. A module of rules is named here, so that frozen builds carry it; a test finds one that is forgotten."""

from functools import cache

from app.rules import completeness, indicators, levels, values, weights
from app.rules.rule import REGISTERED, Rule, RuleInfo

RULE_MODULES = (completeness, weights, values, levels, indicators)


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule in the order in which they run: by module as listed above, in it as written."""
    position = {module.__name__: n for n, module in enumerate(RULE_MODULES)}
    return tuple(sorted(REGISTERED.values(), key=lambda rule: position[rule.check.__module__]))


def rule_codes() -> list[str]:
    """Return the code of every rule."""
    return [rule.info.code for rule in rules()]


def catalogue() -> list[RuleInfo]:
    """Return what the clerk may read about each rule, for help and documentation."""
    return [rule.info for rule in rules()]
