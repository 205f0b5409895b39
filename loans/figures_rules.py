"""What everybody reads of the Fund's lending: figures, and how small ones are said. Pure.

Source: docs/rules/loan-application.md, section 10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from loans.money_text import dong

COUNTED_MIN = 10  # fewer are said as counts: a share of seven loans says nothing


@dataclass(frozen=True, slots=True)
class Lending:
    """What is lent now, in đồng and loans, of it late (debt groups 2 to 5); what twelve months
    lent and brought back; working days from the application to the decision of each that was
    decided in that time."""

    lent_vnd: int
    loans: int
    late_vnd: int
    late_loans: int
    year_lent_vnd: int
    year_back_vnd: int
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it is, the value, and a few words on it."""

    label: str
    value: str
    note: str


def figures_of(found: Lending) -> list[Figure]:
    """Return the figures in words."""
    return [
        Figure("Đang cho vay", dong(found.lent_vnd), f"{found.loans} khoản vay"),
        Figure("Thu gốc về", dong(found.year_back_vnd), "trong 12 tháng qua"),
        Figure("Cho vay thêm", dong(found.year_lent_vnd), "trong 12 tháng qua"),
        Figure("Nợ trả chậm", *late_words(found)),
        Figure("Từ nộp đến quyết định", *days_words(found.days)),
    ]


def late_words(found: Lending) -> tuple[str, str]:
    """Return how much is late: a share of the principal, or how many of a few loans."""
    if not found.loans:
        return "Không có", "chưa có khoản vay nào"
    of_all = f"{found.late_loans} trong {found.loans} khoản vay"
    if found.loans < COUNTED_MIN or not found.lent_vnd:
        return of_all, "nợ nhóm 2 đến 5"
    tenths = (found.late_vnd * 2000 + found.lent_vnd) // (2 * found.lent_vnd)
    return f"{tenths // 10},{tenths % 10} %", f"dư nợ nhóm 2 đến 5, {of_all}"


def days_words(days: Sequence[int]) -> tuple[str, str]:
    """Return how long a decision takes: the middle of many, each of a few."""
    if not days:
        return "Chưa có số liệu", "chưa hồ sơ nào được quyết định trong 12 tháng qua"
    note = f"{len(days)} hồ sơ được quyết định trong 12 tháng qua"
    if len(days) < COUNTED_MIN:
        low, high = min(days), max(days)
        said = f"{low} ngày" if low == high else f"{low} đến {high} ngày"
        return said, f"ngày làm việc; {note}"
    return f"{median_low(days)} ngày", f"ngày làm việc, mức giữa; {note}"
