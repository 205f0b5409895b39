"""Who held a petition, from when to when: each holder's own clock beside the total. Pure.

Source: docs/rules/forward.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workflow.localtime import local_day
from workflow.workdays import Calendar

if TYPE_CHECKING:
    from dossiers.models import DossierEvent

RECORDS, OWNER = "Văn thư", "Hợp tác xã"
ENDS = frozenset({"sign", "sign_merged", "decline", "redirect", "withdraw"})
GIVEN = frozenset(
    "route reassign entrust take_over merge follow_lead unmerge_routed unmerge".split()  # noqa: SIM905
)
BACK = frozenset({"supply", "body_return", "body_answer", "recall"})


@dataclass(frozen=True, slots=True)
class Held:
    """One holder's time: `until` None while he holds it; whole working days after the first day."""

    who: str
    since: date
    until: date | None
    working_days: int


def holders(events: Iterable["DossierEvent"], calendar: Calendar, today: date) -> list[Held]:
    """Return who held a petition, oldest first: a replay of its events.

    The days of all together are the days from receipt: nobody's day is counted twice.
    """
    spans: list[tuple[str, date]] = []
    staff, ended_on = RECORDS, None
    for event in events:
        on = local_day(event.at)
        who = _holder(event, staff)
        if event.action in ENDS:
            ended_on = on
        if who and not (spans and spans[-1][0] == who):
            spans.append((who, on))
        if event.action in GIVEN:
            staff = event.data.get("to") or staff
        elif event.action == "unmerge_new":
            staff = RECORDS
        elif event.action == "accept":
            staff = staff if staff != RECORDS else event.actor_name
    ends = [since for _, since in spans[1:]] + [ended_on]
    return [
        Held(who, since, end, calendar.working_days_between(since, end or today))
        for (who, since), end in zip(spans, ends, strict=True)
    ]


def _holder(event: "DossierEvent", staff: str) -> str:
    """Return who holds a petition from this event on, "" where it changes nothing."""
    match event.action:
        case "file":
            return RECORDS
        case action if action in GIVEN:
            return str(event.data.get("to") or staff)
        case "unmerge_new":
            return RECORDS
        case "accept":
            return event.actor_name if staff == RECORDS else ""
        case "forward":
            return str(event.data["body"])
        case "request_supplement":
            return OWNER
        case action if action in BACK:
            return staff
    return ""
