"""Weights as a picture and their sharing out; problems grouped, mended, left for a reason; live after each edit."""

import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from statistics import median

import pytest
from cases import SAMPLE, document_at
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.definitions.library import Library
from app.definitions.vocabulary import WeightPolicy
from app.editing.loading import load_document
from app.editing.steps import Step, add_indicator, edit_form, edit_indicator, edit_indicators
from app.editing.weights import (
    policy_sentence,
    share_step,
    sharings,
    spread,
    usual_points,
    weight_sentence,
    weights_of,
)
from app.gui.overview.problem_model import ProblemModel, groups_of_form, groups_of_year
from app.gui.theme import _themes, contrast, readable_on
from app.gui.weights_picture import Role, WeightsPicture, described, guide, limit_of, segments
from app.gui.workplace import Workplace
from app.model.changes import delete, update
from app.model.issues import Severity
from app.model.operators import Operator
from app.model.records import Indicator, ProjectTarget, ref_of
from gui.hands import stored

CHONGQING = WeightPolicy(indicator_sum=Decimal(90), execution_weight=Decimal(10))


def rows(*weights: object, level1: str = "产出指标") -> list[Indicator]:
    return [Indicator(level1=level1, weight=None if one is None else Decimal(str(one))) for one in weights]


def form(*weights: object) -> ProjectTarget:
    return ProjectTarget(indicators=rows(*weights))


# Sharing out


@given(
    st.integers(-(10**6), 10**6),
    st.lists(st.integers(1, 10**4), min_size=1, max_size=40),
    st.sampled_from(["0.01", "1"]),
)
def test_what_is_spread_comes_to_the_amount_exactly_and_in_proportion(cents: int, shares: list[int], step: str) -> None:
    amount, unit = Decimal(cents) / 100, Decimal(step)
    parts = spread(amount, [Decimal(share) for share in shares], unit)
    if amount % unit:
        assert parts == []
        return
    assert sum(parts) == amount
    for part, share in zip(parts, shares, strict=True):
        assert abs(Fraction(part) - Fraction(amount) * share / sum(shares)) < Fraction(unit)
        assert part == round(part, 2)


def test_the_rest_goes_evenly_to_rows_without_a_weight() -> None:
    ways = sharings(form(40, 40, None, None, None), CHONGQING, [])
    assert [way.label for way in ways] == [
        "平均分给没有权重的 3 行：3.34、3.33、3.33",
        "取整分给没有权重的 3 行：4、3、3",
    ]
    assert all(sum(way.weights.values()) == 10 for way in ways)


def test_the_rest_goes_to_selected_rows_or_in_proportion_to_all() -> None:
    ways = {way.name: list(way.weights.values()) for way in sharings(form(40, 20, 20), CHONGQING, [1, 2])}
    assert ways == {
        "平均分给选中的 2 行": [25, 25],
        "平均分给全部 3 行": [Decimal("43.34"), Decimal("23.33"), Decimal("23.33")],
        "取整分给全部 3 行": [44, 23, 23],
        "按现有比例分给全部 3 行": [45, Decimal("22.5"), Decimal("22.5")],
    }


def test_too_much_is_taken_off_and_no_row_is_left_with_nothing() -> None:
    ways = {way.name: list(way.weights.values()) for way in sharings(form(60, 38, 2), CHONGQING, [])}
    assert ways == {"按现有比例从全部 3 行扣": [54, Decimal("34.2"), Decimal("1.8")]}
    assert sharings(form(45, 45), CHONGQING, []) == []
    assert sharings(form(), CHONGQING, []) == []


def test_a_remainder_finer_than_two_decimals_is_not_rounded_away() -> None:
    assert sharings(form("89.999", None), CHONGQING, []) == []


def test_sharing_out_is_one_step(place: Workplace) -> None:
    before = stored(place)
    place.desk.do(edit_indicators(place.desk.form, "清空", {0: {"weight": None}, 1: {"weight": None}}))
    emptied = stored(place)
    meter = place.form_view.meter
    assert meter.share_button.isVisible()
    meter._ways.aboutToShow.emit()
    assert meter.ways()[0].startswith("平均分给没有权重的 2 行：")
    meter._ways.actions()[0].trigger()
    assert meter.text() == "90 + 10 = 100"
    assert not meter.share_button.isVisible()
    assert place.desk.session.undo_name == "分摊权重到 2 行"
    place.commands.undo()
    assert stored(place) == emptied
    place.commands.undo()
    assert stored(place) == before


def test_the_step_is_exact(library: Library) -> None:
    one = form(50, None, None)
    step = share_step(one, sharings(one, CHONGQING, [])[0])
    assert [change.values for change in step.changes] == [{"weight": Decimal(20)}, {"weight": Decimal(20)}]


# The picture


def test_the_pieces_of_the_bar_are_the_whole_bar() -> None:
    mixed = [*rows(30, 20), *rows(15, level1="效益指标"), *rows(10, level1="满意度指标")]
    pieces = segments(weights_of(mixed, CHONGQING))
    assert [(piece.role, piece.caption) for piece in pieces] == [
        (Role.LEVEL, "产出 50"),
        (Role.LEVEL, "效益 15"),
        (Role.LEVEL, "满意度 10"),
        (Role.LEFT, "还差 15 分"),
        (Role.EXECUTION, "执行率 10"),
    ]
    assert [round(piece.start, 9) for piece in pieces] == [0, 0.5, 0.65, 0.75, 0.9]
    assert sum(piece.width for piece in pieces) == pytest.approx(1)


def test_second_levels_cut_their_first_one() -> None:
    pair = [
        Indicator(level1="产出指标", level2="数量指标", weight=Decimal(30)),
        Indicator(level1="产出指标", level2="质量指标", weight=Decimal(60)),
    ]
    (piece, execution) = segments(weights_of(pair, CHONGQING))
    assert piece.cuts == (0.3,)
    assert piece.words == "产出 90：数量 30、质量 60"
    assert "预算执行率另占 10" in execution.words


def test_too_much_makes_the_bar_longer_and_marks_where_it_should_end() -> None:
    weights = weights_of(rows(100), CHONGQING)
    assert [piece.role for piece in segments(weights)] == [Role.LEVEL, Role.EXECUTION]
    assert limit_of(weights) == pytest.approx(90 / 110)
    assert "多出 10 分" in described(weights)


def test_quotas_are_guidance_declared_as_data(library: Library) -> None:
    policy = library.weights["90+10"]
    output = weights_of(rows(90), policy)
    assert dict(usual_points(output).points) == {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    with_cost = weights_of([*rows(90), *rows(0, level1="成本指标")], policy)
    assert dict(usual_points(with_cost).points)["成本指标"] == 20
    for usual in policy.usual:
        assert sum(usual.points.values()) == policy.indicator_sum
        assert "101号" in usual.source
    assert usual_points(weights_of(rows(100), library.weights["100"])) is None
    own = [(number, round(start + width, 9)) for start, width, number in guide(output, usual_points(output))]
    assert own == [(0, 0.5), (1, 0.8), (2, 0.9)]


def test_the_picture_is_told_in_words_too(qapp: object, library: Library) -> None:
    picture = WeightsPicture()
    picture.show_weights(weights_of([*rows(60), *rows(20, level1="效益指标")], library.weights["90+10"]))
    words = picture.accessibleDescription()
    for part in ("产出 60", "效益 20", "还差 10 分", "预算执行率另占 10", "参考：产出 50"):
        assert part in words
    assert picture.accessibleName() == "权重分布"


def test_the_picture_paints_each_piece_in_its_place(qapp: object, library: Library) -> None:
    picture = WeightsPicture()
    picture.resize(1000, 28)
    picture.show_weights(weights_of([*rows(45), *rows(45, level1="效益指标")], CHONGQING))
    image = QImage(picture.size(), QImage.Format.Format_RGB32)
    picture.render(image)
    first, second, last = (image.pixelColor(QPoint(x, 2)).name() for x in (20, 500, 990))
    assert len({first, second, last}) == 3
    assert picture.segment_at(990).role is Role.EXECUTION


def test_captions_can_be_read_on_every_colour(qapp: object) -> None:
    for theme in _themes().values():
        for colour in (*theme.meter, theme.meter_rest, theme.base):
            assert contrast(colour, readable_on(colour)) >= 4.5


def test_the_sentence_names_the_other_ten(place: Workplace) -> None:
    meter = place.form_view.meter
    assert "预算执行率另占 10" in meter._note.words()
    assert "预算执行率另占 10" in meter.accessibleDescription()
    assert policy_sentence(CHONGQING).startswith("指标权重合计应为 90")
    assert weight_sentence(weights_of(rows(85), CHONGQING)) == "85 + 10 = 95，应为 100，还差 5 分"


# Problems


def spoil(place: Workplace) -> None:
    """Give the form in work three costs with ≥, an empty amount and a word where a number belongs."""
    form = place.desk.form
    values = {n: {"level1": "产出指标", "level2": "成本指标", "operator": Operator.AT_LEAST} for n in range(3)}
    place.desk.do(edit_indicators(form, "弄错", values))
    place.desk.do(edit_form(place.desk.form, "弄错", amount=None))


def groups(place: Workplace) -> list[tuple[str, int]]:
    return [(group.title, len(group.entries)) for group in place.problems.model.groups]


def test_problems_are_grouped_by_severity(place: Workplace) -> None:
    spoil(place)
    assert [title.split()[0] for title, _ in groups(place)] == ["错误", "提醒"]
    assert all(title.endswith(str(count)) for title, count in groups(place))
    assert place.problems._count.text().startswith("问题 ")
    model = place.problems.model
    assert model.index(0, 0).data() == groups(place)[0][0]
    entry = model.index(0, 0, model.index(0, 0))
    assert entry.data().startswith("错误　")
    assert entry.data(Qt.ItemDataRole.AccessibleTextRole).startswith("错误：")
    assert entry.data(Qt.ItemDataRole.DecorationRole) is not None


def test_all_of_a_kind_are_mended_in_one_step(place: Workplace) -> None:
    spoil(place)
    spoiled = stored(place)
    cost = next(e for e in place.problems.model.entries() if e.issue.code == "cost_operator_ge")
    place.problems.list.setCurrentIndex(place.problems.model.index_of(cost.issue))
    button = place.problems._fix_all
    assert button.isVisible()
    assert button.text() == f"全部改正：{len(place.problems.alike())} 处成本指标用了“≥”"
    button.click()
    assert not any(e.issue.code == "cost_operator_ge" for e in place.problems.model.entries())
    assert place.desk.session.undo_name.startswith("全部改正：")
    place.commands.undo()
    assert stored(place) == spoiled


def test_a_problem_is_left_for_a_reason_and_told_again(qtbot: QtBot, place: Workplace) -> None:
    panel = place.problems
    assert groups(place) == [("提醒 2", 2)]
    before = panel.model.entries()[0]
    panel._leave.click()
    assert panel.reason.isVisible()
    assert panel.reason.field.hasFocus() or panel.reason.field.isVisible()
    qtbot.keyClick(panel.reason.field, Qt.Key.Key_Return)
    assert panel.reason.isVisible(), "nothing is left without a reason"
    panel.reason.field.setText("财政局已同意")
    qtbot.keyClick(panel.reason.field, Qt.Key.Key_Return)
    assert not panel.reason.isVisible()
    assert groups(place) == [("提醒 1", 1), ("不再提示 1", 1)]
    assert panel._count.text() == "问题 1：提醒 1，另有 1 个不再提示"
    assert "财政局已同意" in panel.model.entries()[-1].words
    assert place.navigator.model.index_of(ref_of(place.desk.form)).siblingAtColumn(1).data() == "1"
    waived = panel.model.entries()[-1]
    assert waived.issue.code == before.issue.code
    panel.list.setCurrentIndex(panel.model.index_of(waived.issue))
    assert panel._leave.text() == "恢复提示"
    panel._leave.click()
    assert groups(place) == [("提醒 2", 2)]
    place.commands.undo()
    place.commands.undo()
    assert groups(place) == [("提醒 2", 2)]


def test_escape_leaves_a_problem_as_it_is(qtbot: QtBot, place: Workplace) -> None:
    place.problems.leave_problem()
    qtbot.keyClick(place.problems.reason.field, Qt.Key.Key_Escape)
    assert not place.problems.reason.isVisible()
    assert groups(place) == [("提醒 2", 2)]


def test_a_waived_problem_is_no_stop_for_f8(place: Workplace) -> None:
    place.problems.leave_problem()
    place.problems.reason.given.emit("同意")
    (left,) = [e.issue for e in place.problems.model.entries() if e.waiver is None]
    assert [place.problems.next_issue() for _ in range(3)] == [left] * 3


def test_no_problems_are_said_with_a_sign(place: Workplace) -> None:
    place.desk.open_form(place.navigator.refs()[1])
    assert place.problems._count.text() == "没有发现问题"
    assert place.problems._count.isVisible()
    assert place.problems._sign.pixmap().width() > 1
    assert not place.problems.list.isVisible()


def test_the_whole_year_is_grouped_by_form(qtbot: QtBot, place: Workplace) -> None:
    panel = place.problems
    panel._all.setChecked(True)
    found = {ref for ref, known in place.desk.known.items() if known.issues}
    assert {group.form for group in panel.model.groups} == found
    assert all("提醒" in group.title or "错误" in group.title for group in panel.model.groups)
    other = next(g for g in panel.model.groups if g.form != ref_of(place.desk.form))
    index = panel.model.index_of(other.entries[0].issue)
    panel.list.setCurrentIndex(index)
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert ref_of(place.desk.form) == other.form
    panel._all.setChecked(False)
    assert {e.issue.place.form for e in panel.model.entries()} == {other.form}


def test_all_of_a_kind_in_the_year_are_one_step(place: Workplace) -> None:
    panel, before = place.problems, stored(place)
    panel._all.setChecked(True)
    cost = next(e for e in panel.model.entries() if e.issue.code == "cost_operator_ge")
    panel.list.setCurrentIndex(panel.model.index_of(cost.issue))
    forms = {issue.place.form for issue in panel.alike()}
    assert len(forms) > 1
    panel.mend_all()
    assert stored(place) != before
    place.commands.undo()
    assert stored(place) == before


def test_the_current_problem_stays_when_others_go(place: Workplace) -> None:
    spoil(place)
    panel = place.problems
    last = panel.model.entries()[-1].issue
    panel.list.setCurrentIndex(panel.model.index_of(last))
    place.desk.do(edit_form(place.desk.form, "补上", amount=Decimal(1)))
    assert panel.current().issue.code == last.code
    assert panel.current().issue.place == last.place


def test_the_model_keeps_qts_rules(place: Workplace, qtmodeltester: ModelTester) -> None:
    spoil(place)
    model = ProblemModel()
    qtmodeltester.check(model)
    model.show(groups_of_form(place.desk.current_issues(), place.desk.current_waived()))
    model.show(groups_of_year(place.desk.lines(), place.desk.known))
    model.show([])
    place.problems._all.setChecked(True)
    qtmodeltester.check(place.problems.model)


def test_problems_are_reached_and_mended_by_keys_alone(qtbot: QtBot, place: Workplace) -> None:
    place.below.go_to_problems()
    qtbot.waitUntil(place.problems.list.hasFocus)
    interface = QAccessible.queryAccessibleInterface(place.problems.list)
    assert interface.text(QAccessible.Text.Name) == "问题"
    keys = {c.name: c.keys for _, menu in __import__("app.gui.window", fromlist=["MENUS"]).MENUS for c in menu if c}
    for command in ("mend_all", "leave_problem", "mend_problem", "next_problem", "show_overview"):
        assert keys[command]


# Live


def _cost(place: Workplace, work: Callable[[int], object], times: int = 15) -> list[float]:
    taken = []
    for n in range(times):
        start = time.perf_counter()
        work(n)
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def test_an_edit_never_reads_the_whole_list(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    session = place.desk.session
    for _ in range(5):
        load_document(session, document_at(SAMPLE))
    read: list[object] = []
    whole = type(session.store).listing
    monkeypatch.setattr(type(session.store), "listing", lambda *words: read.append(words) or whole(*words))
    place.desk.do(edit_indicator(place.desk.form, 0, weight=Decimal(7)))
    place.desk.do(edit_form(place.desk.form, "改金额", amount=Decimal(70000)))
    place.desk.do(edit_form(place.desk.form, "改名", project_name="另一个名字"))
    assert read == []
    assert "另一个名字" in {line.name for line in place.desk.lines()}
    assert place.navigator.model.index_of(ref_of(place.desk.form)).data() == "另一个名字"


def test_the_problems_of_a_large_form_are_live(place: Workplace) -> None:
    """The floor of what is promised: 16 ms for the checks of a form of 60 rows, with room for a slow machine."""
    for n in range(60 - len(place.desk.form.indicators)):
        place.desk.do(add_indicator(place.desk.form, n, place.desk.form.indicators[n]))
    ref, current = ref_of(place.desk.form), place.desk.form
    taken = _cost(place, lambda _: (place.desk._check(ref, current), place.problems.refresh()))
    assert median(taken) < 0.1
    assert place.desk.known[ref].count(Severity.ERROR) >= 0


def test_a_problem_that_says_something_else_stays_where_it_is(place: Workplace) -> None:
    desk, panel = place.desk, place.problems
    desk.do(edit_indicator(desk.form, 0, weight=Decimal(50)))
    issue = next(one for one in desk.current_issues() if one.code == "weight_sum")
    panel.list.setCurrentIndex(panel.model.index_of(issue))
    resets: list[None] = []
    told: list[str] = []
    panel.model.modelReset.connect(lambda: resets.append(None))
    panel.model.dataChanged.connect(lambda first, _: told.append(str(first.data())))
    desk.do(edit_indicator(desk.form, 0, weight=Decimal(51)))
    now = next(one for one in desk.current_issues() if one.code == "weight_sum")
    assert now.message != issue.message
    assert (resets, told) == ([], [f"{now.severity.label}　{now.message}"])
    assert panel.current().issue == now
    desk.undo()
    desk.undo()
    assert resets, "other problems are another list"


def test_rows_that_are_all_other_ones_leave_no_command_on_a_row(place: Workplace) -> None:
    table, desk = place.form_view.table, place.desk
    table.go_to(1, "level3")
    assert place.main.actions_by_name["remove_rows"].isEnabled()
    first, second, third = desk.form.indicators[:3]
    changes = (update(first, position=1), update(second, position=0), delete(third))
    desk.do(Step("换过来", changes))
    assert place.main.actions_by_name["remove_rows"].isEnabled() == (table.current_row() >= 0)


def test_mending_all_leaves_the_keys_where_something_was_mended(place: Workplace, qtbot: QtBot) -> None:
    desk, panel = place.desk, place.problems
    costs = [n for n, one in enumerate(desk.form.indicators) if one.level2 == "成本指标"]
    desk.do(edit_indicators(desk.form, "改", {n: {"operator": Operator.AT_LEAST} for n in costs}))
    issue = next(one for one in desk.current_issues() if one.code == "cost_operator_ge")
    panel.list.setCurrentIndex(panel.model.index_of(issue))
    panel._fix_all.setFocus()
    panel.mend_all()
    assert all(one.code != "cost_operator_ge" for one in desk.current_issues())
    focus = place.window().focusWidget()
    assert focus is place.form_view.table
    assert place.form_view.table.current_row() == issue.place.row - 1


def test_the_panel_is_no_higher_than_its_problems(place: Workplace, qtbot: QtBot) -> None:
    panel = place.problems
    panel.mend_all()
    place.desk.do(edit_indicator(place.desk.form, 0, weight=Decimal(50)))
    assert len(panel.model.entries()) == 1
    qtbot.waitUntil(lambda: panel.height() <= panel.wanted_height(1000))
    bottom = panel.list.visualRect(panel.model.index_of(panel.model.entries()[0].issue)).bottom()
    assert bottom <= panel.list.viewport().height() < bottom + panel.list.line_height()
