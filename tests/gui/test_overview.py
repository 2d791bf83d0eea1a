"""The overview of a year: list, money of the units, chart; what is filtered, sorted and found; many forms at once."""

from decimal import Decimal
from pathlib import Path
from time import sleep

import pytest
from cases import SAMPLE, case, document_at
from PySide6.QtCore import QAbstractItemModel, QPointF, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit, QMessageBox
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.definitions.library import Library
from app.editing.filled import Filled, filled_in
from app.editing.grouping import group_by_unit
from app.editing.loading import load_document
from app.editing.session import Session
from app.editing.states import set_state, state_of
from app.editing.steps import delete_form, edit_form, edit_indicator
from app.editing.totals import UnitTotal, against_whole, grand_total, total_sentence, unit_totals
from app.gui.overview import checker
from app.gui.overview.chart import ROW, Chart, bar_width, lanes, marks, rows_in_sight
from app.gui.overview.lines_model import AMOUNT, CODE, FILLED, NAME, PROBLEMS, STATE, UNIT, LinesModel
from app.gui.overview.page import OverviewPage, View
from app.gui.overview.totals_model import TotalsModel
from app.gui.window import MENUS, MainWindow
from app.gui.workplace import Workplace
from app.model.exchange import write_document
from app.model.issues import Severity
from app.model.records import OverallTarget, ProjectTarget, ref_of
from app.model.refs import FormKind, FormRef
from app.model.states import FormState
from app.rules.context import Context
from app.store.overview import Order, Question
from app.store.store import Store
from gui.hands import stored


@pytest.fixture
def page(place: Workplace) -> OverviewPage:
    place.overview.show_overview()
    return place.overview.page()


def names(page: OverviewPage) -> list[str]:
    return [str(page.lines.index(row, NAME).data()) for row in range(page.lines.rowCount())]


def texts(page: OverviewPage, column: int) -> list[str]:
    return [str(page.lines.index(row, column).data()) for row in range(page.lines.rowCount())]


def select(page: OverviewPage, *rows: int) -> list[FormRef]:
    refs = [page.lines.refs[row] for row in rows]
    page.table.select_refs(refs, refs[0])
    return refs


def found(store: Store, **wanted: object) -> list[str]:
    refs = store.overview(Question(2022, **wanted))
    rows = store.overview_rows(refs)
    return [rows[ref].name for ref in refs]


def test_two_characters_are_found_in_every_text(sample: Session) -> None:
    data = sample.store
    (ref, *_) = data.overview(Question(2022))
    form = data.form(ref)
    sample.apply(edit_form(form, "写", other={"备注": "仅此一处龘龘"}, basis="依据：渝府办〔2021〕7号 ABC"))
    sample.apply(edit_indicator(form, 0, remark="说明里的蓝鲸"))
    for words in (("龘龘",), ("蓝鲸",), ("abc",), ("府办", "蓝鲸"), ("〔2021〕7号",)):
        assert found(data, words=words) == [form.name], words
    assert found(data, words=("蓝鲸", "没有的词")) == []
    for wildcard in ("_", "依%据", "*"):
        assert found(data, words=(wildcard,)) == [], "a wildcard is a letter like others"


def test_identities_and_layouts_are_no_texts(sample: Session) -> None:
    (ref, *_) = sample.store.overview(Question(2022))
    assert found(sample.store, words=(ref.id[:8],)) == []
    assert found(sample.store, words=("chongqing",)) == []


def test_amounts_are_ordered_as_numbers_and_what_is_missing_stays_last(sample: Session) -> None:
    data = sample.store
    first, second, third, *_ = data.overview(Question(2022))
    for ref, amount in ((first, "9"), (second, "100000000"), (third, None)):
        sample.apply(edit_form(data.form(ref), "改", amount=amount and Decimal(amount)))
    rising = data.overview(Question(2022, order=Order.AMOUNT))
    falling = data.overview(Question(2022, order=Order.AMOUNT, descending=True))
    assert (rising[0], rising[-1]) == (first, third)
    assert (falling[0], falling[-1]) == (second, third)


def test_names_are_ordered_by_pinyin(sample: Session) -> None:
    refs = sample.store.overview(Question(2022))
    for ref, name in zip(refs, ("赵", "安", "李"), strict=False):
        sample.apply(edit_form(sample.store.form(ref), "改", project_name=name))
    ordered = [name for name in found(sample.store, order=Order.NAME) if len(name) == 1]
    assert ordered == ["安", "李", "赵"]


def test_states_and_units_are_filtered(sample: Session) -> None:
    data = sample.store
    first, second, *_ = data.overview(Question(2022))
    sample.apply(set_state(data, [first], FormState.CHECKED))
    sample.apply(set_state(data, [second], FormState.RETURNED, "缺少成本指标"))
    assert data.overview(Question(2022, state=FormState.CHECKED)) == [first]
    assert data.overview(Question(2022, state=FormState.RETURNED)) == [second]
    assert first not in data.overview(Question(2022, state=FormState.DRAFT))
    assert data.overview_rows([second])[second].reason == "缺少成本指标"
    form = data.form(first)
    assert len(data.overview(Question(2022, unit_code=form.unit_code))) == 12
    assert data.overview(Question(2022, unit_code="999999", unit_names=("没有",))) == []
    everything = data.overview(Question(2022, kinds=tuple(FormKind)))
    assert everything[0].kind is FormKind.OVERALL or len(everything) == 13


def test_the_last_change_is_noted_by_the_file(sample: Session) -> None:
    data = sample.store
    first, second, *_ = data.overview(Question(2022))
    with data.transaction() as connection:
        connection.exec_driver_sql("UPDATE lastchange SET at = ''")
    assert data.overview_rows([first])[first].changed == ""
    sample.apply(edit_indicator(data.form(first), 0, level3="另一个"))
    rows = data.overview_rows([first, second])
    assert rows[first].changed
    assert rows[second].changed == ""
    sample.apply(edit_form(data.form(second), "改", position=99))
    assert data.overview_rows([second])[second].changed == ""
    sample.apply(delete_form(data.form(first)))
    with data.transaction() as connection:
        assert not connection.exec_driver_sql("SELECT 1 FROM lastchange WHERE id = ?", (first.id,)).fetchall()
    assert data.overview_rows([first]) == {}


# Totals and completeness


def test_totals_stand_against_the_whole(sample: Session) -> None:
    (total,) = unit_totals(group_by_unit(sample.store.listing(2022), sample.store.units()))
    projects = [f for f in sample.store.forms(2022) if isinstance(f, ProjectTarget)]
    (whole,) = [f for f in sample.store.forms(2022) if isinstance(f, OverallTarget)]
    assert (total.projects, total.amount, total.whole) == (12, sum(p.amount for p in projects), whole.amount)
    assert total.left == whole.amount - total.amount
    assert total_sentence(total).startswith("12 个项目，合计 ")


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (None, "没有整体表的金额可比"),
        ("100000", "整体表 10 万元，项目超出 2 万元"),
        ("120000", "整体表 12 万元，正好相等"),
        ("200000", "整体表 20 万元，项目以外 8 万元"),
    ],
)
def test_the_comparison_is_a_sentence(whole: str | None, words: str) -> None:
    assert against_whole(UnitTotal("甲", "1", 2, Decimal(120000), 0, whole and Decimal(whole))) == words


def test_wholes_only_count_together_where_every_unit_has_one() -> None:
    with_whole = UnitTotal("甲", "1", 2, Decimal(5), 1, Decimal(9))
    without = UnitTotal("乙", "2", 1, Decimal(5), 0, None)
    assert grand_total([with_whole, without]).whole is None
    assert grand_total([with_whole, with_whole]).whole == 18
    assert "（1 个没有填金额）" in total_sentence(with_whole)


def test_completeness_is_the_share_of_what_must_be_there(library: Library, sample: Session) -> None:
    form = sample.store.form(sample.store.overview(Question(2022))[0])
    whole = filled_in(Context.of(form, library))
    assert whole.percent == 100
    form.amount, form.indicators[0].level3 = None, " "
    assert filled_in(Context.of(form, library)) == Filled(whole.cells - 2, whole.wanted)
    assert filled_in(Context.of(form, library)).percent < 100
    assert filled_in(Context.of(ProjectTarget(layout=form.layout), library)).percent == 0
    assert Filled(999, 1000).percent == 99


# The page


def test_the_overview_is_the_first_entry_and_shows_every_project(place: Workplace, page: OverviewPage) -> None:
    assert place.middle() is page
    assert place.navigator.overview.isChecked()
    assert not place.navigator.tree.currentIndex().isValid()
    assert page._title.text() == "2022 年概览"
    assert page._sum.words().startswith("12 个项目，合计 ")
    assert len(names(page)) == 12
    row = names(page).index("区政府办政府会议专项")
    assert [texts(page, column)[row] for column in (UNIT, AMOUNT, STATE, PROBLEMS, FILLED)] == [
        "政府办（本级）",
        "30",
        "草稿",
        "没有发现问题",
        "100%",
    ]
    assert texts(page, CODE)[row].startswith("500152")


def test_enter_opens_a_form_and_ctrl_home_comes_back(
    qtbot: QtBot, place: Workplace, page: OverviewPage, window: MainWindow
) -> None:  # fmt: skip
    (ref,) = select(page, 3)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert ref_of(place.desk.form) == ref
    assert not place.overview.is_shown
    assert not place.navigator.overview.isChecked()
    window.actions_by_name["show_overview"].trigger()
    assert place.overview.is_shown
    assert page.table.chosen_refs() == [ref], "what was selected is still selected"


def test_a_click_in_the_list_or_ctrl_1_leaves_the_overview(place: Workplace, page: OverviewPage) -> None:
    place.navigator.tree.setCurrentIndex(place.navigator.model.index_of(ref_of(place.desk.form)))
    assert not place.overview.is_shown
    place.overview.show_overview()
    place.show_filling()
    assert not place.overview.is_shown


def test_what_works_on_a_form_rests_while_none_is_seen(
    place: Workplace, page: OverviewPage, window: MainWindow
) -> None:  # fmt: skip
    actions = window.actions_by_name
    assert not actions["delete_form"].isEnabled()
    assert not actions["remove_rows"].isEnabled()
    assert actions["show_filling"].isEnabled()
    place.show_filling()
    assert actions["delete_form"].isEnabled()


def test_columns_are_sorted_both_ways(page: OverviewPage) -> None:
    for column in range(page.lines.columnCount()):
        page.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        rising = list(page.lines.refs)
        page.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        assert sorted(rising) == sorted(page.lines.refs)
    page.table.sortByColumn(AMOUNT, Qt.SortOrder.AscendingOrder)
    amounts = [Decimal(text) for text in texts(page, AMOUNT)]
    assert amounts == sorted(amounts)
    page.table.sortByColumn(PROBLEMS, Qt.SortOrder.DescendingOrder)
    counts = [page.desk.known[ref].count(Severity.WARNING) for ref in page.lines.refs]
    assert counts == sorted(counts, reverse=True)


def test_sorting_keeps_what_is_selected(page: OverviewPage) -> None:
    refs = select(page, 1, 2, 7)
    page.table.sortByColumn(AMOUNT, Qt.SortOrder.DescendingOrder)
    assert set(page.table.chosen_refs()) == set(refs)
    assert page.table.current_ref() == refs[0]


def test_words_filter_and_an_empty_result_says_what_to_do(qtbot: QtBot, page: OverviewPage) -> None:
    page.filters.search.setText("会议")
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Return)
    assert 0 < len(names(page)) < 12
    page.filters.search.setText("没有这个词")
    qtbot.waitUntil(lambda: names(page) == [])
    assert page._count.words() == "没有符合条件的表，请放宽上面的条件（另有 1 张其他种类的表没有列出）"
    page.filters.widen()
    assert len(names(page)) == 12


def test_only_forms_with_problems_of_a_kind_and_state(page: OverviewPage) -> None:
    page.filters.problems.setChecked(True)
    assert set(page.lines.refs) == {
        ref for ref, known in page.desk.known.items() if known.issues and ref.kind is FormKind.PROJECT
    }
    page.filters.widen()
    page.filters.kinds.setCurrentIndex(page.filters.kinds.findText("全部的表"))
    assert len(names(page)) == 13
    page.filters.states.setCurrentIndex(page.filters.states.findData(FormState.EXPORTED))
    assert names(page) == []


def test_states_of_many_forms_are_one_step(qtbot: QtBot, place: Workplace, page: OverviewPage) -> None:
    refs = select(page, 0, 1, 2)
    page.mark(FormState.CHECKED)
    qtbot.waitUntil(lambda: texts(page, STATE).count("已核") == 3)
    assert set(page.table.chosen_refs()) == set(refs)
    place.commands.undo()
    assert place.overview.is_shown, "undoing what was done here stays here"
    qtbot.waitUntil(lambda: texts(page, STATE).count("草稿") == 12)


def test_a_returned_form_has_its_reason(qtbot: QtBot, place: Workplace, page: OverviewPage) -> None:
    (ref,) = select(page, 4)
    page.mark(FormState.RETURNED)
    assert page.reason.isVisible()
    page.reason.field.setText("缺少成本指标")
    qtbot.keyClick(page.reason.field, Qt.Key.Key_Return)
    assert state_of(place.desk.session.store, ref).reason == "缺少成本指标"
    qtbot.waitUntil(lambda: "被退回：缺少成本指标" in texts(page, STATE))


def test_the_form_in_work_shows_and_changes_its_state(qtbot: QtBot, place: Workplace) -> None:
    bar = place.form_view.state
    assert bar.button.text() == "草稿 ▾"
    bar.mark(FormState.CHECKED)
    assert bar.button.text() == "已核 ▾"
    place.desk.do(edit_form(place.desk.form, "改", goal="另一个目标"))
    assert bar.button.text() == "草稿 ▾", "what is changed is no longer checked"
    bar.mark(FormState.RETURNED)
    assert bar.reason.isVisible()
    bar.reason.field.setText("缺少成本指标")
    qtbot.keyClick(bar.reason.field, Qt.Key.Key_Return)
    assert bar.button.accessibleName() == "状态：被退回：缺少成本指标"
    place.commands.undo()
    assert bar.button.text() == "草稿 ▾"


def test_selected_forms_are_checked_and_the_result_is_a_sentence(
    qtbot: QtBot, place: Workplace, page: OverviewPage, window: MainWindow
) -> None:  # fmt: skip
    refs = select(page, 0, 1, 2)
    for ref in refs:
        place.desk.known.pop(ref)
    page.lines.show_checks()
    assert texts(page, PROBLEMS).count("未检查") == 3
    page.check_button.click()
    qtbot.waitUntil(lambda: "检查完：3 张表" in window.statusBar().currentMessage())
    assert "未检查" not in texts(page, PROBLEMS)


def test_selected_forms_are_exported(
    qtbot: QtBot, place: Workplace, page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    monkeypatch.setattr(QMessageBox, "open", lambda *_: None)
    refs = select(page, 0, 1)
    page.export("xlsx")
    qtbot.waitUntil(lambda: not len(place.files_out.jobs), timeout=20000)
    assert len(list(out.glob("*.xlsx"))) == 2
    assert [state_of(place.desk.session.store, ref).state for ref in refs] == [FormState.EXPORTED] * 2


def test_a_form_that_is_edited_while_it_is_exported_is_no_exported_one(
    qtbot: QtBot, place: Workplace, page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(QMessageBox, "open", lambda *_: None)
    session = place.desk.session
    forms = [form for form in session.store.forms(2022) if form.kind is FormKind.PROJECT][:2]
    place.files_out.export_to(forms, "pdf", tmp_path / "out")
    place.desk.do(edit_form(forms[0], "改", goal="改过的目标"))
    qtbot.waitUntil(lambda: not len(place.files_out.jobs), timeout=20000)
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 2
    assert [state_of(session.store, ref_of(form)).state for form in forms] == [FormState.DRAFT, FormState.EXPORTED]


def test_an_edit_elsewhere_is_seen_when_the_overview_comes_back(place: Workplace, page: OverviewPage) -> None:
    place.show_filling()
    place.desk.do(edit_form(place.desk.form, "改", project_name="改过的名字", amount=Decimal(12345600)))
    place.overview.show_overview()
    row = names(page).index("改过的名字")
    assert texts(page, AMOUNT)[row] == "1234.56"


def test_a_form_that_goes_is_gone_from_the_list(qtbot: QtBot, place: Workplace, page: OverviewPage) -> None:
    place.desk.do(delete_form(place.desk.session.store.form(page.lines.refs[5])))
    qtbot.waitUntil(lambda: len(names(page)) == 11)


def test_the_year_is_changed_without_leaving_the_overview(place: Workplace, page: OverviewPage) -> None:
    place.desk.do(edit_form(place.desk.form, "改", year=2023, position=0))
    place.navigator.year_chosen.emit(2023)
    assert place.overview.is_shown
    assert page._title.text() == "2023 年概览"
    assert len(names(page)) == 1


def test_units_are_added_up_and_lead_to_their_forms(qtbot: QtBot, page: OverviewPage) -> None:
    page.show_view(View.UNITS)
    model = page.units_model
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == ["政府办（本级）", "合计"]
    assert model.index(0, 3).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    page.units_table.activated.emit(model.index(0, 0))
    assert page.view == View.LIST
    assert page.filters.units.currentText() == "312001 政府办（本级）"
    assert len(names(page)) == 12


def test_the_models_keep_qts_rules(place: Workplace, page: OverviewPage, qtmodeltester: ModelTester) -> None:
    lines, totals, tree = LinesModel(place.desk), TotalsModel(), place.navigator.model
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (lines, totals, tree)
    ]
    for model in (lines, totals, tree, page.lines, page.units_model):
        qtmodeltester.check(model)
    lines.ask(page.filters.question(), only_problems=False)
    lines.sort(AMOUNT, Qt.SortOrder.DescendingOrder)
    lines.ask(page.filters.question(), only_problems=True)
    lines.ask(None, only_problems=False)
    totals.show(page.totals)
    totals.show([])
    assert all(isinstance(tester.model(), QAbstractItemModel) for tester in testers)


def test_only_lines_near_to_sight_are_read(
    place: Workplace, page: OverviewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(30):
        load_document(place.desk.session, document_at(SAMPLE))
    read: list[int] = []
    rows = Store.overview_rows
    monkeypatch.setattr(Store, "overview_rows", lambda self, refs: read.append(len(refs)) or rows(self, refs))
    page.refresh()
    page.table.grab()
    assert len(page.lines.refs) == 12 * 31
    assert sum(read) <= 2 * 128
    assert place.desk.checker.busy or place.desk.known


# The chart


def test_the_geometry_of_the_chart() -> None:
    name, money, problems = lanes(1000)
    assert name[0] + name[1] <= money[0]
    assert money[0] + money[1] <= problems[0]
    assert problems[0] + problems[1] <= 1000
    assert bar_width(Decimal(50), Decimal(100), 300) == 150
    assert bar_width(Decimal(100), Decimal(100), 300) == 300
    assert bar_width(Decimal("0.01"), Decimal(10**9), 300) == 2, "what is there is seen"
    assert bar_width(None, Decimal(100), 300) == bar_width(Decimal(0), Decimal(100), 300) == 0
    assert rows_in_sight(0, 10 * ROW, 100) == range(10)
    assert rows_in_sight(ROW // 2, 10 * ROW, 100) == range(11)
    assert rows_in_sight(0, 10 * ROW, 3) == range(3)


def test_the_chart_shows_the_list_and_opens_what_is_clicked(
    qtbot: QtBot, place: Workplace, page: OverviewPage
) -> None:  # fmt: skip
    page.show_view(View.CHART)
    chart: Chart = page.chart
    assert chart.row_at(ROW + 2) == 1
    image = QImage(chart.viewport().size(), QImage.Format.Format_RGB32)
    chart.viewport().render(image)
    assert len({image.pixelColor(x, ROW // 2).name() for x in range(0, image.width(), 3)}) > 3
    ref = page.lines.refs[2]
    qtbot.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(30, 2 * ROW + 5).toPoint())
    assert ref_of(place.desk.form) == ref
    assert not place.overview.is_shown


def test_the_chart_is_worked_and_told_without_eyes_or_mouse(
    qtbot: QtBot, place: Workplace, page: OverviewPage
) -> None:  # fmt: skip
    page.show_view(View.CHART)
    chart = page.chart
    qtbot.waitUntil(chart.hasFocus)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    words = chart.accessibleDescription()
    assert names(page)[1] in words
    assert "万元" in words
    interface = QAccessible.queryAccessibleInterface(chart)
    assert interface.text(QAccessible.Text.Name) == "金额和问题图"
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.current == 11
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert ref_of(place.desk.form) == page.lines.refs[11]


def test_marks_tell_each_problem_the_heaviest_first(place: Workplace, page: OverviewPage) -> None:
    known = next(one for one in place.desk.known.values() if one.issues)
    assert marks(known) == [issue.severity for issue in known.issues]
    assert marks(None) == []


# For everyone


def test_every_control_has_a_name_and_every_command_a_key(page: OverviewPage) -> None:
    controls = [
        one
        for kind in (QAbstractButton, QComboBox, QLineEdit)
        for one in page.findChildren(kind)
        if one.isVisibleTo(page) and one.objectName() != "qt_edit_focus"
    ]
    assert len(controls) > 8
    for one in controls:
        interface = QAccessible.queryAccessibleInterface(one)
        own = isinstance(one.parent(), QComboBox | QLineEdit)
        assert own or interface.text(QAccessible.Text.Name), one
    for view in (page.table, page.units_table, page.chart):
        assert view.accessibleName()
    (command,) = [c for _, menu in MENUS for c in menu if c and c.name == "show_overview"]
    assert command.keys == "Ctrl+Home"


def test_tab_leaves_the_list(qtbot: QtBot, page: OverviewPage) -> None:
    select(page, 0)
    page.table.setFocus()
    qtbot.waitUntil(page.table.hasFocus)
    qtbot.keyClick(page.table, Qt.Key.Key_Tab)
    assert not page.table.hasFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)


def test_a_store_that_cannot_be_read_is_told(
    page: OverviewPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    from app.base.errors import StoreError

    def fail(*_: object) -> None:
        raise StoreError("数据文件读不出来。")

    monkeypatch.setattr(Store, "overview", fail)
    page.refresh()
    assert "读不出来" in window.statusBar().currentMessage()


def test_nothing_of_the_overview_changes_a_form(page: OverviewPage, place: Workplace) -> None:
    before = stored(place)
    for view in View:
        page.show_view(view)
    page.check()
    assert stored(place) == before


def test_a_year_without_projects_begins_with_what_it_has(qtbot: QtBot, place: Workplace, page: OverviewPage) -> None:
    load_document(place.desk.session, write_document(case("tongnan-2024")))
    place.desk.choose_year(2024)
    place.overview.show_overview()
    assert page.filters.kinds.currentText() == "自评表"
    assert page.lines.rowCount() == 6
    page.filters.kinds.setCurrentText("整体表")
    page.refresh()
    assert page.filters.kinds.currentText() == "整体表"
    place.desk.choose_year(2022)
    place.overview.show_overview()
    assert page.lines.rowCount() > 0


def test_a_check_of_some_forms_that_was_stopped_is_not_called_done(
    qtbot: QtBot, place: Workplace, page: OverviewPage, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = checker.checked
    monkeypatch.setattr(checker, "checked", lambda *words: (sleep(0.1), one(*words))[1])
    page.table.selectAll()
    page.check_button.click()
    place.desk.checker._job.requestInterruption()
    qtbot.waitUntil(lambda: "已停止检查" in window.statusBar().currentMessage())


def test_an_export_tells_errors_that_nobody_has_looked_for_yet(
    qtbot: QtBot, place: Workplace, page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "open", lambda box: told.append(box.informativeText()))
    form = place.desk.form
    place.desk.do(edit_form(form, "清空", goal=""))
    place.desk.known.clear()
    place.files_out.export_to([form], "pdf", tmp_path / "out")
    qtbot.waitUntil(lambda: bool(told))
    assert "还有错误没有改" in told[0]
