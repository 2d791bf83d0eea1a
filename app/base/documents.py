"""JSON documents read from and written to files."""

import json
import stat
from pathlib import Path
from typing import Any

from app.base.errors import ExchangeError
from app.base.files import reason, written_aside
from app.base.words import shown

LARGEST = 200 * 1024 * 1024  # bytes; 10,000 forms are about 40 MB


def read_json(file: Path) -> object:
    """Return what a JSON file says.

    Raises:
        ExchangeError: the file cannot be read, is too large, or is no JSON.
    """
    text = _text_of(file)
    if not text.strip():
        raise ExchangeError(f"文件“{file}”是空的，没有读入。")
    try:
        return json.loads(text, object_pairs_hook=_object)
    except _RepeatedKeyError as error:
        raise ExchangeError(f"文件“{file}”里同一个对象写了两次键“{shown(str(error))}”，没有读入。") from error
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith(("{", "[")):
            raise _not_ours(file) from error
        raise ExchangeError(
            f"文件“{file}”第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON，没有读入。"
        ) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, thousands of brackets
        raise _not_ours(file) from error


def _text_of(file: Path) -> str:
    try:
        about = file.stat()
        if stat.S_ISDIR(about.st_mode):
            raise ExchangeError(f"“{file}”是一个文件夹，请选其中的文件。")
        if not stat.S_ISREG(about.st_mode):
            raise ExchangeError(f"“{file}”不是普通文件，没有读入。请选由绩衡导出的 .json 或 .xlsx 文件。")
        if about.st_size > LARGEST:
            raise ExchangeError(f"文件“{file}”超过 200 MB，不像是交换文件，没有读入。")
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ExchangeError(f"读不出文件“{file}”：{reason(error)}。") from error
    except UnicodeDecodeError as error:
        raise _not_ours(file) from error


def _not_ours(file: Path) -> ExchangeError:
    return ExchangeError(f"文件“{file}”不是绩衡的交换文件，没有读入。请选由绩衡导出的 .json 或 .xlsx 文件。")


class _RepeatedKeyError(Exception):
    """An object has two values under one key, of which JSON would keep the last without a word."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RepeatedKeyError(key)
        found[key] = value
    return found


def write_json(document: object, file: Path) -> None:
    """Write a document to a file, whole or not at all."""
    with written_aside(file) as aside:
        aside.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def is_archive(file: Path) -> bool:
    """Whether a file begins like a ZIP archive, as every modern workbook does, whatever its name says."""
    if not file.is_file():  # a pipe would wait for ever to be written to
        return False
    try:
        with file.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError:
        return False
