"""Fills of cells and colours of lines are the same in every format, and nowhere but where they are declared."""

import re
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from openpyxl import load_workbook

from app.definitions.library import Library
from app.model.records import Indicator, ProjectTarget
from app.sheet.pages import PlacedBox, Printout, print_form
from app.sheet.sheet import Role
from app.writers.docx import docx_bytes
from app.writers.ofd.document import ofd_bytes
from app.writers.pdf import pdf_bytes
from app.writers.xlsx import write_xlsx

COLOURED, PLAIN = "beijing/beijing-projects-2026", "ministry/project-2021"
_PER_MM = 16


@pytest.fixture(scope="module")
def coloured(library: Library) -> Printout:
    return printed(library, COLOURED)


def printed(library: Library, layout: str) -> Printout:
    form = ProjectTarget(year=2026, project_name="会议", unit="政府办")
    form.indicators = [Indicator(level1="产出指标", level2="数量指标", level3="场次", value="3", unit="次")]
    return print_form(form, library, layout=library.layouts[layout])


def declared(printout: Printout) -> tuple[str, str]:
    fill = next(box.style.fill for box in printout.sheet.boxes if box.role is Role.LABEL)
    assert fill
    return fill, printout.sheet.rule_colour


def corner(placed: PlacedBox) -> tuple[float, float]:
    """A point in a cell where no letter stands."""
    return placed.x + 0.6, placed.y + 0.6


def test_the_pdf_shows_fills_and_lines_in_their_colours(coloured: Printout) -> None:
    document = pypdfium2.PdfDocument(pdf_bytes([coloured]))
    picture = document[0].render(scale=_PER_MM * 25.4 / 72).to_pil().convert("RGB")
    document.close()

    def colour(x: float, y: float) -> str:
        return "#{:02x}{:02x}{:02x}".format(*picture.getpixel((int(x * _PER_MM), int(y * _PER_MM))))

    fill, rule = declared(coloured)
    for placed in (placed for placed in coloured.pages[0].boxes if placed.box.ruled):
        assert colour(*corner(placed)) == (fill if placed.box.role is Role.LABEL else "#ffffff")
        across = [colour(placed.x + n / _PER_MM, placed.y + placed.height / 2) for n in (-1, 0, 1)]
        assert rule in across
    letters = {picture.getpixel((x, y)) for x in range(2000, 2600, 2) for y in range(80, 320, 2)}
    assert any(max(pixel) < 40 for pixel in letters)  # what is written stays black


def test_excel_cells_are_filled_and_bordered_in_colour(coloured: Printout, tmp_path: Path) -> None:
    write_xlsx([coloured], tmp_path / "表.xlsx")
    sheet = load_workbook(tmp_path / "表.xlsx").worksheets[0]
    fill, rule = (f"FF{colour[1:].upper()}" for colour in declared(coloured))
    for box in (box for box in coloured.sheet.boxes if box.ruled):
        cell = sheet.cell(box.row + 1, box.column + 1)
        assert cell.border.left.color.rgb == rule
        shown = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else ""
        assert shown == (fill if box.role is Role.LABEL else "")


def test_word_cells_are_shaded_and_bordered_in_colour(coloured: Printout, tmp_path: Path) -> None:
    (tmp_path / "表.docx").write_bytes(docx_bytes([coloured]))
    with ZipFile(tmp_path / "表.docx") as archive:
        text = archive.read("word/document.xml").decode()
    fill, rule = (colour[1:].upper() for colour in declared(coloured))
    shaded = [cell for cell in re.findall(r"<w:tc>.*?</w:tc>", text) if f'w:fill="{fill}"' in cell]
    assert any("项目名称" in cell for cell in shaded)
    assert not any("场次" in cell for cell in shaded)
    assert f'w:color="{rule}"' in text
    assert 'w:color="000000"' not in text


def test_ofd_pages_have_filled_paths_and_coloured_lines(coloured: Printout, tmp_path: Path) -> None:
    (tmp_path / "表.ofd").write_bytes(ofd_bytes([coloured]))
    with ZipFile(tmp_path / "表.ofd") as archive:
        page = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("Content.xml"))
    fill, rule = (" ".join(map(str, bytes.fromhex(colour[1:]))) for colour in declared(coloured))
    labels = [placed for placed in coloured.pages[0].boxes if placed.box.role is Role.LABEL]
    assert len(re.findall(f'FillColor Value="{fill}"', page)) == len(labels)
    assert re.findall('StrokeColor Value="([^"]*)"', page) == [rule]
    assert page.index(fill) < page.index(rule) < page.index("TextObject")


def test_forms_without_colours_are_black_on_white(library: Library) -> None:
    plain = printed(library, PLAIN)
    assert plain.sheet.rule_colour == "#000000"
    assert not any(list(page.filled) for page in plain.pages)
