"""What a font file says of itself: its names and which characters it has, without reading its outlines.

Only what a search needs is read (the names, the weight, the map of characters), so that a few hundred fonts take a
moment. A font in a collection is a *member* of its file.
"""

import os
import re
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from sys import byteorder
from typing import BinaryIO, NamedTuple

USUAL_WEIGHT = 400
BOLD_WEIGHT = 700
_COLLECTION = b"ttcf"
_VERSIONS = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_MOST_MEMBERS = 64
_MOST_TABLES = 256
_NAMES = (1, 4, 6, 16)  # family, full name, PostScript name, family without the weight
_MAPS = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))  # platforms and encodings, the widest first
_RESTRICTED = 0x0002  # the maker forbids embedding
_WHOLE_OR_BITMAPS = 0x0300  # the maker forbids subsets, or outlines
_ITALIC = 0x0201  # italic or oblique
_BROKEN = (OSError, ValueError, struct.error, IndexError, OverflowError, MemoryError)
_NOT_IN_NAMES = re.compile(r"[\s_\-]")
_KEY = re.compile(r"(?P<path>.+?)(?:#(?P<member>\d+))?(?:@(?P<letter>[0-9A-F]+))?", re.DOTALL)


class FontSource(NamedTuple):
    """Where the letters of a typeface come from; ``key`` names it in the runs of a page.

    Attributes:
        path: the file; a mere name is one in ``resources/fonts``.
        member: which font of a collection, ``None`` where the file is no collection.
        letter: the one character that is taken from it, empty where the font is used as a whole.
    """

    path: Path
    member: int | None = None
    letter: str = ""

    @property
    def key(self) -> str:
        """The source as one word, from which ``font_source`` makes it again."""
        member = "" if self.member is None else f"#{self.member}"
        return f"{self.path}{member}" + (f"@{ord(self.letter):X}" if self.letter else "")


def font_source(key: str) -> FontSource:
    """Return the source that a key names."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise ValueError(f"not a font: {key!r}")
    path, member, letter = found.group("path", "member", "letter")
    return FontSource(Path(path), int(member) if member else None, chr(int(letter, 16)) if letter else "")


class _Ranges(NamedTuple):
    """The first and the last character of each stretch of characters, in their order."""

    starts: Sequence[int] = ()
    ends: Sequence[int] = ()


class Table(NamedTuple):
    """Where a table of a font lies in its file."""

    offset: int
    length: int


@dataclass(frozen=True, eq=False)
class FontFile:
    """A font on the machine.

    Attributes:
        path: the file.
        member: which font of a collection, ``None`` where the file is no collection.
        names: its family and full names in all languages, made plain by ``plain_name``.
        weight: 400 is the usual one, 700 bold.
        italic: whether it leans.
        truetype: whether its outlines are TrueType's own, which a PDF of ours takes over whole.
        embeddable: whether its maker allows that a document brings a part of it along.
        map: where its map of characters lies.
    """

    path: Path
    member: int | None
    names: frozenset[str]
    weight: int
    italic: bool
    truetype: bool
    embeddable: bool
    map: Table

    @property
    def source(self) -> FontSource:
        """The font used as a whole."""
        return FontSource(self.path, self.member)

    def maps(self, character: str) -> bool:
        """Whether it claims to have a character."""
        starts, ends = self._ranges
        place = bisect_right(starts, ord(character)) - 1
        return place >= 0 and ord(character) <= ends[place]

    @cached_property
    def _ranges(self) -> _Ranges:
        """What its map has; nothing where it cannot be read."""
        try:
            with self.path.open("rb") as stream:
                return _read_map(_read(stream, self.map))
        except _BROKEN:
            return _Ranges()


def plain_name(name: str) -> str:
    """Return a font's name as it is compared: “FangSong_GB2312” and “fangsong gb2312” are one."""
    return _NOT_IN_NAMES.sub("", name).casefold()


def read_font_files(path: Path) -> list[FontFile]:
    """Return the fonts in a file, none when it is broken or is no font with outlines."""
    try:
        with path.open("rb") as stream:
            return list(_fonts(stream, path))
    except _BROKEN:
        return []


def _fonts(stream: BinaryIO, path: Path) -> Iterator[FontFile]:
    start = stream.read(12)
    if start[:4] != _COLLECTION:
        yield from _font(stream, path, 0, None)
        return
    (count,) = struct.unpack_from(">L", start, 8)
    for member, offset in enumerate(struct.unpack(f">{count}L", stream.read(4 * min(count, _MOST_MEMBERS)))):
        yield from _font(stream, path, offset, member)


def _font(stream: BinaryIO, path: Path, offset: int, member: int | None) -> Iterator[FontFile]:
    tables = _tables(stream, offset)
    if not {"name", "cmap", "head", "hmtx"} <= tables.keys() or not {"glyf", "CFF ", "CFF2"} & tables.keys():
        return
    weight, permission, selection = USUAL_WEIGHT, 0, 0
    if "OS/2" in tables:
        about = _read(stream, tables["OS/2"])
        weight, permission, selection = (struct.unpack_from(">H", about, place)[0] for place in (4, 8, 62))
    yield FontFile(
        path=path,
        member=member,
        names=frozenset(filter(None, map(plain_name, _names(_read(stream, tables["name"]))))),
        weight=weight,
        italic=bool(selection & _ITALIC),
        truetype="glyf" in tables,
        embeddable=permission & 0x000F != _RESTRICTED and not permission & _WHOLE_OR_BITMAPS,
        map=tables["cmap"],
    )


def _tables(stream: BinaryIO, offset: int) -> Mapping[str, Table]:
    """Return where the tables of a font lie.

    Raises:
        ValueError: this is no font, or it is cut off.
    """
    size = os.fstat(stream.fileno()).st_size
    stream.seek(offset)
    version, count = struct.unpack(">4sH6x", stream.read(12))
    if version not in _VERSIONS or count > _MOST_TABLES:
        raise ValueError("not a font")
    entries = struct.iter_unpack(">4s4xLL", stream.read(16 * count))
    tables = {tag.decode("latin-1"): Table(start, length) for tag, start, length in entries}
    if any(table.offset + table.length > size for table in tables.values()):
        raise ValueError("cut off")
    return tables


def _read(stream: BinaryIO, table: Table) -> bytes:
    stream.seek(table.offset)
    return stream.read(table.length)


def _names(data: bytes) -> Iterator[str]:
    count, texts = struct.unpack_from(">2xHH", data)
    for platform, encoding, _, what, length, offset in struct.iter_unpack(">6H", data[6 : 6 + 12 * count]):
        if what in _NAMES:
            yield _decoded(data[texts + offset : texts + offset + length], platform, encoding)


def _decoded(name: bytes, platform: int, encoding: int) -> str:
    if platform == 1:
        return name.decode("gbk" if encoding == 25 else "mac-roman", "ignore")
    if (platform, encoding) == (3, 3):  # old Chinese fonts: one or two bytes for a letter
        return name.replace(b"\0", b"").decode("gbk", "ignore")
    return name.decode("utf-16-be", "ignore")


def _read_map(data: bytes) -> _Ranges:
    (count,) = struct.unpack_from(">2xH", data)
    entries = struct.iter_unpack(">HHL", data[4 : 4 + 8 * count])
    places = {(platform, encoding): offset for platform, encoding, offset in entries}
    for kind in filter(places.__contains__, _MAPS):
        (form,) = struct.unpack_from(">H", data, places[kind])
        if form == 12:
            return _read_groups(data, places[kind])
        if form == 4:
            return _read_segments(data, places[kind])
    return _Ranges()


def _read_groups(data: bytes, offset: int) -> _Ranges:
    (count,) = struct.unpack_from(">L", data, offset + 12)
    groups = list(struct.iter_unpack(">3L", data[offset + 16 : offset + 16 + 12 * count]))
    return _Ranges(array("L", [group[0] for group in groups]), array("L", [group[1] for group in groups]))


def _read_segments(data: bytes, offset: int) -> _Ranges:
    (twice,) = struct.unpack_from(">H", data, offset + 6)
    ends, starts = array("H"), array("H")
    ends.frombytes(data[offset + 14 : offset + 14 + twice])
    starts.frombytes(data[offset + 16 + twice : offset + 16 + 2 * twice])
    if byteorder == "little":
        ends.byteswap()
        starts.byteswap()
    return _Ranges(starts, ends)
