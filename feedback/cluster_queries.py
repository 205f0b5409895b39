"""Reads of what was asked again: how often, by how many, since when."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, Text, cast, distinct, extract, func, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.queries import visible_to
from feedback.cluster_models import ClusterMember
from feedback.models import Petition
from feedback.similar_queries import HITS_MAX, ranked
from feedback.similar_rules import SHARED_MIN, telling_pairs

OFFERED_MAX = 5
MEMBERS_MIN = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a question was asked, by how many askers, since which year."""

    times: int
    askers: int
    since: int

    @property
    def words(self) -> str:
        return f"Đã được hỏi {self.times} lần bởi {self.askers} bên gửi từ năm {self.since}"


def find_member(session: Session, petition_id: int) -> ClusterMember | None:
    """Return the place of a petition in a cluster, None where it is in none."""
    held = select(ClusterMember).where(
        ClusterMember.petition_id == petition_id, ClusterMember.removed_at.is_(None)
    )
    return session.scalars(held).one_or_none()


def count_asked(session: Session, petition_id: int) -> Asked | None:
    """Return how often the question of a petition was asked, None where only once."""
    member = find_member(session, petition_id)
    return _asked(session, member.cluster_id) if member else None


def _asked(session: Session, cluster_id: int) -> Asked | None:
    asker = func.coalesce(cast(Dossier.cooperative_id, Text), Dossier.asker_name)
    row = session.execute(
        select(
            func.count(),
            func.count(distinct(asker)),
            func.min(extract("year", Dossier.received_on)),
        )
        .select_from(ClusterMember)
        .join(Dossier, Dossier.id == ClusterMember.petition_id)
        .where(ClusterMember.cluster_id == cluster_id, ClusterMember.removed_at.is_(None))
    ).one()
    return Asked(row[0], row[1], int(row[2])) if row[0] >= MEMBERS_MIN else None


def _inside(cluster_id: int) -> Select[int]:
    """Return which petitions ask the question of a cluster."""
    return select(ClusterMember.petition_id).where(
        ClusterMember.cluster_id == cluster_id, ClusterMember.removed_at.is_(None)
    )


def list_members(
    session: Session, account: Account, member: ClusterMember, on: date
) -> list[Dossier]:
    """Return the other petitions of the cluster, oldest first, as far as `account` sees them."""
    others = Dossier.id.in_(_inside(member.cluster_id))
    found = select(Dossier).where(others, Dossier.id != member.petition_id)
    seen = found.where(visible_to(account, on)).order_by(Dossier.received_on, Dossier.id)
    return list(session.scalars(seen.options(joinedload(Dossier.cooperative))))


@dataclass(frozen=True, slots=True)
class ClusterPart:
    """What the page of a petition shows of its cluster."""

    asked: Asked | None
    members: list[Dossier]
    offered: list[Dossier]


def cluster_part(session: Session, account: Account, petition: Petition, on: date) -> ClusterPart:
    """Gather what was asked again beside a petition, as far as `account` may see it."""
    member = find_member(session, petition.dossier_id)
    return ClusterPart(
        _asked(session, member.cluster_id) if member else None,
        list_members(session, account, member, on) if member else [],
        suggest_members(session, account, petition, member, on),
    )


def suggest_members(
    session: Session, account: Account, petition: Petition, member: ClusterMember | None, on: date
) -> list[Dossier]:
    """Return petitions on the same topic that may ask the same, best first, not in its cluster."""
    pairs = telling_pairs(petition.dossier.subject)
    if not pairs:
        return []
    ids, is_petition = (Dossier.id, Dossier.search_tsv), Dossier.kind == "petition"
    # What most of the work costs is bounded before it is asked who may see what.
    best = ranked(pairs, *ids, is_petition, HITS_MAX, min(SHARED_MIN, len(pairs))).subquery("best")
    found = (
        select(Dossier)
        .join(best, best.c.id == Dossier.id)
        .join(Petition, Petition.dossier_id == Dossier.id)
        .where(Petition.topic_code == petition.topic_code, Dossier.id != petition.dossier_id)
        .where(Dossier.state.not_in(("declined", "withdrawn")), visible_to(account, on))
        .where(Dossier.id.not_in(_inside(member.cluster_id if member else 0)))
        .order_by(best.c.score.desc(), Dossier.id.desc())
        .limit(OFFERED_MAX)
        .options(joinedload(Dossier.cooperative))
    )
    return list(session.scalars(found))
