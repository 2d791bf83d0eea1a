"""Makes the fonts in ``resources/fonts`` from the npm packages that carry Noto Serif SC and Noto Sans SC.

    pip install fonttools
    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3
    python packaging/subset_fonts.py expo-google-fonts-noto-*.tgz

The sources are ``.tgz`` files or unpacked folders; nothing is downloaded here. The body font is taken over unchanged,
because names of people and places need every character it has. The two bold ones set titles and headings, so they are
cut down to what such lines hold: all 8,105 characters of 通用规范汉字表 (read from the list beside this script), all of
GB2312, ASCII, and the signs that official forms print. A character beyond those is drawn with the body font.

Both packages are under the SIL Open Font License 1.1. Noto Sans SC declares the reserved font name 'Source', which a
cut-down copy must not bear and which the name "Noto Sans SC" does not hold; Noto Serif SC declares none. The names stay
as they are, the version line says that the file is a subset, and a name that holds a reserved one stops the script.

The same sources give the same bytes, so a change in the fonts is a change in the sources or in this script.
"""

import argparse
import io
import re
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
CHARACTER_LIST = Path(__file__).with_name("general_standard_characters.txt")
CHARACTER_COUNT = 8105

# Blocks of which everything that the font has is kept: they are small, and forms draw on all of them.
SIGN_BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: · × ÷ ± ° §
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x203F),  # — ― … ‰ “ ”
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x218F),  # ℃ № ½ Ⅰ ⅰ
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # ≥ ≤ ≠ ≈ ∑ √
    (0x2460, 0x24FF),  # ① ⑴ ⒈
    (0x2500, 0x257F),  # frames
    (0x25A0, 0x266F),  # □ ■ ○ ● ☆ ★
    (0x2713, 0x2718),  # ✓ ✗
    (0x3000, 0x303F),  # 、。〇〔〕《》
    (0x3200, 0x33FF),  # ㈠ ㎡ ㎏
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFFEF),  # full-width forms
)
# Signs seen in published forms. Losing one would be a silent blank in a title, so the script checks each.
NEEDED_SIGNS = "〔〕≥≤＝①②⑩―〇—…“”‘’《》【】（）％℃㎡×÷±→≠Ⅰ、。；：·□■√￥¥－＋"
# Layout is done by the program, horizontally and without ligatures, so no table for shaping is of use.
DROPPED_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx")
NAME_COPYRIGHT, NAME_UNIQUE_ID, NAME_VERSION, NAME_POSTSCRIPT = 0, 3, 5, 6
NAMES_SEEN_BY_USERS = (1, 4, 6, 16)
SUBSET_MARK = ";subset"


@dataclass(frozen=True)
class Job:
    """One file to make: where it comes from, what it is called, and whether it is cut down."""

    source: str
    target: str
    subset: bool


JOBS = (
    Job("NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf", subset=False),
    Job("NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf", subset=True),
    Job("NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf", subset=True),
)
LICENCES = {"NotoSerifSC": "NotoSerifSC-OFL.txt", "NotoSansSC": "NotoSansSC-OFL.txt"}


def read_source(source: Path) -> dict[str, bytes]:
    """Return what is needed of one package, by file name; the licence under the name of its family."""
    files = _archive_files(source) if source.is_file() else _folder_files(source)
    wanted = {job.source for job in JOBS}
    found = {name: data for name, data in files.items() if name in wanted}
    if not found:
        sys.exit(f"{source}: none of {', '.join(sorted(wanted))} is in it")
    if "LICENSE_FONT" not in files:
        sys.exit(f"{source}: LICENSE_FONT is missing, and the fonts may not be passed on without it")
    found[next(iter(found)).partition("_")[0]] = files["LICENSE_FONT"]
    return found


def _archive_files(source: Path) -> dict[str, bytes]:
    kept = {job.source for job in JOBS} | {"LICENSE_FONT"}
    with tarfile.open(source) as archive:
        members = [m for m in archive.getmembers() if m.isfile() and Path(m.name).name in kept]
        return {Path(m.name).name: stream.read() for m in members if (stream := archive.extractfile(m))}


def _folder_files(source: Path) -> dict[str, bytes]:
    kept = {job.source for job in JOBS} | {"LICENSE_FONT"}
    return {path.name: path.read_bytes() for path in sorted(source.rglob("*")) if path.name in kept}


def general_standard_characters() -> set[int]:
    """Return 通用规范汉字表, and refuse a list that was damaged."""
    lines = CHARACTER_LIST.read_text(encoding="utf-8").splitlines()
    characters = {ord(c) for line in lines if not line.startswith("#") for c in line.strip()}
    if len(characters) != CHARACTER_COUNT:
        sys.exit(f"{CHARACTER_LIST.name}: {len(characters)} characters, expected {CHARACTER_COUNT}")
    return characters


def gb2312_characters() -> set[int]:
    """Return every character of GB2312, which old files and input methods are bound to."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(character) for pair in pairs for character in pair.decode("gb2312", "ignore")}


def signs() -> set[int]:
    """Return the blocks of signs, whole."""
    return {point for first, last in SIGN_BLOCKS for point in range(first, last + 1)}


def make_subset(data: bytes) -> bytes:
    """Cut one font down to the characters that titles hold."""
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    if "glyf" not in font:
        sys.exit("the source has no TrueType outlines, and PDF writing needs them")
    options = Options(
        layout_features=[],
        drop_tables=[*Options().drop_tables, *DROPPED_TABLES],
        name_IDs=list(range(26)),
        notdef_outline=True,
        recalc_timestamp=False,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=general_standard_characters() | gb2312_characters() | signs())
    subsetter.subset(font)
    _mark_as_subset(font)
    _check(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _mark_as_subset(font: TTFont) -> None:
    """Say in the version and in the unique name that this is not the font as published."""
    for record in font["name"].names:
        if record.nameID in (NAME_UNIQUE_ID, NAME_VERSION):
            record.string = record.toUnicode() + SUBSET_MARK


def _check(font: TTFont) -> None:
    """Stop when a needed character is gone, or when the name of the font is one its licence reserves."""
    has = set(font.getBestCmap())
    missing = (general_standard_characters() | {ord(c) for c in NEEDED_SIGNS} | set(range(0x20, 0x7F))) - has
    if missing:
        sys.exit("missing: " + "".join(map(chr, sorted(missing))))
    names = font["name"]
    reserved = re.findall(r"Reserved Font Name '([^']+)'", names.getDebugName(NAME_COPYRIGHT) or "")
    shown = [names.getDebugName(number) or "" for number in NAMES_SEEN_BY_USERS]
    if any(word in name for word in reserved for name in shown):
        sys.exit(f"the name is reserved by the licence: {shown}")


def postscript_name(data: bytes) -> str:
    """Return the name under which a PDF embeds the font."""
    return str(TTFont(io.BytesIO(data), lazy=True)["name"].getDebugName(NAME_POSTSCRIPT))


def main() -> None:
    """Read the sources, write the fonts and their licences."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", nargs="+", type=Path, help=".tgz or folder of a font package")
    parser.add_argument("--out", type=Path, default=ROOT / "resources" / "fonts")
    arguments = parser.parse_args()
    files: dict[str, bytes] = {}
    for source in arguments.source:
        files |= read_source(source)
    arguments.out.mkdir(parents=True, exist_ok=True)
    seen: dict[str, str] = {}
    for job in (job for job in JOBS if job.source in files):
        made = make_subset(files[job.source]) if job.subset else files[job.source]
        name = postscript_name(made)
        if name in seen:
            sys.exit(f"{job.target} and {seen[name]} have the same name {name}: a PDF would mix them up")
        seen[name] = job.target
        (arguments.out / job.target).write_bytes(made)
        print(f"{job.target}: {name}, {len(made) / 1e6:.1f} MB")
    for family in LICENCES.keys() & files.keys():
        (arguments.out / LICENCES[family]).write_bytes(files[family])


if __name__ == "__main__":
    main()
