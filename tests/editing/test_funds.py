"""资金情况 on the editing floor: what is typed and pasted, the rows it begins with, and every step with its inverse."""

from decimal import Decimal
from pathlib import Path

import pytest
from cases import CASES, case, read_case
from hypothesis import given
from hypothesis import strategies as st

from app.definitions.library import Library
from app.editing.funds import FundTable, begin_funds, plan_fund_paste, reckon
from app.editing.pasting import Area
from app.editing.session import Session
from app.editing.states import set_state
from app.editing.steps import FUNDS, INDICATORS, Step, new_form
from app.editing.waivers import part, waive
from app.gui.fund_model import ColumnPlan
from app.model.exchange import write_document
from app.model.execution import execution_rate, rate_score, says
from app.model.issues import place_in
from app.model.money import MoneyUnit
from app.model.records import FundRow, SelfEvaluation, ref_of
from app.model.states import FormState
from app.rules.checking import check_form
from editing.kept import again

COLUMNS = [
    ColumnPlan(field, heading)
    for field, heading in (
        ("item", "资金"),
        ("initial_budget", "年初预算数"),
        ("adjusted_budget", "全年（调整）预算数"),
        ("executed", "全年执行数"),
        ("execution_rate", "执行率"),
        ("rate_weight", "执行率权重"),
        ("rate_score", "执行率得分"),
    )
]


@pytest.fixture
def form(session: Session) -> SelfEvaluation:
    """A published self-evaluation of a project, stored."""
    published = next(one for one in case("tongnan-2024") if isinstance(one, SelfEvaluation) and one.scope == "project")
    session.apply(new_form(published, 0))
    return again(session, published)


def table(form: SelfEvaluation, library: Library) -> FundTable:
    return FundTable.of(form, library)


def in_unit(unit: MoneyUnit, library: Library) -> FundTable:
    return FundTable(library.fields.fund, unit)


# What is typed


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("1,234,567.89", "1234567.89"),
        ("１２，３４５．６", "12345.6"),
        ("￥５６０，０００元", "560000"),
        ("56万元", "560000"),
        ("５６０千元", "560000"),
        ("0.0056 亿", "560000"),
        ("-0.5 万", "-5000"),
        (" 0 ", "0"),
        ("", None),
        ("—", None),
        ("无", None),
    ],
)
def test_amounts_are_understood_as_they_are_meant(typed: str, yuan: str | None, library: Library) -> None:
    got = in_unit(MoneyUnit.YUAN, library).typed("executed", typed)
    assert got == (None if yuan is None else Decimal(yuan))


def test_amounts_are_kept_in_yuan_and_typed_in_the_unit_of_the_form(library: Library) -> None:
    in_wan = in_unit(MoneyUnit.TEN_THOUSAND_YUAN, library)
    assert in_wan.typed("executed", "49.645403") == Decimal("496454.03")
    assert in_wan.typed("executed", "496454.03元") == Decimal("496454.03")
    assert in_wan.text(FundRow(executed=Decimal("496454.03")), "executed") == "49.645403"


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("execution_rate", "９８．５％", Decimal("98.5")),
        ("rate_score", "10分", Decimal(10)),
        ("rate_weight", "", None),
        ("item", " 其中：\n财政拨款 ", "其中：财政拨款"),
    ],
)
def test_rates_points_and_names_are_understood(field: str, typed: str, kept: object, library: Library) -> None:
    assert in_unit(MoneyUnit.YUAN, library).typed(field, typed) == kept


@pytest.mark.parametrize("typed", ["五十", "1.2.3", "12 3x", "1e5", "万元万元", "万元", "￥", "，", "5万美元"])
def test_what_is_no_number_is_refused(typed: str, library: Library) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which one is no matter
        in_unit(MoneyUnit.YUAN, library).typed("executed", typed)


@pytest.mark.parametrize("typed", ["%", "％", " 分", "abc", "，"])
def test_a_rate_is_not_emptied_by_its_sign_alone(typed: str, library: Library) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which one is no matter
        in_unit(MoneyUnit.YUAN, library).typed("execution_rate", typed)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2), st.sampled_from(MoneyUnit))
def test_what_is_shown_is_understood_again(amount: Decimal, unit: MoneyUnit) -> None:
    from app.definitions.library import library

    shown = in_unit(unit, library())
    assert shown.typed("executed", shown.text(FundRow(executed=amount), "executed")) == amount


# What it comes to


@pytest.mark.parametrize(
    ("executed", "budget", "rate"),
    [
        ("450", "500", "90"),
        ("1", "3", "33.33"),
        ("2", "3", "66.67"),
        ("600", "500", "100"),
        ("0", "500", "0"),
        ("1", "0", None),
        ("-1", "5", None),
        (None, "5", None),
        ("5", None, None),
    ],
)
def test_the_rate_is_executed_by_budget_at_most_a_hundred(
    executed: str | None, budget: str | None, rate: str | None
) -> None:
    given_ = [None if one is None else Decimal(one) for one in (executed, budget)]
    assert execution_rate(*given_) == (None if rate is None else Decimal(rate))


def test_points_follow_from_the_rate() -> None:
    assert rate_score(Decimal("98.76"), Decimal(10)) == Decimal("9.88")
    assert rate_score(Decimal(120), Decimal(10)) == 10
    assert rate_score(None, Decimal(10)) is None
    assert rate_score(Decimal(90), None) is None


def test_a_written_number_may_be_rounded_or_cut_off_but_no_more() -> None:
    exact = Decimal(200) / 3
    assert [says(Decimal(text), exact) for text in ("66", "67", "66.6", "66.7", "66.66", "66.67")] == [True] * 6
    assert [says(Decimal(text), exact) for text in ("65", "68", "66.5", "66.8", "67.0")] == [False] * 5


def test_only_empty_places_are_filled_in(session: Session, form: SelfEvaluation, library: Library) -> None:
    values = {1: {"execution_rate": None, "rate_score": Decimal(3)}, 2: {"execution_rate": Decimal(7)}}
    session.apply(FUNDS.edit(form, "改", values))
    step = reckon(again(session, form), library)
    assert step.name == "计算执行率和得分"
    session.apply(step)
    after = again(session, form).funds
    assert after[0].execution_rate is None  # the paper leaves the rate of the whole blank
    assert (after[1].execution_rate, after[1].rate_score) == (100, 3)
    assert after[2].execution_rate == 7
    assert reckon(again(session, form), library).changes == ()


def test_points_are_reckoned_with_the_rate_that_is_written(library: Library) -> None:
    row = FundRow(executed=Decimal(1), adjusted_budget=Decimal(2), execution_rate=Decimal(90), rate_weight=Decimal(10))
    assert in_unit(MoneyUnit.YUAN, library).reckoned([row]) == {0: {"rate_score": Decimal(9)}}


def test_what_may_be_chosen(form: SelfEvaluation, library: Library) -> None:
    own = table(form, library)
    row = FundRow(executed=Decimal(1), adjusted_budget=Decimal(4), rate_weight=Decimal(10))
    assert own.offered(row, "item") == ["年度总金额", "其中：财政拨款", "一般公共预算"]
    assert [own.offered(row, name) for name in ("execution_rate", "rate_weight", "rate_score")] == [
        ["25"],
        ["10"],
        ["2.5"],
    ]
    assert own.offered(FundRow(), "execution_rate") == []
    assert own.offered(row, "executed") == []


# Steps


def steps(form: SelfEvaluation, library: Library) -> list[Step]:
    return [
        FUNDS.edit(form, "修改资金行", {1: {"executed": Decimal("1.50")}}),
        FUNDS.insert(form, 1, [FundRow(item="甲"), FundRow(item="乙")], "添加"),
        FUNDS.remove(form, [0, 2]),
        FUNDS.order(form, [2, 0, 1], "移动资金行"),
        begin_funds(form, library),
        plan_fund_paste(form, table(form, library), COLUMNS, [["a", "1", "2"], ["b", "3", "4"]], Area(2, 0)).step(),
    ]


@pytest.mark.parametrize("number", range(6))
def test_every_step_is_taken_back_wholly_and_done_again(
    number: int, session: Session, form: SelfEvaluation, library: Library
) -> None:
    def told() -> dict:
        return write_document(session.store.forms())

    before = told()
    session.apply(steps(form, library)[number])
    after = told()
    assert after != before
    assert [row.position for row in again(session, form).funds] == list(range(len(again(session, form).funds)))
    session.undo()
    assert told() == before
    session.redo()
    assert told() == after


def test_steps_are_named_after_what_they_do(form: SelfEvaluation) -> None:
    assert FUNDS.remove(form, [0]).name == "删除资金行"
    assert FUNDS.remove(form, [0, 1]).name == "删除 2 行资金"
    assert FUNDS.called("添加") == "添加资金行"
    assert INDICATORS.called("移动", 3) == "移动 3 条指标"


def test_a_step_touches_the_form_and_makes_a_draft_of_it(session: Session, form: SelfEvaluation) -> None:
    session.apply(set_state(session.store, [ref_of(form)], FormState.CHECKED))
    touched = session.apply(FUNDS.edit(form, "修改资金行", {0: {"executed": Decimal(1)}}))
    assert touched.forms == {ref_of(form)}
    assert not touched.listing
    assert session.store.states_of([ref_of(form)]) == []


def test_rows_that_are_put_in_have_identities_of_their_own(form: SelfEvaluation) -> None:
    ids = [change.values["id"] for change in FUNDS.insert(form, 3, form.funds, "复制").changes]
    assert len(ids) == 3
    assert not {row.id for row in form.funds} & set(ids)


def test_a_new_form_begins_with_the_rows_that_its_paper_prints(library: Library) -> None:
    for scope in ("project", "overall"):
        rows = table(SelfEvaluation(scope=scope, year=2024, layout="chongqing/tongnan-2024"), library).begun()
        assert [row.item for row in rows] == ["年度总金额", "其中：财政拨款", "一般公共预算"]
        assert [row.rate_weight for row in rows] == [None, 10, None]


# Pasting


def pasted(form: SelfEvaluation, library: Library, grid: list[list[str]], area: Area):
    return plan_fund_paste(form, table(form, library), COLUMNS, grid, area)


def test_a_block_goes_in_at_its_corner_and_adds_rows(session: Session, form: SelfEvaluation, library: Library) -> None:
    plan = pasted(form, library, [["1,000", "2,000.50"], ["３", "不详"]], Area(2, 1))
    assert (plan.added, len(plan.overwritten())) == (1, 2)
    assert [(one.row, one.heading, one.text) for one in plan.refused] == [(3, "全年（调整）预算数", "不详")]
    assert plan.step().name == "粘贴 3 格"
    session.apply(plan.step())
    rows = again(session, form).funds
    assert (rows[2].initial_budget, rows[2].adjusted_budget) == (1000, Decimal("2000.50"))
    assert (rows[3].initial_budget, rows[3].adjusted_budget) == (3, None)
    assert rows[2].executed == form.funds[2].executed


def test_captions_say_which_column_is_what_and_in_which_unit(
    session: Session, form: SelfEvaluation, library: Library
) -> None:
    grid = [["资金", "全年执行数（万元）", "全年预算数（万元）", "备注"], ["合计", "40", "50", "无"]]
    plan = pasted(form, library, grid, Area(0, 0))
    assert plan.unplaced == ("备注",)
    session.apply(plan.step())
    row = again(session, form).funds[0]
    assert (row.item, row.executed, row.adjusted_budget) == ("合计", 400_000, 500_000)


def amounts(form: SelfEvaluation, library: Library, grid: list[list[str]], count: int = 3) -> list[object]:
    """Return what pasting at the upper left corner puts into the amounts of the first row."""
    rows: dict[str, object] = {
        put.field: put.value for put in pasted(form, library, grid, Area(0, 0)).gathered.puts if put.row == 0
    }
    return [rows.get(name) for name in ("initial_budget", "adjusted_budget", "executed")[:count]]


WAN = 10_000


@pytest.mark.parametrize(
    ("captions", "yuan"),
    [
        (["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数"], [100 * WAN, 98 * WAN, 97 * WAN]),
        (["项目资金\n（ 万元 ）", "年初预算数", "全年预算数（元）", "全年执行数"], [100 * WAN, 98, 97 * WAN]),
        (["项目资金（元）", "年初预算数", "全年预算数", "全年执行数（万元）"], [100, 98, 97 * WAN]),
        (["", "年初预算数（单位：万元）", "全年预算数", "全年执行数"], [100 * WAN, 98 * WAN, 97 * WAN]),
        (["", "年初预算数（元）", "全年预算数（万元）", "全年执行数"], [100, 98 * WAN, 97]),
        (["项目资金（千元）", "年初预算数", "全年预算数（亿元）", "全年执行数"], [100_000, 98 * WAN**2, 97_000]),
        (["单元", "年初预算数", "全年预算数", "全年执行数"], [100, 98, 97]),
    ],
)
def test_a_unit_in_any_caption_is_that_of_all_amounts_but_for_those_with_their_own(
    captions: list[str], yuan: list[int], form: SelfEvaluation, library: Library
) -> None:
    grid = [[*captions, "执行率"], ["年度资金总额", "100", "98", "97", "99"]]
    assert amounts(form, library, grid) == yuan
    puts = {put.field: put.value for put in pasted(form, library, grid, Area(0, 0)).gathered.puts}
    assert (puts["item"], puts["execution_rate"]) == ("年度资金总额", 99)


def test_a_caption_in_yuan_is_understood_in_a_form_in_ten_thousand_yuan(form: SelfEvaluation, library: Library) -> None:
    grid = [["资金", "年初预算数（元）", "全年预算数"], ["合计", "1000000", "980000"]]
    plan = plan_fund_paste(form, in_unit(MoneyUnit.TEN_THOUSAND_YUAN, library), COLUMNS, grid, Area(0, 0))
    assert [put.value for put in plan.gathered.puts] == ["合计", 1_000_000, 980_000]


@pytest.mark.parametrize(
    ("text", "yuan"), [("-", None), ("——", None), ("/", None), ("", None), ("1.5万元", 15_000), ("300 元", 300)]
)
def test_cells_below_a_unit_may_be_absent_or_have_their_own(
    text: str, yuan: int | None, form: SelfEvaluation, library: Library
) -> None:
    grid = [["资金", "年初预算数", "全年预算数（万元）"], ["合计", "1", text]]
    assert pasted(form, library, grid, Area(0, 0)).refused == []
    assert amounts(form, library, grid, 2) == [WAN, yuan]


def test_amounts_under_a_unit_that_nobody_knows_are_refused(form: SelfEvaluation, library: Library) -> None:
    grid = [["资金", "年初预算数（万美元）", "全年预算数"], ["合计", "100", "98万元"]]
    assert [one.text for one in pasted(form, library, grid, Area(0, 0)).refused] == ["100"]
    assert amounts(form, library, grid, 2) == [None, 98 * WAN]


def test_a_refused_amount_is_told_as_it_was_copied(form: SelfEvaluation, library: Library) -> None:
    grid = [["资金", "年初预算数（万元）", "全年预算数"], ["合计", "不详", "1"]]
    assert [one.text for one in pasted(form, library, grid, Area(0, 0)).refused] == ["不详"]


@pytest.mark.parametrize("side", ["", "项目资金（万元）"])
def test_names_stand_beside_the_label_of_the_whole_table(side: str, form: SelfEvaluation, library: Library) -> None:
    grid = [
        ["项目资金（万元）", "", "年初预算数", "全年预算数"],
        [side, "年度资金总额", "100", "98"],
        [side, " 其中：当年财政拨款", "90", "88"],
        ["其他资金", "", "10", "10"],
    ]
    plan = pasted(form, library, grid, Area(0, 0))
    names = [put.value for put in plan.gathered.puts if put.field == "item"]
    assert names == ["年度资金总额", "其中：当年财政拨款", "其他资金"]
    assert amounts(form, library, grid, 2) == [100 * WAN, 98 * WAN]
    assert (plan.unplaced, plan.refused) == ((), [])


def test_one_copied_cell_fills_the_selection(session: Session, form: SelfEvaluation, library: Library) -> None:
    session.apply(pasted(form, library, [["5"]], Area(0, 1, 3, 2)).step())
    rows = again(session, form).funds
    assert {(row.initial_budget, row.adjusted_budget) for row in rows} == {(5, 5)}


def test_only_empty_cells_are_filled_where_that_is_wanted(
    session: Session, form: SelfEvaluation, library: Library
) -> None:
    plan = pasted(form, library, [["50", "9", "8"], ["51", "7", "6"]], Area(0, 4)).only_empty()
    session.apply(plan.step())
    rows = again(session, form).funds
    assert [(row.execution_rate, row.rate_weight, row.rate_score) for row in rows[:2]] == [(50, 9, 8), (100, 10, 10)]


def test_what_is_overwritten_is_told_in_the_unit_of_the_form(form: SelfEvaluation, library: Library) -> None:
    plan = plan_fund_paste(form, in_unit(MoneyUnit.TEN_THOUSAND_YUAN, library), COLUMNS, [["7"]], Area(0, 1))
    assert [(one.old, one.new) for one in plan.overwritten()] == [("56", "7")]


# Problems


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_published_forms_give_no_alarm(path: Path, library: Library) -> None:
    found = [issue.code for form in read_case(path) for issue in check_form(form, library)]
    assert {"execution_rate_mismatch", "rate_score_mismatch"}.isdisjoint(found)


def test_a_problem_of_a_row_is_left_for_that_row_alone(
    session: Session, form: SelfEvaluation, library: Library
) -> None:
    session.apply(FUNDS.edit(form, "改", {1: {"execution_rate": Decimal(50)}, 2: {"execution_rate": Decimal(60)}}))
    now = again(session, form)
    wrong = [issue for issue in check_form(now, library) if issue.code == "execution_rate_mismatch"]
    assert [issue.place.is_in_funds for issue in wrong] == [True, True]
    session.apply(waive(now, wrong[:1], "已同意"))
    parted = part(now, wrong, session.store.waivers_of(ref_of(now)))
    assert ([one.issue for one in parted.waived], parted.open) == (wrong[:1], wrong[1:])
    session.apply(FUNDS.order(now, [0, 2, 1], "移动资金行"))
    moved = again(session, form)
    wrong = [issue for issue in check_form(moved, library) if issue.code == "execution_rate_mismatch"]
    parted = part(moved, wrong, session.store.waivers_of(ref_of(moved)))
    assert [one.issue.place.row for one in parted.waived] == [3]


def test_the_field_of_a_place_tells_its_table(form: SelfEvaluation) -> None:
    assert place_in(form, 1, "executed").is_in_funds
    assert not place_in(form, 1, "value").is_in_funds
    assert not place_in(form, None, "executed").is_in_funds
