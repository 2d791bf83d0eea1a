"""All formats side by side, each read by a program that did not write it: poppler, ofdkit, python-docx, openpyxl."""

import json
import random
import re
import shutil
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import docx
import ofdkit
import pytest
from openpyxl import load_workbook
from other_programs import poppler
from printing import LAYOUT, squeezed

from app.base.errors import DefinitionError
from app.base.locations import forms_folder
from app.base.words import plain_cell_text
from app.definitions.library import Library, load_library
from app.definitions.library import library as declared
from app.model.exchange import write_form
from app.model.operators import Operator
from app.model.records import Indicator, ProjectTarget
from app.readers.own_workbook import own_workbook
from app.sheet.pages import print_form
from app.sheet.surroundings import Surroundings
from app.sheet.typeset import printable
from app.writers.export import WRITERS, ExportItem, export_forms

CONTROLS = [chr(code) for code in (*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029)]


def pdf_texts(path: Path) -> list[str]:
    return poppler("pdftotext", "-raw", path, "-").split("\f")[:-1]


def ofd_texts(path: Path) -> list[str]:
    with ofdkit.open(path) as document:
        return ["\n".join(run.text for run in page.runs) for page in document.pages]


def docx_texts(path: Path) -> list[str]:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


def xlsx_texts(path: Path) -> list[str]:
    sheets = [sheet for sheet in load_workbook(path) if sheet.sheet_state == "visible"]
    return [str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]


READERS: dict[str, Callable[[Path], list[str]]] = {
    "pdf": pdf_texts,
    "ofd": ofd_texts,
    "docx": docx_texts,
    "xlsx": xlsx_texts,
}


def test_every_format_has_a_reader() -> None:
    assert READERS.keys() == WRITERS.keys()


# Control characters


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: f"{ord(control):04x}")
def test_what_a_control_character_becomes_is_the_same_for_all(control: str) -> None:
    assert plain_cell_text(f"甲{control}乙") == printable(f"甲{control}乙") != f"甲{control}乙" or control == "\n"


@pytest.mark.parametrize("to", sorted(WRITERS))
def test_control_characters_print_alike_in_every_format(to: str, library: Library, tmp_path: Path) -> None:
    spaces = "".join(f"{n}{control}" for n, control in enumerate("\x00\x07\t\x1b\x1f\x7f\x9f"))
    form = ProjectTarget(layout=LAYOUT, project_name="项目", overview=f"始{spaces}终", goal="上\v中\x85下\u2028末")
    form.indicators = [Indicator(level3="甲\x01乙", value="丙\r\n丁\x02戊")]
    item = ExportItem(form, library.layout(LAYOUT), Surroundings())
    (path,) = export_forms([item], to, tmp_path, library)
    whole = "\n".join(READERS[to](path))
    assert "始0 1 2 3 4 5 6 终" in re.sub(" +", " ", whole.replace("\n", "" if to == "pdf" else "\n"))
    assert re.search("上\n中\n下\n末", whole)
    assert "甲 乙" in whole
    assert re.search("丙\n丁 戊", whole)


# Odd definitions


WORDS = ("会议", "印制会议资料份数", "2026年度场次（含培训）", "Rate≥95%", "长" * 25)


def odd_column(dice: random.Random, field: str, **more: object) -> str:
    said: dict[str, object] = {"field": field, "span": dice.choice((1, 1, 2)), **more}
    if dice.random() < 0.4:
        said["label"] = dice.choice((*WORDS, "　"))
    if dice.random() < 0.2:
        said["vertical"] = True
    return "{ " + ", ".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()) + " }"


def odd_columns(dice: random.Random) -> list[str]:
    """Levels, several columns of values, with or without a weight, merged and glued in every way."""
    merge = dice.random() < 0.6
    columns = [odd_column(dice, level, merge=merge) for level in ("level1", "level2") if dice.random() < 0.7]
    columns.append(odd_column(dice, "level3"))
    if dice.random() < 0.5:
        columns.append(odd_column(dice, "value", parts=["operator", "value", "unit"], join=dice.choice(("", " "))))
    else:
        columns += [odd_column(dice, field) for field in ("operator", "value", "unit", "value")]
    if dice.random() < 0.6:
        columns.append(odd_column(dice, "weight", suffix=dice.choice(("", "%"))))
    return columns


def odd_definition(seed: int) -> str:
    """A layout as somebody might declare it: mostly possible, sometimes not."""
    dice = random.Random(seed)  # noqa: S311
    columns = odd_columns(dice)
    spans = [int(found) for found in re.findall(r"span = (\d)", " ".join(columns))]
    side = dice.random() < 0.6
    count = sum(spans) + side
    paper = dice.choice((190, 277, 120))
    grid = [round(paper / count * dice.uniform(0.15, 1.25), 1) for _ in range(count)]
    padding = dice.choice((0.6, 1.9, 4, 20))
    value = f'{{ font = "song", size = {dice.choice((7, 10.5, 16))}, padding = {padding} }}'
    entries = f"[0, {count - side}]" if dice.random() < 0.3 else f"[1, {count - side - 1}]"
    label = '\nlabel = "绩效指标"' if side else ""
    beside = '\nlabel = "目标"\nvertical = true' if side else ""
    return f"""
[layout]
name = "怪表"
place = "某地"
years = [2026]
source = "自编"
money_unit = "{dice.choice(("元", "万元"))}"
taxonomy = "{dice.choice(("2015", "2021"))}"

[project]
title = "{dice.choice(WORDS)}绩效目标表"
weights = "100"
levels = {str(dice.random() < 0.7).lower()}
page = "{"a4-landscape" if paper > 190 else "a4-portrait"}"
grid = {grid}
row_height = {dice.choice((1, 8, 40, 150))}
cut_rows = {str(dice.random() < 0.7).lower()}
continued = "{dice.choice(("", "（续）"))}"
styles = {{ value = {value} }}

[[project.blocks]]
kind = "fields"{beside}
rows = [
  [{{ field = "project", spans = {entries} }}],
  [{{ field = "amount", spans = {entries}, thousands = true, decimals = 2 }}],
  [{{ field = "goal", spans = {entries} }}],
]

[[project.blocks]]
kind = "table"{label}
columns = [
  {", ".join(columns)},
]
"""


def odd_project(seed: int) -> ProjectTarget:
    dice = random.Random(seed)  # noqa: S311
    form = ProjectTarget(year=2026, project_name=f"项目{seed}", amount=Decimal("1234567.89"), layout="place/odd")
    form.goal = "".join(f"目标{n}：把钱花在刀刃上。" for n in range(dice.choice((1, 20, 90))))
    form.indicators = [
        Indicator(
            level1=f"产出{n // 9}",
            level2=f"数量{n // 4}",
            level3=f"指标{n}" + "资料" * dice.choice((0, 1, 9)),
            operator=dice.choice((Operator.AT_LEAST, Operator.QUALITATIVE)),
            value=f"{dice.randrange(10_000)}",
            unit="个",
            weight=Decimal(n),
        )
        for n in range(1, dice.choice((3, 30)))
    ]
    return form


def declared_odd(seed: int, folder: Path) -> tuple[Library, list[str]]:
    """Return the library with the odd layout of a seed, and what is wrong in that."""
    forms = shutil.copytree(forms_folder() / "shared", folder / "forms" / "shared").parent
    (forms / "place").mkdir()
    (forms / "place" / "odd.toml").write_text(odd_definition(seed), encoding="utf-8")
    try:
        return load_library(forms), []
    except DefinitionError as error:
        return declared(), list(error.problems)


def missing_in(texts: list[str], said: Iterable[str]) -> list[str]:
    """Return what stands nowhere, whole or running on from one page or piece to the next."""
    pages = [squeezed(text) for text in texts]
    whole = "".join(pages)
    return [text for text in said if text not in whole and not runs_on(text, pages)]


def runs_on(text: str, pages: list[str]) -> bool:
    """Whether a text begins on one page and ends on later ones; between there may be headings and other cells."""
    for number, page in enumerate(pages):
        longest = next(length for length in range(len(text), -1, -1) if text[:length] in page)
        if longest == len(text) or (longest and runs_on(text[longest:], pages[number + 1 :])):
            return True
    return False


def test_the_judge_of_texts_can_say_no() -> None:
    assert missing_in(["表头甲乙", "表头丙丁"], ["甲乙丙丁", "丙丁", "甲丁", "丁甲"]) == ["丁甲"]


@pytest.mark.parametrize("seed", range(40))
def test_an_odd_definition_is_refused_or_prints_everything_in_every_format(seed: int, tmp_path: Path) -> None:
    library, problems = declared_odd(seed, tmp_path)
    if problems:
        assert all(".toml" in problem for problem in problems)
        return
    form, layout = odd_project(seed), library.layout("place/odd")
    sheet = print_form(form, library).sheet
    said = {squeezed(box.text) for box in sheet.boxes if squeezed(box.text)}
    numbers = {squeezed(box.text) for box in sheet.boxes if box.number is not None}
    for to in WRITERS:
        (path,) = export_forms([ExportItem(form, layout, Surroundings())], to, tmp_path / to, library)
        texts = READERS[to](path)
        assert missing_in(texts, said - numbers if to == "xlsx" else said) == [], (to, odd_definition(seed))
    values = {Decimal(text) for text in texts_that_are_numbers(tmp_path / "xlsx")}
    assert {box.number.value for box in sheet.boxes if box.number is not None} <= values
    own = own_workbook(next((tmp_path / "xlsx").iterdir()))
    assert own is not None
    assert [write_form(read) for read in own.forms] == [write_form(form)]
    assert own.notes == []


def texts_that_are_numbers(folder: Path) -> list[str]:
    """Return the digits of the numbers in the one workbook of a folder."""
    sheet = load_workbook(next(folder.iterdir())).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value]


def test_odd_definitions_are_both_refused_and_printed(tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    refused = [bool(declared_odd(seed, tmp_path / str(seed))[1]) for seed in range(40)]
    assert refused.count(True) >= 3
    assert refused.count(False) >= 20
