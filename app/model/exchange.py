"""The exchange format: one JSON document with all forms, every value a string.

Incomplete is not invalid: any text may be empty. Refused is only what is malformed: a missing or unknown key,
a value that is not a string, a number that is none. Reading gathers everything that is wrong before it refuses.

It carries what the forms say, not what is noted of them: states, waivers and what can be undone stay in the store.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy.orm.attributes import set_committed_value

from app.base.errors import ExchangeError, did_you_mean
from app.base.words import shown
from app.model.money import MoneyUnit, from_yuan, parse_decimal, plain, to_yuan
from app.model.operators import parse_operator
from app.model.records import Form, FundRow, Indicator, OverallTarget, ProjectTarget, SelfEvaluation, made

FORMAT = "jiheng"
VERSION = 1

Report = Callable[[int, int, str], None]  # done, of how many, and at what

_Object = Mapping[str, Any]
_YEAR = re.compile("[1-9][0-9]{3}")
_NEVER_SAVED = re.compile("[\x00\ud800-\udfff]")


class Codec(NamedTuple):
    """How one value is read from a string and written to one; ``expected`` completes “应为…”."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    expected: str = ""


def _read_year(text: str) -> int | None:
    if text and not _YEAR.fullmatch(text):
        raise ValueError(text)
    return int(text) if text else None


def _read_number(text: str) -> Decimal | None:
    return parse_decimal(text) if text else None


def _read_scope(text: str) -> str:
    if text not in ("overall", "project"):
        raise ValueError(text)
    return text


def _read_money_unit(text: str) -> str:
    return MoneyUnit(text).value if text else ""


TEXT = Codec(str, str)
YEAR = Codec(_read_year, lambda year: "" if year is None else str(year), "四位年份")
NUMBER = Codec(_read_number, plain, "不带分隔符的数字")
OPERATOR = Codec(parse_operator, lambda operator: operator.value, "≥ > = < ≤ 定性 之一或空")
MONEY_UNIT = Codec(_read_money_unit, str, "万元 或 元")
SCOPE = Codec(_read_scope, str, "overall 或 project")

_INDICATOR = {
    **dict.fromkeys(("level1", "level2", "level3"), TEXT),
    "operator": OPERATOR,
    **dict.fromkeys(("value", "unit"), TEXT),
    "weight": NUMBER,
}
_EVALUATED_INDICATOR = _INDICATOR | {
    "actual": TEXT,
    **dict.fromkeys(("deviation", "score_coefficient", "score"), NUMBER),
    **dict.fromkeys(("is_core", "remark"), TEXT),
}
FUND = {
    "item": TEXT,
    **dict.fromkeys(
        ("initial_budget", "adjusted_budget", "executed", "execution_rate", "rate_weight", "rate_score"), NUMBER
    ),
}
_AMOUNT = {"amount": NUMBER, "amount_unit": MONEY_UNIT}
_PROJECT = {
    "year": YEAR,
    **dict.fromkeys(("project_code", "project_name", "department_code", "department", "unit_code", "unit"), TEXT),
    **_AMOUNT,
    **dict.fromkeys(("attribute", "start", "end", "overview", "basis", "goal", "layout"), TEXT),
}
_OVERALL = {"year": YEAR, "unit": TEXT, **_AMOUNT, "goal": TEXT, "layout": TEXT}
_EVALUATION = {
    "scope": SCOPE,
    "year": YEAR,
    **dict.fromkeys(("project_name", "project_code"), TEXT),
    "self_score": NUMBER,
    **dict.fromkeys(("department", "finance_office", "contact", "phone"), TEXT),
    **dict.fromkeys(("goal_initial", "goal_adjusted", "goal_actual", "layout"), TEXT),
}


class _Section(NamedTuple):
    """One list of the document: what it holds and how its values and rows are read."""

    table: type[Form]
    codecs: dict[str, Codec]
    indicator: dict[str, Codec]
    rows: tuple[str, ...]


SECTIONS = {
    "projects": _Section(ProjectTarget, _PROJECT, _INDICATOR, ("indicators",)),
    "overalls": _Section(OverallTarget, _OVERALL, _INDICATOR, ("indicators",)),
    "self_evaluations": _Section(SelfEvaluation, _EVALUATION, _EVALUATED_INDICATOR, ("funds", "indicators")),
}


@dataclass
class _Reader:
    """Reads the parts of a document and keeps what is wrong with them, each with its place."""

    problems: list[str] = field(default_factory=list)

    def complain(self, where: str, what: str) -> None:
        self.problems.append(f"{where}：{what}")

    def object_at(self, where: str, thing: object, keys: Iterable[str], optional: tuple[str, ...]) -> _Object | None:
        if not isinstance(thing, dict):
            self.complain(where, "应为一个对象（{…}）")
            return None
        known = [*keys, *optional]
        for key in known:
            if key not in thing and key not in optional:
                self.complain(where, f"缺少“{key}”")
        for key in thing:
            if key not in known:
                self.complain(where, f"不认识的键“{shown(key)}”{did_you_mean(key, known)}")
        return thing

    def items(self, where: str, thing: _Object, key: str) -> list[object]:
        found = thing.get(key, [])  # that it is not there has been said already
        if isinstance(found, list):
            return found
        self.complain(f"{where}{key}", f"应为一个列表（[…]），现为 {_shown(found)}")
        return []

    def value(self, where: str, text: object, codec: Codec, key: str = "") -> Any:  # noqa: ANN401 - as the codec's
        """Return what a text stands for; ``where`` and ``key`` are put together only where something is wrong."""
        if not isinstance(text, str):
            self.complain(where + key, f"应为字符串，现为 {_shown(text)}")
            return None
        if _NEVER_SAVED.search(text):
            self.complain(where + key, "含有不能保存的字符")
            return None
        try:
            return codec.read(text)
        except ValueError:
            self.complain(where + key, f"应为{codec.expected}，现为“{shown(text)}”")
            return None

    def values(self, where: str, thing: _Object, codecs: Mapping[str, Codec]) -> dict[str, Any]:
        inside = f"{where}."
        return {k: self.value(inside, thing[k], codec, k) for k, codec in codecs.items() if k in thing}

    def other(self, where: str, thing: _Object) -> dict[str, str]:
        got = thing.get("other", {})
        if not isinstance(got, dict):
            self.complain(f"{where}.other", f"应为“标签: 文字”的对象，现为 {_shown(got)}")
            return {}
        for label in got:
            self.value(f"{where}.other 的标签“{shown(label)}”", label, TEXT)
        return {label: self.value(f"{where}.other.{shown(label)}", text, TEXT) for label, text in got.items()}

    def money(self, where: str, values: dict[str, Any]) -> dict[str, Any]:
        """Put the amount into 元; without its unit nobody knows how much it is."""
        if values.get("amount") is None:
            return values
        if values.get("amount_unit") == "":
            self.complain(where, "有金额时要写明 amount_unit：万元 或 元")
        return _in_yuan(values)

    def indicator(self, where: str, thing: object, codecs: Mapping[str, Codec]) -> Indicator | None:
        row = self.object_at(where, thing, codecs, ("other",))
        return made(Indicator, {**self.values(where, row, codecs), "other": self.other(where, row)}) if row else None

    def fund(self, where: str, thing: object) -> FundRow | None:
        row = self.object_at(where, thing, FUND, ())
        return made(FundRow, self.values(where, row, FUND)) if row else None

    def form(self, where: str, thing: object, section: _Section) -> Form | None:
        got = self.object_at(where, thing, [*section.codecs, *section.rows], ("other",))
        if got is None:
            return None
        rows = self.items(f"{where}.", got, "indicators")
        indicators = [self.indicator(f"{where}.indicators[{n}]", r, section.indicator) for n, r in enumerate(rows, 1)]
        values = self.money(where, self.values(where, got, section.codecs))
        form = made(section.table, {**values, "other": self.other(where, got)})
        set_committed_value(form, "indicators", [row for row in indicators if row])
        if isinstance(form, SelfEvaluation):
            funds = self.items(f"{where}.", got, "funds")
            read = [row for n, r in enumerate(funds, 1) if (row := self.fund(f"{where}.funds[{n}]", r))]
            set_committed_value(form, "funds", read)
        return form


def _shown(thing: object) -> str:
    names = {dict: "一个对象", list: "一个列表", type(None): "null"}
    return names.get(type(thing), shown(str(thing).lower() if isinstance(thing, bool) else str(thing)))


def _in_yuan(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("amount_unit"):
        values["amount"] = to_yuan(values["amount"], MoneyUnit(values["amount_unit"]))
    return values


def read_document(document: object, report: Report | None = None) -> list[Form]:
    """Return the forms of a parsed exchange document, in its order.

    Args:
        document: what a JSON file says.
        report: told how far it has come, before each form.

    Raises:
        ExchangeError: the document is malformed; the sentence names the first place and how many more there are.
    """
    reader = _Reader()
    forms = list(_forms(reader, _ours(document), report))
    if reader.problems:
        more = f"（共 {len(reader.problems)} 处）" if len(reader.problems) > 1 else ""
        raise ExchangeError(f"交换文件有错，没有存入任何内容：{reader.problems[0]}{more}。")
    return forms


def _ours(document: object) -> _Object:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ExchangeError('这不是绩衡的交换文件：文件开头应有 "format": "jiheng"。')
    version = document.get("version")
    if type(version) is not int or version != VERSION:
        raise ExchangeError(f"交换文件的版本是 {_shown(version)}，本程序只读版本 {VERSION}。")
    return document


def _forms(reader: _Reader, document: _Object, report: Report | None) -> Iterator[Form]:
    reader.object_at("文件", document, ["format", "version", *SECTIONS], ())
    lists = {name: reader.items("", document, name) for name in SECTIONS}
    done, total = 0, sum(map(len, lists.values()))
    for name, section in SECTIONS.items():
        for number, thing in enumerate(lists[name], 1):
            if report:
                report(done, total, f"{section.table.kind.label} {number}")
            if form := reader.form(f"{name}[{number}]", thing, section):
                yield form
            done += 1


def _written(record: Form | Indicator | FundRow, codecs: Mapping[str, Codec]) -> dict[str, Any]:
    return {name: codec.write(getattr(record, name)) for name, codec in codecs.items()}


def _with_other(written: dict[str, Any], record: Form | Indicator) -> dict[str, Any]:
    return written | ({"other": dict(record.other)} if record.other else {})


def write_form(form: Form) -> dict[str, Any]:
    """Return one form in the exchange format."""
    section = next(section for section in SECTIONS.values() if section.table is type(form))
    written = _written(form, section.codecs)
    amount = getattr(form, "amount", None)
    if amount is not None:
        unit = MoneyUnit(written["amount_unit"] or MoneyUnit.YUAN)
        written |= {"amount": plain(from_yuan(amount, unit)), "amount_unit": unit.value}
    if isinstance(form, SelfEvaluation):
        written["funds"] = [_written(fund, FUND) for fund in form.funds]
    written["indicators"] = [_with_other(_written(row, section.indicator), row) for row in form.indicators]
    return _with_other(written, form)


def write_document(forms: Iterable[Form]) -> dict[str, Any]:
    """Return the exchange document of ``forms``, each kind in the order given."""
    document: dict[str, Any] = {"format": FORMAT, "version": VERSION, **{name: [] for name in SECTIONS}}
    names = {section.table: name for name, section in SECTIONS.items()}
    for form in forms:
        document[names[type(form)]].append(write_form(form))
    return document
