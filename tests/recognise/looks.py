# ruff: noqa: E501 - what a form prints in a row stands in a line
"""Looks of forms as places publish them, and how they are read."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from app.definitions.library import Library
from app.readers.reading import open_pages
from app.recognise.recognise import Recognised, recognise
from recognise.published import FORMATS, Paper, as_pages
from recognise.published_forms import (
    APART,
    MANY,
    PLAIN,
    RIVER,
    WATER_BUREAU,
    Look,
    Row,
    Side,
    Told,
    differences,
)

MONEY = Side(
    "项目资金（{money}）",
    (("年度资金总额", "{amount}"), ("其中：财政拨款", "100.5"), ("上年结转资金", "20"), ("其他资金", "-")),
)

EVALUATED = (
    ("一级指标", "level1"), ("二级指标", "level2"), ("三级指标", "name"), ("年度指标值", "text"), ("实际完成值", "actual"),
    ("分值", "weight"), ("得分", "score"), ("偏差原因分析及改进措施", "reason"),
)  # fmt: skip

OVERALL = Look(
    "部门整体支出绩效目标表",
    head=(("部门（单位）名称", "{unit}", "年度资金总额（{money}）", "{amount}"), ("年度总体目标", "{goal}")),
)

EVALUATION = replace(RIVER, kind="self_evaluation")


def captions(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple(zip(names, (key for _, key in PLAIN), strict=True))


def points(level: str, rows) -> str:
    return f"{level}（{sum(int(row.weight) for row in rows)}分）"


def spelled(told: Told, *spellings: tuple[str, str, str, str]) -> tuple[Told, Callable[[Row], str]]:
    """Return a form whose rows are spelled as given: operator, value, unit and how they are printed."""
    texts = {told.rows[0].name + str(n): text for n, (*_, text) in enumerate(spellings)}
    rows = tuple(
        Row("产出指标", "数量指标", told.rows[0].name + str(n), *parts[:3]) for n, parts in enumerate(spellings)
    )
    return replace(told, rows=rows), lambda row: texts[row.name]


SPELLED, SPELL = spelled(
    RIVER,
    ("≥", "95", "%", "≥95%"),
    ("≥", "95", "%", "≥ 95 ％"),
    ("≥", "100", "百分比", ">=100百分比"),
    ("=", "100.00", "%", "=100.00(%)"),
    ("≥", "95", "%", "95%以上"),
    ("≥", "95", "%", "不低于95%"),
    ("=", "100", "%", "达到100%"),
    ("", "1200", "万元", "1,200万元"),
    ("≤", "0.5", "‰", "≤0.5‰"),
    ("≤", "30", "分钟/次", "≤30分钟/次"),
    ("≥", "-3", "%", "≥-3%"),
    ("定性", "20-30次", "", "20-30次"),
    ("≤", "3", "个工作日", "3个工作日以内"),
    ("≤", "5", "%", "5%以下"),
    (">", "60", "人次", "＞60人次"),
    ("<", "2", "起", "﹤2起"),
    ("≤", "100", "万元", "不超过100万元"),
    ("=", "12", "次/年", "＝12次/年"),
    ("≥", "1", "篇（部）", "≥1篇（部）"),
    ("", "365", "天", "365天"),
    ("定性", "2025年12月底前", "", "2025年12月底前"),
    ("定性", "优良中低差", "", "优良中低差"),
    ("≥", "90", "%", "大于等于90%"),
    ("≤", "8", "小时", "小于等于8小时"),
)

LOOKS: dict[str, tuple[Told, Look]] = {
    "plain": (RIVER, Look()),
    "ministry": (RIVER, Look(side="绩效指标", head=(
        ("项目名称", "{name}"), ("主管部门及代码", "{department}", "实施单位", "{unit}"), MONEY, ("年度总体目标", "{goal}"),
    ))),
    "chongqing": (RIVER, Look("{year}年区级预算绩效目标申报表", ("单位：万元",), columns=APART, side="绩效指标", head=(
        ("项目名称", "{code}-{name}"), ("主管部门", "{department}", "实施单位", "{unit}"),
        ("资金总额", "{amount}", "项目属性", "经常性项目"), ("项目当年绩效目标", "{goal}"),
    ))),
    "operator-first": (RIVER, Look(columns=(
        *PLAIN[:3], ("指标性质", "operator"), ("指标值", "value"), ("度量单位", "unit"), ("权重", "weight"),
    ), levels="repeated")),
    "three-subcolumns": (RIVER, Look(columns=(
        *PLAIN[:3], ("指标值/符号", "operator"), ("指标值/值", "value"), ("指标值/单位（文字描述）", "unit"),
    ))),
    "starred-subcolumns": (RIVER, Look("预算项目绩效信息表（项目入库阶段）", ("（{year}年度）",), columns=(
        ("一级指标", "level1"), ("二级指标", "level2"), ("*三级指标", "name"), ("指标值/*符号", "operator"),
        ("指标值/*值", "value"), ("指标值/计量单位", "unit"), ("备注（指标解释等）", "!无说明"), ("指标值说明（评分标准等）", "!按比例得分"),
    ), head=(("项目名称", "{name}", "项目编码", "{code}"), ("绩效目标", "{goal}")))),
    "explained": (RIVER, Look(columns=(*PLAIN, ("说明", "!按年初计划填列")))),
    "content-caption": (RIVER, Look(columns=captions("一级指标", "二级指标", "指标内容", "指标值"))),
    "target-caption": (RIVER, Look(columns=captions("一级指标", "二级指标", "三级指标", "目标值"))),
    "name-caption": (RIVER, Look(columns=captions("一级指标", "二级指标", "指标名称", "年度指标值"))),
    "numbered": (RIVER, Look(columns=(("序号", "!1"), *PLAIN))),
    "value-first": (RIVER, Look(columns=(PLAIN[2], PLAIN[3], PLAIN[0], PLAIN[1]), levels="repeated")),
    "blank-filled-down": (RIVER, Look(levels="first")),
    "level1-repeated-by-group": (RIVER, Look(levels="level1")),
    "points-in-levels": (RIVER, Look(level_text=points)),
    "short-levels": (RIVER, Look(level_text=lambda level, _rows: level)),
    "dashed": (replace(RIVER, rows=tuple(replace(row, level1="", level2="") for row in RIVER.rows)), Look(
        columns=PLAIN[2:], levels="repeated",
    )),
    "spelled": (SPELLED, Look(spell=SPELL)),
    "weighted-caption": (RIVER, Look(columns=(*PLAIN, ("分值权重（90分）", "weight")))),
    "score-points": (RIVER, Look(columns=(*PLAIN, ("分值（90）", "weight")))),
    "title-in-table": (RIVER, Look(title_inside=2)),
    "unit-in-title": (RIVER, Look("某某市水务局{year}年项目支出绩效目标表", ())),
    "name-in-title": (RIVER, Look("{name}项目绩效目标表", (), head=(
        ("年度预算资金总额（{money}）", "{amount}"), ("年度绩效目标", "{goal}"),
    ))),
    "name-in-ministry-title": (RIVER, Look("{name}绩效目标表", head=(("资金总额（{money}）", "{amount}"), ("总体目标", "{goal}")))),
    "two-line-title": (RIVER, Look("某某市{year}年市级部门预算", ("项目支出绩效目标申报表", "（{year}年度）"))),
    "attachment-line": (RIVER, Look("附件2", ("项目支出绩效目标表", "（{year}年度）"))),
    "section-heading": (RIVER, Look("（一）项目支出绩效目标表", ("（{year}年度）",))),
    "table-number": (RIVER, Look("附表5-12 项目支出绩效目标表", ("{year}年度   单位：万元",))),
    "six-columns": (RIVER, Look(columns=(*PLAIN[:3], *APART[3:6]), head=(
        ("项目名称", "{name}", "项目编码", "{code}", "项目类别", "特定目标类"),
        ("主管部门", "{department}", "实施单位", "{unit}", "预算金额（{money}）", "{amount}"), ("绩效目标", "{goal}"),
    ))),
    "colons": (RIVER, Look(head=(
        ("项目名称：", "{name}"), ("主管部门：", "{department}", "实施单位：", "{unit}"), ("资金总额（{money}）：", "{amount}"),
        ("年度绩效目标：", "{goal}"),
    ))),
    "same-cell": (RIVER, Look(head=(
        ("项目名称：{name}",), ("主管部门：{department}", "实施单位：{unit}"), ("资金总额：{amount}{money}",), ("年度绩效目标：{goal}",),
    ))),
    "unit-inside-amount": (RIVER, Look(head=(("项目名称", "{name}"), ("资金总额", "{amount}{money}"), ("绩效目标", "{goal}")))),
    "yuan": (replace(RIVER, money="元", amount="1205000.00"), Look(head=(
        ("项目名称", "{name}"), Side("项目资金（元）", (("项目资金总额", "{amount}"), ("其中：财政资金", "1005000.00"))),
        ("年度总体目标", "{goal}"),
    ))),
    "separators": (replace(RIVER, amount="1234567.89", money="元"), Look(above=("（{year}年度）", "金额单位：元"), head=(
        ("项目名称", "{name}"), ("资金总额", "1,234,567.89"), ("绩效目标", "{goal}"),
    ))),
    "eight-fund-rows": (RIVER, Look(side="绩效指标", head=(
        ("项目名称", "{name}"), Side("项目资金（{money}）", (
            ("年度资金总额", "{amount}"), ("其中：财政拨款", "80.5"), ("中央资金", "10"), ("省级资金", "20"), ("市级资金", "50.5"),
            ("上年结转", "20"), ("单位自筹", "10"), ("其他资金", "10"),
        )), ("年度目标", "{goal}"),
    ))),
    "execution-box": (RIVER, Look(side="绩效指标", columns=(*PLAIN, ("分值权重（90分）", "weight")), head=(
        ("项目名称", "{name}"), ("主管部门", "{department}", "实施单位", "{unit}"),
        Side("资金金额（{money}）", (("年度资金总额", "{amount}", "执行率分值（10分）", "10"), ("其中：财政拨款", "100.5", "", ""))),
        ("总体目标", "{goal}"),
    ))),
    "two-goals": (RIVER, Look(head=(
        ("项目名称", "{name}"), ("资金总额（{money}）", "{amount}"), ("中期目标（2025年—2027年）", "三年完成全域治理。"), ("年度目标", "{goal}"),
    ))),
    "footer": (RIVER, Look(foot=(
        ("填报人：", "张某", "联系电话：", "12345678"), ("单位负责人", "李某", "填报日期", "2025年1月10日"),
    ))),
    "footer-lines": (RIVER, Look(below=("填报人：张某   联系电话：12345678   填报日期：2025年1月10日", "注：本表由项目单位填报，一式三份。", "— 23 —"))),
    "note-row": (RIVER, Look(foot=(("注：1.其他资金包括社会投入资金、银行贷款等。2.指标值可为定性。",),))),
    "sum-row": (RIVER, Look(columns=(*PLAIN, ("权重", "weight")), foot=(("合计", "", "", "", "90"),))),
    "opinions": (RIVER, Look(foot=(("主管部门审核意见", "同意申报。"), ("财政局审核意见", "同意。")))),
    "many-rows": (MANY, Look(side="绩效指标")),
    "many-rows-repeated-header": (MANY, Look(side="", repeated=True)),
    "many-rows-first": (MANY, Look(levels="first")),
    "many-rows-repeated": (MANY, Look(levels="repeated")),
    "many-rows-apart": (MANY, Look(columns=APART, side="绩效指标")),
    "overall": (WATER_BUREAU, OVERALL),
    "overall-flat": (replace(WATER_BUREAU, rows=tuple(replace(row, level1="", level2="") for row in WATER_BUREAU.rows)), replace(
        OVERALL, columns=(("指标", "name"), ("指标权重", "weight"), ("计量单位", "unit"), ("指标性质", "operator"), ("指标值", "value")),
    )),
    "overall-funds": (WATER_BUREAU, replace(OVERALL, head=(
        ("部门名称", "{unit}"), Side("当年预算（{money}）", (
            ("年度资金总额", "{amount}"), ("其中：基本支出", "3000"), ("项目支出", "2234.66"),
        )), ("年度总体目标", "{goal}"),
    ), columns=captions("一级指标", "二级指标", "三级指标", "目标值"), side="年度绩效指标")),
    "overall-titled-by-unit": (WATER_BUREAU, replace(OVERALL, title="某某市水务局{year}年部门整体支出绩效目标表", above=())),
    "overall-unit-in-title": (WATER_BUREAU, replace(OVERALL, title="{unit}{year}年部门整体支出绩效目标表", above=(), head=(
        ("年度资金总额（{money}）", "{amount}"), ("年度总体目标", "{goal}"),
    ))),
    "overall-tasks": (WATER_BUREAU, replace(OVERALL, head=(
        ("部门名称", "{unit}"), Side("年度主要任务", (
            ("任务名称", "主要内容", "预算金额（万元）"), ("供水保障", "新建改建管网", "3000"), ("节水宣传", "开展宣传活动", "200.5"),
        )), ("金额合计（{money}）", "{amount}"), ("年度总体目标", "{goal}"),
    ))),
    "evaluation": (EVALUATION, Look("项目支出绩效自评表", side="绩效指标", columns=EVALUATED, head=(
        ("项目名称", "{name}"), ("主管部门", "{department}", "实施单位", "{unit}"),
        Side("项目资金（万元）", (
            ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
            ("年度资金总额", "120.5", "118", "118", "10", "100%", "10"), ("其中：财政拨款", "120.5", "118", "118", "—", "100%", "—"),
            ("其他资金", "0", "0", "0", "—", "—", "—"),
        )),
        Side("年度总体目标", (("预期目标", "实际完成情况"), ("{goal}", "{achieved}"))),
    ), foot=(("总分", "", "", "", "", "", "90", "89", ""),))),
    "pages-of-the-province": (RIVER, Look("{year}年部门预算项目支出绩效目标表", ("部门公开表22   单位：{money}",), side="绩效指标", head=(
        ("项目名称", "{name}", "项目编码", "{code}"), ("主管部门", "{department}", "项目单位", "{unit}"),
        ("当年预算", "{amount}", "项目属性", "延续项目"), ("年度绩效目标", "{goal}"),
    ))),
    "value-with-words": (RIVER, Look(columns=(*PLAIN[:3], ("指标值（包含数字及文字描述）", "text")))),
    "full-and-half-year": (RIVER, Look(columns=(*PLAIN[:3], ("半年（程）目标值", "!一半"), ("全年（程）目标值", "text")))),
    "period-and-year": (RIVER, Look("专项资金绩效目标表", columns=(*PLAIN[:3], ("实施周期指标值", "!三年完成"), ("年度指标值", "text")))),
    "history": (RIVER, Look(columns=(
        *PLAIN[:3], ("指标值/前年", "!20"), ("指标值/上年", "!30"), ("指标值/预计当年实现", "text"), ("指标值确定依据", "!规划"),
    ))),
    "history-before": (RIVER, Look(columns=(
        *PLAIN[:3], ("历史指标值/2022年", "!20"), ("历史指标值/2023年", "!30"), ("年度指标值", "text"), ("是否与预算挂钩", "!是"),
    ))),
    "halves": (RIVER, Look(levels="repeated", columns=(
        PLAIN[0], PLAIN[1], ("三级指标", "!三年完成"), ("指标值", "!100项"), PLAIN[1], PLAIN[2], PLAIN[3],
    ))),
    "symbol-content-unit": (RIVER, Look(columns=(
        *PLAIN[:3], ("指标值/运算符号", "operator"), ("指标值/内容", "value"), ("指标值/度量单位", "unit"),
    ))),
    "measure": (RIVER, Look(columns=(*PLAIN[:3], ("运算符号", "operator"), ("度量值", "value"), ("度量单位", "unit")))),
    "yunnan": (RIVER, Look(levels="repeated", columns=(
        *PLAIN[:3], ("指标性质", "operator"), ("指标值", "value"), ("度量单位", "unit"), ("指标属性", "!定量指标"),
        ("指标内容", "!按合同约定核对"),
    ))),
    "hebei": (RIVER, Look("2、{name}绩效目标表", ("某某市水务局   单位：万元",), head=(
        ("项目编码", "{code}", "项目名称", "{name}"),
        Side("预算规模及资金用途", (("预算数", "{amount}", "其中：财政资金", "100.5", "其他资金", "20"), ("主要用于河道清淤。",))),
        Side("资金支出计划（%）", (("3月底", "6月底", "10月底", "12月底"), ("25%", "50%", "75%", "100%"))),
        ("绩效目标", "{goal}"),
    ), columns=(*PLAIN[:3], ("绩效指标描述", "!全年清淤情况"), PLAIN[3], ("指标值确定依据", "!工作计划")), levels="merged")),
    "xinjiang": (RIVER, Look(above=("（{year}年度）",), side="绩效指标", head=(
        ("预算单位", "{unit}"), ("项目名称", "{name}"),
        ("项目资金（{money}）", "年度资金总额", "{amount}", "其中：财政拨款", "100.5", "其他资金", "20"), ("项目总体目标", "{goal}"),
    ), columns=(*PLAIN[:3], ("指标值（包含数字及文字描述）", "text")))),
    "shanghai": (replace(RIVER, money="元", amount="1205000"), Look("财政项目支出绩效目标申报表", head=(
        ("项目名称", "{name}", "项目类别", "特定目标类"), ("项目性质", "经常性项目", "是否跨年", "否"),
        ("主管部门", "{department}", "实施单位", "{unit}"), ("计划开始日期", "2025-01-01", "计划完成日期", "2025-12-31"),
        Side("项目资金（元）", (
            ("项目资金总额", "3205000", "年度资金申请总额", "{amount}"), ("其中：财政资金", "3205000", "其中：当年财政拨款", "1005000"),
            ("其他资金", "0", "上年结转资金", "200000"),
        )),
        Side("项目绩效目标", (("项目总目标", "年度总体目标"), ("三年治理完毕。", "{goal}"))),
    ), columns=captions("一级指标", "二级指标", "三级指标", "指标目标值"))),
    "period-and-year-funds": (replace(RIVER, money="元", amount="1205000"), Look("山西省省级预算部门（单位）项目支出绩效目标表", side="绩效指标", head=(
        ("项目名称", "{name}"), ("主管部门及代码", "{department}", "实施单位", "{unit}"),
        Side("项目资金（元）", (
            ("实施期资金总额", "3205000", "年度资金总额", "{amount}"), ("其中：财政拨款", "3205000", "其中：财政拨款", "1205000"),
        )),
        Side("总体目标", (("实施期目标", "年度目标"), ("三年治理完毕。", "{goal}"))),
    ))),
    "weights-with-percent": (RIVER, Look(columns=(*PLAIN, ("权重（%）", "weight")))),
    "level-in-brackets": (RIVER, Look(level_text=lambda level, rows: f"{level}\n（{sum(int(r.weight) for r in rows)}%）")),
    "broken-captions": (RIVER, Look(columns=captions("一级\n指标", "二级\n指标", "三级指标", "指标\n值"))),
    "spaced-captions": (RIVER, Look("项 目 支 出 绩 效 目 标 表", columns=captions("一级 指标", "二级 指标", "三级 指标", "指 标 值"))),
    "placeholder-rows": (replace(RIVER, rows=(*RIVER.rows,)), Look(foot=(("……", "", "", ""),))),
    "blank-head-values": (replace(RIVER, unit=""), Look(head=(
        ("项目名称", "{name}"), ("主管部门", "{department}", "实施单位", ""), ("资金总额（{money}）", "{amount}"), ("年度绩效目标", "{goal}"),
    ))),
    "coded-units": (RIVER, Look(head=(
        ("项目名称", "{name}"), ("主管部门", "117-{department}", "实施单位", "117003-{unit}"), ("资金总额（{money}）", "{amount}"),
        ("年度绩效目标", "{goal}"),
    ))),
    "check-marks": (RIVER, Look(head=(
        ("项目名称", "{name}"), ("项目属性", "新增项目□ 延续项目☑", "项目期", "1年"), ("起止时间", "2025年1月至2025年12月"),
        ("资金总额（{money}）", "{amount}"), ("项目概况", "清淤并维护岸坡。"), ("立项依据", "《河道管理条例》"),
        ("年度绩效目标", "{goal}"),
    ))),
    "sectioned-ministry-2015": (RIVER, Look("项目支出绩效目标申报表", above=("（{year}年度）", "填报单位：某某市水务局（盖章）"), head=(
        ("项目名称", "{name}"), ("项目属性", "新增项目"), ("主管部门", "{department}", "项目单位", "{unit}"), ("项目负责人", "王某", "联系电话", "1234"),
        Side("项目资金申请（{money}）", (("资金总额：", "{amount}"), ("财政拨款：", "120.5"))),
        ("单位职能概述", "河道管理。"), ("项目概况", "清淤并维护岸坡。"), ("年度绩效目标", "{goal}"),
    ), columns=captions("一级指标", "二级指标", "指标内容", "指标值"))),
    "review-columns": (RIVER, Look("项目支出绩效目标审核批复表", columns=(*PLAIN, ("数据状态", "!新增"), ("调整后指标值", "!")))),
    "direction": (RIVER, Look(columns=(*APART, ("指标方向性", "!正向指标")))),
    "goal-heading-row": (RIVER, Look(head=(
        ("项目名称", "{name}"), ("资金总额（{money}）", "{amount}"), ("年度绩效目标",), ("{goal}",),
    ))),
    "goal-split-label": (RIVER, Look(head=(
        ("项目名称", "{name}"), ("资金总额（{money}）", "{amount}"), ("年度\n总体\n目标", "{goal}"),
    ))),
    "sichuan-overall": (WATER_BUREAU, replace(OVERALL, head=(
        ("部门名称", "{unit}"), Side("年度部门整体支出预算（{money}）", (("资金总额", "财政拨款", "其他资金"), ("{amount}", "5000", "234.66"))),
        Side("年度主要任务", (("任务名称", "主要内容"), ("供水保障", "新建改建管网"), ("节水宣传", "开展宣传活动"))),
        ("年度总体目标", "{goal}"),
    ), side="年度绩效指标", columns=(*PLAIN[:3], ("绩效指标性质", "operator"), ("绩效指标值", "value"), ("绩效度量单位", "unit"), ("权重", "weight")))),
    "overall-year-goal": (WATER_BUREAU, replace(OVERALL, title="部门整体绩效目标申报表", head=(
        ("填报单位", "{unit}"), Side("整体绩效目标", (("年度目标", "{goal}"),)), ("部门预算支出总额（{money}）", "{amount}"),
    ))),
    "overall-cell-title": (WATER_BUREAU, replace(OVERALL, title_inside=2)),
    "evaluation-sichuan": (EVALUATION, Look("部门预算项目支出绩效自评表（{year}年度）", (), side="绩效指标（90分）", head=(
        ("项目名称", "{code}-{name}"), ("主管部门", "{department}", "实施单位", "{unit}"),
        ("年度绩效目标", "{goal}", "年度目标完成情况", "{achieved}"),
        Side("预算执行情况（10分）", (
            ("年度预算数（万元）", "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分", "原因"),
            ("总额", "120.5", "118", "118", "100%", "10", "10", ""), ("其中：财政资金", "120.5", "118", "118", "100%", "/", "/", ""),
        )),
    ), columns=(
        *PLAIN[:3], ("指标性质", "operator"), ("指标值", "value"), ("度量单位", "unit"), ("完成值", "actual"), ("权重", "weight"), ("得分", "score"),
        ("未完成原因分析", "reason"),
    ), foot=(("合计", "", "", "", "", "", "", "", "100", "99", ""), ("评价结论", "完成较好。"), ("存在问题", "人工费上涨。"), ("改进措施", "加强预算编制。")))),
    "evaluation-overall": (replace(WATER_BUREAU, kind="self_evaluation", name="某某市水务局"), Look("{year}年度部门整体支出绩效自评表", (), head=(
        ("部门名称", "{name}"),
        Side("部门预算资金（万元）", (
            ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), ("年度资金总额", "5234.66", "5300", "5250", "10", "99.06%", "9.9"),
        )),
        Side("年度总体目标", (("预期目标", "实际完成情况"), ("{goal}", "完成。"))),
    ), columns=(*EVALUATED[:3], ("年度指标值（A）", "text"), ("实际完成值（B）", "actual"), *EVALUATED[5:]))),
}  # fmt: skip


def in_turn(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return names and formats: each name in the formats that differ most, and in turn in one of the others."""
    most = ["xlsx", "docx", "pdf-strokes", "pdf-cut", "pdf-split"]
    others = [kind for kind in FORMATS if kind not in most]
    return [(name, kind) for number, name in enumerate(names) for kind in [*most, others[number % len(others)]]]


def found_in(papers: list[Paper], library: Library) -> Recognised:
    return recognise(as_pages(papers), library)


def found_in_file(path: Path, library: Library) -> Recognised:
    with open_pages(path) as pages:
        return recognise(pages, library)


def check(told: Told, look: Look, found: Recognised) -> None:
    assert len(found.forms) == 1, [(form.title, form.record.name) for form in found.forms]
    [form] = found.forms
    assert differences(told, look, form.record) == []
