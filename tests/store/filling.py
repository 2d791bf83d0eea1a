"""Stores with the published forms or with single records."""

import shutil
from datetime import datetime
from pathlib import Path

from cases import case
from sqlalchemy import insert

from app.definitions.library import Library
from app.editing.loading import load_document
from app.editing.session import Session
from app.model.exchange import write_document
from app.model.records import Record, column_values
from app.store import backups
from app.store.store import Store
from app.store.tables import table_of

NOW = datetime(2026, 7, 15, 9, 30).astimezone()


def fill(store: Store, library: Library, name: str = "tongnan-2022") -> None:
    load_document(Session(store, library), write_document(case(name)))


def filled(path: Path, library: Library) -> Path:
    with Store.open(path) as store:
        fill(store, library)
    shutil.rmtree(path.parent / backups.FOLDER_NAME, ignore_errors=True)
    return path


def put(store: Store, *records: Record) -> None:
    with store.transaction() as connection:
        for record in records:
            connection.execute(insert(table_of(type(record))), [column_values(record)])
