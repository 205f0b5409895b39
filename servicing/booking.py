"""What the fund's book must say of a loan, and what to post so that it does. Pure.

Source: docs/rules/servicing.md. Interest in term is income when it falls due; once the customer is
not in group 1 it stays off balance until it is paid. Other interest is income when it is paid.
"""

from collections.abc import Mapping

from fund.chart import (
    CASH,
    INTEREST,
    INTEREST_DUE,
    LATE_INTEREST,
    OVERDUE_INTEREST,
    PREPAID,
    PRINCIPAL,
    PROVISION,
    PROVISION_COST,
    RECOVERED,
    SUSPENDED,
    SUSPENDED_AGAINST,
    WRITTEN_OFF,
    WRITTEN_OFF_AGAINST,
)
from fund.rules import Line
from servicing.replay import Position

IN_TERM = ("overdue_interest", "due_interest", "closing_interest")


def book_of(position: Position, group: int, provision_vnd: int) -> dict[str, int]:
    """Return the balance of each account for a loan in đồng, debit positive; they sum to zero."""
    received, unpaid = position.received, position.unpaid_interest_vnd
    counted = unpaid if group == 1 else 0
    in_term = sum(received.get(name, 0) for name in IN_TERM)
    owed_still = position.off_balance_vnd
    suspended = unpaid - counted
    book = {
        CASH: position.paid_vnd - position.drawn_vnd,
        PRINCIPAL[group - 1]: position.principal_vnd,
        INTEREST_DUE: counted,
        INTEREST: -(in_term + counted),
        OVERDUE_INTEREST: -received.get("penalty", 0),
        LATE_INTEREST: -received.get("late", 0),
        PREPAID: -position.credit_vnd,
        PROVISION: -provision_vnd,
        PROVISION_COST: provision_vnd + position.written_off_vnd,
        RECOVERED: -received.get("recovered", 0),
        WRITTEN_OFF: owed_still,
        WRITTEN_OFF_AGAINST: -owed_still,
        SUSPENDED: suspended,
        SUSPENDED_AGAINST: -suspended,
    }
    return {account: amount for account, amount in book.items() if amount}


def to_post(
    wanted: Mapping[str, int], booked: Mapping[str, int], cooperative_id: int, ref: str
) -> tuple[Line, ...]:
    """Return the lines that bring the book from `booked` to `wanted`; none where it is there."""
    moves = {one: wanted.get(one, 0) - booked.get(one, 0) for one in sorted({*wanted, *booked})}
    return tuple(Line(one, amount, cooperative_id, ref) for one, amount in moves.items() if amount)
