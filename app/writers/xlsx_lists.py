"""Lists to choose from in the cells of a workbook: operators, units, levels, and the words that a field declares."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from app.definitions.vocabulary import FieldDefinition, Taxonomy
from app.model.operators import Operator
from app.writers.xlsx_fields import ValueCell

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LISTS_SHEET = "绩衡词表"
_LONGEST_INLINE = 255  # characters that Excel takes for a list in the rule itself
_HARD = ("operator",)  # fields in which nothing but a listed word makes sense
_ADVICE = {
    "operator": "请从列表中选择。",
    "level2": "列表中是这一行一级指标下的二级指标。",
}


class _Choice(NamedTuple):
    """What may be chosen in a cell: the label of the field, its name, the words."""

    label: str
    part: str
    words: tuple[str, ...]


class ListBook:
    """Gathers the lists of a workbook; those that are too long for a rule stand in a hidden sheet."""

    def __init__(self) -> None:
        self._long: dict[tuple[str, ...], str] = {}

    def add(self, worksheet: "Worksheet", first: Mapping[int, int], cells: Iterable[ValueCell]) -> None:
        """Give the cells of a worksheet their lists; ``first`` is where each row of the sheet begins in it."""
        choices: dict[_Choice, list[tuple[int, int]]] = {}
        for cell in cells:
            if choice := _choice(cell):
                choices.setdefault(choice, []).append((cell.box.column + 1, first[cell.box.row]))
        for choice, places in choices.items():
            self._rule(worksheet, choice, places)

    def write(self, workbook: "Workbook") -> None:
        """Write the hidden sheet, if a list needs it."""
        if not self._long:
            return
        worksheet = workbook.create_sheet(LISTS_SHEET)
        worksheet.sheet_state = "veryHidden"
        for column, words in enumerate(self._long, 1):
            for row, word in enumerate(words, 1):
                cell = worksheet.cell(row, column, word)
                cell.data_type = "s"

    def _rule(self, worksheet: "Worksheet", choice: _Choice, places: Iterable[tuple[int, int]]) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        is_hard = choice.part in _HARD
        rule = DataValidation(
            type="list",
            formula1=self._formula(choice.words),
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="stop" if is_hard else "information",
            errorTitle=choice.label[:30],
            error="请从列表中选择。" if is_hard else "这个词不在列表中，仍可使用。",
            showInputMessage=True,
            promptTitle=choice.label[:30],
            prompt=_ADVICE.get(choice.part, "可从列表中选择，也可另填。"),
            sqref=" ".join(_ranges(places)),
        )
        worksheet.add_data_validation(rule)

    def _formula(self, words: tuple[str, ...]) -> str:
        inline = ",".join(words)
        if len(inline) <= _LONGEST_INLINE and not any(_needs_cells(word) for word in words):
            return f'"{inline}"'
        if words not in self._long:
            self._long[words] = _range_of(len(self._long) + 1, len(words))
        return self._long[words]


def _needs_cells(word: str) -> bool:
    return "," in word or '"' in word or word != word.strip()


def _range_of(column: int, rows: int) -> str:
    from openpyxl.utils import get_column_letter, quote_sheetname

    letter = get_column_letter(column)
    return f"{quote_sheetname(LISTS_SHEET)}!${letter}$1:${letter}${rows}"


def _ranges(places: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Yield the cells as ranges, neighbours below each other in one; each place is column and row."""
    from openpyxl.utils import get_column_letter

    ordered = sorted(places)
    for _, group in groupby(enumerate(ordered), key=lambda pair: (pair[1][0], pair[1][1] - pair[0])):
        members = [place for _, place in group]
        letter, top, bottom = get_column_letter(members[0][0]), members[0][1], members[-1][1]
        yield f"{letter}{top}" if top == bottom else f"{letter}{top}:{letter}{bottom}"


def _choice(cell: ValueCell) -> _Choice | None:
    """Return what may be chosen in a cell; nothing where several values are one text, or it is free."""
    if len(cell.mark.parts) != 1:
        return None
    part = cell.mark.parts[0]
    words = tuple(dict.fromkeys(word for word in _words(cell, part) if word))
    return _Choice(cell.mark.label, part, words) if words else None


def _words(cell: ValueCell, part: str) -> Iterable[str]:
    library, mark = cell.origin.library, cell.mark
    if part == "operator":
        return [mark.words.get(operator.value, operator.value) for operator in Operator]
    if part == "unit" and mark.table:
        return [unit for group in library.units for unit in group.units]
    taxonomy = library.taxonomies[cell.origin.layout.head.taxonomy]
    if part == "level1":
        return [level.name for level in taxonomy.levels]
    if part == "level2":
        return _second_levels(cell, taxonomy)
    return _declared(cell)


def _second_levels(cell: ValueCell, taxonomy: Taxonomy) -> list[str]:
    """Return the second levels under the first of the row, or all where it has none that is known."""
    row = cell.field.row
    level1 = cell.origin.form.indicators[row - 1].level1 if row else ""
    own = [level for level in taxonomy.levels if level.name == level1]
    return [name for level in own or taxonomy.levels for name in level.level2]


def _declared(cell: ValueCell) -> tuple[str, ...]:
    """Return the words that a field declares for itself."""
    registry = cell.origin.library.fields
    fields: Mapping[str, FieldDefinition] = (
        (registry.indicator if cell.mark.table == "indicators" else registry.fund)
        if cell.mark.table
        else cell.origin.library.record_fields(cell.origin.form)
    )
    field = fields.get(cell.field.field)
    return field.choices if field else ()
