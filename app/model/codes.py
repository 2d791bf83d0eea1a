"""The codes that the finance system gives to projects, departments and units."""

import re

PROJECT_CODE_LENGTH = 21
_PROJECT_CODE = re.compile(r"[0-9]{8}[A-Z][0-9]{12}")


def is_project_code(text: str) -> bool:
    """Whether ``text`` is a 项目代码: 6 digits of 行政区划, 2 of the year of entry, a letter, a serial of 12 digits."""
    return _PROJECT_CODE.fullmatch(text) is not None


def code_and_name(code: str, name: str) -> str:
    """Return code and name as the forms print them, “312-政府办”; one of them alone where the other lacks."""
    return "-".join(part for part in (code, name) if part)
