"""Fonts of the machine: the official ones by name, and any that has a rare character. Each test brings its own."""

import shutil
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cases import ROOT, case
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from other_programs import poppler

from app.base.errors import OutputError
from app.definitions.library import Library
from app.model.private_use import without_private_use
from app.model.records import Form
from app.sheet import fonts as sheet_fonts
from app.sheet import machine_fonts
from app.sheet.font_files import FontSource, font_source, plain_name, read_font_files
from app.sheet.fonts import (
    FontChoice,
    chosen_fonts,
    face,
    font_book,
    font_file_of,
    missing_characters,
    official_fonts,
)
from app.sheet.machine_fonts import font_folders as real_folders
from app.sheet.measure import POINT
from app.sheet.pages import Printout, print_form
from app.sheet.surroundings import Surroundings
from app.writers.export import ExportItem, export_forms
from app.writers.lacking import missing_letters
from app.writers.ofd.document import ofd_bytes
from app.writers.pdf import pdf_bytes, write_pdf

RARE = "𠮷"  # in none of the program's fonts

LEVEL_THREE = "㛃䶮𬭎𫖯"  # in them

PROOF = "绩效目标表"

ENGLISH, CHINESE = 0x409, 0x804


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The machine's folder of fonts, which ``sheet_fonts.look_again`` reads."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    monkeypatch.setattr(machine_fonts, "font_folders", lambda: [fonts])
    sheet_fonts.look_again()
    yield fonts
    monkeypatch.undo()
    sheet_fonts.look_again()


def make_font(
    letters: str,
    name: str = "Rare Song",
    *,
    chinese: str = "",
    advance: int = 1000,
    cff: bool = False,
    weight: int = 400,
    permission: int = 0,
    empty: bool = False,
) -> TTFont:
    """A font whose letters are all a square, half as wide as they move on."""
    names = [f"u{ord(letter):X}" for letter in letters]
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder([".notdef", *names])
    builder.setupCharacterMap(dict(zip(map(ord, letters), names, strict=True)))
    glyphs = {each: square(advance, cff, empty and each != ".notdef") for each in (".notdef", *names)}
    if cff:
        builder.setupCFF(name.replace(" ", ""), {}, glyphs, {})
    else:
        builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (advance, advance // 4)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    said = {"familyName": name, "styleName": "Regular", "fullName": name, "psName": name.replace(" ", "")}
    builder.setupNameTable(said, mac=False)
    if chinese:
        builder.font["name"].setName(chinese, 1, 3, 1, CHINESE)
    builder.setupOS2(usWeightClass=weight, fsType=permission, sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost(keepGlyphNames=False)
    return builder.font


def square(advance: int, cff: bool, empty: bool) -> Any:
    pen: Any = T2CharStringPen(advance, None) if cff else TTGlyphPen(None)
    if not empty:
        left, right = advance // 4, advance * 3 // 4
        pen.moveTo((left, 0))
        for point in ((left, 700), (right, 700), (right, 0)):
            pen.lineTo(point)
        pen.closePath()
    return pen.getCharString() if cff else pen.glyph()


def put(font: TTFont, path: Path) -> Path:
    font.save(path)
    sheet_fonts.look_again()
    return path


def rare_form(letters: str = RARE) -> Form:
    form = case("tongnan-2022")[0]
    form.project_name = f"{LEVEL_THREE}{letters}专项"
    form.overview = f"为{letters}镇{LEVEL_THREE}社区提供保障，{letters}。" * 12
    form.indicators[1].level3 = f"{letters}区{LEVEL_THREE}开会次数"
    return form


def fonts_of(printout: Printout) -> set[str]:
    return {run.font for page in printout.pages for box in page.boxes for line in box.lines for run in line.runs}


def text_of(pdf: Path) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("poppler is not installed")
    return poppler("pdftotext", "-raw", pdf, "-")


# What a font file says of itself


@pytest.mark.parametrize("cff", [False, True], ids=["glyf", "cff"])
def test_names_and_letters_are_read(folder: Path, cff: bool) -> None:
    path = put(make_font("区" + RARE, "Some Song", chinese="某宋体_GB2312", cff=cff, weight=700), folder / "x.ttf")
    (font,) = read_font_files(path)
    assert {plain_name("Some Song"), plain_name("某宋体_GB2312")} <= font.names
    assert (font.truetype, font.weight, font.member, font.embeddable) == (not cff, 700, None, True)
    assert [font.maps(letter) for letter in f"区{RARE}匚𠮸a"] == [True, True, False, False, False]


def test_the_maps_of_real_fonts_are_read_right() -> None:
    for path in (ROOT / "resources" / "fonts").glob("*.ttf"):
        (font,) = read_font_files(path)
        has = face(path.name).charToGlyph
        assert all(font.maps(chr(code)) == (code in has) for code in range(0x20, 0x33000, 7))


def test_members_of_a_collection_are_found_one_by_one(folder: Path) -> None:
    collection = TTCollection()
    collection.fonts = [make_font("甲", "First"), make_font(RARE, "Second Song", cff=True)]
    collection.save(folder / "both.ttc")
    sheet_fonts.look_again()
    assert [(font.member, font.truetype) for font in read_font_files(folder / "both.ttc")] == [(0, True), (1, False)]
    assert machine_fonts.letter_source(RARE) == FontSource(folder / "both.ttc", 1, RARE)
    assert machine_fonts.official_font(["first"]) is None  # it has not the letters that an official font has


@pytest.mark.parametrize("member", [None, 0, 12])
@pytest.mark.parametrize("letter", ["", "a", RARE])
@pytest.mark.parametrize("path", ["/a b/x#1/宋体.ttc", "Noto.ttf", "/x@20/y.ttf"])
def test_a_key_names_its_source(path: str, member: int | None, letter: str) -> None:
    source = FontSource(Path(path), member, letter)
    assert font_source(source.key) == source


def broken_fonts() -> dict[str, bytes]:
    content = BytesIO()
    make_font(PROOF + RARE, "SimSun").save(content)
    whole = content.getvalue()
    tables = TTFont(BytesIO(whole)).reader.tables
    glyf, cmap = tables["glyf"].offset, tables["cmap"].offset
    return {
        "empty": b"",
        "text": "不是字体".encode() * 50,
        "cut off": whole[: len(whole) // 2],
        "header alone": whole[:12],
        "no tables": whole[:4] + b"\0\0" + whole[6:],
        "too many tables": whole[:4] + b"\xff\xff" + whole[6:],
        "endless collection": b"ttcf\0\1\0\0\xff\xff\xff\xff" + whole,
        "collection of itself": b"ttcf\0\1\0\0" + struct.pack(">LL", 1, 0) + whole,
        "wild map": whole[:cmap] + b"\xff" * 40 + whole[cmap + 40 :],
        "wild outlines": whole[:glyf] + b"\xff" * tables["glyf"].length + whole[glyf + tables["glyf"].length :],
    }


@pytest.mark.parametrize("fault", broken_fonts())
def test_a_broken_font_is_passed_over(folder: Path, library: Library, fault: str) -> None:
    (folder / "a.ttf").write_bytes(broken_fonts()[fault])
    put(make_font(RARE, "Whole Song"), folder / "b.ttf")
    assert machine_fonts.letter_source(RARE) == FontSource(folder / "b.ttf", None, RARE)
    assert official_fonts(library.fonts)["宋体"] is None
    assert pdf_bytes([print_form(rare_form(), library, fonts=FontChoice.OFFICIAL)])


def test_a_font_that_cannot_be_opened_is_passed_over(folder: Path) -> None:
    (folder / "folder.ttf").mkdir()
    (folder / "nowhere.ttf").symlink_to(folder / "gone.ttf")
    sheet_fonts.look_again()
    assert machine_fonts.machine_fonts() == ()


def test_a_font_is_found_once_though_links_lead_to_it(folder: Path) -> None:
    put(make_font(RARE), folder / "x.ttf")
    (folder / "y.ttf").symlink_to(folder / "x.ttf")
    sheet_fonts.look_again()
    assert len(machine_fonts.machine_fonts()) == 1


# Rare characters


@pytest.mark.parametrize("cff", [False, True], ids=["glyf", "cff"])
def test_a_rare_character_comes_from_the_machine_and_is_copied_right(
    folder: Path, library: Library, tmp_path: Path, cff: bool
) -> None:
    path = put(make_font(RARE + "𪚥", cff=cff), folder / "rare.otf")
    form = rare_form(RARE + "𪚥")
    printout = print_form(form, library, Surroundings(1, f"{RARE}区政府"))
    assert {font_source(font).path for font in fonts_of(printout)} >= {path}
    write_pdf([printout], tmp_path / "rare.pdf")
    text = text_of(tmp_path / "rare.pdf").replace("\n", "")
    for said in (form.project_name, form.overview, form.indicators[1].level3):
        assert said in text
    assert pdf_bytes([printout]) == pdf_bytes([printout])
    assert str(folder).encode() not in pdf_bytes([printout])


def test_lines_are_measured_with_the_font_that_prints(folder: Path, library: Library) -> None:
    put(make_font(RARE, advance=2000), folder / "wide.ttf")
    book = font_book(library.fonts)
    assert [run.width for run in book.runs(f"区{RARE}", "song")] == [1000, 2000]
    form = rare_form()
    form.overview = RARE * 100
    for page in print_form(form, library).pages:
        for placed in page.boxes:
            for line in placed.lines:
                assert line.width <= placed.width
                widths = (face(run.font).getCharWidth(ord(letter)) for run in line.runs for letter in run.text)
                assert line.width == pytest.approx(sum(widths) * line.size * POINT / 1000, rel=1e-3)


def test_a_song_of_the_mainland_is_preferred(folder: Path) -> None:
    faces = {"a": "Any Sans", "b": "HanaMin", "c": "FangSong X", "d": "SimSun-ExtB"}
    for file, name in faces.items():
        put(make_font(RARE, name), folder / f"{file}.ttf")
    put(make_font(RARE, "SimSun-ExtB Bold", weight=700), folder / "0.ttf")
    assert [font.path.stem for font in machine_fonts.machine_fonts()] == ["d", "0", "b", "c", "a"]
    source = machine_fonts.letter_source(RARE)
    assert source
    assert source.path.stem == "d"


def test_a_bold_title_takes_a_bold_letter(folder: Path, library: Library) -> None:
    put(make_font(RARE, "Song Bold", weight=700), folder / "bold.ttf")
    put(make_font(RARE, "Song"), folder / "usual.ttf")
    book = font_book(library.fonts)
    taken = {name: font_source(book.runs(RARE, name)[0].font).path.stem for name in ("song", "title")}
    assert taken == {"song": "usual", "title": "bold"}
    form = case("tongnan-2023")[0]
    form.overview = RARE
    content = pdf_bytes([print_form(form, library, Surroundings(1, f"{RARE}区政府"))])
    assert all(b"+" + name in content for name in (b"SongBold-u20BB7", b"Song-u20BB7"))


@pytest.mark.parametrize(
    "font",
    [
        make_font(RARE, "SimSun", empty=True),
        make_font(RARE, "SimSun", permission=2),
        make_font(RARE, "SimSun", permission=0x100),
        make_font(RARE, "LastResort"),
    ],
    ids=["draws nothing", "not to be embedded", "not to be cut down", "boxes"],
)
def test_a_font_of_no_use_is_not_taken(folder: Path, library: Library, font: TTFont) -> None:
    put(font, folder / "x.ttf")
    assert missing_characters(RARE, library.fonts) == [RARE]


def test_letters_that_do_not_stand_alone_are_not_taken(folder: Path, library: Library) -> None:
    """Printed one by one they would be wrong, and in private use every font has something else."""
    joined = "بཀᠮक\ue863\u0951"
    put(make_font(joined + "ꆈ", "All Song"), folder / "x.ttf")
    assert missing_characters(joined + "ꆈ", library.fonts) == list(joined)


def test_the_machine_is_not_searched_while_nothing_is_missing(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_fonts, "font_folders", lambda: pytest.fail("the machine was searched"))
    form = rare_form("")
    printout = print_form(form, library)
    assert missing_letters([printout.sheet]) == []
    assert pdf_bytes([printout])


def test_a_character_that_no_font_has_is_named_with_its_place(folder: Path, library: Library, tmp_path: Path) -> None:
    put(make_font(RARE), folder / "x.ttf")
    form = rare_form()
    form.indicators[2].value = "𪚥"
    printout = print_form(form, library)
    (missing,) = missing_letters([printout.sheet])
    assert missing.character == "𪚥"
    assert missing.field
    assert (missing.field.table, missing.field.row) == ("indicators", 3)
    assert missing.place.startswith("第 3 行“")
    with pytest.raises(OutputError, match=r"第 3 行“.*”的“𪚥”（U\+2A6A5）"):
        export_forms([ExportItem(form, library.shown_layout(form), Surroundings())], "pdf", tmp_path, library)
    put(make_font("𪚥"), folder / "y.ttf")
    assert missing_letters([printout.sheet]) == []
    assert export_forms([ExportItem(form, library.shown_layout(form), Surroundings())], "pdf", tmp_path, library)


def test_the_window_learns_which_file_has_a_character(folder: Path, library: Library) -> None:
    path = put(make_font(RARE), folder / "x.ttf")
    assert font_file_of(RARE, library.fonts) == path
    found = font_file_of("𬭎", library.fonts)
    assert found
    assert found.name == "NotoSerifSC-Regular.ttf"
    assert found.is_file()
    assert font_file_of("𪚥", library.fonts) is None


# Official fonts


@pytest.mark.parametrize(
    ("name", "chinese"), [("SimSun", ""), ("Whatever", "宋体"), ("SIMSUN", "某"), ("NSimSun", "新宋体")]
)
def test_an_official_font_is_found_by_its_names_and_used_when_chosen(
    folder: Path, library: Library, tmp_path: Path, name: str, chinese: str
) -> None:
    form = case("tongnan-2022")[0]
    letters = "".join(sorted({*PROOF, *"项目概况立项依据0123456789"}))
    path = put(make_font(letters, name, chinese=chinese, advance=500), folder / "whatever.ttf")
    found = official_fonts(library.fonts)
    assert {name for name, file in found.items() if file == path} == {"宋体"}
    assert found["黑体"] is None
    plain, chosen = print_form(form, library), print_form(form, library, fonts=FontChoice.OFFICIAL)
    assert str(path) not in fonts_of(plain)
    assert {str(path), "NotoSerifSC-Regular.ttf"} <= fonts_of(chosen)  # what it lacks is taken from the open one
    assert font_book(chosen.sheet.fonts).advances("song")["项"] == 500
    assert chosen.sheet.fonts["song"].official == "宋体"
    write_pdf([chosen], tmp_path / "x.pdf")
    assert form.project_name in text_of(tmp_path / "x.pdf").replace("\n", "")
    assert pdf_bytes([chosen]) == pdf_bytes([chosen])


def test_a_member_of_a_collection_is_used(folder: Path, library: Library) -> None:
    collection = TTCollection()
    collection.fonts = [make_font(PROOF, "Other"), make_font(PROOF, "SimSun", advance=700)]
    collection.save(folder / "sim.ttc")
    sheet_fonts.look_again()
    chosen = chosen_fonts(library.fonts, FontChoice.OFFICIAL)
    (run,) = font_book(chosen).runs("目标", "song")
    assert (run.font, run.width) == (f"{folder / 'sim.ttc'}#1", 1400)
    assert pdf_bytes([print_form(case("tongnan-2022")[0], library, fonts=FontChoice.OFFICIAL)])


def test_the_first_name_and_the_usual_weight_are_preferred(folder: Path) -> None:
    put(make_font(PROOF, "NSimSun"), folder / "a.ttf")
    put(make_font(PROOF, "SimSun", weight=700), folder / "b.ttf")
    put(make_font(PROOF, "SimSun"), folder / "c.ttf")
    assert machine_fonts.official_font(["宋体", "SimSun", "NSimSun"]) == FontSource(folder / "c.ttf")


@pytest.mark.parametrize(
    "font",
    [
        make_font(PROOF, "SimSun", cff=True),
        make_font(PROOF, "SimSun", permission=2),
        make_font("甲", "SimSun"),
    ],
    ids=["no TrueType", "not to be embedded", "without the letters"],
)
def test_an_official_font_that_cannot_be_used_is_passed_over(folder: Path, library: Library, font: TTFont) -> None:
    put(font, folder / "x.ttf")
    form = case("tongnan-2022")[0]
    assert official_fonts(library.fonts)["宋体"] is None
    assert pdf_bytes([print_form(form, library, fonts=FontChoice.OFFICIAL)]) == pdf_bytes([print_form(form, library)])


def test_without_a_choice_the_print_is_the_same_on_every_desk(folder: Path, library: Library) -> None:
    form = case("tongnan-2022")[0]
    before = pdf_bytes([print_form(form, library)])
    put(make_font(PROOF, "SimSun", advance=500), folder / "x.ttf")
    assert pdf_bytes([print_form(form, library)]) == before


# OFD, which paints the same runs


def test_ofd_brings_the_same_letters(folder: Path, library: Library) -> None:
    put(make_font(RARE, "Rare Song", cff=True, advance=800), folder / "rare.otf")
    collection = TTCollection()
    collection.fonts = [make_font("甲", "Other"), make_font(PROOF, "SimSun", advance=700)]
    collection.save(folder / "sim.ttc")
    sheet_fonts.look_again()
    content = ofd_bytes([print_form(rare_form(), library, fonts=FontChoice.OFFICIAL)])
    with ZipFile(BytesIO(content)) as archive:
        files = [archive.read(name) for name in archive.namelist() if name.endswith(".ttf")]
        pages = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("Content.xml"))
    advances = {}
    for font in map(TTFont, map(BytesIO, files)):
        advances |= {letter: font["hmtx"][name][0] for letter, name in font.getBestCmap().items()}
    assert (advances[ord(RARE)], advances[ord("绩")]) == (800, 700)
    assert RARE in pages


# Where fonts are looked for


def test_the_folders_of_linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("XDG_DATA_HOME", "XDG_DATA_DIRS"):
        monkeypatch.delenv(variable, raising=False)
    assert real_folders() == [
        tmp_path / ".local/share/fonts",
        tmp_path / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]


def test_the_folders_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("WINDIR", "/c/Windows")
    monkeypatch.setenv("LOCALAPPDATA", "/c/Local")
    assert real_folders() == [Path("/c/Local/Microsoft/Windows/Fonts"), Path("/c/Windows/Fonts")]


# Codes of private use


@pytest.mark.parametrize(
    ("old", "own"),
    [
        ("\ue863", "䶮"),
        ("\ue815", "⺁"),
        ("\ue816", "𠂇"),
        ("\ue864", "龻"),
        ("\ue76c", "€"),
        ("\ue7e8", "⿰"),
        ("\ue78d", "︐"),
    ],
)
def test_old_codes_become_the_characters_own(old: str, own: str) -> None:
    assert without_private_use(f"区{old}镇") == f"区{own}镇"


def test_what_is_no_old_code_stays() -> None:
    text = "区䶮𠮷\ue000\uf8ff"
    assert without_private_use(text) == text
    private = [chr(code) for code in range(0xE000, 0xF900)]
    changed = [each for each in private if without_private_use(each) != each]
    assert len(changed) == 1 + 10 + 2 + 13 + 80
    assert len({without_private_use(each) for each in changed}) == len(changed)
