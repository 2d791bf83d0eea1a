"""What must be so of all pages: nothing leaves its place, nothing is lost, no page breaks badly."""

from collections.abc import Iterator

from printing import squeezed

from app.sheet.measure import POINT, text_height
from app.sheet.pages import PlacedBox, PlacedPage, Printout
from app.sheet.sheet import Box
from app.sheet.typeset import printable


def text_rectangles(placed: PlacedBox) -> Iterator[tuple[float, float, float, float]]:
    """Where each line's letters really reach, by the metrics of the embedded font."""
    from app.sheet.fonts import face

    for line in placed.lines:
        size = line.size * POINT
        for run in line.runs:
            metrics = face(run.font)
            width = sum(metrics.getCharWidth(ord(letter)) for letter in run.text) * size / 1000
            yield run.x, line.y - 0.88 * size, run.x + width, line.y + 0.12 * size


def check_geometry(printout: Printout) -> None:
    paper = printout.sheet.page
    for page in printout.pages:
        for placed in page.boxes:
            assert placed.x >= paper.left - 0.01
            assert placed.x + placed.width <= paper.width - paper.right + 0.01
            assert placed.y >= paper.top - 0.01
            assert placed.y + placed.height <= paper.height - paper.bottom + 0.01
            assert placed.height >= text_height(placed.box.style, len(placed.lines)) - 0.01
            for x0, y0, x1, y1 in text_rectangles(placed):
                assert x0 >= placed.x + 0.5
                assert x1 <= placed.x + placed.width - 0.5
                assert y0 >= placed.y
                assert y1 <= placed.y + placed.height


def printed_text(printout: Printout, box: Box) -> str:
    """The lines of a box over all pages; a box that is repeated counts once."""
    parts = [placed for page in printout.pages for placed in page.boxes if placed.box == box]
    texts = ["".join(run.text for line in placed.lines for run in line.runs) for placed in parts]
    whole = squeezed(box.text)
    return whole if whole in map(squeezed, texts) else squeezed("".join(texts))


def check_text(printout: Printout) -> None:
    for box in printout.sheet.boxes:
        assert printed_text(printout, box) == squeezed(printable(box.text))


def text_of(placed: PlacedBox) -> str:
    return "".join(run.text for line in placed.lines for run in line.runs)


def fits_together(printout: Printout, row: int) -> bool:
    """Whether a page has room for a row, the one below it, and what is repeated above them."""
    heights: dict[int, float] = {}
    for part in (part for page in printout.pages for part in page.slices if not part.repeated):
        heights[part.row] = heights.get(part.row, 0.0) + part.height
    rows = [*printout.sheet.rows[row].repeat, row, row + 1]
    return sum(heights[one] for one in rows) <= printout.sheet.page.printable_height


def check_pages(printout: Printout) -> None:
    sheet = printout.sheet
    for number, page in enumerate(printout.pages):
        own = [part.row for part in page.slices if not part.repeated]
        repeated = [part.row for part in page.slices if part.repeated]
        assert own, "a page with nothing but repeated rows"
        assert not (sheet.rows[own[-1]].keep and fits_together(printout, own[-1])), "a heading alone at the foot"
        if number:
            assert repeated == list(sheet.rows[own[0]].repeat)
        assert [part.row for part in page.slices] == repeated + own


def holds(page: PlacedPage, found: tuple[float, float, float, float], slack: float = 0.05) -> bool:
    """Whether what another program found on a page, from corner to corner in mm, lies within one box."""
    left, top, right, bottom = found
    placed = page.box_at((left + right) / 2, (top + bottom) / 2)
    return placed is not None and (
        placed.x - slack <= left
        and right <= placed.x + placed.width + slack
        and placed.y - slack <= top
        and bottom <= placed.y + placed.height + slack
    )
