"""Exact division of whole numbers, rounded as money is. Standard library only."""

from collections.abc import Sequence

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


def divide_all(numerators: Sequence[int], denominator: int, rounding: str = "half_up") -> list[int]:
    """Return `divide` of each: one division a number, for columns of hundreds of them."""
    match rounding:
        case "down":
            return [numerator // denominator for numerator in numerators]
        case "half_up":
            twice = 2 * denominator
            return [(2 * numerator + denominator) // twice for numerator in numerators]
    return [divide(numerator, denominator, rounding) for numerator in numerators]
