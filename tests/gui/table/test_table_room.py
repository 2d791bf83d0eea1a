"""How the room of a form is divided: what opens below takes the table's, and a small screen folds the head away."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QSplitter
from pytestqt.qtbot import QtBot

from app.editing.session import Session
from app.editing.steps import edit_indicators
from app.gui.indicator_table import IndicatorTable
from app.gui.settings import Settings
from app.gui.theme import Look, apply_theme
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.records import ref_of
from gui.hands import SMALL, field, open_window, wait_for_checks


def top_of(table: IndicatorTable) -> int:
    QApplication.processEvents()
    return table.mapTo(table.window(), QPoint(0, 0)).y()


@pytest.mark.parametrize("height", [760, 660])
def test_the_table_stays_where_it_is_when_the_problems_open_and_grow(
    qtbot: QtBot, table: IndicatorTable, place: Workplace, window: MainWindow, height: int
) -> None:
    window.resize(1280, height)
    place.form_view.begin_folded(folded=False)
    table.desk.do(edit_indicators(table.desk.form, "改", {0: {"level1": "别的"}}))
    QApplication.processEvents()
    place.problems.hide()
    QApplication.processEvents()
    place.form_view.fit_head()
    before, high = top_of(table), place.form_view.head.height()
    place.problems.show()
    place.below.fold()
    assert top_of(table) == before
    table.desk.do(edit_indicators(table.desk.form, "改", {n: {"level1": "别的", "unit": ""} for n in range(4)}))
    assert (top_of(table), place.form_view.head.height()) == (before, high)


def division(place: Workplace) -> tuple[int, ...]:
    """Return where the dividers of the form and the rows' top and bottom are."""
    QApplication.processEvents()
    view = place.form_view
    return (*view.splitter.sizes(), *place.below.sizes(), top_of(view.table), view.table.viewport().height())


def mend_all(place: Workplace) -> None:
    place.problems.mend_all()


def waive(place: Workplace) -> None:
    place.problems.leave_problem()
    place.problems.reason.field.setText("财政局已同意")
    place.problems.reason._give()


SIZES = [(1093, 590), (1280, 760), (1400, 1000)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("work", [mend_all, waive])
def test_what_takes_problems_away_settles_at_once(
    table: IndicatorTable,
    place: Workplace,
    window: MainWindow,
    size: tuple[int, int],
    work: Callable[[Workplace], None],
) -> None:
    window.resize(*size)
    before = division(place)
    count = len(place.desk.current_issues())
    work(place)
    settled = division(place)
    assert len(place.desk.current_issues()) < count
    assert (settled[0], settled[4]) == (before[0], before[4])
    for height in (size[1] - 1, size[1]):
        window.resize(size[0], height)
        QApplication.processEvents()
    assert division(place) == settled


def test_a_button_that_comes_to_the_weights_moves_nothing(table: IndicatorTable, place: Workplace) -> None:
    before = division(place)
    desk, meter = table.desk, place.form_view.meter
    assert not meter.share_button.isVisible()
    desk.do(edit_indicators(desk.form, "改", {0: {"weight": None}}))
    assert meter.share_button.isVisible()
    after = division(place)
    assert (after[0], after[4], meter.height()) == (before[0], before[4], meter.sizeHint().height())
    desk.undo()
    assert meter.height() == meter.minimumHeight()


def test_the_problems_have_their_share_of_another_window_at_once(place: Workplace, window: MainWindow) -> None:
    desk = place.desk
    desk.do(edit_indicators(desk.form, "改", {n: {"level1": "别的", "unit": ""} for n in range(4)}))
    window.resize(1280, 600)
    QApplication.processEvents()
    low = place.problems.height()
    window.resize(1280, 1000)
    QApplication.processEvents()
    settled = place.below.sizes()
    assert settled[1] > low
    place.below.fold()
    assert place.below.sizes() == settled


def test_a_scroll_bar_does_not_keep_itself(table: IndicatorTable, place: Workplace, window: MainWindow) -> None:
    desk, sizes = table.desk, table.sizes
    window.resize(1280, 1000)
    QApplication.processEvents()
    assert not table.verticalScrollBar().isVisible()
    column, bar = table.rows.column_of("level3"), table.verticalScrollBar().sizeHint().width()
    room = table.columnWidth(column)
    less = sizes._widths_in(table.viewport().width() - bar)[column]
    one = sizes._height("国", room)
    lengths = ("国" * wide + "i" * narrow for wide in range(5, 60) for narrow in range(8))
    text = next(t for t in lengths if sizes._height(t, room - 8) == one < sizes._height(t, less - 8))
    desk.do(edit_indicators(desk.form, "改", {0: {"level3": text}}))
    QApplication.processEvents()
    lines, usual = table.verticalHeader().length(), table.verticalHeader().defaultSectionSize()
    assert table.rowHeight(0) == usual

    def resized_until(height: int) -> None:
        window.resize(1280, 1000 - table.viewport().height() + height)
        QApplication.processEvents()
        window.resize(1280, window.height() + height - table.viewport().height())
        QApplication.processEvents()

    resized_until(lines - 2 * usual)
    assert table.verticalScrollBar().isVisible()
    assert table.rowHeight(0) > usual
    resized_until(lines + 2)
    assert not table.verticalScrollBar().isVisible()
    assert table.rowHeight(0) == usual


def test_an_error_and_reminders_are_seen_without_scrolling(table: IndicatorTable, place: Workplace) -> None:
    desk = table.desk
    desk.do(edit_indicators(desk.form, "改", {0: {"weight": desk.form.indicators[0].weight + 5}}))
    QApplication.processEvents()
    entries = place.problems.model.entries()
    assert [entry.issue.severity.value for entry in entries] == ["error", "warning", "warning"]
    assert place.problems.list.verticalScrollBar().maximum() == 0


def test_a_height_that_nobody_set_is_not_kept(window: MainWindow) -> None:
    window.settings.problems_height = 130
    assert window.settings.problems_height == 0
    window.settings.problems_height = 200
    assert window.settings.problems_height == 200


@pytest.fixture
def large_letters(qapp: QApplication) -> Iterator[None]:
    """Letters of 150 %."""
    apply_theme(qapp, Look(percent=150))
    yield
    apply_theme(qapp, Look())


@pytest.fixture
def small(qtbot: QtBot, tmp_path, sample: Session, large_letters: None) -> Workplace:
    window = open_window(qtbot, tmp_path, SMALL)
    made = window.attach(sample)
    wait_for_checks(qtbot, made)
    made.desk.open_form(made.navigator.refs()[2])
    QApplication.processEvents()
    return made


def test_the_head_folds_where_hardly_a_row_is_seen(small: Workplace) -> None:
    view = small.form_view
    assert view.head_folded
    assert view.table.viewport().height() >= 3 * view.table.verticalHeader().defaultSectionSize()


def rows_in_sight(table: IndicatorTable) -> int:
    """Return how many rows of the usual height are seen whole."""
    return table.viewport().height() // table.verticalHeader().defaultSectionSize()


def test_rows_stay_in_sight_beside_a_head_that_the_clerk_has_opened(small: Workplace) -> None:
    view, problems = small.form_view, small.problems
    assert problems.list.isVisible()
    view.fold_button.click()
    QApplication.processEvents()
    opened = division(small)
    assert not view.head_folded
    assert view.head.height() > 3 * view.fontMetrics().height()
    assert rows_in_sight(view.table) >= 3
    assert not problems.list.isVisible()  # their number is enough
    small.main.resize(SMALL[0], SMALL[1] - 1)
    QApplication.processEvents()
    small.main.resize(*SMALL)
    assert division(small) == opened
    view.fold_button.click()
    QApplication.processEvents()
    assert problems.list.isVisible()


def test_short_headings_stay_on_one_line_in_large_letters(qtbot: QtBot, small: Workplace) -> None:
    table = small.form_view.table
    qtbot.waitUntil(lambda: not small._settling.isActive())
    assert all(len(column.heading) <= 4 for column in table.rows.columns)
    assert table.horizontalHeader().height() < 2 * table.fontMetrics().height()


def test_the_head_comes_back_where_there_is_room(small: Workplace) -> None:
    view = small.form_view
    small.main.resize(1400, 1100)
    QApplication.processEvents()
    assert not view.head_folded
    assert view.head.height() > 100
    assert view.table.viewport().height() > 4 * view.table.verticalHeader().defaultSectionSize()


def test_what_the_clerk_chose_is_kept(small: Workplace, tmp_path) -> None:
    view = small.form_view
    view.fold_button.click()
    assert not view.head_folded
    small.next_form()
    QApplication.processEvents()
    assert not view.head_folded
    view.fold_button.click()
    small.next_form()
    QApplication.processEvents()
    assert view.head_folded
    small.main.close()
    assert Settings(tmp_path / "window.ini").head_folded


def test_a_head_that_folded_by_itself_is_no_choice(small: Workplace, tmp_path) -> None:
    small.main.close()
    assert not Settings(tmp_path / "window.ini").head_folded


def test_a_head_in_use_is_not_folded(qtbot: QtBot, small: Workplace) -> None:
    small.main.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is small.main)
    small.form_view.go_to_field("amount", None)
    small.main.resize(SMALL[0], SMALL[1] - 10)
    QApplication.processEvents()
    assert field(small, "资金总额").hasFocus()
    assert not small.form_view.head_folded


def test_a_field_that_is_gone_to_is_in_sight_though_the_head_is_low(qtbot: QtBot, small: Workplace) -> None:
    small.main.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is small.main)
    head = small.form_view.head
    assert small.form_view.head_folded
    small.form_view.go_to_field(head._bound[-1].field, None)
    qtbot.wait(20)
    editor = head._bound[-1].editor
    assert editor.hasFocus()
    assert head.rect().contains(editor.mapTo(head, editor.cursorRect().center()))
    assert rows_in_sight(small.form_view.table) >= 2


def test_there_is_room_in_a_usual_window(table: IndicatorTable, place: Workplace) -> None:
    ref = ref_of(place.desk.form)
    place.next_form()
    QApplication.processEvents()
    assert not place.form_view.head_folded
    assert ref_of(place.desk.form) != ref


# What the clerk has put in its place


def drag(place: Workplace, splitter: QSplitter, first: int) -> None:
    """Put a divider where a hand would."""
    QApplication.processEvents()
    whole = sum(splitter.sizes())
    splitter.setSizes([first, whole - first])
    splitter.splitterMoved.emit(first, 1)
    QApplication.processEvents()


def opened_again(place: Workplace) -> None:
    form = ref_of(place.desk.form)
    place.desk.open_form(next(ref for ref in place.navigator.refs() if ref != form))
    QApplication.processEvents()
    place.desk.open_form(form)
    QApplication.processEvents()


def test_a_head_that_was_dragged_stays_as_it_was_put(
    table: IndicatorTable, place: Workplace, window: MainWindow
) -> None:
    window.resize(1280, 760)
    place.problems.mend_all()
    view = place.form_view
    QApplication.processEvents()
    drag(place, view.splitter, sum(view.splitter.sizes()) - view.table.y() - view.meter.height() - 5 * 26 - 60)
    before = view.splitter.sizes()
    opened_again(place)
    assert not view.head_folded
    assert view.splitter.sizes() == before


def test_a_list_of_problems_that_was_dragged_leaves_rows_in_sight(
    table: IndicatorTable, place: Workplace, window: MainWindow
) -> None:
    window.resize(1280, 700)
    place.desk.do(edit_indicators(place.desk.form, "改", {n: {"level1": "别的", "unit": ""} for n in range(5)}))
    drag(place, place.below, sum(place.below.sizes()) - 250)
    opened_again(place)
    assert place.below.sizes()[1] == pytest.approx(250, abs=2)
    assert rows_in_sight(table) >= 3


def test_a_high_list_of_problems_takes_nothing_from_the_head_where_there_are_none(
    table: IndicatorTable, place: Workplace, window: MainWindow
) -> None:
    window.resize(1366, 768)
    place.problems.mend_all()
    QApplication.processEvents()
    assert not place.desk.current_issues()
    opened_again(place)
    before = place.form_view.splitter.sizes()
    place.below.by_hand = 420
    opened_again(place)
    assert place.form_view.splitter.sizes() == before
    assert not place.form_view.head_folded


@pytest.fixture
def letters(qapp: QApplication) -> Iterator[Callable[[int], None]]:
    """A way to change the size of the letters."""

    def change(percent: int) -> None:
        apply_theme(qapp, Look(percent=percent))
        for _ in range(5):
            QApplication.processEvents()

    yield change
    apply_theme(qapp, Look())


@pytest.mark.parametrize("size", [(1280, 760), SMALL])
def test_other_letters_divide_the_form_at_once(
    table: IndicatorTable, place: Workplace, window: MainWindow, letters: Callable[[int], None], size: tuple[int, int]
) -> None:
    window.resize(*size)
    before = division(place)
    letters(150)
    assert rows_in_sight(table) >= 3
    settled = division(place)
    for height in (size[1] - 1, size[1]):
        window.resize(size[0], height)
        QApplication.processEvents()
    assert division(place) == settled
    letters(100)
    assert division(place) == before


def test_the_weights_keep_the_room_of_their_button_in_other_letters(
    table: IndicatorTable, place: Workplace, letters: Callable[[int], None]
) -> None:
    meter, desk = place.form_view.meter, table.desk
    usual = meter.height()
    letters(150)
    without = meter.height()
    desk.do(edit_indicators(desk.form, "改", {0: {"weight": None}}))
    QApplication.processEvents()
    assert meter.share_button.isVisible()
    assert meter.height() == without
    letters(100)
    assert meter.height() == usual
