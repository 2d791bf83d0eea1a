"""Invented forms, and how the places print them: a look says what varies, the truth stays the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from app.definitions.words import squeezed
from app.model.exchange import write_form
from app.model.records import Form
from recognise.published import Box, Grid, Item, Paper


@dataclass(frozen=True)
class Row:
    level1: str
    level2: str
    name: str
    operator: str
    value: str
    unit: str
    weight: str = "10"
    actual: str = ""
    score: str = ""
    reason: str = ""

    @property
    def text(self) -> str:
        """The value in one text, as most places print it."""
        return f"{'' if self.operator == '定性' else self.operator}{self.value}{self.unit}"


@dataclass(frozen=True)
class Told:
    """What a published form says."""

    name: str
    rows: tuple[Row, ...]
    kind: str = "project"
    year: str = "2025"
    goal: str = ""
    amount: str = "120.5"
    money: str = "万元"
    department: str = "某某市水务局"
    unit: str = "某某市河道管理中心"
    code: str = ""
    achieved: str = ""

    def filled(self, text: str) -> str:
        words = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "rows"}
        return text.format(**words) if "{" in text else text


RIVER = Told(
    "城区河道清淤维护",
    (
        Row("产出指标", "数量指标", "清淤河道长度", "≥", "35", "公里", "15", "36", "15"),
        Row("产出指标", "数量指标", "出动巡查船只", "=", "4", "艘", "10", "4", "10"),
        Row("产出指标", "质量指标", "清淤验收合格率", "≥", "98", "%", "10", "99", "10"),
        Row("产出指标", "时效指标", "汛期前完成清淤", "定性", "6月30日前完成", "", "10", "按期完成", "10"),
        Row("产出指标", "成本指标", "每公里清淤费用", "≤", "3.4", "万元/公里", "10", "3.6", "9", "人工费上涨"),
        Row("效益指标", "社会效益指标", "受益居民人数", "≥", "12000", "人", "15", "12500", "15"),
        Row("效益指标", "生态效益指标", "水体黑臭现象", "定性", "明显减少", "", "10", "明显减少", "10"),
        Row("满意度指标", "服务对象满意度指标", "沿岸居民满意度", "≥", "90", "%", "10", "92", "10"),
    ),
    goal="完成城区段河道清淤三十五公里，消除黑臭水体，保障行洪安全。",
    code="51010025T000012345678",
    achieved="已完成清淤三十六公里，行洪断面恢复到位。",
)
SCHOOL = Told(
    "乡村小学食堂改造补助",
    (
        Row("成本指标", "经济成本指标", "每所食堂改造费用", "≤", "80", "万元/所", "20"),
        Row("产出指标", "数量指标", "改造食堂数量", "=", "6", "所", "20"),
        Row("产出指标", "质量指标", "食堂卫生等级达标率", "=", "100", "%", "10"),
        Row("产出指标", "时效指标", "开学前完工率", "=", "100", "%", "10"),
        Row("效益指标", "社会效益指标", "就餐学生人数", "≥", "2300", "人", "20"),
        Row("满意度指标", "服务对象满意度指标", "学生及家长满意度", "≥", "95", "%", "10"),
    ),
    goal="改造六所乡村小学食堂，改善两千三百名学生的就餐条件。",
    amount="480",
    department="某某市教育局",
    unit="某某市教育服务中心",
    code="51010025T000087654321",
)
LIBRARY = Told(
    "公共图书馆免费开放",
    (
        Row("产出指标", "数量指标", "全年开放天数", "≥", "320", "天", "30"),
        Row("产出指标", "质量指标", "图书完好率", "≥", "97.5", "%", "30"),
        Row("满意度指标", "服务对象满意度指标", "读者满意度", "≥", "93", "%", "30"),
    ),
    goal="全年免费开放，服务读者。",
    amount="66.08",
    department="某某市文化局",
    unit="某某市图书馆",
    code="51010025T000011112222",
)
WATER_BUREAU = Told(
    "",
    (
        Row("产出指标", "数量指标", "新建供水管网", "≥", "46", "公里", "20"),
        Row("产出指标", "质量指标", "水质监测合格率", "=", "100", "%", "20"),
        Row("效益指标", "社会效益指标", "新增供水受益人口", "≥", "3.2", "万人", "30"),
        Row("满意度指标", "服务对象满意度指标", "用水户满意度", "≥", "90", "%", "30"),
    ),
    kind="overall",
    goal="保障城乡供水安全，推进水务一体化。",
    amount="5234.66",
    unit="某某市水务局",
)
MANY = replace(
    RIVER,
    name="数字档案馆建设",
    code="51010025T000033334444",
    rows=tuple(
        Row("产出指标", "数量指标", f"第{number}批档案数字化加工数量", "≥", str(1000 + number), "卷", "2")
        for number in range(1, 26)
    )
    + tuple(
        Row("产出指标", "质量指标", f"第{number}批数据抽检合格率", "≥", str(70 + number), "%", "1")
        for number in range(1, 21)
    )
    + (Row("满意度指标", "服务对象满意度指标", "查档群众满意度", "≥", "95", "%", "20"),),
)
PROJECTS = (RIVER, SCHOOL, LIBRARY)
LEVELS = ("level1", "level2")

Columns = tuple[tuple[str, str], ...]
Spell = Callable[[Row], str]
PLAIN: Columns = (("一级指标", "level1"), ("二级指标", "level2"), ("三级指标", "name"), ("指标值", "text"))
APART: Columns = (*PLAIN[:3], ("指标值", "value"), ("指标性质", "operator"), ("度量单位", "unit"), ("权重", "weight"))
WIDTHS = {"level1": 0.9, "level2": 1.1, "name": 2.4, "text": 1.4, "goal": 2.0, "project": 1.4}


@dataclass(frozen=True)
class Side:
    """Rows of a head with one label beside them."""

    label: str
    rows: tuple[tuple[str, ...], ...]


HeadRow = tuple[str, ...] | Side


@dataclass(frozen=True)
class Look:
    """How a form is printed.

    Attributes:
        head: the rows of labels and values above the indicators; ``{name}`` and the like stand for the truth.
        columns: captions and what stands under them; ``指标值/符号`` is a column of a group.
        levels: ``merged``, ``repeated``, ``first`` (blank where the same), ``level1`` (only the first one is merged).
        side: the label beside the indicators.
        spell: how a value in one text is spelled.
        foot: the rows after the indicators.
        title_inside: how many of title and lines are rows of the table.
    """

    title: str = "项目支出绩效目标表"
    above: tuple[str, ...] = ("（{year}年度）",)
    head: tuple[HeadRow, ...] = (
        ("项目名称", "{name}"),
        ("主管部门", "{department}", "实施单位", "{unit}"),
        ("资金总额（{money}）", "{amount}"),
        ("年度绩效目标", "{goal}"),
    )
    columns: Columns = PLAIN
    levels: str = "merged"
    side: str = ""
    spell: Spell = lambda row: row.text
    level_text: Callable[[str, Sequence[Row]], str] = lambda level, _rows: level
    between: tuple[Item, ...] = ()
    foot: tuple[tuple[str, ...], ...] = ()
    below: tuple[str, ...] = ()
    title_inside: int = 0
    repeated: bool = False
    side_rows: tuple[str, ...] = field(default=())


def printed(told: Told, look: Look) -> Paper:
    """Return a form on paper."""
    width = len(look.columns) + bool(look.side)
    width = max([width, *(len(row) for row in _rows_of(look.head)), 4])
    above = [told.filled(text) for text in (look.title, *look.above) if text]
    inside = [[Box(text, width)] for text in above[: look.title_inside]]
    head = [cells for row in look.head for cells in _head(told, row, width)]
    table = [*inside, *head, *indicator_rows(told, look, width), *(_spread(row, width) for row in look.foot)]
    header = len(inside) + len(head)
    depth = 1 + any("/" in caption for caption, _ in look.columns)
    grid = Grid(table, _widths(look, width), depth if look.repeated else 0, header)
    return Paper([*above[look.title_inside :], grid, *map(told.filled, look.below)])


def _rows_of(head: Sequence[HeadRow]) -> list[tuple[str, ...]]:
    return [
        row
        for part in head
        for row in ([(part.label, *cells) for cells in part.rows] if isinstance(part, Side) else [part])
    ]


def _widths(look: Look, width: int) -> list[float]:
    parts = [0.35] if look.side else []
    parts += [WIDTHS.get(key, 1.0) for _, key in look.columns]
    return parts + [1.0] * (width - len(parts))


def _head(told: Told, row: HeadRow, width: int) -> list[list[Item]]:
    if not isinstance(row, Side):
        return [_spread([told.filled(text) for text in row], width)]
    inner = [_spread([told.filled(text) for text in cells], width - 1) for cells in row.rows]
    return [[Box(told.filled(row.label), 1, len(inner)), *inner[0]], *inner[1:]]


def _spread(texts: Sequence[str], width: int) -> list[Item]:
    """Return texts as boxes over the whole width; what is over goes to the values, the last one first."""
    over = width - len(texts)
    spans = [1] * len(texts)
    takers = [n for n in range(len(texts)) if n % 2] or [0]
    for number in range(over):
        spans[takers[-1 - number % len(takers)]] += 1
    return [Box(text, span) for text, span in zip(texts, spans, strict=True)]


def indicator_rows(told: Told, look: Look, width: int) -> list[list[Item]]:
    """Return header and rows of the indicators."""
    header = _captions(look.columns)
    body = [_indicator(told, row, look) for row in range(len(told.rows))]
    wide = width - len(look.columns) - bool(look.side)
    rows = [*header, *([list(look.between)] if look.between else []), *body]
    if wide:
        rows = [_stretched(row, wide, is_first=number == 0) for number, row in enumerate(rows)]
    if look.side:
        rows[0] = [Box(look.side, 1, len(rows)), *rows[0]]
    return rows


def _stretched(row: list[Item], wide: int, *, is_first: bool) -> list[Item]:
    last = row[-1] if isinstance(row[-1], Box) else Box(row[-1])
    return [*row[:-1], replace(last, columns=last.columns + wide)] if row else row


def _captions(columns: Columns) -> list[list[Item]]:
    if not any("/" in caption for caption, _ in columns):
        return [[caption for caption, _ in columns]]
    top: list[Item] = []
    low: list[Item] = []
    for group, some in groupby(columns, key=lambda column: column[0].partition("/")[0]):
        captions = [caption.partition("/")[2] for caption, _ in some]
        top.append(Box(group, len(captions), 1 if any(captions) else 2))
        low += [caption for caption in captions if caption]
    return [top, low]


def _indicator(told: Told, number: int, look: Look) -> list[Item]:
    cells: list[Item] = []
    for _, key in look.columns:
        if key in LEVELS:
            cells += _level(told.rows, number, key, look)
        else:
            cells.append(_cell(told.rows[number], key, look))
    return cells


def _cell(row: Row, key: str, look: Look) -> str:
    if key == "text":
        return look.spell(row)
    return key[1:] if key.startswith("!") else getattr(row, key, "")


def _same(rows: Sequence[Row], number: int, other: int, key: str) -> bool:
    return all(getattr(rows[number], name) == getattr(rows[other], name) for name in LEVELS[: LEVELS.index(key) + 1])


def _level(rows: Sequence[Row], number: int, key: str, look: Look) -> list[Item]:
    """Return the cell of a level in a row, or none where it is covered by a merged one."""
    group = [row for other, row in enumerate(rows) if other >= number and _run(rows, number, other, key)]
    text = look.level_text(
        getattr(rows[number], key), [row for row in rows if getattr(row, key) == getattr(rows[number], key)]
    )
    begins = number == 0 or not _same(rows, number - 1, number, key)
    if look.levels == "repeated" or (look.levels == "level1" and key == "level2"):
        return [text]
    if look.levels == "first":
        return [text if begins else ""]
    return [Box(text, 1, len(group))] if begins else []


def _run(rows: Sequence[Row], first: int, last: int, key: str) -> bool:
    return all(_same(rows, first, number, key) for number in range(first, last + 1))


# What must come back ---------------------------------------------------------------------------------------------

_FIELDS = {"level1": "level1", "level2": "level2", "name": "level3", "operator": "operator", "value": "value",
           "unit": "unit", "weight": "weight", "actual": "actual", "score": "score"}  # fmt: skip


def shown_fields(look: Look) -> set[str]:
    """Return the fields of an indicator that a look prints."""
    keys = {key for _, key in look.columns}
    if "text" in keys:
        keys |= {"operator", "value", "unit"}
    return {key for key in keys if key in _FIELDS}


def differences(told: Told, look: Look, form: Form) -> list[str]:
    """Return in what a record differs from the truth, as far as the look prints it."""
    got = write_form(form)
    found = [] if form.kind.value == told.kind else [f"kind {form.kind.value}"]
    text = " ".join([look.title, *look.above, *look.below, *(cell for row in _rows_of(look.head) for cell in row)])
    for word, name in _head_fields(told.kind).items():
        if "{" + word + "}" in text and squeezed(str(got.get(name, ""))) != squeezed(getattr(told, word)):
            found.append(f"{name}: {got.get(name)!r}, should be {getattr(told, word)!r}")
    return found + row_differences(told, shown_fields(look), got["indicators"])


def _head_fields(kind: str) -> dict[str, str]:
    if kind == "self_evaluation":
        return {"name": "project_name", "code": "project_code", "department": "department", "year": "year",
                "goal": "goal_initial", "achieved": "goal_actual"}  # fmt: skip
    shared = {"year": "year", "amount": "amount", "money": "amount_unit", "goal": "goal", "unit": "unit"}
    return shared if kind == "overall" else shared | {
        "name": "project_name", "code": "project_code", "department": "department",
    }  # fmt: skip


def row_differences(told: Told, fields: set[str], got: Sequence[dict[str, str]]) -> list[str]:
    names = [row["level3"] for row in got]
    wanted = [row.name for row in told.rows]
    if [squeezed(name) for name in names] != [squeezed(name) for name in wanted]:
        return [f"rows {names}, should be {wanted}"]
    return [
        f"{row.name}: {field} {have[_FIELDS[field]]!r}, should be {getattr(row, field)!r}"
        for row, have in zip(told.rows, got, strict=True)
        for field in sorted(fields)
        if squeezed(have[_FIELDS[field]]) != squeezed(getattr(row, field))
    ]
