"""How values that SQLite has no type for are kept in its columns."""

from decimal import Decimal

from sqlalchemy import String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from app.model.operators import Operator
from app.model.states import FormState


class DecimalText(TypeDecorator[Decimal]):
    """A decimal as its digits: SQLite's own numbers are binary floats, which no money may touch."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the digits to keep."""
        return None if value is None else f"{Decimal(value):f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Return the number that was kept."""
        return None if value is None else Decimal(value)


class OperatorText(TypeDecorator[Operator]):
    """An operator as its sign, so that the file reads well without the program."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Operator | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Return the sign to keep."""
        return Operator(value or "").value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Operator:  # noqa: ARG002
        """Return the operator that was kept."""
        return Operator(value or "")


class StateText(TypeDecorator[FormState]):
    """A state as its word."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: FormState | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Return the word to keep."""
        return FormState(value or FormState.DRAFT).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> FormState:  # noqa: ARG002
        """Return the state that was kept."""
        return FormState(value or FormState.DRAFT)


OWN_TYPES = (DecimalText, OperatorText, StateText)
