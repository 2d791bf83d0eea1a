"""The words by which files of any place are understood: ``forms/shared/words.toml``."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import NamedTuple

from pydantic import Field

from app.base.locations import forms_folder
from app.definitions.sources import parsed, read
from app.definitions.vocabulary import Strict

Words = Mapping[str, tuple[str, ...]]

_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MARKS = re.compile(r"[*:\u2606\u2605#、,.;。]+")
_NUMBERING = re.compile(r"^(?:[(]?[0-9一二三四五六七八九十]{1,2}[)]?[、.)])")
_EXACT, _BARE, _LOOSE = 0, 1, 2


class Match(NamedTuple):
    """A field that a caption stands for; the smaller ``rank``, the likelier."""

    rank: tuple[int, int]
    field: str


class HeadWords(Strict):
    """The labels of head fields by the kind of form."""

    project: Words
    overall: Words
    self_evaluation: Words


class TitleWords(Strict):
    """What a title says of its form."""

    form: tuple[str, ...]
    overall: tuple[str, ...]
    self_evaluation: tuple[str, ...]
    generic: tuple[str, ...]


class RecognitionWords(Strict):
    """The words of captions, labels and titles by the field or kind that they stand for."""

    columns: Words
    projects: Words
    head: HeadWords
    funds: Words
    after: Words
    titles: TitleWords
    operators: Words
    suffixes: Words = Field(default_factory=dict)

    @cached_property
    def column_captions(self) -> "Captions":
        """Captions of the columns of indicators."""
        return Captions(self.columns)

    @cached_property
    def project_captions(self) -> "Captions":
        """Captions of columns that say of which project a row is."""
        return Captions(self.projects)

    @cached_property
    def fund_captions(self) -> "Captions":
        """Captions of the columns of 资金情况."""
        return Captions(self.funds)

    @cached_property
    def after_labels(self) -> "Captions":
        """Labels of the rows after the indicators."""
        return Captions(self.after)

    def head_labels(self, kind: str) -> "Captions":
        """Return the labels of the head of a kind of form."""
        return _captions(self, kind)


class Captions:
    """Words to be found again however they are spaced, bracketed or marked."""

    def __init__(self, words: Words) -> None:
        self._exact: dict[str, Match] = {}
        self._bare: dict[str, Match] = {}
        self._loose: list[tuple[re.Pattern[str], Match]] = []
        for field, spellings in words.items():
            for rank, spelling in enumerate(spellings):
                self._learn(field, spelling, rank)

    def _learn(self, field: str, spelling: str, rank: int) -> None:
        if "*" in spelling:
            pattern = re.compile(".*".join(map(re.escape, map(squeezed, spelling.split("*")))))
            self._loose.append((pattern, Match((_LOOSE, rank), field)))
            return
        self._exact.setdefault(squeezed(spelling), Match((_EXACT, rank), field))
        if not squeezed(spelling).endswith(")"):  # 单位编码（项目编码） means what is in its brackets
            self._bare.setdefault(bare(spelling), Match((_BARE, rank), field))

    def matches(self, caption: str) -> list[Match]:
        """Return the fields that a caption may stand for, the likeliest first."""
        text, short = squeezed(caption), bare(caption)
        found = [self._exact[text]] if text in self._exact else []
        found += [self._bare[short]] if short in self._bare else []
        found += [match for pattern, match in self._loose if pattern.fullmatch(short)]
        best: dict[str, Match] = {}
        for match in sorted(found):
            best.setdefault(match.field, match)
        return list(best.values())

    def match(self, caption: str) -> Match | None:
        """Return the likeliest field that a caption stands for."""
        return next(iter(self.matches(caption)), None)


def squeezed(text: str) -> str:
    """Return a caption without blanks and in the plain forms of its characters."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def bare(text: str) -> str:
    """Return a caption without blanks, brackets and what is in them, numbering and marks."""
    plain = _BRACKETS.sub("", squeezed(text))
    return _MARKS.sub("", _NUMBERING.sub("", plain))


def any_in(words: Iterable[str], text: str) -> bool:
    """Whether one of the words stands in a text."""
    return any(word in text for word in words)


@cache
def _captions_of(words: tuple[tuple[str, tuple[str, ...]], ...]) -> Captions:
    return Captions(dict(words))


def _captions(words: RecognitionWords, kind: str) -> Captions:
    return _captions_of(tuple(getattr(words.head, kind).items()))


@cache
def recognition_words() -> RecognitionWords:
    """Return the words of the program's own ``forms/`` folder.

    Raises:
        DefinitionError: the file is missing or has another shape.
    """
    folder = forms_folder()
    return parsed(read(folder / "shared" / "words.toml", folder), RecognitionWords)
