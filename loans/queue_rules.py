"""The place in the queue and the days of each stage, from recorded events alone. Pure.

The rule, as it is published: whoever is complete first is looked at first. An application enters
the queue at the moment the check finds it complete, keeps that moment, steps aside while it waits
for a supplement, and leaves with the decision. Source: docs/rules/loan-application.md, section 9.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median_low
from typing import Protocol

from workflow.localtime import local_day
from workflow.workdays import Calendar

LEAVES = frozenset({"approve", "reject", "withdraw", "lapse"})
TYPICAL_COUNT_MIN = 5
STAGES = {
    "check": "Kiểm tra hồ sơ",
    "appraisal": "Thẩm định",
    "decision": "Quyết định",
    "contract": "Ký hợp đồng",
}
BEGINS = {
    "file": "check",
    "supply": "check",
    "take_in": "appraisal",
    "second_look": "appraisal",
    "return_proposal": "appraisal",
    "propose": "decision",
    "accept_offer": "contract",
}
ENDS = LEAVES | {"request_supplement", "decline_offer", "lapse_offer", "sign_contract"}


class Happened(Protocol):
    """What is read of an event."""

    @property
    def action(self) -> str: ...

    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an application stands: since when it is complete, and whether it waits for a paper."""

    entered_at: datetime | None = None
    is_aside: bool = False


def standing(events: Iterable[Happened]) -> Standing:
    """Return where an application stands after its events, in their order."""
    entered_at: datetime | None = None
    is_aside = False
    for event in events:
        match event.action:
            case "take_in":
                entered_at, is_aside = entered_at or event.at, False
            case "second_look":
                entered_at, is_aside = event.at, False
            case "request_supplement":
                is_aside = True
            case action if action in LEAVES:
                entered_at, is_aside = None, False
    return Standing(entered_at, is_aside)


def queue(histories: Mapping[int, Sequence[Happened]]) -> list[int]:
    """Return the numbers of the applications that are waited for, first come first."""
    found = []
    for number, events in histories.items():
        held = standing(events)
        if held.entered_at is not None and not held.is_aside:
            found.append((held.entered_at, number))
    return [number for _, number in sorted(found)]


def place_of(number: int, histories: Mapping[int, Sequence[Happened]]) -> int | None:
    """Return the place of an application, 1 for the first.

    One that steps aside is told the place it would have if it were complete again now; None where
    it is not in the queue at all.
    """
    held = standing(histories.get(number, ()))
    if held.entered_at is None:
        return None
    key = (held.entered_at, number)
    ahead = 0
    for other, events in histories.items():
        theirs = standing(events)
        if other != number and theirs.entered_at is not None and not theirs.is_aside:
            ahead += (theirs.entered_at, other) < key
    return ahead + 1


def stage_days(events: Iterable[Happened], until: date, calendar: Calendar) -> dict[str, int]:
    """Return the working days that each stage took so far; waiting for papers counts in none."""
    used: dict[str, int] = {}
    stage, since = "", until
    for event in events:
        on = local_day(event.at)
        if event.action in BEGINS or event.action in ENDS:
            if stage:
                used[stage] = used.get(stage, 0) + calendar.working_days_between(since, on)
            stage, since = BEGINS.get(event.action, ""), on
            if stage:
                used.setdefault(stage, 0)
    if stage:
        used[stage] += calendar.working_days_between(since, until)
    return used


def typical_days(past: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the usual days of each stage: the middle of at least five that went through it."""
    by_stage: dict[str, list[int]] = {}
    for used in past:
        for stage, days in used.items():
            by_stage.setdefault(stage, []).append(days)
    return {
        stage: median_low(days)
        for stage, days in by_stage.items()
        if len(days) >= TYPICAL_COUNT_MIN
    }
