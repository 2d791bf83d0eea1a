"""Drawing rows together: a form that leaves a few rows for its last page gives up room above what its text needs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.sheet.breaking import Part, Slices, paginate
from app.sheet.measure import Measured, least_heights, stepped_down, total

_FEW = 0.3  # of a page: more than that on the last one is no leftover
_FURTHER = (1.0, 1.5, 2.0)  # times what is left over, for rows do not end where pages do
_TOLERANCE = 1e-6

Pages = tuple[Slices, list[list[Part]]]


def fitted_pages(measured: Measured) -> tuple[Measured, Pages]:
    """Return the pages of a sheet, and the sheet as it stands on them: one page fewer where that can be had."""
    pages = paginate(measured)
    for closer in _closer(measured, pages[0]):
        found = paginate(closer)
        if len(found[0]) < len(pages[0]):
            return closer, found
    return measured, pages


def _closer(measured: Measured, pages: Slices) -> Iterator[Measured]:
    """Yield the sheet with its rows drawn together evenly, more and more; not at all where that cannot help."""
    left_over = total(part.height for part in pages[-1] if not part.repeated)
    if len(pages) == 1 or left_over > _FEW * measured.sheet.page.printable_height:
        return
    least = least_heights(measured)
    spare = total(measured.heights) - total(least)
    if spare < left_over - _TOLERANCE:
        return
    for share in sorted({min(1.0, further * left_over / spare) for further in _FURTHER}):
        yield _drawn_together(measured, least, share)


def _drawn_together(measured: Measured, least: Sequence[float], share: float) -> Measured:
    """Return the sheet with each row lower by a share of what it has above its least height."""
    heights = tuple(
        max(low, stepped_down(high - share * (high - low))) for high, low in zip(measured.heights, least, strict=True)
    )
    rows = (
        replace(row, min_height=min(row.min_height, height))
        for row, height in zip(measured.sheet.rows, heights, strict=True)
    )
    return replace(measured, sheet=replace(measured.sheet, rows=tuple(rows)), heights=heights)
