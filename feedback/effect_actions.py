"""Writes of the question four weeks after an answer. No commit."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.queries import language_of
from accounts.tokens import new_token, token_hash
from config import Settings
from dossiers.actions import Say, advance
from feedback.effect_models import EffectQuestion
from feedback.effect_queries import list_to_ask, mail_of
from feedback.models import Petition
from feedback.process import PETITION
from notices.actions import send
from notices.texts import render_in
from rulebook.queries import days_on
from workflow.localtime import local_day
from workflow.machine import Actor
from workflow.refusal import Refusal


def ask_effects(session: Session, settings: Settings, now: datetime) -> None:
    """Ask, once for each petition, whether its matter is settled: by mail, or on the list."""
    weeks = days_on(session, "petition.effect_weeks", local_day(now))
    for petition in list_to_ask(session, weeks, now):
        _ask(session, settings, petition, now)


def _ask(session: Session, settings: Settings, petition: Petition, now: datetime) -> None:
    address, token = mail_of(session, petition, local_day(now)), new_token()
    row = insert(EffectQuestion).values(
        petition_id=petition.dossier_id,
        asked_at=now,
        token_hash=token_hash(token) if address else None,
    )
    once = row.on_conflict_do_nothing().returning(EffectQuestion.petition_id)
    if session.scalar(once) is None or not address:
        return
    link = f"{settings.base_url}/viec-da-xong/{token}"
    values = {"dossier": petition.dossier, "link": link, "settings": settings}
    text = render_in(language_of(session, address), "mail/effect", values)
    send(session, f"effect-{petition.dossier_id}", address, text, now)


def reply_effect(
    session: Session,
    question: EffectQuestion,
    reply: str,
    words: str,
    way: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Record the reply, once. `way`: "mail" for who holds the link, "telephone" for who called.

    Raises: Refusal where somebody replied before, or the petition is under way again.
    """
    session.refresh(question, ["reply", "replied_at"], with_for_update=True)
    if question.replied_at is not None:
        raise Refusal("replied", "Việc này đã được ghi nhận trước đó, không ghi thêm.")
    dossier = question.petition.dossier
    say = Say(
        note=words,
        data={"effect": reply, "way": way},
        on_behalf_of_id=dossier.cooperative_id,
        once_key="effect",
    )
    advance(session, PETITION, dossier, "report_effect", actor, now, say)
    question.reply, question.replied_at = reply, now
    session.flush()
