"""What each event does to a petition's clock. Pure. Source: docs/rules/clock.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.clock import Clock, Dates, Happened, Tick, replay
from workflow.localtime import local_day
from workflow.workdays import Calendar, count_days

FIRST_ANSWERS = frozenset(
    {"sign", "sign_merged", "sign_further", "extend"}
)  # letters that meet that limit
EVERY_STATE = "*"
STOPS = frozenset({"lapse", "sign", "sign_merged", "decline", "redirect", "withdraw"})


def ticks(events: Iterable[Happened]) -> Iterable[Tick]:
    """Yield what the events of a petition, in their order, did to its clock.

    A date that was promised at a conference, or ruled after it, stands above the usual limit.
    """
    is_promised = False
    for event in events:
        on = local_day(event.at)
        match event.action:
            case "file":
                received_on = date.fromisoformat(event.data["received_on"])
                yield Tick("start", received_on, event.data["limit_days"])
            case "reopen":
                yield Tick("start", on, event.data["limit_days"])
            case "hear" | "rule":
                is_promised = True
                yield Tick("limit", on, event.data["limit_days"])
            case "route" | "reassign" if "limit_days" in event.data and not is_promised:
                yield Tick("limit", on, event.data["limit_days"])
            case "request_supplement":
                yield Tick("pause", on)
            case "extend":
                yield Tick("extend", on, event.data["days"])
            case "supply":
                yield Tick("resume", on)
            case action if action in STOPS:
                yield Tick("stop", on)


def has_first_answer(events: Iterable[Happened]) -> bool:
    """Return whether the cooperative has a letter in hand: an interim answer is one.

    What was reopened begins anew.
    """
    has_letter = False
    for event in events:
        is_letter = event.action in FIRST_ANSWERS and "letter_id" in event.data
        has_letter = (has_letter or is_letter) and event.action != "reopen"
    return has_letter


@dataclass(frozen=True, slots=True)
class Stage:
    """A limit of its own before the answer's: met when the petition leaves `state`."""

    name: str
    state: str
    working_days: int


def next_due(
    state: str, clock: Clock, stages: Iterable[Stage], calendar: Calendar
) -> tuple[str, date]:
    """Return the earliest limit that is not met yet: its name and its date."""
    open_ones = [("answer", clock.due_on)]
    for stage in stages:
        if stage.state in (state, EVERY_STATE):
            due_on = count_days(calendar, clock.started_on, stage.working_days, clock.pauses).due_on
            open_ones.append((stage.name, due_on))
    return min(open_ones, key=lambda one: one[1])


def dates(state: str, clock: Clock, stages: Iterable[Stage], calendar: Calendar) -> Dates:
    """Return the dates of a petition in `state` whose clock is `clock`."""
    name, on = next_due(state, clock, stages, calendar)
    return Dates(
        due_on=clock.due_on,
        limit_days=clock.working_days,
        next_due=name,
        next_due_on=on,
        is_due_provisional=clock.count.is_provisional,
        paused_on=clock.paused_on,
    )


def petition_clock(events: Iterable[Happened], calendar: Calendar) -> Clock:
    """Return the clock of a petition. Raises ValueError where it was never filed."""
    clock = replay(ticks(events), calendar)
    if clock is None:
        raise ValueError("a petition without its first event")
    return clock
