"""The record of all dossiers as lines of JSON, and what a replay must give. No database.

Source: docs/rules/replay.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rulebook.data import Day
from rulebook.rules import as_calendar
from workflow.workdays import Calendar

# What a replay must give again, of every dossier and of the open petitions.
STATES = ("state", "head_seq", "head_hash", "settled_at")
DATES = ("due_on", "limit_days")
OPEN_DATES = ("next_due", "next_due_on", "paused_on", "is_due_provisional")
KEPT = (
    "id", "kind", "code", "year", "serial", "version", "subject", "cooperative_id", "asker_name",
    "filed_by_id", "received_at", "received_on", "first_due_on", "first_settled_at",
)  # fmt: skip


def plain(value: object) -> object:
    """Return a value of a row as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def calendar_at(
    days: Iterable[Day], changes: Sequence[Mapping[str, Any]], at: datetime | None
) -> Calendar:
    """Return the calendar as it was at a moment (None: now): later changes are taken back.

    `changes`: the history of the calendar, oldest first, each with `at` and `what`.
    """
    known = {day.day: day for day in days}
    for change in reversed(changes):
        if at is None or datetime.fromisoformat(change["at"]) <= at:
            break
        for one in reversed(change["what"]):
            said = one["before"] or one["after"]
            day = date.fromisoformat(said["day"])
            known.pop(day, None)
            if one["before"]:
                known[day] = Day(**(one["before"] | {"day": day}))
    return as_calendar(known.values())


def differences(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Return in words where a replayed dossier is not what was recorded."""
    return [
        f"{name}: {wanted[name]} đã ghi, {found[name]} chạy lại"
        for name in sorted(wanted)
        if wanted[name] != found[name]
    ]
