"""All rules. A module of rules is named here, so that frozen builds carry it; a test finds one that is forgotten."""

from functools import cache

from app.rules import completeness, funds, indicators, levels, values, weights
from app.rules.rule import Rule, RuleInfo, rule

RULE_MODULES = (completeness, weights, values, levels, indicators, funds)


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule in the order in which they run: by module as listed above, in it as written."""
    return rule.of(RULE_MODULES)


def rule_codes() -> list[str]:
    """Return the code of every rule."""
    return [one.info.code for one in rules()]


def catalogue() -> list[RuleInfo]:
    """Return what the clerk may read about each rule, for help and documentation."""
    return [one.info for one in rules()]
