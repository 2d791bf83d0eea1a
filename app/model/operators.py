"""指标性质: the relation between an indicator and its value, kept apart from value and unit."""

from enum import StrEnum


class Operator(StrEnum):
    """The operators of the forms; the empty one stands for a number printed without any."""

    AT_LEAST = "≥"
    MORE_THAN = ">"
    EQUAL = "="
    LESS_THAN = "<"
    AT_MOST = "≤"
    QUALITATIVE = "定性"
    NONE = ""

    @property
    def is_quantitative(self) -> bool:
        """Whether the value beside it must be a number."""
        return self not in (Operator.QUALITATIVE, Operator.NONE)


_GLYPHS = {
    "＞": Operator.MORE_THAN,
    "›": Operator.MORE_THAN,
    "﹥": Operator.MORE_THAN,
    "＜": Operator.LESS_THAN,
    "‹": Operator.LESS_THAN,
    "﹤": Operator.LESS_THAN,
    "＝": Operator.EQUAL,
    "==": Operator.EQUAL,
    "≧": Operator.AT_LEAST,
    "⩾": Operator.AT_LEAST,
    ">=": Operator.AT_LEAST,
    "＞＝": Operator.AT_LEAST,
    "≦": Operator.AT_MOST,
    "⩽": Operator.AT_MOST,
    "<=": Operator.AT_MOST,
    "＜＝": Operator.AT_MOST,
    "无": Operator.QUALITATIVE,
}


def parse_operator(text: str) -> Operator:
    """Return the operator that a printed glyph or typed text stands for.

    Raises:
        ValueError: ``text`` is none of the known forms.
    """
    word = "".join(text.split())
    return _GLYPHS[word] if word in _GLYPHS else Operator(word)
