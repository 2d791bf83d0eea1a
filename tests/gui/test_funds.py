"""资金情况 in the window: edited in place, pasted, gone to from problems and the preview, and folded away."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from cases import CASES, case, document_at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.definitions.library import library
from app.editing.indicator_library import Entry
from app.editing.loading import load_document
from app.editing.replacing import Search, find
from app.editing.steps import FUNDS, Step, edit_indicator, new_form
from app.gui.fund_model import with_separators
from app.gui.fund_table import FundPart, FundTableView
from app.gui.help_desk import topic_for
from app.gui.importing.draft import Draft, Key
from app.gui.importing.found_form import FoundFormView
from app.gui.new_form import NewFormDialog
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.changes import insert
from app.model.operators import Operator
from app.model.records import FundRow, ProjectTarget, SelfEvaluation, Unit, ref_of
from app.model.refs import FormKind
from app.readers.grids import Place
from app.recognise.found import FoundForm, Reading
from gui.hands import copied, keys

Keys, Control, Alt = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


pytestmark = pytest.mark.usefixtures("clipboard")


@pytest.fixture
def part(qtbot: QtBot, place: Workplace, window: MainWindow) -> FundPart:
    """资金情况 of a published self-evaluation of a project, opened out in a window that has the room."""
    window.resize(1400, 1000)
    document = document_at(CASES[2])
    load_document(place.desk.session, document)
    place.desk.choose_year(2024)
    refs = [ref for ref in place.navigator.refs() if ref.kind is FormKind.SELF_EVALUATION]
    place.desk.open_form(refs[1])
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    qtbot.wait(20)
    made = place.form_view.funds
    made.go_to(0, "item")
    return made


@pytest.fixture
def table(part: FundPart) -> FundTableView:
    return part.table


def row(table: FundTableView, number: int) -> FundRow:
    return FUNDS.of(table.desk.form)[number]


def put(table: FundTableView, number: int, field: str, text: str) -> bool:
    return table.funds.setData(table.funds.index(number, table.funds.column_of(field)), text)


def shown(table: FundTableView, number: int, field: str, role: int = Qt.ItemDataRole.DisplayRole) -> str:
    return str(table.funds.index(number, table.funds.column_of(field)).data(role))


def where(table: FundTableView) -> tuple[int, str]:
    return table.current_row(), table.funds.columns[table.currentIndex().column()].field


def part_of(place: Workplace) -> FundPart:
    return place.form_view.funds


# What it shows


def test_it_stands_between_the_head_and_the_indicators_with_the_printed_columns(
    part: FundPart, place: Workplace
) -> None:
    view = place.form_view
    tops = [one.mapTo(view, one.rect().topLeft()).y() for one in (view.head, part.table, view.table)]
    assert tops == sorted(tops)
    headings = [column.heading for column in part.table.funds.columns]
    assert headings == ["资金", "年初预算数", "全年（调整）预算数", "全年执行数", "执行率", "执行率权重", "执行率得分"]
    assert part._title.text() == "资金情况（元）"


def test_amounts_stand_at_the_right_with_separators_and_are_typed_without(table: FundTableView) -> None:
    assert shown(table, 1, "adjusted_budget") == "496,454.03"
    assert shown(table, 1, "adjusted_budget", Qt.ItemDataRole.EditRole) == "496454.03"
    for column in range(1, table.funds.columnCount()):
        alignment = table.funds.columns[column].alignment
        assert alignment & Qt.AlignmentFlag.AlignRight
    assert "单位：元" in table.funds.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(
    ("digits", "seen"),
    [("0", "0"), ("1234.5", "1,234.5"), ("-1234567", "-1,234,567"), ("-0.5", "-0.5"), ("999", "999")],
)
def test_separators(digits: str, seen: str) -> None:
    assert with_separators(digits) == seen


def test_a_form_that_has_none_shows_none(part: FundPart, place: Workplace) -> None:
    place.desk.choose_year(2022)
    place.desk.open_form(place.navigator.refs()[2])
    assert isinstance(place.desk.form, ProjectTarget)
    assert not part.isVisible()
    assert part.table.funds.rowCount() == 0
    assert place.form_view.store_all()


# Typing


def test_what_is_typed_is_one_step_that_can_be_undone(
    qtbot: QtBot, table: FundTableView, press: Callable[..., None]
) -> None:
    table.go_to(1, "executed")
    keys(qtbot, table, "480,000.5")
    press(Keys.Key_Return)
    assert row(table, 1).executed == Decimal("480000.5")
    assert where(table) == (2, "executed")
    assert table.desk.session.undo_name == "修改资金行"
    table.desk.undo()
    assert row(table, 1).executed == Decimal("496454.03")
    table.desk.redo()
    assert shown(table, 1, "executed") == "480,000.5"


def test_full_width_digits_and_units_are_understood(table: FundTableView) -> None:
    assert put(table, 1, "executed", "４９．６万元")
    assert row(table, 1).executed == 496_000
    assert put(table, 1, "execution_rate", "９９．９％")
    assert row(table, 1).execution_rate == Decimal("99.9")


def test_what_cannot_be_held_stays_in_sight_until_it_is_mended(
    table: FundTableView, press: Callable[..., None]
) -> None:
    before = row(table, 1).executed
    assert not put(table, 1, "executed", "五十万")
    assert (shown(table, 1, "executed"), row(table, 1).executed) == ("五十万", before)
    assert not table.store_all()
    table.go_to(1, "executed")
    press(Keys.Key_Delete)
    assert shown(table, 1, "executed") == "496,454.03"
    assert table.store_all()


def test_tab_and_arrows_go_from_cell_to_cell_and_tab_leaves_at_the_end(
    table: FundTableView, press: Callable[..., None], place: Workplace
) -> None:
    press(Keys.Key_Tab, Keys.Key_Down)
    assert where(table) == (1, "initial_budget")
    table.go_to(table.funds.count, "rate_score")
    press(Keys.Key_Tab)
    assert QApplication.focusWidget() is place.form_view.table
    table.go_to(0, "item")
    press(Keys.Key_Backtab)
    assert QApplication.focusWidget() is part_of(place)._reckon
    table.go_to(1, "item")
    press(Keys.Key_Tab, modifier=Control)
    assert not table.hasFocus()


def test_a_name_in_the_empty_row_makes_a_row(qtbot: QtBot, table: FundTableView) -> None:
    count = table.funds.count
    assert put(table, count, "item", "政府性基金")
    assert (table.funds.count, row(table, count).item) == (count + 1, "政府性基金")
    assert table.desk.session.undo_name == "添加资金行"


def test_the_rate_is_offered_and_never_put_over_what_was_typed(
    qtbot: QtBot, part: FundPart, press: Callable[..., None]
) -> None:
    table = part.table
    put(table, 1, "executed", "400000")
    assert row(table, 1).execution_rate == 100  # the problem is told; nothing is changed silently
    put(table, 1, "execution_rate", "")
    table.go_to(1, "execution_rate")
    press(Keys.Key_F2)
    press(Keys.Key_Down, modifier=Alt)
    assert [offer.text for offer in table.cells.suggestions.offers] == ["80.57"]
    press(Keys.Key_Down, Keys.Key_Return)
    assert row(table, 1).execution_rate == Decimal("80.57")
    assert row(table, 1).rate_score == 10


def test_reckoning_fills_only_empty_cells_in_one_step(part: FundPart) -> None:
    table = part.table
    put(table, 1, "execution_rate", "")
    part.reckon()
    assert row(table, 1).execution_rate == 100
    assert row(table, 0).execution_rate is None
    assert table.desk.session.undo_name == "计算执行率和得分"
    told: list[str] = []
    part.told.connect(told.append)
    part.reckon()
    assert told == ["没有可以计算的空格：执行率要有全年执行数和全年预算数，得分还要有分值。"]


# Rows


def test_the_commands_of_the_menu_work_where_the_focus_is(table: FundTableView, place: Workplace) -> None:
    indicators = len(place.desk.form.indicators)
    table.go_to(1, "item")
    place.commands.move_down()
    assert [one.item for one in FUNDS.of(place.desk.form)] == ["年度总金额", "一般公共预算", "其中：财政拨款"]
    assert where(table)[0] == 2
    place.commands.remove_rows()
    assert table.funds.count == 2
    place.commands.add_row()
    table.finish_edit()
    assert table.funds.count == 3
    place.table_commands.duplicate_rows()
    assert (table.funds.count, len(place.desk.form.indicators)) == (4, indicators)
    for _ in range(4):
        place.desk.undo()
    assert [one.item for one in FUNDS.of(place.desk.form)] == ["年度总金额", "其中：财政拨款", "一般公共预算"]


def test_the_commands_go_to_the_indicators_from_there(part: FundPart, place: Workplace) -> None:
    count = len(place.desk.form.indicators)
    place.form_view.table.go_to(0, "level3")
    place.commands.remove_rows()
    assert (len(place.desk.form.indicators), part.table.funds.count) == (count - 1, 3)


def test_the_commands_stay_with_the_table_whose_button_was_clicked(
    qtbot: QtBot, part: FundPart, place: Workplace, press: Callable[..., None]
) -> None:
    indicators = [one.id for one in place.desk.form.indicators]
    place.form_view.table.select_cell(2, "level3")
    part.table.go_to(1, "item")
    down = next(button for button in part._row_buttons if button.accessibleName() == "下移资金行")
    qtbot.mouseClick(down, Qt.MouseButton.LeftButton)
    assert down.hasFocus()
    press(Keys.Key_Delete, modifier=Control)
    assert [one.item for one in FUNDS.of(place.desk.form)] == ["年度总金额", "一般公共预算"]
    assert [one.id for one in place.desk.form.indicators] == indicators


ON_ROWS = ("remove_rows", "move_up", "move_down", "duplicate_rows")


def test_the_menu_speaks_of_rows_whichever_table_is_in_use(window: MainWindow) -> None:
    for name in ("add_row", "add_row_above", *ON_ROWS):
        words = window.actions_by_name[name].text()
        assert "行" in words
        assert "指标" not in words


def test_only_the_table_in_use_is_asked_for_a_row(part: FundPart, place: Workplace, window: MainWindow) -> None:
    def allowed() -> list[bool]:
        return [window.actions_by_name[name].isEnabled() for name in ON_ROWS]

    part.table.go_to(1, "item")
    assert place.form_view.table.current_row() < 0
    assert allowed() == [True] * 4
    place.form_view.head.editors()[0].setFocus()
    assert allowed() == [False] * 4
    part.fold_button.setFocus()
    assert allowed() == [True] * 4
    part._fold_by_hand()  # there is no row to be seen any more
    assert allowed() == [False] * 4


def test_the_rows_of_the_paper_are_added_where_there_are_none(part: FundPart) -> None:
    table = part.table
    table.desk.do(FUNDS.remove(table.desk.form, [0, 1, 2]))
    assert "还没有填" in part._summary.words()
    assert part._begin.isVisible()
    part._begin.click()
    assert [one.item for one in FUNDS.of(table.desk.form)] == ["年度总金额", "其中：财政拨款", "一般公共预算"]
    assert row(table, 1).rate_weight == 10
    assert not part._begin.isVisible()


# Clipboard


def test_a_block_from_excel_is_pasted_and_copied_back(table: FundTableView, place: Workplace) -> None:
    table.desk.do(FUNDS.edit(table.desk.form, "清", {n: {"initial_budget": None, "executed": None} for n in (0, 1)}))
    table.desk.do(FUNDS.edit(table.desk.form, "清", {n: {"adjusted_budget": None} for n in (0, 1)}))
    table.go_to(0, "initial_budget")
    copied("1,000\t2,000\t1,500\r\n10\t20\t１５\r\n")
    place.table_commands.paste_cells()
    numbers = [(one.initial_budget, one.adjusted_budget, one.executed) for one in FUNDS.of(table.desk.form)[:2]]
    assert numbers == [(1000, 2000, 1500), (10, 20, 15)]
    assert table.desk.session.undo_name == "粘贴 6 格"
    model = table.funds
    table.setCurrentIndex(model.index(0, 1))
    table.selectAll()
    place.table_commands.copy_cells()
    assert QGuiApplication.clipboard().text().split("\r\n")[0].split("\t")[:4] == ["年度总金额", "1000", "2000", "1500"]


def test_the_official_table_is_pasted_with_its_captions(table: FundTableView, place: Workplace) -> None:
    table.desk.do(FUNDS.remove(table.desk.form, [0, 1, 2]))
    table.go_to(0, "item")
    copied("项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\n\t年度资金总额\t100\t98\t1.5万元\n")
    place.table_commands.paste_cells()
    assert row(table, 0).item == "年度资金总额"
    assert (row(table, 0).initial_budget, row(table, 0).executed) == (1_000_000, 15_000)


def test_what_was_pasted_is_selected(table: FundTableView, place: Workplace) -> None:
    table.desk.do(FUNDS.edit(table.desk.form, "清", {n: {"initial_budget": None, "executed": None} for n in (0, 1)}))
    table.desk.do(FUNDS.edit(table.desk.form, "清", {n: {"adjusted_budget": None} for n in (0, 1)}))
    table.go_to(0, "initial_budget")
    copied("1,000\t2,000\r\n10\t20\r\n")
    place.table_commands.paste_cells()
    assert {(one.row(), one.column()) for one in table.selectedIndexes()} == {(0, 1), (0, 2), (1, 1), (1, 2)}
    assert where(table) == (0, "initial_budget")


def test_an_entry_of_the_own_history_is_nothing_to_it(table: FundTableView) -> None:
    before = FUNDS.of(table.desk.form)
    entry = Entry("会议次数", "产出指标", "数量指标", Operator.AT_LEAST, "1", "次", None, 1, (2023,), ())
    assert not table.funds.take(table.funds.index(0, 0), entry)
    assert FUNDS.of(table.desk.form) == before


# Problems, preview, search


def test_a_wrong_rate_is_marked_and_gone_to_and_mended(part: FundPart, place: Workplace) -> None:
    table = part.table
    put(table, 1, "execution_rate", "98")
    issue = next(one for one in place.desk.current_issues() if one.code == "execution_rate_mismatch")
    mark = table.funds.mark(table.funds.index(1, table.funds.column_of("execution_rate")))
    assert mark is not None
    assert issue.message in mark.words
    assert "应为 100%" in shown(table, 1, "execution_rate", Qt.ItemDataRole.AccessibleTextRole)
    indicators = place.form_view.table.indicators
    assert indicators.mark(indicators.index(1, 0)) is None
    part.fold(folded=True)
    place._go_to_problem(issue)
    assert where(table) == (1, "execution_rate")
    assert not part.is_folded
    assert table.hasFocus()
    assert place.desk.mend(issue.fix)
    assert row(table, 1).execution_rate == 100
    assert table.funds.mark(table.funds.index(1, table.funds.column_of("execution_rate"))) is None


def test_f8_goes_through_problems_in_both_tables(table: FundTableView, place: Workplace) -> None:
    put(table, 1, "execution_rate", "98")
    places = set()
    for _ in place.desk.current_issues():
        place.commands.next_problem()
        places.add(place.form_view.rows_in_use().accessibleName())
    assert places == {"资金情况", "绩效指标"}


def test_a_click_in_the_preview_goes_to_the_cell(qtbot: QtBot, part: FundPart, place: Workplace) -> None:
    place.show_preview()
    preview = place.form_view.preview
    qtbot.waitUntil(lambda: not preview.is_busy and bool(preview.pages))
    boxes = [(view, box) for view in preview.pages for box in view.page.boxes]
    view, box = next(
        (v, b) for v, b in boxes if b.box.field and b.box.field.table == "funds" and b.box.field.field == "executed"
        and b.box.field.row == 3
    )  # fmt: skip
    preview._stack.reveal(view, box)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect_of(box).center().toPoint())
    assert not place.form_view.is_preview
    assert where(part.table) == (2, "executed")


def test_what_is_found_in_it_is_gone_to_and_replaced(part: FundPart, place: Workplace) -> None:
    hits = [hit for hit in find(place.desk.session.store, Search("财政拨款", year=2024)) if hit.table is FundRow]
    assert len(hits) == 6
    hit = next(hit for hit in hits if hit.form == ref_of(place.desk.form))
    place.form_view.go_to_field(hit.field, hit.row)
    assert where(part.table) == (1, "item")


# Room


def test_it_is_folded_away_where_there_is_no_room_and_says_what_it_comes_to(
    qtbot: QtBot, part: FundPart, place: Workplace, window: MainWindow
) -> None:
    place.form_view.table.go_to(0, "level3")
    window.resize(1093, 614)
    qtbot.waitUntil(lambda: part.is_folded)
    assert not part.table.isVisible()
    assert part._summary.words() == "其中：财政拨款：全年预算 496,454.03，执行 496,454.03，执行率 100%，得分 10"
    assert place.form_view.table.viewport().height() > 60
    part.fold_button.click()
    assert part.table.isVisible()
    assert window.height() == 614
    assert place.form_view.table.isVisible()
    place.desk.open_form(place.navigator.refs()[1])
    assert not part.is_folded  # once the clerk has said so


def test_it_is_never_folded_away_under_the_hands(qtbot: QtBot, part: FundPart, window: MainWindow) -> None:
    part.table.edit(part.table.currentIndex())
    window.resize(1093, 614)
    qtbot.wait(30)
    assert part.table.isVisible()
    assert part.table.cells.editor is not None


def test_everything_has_a_name(part: FundPart) -> None:
    assert part.table.accessibleName() == "资金情况"
    assert part.table.accessibleDescription()
    assert all(button.accessibleName() for button in [part.fold_button, part._begin, part._reckon, *part._row_buttons])
    assert shown(part.table, 1, "executed", Qt.ItemDataRole.AccessibleTextRole) == "全年执行数：496454.03"


# Models


EDITS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "order", "edit", "undo", "redo", "type", "paste"]), st.integers(0, 99)),
    max_size=12,
)


def edited(form: SelfEvaluation, kind: str, number: int) -> Step:
    count = len(form.funds)
    at = number % max(count, 1)
    made = {
        "add": lambda: FUNDS.insert(form, at, [FundRow(item=f"新{number}")], "添加资金行"),
        "remove": lambda: FUNDS.remove(form, sorted({at, (at * 7 + 1) % count}) if count else []),
        "order": lambda: FUNDS.order(form, [*range(at, count), *range(at)], "移动资金行"),
        "edit": lambda: FUNDS.edit(form, "修改资金行", {at: {"executed": Decimal(number)}} if count else {}),
    }
    return made[kind]()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_any_edits_keep_qts_rules_and_show_what_is_stored(table: FundTableView, edits: list[tuple[str, int]]) -> None:
    model, desk = table.funds, table.desk
    loaded = next(name for name in desk.session.undo_names() if name.startswith("载入"))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for kind, number in edits:
        if kind in ("undo", "redo"):
            if kind == "redo" or desk.session.undo_name != loaded:  # without it there is no form
                getattr(desk, kind)()
        elif kind == "type":
            model.setData(model.index(number % model.rowCount(), number % model.columnCount()), str(number))
        elif kind == "paste":
            table.go_to(model.count, "item")  # whatever keys an earlier test has held down
            copied(f"粘{number}\t{number}")
            table.edits.paste()
        else:
            desk.do(edited(desk.form, kind, number))
        rows = FUNDS.of(desk.form)
        assert model.count == len(rows)
        assert [model.index(n, 0).data() for n in range(model.count)] == [one.item for one in rows]
        assert [one.id for one in rows] == [model.row(n).id for n in range(model.count)]
    del tester


def test_a_form_in_ten_thousand_yuan_is_typed_in_that_unit(part: FundPart, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from app.model.money import MoneyUnit

    own = library().layouts["chongqing/tongnan-2024"]
    head = own.head.model_copy(update={"money_unit": MoneyUnit.TEN_THOUSAND_YUAN})
    layouts = {**library().layouts, own.id: replace(own, head=head)}
    monkeypatch.setattr(part.desk, "library", replace(library(), layouts=layouts))
    part.show_form()
    assert shown(part.table, 1, "executed") == "49.645403"
    assert put(part.table, 1, "executed", "50")
    assert row(part.table, 1).executed == 500_000
    assert part._title.text() == "资金情况（万元）"


# New forms


def test_a_new_self_evaluation_has_the_rows_of_its_paper(qtbot: QtBot, part: FundPart, place: Workplace) -> None:
    dialog = NewFormDialog(library(), [], 2024, "重庆市潼南区")
    qtbot.addWidget(dialog)
    offered = [dialog.kind.itemText(n) for n in range(dialog.kind.count())]
    assert offered == ["项目绩效目标表", "整体绩效目标表", "项目绩效自评表", "整体绩效自评表"]
    dialog.kind.setCurrentText("项目绩效自评表")
    dialog.name.setText("新项目")
    form = dialog.form()
    assert isinstance(form, SelfEvaluation)
    assert (form.scope, form.project_name, form.layout) == ("project", "新项目", "chongqing/tongnan-2024")
    place.desk.do(new_form(form, 9))
    place.desk.open_form(ref_of(form))
    assert [one.item for one in FUNDS.of(place.desk.form)] == ["年度总金额", "其中：财政拨款", "一般公共预算"]
    assert part.isVisible()
    part.fold(folded=True)
    assert part._summary.words() == "3 行，还没有金额"


# The import window


@pytest.fixture
def found(qtbot: QtBot) -> tuple[FoundFormView, Draft]:
    record = next(form for form in case("tongnan-2024") if isinstance(form, SelfEvaluation))
    doubtful = Reading("19,890,539.5l", Place(1, cell="第3行第4格"), 0.4)
    draft = Draft(0, FoundForm("自评表", record, readings={"funds[1].executed": doubtful}))
    view = FoundFormView(library())
    qtbot.addWidget(view)
    view.resize(600, 800)
    view.show()
    view.show_draft(draft)
    return view, draft


def test_a_found_form_shows_it_as_a_table_with_its_doubts(found: tuple[FoundFormView, Draft]) -> None:
    view, draft = found
    second = FUNDS.of(draft.record)[1]
    assert view.funds.isVisible()
    assert shown(view.found_funds, 1, "executed") == "19,890,539.51"
    view.next_doubt()
    assert view.key == Key(second.id, "executed")
    assert where(view.found_funds) == (1, "executed")
    tip = view.found_funds.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert "印的是“19,890,539.5l”" in tip
    put(view.found_funds, 1, "executed", "1,000")
    assert FUNDS.of(draft.record)[1].executed == 1000
    assert draft.open_doubts() == []
    assert view.desk.undo() == "修改资金行"
    assert FUNDS.of(draft.record)[1].executed == Decimal("19890539.51")


def test_rows_of_a_found_form_are_added_moved_and_taken_out(found: tuple[FoundFormView, Draft]) -> None:
    view, draft = found
    before = [one.item for one in FUNDS.of(draft.record)]
    view.desk.do(FUNDS.insert(draft.record, 0, [FundRow(item="新")], "添加资金行"))
    view.desk.do(FUNDS.order(draft.record, [1, 0, 2, 3], "移动资金行"))
    view.desk.do(FUNDS.remove(draft.record, [0]))
    assert [one.item for one in FUNDS.of(draft.record)] == ["新", *before[1:]]
    assert (view.desk.undo(), view.desk.undo(), view.desk.undo()) == ("删除资金行", "移动资金行", "添加资金行")
    assert [one.item for one in FUNDS.of(draft.record)] == before
    assert view.found_funds.funds.count == 3


def test_what_the_paper_does_not_print_is_seen_where_there_is_something(
    part: FundPart, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = library().form_for(place.desk.form)
    bare = form.funds.model_copy(update={"columns": form.funds.columns[:2]})
    monkeypatch.setitem(form.__dict__, "funds", bare)
    part.show_form()
    unprinted = [column.field for column in part.table.funds.columns if not column.printed]
    assert unprinted == ["adjusted_budget", "executed", "execution_rate", "rate_weight", "rate_score"]


def test_help_tells_about_it(part: FundPart) -> None:
    assert topic_for(part.table) == "self-evaluation"
    assert topic_for(part.fold_button) == "self-evaluation"


def test_f6_comes_by(part: FundPart, place: Workplace) -> None:
    place.form_view.head.editors()[0].setFocus()
    place.comfort.next_pane()
    assert QApplication.focusWidget() is part.table
    place.comfort.next_pane()
    assert QApplication.focusWidget() is place.form_view.table


# Taken back


@pytest.mark.parametrize("folded", [False, True])
def test_what_comes_back_is_shown_though_another_form_is_in_work(
    qtbot: QtBot, part: FundPart, place: Workplace, folded: bool
) -> None:
    form, others = ref_of(place.desk.form), place.navigator.refs()
    put(part.table, 1, "executed", "123")
    place.desk.open_form(next(ref for ref in others if ref != form))
    part.fold(folded=folded)
    place.commands.undo()
    assert ref_of(place.desk.form) == form
    qtbot.wait(20)
    assert where(part.table) == (1, "executed")
    assert shown(part.table, 1, "executed") == "496,454.03"
    assert part.table.isVisible()
    place.desk.open_form(next(ref for ref in others if ref != form))
    place.commands.redo()
    assert where(part.table) == (1, "executed")
    assert shown(part.table, 1, "executed") == "123"


def test_a_row_that_comes_back_from_another_form_is_selected(part: FundPart, place: Workplace) -> None:
    form = place.desk.form
    place.desk.do(FUNDS.remove(form, [1]))
    place.desk.open_form(next(ref for ref in place.navigator.refs() if ref != ref_of(form)))
    place.commands.undo()
    assert part.table.funds.selected_rows(part.table.selectedIndexes()) == [1]


def test_what_comes_back_opens_the_table_that_was_folded_away(part: FundPart, place: Workplace) -> None:
    put(part.table, 1, "executed", "123")
    part.fold(folded=True)
    place.form_view.table.go_to(0, "level3")
    place.commands.undo()
    assert not part.is_folded
    assert part.table.hasFocus()
    assert where(part.table) == (1, "executed")


def test_nothing_is_opened_where_nothing_of_it_came_back(part: FundPart, place: Workplace) -> None:
    put(part.table, 1, "executed", "123")
    place.desk.do(edit_indicator(place.desk.form, 0, value="77"))
    part.fold(folded=True)
    place.commands.undo()
    assert part.is_folded


def test_nothing_is_opened_where_another_thing_was_taken_back(part: FundPart, place: Workplace) -> None:
    put(part.table, 1, "executed", "123")
    part.fold(folded=True)
    place.form_view.table.go_to(0, "level3")
    place.desk.do(Step("新建单位", (insert(Unit(code="101", name="某某局")),)))
    place.commands.undo()
    assert part.is_folded
    assert not part.table.hasFocus()
