"""Writes of applications for membership: filed, checked, proposed, decided, handed over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.actions import lock_registry
from cooperatives.models import Cooperative, MemberPeriod
from cooperatives.queries import standing_on
from documents.models import Document
from dossiers.actions import Say, advance, assign, attach, open_dossier
from dossiers.models import Dossier
from letters.actions import issue
from letters.models import Letter
from membership.letter_texts import recognition_content
from membership.models import MembershipApplication
from membership.process import DESK, MEMBERSHIP
from membership.queries import has_open_application, next_member_no
from membership.rules import PAPERS, day_before, member_kind, missing_papers
from rulebook.queries import setting_on, working_calendar
from store.outbox import enqueue
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.roles import Role
from workflow.text import fold
from workflow.workdays import count_days

UNDER_WAY = "Hợp tác xã này đã có đơn gia nhập đang xử lý."
GONE = "Hợp tác xã này đã giải thể hoặc chuyển đổi."
MEMBER_STATUSES = ("active", "suspended")


@dataclass(frozen=True, slots=True)
class Ask:
    """What an application says; `papers` are the keys of the papers that came with it."""

    reason: str
    contact_name: str
    contact_phone: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """A kept file and the paper that it is."""

    paper: str
    document: Document


def is_in_book(session: Session, cooperative_id: int, on: date) -> bool:
    """Return whether a cooperative is a member on a day, also one that is suspended."""
    standing = standing_on(session, cooperative_id, on)
    return standing is not None and standing.status in MEMBER_STATUSES


def file(
    session: Session,
    cooperative: Cooperative,
    ask: Ask,
    uploads: Sequence[Upload],
    by: Account,
    now: datetime,
) -> MembershipApplication:
    """File an application. Raises Refusal: a member, one under way, dissolved."""
    lock_registry(session)
    today = local_day(now)
    if has_open_application(session, cooperative.id):
        raise Refusal("twice", UNDER_WAY)
    if cooperative.dissolved_on is not None:
        raise Refusal("gone", GONE)
    dossier = _new_dossier(session, cooperative, by, now)
    facts = {"is_member": is_in_book(session, cooperative.id, today)}
    say = Say(data={"papers": list(ask.papers)}, facts=facts, on_behalf_of_id=cooperative.id)
    if by.role != "representative":
        assign(dossier, by.unit_id, by.id, now)
    open_dossier(session, MEMBERSHIP, dossier, by.actor, now, say)
    application = MembershipApplication(
        dossier=dossier,
        cooperative_id=cooperative.id,
        reason=ask.reason,
        contact_name=ask.contact_name,
        contact_phone=ask.contact_phone,
        papers=[],
    )
    session.add(application)
    receive(session, application, ask.papers, uploads)
    return application


def _new_dossier(session: Session, cooperative: Cooperative, by: Account, now: datetime) -> Dossier:
    today = local_day(now)
    days = int(setting_on(session, "membership.decide_days", today))
    count = count_days(working_calendar(session), today, days)
    return Dossier(
        subject=f"Xin gia nhập Liên minh: {cooperative.name}",
        cooperative=cooperative,
        filed_by=by,
        received_at=now,
        received_on=today,
        limit_days=days,
        due_on=count.due_on,
        next_due="answer",
        next_due_on=count.due_on,
        is_due_provisional=count.is_provisional,
        search_fold=fold(f"xin gia nhap lien minh thanh vien {cooperative.name}"),
    )


def receive(
    session: Session,
    application: MembershipApplication,
    papers: Collection[str],
    uploads: Sequence[Upload],
) -> None:
    """Note the papers that came, on paper or as files."""
    came = {*application.papers, *papers, *(upload.paper for upload in uploads)}
    application.papers = [key for key in PAPERS if key in came]
    for upload in uploads:
        title = PAPERS[upload.paper]
        attach(session, application.dossier, upload.document, "attachment", "owner", title)
    session.flush()


def take(
    session: Session,
    application: MembershipApplication,
    action: str,
    by: Account,
    now: datetime,
    note: str = "",
) -> None:
    """Take a step that only moves the dossier, with a note: ask, check, send back, decline."""
    dossier = application.dossier
    facts = {
        "missing": missing_papers(application.papers),
        "proposer_id": application.proposed_by_id,
        "signer_id": by.id,
    }
    if dossier.officer_id is None and Role(by.role) in DESK:
        assign(dossier, by.unit_id, by.id, now)
    advance(session, MEMBERSHIP, dossier, action, by.actor, now, Say(note=note, facts=facts))


def propose(
    session: Session, application: MembershipApplication, opinion: str, by: Account, now: datetime
) -> None:
    """Put an application before who signs, with an opinion that the decision quotes."""
    take(session, application, "propose", by, now, opinion)
    application.opinion, application.proposed_by_id = opinion.strip(), by.id
    session.flush()


def recognise(
    session: Session,
    settings: Settings,
    application: MembershipApplication,
    by: Account,
    now: datetime,
) -> Letter:
    """Sign the decision: the letter gets its number, the member hers, from this day on."""
    lock_registry(session)
    today, cooperative = local_day(now), application.cooperative
    number, kind = next_member_no(session), member_kind(cooperative.kind)
    facts = {
        "is_member": is_in_book(session, cooperative.id, today),
        "proposer_id": application.proposed_by_id,
        "signer_id": by.id,
    }
    say = Say(data={"member_no": number}, facts=facts)
    advance(session, MEMBERSHIP, application.dossier, "recognise", by.actor, now, say)
    signs_for = setting_on(session, "membership.signer", today)
    content = recognition_content(
        settings, cooperative, number, kind, by, signs_for, application.opinion
    )
    letter = issue(session, content, now, signer_id=by.id)
    application.letter, application.member_no = letter, number
    begin_period(session, cooperative.id, number, kind, "active", letter.full_number, today)
    enqueue(session, "membership.seal", now, letter_id=letter.id, dossier_id=application.dossier_id)
    return letter


def begin_period(
    session: Session,
    cooperative_id: int,
    number: int,
    kind: str,
    status: str,
    decision: str,
    on: date,
) -> None:
    """Write a line of the member book; the line before it ends the day before.

    Raises Refusal where a line began on the same day.
    """
    found = select(MemberPeriod).where(
        MemberPeriod.cooperative_id == cooperative_id, MemberPeriod.ends_on.is_(None)
    )
    last = session.scalars(found.with_for_update()).one_or_none()
    if last is not None:
        if last.starts_on >= on:
            raise Refusal("same_day", "Hôm nay đã có một quyết định về thành viên này.")
        last.ends_on = day_before(on)
        session.flush()
    session.add(
        MemberPeriod(
            cooperative_id=cooperative_id,
            member_no=number,
            kind=kind,
            status=status,
            starts_on=on,
            decision=decision,
        )
    )
    session.flush()


def hand_over(
    session: Session,
    application: MembershipApplication,
    on: date,
    place: str,
    person: str,
    by: Account,
    now: datetime,
) -> None:
    """Note when, where and to whom the decision was handed over, also at a conference."""
    if application.handed_over_on is not None:
        raise Refusal("twice", "Việc trao quyết định đã được ghi nhận.")
    signed_on = application.letter.issued_on if application.letter is not None else on
    if not signed_on <= on <= local_day(now):
        raise Refusal("day", "Ngày trao phải từ ngày ký và không ở tương lai.", "on")
    say = Say(note=f"Trao cho {person} tại {place}", effective_on=on)
    advance(session, MEMBERSHIP, application.dossier, "hand_over", by.actor, now, say)
    application.handed_over_on = on
    application.handed_over_at_place, application.handed_over_to = place, person
    session.flush()
