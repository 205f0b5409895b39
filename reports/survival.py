"""How long until half are answered, while some still wait. Pure. Source: docs/rules/figures.md."""

from collections.abc import Mapping
from fractions import Fraction

HALF = Fraction(1, 2)


def median_days(answered: Mapping[int, int], waiting: Mapping[int, int]) -> int | None:
    """Return the day by which half are answered, by Kaplan and Meier; None where it is not reached.

    `answered`: how many were answered on the n-th day after receipt; `waiting`: how many have
    waited n days without an answer, until now. Who waits counts among those who could still have
    been answered, so leaving the hard ones open does not shorten the figure.
    """
    at_risk = sum(answered.values()) + sum(waiting.values())
    survival = Fraction(1)
    for day in sorted({*answered, *waiting}):
        ended = answered.get(day, 0)
        if ended:
            survival *= Fraction(at_risk - ended, at_risk)
            if survival <= HALF:
                return day
        at_risk -= ended + waiting.get(day, 0)
    return None
