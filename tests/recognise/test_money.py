# ruff: noqa: E501 - what a form prints in a row stands in a line
"""Amounts in whatever unit of money a file names: exactly what is meant, or a sentence that nobody knows."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from program import Program

from app.definitions.library import Library
from app.model.exchange import write_form
from app.model.money_words import amount_in, unit_in
from app.recognise.found import FoundForm
from app.sheet.pages import print_form
from app.sheet.values import field_value
from recognise.looks import LOOKS, found_in, found_in_file
from recognise.published import FORMATS, Grid, Paper
from recognise.published_forms import PLAIN, RIVER, Look, Side, printed

DOUBTFUL = 0.75
HEAD = (("项目名称", "{name}"), ("年度资金总额", "{amount}"), ("年度绩效目标", "{goal}"))


def only(paper: Paper, library: Library) -> FoundForm:
    [form] = found_in([paper], library).forms
    return form


def river(amount: str, *, above: str = "", label: str = "年度资金总额", title: str = "项目支出绩效目标表") -> Paper:
    head = (HEAD[0], (label, "{amount}"), HEAD[2])
    return printed(
        replace(RIVER, amount=amount), Look(title, ("（{year}年度）", *([above] if above else [])), head=head)
    )


UNITS = {"元": 1, "百元": 10**2, "千元": 10**3, "万元": 10**4, "十万元": 10**5, "百万元": 10**6, "千万元": 10**7,
         "亿元": 10**8, "十亿元": 10**9, "万亿元": 10**12}  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("caption", ["（{}）", "单位：{}", "金额单位:人民币{}", "年初预算数\n（ {} ）", "资金总额{}"])
def test_every_unit_is_known_in_every_caption(unit: str, caption: str) -> None:
    said = unit_in(caption.format(unit))
    assert said is not None
    assert (said.name, said.yuan) == (unit, UNITS[unit])


@pytest.mark.parametrize(
    ("caption", "yuan"),
    [("仟元", 10**3), ("（萬元）", 10**4), ("单位：亿", 10**8), ("（千）", 10**3), ("单位：圆", 1), ("佰万圆", 10**6),
     ("100万元以上项目（千元）", 10**3), ("元/人", 1)],
)  # fmt: skip
def test_other_spellings_are_known(caption: str, yuan: int) -> None:
    said = unit_in(caption)
    assert said is not None
    assert said.yuan == yuan


@pytest.mark.parametrize(
    "caption",
    ["单元", "多元化投入", "（十）其他", "单位：某某局", "（百）", "元旦慰问", "公元", "圆满完成", "", "（广元市）", "（三元区）",
     "广元市项目资金", "单位：元氏县财政局", "单位：广元市教育局", "元月支出", "其中：增加元数", "每日元气", "市美元素设计院"],
)  # fmt: skip
def test_what_is_no_unit_of_money_is_none(caption: str) -> None:
    assert unit_in(caption) is None


@pytest.mark.parametrize(
    "caption", ["单位：万美元", "（百千元）", "单位：10万元", "金额单位：港币", "（美元）", "金额美元"]
)
def test_what_nobody_knows_is_told_from_what_is_not_said(caption: str) -> None:
    said = unit_in(caption)
    assert said is not None
    assert not said.is_known


def test_an_amount_may_have_its_unit_behind_it() -> None:
    assert [(one.digits, one.unit and one.unit.zeros) for one in map(amount_in, ("496千元", "1.2亿", "60", "1 万"))] == [
        ("496", 3), ("1.2", 8), ("60", None), ("1", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("paper", "yuan"),
    [
        (river("1205", above="单位：千元"), 1205000),
        (river("0.01205", above="金额单位：亿元"), 1205000),
        (river("12050", above="（单位：百元）"), 1205000),
        (river("1.205", above="单位：人民币百万元"), 1205000),
        (river("1,205.5", label="年度资金总额（千元）"), 1205500),
        (river("0.0120512345", label="年度资金总额（亿）"), Decimal("1205123.45")),
        (river("1205千元"), 1205000),
        (river("120.5万"), 1205000),
        (river("1205", title="项目支出绩效目标表（单位：千元）"), 1205000),
        (river("1205", above="单位：千元", label="年度资金总额（元）"), 1205),
        (river("120.5", title="项目支出绩效目标表（广元市）", above="单位：万元"), 1205000),
    ],
)
def test_an_amount_is_what_the_file_means(paper: Paper, yuan: object, library: Library) -> None:
    form = only(paper, library)
    assert form.record.amount == yuan
    assert form.readings["amount"].sure > 0.8
    assert form.notes == []


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf-strokes"])
def test_a_corner_in_thousands_is_understood_in_files(kind: str, library: Library, tmp_path: Path) -> None:
    ending, write = FORMATS[kind]
    [form] = found_in_file(write([river("1205", above="单位：千元")], tmp_path / f"file{ending}"), library).forms
    assert form.record.amount == 1205000


MARKS = [
    ["（2025年度）", "", "", "单位：千元"],
    ["2025年", "", "", "（金额单位：千元）"],
    ["填报单位：某某局", "", "", "单位：千元"],
    ["预算年度", "2025年", "", "单位：千元"],
    ["某某市水务局", "", "", "金额单位：千元"],
]


@pytest.mark.parametrize("marks", MARKS, ids=lambda cells: cells[0])
def test_a_row_above_the_form_may_have_its_unit_in_a_cell_of_its_own(marks: list[str], library: Library) -> None:
    head = [marks, ["项目名称", "河道清淤", "资金总额", "1205"], ["年度绩效目标", "完成清淤。", "", ""]]
    rows = [[caption for caption, _ in PLAIN], ["产出指标", "数量指标", "清淤长度", "≥35公里"]]
    for blocks in (
        ["项目支出绩效目标表", Grid([*head, *rows])],
        [Grid([["项目支出绩效目标表", "", "", ""], *head, *rows])],
    ):
        record = only(Paper(blocks), library).record
        assert (record.amount, record.name) == (1205000, "河道清淤")
        assert record.year == 2025 or "2025" not in marks[0]


def test_a_form_in_thousands_prints_in_the_unit_of_its_layout(library: Library) -> None:
    record = only(river("496.45403", above="单位：千元"), library).record
    layout = library.shown_layout(record)
    assert layout.head.money_unit.value == "万元"
    assert field_value(record, library.fields.project["amount"], layout.head.money_unit).text == "49.645403"
    assert print_form(record, library).pages
    written = write_form(record)
    assert (Decimal(written["amount"]), written["amount_unit"]) == (Decimal("496454.03"), "元")


MINISTRY = Look("项目支出绩效目标表", ("（{year}年度）",), side="绩效指标", head=(
    ("项目名称", "{name}"), ("主管部门及代码", "{department}", "实施单位", "{unit}"),
    Side("项目资金（{money}）", (("年度资金总额", "{amount}"), ("其中：财政拨款", "1,005"), ("上年结转", "-"), ("其他资金", "200"))),
    ("年度总体目标", "{goal}"),
), columns=(*PLAIN, ("分值（90）", "weight")))  # fmt: skip


@pytest.mark.parametrize(("money", "kept"), [("千元", ["100.5", "-", "20"]), ("万元", ["1,005", "-", "200"])])
def test_amounts_that_only_the_layout_has_are_kept_in_its_unit(money: str, kept: list[str], library: Library) -> None:
    form = only(printed(replace(RIVER, money=money), MINISTRY), library)
    assert library.shown_layout(form.record).head.money_unit.value == "万元"
    assert [form.record.other[name] for name in ("财政拨款", "上年结转", "其他资金")] == kept
    assert form.readings["other.财政拨款"].printed == "1,005"


@pytest.mark.parametrize("unit", ["万美元", "10万元", "百千元"])
def test_a_unit_that_nobody_knows_is_told_and_no_amount_is_made_of_it(unit: str, library: Library) -> None:
    form = only(river("1205", above=f"单位：{unit}"), library)
    assert form.record.amount is None
    assert form.record.other["年度资金总额"] == "1205"
    assert form.readings["other.年度资金总额"].sure < DOUBTFUL
    [said] = form.notes
    assert said == f"金额单位“{unit}”认不出，这样的金额没有读入，原来的数字另外留着，请换算后自己填。"


def test_the_label_of_another_sum_does_not_tell_what_nobody_knows_of_all(library: Library) -> None:
    head = (*HEAD[:2], ("其中：人均补助标准（元）", "35"), HEAD[2])
    form = only(printed(replace(RIVER, amount="120.5"), Look("表", ("单位：万美元",), head=head)), library)
    assert form.record.amount is None
    assert len(form.notes) == 1


@pytest.mark.parametrize(("label", "text"), [("资金单位", "市教育局"), ("金额单位", "RMB")])
def test_a_corner_that_names_no_unit_of_money_costs_no_amount(label: str, text: str, library: Library) -> None:
    head = ((label, text), *HEAD)
    form = only(printed(replace(RIVER, amount="120.5"), Look("项目支出绩效目标表", head=head)), library)
    assert form.record.amount == 1205000
    assert form.record.other[label] == text


def test_a_unit_that_nobody_knows_stays_behind_what_only_the_layout_has(library: Library) -> None:
    form = only(printed(replace(RIVER, money="万美元"), MINISTRY), library)
    assert form.record.amount is None
    assert form.record.other["财政拨款"] == "1,005万美元"
    assert form.readings["other.财政拨款"].sure < DOUBTFUL
    assert len(form.notes) == 1


def evaluation(unit: str, cell: str = "1205") -> Paper:
    told, look = LOOKS["evaluation-overall"]
    funds = Side(f"部门预算资金（{unit}）", (
        ("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ("年度资金总额", cell, "1180", "1180", "10", "100%", "10"),
    ))  # fmt: skip
    return printed(told, replace(look, head=(look.head[0], funds, look.head[2])))


def test_a_table_of_money_in_thousands_is_kept_in_yuan(library: Library) -> None:
    [row] = only(evaluation("千元"), library).record.funds
    assert (row.initial_budget, row.executed, row.rate_weight) == (1205000, 1180000, 10)


def test_an_amount_in_a_table_of_money_may_have_its_own_unit(library: Library) -> None:
    [row] = only(evaluation("千元", "120.5万元"), library).record.funds
    assert (row.initial_budget, row.adjusted_budget) == (1205000, 1180000)


def test_a_table_of_money_in_a_unit_that_nobody_knows_is_kept_as_text(library: Library) -> None:
    form = only(evaluation("万美元"), library)
    [row] = form.record.funds
    assert (row.initial_budget, row.executed, row.rate_score) == (None, None, 10)
    assert form.record.other["年度资金总额/年初预算数"] == "1205"
    assert form.readings["other.年度资金总额/年初预算数"].sure < DOUBTFUL
    assert "万美元" in form.notes[0]


def test_the_caption_of_the_table_of_money_counts_for_the_sum_of_a_project(library: Library) -> None:
    head = Side(
        "项目资金", (("", "年初预算数（千元）", "全年预算数", "执行率"), ("年度资金总额", "1205", "1180", "98%"))
    )
    form = only(printed(RIVER, Look(head=(HEAD[0], head, HEAD[2]))), library)
    assert form.record.amount == 1205000


def test_projects_in_one_table_have_the_unit_of_its_column(library: Library) -> None:
    captions = ["项目名称", "预算金额（千元）", "年度目标", *(caption for caption, _ in PLAIN)]
    rows = [
        [name, amount, "完成。", "产出指标", "数量指标", f"{name}次数", "≥3次"]
        for name, amount in (("甲", "1205"), ("乙", "60"))
    ]
    papers = [Paper(["2025年项目支出绩效目标表", Grid([captions, *rows])])]
    assert [form.record.amount for form in found_in(papers, library).forms] == [1205000, 60000]


def test_the_command_line_says_what_nobody_knows(jiheng: Program, tmp_path: Path) -> None:
    rows = ["项目支出绩效目标表,,,", "（2025年度）,,,单位：万美元", "项目名称,河道清淤,资金总额,1205",
            "一级指标,二级指标,三级指标,指标值", "产出指标,数量指标,清淤长度,≥35公里"]  # fmt: skip
    file = tmp_path / "表.csv"
    file.write_text("\n".join(rows), encoding="utf-8")
    assert jiheng("import", file, "--dry-run") == 0
    assert "河道清淤：金额单位“万美元”认不出" in jiheng.err
    assert "1 处请核对" in jiheng.out
