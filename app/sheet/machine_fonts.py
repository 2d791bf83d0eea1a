"""The fonts that the machine has: the official ones by name, and any that has a rare character.

Looked for only when one of them is asked for, and once: a font that is installed while the program runs is found after
``look_again``. A broken font, or one whose maker forbids embedding, is passed over.
"""

import os
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from threading import RLock

from app.sheet.font_files import USUAL_WEIGHT, FontFile, FontSource, plain_name, read_font_files

_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")
# How near the letters of a font are to a printed form's, by words of its names: 宋体 in mainland shapes, other 宋体
# (HanaMin, TW-Sung, PMingLiU), then 仿宋 and 楷体, then all else.
_NOT_SONG = ("fangsong", "仿宋", "kai", "楷", "lishu", "隶", "sans", "hei", "黑", "gothic", "mono")
_MAINLAND = ("simsun", "宋", "song", "babelstonehan", "serifcjksc", "serifsc", "serifcn", "hanserifsc", "hanserifcn")
_SONG = ("sung", "ming", "mincho", "明", "serif", "hanamin")
_BRUSH = ("fangsong", "仿宋", "kai", "楷")
_NO_LETTERS = ("lastresort", "adobeblank", "adobenotdef", "notdef", "tofu", "barcode")  # show boxes, or nothing
# Letters that join, stack or run from right to left: one by one they would be printed wrong, so they are not taken.
_JOINED = ((0x0900, 0x109F), (0x1780, 0x18AF), (0x1B80, 0x1BFF), (0xA840, 0xA87F), (0x11660, 0x1167F))
_JOINING_CATEGORIES = ("Mn", "Mc", "Me")
_RIGHT_TO_LEFT = ("R", "AL")
_NEVER_TAKEN = ("Co", "Cs", "Cc")  # private use: each font has its own pictures there

_looking = RLock()


def font_folders() -> list[Path]:
    """Return where this system keeps fonts, the clerk's own first; some may not exist."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - Path.home() fails where there is no home
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or str(home / "AppData" / "Local")
        return [Path(local, "Microsoft", "Windows", "Fonts"), Path(os.environ.get("WINDIR", r"C:\Windows"), "Fonts")]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    own = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    shared = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    return [own / "fonts", home / ".fonts", *(Path(folder, "fonts") for folder in shared if folder)]


def machine_fonts() -> tuple[FontFile, ...]:
    """Return the machine's fonts that may be embedded, those nearest to a form's body first."""
    with _looking:
        return _machine_fonts()


def official_font(names: Iterable[str]) -> FontSource | None:
    """Return the machine's font of the first of some names that it has and that can be embedded whole."""
    with _looking:
        return _official_font(tuple(names))


def letter_source(character: str, weight: int = USUAL_WEIGHT) -> FontSource | None:
    """Return where a character can be taken from: a font of the machine that really draws it, best in that weight."""
    with _looking:
        return _letter_source(character, weight)


def look_again() -> None:
    """Forget which fonts were found, so that one installed since is found."""
    with _looking:
        for found in (_machine_fonts, _official_font, _letter_source):
            found.cache_clear()


@cache
def _machine_fonts() -> tuple[FontFile, ...]:
    fonts = (font for path in _font_paths() for font in read_font_files(path))
    return tuple(sorted((font for font in fonts if font.embeddable and not _shows_boxes(font)), key=_body_rank))


def _font_paths() -> list[Path]:
    """Return the font files, each once though several links lead to it."""
    folders = dict.fromkeys(font_folders())
    paths = (Path(folder, name) for top in folders for folder, _, names in os.walk(top) for name in names)
    return sorted({path.resolve() for path in paths if path.suffix.lower() in _SUFFIXES})


@cache
def _official_font(names: tuple[str, ...]) -> FontSource | None:
    for name in map(plain_name, names):
        for font in (font for font in machine_fonts() if font.truetype and name in font.names):
            if _can_be_embedded(font.source):
                return font.source
    return None


def _can_be_embedded(source: FontSource) -> bool:
    from app.sheet.faces import proved_face

    return proved_face(source) is not None


@cache
def _letter_source(character: str, weight: int) -> FontSource | None:
    from app.sheet.letters import letter_font

    if not _stands_alone(character):
        return None
    fonts = sorted((font for font in machine_fonts() if font.maps(character)), key=lambda font: _rank(font, weight))
    sources = (FontSource(font.path, font.member, character) for font in fonts)
    return next((source for source in sources if letter_font(source) is not None), None)


def _stands_alone(character: str) -> bool:
    """Whether a character is read as it is drawn by itself, as Chinese ones are."""
    category, code = unicodedata.category(character), ord(character)
    if category in _NEVER_TAKEN or category in _JOINING_CATEGORIES:
        return False
    joined = any(first <= code <= last for first, last in _JOINED)
    return not joined and unicodedata.bidirectional(character) not in _RIGHT_TO_LEFT


def _shows_boxes(font: FontFile) -> bool:
    return any(word in name for name in font.names for word in _NO_LETTERS)


def _body_rank(font: FontFile) -> tuple[int, bool, int, str, int]:
    return _rank(font, USUAL_WEIGHT)


def _rank(font: FontFile, weight: int) -> tuple[int, bool, int, str, int]:
    """Return what fonts are sorted by: the likeness of their letters, then leaning, weight and place."""
    return _likeness(font.names), font.italic, abs(font.weight - weight), str(font.path), font.member or 0


def _likeness(names: Iterable[str]) -> int:
    def speak(words: Iterable[str]) -> bool:
        return any(word in name for word in words for name in names)

    names = frozenset(names)
    if not speak(_NOT_SONG):
        return 0 if speak(_MAINLAND) else 1 if speak(_SONG) else 3
    return 2 if speak(_BRUSH) else 3
