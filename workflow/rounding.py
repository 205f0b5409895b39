"""Exact division of whole numbers, rounded as money is. Standard library only."""

ROUNDINGS = ("half_up", "half_even", "down")


def divide(numerator: int, denominator: int, rounding: str = "half_up") -> int:
    """Return numerator / denominator as a whole number; `denominator` is positive.

    half_up: a half goes up (2.5 → 3, -2.5 → -2). half_even: a half goes to the even neighbour.
    down: to the next whole number below. Raises: ValueError on another rounding.
    """
    whole, rest = divmod(numerator, denominator)
    match rounding:
        case "down":
            return whole
        case "half_up":
            return whole + (2 * rest >= denominator)
        case "half_even":
            return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))
    raise ValueError(rounding)


def divide_to_unit(numerator: int, denominator: int, unit: int, rounding: str = "half_up") -> int:
    """Return numerator / denominator as a whole multiple of `unit`."""
    return divide(numerator, denominator * unit, rounding) * unit
