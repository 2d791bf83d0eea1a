"""The check of many forms: run, shown and counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from app.base.words import shown
from app.cli.output import Report
from app.definitions.library import Library, section_name
from app.editing.waivers import Waived, part
from app.model.issues import Issue, Severity
from app.model.records import Form, Waiver, ref_of
from app.model.refs import FormRef
from app.rules.checking import check_form


class Checked(NamedTuple):
    """A form with what is wrong with it, and apart from that what the clerk has a reason to leave."""

    form: Form
    issues: list[Issue]
    waived: list[Waived]


def check_all(
    forms: Sequence[Form], library: Library, waivers: Mapping[FormRef, Sequence[Waiver]], report: Report
) -> list[Checked]:
    """Return the issues of all forms, telling ``report`` how far it has come."""
    checked: list[Checked] = []
    for done, form in enumerate(forms, 1):
        parted = part(form, check_form(form, library), waivers.get(ref_of(form), ()))
        checked.append(Checked(form, parted.open, parted.waived))
        report(done, len(forms), form.name)
    return checked


def _issues(checked: Iterable[Checked]) -> list[Issue]:
    return [issue for one in checked for issue in one.issues]


def _waived(checked: Iterable[Checked]) -> list[Waived]:
    return [waived for one in checked for waived in one.waived]


def has_errors(checked: Iterable[Checked]) -> bool:
    """Whether any issue is an error; one that is waived is none."""
    return any(issue.severity is Severity.ERROR for issue in _issues(checked))


def as_json(checked: Sequence[Checked]) -> dict[str, object]:
    """Return the issues and their counts for scripts."""
    issues, waived = _issues(checked), _waived(checked)
    counts = Counter(issue.severity for issue in issues)
    summary = {"forms": len(checked), **{severity.value: counts[severity] for severity in Severity}}
    return {
        "issues": [_issue_as_json(issue) for issue in issues],
        "waived": [
            {**_issue_as_json(one.issue), "reason": one.waiver.reason, "since": one.waiver.since} for one in waived
        ],
        "summary": {**summary, "waived": len(waived)},
    }


def _issue_as_json(issue: Issue) -> dict[str, object]:
    place = issue.place._asdict()
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
    for one in checked:
        told = [f"  [{issue.severity.label}] {issue.message}" for issue in one.issues]
        told += [f"  [不再提示] {known.issue.message}{_why(known.waiver)}" for known in one.waived]
        if told:
            lines += ["", heading(one.form), *told]
    return lines


def _why(waiver: Waiver) -> str:
    return f"（理由：{shown(waiver.reason)}）" if waiver.reason else ""


def heading(form: Form) -> str:
    """Return how a form is called above its issues: its year, what it is, and its name as far as it has them."""
    year = "" if form.year is None else str(form.year)
    return " ".join(filter(None, (year, section_name(form), shown(form.name))))


def summary_sentence(checked: Sequence[Checked]) -> str:
    """Return the overall result of a check of some forms in one sentence."""
    counts = Counter(issue.severity for issue in _issues(checked))
    words = "、".join(f"{severity.label} {counts[severity]} 个" for severity in Severity if counts[severity])
    waived = len(_waived(checked))
    apart = f"，另有 {waived} 个不再提示" if waived else ""
    return f"检查了 {len(checked)} 张表{f'：{words}' if words else '，没有发现问题'}{apart}。"
