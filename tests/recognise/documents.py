# ruff: noqa: E501 - what a form prints in a row stands in a line
"""Documents of many forms as places publish them, and the tables of a budget that are no forms."""

from collections.abc import Sequence
from dataclasses import replace

from app.recognise.recognise import Recognised
from recognise.looks import MONEY, OVERALL
from recognise.published import Box, Grid, Item, Paper
from recognise.published_forms import (
    APART,
    LIBRARY,
    MANY,
    PLAIN,
    PROJECTS,
    RIVER,
    SCHOOL,
    WATER_BUREAU,
    Look,
    Told,
    differences,
    indicator_rows,
    printed,
)

MINISTRY = Look(side="绩效指标", head=(
    ("项目名称", "{name}"), ("主管部门及代码", "{department}", "实施单位", "{unit}"), MONEY, ("年度总体目标", "{goal}"),
))  # fmt: skip

SCHOOL_PLAIN = replace(SCHOOL, rows=SCHOOL.rows[1:])

IN_YUAN = [replace(told, amount=f"{told.amount.partition('.')[0]}0000", money="元") for told in PROJECTS]


Document = tuple[list[Paper], list[tuple[Told, Look]]]


# Tables of a budget that are no forms ----------------------------------------------------------------------------

REVENUE = Paper(["表1", "收支预算总表", "单位：万元", Grid([
    [Box("收入", 2), Box("支出", 2)], ["项目", "预算数", "项目", "预算数"], ["一、一般公共预算拨款收入", "5234.66", "一、农林水支出", "4800.12"],
    ["二、政府性基金预算拨款收入", "", "二、住房保障支出", "434.54"], ["本年收入合计", "5234.66", "本年支出合计", "5234.66"],
    ["上年结转", "0", "年终结转结余", "0"], ["收入总计", "5234.66", "支出总计", "5234.66"],
])])  # fmt: skip

HOSPITALITY = Paper(["表8", "财政拨款“三公”经费支出预算表", "单位：万元", Grid([
    [Box("2024年预算数", 3), Box("2025年预算数", 3)], ["合计", "因公出国（境）费", "公务接待费", "合计", "因公出国（境）费", "公务接待费"],
    ["12.5", "0", "12.5", "11.2", "0", "11.2"],
])])  # fmt: skip

PURCHASES = Paper(["表9", "政府采购预算明细表", "单位：万元", Grid([
    ["单位名称", "项目名称", "采购品目", "计量单位", "数量", "单价", "金额"], ["某某市水务局", "城区河道清淤维护", "清淤服务", "项", "1", "100.5", "100.5"],
    ["某某市水务局", "办公设备购置", "台式计算机", "台", "12", "0.5", "6"], ["合计", "", "", "", "", "", "106.5"],
])])  # fmt: skip

SPENDING = Paper(["表10", "项目支出预算明细表", "单位：万元", Grid([
    ["单位编码", "单位名称", "项目代码", "项目名称", "合计", "一般公共预算", "政府性基金"],
    *([str(117003), told.unit, told.code, told.name, told.amount, told.amount, ""] for told in PROJECTS), ["", "", "", "合计", "666.58", "666.58", ""],
])])  # fmt: skip

STAFF = Paper(["基本情况表", Grid([
    ["单位名称", "编制数", "实有人数", "退休人数", "备注"], ["某某市水务局", "62", "58", "21", ""], ["某某市河道管理中心", "34", "33", "9", ""],
])])  # fmt: skip

SUBJECTS = Paper(["一般公共预算支出预算表", Grid([
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"], ["213", "农林水支出", "4800.12", "2565.46", "2234.66"],
    ["21303", "水利", "4800.12", "2565.46", "2234.66"], ["2130306", "水利工程运行与维护", "2234.66", "", "2234.66"],
])])  # fmt: skip

CONTENTS = Paper([
    "目 录", "第一部分 部门概况……1", "第二部分 2025年部门预算表……5", "一、收支预算总表……5", "十、项目支出预算明细表……21",
    "十一、项目支出绩效目标表……23", "十二、部门整体支出绩效目标表……31", "第三部分 部门预算情况说明……33",
])  # fmt: skip

CONTENTS_TABLE = Paper(["目录", Grid([
    ["序号", "表名", "页码"], ["1", "收支预算总表", "5"], ["11", "项目支出绩效目标表", "23"], ["12", "部门整体支出绩效目标表", "31"],
])])  # fmt: skip

PROSE = Paper([
    "第三部分 2025年部门预算情况说明", "四、预算绩效情况说明", "按照预算绩效管理要求，我部门对2025年42个项目编报了绩效目标，涉及资金2234.66万元。",
    "绩效评价结果显示，项目支出绩效自评得分均在90分以上，绩效目标表见附件。", "五、名词解释", "（一）绩效目标：指财政预算资金计划在一定期限内达到的产出和效果。",
    "（二）绩效指标：一级指标包括产出指标、效益指标和满意度指标，指标值应当量化。",
])  # fmt: skip

POLICY = Paper(["某某市预算绩效管理办法", Grid([
    ["等级", "分值", "评价结果应用"], ["优", "90（含）—100分", "优先安排预算"], ["良", "80（含）—90分", "按进度安排"], ["中", "60（含）—80分", "压减预算"],
])])  # fmt: skip

RESULTS = Paper(["2024年度绩效评价结果汇总表", Grid([
    ["序号", "项目名称", "预算数", "自评得分", "评价等级"], ["1", "城区河道清淤维护", "120.5", "96", "优"], ["2", "办公设备购置", "6", "88", "良"],
])])  # fmt: skip

TASKS = Paper(["2025年重点工作任务分解表", Grid([
    ["序号", "任务名称", "目标值", "完成时限", "责任单位"], ["1", "清淤河道", "35公里", "6月底", "河道管理中心"], ["2", "节水宣传", "20场", "12月底", "水务局"],
])])  # fmt: skip

ASSETS = Paper(["国有资产占有使用情况表", Grid([
    ["资产名称", "计量单位", "数量", "价值（万元）"], ["房屋", "平方米", "3200", "1280"], ["车辆", "辆", "6", "132.4"],
])])  # fmt: skip

OTHERS = {
    "revenue": REVENUE, "hospitality": HOSPITALITY, "purchases": PURCHASES, "spending": SPENDING, "staff": STAFF, "subjects": SUBJECTS,
    "contents": CONTENTS, "contents-table": CONTENTS_TABLE, "prose": PROSE, "policy": POLICY, "results": RESULTS, "tasks": TASKS,
    "assets": ASSETS,
}  # fmt: skip


# Blank forms -----------------------------------------------------------------------------------------------------

_EMPTY = replace(RIVER, name="", goal="", amount="", department="", unit="", rows=tuple(
    replace(row, name="", operator="", value="", unit="") for row in RIVER.rows
))  # fmt: skip

_UNUSED = replace(_EMPTY, rows=tuple(replace(row, name="……") for row in RIVER.rows[:3]))

BLANKS = {
    "empty": [printed(_EMPTY, replace(MINISTRY, spell=lambda _row: ""))],
    "with-note": [printed(_EMPTY, replace(MINISTRY, spell=lambda _row: "", below=("注：本部门无此类项目，故本表无数据。",)))],
    "dotted": [printed(_UNUSED, replace(MINISTRY, spell=lambda _row: ""))],
    "numbered": [printed(replace(_EMPTY, rows=tuple(replace(row, name=f"指标{n}：") for n, row in enumerate(RIVER.rows))),
                         replace(MINISTRY, spell=lambda _row: ""))],
}  # fmt: skip


def flat(told: Sequence[Told], *, is_merged: bool, is_wide: bool = True) -> Paper:
    """Return one table with a row for each indicator that says which project it is of."""
    rows: list[list] = [["单位名称", "项目名称", "预算数", "年度目标", *(caption for caption, _ in APART)]]
    for project in told:
        width = len(project.rows) if is_merged else 1
        names = [
            Box(text, 1, width)
            for text in (project.unit, f"{project.code}-{project.name}", project.amount, project.goal)
        ]
        body = indicator_rows(project, Look(columns=APART, levels="merged" if is_merged else "repeated"), len(APART))[
            1:
        ]
        rows += [[*(names if number == 0 or not is_merged else []), *cells] for number, cells in enumerate(body)]
    grid = Grid(rows, [1, 1.2, 0.8, 1.8, 0.8, 0.8, 1.5, 0.8, 0.6, 0.7, 0.5], 1)
    return Paper(["部门预算项目绩效目标申报表（2025年度）", "金额单位：万元", grid], is_wide=is_wide)


def side_by_side(told: Sequence[Told]) -> Paper:
    """Return one table in which each first level has columns of its own, as in Henan."""
    levels = ("产出指标", "效益指标", "满意度指标")
    top: list[Item] = [
        Box("单位编码（项目编码）", 1, 3),
        Box("项目单位（项目名称）", 1, 3),
        Box("项目金额（万元）", 2),
        Box("绩效目标", 1, 3),
        Box("绩效指标", 6),
    ]
    rows: list[list[Item]] = [top, [Box("资金总额", 1, 2), Box("财政拨款", 1, 2), *(Box(level, 2) for level in levels)]]
    rows += [["三级指标", "指标值"] * 3, ["117", "某某市水务局", "666.58", "666.58", "", *[""] * 6]]
    for project in told:
        lanes = [[row for row in project.rows if row.level1 == level] for level in levels]
        for number in range(max(map(len, lanes))):
            names = [project.code, project.name, project.amount, project.amount, project.goal]
            cells = [[lane[number].name, lane[number].text] if number < len(lane) else ["", ""] for lane in lanes]
            tall = max(map(len, lanes))
            rows.append(
                [*([Box(name, 1, tall) for name in names] if number == 0 else []), *cells[0], *cells[1], *cells[2]]
            )
    return Paper(["2025年部门预算项目绩效目标表", "单位：万元", Grid(rows, [], 3, 0)], is_wide=True)


def listed(told: Sequence[Told], columns: Sequence[tuple[str, str]], *, title: str, above: Sequence[str] = (), is_merged: bool = True,
           with_totals: bool = False) -> Paper:  # fmt: skip
    """Return one table of several projects: columns of the project, then those of its indicators."""
    own = [(caption, key) for caption, key in columns if "{" in key]
    look = Look(
        columns=tuple(column for column in columns if column not in own), levels="merged" if is_merged else "repeated"
    )
    rows: list[list[Item]] = [[caption for caption, _ in columns]]
    if with_totals:
        rows.append(["合计", *[""] * (len(own) - 2), "666.58", *[""] * len(look.columns)])
    for project in told:
        tall = len(project.rows) if is_merged else 1
        names = [Box(project.filled(key), 1, tall) for _, key in own]
        body = indicator_rows(project, look, len(look.columns))[1:]
        rows += [[*(names if number == 0 or not is_merged else []), *cells] for number, cells in enumerate(body)]
    return Paper([title, *above, Grid(rows, [], 1)], is_wide=True)


HENAN = Look(
    "项目绩效目标表",
    ("{year}",),
    (("{name}", "{code}", "{goal}"), ("{amount}", "{money}")),
    (("三级指标", "name"), ("指标值", "text"), ("", "level1")),
)

GUANGDONG = (
    ("单位名称", "{unit}"),
    ("项目名称", "{name}"),
    ("预算金额（元）", "{amount}"),
    ("绩效目标", "{goal}"),
    *PLAIN,
)

YUNNAN = (("项目名称", "{name}"), ("项目年度绩效目标", "{goal}"), *PLAIN[:3], ("指标性质", "operator"), ("指标值", "value"), ("度量单位", "unit"),
          ("指标属性", "!定量指标"), ("指标内容", "!按计划核对"))  # fmt: skip

MONGOLIA = (("项目编码", "{code}"), ("项目名称", "{name}"), ("主管部门", "{department}"), ("资金总额", "{amount}"), ("总体目标", "{goal}"),
            *PLAIN[:3], ("运算符号", "operator"), ("目标值", "value"), ("计量单位", "unit"), ("分值权重", "weight"))  # fmt: skip

JILIN = (
    ("单位/项目名称", "{name}"),
    ("项目金额", "{amount}"),
    ("年度绩效目标", "{goal}"),
    *PLAIN[:3],
    ("指标解释", "!见方案"),
    ("指标值", "text"),
    ("权重", "weight"),
)


def shown(columns: Sequence[tuple[str, str]], *more: str) -> Look:
    """Return what a table of several projects prints, as a look."""
    own = tuple(key for _, key in columns if "{" in key)
    return Look("", more, (own,), tuple(column for column in columns if "{" not in column[1]))


FLAT = Look("项目绩效目标申报表", ("（{year}年度）",), (
    ("单位名称", "{unit}", "项目名称", "{code}-{name}"), ("预算数", "{amount}", "年度目标", "{goal}"), ("单位", "{money}"),
), APART)  # fmt: skip

TITLED = Look("{year}年项目支出绩效目标表", (), (
    ("项目名称", "{name}", "资金总额（{money}）", "{amount}"), ("绩效目标", "{goal}"),
), PLAIN)  # fmt: skip


def joined(papers: Sequence[Paper], *between: str | Grid | None) -> Paper:
    """Return papers one after the other on one."""
    blocks: list[str | Grid | None] = []
    for number, paper in enumerate(papers):
        blocks += [*(between if number else ()), *paper.blocks]
    return Paper(blocks)


def sheets(papers: Sequence[Paper]) -> list[Paper]:
    return [replace(paper, sheet=f"附件12-{number}") for number, paper in enumerate(papers, 1)]


def all_in(look: Look) -> list[tuple[Told, Look]]:
    return [(told, look) for told in PROJECTS]


def one_table(look: Look) -> Grid:
    """Return the tables of all projects stacked to one without anything between them."""
    rows = []
    for told in PROJECTS:
        [grid] = [block for block in printed(told, look).blocks if isinstance(block, Grid)]
        rows += grid.rows
    return Grid(rows)


DOCUMENTS: dict[str, Document] = {
    "one-after-the-other": ([joined([printed(told, MINISTRY) for told in PROJECTS])], all_in(MINISTRY)),
    "a-page-each": ([joined([printed(told, MINISTRY) for told in PROJECTS], None)], all_in(MINISTRY)),
    "a-sheet-each": (sheets([printed(told, MINISTRY) for told in PROJECTS]), all_in(MINISTRY)),
    "titles-in-tables": (
        [joined([printed(told, replace(MINISTRY, title_inside=2)) for told in PROJECTS])], all_in(MINISTRY)
    ),
    "stacked-in-one-table": ([Paper([one_table(replace(MINISTRY, title_inside=2))])], all_in(MINISTRY)),
    "one-title-for-all": ([Paper(["项目支出绩效目标表", "（2025年度）", one_table(TITLED)])], all_in(replace(TITLED, title="项目支出绩效目标表"))),
    "long-document": (
        [CONTENTS, REVENUE, SUBJECTS, HOSPITALITY, PURCHASES, SPENDING, *(printed(told, MINISTRY) for told in PROJECTS), STAFF,
         printed(WATER_BUREAU, OVERALL), PROSE, RESULTS],
        [*all_in(MINISTRY), (WATER_BUREAU, OVERALL)],
    ),
    "headed-document": (
        [Paper(["第四部分 附件", "（一）项目支出绩效目标表", "说明：以下各表由项目单位填报。", *joined([printed(told, MINISTRY) for told in PROJECTS]).blocks])],
        all_in(MINISTRY),
    ),
    "flat-repeated": ([flat(PROJECTS, is_merged=False)], all_in(FLAT)),
    "flat-merged": ([flat(PROJECTS, is_merged=True)], all_in(FLAT)),
    "flat-many": ([flat([MANY, SCHOOL], is_merged=True)], [(MANY, FLAT), (SCHOOL, FLAT)]),
    "flat-many-repeated": ([flat([LIBRARY, MANY, SCHOOL], is_merged=False)], [(told, FLAT) for told in (LIBRARY, MANY, SCHOOL)]),
    "side-by-side": ([side_by_side([RIVER, SCHOOL_PLAIN])], [(RIVER, HENAN), (SCHOOL_PLAIN, HENAN)]),
    "guangdong": ([listed(IN_YUAN, GUANGDONG, title="2025年项目支出绩效目标表")], [(told, shown(GUANGDONG, "{year}", "{money}")) for told in IN_YUAN]),
    "guangdong-totals": (
        [listed(IN_YUAN, GUANGDONG, title="2025年项目支出绩效目标表", with_totals=True)],
        [(told, shown(GUANGDONG, "{year}", "{money}")) for told in IN_YUAN],
    ),
    "yunnan": ([listed(PROJECTS, YUNNAN, title="2025年项目支出绩效目标表（本级下达）", is_merged=False)], [(told, shown(YUNNAN, "{year}")) for told in PROJECTS]),
    "mongolia": ([listed(PROJECTS, MONGOLIA, title="项目支出绩效目标表", above=["单位：万元"])], all_in(shown(MONGOLIA, "{money}"))),
    "jilin": ([listed([MANY, *PROJECTS], JILIN, title="2025年项目支出绩效目标表", above=["金额单位：万元"])],
              [(told, shown(JILIN, "{year}", "{money}")) for told in (MANY, *PROJECTS)]),
    "with-blank": ([*BLANKS["with-note"], printed(SCHOOL, MINISTRY)], [(SCHOOL, MINISTRY)]),
    "hidden-copy": (
        [replace(printed(SCHOOL, MINISTRY), sheet="表"), Paper(["数量指标", "质量指标"], sheet="字典", is_hidden=True)], [(SCHOOL, MINISTRY)]
    ),
    "overall-then-projects": (
        [printed(WATER_BUREAU, OVERALL), *(printed(told, MINISTRY) for told in PROJECTS)], [(WATER_BUREAU, OVERALL), *all_in(MINISTRY)]
    ),
}  # fmt: skip


def check(found: Recognised, wanted: list[tuple[Told, Look]]) -> None:
    assert [form.record.name for form in found.forms] == [told.name or told.unit for told, _ in wanted]
    for form, (told, look) in zip(found.forms, wanted, strict=True):
        assert differences(told, look, form.record) == []
