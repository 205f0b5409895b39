"""What relief does to a plan: every day to come so many months later. Pure.

Source: docs/rules/relief.md.
"""

from collections.abc import Sequence

from servicing.replay import Part, Position
from workflow.months import months_after


def eased(position: Position, months: int) -> tuple[Part, ...]:
    """Return the parts of a loan with relief: they sum to all principal that is owed.

    Every day moves by the months; unpaid principal joins the first part. Where nothing is to come,
    it is due so many months from today.
    """
    unpaid = sum(row.unpaid_principal_vnd for row in position.rows)
    ahead: Sequence[Part] = position.ahead
    if not ahead:
        return (Part(len(position.rows) + 1, months_after(position.on, months), unpaid),)
    moved = [Part(part.n, months_after(part.due_on, months), part.principal_vnd) for part in ahead]
    first = moved[0]
    return (Part(first.n, first.due_on, first.principal_vnd + unpaid), *moved[1:])
