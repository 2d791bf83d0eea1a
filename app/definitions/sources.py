"""Reading one TOML file of definitions, with errors that name file, line and key in the clerk's language."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from app.base.errors import DefinitionError, did_you_mean
from app.base.files import reason
from app.definitions.toml_lines import Path as KeyPath
from app.definitions.toml_lines import key_lines, line_of

Shape = TypeVar("Shape")


@dataclass(frozen=True)
class Source:
    """A file of definitions, with the lines of its keys."""

    name: str
    data: dict[str, Any]
    lines: dict[KeyPath, int]

    def problem(self, path: KeyPath, what: str) -> str:
        """Return what is wrong at a key, with its place; numbers in the key count from 1."""
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        return f"{self.name} 第 {line_of(self.lines, path)} 行，键 {key}：{what}"


def read(path: Path, folder: Path) -> Source:
    """Return the TOML file at ``path``, named in messages by its place below ``folder``.

    Raises:
        DefinitionError: the file cannot be read or is no TOML.
    """
    name = f"forms/{path.relative_to(folder).as_posix()}"
    try:
        text = path.read_text(encoding="utf-8")
        return Source(name, tomllib.loads(text), key_lines(text))
    except OSError as error:
        raise DefinitionError(f"{name}：读不出来（{reason(error)}）。") from error
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{name}：不是 UTF-8 编码的文本。") from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{name}：不是合法的 TOML：{error}。") from error


def parsed(source: Source, shape: type[Shape]) -> Shape:
    """Return the content of ``source`` in the shape of a definition.

    Raises:
        DefinitionError: it has another shape; the sentence names the first place and how many there are.
    """
    try:
        return TypeAdapter(shape).validate_python(source.data)
    except ValidationError as error:
        refuse([_sentence(source, details, shape) for details in error.errors()])
        raise


def refuse(problems: list[str]) -> None:
    """Raise ``DefinitionError`` if there are problems: the first, and how many."""
    if problems:
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        raise DefinitionError(f"版式定义有错：{problems[0]}{more}。", problems)


_PHRASES = {
    "missing": "缺少这个键",
    "string_type": "应为文字（加引号）",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "decimal_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "tuple_type": "应为列表（[…]）",
    "dict_type": "应为表（{…}）",
    "model_type": "应为表（{…}）",
    "too_short": "不能为空",
    "string_pattern_mismatch": "应为颜色，写成 #dbe5f1 这样：井号和六位十六进制数",
    "too_long": "项数太多",
    "union_tag_invalid": "kind 应为 fields、stack 或 table",
    "union_tag_not_found": "缺少 kind（fields、stack 或 table）",
}


_LIMITS = {"ge": "不能小于", "gt": "必须大于", "le": "不能大于", "lt": "必须小于"}


def _sentence(source: Source, details: ErrorDetails, shape: object) -> str:
    path = _plain_path(details["loc"], source.data)
    if details["type"] == "extra_forbidden":
        return source.problem(path, f"不认识的键“{path[-1]}”{did_you_mean(str(path[-1]), _known_keys(shape))}")
    return source.problem(path, _PHRASES.get(details["type"], _allowed(details)))


def _allowed(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    for limit, words in _LIMITS.items():
        if limit in context:
            return f"{words} {context[limit]:g}"
    expected = context.get("expected", "")
    if not expected:
        return f"值不合要求（{details['msg']}）"
    return f"只能是 {expected.replace(' or ', '、').replace(', ', '、')}"


_KEY = "[key]"  # what pydantic adds where the key itself is wrong


def _plain_path(loc: KeyPath, data: object) -> KeyPath:
    """Drop from a path what pydantic adds to tell union members apart and is no key of the file."""
    path: list[str | int] = []
    for n, part in enumerate(loc):
        inside = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if inside or (isinstance(data, dict) and part in data):
            path.append(part)
            data = data[part]  # type: ignore[index]
        elif n == len(loc) - 1 and part != _KEY:
            path.append(part)
    return tuple(path)


def _known_keys(shape: object) -> Iterator[str]:
    """Yield every key that a file of this shape may have anywhere, to guess what was meant."""
    pending: list[object] = [shape]
    seen: set[object] = set()
    while pending:
        part = pending.pop()
        if isinstance(part, type) and issubclass(part, BaseModel) and part not in seen:
            seen.add(part)
            yield from part.model_fields
            pending.extend(field.annotation for field in part.model_fields.values())
        else:
            pending.extend(getattr(part, "__args__", ()))
