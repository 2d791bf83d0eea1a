"""Titles: of forms of ours, of other tables, and the marks of attachments."""

import re

from app.definitions.words import RecognitionWords, any_in, squeezed

_LONGEST_TITLE = 60
_TITLE_END = re.compile(r"表(?:[-－—]?\d{1,3})?(?:[(（][^()（）]*[)）])*$")
_NOT_TITLE = re.compile(r"[。；;]|\.{3}|…|见附|详见")
_SURE_RANK = 1  # exact or but for brackets
_NAMES = {"project": ("project", "project_code"), "overall": ("unit",), "self_evaluation": ("project_name",)}
_ATTACHMENT = re.compile(r"附[件表]\d*(?:[-－—]\d+)?[:：]?")


def is_form_title(text: str, words: RecognitionWords) -> bool:
    """Whether a line is the title of a form of ours."""
    plain = squeezed(text)
    return _is_title(plain) and any_in(words.titles.form, plain)


def _is_title(plain: str) -> bool:
    return len(plain) <= _LONGEST_TITLE and _TITLE_END.search(plain) is not None and not _NOT_TITLE.search(plain)


def is_other_title(text: str) -> bool:
    """Whether a line is the title of a table that is no form of ours."""
    plain = squeezed(text)
    return _is_title(plain) and len(plain) > 4 and not plain.startswith(("注", "说明"))


def is_attachment(text: str) -> bool:
    """Whether a line is the mark of an attachment, such as 附件12-1."""
    return _ATTACHMENT.fullmatch(squeezed(text)) is not None


def names_form(text: str, words: RecognitionWords) -> bool:
    """Whether a text is the label of what names a form: of a project, or of a whole unit."""
    return any(
        match.field in fields and match.rank[0] <= _SURE_RANK
        for kind, fields in _NAMES.items()
        for match in words.head_labels(kind).matches(text)[:1]
    )
