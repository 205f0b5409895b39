"""Writes of how an answer reached the cooperative. Rows are added, never changed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from feedback.delivery_models import AnswerDelivery
from feedback.delivery_rules import BY_STAFF
from feedback.models import Answer
from workflow.localtime import local_day
from workflow.refusal import Refusal


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """What a member of staff records: the way, who listened or signed, on which day."""

    way: str
    person: str
    happened_on: date
    note: str = ""


def note_by_owner(
    session: Session, answer: Answer, way: str, account: Account, now: datetime
) -> None:
    """Record that a representative opened ("opened") or confirms to have read ("read") an answer.

    A second time by the same person changes nothing.
    """
    row = {"answer_id": answer.id, "way": way, "recorded_by_id": account.id}
    day = local_day(now)
    session.execute(
        insert(AnswerDelivery)
        .values(**row, person="", happened_on=day, note="", recorded_at=now)
        .on_conflict_do_nothing()
    )


def note_by_staff(
    session: Session, answer: Answer, said: DeliveryNote, seen: int, account: Account, now: datetime
) -> AnswerDelivery:
    """Record a call, a signed paper, or that a record was wrong.

    `seen` is how many records the caller's page showed: whoever comes second is told.

    Raises: Refusal("stale"), Refusal("day") where the day is before the letter or in the future.
    """
    session.execute(select(Answer.id).where(Answer.id == answer.id).with_for_update())
    counted = select(func.count()).where(AnswerDelivery.answer_id == answer.id)
    if session.scalar(counted) != seen:
        raise Refusal(
            "stale",
            "Vừa có người ghi một lần liên hệ khác cho văn bản này. Hãy xem lại rồi lưu tiếp.",
        )
    issued_on = answer.letter.issued_on if answer.letter else local_day(now)
    if not issued_on <= said.happened_on <= local_day(now):
        raise Refusal(
            "day", f"Chọn ngày từ {issued_on:%d/%m/%Y} (ngày ban hành) đến hôm nay.", "on"
        )
    person = said.person if said.way in BY_STAFF else ""
    row = AnswerDelivery(
        answer_id=answer.id,
        way=said.way,
        person=person,
        happened_on=said.happened_on,
        note=said.note,
        recorded_at=now,
        recorded_by_id=account.id,
    )
    session.add(row)
    session.flush()
    return row
