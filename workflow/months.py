"""Whole months between days. Standard library only."""

from calendar import monthrange
from datetime import date

MONTHS_A_YEAR = 12


def months_after(day: date, months: int) -> date:
    """Return the same day of the month, `months` later, at most the month's last day.

    Count from the first day, never from the last: 31/1, 28/2, 31/3.
    """
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
