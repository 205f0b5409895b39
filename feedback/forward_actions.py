"""Writes of what is passed on to a body outside: proposed, signed, taken or returned, answered.

Source: docs/rules/forward.md. No commit.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from accounts.tokens import new_token, token_hash
from config import Settings
from documents.vault import Vault
from dossiers.actions import Say, advance, attach
from dossiers.models import DossierEvent, DossierParty
from feedback.actions import reset_clock
from feedback.answer_actions import current_answer, facts_of, seal_letter
from feedback.forward_queries import (
    find_open,
    is_reminded,
    list_forwards,
    may_sign_forward,
    reminders_due,
)
from feedback.forward_texts import transfer_content
from feedback.models import Answer, AnswerItem, Forward, ForwardLink, Petition
from feedback.process import PETITION
from feedback.rules import returns_in_a_row
from letters.actions import Sign, issue
from letters.models import Letter
from notices.actions import send
from notices.texts import render
from rulebook.queries import days_on, working_calendar
from store.outbox import enqueue
from units.models import Unit
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

LINK_DAYS = 30
RETURNS_TO_ESCALATE = 2


def propose(
    session: Session, petition: Petition, body: Unit, note: str, account: Account, now: datetime
) -> Forward:
    """Propose to pass a petition on to a body; a proposal not signed yet is replaced."""
    if body.kind != "body" or not body.is_valid_on(local_day(now)):
        raise Refusal("body", "Hãy chọn một cơ quan đang hoạt động.", "body_id")
    forward = find_open(session, petition.dossier_id)
    if forward is None:
        forward = Forward(petition_id=petition.dossier_id, status="proposed", created_at=now)
        session.add(forward)
    forward.body_id, forward.note, forward.drafter_id = body.id, note, account.id
    say = Say(note=note, data={"body_id": body.id, "body": body.name})
    advance(session, PETITION, petition.dossier, "propose_forward", account.actor, now, say)
    session.flush()
    return forward


def sign_forward(
    session: Session, settings: Settings, petition: Petition, signer: Account, now: datetime
) -> Letter:
    """Issue the transfer slip: its number is taken, the body takes part, the file follows."""
    dossier, today = petition.dossier, local_day(now)
    forward = find_open(session, dossier.id)
    if forward is None or forward.status != "proposed":
        raise Refusal("state", "Chưa có đề nghị chuyển để ký.")
    facts = {
        "may_sign": may_sign_forward(session, signer, dossier, today),
        "drafter_id": forward.drafter_id,
        "signer_id": signer.id,
    }
    PETITION.check(PETITION.step(dossier.state, "forward", signer.actor.role), facts, "")
    content = transfer_content(settings, petition, forward.body, forward.note, signer)
    letter = issue(session, content, now, unit_id=dossier.unit_id, signer_id=signer.id)
    days = days_on(session, "petition.body_accept_days", today)
    forward.status, forward.sent_at, forward.letter_id = "sent", now, letter.id
    forward.accept_by = working_calendar(session).add_workdays(today, days)
    party = insert(DossierParty).values(dossier_id=dossier.id, unit_id=forward.body_id)
    session.execute(party.on_conflict_do_nothing())
    session.expire(dossier, ["parties"])
    data = _data(forward) | {"number": letter.full_number, "letter_id": letter.id}
    say = Say(data=data | {"accept_by": forward.accept_by.isoformat()}, facts=facts)
    advance(session, PETITION, dossier, "forward", signer.actor, now, say)
    reset_clock(session, dossier)
    return letter


def _data(forward: Forward) -> dict[str, object]:
    return {"forward_id": forward.id, "body_id": forward.body_id, "body": forward.body.name}


def seal_forward(
    session: Session,
    settings: Settings,
    vault: Vault,
    sign_file: Sign,
    dossier_id: int,
    event_id: int,
    now: datetime,
) -> None:
    """Make the signed file of a transfer slip, then tell the cooperative and the body."""
    event = session.get_one(DossierEvent, event_id)
    letter, document = seal_letter(session, vault, sign_file, event, now)
    petition = session.get_one(Petition, dossier_id)
    title = f"Phiếu chuyển số {letter.full_number}"
    attach(session, petition.dossier, document, "transfer", title=title)
    enqueue(session, "notices.tell_owner", now, dossier_id=dossier_id, event_id=event_id)
    enqueue(session, "notices.tell_body", now, dossier_id=dossier_id, event_id=event_id)
    mail_body(session, settings, dossier_id, event_id, now)


def mail_body(
    session: Session, settings: Settings, dossier_id: int, event_id: int, now: datetime
) -> None:
    """Mail the body's address a fresh single-use link. Does nothing where it has no address."""
    event, forward = session.get_one(DossierEvent, event_id), find_open(session, dossier_id)
    if forward is None or forward.status == "proposed" or not forward.body.email:
        return
    token = new_link(session, forward, now)
    link = f"{settings.base_url}/chuyen/{token}"
    values = {"forward": forward, "petition": forward.petition, "settings": settings}
    text = render("mail/forward", link=link, event=event, **values)
    send(session, f"forward-{forward.id}-{event.id}", forward.body.email, text, now)


def new_link(session: Session, forward: Forward, now: datetime) -> str:
    """Return the token of a fresh link; only its hash is kept."""
    token = new_token()
    row = {"token_hash": token_hash(token), "expires_at": now + timedelta(days=LINK_DAYS)}
    session.add(ForwardLink(forward_id=forward.id, created_at=now, **row))
    session.flush()
    return token


def use_link(session: Session, link: ForwardLink, act: str, note: str, now: datetime) -> None:
    """Do what the body decided behind its link, once. Raises Missing where it was used since."""
    session.refresh(link, with_for_update=True)
    if link.used_at is not None:
        raise Missing("link")
    link.used_at = now
    body = link.forward.body
    body_act(session, link.forward, act, note, Actor(None, Role.EXTERNAL, body.name), now)


def body_act(
    session: Session, forward: Forward, act: str, note: str, actor: Actor, now: datetime
) -> None:
    """Take one step of the body: body_accept, body_return or body_answer."""
    dossier = forward.petition.dossier
    if act == "body_accept" and forward.status != "sent":
        raise Refusal("state", "Quý cơ quan đã nhận hồ sơ này rồi.")
    say = Say(note=note, data=_data(forward))
    event = advance(session, PETITION, dossier, act, actor, now, say)
    forward.status = {"body_accept": "accepted", "body_return": "returned"}.get(act, "answered")
    if act == "body_accept":
        enqueue(session, "feedback.mail_body", now, dossier_id=dossier.id, event_id=event.id)
        return
    forward.ended_at, forward.reply = now, note
    session.flush()
    reset_clock(session, dossier)
    times = returns_in_a_row([one.status for one in list_forwards(session, dossier.id)])
    if act == "body_return" and times >= RETURNS_TO_ESCALATE:
        say = Say(data={"times": times}, once_key=f"returns:{forward.id}")
        advance(session, PETITION, dossier, "escalate_returns", SYSTEM_ACTOR, now, say)


def recall(session: Session, petition: Petition, note: str, actor: Actor, now: datetime) -> None:
    """Take a matter back from the body; its links end with it."""
    forward = find_open(session, petition.dossier_id)
    if forward is None:
        raise Refusal("state", "Hồ sơ không ở cơ quan nào.")
    say = Say(note=note, data=_data(forward))
    advance(session, PETITION, petition.dossier, "recall", actor, now, say)
    forward.status, forward.ended_at = "recalled", now
    session.flush()
    reset_clock(session, petition.dossier)


def adopt_answer(session: Session, petition: Petition, actor: Actor, now: datetime) -> None:
    """Put the body's words before a leader as the answer to every demand, by his decision."""
    dossier = petition.dossier
    answered = [f for f in list_forwards(session, dossier.id) if f.status == "answered"]
    if not answered or dossier.officer_id is None:
        raise Refusal("state", "Chưa có câu trả lời của cơ quan, hoặc hồ sơ chưa có người giữ.")
    forward = answered[-1]
    answer = current_answer(petition)
    if answer is None or answer.issued_at is not None:
        answer = Answer(petition_id=dossier.id, created_at=now)
        session.add(answer)
    answer.drafter_id, answer.saved_at = dossier.officer_id, now
    session.flush()
    for demand in petition.demands:
        text = f"{forward.body.name} trả lời:\n{forward.reply}"
        row = {"outcome": "transferred", "text": text, "legal_basis": ""}
        session.merge(AnswerItem(answer_id=answer.id, demand_id=demand.id, **row))
    session.flush()
    session.expire(petition, ["answers"])
    session.expire(answer, ["items"])
    say = Say(data=_data(forward), facts=facts_of(petition))
    advance(session, PETITION, dossier, "adopt_answer", actor, now, say)
    reset_clock(session, dossier)


def watch_forwards(session: Session, now: datetime) -> None:
    """Remind bodies, once for each date, dated on the true day, however late this runs."""
    today, calendar = local_day(now), working_calendar(session)
    every = days_on(session, "petition.body_remind_days", today)
    waiting = select(Forward).where(Forward.status.in_(("sent", "accepted"))).order_by(Forward.id)
    for forward in session.scalars(waiting).all():
        for key, on in reminders_due(forward, calendar, every, today):
            if is_reminded(session, forward, key):
                continue
            say = Say(data=_data(forward), effective_on=on, once_key=key)
            dossier = forward.petition.dossier
            advance(session, PETITION, dossier, "remind_body", SYSTEM_ACTOR, now, say)
