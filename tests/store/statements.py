"""Counting what is asked of the database."""

from sqlite3 import Connection

from sqlalchemy import event

from app.store.store import Store


class counted:  # noqa: N801 - reads as a word
    """The statements that SQLite itself runs for the store meanwhile, however they come to it."""

    def __init__(self, store: Store) -> None:
        self.engine, self.statements, self.heard = store._opened(), [], []

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "checkout", self.listen)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "checkout", self.listen)
        for connection in self.heard:
            connection.set_trace_callback(None)

    def listen(self, connection: Connection, *_: object) -> None:
        connection.set_trace_callback(self.statements.append)
        self.heard.append(connection)
