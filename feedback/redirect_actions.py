"""Complaints and denunciations leave this process by a letter, and are never published. No commit.

Source: docs/rules/complaints.md.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from documents.vault import Vault
from dossiers.actions import Say, advance, attach
from dossiers.models import DossierEvent
from feedback.actions import reset_clock
from feedback.answer_actions import seal_letter
from feedback.models import Petition
from feedback.process import COMPLAINT, PETITION
from feedback.redirect_texts import MATTERS, redirect_content
from letters.actions import Sign, issue
from letters.models import Letter
from store.outbox import enqueue
from units.models import Unit
from workflow.localtime import local_day
from workflow.refusal import Refusal


def redirect_petition(
    session: Session,
    settings: Settings,
    petition: Petition,
    matter: str,
    body: Unit,
    note: str,
    signer: Account,
    now: datetime,
) -> Letter:
    """Hand a complaint or a denunciation to its lawful channel, by a leader's letter.

    Raises: Refusal where the body is none, or the petition is answered or ended already.
    """
    if matter not in MATTERS:
        raise Refusal("matter", "Chọn khiếu nại hoặc tố cáo.", "matter")
    if body.kind not in ("body", "inspection") or not body.is_valid_on(local_day(now)):
        raise Refusal("body", "Hãy chọn một cơ quan đang hoạt động.", "body_id")
    dossier = petition.dossier
    facts = {"code": COMPLAINT}
    PETITION.check(PETITION.step(dossier.state, "redirect", signer.actor.role), facts, note)
    content = redirect_content(settings, petition, matter, body, note, signer)
    unit_id = dossier.unit_id if content.kind == "official_letter" else None
    letter = issue(session, content, now, unit_id=unit_id, signer_id=signer.id)
    petition.decline_code = COMPLAINT
    data = {
        "code": COMPLAINT, "matter": matter, "body": body.name, "body_id": body.id,
        "letter_id": letter.id, "number": letter.full_number,
    }  # fmt: skip
    say = Say(note=note, data=data, facts=facts)
    advance(session, PETITION, dossier, "redirect", signer.actor, now, say)
    reset_clock(session, dossier)
    return letter


def seal_redirect(
    session: Session,
    vault: Vault,
    sign_file: Sign,
    dossier_id: int,
    event_id: int,
    now: datetime,
) -> None:
    """Make the signed file; the sender reads guidance, and not what goes to the body."""
    event = session.get_one(DossierEvent, event_id)
    letter, document = seal_letter(session, vault, sign_file, event, now)
    petition = session.get_one(Petition, dossier_id)
    is_guidance = event.data["matter"] == "complaint"
    name = "Phiếu hướng dẫn" if is_guidance else "Phiếu chuyển đơn"
    audience = "owner" if is_guidance else "staff"
    title = f"{name} số {letter.full_number}"
    attach(session, petition.dossier, document, "redirect", audience, title)
    enqueue(session, "notices.tell_owner", now, dossier_id=dossier_id, event_id=event_id)
