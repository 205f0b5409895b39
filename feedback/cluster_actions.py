"""Writes of what was asked again: put together by a person, taken apart again. No commit.

Source: docs/rules/clusters.md.
"""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.actions import Say, advance
from feedback.cluster_models import Cluster, ClusterMember
from feedback.cluster_queries import find_member
from feedback.models import Petition
from feedback.process import PETITION
from workflow.refusal import Refusal


def join_cluster(
    session: Session, petition: Petition, other: Petition, account: Account, now: datetime
) -> None:
    """Say that two petitions ask the same; their clusters become one. Saying it twice is once."""
    if petition.dossier_id == other.dossier_id:
        raise Refusal("itself", "Một kiến nghị không hỏi lại chính nó.")
    for one in sorted((petition, other), key=lambda p: p.dossier_id):
        session.refresh(one.dossier, ["version"], with_for_update=True)
    mine, theirs = (find_member(session, one.dossier_id) for one in (petition, other))
    if mine is not None and theirs is not None and mine.cluster_id == theirs.cluster_id:
        return
    if mine is not None and theirs is not None:
        held = update(ClusterMember).where(ClusterMember.cluster_id == theirs.cluster_id)
        session.execute(held.values(cluster_id=mine.cluster_id))
    else:
        _add(session, petition, other, mine or theirs, account, now)
    say = Say(data={"code": other.dossier.code})
    advance(session, PETITION, petition.dossier, "join_cluster", account.actor, now, say)
    session.flush()


def _add(
    session: Session,
    petition: Petition,
    other: Petition,
    held: ClusterMember | None,
    account: Account,
    now: datetime,
) -> None:
    """Put whoever is in no cluster into that of the other, or both into a new one."""
    if held is None:
        cluster = Cluster(created_at=now, created_by_id=account.id)
        session.add(cluster)
        session.flush()
        cluster_id, inside = cluster.id, 0
    else:
        cluster_id, inside = held.cluster_id, held.petition_id
    for one in (petition, other):
        if one.dossier_id != inside:
            row = {"cluster_id": cluster_id, "petition_id": one.dossier_id}
            session.add(ClusterMember(**row, added_at=now, added_by_id=account.id))
    session.flush()


def leave_cluster(session: Session, petition: Petition, account: Account, now: datetime) -> None:
    """Take a petition out of its cluster; the others stay together."""
    session.refresh(petition.dossier, ["version"], with_for_update=True)
    member = find_member(session, petition.dossier_id)
    if member is None:
        raise Refusal("state", "Kiến nghị này không ở cụm nào.")
    member.removed_at, member.removed_by_id = now, account.id
    advance(session, PETITION, petition.dossier, "leave_cluster", account.actor, now)
    session.flush()
