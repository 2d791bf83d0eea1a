"""The buttons above the indicators work on the rows of the table that is worked in, 资金情况 as well."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.definitions.library import Library
from app.gui.importing.draft import Draft
from app.gui.importing.found_form import FoundFormView
from app.model.records import FundRow, Indicator, SelfEvaluation
from app.recognise.found import FoundForm

ADD, REMOVE, JOIN = "在当前行下面添加一行", "删除选中的行", "这一行是上一行的一部分：把它并上去"
UP, DOWN = "上移当前行", "下移当前行"


@pytest.fixture
def draft() -> Draft:
    """A self-evaluation with two rows of 资金情况 and two indicators."""
    funds = [FundRow(item="合计", executed=Decimal(500)), FundRow(item="财政拨款")]
    rows = [Indicator(level1="产出指标", level3=name) for name in ("甲", "乙")]
    return Draft(0, FoundForm("自评表", SelfEvaluation(year=2024, project_name="培训", indicators=rows, funds=funds)))


@pytest.fixture
def view(qtbot: QtBot, library: Library, draft: Draft) -> FoundFormView:
    made = FoundFormView(library)
    qtbot.addWidget(made)
    made.resize(760, 700)
    made.show()
    made.show_draft(draft)
    qtbot.waitActive(made)
    return made


def click(view: FoundFormView, name: str) -> None:
    [button] = [one for one in view.findChildren(QToolButton) if one.accessibleName() == name]
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def names(draft: Draft) -> list[list[str]]:
    record = draft.record
    assert isinstance(record, SelfEvaluation)
    return [[row.item for row in record.funds], [row.level3 for row in record.indicators]]


def focused(view: FoundFormView) -> QWidget:
    focus = view.window().focusWidget()
    assert focus is not None
    return focus


def test_the_buttons_work_on_the_rows_of_funds_where_these_are_worked_in(view: FoundFormView, draft: Draft) -> None:
    view.funds.go_to(1, "item")
    click(view, UP)
    assert names(draft) == [["财政拨款", "合计"], ["甲", "乙"]]
    click(view, DOWN)
    assert names(draft) == [["合计", "财政拨款"], ["甲", "乙"]]
    view.funds.go_to(0, "item")
    click(view, ADD)
    assert names(draft) == [["合计", "", "财政拨款"], ["甲", "乙"]]
    view.funds.go_to(1, "item")
    click(view, REMOVE)
    assert names(draft) == [["合计", "财政拨款"], ["甲", "乙"]]


def test_they_work_on_the_indicators_everywhere_else(view: FoundFormView, draft: Draft) -> None:
    view.funds.go_to(0, "item")
    view.table.go_to(1, "level3")
    click(view, UP)
    assert names(draft) == [["合计", "财政拨款"], ["乙", "甲"]]
    view.table.go_to(0, "level3")
    view.head.go_to("project_name")
    click(view, REMOVE)
    assert names(draft) == [["合计", "财政拨款"], ["甲"]]


def test_what_is_being_typed_is_stored_by_a_click(view: FoundFormView, draft: Draft) -> None:
    view.funds.go_to(1, "item")
    view.funds.table.edit(view.funds.table.currentIndex())
    editor = focused(view)
    assert view.funds.table.isAncestorOf(editor)
    QTest.keyClicks(editor, "x")
    click(view, UP)
    assert names(draft)[0] in (["财政拨款x", "合计"], ["x", "合计"])


def test_what_is_being_typed_in_the_head_is_stored_by_a_click(view: FoundFormView, draft: Draft) -> None:
    view.table.go_to(1, "level3")
    view.head.go_to("contact")
    editor = focused(view)
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "abc")
    click(view, UP)
    assert getattr(draft.record, "contact", "") == "abc"
    assert names(draft)[1] == ["乙", "甲"]


def test_a_row_is_joined_with_what_is_being_typed_in_it(view: FoundFormView, draft: Draft) -> None:
    view.table.go_to(1, "level3")
    view.table.edit(view.table.currentIndex())
    QTest.keyClicks(focused(view), "x")
    click(view, JOIN)
    assert names(draft)[1] in (["甲乙x"], ["甲x"])
