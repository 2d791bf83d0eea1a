"""Names that stand only in a title: of a project, or of a whole department."""

import re

from app.definitions.words import RecognitionWords, squeezed
from app.readers.grids import Place
from app.recognise.values import (
    one_line,
)
from app.recognise.work import Work

_FORM_WORDS = re.compile(
    r"项目?(?:支出)?绩效(?:目标)?(?:自评|申报|批复)?(?:情况)?表.*$|绩效(?:目标|自评)(?:申报|批复)?表.*$"
)


_UNIT_IN_TITLE = re.compile(r"([^\d（(“]{3,30}?)(?:20\d\d年(?:度)?)?(?:部门|单位)?(?:（单位）)?(?:预算)?整体")


def name_from_title(work: Work) -> None:
    """Take the name of a project that stands only in the title."""
    for title in reversed(work.draft.titles):
        name = _FORM_WORDS.sub("", re.sub(r"^(?:附件|附表|表)[\d一二三四五六七八九十]*[-－—\d]*[:： ]*", "", title))
        name = re.sub(r"^\s*\d{1,2}[.、．]\s*", "", name).strip(" ：:")
        if name and name != title and not _is_generic(name, work.words):
            work.put("project_name", name, title, Place(work.draft.pages[0], work.draft.sheet), 0.7)
            return


def unit_from_title(work: Work) -> None:
    """Take the name of a department that stands only in the title: “某某局2025年部门整体支出绩效目标表”."""
    for title in reversed(work.draft.titles):
        found = _UNIT_IN_TITLE.match(one_line(title))
        if found and not _is_generic(found[1] + "类", work.words):
            work.put("unit", found[1], title, Place(work.draft.pages[0], work.draft.sheet), 0.6)
            return


def _is_generic(name: str, words: RecognitionWords) -> bool:
    plain_name = re.sub(r"\d{4}|[()（）\d\s“”\"]", "", squeezed(name))
    for word in sorted(words.titles.generic, key=len, reverse=True):
        plain_name = plain_name.replace(word, "")
    return not plain_name or plain_name.endswith(("局", "委", "办", "办公室", "院", "厅", "镇", "街道"))
