"""Where the words of a search stand in a form, in a few words, so that nobody has to open it to know."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.base.words import on_one_line
from app.model.records import Form, Record, children_of
from app.store.listing import SOURCES
from app.store.searching import OTHER, text_columns

_BEFORE, _AFTER = 6, 14  # characters of the text on either side of the word
_LEVELS = frozenset({"level1", "level2"})

Labels = Mapping[tuple[type[Record], str], str]


def excerpt(form: Form, words: Sequence[str], labels: Labels) -> str:
    """Return the first place of each word with what stands around it; nothing for those that the name has.

    Args:
        form: the form.
        words: what was looked for; capitals and small letters are alike.
        labels: what the columns of the records are called.
    """
    name = str(getattr(form, SOURCES[form.kind].get("name", ""), "")).lower()
    wanted = [word.lower() for word in words if word.lower() not in name]
    return "；".join(dict.fromkeys(filter(None, (_first(form, word, labels) for word in wanted))))


def _first(form: Form, word: str, labels: Labels) -> str:
    texts = sorted(_texts(form, labels), key=lambda one: one.is_level)
    places = ((label, text) for _, label, text in texts if word in text.lower())
    return next((f"{label}：{_around(text, word)}" for label, text in places), "")


class _Text(NamedTuple):
    """A text with what it is called; the words of the levels stand in every form and tell least."""

    is_level: bool
    label: str
    text: str


def _texts(form: Form, labels: Labels) -> Iterator[_Text]:
    """Yield every text of a form and of its rows."""
    for record in (form, *children_of(form)):
        for column in text_columns(type(record)):
            value = getattr(record, column)
            if column == OTHER:
                yield from (_Text(False, label, on_one_line(str(text))) for label, text in value.items())
            elif value:
                label = labels.get((type(record), column), "")
                yield _Text(column in _LEVELS, label, on_one_line(str(value)))


def _around(text: str, word: str) -> str:
    start = text.lower().find(word)
    first, last = max(start - _BEFORE, 0), start + len(word) + _AFTER
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
