"""How long a supplement is waited for. Source: docs/rules/supplement.md."""

from datetime import date

from workflow.workdays import ONE, Calendar


def supplement_ends_on(calendar: Calendar, until: date, reminded_on: date, more: int) -> date:
    """Return the last day for a supplement: `more` working days after the day first named.

    Where the reminder went out late, they count from the day before the reminder instead: nobody
    loses a day that he was never told of.
    """
    return calendar.add_workdays(max(until, reminded_on - ONE), more)
