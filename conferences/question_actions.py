"""Writes of questions sent before a conference: sent once, placed, put together, prepared. No
commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.models import Account
from conferences.models import Conference, ConferenceCluster, ConferenceQuestion
from conferences.process import BEFORE
from conferences.queries import is_open_to_questions
from conferences.question_queries import list_questions
from conferences.rules import demands_of
from config import Settings
from cooperatives.models import Cooperative
from feedback.actions import Filing, file
from feedback.rules import PetitionText
from units.models import Unit
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question as it was typed. `form_key` makes a second sending find the first."""

    subject: str
    text: str
    topic_code: str
    form_key: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks, by which channel, on which day: staff write down what came by paper or call."""

    account: Account
    cooperative: Cooperative | None
    name: str = ""
    channel: str = "portal"
    received_on: date | None = None


def send(
    session: Session, conference: Conference, sender: Sender, said: QuestionText, now: datetime
) -> ConferenceQuestion:
    """Keep a question for this conference, once for each form."""
    if not _may_send(conference, sender, now):
        text = f"Hội nghị này nhận câu hỏi đến hết {conference.questions_until_on:%d/%m/%Y}."
        raise Refusal("closed", text)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(said.form_key))))
    wanted = select(ConferenceQuestion).where(ConferenceQuestion.form_key == said.form_key)
    known = session.scalars(wanted).one_or_none()
    if known is not None:
        return known
    question = ConferenceQuestion(
        conference_id=conference.dossier_id,
        cooperative=sender.cooperative,
        asker_name="" if sender.cooperative else sender.name,
        filed_by=sender.account,
        channel=sender.channel,
        received_on=sender.received_on or local_day(now),
        sent_at=now,
        form_key=said.form_key,
        subject=said.subject,
        text=said.text,
        topic_code=said.topic_code,
    )
    session.add(question)
    session.flush()
    return question


def _may_send(conference: Conference, sender: Sender, now: datetime) -> bool:
    """Return whether a question is taken: staff may still write one down until it begins."""
    if Role(sender.account.role) is Role.REPRESENTATIVE:
        return is_open_to_questions(conference, now)
    return conference.dossier.state in BEFORE.split()


def check_seen(question: ConferenceQuestion, seen_version: int) -> None:
    """Refuse where somebody changed the question since the reader saw it."""
    if question.version != seen_version:
        raise Refusal("stale", "Người khác vừa sửa câu hỏi này. Nội dung đã gõ ở bên dưới.")


def place(
    session: Session,
    settings: Settings,
    question: ConferenceQuestion,
    placement: str,
    body: Unit | None,
    account: Account,
    now: datetime,
) -> None:
    """Put a question on the agenda, or answer it in writing: then it is a petition at once."""
    if question.petition_id is not None:
        raise Refusal("state", "Câu hỏi này đã thành kiến nghị, không xếp lại được.")
    question.placement, question.body = placement, body
    question.body_id = body.id if body else None
    if placement == "written":
        file_question(session, settings, question, account, now)
    session.flush()


def file_question(
    session: Session,
    settings: Settings,
    question: ConferenceQuestion,
    account: Account,
    now: datetime,
) -> None:
    """Make a question a petition: it is answered in writing like any other."""
    if question.petition_id is not None:
        return
    cooperative = question.cooperative
    text = PetitionText(
        subject=question.subject,
        situation=question.text,
        demands=demands_of(question.text, question.subject),
        topic_code=question.topic_code,
        commune_code=cooperative.commune_code if cooperative else None,
        contact_name=cooperative.representative_name if cooperative else question.asker_name,
        contact_phone=cooperative.phone if cooperative else "",
        contact_email=cooperative.email if cooperative else "",
        may_publish=True,
    )
    key = f"question:{question.id}"
    channel, name = "conference", question.asker_name
    filing = Filing(account, cooperative, channel, local_day(now), name, key)
    question.petition = file(session, settings, filing, text, [], now)
    session.flush()


def file_leftovers(
    session: Session, settings: Settings, conference: Conference, account: Account, now: datetime
) -> int:
    """Make petitions of all questions that nobody raised; return how many. Nothing is left out."""
    left = [
        one for one in list_questions(session, conference.dossier_id) if one.petition_id is None
    ]
    for question in left:
        file_question(session, settings, question, account, now)
        question.placement = question.placement or "written"
    session.flush()
    return len(left)


def draft_answer(question: ConferenceQuestion, text: str, account: Account, now: datetime) -> None:
    """Keep what the answering body prepares."""
    question.draft_answer, question.drafted_by_id, question.drafted_at = text, account.id, now
    question.drafted_by = account


def put_together(
    session: Session,
    conference: Conference,
    question_ids: Sequence[int],
    title: str,
    account: Account,
    now: datetime,
) -> ConferenceCluster:
    """Put questions together that ask the same. It can be undone; the questions stay as they are.

    Raises: Refusal where fewer than two of this conference are free.
    """
    found = [
        question
        for question in list_questions(session, conference.dossier_id)
        if question.id in question_ids and question.cluster_id is None
    ]
    if len(found) < 2:
        raise Refusal("cluster", "Chọn ít nhất hai câu hỏi chưa vào nhóm nào.")
    cluster = ConferenceCluster(
        conference_id=conference.dossier_id,
        title=title or found[0].subject,
        made_by_id=account.id,
        made_at=now,
    )
    session.add(cluster)
    session.flush()
    for question in found:
        question.cluster = cluster
    session.flush()
    return cluster


def take_apart(
    session: Session, cluster: ConferenceCluster, account: Account, now: datetime
) -> None:
    """Undo a group: its questions are as they were before."""
    if cluster.undone_at is not None:
        return
    cluster.undone_at, cluster.undone_by_id = now, account.id
    members = select(ConferenceQuestion).where(ConferenceQuestion.cluster_id == cluster.id)
    for question in session.scalars(members):
        question.cluster_id, question.cluster = None, None
    session.flush()
