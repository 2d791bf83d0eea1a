"""One's own history as a library: every indicator that was ever read or written, to be found and used again."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median_low
from typing import TypeVar
from unicodedata import is_normalized, normalize

from app.definitions.library import Library
from app.definitions.vocabulary import Taxonomy
from app.editing.steps import Step, add_indicator
from app.editing.taxonomy import mapped_pair
from app.model.operators import Operator
from app.model.records import Form, Indicator
from app.rules.words import unspaced
from app.store.indicators import IndicatorName, IndicatorUse, UnderLevels
from app.store.store import Store

_ANYWHERE = UnderLevels()
_SHOWN = 20  # entries found at once

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Entry:
    """An indicator of the library: what it usually says, and where it was used.

    Attributes:
        name: the name as it is mostly written.
        weight: the median of the weights that were given to it.
        count: how many times it was used.
        years: the years in which it was used, the latest first.
        forms: what the forms are called that used it, those of the latest year first.
    """

    name: str
    level1: str
    level2: str
    operator: Operator
    value: str
    unit: str
    weight: Decimal | None
    count: int
    years: tuple[int, ...]
    forms: tuple[str, ...]

    @property
    def last_used(self) -> int | None:
        """The latest year in which it was used."""
        return self.years[0] if self.years else None


def search_indicators(
    store: Store, text: str = "", *, under: UnderLevels = _ANYWHERE, limit: int = _SHOWN
) -> list[Entry]:
    """Return the indicators with ``text`` in their names, those used most often first.

    Args:
        store: where they stand.
        text: a part of the name, or several with blanks between them; blanks inside names do not count, nor does the
            width of a sign.
        under: the levels to keep to.
        limit: how many entries at most.
    """
    words = [_key(word) for word in text.split()]
    found = store.indicator_names(max(words, key=len, default=""), UnderLevels(*map(unspaced, under)))
    groups: dict[str, list[IndicatorName]] = defaultdict(list)
    for name in found:
        key = _key(name.level3)
        if all(word in key for word in words):
            groups[key].append(name)
    counts = {key: sum(name.times for name in names) for key, names in groups.items()}
    best = sorted(counts, key=lambda key: (-counts[key], len(key), key))[:limit]
    return _entries(store, {key: groups[key] for key in best})


def _key(name: str) -> str:
    """Return what two spellings of one name have in common; most names are their own."""
    plain = name if is_normalized("NFKC", name) else normalize("NFKC", name)
    return "".join(plain.split()).casefold()


def _entries(store: Store, groups: Mapping[str, Sequence[IndicatorName]]) -> list[Entry]:
    keys = {name.level3: key for key, names in groups.items() for name in names}
    uses: dict[str, list[IndicatorUse]] = {key: [] for key in groups}
    for use in store.indicator_uses([name for names in groups.values() for name in names]):
        uses[keys[use.level3]].append(use)
    return [_entry(those) for those in uses.values() if those]


def _entry(uses: list[IndicatorUse]) -> Entry:
    """Return what the uses of one indicator come to; where two things are as usual, the later one."""
    uses.sort(key=lambda use: -(use.year or 0))
    levelled = [use for use in uses if use.level1 or use.level2] or uses
    level1, level2 = _usual(((use.level1, use.level2), use.times) for use in levelled)
    operator, unit = _usual(((use.operator, use.unit), use.times) for use in uses)
    return Entry(
        name=_usual((unspaced(use.level3), use.times) for use in uses),
        level1=level1,
        level2=level2,
        operator=operator,
        value=_usual((use.value, use.times) for use in uses if (use.operator, use.unit) == (operator, unit)),
        unit=unit,
        weight=_median([(use.weight, use.times) for use in uses if use.weight is not None]),
        count=sum(use.times for use in uses),
        years=tuple(dict.fromkeys(use.year for use in uses if use.year is not None)),
        forms=tuple(dict.fromkeys(name for use in uses for name in use.forms)),
    )


def _usual(counted: Iterable[tuple[T, int]]) -> T:
    """Return what occurs most often, of equals the first."""
    counts: Counter[T] = Counter()
    for thing, times in counted:
        counts[thing] += times
    return max(counts, key=counts.__getitem__)


def _median(counted: Sequence[tuple[Decimal, int]]) -> Decimal | None:
    """Return the weight in the middle, the lower of two, so that it is one that was really given."""
    every = [weight for weight, times in counted for _ in range(times)]
    return median_low(every) if every else None


def insert_entry(form: Form, at: int, entry: Entry, library: Library, *, weighted: bool = True) -> Step:
    """Return the step that puts an entry at index ``at`` of a form, in the words of the form's layout.

    Args:
        form: where it is to stand.
        at: its index.
        entry: what is put in.
        library: the declared layouts.
        weighted: whether its usual weight is given to it.
    """
    level1, level2 = _levels_for(form, entry, library)
    template = Indicator(
        level1=level1,
        level2=level2,
        level3=entry.name,
        operator=entry.operator,
        value=entry.value,
        unit=entry.unit,
        weight=entry.weight if weighted else None,
    )
    return Step("插入指标", add_indicator(form, at, template).changes)


def _levels_for(form: Form, entry: Entry, library: Library) -> tuple[str, str]:
    """Return the levels of an entry by the form's own taxonomy; none where its paper has none."""
    if not library.form_for(form).levels:
        return "", ""
    wanted = library.shown_layout(form).head.taxonomy
    pair = unspaced(entry.level1), unspaced(entry.level2)
    return mapped_pair(pair, wanted, library) or pair


def place_for(form: Form, entry: Entry, library: Library) -> int:
    """Return the index at which an entry stands among those of its levels: after the last one that is not later."""
    levels = _levels_for(form, entry, library)
    order = _order(library.taxonomy_for(form))
    own = order.get(levels, len(order))
    earlier = [n for n, row in enumerate(form.indicators) if _rank(row, order) <= own]
    return earlier[-1] + 1 if earlier else 0


def _order(taxonomy: Taxonomy) -> dict[tuple[str, str], int]:
    pairs = [(level.name, name) for level in taxonomy.levels for name in level.level2]
    return {pair: n for n, pair in enumerate(pairs)}


def _rank(row: Indicator, order: Mapping[tuple[str, str], int]) -> int:
    return order.get((unspaced(row.level1), unspaced(row.level2)), len(order))
