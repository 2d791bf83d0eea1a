"""Amounts of money: the unit that a form prints them in, and what they come to in 元.

The unit stands behind the amount, in its label, in the label of the rows around it or in a corner of the form; the
nearest one holds. Where a file names none, the declared layout's is taken. Where it names one that nobody knows, such
as 万美元, no amount is made of the number: it would be wrong by a factor and look right.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from app.definitions.words import squeezed
from app.model.money import MoneyUnit, from_yuan, shortest, to_yuan
from app.model.money_words import SaidUnit
from app.readers.grids import Cell
from app.recognise.drafts import Draft
from app.recognise.heads import MONEY_CORNERS, Fund, Pair
from app.recognise.values import amount_of, is_absent, money_unit_in
from app.recognise.work import Work, note_unit

_UNSAID, _BY_LAYOUT = 0.5, 0.8  # how sure an amount is of which the form does not print the unit
_LONGEST_LINE = 40
_BRACKETS = re.compile(r"\([^()]*\)")
AMOUNTS = frozenset({"initial_budget", "adjusted_budget", "executed"})  # the columns of a table of money that hold any


def money_unit_of(draft: Draft, pairs: Iterable[Pair]) -> SaidUnit | None:
    """Return the unit that the form prints its amounts in: by its corner, the label of a sum, a line or the title.

    A corner or a line speaks of all amounts; where nobody knows its unit, the label of one sum does not tell either.
    """
    pairs = list(pairs)
    corners = _said_in(corner for pair in pairs if (corner := corner_of(pair)))
    lines = _said_in(line.text for line in draft.lines if len(line.text) < _LONGEST_LINE)
    first = next(iter([*corners, *lines]), None)
    if first is not None and not first.is_known:
        return first
    labels = _said_in(text for pair in pairs for text in (pair.label, pair.group))
    titles = _said_in(bracket for title in draft.titles for bracket in _BRACKETS.findall(squeezed(title)))
    found = [*corners, *labels, *lines, *titles]
    return min(found, key=lambda unit: not unit.is_known, default=None)


def _said_in(texts: Iterable[str]) -> list[SaidUnit]:
    return [unit for text in texts if (unit := money_unit_in(text))]


def corner_of(pair: Pair) -> str:
    """Return what a corner that may name the unit of money says, as “单位:万元”; nothing where it is no corner."""
    text = squeezed(pair.text)
    return f"单位:{text}" if text and squeezed(pair.label) in MONEY_CORNERS else ""


def read_amount(work: Work, pair: Pair, sure: float) -> bool:
    """Read the sum that the form is about; ``False`` where its text is no amount, or nobody knows of how much."""
    number, own = amount_of(pair.text)
    if number is None or is_absent(pair.text):
        return False
    said = _said(work, pair, own)
    if said is not None and not said.is_known:
        note_unit(work, said, pair.place)
        return False
    unit, known = (said.printed, 1.0) if said else _unsaid(work)
    work.put("amount", to_yuan(number, said or unit), pair.text, pair.place, min(sure, known))
    work.values["amount_unit"] = unit.value
    return True


def _said(work: Work, pair: Pair, own: SaidUnit | None) -> SaidUnit | None:
    """Return the unit of an amount that is nearest to it."""
    return own or money_unit_in(pair.label) or money_unit_in(pair.group) or work.money


def _unsaid(work: Work) -> tuple[MoneyUnit, float]:
    """Return the unit of amounts of which the file names none, and how sure that is."""
    if work.fit:
        return work.fit.declared.layout.head.money_unit, _BY_LAYOUT
    return MoneyUnit.TEN_THOUSAND_YUAN, _UNSAID


def text_in_layout(work: Work, pair: Pair, text: str) -> str:
    """Return an amount that only the layout has as it is kept: in the layout's unit, whatever the file prints it in.

    One in a unit that nobody knows keeps the unit behind it, so that nobody takes it for another amount.
    """
    number, own = amount_of(pair.text)
    said = _said(work, pair, own)
    if number is None or said is None or work.fit is None:
        return text
    if not said.is_known:
        note_unit(work, said, pair.place)
        return text if own else f"{text}{said.name}"
    unit = work.fit.declared.layout.head.money_unit
    return text if said.yuan == unit.yuan else shortest(from_yuan(to_yuan(number, said), unit))


def unit_of_funds(work: Work, fund: Fund) -> tuple[SaidUnit | MoneyUnit, float]:
    """Return the unit that a table of money is in, and how sure that is."""
    said = next((unit for text in fund.captions if (unit := money_unit_in(text))), None) or work.money
    return (said, 1.0) if said else _unsaid(work)


def fund_amount(work: Work, cell: Cell, unit: SaidUnit | MoneyUnit) -> Decimal | None:
    """Return an amount of a table of money in 元; ``None`` where it is none, or nobody knows of how much."""
    number, own = amount_of(cell.text)
    counted = own or unit
    if number is None:
        return None
    if isinstance(counted, SaidUnit) and not counted.is_known:
        note_unit(work, counted, cell.place)
        return None
    return to_yuan(number, counted)
