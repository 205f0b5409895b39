"""Writes of offers: accepted, declined, lapsed; money that is not taken goes back. No commit."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.actions import Say, advance
from fund.actions import release
from loans.actions import reset_clock
from loans.decision_models import LoanDecision, LoanOffer
from loans.decision_queries import open_offer
from loans.models import LoanApplication
from loans.process import LOAN_APPLICATION
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.refusal import Refusal

STEPS = {"accepted": "accept_offer", "declined": "decline_offer", "lapsed": "lapse_offer"}
NONE_OPEN = "Không còn lời cho vay nào chờ trả lời. Có thể đã quá hạn hoặc đã được trả lời."


def answer_offer(
    session: Session,
    application: LoanApplication,
    answer: str,
    note: str,
    account: Account,
    now: datetime,
) -> LoanOffer:
    """Accept or decline an offer, once. Declined: the money goes back to the fund.

    Raises: Refusal where none is open or its last day is over.
    """
    offer = open_offer(session, application.dossier_id)
    if offer is None:
        raise Refusal("offer", NONE_OPEN)
    if local_day(now) > offer.expires_on:
        text = f"Lời cho vay đã hết hạn ngày {offer.expires_on:%d/%m/%Y}."
        raise Refusal("expired", text)
    offer.answered_by_id = account.id
    _close(session, application, offer, answer, (account.actor, note), now)
    return offer


def _close(
    session: Session,
    application: LoanApplication,
    offer: LoanOffer,
    answer: str,
    said: tuple[Actor, str],
    now: datetime,
) -> None:
    actor, note = said
    offer.answer, offer.answered_at, offer.note = answer, now, note
    session.flush()
    released = 0
    if answer != "accepted":
        released = release(session, application.dossier_id, actor, now)
    say = Say(note=note, data={"decision_id": offer.decision_id, "released_vnd": released})
    advance(session, LOAN_APPLICATION, application.dossier, STEPS[answer], actor, now, say)
    reset_clock(session, application.dossier)


def end_offer(
    session: Session, application: LoanApplication, actor: Actor, note: str, now: datetime
) -> None:
    """Give the money back where an application is withdrawn after its approval."""
    offer = open_offer(session, application.dossier_id)
    if offer is not None:
        offer.answer, offer.answered_at, offer.note = "withdrawn", now, note
    if application.dossier.state in ("approved", "offer_accepted"):
        release(session, application.dossier_id, actor, now)
    session.flush()


def lapse_offers(session: Session, now: datetime) -> int:
    """Close what nobody answered by its last day; return how many. Twice changes nothing."""
    over = (
        select(LoanOffer, LoanDecision.application_id)
        .join(LoanDecision, LoanDecision.id == LoanOffer.decision_id)
        .where(LoanOffer.answer == "", LoanOffer.expires_on < local_day(now))
        .order_by(LoanOffer.decision_id)
        .with_for_update(of=LoanOffer, skip_locked=True)
    )
    rows = session.execute(over).all()
    for offer, application_id in rows:
        application = session.get_one(LoanApplication, application_id)
        note = f"Không có trả lời đến hết ngày {offer.expires_on:%d/%m/%Y}."
        _close(session, application, offer, "lapsed", (SYSTEM_ACTOR, note), now)
    return len(rows)
