"""Workbooks of the program in which a page's end splits texts and rows."""

import re
from decimal import Decimal
from pathlib import Path

from openpyxl.utils import get_column_letter
from other_programs import needs_office, saved_by_office

from app.definitions.library import Library
from app.model.records import Form, Indicator
from readers.own_books import (
    MERGING,
    NUMBERED_TEXT,
    Desk,
    desk,
    documents,
    names,
    project,
    read,
    split_text,
    table_of_many_rows,
    written,
)


def test_a_text_is_a_piece_on_each_page_and_all_of_it_is_read(library: Library, tmp_path: Path) -> None:
    clerk, pieces, column = split_text(library, tmp_path)
    assert len(pieces) > 2
    assert "".join("".join(text.split()) for _, text in pieces) == "".join(NUMBERED_TEXT.split())
    breaks = [each.id for each in clerk.sheet.row_breaks.brk]
    assert [sum(end < row for end in breaks) for row, _ in pieces] == list(range(len(pieces)))
    assert read(clerk.saved()).forms[0].indicators[1].level3 == NUMBERED_TEXT
    clerk.type(pieces[1][0], column, "改" + pieces[1][1])
    clerk.type(pieces[-1][0], column, "末尾")
    found = read(clerk.saved())
    before = "".join(NUMBERED_TEXT.split())[: len("".join((pieces[0][1] + pieces[1][1]).split()))]
    middle = "".join("".join(text.split()) for _, text in pieces[:-1])
    assert middle.startswith(before)
    expected = (
        middle[: len("".join(pieces[0][1].split()))] + "改" + middle[len("".join(pieces[0][1].split())) :] + "末尾"
    )
    assert "".join(found.forms[0].indicators[1].level3.split()) == expected
    assert (len(found.forms[0].indicators), found.notes) == (4, [])


def test_the_rest_of_a_text_may_be_deleted(library: Library, tmp_path: Path) -> None:
    clerk, pieces, column = split_text(library, tmp_path)
    for row, _ in pieces[1:]:
        clerk.type(row, column, None)
    found = read(clerk.saved())
    assert found.forms[0].indicators[1].level3 == pieces[0][1]
    assert (names(found.forms[0])[::2], found.notes) == (["指标1", "指标3"], [])
    clerk, pieces, column = split_text(library, tmp_path)
    for _ in range(clerk.find("指标3")[0] - pieces[1][0]):
        clerk.delete_row(pieces[1][0])
    found = read(clerk.saved())
    assert found.forms[0].indicators[1].level3 == pieces[0][1]
    assert (names(found.forms[0])[2:], found.notes) == (["指标3", "指标4"], [])


def test_unmerging_a_row_that_is_cut_makes_no_new_rows(library: Library, tmp_path: Path) -> None:
    """Levels that are printed again stand in rows of their own then, and mean nothing by themselves."""
    clerk, _, _ = split_text(library, tmp_path)
    texts = [cell.value for cells in clerk.sheet.iter_rows() for cell in cells if "（续）" in str(cell.value)]
    assert "数量指标（续）" in texts
    clerk.sheet.merged_cells.ranges = set()
    clerk = Desk.of(clerk.saved())
    for row in range(clerk.find("指标3")[0], clerk.find("指标4")[0] + 1):
        for column in (2, 3):
            clerk.type(row, column, clerk.sheet.cell(clerk.find("指标1")[0], column).value)
    found = read(clerk.saved())
    assert [name[:3] for name in names(found.forms[0])] == ["指标1", "第0条", "指标3", "指标4"]


def test_the_first_of_repeated_levels_stands_for_all(library: Library, tmp_path: Path) -> None:
    form = project()
    form.layout = MERGING
    form.indicators = [
        Indicator(level1="产出指标", level2="数量指标", level3=f"指标{n}", value=str(n)) for n in range(1, 81)
    ]
    clerk = desk([form], library, tmp_path)
    row, column = clerk.find("数量指标")
    again = clerk.find("数量指标（续）")[0]
    assert clerk.sheet.cell(again, column).value == "数量指标（续）"
    clerk.type(row, column, "质量指标")
    found = read(clerk.saved())
    assert {indicator.level2 for indicator in found.forms[0].indicators} == {"质量指标"}
    clerk.type(again, column, "时效指标")
    levels = [indicator.level2 for indicator in read(clerk.saved()).forms[0].indicators]
    assert set(levels) == {"质量指标", "时效指标"}
    assert levels.index("时效指标") == int(str(clerk.sheet.cell(again, column + 1).value).removeprefix("指标")) - 1
    at = again + 2
    clerk.insert_row(at)
    clerk.type(at, column + 1, "新指标")
    added = next(one for one in read(clerk.saved()).forms[0].indicators if one.level3 == "新指标")
    assert (added.level1, added.level2) == ("产出指标", "时效指标")


def test_an_amount_stands_on_every_page_and_is_a_number_once(library: Library, tmp_path: Path) -> None:
    clerk = desk([table_of_many_rows()], library, tmp_path)
    cells = [cell for cells in clerk.sheet.iter_rows() for cell in cells if re.match("300,?000", str(cell.value))]
    amounts = [cell for cell in cells if cell.column == cells[0].column]
    assert len(amounts) == len(clerk.sheet.row_breaks.brk) + 1 > 1
    assert [cell.data_type for cell in amounts] == ["n", *("s" for _ in amounts[1:])]
    assert documents(read(clerk.saved()).forms) == documents([table_of_many_rows()])
    clerk.type(amounts[1].row, amounts[1].column, 99)
    found = read(clerk.saved())
    assert documents(found.forms) == documents([table_of_many_rows()])
    (note,) = found.notes
    assert f"{get_column_letter(amounts[1].column)}{amounts[1].row} " in note
    assert "没有读入" in note
    clerk.type(amounts[0].row, amounts[0].column, 99)
    found = read(clerk.saved())
    assert getattr(found.forms[0], "amount", None) == Decimal(99)
    assert found.notes == []


@needs_office
def test_libreoffice_may_save_what_pages_split(library: Library, tmp_path: Path) -> None:
    forms: list[Form] = []
    for at, length in ((0, 4000), (2, 9000), (3, 1500)):
        form = project()
        form.layout = MERGING
        form.overview = form.goal = NUMBERED_TEXT
        form.indicators[at].level3 = (NUMBERED_TEXT * 4)[:length] + "\n"
        forms.append(form)
    forms.append(table_of_many_rows())
    path = written(forms, library, tmp_path / "book.xlsx")
    for book in (path, saved_by_office(path, "xlsx", tmp_path / "out")):
        found = read(book)
        assert documents(found.forms) == documents(forms)
        assert found.notes == []
