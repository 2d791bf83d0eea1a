"""Characters that old systems wrote with codes of private use, because Unicode had none for them then.

GBK fonts and GB 18030-2000 put 䶮, 𠂇 and some signs at U+E76C–E864. A name written so is found by no search and
printed by no other font, so files from elsewhere are read with the characters' own codes, those of GB 18030-2022.
"""

from collections.abc import Iterator
from functools import cache

_FIRST_PRIVATE, _LAST_PRIVATE = "\ue000", "\uf8ff"
# Where the codes of GBK stood in private use, as (code, first row and cell, cells); one cell, 7F, is not used.
_RUNS = ((0xE76C, 0xA2E3, 1), (0xE7C7, 0xA8BC, 1), (0xE7C8, 0xA8BF, 1), (0xE7E7, 0xA989, 13), (0xE815, 0xFE50, 80))
# What Python's codec, which follows the edition of 2000, still gives as private use.
_SINCE = {
    **dict(zip(range(0xE78D, 0xE797), "︐︒︑︓︔︕︖︗︘︙", strict=True)),
    **dict(zip((0xE7C7, 0xE816, 0xE817, 0xE818, 0xE81E, 0xE826, 0xE82B, 0xE82C), "ḿ𠂇𠂉𠃌龴龵龶龷", strict=True)),
    **dict(zip((0xE831, 0xE832, 0xE83B, 0xE843, 0xE854, 0xE855, 0xE864), "𡗗龸𢦏龹龺𤇾龻", strict=True)),
}


def without_private_use(text: str) -> str:
    """Return ``text`` with the characters' own codes; a private one whose meaning is not known stays."""
    if not any(_FIRST_PRIVATE <= character <= _LAST_PRIVATE for character in text):
        return text
    return text.translate(_own_codes())


@cache
def _own_codes() -> dict[int, str]:
    decoded = {code: pair.decode("gb18030") for code, pair in _pairs()}
    return {code: character for code, character in decoded.items() if not _is_private(character)} | _SINCE


def _pairs() -> Iterator[tuple[int, bytes]]:
    for code, first, count in _RUNS:
        row, start = divmod(first, 256)
        cells = [cell for cell in range(start, start + count + 1) if cell != 0x7F][:count]
        yield from ((code + place, bytes((row, cell))) for place, cell in enumerate(cells))


def _is_private(character: str) -> bool:
    return _FIRST_PRIVATE <= character <= _LAST_PRIVATE
