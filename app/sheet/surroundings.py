"""What a form's print needs and the form itself does not hold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Surroundings:
    """Where a form stands among its unit's forms.

    Attributes:
        number: its place among the unit's forms, from 1; printed as “附件12-3”.
        issuer: the full name of the unit that issues it; empty when unknown.
        unit_code: the unit's code, for fields and names of files that carry it.
        together: how many forms of its kind the unit has in that year, itself among them.
    """

    number: int = 1
    issuer: str = ""
    unit_code: str = ""
    together: int = 1
