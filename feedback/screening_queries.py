"""What the automatic check of a petition compares it with, and the rule that routes it."""

from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from dossiers.models import Dossier
from feedback.models import Demand, Petition, RoutingRule
from feedback.rules import Candidate, Named, PetitionText, whole_text
from feedback.similar_queries import holding, ranked_by
from feedback.similar_rules import NEXT_TO, terms
from units.models import Unit
from workflow.roles import HANDLING_ROLES

CANDIDATES_MAX = 20
TERMS_OF_EACH = 6
DEMANDS = (
    select(func.array_agg(aggregate_order_by(Demand.text, Demand.position)))
    .where(Demand.petition_id == Petition.dossier_id)
    .correlate(Petition)
    .scalar_subquery()
)
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


def select_earlier(which: ColumnElement[bool]) -> Select[Any]:
    """Return the query of the petitions worth comparing among those that `which` lets through.

    Takes: wanted (terms), fingerprint, own (the cooperative that asks). It is one bounded
    statement, however many dossiers there are: docs/rules/similar.md.
    """
    asked = and_(Dossier.kind == "petition", which)
    wanted = bindparam("wanted", type_=ARRAY(Text))
    holds = partial(holding, number=Dossier.id, tsv=Dossier.search_tsv, condition=asked)
    alike = ranked_by(wanted, holds, CANDIDATES_MAX, 1).subquery()
    is_own = Dossier.cooperative_id.is_not_distinct_from(bindparam("own", type_=BigInteger))
    same = (
        select(Dossier.id)
        .join(Petition, Petition.dossier_id == Dossier.id)
        .where(Petition.fingerprint == bindparam("fingerprint"), asked)
        .order_by(is_own.desc())
        .limit(CANDIDATES_MAX)
    ).subquery()
    compared = union(select(alike.c.id), select(same.c.id)).subquery()
    text = (Dossier.subject, Petition.situation, DEMANDS)
    return (
        select(Dossier.code, Petition.fingerprint, is_own, *text)
        .join(compared, compared.c.id == Dossier.id)
        .join(Petition, Petition.dossier_id == Dossier.id)
    )


# Put together once, like the query of rules: they lie in the way of every petition.
FILED_BEFORE = select_earlier(Dossier.id < bindparam("dossier_id", type_=BigInteger))


def list_earlier(
    session: Session, text: PetitionText, own: int | None, among: Select[Any], **values: int
) -> list[Candidate]:
    """Return the petitions most worth comparing: same text, or the rarest words in common.

    `own` is the cooperative that asks; `among`, with its `values`: see `select_earlier`.
    """
    pairs = [*terms(text.subject)[:TERMS_OF_EACH], *terms(text.situation)[:TERMS_OF_EACH]]
    wanted = [pair.replace(NEXT_TO, " & ") for pair in pairs]  # no text is read for this
    asked = {"wanted": list(dict.fromkeys(wanted)), "fingerprint": text.fingerprint, "own": own}
    return [
        Candidate(code, whole_text(*said), fingerprint, own is not None and is_own)
        for code, fingerprint, is_own, *said in session.execute(among, asked | values)
    ]


def list_names(session: Session) -> list[Named]:
    """Return the people and units whose names a petition may hold."""
    return [Named(*row) for row in session.execute(NAMES)]


def _select_rules() -> Select[RoutingRule]:
    """Return the query of the rules of a topic that hold on a day. Takes: topic_code, on."""
    on = bindparam("on", type_=Date)
    return (
        select(RoutingRule)
        .options(joinedload(RoutingRule.unit))
        .where(RoutingRule.topic_code == bindparam("topic_code"), RoutingRule.valid_from <= on)
        .where(or_(RoutingRule.valid_to.is_(None), RoutingRule.valid_to >= on))
        .order_by(RoutingRule.valid_from.desc())
        .limit(1)
    )


RULES = _select_rules()


def find_rule(session: Session, topic_code: str, on: date) -> RoutingRule | None:
    """Return the routing rule of a topic that holds on a day."""
    return session.scalars(RULES, {"topic_code": topic_code, "on": on}).first()


def names_bodies(rule: RoutingRule | None) -> bool:
    """Return whether other bodies answer together with the unit of a rule."""
    return rule is not None and len(rule.body_ids) > 0
