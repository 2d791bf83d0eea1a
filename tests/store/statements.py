"""Counting what is asked of the database."""

from sqlalchemy import event

from app.store.store import Store


class counted:  # noqa: N801 - reads as a word
    """The statements that the store runs meanwhile."""

    def __init__(self, store: Store) -> None:
        self.engine, self.statements = store._opened(), []

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self.note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self.note)

    def note(self, *told: object) -> None:
        self.statements.append(told[2])
