"""What a layout file may say, as JSON Schema: editors offer its keys and mark mistakes while typing.

``forms/layout.schema.json`` is this schema; a layout file names it in its first line (``#:schema …``).
"""

from typing import Any

from app.definitions.schema import LayoutFile

FILE = "layout.schema.json"


def layout_schema() -> dict[str, Any]:
    """Return the JSON Schema of a layout file."""
    schema = LayoutFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "绩衡版式文件", **schema}
