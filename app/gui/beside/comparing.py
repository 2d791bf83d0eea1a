"""Two forms beside each other in words, and what can be taken over from the one into the other."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from app.base.words import on_one_line
from app.definitions.library import Library
from app.definitions.vocabulary import FieldKind
from app.editing.beside import Beside, FieldPair, RowPair, State, beside
from app.editing.staleness.past import Archive
from app.editing.steps import Step, add_indicator, edit_form, edit_indicators
from app.editing.typed import shown_value
from app.gui.field_labels import part_fields, part_labels, row_labels
from app.model.money import shortest
from app.model.records import Form, Indicator, column_values
from app.model.refs import FormRef
from app.store.store import Store

_ROW_VALUES = ("level1", "level2", "level3", "operator", "value", "unit", "weight")
_TARGET = ("operator", "value", "unit")
_IDENTITY = frozenset({"project_code", "project_name"})  # of two projects they are never alike
_BEFORE = 6  # characters of a long text that are shown before its first difference


class Offer(NamedTuple):
    """Something that can be taken over: what the menu says, and the step that does it."""

    words: str
    step: Step


class Line(NamedTuple):
    """A field or an indicator as it was and as it is, in words.

    Attributes:
        state: what became of it.
        name: what it is called.
        last: what the other form says.
        this: what the form in work says.
        field: where the editor has it.
        row: its index in the form in work; ``None`` for a field outside the table and for what is gone.
        full: both texts whole.
        offers: what can be taken over; the first is everything.
    """

    state: State
    name: str
    last: str
    this: str
    field: str
    row: int | None
    full: str
    offers: tuple[Offer, ...]

    @property
    def is_row(self) -> bool:
        """Whether it is an indicator."""
        return not self.field or self.row is not None


@dataclass(frozen=True)
class Comparison:
    """The form in work beside another one.

    Attributes:
        this: the form in work as it was compared.
        last: the other one; ``None`` where there is none of an earlier year.
        lines: what became of what.
    """

    this: Form
    last: Form | None
    lines: tuple[Line, ...]

    def count(self, state: State) -> int:
        """Return how many fields and indicators are in a state."""
        return sum(line.state is state for line in self.lines)


def compare(ref: FormRef, other: FormRef | None, store: Store, library: Library) -> Comparison | None:
    """Return a form beside another one, or beside its own of the year before; nothing where it is gone."""
    this = store.form(ref)
    if this is None:
        return None
    last = store.form(other) if other else next(Archive(store).before(this), None)
    named = last is not None and other is not None and last.name != this.name
    lines = _Words(last, this, library, unlike=_IDENTITY if named else ()).lines() if last else ()
    return Comparison(this, last, tuple(lines))


class _Words:
    """Puts what became of a form into words."""

    def __init__(self, last: Form, this: Form, library: Library, unlike: Collection[str]) -> None:
        self._unlike = unlike
        self._last, self._this, self._library = last, this, library
        self._labels, self._columns = part_labels(this, library), row_labels(library)
        self._fields = part_fields(this, library)
        self._both: Beside = beside(last, this)

    def lines(self) -> Iterator[Line]:
        """Yield the differences outside the table, then every indicator."""
        different = (pair for pair in self._both.fields if pair.state is not State.SAME)
        yield from (self._field_line(pair) for pair in different if pair.field not in self._unlike)
        for pair in self._both.rows:
            yield self._gone_line(pair) if pair.this is None else self._row_line(pair)

    def _field_line(self, pair: FieldPair) -> Line:
        label = self._labels.get(pair.field, pair.field)
        last, this = self._shown(self._last, pair, pair.last), self._shown(self._this, pair, pair.this)
        cut_last, cut_this = around_difference(last, this)
        offers = () if pair.state is State.NEW else (Offer(f"取用{label}", self._field_step(pair, label)),)
        return Line(pair.state, label, cut_last, cut_this, pair.field, None, f"{last}\n→ {this}", offers)

    def _shown(self, form: Form, pair: FieldPair, value: object) -> str:
        field = self._fields.get(pair.field)
        if field is not None and field.kind is FieldKind.MONEY and value is not None:
            unit = self._library.shown_layout(form).head.money_unit
            return f"{shown_value(form, pair.field, field.kind, unit)} {unit.value}"
        return "" if value is None else on_one_line(str(value))

    def _field_step(self, pair: FieldPair, label: str) -> Step:
        name = f"取用{label}"
        if pair.field in column_values(self._this):
            return edit_form(self._this, name, **{pair.field: pair.last})
        return edit_form(self._this, name, other=self._this.other | {pair.field: str(pair.last)})

    def _row_line(self, pair: RowPair) -> Line:
        this, last = pair.this or Indicator(), pair.last
        changed = [field for field in pair.fields if field.state is not State.SAME] if last else []
        names = [field.field for field in changed]
        before = "" if last is None else said(last, names)
        offers = tuple(self._row_offers(pair, names)) if changed else ()
        return Line(
            pair.state,
            _named(this),
            before,
            said(this, names),
            "level3",
            pair.this_row,
            _full(pair, self._columns),
            offers,
        )

    def _row_offers(self, pair: RowPair, changed: list[str]) -> Iterator[Offer]:
        yield self._row_offer(pair, changed, "整行")
        if any(name in _TARGET for name in changed) and len(changed) > 1:
            yield self._row_offer(pair, [name for name in changed if name in _TARGET], "指标值")
        for name in changed:
            if name not in _TARGET and name in self._columns and len(changed) > 1:
                yield self._row_offer(pair, [name], self._columns[name])

    def _row_offer(self, pair: RowPair, names: Iterable[str], what: str) -> Offer:
        last, this = pair.last or Indicator(), pair.this or Indicator()
        wanted = list(names)
        values: dict[str, object] = {name: getattr(last, name) for name in wanted if name in _ROW_VALUES}
        others = {name: last.other.get(name, "") for name in wanted if name not in _ROW_VALUES}
        if others:
            values["other"] = this.other | others
        words = f"取用{what}"
        return Offer(words, edit_indicators(self._this, words, {pair.this_row or 0: values}))

    def _gone_line(self, pair: RowPair) -> Line:
        last = pair.last or Indicator()
        added = add_indicator(self._this, self._place(pair.last_row or 0), last)
        offers = (Offer("放回这一行", Step("放回指标", added.changes)),)
        return Line(pair.state, _named(last), said(last, ()), "", "", None, _full(pair, self._columns), offers)

    def _place(self, last_row: int) -> int:
        """Return where a row that is gone would stand: below the one that it stood below."""
        by_last = {pair.last_row: pair.this_row for pair in self._both.rows if pair.this_row is not None}
        above = [row for n in range(last_row) if (row := by_last.get(n)) is not None]
        return above[-1] + 1 if above else 0


def _named(row: Indicator) -> str:
    return on_one_line(row.level3) or on_one_line(row.level2) or "（未命名）"


def said(row: Indicator, also: Iterable[str]) -> str:
    """Return what is to be reached and what it weighs, with the name or the levels before it where they matter."""
    named = [on_one_line(getattr(row, name)) for name in ("level1", "level2", "level3") if name in set(also)]
    target = " ".join(filter(None, (row.operator.value, on_one_line(row.value), on_one_line(row.unit))))
    weight = "" if row.weight is None else f"{shortest(row.weight)} 分"
    return " · ".join(filter(None, (*named, target, weight)))


def _full(pair: RowPair, columns: dict[str, str]) -> str:
    lines = (
        f"{columns.get(field.field, field.field)}：{_plain(field.last)} → {_plain(field.this)}"
        for field in pair.fields
        if field.last != field.this and pair.this is not None and pair.last is not None
    )
    return "\n".join(lines) or said(pair.this or pair.last or Indicator(), ("level1", "level2", "level3"))


def _plain(value: object) -> str:
    return "（空）" if value in (None, "") else on_one_line(str(value))


def around_difference(last: str, this: str) -> tuple[str, str]:
    """Return two texts from shortly before the first sign in which they differ."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(last, this, strict=False)))
    start = same - _BEFORE
    if start <= 1 or not last or not this:
        return last, this
    return f"…{last[start:]}", f"…{this[start:]}"
