"""How forms and layouts are listed."""

from app.definitions.library import SECTION_NAMES, Layout
from app.model.money import MoneyUnit, from_yuan, shortest
from app.store.listing import NO_YEAR, FormLine
from app.store.store import Store


def nothing_found(store: Store, year: int | None) -> str:
    """Return why there are no forms to show, of a year or at all."""
    if year is None or not store.listing():
        return "还没有任何表。用 jiheng load 文件 读入，或用 jiheng demo 看示例。"
    there = "、".join(str(one) for one in store.years() if one != NO_YEAR)
    return f"没有 {year} 年的表{f'，已有 {there} 年的' if there else ''}。"


def _year(line: FormLine) -> str:
    return "" if line.year is None else str(line.year)


def as_json(line: FormLine) -> dict[str, str]:
    """Return one form of the list for scripts; the amount is in 元."""
    return {
        "kind": line.ref.kind.value,
        "year": _year(line),
        "code": line.code,
        "name": line.name,
        "unit_code": line.unit_code,
        "unit": line.unit,
        "amount": shortest(line.amount),
        "layout": line.layout,
    }


def as_rows(line: FormLine) -> tuple[str, ...]:
    """Return one form of the list as the cells of a row; the amount in 万元."""
    amount = "" if line.amount is None else f"{shortest(from_yuan(line.amount, MoneyUnit.TEN_THOUSAND_YUAN))} 万元"
    return (_year(line), line.ref.kind.short_label, line.code, line.name, line.unit, amount, line.layout)


def layout_as_json(layout: Layout) -> dict[str, object]:
    """Return one layout for scripts."""
    return {
        "id": layout.id,
        "name": layout.head.name,
        "place": layout.head.place,
        "years": list(layout.head.years),
        "forms": list(layout.forms),
        "source": layout.head.source,
    }


def layout_as_row(layout: Layout) -> tuple[str, ...]:
    """Return one layout as the cells of a row."""
    years = "、".join(str(year) for year in layout.head.years)
    return (layout.id, layout.head.name, years, "、".join(SECTION_NAMES[section] for section in layout.forms))
