"""Draw every declared layout, filled with the published sample, on one sheet of small pictures.

usage: .venv/bin/python packaging/contact_sheet.py [FILE.png]   (default: packaging/pictures/layouts.png)
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pypdfium2  # noqa: E402
from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from app.definitions.library import SECTION_NAMES, Layout, library, new_record_of  # noqa: E402
from app.model.exchange import read_document  # noqa: E402
from app.model.records import Form  # noqa: E402
from app.sheet.pages import Printout, print_together  # noqa: E402
from app.sheet.surroundings import Surroundings  # noqa: E402
from app.writers.pdf import pdf_bytes  # noqa: E402

CASES = (ROOT / "resources/samples/department.json", ROOT / "tests/data/tongnan-2024.json")
CELL = (360, 420)  # px
ACROSS = 5
SEVERAL = 3  # projects in a table of projects


def sample_forms(section: str) -> list[Form]:
    """Return filled forms of the kind that a section prints."""
    wanted = new_record_of(section)
    every = [form for case in CASES for form in read_document(json.loads(case.read_text(encoding="utf-8")))]
    scope = getattr(wanted, "scope", "")
    fitting = [form for form in every if isinstance(form, type(wanted)) and getattr(form, "scope", "") == scope]
    return fitting[1 : 1 + SEVERAL] if section == "project_table" else fitting[1:2] or fitting[:1]


def printouts() -> Iterator[tuple[Layout, str, Printout]]:
    """Yield every section of every layout, printed."""
    around = Surroundings(1, "重庆市潼南区人民政府办公室")
    for layout in library().layouts.values():
        for section in layout.forms:
            yield layout, section, print_together(sample_forms(section), library(), around, layout)


def picture(printout: Printout) -> Image.Image:
    """Return the first page, small enough for its cell."""
    document = pypdfium2.PdfDocument(pdf_bytes([printout]))
    try:
        page = document[0].render(scale=1.5).to_pil().convert("RGB")
    finally:
        document.close()
    page.thumbnail((CELL[0] - 16, CELL[1] - 40), Image.Resampling.LANCZOS)
    return page


def elided(name: str, font: ImageFont.FreeTypeFont) -> str:
    """Return a name as far as it fits above its picture."""
    room = CELL[0] - 16
    if font.getlength(name) <= room:
        return name
    while font.getlength(f"{name}…") > room:
        name = name[:-1]
    return f"{name}…"


def draw(target: Path) -> int:
    """Write the sheet and return how many pictures it has."""
    cells = list(printouts())
    down = -(-len(cells) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * CELL[0], down * CELL[1]), (236, 236, 236))
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(ROOT / "resources/fonts/NotoSansSC-Bold.ttf"), 15)
    for number, (layout, section, printout) in enumerate(cells):
        x, y = number % ACROSS * CELL[0], number // ACROSS * CELL[1]
        page = picture(printout)
        sheet.paste(page, (x + (CELL[0] - page.width) // 2, y + 32))
        name = elided(f"{layout.head.name} · {SECTION_NAMES[section]}", font)
        pen.text((x + 8, y + 8), name, (30, 30, 30), font)
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(32).save(target, optimize=True)
    return len(cells)


if __name__ == "__main__":
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "packaging/pictures/layouts.png"
    print(f"{draw(file)} pictures in {file}")
