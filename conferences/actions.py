"""Writes of a conference itself: its plan, its agenda, its way. No commit."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from accounts.models import Account
from conferences.models import Conference, ConferencePart
from conferences.process import CONFERENCE
from conferences.rules import PartDraft, at_local
from config import Settings
from dossiers.actions import Say, advance, assign, open_dossier
from dossiers.models import Dossier
from workflow.localtime import local_day, to_local
from workflow.refusal import Refusal
from workflow.text import fold


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody plans: checked and clean."""

    name: str
    theme: str
    place: str
    begins_at: datetime
    ends_at: datetime
    questions_until_on: date
    how_to_take_part: str
    chair_id: int | None
    secretary_id: int | None
    is_public: bool
    parts: tuple[PartDraft, ...]


def plan(
    session: Session, settings: Settings, draft: Plan, account: Account, now: datetime
) -> Conference:
    """Open a conference: number, first event, holder."""
    _check(draft)
    dossier = Dossier(
        subject=draft.name,
        asker_name=settings.alliance_short_name,
        filed_by=account,
        received_at=now,
        received_on=local_day(now),
        limit_days=0,
        due_on=to_local(draft.begins_at).date(),
        next_due="answer",
        next_due_on=to_local(draft.begins_at).date(),
        search_fold=fold(f"{draft.name} {draft.theme} {draft.place}"),
    )
    assign(dossier, account.unit_id, account.id, now)
    open_dossier(session, CONFERENCE, dossier, account.actor, now, Say(data=_data(draft)))
    conference = Conference(dossier=dossier, dossier_id=dossier.id)
    _write(session, conference, draft)
    return conference


def change(
    session: Session, conference: Conference, draft: Plan, account: Account, now: datetime
) -> None:
    """Change the plan before the conference begins. The history keeps day and place."""
    _check(draft)
    dossier = conference.dossier
    advance(session, CONFERENCE, dossier, "change", account.actor, now, Say(data=_data(draft)))
    dossier.subject = draft.name
    dossier.due_on = dossier.next_due_on = to_local(draft.begins_at).date()
    dossier.search_fold = fold(f"{draft.name} {draft.theme} {draft.place}")
    session.execute(
        delete(ConferencePart).where(ConferencePart.conference_id == conference.dossier_id)
    )
    _write(session, conference, draft)
    session.expire(conference, ["parts", "chair", "secretary"])


def _check(draft: Plan) -> None:
    if draft.ends_at <= draft.begins_at:
        raise Refusal("order", "Giờ bế mạc phải sau giờ khai mạc.", "ends")
    if draft.questions_until_on > to_local(draft.begins_at).date():
        text = "Ngày cuối nhận câu hỏi không thể sau ngày họp."
        raise Refusal("order", text, "questions_until_on")


def _data(draft: Plan) -> dict[str, str]:
    return {"begins_at": draft.begins_at.isoformat(), "place": draft.place}


def _write(session: Session, conference: Conference, draft: Plan) -> None:
    for name in (
        "theme", "place", "begins_at", "ends_at", "questions_until_on", "how_to_take_part",
        "chair_id", "secretary_id", "is_public",
    ):  # fmt: skip
        setattr(conference, name, getattr(draft, name))
    session.add(conference)
    session.flush()
    day = to_local(draft.begins_at).date()
    session.add_all(
        ConferencePart(
            conference_id=conference.dossier_id,
            position=position,
            begins_at=at_local(day, part.begins),
            title=part.title,
            speakers=part.speakers,
        )
        for position, part in enumerate(draft.parts, start=1)
    )
    session.flush()


def move(
    session: Session,
    conference: Conference,
    action: str,
    note: str,
    account: Account,
    now: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    """Take one step of a conference's way that asks for no more than a note."""
    known: dict[str, object] = {"chair": conference.chair_id, **(facts or {})}
    say = Say(note=note, facts=known)
    advance(session, CONFERENCE, conference.dossier, action, account.actor, now, say)
    if action == "begin":
        conference.began_at = conference.began_at or now
    if action == "adjourn":
        conference.adjourned_at = now
    session.flush()
