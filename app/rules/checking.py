"""Running the rules. What they find is a function of the records and the declarations alone."""

from collections.abc import Iterator

from app.base.errors import JihengError
from app.definitions.library import Library
from app.model.issues import Issue, Severity, place_in
from app.model.records import Form
from app.rules.catalogue import rules
from app.rules.context import Context
from app.rules.rule import Rule

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
    return sorted((issue for rule in rules() for issue in _issues(rule, context)), key=_order)


def _issues(rule: Rule, context: Context) -> Iterator[Issue]:
    code, source = rule.info.code, rule.info.source
    severity = context.library.severity(code, context.form)
    if severity is None:
        return
    for message, row, field, fix in rule.check(context):
        yield Issue(code, severity, message, context.place._replace(row=row, field=field), fix, source)


def _order(issue: Issue) -> tuple[int, int]:
    return _SEVERITY_ORDER[issue.severity], issue.place.row or 0
