"""How urgent a dossier is on a day: a fact computed from its dates, never a state. Pure."""

from dataclasses import dataclass
from datetime import date

from workflow.workdays import Calendar

SOON_DAYS = 3


@dataclass(frozen=True, slots=True)
class Urgency:
    """How a due date looks on a day.

    mark: "overdue", "today", "soon", "paused" or "". `days` counts working days: left, or late.
    """

    mark: str
    days: int

    @property
    def text(self) -> str:
        match self.mark:
            case "paused":
                return "tạm dừng"
            case "overdue":
                return f"quá {self.days}\u00a0ngày"
            case "today":
                return "hôm nay"
        return f"còn {self.days}\u00a0ngày"


def urgency(due_on: date, paused_on: date | None, today: date, calendar: Calendar) -> Urgency:
    """Return how urgent a due date is on `today`. Overdue begins on the next local day."""
    if paused_on is not None:
        return Urgency("paused", 0)
    if due_on < today:
        return Urgency("overdue", max(1, calendar.working_days_between(due_on, today)))
    if due_on == today:
        return Urgency("today", 0)
    days = calendar.working_days_between(today, due_on)
    return Urgency("soon" if days <= SOON_DAYS else "", days)
