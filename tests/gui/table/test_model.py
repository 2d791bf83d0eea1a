"""The table as Qt and screen readers see it: problems of cells, the rules of models, sizes."""

from collections.abc import Callable

import pytest
from cases import CASES, document_at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.modeltest import ModelTester

from app.editing.cells import text_in
from app.editing.loading import load_document
from app.editing.steps import add_indicator, edit_indicators, order_indicators, remove_indicators
from app.gui.cell_editors import TextCell
from app.gui.desk import Desk
from app.gui.indicator_table import IndicatorTable
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.records import Indicator, ref_of
from gui.hands import copied
from gui.table.hands import Key, composed, row, shown

TEXT_MARGIN = 4  # px, on both sides of a text in a cell

# Problems


def test_a_cell_says_its_field_value_and_problem(table: IndicatorTable) -> None:
    issue = next(one for one in table.desk.current_issues() if one.place.row is not None)
    model = table.indicators
    index = model.index(issue.place.row - 1, model.column_of(issue.place.field))
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    heading = model.columns[index.column()].heading
    assert spoken.startswith(f"{heading}：{index.data()}")
    assert issue.message in spoken
    assert issue.severity.label in spoken
    assert issue.message in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert issue.message in index.data(Qt.ItemDataRole.ToolTipRole)


@pytest.fixture
def evaluated(place: Workplace, table: IndicatorTable) -> IndicatorTable:
    """The indicators of a self-evaluation."""
    load_document(place.desk.session, document_at(CASES[2]))
    place.desk.choose_year(2024)
    place.desk.open_form(place.navigator.refs()[1])
    return table


def test_what_was_done_stands_at_the_right_as_what_was_aimed_at(evaluated: IndicatorTable) -> None:
    aligned = {column.field: column.alignment for column in evaluated.indicators.columns}
    assert aligned["actual"] == aligned["value"]
    assert aligned["actual"] & Qt.AlignmentFlag.AlignRight


def test_a_sign_is_painted_in_the_corner(table: IndicatorTable) -> None:
    issue = next(one for one in table.desk.current_issues() if one.place.row is not None)
    table.go_to(0, "level1")
    index = table.indicators.index(issue.place.row - 1, table.indicators.column_of(issue.place.field))
    image = table.viewport().grab(table.visualRect(index)).toImage()
    corner = {image.pixelColor(x, y).name() for x in range(image.width() - 14, image.width()) for y in range(12)}
    middle = image.pixelColor(3, image.height() - 4).name()
    assert len(corner - {middle}) > 2


def test_the_current_cell_has_one_ground_also_under_a_sign(table: IndicatorTable) -> None:
    issue = next(one for one in table.desk.current_issues() if one.place.row is not None)
    table.go_to(issue.place.row - 1, issue.place.field)
    assert table.hasFocus()
    image = table.viewport().grab(table.visualRect(table.currentIndex())).toImage()
    low = image.height() - 5  # below sign and text
    assert len({image.pixelColor(x, low).name() for x in range(5, image.width() - 5)}) == 1


def test_the_words_of_the_empty_row_fit_into_the_narrowest_column(place: Workplace, evaluated: IndicatorTable) -> None:
    for table in (evaluated, place.form_view.funds.table):
        field, words = table.rows.invitation
        room = table.sizes.least_width(table.rows.column_of(field)) - 2 * TEXT_MARGIN
        assert table.fontMetrics().horizontalAdvance(words) <= room, words


# The model


def test_the_model_keeps_qts_rules_and_the_cursor_its_place(
    table: IndicatorTable, qtmodeltester: ModelTester, window: MainWindow
) -> None:
    qtmodeltester.check(table.indicators)
    table.go_to(2, "value")
    indicator = row(table, 2).id
    for command in ("move_up", "add_row_above", "move_down", "sort_rows", "undo", "undo", "undo", "undo"):
        if command != "undo" or not table.desk.session.undo_name.startswith("载入"):
            window.actions_by_name[command].trigger()
        table.finish_edit()
    assert indicator in [one.id for one in table.desk.form.indicators]


EDITS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "order", "edit", "undo", "redo", "type", "paste"]), st.integers(0, 99)),
    max_size=12,
)


def carry_out(table: IndicatorTable, kind: str, number: int) -> None:
    """Do one of the edits to the form in work."""
    model, desk, form = table.indicators, table.desk, table.desk.form
    at, rows = number % max(len(form.indicators), 1), range(len(form.indicators))
    if kind == "add":
        desk.do(add_indicator(form, at, Indicator(level3=f"新{number}")))
    elif kind == "order":
        desk.do(order_indicators(form, sorted(rows, key=lambda n: (n * 31 + number) % 17), "换位置"))
    elif kind == "type":
        model.setData(model.index(number % model.rowCount(), model.column_of("level3")), f"打{number}")
    elif kind == "paste":
        copied(f"粘{number}\r\n贴\r\n")
        table.go_to(model.count, "level3")
        table.edits.paste()
    elif rows:
        kinds = {"remove": remove_indicators(form, sorted({at, (at * 7 + 1) % len(rows)}))}
        desk.do(kinds.get(kind) or edit_indicators(form, "改", {at: {"level3": f"改{number}"}}))


def step_back_or_on(desk: Desk, kind: str) -> None:
    """Undo or redo, but not the loading: there would be no form to show."""
    if kind == "redo":
        desk.redo()
    elif not desk.session.undo_name.startswith("载入"):
        desk.undo()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_any_edits_keep_qts_rules_and_show_what_is_stored(table: IndicatorTable, edits: list[tuple[str, int]]) -> None:
    model, desk = table.indicators, table.desk
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for kind, number in edits:
        if kind in ("undo", "redo"):
            step_back_or_on(desk, kind)
        else:
            carry_out(table, kind, number)
        assert shown(table) == [
            [text_in(one, column.field, is_other=column.is_other) for column in model.columns]
            for one in desk.session.store.form(ref_of(desk.form)).indicators
        ]
        assert model.rowCount() == len(desk.form.indicators) + 1
    del tester


# Sizes


def test_rows_are_as_high_as_their_texts(table: IndicatorTable) -> None:
    long = "开展政务公开、政府信息公开和新闻发布工作的满意程度" * 4
    table.desk.do(edit_indicators(table.desk.form, "改", {0: {"level3": long}, 1: {"level3": "一\n二\n三"}}))
    assert len({table.rowHeight(n) for n in range(2, table.indicators.count)}) <= 2
    for number in (0, 1):
        index = table.indicators.index(number, table.indicators.column_of("level3"))
        option = QStyleOptionViewItem()
        option.initFrom(table)
        option.rect.setWidth(table.columnWidth(index.column()))
        option.features |= QStyleOptionViewItem.ViewItemFeature.WrapText
        option.font = table.font()
        option.fontMetrics = QFontMetrics(table.font())
        assert table.rowHeight(number) >= table.itemDelegate().sizeHint(option, index).height()


def test_the_editor_of_a_long_name_shows_it_whole(table: IndicatorTable, press: Callable) -> None:
    press(Key.Key_F2)
    editor = table.cells.editor
    assert isinstance(editor, TextCell)
    before = editor.height()
    composed(commit="很长的指标名称" * 20)
    assert editor.height() > before
    assert editor.geometry().bottom() <= table.viewport().rect().bottom() + 1
    press(Key.Key_Escape)
