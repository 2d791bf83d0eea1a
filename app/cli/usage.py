"""What was wrong with the words of a call, in Chinese; Typer itself says it in English."""

import re

from typer.exceptions import TyperException


def usage_sentence(error: TyperException) -> str:
    """Return one sentence that says what was wrong with the call and where help is."""
    return f"{_what(error)}。用 jiheng --help 查看全部命令。"


def _what(error: TyperException) -> str:
    name = type(error).__name__
    parameter = _parameter(error)
    if name == "NoSuchOption":
        return f"没有选项 {getattr(error, 'option_name', '')}"
    if name == "MissingParameter":
        return f"缺少 {parameter}"
    if name == "BadParameter":
        return f"{parameter} 的值不对"
    if found := re.search(r"No such command '(.*)'", error.message):
        return f"没有命令 {found.group(1)}"
    if "unexpected extra argument" in error.message:
        return f"多余的参数：{error.message.partition('(')[2].rstrip(').')}"
    return f"命令写法不对（{error.message}）"


def _parameter(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "参数"
    words = [*getattr(parameter, "opts", ())]
    return words[0] if words and words[0].startswith("-") else str(parameter.metavar or parameter.name).upper()
