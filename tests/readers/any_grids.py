"""Tables of any shape, to be written in every format and read back."""

from typing import NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

QUICK = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

LETTERS = st.sampled_from("甲乙效≥𠮷㛃=+-@'\"<>&,;|#%()01.aZ：（")

WORDS = st.text(LETTERS, min_size=1, max_size=8)

TEXTS = st.one_of(
    st.just(""),
    WORDS,
    st.lists(WORDS, min_size=2, max_size=3).map(" ".join),
    st.lists(WORDS, min_size=2, max_size=4).map("\n".join),
    st.sampled_from(["#REF!", "=SUM(A1)", "007", "1e5", "95%", "TRUE", "甲\n\n乙", "&lt;", "_x0041", "'", '"', "<br>"]),
)


class Area(NamedTuple):
    """Merged cells: the upper left one and how many rows and columns."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def places(self) -> set[tuple[int, int]]:
        across = range(self.column, self.column + self.columns)
        return {(row, column) for row in range(self.row, self.row + self.rows) for column in across}


class Grid(NamedTuple):
    """What is written: texts by row and column, none under a merged area, and the areas."""

    rows: int
    columns: int
    texts: dict[tuple[int, int], str]
    areas: list[Area]

    @property
    def expected(self) -> set[tuple[int, int, int, int, str]]:
        spans = {area[:2]: area[2:] for area in self.areas}
        found = {(*place, *spans.get(place, (1, 1)), text) for place, text in self.texts.items()}
        return {one for one in found if one[4] or one[:2] in spans}


@st.composite
def grids(draw: st.DrawFn, *, merged: bool = True) -> Grid:
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    areas: list[Area] = []
    taken: set[tuple[int, int]] = set()
    for _ in range(draw(st.integers(0, 5)) if merged else 0):
        row, column = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
        area = Area(row, column, draw(st.integers(1, rows - row)), draw(st.integers(1, columns - column)))
        if area.rows * area.columns > 1 and taken.isdisjoint(area.places):
            areas.append(area)
            taken |= area.places
    places = [(row, column) for row in range(rows) for column in range(columns)]
    texts = {place: draw(TEXTS) for place in places if place not in taken}
    texts |= {area[:2]: draw(TEXTS.filter(bool)) for area in areas}
    texts[0, 0] = texts[0, 0] or "首"  # a table without any text is none
    return Grid(rows, columns, texts, areas)
