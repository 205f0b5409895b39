"""Writes of a petition that was raised at a conference: what was answered there, what the notice
rules, a correction of the record. No commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cooperatives.models import Cooperative
from dossiers.actions import Say, advance, assign
from dossiers.models import Dossier, DossierParty
from feedback.actions import reset_clock
from feedback.merge_models import MergedDemand
from feedback.models import Demand, Petition
from feedback.process import PETITION
from feedback.rules import PetitionText, search_text
from rulebook.queries import working_calendar
from units.models import Unit
from workflow.machine import Actor
from workflow.refusal import Refusal

UNTIL_DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class Heard:
    """What was answered on the floor: outcome "oral" or "owed", by whom, until when in writing."""

    number: int
    outcome: str
    by: str
    words: str
    until_on: date


def hear(session: Session, petition: Petition, heard: Heard, actor: Actor, now: datetime) -> None:
    """Keep what was answered on the floor; the written answer is due on the day promised there."""
    data = {
        "number": heard.number,
        "outcome": heard.outcome,
        "by": heard.by,
        "until": heard.until_on.isoformat(),
        "limit_days": limit_until(session, petition.dossier, heard.until_on),
    }
    say = Say(note=heard.words, data=data)
    advance(session, PETITION, petition.dossier, "hear", actor, now, say)
    reset_clock(session, petition.dossier)


def limit_until(session: Session, dossier: Dossier, until_on: date) -> int:
    """Return the limit in working days that ends on a day. Raises Refusal where that is past."""
    if (until_on - dossier.received_on).days > UNTIL_DAYS_MAX:
        raise Refusal("until", "Hạn trả lời không được xa quá một năm.", "until_on")
    days = working_calendar(session).working_days_between(dossier.received_on, until_on)
    if days < 1:
        raise Refusal("until", "Hạn trả lời phải sau ngày nêu ý kiến.", "until_on")
    return days


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a conclusion notice rules of one petition."""

    lead: Unit
    cooperating: Sequence[Unit]
    until_on: date
    words: str
    letter_number: str


def rule(session: Session, petition: Petition, ruling: Ruling, actor: Actor, now: datetime) -> None:
    """Set lead, cooperating bodies and date: the clock of the answer runs to that date.

    A unit of the Alliance that leads takes the dossier; a body outside takes part, and the unit
    that holds the dossier follows it.
    """
    dossier, lead = petition.dossier, ruling.lead
    data = {
        "lead": lead.name,
        "cooperating": [unit.name for unit in ruling.cooperating],
        "until": ruling.until_on.isoformat(),
        "limit_days": limit_until(session, dossier, ruling.until_on),
        "number": ruling.letter_number,
    }
    advance(session, PETITION, dossier, "rule", actor, now, Say(note=ruling.words, data=data))
    if lead.kind != "body" and dossier.unit_id != lead.id:
        assign(dossier, lead.id, None, now)
    for unit in (lead, *ruling.cooperating):
        row = {"dossier_id": dossier.id, "unit_id": unit.id}
        session.execute(insert(DossierParty).values(row).on_conflict_do_nothing())
    session.expire(dossier, ["parties"])
    reset_clock(session, dossier)


def _is_merged(session: Session, petition: Petition) -> bool:
    """Return whether a demand of a petition is named by a merge, even one that was undone."""
    own = select(Demand.id).where(Demand.petition_id == petition.dossier_id)
    named = or_(MergedDemand.demand_id.in_(own), MergedDemand.lead_demand_id.in_(own))
    return session.scalar(select(MergedDemand.merge_id).where(named).limit(1)) is not None


def amend(
    session: Session,
    petition: Petition,
    text: PetitionText,
    cooperative: Cooperative | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Correct the record of what was said, as long as nobody drafted an answer to it."""
    if petition.answers:
        raise Refusal("state", "Đã có người soạn trả lời, lời ghi không sửa được nữa.")
    if _is_merged(session, petition):
        text_of_it = (
            "Kiến nghị này đã gộp với kiến nghị khác theo từng điểm, lời ghi không sửa được nữa."
        )
        raise Refusal("state", text_of_it)
    dossier = petition.dossier
    asker = cooperative.name if cooperative else dossier.asker_name
    data = {"fingerprint": text.fingerprint, "asker": asker}
    advance(session, PETITION, dossier, "amend", actor, now, Say(data=data))
    if cooperative is not None:
        dossier.cooperative, dossier.asker_name = cooperative, ""
    dossier.subject = text.subject
    dossier.search_fold = search_text(text.whole, asker)
    petition.topic_code, petition.situation = text.topic_code, text.situation
    petition.fingerprint, petition.commune_code = text.fingerprint, text.commune_code
    petition.contact_name, petition.contact_phone = text.contact_name, text.contact_phone
    session.execute(delete(Demand).where(Demand.petition_id == dossier.id))
    session.add_all(
        Demand(petition_id=dossier.id, position=position, text=demand)
        for position, demand in enumerate(text.demands, start=1)
    )
    session.flush()
    session.expire(petition, ["demands", "topic"])
