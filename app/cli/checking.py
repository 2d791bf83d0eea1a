"""The check of many forms: run, shown and counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import NamedTuple

from app.base.words import shown
from app.cli.output import Report
from app.definitions.library import Library, section_name
from app.model.issues import Issue, Severity
from app.model.records import Form
from app.rules.checking import check_form


class Checked(NamedTuple):
    """A form with what is wrong with it."""

    form: Form
    issues: list[Issue]


def check_all(forms: Sequence[Form], library: Library, report: Report) -> list[Checked]:
    """Return the issues of all forms, telling ``report`` how far it has come."""
    checked: list[Checked] = []
    for done, form in enumerate(forms, 1):
        checked.append(Checked(form, check_form(form, library)))
        report(done, len(forms), form.name)
    return checked


def _issues(checked: Iterable[Checked]) -> list[Issue]:
    return [issue for one in checked for issue in one.issues]


def has_errors(checked: Iterable[Checked]) -> bool:
    """Whether any issue is an error."""
    return any(issue.severity is Severity.ERROR for issue in _issues(checked))


def as_json(checked: Sequence[Checked]) -> dict[str, object]:
    """Return the issues and their counts for scripts."""
    issues = _issues(checked)
    counts = Counter(issue.severity for issue in issues)
    return {
        "issues": [_issue_as_json(issue) for issue in issues],
        "summary": {"forms": len(checked), **{severity.value: counts[severity] for severity in Severity}},
    }


def _issue_as_json(issue: Issue) -> dict[str, object]:
    place = asdict(issue.place)
    del place["form"]
    return {
        "code": issue.code,
        "severity": issue.severity.value,
        "message": issue.message,
        "place": place,
        "fix": issue.fix.label if issue.fix else None,
    }


def as_lines(checked: Iterable[Checked]) -> list[str]:
    """Return the issues form by form, as they are read at a terminal."""
    lines: list[str] = []
    for form, issues in checked:
        if issues:
            lines += ["", heading(form), *(f"  [{issue.severity.label}] {issue.message}" for issue in issues)]
    return lines


def heading(form: Form) -> str:
    """Return how a form is called above its issues: its year, what it is, and its name as far as it has them."""
    year = "" if form.year is None else str(form.year)
    return " ".join(filter(None, (year, section_name(form), shown(form.name))))


def summary_sentence(checked: Sequence[Checked]) -> str:
    """Return the overall result of a check of some forms in one sentence."""
    counts = Counter(issue.severity for issue in _issues(checked))
    words = "、".join(f"{severity.label} {counts[severity]} 个" for severity in Severity if counts[severity])
    return f"检查了 {len(checked)} 张表{f'：{words}' if words else '，没有发现问题'}。"
