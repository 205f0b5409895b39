"""What the pages of one application show, gathered from the records. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import list_events, may_handle
from dossiers.urgency import urgency
from loans.appraisal_queries import price_of, wanted_of
from loans.eligibility_rules import Check, Given, checks
from loans.models import LoanApplication
from loans.offer_rules import planned_terms
from loans.process import LOAN_APPLICATION
from loans.queries import case_of
from loans.queue_queries import money_ahead, open_histories, usual_days
from loans.queue_rules import STAGES, place_of, queue, stage_days, standing
from loans.schedule import Row, ScheduleError, repayment_schedule
from loans.staff_queries import is_held
from loans.story import Told, story
from rulebook.queries import working_calendar
from workflow.localtime import local_day
from workflow.machine import State
from workflow.roles import Role

STEPS = ("Đã nộp", "Đủ hồ sơ", "Thẩm định", "Quyết định", "Ký hợp đồng")
PRESENT_STEP = {
    "submitted": 1,
    "supplement_requested": 1,
    "in_appraisal": 2,
    "in_council": 3,
    "approved": 4,
    "offer_accepted": 4,
    "contracted": 5,
}
ENDED = frozenset({"rejected", "lapsed", "withdrawn"})


@dataclass(frozen=True, slots=True)
class StepItem:
    """One step of the line: kind "done", "now" or "todo"; `prefix` stands before the day."""

    label: str
    kind: str
    day: date | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """The place in the queue (None: not in it), how many wait, what those ahead ask for."""

    place: int | None
    length: int
    ahead_vnd: int
    is_aside: bool


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage: working days used (None: not begun), the usual ones (None: too few to say)."""

    label: str
    used: int | None
    usual: int | None


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """One application as somebody reads it. `open_to`: the acts that this reader may take now;
    `is_held`: checked, and no appraiser could be found by itself."""

    application: LoanApplication
    dossier: Dossier
    state: State
    steps: list[StepItem]
    open_to: tuple[str, ...]
    checks: list[Check]
    papers: tuple[Given, ...]
    events: Sequence[DossierEvent]
    told: list[Told]
    asked: DossierEvent | None
    asked_until: date | None
    urgency_text: str
    is_late: bool
    is_held: bool
    today: date


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an application came: for its cooperative."""

    queue: QueuePlace
    stages: list[StageLine]
    schedule: tuple[Row, ...]


def open_acts(account: Account, dossier: Dossier) -> tuple[str, ...]:
    """Return the acts that the process and the account's place allow now."""
    role = Role(account.role)
    if role is Role.REPRESENTATIVE or may_handle(account, dossier):
        return tuple(LOAN_APPLICATION.open_to(dossier.state, role))
    return tuple(act for act in LOAN_APPLICATION.open_to(dossier.state, role) if act == "note")


def application_page(
    session: Session, account: Account, application: LoanApplication, today: date
) -> ApplicationPage:
    """Gather what `account` reads of an application."""
    dossier, role = application.dossier, Role(account.role)
    events = list_events(session, account, dossier)
    case = case_of(session, application, today)
    asked = last_event(events, "request_supplement") if is_waiting(dossier) else None
    look = urgency(dossier.due_on, dossier.paused_on, today, working_calendar(session))
    return ApplicationPage(
        application=application,
        dossier=dossier,
        state=LOAN_APPLICATION.states[dossier.state],
        steps=[] if dossier.state in ENDED else step_line(dossier, events),
        open_to=open_acts(account, dossier),
        checks=checks(case),
        papers=case.papers,
        events=events,
        told=story(events, is_for_owner=role is Role.REPRESENTATIVE),
        asked=asked,
        asked_until=date.fromisoformat(asked.data["until"]) if asked else None,
        urgency_text=look.text,
        is_late=look.mark == "overdue" and dossier.settled_at is None,
        is_held=is_held(session, dossier),
        today=today,
    )


def progress_of(session: Session, page: ApplicationPage) -> Progress:
    """Return the place in the queue, the stages with their days, and the schedule wished for."""
    return Progress(
        queue=queue_place(session, page.dossier),
        stages=stage_lines(session, page.events, page.today) if page.steps else [],
        schedule=schedule_of(page.application),
    )


def step_line(dossier: Dossier, events: Sequence[DossierEvent]) -> list[StepItem]:
    """Return the five steps of an application that is under way, with their days."""
    present = PRESENT_STEP[dossier.state]
    made = [("file",), ("take_in",), ("propose",), ("approve",), ("sign_contract",)]
    items = []
    for place, (label, actions) in enumerate(zip(STEPS, made, strict=True)):
        event = last_event(events, *actions)
        day = local_day(event.at) if event is not None and place <= present else None
        kind = "done" if place < present else "now" if place == present else "todo"
        items.append(StepItem(label, kind, day if kind == "done" else None))
    if present < 3 and dossier.paused_on is None:
        items[3] = StepItem(STEPS[3], items[3].kind, dossier.due_on, "hẹn")
    return items


def queue_place(session: Session, dossier: Dossier) -> QueuePlace:
    """Return where an application stands in the queue."""
    histories = open_histories(session)
    place = place_of(dossier.id, histories)
    if place is None:
        return QueuePlace(None, len(queue(histories)), 0, is_aside=False)
    is_aside = standing(histories[dossier.id]).is_aside
    ahead_vnd = money_ahead(session, place, histories)
    return QueuePlace(place, len(queue(histories)), ahead_vnd, is_aside)


def stage_lines(session: Session, events: Sequence[DossierEvent], today: date) -> list[StageLine]:
    """Return each stage with the working days it took so far, and the usual ones."""
    calendar = working_calendar(session)
    used = stage_days(events, today, calendar)
    usual = usual_days(session, today, calendar)
    return [StageLine(label, used.get(stage), usual.get(stage)) for stage, label in STAGES.items()]


def schedule_of(application: LoanApplication) -> tuple[Row, ...]:
    """Return the schedule that was wished for; nothing where none can be made any more."""
    price, wanted = price_of(application.version), wanted_of(application)
    try:
        terms = planned_terms(
            wanted, wanted.amount_vnd, wanted.months, price.rate_ppm, price.day_count
        )
        return tuple(repayment_schedule(terms))
    except ScheduleError:
        return ()


def is_waiting(dossier: Dossier) -> bool:
    """Return whether the cooperative owes something."""
    return dossier.state == "supplement_requested"


def last_event(events: Sequence[DossierEvent], *actions: str) -> DossierEvent | None:
    """Return the last event of one of the actions, None where there is none."""
    return next((event for event in reversed(events) if event.action in actions), None)
