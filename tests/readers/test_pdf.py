"""The reader of PDFs: tables however they are drawn, text however it is set, and what is no PDF at all."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
import typefaces
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.base.errors import ReadingError
from app.readers.grids import Line, Page, Table
from app.readers.pdf import read_pdf

CAPTIONS = ("一级指标", "二级指标", "三级指标", "指标值", "权重")
ROWS = (
    CAPTIONS,
    ("产出指标", "数量指标", "培训场次", "≥12次", "20"),
    ("产出指标", "质量指标", "验收合格率", "=100%", "30"),
    ("效益指标", "社会效益指标", "政策知晓率", "≥90%", "30"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥95%", "10"),
)
WIDTHS = (80, 110, 130, 80, 50)
LEFT, TOP, HEIGHT = 60, 700, 24
Draw = Callable[[Canvas, Sequence[float], Sequence[float]], None]


@pytest.fixture(scope="module", autouse=True)
def typeface() -> None:
    typefaces.register("Song")


@pytest.fixture
def canvas(tmp_path: Path) -> Canvas:
    return Canvas(str(tmp_path / "made.pdf"), pagesize=A4, initialFontName="Song")


def saved(canvas: Canvas) -> Path:
    canvas.save()
    return Path(canvas._filename)


def strokes(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])


def thin_rectangles(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    for y in ys:
        canvas.rect(xs[0], y - 0.25, xs[-1] - xs[0], 0.5, stroke=0, fill=1)
    for x in xs:
        canvas.rect(x - 0.25, ys[-1], 0.5, ys[0] - ys[-1], stroke=0, fill=1)


def cell_by_cell(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    for x0, x1 in pairwise(xs):
        for y0, y1 in pairwise(ys):
            canvas.rect(x0, y1, x1 - x0, y0 - y1)


def dashes(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    canvas.setDash(2, 2)
    strokes(canvas, xs, ys)
    canvas.setDash()


def coloured_cells(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    canvas.setFillColorRGB(0.9, 0.93, 0.97)
    for x0, x1 in pairwise(xs):
        for y0, y1 in pairwise(ys):
            canvas.rect(x0 + 0.5, y1 + 0.5, x1 - x0 - 1, y0 - y1 - 1, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)


def open_sides(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)
    for x in xs[1:-1]:
        canvas.line(x, ys[0], x, ys[-1])


def level_lines(canvas: Canvas, xs: Sequence[float], ys: Sequence[float]) -> None:
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)


def nothing(_canvas: Canvas, _xs: Sequence[float], _ys: Sequence[float]) -> None:
    """A table of white alone."""


def draw_table(canvas: Canvas, draw: Draw, rows: Sequence[Sequence[str]] = ROWS, top: float = TOP) -> None:
    xs = [LEFT + sum(WIDTHS[:n]) for n in range(len(WIDTHS) + 1)]
    ys = [top - HEIGHT * n for n in range(len(rows) + 1)]
    draw(canvas, xs, ys)
    canvas.setFont("Song", 9)
    for y, row in zip(ys, rows, strict=False):
        for x, text in zip(xs, row, strict=False):
            canvas.drawString(x + 4, y - 15, text)


def pages_of(path: Path) -> list[Page]:
    with read_pdf(path) as pages:
        return list(pages)


def table_in(page: Page) -> Table:
    (table,) = [block for block in page.blocks if isinstance(block, Table)]
    return table


def grid(table: Table) -> list[list[str]]:
    cells = {(cell.row, cell.column): cell.text for cell in table.cells}
    return [[cells.get((row, column), "") for column in range(table.columns)] for row in range(table.rows)]


ALL_DRAWN = [strokes, thin_rectangles, cell_by_cell, dashes, coloured_cells, open_sides, level_lines, nothing]


@pytest.mark.parametrize("draw", ALL_DRAWN, ids=lambda draw: draw.__name__)
def test_a_table_is_found_however_its_lines_are_drawn(canvas: Canvas, draw: Draw) -> None:
    draw_table(canvas, draw)
    assert grid(table_in(pages_of(saved(canvas))[0])) == [list(row) for row in ROWS]


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_a_page_that_is_turned_reads_as_it_is_looked_at(canvas: Canvas, tmp_path: Path, turns: int) -> None:
    width, height = A4
    canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[turns])
    canvas.rotate({90: 90, 180: 180, 270: 270}[turns])
    draw_table(canvas, strokes, top=500)
    document = pypdfium2.PdfDocument(saved(canvas))
    document[0].set_rotation(turns)
    document.save(tmp_path / "turned.pdf")
    assert grid(table_in(pages_of(tmp_path / "turned.pdf")[0])) == [list(row) for row in ROWS]


def test_cells_without_a_line_between_are_one(canvas: Canvas) -> None:
    xs, ys = [60, 140, 250, 380], [700, 676, 652, 628]
    for x0, y0, x1, y1 in [(60, 700, 140, 628), (140, 700, 380, 676), (140, 676, 250, 628), (250, 676, 380, 652)]:
        canvas.rect(x0, y1, x1 - x0, y0 - y1)
    canvas.rect(250, 628, 130, 24)
    canvas.setFont("Song", 9)
    for x, y, text in [
        (64, 660, "产出指标"),
        (144, 685, "合并"),
        (144, 645, "数量指标"),
        (254, 661, "甲"),
        (254, 637, "乙"),
    ]:
        canvas.drawString(x, y, text)
    table = table_in(pages_of(saved(canvas))[0])
    spans = {cell.text: (cell.row, cell.column, cell.rows, cell.columns) for cell in table.cells}
    assert spans == {
        "产出指标": (0, 0, 3, 1),
        "合并": (0, 1, 1, 2),
        "数量指标": (1, 1, 2, 1),
        "甲": (1, 2, 1, 1),
        "乙": (2, 2, 1, 1),
    }
    assert (len(ys), len(xs)) == (table.rows + 1, table.columns + 1)


def test_lines_outside_tables_keep_their_order_and_what_is_apart_stays_apart(canvas: Canvas) -> None:
    canvas.setFont("Song", 14)
    canvas.drawString(150, 770, "项目支出绩效目标表")
    canvas.setFont("Song", 9)
    canvas.drawString(60, 740, "单位名称：某局")
    canvas.drawString(420, 740, "单位：万元")
    draw_table(canvas, strokes)
    canvas.drawString(60, 500, "注：本表为示例。")
    blocks = pages_of(saved(canvas))[0].blocks
    assert [block.text if isinstance(block, Line) else "表" for block in blocks] == [
        "项目支出绩效目标表",
        "单位名称：某局   单位：万元",
        "表",
        "注：本表为示例。",
    ]


def test_every_cell_knows_where_it_stands(canvas: Canvas) -> None:
    draw_table(canvas, strokes)
    cell = next(cell for cell in table_in(pages_of(saved(canvas))[0]).cells if cell.text == "≥12次")
    assert cell.place.box is not None
    assert cell.place.box == pytest.approx((380, A4[1] - 676, 460, A4[1] - 652), abs=1)
    assert cell.place.label == "第1页 第2行第4格"


def test_a_watermark_is_no_text_of_the_cells_under_it(canvas: Canvas) -> None:
    draw_table(canvas, strokes)
    canvas.saveState()
    canvas.setFont("Song", 60)
    canvas.translate(150, 580)
    canvas.rotate(30)
    canvas.drawString(0, 0, "内部资料")
    canvas.restoreState()
    assert grid(table_in(pages_of(saved(canvas))[0])) == [list(row) for row in ROWS]


def test_letters_set_twice_to_look_bold_are_read_once(canvas: Canvas) -> None:
    canvas.setFont("Song", 12)
    for shift in (0, 0.3):
        canvas.drawString(100 + shift, 700, "绩效目标")
    (line,) = pages_of(saved(canvas))[0].blocks
    assert isinstance(line, Line)
    assert line.text == "绩效目标"


def test_rare_letters_survive(canvas: Canvas) -> None:
    canvas.setFont("Song", 12)
    canvas.drawString(100, 700, "㛃䶮〇≥①Ⅲ㎡")
    (line,) = pages_of(saved(canvas))[0].blocks
    assert isinstance(line, Line)
    assert line.text == "㛃䶮〇≥①Ⅲ㎡"


def test_a_small_letter_set_low_stays_on_its_line(canvas: Canvas) -> None:
    canvas.setFont("Song", 10)
    canvas.drawString(100, 700, "PM")
    canvas.setFont("Song", 6)
    canvas.drawString(118, 698, "2.5")
    canvas.setFont("Song", 10)
    canvas.drawString(128, 700, "浓度")
    (line,) = pages_of(saved(canvas))[0].blocks
    assert isinstance(line, Line)
    assert line.text == "PM2.5浓度"


def test_a_scan_is_told_as_one(canvas: Canvas, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (200, 200), "white").save(tmp_path / "scan.png")
    canvas.drawImage(str(tmp_path / "scan.png"), 0, 0, 400, 400)
    with read_pdf(saved(canvas)) as pages:
        assert [page.blocks for page in pages] == [()]
        assert pages.notes == [
            "“made.pdf”是扫描件或图片，没有可读的文字，没有读入。请找单位留存的 Excel 或 Word 文件。"
        ]


def test_a_page_of_pictures_among_others_is_told(canvas: Canvas, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (200, 200), "white").save(tmp_path / "scan.png")
    draw_table(canvas, strokes)
    canvas.showPage()
    canvas.drawImage(str(tmp_path / "scan.png"), 0, 0, 400, 400)
    with read_pdf(saved(canvas)) as pages:
        assert len(list(pages)) == 2
        assert pages.notes == ["“made.pdf”有 1 页没有可读的文字（可能是扫描的），这些页没有读入。"]


def test_a_password_is_told(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt="secret")
    canvas.drawString(100, 700, "x")
    canvas.save()
    with (
        pytest.raises(ReadingError, match=r"“locked.pdf”有打开密码，没有读入。请先取消密码再试。"),
        read_pdf(tmp_path / "locked.pdf"),
    ):
        pass


@pytest.mark.parametrize("part", [20, 300])
def test_what_is_left_of_a_broken_file_is_refused(canvas: Canvas, tmp_path: Path, part: int) -> None:
    draw_table(canvas, strokes)
    whole = saved(canvas).read_bytes()
    (tmp_path / "half.pdf").write_bytes(whole[:part])
    with pytest.raises(ReadingError, match="不完整或已损坏"), read_pdf(tmp_path / "half.pdf"):
        pass


def test_reading_stops_when_progress_raises(canvas: Canvas) -> None:
    for _ in range(3):
        draw_table(canvas, strokes)
        canvas.showPage()
    seen: list[int] = []

    class StoppedError(Exception):
        pass

    def stop(report: object) -> None:
        seen.append(getattr(report, "done", 0))
        raise StoppedError

    with pytest.raises(StoppedError), read_pdf(saved(canvas), stop) as pages:
        list(pages)
    assert seen == [1]


WORDS = st.text(alphabet="绩效目标产出质量数量㛃𠮷abc019≥%（）", min_size=1, max_size=6)


@st.composite
def grids(draw: st.DrawFn) -> list[list[str]]:
    columns, rows = draw(st.integers(2, 5)), draw(st.integers(2, 6))
    return [[draw(WORDS) for _ in range(columns)] for _ in range(rows)]


@settings(max_examples=25, deadline=None)
@given(texts=grids())
def test_our_reading_and_pdfplumbers_agree(texts: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("pdf") / "grid.pdf"
    canvas = Canvas(str(path), pagesize=A4, initialFontName="Song")
    clean = [[text.replace("𠮷", "吉") for text in row] for row in texts]
    draw_table(canvas, strokes, clean)
    canvas.save()
    with pdfplumber.open(path) as document:
        (theirs,) = document.pages[0].extract_tables()
    ours = grid(table_in(pages_of(path)[0]))
    assert [[text for text in row if text] for row in ours] == [[text for text in row if text] for row in theirs]


def test_memory_does_not_keep_the_pages(canvas: Canvas) -> None:
    import gc
    import weakref

    for _ in range(4):
        draw_table(canvas, strokes)
        canvas.showPage()
    with read_pdf(saved(canvas)) as pages:
        alive = [weakref.ref(page) for page in pages]
        gc.collect()
        assert [ref() for ref in alive] == [None] * 4
