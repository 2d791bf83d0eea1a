"""Forms on paper: the published ones, printed, and forms that are made to be printed."""

from typing import Any, NamedTuple

from app.definitions.library import Layout
from app.model.operators import Operator
from app.model.records import Form, Indicator, ProjectTarget
from app.sheet.pages import Printout

ISSUER = "重庆市潼南区人民政府办公室"
LAYOUT = "chongqing/tongnan-2022"
RARE = "㛃𬭎䶮"


class Published(NamedTuple):
    """A form of the cases, what it says in the exchange format, and its pages."""

    form: Form
    said: dict[str, Any]
    layout: Layout
    printout: Printout


def squeezed(text: str) -> str:
    """Return a text without blanks and line breaks, which every program sets in its own way."""
    return "".join(text.split())


def project(**values: object) -> ProjectTarget:
    return ProjectTarget(**({"layout": LAYOUT, "year": 2022} | values))


def rare_form() -> ProjectTarget:
    """Return a form with letters that few fonts have, one of them above U+FFFF."""
    form = project(project_name=f"{RARE}项目𬭎𬭎", overview=f"{RARE}。" * 200)
    form.indicators = [Indicator(level3=RARE, operator=Operator.QUALITATIVE, value="𬭎")]
    return form
