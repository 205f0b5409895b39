"""Debt groups and provisions. Pure. Source: docs/rules/debt-groups.md."""

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.rounding import divide

GROUP_NAMES = {
    1: "Đủ tiêu chuẩn",
    2: "Cần chú ý",
    3: "Dưới tiêu chuẩn",
    4: "Nghi ngờ mất vốn",
    5: "Có khả năng mất vốn",
}
GROUPS = tuple(GROUP_NAMES)
BAD_FROM = 3
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class GroupTable:
    """From how many days overdue a loan is in groups 2 to 5; the same after one restructuring
    (groups 4 and 5); percent of provision by group."""

    days: tuple[int, int, int, int]
    restructured_days: tuple[int, int]
    provision_percent: tuple[int, int, int, int, int]


def numbers(written: str) -> tuple[int, ...]:
    """Return the numbers of a setting such as "10,30,90,180"."""
    return tuple(int(part) for part in written.split(","))


def own_group(days_overdue: int, restructured: int, table: GroupTable) -> int:
    """Return the group of one loan by itself: 1 to 5.

    Restructured once: 2 while nothing is overdue, then 3, 4, 5. Twice: 4, and 5 once overdue. Three
    times or more: 5.
    """
    by_days = 1 + sum(days_overdue >= days for days in table.days)
    if restructured == 0:
        return by_days
    if restructured == 1:
        later = sum(days_overdue >= days for days in table.restructured_days)
        return max(by_days, 3 + later) if days_overdue else 2
    if restructured == 2:
        return 5 if days_overdue else 4
    return 5


def worst(groups: Iterable[int]) -> int:
    """Return the group of a customer: the worst of its loans."""
    return max(groups, default=1)


def provision_vnd(group: int, principal_vnd: int, table: GroupTable) -> int:
    """Return the specific provision for a loan, whole đồng, rounded half up."""
    return divide(principal_vnd * table.provision_percent[group - 1], HUNDRED)
