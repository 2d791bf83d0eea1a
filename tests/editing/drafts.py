"""Forms as one writes them by hand: rows, a project and its self-evaluation."""

from typing import Any

from app.editing.steps import Step, order_indicators
from app.model.operators import Operator
from app.model.records import Form, Indicator, ProjectTarget, SelfEvaluation, column_values

CODE = "50015222T000000125711"


def row(name: str, value: str = "", **values: Any) -> Indicator:
    usual = {"level1": "产出指标", "level2": "数量指标", "operator": Operator.AT_LEAST, "unit": "次"}
    return Indicator(level3=name, value=value, **(usual | values))


def project(*rows: Indicator, **values: Any) -> ProjectTarget:
    usual = {"year": 2026, "project_name": "会议专项", "project_code": CODE, "layout": "chongqing/tongnan-2026"}
    return ProjectTarget(**(usual | values), indicators=list(rows))


def evaluation(*rows: Indicator, **values: Any) -> SelfEvaluation:
    usual = {"year": 2025, "project_name": "会议专项", "project_code": CODE, "layout": "chongqing/tongnan-2024"}
    return SelfEvaluation(**(usual | values), indicators=list(rows))


def copied(one: Indicator) -> Indicator:
    """Return a row that says the same."""
    return Indicator(**{name: value for name, value in column_values(one).items() if name != "id"})


def project_of(*names: str, **values: Any) -> ProjectTarget:
    """Return a project with rows of which there is nothing but their names."""
    return ProjectTarget(**values, indicators=[Indicator(level3=name) for name in names])


def shift_row(form: Form, row: int, by: int) -> Step:
    """Return the step that moves an indicator down by some places, or up, as far as there are rows."""
    order = list(range(len(form.indicators)))
    order.insert(max(0, row + by), order.pop(row))
    return order_indicators(form, order, "移动指标")
