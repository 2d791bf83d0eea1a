"""The help: pages of Markdown in ``resources/help``, their order, their headings, and what is found in them."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.base.locations import resources_folder

ORDER = (
    "first-steps",
    "last-year",
    "roll-forward",
    "overview",
    "head-fields",
    "indicators",
    "library",
    "replace",
    "weights",
    "problems",
    "compare",
    "preview",
    "export",
    "self-evaluation",
    "layouts",
    "undo",
    "backup",
    "settings",
    "keys",
    "questions",
)
FIRST = ORDER[0]
_HEADING = re.compile(r"^(#{1,3}) +(.+?) *$", re.MULTILINE)
_MARKS = re.compile(r"[*`#|>_]|\[|\]\([^)]*\)")
_AROUND = 24  # characters on each side of what was found


class Topic(NamedTuple):
    """A page of the help.

    Attributes:
        name: its file's name without the ending.
        title: its first heading.
        text: the page in Markdown.
    """

    name: str
    title: str
    text: str

    @property
    def headings(self) -> list[str]:
        """The headings below its title."""
        return [found[2] for found in _HEADING.finditer(self.text)][1:]

    @property
    def plain(self) -> str:
        """Its words without the marks."""
        return _MARKS.sub("", self.text)


class Hit(NamedTuple):
    """A page in which all words were found, and a piece of it around the first of them."""

    topic: Topic
    piece: str


def help_folder() -> Path:
    """Return the folder of the help's pages."""
    return resources_folder() / "help"


@cache
def topics() -> dict[str, Topic]:
    """Return the pages by their names, in the order in which they are read."""
    return {name: _read(name) for name in ORDER}


def _read(name: str) -> Topic:
    text = (help_folder() / f"{name}.md").read_text(encoding="utf-8")
    heading = _HEADING.search(text)
    return Topic(name, heading[2] if heading else name, text)


def search(words: str) -> list[Hit]:
    """Return the pages that have all words, those with a word in their headings first."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    found = [topic for topic in topics().values() if all(word in topic.plain.casefold() for word in wanted)]
    found.sort(key=lambda topic: -_in_headings(topic, wanted))
    return [Hit(topic, _piece(topic.plain, wanted[0])) for topic in found]


def _in_headings(topic: Topic, wanted: list[str]) -> int:
    headings = " ".join([topic.title * 2, *topic.headings]).casefold()
    return sum(headings.count(word) for word in wanted)


def _piece(text: str, word: str) -> str:
    at = text.casefold().find(word)
    start, end = max(at - _AROUND, 0), at + len(word) + _AROUND
    return " ".join(text[start:end].split())
