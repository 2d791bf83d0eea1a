"""Running the rules. What they find is a function of the records and the declarations alone."""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from app.base.errors import JihengError
from app.definitions.library import Library
from app.model.issues import Issue, Severity, place_in
from app.model.records import Form
from app.rules.catalogue import rule_codes, rules
from app.rules.context import Context
from app.rules.rows import Row
from app.rules.rule import EachRow, Finding, RowCheck, Rule

_SEVERITY_ORDER = {severity: position for position, severity in enumerate(Severity)}


def check_form(form: Form, library: Library) -> list[Issue]:
    """Return what is wrong with a form, the heaviest first, then by row; what concerns the whole form before its rows.

    It raises nothing for a form's sake: one form must not keep the others from being checked.
    """
    try:
        context = Context.of(form, library)
    except JihengError as error:
        return [unprintable(form, error)]
    return check_in(context)


def unprintable(form: Form, error: JihengError) -> Issue:
    """Return what is to be said of a form that nothing declared prints: there is nothing else to hold it against."""
    return Issue("layout_unknown", Severity.ERROR, str(error), place_in(form, field="layout"))


def check_in(context: Context) -> list[Issue]:
    """Return what is wrong with a form whose declarations are known, in the order of ``check_form``."""
    weighed = ((rule, context.library.severity(rule.info.code, context.layout)) for rule in rules())
    looks = [_Look(context, rule, severity) for rule, severity in weighed if severity is not None]
    whole = (map(look.issue, look.rule.check(context)) for look in looks if not isinstance(look.rule.check, EachRow))
    return sorted(chain(*whole, *_in_rows(context, looks)), key=_order)


class _Look(NamedTuple):
    """A rule in force on a form."""

    context: Context
    rule: Rule
    severity: Severity

    def issue(self, finding: Finding) -> Issue:
        """Return what the rule has found as an issue."""
        message, row, field, fix = finding
        place = self.context.place._replace(row=row, field=field)
        return Issue(self.rule.info.code, self.severity, message, place, fix, self.rule.info.source)


def _in_rows(context: Context, looks: Sequence[_Look]) -> Sequence[Sequence[Issue]]:
    """Return what is wrong with each row by itself; one that is still the same is not looked at again."""
    by_row = [(look, look.rule.check.check) for look in looks if isinstance(look.rule.check, EachRow)]
    known = map(context.seen.issues, context.rows)
    found = [
        _in_row(context, row, by_row) if issues is None else issues
        for row, issues in zip(context.rows, known, strict=True)
    ]
    context.seen.keep(context.rows, found)
    return found


def _in_row(context: Context, row: Row, by_row: Sequence[tuple[_Look, RowCheck]]) -> Sequence[Issue]:
    return [look.issue(finding) for look, check in by_row for finding in check(context, row)]


def _order(issue: Issue) -> tuple[int, int, int]:
    return _SEVERITY_ORDER[issue.severity], issue.place.row or 0, _position()[issue.code]


@cache
def _position() -> dict[str, int]:
    """Return the position of each rule by its code."""
    return {code: position for position, code in enumerate(rule_codes())}
