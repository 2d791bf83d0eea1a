"""The head of a form: what its labels mean, its year, its unit of money, the name that only its title says."""

from collections.abc import Iterable, Iterator

from app.definitions.vocabulary import FieldKind
from app.definitions.words import Captions, Match, squeezed
from app.model.refs import FormKind
from app.readers.grids import Cell, Place
from app.recognise.amounts import AMOUNTS, corner_of, fund_amount, read_amount, text_in_layout, unit_of_funds
from app.recognise.drafts import Draft
from app.recognise.found import Reading, Unplaced
from app.recognise.heads import Fund, Pair
from app.recognise.named_in_titles import name_from_title, unit_from_title
from app.recognise.values import (
    code_and_name,
    is_absent,
    money_unit_in,
    number_of,
    one_line,
    paragraphs,
    project_code_and_name,
    year_in,
)
from app.recognise.work import Work, meaning_of

_LONG = frozenset({"goal", "overview", "basis", "goal_initial", "goal_adjusted", "goal_actual"})
_CODED = {
    "project": ("project_code", "project_name"),
    "project_name": ("project_code", "project_name"),
    "department": ("department_code", "department"),
    "unit": ("unit_code", "unit"),
}
_NAMES = frozenset({"project_name", "department", "unit"})  # that may have a code before them
_SAYS_NO_MORE = frozenset({"序号", "年度"})
_SURE = (1.0, 0.95, 0.85)


def project_pairs(draft: Draft) -> Iterator[Pair]:
    """Yield the cells of a project in a table of several as labels and values."""
    if draft.header is None:
        return
    for name, cell in draft.project.items():
        column = draft.header.project.get(name)
        if column is None:
            continue
        yield Pair(column.caption, "/".join(column.groups), cell.text, cell.place)
    view = draft.header.view
    first = next(iter(draft.project.values()), None)
    of_rows = draft.header.of_indicators()
    for column in draft.header.rest:
        if first is not None and column not in of_rows:
            beside = next((c for c in view.table.cells if c.column == column.first and c.row == first.row), None)
            if beside is not None and beside.text.strip():
                yield Pair(column.caption, "/".join(column.groups), beside.text, beside.place)


def find_year(work: Work) -> None:
    """Read the year from the title or from a line under it."""
    draft = work.draft
    for sure, texts in ((1.0, [draft.title]), (0.95, [line.text for line in draft.lines]), (0.8, draft.titles)):
        for text in texts:
            if len(text) < 80 and (year := year_in(text)):
                work.put("year", year, one_line(text), Place(draft.pages[0], draft.sheet), sure)
                return


def read_head(work: Work, pairs: Iterable[Pair]) -> None:
    """Read labels and values into the fields of the record; the rest is kept by its labels."""
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
    _find_elsewhere(work)
    work.unplaced += [Unplaced(pair.label, pair.text, pair.place) for pair in work.draft.unplaced if pair.text.strip()]


def _find_elsewhere(work: Work) -> None:
    """Find what the head does not say: the sum in the table of money, the name in the title."""
    if work.kind is FormKind.PROJECT and "amount" not in work.values:
        _amount_from_funds(work)
    if work.kind is not FormKind.OVERALL and not work.values.get("project_name"):
        name_from_title(work)
    if work.kind is FormKind.OVERALL and not work.values.get("unit"):
        unit_from_title(work)


Offer = tuple[tuple[int, int], str, Pair]


def _offers(work: Work, pairs: Iterable[Pair], captions: Captions) -> Iterator[Offer]:
    """Yield each pair with the field that it may be the value of, declared meanings first."""
    for pair in pairs:
        meaning = meaning_of(work, pair.label)
        match = _of_project(work, pair) or captions.match(pair.label)
        if meaning and meaning.field:
            yield (0, -1), _plain_field(meaning.field, work.kind), pair
        elif meaning and meaning.other:
            yield (9, 0), "", pair
        elif match:
            yield match.rank, match.field, pair
        else:
            yield (9, 0), "", pair


def _of_project(work: Work, pair: Pair) -> Match | None:
    """Return what a column stands for that says which project of several a row is of."""
    is_table = work.kind is FormKind.PROJECT and any(cell.place == pair.place for cell in work.draft.project.values())
    return work.words.project_captions.match(pair.label) if is_table else None


def _said_in_pattern(work: Work, pair: Pair) -> dict[str, str]:
    """Return the attributes that the declared layout prints together in a pattern, apart."""
    meaning = meaning_of(work, pair.label)
    found = meaning.attributes(one_line(pair.text)) if meaning else {}
    return {} if set(found) <= _NAMES else found


_ALIASES = {"name": "project", "code": "project_code", "department_name": "department", "unit_name": "unit"}


def _plain_field(name: str, kind: FormKind) -> str:
    return _ALIASES.get(name, name) if kind is FormKind.PROJECT else name


def _is_same(work: Work, name: str, pair: Pair) -> bool:
    """Whether a pair says again what the record has."""
    reading = work.readings.get(name) or work.readings.get(_CODED.get(name, ("", ""))[1])
    return not pair.text.strip() or (reading is not None and squeezed(reading.printed) == squeezed(pair.text))


def _keep(work: Work, pair: Pair) -> None:
    """Keep a label and value that are no field's under the label; corners and years say nothing more."""
    label, group, text = _kept_as(work, pair)
    if _says_no_more(pair, label) or not pair.text.strip() or work.other.get(label) == text:
        return
    names = [label, *([f"{group}/{label}"] if group else []), *(f"{label}（{n}）" for n in range(2, 100))]
    key = next(name for name in names if name not in work.other)
    work.other[key] = text
    work.readings[f"other.{key}"] = Reading(pair.text, pair.place, 0.5 if pair.place in work.unread else 0.9)


def _says_no_more(pair: Pair, label: str) -> bool:
    """Whether a label and value tell nothing that is not known by now: a number, a year, or the unit of money."""
    return squeezed(label) in _SAYS_NO_MORE or money_unit_in(corner_of(pair)) is not None


def _kept_as(work: Work, pair: Pair) -> tuple[str, str, str]:
    """Return label, group and text of what is no field's, as the declared layout calls and counts it if it has it."""
    meaning, text = meaning_of(work, pair.label), _text(pair)
    if meaning is None or not meaning.other:
        return one_line(pair.label).rstrip("：: "), pair.group, text
    label = one_line(meaning.other).rstrip("：: ")
    return label, "", text_in_layout(work, pair, text) if meaning.kind is FieldKind.MONEY else text


def _text(pair: Pair) -> str:
    return one_line(pair.text) if pair.place.box is not None and len(pair.text) < 40 else _long(pair)


def _long(pair: Pair) -> str:
    """Return a long text: a PDF's lines are joined, what a workbook or document breaks stays broken."""
    return paragraphs(pair.text) if pair.place.box is not None else pair.text.strip()


def _read_field(work: Work, name: str, pair: Pair, sure: float) -> bool:
    """Read a pair into a field; ``False`` when its text cannot be the field's value."""
    if not pair.text.strip():
        return False
    if name == "amount":
        return read_amount(work, pair, sure)
    if name == "self_score":
        number = number_of(pair.text)
        if number is not None:
            work.put(name, number, pair.text, pair.place, sure)
        return number is not None
    if name in _CODED and (work.kind is FormKind.PROJECT or name == "project_name"):
        _read_coded(work, name, pair, sure)
        return True
    if name == "unit" and work.kind is FormKind.OVERALL:
        work.put(name, one_line(pair.text), pair.text, pair.place, sure)
        return True
    work.put(name, _long(pair) if name in _LONG else one_line(pair.text), pair.text, pair.place, sure)
    return True


def _read_coded(work: Work, name: str, pair: Pair, sure: float) -> None:
    """Read a name that may have a code before it; those of projects are long, and a name may begin with a number."""
    code, said = project_code_and_name(pair.text) if name.startswith("project") else code_and_name(pair.text)
    if code:
        work.put(_CODED[name][0], code, pair.text, pair.place, sure)
    work.put(_CODED[name][1], said, pair.text, pair.place, sure)


def keep_funds(work: Work) -> None:
    """Keep what a table of money says that the record has no field for, or has an amount for that nobody knows."""
    for fund in work.draft.funds:
        cells = dict(fund.other)
        unit, _ = unit_of_funds(work, fund)
        for name, cell in fund.values.items():
            is_lost = name in AMOUNTS and fund_amount(work, cell, unit) is None
            if work.kind is not FormKind.SELF_EVALUATION or is_lost:
                cells[work.words.funds[name][0]] = cell
        for caption, cell in cells.items():
            if cell.text.strip() and not is_absent(cell.text):
                _keep(work, Pair(f"{fund.item}/{caption}", "", cell.text, cell.place))


def _amount_from_funds(work: Work) -> None:
    captions = work.words.head_labels("project")
    for fund in work.draft.funds:
        match = captions.match(fund.item)
        cell = fund.values.get("initial_budget") or fund.values.get("adjusted_budget")
        if match and match.field == "amount" and cell and read_amount(work, _amount_pair(fund, cell), 0.9):
            return


def _amount_pair(fund: Fund, cell: Cell) -> Pair:
    return Pair(fund.item, next(filter(money_unit_in, fund.captions), ""), cell.text, cell.place)
