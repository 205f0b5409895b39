"""What each event does to the clock of an application. Pure. Source: docs/rules/clock.md.

The Fund owes a decision in so many working days; the clock stands still while the cooperative
supplies something, and stops with the decision. After the decision the contract is owed.
"""

from collections.abc import Iterable
from datetime import date

from workflow.clock import Dates, Happened, Tick, replay
from workflow.localtime import local_day
from workflow.workdays import Calendar

STOPS = frozenset({"approve", "reject", "lapse", "withdraw", "decline_offer", "lapse_offer"})
OFFERED, ACCEPTED = "approved", "offer_accepted"


def ticks(events: Iterable[Happened]) -> Iterable[Tick]:
    """Yield what the events of an application, in their order, did to its clock."""
    for event in events:
        on = local_day(event.at)
        match event.action:
            case "file":
                received_on = date.fromisoformat(event.data["received_on"])
                yield Tick("start", received_on, event.data["limit_days"])
            case "second_look":
                yield Tick("start", on, event.data["limit_days"])
            case "request_supplement":
                yield Tick("pause", on)
            case "supply":
                yield Tick("resume", on)
            case action if action in STOPS:
                yield Tick("stop", on)


def loan_dates(state: str, events: list[Happened], contract_days: int, calendar: Calendar) -> Dates:
    """Return the dates of an application in `state`: the decision, then the contract is owed.

    While the cooperative thinks about the offer, nothing is owed by the Fund.
    Raises: ValueError where it was never filed.
    """
    clock = replay(ticks(events), calendar)
    if clock is None:
        raise ValueError("an application without its first event")
    name, on, paused_on = "answer", clock.due_on, clock.paused_on
    last = {event.action: local_day(event.at) for event in events}
    if state == OFFERED:
        paused_on = last["approve"]
    elif state == ACCEPTED:
        name, on = "contract", calendar.add_workdays(last["accept_offer"], contract_days)
    return Dates(
        due_on=clock.due_on,
        limit_days=clock.working_days,
        next_due=name,
        next_due_on=on,
        is_due_provisional=clock.count.is_provisional,
        paused_on=paused_on,
    )
