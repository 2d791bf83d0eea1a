"""Forms in other layouts: moved to them and back, offered by place, taken over for a year."""

from itertools import pairwise

import pytest
from cases import CASES, document_at
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.definitions.library import library
from app.editing.loading import load_document
from app.gui.window import MainWindow
from app.gui.workplace import Workplace
from app.model.refs import FormKind
from gui.hands import field, stored


def test_a_column_the_paper_leaves_out_is_there_and_marked(place: Workplace) -> None:
    load_document(place.desk.session, document_at(CASES[3]))
    place.desk.choose_year(2026)
    project = next(line.ref for line in place.desk.lines() if line.ref.kind is FormKind.PROJECT)
    place.desk.open_form(project)
    model = place.form_view.table.indicators
    column = model.column_of("weight")
    assert "不打印" in model.headerData(column, Qt.Orientation.Horizontal)
    assert model.setData(model.index(0, column), "15")
    assert place.desk.form.indicators[0].weight == 15


def test_a_self_evaluation_is_shown_with_its_own_columns(place: Workplace) -> None:
    load_document(place.desk.session, document_at(CASES[2]))
    place.desk.choose_year(2024)
    place.desk.open_form(place.desk.lines()[1].ref)
    model = place.form_view.table.indicators
    headings = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert headings[:5] == ["指标名称", "计量单位", "指标性质", "指标值", "全年完成值"]
    assert field(place, "年初绩效目标").text()


def test_a_form_is_moved_to_another_layout_and_loses_nothing(place: Workplace) -> None:
    before = stored(place)
    place.form_view.use_layout(library().layout("chongqing/qijiang-2022"))
    names = [bound.editor.accessibleName() for bound in place.form_view.head._bound]
    assert "立项依据" not in names
    assert field(place, "资金总额（万）").text() == "40"
    assert place.desk.form.basis
    place.form_view.use_layout(library().layout("chongqing/tongnan-2022"))
    assert stored(place) == before
    assert field(place, "立项依据").text() == place.desk.form.basis
    place.form_view.layouts.fill()
    assert [action.text() for action in place.form_view.layouts.checked()] == ["重庆市潼南区 2022 年"]


def test_layouts_are_offered_by_their_places(place: Workplace) -> None:
    menu = place.form_view.layouts
    menu.fill()
    own = [action.text() for action in menu.actions()[:3]]
    assert all("潼南" in name for name in own)
    elsewhere = next(action.menu() for action in menu.actions() if action.menu() is not None)
    menus = {action.text(): action.menu() for action in elsewhere.actions() if action.menu() is not None}
    assert len(menus["重庆市市级部门"].actions()) == 2
    inner = [action for one in menus.values() for action in one.actions()]
    offered = [*menu.actions(), *elsewhere.actions(), *inner]
    names = {layout.head.name for layout in library().layouts_for(place.desk.form, 2022)}
    assert names <= {action.text() for action in offered}
    next(action for action in menus["重庆市市级部门"].actions()).trigger()
    assert library().layout(place.desk.form.layout).head.place == "重庆市市级部门"


def test_a_layout_is_taken_over_for_the_year_in_one_step(place: Workplace) -> None:
    before = stored(place)
    place.form_view.use_layout(library().layout("chongqing/qijiang-2022"))
    place.commands.use_layout_for_kind()
    assert "已把 11 张表改为“重庆市綦江区 2022 年”" in place.main.statusBar().currentMessage()
    layouts = [form.layout for form in place.desk.forms()]
    assert layouts.count("chongqing/qijiang-2022") == 12
    assert len(layouts) == 13
    assert place.desk.session.undo_name == "11 张表换为版式“重庆市綦江区 2022 年”"
    place.commands.use_layout_for_kind()
    assert "都已经是" in place.main.statusBar().currentMessage()
    place.commands.undo()
    place.commands.undo()
    assert stored(place) == before


def test_forms_that_a_layout_does_not_print_are_left_alone_and_told(place: Workplace) -> None:
    place.form_view.use_layout(library().layout("hebei/hebei-entry-2022"))
    place.commands.use_layout_for_year()
    assert "另有 1 张这个版式不能打印" in place.main.statusBar().currentMessage()


def test_columns_keep_the_proportions_of_the_paper(qtbot: QtBot, place: Workplace, window: MainWindow) -> None:
    for name in library().layouts:
        layout = library().layout(name)
        if not layout.prints(place.desk.form):
            continue
        place.form_view.use_layout(layout)
        table = place.form_view.table
        widths = [table.columnWidth(n) for n in range(table.indicators.columnCount())]
        assert all(width >= table.sizes.least_width(n) for n, width in enumerate(widths)), name
        assert sum(widths) >= table.viewport().width() - 2, name
        shares = [column.share for column in table.indicators.columns]
        least = [max(table.sizes.least_width(n), table.sizes.unbroken_width(n)) for n in range(len(widths))]
        free = [n for n, width in enumerate(widths) if shares[n] and width > least[n] + 1]
        for one, other in pairwise(free):
            assert widths[one] / widths[other] == pytest.approx(shares[one] / shares[other], rel=0.1), name


def test_headings_with_points_are_filled_in(place: Workplace) -> None:
    place.form_view.use_layout(library().layout("shaanxi/xian-2026"))
    model = place.form_view.table.indicators
    headings = [str(model.headerData(n, Qt.Orientation.Horizontal)) for n in range(model.columnCount())]
    assert not [heading for heading in headings if "{" in heading]
    assert any("90" in heading for heading in headings)


def test_a_value_that_only_one_layout_has_is_edited_and_kept(place: Workplace) -> None:
    place.form_view.use_layout(library().layout("jilin/changchun-2026"))
    model = place.form_view.table.indicators
    assert model.setData(model.index(0, model.column_of("指标解释")), "全年召开的次数")
    assert place.desk.form.indicators[0].other == {"指标解释": "全年召开的次数"}
    place.form_view.use_layout(library().layout("chongqing/tongnan-2022"))
    assert place.desk.form.indicators[0].other == {"指标解释": "全年召开的次数"}
