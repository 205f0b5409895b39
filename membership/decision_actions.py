"""Writes: later decisions about members, their files, and fees with receipts. No commit."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.actions import lock_registry
from cooperatives.models import Cooperative, MemberPeriod
from cooperatives.queries import standing_on
from documents.vault import Vault
from dossiers.actions import attach
from dossiers.models import Dossier
from letters.actions import Sign, issue, seal
from letters.models import Letter
from letters.rules import KIND_NAMES
from membership.actions import begin_period, is_in_book
from membership.letter_texts import change_content
from membership.models import MemberDecision, MemberFee
from membership.queries import access_decision, is_proposed, next_receipt_no
from membership.rules import CHANGES, changes_open_to
from rulebook.queries import setting_on
from store.outbox import enqueue
from workflow.localtime import local_day
from workflow.refusal import Refusal

NOT_OPEN = "Tư cách thành viên hiện nay không cho phép quyết định này."
WAITING = "Đã có một quyết định chờ ký về thành viên này."
DECIDED = "Quyết định này đã được xử lý."
OWN = "Người trình không ký quyết định mình trình."


def propose_change(
    session: Session, cooperative: Cooperative, kind: str, reason: str, by: Account, now: datetime
) -> MemberDecision:
    """Put a decision about a member before who signs. Raises Refusal."""
    lock_registry(session)
    _standing(session, cooperative.id, kind, local_day(now))
    if is_proposed(session, cooperative.id):
        raise Refusal("twice", WAITING)
    if not reason.strip():
        raise Refusal("reason", "Viết lý do của quyết định.", "reason")
    decision = MemberDecision(
        cooperative_id=cooperative.id,
        kind=kind,
        status="proposed",
        reason=reason.strip(),
        proposed_by_id=by.id,
        proposed_at=now,
    )
    session.add(decision)
    session.flush()
    return decision


def _standing(session: Session, cooperative_id: int, kind: str, on: date) -> MemberPeriod:
    standing = standing_on(session, cooperative_id, on)
    if standing is None or kind not in changes_open_to(standing.status):
        raise Refusal("standing", NOT_OPEN)
    return standing


def sign_change(
    session: Session, settings: Settings, decision_id: int, by: Account, now: datetime
) -> Letter:
    """Sign a decision: its letter gets a number, the member book a new line from this day on."""
    lock_registry(session)
    decision, today = _open(session, decision_id), local_day(now)
    if decision.proposed_by_id == by.id:
        raise Refusal("four_eyes", OWN)
    standing = _standing(session, decision.cooperative_id, decision.kind, today)
    signs_for = setting_on(session, "membership.signer", today)
    content = change_content(
        settings, decision.cooperative, decision.kind, decision.reason, standing.member_no, by,
        signs_for,
    )  # fmt: skip
    letter = issue(session, content, now, signer_id=by.id)
    number, kind, status = standing.member_no, standing.kind, CHANGES[decision.kind][1]
    begin_period(session, decision.cooperative_id, number, kind, status, letter.full_number, today)
    decision.status, decision.letter_id = "signed", letter.id
    decision.decided_by_id, decision.decided_at = by.id, now
    enqueue(session, "membership.seal", now, letter_id=letter.id, dossier_id=0)
    session.flush()
    return letter


def send_change_back(
    session: Session, decision_id: int, note: str, by: Account, now: datetime
) -> MemberDecision:
    """Send a proposed decision back with a reason. Raises Refusal."""
    decision = _open(session, decision_id)
    if not note.strip():
        raise Refusal("note", "Viết lý do trả lại.", "note")
    decision.status, decision.note = "sent_back", note.strip()
    decision.decided_by_id, decision.decided_at = by.id, now
    session.flush()
    return decision


def _open(session: Session, decision_id: int) -> MemberDecision:
    decision = access_decision(session, decision_id)
    if decision.status != "proposed":
        raise Refusal("decided", DECIDED)
    return decision


def seal_letter(
    session: Session, vault: Vault, sign: Sign, letter_id: int, dossier_id: int, now: datetime
) -> None:
    """Make and sign the file of a decision; it joins the dossier where there is one."""
    letter = session.get_one(Letter, letter_id)
    document = seal(session, vault, letter, sign, now)
    dossier = session.get(Dossier, dossier_id) if dossier_id else None
    if dossier is not None:
        title = f"{KIND_NAMES[letter.kind]} số {letter.full_number}"
        attach(session, dossier, document, "answer", "owner", title)


def receive_fee(
    session: Session,
    cooperative: Cooperative,
    year: int,
    amount_vnd: int,
    paid_on: date,
    payer: str,
    by: Account,
    now: datetime,
) -> MemberFee:
    """Note a payment of a year's fee and give it a receipt number. Raises Refusal."""
    lock_registry(session)
    today = local_day(now)
    if not is_in_book(session, cooperative.id, paid_on):
        raise Refusal("member", "Ngày nộp không nằm trong thời gian là thành viên.", "paid_on")
    if paid_on > today:
        raise Refusal("day", "Ngày nộp ở tương lai.", "paid_on")
    fee = MemberFee(
        cooperative_id=cooperative.id,
        year=year,
        amount_vnd=amount_vnd,
        paid_on=paid_on,
        payer=payer,
        receipt_year=today.year,
        receipt_no=next_receipt_no(session, today.year),
        received_by_id=by.id,
        received_at=now,
    )
    session.add(fee)
    session.flush()
    return fee
