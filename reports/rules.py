"""How figures of a report are worked out: whole numbers, half up. Source: docs/rules/report.md."""


def divide_half_up(dividend: int, divisor: int) -> int | None:
    """Return the quotient to the nearest whole number, a half upwards; None: nothing to divide by.

    Raises: ValueError where one of the two is below zero, which no figure of a report is.
    """
    if dividend < 0 or divisor < 0:
        raise ValueError(f"{dividend} / {divisor} is no share")
    return (2 * dividend + divisor) // (2 * divisor) if divisor else None


def percent(part: int, whole: int | None) -> str | None:
    """Return "70.9" of 382 and 539: one decimal, half up; None where there is no whole."""
    tenths = divide_half_up(1000 * part, whole or 0)
    return None if tenths is None else f"{tenths // 10}.{tenths % 10}"


def rest_percent(share: str | None) -> str | None:
    """Return what a share leaves of a hundred, so that the two always add up to 100,0."""
    if share is None:
        return None
    whole, _, tenth = share.partition(".")
    tenths = 1000 - int(whole + tenth)
    return f"{tenths // 10}.{tenths % 10}"
