"""Writes of a split: some demands of a petition get a number of their own. No commit.

Source: docs/rules/merging.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from dossiers.actions import Say, advance, attach
from feedback.actions import Filing, file
from feedback.merge_models import PetitionSplit
from feedback.merge_queries import side
from feedback.merge_rules import check_split
from feedback.models import Answer, AnswerItem, Demand, Petition
from feedback.process import PETITION
from feedback.rules import PetitionText
from workflow.text import fingerprint


@dataclass(frozen=True, slots=True)
class Part:
    """What leaves a petition: its demands by id, the subject and topic of the new one, and why."""

    demand_ids: tuple[int, ...]
    subject: str
    topic_code: str
    note: str


def split(
    session: Session,
    settings: Settings,
    petition: Petition,
    part: Part,
    account: Account,
    now: datetime,
) -> Petition:
    """Give some demands a number of their own; the day of receipt stays. A second click finds the
    petition of the first.

    Papers stand in both; what was drafted for the demands goes with them.
    """
    key = f"split:{petition.dossier_id}:{','.join(map(str, sorted(part.demand_ids)))}"
    session.refresh(petition.dossier, ["state", "version"], with_for_update=True)
    done = session.scalars(select(Petition).where(Petition.form_key == key)).one_or_none()
    if done is not None:
        return done
    session.expire(petition, ["demands"])
    ids = [demand.id for demand in petition.demands]
    check_split(ids, part.demand_ids, side(session, petition).merged_count)
    leaving = [demand for demand in petition.demands if demand.id in part.demand_ids]
    made = _file_part(session, settings, petition, part, leaving, key, account, now)
    session.add(
        PetitionSplit(
            petition_id=made.dossier_id, source_id=petition.dossier_id, note=part.note,
            split_at=now, split_by_id=account.id,
        )
    )  # fmt: skip
    say = Say(note=part.note, data=_data(petition, made, leaving))
    advance(session, PETITION, petition.dossier, "split", account.actor, now, say)
    _move_demands(session, petition, made, leaving, now)
    return made


def _data(petition: Petition, made: Petition, leaving: Sequence[Demand]) -> dict[str, Any]:
    """Return what the event says: what leaves, and the hash of what stays."""
    staying = [demand for demand in petition.demands if demand not in leaving]
    words = (petition.dossier.subject, petition.situation, *_texts(staying))
    return {
        "code": made.dossier.code,
        "dossier_id": made.dossier_id,
        "demands": _texts(leaving),
        "count": len(leaving),
        "fingerprint": fingerprint(*words),
    }


def _texts(demands: Sequence[Demand]) -> list[str]:
    return [demand.text for demand in demands]


def _file_part(
    session: Session,
    settings: Settings,
    petition: Petition,
    part: Part,
    leaving: Sequence[Demand],
    key: str,
    account: Account,
    now: datetime,
) -> Petition:
    dossier = petition.dossier
    text = PetitionText(
        subject=part.subject,
        situation=petition.situation,
        demands=tuple(_texts(leaving)),
        topic_code=part.topic_code,
        commune_code=petition.commune_code,
        contact_name=petition.contact_name,
        contact_phone=petition.contact_phone,
        contact_email=petition.contact_email,
        may_publish=petition.may_publish,
    )
    filing = Filing(
        account=account, cooperative=dossier.cooperative, channel=petition.channel,
        received_on=dossier.received_on, asker_name=dossier.asker_name, form_key=key,
        split_from=dossier.code,
    )  # fmt: skip
    papers = [one for one in dossier.papers if one.role in ("attachment", "supplement")]
    made = file(session, settings, filing, text, [], now)
    for paper in papers:
        attach(session, made.dossier, paper.document, paper.role, paper.audience, paper.title)
    return made


def _move_demands(
    session: Session,
    petition: Petition,
    made: Petition,
    leaving: Sequence[Demand],
    now: datetime,
) -> None:
    """Put the demands themselves, with what was drafted for them, in the place of their copies."""
    for copy in list(made.demands):
        session.delete(copy)
    session.flush()
    for position, demand in enumerate(leaving, start=1):
        row = update(Demand).where(Demand.id == demand.id)
        session.execute(row.values(petition_id=made.dossier_id, position=position))
    _move_drafted(session, petition, made, [demand.id for demand in leaving], now)
    session.expire(petition)
    session.expire(made)


def _move_drafted(
    session: Session, petition: Petition, made: Petition, demand_ids: list[int], now: datetime
) -> None:
    """Take what a draft says to the demands along: nothing that was typed is lost."""
    drafted = (
        select(AnswerItem, Answer.drafter_id)
        .join(Answer, Answer.id == AnswerItem.answer_id)
        .where(Answer.petition_id == petition.dossier_id, Answer.letter_id.is_(None))
        .where(AnswerItem.demand_id.in_(demand_ids))
        .order_by(AnswerItem.answer_id)
    )
    found = {item.demand_id: (item, drafter_id) for item, drafter_id in session.execute(drafted)}
    if not found:
        return
    drafter_id = next(iter(found.values()))[1]
    answer = Answer(
        petition_id=made.dossier_id, drafter_id=drafter_id, created_at=now, saved_at=now
    )
    session.add(answer)
    session.flush()
    for item, _ in found.values():
        words = {"outcome": item.outcome, "text": item.text, "legal_basis": item.legal_basis}
        session.add(AnswerItem(answer_id=answer.id, demand_id=item.demand_id, **words))
        session.delete(item)
    session.flush()
