"""JSON documents read from and written to files."""

import json
from pathlib import Path

from app.base.errors import ExchangeError
from app.base.files import reason, written_aside

LARGEST = 200 * 1024 * 1024  # bytes; 10,000 forms are about 40 MB


def read_json(file: Path) -> object:
    """Return what a JSON file says.

    Raises:
        ExchangeError: the file cannot be read, is too large, or is no JSON.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise ExchangeError(f"文件“{file}”超过 200 MB，不像是交换文件，没有读入。")
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ExchangeError(f"读不出文件“{file}”：{reason(error)}。") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise ExchangeError(f"文件“{file}”不是 JSON 文本，没有读入。") from error
    except json.JSONDecodeError as error:
        raise ExchangeError(
            f"文件“{file}”第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON，没有读入。"
        ) from error


def write_json(document: object, file: Path) -> None:
    """Write a document to a file, whole or not at all."""
    with written_aside(file) as aside:
        aside.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
