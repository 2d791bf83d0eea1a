"""The published forms that most tests take: where they stand, as documents in the exchange format and as records."""

import json
from pathlib import Path
from typing import Any

from app.model.exchange import read_document
from app.model.records import Form

ROOT = Path(__file__).resolve().parent.parent
CASES = [
    ROOT / "resources/samples/department.json",
    *(ROOT / f"tests/data/{name}.json" for name in ("tongnan-2023", "tongnan-2024", "tongnan-2026", "qijiang-2022")),
]
SAMPLE = CASES[0]


def document_at(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def said_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a document says of each form, in the order in which ``read_case`` gives them."""
    return [*document["projects"], *document["overalls"], *document["self_evaluations"]]


def read_case(path: Path) -> list[Form]:
    return read_document(document_at(path))


def case(name: str) -> list[Form]:
    return read_case(SAMPLE if name == "tongnan-2022" else next(path for path in CASES if path.stem == name))
