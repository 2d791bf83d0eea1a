"""What was wrong with the words of a call, in Chinese; Typer itself says it in English."""

import re

from typer.exceptions import TyperException

from app.base.errors import did_you_mean
from app.base.words import shown

_EXPECTED = {"--year": "，应为 1000 到 9999 的年份"}


def usage_sentence(error: TyperException) -> str:
    """Return one sentence that says what was wrong with the call and where help is."""
    return f"{_what(error)}。用 jiheng --help 查看全部命令。"


def _what(error: TyperException) -> str:
    name = type(error).__name__
    parameter = _parameter(error)
    if name == "NoSuchOption":
        return f"没有选项 {shown(getattr(error, 'option_name', ''))}"
    if name == "MissingParameter":
        return f"缺少 {parameter}"
    if name == "BadParameter":
        return f"{parameter} 的值不对{_EXPECTED.get(parameter, '')}"
    if found := re.match(r"No such command '(.*?)'\.(?: Did you mean|$)", error.message, re.DOTALL):
        return f"没有命令 {shown(found[1])}{did_you_mean(found[1], _commands(error))}"
    if found := re.match(r"Got unexpected extra arguments? ?(?:\(s\) )?\((.*)\)$", error.message, re.DOTALL):
        return f"多余的参数：{shown(found[1])}"
    if found := re.match(r"Option '(.*?)' requires", error.message):
        return f"{shown(found[1])} 后面没有写它的值"
    return f"命令写法不对（{shown(error.message)}）"


def _commands(error: TyperException) -> list[str]:
    command = getattr(getattr(error, "ctx", None), "command", None)
    return list(getattr(command, "commands", ()))


def _parameter(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "参数"
    words = [*getattr(parameter, "opts", ())]
    return words[0] if words and words[0].startswith("-") else str(parameter.metavar or parameter.name).upper()
