"""Writes of what is public: what is hidden, several at once, whether one was useful. No commit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from accounts.models import Account
from feedback.answer_actions import keep_masking, publish
from feedback.masking import Span
from feedback.models import Answer, Publication
from feedback.publication_queries import find_masking, find_publication
from workflow.machine import Actor
from workflow.refusal import Refusal

OPINIONS = {"co-ich": Publication.useful_count, "chua-ro": Publication.unclear_count}


def count_opinion(session: Session, publication_id: int, opinion: str) -> None:
    """Count one reader's opinion: "co-ich" or "chua-ro". Raises KeyError on anything else."""
    column = OPINIONS[opinion]
    one = update(Publication).where(Publication.id == publication_id)
    session.execute(one.values({column: column + 1}))


def keep_choice(
    session: Session, answer: Answer, spans: Sequence[Span], account: Account, now: datetime
) -> None:
    """Keep what is to be hidden of an answer that is not public yet.

    Raises: Refusal where it is public: what everybody reads changes by a new publication only.
    """
    if find_publication(session, answer.id) is not None:
        raise Refusal("state", "Câu trả lời này đã được công khai.")
    keep_masking(session, answer, spans, account.id, now)


def publish_many(
    session: Session, answers: Sequence[Answer], actor: Actor, now: datetime
) -> list[Publication]:
    """Publish all of the answers, each as somebody looked at it, or none.

    Raises: Refusal at the first that cannot be published; the caller takes everything back.
    """
    published = []
    for answer in sorted(answers, key=lambda one: one.petition_id):  # two bulks wait, never lock
        spans = find_masking(session, answer)
        if spans is None:
            code = answer.petition.dossier.code
            raise Refusal("masking", f"{code}: chưa ai xem bản công khai.")
        published.append(publish(session, answer.petition, actor, now, spans, answer))
    return published
