"""预算执行率 and the points it gives, as every self-evaluation reckons them."""

from decimal import ROUND_HALF_UP, Decimal

_WHOLE = Decimal(100)
_CENT = Decimal("0.01")
_BEYOND_SENSE = Decimal(10) ** 15  # what is larger was mistyped, and has too many digits to be rounded


def execution_rate(executed: Decimal | None, budget: Decimal | None) -> Decimal | None:
    """Return 全年执行数 ÷ 全年（调整）预算数 in per cent, at most 100; nothing where it cannot be reckoned."""
    if executed is None or budget is None or budget <= 0 or executed < 0:
        return None
    return rounded(min(executed * _WHOLE / budget, _WHOLE))


def rate_score(rate: Decimal | None, weight: Decimal | None) -> Decimal | None:
    """Return the points that a rate in per cent gives of its weight."""
    return None if rate is None or weight is None else rounded(min(rate, _WHOLE) * weight / _WHOLE)


def rounded(number: Decimal) -> Decimal:
    """Return a number with two decimals at most, as forms print rates and points."""
    if abs(number) > _BEYOND_SENSE:
        return number
    cents = number.quantize(_CENT, ROUND_HALF_UP)
    return cents.quantize(Decimal(1)) if cents == cents.to_integral_value() else cents.normalize()


def says(written: Decimal, exact: Decimal) -> bool:
    """Whether a written number is an exact one as somebody rounds it or cuts it off, to as many digits as he writes."""
    exponent = written.as_tuple().exponent
    step = Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else _CENT
    return abs(written - exact) * 2 <= step or 0 <= exact - written < step
