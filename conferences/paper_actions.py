"""Writes of minutes and notice: drafted, edited, signed, and what they start. No commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.actions import make_commitments
from commitments.rules import Promise
from conferences.floor_queries import list_issues
from conferences.models import Conference, ConferenceIssue, ConferencePaper
from conferences.paper_queries import find_paper, has_minutes, roll_of, units_by_id
from conferences.paper_texts import (
    conclusion_content,
    conclusion_opening,
    minutes_body,
    minutes_content,
    ruling_points,
)
from conferences.process import CONFERENCE
from config import Settings
from dossiers.actions import Say, advance
from dossiers.models import Dossier
from feedback.conference_actions import Ruling, rule
from feedback.merge_actions import follow_together
from letters.actions import issue as issue_letter
from letters.models import Letter
from store.outbox import enqueue
from units.models import Unit
from workflow.refusal import Refusal

IN_WRITING = "Văn bản trả lời đã gửi hợp tác xã"


def draft_paper(
    session: Session,
    settings: Settings,
    conference: Conference,
    kind: str,
    account: Account,
    now: datetime,
) -> ConferencePaper:
    """Return the paper, drafted from the record where nobody did yet."""
    paper = find_paper(session, conference, kind)
    if paper is not None:
        return paper
    paper = ConferencePaper(
        conference_id=conference.dossier_id,
        kind=kind,
        body=draft_text(session, settings, conference, kind),
        saved_at=now,
        saved_by_id=account.id,
    )
    session.add(paper)
    session.flush()
    return paper


def draft_text(session: Session, settings: Settings, conference: Conference, kind: str) -> str:
    """Return a paper's text as the record gives it now."""
    roll = roll_of(session, conference)
    issues = list_issues(session, conference.dossier_id)
    if kind == "minutes":
        return minutes_body(conference, roll, issues)
    return conclusion_opening(settings, conference, roll, len(issues))


def save_paper(
    paper: ConferencePaper, body: str, seen_version: int, account: Account, now: datetime
) -> None:
    """Keep what was edited. The secretary's signature goes with the words that it was under."""
    if paper.letter_id is not None:
        raise Refusal("state", "Văn bản đã ký, không sửa được nữa.")
    check_seen(paper, seen_version)
    if not body.strip():
        raise Refusal("body", "Viết nội dung văn bản.", "body")
    if body != paper.body:
        paper.secretary_id, paper.secretary_signed_at, paper.secretary = None, None, None
    paper.body, paper.saved_at, paper.saved_by_id = body, now, account.id


def check_seen(paper: ConferencePaper, seen_version: int) -> None:
    """Refuse where somebody saved the paper since its reader saw it."""
    if paper.version != seen_version:
        raise Refusal("stale", "Người khác vừa lưu bản mới hơn của văn bản này. Hãy xem bản mới.")


def sign_record(
    session: Session,
    conference: Conference,
    paper: ConferencePaper,
    account: Account,
    now: datetime,
) -> None:
    """The secretary signs the minutes."""
    if conference.secretary_id not in (None, account.id):
        raise Refusal("secretary", "Chỉ thư ký của hội nghị ký biên bản ở bên trái.")
    if paper.letter_id is not None or paper.secretary_id is not None:
        raise Refusal("state", "Biên bản đã có chữ ký thư ký.")
    advance(session, CONFERENCE, conference.dossier, "sign_record", account.actor, now)
    paper.secretary, paper.secretary_signed_at = account, now
    session.flush()


def sign_minutes(
    session: Session,
    settings: Settings,
    conference: Conference,
    paper: ConferencePaper,
    signer: Account,
    now: datetime,
) -> Letter:
    """The chair signs the minutes after the secretary: they are issued."""
    _check_chair(conference, signer)
    if paper.secretary is None:
        raise Refusal("secretary", "Thư ký chưa ký biên bản.")
    if paper.letter_id is not None:
        raise Refusal("state", "Biên bản đã ký.")
    content = minutes_content(settings, conference, paper, signer)
    paper.letter = letter = issue_letter(session, content, now, signer_id=signer.id)
    say = Say(data={"letter_id": letter.id, "number": letter.full_number})
    advance(session, CONFERENCE, conference.dossier, "sign_minutes", signer.actor, now, say)
    _seal(session, conference, letter, now)
    return letter


def _check_chair(conference: Conference, signer: Account) -> None:
    if conference.chair_id not in (None, signer.id):
        raise Refusal("chair", "Chỉ người chủ trì hội nghị ký văn bản này.")


def _seal(session: Session, conference: Conference, letter: Letter, now: datetime) -> None:
    place = conference.dossier_id
    enqueue(session, "conferences.seal_letter", now, letter_id=letter.id, dossier_id=place)
    session.flush()


@dataclass(frozen=True, slots=True)
class RulingDraft:
    """What is ruled of one issue, as far as it was typed."""

    lead_id: int | None
    cooperating_ids: tuple[int, ...]
    until_on: date | None
    words: str


def save_rulings(
    session: Session,
    conference: Conference,
    drafts: Mapping[int, RulingDraft],
    now: datetime,
) -> None:
    """Keep the rulings of a notice that is not signed yet, by the issue's id."""
    if conference.dossier.state != "minuted":
        raise Refusal("state", "Chỉ giao việc khi hội nghị đang lập biên bản, kết luận.")
    units = units_by_id(session)
    for issue in list_issues(session, conference.dossier_id):
        draft = drafts.get(issue.id)
        if draft is None:
            continue
        issue.lead = units.get(draft.lead_id or 0)
        issue.lead_id = issue.lead.id if issue.lead else None
        kept = [one for one in draft.cooperating_ids if one in units and one != draft.lead_id]
        issue.cooperating_ids, issue.ruled_by_on = kept, draft.until_on
        issue.ruling = draft.words
    paper = find_paper(session, conference, "conclusion")
    if paper is not None:
        paper.saved_at = now
    session.flush()


def conclude(
    session: Session,
    settings: Settings,
    conference: Conference,
    paper: ConferencePaper,
    signer: Account,
    now: datetime,
) -> Letter:
    """Sign the conclusion notice: each issue has its lead, its date, and a commitment."""
    _check_chair(conference, signer)
    _hold_petitions(session, conference)
    issues, units = list_issues(session, conference.dossier_id), units_by_id(session)
    unruled = [one.number for one in issues if one.lead is None or one.ruled_by_on is None]
    facts: dict[str, object] = {
        "has_minutes": has_minutes(session, conference),
        "unruled": unruled,
    }
    dossier = conference.dossier
    CONFERENCE.check(CONFERENCE.step(dossier.state, "conclude", signer.actor.role), facts, "")
    points = ruling_points(issues, units)
    content = conclusion_content(settings, conference, paper, points, signer)
    paper.letter = letter = issue_letter(session, content, now, signer_id=signer.id)
    say = Say(data={"letter_id": letter.id, "number": letter.full_number}, facts=facts)
    advance(session, CONFERENCE, dossier, "conclude", signer.actor, now, say)
    for position, issue in enumerate(issues, start=1):
        _start(session, issue, units, letter, position, signer, now)
    _seal(session, conference, letter, now)
    return letter


def _hold_petitions(session: Session, conference: Conference) -> None:
    """Lock the petitions as they are now: the worker may be routing them at this moment."""
    ids = select(ConferenceIssue.petition_id).where(
        ConferenceIssue.conference_id == conference.dossier_id
    )
    held = select(Dossier).where(Dossier.id.in_(ids)).order_by(Dossier.id)
    fresh = held.with_for_update(of=Dossier).execution_options(populate_existing=True)
    session.scalars(fresh).all()


def _start(
    session: Session,
    issue: ConferenceIssue,
    units: Mapping[int, Unit],
    letter: Letter,
    position: int,
    signer: Account,
    now: datetime,
) -> None:
    """Let a ruling start its clock, and let the promise bind."""
    if issue.petition is None or issue.lead is None or issue.ruled_by_on is None:
        return
    others = [units[one] for one in issue.cooperating_ids]
    until_on = issue.ruled_by_on
    told = Ruling(issue.lead, others, until_on, issue.ruling, letter.full_number)
    rule(session, issue.petition, told, signer.actor, now)
    promise = Promise(issue.lead.id, issue.ruling or issue.subject, until_on, IN_WRITING)
    dossier = issue.petition.dossier
    make_commitments(session, dossier, letter, [promise], now, first_position=position)
    follow_together(session, dossier.id)
