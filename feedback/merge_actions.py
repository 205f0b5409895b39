"""Writes of petitions that are handled together: merged, taken apart, answered with their lead.

Source: docs/rules/merging.md. No commit.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.actions import follow, unfollow
from config import Settings
from dossiers.actions import NOTHING, Say, advance, assign
from dossiers.models import Dossier
from dossiers.queries import is_visible
from feedback.actions import reset_clock
from feedback.conflict_queries import is_free
from feedback.letter_texts import answer_content, further_content, issue_answer
from feedback.merge_models import MergedDemand, PetitionMerge
from feedback.merge_queries import find_merge, list_along, list_merged, side
from feedback.merge_rules import UNMERGE, check_merge, check_same
from feedback.models import Answer, AnswerItem, Petition
from feedback.process import PETITION
from letters.content import LetterContent
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.refusal import Refusal

LEAD_ENDED = "Kiến nghị chính đã kết thúc mà không có trả lời chung."


def merge(
    session: Session,
    petition: Petition,
    lead: Petition,
    same: Mapping[int, int],
    note: str,
    account: Account,
    now: datetime,
) -> PetitionMerge:
    """Let the answer of `lead` answer `petition` too. `same`: the lead's demand for each demand.

    The petition keeps its number, owner, papers, demands and clock. Its holder is the lead's.
    """
    for one in sorted((petition, lead), key=lambda p: p.dossier_id):
        session.refresh(one.dossier, ["state", "version"], with_for_update=True)
    check_merge(side(session, petition), side(session, lead))
    check_same([d.id for d in petition.demands], [d.id for d in lead.demands], same)
    dossier, holder = petition.dossier, lead.dossier.officer
    if holder is None or not is_free(session, dossier.id, holder):
        raise Refusal("holder", "Kiến nghị chính chưa có người giữ nhận được hồ sơ này.", "lead")
    row = PetitionMerge(
        petition_id=dossier.id, lead_id=lead.dossier_id, status="open", kept=_kept(dossier),
        note=note, merged_at=now, merged_by_id=account.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    pairs = [{"demand_id": mine, "lead_demand_id": theirs} for mine, theirs in same.items()]
    session.add_all(MergedDemand(merge_id=row.id, **pair) for pair in pairs)
    assign(dossier, lead.dossier.unit_id, holder.id, now)
    say = Say(note=note, data=_data(row, lead.dossier) | {"to": holder.full_name})
    advance(session, PETITION, dossier, "merge", account.actor, now, say)
    told = Say(note=note, data=_data(row, dossier))
    advance(session, PETITION, lead.dossier, "absorb", account.actor, now, told)
    follow(session, lead.dossier_id, dossier)
    reset_clock(session, dossier)
    return row


def _kept(dossier: Dossier) -> dict[str, Any]:
    held_since = dossier.held_since
    return {
        "state": dossier.state,
        "unit_id": dossier.unit_id,
        "officer_id": dossier.officer_id,
        "held_since": held_since.isoformat() if held_since else None,
    }


def _data(row: PetitionMerge, other: Dossier) -> dict[str, Any]:
    return {"merge_id": row.id, "dossier_id": other.id, "code": other.code}


def unmerge(
    session: Session, petition: Petition, note: str, actor: Actor, now: datetime
) -> PetitionMerge:
    """Take a merge back: the petition is as it was, with its state, holder, papers and clock."""
    session.refresh(petition.dossier, ["state", "version"], with_for_update=True)
    row = find_merge(session, petition.dossier_id)
    if row is None:
        raise Refusal("state", "Kiến nghị này không còn gộp với kiến nghị nào.")
    dossier, lead = petition.dossier, row.lead.dossier
    say = Say(note=note, data=_data(row, lead) | {"to": _restore(session, dossier, row.kept)})
    advance(session, PETITION, dossier, UNMERGE[row.kept["state"]], actor, now, say)
    advance(
        session, PETITION, lead, "release", actor, now, Say(note=note, data=_data(row, dossier))
    )
    row.status, row.ended_at = "undone", now
    unfollow(session, row.lead_id, dossier)
    session.flush()
    reset_clock(session, dossier)
    return row


def _restore(session: Session, dossier: Dossier, kept: Mapping[str, Any]) -> str:
    """Give a dossier back to who held it, and return his name: "" where nobody did."""
    dossier.unit_id, dossier.officer_id = kept["unit_id"], kept["officer_id"]
    since = kept["held_since"]
    dossier.held_since = datetime.fromisoformat(since) if since else None
    session.flush()
    session.expire(dossier, ["unit", "officer"])
    return dossier.officer.full_name if dossier.officer else ""


def keep_together(session: Session, dossier_id: int, now: datetime) -> None:
    """Let what is merged into a lead follow it: to a new holder, or apart where the lead ended.

    What was withdrawn by its own owner has left its lead. A repeated call does nothing.
    """
    own = find_merge(session, dossier_id)
    if own is not None and own.petition.dossier.state != "merged":
        own.status, own.ended_at = "left", now
        unfollow(session, own.lead_id, own.petition.dossier)
    for row in list_merged(session, dossier_id):
        lead, dossier = row.lead.dossier, row.petition.dossier
        if PETITION.states[lead.state].is_final:
            unmerge(session, row.petition, LEAD_ENDED, SYSTEM_ACTOR, now)
        elif lead.officer_id != dossier.officer_id:
            assign(dossier, lead.unit_id, lead.officer_id, now)
            name = lead.officer.full_name if lead.officer else ""
            say = Say(data=_data(row, lead) | {"to": name})
            advance(session, PETITION, dossier, "follow_lead", SYSTEM_ACTOR, now, say)


def answer_merged(
    session: Session,
    settings: Settings,
    lead: Petition,
    answer: Answer,
    signer: Account,
    now: datetime,
) -> None:
    """Answer every petition merged into `lead` with the lead's words, each by a letter of its own.

    Raises: Refusal where the signer may not see one of them.
    """
    unseen = "Một kiến nghị gộp vào đây cần người khác ký. Bỏ gộp trước."
    for row in list_merged(session, lead.dossier_id):
        petition = row.petition
        _check_sees(session, signer, petition, unseen, now)
        own = _copy_answer(session, row, answer, now)
        content = answer_content(settings, petition, own, signer)
        row.status, row.ended_at = "answered", now
        _issue(session, lead, own, content, "sign_merged", signer, now)
        reset_clock(session, petition.dossier)


def send_along(
    session: Session,
    settings: Settings,
    lead: Petition,
    answer: Answer,
    signer: Account,
    now: datetime,
) -> None:
    """Send a lead's letter after its answer to all who were answered with it, each by an own one.

    Raises: Refusal where the signer may not see one of them.
    """
    unseen = "Một kiến nghị được trả lời chung cần lãnh đạo khác ký."
    for petition, corrects in list_along(session, lead, answer.kind, answer.corrects):
        _check_sees(session, signer, petition, unseen, now)
        words = {"kind": answer.kind, "body": answer.body, "stage": "issued"}
        corrects_id = corrects.id if corrects else None
        own = _own_answer(session, petition, answer, now, corrects_id=corrects_id, **words)
        content = further_content(settings, petition, own, signer)
        facts = {
            "body": own.body, "fits": True,
            "drafter_id": own.drafter_id, "signer_id": signer.id,
        }  # fmt: skip
        say = Say(data={"kind": own.kind}, facts=facts)
        _issue(session, lead, own, content, "sign_further", signer, now, say)


def _check_sees(
    session: Session, signer: Account, petition: Petition, unseen: str, now: datetime
) -> None:
    """Refuse with `unseen` where the signer may not see what stands together with a lead."""
    if not is_visible(session, signer, petition.dossier, local_day(now)):
        raise Refusal("conflict", unseen)


def _own_answer(
    session: Session, petition: Petition, answer: Answer, now: datetime, **said: Any
) -> Answer:
    """Write what a petition is told with its lead, by those who wrote the lead's `answer`."""
    own = Answer(
        petition_id=petition.dossier_id, drafter_id=answer.drafter_id,
        reviewer_id=answer.reviewer_id, promises=answer.promises, created_at=now, saved_at=now,
        **said,
    )  # fmt: skip
    session.add(own)
    session.flush()
    session.expire(petition, ["answers"])
    return own


def _issue(
    session: Session,
    lead: Petition,
    own: Answer,
    content: LetterContent,
    action: str,
    signer: Account,
    now: datetime,
    say: Say = NOTHING,
) -> None:
    """Give what a petition is told with its lead its letter and its event; it stands behind what
    the lead promised."""
    dossier = own.petition.dossier
    _, data = issue_answer(session, own.petition, own, content, signer, now)
    said = replace(say, data=data | {**say.data, "lead": lead.dossier.code})
    advance(session, PETITION, dossier, action, signer.actor, now, said)
    follow(session, lead.dossier_id, dossier)


def follow_together(session: Session, lead_id: int) -> None:
    """Let everything merged into a lead stand behind what a letter beside its answer promised."""
    for row in list_merged(session, lead_id):
        follow(session, lead_id, row.petition.dossier)


def _copy_answer(session: Session, row: PetitionMerge, answer: Answer, now: datetime) -> Answer:
    """Write the lead's answer to each demand that is the same as one of the lead's."""
    own = _own_answer(session, row.petition, answer, now, closing=answer.closing)
    found = session.scalars(select(AnswerItem).where(AnswerItem.answer_id == answer.id))
    said = {item.demand_id: item for item in found}
    for pair in row.demands:
        item = said[pair.lead_demand_id]
        words = {"outcome": item.outcome, "text": item.text, "legal_basis": item.legal_basis}
        session.add(AnswerItem(answer_id=own.id, demand_id=pair.demand_id, **words))
    session.flush()
    session.expire(own, ["items"])
    return own
