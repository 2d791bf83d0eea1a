"""Every rule on tiny forms written as tables, and what the published forms are told."""

import ast
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import pytest
from cases import CASES, ROOT, case, read_case

from app.base.errors import DefinitionError
from app.base.words import shown
from app.definitions.library import Library
from app.definitions.library import library as declared
from app.model.changes import Update
from app.model.issues import Issue, Severity
from app.model.operators import parse_operator
from app.model.records import (
    Form,
    FundRow,
    Indicator,
    OverallTarget,
    ProjectTarget,
    SelfEvaluation,
    children_of,
    column_values,
)
from app.rules.catalogue import RULE_MODULES, catalogue, rule_codes
from app.rules.checking import check_form
from app.rules.rule import rule

# --- tiny forms ------------------------------------------------------------------------------------------

COLUMNS = {
    "一级": "level1",
    "二级": "level2",
    "指标": "level3",
    "性质": "operator",
    "值": "value",
    "单位": "unit",
    "权重": "weight",
}
READERS = {"operator": parse_operator, "weight": lambda text: Decimal(text) if text else None}
NEWEST = declared().shown_layout(ProjectTarget(layout="chongqing/gone")).head.name
PROJECT = {
    "project_code": "50015222T000000125711",
    "project_name": "政府会议专项",
    "department_code": "312",
    "department": "政府办",
    "unit_code": "312001",
    "unit": "政府办（本级）",
    "amount": Decimal(300000),
    "attribute": "延续",
    "start": "2022",
    "end": "2022",
    "overview": "概况",
    "basis": "依据",
    "goal": "目标",
    "layout": "chongqing/tongnan-2022",
}
OVERALL = {"unit": "政府办", "amount": Decimal(300000), "goal": "目标", "layout": "chongqing/tongnan-2022"}
EVALUATION = {
    "project_name": "政府会议专项",
    "project_code": "50015224T000004234131",
    "self_score": Decimal(100),
    "department": "政府办",
    "goal_initial": "目标",
    "goal_actual": "完成",
    "layout": "chongqing/tongnan-2024",
}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def rows(table: str) -> list[Indicator]:
    lines = [line for line in table.splitlines() if line.strip()]
    if not lines:
        return []
    fields = [COLUMNS[word] for word in cells(lines[0])]
    return [
        Indicator(**{field: READERS.get(field, str)(text) for field, text in zip(fields, cells(line), strict=True)})
        for line in lines[1:]
    ]


def project(table: str, **head) -> ProjectTarget:
    return ProjectTarget(**PROJECT | head, indicators=rows(table))


def overall(table: str, **head) -> OverallTarget:
    return OverallTarget(**OVERALL | head, indicators=rows(table))


def evaluation(table: str, **head) -> SelfEvaluation:
    return SelfEvaluation(**EVALUATION | head, indicators=rows(table))


def fund(item: str = "财政拨款", **numbers: str) -> FundRow:
    return FundRow(item=item, **{name: Decimal(number) for name, number in numbers.items()})


def check(form: Form) -> list[Issue]:
    return check_form(form, declared())


def codes(form: Form) -> list[str]:
    return [issue.code for issue in check(form)]


def mend(form: Form, issue: Issue) -> None:
    """Carry out a fix on the records in memory."""
    assert issue.fix
    records = {record.id: record for record in [form, *children_of(form)]}
    for change in issue.fix.changes:
        assert isinstance(change, Update)
        for name, value in change.values.items():
            setattr(records[change.id], name, value)


# --- one example of each rule ----------------------------------------------------------------------------


class Example(NamedTuple):
    """A form in which one thing is wrong: the row and field, the sentence, and what the button says."""

    form: Form
    row: int | None
    field: str
    message: str
    fix: str = ""


def one(levels: str, cells: str, weight: str = "90") -> str:
    return f"一级 | 二级 | 指标 | 性质 | 值 | 单位 | 权重\n{levels} | {cells} | {weight}"


NUMBER = "产出指标 | 数量指标"
SIGNS = "请选“≥”“≤”“=”之一，或选“定性”"
EVALUATED = "指标 | 性质 | 值 | 单位 | 权重\n会议 | ≥ | 40 | 次 | 90"
TINY = {
    "weight_sum": [
        Example(
            project("""
                一级     | 二级     | 指标   | 性质 | 值 | 单位 | 权重
                产出指标 | 数量指标 | 会议   | ≥    | 40 | 次   | 60
                产出指标 | 质量指标 | 到会率 | ≥    | 95 | %    | 35
            """),
            None,
            "weight",
            "指标权重合计 95，应为 90（预算执行率另占 10，共 100），多出 5，请核对各行。",
        ),
        Example(
            overall("""
                指标 | 性质 | 值 | 单位 | 权重
                会议 | ≥    | 40 | 次   | 52.50
                调研 | ≥    | 10 | 次   | 39.5
            """),
            None,
            "weight",
            "指标权重合计 92，应为 100，还差 8，请核对各行。",
        ),
        Example(
            project("""
                一级     | 二级     | 指标   | 性质 | 值 | 单位 | 权重
                产出指标 | 数量指标 | 会议   | ≥    | 40 | 次   | 67.5
                产出指标 | 质量指标 | 到会率 | ≥    | 95 | %    |
            """),
            2,
            "weight",
            "指标权重合计 67.5，应为 90（预算执行率另占 10，共 100），还差 22.5，第 2 行没有权重，请补上。",
            "把剩余 22.5 分给第 2 行",
        ),
        Example(
            project("""
                一级     | 二级     | 指标   | 性质 | 值 | 单位 | 权重
                产出指标 | 数量指标 | 会议   | ≥    | 40 | 次   | 80
                产出指标 | 质量指标 | 到会率 | ≥    | 95 | %    |
                产出指标 | 数量指标 | 调研   | ≥    | 5  | 次   |
            """),
            2,
            "weight",
            "指标权重合计 80，应为 90（预算执行率另占 10，共 100），还差 10，第 2、3 行没有权重，请补上。",
        ),
        Example(
            project("""
                一级     | 二级     | 指标   | 性质 | 值 | 单位 | 权重
                产出指标 | 数量指标 | 会议   | ≥    | 40 | 次   | 90
                产出指标 | 质量指标 | 到会率 | ≥    | 95 | %    |
            """),
            2,
            "weight",
            "指标权重合计已是 90，第 2 行没有权重，请重新分配。",
        ),
        Example(
            project(one(NUMBER, "会议 | ≥ | 40 | 次", "70")),
            None,
            "weight",
            "指标权重合计 70，应为 90（预算执行率另占 10，共 100），还差 20，请核对各行。",
            "把权重改为 90",
        ),
    ],
    "weight_not_positive": [
        Example(
            project("""
                一级     | 二级     | 指标   | 性质 | 值 | 单位 | 权重
                产出指标 | 数量指标 | 会议   | ≥    | 40 | 次   | 90.00
                产出指标 | 质量指标 | 到会率 | ≥    | 95 | %    | 0.00
            """),
            2,
            "weight",
            "第 2 行“到会率”：权重是 0，应大于 0，请改正。",
        ),
    ],
    "field_required": [
        Example(
            project(one(NUMBER, "会议 | ≥ | 40 | 次"), goal=" "), None, "goal", "“项目当年绩效目标”没有填，请补上。"
        ),
        Example(
            project(one(NUMBER, "会议 | ≥ | 40 | 次"), amount=None, layout="chongqing/qijiang-2022"),
            None,
            "amount",
            "“资金总额（万）”没有填，请补上。",
        ),
        Example(
            project(one(NUMBER, "会议 | ≥ | 40 | 次"), project_code=""),
            None,
            "project",
            "“项目名称”只填了“政府会议专项”，没有编码，请补上。",
        ),
        Example(
            project(one(NUMBER, "会议 | ≥ | 40 | 次"), department=""),
            None,
            "department",
            "“主管部门”只填了“312”，没有名称，请补上。",
        ),
        Example(project(""), None, "indicators", "这张表没有绩效指标，请至少填一行。"),
        Example(project(one(NUMBER, "会议 | ≥ |  | 次")), 1, "value", "第 1 行“会议”：没有填指标值，请补上。"),
    ],
    "value_not_number": [
        Example(
            project(one(NUMBER, "资料 | ≥ | １，２００ | 份")),
            1,
            "value",
            "第 1 行“资料”：指标值“１，２００”应写成单独的数字，请改为 1200。",
            "改为 1200",
        ),
        Example(
            project(one(NUMBER, "落实 | = | 90％ | ")),
            1,
            "value",
            "第 1 行“落实”：指标值“90％”应写成单独的数字，请改为 90，单位填“%”。",
            "改为 90，单位填“%”",
        ),
        Example(
            project(one(NUMBER, "会议 | ≥ | ≥40次 | 次")),
            1,
            "value",
            "第 1 行“会议”：指标值“≥40次”应写成单独的数字，请改为 40。",
            "改为 40",
        ),
        Example(
            project(one(NUMBER, "会议 | = | 优 | ")),
            1,
            "value",
            "第 1 行“会议”：指标性质是“=”，指标值“优”却不是数字，请改填数字，或把指标性质改为“定性”。",
            "把指标性质改为“定性”",
        ),
        *(
            Example(
                project(one(NUMBER, f"会议 | = | {value} | {unit}")),
                1,
                "value",
                f"第 1 行“会议”：指标性质是“=”，指标值“{value}”却不是数字，请改填数字，或把指标性质改为“定性”。",
            )
            for value, unit in [
                ("12,34", "次"),
                ("40次", "件"),
                ("≥40", "次"),
                ("约40", "次"),
                ("四十", ""),
                ("1e5", "次"),
            ]
        ),
    ],
    "operator_missing": [
        Example(project(one(NUMBER, "会议 |  | 5 | ")), 1, "operator", f"第 1 行“会议”：没有选指标性质，{SIGNS}。"),
        Example(
            project(one(NUMBER, "会议 |  | 5 | 次")),
            1,
            "operator",
            f"第 1 行“会议”：没有选指标性质，{SIGNS}。",
            "把指标性质改为“=”",
        ),
        Example(
            project(one(NUMBER, "会议 |  | 优 | ")),
            1,
            "operator",
            f"第 1 行“会议”：没有选指标性质，{SIGNS}。",
            "把指标性质改为“定性”",
        ),
    ],
    "text_too_long": [
        Example(
            project(one(NUMBER, f"{'会' * 101} | ≥ | 40 | 次")),
            1,
            "level3",
            f"第 1 行“{shown('会' * 101)}”：三级指标有 101 个字，预算系统一般最多填 100 个，请删减，或先问清能不能填。",
        ),
    ],
    "unit_missing": [
        Example(
            project(one(NUMBER, "网络带宽 | = | 10 | ")),
            1,
            "unit",
            "第 1 行“网络带宽”：指标值是 10，没有度量单位，请补上。",
        ),
        Example(
            overall("指标 | 性质 | 值 | 单位\n召开会议次数 | ≥ | 10 | "),
            1,
            "unit",
            "第 1 行“召开会议次数”：指标值是 10，没有计量单位，请补上。",
            "单位填“次”",
        ),
        Example(
            project(one(NUMBER, "审计报告（篇） | ≥ | 10 | ")),
            1,
            "unit",
            "第 1 行“审计报告（篇）”：指标值是 10，没有度量单位，请补上。",
            "单位填“篇”",
        ),
        Example(
            project(one(NUMBER, "任务完成率 | ≥ | 95 | ")),
            1,
            "unit",
            "第 1 行“任务完成率”：指标值是 95，没有度量单位，请补上。",
            "单位填“%”",
        ),
    ],
    "unit_on_qualitative": [
        Example(
            project(one(NUMBER, "会议 | 定性 | 优 | 次")),
            1,
            "unit",
            "第 1 行“会议”：定性指标不用度量单位，请去掉“次”。",
            "去掉“次”",
        ),
    ],
    "qualitative_with_number": [
        Example(
            project(one(NUMBER, "会议 | 定性 | 40 | 次")),
            1,
            "operator",
            "第 1 行“会议”：指标性质是“定性”，指标值却是数字“40”，请改指标性质或改用文字。",
            "把指标性质改为“=”",
        ),
        Example(
            project(one(NUMBER, "满意度 | 定性 | 90% | ")),
            1,
            "operator",
            "第 1 行“满意度”：指标性质是“定性”，指标值却是数字“90%”，请改指标性质或改用文字。",
        ),
    ],
    "level2_nonstandard": [
        Example(
            project(one("效益指标 | 可持续发展指标", "形象 | 定性 | 优 | ")),
            1,
            "level2",
            "第 1 行“形象”：指标体系的“效益指标”下没有“可持续发展指标”，最接近的是“可持续影响指标”，请改正。",
            "改为“效益指标/可持续影响指标”",
        ),
        Example(
            project(one("效益指标 | 经济效益", "形象 | 定性 | 优 | ")),
            1,
            "level2",
            "第 1 行“形象”：指标体系的“效益指标”下没有“经济效益”，最接近的是“经济效益指标”，请改正。",
            "改为“效益指标/经济效益指标”",
        ),
        Example(
            project(one("产出 | 数量", "会议 | ≥ | 40 | 次")),
            1,
            "level1",
            "第 1 行“会议”：指标体系的“产出”下没有“数量”，最接近的是“产出指标/数量指标”，请改正。",
            "改为“产出指标/数量指标”",
        ),
        Example(
            project(one("指标 | ", "会议 | ≥ | 40 | 次")),
            1,
            "level1",
            "第 1 行“会议”：指标体系里没有一级指标“指标”，请选“产出指标”、“效益指标”、“满意度指标”之一。",
        ),
        Example(
            project(one("效益指标 | 数量指标", "会议 | ≥ | 40 | 次")),
            1,
            "level2",
            "第 1 行“会议”：指标体系的“效益指标”下没有“数量指标”，它属于“产出指标”，请改正。",
            "改为“产出指标/数量指标”",
        ),
        Example(
            project(one("满意度指标 | 校园用户满意度", "校园用户满意度 | ≥ | 95 | %")),
            1,
            "level2",
            "第 1 行“校园用户满意度”：指标体系的“满意度指标”下没有“校园用户满意度”，"
            "最接近的是“服务对象满意度指标”，请改正。",
            "改为“满意度指标/服务对象满意度指标”",
        ),
        Example(
            project(one("效益指标 | 效果指标", "形象 | 定性 | 优 | ")),
            1,
            "level2",
            "第 1 行“形象”：指标体系的“效益指标”下没有“效果指标”，"
            "请选“经济效益指标”、“社会效益指标”、“生态效益指标”、“可持续影响指标”之一。",
        ),
        Example(
            project(one("产出指标 | ", "会议 | ≥ | 40 | 次")),
            1,
            "level2",
            "第 1 行“会议”：没有填二级指标，请选“数量指标”、“质量指标”、“时效指标”、“成本指标”之一。",
        ),
        Example(
            project(one(" | 数量指标", "会议 | ≥ | 40 | 次")),
            1,
            "level1",
            "第 1 行“会议”：没有填一级指标，请填为“产出指标/数量指标”。",
            "改为“产出指标/数量指标”",
        ),
        Example(
            project(one(" | ", "会议 | ≥ | 40 | 次")),
            1,
            "level1",
            "第 1 行“会议”：没有填一级指标和二级指标，请选“产出指标”、“效益指标”、“满意度指标”之一。",
        ),
    ],
    "level_layout_mixed": [
        Example(
            project(
                """
                一级     | 二级         | 指标 | 性质 | 值 | 单位
                产出指标 | 数量指标     | 会议 | ≥    | 40 | 次
                产出指标 | 成本指标     | 场地 | ≤    | 15 | 万元
                成本指标 | 经济成本指标 | 印刷 | ≤    | 10 | 万元
                产出指标 | 成本指标     | 资料 | ≤    | 5  | 万元
                """,
                layout="chongqing/tongnan-2026",
            ),
            2,
            "level2",
            "第 2、4 行的“产出指标/成本指标”是“2015 年体系”的归法，本表用“2021 年体系”，"
            "请改为“成本指标/经济成本指标”。",
            "改为“成本指标/经济成本指标”",
        ),
        Example(
            project(one("成本指标 | 社会成本指标", "场地 | ≤ | 15 | 万元")),
            1,
            "level2",
            "第 1 行的“成本指标/社会成本指标”是“2021 年体系”的归法，本表用“2015 年体系”，请改为“产出指标/成本指标”。",
            "改为“产出指标/成本指标”",
        ),
    ],
    "duplicate_indicator_name": [
        Example(
            project("""
                一级     | 二级     | 指标             | 性质 | 值 | 单位
                产出指标 | 数量指标 | 会议（专题）     | ≥    | 40 | 次
                产出指标 | 质量指标 | 到会率           | ≥    | 95 | %
                产出指标 | 数量指标 | 会 议(专题)      | ≥    | 30 | 次
            """),
            3,
            "level3",
            "第 1、3 行的三级指标都是“会议（专题）”，请合并或改名。",
        ),
    ],
    "layout_unknown": [
        Example(
            project(one(NUMBER, "会议 | ≥ | 40 | 次"), layout="chongqing/tongnan-2032"),
            None,
            "layout",
            f"版式“chongqing/tongnan-2032”不存在，现在按“{NEWEST}”显示和检查，请换一个版式。",
        ),
    ],
    "code_length": [
        Example(
            project(one(NUMBER, "会议 | ≥ | 40 | 次"), project_code="50011022T00000097945"),
            None,
            "project_code",
            "项目代码“50011022T00000097945”有 20 位，应为 21 位，请与预算系统核对。",
        ),
        Example(
            evaluation("指标 | 性质 | 值 | 单位\n会议 | ≥ | 40 | 次", project_code="50015224t000004234131"),
            None,
            "project_code",
            "项目代码“50015224t000004234131”不合规则（8 位数字、1 个大写字母、12 位数字），请与预算系统核对。",
            "改为“50015224T000004234131”",
        ),
    ],
    "cost_operator_ge": [
        Example(
            project(one("产出指标 | 成本指标", "场地租赁 | ≥ | 15 | 万元")),
            1,
            "operator",
            "第 1 行“场地租赁”：成本是上限，不应用“≥”，请改为“≤”或“=”。",
            "改为“≤”",
        ),
        Example(
            project(one("成本指标 | 经济成本指标", "场地 | > | 15 | 万元"), layout="chongqing/tongnan-2023"),
            1,
            "operator",
            "第 1 行“场地”：成本是上限，不应用“>”，请改为“≤”或“=”。",
            "改为“≤”",
        ),
        Example(
            evaluation("指标 | 性质 | 值 | 单位\n会务综合成本 | ≥ | 15 | 万元"),
            1,
            "operator",
            "第 1 行“会务综合成本”：成本是上限，不应用“≥”，请改为“≤”或“=”。",
            "改为“≤”",
        ),
    ],
    "execution_rate_mismatch": [
        Example(
            evaluation(EVALUATED, funds=[fund(executed="450", adjusted_budget="500", execution_rate="95")]),
            1,
            "execution_rate",
            "资金情况第 1 行“财政拨款”：执行率是 95%，按全年执行数除以全年（调整）预算数应为 90%，"
            "请核对金额或改正执行率。",
            "把执行率改为 90",
        ),
        Example(
            evaluation(
                EVALUATED,
                funds=[fund(), fund("", executed="1", adjusted_budget="3", execution_rate="33.4")],
            ),
            2,
            "execution_rate",
            "资金情况第 2 行：执行率是 33.4%，按全年执行数除以全年（调整）预算数应为 33.33%，请核对金额或改正执行率。",
            "把执行率改为 33.33",
        ),
    ],
    "executed_over_budget": [
        Example(
            evaluation(EVALUATED, funds=[fund(executed="850000", adjusted_budget="600000.50")]),
            1,
            "executed",
            "资金情况第 1 行“财政拨款”：全年执行数 850000 元大于全年（调整）预算数 600000.5 元，请核对。",
        ),
    ],
    "rate_score_mismatch": [
        Example(
            evaluation(EVALUATED, funds=[fund(execution_rate="90", rate_weight="10", rate_score="10")]),
            1,
            "rate_score",
            "资金情况第 1 行“财政拨款”：执行率得分是 10，按执行率乘以分值 10 应为 9，请核对。",
            "把得分改为 9",
        ),
    ],
}
EXAMPLES = [(code, example) for code, examples in TINY.items() for example in examples]


def copied(form: Form) -> Form:
    """Return a form of its own, so that mending it spoils no other test."""
    twin = type(form)(**column_values(form))
    twin.indicators = [Indicator(**column_values(row)) for row in form.indicators]
    if isinstance(twin, SelfEvaluation) and isinstance(form, SelfEvaluation):
        twin.funds = [FundRow(**column_values(row)) for row in form.funds]
    return twin


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=[f"{code}-{e.message[:24]}" for code, e in EXAMPLES])
def test_a_rule_finds_its_example_and_the_fix_mends_it(code: str, example: Example) -> None:
    form = copied(example.form)
    issues = [issue for issue in check(form) if issue.code == code]
    assert [(i.place.row, i.place.field, i.message, i.fix.label if i.fix else "") for i in issues] == [example[1:]]
    assert issues[0].source
    if example.fix:
        mend(form, issues[0])
        assert check(form) == []


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=[f"{code}-{e.message[:24]}" for code, e in EXAMPLES])
def test_an_example_is_told_nothing_else(code: str, example: Example) -> None:
    companions = {"weight_sum", "weight_not_positive"} if code.startswith("weight") else {code}
    companions |= {"unit_missing"} if code == "value_not_number" else set()
    assert set(codes(example.form)) <= companions


# --- what is right ---------------------------------------------------------------------------------------

FULL = """
    一级       | 二级               | 指标         | 性质 | 值   | 单位      | 权重
    产出指标   | 数量指标           | 召开会议次数 | ≥    | 40   | 次        | 30
    产出指标   | 数量指标           | 气温         | ≥    | -2.5 | 度        | 5
    产出指标   | 质量指标           | 到会率       | ≥    | 95   | %         | 10
    产出指标   | 成本指标           | 印制会议资料 | ≤    | 15   | 万元      | 20
    产出指标   | 数量指标           | 印制会议资料 | ≥    | 900  | 份        | 2.5
    效益指标   | 社会效益指标       | 推进工作     | 定性 | 优   |           | 12.50
    满意度指标 | 服务对象满意度指标 | 满意度       | ≥    | 90   | %         | 10
"""


def test_a_form_without_fault_is_told_nothing() -> None:
    assert check(project(FULL)) == []


def test_levels_broken_over_lines_are_the_same_levels() -> None:
    form = project(FULL)
    form.indicators[0].level2 = "数量\n指标"
    assert check(form) == []


def test_a_layout_without_levels_asks_for_none() -> None:
    assert check(overall("指标 | 性质 | 值 | 单位\n会议 | ≥ | 40 | 次")) == []


@pytest.mark.parametrize("name", ["成本节约率", "预算执行率"])
def test_a_rate_among_the_costs_may_be_asked_to_rise(name: str) -> None:
    assert check(project(one("产出指标 | 成本指标", f"{name} | ≥ | 95 | %"))) == []


@pytest.mark.parametrize(
    "table",
    ["指标 | 性质 | 值 | 单位\n节约会议费用 | ≥ | 5 | 万元", "指标 | 性质 | 值 | 单位\n引进投资 | ≥ | 4 | 亿元"],
)
def test_money_saved_or_earned_is_no_cost(table: str) -> None:
    assert check(overall(table)) == []


def test_a_number_without_an_operator_is_left_alone_where_the_paper_has_no_place_for_one() -> None:
    table = one(NUMBER, "会议 |  | 5 | ")
    assert codes(project(table, layout="chongqing/tongnan-2022")) == ["operator_missing"]
    assert "operator_missing" not in codes(project(table, layout="ministry/project-2021"))


def test_what_the_first_level_was_meant_to_be_is_offered() -> None:
    form = project(one("效 | ", "会议 | ≥ | 40 | 次"))
    (issue,) = check(form)
    assert issue.message == "第 1 行“会议”：指标体系里没有一级指标“效”，请改为“效益指标”。"
    mend(form, issue)
    assert form.indicators[0].level1 == "效益指标"


def test_a_text_is_counted_without_its_line_breaks() -> None:
    assert check(project(one(NUMBER, f"{'会 ' * 100} | ≥ | 40 | 次"))) == []


def test_a_form_whose_rows_have_no_weight_has_no_weight_issue() -> None:
    table = one(NUMBER, "会议 | ≥ | 40 | 次", "")
    assert check(project(table, layout="chongqing/tongnan-2026")) == []
    assert check(project(table)) == []


def test_a_whole_department_has_a_number_of_its_own() -> None:
    table = "指标 | 性质 | 值 | 单位\n会议 | ≥ | 40 | 次"
    assert check(evaluation(table, scope="overall", project_code="50015200024P000105")) == []
    assert codes(evaluation(table, scope="project", project_code="50015200024P000105")) == ["code_length"]


def test_an_empty_code_is_said_once() -> None:
    assert codes(project(FULL, project_code="")) == ["field_required"]
    assert codes(evaluation("指标 | 性质 | 值 | 单位\n会议 | ≥ | 40 | 次", project_code="")) == ["field_required"]


def test_fields_that_the_form_does_not_print_are_not_asked_for() -> None:
    assert check(project(FULL, basis="", layout="chongqing/qijiang-2022")) == []


def test_a_weight_below_nothing_is_mended_with_what_is_left() -> None:
    form = project(FULL)
    form.indicators[0].weight = Decimal(-30)
    issue = next(issue for issue in check(form) if issue.code == "weight_not_positive")
    assert issue.message == "第 1 行“召开会议次数”：权重是 -30，应大于 0，请改正。"
    mend(form, issue)
    assert check(form) == []


def test_a_column_declared_as_required_is_asked_for_in_every_row() -> None:
    library = declared()
    indicator = library.fields.indicator
    strict = indicator | {"level3": indicator["level3"].model_copy(update={"required": True})}
    library = replace(library, fields=library.fields.model_copy(update={"indicator": strict}))
    issues = check_form(project(one(NUMBER, " | ≥ | 40 | 次")), library)
    assert [(i.code, i.place.row, i.place.field, i.message) for i in issues] == [
        ("field_required", 1, "level3", "第 1 行：没有填三级指标，请补上。")
    ]


# --- the mechanism ---------------------------------------------------------------------------------------


def with_severities(**words: str) -> Library:
    library = declared()
    return replace(library, severities={**library.severities, **words})


def test_issues_come_heaviest_first_then_by_row() -> None:
    form = project("""
        一级     | 二级           | 指标 | 性质 | 值 | 单位 | 权重
        效益指标 | 可持续发展指标 | 形象 | 定性 | 优 | 次   | 40
        产出指标 | 数量指标       | 会议 | ≥    | 40 |      | 50
        产出指标 | 成本指标       | 场地 | ≥    |    | 元   | 5
    """)
    assert [(issue.code, issue.place.row) for issue in check(form)] == [
        ("weight_sum", None),
        ("unit_missing", 2),
        ("field_required", 3),
        ("unit_on_qualitative", 1),
        ("level2_nonstandard", 1),
        ("cost_operator_ge", 3),
    ]


def test_the_policy_decides_how_much_an_issue_weighs() -> None:
    form = project(one(NUMBER, "网络带宽 | = | 10 | "))
    assert [i.severity for i in check_form(form, declared())] == [Severity.ERROR]
    assert [i.severity for i in check_form(form, with_severities(unit_missing="notice"))] == [Severity.NOTICE]
    assert check_form(form, with_severities(unit_missing="off")) == []


def test_every_rule_has_a_severity_and_every_severity_a_rule(library: Library) -> None:
    assert [info.code for info in catalogue()] == list(dict.fromkeys(info.code for info in catalogue()))
    assert {info.code for info in catalogue()} == set(library.severities)


def test_every_rule_is_explained_and_has_an_example() -> None:
    assert {info.code for info in catalogue()} == set(TINY)
    for info in catalogue():
        assert info.title
        assert not info.title.endswith("。"), info.code
        assert info.explanation.endswith("。"), info.code
        assert info.source, info.code


def test_every_module_with_rules_is_in_the_catalogue() -> None:
    folder = ROOT / "app/rules"
    with_rules = {f"app.rules.{path.stem}" for path in folder.glob("*.py") if rules_in(path.read_text("utf-8"))}
    assert with_rules == {module.__name__ for module in RULE_MODULES}
    assert sum(rules_in(path.read_text("utf-8")) for path in folder.glob("*.py")) == len(catalogue())


def rules_in(source: str) -> int:
    decorators = [d for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef) for d in n.decorator_list]
    return sum(isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "rule" for d in decorators)


def test_two_rules_cannot_share_a_code() -> None:
    with pytest.raises(ValueError, match="weight_sum"):
        rule("weight_sum", title="", explanation="", source="")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (project(FULL, layout="chongqing/tongnan-2032"), "版式“chongqing/tongnan-2032”不存在，现在按“"),
        (project(FULL, layout="../\n\x1b[2J" + "长" * 90), "版式“../"),
        (OverallTarget(**OVERALL | {"layout": "chongqing/qijiang-2022"}), "”没有整体绩效目标表，现在按“"),
        (SelfEvaluation(**EVALUATION | {"layout": "chongqing/qijiang-2022"}), "”没有项目绩效自评表，现在按“"),
    ],
    ids=["gone", "strange", "other kind", "other kind of evaluation"],
)
def test_a_layout_that_cannot_be_used_is_an_issue_beside_the_others(form: Form, said: str, library: Library) -> None:
    found = check(form)
    (issue,) = [one for one in found if one.code == "layout_unknown"]
    assert said in issue.message
    assert issue.message.endswith("显示和检查，请换一个版式。")
    assert issue.message.isprintable()
    assert len(issue.message) < 120
    assert (issue.severity, issue.place.field, issue.place.row) == (Severity.ERROR, "layout", None)
    assert library.shown_layout(form).id.startswith("chongqing/") or not form.layout.startswith("chongqing/")
    form.layout = library.shown_layout(form).id
    assert check(form) == [one for one in found if one is not issue]


def test_a_form_that_no_layout_prints_is_told_and_raises_nothing(library: Library) -> None:
    bare = replace(library, layouts={"a/b": library.layouts["chongqing/qijiang-2022"]})
    (issue,) = check_form(SelfEvaluation(), bare)
    assert (issue.code, issue.place.field) == ("layout_unknown", "layout")
    assert issue.message == "没有能打印项目绩效自评表的版式。"
    (issue,) = check_form(ProjectTarget(), replace(library, layouts={}))
    assert issue.code == "layout_unknown"


def test_every_rule_has_its_weight(library: Library) -> None:
    library.require_severities(rule_codes())
    lacking = {code: word for code, word in library.severities.items() if code != "weight_sum"}
    with pytest.raises(DefinitionError, match="缺少检查代码“weight_sum”的轻重"):
        replace(library, severities=lacking).require_severities(rule_codes())


def test_an_empty_draft_can_be_checked() -> None:
    for form in (ProjectTarget(), OverallTarget(), SelfEvaluation(), ProjectTarget(indicators=[Indicator()])):
        assert {issue.code for issue in check(form)} <= {"field_required", "level2_nonstandard"}


def test_checking_needs_no_heavy_library() -> None:
    program = (
        "import app.rules.checking, sys; print([m for m in ('PySide6', 'reportlab', 'openpyxl') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- the published forms ---------------------------------------------------------------------------------

PUBLISHED = {
    "tongnan-2022": {"cost_operator_ge": 15, "level2_nonstandard": 1},
    # One weight and the amount of the third form were lost in print: both are missed, and the weight can be given back.
    # Its operator and unit went with them. Three of its names are longer than other places' systems take.
    "tongnan-2023": {"field_required": 1, "operator_missing": 1, "text_too_long": 3, "weight_sum": 1},
    # These forms print no levels, so a cost is known by its name and unit. The whole-department form has indicators of
    # 100 and an execution rate of 10 beside them; its layout is declared so, and it is not an issue of the clerk's.
    "tongnan-2024": {"cost_operator_ge": 4},
    # The projects print no weights: silence. The first form is filed by the 2015 taxonomy, the others by that of 2021.
    "tongnan-2026": {"cost_operator_ge": 5, "level2_nonstandard": 2, "level_layout_mixed": 1, "weight_sum": 1},
    "qijiang-2022": {"code_length": 1, "level2_nonstandard": 5, "unit_missing": 3, "weight_sum": 1},
}
WEIGHTS = {
    ("tongnan-2023", 3): "指标权重合计 80，应为 90（预算执行率另占 10，共 100），还差 10，第 2 行没有权重，请补上。",
    ("tongnan-2026", 6): "指标权重合计 92，应为 100，还差 8，请核对各行。",
    ("qijiang-2022", 3): "指标权重合计 95，应为 90（预算执行率另占 10，共 100），多出 5，请核对各行。",
}


@pytest.mark.parametrize(("name", "expected"), PUBLISHED.items(), ids=PUBLISHED)
def test_what_the_published_forms_are_told(name: str, expected: dict[str, int], library: Library) -> None:
    assert Counter(issue.code for form in case(name) for issue in check_form(form, library)) == expected


def test_the_wrong_weights_of_the_published_forms_and_no_others(library: Library) -> None:
    found = {
        (path.stem, number): issue.message
        for path in CASES
        for number, form in enumerate(read_case(path), 1)
        for issue in check_form(form, library)
        if issue.code.startswith("weight")
    }
    assert found == WEIGHTS


def test_the_weight_lost_in_print_is_given_back() -> None:
    form = case("tongnan-2023")[2]
    issue = next(issue for issue in check(form) if issue.code == "weight_sum")
    assert issue.fix
    assert issue.fix.label == "把剩余 10 分给第 2 行"
    mend(form, issue)
    assert "weight_sum" not in codes(form)


def test_every_fix_on_the_published_forms_mends_its_issue(case_forms: list[Form]) -> None:
    for form in case_forms:
        for issue in check(form):
            if issue.fix:
                mend(form, issue)
                told = [(other.code, other.message) for other in check(form)]
                assert (issue.code, issue.message) not in told


def test_checking_changes_nothing_and_says_the_same_again(case_forms: list[Form], library: Library) -> None:
    before = [[column_values(record) for record in [form, *children_of(form)]] for form in case_forms]
    first = [check_form(form, library) for form in case_forms]
    assert [check_form(form, library) for form in case_forms] == first
    assert [[column_values(record) for record in [form, *children_of(form)]] for form in case_forms] == before


def test_messages_are_one_sentence_in_the_clerks_words(library: Library) -> None:
    found = [issue for path in CASES for form in read_case(path) for issue in check_form(form, library)]
    said = [(issue.message, issue.fix.label if issue.fix else "") for issue in found]
    said += [(example.message, example.fix) for _, example in EXAMPLES]
    for message, label in said:
        own_words = re.sub(r"“[^”]*”", "", message + label)
        assert message.endswith("。"), message
        assert message.count("。") == 1 or "。" in "".join(re.findall(r"“[^”]*”", message)), message
        assert not re.search(r"[A-Za-z]{2,}|[_{}\[\]<>]|\n", own_words), message


@pytest.mark.parametrize(
    "row",
    [
        fund(executed="1", adjusted_budget="3", execution_rate="33"),
        fund(executed="1", adjusted_budget="3", execution_rate="33.33"),
        fund(executed="2", adjusted_budget="3", execution_rate="66.6"),  # cut off
        fund(executed="2", adjusted_budget="3", execution_rate="66.7"),
        fund(executed="600", adjusted_budget="500", execution_rate="100"),
        fund(executed="600", adjusted_budget="500", execution_rate="120.00"),
        fund(executed="0", adjusted_budget="0", execution_rate="0"),
        fund(executed="5", execution_rate="88"),
        fund(executed="1", adjusted_budget="3"),
        fund(executed="1", adjusted_budget="3", execution_rate="33.33", rate_weight="10", rate_score="3.33"),
        fund(executed="2", adjusted_budget="3", execution_rate="67", rate_weight="10", rate_score="6.67"),
        fund(executed="2", adjusted_budget="3", execution_rate="67", rate_weight="10", rate_score="6.7"),
        fund(executed="600", adjusted_budget="500", execution_rate="120", rate_weight="10", rate_score="10"),
        fund(rate_weight="10", rate_score="10"),
        fund(executed="99999999999999999999", adjusted_budget="0.000000000000000001"),
        fund(execution_rate="-99999999999999999999", rate_weight="99999999999999999999"),
    ],
    ids=lambda row: " ".join(str(value) for value in column_values(row).values() if isinstance(value, Decimal)),
)
def test_a_rate_may_be_rounded_cut_off_or_left_out(row: FundRow) -> None:
    form = evaluation(EVALUATED, funds=[row])
    assert [code for code in codes(form) if "rate" in code] == []
