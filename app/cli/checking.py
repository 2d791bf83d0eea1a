"""The check of many forms: run, shown and counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from app.cli.output import Report, say
from app.definitions.library import Library
from app.model.issues import Issue, Severity
from app.model.records import Form
from app.rules.checking import check_form

SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTICE: "提示"}


def check_all(forms: Sequence[Form], library: Library, report: Report) -> list[Issue]:
    """Return the issues of all forms, telling ``report`` how far it has come."""
    issues: list[Issue] = []
    for done, form in enumerate(forms, 1):
        issues += check_form(form, library)
        report(done, len(forms), form.name)
    return issues


def has_errors(issues: Sequence[Issue]) -> bool:
    """Whether any issue is an error."""
    return any(issue.severity is Severity.ERROR for issue in issues)


def as_json(issues: Sequence[Issue], forms: int) -> dict[str, object]:
    """Return the issues and their counts for scripts."""
    counts = Counter(issue.severity for issue in issues)
    return {
        "issues": [_issue_as_json(issue) for issue in issues],
        "summary": {"forms": forms, **{severity.value: counts[severity] for severity in Severity}},
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
        "source": issue.source,
    }


def print_issues(issues: Sequence[Issue], forms: int) -> None:
    """Print the issues form by form, then one sentence with the counts."""
    last = None
    for issue in issues:
        if issue.place.form != last:
            last = issue.place.form
            _print(f"\n{issue.place.year} {issue.place.project_name or '整体绩效目标表'}")
        _print(f"  [{SEVERITY_NAMES[issue.severity]}] {issue.message}")
    say(summary_sentence(issues, forms))


def _print(line: str) -> None:
    import sys

    sys.stdout.write(line + "\n")


def summary_sentence(issues: Sequence[Issue], forms: int) -> str:
    """Return the overall result in one sentence."""
    if not forms:
        return "还没有任何表可检查。"
    if not issues:
        return f"检查了 {forms} 张表，没有发现问题。"
    counts = Counter(issue.severity for issue in issues)
    words = "、".join(f"{name} {counts[severity]} 个" for severity, name in SEVERITY_NAMES.items() if counts[severity])
    return f"检查了 {forms} 张表：{words}。"
