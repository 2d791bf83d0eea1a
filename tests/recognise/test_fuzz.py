# ruff: noqa: E501 - what a form prints in a row stands in a line
"""Whatever stands in a grid: recognition ends, raises nothing, and says nothing that does not stand there."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.definitions.library import library
from app.definitions.words import recognition_words, squeezed
from app.model.records import Form, SelfEvaluation
from app.readers.grids import Cell, Line, Page, Place, Table
from app.recognise.levels import known_levels
from app.recognise.recognise import recognise

WORDS = recognition_words()
CAPTIONS = [word for some in (WORDS.columns, WORDS.projects, WORDS.funds) for words in some.values() for word in words]
LABELS = [
    word
    for kind in (WORDS.head.project, WORDS.head.overall, WORDS.head.self_evaluation)
    for words in kind.values()
    for word in words
]
LEVELS = sorted(known_levels()[0] | known_levels()[1])
TITLES = [
    "项目支出绩效目标表",
    "部门整体支出绩效目标表",
    "项目支出绩效自评表",
    "收支预算总表",
    "附件12-1",
    "（2025年度）",
    "单位：万元",
    "2025年项目绩效目标表",
]
VALUES = ["≥95%", "95%以上", "12", "1,200.50", "-", "—", "=100", "明显提升", "#REF!", "2025年6月底前", "合计", "总分", "注：无", "满意", "120万元",
          "5101-维护", "117003-某中心", "产出指标（50分）", "产出指", "标", "产出指标-数量指标", "填报人：张某", "清淤河道长度", "完成清淤。", "□新增", "10", "（续）"]  # fmt: skip
texts = st.one_of(
    st.sampled_from([word.replace("*", "") for word in CAPTIONS + LABELS]),
    st.sampled_from(LEVELS),
    st.sampled_from(TITLES),
    st.sampled_from(VALUES),
    st.just(""),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Mn"]), max_size=12),
)
HEADERS = [
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重"],
    ["项目名称", "资金总额", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值"],
    ["指标名称", "指标值", "分值", "得分"],
    ["年度资金总额", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
]


@st.composite
def tables(draw: st.DrawFn, page: int) -> Table:
    columns = draw(st.integers(3, 8))
    rows = draw(st.integers(2, 12))
    header = draw(st.sampled_from([None, *HEADERS]))
    at = draw(st.integers(0, (rows - 1) // 2))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken or draw(st.integers(0, 9)) == 0:
                continue
            tall, wide = _free(draw, taken, (row, column), (rows, columns))
            taken |= {(row + r, column + c) for r in range(tall) for c in range(wide)}
            text = header[column] if header and row == at and column < len(header) else draw(texts)
            place = Place(page, cell=f"第{row + 1}行第{column + 1}格")
            cells.append(Cell(row, column, text, place, tall, wide, text == "#REF!"))
    return Table(rows, columns, tuple(cells))


def _free(draw: st.DrawFn, taken: set[tuple[int, int]], at: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """Return how far a cell is merged: only over places that are free."""
    row, column = at
    tall, wide = draw(st.sampled_from([(1, 1), (1, 1), (1, 1), (1, 1), (1, 2), (2, 1), (3, 1), (1, 4), (2, 2)]))
    tall, wide = min(tall, size[0] - row), min(wide, size[1] - column)
    over = {(row + r, column + c) for r in range(tall) for c in range(wide)}
    return (tall, wide) if over.isdisjoint(taken) else (1, 1)


@st.composite
def documents(draw: st.DrawFn) -> list[Page]:
    pages = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        lines = st.builds(Line, texts, st.just(Place(number)))
        blocks = draw(st.lists(st.one_of(lines, tables(number)), max_size=4))
        pages.append(Page(number, tuple(blocks)))
    return pages


def source(pages: Iterable[Page]) -> list[str]:
    blocks = [block for page in pages for block in page.blocks]
    return [
        squeezed(text)
        for block in blocks
        for text in ([block.text] if isinstance(block, Line) else [cell.text for cell in block.cells])
    ]


def said_by(form: Form) -> Iterator[str]:
    """Yield every text and number of a record that must stand in its file."""
    skipped = {
        "id",
        "kind",
        "layout",
        "amount_unit",
        "scope",
        "position",
        "year",
        "other",
        "project_id",
        "overall_id",
        "evaluation_id",
    }
    records = [form, *form.indicators, *(form.funds if isinstance(form, SelfEvaluation) else [])]
    for record in records:
        values = {name: getattr(record, name) for name in type(record).model_fields if name not in skipped}
        yield from (
            str(value)
            for name, value in values.items()
            if value and name not in ("operator", "amount") and not isinstance(value, Decimal)
        )
        yield from getattr(record, "other", {}).values()


def stands_in(text: str, texts: list[str]) -> bool:
    """Whether a text is made of what stands in a file: one cell, or several joined over the end of a page."""
    whole = "".join(texts)
    is_completed = squeezed(text) in LEVELS and any(squeezed(text).startswith(one) for one in texts if one)
    return is_completed or all(_made_of(squeezed(piece), texts, whole) for piece in re.split(r"[\n|]", text))


def _made_of(plain: str, texts: list[str], whole: str) -> bool:
    if plain in whole:
        return True
    return any(one and plain.startswith(one) and _made_of(plain[len(one) :], texts, whole) for one in texts)


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(documents())
def test_nothing_is_invented(pages: list[Page]) -> None:
    found = recognise(pages, library())
    texts = source(pages)
    for form in found.forms:
        assert [text for text in said_by(form.record) if not stands_in(text, texts)] == []
        years = {form.record.year} - {None}
        assert not years or any(str(year) in "".join(texts) for year in years)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(documents())
def test_every_value_has_a_place_and_a_doubt(pages: list[Page]) -> None:
    for form in recognise(pages, library()).forms:
        assert 0 < form.confidence <= 1
        for name, reading in form.readings.items():
            assert 0 < reading.sure <= 1, name
            assert 1 <= reading.place.page <= len(pages), name
        for number, row in enumerate(form.record.indicators):
            for name in ("level3", "value"):
                assert not getattr(row, name) or f"indicators[{number}].{name}" in form.readings
