"""What may be posted and lent, as values. Pure. Source: docs/rules/fund-book.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fund.chart import BANK_INTEREST, BY_CODE, CAPITAL, CASH, RUNNING_COST
from workflow.refusal import Refusal

HUNDRED = 100
AMOUNT_VND_MAX = 10**15
TEXT_LENGTH_MAX = 300
BY_HAND = {
    "capital": (CASH, CAPITAL),
    "bank_interest": (CASH, BANK_INTEREST),
    "running_cost": (RUNNING_COST, CASH),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry: đồng, debit positive and credit negative; for whom and which loan."""

    account: str
    amount_vnd: int
    cooperative_id: int | None = None
    loan_ref: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry. Raises ValueError where it does not sum to zero.

    `once_key` names the act that is posted, so that it is posted once; `on` is the day it counts
    for.
    """

    kind: str
    on: date
    text: str
    lines: tuple[Line, ...]
    once_key: str | None = None
    dossier_id: int | None = None

    def __post_init__(self) -> None:
        if len(self.lines) < 2 or sum(line.amount_vnd for line in self.lines) != 0:
            raise ValueError(f"an entry that does not sum to zero: {self}")
        if any(line.account not in BY_CODE or line.amount_vnd == 0 for line in self.lines):
            raise ValueError(f"a line without account or amount: {self}")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a promise is weighed against, in đồng: the fund today, and this customer with others.

    `exposure_vnd`: what the customer owes and was promised; `related_vnd`: the same with all
    related persons, the customer included.
    """

    free_vnd: int
    capital_vnd: int
    exposure_vnd: int
    related_vnd: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the actual charter capital one customer may owe, alone and with related ones."""

    one_percent: int
    related_percent: int


def dong(amount_vnd: int) -> str:
    """1.250.000.000 đồng"""
    return f"{amount_vnd:,}".replace(",", ".") + " đồng"


def cap_vnd(capital_vnd: int, percent: int) -> int:
    """Return so many percent of the capital, whole đồng, rounded down."""
    return max(0, capital_vnd) * percent // HUNDRED


def check_limits(amount_vnd: int, standing: Standing, limits: Limits) -> None:
    """Refuse to promise `amount_vnd` where the money or a limit does not reach.

    Raises: Refusal "free_money", "one_customer" or "related", each with what there is and by how
    much it falls short. Source: Nghị định 45/2021/NĐ-CP, Điều 23.
    """
    if not 1 <= amount_vnd <= AMOUNT_VND_MAX:
        raise Refusal("amount", "Số tiền phải lớn hơn 0.", "amount")
    if amount_vnd > standing.free_vnd:
        short = amount_vnd - standing.free_vnd
        raise Refusal(
            "free_money",
            f"Quỹ còn trống {dong(max(0, standing.free_vnd))}, không đủ cho {dong(amount_vnd)}: "
            f"thiếu {dong(short)}.",
            "amount",
        )
    for reason, who, owed_vnd, percent in (
        ("one_customer", "một khách hàng", standing.exposure_vnd, limits.one_percent),
        ("related", "khách hàng và người liên quan", standing.related_vnd, limits.related_percent),
    ):
        cap, after = cap_vnd(standing.capital_vnd, percent), owed_vnd + amount_vnd
        if after > cap:
            raise Refusal(
                reason,
                f"Trần cho {who} là {dong(cap)} ({percent} % vốn điều lệ thực có). Dư nợ và cam "
                f"kết sau khi vay là {dong(after)}: vượt {dong(after - cap)}.",
                "amount",
            )


def reversed_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines that take an entry back."""
    return tuple(
        Line(line.account, -line.amount_vnd, line.cooperative_id, line.loan_ref) for line in lines
    )


def moved(
    account: str, against: str, amount_vnd: int, cooperative_id: int | None = None, ref: str = ""
) -> tuple[Line, Line]:
    """Return debit `account`, credit `against`."""
    return (
        Line(account, amount_vnd, cooperative_id, ref),
        Line(against, -amount_vnd, cooperative_id, ref),
    )
