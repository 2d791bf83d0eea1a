"""A clerk who takes random steps, all back and all again."""

import random
from decimal import Decimal

from app.editing import steps
from app.editing.session import Session
from app.editing.steps import Step
from app.model.operators import Operator
from app.model.records import (
    Form,
    OverallTarget,
    ProjectTarget,
    SelfEvaluation,
)
from editing.drafts import shift_row


class Clerk:
    """Takes random steps on whatever is there."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session = session
        self.dice = random.Random(seed)  # noqa: S311 - dice

    def step(self) -> Step:
        forms = self.session.store.forms()
        if not forms or self.dice.random() < 0.15:
            return self.new()
        form = self.dice.choice(forms)
        choices = [self.edit, self.add, self.duplicate, self.delete]
        choices += [self.change, self.change, self.move, self.remove] if form.indicators else []
        return self.dice.choice(choices)(form)

    def new(self) -> Step:
        form = self.dice.choice([ProjectTarget, OverallTarget, SelfEvaluation])(
            year=self.dice.choice([None, 2025, 2026])
        )
        return steps.new_form(form, self.session.store.next_position(form.kind, form.year))

    def edit(self, form: Form) -> Step:
        year = self.dice.choice([None, 2025, 2026])
        return steps.edit_form(
            form, "修改", year=year, layout=self.dice.choice("甲乙"), other={"项": self.dice.choice("甲乙")}
        )

    def add(self, form: Form) -> Step:
        template = self.dice.choice([None, *form.indicators])
        return steps.add_indicator(form, self.dice.randint(0, len(form.indicators)), template)

    def change(self, form: Form) -> Step:
        weight = self.dice.choice([None, Decimal(10), Decimal("10.0")])
        operator = self.dice.choice(list(Operator))
        row = self.dice.randrange(len(form.indicators))
        return steps.edit_indicator(form, row, weight=weight, operator=operator, level3=self.dice.choice("甲乙丙"))

    def move(self, form: Form) -> Step:
        return shift_row(form, self.dice.randrange(len(form.indicators)), self.dice.randint(-3, 3))

    def remove(self, form: Form) -> Step:
        rows = range(len(form.indicators))
        return steps.remove_indicators(form, self.dice.sample(rows, self.dice.randint(1, len(rows))))

    def duplicate(self, form: Form) -> Step:
        return steps.duplicate_form(form, self.session.store.next_position(form.kind, form.year))

    def delete(self, form: Form) -> Step:
        return steps.delete_form(form)


def all_back(session: Session) -> None:
    while session.undo_name:
        assert session.undo()


def all_again(session: Session) -> None:
    while session.redo_name:
        assert session.redo()
