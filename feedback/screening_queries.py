"""What the automatic check of a petition compares it with, and the rule that routes it."""

from datetime import date

from sqlalchemy import ColumnElement, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from accounts.models import Account
from dossiers.models import Dossier
from feedback.models import Petition, RoutingRule
from feedback.rules import Candidate, Named, PetitionText
from units.models import Unit
from workflow.roles import HANDLING_ROLES
from workflow.text import words

CANDIDATES_MAX = 20
CANDIDATE_WORDS_MAX = 12
NAMES = union_all(
    select(Account.id, literal("account"), Account.full_name).where(
        Account.role.in_([str(role) for role in HANDLING_ROLES]), Account.is_active
    ),
    select(Unit.id, literal("unit"), Unit.name).where(Unit.kind != "body"),
)


def text_of(petition: Petition) -> PetitionText:
    """Return what was filed, as the rules read it."""
    return PetitionText(
        subject=petition.dossier.subject,
        situation=petition.situation,
        demands=tuple(demand.text for demand in petition.demands),
        topic_code=petition.topic_code,
        commune_code=petition.commune_code,
        contact_name=petition.contact_name,
        contact_phone=petition.contact_phone,
        contact_email=petition.contact_email,
        may_publish=petition.may_publish,
    )


def list_earlier(
    session: Session, text: PetitionText, own: int | None, which: ColumnElement[bool]
) -> list[Candidate]:
    """Return the petitions most worth comparing: same text, or most words in common.

    `own` is the cooperative that asks, `which` the condition on the dossiers compared with.
    """
    longest = sorted(set(words(text.subject)), key=lambda w: (-len(w), w))
    query = func.to_tsquery("simple", " | ".join(longest[:CANDIDATE_WORDS_MAX]) or "''")
    is_same = Petition.fingerprint == text.fingerprint
    ranked = (
        select(Petition)
        .join(Dossier, Dossier.id == Petition.dossier_id)
        .where(which, or_(is_same, Dossier.search_tsv.op("@@")(query)))
        .order_by(is_same.desc(), func.ts_rank(Dossier.search_tsv, query).desc())
        .limit(CANDIDATES_MAX)
        .options(contains_eager(Petition.dossier), selectinload(Petition.demands))
    )
    return [
        Candidate(
            code=one.dossier.code,
            subject=one.dossier.subject,
            whole=text_of(one).whole,
            fingerprint=one.fingerprint,
            is_same_cooperative=own is not None and one.dossier.cooperative_id == own,
        )
        for one in session.scalars(ranked)
    ]


def list_names(session: Session) -> list[Named]:
    """Return the people and units whose names a petition may hold."""
    return [Named(*row) for row in session.execute(NAMES)]


def find_rule(session: Session, topic_code: str, on: date) -> RoutingRule | None:
    """Return the routing rule of a topic that holds on a day."""
    held = (
        select(RoutingRule)
        .options(joinedload(RoutingRule.unit))
        .where(
            RoutingRule.topic_code == topic_code,
            RoutingRule.valid_from <= on,
            or_(RoutingRule.valid_to.is_(None), RoutingRule.valid_to >= on),
        )
    )
    return session.scalars(held.order_by(RoutingRule.valid_from.desc()).limit(1)).first()
