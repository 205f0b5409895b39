"""Reads of the question after four weeks: who is to be asked, and whom to call."""

from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from accounts.models import Account
from accounts.tokens import token_hash
from cooperatives.queries import representative_mail
from dossiers.models import Dossier
from dossiers.queries import visible_to
from feedback.effect_models import EffectQuestion
from feedback.effect_rules import SILENT, answered_between
from feedback.models import Petition
from workflow.refusal import Missing

BATCH = 200
LIST_MAX = 100


def list_to_ask(session: Session, weeks: int, now: datetime) -> list[Petition]:
    """Return the answered petitions that nobody was asked about yet, oldest answer first."""
    since, until = answered_between(now, weeks)
    asked = exists().where(EffectQuestion.petition_id == Petition.dossier_id)
    found = (
        select(Petition)
        .join(Petition.dossier)
        .where(Dossier.state.in_(("answered", "closed")), ~asked)
        .where(Dossier.settled_at > since, Dossier.settled_at <= until)
        .order_by(Dossier.settled_at, Dossier.id)
        .options(contains_eager(Petition.dossier))
        .limit(BATCH)
    )
    return list(session.scalars(found))


def mail_of(session: Session, petition: Petition, on: date) -> str:
    """Return where to write: the contact's address, else a representative's; "" for nowhere."""
    if petition.contact_email or petition.dossier.cooperative_id is None:
        return petition.contact_email
    return representative_mail(session, petition.dossier.cooperative_id, on)


def find_question(session: Session, token: str) -> EffectQuestion:
    """Return the question behind a mailed link. Raises Missing."""
    wanted = select(EffectQuestion).where(EffectQuestion.token_hash == token_hash(token))
    found = session.scalars(
        wanted.options(joinedload(EffectQuestion.petition).joinedload(Petition.dossier))
    ).one_or_none()
    if found is None:
        raise Missing("question")
    return found


def list_to_call(
    session: Session, account: Account, on: date, now: datetime
) -> list[EffectQuestion]:
    """Return whom to ask by telephone: without a mail, or silent for two weeks; oldest first."""
    no_mail, silent = EffectQuestion.token_hash.is_(None), EffectQuestion.asked_at < now - SILENT
    found = (
        select(EffectQuestion)
        .join(EffectQuestion.petition)
        .join(Petition.dossier)
        .where(visible_to(account, on), EffectQuestion.replied_at.is_(None), or_(no_mail, silent))
        .where(Dossier.state.in_(("answered", "closed")))
        .order_by(EffectQuestion.asked_at, EffectQuestion.petition_id)
        .options(
            contains_eager(EffectQuestion.petition)
            .contains_eager(Petition.dossier)
            .joinedload(Dossier.cooperative)
        )
        .limit(LIST_MAX)
    )
    return list(session.scalars(found))
