"""Drafts to records: what a form is, what its labels and captions mean, and how sure that is."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.definitions.words import Captions, RecognitionWords, any_in, squeezed
from app.model.money import MoneyUnit, is_number, plain, to_yuan
from app.model.operators import Operator
from app.model.records import Form, FormKind, FundRow, Indicator, OverallTarget, ProjectTarget, SelfEvaluation
from app.readers.grids import Cell, Place
from app.recognise.found import FoundForm, Reading, Unplaced
from app.recognise.headers import LEVELS, Column, Header
from app.recognise.heads import Fund, Pair, line_pairs
from app.recognise.layouts import Fit, Known, Meaning, best_fit
from app.recognise.levels import split_glued
from app.recognise.prose import Sentence, indicators_in
from app.recognise.scan import Draft, Row
from app.recognise.values import (
    Quantity,
    code_and_name,
    is_absent,
    money_unit_in,
    number_of,
    one_line,
    operator_of,
    paragraphs,
    quantity,
    year_in,
)

_LONG = frozenset({"goal", "overview", "basis", "goal_initial", "goal_adjusted", "goal_actual"})
_COUNTED = ("actual", "deviation", "score_coefficient", "score", "is_core", "remark")
_NUMBERS = frozenset({"deviation", "score_coefficient", "score"})
_CODED = {"project": ("project_code", "project_name"), "department": ("department_code", "department"),
          "unit": ("unit_code", "unit")}  # fmt: skip
_SUMS = frozenset({Decimal(80), Decimal(90), Decimal(100)})
_SURE = (1.0, 0.95, 0.85)
_FORM_WORDS = re.compile(
    r"项目?(?:支出)?绩效(?:目标)?(?:自评|申报|批复)?(?:情况)?表.*$|绩效(?:目标|自评)(?:申报|批复)?表.*$"
)
_SECTIONS = {
    FormKind.PROJECT: ("project", "project_table"),
    FormKind.OVERALL: ("overall",),
    FormKind.SELF_EVALUATION: ("project_evaluation", "overall_evaluation"),
}


@dataclass
class _Work:
    """A draft being made into a record."""

    draft: Draft
    kind: FormKind
    words: RecognitionWords
    values: dict[str, object] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fit: Fit | None = None
    money: MoneyUnit | None = None

    def put(self, name: str, value: object, printed: str, place: Place, sure: float) -> None:
        """Set a field of the record, unless it has a value already."""
        if name not in self.values:
            self.values[name] = value
            self.readings[name] = Reading(printed, place, sure)


def build(draft: Draft, words: RecognitionWords, known: Known) -> FoundForm | None:
    """Return the form that a draft makes; ``None`` when it is blank or none."""
    if not is_form(draft):
        return None
    work = _Work(draft, _kind(draft, words), words)
    pairs = [*draft.pairs, *(pair for line in draft.lines for pair in line_pairs(line)), *_project_pairs(draft)]
    work.money = _money_unit(draft, pairs)
    _find_year(work)
    work.fit = _fit(work, pairs, known)
    _read_head(work, pairs)
    rows = _rows(work) or [_spoken(work, *one, number) for number, one in enumerate(_sentences(draft))]
    return _whole(work, rows)


def _spoken(work: _Work, sentence: Sentence, pair: Pair, number: int) -> Indicator:
    """Return an indicator that a sentence speaks of; the clerk is asked to look at it."""
    value = sentence.value
    for name in ("level1", "level2", "level3", "operator", "value", "unit"):
        work.readings[f"indicators[{number}].{name}"] = Reading(pair.text, pair.place, value.sure)
    return Indicator(
        level1=sentence.level1,
        level2=sentence.level2,
        level3=sentence.name,
        operator=value.operator,
        value=value.value,
        unit=value.unit,
    )


def is_form(draft: Draft) -> bool:
    """Whether a draft is a form that says something: indicators with values, or a goal under a title of ours."""
    if any(_has_value(row) for row in draft.rows):
        return True
    has_goal = "goal" in draft.project and draft.project["goal"].text.strip() != ""
    return draft.is_named_form and (has_goal or bool(_sentences(draft)))


def _sentences(draft: Draft) -> list[tuple[Sentence, Pair]]:
    """Return the indicators that texts of the form speak of where it has no table of them."""
    texts = [] if draft.rows else [*draft.pairs, *draft.unplaced]
    return [(sentence, pair) for pair in texts for sentence in indicators_in(pair.text)]


def is_blank(draft: Draft) -> bool:
    """Whether a draft is a form with a header of indicators and nothing in it."""
    return not is_form(draft) and draft.header is not None and bool(draft.header.indicator) and draft.is_named_form


def _has_value(row: Row) -> bool:
    said = [*(cell for name, cell in row.cells.items() if name not in ("level1", "level2", "level3"))]
    return any(cell.text.strip() for cell in [*said, *row.half.values()])


def _kind(draft: Draft, words: RecognitionWords) -> FormKind:
    title = squeezed(" ".join(draft.titles))
    fields = set(draft.header.indicator) if draft.header else set()
    if "监控" not in title and (any_in(words.titles.self_evaluation, title) or {"actual", "score"} <= fields):
        return FormKind.SELF_EVALUATION
    labels = {squeezed(pair.label) for pair in draft.pairs}
    has_project = "项目名称" in labels or "project" in draft.project
    if any_in(words.titles.overall, title) and not has_project:
        return FormKind.OVERALL
    heads = words.head_labels("overall")
    says_unit = any((match := heads.match(label)) and match.field == "unit" for label in labels)
    levels = {"level1", "level2"} & fields
    return FormKind.OVERALL if says_unit and not has_project and not levels else FormKind.PROJECT


def _project_pairs(draft: Draft) -> Iterator[Pair]:
    """Yield the cells of a project in a table of several as labels and values."""
    if draft.header is None:
        return
    for name, cell in draft.project.items():
        column = draft.header.project[name]
        yield Pair(column.caption, "/".join(column.groups), cell.text, cell.place)
    view = draft.header.view
    first = next(iter(draft.project.values()), None)
    of_rows = draft.header.of_indicators()
    for column in draft.header.rest:
        if first is not None and column not in of_rows:
            beside = next((c for c in view.table.cells if c.column == column.first and c.row == first.row), None)
            if beside is not None and beside.text.strip():
                yield Pair(column.caption, "/".join(column.groups), beside.text, beside.place)


def _money_unit(draft: Draft, pairs: Iterable[Pair]) -> MoneyUnit | None:
    """Return the unit that the form prints its amounts in, by its corner or by the label of a sum."""
    for pair in pairs:
        if squeezed(pair.label) in ("单位", "金额单位") and (unit := money_unit_in(pair.text)):
            return unit
    texts = [text for pair in pairs for text in (pair.label, pair.group) if "元" in text or "(万)" in squeezed(text)]
    found = [unit for text in texts if (unit := money_unit_in(text))]
    lines = [unit for line in draft.lines if (unit := money_unit_in(line.text)) and len(line.text) < 40]
    return next(iter([*found, *lines]), None)


def _find_year(work: _Work) -> None:
    draft = work.draft
    for sure, texts in ((1.0, [draft.title]), (0.95, [line.text for line in draft.lines]), (0.8, draft.titles)):
        for text in texts:
            if len(text) < 80 and (year := year_in(text)):
                work.put("year", year, one_line(text), Place(draft.pages[0], draft.sheet), sure)
                return


def _fit(work: _Work, pairs: Iterable[Pair], known: Known) -> Fit | None:
    header = work.draft.header
    captions = [column.caption for column in header.of_indicators()] if header else []
    labels = {pair.label for pair in pairs if pair.label}
    year = work.values.get("year")
    found = best_fit(
        known, _SECTIONS[work.kind], captions, labels, work.draft.title, year if isinstance(year, int) else None
    )
    return found if found and found.is_likely else None


def _read_head(work: _Work, pairs: Iterable[Pair]) -> None:
    captions = work.words.head_labels(work.kind.value)
    offers = sorted(_offers(work, pairs, captions), key=lambda offer: offer[0])
    taken: set[str] = set()
    for rank, name, pair in offers:
        if name and (said := _said_in_pattern(work, pair)):
            for attribute, text in said.items():
                work.put(attribute, text, pair.text, pair.place, 1.0)
        elif name and name not in taken and _read_field(work, name, pair, _SURE[min(rank[0], 2)]):
            taken.add(name)
        elif not name or not _is_same(work, name, pair):
            _keep(work, pair)
    if work.kind is FormKind.PROJECT and "amount" not in work.values:
        _amount_from_funds(work)
    if work.kind is not FormKind.OVERALL and not work.values.get("project_name"):
        _name_from_title(work)
    work.unplaced += [Unplaced(pair.label, pair.text, pair.place) for pair in work.draft.unplaced if pair.text.strip()]


Offer = tuple[tuple[int, int], str, Pair]


def _offers(work: _Work, pairs: Iterable[Pair], captions: Captions) -> Iterator[Offer]:
    """Yield each pair with the field that it may be the value of, declared meanings first."""
    for pair in pairs:
        meaning = _meaning(work, pair.label)
        match = captions.match(pair.label)
        if meaning and meaning.field:
            yield (0, -1), _plain_field(meaning.field, work.kind), pair
        elif meaning and meaning.other:
            yield (9, 0), "", pair._replace(label=meaning.other, group="")
        elif match:
            yield match.rank, match.field, pair
        else:
            yield (9, 0), "", pair


def _said_in_pattern(work: _Work, pair: Pair) -> dict[str, str]:
    """Return the attributes that the declared layout prints together in a pattern, apart."""
    meaning = _meaning(work, pair.label)
    return meaning.attributes(one_line(pair.text)) if meaning else {}


def _meaning(work: _Work, label: str) -> Meaning | None:
    if work.fit is None:
        return None
    declared = work.fit.declared
    return declared.projects.get(squeezed(label)) or declared.head.get(squeezed(label))


_ALIASES = {"name": "project", "code": "project_code", "department_name": "department", "unit_name": "unit"}


def _plain_field(name: str, kind: FormKind) -> str:
    return _ALIASES.get(name, name) if kind is FormKind.PROJECT else name


def _is_same(work: _Work, name: str, pair: Pair) -> bool:
    """Whether a pair says again what the record has."""
    reading = work.readings.get(name) or work.readings.get(_CODED.get(name, ("", ""))[1])
    return not pair.text.strip() or (reading is not None and squeezed(reading.printed) == squeezed(pair.text))


def _keep(work: _Work, pair: Pair) -> None:
    """Keep a label and value that are no field's under the label; corners and years say nothing more."""
    label = one_line(pair.label).rstrip("：: ")
    if squeezed(label) in ("单位", "金额单位", "序号", "年度") or not pair.text.strip():
        return
    key = label if label not in work.other else f"{pair.group}/{label}" if pair.group else f"{label}（2）"
    if key not in work.other:
        work.other[key] = _text(pair)
        work.readings[f"other.{key}"] = Reading(pair.text, pair.place, 0.9)


def _text(pair: Pair) -> str:
    return one_line(pair.text) if pair.place.box is not None and len(pair.text) < 40 else _long(pair)


def _long(pair: Pair) -> str:
    """Return a long text: a PDF's lines are joined, what a workbook or document breaks stays broken."""
    return paragraphs(pair.text) if pair.place.box is not None else pair.text.strip()


def _read_field(work: _Work, name: str, pair: Pair, sure: float) -> bool:
    """Read a pair into a field; ``False`` when its text cannot be the field's value."""
    if not pair.text.strip():
        return False
    if name == "amount":
        return _read_amount(work, pair, sure)
    if name == "self_score":
        number = number_of(pair.text)
        if number is not None:
            work.put(name, number, pair.text, pair.place, sure)
        return number is not None
    if name in _CODED and work.kind is FormKind.PROJECT:
        code, said = code_and_name(pair.text)
        if code:
            work.put(_CODED[name][0], code, pair.text, pair.place, sure)
        work.put(_CODED[name][1], said, pair.text, pair.place, sure)
        return True
    if name == "unit" and work.kind is FormKind.OVERALL:
        work.put(name, one_line(pair.text), pair.text, pair.place, sure)
        return True
    work.put(name, _long(pair) if name in _LONG else one_line(pair.text), pair.text, pair.place, sure)
    return True


def _read_amount(work: _Work, pair: Pair, sure: float) -> bool:
    number = number_of(pair.text)
    if number is None or is_absent(pair.text):
        return False
    said = money_unit_in(pair.text) or money_unit_in(pair.label) or money_unit_in(pair.group) or work.money
    if said is None and work.fit:
        said = work.fit.declared.layout.head.money_unit
    unit = said or MoneyUnit.TEN_THOUSAND_YUAN
    work.put("amount", to_yuan(number, unit), pair.text, pair.place, sure if said else 0.5)
    work.values["amount_unit"] = unit.value
    return True


def _amount_from_funds(work: _Work) -> None:
    captions = work.words.head_labels("project")
    for fund in work.draft.funds:
        match = captions.match(fund.item)
        cell = fund.values.get("initial_budget") or fund.values.get("adjusted_budget")
        if match and match.field == "amount" and cell and _read_amount(work, _pair_of(fund.item, cell), 0.9):
            return


def _pair_of(label: str, cell: Cell) -> Pair:
    return Pair(label, "", cell.text, cell.place)


def _name_from_title(work: _Work) -> None:
    """Take the name of a project that stands only in the title."""
    for title in reversed(work.draft.titles):
        name = _FORM_WORDS.sub("", re.sub(r"^(?:附件|附表|表)[\d一二三四五六七八九十]*[-－—\d]*[:： ]*", "", title))
        name = re.sub(r"^\s*\d{1,2}[.、．]\s*", "", name).strip(" ：:")
        if name and name != title and not _is_generic(name, work.words):
            work.put("project_name", name, title, Place(work.draft.pages[0], work.draft.sheet), 0.7)
            return


def _is_generic(name: str, words: RecognitionWords) -> bool:
    plain_name = re.sub(r"\d{4}|[()（）\d\s“”\"]", "", squeezed(name))
    for word in sorted(words.titles.generic, key=len, reverse=True):
        plain_name = plain_name.replace(word, "")
    return not plain_name or plain_name.endswith(("局", "委", "办", "办公室", "院", "厅", "镇", "街道"))


def _rows(work: _Work) -> list[Indicator]:
    header = work.draft.header
    rows = work.draft.rows
    if rows and not any("level3" in row.cells and row.cells["level3"].text.strip() for row in rows):
        rows = [Row(row.half, row.level1, row.level2, row.rest) for row in rows]
    if work.fit and header:
        rows = [_as_declared(row, header, work.fit.declared.columns) for row in rows]
    weights = _weights_in_remarks(rows) if not any("weight" in row.cells for row in rows) else {}
    return [_indicator(work, row, number, weights.get(number)) for number, row in enumerate(rows)]


def _as_declared(row: Row, header: Header, meanings: Mapping[str, Meaning]) -> Row:
    """Return a row with its cells under the fields that the declared layout gives their columns."""
    named = {name: _declared_name(column, meanings) or name for name, column in header.indicator.items()}
    cells = {named[name]: cell for name, cell in row.cells.items() if named.get(name)}
    rest = dict(row.rest)
    for column in header.rest:
        name = _declared_name(column, meanings)
        if name and name not in cells and column.path in rest:
            cells[name] = rest.pop(column.path)
    return Row(cells, row.level1, row.level2, rest, row.half)


def _declared_name(column: Column, meanings: Mapping[str, Meaning]) -> str:
    meaning = meanings.get(squeezed(column.caption))
    return meaning.field if meaning and meaning.field and meaning.field not in LEVELS[:2] else ""


def _weights_in_remarks(rows: list[Row]) -> dict[int, Cell]:
    """Return the cells of a column of remarks that holds nothing but numbers that come to what weights come to."""
    cells = {number: cell for number, row in enumerate(rows) if (cell := row.cells.get("remark")) and cell.text.strip()}
    numbers = [number_of(cell.text) for cell in cells.values()]
    known = [number for number in numbers if number is not None]
    return cells if len(known) == len(rows) and len(known) > 1 and sum(known) in _SUMS else {}


def _indicator(work: _Work, row: Row, number: int, remark: Cell | None) -> Indicator:
    cells = row.cells
    made = Indicator(level1=row.level1, level2=row.level2, other={})
    where = f"indicators[{number}]"
    for name in ("level1", "level2"):
        if name in cells:
            _note(work, f"{where}.{name}", cells[name], 1.0 if cells[name].text.strip() else 0.9)
    if "level3" in cells:
        _name(work, made, cells["level3"], where)
    _measure(work, made, cells, where)
    _weigh(work, made, remark or cells.get("weight"), where, 0.7 if remark else 1.0)
    _account(work, made, {name: cell for name, cell in cells.items() if cell is not remark}, where)
    for caption, cell in row.rest.items():
        _extra(work, made, caption, cell, where)
    for name, cell in row.half.items():
        if name not in ("level1", "level2") and cells is not row.half and cell.text.strip():
            _extra(work, made, f"中期{_half_caption(work, name)}", cell, where)
    return made


def _half_caption(work: _Work, name: str) -> str:
    header = work.draft.header
    return header.halves[name].caption if header else name


def _note(work: _Work, name: str, cell: Cell, sure: float) -> None:
    work.readings[name] = Reading(cell.text, cell.place, sure)


def _name(work: _Work, made: Indicator, cell: Cell, where: str) -> None:
    text, sure = one_line(cell.text), 1.0
    if not made.level1 and not made.level2:
        made.level1, made.level2, text = split_glued(text)
        sure = 0.85 if made.level1 else 1.0
    made.level3 = text
    _note(work, f"{where}.level3", cell, sure)


def _measure(work: _Work, made: Indicator, cells: Mapping[str, Cell], where: str) -> None:
    """Read operator, value and unit, apart or in one text."""
    operator, value, unit = (cells.get(name) for name in ("operator", "value", "unit"))
    said = one_line(value.text) if value else ""
    if value is not None and value.is_error:
        work.notes.append(f"{value.place.label}：“{made.level3}”的指标值是出错的公式（{said}），没有读入。")
        said = ""
    relation = _relation(work, operator)
    got = _apart(said, relation, unit) if said else Quantity(relation or Operator.NONE, "", "", 1.0)
    made.operator, made.value = got.operator, got.value
    made.unit = one_line(unit.text) if unit and unit.text.strip() else got.unit
    if made.operator is Operator.QUALITATIVE and unit and is_absent(unit.text):
        made.unit = ""
    if operator is not None and relation is None and operator.text.strip():
        made.other["指标性质"] = one_line(operator.text)
    for name, cell in (("operator", operator or value), ("value", value), ("unit", unit or value)):
        if cell is not None:
            _note(work, f"{where}.{name}", cell, got.sure)


def _relation(work: _Work, cell: Cell | None) -> Operator | None:
    if cell is None or not cell.text.strip():
        return None
    if work.fit:
        column = next((m.column for m in work.fit.declared.columns.values() if m.field == "operator"), None)
        printed = {squeezed(word): sign for sign, word in (column.words if column else {}).items()}
        if squeezed(cell.text) in printed:
            return Operator(printed[squeezed(cell.text)])
    return operator_of(cell.text)


def _apart(said: str, relation: Operator | None, unit: Cell | None) -> Quantity:
    """Return a value whose operator or unit may stand in cells of their own."""
    whole = quantity(said)
    has_unit = unit is not None and unit.text.strip() != ""
    if relation is None:
        is_text = has_unit and whole.unit and not _is_in(whole.unit, unit)
        return Quantity(whole.operator, said, "", 0.7) if is_text else whole
    if relation is Operator.QUALITATIVE or whole.operator is Operator.QUALITATIVE:
        return Quantity(relation, said, "", 1.0 if relation is Operator.QUALITATIVE else 0.7)
    is_plain = is_number(whole.value) and (not whole.unit or not has_unit or _is_in(whole.unit, unit))
    return Quantity(relation, whole.value if is_plain else said, whole.unit, 1.0 if is_plain else 0.7)


def _is_in(unit: str, cell: Cell | None) -> bool:
    return cell is not None and squeezed(unit) == squeezed(cell.text)


def _weigh(work: _Work, made: Indicator, cell: Cell | None, where: str, sure: float) -> None:
    if cell is None or not cell.text.strip():
        return
    made.weight = number_of(cell.text)
    if made.weight is None:
        made.other["权重"] = one_line(cell.text)
    _note(work, f"{where}.weight", cell, sure if made.weight is not None else 0.3)


def _account(work: _Work, made: Indicator, cells: Mapping[str, Cell], where: str) -> None:
    """Read what a self-evaluation says of an indicator; in a target form such columns are kept by their captions."""
    header = work.draft.header
    for name in _COUNTED:
        cell = cells.get(name)
        if cell is None or not cell.text.strip() or header is None:
            continue
        if work.kind is not FormKind.SELF_EVALUATION:
            _extra(work, made, header.indicator[name].caption, cell, where)
        elif name in _NUMBERS:
            setattr(made, name, number_of(cell.text))
            _note(work, f"{where}.{name}", cell, 1.0)
        else:
            setattr(made, name, one_line(cell.text))
            _note(work, f"{where}.{name}", cell, 1.0)


def _extra(work: _Work, made: Indicator, caption: str, cell: Cell, where: str) -> None:
    meaning = work.fit.declared.columns.get(squeezed(caption)) if work.fit else None
    key = meaning.other if meaning and meaning.other else caption
    made.other[key] = one_line(cell.text)
    _note(work, f"{where}.other.{key}", cell, 0.9)


def _funds(work: _Work) -> list[FundRow]:
    return [_fund(fund) for fund in work.draft.funds]


def _fund(fund: Fund) -> FundRow:
    numbers: dict[str, Any] = {name: number_of(cell.text) for name, cell in fund.values.items()}
    return FundRow(item=fund.item, **numbers)


def _whole(work: _Work, rows: list[Indicator]) -> FoundForm:
    record = _record(work)
    record.indicators = rows
    if isinstance(record, SelfEvaluation):
        record.funds = _funds(work)
    if not rows:
        work.notes.append("这张表没有指标。")
    return FoundForm(
        work.draft.title,
        record,
        _confidence(work, rows),
        tuple(dict.fromkeys(work.draft.pages)),
        work.draft.sheet,
        work.readings,
        work.unplaced,
        work.notes,
    )


def _record(work: _Work) -> Form:
    values: dict[str, Any] = dict(work.values) | {
        "other": work.other,
        "layout": work.fit.declared.layout.id if work.fit else "",
    }
    if work.kind is FormKind.PROJECT:
        return ProjectTarget(**values)
    if work.kind is FormKind.OVERALL:
        return OverallTarget(**values)
    is_overall = any_in(work.words.titles.overall, work.draft.title)
    return SelfEvaluation(scope="overall" if is_overall else "project", **values)


def _confidence(work: _Work, rows: list[Indicator]) -> float:
    """Return how sure the whole form is: by its layout, its title, and the share of sure values."""
    sure = [reading.sure for reading in work.readings.values()] or [0.5]
    known = work.fit.likeness if work.fit else 0.75
    titled = 1.0 if work.draft.is_named_form else 0.8
    whole = 1.0 if rows and not work.unplaced else 0.9
    return round(min(1.0, sum(sure) / len(sure) * (0.6 + 0.4 * known) * titled * whole), 2)


def usual_year(forms: Iterable[FoundForm]) -> int | None:
    """Return the year that most forms of a file are for."""
    years = Counter(form.record.year for form in forms if form.record.year)
    return years.most_common(1)[0][0] if years else None


__all__ = ["build", "is_blank", "is_form", "plain", "usual_year"]
