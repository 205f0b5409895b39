"""How figures of a report are worked out: whole numbers, half up. Source: docs/rules/report.md."""

from workflow.rounding import divide


def percent(part: int, whole: int | None) -> str | None:
    """Return "70.9" of 382 and 539: one decimal, half up; None where there is no whole.

    Raises: ValueError where one of the two is below zero, which no figure of a report is.
    """
    if part < 0 or (whole or 0) < 0:
        raise ValueError(f"{part} / {whole} is no share")
    if not whole:
        return None
    tenths = divide(1000 * part, whole)
    return f"{tenths // 10}.{tenths % 10}"


def rest_percent(share: str | None) -> str | None:
    """Return what a share leaves of a hundred, so that the two always add up to 100,0."""
    if share is None:
        return None
    whole, _, tenth = share.partition(".")
    tenths = 1000 - int(whole + tenth)
    return f"{tenths // 10}.{tenths % 10}"
