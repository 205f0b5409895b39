"""Schedules: how many rows cost how much, ours against the smallest loop over integers there is."""

import statistics
import time
from collections.abc import Callable
from datetime import date

from bench.figures import Figure
from bench.stack import Stack
from loans.schedule import Terms, regular_dates, repayment_schedule

ROWS = (120, 600)
RATIO_MAX = 3
ROUNDS = 41
ROUND_SECONDS = 0.02
PPM_YEAR = 365 * 1_000_000
ON, PRINCIPAL_VND, RATE_PPM = date(2024, 3, 15), 500_000_000, 68_400

BareRow = tuple[int, date, int, int, int, int, int]


def measure(_stack: Stack) -> list[Figure]:
    """Measure schedules as values, and with every interest figure opened into its segments."""
    found = []
    for rows in ROWS:
        dates = regular_dates(ON, rows, 1)
        for method, name in (("equal_principal", "equal parts"), ("annuity", "level payments")):
            terms = Terms(PRINCIPAL_VND, RATE_PPM, ON, method, dates)
            found.append(_against(f"{rows} rows, {name}", terms, repayment_schedule))
        terms = Terms(PRINCIPAL_VND, RATE_PPM, ON, "equal_principal", dates)
        found.append(_against(f"{rows} rows, every line opened", terms, opened, is_aim=False))
    return found


def opened(terms: Terms) -> object:
    """Return a schedule with the segments of each line."""
    return [(row, row.segments) for row in repayment_schedule(terms)]


def bare(terms: Terms) -> list[BareRow]:
    """Return the same rows as bare numbers: each its number, day, days, parts, total, balance."""
    dates, balance, since = terms.due_dates, terms.principal_vnd, terms.disbursed_on
    rate, last, rows = terms.rate_ppm, len(dates), []
    level = _level(terms) if terms.method == "annuity" else 0
    part = (2 * balance + last) // (2 * last)
    for n, due_on in enumerate(dates, start=1):
        days = (due_on - since).days
        interest = (2 * balance * rate * days + PPM_YEAR) // (2 * PPM_YEAR)
        if level:
            part = level - interest
        paid = part if n < last else balance
        balance, since = balance - paid, due_on
        rows.append((n, due_on, days, paid, interest, paid + interest, balance))
    return rows


def _level(terms: Terms) -> int:
    """Return the level payment, exact, from whole numbers."""
    since, grown, paid, power = terms.disbursed_on, terms.principal_vnd, 0, 1
    for due_on in terms.due_dates:
        factor = PPM_YEAR + terms.rate_ppm * (due_on - since).days
        power, since = power * PPM_YEAR, due_on
        grown, paid = grown * factor, paid * factor + power
    return (2 * grown + paid) // (2 * paid)


def _against(
    name: str, terms: Terms, ours: Callable[[Terms], object], *, is_aim: bool = True
) -> Figure:
    """Measure both in turn, many short rounds, so that other work on the machine meets both."""
    same = [(*row[:5], row.total_vnd, row.balance_vnd) for row in repayment_schedule(terms)]
    if same != bare(terms):
        raise ValueError("the bare loop gives other figures")
    rounds = [(_seconds(ours, terms), _seconds(bare, terms)) for _ in range(ROUNDS)]
    mine, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(one / other for one, other in rounds)
    value = f"{1 / mine:,.0f}/s against {1 / theirs:,.0f}/s: {ratio:.1f}×"
    if not is_aim:
        return Figure(f"schedule of {name}", value)
    aim = f"at most {RATIO_MAX}×"
    return Figure(f"schedule of {name}", value, "", aim, ratio <= RATIO_MAX)


def _seconds(make: Callable[[Terms], object], terms: Terms) -> float:
    count, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < ROUND_SECONDS:
        make(terms)
        count += 1
    return took / count
