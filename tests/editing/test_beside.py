"""Last year's form beside this year's: rows paired, fields compared."""

from decimal import Decimal

from cases import case

from app.editing.beside import State, beside
from editing.drafts import project, row

# Last year beside this year


def test_rows_are_paired_by_name_then_by_likeness() -> None:
    last = project(
        row("会议次数", "30"), row("2026年培训人次", "100"), row("租赁", level2="成本指标"), row("调研", "5")
    )
    this = project(
        row("租赁", level1="成本指标", level2="经济成本指标"),
        row("会议次数", "35"),
        row("2027年培训人次", "100"),
        row("宣传", "1"),
    )
    found = beside(last, this)
    pairs = [(one.last_row, one.this_row, one.state) for one in found.rows]
    assert pairs == [
        (2, 0, State.CHANGED),
        (0, 1, State.CHANGED),
        (1, 2, State.CHANGED),
        (None, 3, State.NEW),
        (3, None, State.GONE),
    ]
    fields = {field.field: field for field in found.rows[1].fields}
    assert (fields["value"].last, fields["value"].this, fields["value"].state) == ("30", "35", State.CHANGED)
    assert fields["unit"].state is State.SAME
    assert [one.same_target for one in found.rows] == [True, False, True, False, False]
    assert len(found.paired) == 3


def test_a_like_name_under_another_level_is_another_indicator() -> None:
    (new, gone) = beside(project(row("培训人次多")), project(row("培训人次少", level2="质量指标"))).rows
    assert (new.state, gone.state) == (State.NEW, State.GONE)


def test_rows_of_one_name_are_told_apart_by_their_levels() -> None:
    last = project(row("保洁", "1"), row("保洁", "2", level2="成本指标"))
    this = project(row("保洁", "2", level2="成本指标"), row("保洁", "1"))
    assert [one.state for one in beside(last, this).rows] == [State.SAME, State.SAME]


def test_the_best_pairs_are_made_first() -> None:
    last, this = project(row("甲乙丙丁戊一"), row("甲乙丙丁戊二")), project(row("甲乙丙丁戊二三"), row("甲乙丙丁戊一"))
    assert [one.last_row for one in beside(last, this).rows] == [1, 0]


def test_fields_of_forms_are_set_beside_each_other() -> None:
    last = project(goal="甲", basis="乙", amount=Decimal(1), other={"旧": "1", "同": "2"})
    this = project(year=2027, goal="丙", overview="丁", amount=Decimal("1.0"), other={"同": "2", "新": "3"})
    states = {field.field: field.state for field in beside(last, this).fields}
    assert states["goal"] is State.CHANGED
    assert states["basis"] is State.GONE
    assert states["overview"] is State.NEW
    assert states["amount"] is State.SAME
    assert (states["旧"], states["同"], states["新"]) == (State.GONE, State.SAME, State.NEW)
    assert "year" not in states
    assert State.GONE.label == "去掉"


def test_a_form_beside_itself_is_the_same() -> None:
    for form in case("tongnan-2026"):
        found = beside(form, form)
        assert {one.state for one in (*found.rows, *found.fields)} == {State.SAME}
        assert [one.last_row for one in found.rows] == [one.this_row for one in found.rows]
        assert found.same_targets
